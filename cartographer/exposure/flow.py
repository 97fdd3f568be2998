"""Questions and answers a line each, as other programs put them: `reach --flows`.

It refuses to know where the lines come from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Struct
from msgspec.structs import asdict

from cartographer.exposure.atlas import Atlas
from cartographer.exposure.end import End
from cartographer.exposure.question import Question, Waypoint, Word, ask
from cartographer.model.error import CartographerError, UsageError
from cartographer.model.meaning import says
from cartographer.model.verdict import Reason, TrafficBox
from cartographer.reach.address import span
from cartographer.reach.search import Search
from cartographer.reach.traffic import (
    CODES,
    ICMP,
    ICMPV6,
    LAST_PORT,
    LAST_PROTOCOL,
    PROTOCOL_NUMBERS,
    WITH_PORTS,
    Field,
    Traffic,
    TrafficSet,
)

_ICMP = frozenset({ICMP, ICMPV6})


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


class FlowError(UsageError):
    """A question that cannot be put."""


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
    try:
        family, range_ = span(flow.destination)
    except ValueError:
        family, range_ = -1, (0, 1)
    if range_[0] != range_[1]:
        message = f"destination {flow.destination!r} is no address"
        raise FlowError(message)
    traffic = space.addresses(Field.DESTINATION, family, (range_,))
    number = _protocol(flow.protocol)
    if number is None:
        return traffic
    traffic &= space.protocol(number)
    if number in WITH_PORTS:
        return traffic & _ports(space, flow.port, flow.source_port)
    return traffic & _types(space, flow) if number in _ICMP else traffic


def protocol_packets(space: Traffic, protocol: str, port: int | None) -> TrafficSet:
    """Return the packets of a protocol, of one destination port or of any.

    Raises:
        FlowError: the protocol is none, or has no ports.
    """
    number = _protocol(protocol)
    if number is None:
        return space.everything
    if port is not None and number not in WITH_PORTS:
        message = f"{protocol} has no ports: leave --port out"
        raise FlowError(message)
    return space.protocol(number) & _ports(space, port, None)


def _protocol(text: str | int) -> int | None:
    word = str(text).lower()
    if word == "all":
        return None
    number = PROTOCOL_NUMBERS.get(word, int(word) if word.isdigit() else -1)
    if not 0 <= number <= LAST_PROTOCOL:
        message = f"protocol {text!r} is none of tcp, udp, icmp, icmpv6, all, 0 to 255"
        raise FlowError(message)
    return number


def _ports(space: Traffic, destination: int | None, source: int | None) -> TrafficSet:
    traffic = space.everything
    for field, port in ((Field.DESTINATION_PORT, destination), (Field.SOURCE_PORT, source)):
        if port is not None:
            traffic &= space.where(field, (_number(port, LAST_PORT, "port"),))
    return traffic


def _types(space: Traffic, flow: Flow) -> TrafficSet:
    if flow.icmp_type is None:
        return space.everything
    type_, _ = _number(flow.icmp_type, CODES - 1, "icmp_type")
    if flow.icmp_code is None:
        return space.types(type_)
    code, _ = _number(flow.icmp_code, CODES - 1, "icmp_code")
    return space.types(type_, code)


def _number(value: int, last: int, what: str) -> tuple[int, int]:
    if not 0 <= value <= last:
        message = f"{what} {value} is not within 0 to {last}"
        raise FlowError(message)
    return value, value


def answers(
    atlas: Atlas, search: Search, locate: Locate, lines: Iterator[bytes]
) -> Iterator[FlowAnswer]:
    """Yield an answer for each line, in order; a bad line has its error."""
    decoder = msgspec.json.Decoder(Flow)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            flow = decoder.decode(line)
        except msgspec.MsgspecError as error:
            yield FlowAnswer(number, error=f"not a question: {error}")
            continue
        atlas.begin()
        try:
            question = Question(locate(flow.source), packets(search.space, flow))
            found = ask(atlas, search, question)
        except CartographerError as error:
            yield FlowAnswer(number, flow.id, error=str(error))
            continue
        yield FlowAnswer(number, flow.id, **asdict(found))
