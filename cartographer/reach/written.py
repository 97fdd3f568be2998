"""How a set of packets is written: as boxes for machines, as words for people, and read back.

The boxes are disjoint, sorted and few: what all protocols share stands once under `all`.

It refuses to decide anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_network, summarize_address_range

from cartographer.model.verdict import TrafficBox
from cartographer.model.verdict import TrafficSet as Written
from cartographer.reach.diagram import Range, Ranges
from cartographer.reach.traffic import (
    BITS,
    CODES,
    ICMP,
    ICMPV6,
    IPV4,
    LAST_PORT,
    PROTOCOL_NAMES,
    PROTOCOL_NUMBERS,
    WITH_PORTS,
    Field,
    Traffic,
    TrafficSet,
    last,
)

FAMILIES = ("ipv4", "ipv6")
_ORDER = (Field.SOURCE, Field.DESTINATION, Field.DESTINATION_PORT, Field.SOURCE_PORT)


def written(traffic: TrafficSet) -> Written:
    """Return a set as the boxes that documents hold."""
    return Written(tuple(sorted(_boxes(traffic))))


def read(space: Traffic, boxes: Iterable[TrafficBox]) -> TrafficSet:
    """Return the set that boxes describe.

    Raises:
        ValueError: a prefix or a protocol is none.
    """
    return space.union(_read(space, box) for box in boxes)


def words(traffic: TrafficSet, *, both_ends: bool = False) -> str:
    """Return a set as people read it, such as "tcp 22,443 from 203.0.113.0/24"."""
    return worded(written(traffic).boxes, both_ends=both_ends)


def worded(boxes: Iterable[TrafficBox], *, both_ends: bool = False) -> str:
    """Return boxes as people read them.

    A destination that is any is left out unless `both_ends` are wanted.
    """
    lines: dict[str, list[str]] = {}
    for box in boxes:
        lines.setdefault(_what(box), []).extend(_ends(box, both=both_ends))
    return (
        "; ".join(
            what + "".join(f" {' and '.join(dict.fromkeys(ends))}" if any(ends) else "")
            for what, ends in lines.items()
        )
        or "nothing"
    )


def kinds(boxes: Iterable[TrafficBox]) -> str:
    """Return protocols and ports as people read them, such as "tcp 22,443; icmp type 8"."""
    return "; ".join(dict.fromkeys(map(_what, boxes))) or "nothing"


def prefixes(family: int, ranges: Ranges) -> tuple[str, ...]:
    """Return ranges of addresses as the fewest prefixes."""
    kind = IPv4Address if family == IPV4 else IPv6Address
    return tuple(
        str(network)
        for low, high in ranges
        for network in summarize_address_range(kind(low), kind(high))
    )


# --- to boxes ---------------------------------------------------------------------------------


def _boxes(traffic: TrafficSet) -> Iterator[TrafficBox]:
    space = traffic.space
    for family, name in enumerate(FAMILIES):
        of_family = (traffic & space.families[family]).forget(Field.FAMILY)
        for protocol, part in _by_protocol(of_family):
            for box in _products(part, _ORDER, family):
                yield _box(name, family, protocol, box)


def _by_protocol(traffic: TrafficSet) -> Iterator[tuple[int | None, TrafficSet]]:
    """Yield what all protocols share, then what each has beyond that."""
    if not traffic:
        return
    space, node = traffic.space, traffic.node
    if node.level != Field.PROTOCOL:
        yield None, traffic
        return
    shared = node.children[0]
    for child in node.children[1:]:
        shared = space.diagram.both(shared, child)
    if shared is not space.diagram.empty:
        yield None, space.wrap(shared)
    for low, high, child in node.spans():
        rest = space.diagram.without(child, shared)
        if rest is not space.diagram.empty:
            for protocol in range(low, min(high, last(Field.PROTOCOL)) + 1):
                yield protocol, space.wrap(rest)


_Product = dict[Field, Ranges]


def _products(traffic: TrafficSet, fields: tuple[Field, ...], family: int) -> Iterator[_Product]:
    """Yield disjoint products of ranges that make up a set; a field that is left out is any."""
    space, node = traffic.space, traffic.node
    if not traffic:
        return
    if not node.children:
        yield {}
        return
    field, end = Field(node.level), last(Field(node.level), family)
    ranges: dict[int, list[Range]] = {}
    rests = {id(child): child for child in node.children}
    for low, high, rest in node.spans():
        if low <= end:
            ranges.setdefault(id(rest), []).append((low, min(high, end)))
    for at, found in ranges.items():
        for product in _products(space.wrap(rests[at]), fields, family):
            yield {field: tuple(found), **product}


def _box(name: str, family: int, protocol: int | None, product: _Product) -> TrafficBox:
    ports = product.get(Field.DESTINATION_PORT, ())
    typed = protocol in {ICMP, ICMPV6}
    return TrafficBox(
        family="ipv4" if name == "ipv4" else "ipv6",
        protocol="all" if protocol is None else PROTOCOL_NAMES.get(protocol, str(protocol)),
        source=prefixes(family, product.get(Field.SOURCE, _whole(family))),
        destination=prefixes(family, product.get(Field.DESTINATION, _whole(family))),
        source_ports=product.get(Field.SOURCE_PORT, ()),
        destination_ports=() if typed else ports,
        icmp=tuple(divmod(one, CODES) for low, high in ports for one in range(low, high + 1))
        if typed
        else (),
    )


def _whole(family: int) -> Ranges:
    return ((0, (1 << BITS[family]) - 1),)


# --- from boxes -------------------------------------------------------------------------------


def _read(space: Traffic, box: TrafficBox) -> TrafficSet:
    family = FAMILIES.index(box.family)
    traffic = space.families[family]
    if box.protocol != "all":
        traffic &= space.protocol(PROTOCOL_NUMBERS.get(box.protocol) or int(box.protocol))
    for field, texts in ((Field.SOURCE, box.source), (Field.DESTINATION, box.destination)):
        if texts:
            traffic &= space.where(field, [_range(text) for text in texts], family)
    ports = box.destination_ports or tuple(
        (type_ * CODES + code, type_ * CODES + code) for type_, code in box.icmp
    )
    if ports:
        traffic &= space.where(Field.DESTINATION_PORT, ports)
    if box.source_ports:
        traffic &= space.where(Field.SOURCE_PORT, box.source_ports)
    return traffic


def _range(text: str) -> Range:
    network = ip_network(text)
    return int(network.network_address), int(network.broadcast_address)


# --- for people -------------------------------------------------------------------------------


def _what(box: TrafficBox) -> str:
    if box.protocol == "all":
        return "all traffic"
    numbered = box.protocol.isdigit() and int(box.protocol) not in WITH_PORTS
    name = f"protocol {box.protocol}" if numbered else box.protocol
    spans = [f"{low}-{high}" if low < high else str(low) for low, high in box.destination_ports]
    kinds = sorted({f"type {type_}" for type_, _ in box.icmp})
    return " ".join(part for part in (name, ",".join(spans or kinds)) if part)


def _ends(box: TrafficBox, *, both: bool) -> Iterator[str]:
    family = FAMILIES.index(box.family)
    text = f"from {_addresses(family, box.source)}"
    if both or box.destination != prefixes(family, _whole(family)):
        text += f" to {_addresses(family, box.destination)}"
    if box.source_ports and box.source_ports != ((0, LAST_PORT),):
        spans = [f"{low}-{high}" if low < high else str(low) for low, high in box.source_ports]
        text += f" with source port {','.join(spans)}"
    yield text


def _addresses(family: int, texts: tuple[str, ...]) -> str:
    """Return prefixes in words, or all but a few where that is shorter."""
    held = [_range(text) for text in texts]
    missing = prefixes(family, _gaps(family, held))
    if not missing:
        return f"any {FAMILIES[family]} address"
    if len(missing) < len(texts):
        return f"any {FAMILIES[family]} address but {', '.join(missing)}"
    return " and ".join(texts)


def _gaps(family: int, held: list[Range]) -> Ranges:
    gaps, low = [], 0
    for first, last_ in sorted(held):
        if first > low:
            gaps.append((low, first - 1))
        low = last_ + 1
    end = (1 << BITS[family]) - 1
    return (*gaps, (low, end)) if low <= end else tuple(gaps)
