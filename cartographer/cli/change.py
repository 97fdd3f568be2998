"""A set of changes as people read it: grouped by what happened, unknown by place and reason."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Annotated, Any

from msgspec import Struct
from msgspec.structs import replace

from cartographer.cli.answer import Block, Line, line
from cartographer.cli.remark import not_seen
from cartographer.cli.selection import select, terms
from cartographer.cli.text import count, cut, moment
from cartographer.model.change import ChangeSet, FieldChange, NotCompared, Unknown
from cartographer.model.document import encode
from cartographer.model.key import Key
from cartographer.model.meaning import says
from cartographer.model.resource import Resource
from cartographer.model.snapshot import Snapshot

Sides = tuple[Snapshot, Snapshot]
_MOST = 200
_MOST_FIELDS = 12
_VALUE = 60
_WIDE_VALUE = 2000
_EXAMPLES = 3


def narrowed(changes: ChangeSet, sides: Sides, scope: str | None) -> ChangeSet:
    """Return the changes of what lies in a scope on either side."""
    wanted = terms(scope)
    if not wanted:
        return changes
    keys = {one.key for side in sides for one in select(side, wanted)}
    return replace(
        changes,
        added=tuple(key for key in changes.added if key in keys),
        removed=tuple(key for key in changes.removed if key in keys),
        replaced=tuple(one for one in changes.replaced if one.key in keys),
        moved=tuple(one for one in changes.moved if keys & {one.key, one.old_key}),
        modified=tuple(one for one in changes.modified if one.key in keys),
        unknown=tuple(one for one in changes.unknown if one.key in keys),
    )


class _Names:
    """How resources are called, looked up on the side that has them."""

    def __init__(self, sides: Sides) -> None:
        self._before, self._after = sides

    def find(self, key: Key) -> Resource | None:
        return self._after.get(key) or self._before.get(key)

    def parts(self, key: Key) -> Line:
        """Return type, short id, name and place of a resource."""
        found = self.find(key)
        if found is None:
            return line(f"{key.type}  ", (key.id, "bold"))
        name = found.derived.name
        shown = f" ({name})" if name and name != found.record.native_id else ""
        where = f"  {found.record.account} {found.record.region}"
        return line(f"{key.type}  ", (found.record.native_id, "bold"), shown, (where, "dim"))


class _Section(Struct, frozen=True):
    """One kind of change: its word, colour, members, and what is told of each."""

    word: Annotated[str, says("What happened.")]
    colour: Annotated[str, says("Its colour.")]
    items: Annotated[Sequence[Any], says("Changes.")]
    key: Annotated[Callable[[Any], Key], says("Whom a change is about.")]
    detail: Annotated[Callable[[Any], Iterable[Line]], says("Lines below.")]


def people(
    changes: ChangeSet, sides: Sides, *, wide: bool, limit: int | None, remarks: bool = True
) -> Iterator[Block]:
    """Yield all that differs, then what is not known, not compared and, if wanted, not seen."""
    names = _Names(sides)
    most = _MOST if limit is None else limit
    for section in _sections(changes, wide=wide):
        for item in section.items[:most]:
            head = (f"{section.word:<9}", section.colour)
            yield line(head, *names.parts(section.key(item)).parts)
            yield from section.detail(item)
        if len(section.items) > most:
            rest = len(section.items) - most
            yield line((section.word, section.colour), f" {rest:,} more: --limit, or -o json")
    yield from _unknown(changes.unknown, names)
    yield from _not_compared(changes.not_compared)
    if remarks:
        yield from not_seen(sides[1].coverage())


def _sections(changes: ChangeSet, *, wide: bool) -> Iterator[_Section]:
    def itself(key: Key) -> Key:
        return key

    def its_key(one: Any) -> Key:  # noqa: ANN401  any change with a key
        key: Key = one.key
        return key

    def nothing(_: Any) -> Iterable[Line]:  # noqa: ANN401
        return ()

    def fields(one: Any) -> Iterator[Line]:  # noqa: ANN401
        yield from _fields(one.fields, wide=wide)

    def identities(one: Any) -> Iterator[Line]:  # noqa: ANN401
        yield line(f"{'':10}deleted and made again: {one.old_uid} → {one.new_uid}")

    def moved(one: Any) -> Iterator[Line]:  # noqa: ANN401
        yield line(f"{'':10}was {one.old_key.id}")
        yield from _fields(one.fields, wide=wide)

    yield _Section("ADDED", "green", changes.added, itself, nothing)
    yield _Section("REMOVED", "red", changes.removed, itself, nothing)
    yield _Section("REPLACED", "magenta", changes.replaced, its_key, identities)
    yield _Section("MOVED", "cyan", changes.moved, its_key, moved)
    yield _Section("MODIFIED", "blue", changes.modified, its_key, fields)


def _fields(fields: Sequence[FieldChange], *, wide: bool) -> Iterator[Line]:
    most = len(fields) if wide else _MOST_FIELDS
    for field in fields[:most]:
        yield field_line(field, wide=wide)
    if len(fields) > most:
        yield line((f"{'':10}{len(fields) - most} more fields: -o wide", "dim"))


def field_line(field: FieldChange, *, wide: bool) -> Line:
    """Return one field that differs, old → new."""
    old, new = (_value(one, wide=wide) for one in (field.old, field.new))
    pointer = f"{'':10}{field.pointer}"
    if field.op == "add":
        return line(pointer, ("  + ", "green"), new)
    if field.op == "remove":
        return line(pointer, ("  - ", "red"), old)
    return line(pointer, f"  {old} → {new}")


def _value(value: object, *, wide: bool) -> str:
    return cut(encode(value).decode(), _WIDE_VALUE if wide else _VALUE)


# --- what is not known -----------------------------------------------------------------------


def _unknown(unknown: Sequence[Unknown], names: _Names) -> Iterator[Line]:
    """Yield what is not known any more by account, region, type, aspect and reason."""
    groups: dict[tuple[str, str, str, str, str], list[Unknown]] = {}
    for one in unknown:
        found = names.find(one.key)
        account, region = (found.record.account, found.record.region) if found else ("", "")
        at = (account, region, one.key.type, one.aspect or "", one.reason)
        groups.setdefault(at, []).append(one)
    for (account, region, type_, aspect, reason), found_here in sorted(groups.items()):
        what = f"{aspect} of {type_}" if aspect else type_
        times = [one.stale_since for one in found_here if one.stale_since is not None]
        since = f"not seen since {moment(min(times))}" if times else "never seen"
        yield line(
            ("UNKNOWN  ", "yellow"),
            f"{account} {region}  {count(len(found_here), 'resource')}: {what}  {reason}, {since}",
            (f"  {_some(found_here, names)}", "dim"),
        )


def _some(unknown: Sequence[Unknown], names: _Names) -> str:
    ids = [
        found.record.native_id if (found := names.find(one.key)) else one.key.id
        for one in unknown[:_EXAMPLES]
    ]
    return ", ".join(ids) + (", …" if len(unknown) > _EXAMPLES else "")


def _not_compared(what: NotCompared) -> Iterator[Line]:
    if what.scopes or what.resources:
        told = f"{count(what.scopes, 'scope')} and {count(what.resources, 'resource')}"
        yield line(("Not compared: ", "dim"), f"{told} that only one of the two ever looked at")
