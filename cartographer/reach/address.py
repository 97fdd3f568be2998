"""Addresses and prefixes as text, and as family and range.

It refuses to know who holds them.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_network

from cartographer.reach.diagram import Range
from cartographer.reach.traffic import IPV4, IPV6

_BYTES = 4
_KEPT = 1 << 16
"""Prefixes whose ranges are remembered."""
_FAMILIES = {4: IPV4, 6: IPV6}
"""Version of the protocol -> family."""


@lru_cache(maxsize=_KEPT)
def span(prefix: str) -> tuple[int, Range]:
    """Return family and range of a prefix or an address.

    Raises:
        ValueError: it is none.
    """
    parts = prefix.split(".")
    if len(parts) == _BYTES and all(map(str.isdecimal, parts)):  # most are a single address
        value = int.from_bytes(bytes(map(int, parts)))
        return IPV4, (value, value)
    network = ip_network(prefix, strict=False)
    low, high = int(network.network_address), int(network.broadcast_address)
    return _FAMILIES[network.version], (low, high)


def spelt(family: int, address: int) -> str:
    """Return an address as it is written."""
    return str(IPv4Address(address) if family == IPV4 else IPv6Address(address))
