"""Exact sets of packets, with their algebra, a sample, and the reply.

A packet has a family, a protocol, a destination port (ICMP: type and code), a source, a
destination and a source port. Sets are closed under and, or, minus; equal sets are one object.
Labels (security groups, tags, service accounts) are no part of a packet: a filter is a function
of labels that yields a TrafficSet.

It refuses to know where a packet is.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from functools import cached_property
from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple

from cartographer.reach.diagram import Diagram, Node, Range, Ranges


class Field(IntEnum):
    """The levels of the diagram, in their order: what decides most stands first."""

    FAMILY = 0
    PROTOCOL = 1
    DESTINATION_PORT = 2
    SOURCE = 3
    DESTINATION = 4
    SOURCE_PORT = 5


IPV4, IPV6 = 0, 1
ICMP, TCP, UDP, ICMPV6, SCTP = 1, 6, 17, 58, 132
WITH_PORTS = frozenset({TCP, UDP, SCTP})
"""Protocols whose ports filters and listeners can name."""
BITS = (32, 128)
"""Bits of an address, by family."""
LAST_PROTOCOL = 255
LAST_PORT = 65535
CODES = 256
"""Codes of an ICMP type."""
_REPLIES = {ICMP: {8: 0, 13: 14, 15: 16, 17: 18}, ICMPV6: {128: 129}}
"""ICMP types that ask, and the types that answer them: RFC 792, RFC 4443."""
_SWAPPED = {
    Field.DESTINATION_PORT: Field.SOURCE_PORT,
    Field.SOURCE_PORT: Field.DESTINATION_PORT,
    Field.SOURCE: Field.DESTINATION,
    Field.DESTINATION: Field.SOURCE,
}
_SPLIT_AT = tuple(sorted({edge for one in (*WITH_PORTS, *_REPLIES) for edge in (one - 1, one)}))


class Packet(NamedTuple):
    """One packet; of ICMP the destination port is type x 256 + code, and there is no source port.

    Addresses are whole numbers of 32 or 128 bits.
    """

    family: int
    protocol: int
    destination_port: int
    source: int
    destination: int
    source_port: int

    def __str__(self) -> str:
        """Return the packet as a person would write it."""
        kind = IPv4Address if self.family == IPV4 else IPv6Address
        source, destination = str(kind(self.source)), str(kind(self.destination))
        if self.protocol in WITH_PORTS:
            source += f" port {self.source_port}"
            destination += f" port {self.destination_port}"
        elif self.protocol in _REPLIES:
            destination += " type {} code {}".format(*divmod(self.destination_port, CODES))
        name = PROTOCOL_NAMES.get(self.protocol, f"protocol {self.protocol}")
        return f"{name} from {source} to {destination}"


PROTOCOL_NUMBERS = {"icmp": ICMP, "tcp": TCP, "udp": UDP, "icmpv6": ICMPV6}
"""The protocols that have a name where traffic is written; the others stand as numbers."""
PROTOCOL_NAMES = {number: name for name, number in PROTOCOL_NUMBERS.items()}


def last(field: Field, family: int = IPV6) -> int:
    """Return the greatest value of a field; addresses depend on the family."""
    if field in {Field.SOURCE, Field.DESTINATION}:
        return (1 << BITS[family]) - 1
    return {Field.FAMILY: IPV6, Field.PROTOCOL: LAST_PROTOCOL}.get(field, LAST_PORT)


class TrafficSet:
    """A set of packets; made by a `Traffic` only, compared by identity."""

    __slots__ = ("node", "space")

    def __init__(self, space: Traffic, node: Node) -> None:
        """Wrap a node of the space's diagram."""
        self.space = space
        self.node = node

    def __and__(self, other: TrafficSet) -> TrafficSet:
        """Return the packets in both."""
        return self.space.wrap(self.space.diagram.both(self.node, other.node))

    def __or__(self, other: TrafficSet) -> TrafficSet:
        """Return the packets in either."""
        return self.space.wrap(self.space.diagram.either(self.node, other.node))

    def __sub__(self, other: TrafficSet) -> TrafficSet:
        """Return the packets in this and not in the other."""
        return self.space.wrap(self.space.diagram.without(self.node, other.node))

    def __invert__(self) -> TrafficSet:
        """Return all other packets."""
        return self.space.everything - self

    def __bool__(self) -> bool:
        """Return whether there is any packet."""
        return self.node is not self.space.diagram.empty

    def __le__(self, other: TrafficSet) -> bool:
        """Return whether the other has all packets of this one."""
        return not self - other

    def __contains__(self, packet: Packet) -> bool:
        """Return whether a packet is in the set."""
        node = self.node
        while node.children:
            value = packet[node.level]
            node = next(rest for _, high, rest in node.spans() if value <= high)
        return node is self.space.diagram.full

    def reverse(self) -> TrafficSet:
        """Return the packets that answer these: addresses and ports change places.

        An ICMP request becomes its reply; an ICMP type that nobody answers stays as it is.
        """
        return self.space.reverse(self)

    def forget(self, *fields: Field) -> TrafficSet:
        """Return the packets that are in the set for some value of these fields."""
        node = self.node
        for field in fields:
            node = self.space.diagram.forget(node, field)
        return self.space.wrap(node)

    def values(self, field: Field, family: int = IPV4) -> Ranges:
        """Return the values that a field takes, as ascending ranges that do not touch."""
        node = (self & self.space.families[family]).forget(*(one for one in Field if one != field))
        if node.node.level != field:
            return ((0, last(field, family)),) if node else ()
        full, end = self.space.diagram.full, last(field, family)
        return tuple((low, min(high, end)) for low, high, rest in node.node.spans() if rest is full)

    def sample(self) -> Packet | None:
        """Return one packet, the same each time; none if there is none."""
        if not self:
            return None
        node, values = self.node, [0] * len(Field)
        values[Field.PROTOCOL] = TCP
        while node.children:
            level = node.level
            low, _, node = next(one for one in node.spans() if one[2] is not self._empty)
            values[level] = low
        return Packet(*values)

    @property
    def _empty(self) -> Node:
        return self.space.diagram.empty


class Traffic:
    """The space in which the TrafficSets of one analysis are interned."""

    def __init__(self) -> None:
        """Begin with the sets that everybody uses."""
        self.diagram = Diagram()
        self._sets: dict[Node, TrafficSet] = {}
        self._replies: dict[tuple[Node, int], Node] = {}
        self.nothing = self.wrap(self.diagram.empty)
        self.everything = self.wrap(self.diagram.full)
        self.families = (
            self.where(Field.FAMILY, ((IPV4, IPV4),)),
            self.where(Field.FAMILY, ((IPV6, IPV6),)),
        )

    @cached_property
    def with_ports(self) -> TrafficSet:
        """The packets of protocols that have ports."""
        return self.union(self.protocol(one) for one in sorted(WITH_PORTS))

    def wrap(self, node: Node) -> TrafficSet:
        """Return the set of a node."""
        found = self._sets.get(node)
        if found is None:
            found = self._sets[node] = TrafficSet(self, node)
        return found

    def where(self, field: Field, ranges: Iterable[Range], family: int = IPV6) -> TrafficSet:
        """Return the packets whose field lies in one of the ranges, of any family.

        `family` says how wide addresses are; use `addresses` for packets of that family only.
        """
        return self.wrap(self.diagram.ranges(field, ranges, last(field, family)))

    def addresses(self, field: Field, family: int, ranges: Iterable[Range]) -> TrafficSet:
        """Return the packets of a family whose source or destination lies in a range."""
        return self.families[family] & self.where(field, ranges, family)

    def protocol(self, number: int) -> TrafficSet:
        """Return the packets of one IP protocol."""
        return self.where(Field.PROTOCOL, ((number, number),))

    def types(self, type_: int, code: int | None = None) -> TrafficSet:
        """Return the ICMP packets of a type, of any code or of one; of any protocol."""
        first = type_ * CODES
        span = (first, first + CODES - 1) if code is None else (first + code, first + code)
        return self.where(Field.DESTINATION_PORT, (span,))

    def union(self, sets: Iterable[TrafficSet]) -> TrafficSet:
        """Return the packets in any of the sets."""
        return self.wrap(self.diagram.union(one.node for one in sets))

    def reverse(self, traffic: TrafficSet) -> TrafficSet:
        """Return the packets that answer a set's packets."""
        return self.wrap(self._reverse(traffic.node, TCP))

    def _reverse(self, node: Node, protocol: int) -> Node:
        if not node.children:
            return node
        found = self._replies.get((node, protocol))
        if found is None:
            found = self.diagram.union(self._parts(node, protocol))
            self._replies[node, protocol] = found
        return found

    def _parts(self, node: Node, protocol: int) -> Iterable[Node]:
        field = Field(node.level)
        if field is Field.PROTOCOL:
            return self._by_protocol(node)
        if field is Field.DESTINATION_PORT and protocol in _REPLIES:
            return self._by_type(node, _REPLIES[protocol], protocol)
        swapped = _SWAPPED.get(field, field)
        return [
            self.diagram.both(self._span(swapped, low, high), self._reverse(rest, protocol))
            for low, high, rest in node.spans()
        ]

    def _by_protocol(self, node: Node) -> Iterable[Node]:
        for low, high, rest in node.spans():
            first = low
            for edge in (*(one for one in _SPLIT_AT if low <= one < high), high):
                yield self.diagram.both(
                    self._span(Field.PROTOCOL, first, edge), self._reverse(rest, first)
                )
                first = edge + 1

    def _by_type(self, node: Node, replies: dict[int, int], protocol: int) -> Iterable[Node]:
        answers = {answer: asked for asked, answer in replies.items()}
        for low, high, rest in node.spans():
            changed = self._reverse(rest, protocol)
            for first, end, moved in _moved(low, min(high, LAST_PORT), {**replies, **answers}):
                shift = (moved - first // CODES) * CODES
                span = self._span(Field.DESTINATION_PORT, first + shift, end + shift)
                yield self.diagram.both(span, changed)

    def _span(self, field: Field, low: int, high: int) -> Node:
        end = last(field)
        return self.diagram.ranges(field, ((low, min(high, end)),), end)


def _moved(low: int, high: int, moves: dict[int, int]) -> Iterable[tuple[int, int, int]]:
    """Cut a range of ICMP types and codes at each type that becomes another one."""
    first = low
    for type_ in sorted(moves):
        start, end = type_ * CODES, type_ * CODES + CODES - 1
        if end < first or start > high:
            continue
        if first < start:
            yield first, start - 1, first // CODES
        yield max(first, start), min(end, high), moves[type_]
        first = end + 1
    if first <= high:
        yield first, high, first // CODES
