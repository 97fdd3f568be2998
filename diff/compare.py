"""What differs between two snapshots of one store, and what cannot be told.

The cost is proportional to what changed and to what is not known. Both sides are read by the
running version. It refuses to guess: what only one side has ever looked at is not compared,
and what the later side asked for in vain is unknown.
"""

from collections.abc import Callable, Iterable, Iterator

from cartographer.model.change import (
    ChangeSet,
    FieldChange,
    Modified,
    Moved,
    NotCompared,
    Replaced,
    Unknown,
)
from cartographer.model.coverage import NOT_LOOKED, Coverage, Scope
from cartographer.model.document import Comparison
from cartographer.model.key import Key
from cartographer.model.resource import CONFIG, Aspect, Resource
from cartographer.model.shape import NOTHING_KEYED, KeyedTree, Shape
from cartographer.model.snapshot import Snapshot

ShapeOf = Callable[[str], Shape | None]
RETIRED = "retired"
"""Reason of the end of what was in an account that its provider says is closed."""
OTHER_KEY = "redaction-key"
"""Reason of a secret whose digests were made with different keys."""


def compare(before: Snapshot, after: Snapshot, shape_of: ShapeOf) -> ChangeSet:
    """Return every difference from one snapshot to another of the same store.

    `shape_of` says of a native type which of its lists are keyed. Digests of secrets that
    were made with different keys are unknown.
    """
    return _Comparing(before, after, shape_of).changes()


class _Comparing:
    """The lists of one comparison while they fill."""

    def __init__(self, before: Snapshot, after: Snapshot, shape_of: ShapeOf) -> None:
        self._before = before
        self._after = after
        self._shape_of = shape_of
        self._trees: dict[str, KeyedTree] = {}
        self._old_coverage = _by_scope(before)
        self._new_coverage = _by_scope(after)
        self.added: dict[Key, Resource] = {}
        self.removed: dict[Key, Resource] = {}
        self.replaced: list[Replaced] = []
        self.modified: dict[Key, tuple[FieldChange, ...]] = {}
        self.unknown: dict[tuple[Key, str | None], Unknown] = {}
        self.uncompared: set[Key] = set()
        self.retired: dict[Key, Resource] = {}

    def changes(self) -> ChangeSet:
        for key in _changed(self._before, self._after):
            self._compare_key(key)
        self._take_retired()
        self._add_unknown()
        moved = list(self._take_moved())
        return ChangeSet(
            added=tuple(sorted(self.added)),
            removed=tuple(sorted(self.removed)),
            retired=tuple(sorted(key for key in self.retired if key in self.removed)),
            replaced=tuple(sorted(self.replaced)),
            moved=tuple(sorted(moved, key=lambda one: one.key)),
            modified=tuple(Modified(key, self.modified[key]) for key in sorted(self.modified)),
            unknown=tuple(self.unknown[at] for at in sorted(self.unknown, key=_in_order)),
            not_compared=self._not_compared(),
        )

    # --- one resource -------------------------------------------------------------------

    def _compare_key(self, key: Key) -> None:
        old, new = self._before.get(key), self._after.get(key)
        if old is not None and new is not None:
            self._compare_resources(old, new)
        elif new is not None:
            looked = _looked(new, self._old_coverage)
            self.added.update({key: new} if looked else {})
            self.uncompared.update(() if looked else {key})
        elif old is not None:
            looked = _looked(old, self._new_coverage)
            self.removed.update({key: old} if looked else {})
            self.uncompared.update(() if looked else {key})

    def _compare_resources(self, old: Resource, new: Resource) -> None:
        old_uid, new_uid = old.record.uid, new.record.uid
        if old_uid is not None and new_uid is not None and old_uid != new_uid:
            self.replaced.append(Replaced(new.key, old_uid, new_uid))
            return
        fields = self._fields(old, new)
        if fields:
            self.modified[new.key] = fields

    def _fields(self, old: Resource, new: Resource) -> tuple[FieldChange, ...]:
        """Return the fields that differ; what cannot be compared is noted on the way."""
        tree = self._tree(new.key.type)
        comparison = Comparison()
        names = {CONFIG, *old.record.aspects, *new.record.aspects}
        for name in sorted(names):
            was, now = _last(old.aspect(name)), _last(new.aspect(name))
            doubt = _doubt(new, name)
            if doubt is not None:
                self.unknown[new.key, name] = doubt
            elif was is None and now is not None:
                self.uncompared.add(new.key)
            elif was is not None and now is not None:
                _compare_aspect(comparison, was, now, name, tree.aspect(name))
        if comparison.incomparable:
            self.unknown[new.key, CONFIG] = Unknown(new.key, CONFIG, OTHER_KEY)
        return tuple(sorted(comparison.changes, key=lambda one: one.pointer))

    def _tree(self, type_: str) -> KeyedTree:
        if type_ not in self._trees:
            shape = self._shape_of(type_)
            self._trees[type_] = NOTHING_KEYED if shape is None else KeyedTree.of(shape.keyed)
        return self._trees[type_]

    # --- what the whole says ------------------------------------------------------------

    def _add_unknown(self) -> None:
        """Add what the later snapshot asked for in vain: whole scopes, then single aspects."""
        told = {*self.added, *self.removed, *self.modified, *(one.key for one in self.replaced)}
        for coverage in self._new_coverage.values():
            if coverage.state not in NOT_LOOKED:
                continue
            for resource in self._after.of_scope(coverage.scope):
                key = resource.key
                if resource.stale_since is not None and key not in told:
                    self.unknown[key, None] = Unknown(
                        key, None, coverage.state.value, resource.stale_since
                    )
        for resource in self._after.in_doubt():
            if (resource.key, None) in self.unknown or resource.key in self.added:
                continue
            for name in resource.record.aspects:
                doubt = _doubt(resource, name)
                if doubt is not None:
                    self.unknown[resource.key, name] = doubt

    def _take_retired(self) -> None:
        """Move to what is gone what ended with its account: the provider says that it did."""
        endings = self._after.endings(self.uncompared)
        for key, reason in endings.items():
            old = self._before.get(key) if reason == RETIRED else None
            if old is not None:
                self.uncompared.discard(key)
                self.removed[key] = self.retired[key] = old

    def _take_moved(self) -> Iterator[Moved]:
        """Yield what has the same immutable identity under another key."""
        gone: dict[tuple[str, str, str | None], Resource] = {
            (old.key.provider, old.key.type, old.record.uid): old
            for old in self.removed.values()
            if old.record.uid is not None
        }
        for new in list(self.added.values()):
            old = gone.pop((new.key.provider, new.key.type, new.record.uid), None)
            if old is not None:
                del self.removed[old.key], self.added[new.key]
                yield Moved(new.key, old.key, self._fields(old, new))

    def _not_compared(self) -> NotCompared:
        old = {scope for scope, one in self._old_coverage.items() if one.last_complete}
        new = {scope for scope, one in self._new_coverage.items() if one.last_complete}
        closed = {scope.account for one in self.retired.values() for scope in one.record.scopes}
        told = {scope for scope in old - new if scope.account in closed}
        return NotCompared(len((old ^ new) - told), len(self.uncompared))


def _changed(before: Snapshot, after: Snapshot) -> Iterable[Key]:
    if before.commit <= after.commit:
        return after.changed_since(before.commit)
    return before.changed_since(after.commit)


def _by_scope(snapshot: Snapshot) -> dict[Scope, Coverage]:
    return {one.scope: one for one in snapshot.coverage()}


def _looked(resource: Resource, coverage: dict[Scope, Coverage]) -> bool:
    """Return whether a side has ever completely read a scope that speaks for a resource."""
    return any(
        (found := coverage.get(scope)) is not None and found.last_complete is not None
        for scope in resource.record.scopes
    )


def _last(aspect: Aspect | None) -> tuple[str, object] | None:
    """Return an aspect's last known state and value, or none if it was never known."""
    if aspect is None:
        return None
    if aspect.known:
        return aspect.state, aspect.value
    return None if aspect.last is None else (aspect.last, aspect.value)


def _doubt(resource: Resource, name: str) -> Unknown | None:
    """Return what is to be told of an aspect that was asked for and could not be read."""
    aspect = resource.aspect(name)
    if aspect is None or aspect.known or not aspect.asked:
        return None
    return Unknown(resource.key, name, aspect.reason or "failed", aspect.as_of)


def _compare_aspect(
    comparison: Comparison,
    was: tuple[str, object],
    now: tuple[str, object],
    name: str,
    keyed: KeyedTree,
) -> None:
    """Add what differs in an aspect; an aspect's pointers begin with `/@name`."""
    at = "" if name == CONFIG else f"/@{name}"
    if was[0] == now[0] == "present":
        comparison.compare(was[1], now[1], at, keyed)
    elif was[0] == "present":
        comparison.changes.append(FieldChange(at, "remove", old=was[1]))
    elif now[0] == "present":
        comparison.changes.append(FieldChange(at, "add", new=now[1]))


def _in_order(at: tuple[Key, str | None]) -> tuple[Key, str]:
    return at[0], at[1] or ""
