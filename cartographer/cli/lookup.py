"""Which resource a person means: id, ARN, console URL, host name, address, or unique name.

Several matches are listed and never chosen from. Words of a cloud stand in no rule here: a
console's URL is taken apart into names, and what is held says which of them is a resource.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import unquote, urlsplit

from cartographer.model.containment import containment
from cartographer.model.error import NotFoundError, UsageError
from cartographer.model.key import Key, Ref
from cartographer.model.resource import Resource
from cartographer.model.snapshot import Snapshot, resources

_CONCLUSIVE = ("arn", "key", "unique-id")
_INDEXED = ("id", "account", "ip", "dns", "oidc", "url")
_GIVEN_BY_CLOUD = re.compile(r"[a-z]+-([0-9a-f]{8}|[0-9a-f]{17})|\d{12}|[0-9a-f.:]*[.:][0-9a-f.:]+")
"""Ids and addresses that no person would give as a name: no look through all names is needed."""

_ARN = re.compile(r"arn:[\w-]+:[^\s\"'<>?&]+")
_WORDS = re.compile(r"[/?#&=;:,]+")
_MOST_LISTED = 20
_NETWORK = "network"
"""Kind of the container that tells apart what bears the same address."""
_MOST_NAMES = 50_000


class AmbiguousError(UsageError):
    """A name that several resources bear; `hints` lists them."""

    def __init__(self, message: str, hints: Iterable[str]) -> None:
        """Say what is ambiguous, and list who answers."""
        super().__init__(message)
        self.hints = tuple(hints)


def find(snapshot: Snapshot, text: str) -> Resource:
    """Return the one resource that a text means.

    Raises:
        AmbiguousError: several answer.
        NotFoundError: none does; the message names the nearest.
    """
    found = candidates(snapshot, text.strip())
    if len(found) == 1:
        return found[0]
    if found:
        raise ambiguous(snapshot, text, found)
    near = _near(snapshot, text)
    hint = f"; near it are {', '.join(near)}" if near else "; `cartographer ls` lists what is held"
    raise NotFoundError(f"no resource {text!r}{hint}")


def ambiguous(snapshot: Snapshot, text: str, found: Sequence[Resource]) -> AmbiguousError:
    """Return the error that lists who answers to a text, and where each lies."""
    hints = [describe(one) + _network(snapshot, one) for one in found[:_MOST_LISTED]]
    if len(found) > _MOST_LISTED:
        hints.append(f"and {len(found) - _MOST_LISTED} more")
    return AmbiguousError(f"{text!r} is {len(found)} resources: give one of these ids", hints)


def _network(snapshot: Snapshot, resource: Resource) -> str:
    rooms = containment(snapshot, resource)
    found = next((one for one in rooms if one.kind == _NETWORK), None)
    return "" if found is None else f" {found.id.rpartition('/')[2]}"


def by_index(snapshot: Snapshot, text: str) -> set[Key]:
    """Return who bears an id, address or host name, without a look at names."""
    return _by_key(snapshot, text) or _indexed(snapshot, text)


def describe(resource: Resource) -> str:
    """Return one line that tells a resource from others."""
    record = resource.record
    name = f" ({resource.derived.name})" if resource.derived.name else ""
    return f"{record.key.id}{name}  {record.key.type} {record.account} {record.region}"


def candidates(snapshot: Snapshot, text: str) -> list[Resource]:
    """Return the resources that a text may mean, sorted by key."""
    keys = _by_key(snapshot, text)
    if not keys and "://" in text:
        keys = _by_url(snapshot, text)
    if not keys:
        keys = _by_name(snapshot, text)
    found = (snapshot.get(key) for key in sorted(keys))
    return [one for one in found if one is not None]


def _by_key(snapshot: Snapshot, text: str) -> set[Key]:
    """Return who bears an id that is unique by its making."""
    try:
        key = Key.parse(text)
    except ValueError:
        return {one for kind in _CONCLUSIVE for one in snapshot.resolve(Ref(kind, text))}
    return {key} if snapshot.get(key) is not None else set()


def _by_name(snapshot: Snapshot, text: str) -> set[Key]:
    """Return who bears a short id, an address, a host name, or a name that people gave."""
    address, at, network = text.rpartition("@")
    if at and address:
        within = _by_name(snapshot, address)
        if placed := {key for key in within if _lies_in(snapshot, key, network)}:
            return placed
    found = _indexed(snapshot, text)
    if found and _GIVEN_BY_CLOUD.fullmatch(text):
        return found
    return found | {one.key for one in resources(snapshot) if text in _names(one, text)}


def _indexed(snapshot: Snapshot, text: str) -> set[Key]:
    host = text.rstrip(".").lower()
    forms = {text, host} if "." in text else {text}
    refs = (Ref(kind, form) for kind in _INDEXED for form in forms)
    return {key for ref in refs for key in snapshot.resolve(ref)}


def _names(resource: Resource, text: str) -> Iterator[str | None]:
    """Yield what a resource is called, also behind its kind or type: `role/Pay`."""
    record, derived = resource.record, resource.derived
    for name in (derived.name, record.native_id):
        yield name
        if name and "/" in text:
            yield f"{derived.kind}/{name}"
            yield f"{record.key.type}/{name}"
    yield record.uid
    if "/" in text and record.key.id.endswith(f":{text}"):
        yield text


def _lies_in(snapshot: Snapshot, key: Key, network: str) -> bool:
    resource = snapshot.get(key)
    if resource is None:
        return False
    rooms = containment(snapshot, resource)
    return any(network in (room.id, room.id.rpartition("/")[2], room.name) for room in rooms)


# --- URLs ------------------------------------------------------------------------------------


def _by_url(snapshot: Snapshot, text: str) -> set[Key]:
    """Return whom an address of a console, a bucket or an endpoint shows."""
    url = urlsplit(unquote(unquote(text)))
    if url.hostname and (found := _indexed(snapshot, url.hostname)):
        return found
    rest = f"{url.path}/{url.query}/{url.fragment}"
    for arn in _ARN.findall(rest):
        if found := _by_key(snapshot, arn):
            return found
    words = [word for word in _WORDS.split(f"{url.hostname or ''}/{rest}") if word]
    held = _held(snapshot, set(words))
    for word in reversed(words):
        named = held.get(word, [])
        meant = _meant(named, words) or (named if _GIVEN_BY_CLOUD.fullmatch(word) else [])
        if meant:
            return {one.key for one in meant}
    return set()


def _held(snapshot: Snapshot, words: set[str]) -> dict[str, list[Resource]]:
    """Return the resources whose short id or name is one of some words."""
    held: dict[str, list[Resource]] = {}
    for one in resources(snapshot):
        for name in {one.record.native_id, one.derived.name} & words:
            held.setdefault(str(name), []).append(one)
    return held


def _meant(found: list[Resource], words: list[str]) -> list[Resource]:
    """Return those whose place and type other words of the URL name, as far as they do."""
    regions = {one for word in words for one in word.split(".")}
    here = [one for one in found if one.record.region in regions] or found
    best = max((_fits(one, words) for one in here), default=0)
    return [one for one in here if _fits(one, words) == best] if best else []


def _fits(resource: Resource, words: list[str]) -> int:
    """Return how many parts of a resource's type the words of a URL name."""
    parts = resource.key.type.lower().split("::")[1:]
    singular = {_singular(word.lower()) for word in words}
    return sum(any(one and one in part for one in singular) for part in parts)


def _singular(word: str) -> str:
    plural = word.endswith("s") and len(word) > 3  # noqa: PLR2004  `ecs` is no plural
    return (word[:-3] + "y" if word.endswith("ies") else word[:-1]) if plural else word


# --- near misses ------------------------------------------------------------------------------


def _near(snapshot: Snapshot, text: str) -> list[str]:
    names: dict[str, None] = {}
    for one in resources(snapshot):
        names.setdefault(one.record.native_id)
        if one.derived.name:
            names.setdefault(one.derived.name)
        if len(names) > _MOST_NAMES:
            break
    return difflib.get_close_matches(text, names, n=3, cutoff=0.6)
