"""The collector of ports for recorded AWS input of any form.

What answers calls goes through the engine as if its cloud answered; Config items, which
answer no call, are read one file at a time.
"""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from cartographer.model.coverage import Coverage, Scope, Selector, State
from cartographer.model.error import UsageError
from cartographer.model.estimate import Estimate
from cartographer.model.history import Listing, Resumption, Run
from cartographer.model.patch import Patch
from cartographer.model.resource import Observation
from cartographer.model.snapshot import Snapshot
from cartographer.ports import Clock, Progress
from collectors.aws.recorded import document
from collectors.aws.recorded.book import Book
from collectors.aws.recorded.config import ConfigAdapter, Rejected, items
from collectors.aws.recorded.recognise import Note, survey
from collectors.engine.collector import EngineCollector
from collectors.engine.rate import Rates
from collectors.engine.redact import Redactor
from collectors.engine.replay import MALFORMED, ReplayDoor, UnreadableError
from collectors.engine.specification import Declaration
from collectors.engine.tools import Limits

_PROVIDER = "aws"
_ITEMS_A_PATCH = 5000
_REASON_LENGTH = 300
_TICK = timedelta(microseconds=1)


class RecordedCollector:
    """Collects what a file or folder of recorded input holds."""

    def __init__(
        self,
        path: Path,
        declarations: Iterable[Declaration],
        *,
        redactor: Redactor,
        limits: Limits,
        clock: Clock,
    ) -> None:
        """Look at every file once, to know what there is.

        Raises:
            UsageError: there is no such file or folder.
            SourceError: it is empty, cannot be read, or nothing in it was recognised.
        """
        self._path = path
        self._declarations = tuple(declarations)
        self._redactor = redactor
        self._limits = limits
        self._clock = clock
        self._survey = survey(path, self._declarations)
        self._notes: list[Note] = []
        self._stop = threading.Event()
        self._inner: dict[str, EngineCollector] = {}
        self.failed: list[tuple[str, str]] = []
        self.remarks: tuple[str, ...] = ()
        self.wrong_settings: tuple[str, ...] = ()
        self.spent: dict[str, int] = {}

    @property
    def identity(self) -> str:
        """The accounts that are recorded: a later recording of them is of the same lineage."""
        return f"recorded:{','.join(sorted(self._survey.books))}"

    @property
    def notes(self) -> tuple[Note, ...]:
        """What did not become inventory, sorted; items of AWS Config once they were collected."""
        return tuple(sorted([*self._survey.notes, *self._notes]))

    def stop(self) -> None:
        """Ask a running collection to end."""
        self._stop.set()
        for inner in tuple(self._inner.values()):
            inner.stop()

    def facts(self, run: Run) -> Run:
        """Return a run's facts with what was not recognised or could not be read."""
        lost = sum(one.count for one in self.notes if one.kind in ("unrecognised", "unreadable"))
        return replace(run, unrecognised=run.unrecognised + lost)

    def collect(
        self,
        selection: Selector,
        progress: Progress,
        head: Snapshot,
        _: Resumption | None = None,
    ) -> Iterator[Patch]:
        """Yield whole patches: one an account of what answers calls, then Config's items.

        Files cost no calls: what an interrupted reading of them left is read again.
        """
        self.failed.clear()
        self._notes.clear()
        read_at = self._clock.now()
        for account, book in sorted(self._survey.books.items()):
            if selection.accounts and account not in selection.accounts:
                continue
            # Each account a little later than the one before, as in a live run: what one of
            # them sees and its owner's file lacks must come to the same at every reading.
            read_at = max(read_at + _TICK, self._clock.now())
            book.read_at = read_at
            inner = self._engine(book)
            self._inner[account] = inner
            yield from inner.collect(selection, progress, head)
            self.failed.extend(inner.failed)
        if not selection.keys:
            adapter = ConfigAdapter(self._declarations, self._redactor, read_at)
            for file in self._survey.config:
                if self._stop.is_set():
                    return
                yield from self._items(file, adapter, selection)

    def estimate(self, selection: Selector, head: Snapshot) -> Estimate:  # noqa: ARG002
        """Refuse: files cost no calls."""
        raise UsageError("a recording costs no calls: there is nothing to estimate")

    def recall(
        self, accounts: Mapping[str, str], listings: Mapping[str, Listing] | None = None
    ) -> None:
        """Learn nothing: a recording says itself which accounts it holds."""

    def allow(self, spent: Mapping[str, int]) -> None:
        """Learn nothing: a recording costs no calls."""

    def repair(self, progress: Progress, head: Snapshot, since: int) -> Iterator[Patch]:
        """Yield what was repaired when it was recorded; other forms answer no such call."""
        for account, inner in self._inner.items():
            if self._survey.books[account].tape.files:
                yield from inner.repair(progress, head, since)

    def _engine(self, book: Book) -> EngineCollector:
        manifest = book.manifest()
        return EngineCollector(
            self.identity,
            _PROVIDER,
            [ReplayDoor(manifest, book, self._stop)],
            book.declarations(),
            redactor=self._redactor,
            rates=Rates(0.0),
            limits=replace(self._limits, workers=1),  # so that the order never varies
            clock=_HeldClock(self._clock, manifest.started_at or book.read_at),
        )

    # --- AWS Config -----------------------------------------------------------------------

    def _items(self, file: Path, adapter: ConfigAdapter, selection: Selector) -> Iterator[Patch]:
        try:
            content = document.read(file)
        except (UnreadableError, document.NotJsonError) as error:
            self._notes.append(Note(str(file), "", str(error), "unreadable"))
            return
        seen: list[Observation] = []
        rejected: Counter[Rejected] = Counter()
        for item in items(content):
            found = adapter.adapt(item)
            if isinstance(found, Rejected):
                rejected[found] += 1
            elif _chosen(selection, found):
                seen.append(found)
                if len(seen) == _ITEMS_A_PATCH:
                    yield self._patch(file, seen, ())
                    seen = []
        self._notes.extend(_note(file, one, count) for one, count in sorted(rejected.items()))
        yield self._patch(file, seen, rejected)

    def _patch(
        self, file: Path, seen: Sequence[Observation], rejected: Iterable[Rejected]
    ) -> Patch:
        failed: dict[Scope, Coverage] = {}
        for one in rejected:
            if one.scope is not None:
                account, region, type_ = one.scope
                scope = Scope(_PROVIDER, account, region, type_)
                reason = f"{MALFORMED}: {file}: {one.reason}"[:_REASON_LENGTH]
                failed[scope] = Coverage(scope, State.FAILED, reason, since=self._clock.now())
        return Patch(
            f"recorded {file.name}",
            upserts=tuple(seen),
            coverage=tuple(failed[scope] for scope in sorted(failed)),
        )


def _chosen(selection: Selector, seen: Observation) -> bool:
    return selection.matches(Scope(_PROVIDER, seen.viewer, seen.listed_in, seen.key.type))


def _note(file: Path, rejected: Rejected, count: int) -> Note:
    if rejected.gone:
        return Note(str(file), rejected.what, rejected.reason, "deleted", count)
    return Note(str(file), rejected.what, rejected.reason, count=count)


class _HeldClock:
    """A clock whose time of day stands at the time of a recording: *now* was then."""

    def __init__(self, clock: Clock, at: datetime) -> None:
        self._clock = clock
        self._at = at

    def now(self) -> datetime:
        """Return the time of the recording."""
        return self._at

    def sleep(self, seconds: float) -> None:
        """Wait."""
        self._clock.sleep(seconds)

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        return self._clock.monotonic()
