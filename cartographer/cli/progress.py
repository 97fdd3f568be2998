"""How a run gets on, on standard error: bars on a terminal, plain lines elsewhere.

Each listener is a `ports.Progress`: its methods are quick and come from any thread.
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Struct

from cartographer.cli.notice import Notices
from cartographer.cli.text import count, region, safe
from cartographer.model.coverage import NOT_LOOKED, Scope
from cartographer.model.meaning import says
from cartographer.ports import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

Place = tuple[str, str, str]
"""Provider, account and region: what one bar stands for."""


class Count(Struct):
    """How far one place is."""

    planned: Annotated[int, says("Scopes to read.")] = 0
    finished: Annotated[int, says("Scopes that ended, however they did.")] = 0
    incomplete: Annotated[int, says("Scopes that could not be read.")] = 0
    calls: Annotated[int, says("Calls made.")] = 0
    resources: Annotated[int, says("Resources seen.")] = 0
    throttled: Annotated[int, says("Calls that were throttled.")] = 0

    @property
    def done(self) -> bool:
        """Whether all that was planned has ended."""
        return self.finished >= self.planned


class Silent:
    """Says nothing."""

    def planned(self, scopes: Iterable[Scope]) -> None:
        """Take no note."""

    def called(self, scope: Scope, *, throttled: bool = False) -> None:
        """Take no note."""

    def finished(self, scope: Scope, state: str, resources: int) -> None:
        """Take no note."""


class Counting:
    """Counts by place; what is shown of it is up to who inherits."""

    def __init__(self) -> None:
        """Begin with nothing planned."""
        self._lock = threading.Lock()
        self.places: dict[Place, Count] = {}

    def planned(self, scopes: Iterable[Scope]) -> None:
        """Take note of the scopes that will be asked for."""
        with self._lock:
            for scope in scopes:
                self._at(scope).planned += 1
            for place, counts in self.places.items():
                self.update(place, counts)

    def called(self, scope: Scope, *, throttled: bool = False) -> None:
        """Take note of one call."""
        with self._lock:
            counts = self._at(scope)
            counts.calls += 1
            counts.throttled += throttled
            self.update(_place(scope), counts)

    def finished(self, scope: Scope, state: str, resources: int) -> None:
        """Take note of the end of a scope."""
        with self._lock:
            counts = self._at(scope)
            counts.finished += 1
            counts.resources += resources
            counts.incomplete += state in NOT_LOOKED
            self.ended(scope, state, resources)
            self.update(_place(scope), counts)

    def _at(self, scope: Scope) -> Count:
        return self.places.setdefault(_place(scope), Count())

    def update(self, place: Place, counts: Count) -> None:
        """Show how far a place is."""

    def ended(self, scope: Scope, state: str, resources: int) -> None:
        """Show how a scope ended."""


class Lines(Counting):
    """A line for each place that is done, and with `-v` one for each scope."""

    def __init__(self, notices: Notices) -> None:
        """Speak with a voice."""
        super().__init__()
        self._notices = notices
        self._told: set[Place] = set()

    def update(self, place: Place, counts: Count) -> None:
        """Say once that a place is done."""
        if not counts.done or place in self._told or not counts.planned:
            return
        self._told.add(place)
        lost = f", {counts.incomplete} could not be read" if counts.incomplete else ""
        slow = f", {counts.throttled} throttled" if counts.throttled else ""
        self._notices.info(
            f"{' '.join(place)}: {count(counts.finished, 'type')}, "
            f"{count(counts.resources, 'resource')}, {count(counts.calls, 'call')}{slow}{lost}",
            **dict(zip(("provider", "account", "region"), place, strict=True)),
        )

    def ended(self, scope: Scope, state: str, resources: int) -> None:
        """Say how a scope ended, to who wants to know."""
        text = f"{scope.account} {region(scope.known_region)} {scope.type}: {state}"
        self._notices.detail(f"{text}, {count(resources, 'resource')}", state=state)


class Drawn(Counting):
    """Bars: one for all, and one for each place that is not done yet."""

    def __init__(self, bars: "Bars") -> None:
        """Draw with bars that someone else starts and stops."""
        super().__init__()
        self._bars = bars
        self._all = bars.add_task("all", total=None, told="")
        self._tasks: dict[Place, TaskID] = {}

    def update(self, place: Place, counts: Count) -> None:
        """Move a bar."""
        if place not in self._tasks:
            self._tasks[place] = self._bars.add_task(safe(" ".join(place)), total=None, told="")
        self._move(self._tasks[place], counts, visible=not counts.done)
        totals = Count(
            *(sum(getattr(one, name) for one in self.places.values()) for name in _COUNTS)
        )
        self._move(self._all, totals, visible=True)

    def _move(self, task: "TaskID", counts: Count, *, visible: bool) -> None:
        told = f"{counts.calls:,} calls  {counts.resources:,} resources"
        told += f"  [yellow]{counts.throttled:,} throttled[/]" if counts.throttled else ""
        told += f"  [red]{counts.incomplete} not read[/]" if counts.incomplete else ""
        self._bars.update(
            task,
            total=counts.planned or None,
            completed=counts.finished,
            told=told,
            visible=visible,
        )


_COUNTS = Count.__struct_fields__


def _place(scope: Scope) -> Place:
    return scope.provider, scope.account, scope.region


@contextmanager
def progress(notices: Notices, *, colour: bool = True) -> Iterator[Progress]:
    """Show how a run gets on while the block lasts."""
    if notices.quiet:
        yield Silent()
    elif notices.terminal:
        with _bars(colour=colour) as bars:
            yield Drawn(bars)
    else:
        yield Lines(notices)


def _bars(*, colour: bool) -> "Bars":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    console = Console(stderr=True, no_color=not colour)
    columns: tuple[Any, ...] = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.fields[told]}"),
        TimeRemainingColumn(),
    )
    return Bars(*columns, console=console, transient=True, refresh_per_second=5)
