"""Which resources are meant: `--scope account=1,tag:env=prod`, and the filters of `ls`."""

from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Annotated

from msgspec import Struct

from cartographer.model.containment import containment
from cartographer.model.error import UsageError
from cartographer.model.key import Ref
from cartographer.model.meaning import says
from cartographer.model.resource import Resource
from cartographer.model.snapshot import Snapshot, resources

TAG = "tag:"
_OU = "ou"
_UNITS = ("organization", "organization-root", "organizational-unit")
Read = Callable[[Resource], Iterable[str]]

_NAMES: dict[str, Read] = {
    "account": lambda one: (one.record.account,),
    "region": lambda one: (one.record.region,),
    "type": lambda one: (one.key.type,),
    "kind": lambda one: (one.derived.kind,),
    "provider": lambda one: (one.key.provider,),
    "name": lambda one: (one.derived.name or "", one.record.native_id),
}
"""What may stand before `=`, and what of a resource it is held against."""


class Term(Struct, frozen=True):
    """One condition: a name and the pattern that its value must match."""

    name: Annotated[str, says("account, region, type, kind, provider, name, ou, or tag:KEY.")]
    pattern: Annotated[str, says("Value; * and ? stand for any.")]


def terms(expression: str | None) -> tuple[Term, ...]:
    """Return the conditions of an expression such as `account=1*,tag:env=prod`.

    Raises:
        UsageError: a part of it is no condition.
    """
    found = []
    for part in (expression or "").split(","):
        name, equals, pattern = part.strip().partition("=")
        if not part.strip():
            continue
        if not equals or not (name in _NAMES or name == _OU or name.startswith(TAG)):
            known = ", ".join(f"{one}=" for one in (*_NAMES, _OU))
            raise UsageError(f"--scope: no condition {part.strip()!r}; there are {known}, tag:KEY=")
        found.append(Term(name, pattern))
    return tuple(found)


def select(snapshot: Snapshot, wanted: Iterable[Term]) -> Iterator[Resource]:
    """Yield the resources that meet conditions: all names, any pattern of the same name."""
    by_name: dict[str, list[str]] = {}
    for term in wanted:
        by_name.setdefault(term.name, []).append(term.pattern)
    units = _Units(snapshot)
    tests = [(_reader(name, units), patterns) for name, patterns in by_name.items()]
    for resource in _of_types(snapshot, by_name.get("type")):
        if all(_meets(read(resource), patterns) for read, patterns in tests):
            yield resource


def _of_types(snapshot: Snapshot, patterns: list[str] | None) -> Iterator[Resource]:
    """Yield resources, those of types that no pattern matches left unread."""
    if patterns is None:
        yield from resources(snapshot)
        return
    for type_ in snapshot.types():
        if _meets((type_,), patterns):
            yield from snapshot.of_type(type_)


def _meets(values: Iterable[str], patterns: list[str]) -> bool:
    return any(fnmatchcase(value, pattern) for value in values for pattern in patterns)


def _reader(name: str, units: "_Units") -> Read:
    if name == _OU:
        return units.around
    if name in _NAMES:
        return _NAMES[name]
    key = name.removeprefix(TAG)

    def tag(resource: Resource) -> tuple[str, ...]:
        value = (resource.derived.tags or {}).get(key)
        return () if value is None else (value,)

    return tag


class _Units:
    """The organizational units around accounts, each found once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._known: dict[str, tuple[str, ...]] = {}

    def around(self, resource: Resource) -> tuple[str, ...]:
        """Return ids, short ids and names of the units that a resource's account lies in."""
        account = resource.record.account
        if account not in self._known:
            self._known[account] = tuple(self._find(account))
        return self._known[account]

    def _find(self, account: str) -> Iterator[str]:
        for key in self._snapshot.resolve(Ref("account", account)):
            found = self._snapshot.get(key)
            rooms = containment(self._snapshot, found) if found is not None else ()
            for room in rooms:
                if room.kind in _UNITS:
                    yield from (room.id, room.id.rpartition("/")[2], room.name or room.id)
