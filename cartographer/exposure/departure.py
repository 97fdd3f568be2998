"""What may talk to the internet, as people list it: who, by which way out, to how much of it.

A row's key is its anchor, way and door; addresses, rules and the very instances are attributes,
so that it stays the same when they are replaced.

It refuses to know a cloud.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated, Literal

from msgspec import Struct
from msgspec.structs import replace

from cartographer.exposure.atlas import Atlas
from cartographer.exposure.audience import Audiences
from cartographer.exposure.egress import Exit, Leaving
from cartographer.exposure.end import End
from cartographer.exposure.listing import State, anchor, doors, states
from cartographer.exposure.question import Question, Waypoint, ask
from cartographer.model.key import Key
from cartographer.model.meaning import says
from cartographer.model.snapshot import Snapshot
from cartographer.model.verdict import TrafficBox
from cartographer.reach.network import Domain, Emit, Id, Port, Rewrite
from cartographer.reach.search import Search
from cartographer.reach.traffic import TrafficSet
from cartographer.reach.written import read, written

Way = Literal["direct", "outward-only", "translated", "translated-elsewhere", "site", "unknown"]


class Departure(Struct, frozen=True):
    """One resource that may begin to talk to the internet by one way, to one door."""

    key: Annotated[str, says("Anchor, way and door, in one text.")]
    resource: Annotated[str, says("Canonical id of what begins it.")]
    anchor: Annotated[str, says("Its outermost managing owner, else itself.")]
    door: Annotated[str, says("Protocol and ports that are called, such as tcp/443, or all.")]
    way: Annotated[
        Way,
        says(
            "How it gets out: direct by an address of its own, outward-only, translated to a "
            "shared one in its own network or elsewhere, by a site that may lead on, or unknown."
        ),
    ]
    by: Annotated[tuple[str, ...], says("The gateways that let it out, from the inside.")]
    destinations: Annotated[str, says("How wide: any, a name that covers it, or numbers.")]
    traffic: Annotated[tuple[TrafficBox, ...], says("What may get out and is answered.")]
    state: Annotated[State, says("Whether it is sure.")]
    path: Annotated[tuple[Waypoint, ...], says("A way there and back, hop by hop.")] = ()
    assumes: Annotated[tuple[str, ...], says("Switches taken as off: nobody asked.")] = ()
    as_of: Annotated[datetime | None, says("Time of the oldest fact that it rests on.")] = None


def departures(
    snapshot: Snapshot, atlas: Atlas, leavings: Iterable[Leaving], audiences: Audiences
) -> tuple[Departure, ...]:
    """Return who gets out, a row for each resource, way and door, sorted."""
    found: dict[tuple[str, ...], tuple[Departure, TrafficSet]] = {}
    for one in leavings:
        for row, traffic in _rows(snapshot, atlas, one):
            at = (row.resource, row.way, *row.by, row.door, row.state)
            _, held = found.get(at, (row, traffic))
            found[at] = row, held | traffic
    return tuple(
        replace(row, destinations=audiences.width(traffic), traffic=written(traffic).boxes)
        for _, (row, traffic) in sorted(found.items(), key=lambda one: one[0])
    )


def _rows(snapshot: Snapshot, atlas: Atlas, one: Leaving) -> Iterator[tuple[Departure, TrafficSet]]:
    """Yield who gets out without how far, and with the packets."""
    resource = atlas.owner(one.port)
    if resource is None:
        return
    anchor_, way = anchor(snapshot, resource), _way(atlas, one.port, one.exit)
    for state, traffic in states(one.stream):
        for door, part in doors(traffic):
            row = Departure(
                key=f"{anchor_.id} egress {way} {door}",
                resource=resource.id,
                anchor=anchor_.id,
                door=door,
                way=way,
                by=tuple(_by(atlas, one.exit)),
                destinations="",
                traffic=(),
                state=state,
            )
            yield row, part


def _way(atlas: Atlas, port: Id, exit_: Exit) -> Way:
    """Return how packets get out: by what the last of their translators does, or the first."""
    if exit_.end != atlas.outside:
        return "site" if isinstance(atlas.element(exit_.end), Domain) else "unknown"
    met = [one for one in map(atlas.element, exit_.through) if isinstance(one, Rewrite)]
    for one in met:
        if one.masks:
            return "translated" if _at_home(atlas, port, one) else "translated-elsewhere"
    return "outward-only" if met and not (met[-1].maps or met[-1].open) else "direct"


def _at_home(atlas: Atlas, port: Id, translator: Rewrite) -> bool:
    """Return whether a translator stands in a port's own domain."""
    ends = [atlas.element(port)]
    if isinstance(translator.outward, Emit):
        ends.append(atlas.element(translator.outward.port))
    return len({one.behaviour.domain for one in ends if isinstance(one, Port)}) == 1


def _by(atlas: Atlas, exit_: Exit) -> Iterator[str]:
    beyond = () if exit_.end == atlas.outside else (exit_.end,)
    for id_ in (*exit_.through, *beyond):
        key = atlas.resource(id_)
        yield id_ if key is None else key.id


def evidenced(atlas: Atlas, search: Search, row: Departure, resource: Key) -> Departure:
    """Return the row of a resource with a way by which its packets go, and what that leans on.

    It is asked anew, for what the row says alone.
    """
    atlas.begin()
    out = row.way not in {"site", "unknown"}
    goals = frozenset((atlas.outside,)) if out else None
    question = Question(
        End("ports", ports=atlas.ports(resource)), read(search.space, row.traffic), goals
    )
    found = ask(atlas, search, question)
    return replace(row, path=found.path, assumes=found.assumes)
