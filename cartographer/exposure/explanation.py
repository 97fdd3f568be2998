"""All about one question beside its answer: every way, what would open it, what is to be read.

It refuses to decide: the verdict stands before anything is explained.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Annotated

from msgspec import Struct

from cartographer.exposure.atlas import Atlas
from cartographer.exposure.end import Starts
from cartographer.exposure.question import (
    Finding,
    Question,
    Waypoint,
    Word,
    follow,
    obstacles,
    waypoints,
    word,
)
from cartographer.exposure.remedy import Opening, Remedy, remedy
from cartographer.model.meaning import says
from cartographer.model.verdict import Reason, TrafficBox
from cartographer.reach.search import Answer, Search
from cartographer.reach.trail import Arrival
from cartographer.reach.written import written

MOST_WAYS = 20
"""Ways that are told of one question."""


class Way(Struct, frozen=True):
    """One way that packets take, and what of the question it carries."""

    verdict: Annotated[Word, says("Of what goes this way.")]
    to: Annotated[str | None, says("Canonical id of who takes it; null where it is lost.")]
    path: Annotated[tuple[Waypoint, ...], says("Its hops, there and back.")]
    traffic: Annotated[tuple[TrafficBox, ...], says("What may be answered this way.")]


class Unread(Struct, frozen=True, order=True):
    """What would have to be read to know."""

    type: Annotated[str, says("Native type.")]
    aspect: Annotated[str | None, says("Detail of its resources; null for all of the type.")]


class Explanation(Struct, frozen=True):
    """What a person may ask next of one answer."""

    paths: Annotated[tuple[Way, ...], says("Every way by other resources, the shortest first.")]
    more_paths: Annotated[int, says("How many ways are not told.")]
    would_open: Annotated[
        tuple[Opening, ...] | None,
        says("The smallest changes that would open what is blocked; null if it is not."),
    ]
    more_openings: Annotated[int, says("How many of the same size are not told.")]
    in_the_way: Annotated[
        tuple[Reason, ...], says("What is left of the reasons where no change opens it.")
    ]
    unread: Annotated[tuple[Unread, ...], says("What would have to be read to know.")]


def explain(
    atlas: Atlas, search: Search, question: Question, begins: Starts, finding: Finding
) -> Explanation:
    """Return all about a question that was answered.

    What the atlas notes meanwhile is no part of what the answer rests on.
    """
    ways = tuple(_ways(atlas, follow(search, question, begins), finding.verdict))
    blocked = finding.verdict == "blocked"
    found = remedy(atlas, search, question, begins) if blocked else Remedy(())
    return Explanation(
        paths=ways[:MOST_WAYS],
        more_paths=len(ways[MOST_WAYS:]),
        would_open=found.would_open if blocked else None,
        more_openings=found.more,
        in_the_way=found.in_the_way,
        unread=_unread(atlas, found.in_the_way if blocked else finding.reasons),
    )


def _unread(atlas: Atlas, reasons: Iterable[Reason]) -> tuple[Unread, ...]:
    """Return what would have to be read so that reasons no longer leave an answer open."""
    open_ = [one.code for one in reasons if not one.certain]
    return tuple(sorted({Unread(*one) for code in open_ for one in atlas.unread(code)}))


def _ways(atlas: Atlas, answers: Iterable[Answer], verdict: Word) -> Iterator[Way]:
    """Yield each way that passes, or each that is lost if none does, by other resources once."""
    found = [way for answer in answers for way in (*answer.ways, *answer.lost)]
    if verdict != "blocked":
        found = [way for way in found if way.at is not None and way.trail.stream.possible]
    same: dict[tuple[str | None, tuple[_Met, ...]], list[Arrival]] = {}
    for way in sorted(found, key=lambda way: (obstacles(way), len(way.trail.steps))):
        same.setdefault(_sequence(atlas, way), []).append(way)
    for (to, *_), (first, *others) in same.items():
        stream = first.trail.asked
        for other in others:
            stream |= other.trail.asked
        boxes = written(stream.possible).boxes
        yield Way(word(stream), to, waypoints(atlas, first), boxes)


_Met = tuple[str | None, str]


def _sequence(atlas: Atlas, way: Arrival) -> tuple[str | None, tuple[_Met, ...]]:
    """Return who takes the packets, and which resources they meet, one after another."""
    key = None if way.at is None else atlas.resource(way.at)
    hops = ((hop.resource, hop.direction) for hop in waypoints(atlas, way))
    return None if key is None else key.id, tuple(met for met, _ in groupby(hops))
