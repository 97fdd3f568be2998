"""One question to the network, from people's words to an answer with its evidence.

Source: docs/reach.md says what each member means.
It refuses to know how people's words are looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from ipaddress import ip_address
from typing import Annotated, Literal

from msgspec import Struct
from msgspec.structs import replace

from cartographer.exposure.atlas import Atlas
from cartographer.model.meaning import says
from cartographer.model.verdict import Reason, TrafficBox
from cartographer.reach.network import Addresses, Domain, Id, Place, Port
from cartographer.reach.rewriting import at, few
from cartographer.reach.search import Answer, Search
from cartographer.reach.stream import Stream
from cartographer.reach.traffic import IPV4, IPV6, Field, TrafficSet
from cartographer.reach.trail import Arrival, Step
from cartographer.reach.written import written

Word = Literal["reachable", "blocked", "unknown"]
_PRIVATE = "private-source-unplaced"


class Waypoint(Struct, frozen=True):
    """One hop of the evidence."""

    resource: Annotated[str | None, says("Canonical id of what the packets meet.")]
    rule: Annotated[str | None, says("The very rule that decided there.")]
    direction: Annotated[Literal["forward", "return"], says("Way there, or the reply.")]
    traffic: Annotated[tuple[TrafficBox, ...], says("What is left after it, as it may pass.")]


class Finding(Struct, frozen=True):
    """What was found for one question."""

    verdict: Annotated[Word, says("Of the round trip.")]
    forward: Annotated[Word, says("Of the way there alone.")]
    certain: Annotated[tuple[TrafficBox, ...], says("What surely is answered.")]
    possible: Annotated[tuple[TrafficBox, ...], says("What may be answered.")]
    reasons: Annotated[tuple[Reason, ...], says("What blocks, or stands between the bounds.")]
    path: Annotated[tuple[Waypoint, ...], says("The way that says most.")]
    latent: Annotated[bool, says("Blocked only by something that is down now.")]
    assumes: Annotated[tuple[str, ...], says("Switches taken as off because nobody asked.")]
    as_of: Annotated[datetime | None, says("Time of the oldest fact that it rests on.")]
    rests_on: Annotated[tuple[str, ...], says("Facts that were read, misses included.")] = ()


class Question(Struct, frozen=True):
    """From where, which packets. `source` is ports, or an address that may be anybody's."""

    source: tuple[Id, ...] | str
    traffic: TrafficSet
    goals: frozenset[Id] | None = None
    """Ports that the packets should get to; none for whoever takes them."""


def word(stream: Stream) -> Word:
    """Return a verdict in one word."""
    if stream.certain:
        return "reachable"
    return "unknown" if stream.possible else "blocked"


def ask(atlas: Atlas, search: Search, question: Question) -> Finding:
    """Return what was found for a question."""
    atlas.begin()
    nothing = Stream.of(search.space.nothing)
    if not question.traffic:
        return replace(_finding(atlas, nothing, nothing, []), reasons=(_uncalled(atlas, question),))
    if isinstance(question.source, str):
        starts, refusal = _starts(atlas, search, question.source)
        if refusal is not None:
            return _refused(atlas, search, question.traffic, refusal)
    else:
        starts = tuple((id_, None) for id_ in question.source)
    answers = [
        search.ask(start, _from(atlas, search, start, own, question.traffic), question.goals)
        for start, own in starts
    ]
    round_trip, forward = nothing, nothing
    for answer in answers:
        round_trip |= answer.round_trip
        forward |= answer.forward
    return _finding(atlas, round_trip, forward, answers)


def _uncalled(atlas: Atlas, question: Question) -> Reason:
    """Return that nothing can be sent: who is asked about has no address that the source calls."""
    keys = [atlas.resource(id_) for id_ in sorted(question.goals or ())]
    named = ", ".join(key.id for key in keys if key is not None)
    return Reason("no-address-to-call", resource=named or None, direction="forward")


_Start = tuple[Id, Addresses | None]


def _starts(atlas: Atlas, search: Search, text: str) -> tuple[tuple[_Start, ...], Reason | None]:
    """Return where packets from an address begin, and with which source."""
    address = ip_address(text)
    family = IPV4 if address.version == 4 else IPV6  # noqa: PLR2004  the version's own number
    places = atlas.holding(family, int(address))
    if len(places) > 1:
        return (), Reason("ambiguous-source", resource=", ".join(_names(atlas, places)))
    if places:
        place = places[0]
        own: Addresses = ((place.family, (place.address, place.address)),)
        return ((place.port, own),), None
    span: Addresses = ((family, (int(address), int(address))),)
    outside = atlas.element(atlas.outside)
    to_it = at(search.space, Field.DESTINATION, span)
    if isinstance(outside, Domain) and not outside.holds.possible & to_it:
        return (), Reason(_PRIVATE)
    return ((atlas.outside, span),), None


def _names(atlas: Atlas, places: Iterable[Place]) -> Iterator[str]:
    for place in places:
        key = atlas.resource(place.port)
        yield place.port if key is None else key.id


def _from(
    atlas: Atlas, search: Search, start: Id, own: Addresses | None, traffic: TrafficSet
) -> TrafficSet:
    if own is None:
        port = atlas.element(start)
        own = port.addresses if isinstance(port, Port) else ()
    return traffic & at(search.space, Field.SOURCE, own) if own else traffic


def _refused(atlas: Atlas, search: Search, traffic: TrafficSet, reason: Reason) -> Finding:
    """Return the answer to a question whose source nobody can place."""
    nothing = search.space.nothing
    open_ = reason.code != _PRIVATE or any(
        atlas.private_way(place.port)
        for family, address in few(Stream.of(traffic), Field.DESTINATION)
        for place in atlas.holding(family, address)
    )
    possible = traffic if open_ else nothing
    reason = replace(reason, certain=not open_)
    stream = Stream(nothing, possible, possible, traffic)
    found = _finding(atlas, stream, stream, [])
    return replace(found, reasons=(reason, *found.reasons))


def _finding(atlas: Atlas, round_trip: Stream, forward: Stream, answers: list[Answer]) -> Finding:
    ways = [way for answer in answers for way in answer.ways]
    lost = [way for answer in answers for way in answer.lost]
    verdict = word(round_trip)
    best = _best(ways, lost, verdict)
    trails = ways + lost if verdict != "reachable" else []
    return Finding(
        verdict=verdict,
        forward=word(forward),
        certain=written(round_trip.certain).boxes,
        possible=written(round_trip.possible).boxes,
        reasons=tuple(sorted(set(_reasons(atlas, trails)), key=str)),
        path=tuple(_waypoint(atlas, step) for step in best.trail.steps) if best else (),
        latent=verdict == "blocked" and bool(round_trip.latent),
        assumes=atlas.assumes,
        as_of=atlas.as_of,
        rests_on=atlas.rests_on,
    )


def _best(ways: list[Arrival], lost: list[Arrival], verdict: Word) -> Arrival | None:
    """Return the way that says most: the shortest that passes, else the one that got farthest."""
    if verdict == "reachable":
        ways = [way for way in ways if way.trail.stream.certain]
    elif verdict == "unknown":
        ways = [way for way in ways if way.trail.stream.possible]
    latent = [way for way in ways if way.trail.stream.latent]
    if latent or ways:
        return min(latent or ways, key=lambda way: (_blocks(way), len(way.trail.steps)))
    return min(lost, key=lambda way: (_blocks(way), -len(way.trail.steps)), default=None)


def _blocks(way: Arrival) -> int:
    return sum(step.code is not None for step in way.trail.steps)


def _reasons(atlas: Atlas, ways: Iterable[Arrival]) -> Iterator[Reason]:
    for way in ways:
        for step in way.trail.steps:
            if step.code is not None:
                yield Reason(
                    code=step.code,
                    resource=_resource(atlas, step),
                    rule=step.rule,
                    direction=step.direction,
                    certain=not step.went.possible,
                )


def _resource(atlas: Atlas, step: Step) -> str | None:
    for id_ in (step.holder, step.element):
        key = None if id_ is None else atlas.resource(id_)
        if key is not None:
            return key.id
    return None


def _waypoint(atlas: Atlas, step: Step) -> Waypoint:
    left = step.went.possible or step.went.asked
    return Waypoint(_resource(atlas, step), step.rule, step.direction, written(left).boxes)
