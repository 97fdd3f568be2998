"""What an analysis read: a recording view of a snapshot, and a memo that lives on it.

A query that reads through `Recording` leaves the names of all it read, misses included.
After a patch only queries whose reads the patch touched are computed again, and only if
their result differs are their readers touched in turn.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal, Protocol, TypeVar, cast

from msgspec import Struct

from cartographer.model.coverage import Coverage, Scope
from cartographer.model.key import Key, Ref
from cartographer.model.meaning import says
from cartographer.model.relation import Relation
from cartographer.model.resource import CONFIG, Aspect, Resource
from cartographer.model.snapshot import Snapshot

_Result = TypeVar("_Result", bound=Hashable)
ANY = "*"


class Read(Struct, frozen=True, order=True):
    """The name of one read: of an aspect, or of an index."""

    what: Annotated[
        Literal["aspect", "type", "scope", "out", "into", "alias", "coverage"],
        says("What was read."),
    ]
    at: Annotated[str, says("Key, type, scope or reference.")]
    part: Annotated[str, says("Aspect or relation kind; * for any.")] = ANY


class Recording:
    """A snapshot that notes each read by name, those that found nothing included."""

    __slots__ = ("_snapshot", "reads")

    def __init__(self, snapshot: Snapshot) -> None:
        """Read through to a snapshot."""
        self._snapshot = snapshot
        self.reads: set[Read] = set()

    @property
    def commit(self) -> int:
        """Number of the commit that this reads."""
        return self._snapshot.commit

    def get(self, key: Key) -> Resource | None:
        """Return a resource; all of it counts as read."""
        self.reads.add(Read("aspect", str(key)))
        return self._snapshot.get(key)

    def aspect(self, key: Key, name: str) -> Aspect | None:
        """Return one aspect; only that counts as read."""
        self.reads.add(Read("aspect", str(key), name))
        return self._snapshot.aspect(key, name)

    def types(self) -> tuple[str, ...]:
        """Return the native types of which something is held."""
        self.reads.add(Read("type", ANY))
        return self._snapshot.types()

    def of_type(self, type_: str) -> Iterator[Resource]:
        """Yield the resources of a native type; all of them count as read."""
        self.reads.add(Read("type", type_))
        return self._snapshot.of_type(type_)

    def of_scope(self, scope: Scope) -> Iterator[Resource]:
        """Yield the resources for which a scope speaks; their whole type counts as read."""
        self.reads.add(Read("type", scope.type))
        return self._snapshot.of_scope(scope)

    def in_doubt(self) -> Iterator[Resource]:
        """Yield the resources in doubt; every type counts as read."""
        self.reads.update(Read("type", one) for one in (ANY, *self._snapshot.types()))
        return self._snapshot.in_doubt()

    def out(self, key: Key, kind: str | None = None) -> tuple[Relation, ...]:
        """Return the relations that a resource states."""
        self.reads.add(Read("out", str(key), kind or ANY))
        return self._snapshot.out(key, kind)

    def into(self, key: Key, kind: str | None = None) -> tuple[Relation, ...]:
        """Return the relations of others that point at a resource."""
        self.reads.add(Read("into", str(key), kind or ANY))
        return self._snapshot.into(key, kind)

    def resolve(self, ref: Ref) -> tuple[Key, ...]:
        """Return who answers to a reference."""
        self.reads.add(Read("alias", str(ref)))
        return self._snapshot.resolve(ref)

    def coverage(self, account: str | None = None) -> tuple[Coverage, ...]:
        """Return how each scope is covered."""
        self.reads.add(Read("coverage", ANY))
        return self._snapshot.coverage(account)

    def accounts(self) -> tuple[str, ...]:
        """Return the accounts of which something was ever asked for."""
        self.reads.add(Read("coverage", ANY))
        return self._snapshot.accounts()

    def occupied(self) -> frozenset[Scope]:
        """Return the scopes that speak for something that is held."""
        self.reads.update(Read("type", one) for one in (ANY, *self._snapshot.types()))
        return self._snapshot.occupied()

    def changed_since(self, commit: int) -> Iterator[Key]:
        """Yield the keys that changed since a commit; never recorded, it is not a fact."""
        return self._snapshot.changed_since(commit)

    def endings(self, keys: Iterable[Key]) -> Mapping[Key, str]:
        """Return why each of some keys last ended; they count as read."""
        wanted = tuple(keys)
        self.reads.update(Read("aspect", str(key)) for key in wanted)
        return self._snapshot.endings(wanted)


def dirtied(before: Snapshot, after: Snapshot, keys: Iterable[Key]) -> set[Read]:
    """Return the names of all reads that may answer differently after `keys` changed."""
    dirty: set[Read] = set()
    if before.coverage() != after.coverage():
        dirty.add(Read("coverage", ANY))
    if before.types() != after.types():
        dirty.add(Read("type", ANY))
    for key in keys:
        dirty |= _dirtied_by(key, before, after)
    return dirty


def _dirtied_by(key: Key, before: Snapshot, after: Snapshot) -> set[Read]:
    old, new = before.get(key), after.get(key)
    name = str(key)
    dirty = {Read("aspect", name), Read("type", key.type)}
    dirty |= {Read("aspect", name, part) for part in _differing_aspects(old, new)}
    old_aliases = set(old.derived.aliases if old else ())
    new_aliases = set(new.derived.aliases if new else ())
    if old_aliases != new_aliases:
        dirty |= {Read("alias", str(ref)) for ref in old_aliases ^ new_aliases}
        dirty |= {Read("into", name, kind) for kind in _kinds_into(key, before, after)}
    changed = set(before.out(key)) ^ set(after.out(key))
    if changed:
        dirty.add(Read("out", name))
    for relation in changed:
        dirty.add(Read("out", name, relation.kind))
        for target in {*before.resolve(relation.target), *after.resolve(relation.target)}:
            dirty |= {Read("into", str(target), part) for part in (ANY, relation.kind)}
    return dirty


def _kinds_into(key: Key, before: Snapshot, after: Snapshot) -> set[str]:
    links = {*before.into(key), *after.into(key)}
    return {ANY, *(relation.kind for relation in links)}


def _differing_aspects(old: Resource | None, new: Resource | None) -> set[str]:
    names = {CONFIG}
    for one in (old, new):
        if one is not None:
            names |= one.record.aspects.keys()
    return {
        name
        for name in names
        if (old.aspect(name) if old else None) != (new.aspect(name) if new else None)
    }


Query = Callable[..., Any]
_Call = tuple[Query, tuple[Hashable, ...]]


class _Entry(Struct):
    """One remembered result, with what it read and when it last changed."""

    result: Any
    reads: frozenset[Read]
    calls: tuple[_Call, ...]
    verified_at: int
    changed_at: int
    dirty: bool = False
    suspect: bool = False
    """Whether something that it rests on, near or far, may have changed since it was verified."""


class Context(Recording):
    """What a query is given: the snapshot, recorded, and the other queries."""

    __slots__ = ("_memo", "calls")

    def __init__(self, memo: "Memo", snapshot: Snapshot) -> None:
        """Read through to a snapshot on behalf of a memo."""
        super().__init__(snapshot)
        self._memo = memo
        self.calls: list[_Call] = []

    @property
    def assumes(self) -> bool:
        """Whether a switch that nobody asked for may be taken as off."""
        return self._memo.assumes

    def query(self, query: Callable[..., _Result], *arguments: Hashable) -> _Result:
        """Return another query's result; it counts as read."""
        self.calls.append((query, arguments))
        return self._memo.query(query, *arguments)

    def rests_on(self, query: Callable[..., Any], *arguments: Hashable) -> tuple[Read, ...]:
        """Return all that another query's result rests on."""
        return self._memo.rests_on(query, *arguments)


class Asker(Protocol):
    """Who answers queries: a memo, or the context of a query that asks another."""

    def query(self, query: Callable[..., _Result], *arguments: Hashable) -> _Result:
        """Return a query's result."""
        ...

    def rests_on(self, query: Callable[..., Any], *arguments: Hashable) -> tuple[Read, ...]:
        """Return all that a query's result rests on."""
        ...


class Memo:
    """Results of queries over a moving snapshot.

    Law: after any sequence of patches an answer equals a computation from scratch.
    """

    __slots__ = (
        "_callers",
        "_entries",
        "_readers",
        "_revision",
        "_snapshot",
        "assumes",
        "computed",
    )

    def __init__(self, snapshot: Snapshot, *, assumes: bool = True) -> None:
        """Begin with nothing computed; `assumes` holds for all queries of its life."""
        self._snapshot = snapshot
        self.assumes = assumes
        self._revision = 0
        self._entries: dict[_Call, _Entry] = {}
        self._readers: dict[Read, set[_Call]] = {}
        self._callers: dict[_Call, set[_Call]] = {}
        self.computed = 0

    def advance(self, snapshot: Snapshot, keys: Iterable[Key]) -> None:
        """Move to a later snapshot, in which `keys` changed.

        Costs what rests on them, not what is remembered.
        """
        todo: list[_Call] = []
        for read in dirtied(self._snapshot, snapshot, keys):
            for call in self._readers.get(read, ()):
                self._entries[call].dirty = True
                todo.append(call)
        while todo:
            call = todo.pop()
            entry = self._entries[call]
            if not entry.suspect:
                entry.suspect = True
                todo.extend(self._callers.get(call, ()))
        self._snapshot = snapshot
        self._revision += 1

    def query(self, query: Callable[..., _Result], *arguments: Hashable) -> _Result:
        """Return a query's result, computed at most once while nothing it read changes."""
        call = (query, arguments)
        entry = self._entries.get(call)
        if entry is None or (entry.suspect and self._outdated(entry)):
            entry = self._compute(call, entry)
        entry.suspect = False
        entry.verified_at = self._revision
        return cast("_Result", entry.result)

    def rests_on(self, query: Callable[..., Any], *arguments: Hashable) -> tuple[Read, ...]:
        """Return all that a query's result rests on, through other queries too."""
        self.query(query, *arguments)
        reads: set[Read] = set()
        todo: list[_Call] = [(query, arguments)]
        done: set[_Call] = set()
        while todo:
            call = todo.pop()
            if call not in done:
                done.add(call)
                reads |= self._entries[call].reads
                todo.extend(self._entries[call].calls)
        return tuple(sorted(reads))

    def _outdated(self, entry: _Entry) -> bool:
        if entry.dirty:
            return True
        for call in entry.calls:
            if self._entries[call].suspect:
                query, arguments = call
                self.query(query, *arguments)
            if self._entries[call].changed_at > entry.verified_at:
                return True
        return False

    def _compute(self, call: _Call, old: _Entry | None) -> _Entry:
        query, arguments = call
        context = Context(self, self._snapshot)
        result = query(context, *arguments)
        self.computed += 1
        same = old is not None and old.result == result
        entry = _Entry(
            result=old.result if same and old is not None else result,
            reads=frozenset(context.reads),
            calls=tuple(context.calls),
            verified_at=self._revision,
            changed_at=old.changed_at if same and old is not None else self._revision,
        )
        for read in (old.reads if old is not None else frozenset()) - entry.reads:
            self._readers[read].discard(call)
        for read in entry.reads:
            self._readers.setdefault(read, set()).add(call)
        for called in set(old.calls if old is not None else ()).difference(entry.calls):
            self._callers[called].discard(call)
        for called in entry.calls:
            self._callers.setdefault(called, set()).add(call)
        self._entries[call] = entry
        return entry


def members(context: Context, container: Key, kind: str) -> tuple[Key, ...]:
    """Return who states a relation of a kind to a container: the smallest useful query."""
    return tuple(sorted({relation.source for relation in context.into(container, kind)}))
