"""The use cases: collect, refresh, compare. Services come in as ports; nothing is chosen here."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

from msgspec import Struct, field

from cartographer.model.change import ChangeSet, FieldChange
from cartographer.model.coverage import GAPS, Coverage, Scope, Selector, State
from cartographer.model.document import Comparison
from cartographer.model.error import SourceError
from cartographer.model.history import Run, SnapshotInfo
from cartographer.model.key import Key
from cartographer.model.meaning import says
from cartographer.model.patch import Patch
from cartographer.model.resource import CONFIG, Aspect, Record
from cartographer.model.shape import NOTHING_KEYED, KeyedTree, Shape
from cartographer.ports import Clock, Collector, Moment, Progress, SnapshotStore
from diff.compare import ShapeOf, compare

_MOST_REASONS = 3


class Collected(Struct, frozen=True):
    """What a run came to."""

    info: Annotated[SnapshotInfo, says("The snapshot that it made.")]
    coverage: Annotated[dict[str, int], says("Scopes by how this run found them.")]
    gaps: Annotated[tuple[Coverage, ...], says("Scopes asked for in vain, sorted.")]
    barred: Annotated[tuple[Coverage, ...], says("Scopes that a control policy bars.")] = ()


class _Asked(Struct):
    """What a run has asked for so far."""

    coverage: dict[Scope, Coverage] = field(default_factory=dict)
    base: int = 0

    def note(self, patch: Patch) -> None:
        self.coverage.update({one.scope: one for one in patch.coverage})

    def counts(self, known: Sequence[Coverage]) -> dict[str, int]:
        """Return scopes by state; those known from before and not asked now are so counted."""
        counts = Counter(one.state for one in self.coverage.values())
        counts[State.NOT_ASKED] += sum(1 for one in known if one.scope not in self.coverage)
        return {state.value: counts[state] for state in State}

    def of_states(self, states: frozenset[State]) -> tuple[Coverage, ...]:
        found = (one for one in self.coverage.values() if one.state in states)
        return tuple(sorted(found, key=lambda one: one.scope))


def collect(
    store: SnapshotStore,
    collectors: Sequence[Collector],
    selection: Selector,
    progress: Progress,
    clock: Clock,
) -> Collected:
    """Collect from every source and name the result: a patch an account, the name at the end.

    Raises:
        SourceError: nothing usable came and nothing was there before.
        StoreError: a patch could not be stored; those before it stay.
    """
    taken, began = clock.now(), clock.monotonic()
    asked = _Asked(base=store.head().commit)
    accounts = {name: one for info in store.snapshots() for name, one in info.run.accounts.items()}
    for collector in collectors:
        collector.recall(accounts)
        for patch in collector.collect(selection, progress, store.head()):
            store.commit(patch)
            asked.note(patch)
    _check_usable(store, asked)
    for collector in collectors:
        for patch in collector.repair(progress, store.head(), asked.base):
            store.commit(patch)
    run = Run(taken, round(clock.monotonic() - began, 3))
    for collector in collectors:
        run = collector.facts(run)
    known = store.head().coverage()
    settled = {one.scope: one for one in known}
    # As the store holds them: with since when, and when last complete.
    gaps = tuple(settled.get(one.scope, one) for one in asked.of_states(GAPS))
    info = store.publish(
        tuple(sorted(one.identity for one in collectors)), run, tuple(one.scope for one in gaps)
    )
    counts = asked.counts(known)
    return Collected(info, counts, gaps, asked.of_states(frozenset({State.BARRED})))


def _check_usable(store: SnapshotStore, asked: _Asked) -> None:
    """Refuse a run that found nothing to read where nothing is held either."""
    states = {one.state for one in asked.coverage.values()}
    if states & {State.COMPLETE, State.UNAVAILABLE} or store.head().types():
        return
    reasons = sorted({one.reason or one.state.value for one in asked.coverage.values()})
    told = "; ".join(reasons[:_MOST_REASONS]) or "nothing was asked for"
    message = f"nothing could be read: {told}"
    raise SourceError(message)


def refresh(
    store: SnapshotStore,
    collectors: Sequence[Collector],
    keys: tuple[Key, ...],
    progress: Progress,
) -> Iterator[tuple[int, Patch]]:
    """Read single resources again; yield each small patch with the commit that it became."""
    for collector in collectors:
        for patch in collector.collect(Selector(keys=keys), progress, store.head()):
            yield store.commit(patch), patch


def difference(
    store: SnapshotStore, before: Moment, after: Moment, shape_of: ShapeOf
) -> tuple[SnapshotInfo, SnapshotInfo, ChangeSet]:
    """Return two snapshots' names and what differs between them."""
    later = store.info(after)
    lineage = later.lineage if before == "previous" else None
    earlier = store.info(before, lineage)
    changes = compare(store.snapshot(earlier.id), store.snapshot(later.id), shape_of)
    return earlier, later, changes


def changes_between(store: SnapshotStore, before: int, after: int, shape_of: ShapeOf) -> ChangeSet:
    """Return what differs between two commits, named or not."""
    return compare(store.snapshot(before), store.snapshot(after), shape_of)


def version_fields(before: Record, after: Record, shape: Shape | None) -> tuple[FieldChange, ...]:
    """Return the fields that differ between two versions of one resource.

    What is unknown in either is compared by its last known state.
    """
    tree = NOTHING_KEYED if shape is None else KeyedTree.of(shape.keyed)
    comparison = Comparison()
    comparison.compare(before.config, after.config, "", tree)
    for name in sorted({*before.aspects, *after.aspects} - {CONFIG}):
        was, now = _known(before.aspects.get(name)), _known(after.aspects.get(name))
        if was is not None and now is not None:
            comparison.compare(was, now, f"/@{name}", tree.aspect(name))
        elif was is not now:
            op: Literal["add", "remove"] = "add" if was is None else "remove"
            comparison.changes.append(FieldChange(f"/@{name}", op, was, now))
    return tuple(sorted(comparison.changes, key=lambda one: one.pointer))


def _known(aspect: Aspect | None) -> Any:  # noqa: ANN401  any JSON document
    """Return the document of an aspect that is present, or was when it was last known."""
    if aspect is None:
        return None
    state = aspect.state if aspect.known else aspect.last
    return aspect.value if state == "present" else None


def forget(store: SnapshotStore, selector: Selector) -> int:
    """Drop what a selector chooses from the present state; history keeps what was."""
    return store.commit(Patch("forget", forget=(selector,)))
