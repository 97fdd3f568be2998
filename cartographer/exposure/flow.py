"""Questions and answers a line each, as other programs put them: `reach --flows`.

It refuses to know where the lines come from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Annotated

from msgspec import Struct
from msgspec.structs import asdict

from cartographer.exposure.atlas import Atlas
from cartographer.exposure.end import End, destination, goals, read, somewhere, starts
from cartographer.exposure.header import (
    ICMPS,
    FlowError,
    address,
    each_line,
    ports,
    protocol_number,
    types,
)
from cartographer.exposure.host import asker, host, named
from cartographer.exposure.question import Finding, Question, Waypoint, Word, ask
from cartographer.model.meaning import says
from cartographer.model.verdict import Reason, TrafficBox
from cartographer.reach.search import Search
from cartographer.reach.traffic import WITH_PORTS, Field, Traffic, TrafficSet


class Flow(Struct, frozen=True):
    """One question."""

    source: Annotated[str, says("An interface, another resource, or an address.")]
    destination: Annotated[str, says("The address that the packet bears, or a host name.")]
    protocol: Annotated[str | int, says("tcp, udp, icmp, icmpv6, all, or a number.")]
    id: Annotated[str | int | None, says("Returned as it is.")] = None
    port: Annotated[int | None, says("Destination port; any if left out.")] = None
    source_port: Annotated[int | None, says("Source port; any if left out.")] = None
    icmp_type: Annotated[int | None, says("Any if left out.")] = None
    icmp_code: Annotated[int | None, says("Any if left out.")] = None


class FlowAnswer(Struct, frozen=True):
    """One answer."""

    line: Annotated[int, says("Number of the question's line, from 1.")]
    id: Annotated[str | int | None, says("As the question has it.")] = None
    verdict: Annotated[Word | None, says("Of the round trip.")] = None
    forward: Annotated[Word | None, says("Of the way there alone.")] = None
    certain: Annotated[tuple[TrafficBox, ...], says("What surely is answered.")] = ()
    possible: Annotated[tuple[TrafficBox, ...], says("What may be answered.")] = ()
    reasons: Annotated[tuple[Reason, ...], says("What blocks, or is not known.")] = ()
    path: Annotated[tuple[Waypoint, ...], says("The way that says most.")] = ()
    latent: Annotated[bool, says("Blocked only by something that is down now.")] = False
    assumes: Annotated[tuple[str, ...], says("Switches taken as off: nobody asked.")] = ()
    as_of: Annotated[datetime | None, says("Time of the oldest fact that it rests on.")] = None
    error: Annotated[str | None, says("Why the line could not be answered.")] = None


Locate = Callable[[str], End]
"""The end that people name.

Raises:
    CartographerError: nothing, or more than one thing, answers to the text.
"""


def packets(space: Traffic, flow: Flow) -> TrafficSet:
    """Return the packets of a question to an address, of any source.

    Raises:
        FlowError: an address, a protocol or a number is none.
    """
    family, value = address(flow.destination, "destination")
    return space.addresses(Field.DESTINATION, family, ((value, value),)) & _kind(space, flow)


def _kind(space: Traffic, flow: Flow) -> TrafficSet:
    """Return the packets of a question's protocol, ports and types."""
    number = protocol_number(flow.protocol)
    if number is None:
        return space.everything
    traffic = space.protocol(number)
    if number in WITH_PORTS:
        return traffic & ports(space, flow.port, flow.source_port)
    return traffic & types(space, flow.icmp_type, flow.icmp_code) if number in ICMPS else traffic


def protocol_packets(space: Traffic, protocol: str, port: int | None) -> TrafficSet:
    """Return the packets of a protocol, of one destination port or of any.

    Raises:
        FlowError: the protocol is none, or has no ports.
    """
    number = protocol_number(protocol)
    if number is None:
        return space.everything
    if port is not None and number not in WITH_PORTS:
        message = f"{protocol} has no ports: leave --port out"
        raise FlowError(message)
    return space.protocol(number) & ports(space, port, None)


def answers(
    atlas: Atlas, search: Search, locate: Locate, lines: Iterator[bytes]
) -> Iterator[FlowAnswer]:
    """Yield an answer for each line, in order; a bad line has its error."""

    def answer(line: int, flow: Flow) -> FlowAnswer:
        atlas.begin()
        found = _answer(atlas, search, flow, locate(flow.source))
        return FlowAnswer(line, flow.id, **asdict(found))

    def failed(line: int, flow: Flow | None, error: str) -> FlowAnswer:
        return FlowAnswer(line, None if flow is None else flow.id, error=error)

    yield from each_line(lines, Flow, answer, failed)


def _answer(atlas: Atlas, search: Search, flow: Flow, source: End) -> Finding:
    """Return what is found for one question; its destination may be a host name."""
    pasted = host(flow.destination)
    if pasted is None or read(pasted.name) is not None:
        return ask(atlas, search, Question(source, packets(search.space, flow)))
    to = named(atlas, pasted.name, asker(atlas, source))
    begins = starts(atlas, search.space, source)
    traffic = _kind(search.space, flow) & destination(atlas, search.space, to, begins)
    question = Question(source, traffic, goals(atlas, to), somewhere(atlas, to), to.code)
    return ask(atlas, search, question, begins)
