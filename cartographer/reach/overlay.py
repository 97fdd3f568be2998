"""A network seen through another: what stands over it differs, all else is as it is.

It refuses to know what differs.
"""

from __future__ import annotations

from cartographer.reach.diagram import Range
from cartographer.reach.network import Element, Id, Label, Network


class Overlay:
    """A network as it is; who differs says so of a method."""

    def __init__(self, network: Network) -> None:
        """Look through to a network."""
        self._network = network

    def element(self, id_: Id) -> Element:
        """Return an element."""
        return self._network.element(id_)

    def holders(self, domain: Id, family: int, address: int) -> tuple[Id, ...]:
        """Return who gets what is sent to an address."""
        return self._network.holders(domain, family, address)

    def inhabited(self, domain: Id, family: int, span: Range) -> tuple[Range, ...]:
        """Return which addresses something holds."""
        return self._network.inhabited(domain, family, span)

    def labels(self, domain: Id, family: int, address: int) -> frozenset[Label]:
        """Return the labels at an address."""
        return self._network.labels(domain, family, address)

    def mapping(self, rewrite: Id, *, outside: bool, family: int, address: int) -> int | None:
        """Return what an address becomes."""
        return self._network.mapping(rewrite, outside=outside, family=family, address=address)
