"""What `snapshot --dry-run` says: what a run would ask, and what it would cost."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Annotated, Any

from msgspec import Struct, field, to_builtins

from cartographer.cli.answer import Answer, Block, Column, Grid, Line, cells, line, member
from cartographer.cli.invocation import Invocation
from cartographer.cli.text import count
from cartographer.model.coverage import Selector
from cartographer.model.error import NotFoundError
from cartographer.model.estimate import BudgetEstimate, Estimate
from cartographer.model.meaning import says
from cartographer.model.snapshot import MemorySnapshot, Snapshot
from cartographer.ports import Collector, SnapshotStore

_MOST_ROWS = 20
_COLUMNS = (
    member("account"),
    member("regions", right=True),
    member("scopes", right=True),
    Column("CALLS", lambda one: f"{one['calls']:,}", right=True),
    Column("BUSIEST", lambda one: _busiest(one["by_service"])),
    Column("TIME", lambda one: duration(one["seconds"]), right=True),
    member("basis", flexible=True),
)
_CELLS = cells("account", "regions", "scopes", "calls", "seconds", "basis")


def tell_estimate(
    invocation: Invocation,
    collectors: Sequence[Collector],
    selection: Selector,
    *,
    scheduled: bool,
) -> bool:
    """Tell what a run would cost; nothing is read but which accounts there are.

    Returns whether what is `scheduled` for the sources fits into their calls of a day, as far
    as that is known: a guess may be too high, and is a warning only.
    """
    from cartographer.bootstrap import SystemClock
    from cartographer.pipeline import estimate

    with _store(invocation) as store:
        nothing = MemorySnapshot(invocation.catalogue.derive)
        whole = estimate(store, nothing, collectors, selection, SystemClock())
        days = _days(invocation, store, nothing, collectors) if scheduled else []
    for collector in collectors:
        for wrong in collector.wrong_settings:
            invocation.notices.error(wrong)
    rows = [to_builtins(one) for one in whole.accounts]
    document = {
        "schema": "cartographer.estimate/1",
        "accounts": rows,
        "entering": whole.entering,
        "calls": whole.calls,
        "audit_events": whole.calls,
        "seconds": whole.seconds,
        "guessed": whole.guessed,
        "budgets": [{**to_builtins(one), "enough": one.enough} for one in whole.budgets],
        "lost": list(whole.lost),
    }
    invocation.tell(Answer(document, lambda wide: _people(whole, rows, wide=wide), rows, _CELLS))
    exceeding = [day for day in days if day.exceeds]
    for day in exceeding:
        tell = invocation.notices.warn if day.guessed else invocation.notices.error
        tell(day.told)
    return all(day.guessed for day in exceeding)


class _Day(Struct):
    """What the schedules ask of a source on their busiest day."""

    source: Annotated[str, says("Name of the source.")]
    most: Annotated[int, says("Calls that it may make a day.")]
    calls: Annotated[int, says("Calls that the schedules would take.")] = 0
    guessed: Annotated[bool, says("Whether some of that is a guess.")] = False
    parts: Annotated[list[str], says("What each schedule takes.")] = field(default_factory=list)

    @property
    def exceeds(self) -> bool:
        """Whether that is more than may be."""
        return self.calls > self.most

    @property
    def told(self) -> str:
        """What a person reads of it."""
        about = "by a guess" if self.guessed else "about"
        return (
            f"source {self.source}: max_calls_per_day is {self.most:,}, and what is scheduled "
            f"takes {about} {self.calls:,} calls on a day ({'; '.join(self.parts)}): "
            "schedule less, or fewer types"
        )


def _days(
    invocation: Invocation,
    store: SnapshotStore | None,
    nothing: Snapshot,
    collectors: Sequence[Collector],
) -> list[_Day]:
    """Return what the schedules of the settings ask of each source that has a bound."""
    from cartographer.bootstrap import SystemClock, chosen_types
    from cartographer.cadence import most_a_day
    from cartographer.pipeline import estimate

    settings = invocation.settings
    bounds = {one.name: one.max_calls_per_day for one in settings.source}
    days = {name: _Day(name, most) for name, most in bounds.items() if most is not None}
    for schedule in settings.schedule if days else ():
        selection = Selector(types=chosen_types(schedule.types))
        cost = estimate(store, nothing, collectors, selection, SystemClock())
        times = most_a_day(schedule.every, schedule.cron)
        for budget in cost.budgets:
            if schedule.sources and budget.source not in schedule.sources:
                continue
            day = days[budget.source]
            day.calls += times * budget.calls
            day.guessed |= cost.guessed
            what = f"every {schedule.every}" if schedule.every else f"cron {schedule.cron}"
            day.parts.append(f"{what}: {times:,} x {budget.calls:,}")
    return list(days.values())


@contextmanager
def _store(invocation: Invocation) -> Iterator[SnapshotStore | None]:
    """Lend the store, or none where there is none yet."""
    with ExitStack() as stack:
        try:
            store: SnapshotStore | None = stack.enter_context(invocation.store())
        except NotFoundError:
            store = None
        yield store


def _people(whole: Estimate, rows: Sequence[dict[str, Any]], *, wide: bool) -> Iterator[Block]:
    shown = rows if wide else rows[:_MOST_ROWS]
    yield Grid(_COLUMNS, shown)
    if len(shown) < len(rows):
        rest = rows[len(shown) :]
        calls = sum(one["calls"] for one in rest)
        yield line((f"{count(len(rest), 'more account')}, {calls:,} calls: -o wide", "dim"))
    yield line(
        (f"{'A guess:' if whole.guessed else 'About'} {whole.calls:,} calls", "bold"),
        f" in {count(len(rows), 'account')}, {whole.entering:,} of them to enter;",
        f" as many events in the audit trails; about {duration(whole.seconds)}",
    )
    yield from map(_budget, whole.budgets)
    yield from (line(("Not counted: ", "yellow"), one) for one in whole.lost)
    if whole.guessed:
        told = "Of accounts that were never read, regions and resources are a guess."
        yield line((told, "dim"))
    yield line(("Nothing was read but who we are and which accounts there are.", "dim"))


def _budget(one: BudgetEstimate) -> Line:
    """Return what a run would take of the calls that a source may make a day."""
    told = f"{one.left:,} of {one.most:,} calls of {one.source} are left today"
    if one.enough:
        return line(("Budget: ", "dim"), f"{told}, and it would take {one.calls:,}")
    end = "it would end there, and what is left over would count as failed (budget)"
    return line(("Budget: ", "yellow"), f"{told}; it would take {one.calls:,}, so {end}")


def _busiest(services: dict[str, int]) -> str:
    ordered = sorted(services.items(), key=lambda one: (-one[1], one[0]))
    return ", ".join(f"{name} {calls:,}" for name, calls in ordered[:2])


def duration(seconds: float) -> str:
    """Return a span of time as a person says it."""
    if seconds < 60:  # noqa: PLR2004  a minute
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"  # noqa: PLR2004
