"""A set of changes as people read it: grouped by what happened, unknown by place and reason."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Annotated, Any

from msgspec import Struct
from msgspec.structs import replace

from cartographer.cli.answer import Block, Line, fitted, line
from cartographer.cli.field import INDENT, field_line
from cartographer.cli.naming import Names, Sides
from cartographer.cli.remark import not_seen
from cartographer.cli.screen import room
from cartographer.cli.selection import select, terms
from cartographer.cli.text import count, cut_front, safe
from cartographer.cli.unknown import Doubts
from cartographer.model.change import ChangeSet, FieldChange, NotCompared
from cartographer.model.key import Key
from cartographer.model.meaning import says

_MOST = 200
_MOST_FIELDS = 12
_UNBOUNDED = 100_000


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
        retired=tuple(key for key in changes.retired if key in keys),
        replaced=tuple(one for one in changes.replaced if one.key in keys),
        moved=tuple(one for one in changes.moved if keys & {one.key, one.old_key}),
        modified=tuple(one for one in changes.modified if one.key in keys),
        unknown=tuple(one for one in changes.unknown if one.key in keys),
    )


class _Section(Struct, frozen=True):
    """One kind of change: its word, colour, members, and what is told of each."""

    word: Annotated[str, says("What happened.")]
    colour: Annotated[str, says("Its colour.")]
    items: Annotated[Sequence[Any], says("Changes.")]
    key: Annotated[Callable[[Any], Key], says("Whom a change is about.")]
    detail: Annotated[Callable[[Any], Iterable[Line]], says("Lines below.")]


def people(
    changes: ChangeSet,
    sides: Sides,
    *,
    wide: bool,
    limit: int | None = None,
    listed: bool = False,
    at: datetime | None = None,
    remarks: bool = True,
) -> Iterator[Block]:
    """Yield all that differs, then what is not known, not compared and, if wanted, not seen.

    `listed` says that all that is unknown is told one by one, `at` on which day people read.
    """
    names = Names(sides)
    width = _UNBOUNDED if wide else room()
    yield from _retired(changes.retired, names)
    rest = frozenset(changes.retired)
    others = replace(changes, removed=tuple(key for key in changes.removed if key not in rest))
    for section in _sections(changes if listed or wide else others, wide=wide, width=width):
        yield from _told(section, names, width, _MOST if limit is None else limit)
    doubts = Doubts(changes.unknown, names, width, at)
    yield from doubts.listing() if listed or wide else doubts.summary()
    yield from _not_compared(changes.not_compared)
    if remarks:
        yield from not_seen(sides[1].coverage())


def _retired(keys: Sequence[Key], names: Names) -> Iterator[Line]:
    """Yield a line for each account that was closed, with how much ended with it."""
    accounts = Counter(names.place(key)[0] for key in keys)
    for account, number in sorted(accounts.items()):
        told = f"account {account} was closed: {count(number, 'resource')} ended with it"
        yield line(("RETIRED  ", "red"), told)


def _told(section: _Section, names: Names, width: int, most: int) -> Iterator[Line]:
    """Yield the changes of one kind by account, region and type."""
    head = (f"{section.word:<9}", section.colour)
    items = sorted(section.items, key=lambda one: names.order(section.key(one)))
    for item in items[:most]:
        yield line(head, *names.parts(section.key(item), width - len(head[0])).parts)
        yield from section.detail(item)
    if len(items) > most:
        rest = len(items) - most
        yield line((section.word, section.colour), f" {rest:,} more: --limit, or -o json")


def _sections(changes: ChangeSet, *, wide: bool, width: int) -> Iterator[_Section]:
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
        told = f"{'':{INDENT}}deleted and made again: {one.old_uid} → {one.new_uid}"
        yield fitted(line(told), width)

    def moved(one: Any) -> Iterator[Line]:  # noqa: ANN401
        yield line(f"{'':{INDENT}}was {cut_front(safe(one.old_key.id), width - INDENT - 4)}")
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
        yield line((f"{'':{INDENT}}{len(fields) - most} more fields: -o wide", "dim"))


def _not_compared(what: NotCompared) -> Iterator[Line]:
    if what.scopes or what.resources:
        told = f"{count(what.scopes, 'scope')} and {count(what.resources, 'resource')}"
        yield line(("Not compared: ", "dim"), f"{told} that only one of the two ever looked at")
