"""Prefixes, protocols and ports as AWS documents write them, to sets of packets.

It refuses to know whose rule it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import ip_network
from typing import Any

from cartographer.reach.diagram import Range
from cartographer.reach.traffic import (
    ICMP,
    ICMPV6,
    IPV4,
    IPV6,
    TCP,
    UDP,
    Field,
    Traffic,
    TrafficSet,
)

_NUMBERS = {"tcp": TCP, "udp": UDP, "icmp": ICMP, "icmpv6": ICMPV6}
ALL = "-1"
_CODES = 256
_BYTES = 4
_KEPT = 1 << 16
"""Prefixes whose ranges are remembered."""
PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
"""RFC 1918, RFC 6598 and RFC 4193: an internet gateway carries neither to nor from them."""


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
    family = IPV4 if network.version == 4 else IPV6  # noqa: PLR2004  the version's own number
    return family, (int(network.network_address), int(network.broadcast_address))


def length(prefix: str) -> int:
    """Return the length of a prefix."""
    return ip_network(prefix, strict=False).prefixlen


def at(space: Traffic, field: Field, prefixes: Iterable[str]) -> TrafficSet:
    """Return the packets whose source or destination lies in one of the prefixes."""
    return space.union(
        space.addresses(field, family, (range_,)) for family, range_ in map(span, prefixes)
    )


def protocol(space: Traffic, number: str, low: int | None, high: int | None) -> TrafficSet:
    """Return the packets of a protocol and its ports, or ICMP type and code, as rules give them.

    A type or code of -1 is any. Protocols without ports ignore them.
    """
    if number == ALL:
        return space.everything
    protocol_ = _NUMBERS[number] if number in _NUMBERS else int(number)
    traffic = space.protocol(protocol_)
    if protocol_ in {ICMP, ICMPV6}:
        return traffic & _types(space, low, high)
    if protocol_ in {TCP, UDP} and low is not None and high is not None and low != -1:
        traffic &= space.where(Field.DESTINATION_PORT, ((low, high),))
    return traffic


def _types(space: Traffic, type_: int | None, code: int | None) -> TrafficSet:
    if type_ is None or type_ == -1:
        return space.everything
    first = type_ * _CODES
    if code is None or code == -1:
        return space.where(Field.DESTINATION_PORT, ((first, first + _CODES - 1),))
    return space.where(Field.DESTINATION_PORT, ((first + code, first + code),))


def cidrs(config: dict[str, Any]) -> tuple[str, ...]:
    """Return the prefixes of a VPC or a subnet, those that are associated."""
    found = {config["CidrBlock"]} if config.get("CidrBlock") else set()
    for member, block in (
        ("CidrBlockAssociationSet", "CidrBlock"),
        ("Ipv6CidrBlockAssociationSet", "Ipv6CidrBlock"),
    ):
        for one in config.get(member) or ():
            state = one.get("CidrBlockState") or one.get("Ipv6CidrBlockState") or {}
            if one.get(block) and state.get("State", "associated") == "associated":
                found.add(one[block])
    return tuple(sorted(found))
