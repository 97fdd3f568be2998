"""An invented organization for tests of the engine: who lists accounts, and runs over them."""

import tempfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Self

from cartographer.model.coverage import Scope, Selector
from cartographer.model.gap import AcceptedGap
from cartographer.model.history import Listed, Resumption, Run, SnapshotInfo
from cartographer.model.key import Key
from cartographer.model.patch import Patch
from cartographer.model.snapshot import MemorySnapshot, Snapshot, resources
from cartographer.pipeline import Collected, collect
from cartographer.store import open_store
from collectors.engine.collector import EngineCollector
from collectors.engine.derive import DeclaredCatalogue
from collectors.engine.door import Roster, Terms, Within, never_seen
from collectors.engine.fault import Fault
from collectors.engine.redact import Redactor
from collectors.engine.tools import Limits
from collectors.engine.transport import Ask, Knock, directly
from tests.collectors.engine.cloud import (
    UNLIMITED,
    FakeClock,
    FakeDoor,
    FakeTransport,
    Immediately,
    Listener,
    Stop,
)
from tests.contracts.snapshot_suite import MEMORY

LIST = Ask("organizations", "global", "ListAccounts", {})


class Member(FakeDoor):
    """A door to an account of an organization, named as its source names it."""

    def __init__(self, source: str, transport: FakeTransport | None, *more: Any) -> None:
        super().__init__(transport, *more)
        self.name = f"{source}/{self.account}"
        self.knocks: list[Knock] = []

    def open(self, knock: Knock = directly) -> FakeTransport:
        """Open, and keep who runs the calls on the way."""
        self.knocks.append(knock)
        return super().open()


class Organization:
    """A source that asks which accounts there are; the answer is the test's."""

    lists_as = "T::Account"

    def __init__(
        self,
        name: str,
        *transports: FakeTransport,
        terms: Terms | None = None,
        ended: Mapping[str, str] | None = None,
        excluded: Iterable[str] = (),
    ) -> None:
        self.name = name
        self.terms = terms or Terms()
        self.members = {one.account: Member(name, one) for one in transports}
        self.listed = set(self.members)
        self.ended = dict(ended or {})
        self.excluded = set(excluded)
        self.unit_of: dict[str, str] = {}
        """Units that are left out and cannot be asked, by an account that may lie in them."""
        self.fault: Fault | None = None
        self.asked = 0

    def roster(self, knock: Knock, within: Within = never_seen) -> Roster:
        """Return what a test has set."""

        def call() -> dict[str, Any]:
            self.asked += 1
            if self.fault is not None:
                raise self.fault
            return {}

        knock(LIST, call)
        left = self.listed - set(self.ended) - self.excluded
        doors = tuple(self.members[one] for one in sorted(left))
        undecided = {
            account: unit
            for account, unit in self.unit_of.items()
            if within(account, unit) is None and account in left
        }
        return Roster(
            tuple(one for one in doors if one.account not in undecided),
            self.ended,
            tuple(sorted(self.excluded)),
            undecided,
            listed={one: Listed(closed=one in self.ended) for one in self.listed},
        )

    def earlier(self, accounts: Iterable[str], within: Within = never_seen) -> Roster:
        """Return what a test has set, of accounts that were listed before."""
        found = {one: within(one, self.unit_of[one]) for one in accounts if one in self.unit_of}
        out = {*self.excluded, *(one for one, inside in found.items() if inside)}
        undecided = {one: self.unit_of[one] for one, inside in found.items() if inside is None}
        doors = tuple(self.members[one] for one in accounts if one not in {*out, *undecided})
        return Roster(doors, excluded=tuple(out.intersection(accounts)), undecided=undecided)

    def door(self, account: str) -> Member:
        """Return the door of an account."""
        return self.members[account]

    def opened(self) -> dict[str, int]:
        """Return how often each account was entered."""
        return {account: member.opened for account, member in self.members.items()}


class Unhurried(EngineCollector):
    """A collector of which one run never really waits: the clock moves instead."""

    def __init__(self, *parts: Any, clock: FakeClock, **more: Any) -> None:
        super().__init__(*parts, clock=clock, **more)
        self._workshop.stop = self.waiting = Stop(clock)

    @property
    def waits(self) -> list[float]:
        """How long the first run would have waited, each time."""
        return [round(one, 3) for one in self.waiting.waits if one]


class Remembering:
    """A store without a database: as much of one as a run needs, for laws over many runs."""

    def __init__(self, derive: Any) -> None:
        self._head = MemorySnapshot(derive)
        self._began: dict[str, datetime] = {}
        self._done: set[str] = set()
        self._before: Run | None = None
        self._sighted: set[tuple[str, Key]] = set()

    def head(self) -> MemorySnapshot:
        """Return the latest state."""
        return self._head

    def commit(self, patch: Patch) -> int:
        """Settle a patch."""
        self._head = self._head.apply(patch)
        return self._head.commit

    def publish(self, lineage: tuple[str, ...], run: Run, gaps: tuple[Scope, ...]) -> SnapshotInfo:
        """Name the latest commit."""
        return SnapshotInfo("s-1", self._head.commit, lineage, run, new_gaps=gaps)

    def snapshots(self) -> tuple[SnapshotInfo, ...]:
        """Return no names: nothing is recalled."""
        return ()

    def begin(self, sweep: str, now: datetime, _: timedelta) -> Resumption | None:
        """Take note that a sweep begins."""
        if sweep in self._began:
            parts = frozenset(self._done), frozenset(self._sighted), self._before
            return Resumption(self._began[sweep], *parts)
        self._began[sweep] = now
        return None

    def note(self, _: str, sighted: Iterable[tuple[str, Key]], done: Iterable[str]) -> None:
        """Take note of what was read."""
        self._sighted.update(sighted)
        self._done.update(done)

    def tally(self, _: str, run: Run) -> None:
        """Keep what the sweep has spent."""
        self._before = run

    def end(self, sweep: str) -> None:
        """Take note that a sweep ended."""
        self._before = None
        del self._began[sweep]
        self._done.clear()
        self._sighted.clear()

    def spend(self, day: date, calls: Mapping[str, int]) -> None:
        """Not count."""

    def spent(self, _: date) -> Mapping[str, int]:
        """Return that nothing was."""
        return {}

    def accepted(self) -> tuple[AcceptedGap, ...]:
        """Return that nothing was."""
        return ()

    def close(self) -> None:
        """Nothing to release."""


class Home:
    """A store and the runs that fill it, each with a collector of its own."""

    def __init__(
        self, *declarations: Any, clock: FakeClock | None = None, database: bool = True
    ) -> None:
        self.declarations = declarations
        self.clock = clock or FakeClock(tick=0.001)
        self._folder = tempfile.TemporaryDirectory(dir=MEMORY)
        catalogue = DeclaredCatalogue(declarations)
        self.store: Any = Remembering(catalogue.derive)
        if database:
            self.store = open_store(f"sqlite:///{self._folder.name}/store.db", catalogue)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()
        self._folder.cleanup()

    def collector(self, *sources: Any, **more: Any) -> Unhurried:
        """Return a collector, as another process would have, on the clock of this home."""
        for source in sources:
            for door in getattr(source, "members", {"": source}).values():
                if door.transport is not None:
                    door.transport.clock = self.clock
        return Unhurried(
            "fake",
            "aws",
            sources,
            self.declarations,
            redactor=Redactor(b"k" * 32),
            rates=UNLIMITED,
            clock=self.clock,
            **{"limits": Limits(), "executor": Immediately} | more,
        )

    def run(
        self, *sources: Any, selection: Selector | None = None, store: Any = None, **more: Any
    ) -> Collected:
        """Collect, as a process of its own would."""
        return collect(
            store or self.store,
            [self.collector(*sources, **more)],
            selection or Selector(),
            Listener(),
            self.clock,
        )


def held(snapshot: Snapshot) -> list[tuple[Any, ...]]:
    """Return what a snapshot holds, times left out."""
    return [
        (
            one.record.key,
            one.record.uid,
            one.record.config,
            one.record.viewers,
            {
                name: (aspect.state, aspect.value, aspect.reason)
                for name, aspect in one.record.aspects.items()
            },
        )
        for one in resources(snapshot)
    ]


def covered(snapshot: Snapshot) -> list[tuple[Any, ...]]:
    """Return how its scopes are covered, times left out."""
    return [(one.scope, one.state, one.reason) for one in snapshot.coverage()]
