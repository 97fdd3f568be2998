"""What `snapshot --dry-run` says: what a run would ask, and what it would cost."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from msgspec import to_builtins

from cartographer.cli.answer import Answer, Block, Column, Grid, cells, line, member
from cartographer.cli.invocation import Invocation
from cartographer.cli.text import count
from cartographer.model.coverage import Selector
from cartographer.model.error import NotFoundError
from cartographer.model.estimate import Estimate
from cartographer.model.snapshot import MemorySnapshot, Snapshot
from cartographer.ports import Collector

_MOST_ROWS = 20
_COLUMNS = (
    member("account"),
    member("regions", right=True),
    member("scopes", right=True),
    Column("CALLS", lambda one: f"{one['calls']:,}", right=True),
    Column("BUSIEST", lambda one: _busiest(one["by_service"])),
    Column("AT LEAST", lambda one: duration(one["seconds"]), right=True),
    member("basis", flexible=True),
)
_CELLS = cells("account", "regions", "scopes", "calls", "seconds", "basis")


def tell_estimate(
    invocation: Invocation, collectors: Sequence[Collector], selection: Selector
) -> Estimate:
    """Tell what a run would cost, and return it; nothing is read but which accounts there are."""
    with _held(invocation) as head:
        found = [collector.estimate(selection, head) for collector in collectors]
    whole = Estimate(
        tuple(one for estimate in found for one in estimate.accounts),
        sum(estimate.entering for estimate in found),
        max((estimate.seconds for estimate in found), default=0.0),
    )
    rows = [to_builtins(one) for one in whole.accounts]
    document = {
        "schema": "cartographer.estimate/1",
        "accounts": rows,
        "entering": whole.entering,
        "calls": whole.calls,
        "audit_events": whole.calls,
        "seconds": whole.seconds,
    }
    invocation.tell(Answer(document, lambda wide: _people(whole, rows, wide=wide), rows, _CELLS))
    return whole


@contextmanager
def _held(invocation: Invocation) -> Iterator[Snapshot]:
    """Lend what is held now, or nothing where there is no store yet."""
    with ExitStack() as stack:
        try:
            head: Snapshot = stack.enter_context(invocation.store()).head()
        except NotFoundError:
            head = MemorySnapshot(invocation.catalogue.derive)
        yield head


def _people(whole: Estimate, rows: Sequence[dict[str, Any]], *, wide: bool) -> Iterator[Block]:
    shown = rows if wide else rows[:_MOST_ROWS]
    yield Grid(_COLUMNS, shown)
    if len(shown) < len(rows):
        rest = rows[len(shown) :]
        calls = sum(one["calls"] for one in rest)
        yield line((f"{count(len(rest), 'more account')}, {calls:,} calls: -o wide", "dim"))
    yield line(
        (f"About {whole.calls:,} calls", "bold"),
        f" in {count(len(rows), 'account')}, {whole.entering:,} of them to enter;",
        f" as many events in the audit trails; at least {duration(whole.seconds)}",
    )
    if any(one["basis"] != "what is held" for one in rows):
        told = "Of accounts that were never read the details of resources are a guess."
        yield line((told, "dim"))
    yield line(("Nothing was read but who we are and which accounts there are.", "dim"))


def _busiest(services: dict[str, int]) -> str:
    ordered = sorted(services.items(), key=lambda one: (-one[1], one[0]))
    return ", ".join(f"{name} {calls:,}" for name, calls in ordered[:2])


def duration(seconds: float) -> str:
    """Return a span of time as a person says it."""
    if seconds < 60:  # noqa: PLR2004  a minute
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"  # noqa: PLR2004
