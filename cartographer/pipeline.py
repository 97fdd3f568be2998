"""The use cases: collect, refresh, compare. Services come in as ports; nothing is chosen here."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from msgspec import Struct, field, to_builtins
from msgspec.structs import replace

from cartographer.model.change import ChangeSet, FieldChange
from cartographer.model.coverage import Coverage, Scope, Selector, State
from cartographer.model.document import Comparison, encode
from cartographer.model.error import SourceError, StoreError, UsageError, nothing_read
from cartographer.model.estimate import Estimate
from cartographer.model.gap import AcceptedGap, acceptance
from cartographer.model.history import Listing, Resumption, Run, SnapshotInfo
from cartographer.model.key import Key
from cartographer.model.meaning import says
from cartographer.model.patch import Patch
from cartographer.model.resource import CONFIG, Aspect, Record
from cartographer.model.shape import NOTHING_KEYED, KeyedTree, Shape
from cartographer.model.snapshot import Snapshot
from cartographer.ports import Clock, Collector, Moment, Progress, SnapshotStore
from diff.compare import ShapeOf, compare

_PATIENCE = timedelta(days=1)
"""How long ago a sweep may have begun that is taken up again."""


class Collected(Struct, frozen=True):
    """What a run came to."""

    info: Annotated[SnapshotInfo, says("The snapshot that it made.")]
    coverage: Annotated[dict[str, int], says("Scopes by how this run found them.")]
    gaps: Annotated[tuple[Coverage, ...], says("What was asked for in vain and is not accepted.")]
    accepted: Annotated[tuple[Coverage, ...], says("Gaps that were accepted.")] = ()
    remarks: Annotated[tuple[str, ...], says("What a person should know besides.")] = ()
    wrong_settings: Annotated[
        tuple[str, ...], says("Settings that name what is not there; it went on without.")
    ] = ()


class _Asked(Struct):
    """What a run has asked for so far; of what is complete only how many scopes."""

    base: int
    selection: Selector
    resumption: Resumption | None = None
    states: Counter[State] = field(default_factory=Counter)
    gaps: dict[Scope, Coverage] = field(default_factory=dict)
    incomplete: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)

    def note(self, patch: Patch) -> None:
        """Take note of how the scopes of a patch ended, and of the accounts that it ends."""
        self.ended.update(patch.ends)
        for one in patch.coverage:
            self.states[one.state] += 1
            if one.gap:
                self.gaps[one.scope] = one
            if one.gap or one.state is State.SKIPPED:
                self.incomplete.add(one.scope.account)

    def done(self, patch: Patch) -> tuple[str, ...]:
        """Return the accounts that a patch ends and of which everything was read."""
        return tuple(one for one in patch.ends if one not in self.incomplete)

    def counts(self, head: Snapshot) -> dict[str, int]:
        """Return scopes by state; those known from before and not asked now are so counted."""
        counts = Counter(self.states)
        total = complete = 0
        for account in head.accounts():
            for one in head.coverage(account):
                total += 1
                complete += self._read_before(one)
        if self.resumption is not None:
            counts[State.COMPLETE] = max(complete, counts[State.COMPLETE])
        counts[State.NOT_ASKED] += max(0, total - counts.total())
        return {state.value: counts[state] for state in State}

    def _read_before(self, coverage: Coverage) -> bool:
        """Return whether a scope was read by this sweep, be it before it was interrupted."""
        if self.resumption is None or coverage.state is not State.COMPLETE:
            return False
        if coverage.last_complete is not None:
            return coverage.last_complete >= self.resumption.since
        # What lists only a part of what there is is never complete: its account says when.
        account = coverage.scope.account
        ended = account in self.ended or account in self.resumption.done
        return ended and self.selection.matches(coverage.scope)

    def settled(self, head: Snapshot) -> list[Coverage]:
        """Return the gaps as the store holds them: with since when, and when last complete."""
        found: list[Coverage] = []
        for account in sorted({scope.account for scope in self.gaps}):
            held = {one.scope: one for one in head.coverage(account)}
            for scope, gap in self.gaps.items():
                if scope.account == account:
                    known = held.get(scope, gap)
                    found.append(replace(known, unread=gap.unread))
        return sorted(found, key=lambda one: one.scope)


def collect(  # noqa: PLR0913  whom a run needs
    store: SnapshotStore,
    collectors: Sequence[Collector],
    selection: Selector,
    progress: Progress,
    clock: Clock,
    *,
    accepted: Iterable[AcceptedGap] = (),
    started: Callable[[Resumption | None], None] = lambda _: None,
) -> Collected:
    """Collect from every source and name the result: a patch an account, the name at the end.

    A sweep of the same sources and selection that never came to its end is taken up again;
    `started` is told so. Gaps that are `accepted` here or in the store are not counted as such.

    Raises:
        SourceError: nothing usable came and nothing was there before.
        StoreError: a patch could not be stored; those before it stay.
    """
    taken, began = clock.now(), clock.monotonic()
    sweep = _name(collectors, selection)
    resumption = store.begin(sweep, taken, _PATIENCE)
    started(resumption)
    asked = _Asked(store.head().commit, selection, resumption)
    _recall(store, collectors, taken.date())

    def facts() -> Run:
        """Return what the run has spent so far, with what its earlier attempts did."""
        run = Run(taken, round(clock.monotonic() - began, 3))
        for collector in collectors:
            run = collector.facts(run)
        before = None if resumption is None else resumption.before
        return run if before is None else run.and_before(before)

    try:
        with _tallied(store, sweep, facts):
            for collector in collectors:
                with _spending(store, collector, taken.date()) as spending:
                    for patch in collector.collect(selection, progress, store.head(), resumption):
                        store.commit(patch)
                        asked.note(patch)
                        store.note(sweep, _whole(patch), asked.done(patch))
                        spending.note()
                        if patch.ends:  # a process that is killed says nothing at its end
                            store.tally(sweep, facts())
            _check_usable(store, asked)
    except UsageError:
        store.end(sweep)  # what makes no sense is not taken up again
        raise
    for collector in collectors:
        with _spending(store, collector, taken.date()):
            for patch in collector.repair(progress, store.head(), asked.base):
                store.commit(patch)
    run = facts()
    head = store.head()
    gaps = asked.settled(head)
    accept = acceptance((*accepted, *store.accepted()), taken.date())
    new = tuple(left for one in gaps if (left := accept(one)) is not None)
    info = store.publish(_lineage(collectors), run, tuple(one.scope for one in new))
    store.end(sweep)
    remarks = tuple(remark for collector in collectors for remark in collector.remarks)
    wrong = tuple(one for collector in collectors for one in collector.wrong_settings)
    taken_out = tuple(one for one in gaps if accept(one) != one)
    return Collected(info, asked.counts(head), new, taken_out, remarks, wrong)


def _recall(store: SnapshotStore, collectors: Sequence[Collector], day: date) -> None:
    """Let collectors know what earlier runs found, and what the sources have spent on a day."""
    accounts: dict[str, str] = {}
    listings: dict[str, Listing] = {}
    for info in store.snapshots():
        accounts.update(info.run.accounts)
        listings.update(info.run.listings)
    spent = store.spent(day)
    for collector in collectors:
        collector.recall(accounts, listings)
        collector.allow(spent)


@contextmanager
def _tallied(store: SnapshotStore, sweep: str, facts: Callable[[], Run]) -> Iterator[None]:
    """Keep what an attempt has spent if it does not come to its end, for the one that goes on."""
    try:
        yield
    except BaseException:
        with suppress(StoreError):
            store.tally(sweep, facts())
        raise


class _Spending:
    """What a collector has spent and nobody has written down yet."""

    def __init__(self, store: SnapshotStore, collector: Collector, day: date) -> None:
        self._store = store
        self._collector = collector
        self._day = day
        self._told = dict(collector.spent)

    def note(self) -> None:
        """Write down what was spent since the last time."""
        spent = dict(self._collector.spent)
        more = {name: count - self._told.get(name, 0) for name, count in spent.items()}
        more = {name: count for name, count in more.items() if count}
        if more:
            self._store.spend(self._day, more)
            self._told = spent


@contextmanager
def _spending(store: SnapshotStore, collector: Collector, day: date) -> Iterator[_Spending]:
    """Write down what is spent in the meantime, however that ends."""
    spending = _Spending(store, collector, day)
    try:
        yield spending
    finally:
        spending.note()


def _lineage(collectors: Sequence[Collector]) -> tuple[str, ...]:
    return tuple(sorted(one.identity for one in collectors))


def _name(collectors: Sequence[Collector], selection: Selector) -> str:
    """Return the name of a sweep: the same sources, asked for the same."""
    return encode([_lineage(collectors), to_builtins(selection)]).decode()


def _whole(patch: Patch) -> Iterator[tuple[str, Key]]:
    """Yield what was read with all its details, of scopes that are not listed to their end yet."""
    pending = set(patch.pending)
    for one in patch.upserts:
        scope = Scope(one.key.provider, one.viewer, one.listed_in, one.key.type)
        if scope in pending and all(aspect.known for aspect in one.aspects.values()):
            yield one.viewer, one.key


def _check_usable(store: SnapshotStore, asked: _Asked) -> None:
    """Refuse a run that found nothing to read where nothing is held either."""
    if {State.COMPLETE, State.UNAVAILABLE}.intersection(asked.states) or store.head().types():
        return
    raise SourceError(nothing_read(one.reason or one.state.value for one in asked.gaps.values()))


def refresh(
    store: SnapshotStore,
    collectors: Sequence[Collector],
    keys: tuple[Key, ...],
    progress: Progress,
    clock: Clock,
) -> Iterator[tuple[int, Patch]]:
    """Read single resources again; yield each small patch with the commit that it became.

    Its calls count among those of the day.
    """
    day = clock.now().date()
    _recall(store, collectors, day)
    for collector in collectors:
        with _spending(store, collector, day) as spending:
            for patch in collector.collect(Selector(keys=keys), progress, store.head()):
                yield store.commit(patch), patch
                spending.note()


def estimate(
    store: SnapshotStore | None,
    nothing: Snapshot,
    collectors: Sequence[Collector],
    selection: Selector,
    clock: Clock,
) -> Estimate:
    """Return what a run would cost; what it asks for that counts among the calls of the day.

    Where there is no store yet, `nothing` is what is held.

    Raises:
        UsageError: an account that is chosen is none of the sources'.
        SourceError: nothing is known of which accounts there are.
    """
    day = clock.now().date()
    found: list[Estimate] = []
    if store is not None:
        _recall(store, collectors, day)
    for collector in collectors:
        if store is None:
            found.append(collector.estimate(selection, nothing))
        else:
            with _spending(store, collector, day):
                found.append(collector.estimate(selection, store.head()))
    return Estimate(
        tuple(one for each in found for one in each.accounts),
        sum(each.entering for each in found),
        max((each.seconds for each in found), default=0.0),
        tuple(one for each in found for one in each.budgets),
        tuple(one for each in found for one in each.lost),
    )


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
