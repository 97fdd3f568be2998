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
from cartographer.exposure.end import End
from cartographer.exposure.header import (
    ICMPS,
    FlowError,
    address,
    each_line,
    ports,
    protocol_number,
    types,
)
from cartographer.exposure.question import Question, Waypoint, Word, ask
from cartographer.model.meaning import says
from cartographer.model.verdict import Reason, TrafficBox
from cartographer.reach.search import Search
from cartographer.reach.traffic import WITH_PORTS, Field, Traffic, TrafficSet


class Flow(Struct, frozen=True):
    """One question."""

    source: Annotated[str, says("An interface, another resource, or an address.")]
    destination: Annotated[str, says("The address that the packet bears.")]
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
    """Return the packets of a question, of any source.

    Raises:
        FlowError: an address, a protocol or a number is none.
    """
    family, value = address(flow.destination, "destination")
    traffic = space.addresses(Field.DESTINATION, family, ((value, value),))
    number = protocol_number(flow.protocol)
    if number is None:
        return traffic
    traffic &= space.protocol(number)
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
        question = Question(locate(flow.source), packets(search.space, flow))
        return FlowAnswer(line, flow.id, **asdict(ask(atlas, search, question)))

    def failed(line: int, flow: Flow | None, error: str) -> FlowAnswer:
        return FlowAnswer(line, None if flow is None else flow.id, error=error)

    yield from each_line(lines, Flow, answer, failed)
