"""One question to the network, from people's words to an answer with its evidence.

Source: docs/reach.md says what each member means.
It refuses to know how people's words are looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated, Literal, NamedTuple

from msgspec import Struct

from cartographer.exposure.atlas import Atlas, named
from cartographer.exposure.end import End, Starts, starts
from cartographer.model.meaning import says
from cartographer.model.verdict import Reason, TrafficBox
from cartographer.reach.network import Door, Id, Port
from cartographer.reach.search import Answer, Search
from cartographer.reach.stream import Stream
from cartographer.reach.traffic import BITS, IPV4, IPV6, Field, TrafficSet
from cartographer.reach.trail import Arrival, Step
from cartographer.reach.written import written

Word = Literal["reachable", "blocked", "unknown"]


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


class Question(Struct, frozen=True):
    """From where, which packets, to whom."""

    source: End
    traffic: TrafficSet
    goals: frozenset[Id] | None = None
    """Ports that the packets should get to; none for whoever takes them."""
    somewhere: bool = False
    """Whether one of the destinations is meant, and nobody knows which."""
    code: str | None = None
    """Why nobody knows where they are, or why there is none."""


def word(stream: Stream) -> Word:
    """Return a verdict in one word."""
    if stream.certain:
        return "reachable"
    return "unknown" if stream.possible else "blocked"


def ask(atlas: Atlas, search: Search, question: Question, begins: Starts | None = None) -> Finding:
    """Return what was found for a question; `begins` if it is known where its source is.

    What it rests on is what the atlas notes meanwhile.

    Raises:
        UsageError: the source is too many interfaces.
    """
    found = begins or starts(atlas, search.space, question.source)
    answers = tuple(follow(search, question, found))
    return _finding(atlas, answers, judged(atlas, question, found, answers))


class Judgement(NamedTuple):
    """What all answers to a question come to: both streams, and reasons that no way tells."""

    round_trip: Stream
    forward: Stream
    reasons: tuple[Reason, ...]


def judged(
    atlas: Atlas, question: Question, begins: Starts, answers: Iterable[Answer]
) -> Judgement:
    """Return what the answers to a question come to, with what cannot be followed."""
    round_trip = forward = Stream.of(question.traffic.space.nothing)
    told = []
    for answer in answers:
        round_trip |= answer.round_trip
        forward |= answer.forward
    for reason, stream in _placeless(atlas, question, begins):
        round_trip |= stream
        forward |= stream
        told.append(reason)
    if question.somewhere and not _everywhere(round_trip.certain, question.traffic):
        told += [Reason("address-not-known", certain=False)] if round_trip.certain else []
        round_trip, forward = round_trip.doubt(), forward.doubt()
    if question.code or _another_way(atlas, question, begins):
        round_trip, forward = round_trip.doubt(), forward.doubt()
    return Judgement(round_trip, forward, tuple(told))


def follow(search: Search, question: Question, begins: Starts) -> Iterator[Answer]:
    """Yield what a network answers to a question, for each place where it begins."""
    for start in begins.known:
        if question.somewhere and question.goals == frozenset((start.at,)):
            continue
        yield search.ask(start.at, question.traffic & start.sources, question.goals)


def _another_way(atlas: Atlas, question: Question, found: Starts) -> Id | None:
    """Return a door that the source calls by a way that nobody follows, if there is one."""
    ports = [one for start in found.known if isinstance(one := atlas.element(start.at), Port)]
    for goal in sorted(question.goals or ()):
        door = atlas.element(goal)
        if isinstance(door, Door) and any(
            door.inside is None or port.behaviour.domain in door.inside for port in ports
        ):
            return goal
    return None


def _everywhere(certain: TrafficSet, traffic: TrafficSet) -> bool:
    """Return whether every destination of a family is reached."""
    return any(
        wanted and certain.values(Field.DESTINATION, family) == wanted
        for family in (IPV4, IPV6)
        if (wanted := traffic.values(Field.DESTINATION, family) if traffic else ())
    )


def _placeless(atlas: Atlas, question: Question, found: Starts) -> Iterator[tuple[Reason, Stream]]:
    """Yield what cannot be followed: why, and what it may come to."""
    traffic = question.traffic
    nothing = traffic.space.nothing
    if not traffic:
        # Who is asked about has no address that the source could call.
        named = ", ".join(_named(atlas, sorted(question.goals or ())))
        code = question.code or "no-address-to-call"
        reason = Reason(code, resource=named or None, direction="forward")
        yield reason, Stream.of(nothing)
    other = _another_way(atlas, question, found)
    if other is not None:
        named = ", ".join(_named(atlas, (other,)))
        yield (
            Reason("private-endpoint-not-followed", resource=named, certain=False),
            Stream(nothing, traffic, traffic, traffic),
        )
    within = any(question.goals == frozenset((one.at,)) for one in found.known)
    if question.somewhere and (question.code or within):
        # The internet asks for one of its own, whom nobody here knows.
        reason = Reason(question.code or "name-not-answered", certain=False)
        yield reason, Stream(nothing, traffic, traffic, traffic)
    if found.ambiguous:
        named = ", ".join(_named(atlas, (one.port for one in found.ambiguous)))
        reason = Reason("ambiguous-source", resource=named, certain=False)
        yield reason, Stream(nothing, traffic, traffic, traffic)
    unplaced = traffic & found.unplaced
    if unplaced:
        maybe = unplaced if _private_way(atlas, traffic) else nothing
        reason = Reason("private-source-unplaced", certain=not maybe)
        yield reason, Stream(nothing, maybe, maybe, unplaced)


def _named(atlas: Atlas, ports: Iterable[Id]) -> Iterator[str]:
    return (named(atlas, port) or port for port in ports)


def _private_way(atlas: Atlas, traffic: TrafficSet) -> bool:
    """Return whether unplaced private addresses may come to any of the destinations."""
    return any(
        atlas.private_way(place.port)
        for family in (IPV4, IPV6)
        for span in traffic.values(Field.DESTINATION, family)
        for place in atlas.within(family, span)
    )


def _finding(atlas: Atlas, answers: tuple[Answer, ...], judgement: Judgement) -> Finding:
    round_trip, forward, told = judgement
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
        reasons=tuple(sorted({*told, *reasons(atlas, trails, verdict)}, key=str)),
        path=waypoints(atlas, best) if best else (),
        latent=verdict == "blocked" and bool(round_trip.latent),
        assumes=atlas.assumes,
        as_of=atlas.as_of,
    )


def _best(ways: list[Arrival], lost: list[Arrival], verdict: Word) -> Arrival | None:
    """Return the way that says most: the shortest that passes, else what loses most packets.

    Of several that lose as many the one that got farthest.
    """
    if verdict == "reachable":
        ways = [way for way in ways if way.trail.stream.certain]
    elif verdict == "unknown":
        ways = [way for way in ways if way.trail.stream.possible]
    latent = [way for way in ways if way.trail.stream.latent]
    if latent or ways:
        return min(latent or ways, key=lambda way: (obstacles(way), len(way.trail.steps)))
    return min(
        lost, key=lambda way: (-_share(way), obstacles(way), -len(way.trail.steps)), default=None
    )


def obstacles(way: Arrival) -> int:
    """Return at how many hops of a way not all goes on."""
    return sum(step.code is not None for step in way.trail.steps)


def _share(way: Arrival) -> float:
    """Return how much of all pairs of addresses is lost by a way, 0 to 1."""
    lost = way.trail.steps[-1].came.asked if way.trail.steps else way.trail.stream.asked
    parts = [
        _part(lost, Field.SOURCE, family) * _part(lost, Field.DESTINATION, family)
        for family in (IPV4, IPV6)
    ]
    return max(parts)


def _part(traffic: TrafficSet, field: Field, family: int) -> float:
    return sum(high - low + 1 for low, high in traffic.values(field, family)) / (1 << BITS[family])


def reasons(atlas: Atlas, ways: Iterable[Arrival], verdict: Word) -> Iterator[Reason]:
    """Yield what stands in the way; that nobody knows the way only where that may decide."""
    for way in ways:
        for fork in way.trail.forks if verdict == "unknown" else ():
            resource = named(atlas, fork.element)
            yield Reason(fork.code, resource, direction=fork.direction, certain=False)
        for step in way.trail.steps:
            if step.code is not None:
                yield Reason(
                    code=step.code,
                    resource=named(atlas, step.holder, step.element),
                    rule=step.rule,
                    direction=step.direction,
                    certain=not step.went.possible,
                )


def _resource(atlas: Atlas, step: Step) -> str | None:
    return named(atlas, step.holder, step.element)


def waypoints(atlas: Atlas, way: Arrival) -> tuple[Waypoint, ...]:
    """Return the hops of a way."""
    return tuple(
        Waypoint(
            _resource(atlas, step),
            step.rule,
            step.direction,
            written(step.went.possible or step.went.asked).boxes,
        )
        for step in way.trail.steps
    )
