"""Fields of packets as people and programs write them, and lines of JSON that hold them.

It refuses to know what is asked of the packets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import msgspec
from msgspec import Struct

from cartographer.model.error import CartographerError, UsageError
from cartographer.reach.address import span
from cartographer.reach.traffic import (
    CODES,
    ICMP,
    ICMPV6,
    LAST_PORT,
    LAST_PROTOCOL,
    PROTOCOL_NUMBERS,
    Field,
    Traffic,
    TrafficSet,
)

ICMPS = frozenset({ICMP, ICMPV6})
"""Protocols whose packets have a type and a code instead of ports."""
_Question = TypeVar("_Question", bound=Struct)
_Answer = TypeVar("_Answer")


class FlowError(UsageError):
    """A question that cannot be put."""


def address(text: str, what: str) -> tuple[int, int]:
    """Return family and value of a single address.

    Raises:
        FlowError: it is none; `what` is its name in the question.
    """
    try:
        family, (low, high) = span(text)
    except ValueError:
        family, low, high = -1, 0, 1
    if low != high:
        message = f"{what} {text!r} is no address"
        raise FlowError(message)
    return family, low


def protocol_number(text: str | int) -> int | None:
    """Return the number of a protocol; none for `all`.

    Raises:
        FlowError: it is none.
    """
    word = str(text).lower()
    if word == "all":
        return None
    number = PROTOCOL_NUMBERS.get(word, int(word) if word.isdigit() else -1)
    if not 0 <= number <= LAST_PROTOCOL:
        message = f"protocol {text!r} is none of tcp, udp, icmp, icmpv6, all, 0 to 255"
        raise FlowError(message)
    return number


def ports(space: Traffic, destination: int | None, source: int | None) -> TrafficSet:
    """Return the packets of ports; one that is left out is any.

    Raises:
        FlowError: a number is no port.
    """
    traffic = space.everything
    for field, port in ((Field.DESTINATION_PORT, destination), (Field.SOURCE_PORT, source)):
        if port is not None:
            traffic &= space.where(field, (_number(port, LAST_PORT, "port"),))
    return traffic


def types(space: Traffic, type_: int | None, code: int | None) -> TrafficSet:
    """Return the packets of an ICMP type and code; one that is left out is any.

    Raises:
        FlowError: a number is no type, or no code.
    """
    if type_ is None:
        return space.everything
    number, _ = _number(type_, CODES - 1, "icmp_type")
    if code is None:
        return space.types(number)
    return space.types(number, _number(code, CODES - 1, "icmp_code")[0])


def _number(value: int, last: int, what: str) -> tuple[int, int]:
    if not 0 <= value <= last:
        message = f"{what} {value} is not within 0 to {last}"
        raise FlowError(message)
    return value, value


def each_line(
    lines: Iterator[bytes],
    form: type[_Question],
    answer: Callable[[int, _Question], _Answer],
    failed: Callable[[int, _Question | None, str], _Answer],
) -> Iterator[_Answer]:
    """Yield an answer for each line, in order; of a bad one why it has none.

    Lines count from 1, empty ones too, which have no answer.
    """
    decoder = msgspec.json.Decoder(form)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        question = None
        try:
            question = decoder.decode(line)
            found = answer(number, question)
        except msgspec.MsgspecError as error:
            yield failed(number, question, f"not a question: {error}")
        except CartographerError as error:
            yield failed(number, question, str(error))
        else:
            yield found
