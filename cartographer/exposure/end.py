"""Ends of a question as people name them: an address, a prefix, the internet, ports.

It refuses to know how names are looked up.
"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Literal

from msgspec import Struct

from cartographer.exposure.atlas import Atlas
from cartographer.reach.network import Addresses, Id, Port
from cartographer.reach.rewriting import at
from cartographer.reach.search import Search
from cartographer.reach.traffic import IPV4, IPV6, Field, TrafficSet

INTERNET: Literal["internet"] = "internet"


class End(Struct, frozen=True):
    """One end: ports, or ranges of addresses that may be anybody's."""

    kind: Literal["ports", "ranges", "internet"]
    ports: tuple[Id, ...] = ()
    ranges: Addresses = ()


def read(text: str) -> End | None:
    """Return the end that an address, a prefix or the word `internet` means; none for a name."""
    if text.strip().lower() == INTERNET:
        return End(INTERNET)
    try:
        network = ip_network(text.strip(), strict=False)
    except ValueError:
        return None
    return End("ranges", ranges=(_range(network),))


def _range(network: IPv4Network | IPv6Network) -> tuple[int, tuple[int, int]]:
    family = IPV4 if network.version == 4 else IPV6  # noqa: PLR2004  the version's own number
    return family, (int(network.network_address), int(network.broadcast_address))


def destination(atlas: Atlas, search: Search, end: End, *, from_outside: bool) -> TrafficSet:
    """Return the packets that are sent to an end.

    Who is outside calls ports by their outside addresses, others by their own.
    """
    space = search.space
    if end.kind == INTERNET:
        outside = atlas.element(atlas.outside)
        holds = getattr(outside, "holds", None)
        return space.everything if holds is None else holds.possible
    if end.kind == "ranges":
        return at(space, Field.DESTINATION, end.ranges)
    ranges: list[tuple[int, tuple[int, int]]] = []
    for id_ in end.ports:
        port = atlas.element(id_)
        if from_outside:
            ranges += [(family, (one, one)) for family, one in atlas.faces(id_)]
        elif isinstance(port, Port):
            ranges += port.addresses
    return at(space, Field.DESTINATION, tuple(ranges))
