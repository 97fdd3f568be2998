"""A network in which one more port stands in for all of its class, at all addresses of a place.

It refuses to know what is asked of it.
"""

from __future__ import annotations

from cartographer.exposure.atlas import Atlas
from cartographer.reach.diagram import Range
from cartographer.reach.network import Addresses, Element, Id, Label, Port


class StandIn:
    """A network in which one more port holds all addresses of its place."""

    def __init__(self, atlas: Atlas, port: Port) -> None:
        """Add a port to a network."""
        self._atlas = atlas
        self._port = port

    def element(self, id_: Id) -> Element:
        """Return an element."""
        return self._port if id_ == self._port.id else self._atlas.element(id_)

    def holders(self, domain: Id, family: int, address: int) -> tuple[Id, ...]:
        """Return the port for its own addresses, else who holds them."""
        if domain == self._port.behaviour.domain and holds(self._port.addresses, family, address):
            return (self._port.id,)
        return self._atlas.holders(domain, family, address)

    def inhabited(self, domain: Id, family: int, span: Range) -> tuple[Range, ...]:
        """Return which addresses something holds."""
        return self._atlas.inhabited(domain, family, span)

    def labels(self, domain: Id, family: int, address: int) -> frozenset[Label]:
        """Return the labels at an address."""
        return self._atlas.labels(domain, family, address)

    def mapping(self, rewrite: Id, *, outside: bool, family: int, address: int) -> int | None:
        """Return what an address becomes."""
        return self._atlas.mapping(rewrite, outside=outside, family=family, address=address)


def holds(addresses: Addresses, family: int, address: int) -> bool:
    """Return whether an address is one of some."""
    return any(of == family and low <= address <= high for of, (low, high) in addresses)
