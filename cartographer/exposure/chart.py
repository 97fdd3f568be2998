"""What the outside can reach, as a chart: stops from left to right, and legs between them.

An audience calls a door, meets what stands on the way, and gets to a resource, or to all that one
owner manages. Ways are merged where they are shared: a stop is there once. A leg is one for each
state and width, so that none says more than what goes along it.

It refuses to know formats, and what anything looks like.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from ipaddress import ip_network
from itertools import pairwise
from typing import Annotated, Literal, NamedTuple

from msgspec import Struct

from cartographer.exposure.atlas import Atlas
from cartographer.exposure.end import End
from cartographer.exposure.listing import Exposed, State
from cartographer.exposure.question import Question, ask
from cartographer.model.audience import INTERNET
from cartographer.model.meaning import says
from cartographer.model.snapshot import Snapshot, named
from cartographer.reach.search import Search
from cartographer.reach.written import read

MOST = 40
"""Exposures that a chart shows; the rest is counted."""

Role = Literal["audience", "door", "way", "resource"]
WayOf = Callable[[Exposed], tuple[str, ...]]
"""The canonical ids of what packets meet on the way to a row's resource, in order."""

_STATES: tuple[State, ...] = ("open", "unknown", "latent")
_PASSED = frozenset({"interface", "subnet", "route-table"})
"""Kinds on every way, which tell none from another."""


class Stop(Struct, frozen=True):
    """One thing that packets come from, meet, or get to."""

    id: Annotated[str, says("Unique in the chart.")]
    role: Annotated[Role, says("What it is on the way.")]
    name: Annotated[str, says("Canonical id of a resource; else the audience or the door.")]
    exposures: Annotated[int, says("Rows that lead by it.")]
    resources: Annotated[int, says("Resources that they open.")]


class Leg(Struct, frozen=True):
    """What goes from one stop to the next, of one state and width."""

    source: Annotated[str, says("Stop that it comes from.")]
    target: Annotated[str, says("Stop that it gets to.")]
    state: Annotated[State, says("Whether it is sure.")]
    sources: Annotated[str, says("How wide: any, or from how many addresses.")]
    doors: Annotated[tuple[str, ...], says("Protocols and ports that go along it, sorted.")]
    exposures: Annotated[int, says("Rows that go along it.")]


class Chart(Struct, frozen=True):
    """The largest exposures, and a count of the others."""

    stops: Annotated[tuple[Stop, ...], says("Sorted by id.")]
    legs: Annotated[tuple[Leg, ...], says("Sorted by ends, state and width.")]
    exposures: Annotated[int, says("Rows that it shows.")]
    resources: Annotated[int, says("Resources that they open.")]
    more: Annotated[int, says("Rows that it does not show.")]
    more_resources: Annotated[int, says("Resources that only those open.")]


def chart(rows: Iterable[Exposed], way_of: WayOf, most: int = MOST) -> Chart:
    """Return the chart of what is open, of at most so many exposures, the largest first.

    Rows of one exposure and state, such as an owner's machines, share the way of their first.
    """
    groups = _grouped(rows)
    kept = set(list(dict.fromkeys(group[0].key for group in groups))[:most])
    shown = [group for group in groups if group[0].key in kept]
    hidden = [row for group in groups if group[0].key not in kept for row in group]
    stops: dict[_Met, _Tally] = defaultdict(_Tally)
    legs: dict[tuple[str, str, State, str], _Tally] = defaultdict(_Tally)
    for group in shown:
        met = tuple(_met(group[0], way_of))
        for one in met:
            stops[one].add(group)
        for one, other in pairwise(met):
            legs[one.id, other.id, group[0].state, group[0].sources].add(group)
    opened = {row.resource for group in shown for row in group}
    return Chart(
        stops=tuple(Stop(*met, one.rows, len(one.resources)) for met, one in sorted(stops.items())),
        legs=tuple(
            Leg(*at, tuple(sorted(one.doors, key=_by_port)), one.rows)
            for at, one in sorted(legs.items())
        ),
        exposures=sum(map(len, shown)),
        resources=len(opened),
        more=len(hidden),
        more_resources=len({row.resource for row in hidden} - opened),
    )


def way(snapshot: Snapshot, atlas: Atlas, search: Search, row: Exposed) -> tuple[str, ...]:
    """Return what packets meet on the way there: gateways, filters, balancers.

    What has no ports of its own to ask about is left out, and so is what stands on every way.
    """
    traffic = read(search.space, row.traffic)
    found = ask(atlas, search, Question(End(INTERNET), traffic))
    met = (hop.resource for hop in found.path if hop.direction == "forward" and hop.resource)
    return tuple(dict.fromkeys(id_ for id_ in met if id_ != row.resource and _tells(snapshot, id_)))


def _tells(snapshot: Snapshot, id_: str) -> bool:
    resource = named(snapshot, id_)
    return resource is not None and resource.derived.kind not in _PASSED


class _Met(NamedTuple):
    id: str
    role: Role
    name: str


class _Tally:
    """What goes by a stop or a leg, while it is counted."""

    def __init__(self) -> None:
        self.rows = 0
        self.resources: set[str] = set()
        self.doors: set[str] = set()

    def add(self, group: list[Exposed]) -> None:
        """Count rows of one exposure."""
        self.rows += len(group)
        self.resources.update(row.resource for row in group)
        self.doors.update(row.door for row in group)


def _grouped(rows: Iterable[Exposed]) -> list[list[Exposed]]:
    """Return rows that are drawn as one, the largest first."""
    groups: dict[tuple[str, ...], list[Exposed]] = {}
    for row in rows:
        by = "" if row.by is None else row.by
        groups.setdefault((row.key, row.state, row.sources, by), []).append(row)
    return sorted(groups.values(), key=lambda group: (*_rank(group[0]), -len(group), group[0].key))


def _rank(row: Exposed) -> tuple[int, float]:
    return _STATES.index(row.state), -share(row)


def share(row: Exposed) -> float:
    """Return the largest part of a family's addresses that gets there, 0 to 1."""
    parts = [
        sum(2.0 ** -ip_network(prefix).prefixlen for prefix in box.source) for box in row.traffic
    ]
    return max(parts, default=0.0)


def _met(row: Exposed, way_of: WayOf) -> Iterator[_Met]:
    """Yield the stops of a row from left to right."""
    yield _Met(f"audience {row.audience}", "audience", row.audience)
    yield _Met(f"door {row.door}", "door", row.door)
    for id_ in way_of(row):
        if id_ != row.anchor:
            yield _Met(id_, "way", id_)
    yield _Met(row.anchor, "resource", row.anchor)


def _by_port(door: str) -> tuple[str, int]:
    protocol, _, ports = door.partition("/")
    return protocol, int(ports.partition("-")[0] or 0)
