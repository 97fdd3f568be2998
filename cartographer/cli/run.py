"""One run of a snapshot as a person lives it: progress, interruption, and what came of it."""

import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from types import FrameType
from typing import Any

from msgspec import to_builtins

from cartographer.cli.accounts import completed, summary
from cartographer.cli.answer import Answer, Block, line
from cartographer.cli.gap_line import accepted_lines, gap_lines
from cartographer.cli.invocation import Invocation
from cartographer.cli.organization import Member, members, name_of
from cartographer.cli.progress import progress
from cartographer.cli.remainder import remainders
from cartographer.cli.remark import not_seen
from cartographer.cli.screen import room
from cartographer.cli.standing import Doubts, Ledger, Standing, covered, ledger, standing
from cartographer.cli.text import count, moment
from cartographer.config import Settings
from cartographer.model.change import ChangeSet
from cartographer.model.coverage import GAPS, NOT_LOOKED, Coverage, Scope, Selector
from cartographer.model.error import NotFoundError, StoreError
from cartographer.model.history import Resumption
from cartographer.model.snapshot import Snapshot
from cartographer.pipeline import Collected, collect, difference
from cartographer.ports import Collector, Noting, Remainder, SnapshotStore

INTERRUPTED = 130
_GRACE_SECONDS = 2.0
_UNBOUNDED = 100_000


def collect_and_tell(
    invocation: Invocation,
    store: SnapshotStore,
    collectors: Sequence[Collector],
    selection: Selector,
) -> Collected:
    """Collect, drop the names that retention does not keep, and tell what came of it."""
    from cartographer.bootstrap import SystemClock

    before = store.head().commit
    clock = SystemClock()
    colour = not invocation.options.no_color
    with interruptible(invocation, store, collectors, before):
        with progress(invocation.notices, colour=colour) as listener:
            collected = collect(
                store,
                collectors,
                selection,
                listener,
                clock,
                accepted=invocation.settings.accepted_gaps,
                started=partial(_say_resumed, invocation),
            )
        for remark in collected.remarks:
            invocation.notices.info(remark)
        for wrong in collected.wrong_settings:
            invocation.notices.error(wrong)
        try:
            store.retain(invocation.settings.store.keep, clock.now())
        except StoreError as error:
            invocation.notices.warn(f"old snapshots were not dropped: {error}")
    notes = [
        note
        for collector in collectors
        if isinstance(collector, Noting)
        for note in collector.notes
    ]
    invocation.tell(
        Answer(
            document(collected),
            lambda wide: _people(
                invocation, store, collected, width=_UNBOUNDED if wide else room(), notes=notes
            ),
        )
    )
    return collected


def say_expired(invocation: Invocation) -> None:
    """Say which gaps the settings accept no longer, as their last day has passed."""
    today = invocation.now().date()
    for gap in invocation.settings.accepted_gaps:
        if gap.until < today:
            invocation.notices.warn(
                f"[[gap]] {gap.scope} of the settings was accepted until {gap.until}: "
                "what it covers counts as new again"
            )


def _say_resumed(invocation: Invocation, resumption: Resumption | None) -> None:
    """Say that a sweep which never came to its end is taken up again."""
    if resumption is not None:
        done = count(len(resumption.done), "account")
        more = f" and {count(len(resumption.sighted), 'resource')}" if resumption.sighted else ""
        since = moment(resumption.since)
        invocation.notices.info(f"going on with the run of {since}: {done}{more} read already")


# --- interruption ---------------------------------------------------------------------------


@contextmanager
def interruptible(
    invocation: Invocation, store: SnapshotStore, collectors: Sequence[Collector], before: int
) -> Iterator[None]:
    """End within five seconds on Ctrl-C or SIGTERM, and say what is stored.

    The transaction under way is rolled back by the exception that passes through it.
    """
    old = signal.signal(signal.SIGTERM, _interrupt) if _in_main_thread() else None
    try:
        yield
    except KeyboardInterrupt:
        for collector in collectors:
            collector.stop()
        invocation.notices.error(_interrupted(store, before), exit_code=INTERRUPTED)
        with suppress(StoreError):
            store.close()
        _leave()
    finally:
        if old is not None:
            signal.signal(signal.SIGTERM, old)


def _in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _interrupted(store: SnapshotStore, before: int) -> str:
    """Return what an interrupted run left behind."""
    try:
        patches = store.head().commit - before
    except StoreError:
        return "interrupted; no snapshot was named"
    kept = f"{count(patches, 'whole patch', 'whole patches')} stored" if patches else "nothing new"
    return f"interrupted: {kept}, no snapshot was named; run it again to go on"


def _leave() -> None:
    """End the process, at once if a thread still waits for an answer.

    Python joins the threads of an executor at its end, and one that waits on a socket cannot
    be told to stop: it would hold the process for as long as the call's timeout. The store is
    closed by now and standard error is flushed, so nothing is lost by leaving.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    workers = [one for one in threading.enumerate() if one is not threading.main_thread()]
    for worker in workers:
        worker.join(_GRACE_SECONDS / len(workers))
    if any(one.is_alive() for one in workers):
        os._exit(INTERRUPTED)
    raise SystemExit(INTERRUPTED)


# --- what is told ---------------------------------------------------------------------------


def document(collected: Collected) -> dict[str, Any]:
    """Return a run as machines read it."""
    info = collected.info
    return {
        "schema": "cartographer.snapshot/1",
        "snapshot": info.id,
        "resources": info.resources,
        "relations": info.relations,
        "coverage": collected.coverage,
        "new_gaps": [_gap(one) for one in collected.gaps],
        "run": {
            "taken": info.run.taken,
            "calls": info.run.calls,
            "seconds": info.run.seconds,
            "unrecognised": info.run.unrecognised,
            "throttled": info.run.throttled,
            "by_service": info.run.by_service,
        },
    }


def _gap(coverage: Coverage) -> dict[str, Any]:
    scope = coverage.scope
    return {
        "provider": scope.provider,
        "account": scope.account,
        "region": scope.known_region,
        "type": scope.type,
        "state": coverage.state,
        "reason": coverage.reason,
        "last_complete": coverage.last_complete,
        "details": [to_builtins(one) for one in coverage.unread if one.state in GAPS],
    }


def _people(
    invocation: Invocation,
    store: SnapshotStore,
    collected: Collected,
    *,
    width: int,
    notes: Sequence[Remainder],
) -> Iterator[Block]:
    info = collected.info
    changes = _since_previous(invocation, store, info.id)
    held = store.head()
    told = frozenset(one.scope for one in (*collected.gaps, *collected.accepted))
    known = members(held, store.snapshots())
    review = _Review(held, ledger(invocation, store), told, invocation.settings, known)
    yield from summary(review.accounts)
    yield line(
        ("Snapshot ", "bold"),
        (info.id, "bold"),
        f" {moment(info.run.taken)}   {count(info.resources, 'resource')}"
        f"  {count(info.relations, 'relation')}   {_counts(changes)}",
    )
    slow = f"  throttled {info.run.throttled:,}" if info.run.throttled else ""
    services = sorted(info.run.by_service.items(), key=lambda one: (-one[1], one[0]))
    busiest = ", ".join(f"{name} {calls:,}" for name, calls in services[:3])
    yield line(
        f"Calls {info.run.calls:,}" + (f" ({busiest})" if busiest else ""),
        f"  {info.run.seconds:.1f} s{slow}",
    )
    asked = [f"{number:,} {state}" for state, number in collected.coverage.items() if number]
    yield line(f"Coverage of types by region: {', '.join(asked)}")
    yield from remainders(notes, width, every=invocation.options.verbose > 0)
    yield from accepted_lines(collected.accepted)
    across = width if sys.stdout.isatty() else _UNBOUNDED
    yield from gap_lines(collected.gaps, across, partial(name_of, held, known=known))
    yield from not_seen(review.lost, told, doubtful=review.doubtful)
    many = review.accounts.total() > 1
    yield line(("Next: ", "dim"), _next(collected, changes, many=many))


class _Review:
    """How the accounts of a snapshot stand, and what of them was lost and is not told yet."""

    def __init__(
        self,
        held: Snapshot,
        accepted: Ledger,
        told: frozenset[Scope],
        settings: Settings,
        known: Mapping[str, Member],
    ) -> None:
        doubts = Doubts(held)
        self.doubtful = doubts.resources
        self.lost: list[Coverage] = []
        found: list[Standing] = []
        for account, coverage in covered(held, doubts):
            found.append(standing(account, coverage, accepted))
            self.lost.extend(
                one for one in coverage if one.state in NOT_LOOKED and one.scope not in told
            )
        stands = completed(settings, found, known)
        self.accounts = Counter((one.provider, one.state) for one in stands)


def _since_previous(
    invocation: Invocation, store: SnapshotStore, id_: str
) -> tuple[str, ChangeSet] | None:
    try:
        earlier, _, changes = difference(store, "previous", id_, invocation.catalogue.shape)
    except NotFoundError:
        return None
    return earlier.id, changes


def _counts(changes: tuple[str, ChangeSet] | None) -> str:
    if changes is None:
        return "(the first of these sources)"
    before, found = changes
    modified = len(found.modified) + len(found.replaced) + len(found.moved)
    told = f"+{len(found.added):,}  -{len(found.removed):,}  ~{modified:,} since {before}"
    rest = {"unknown": len(found.unknown), "not compared": found.not_compared.resources}
    more = [f"  {number:,} {name}" for name, number in rest.items() if number]
    return f"({told})" + "".join(more)


def _next(collected: Collected, changes: tuple[str, ChangeSet] | None, *, many: bool) -> str:
    steps = ["cartographer diff previous latest" if changes else "cartographer ls"]
    if collected.gaps:
        steps.append("cartographer gaps ls")
        steps += ["cartographer accounts --state '!complete'"] if many else []
    code = "      [exit 4 unless --allow-partial]" if collected.gaps else ""
    return "      ".join(steps) + code
