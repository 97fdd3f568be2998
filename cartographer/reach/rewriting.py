"""What translators and balancers make of packets, as sets.

It refuses to know where the packets go on to.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cartographer.reach.network import Addresses, Listener, Network, Port, Rewrite, Target
from cartographer.reach.stream import Stream
from cartographer.reach.traffic import IPV4, IPV6, Field, Traffic, TrafficSet

FEW = 64
"""Addresses up to this many are looked up one by one."""
_SOURCE = (Field.SOURCE, Field.SOURCE_PORT)
_TARGET = (Field.DESTINATION, Field.DESTINATION_PORT)


class Translation(NamedTuple):
    """What one rule makes of a part of a stream, and the fields that it replaces."""

    rule: str
    part: Stream
    after: Stream
    fields: tuple[Field, ...]


def at(space: Traffic, field: Field, addresses: Addresses) -> TrafficSet:
    """Return the packets whose source or destination is one of the addresses."""
    return space.union(space.addresses(field, family, (span,)) for family, span in addresses)


def few(stream: Stream, field: Field) -> Iterator[tuple[int, int]]:
    """Yield family and value of each address that a field takes, where they are few."""
    for family in (IPV4, IPV6):
        for low, high in stream.asked.values(field, family):
            if high - low < FEW:
                yield from ((family, one) for one in range(low, high + 1))


def replaced(stream: Stream, fields: tuple[Field, ...], made: TrafficSet) -> Stream:
    """Return a stream with fields replaced by those of a set."""
    return stream.each(lambda traffic: traffic.forget(*fields) & made)


def translations(
    network: Network, space: Traffic, rewrite: Rewrite, stream: Stream, *, outside: bool
) -> Iterator[Translation]:
    """Yield what a translator does to each part of what comes from one of its sides."""
    if rewrite.plain is not None and (rewrite.open or not outside):
        part = stream.cut(rewrite.plain)
        if part:
            yield Translation("plain", part, part, ())
            stream = stream.less(rewrite.plain)
    field = Field.DESTINATION if outside else Field.SOURCE
    for family, old in few(stream, field) if rewrite.maps else ():
        new = network.mapping(rewrite.id, outside=outside, family=family, address=old)
        if new is not None:
            mine = at(space, field, ((family, (old, old)),))
            made = at(space, field, ((family, (new, new)),))
            part = stream.cut(mine)
            yield Translation("mapping", part, replaced(part, (field,), made), (field,))
            stream = stream.less(mine)
    if rewrite.masks and not outside and stream:
        made = at(space, Field.SOURCE, rewrite.masks)
        if rewrite.ports is not None:
            made &= space.where(Field.SOURCE_PORT, (rewrite.ports,)) | ~space.with_ports
        yield Translation("mask", stream, replaced(stream, _SOURCE, made), _SOURCE)


def handed_on(
    space: Traffic, listener: Listener, port: Port, target: Target, stream: Stream
) -> Iterator[Translation]:
    """Yield what a balancer sends from a port to a target.

    Packets of another family than the target's address bear the balancer's own in any case. Where
    nobody knows whether the client's is kept, either may be.
    """
    family, address = target.address
    made = at(space, Field.DESTINATION, ((family, (address, address)),))
    fields: tuple[Field, ...] = _TARGET
    if target.number is None:
        fields = _TARGET[:1]
    else:
        made &= space.where(Field.DESTINATION_PORT, ((target.number, target.number),))
    as_itself = made & at(space, Field.SOURCE, port.addresses)
    same = stream.cut(space.families[family])
    if listener.preserves is None:
        same = same.doubt()
    if same and listener.preserves is not False:
        yield Translation(target.port, same, replaced(same, fields, made), fields)
    if same and not listener.preserves:
        fields += _SOURCE
        yield Translation(target.port, same, replaced(same, fields, as_itself), fields)
    other = stream.less(space.families[family])
    if other:
        changed = (Field.FAMILY, *_TARGET, *_SOURCE)
        yield Translation(target.port, other, replaced(other, changed, as_itself), changed)


def in_zone(listener: Listener, port: Port, target: Target) -> bool:
    """Return whether a balancer's port sends to a target, by their zones."""
    return listener.crosses_zones is not False or target.zone in {None, port.behaviour.zone}
