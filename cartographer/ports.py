"""The seams between the roof and the services: Protocols, and nothing that works.

Use cases in `pipeline` speak to services through these alone; `bootstrap` chooses who
answers. Nothing here knows a cloud, a database or a format.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import IO, Any, Protocol, runtime_checkable

from cartographer.model.change import ChangeSet
from cartographer.model.coverage import Scope, Selector
from cartographer.model.estimate import Estimate
from cartographer.model.gap import AcceptedGap
from cartographer.model.history import Listing, Resumption, Run, SnapshotInfo, Version
from cartographer.model.key import Key
from cartographer.model.patch import Patch
from cartographer.model.resource import Derived, Record
from cartographer.model.shape import Shape
from cartographer.model.snapshot import Snapshot

Moment = str | int | datetime
"""A snapshot's id, `latest`, `previous`, a commit number, or a time."""


class Clock(Protocol):
    """The time of day, as a service so that tests can hold it."""

    def now(self) -> datetime:
        """Return the current time in UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        ...


class Catalogue(Protocol):
    """What is known of every native type: its shape, and how to read its documents."""

    @property
    def version(self) -> str:
        """Version of the rules of derivation; another version rebuilds what was cached."""
        ...

    def shape(self, type_: str) -> Shape | None:
        """Return the shape of a native type, or none for one that is not declared."""
        ...

    def derive(self, record: Record) -> Derived:
        """Return kind, name, tags, aliases and relations that a record's documents state."""
        ...


class Progress(Protocol):
    """Who is told how a run gets on; every call is quick and may come from any thread."""

    def planned(self, scopes: Iterable[Scope]) -> None:
        """Take note of the scopes that will be asked for."""
        ...

    def called(self, scope: Scope, *, throttled: bool = False) -> None:
        """Take note of one call."""
        ...

    def finished(self, scope: Scope, state: str, resources: int) -> None:
        """Take note of the end of a scope."""
        ...


class Collector(Protocol):
    """A source of patches."""

    @property
    def identity(self) -> str:
        """Identity of the source, as lineage counts it; the selection plays no part."""
        ...

    def collect(
        self,
        selection: Selector,
        progress: Progress,
        head: Snapshot,
        resumption: Resumption | None = None,
    ) -> Iterator[Patch]:
        """Yield whole patches, one an account, of a large one in parts; stops soon after `stop`.

        `head` is what is held now: refreshes and repairs look there for scopes of keys. What a
        sweep that is taken up again has read already is not read once more.
        """
        ...

    def estimate(self, selection: Selector, head: Snapshot) -> Estimate:
        """Return what a run would cost, with no more calls than it takes to know the accounts.

        Raises:
            UsageError: it costs nothing.
            SourceError: the accounts cannot be known.
        """
        ...

    def stop(self) -> None:
        """Ask a running collection to end; safe from a signal handler."""
        ...

    def recall(
        self, accounts: Mapping[str, str], listings: Mapping[str, Listing] | None = None
    ) -> None:
        """Learn which account each source was last found to lead to, and how each listed them.

        A source that cannot be entered today can then say what it could not read.
        """
        ...

    def repair(self, progress: Progress, head: Snapshot, since: int) -> Iterator[Patch]:
        """Yield small patches for what relations changed since a commit point at in vain."""
        ...

    def facts(self, run: Run) -> Run:
        """Return a run's facts with this collector's calls and unrecognised items added."""
        ...

    @property
    def spent(self) -> Mapping[str, int]:
        """Calls that each source has made in this run so far."""
        ...

    def allow(self, spent: Mapping[str, int]) -> None:
        """Learn how many calls each source has made today before."""
        ...

    @property
    def wrong_settings(self) -> Sequence[str]:
        """Settings that the last run found to name what is not there; it went on without."""
        ...

    @property
    def remarks(self) -> Sequence[str]:
        """What a person should know of the last run beside its coverage."""
        ...

    @property
    def failed(self) -> Sequence[tuple[str, str]]:
        """What the last refresh could not read: short id and why."""
        ...


class Remainder(Protocol):
    """Something that recorded input holds and that did not become inventory."""

    @property
    def path(self) -> str:
        """File that holds it."""
        ...

    @property
    def what(self) -> str:
        """Member or item of the file; empty for all of it."""
        ...

    @property
    def reason(self) -> str:
        """Why it did not."""
        ...

    @property
    def kind(self) -> str:
        """`unrecognised`, `unreadable`, or why it is no inventory."""
        ...

    @property
    def count(self) -> int:
        """How many items it stands for."""
        ...


@runtime_checkable
class Noting(Protocol):
    """A collector of recorded input, which says what of it did not become inventory."""

    @property
    def notes(self) -> Sequence[Remainder]:
        """What did not become inventory, sorted."""
        ...


class SnapshotStore(Protocol):
    """The history: one sequence of commits, some of them named."""

    def commit(self, patch: Patch) -> int:
        """Settle a patch on the latest state in one transaction; return the new commit.

        A patch that another writer overtook is settled again on the later state.

        Raises:
            StoreError: the store is locked, full, or not writable; nothing of it is stored.
        """
        ...

    def publish(
        self, lineage: tuple[str, ...], run: Run, new_gaps: tuple[Scope, ...] = ()
    ) -> SnapshotInfo:
        """Name the latest commit."""
        ...

    def begin(self, sweep: str, now: datetime, patience: timedelta) -> Resumption | None:
        """Take note that a sweep begins; return what one of its name left that never ended.

        One that began longer ago than `patience` is begun anew.
        """
        ...

    def note(
        self, sweep: str, sighted: Iterable[tuple[str, Key]], done: Iterable[str] = ()
    ) -> None:
        """Take note of what a sweep has read: resources by viewer, and whole accounts."""
        ...

    def tally(self, sweep: str, run: Run) -> None:
        """Keep what a sweep that did not come to its end has spent in all its attempts."""
        ...

    def end(self, sweep: str) -> None:
        """Take note that a sweep came to its end."""
        ...

    def spend(self, day: date, calls: Mapping[str, int]) -> None:
        """Add to the calls that each source made on a day."""
        ...

    def spent(self, day: date) -> Mapping[str, int]:
        """Return the calls that each source made on a day."""
        ...

    def accept(self, gap: AcceptedGap) -> None:
        """Keep an accepted gap, in place of one of the same scope."""
        ...

    def accepted(self) -> tuple[AcceptedGap, ...]:
        """Return the gaps that were accepted here, sorted by scope."""
        ...

    def withdraw(self, scope: str) -> bool:
        """Drop an accepted gap; return whether there was one."""
        ...

    def snapshots(self) -> tuple[SnapshotInfo, ...]:
        """Return the named commits, oldest first."""
        ...

    def info(self, moment: Moment, lineage: tuple[str, ...] | None = None) -> SnapshotInfo:
        """Return the named commit for an id, `latest`, `previous` or a time.

        `previous` is the one before the latest of the same lineage.

        Raises:
            NotFoundError: there is none; the message says what there is.
        """
        ...

    def snapshot(self, moment: Moment) -> Snapshot:
        """Return the view of a moment."""
        ...

    def head(self) -> Snapshot:
        """Return the view of the latest commit, named or not."""
        ...

    def history(self, key: Key) -> tuple[Version, ...]:
        """Return what a resource went through, oldest first."""
        ...

    def volatile(self, key: Key) -> Mapping[str, Any]:
        """Return the latest volatile values of a resource by pointer; they have no history."""
        ...

    def retain(self, keep: Mapping[str, str], now: datetime) -> int:
        """Drop the names of commits that a policy does not keep; return how many went."""
        ...

    def close(self) -> None:
        """Release files and connections."""
        ...


class Exporter(Protocol):
    """A function from nouns to bytes, with a name."""

    @property
    def name(self) -> str:
        """Name on the command line."""
        ...

    @property
    def media_type(self) -> str:
        """Media type of the output."""
        ...

    @property
    def suffix(self) -> str:
        """File suffix, dot included."""
        ...

    def render(self, snapshot: Snapshot, out: IO[bytes], **options: object) -> None:
        """Write a snapshot."""
        ...


Compare = Callable[[Snapshot, Snapshot], ChangeSet]
"""How two snapshots are compared."""


class Sender(Protocol):
    """A receiver of alerts."""

    def send(self, payload: bytes, key: str) -> None:
        """Deliver a payload once; the key makes a second delivery of it recognisable."""
        ...


__all__ = [
    "Catalogue",
    "Clock",
    "Collector",
    "Compare",
    "Exporter",
    "Moment",
    "Noting",
    "Progress",
    "Remainder",
    "Selector",
    "Sender",
    "SnapshotStore",
]
