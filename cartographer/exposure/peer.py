"""The other end of a flow as one port's filters see it: its labels, and whether it is inside.

Labels of whoever is in the port's own domain, or next to it, are known. Whether those of a sender
from farther away arrive depends on the way, and of one that nobody placed nobody knows them.

It refuses to know rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cartographer.exposure.atlas import Atlas
from cartographer.reach.evaluation import NO_LABELS, Labels
from cartographer.reach.network import Addresses, Domain, Element, Filter, Id, Opaque, Port
from cartographer.reach.rewriting import at
from cartographer.reach.traffic import Field, Traffic


class Peer(NamedTuple):
    """Who a port talks to, and in which direction the flow begins."""

    inward: bool
    labels: Labels
    """What it surely bears."""
    may_bear: Labels | None
    """What it may bear beside that; none for any label at all."""
    inside: bool
    """Whether it is in the port's own place, so that filters at the edge never meet it."""

    def filters(self, port: Port) -> tuple[Id, ...]:
        """Return the filters of a port in this direction, in the order of a packet."""
        return port.behaviour.ingress if self.inward else port.behaviour.egress

    def met(self, filters: Iterable[Element]) -> Iterator[Element]:
        """Yield the filters that the packets meet."""
        for one in filters:
            if not (self.inward and self.inside and isinstance(one, Filter) and one.edge):
                yield one

    def perhaps(self, named: Labels) -> Labels:
        """Return which of the labels that a filter names it bears perhaps."""
        return (named if self.may_bear is None else named & self.may_bear) - self.labels


def peer(atlas: Atlas, space: Traffic, port: Port, remote: tuple[int, int], inward: bool) -> Peer:  # noqa: FBT001  one of two directions
    """Return the peer of a port at an address."""
    behaviour = port.behaviour
    place = behaviour.place
    inside = place is not None and not behaviour.beside and _holds(atlas.extent(place), remote)
    labels = atlas.labels(behaviour.domain, *remote)
    return Peer(inward, labels, _may_bear(atlas, space, port, remote, inward), inside)


def _may_bear(
    atlas: Atlas,
    space: Traffic,
    port: Port,
    remote: tuple[int, int],
    inward: bool,  # noqa: FBT001
) -> Labels | None:
    domain = port.behaviour.domain
    holders = [atlas.element(one) for one in atlas.holders(domain, *remote)]
    if any(isinstance(one, Opaque) for one in holders):
        return None
    if holders or not inward:
        return NO_LABELS
    senders = [
        atlas.element(one.port) for one in atlas.holding(*remote) if one.address == remote[1]
    ]
    if any(not isinstance(one, Port) for one in senders):
        return None
    if senders or not atlas.private_way(port.id):
        borne = (one.behaviour.labels for one in senders if isinstance(one, Port))
        return NO_LABELS.union(*borne)
    return NO_LABELS if _placed(atlas, space, (domain, atlas.outside), remote) else None


def _placed(atlas: Atlas, space: Traffic, domains: Iterable[Id], remote: tuple[int, int]) -> bool:
    """Return whether an address that nobody holds lies in one of some domains."""
    family, address = remote
    there = at(space, Field.DESTINATION, ((family, (address, address)),))
    return any(
        isinstance(one, Domain) and bool(there & one.holds.possible)
        for one in map(atlas.element, domains)
    )


def _holds(addresses: Addresses, remote: tuple[int, int]) -> bool:
    family, address = remote
    return any(of == family and low <= address <= high for of, (low, high) in addresses)
