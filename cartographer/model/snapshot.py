"""The read-only view of one moment, and the implementation that lives in memory.

To every analysis a snapshot is the Protocol `Snapshot`, never a container. The store has the
other implementation; one contract suite holds both to the same answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Protocol, Self, TypeVar

from msgspec.structs import replace
from rpds import HashTrieMap, HashTrieSet

from cartographer.model.coverage import NOT_LOOKED, Claim, Coverage, Scope, Selector, State
from cartographer.model.key import Key, Ref
from cartographer.model.patch import Delta, Held, Patch, settle
from cartographer.model.relation import Relation
from cartographer.model.resource import Aspect, Derived, Record, Resource

Derive = Callable[[Record], Derived]
"""The pure function that reads kind, name, aliases and relations out of a record."""

_At = TypeVar("_At")
_Value = TypeVar("_Value")


class Snapshot(Protocol):
    """What is known at one commit. Every iterator is sorted, by key unless it says otherwise."""

    @property
    def commit(self) -> int:
        """Number of the commit that this reads."""
        ...

    def get(self, key: Key) -> Resource | None:
        """Return a resource, or none if nothing is held of it."""
        ...

    def aspect(self, key: Key, name: str) -> Aspect | None:
        """Return one aspect of a resource; `config` is the main document."""
        ...

    def types(self) -> tuple[str, ...]:
        """Return the native types of which something is held, sorted."""
        ...

    def of_type(self, type_: str) -> Iterator[Resource]:
        """Yield the resources of a native type."""
        ...

    def of_scope(self, scope: Scope) -> Iterator[Resource]:
        """Yield the resources for which a scope speaks."""
        ...

    def in_doubt(self) -> Iterator[Resource]:
        """Yield the resources with an aspect that was asked for and could not be read."""
        ...

    def out(self, key: Key, kind: str | None = None) -> tuple[Relation, ...]:
        """Return the relations that a resource states, of one kind or of all."""
        ...

    def into(self, key: Key, kind: str | None = None) -> tuple[Relation, ...]:
        """Return the relations of others that point at any alias of a resource."""
        ...

    def resolve(self, ref: Ref) -> tuple[Key, ...]:
        """Return who answers to a reference; none means external, several ambiguous."""
        ...

    def coverage(self, account: str | None = None) -> tuple[Coverage, ...]:
        """Return how each scope that was ever asked for is covered, sorted by scope.

        Of one account only, if one is named.
        """
        ...

    def accounts(self) -> tuple[str, ...]:
        """Return the accounts of which something was ever asked for, sorted."""
        ...

    def occupied(self) -> frozenset[Scope]:
        """Return the scopes that speak for something that is held."""
        ...

    def changed_since(self, commit: int) -> Iterator[Key]:
        """Yield the keys whose record differs in any way from an earlier commit's."""
        ...

    def endings(self, keys: Iterable[Key]) -> Mapping[Key, str]:
        """Return why each of some keys last ended: claim, not-found, forgotten or retired.

        What is held, or never ended, has no entry.
        """
        ...


def resources(snapshot: Snapshot) -> Iterator[Resource]:
    """Yield all resources of a snapshot, type by type."""
    for type_ in snapshot.types():
        yield from snapshot.of_type(type_)


def named(snapshot: Snapshot, id_: str) -> Resource | None:
    """Return the resource that a canonical id names; none if nothing is held of it."""
    keys = snapshot.resolve(Ref("arn", id_)) or snapshot.resolve(Ref("key", id_))
    return snapshot.get(keys[0]) if keys else None


class MemorySnapshot:
    """A snapshot held in memory; `apply` shares all that a patch does not touch."""

    __slots__ = (
        "_aliases",
        "_by_type",
        "_coverage",
        "_derive",
        "_ended",
        "_incoming",
        "_resources",
        "_touched",
        "commit",
    )

    def __init__(self, derive: Derive) -> None:
        """Begin with nothing held and nothing asked."""
        self.commit = 0
        self._derive = derive
        self._resources: HashTrieMap[Key, tuple[Record, Derived]] = HashTrieMap()
        self._ended: HashTrieMap[Key, tuple[datetime, str]] = HashTrieMap()
        self._coverage: HashTrieMap[Scope, Coverage] = HashTrieMap()
        self._aliases: HashTrieMap[Ref, frozenset[Key]] = HashTrieMap()
        self._incoming: HashTrieMap[Ref, frozenset[Relation]] = HashTrieMap()
        self._touched: HashTrieMap[Key, int] = HashTrieMap()
        self._by_type: HashTrieMap[str, HashTrieSet[Key]] = HashTrieMap()

    # --- what `settle` asks -------------------------------------------------------------

    def held(self, key: Key) -> Held | None:
        """Return what is held of a key."""
        found = self._resources.get(key)
        return None if found is None else Held(found[0], self._seen_at(found[0]))

    def ended_at(self, key: Key) -> datetime | None:
        """Return when the key was last proven absent."""
        end = self._ended.get(key)
        return None if end is None else end[0]

    def covered(self, claim: Claim) -> Iterator[Held]:
        """Yield what is held in a claim's scope, owned or seen by its viewer."""
        for record, _ in self._resources.values():
            if (
                record.key.type == claim.type
                and record.key.provider == claim.provider
                and record.listed_in == claim.region
                and claim.viewer in (record.account, *record.viewers)
            ):
                yield Held(record, self._seen_at(record))

    def selected(self, selector: Selector) -> Iterator[Held]:
        """Yield what is held by one of a selector's scopes or keys."""
        for record, _ in self._resources.values():
            if (
                record.key in selector.keys
                if selector.keys
                else any(selector.matches(scope) for scope in record.scopes)
            ):
                yield Held(record, self._seen_at(record))

    def _seen_at(self, record: Record) -> datetime:
        times = [record.observed_at]
        for viewer in record.viewers:
            scope = Scope(record.key.provider, viewer, record.listed_in, record.key.type)
            coverage = self._coverage.get(scope)
            if coverage is not None and coverage.last_complete is not None:
                times.append(coverage.last_complete)
        return max(times)

    # --- change -------------------------------------------------------------------------

    def apply(self, patch: Patch) -> Self:
        """Return the snapshot after a patch; this one stays as it is."""
        delta = settle(self, patch)
        after = type(self)(self._derive)
        for name in self.__slots__:
            object.__setattr__(after, name, getattr(self, name))
        after.commit = self.commit + 1
        after._take(delta)  # noqa: SLF001  one of our own kind, not yet handed out
        after._cover(patch)  # noqa: SLF001
        return after

    def _take(self, delta: Delta) -> None:
        for end in delta.ends:
            self._drop(end.key)
            self._ended = self._ended.insert(end.key, (end.at, end.reason))
        for record in delta.writes:
            self._drop(record.key)
            self._put(record)

    def _drop(self, key: Key) -> None:
        found = self._resources.get(key)
        if found is None:
            return
        self._touched = self._touched.insert(key, self.commit)
        self._resources = self._resources.remove(key)
        rest = self._by_type[key.type].discard(key)
        self._by_type = (
            self._by_type.insert(key.type, rest) if rest else self._by_type.remove(key.type)
        )
        for alias in found[1].aliases:
            self._aliases = _discard(self._aliases, alias, key)
        for relation in found[1].relations:
            self._incoming = _discard(self._incoming, relation.target, relation)

    def _put(self, record: Record) -> None:
        derived = self._derive(record)
        self._resources = self._resources.insert(record.key, (record, derived))
        of_type = self._by_type.get(record.key.type, HashTrieSet())
        self._by_type = self._by_type.insert(record.key.type, of_type.insert(record.key))
        self._touched = self._touched.insert(record.key, self.commit)
        self._ended = self._ended.discard(record.key)
        for alias in derived.aliases:
            old = self._aliases.get(alias, frozenset())
            self._aliases = self._aliases.insert(alias, old | {record.key})
        for relation in derived.relations:
            links = self._incoming.get(relation.target, frozenset())
            self._incoming = self._incoming.insert(relation.target, links | {relation})

    def _cover(self, patch: Patch) -> None:
        for selector in patch.dropped:
            if not selector.keys:
                for scope in [one for one in self._coverage if selector.matches(one)]:
                    self._coverage = self._coverage.remove(scope)
        started = {claim.scope: claim.started_at for claim in patch.claims}
        for coverage in patch.coverage:
            scope = coverage.scope
            settled = settle_coverage(self._coverage.get(scope), coverage, started.get(scope))
            self._coverage = self._coverage.insert(scope, settled)

    # --- reading ------------------------------------------------------------------------

    def get(self, key: Key) -> Resource | None:
        """Return a resource."""
        found = self._resources.get(key)
        return None if found is None else self._resource(*found)

    def aspect(self, key: Key, name: str) -> Aspect | None:
        """Return one aspect of a resource."""
        found = self._resources.get(key)
        return None if found is None else found[0].aspect(name)

    def types(self) -> tuple[str, ...]:
        """Return the native types of which something is held."""
        return tuple(sorted(self._by_type))

    def of_type(self, type_: str) -> Iterator[Resource]:
        """Yield the resources of a native type."""
        keys = sorted(self._by_type.get(type_, ()))
        return (self._resource(*self._resources[key]) for key in keys)

    def of_scope(self, scope: Scope) -> Iterator[Resource]:
        """Yield the resources for which a scope speaks."""
        return (one for one in self.of_type(scope.type) if scope in one.record.scopes)

    def in_doubt(self) -> Iterator[Resource]:
        """Yield the resources with an aspect that was asked for and could not be read."""
        return (one for one in resources(self) if one.record.in_doubt)

    def out(self, key: Key, kind: str | None = None) -> tuple[Relation, ...]:
        """Return the relations that a resource states."""
        found = self._resources.get(key)
        relations: Iterable[Relation] = () if found is None else found[1].relations
        return tuple(sorted({one for one in relations if kind in (None, one.kind)}))

    def into(self, key: Key, kind: str | None = None) -> tuple[Relation, ...]:
        """Return the relations of others that point at any alias of a resource."""
        found = self._resources.get(key)
        if found is None:
            return ()
        links = {
            relation
            for alias in found[1].aliases
            for relation in self._incoming.get(alias, frozenset())
            if kind in (None, relation.kind)
        }
        return tuple(sorted(links))

    def resolve(self, ref: Ref) -> tuple[Key, ...]:
        """Return who answers to a reference."""
        return tuple(sorted(self._aliases.get(ref, frozenset())))

    def coverage(self, account: str | None = None) -> tuple[Coverage, ...]:
        """Return how each scope that was ever asked for is covered."""
        found = (one for one in self._coverage.values() if account in (None, one.scope.account))
        return tuple(sorted(found, key=lambda one: one.scope))

    def accounts(self) -> tuple[str, ...]:
        """Return the accounts of which something was ever asked for, sorted."""
        return tuple(sorted({scope.account for scope in self._coverage}))

    def occupied(self) -> frozenset[Scope]:
        """Return the scopes that speak for something that is held."""
        return frozenset(scope for record, _ in self._resources.values() for scope in record.scopes)

    def changed_since(self, commit: int) -> Iterator[Key]:
        """Yield the keys that a later commit wrote or ended."""
        return iter(sorted(key for key, at in self._touched.items() if at > commit))

    def endings(self, keys: Iterable[Key]) -> dict[Key, str]:
        """Return why each of some keys last ended."""
        found = {key: self._ended.get(key) for key in keys}
        return {key: end[1] for key, end in found.items() if end is not None}

    def _resource(self, record: Record, derived: Derived) -> Resource:
        seen_at = self._seen_at(record)
        states = [self._coverage.get(scope) for scope in record.scopes]
        lost = bool(states) and all(one is not None and one.state in NOT_LOOKED for one in states)
        return Resource(record, derived, seen_at, seen_at if lost else None)


def settle_coverage(old: Coverage | None, new: Coverage, started_at: datetime | None) -> Coverage:
    """Return a scope's coverage after a run: its state, since when, and when last complete.

    `started_at` is the start of the claim that the run made for the scope, if it made one.
    What was not asked changes nothing. When a scope was last complete of which nothing was held
    is what its collector knows of that. A reason is a code and, behind a colon, a message that
    may differ from call to call: the code alone says whether the state is still the same.
    """
    if old is not None and new.state is State.NOT_ASKED:
        return old
    last_complete = new.last_complete if old is None else old.last_complete
    if started_at is not None:
        last_complete = started_at if last_complete is None else max(last_complete, started_at)
    same = old is not None and old.state is new.state and _code(old) == _code(new)
    return replace(
        new,
        since=old.since if same and old is not None else new.since,
        last_complete=last_complete,
        calls=None,
        seconds=None,
        unread=(),
    )


def _code(coverage: Coverage) -> str:
    return (coverage.reason or "").partition(":")[0]


def _discard(
    index: HashTrieMap[_At, frozenset[_Value]], at: _At, value: _Value
) -> HashTrieMap[_At, frozenset[_Value]]:
    rest = index.get(at, frozenset()) - {value}
    return index.insert(at, rest) if rest else index.discard(at)
