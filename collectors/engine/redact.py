"""Secrets at the door: values become keyed digests, so that a change shows and they do not.

What a declaration names as secret becomes one in any case. Below that hangs a net for what people
put where no secret belongs, whose forms stand in `collectors.engine.credential`.

Paths of secrets are those of the shape, and three steps more: `**` stands for here and any depth
below, `!Name,Other` for any member but these, and a last step in brackets says how much is hidden:
`(literals)` leaves ARNs and references into other data, `(beyond-host)` of a URL its host.

HMAC-SHA-256, cut to 128 bits, over type, field path and value; the id of the key stands
beside each digest. The key lives outside the store. A value from a short closed list, which
a reader could try out, becomes a constant.
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable
from typing import Any

from cartographer.model.document import REDACTED, at_leaves, encode
from cartographer.model.shape import steps
from collectors.engine.credential import (
    asks_for_secret,
    hints,
    is_credential,
    is_reference,
    is_secret_member,
    is_secret_tag,
)

_GUESSABLE = frozenset(
    {"", "0", "1", "true", "false", "yes", "no", "on", "off", "none", "null", "enabled", "disabled"}
)
_DIGEST = re.compile(rf"^{REDACTED}(constant|[0-9a-f]{{8}}:[0-9a-f]{{32}})$")
_PAIRS = (
    ("Key", "Value"),
    ("key", "value"),
    ("TagKey", "TagValue"),
    ("Name", "Value"),
    ("name", "value"),
    ("OptionName", "Value"),
)
_TAGS = re.compile(r"(?:tags|tags?(?:list|set|map)|tagging)$", re.IGNORECASE)
"""Names of members that hold tags: `Tags`, `TagList`, `UserPoolTags`, `@tags`, `tagsMap`."""
_ANYWHERE, _BUT = "**", "!"
_URL = re.compile(r"^(\w[\w+.-]*://)(?:[^/?#\s]*@)?([^/?#@\s]*)/?(.*)$", re.DOTALL)
_KEY_ID_BYTES = 4
_DIGEST_BYTES = 16

_Change = Callable[[Any], Any]


def _same_or(old: list[Any], new: list[Any]) -> list[Any]:
    return old if _unchanged(old, new) else new


def _unchanged(old: Iterable[Any], new: Iterable[Any]) -> bool:
    return all(one is other for one, other in zip(old, new, strict=True))


class Redactor:
    """Turns secret values into digests with one installation's key."""

    def __init__(self, key: bytes) -> None:
        """Take the key; its id is a digest of it."""
        self._key = key
        self.key_id = hashlib.sha256(b"key-id" + key).hexdigest()[: 2 * _KEY_ID_BYTES]

    def redact(
        self, type_: str, document: dict[str, Any], paths: tuple[str, ...], *, loose: bool = False
    ) -> Any:  # noqa: ANN401
        """Return a document of a type with the values at some paths replaced by digests.

        `loose` compares names without case, and goes into lists that a path does not mention.
        """
        for path in paths:
            way, rest = _split(path)
            change = self._change(type_, path)
            document = _replace(document, rest, at_leaves(_WAYS[way](change)), loose=loose)
        return document

    def catch(self, type_: str, document: Any) -> Any:  # noqa: ANN401  any JSON
        """Return a document without what looks like a secret although nobody declared it."""
        hinted = hints(encode(document).decode())
        return _Net(self._change(type_, ""), hinted).catch(document) if hinted else document

    def _change(self, type_: str, path: str) -> _Change:
        def change(value: Any) -> Any:  # noqa: ANN401
            if value is None or isinstance(value, bool):
                return value
            text = value if isinstance(value, str) else encode(value).decode()
            if _DIGEST.match(text):
                return text  # a recording has been through this door already
            if text.lower() in _GUESSABLE:
                return f"{REDACTED}constant"
            message = f"{type_}\0{path}\0{text}".encode()
            mark = hmac.new(self._key, message, hashlib.sha256).digest()[:_DIGEST_BYTES]
            return f"{REDACTED}{self.key_id}:{mark.hex()}"

        return change


class _Net:
    """Catches what looks like a secret in a document with some hints of one."""

    def __init__(self, hide: _Change, hinted: tuple[str, ...]) -> None:
        self._hide = hide
        self._hinted = hinted

    def catch(self, value: Any) -> Any:  # noqa: ANN401  any JSON
        if isinstance(value, str):
            return self._hide(value) if is_credential(value, self._hinted) else value
        if isinstance(value, list):
            return _same_or(value, self._elements(value))
        if isinstance(value, dict):
            return self._members(value)
        return value

    def _elements(self, elements: list[Any]) -> list[Any]:
        """Return the elements of a list; what follows upon `--password` is a secret."""
        found = []
        asked = False
        for one in elements:
            hide = asked and isinstance(one, str) and not is_reference(one)
            found.append(self._hide(one) if hide else self.catch(one))
            asked = isinstance(one, str) and asks_for_secret(one)
        return found

    def _members(self, members: dict[str, Any]) -> dict[str, Any]:
        found = {name: self._member(name, value) for name, value in members.items()}
        for name, value in _PAIRS:
            if isinstance(members.get(name), str) and isinstance(members.get(value), str):
                found[value] = self._tag(members[name], found[value])
        return members if _unchanged(members.values(), found.values()) else found

    def _member(self, name: str, value: Any) -> Any:  # noqa: ANN401
        if isinstance(value, dict) and _TAGS.search(name):
            return self._tags(value)
        if isinstance(value, str) and is_secret_member(name, value):
            return self._hide(value)
        return self.catch(value)

    def _tags(self, tags: dict[str, Any]) -> dict[str, Any]:
        found = {name: self._tag(name, self.catch(value)) for name, value in tags.items()}
        return tags if _unchanged(tags.values(), found.values()) else found

    def _tag(self, name: str, value: Any) -> Any:  # noqa: ANN401
        """Return the value of a tag, hidden where its name says so."""
        hide = isinstance(value, str) and is_secret_tag(name, value)
        return self._hide(value) if hide else value


# --- how much of a value is hidden -----------------------------------------------------------


def _all(change: _Change) -> _Change:
    return change


def _literals(change: _Change) -> _Change:
    return lambda value: value if isinstance(value, str) and is_reference(value) else change(value)


def _beyond_host(change: _Change) -> _Change:
    def inside(value: Any) -> Any:  # noqa: ANN401
        url = _URL.match(value) if isinstance(value, str) else None
        if url is None:
            return value
        scheme, host, rest = url.groups()
        bare = value in (f"{scheme}{host}", f"{scheme}{host}/")
        if bare or (value == f"{scheme}{host}/{rest}" and _DIGEST.match(rest)):
            return value
        return f"{scheme}{host}/{change(value)}"

    return inside


_WAYS: dict[str, Callable[[_Change], _Change]] = {
    "": _all,
    "(literals)": _literals,
    "(beyond-host)": _beyond_host,
}


# --- where it stands -------------------------------------------------------------------------


def _split(path: str) -> tuple[str, tuple[str, ...]]:
    """Return how much is hidden at a path, and the steps that lead there."""
    rest = steps(path)
    return (rest[-1], rest[:-1]) if rest[-1].startswith("(") else ("", rest)


def _replace(value: Any, rest: tuple[str, ...], change: _Change, *, loose: bool) -> Any:  # noqa: ANN401
    if not rest:
        return change(value)
    head, tail = rest[0], rest[1:]
    if head == _ANYWHERE:
        here = _replace(value, tail, change, loose=loose)
        return _inside(here, lambda one: _replace(one, rest, change, loose=loose))
    if isinstance(value, list) and (head == "[]" or loose):
        into = tail if head == "[]" else rest
        return [_replace(one, into, change, loose=loose) for one in value]
    if (loose and head == "[]") or (head.startswith(_BUT) and not isinstance(value, dict)):
        return _replace(value, tail, change, loose=loose)
    return _members(value, rest, change, loose=loose) if isinstance(value, dict) else value


def _members(
    value: dict[str, Any], rest: tuple[str, ...], change: _Change, *, loose: bool
) -> dict[str, Any]:
    head, tail = rest[0], rest[1:]
    return {
        name: _replace(child, tail, change, loose=loose)
        if _leads(head, name, loose=loose)
        else child
        for name, child in value.items()
    }


def _inside(value: Any, change: _Change) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        return {name: change(child) for name, child in value.items()}
    return [change(child) for child in value] if isinstance(value, list) else value


def _leads(head: str, name: str, *, loose: bool) -> bool:
    """Return whether a step leads to a member of that name."""
    if head.startswith(_BUT):
        return name not in head[1:].split(",")
    return head in (name, "*") or (loose and head.lower() == name.lower())
