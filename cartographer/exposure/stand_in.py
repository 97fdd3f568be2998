"""A network in which one more port stands in for all of its class, at all addresses of a place.

It refuses to know what is asked of it.
"""

from __future__ import annotations

from cartographer.reach.network import Addresses, Element, Id, Network, Port
from cartographer.reach.overlay import Overlay


class StandIn(Overlay):
    """A network in which one more port holds all addresses of its place."""

    def __init__(self, network: Network, port: Port) -> None:
        """Add a port to a network."""
        super().__init__(network)
        self._port = port

    def element(self, id_: Id) -> Element:
        """Return an element."""
        return self._port if id_ == self._port.id else super().element(id_)

    def holders(self, domain: Id, family: int, address: int) -> tuple[Id, ...]:
        """Return the port for its own addresses, else who holds them."""
        if domain == self._port.behaviour.domain and holds(self._port.addresses, family, address):
            return (self._port.id,)
        return super().holders(domain, family, address)


def holds(addresses: Addresses, family: int, address: int) -> bool:
    """Return whether an address is one of some."""
    return any(of == family and low <= address <= high for of, (low, high) in addresses)
