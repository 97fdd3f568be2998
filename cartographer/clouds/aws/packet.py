"""Prefixes, protocols and ports as AWS documents write them, to sets of packets.

It refuses to know whose rule it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_network
from typing import Any

from cartographer.reach.address import span
from cartographer.reach.traffic import (
    ICMP,
    ICMPV6,
    PROTOCOL_NUMBERS,
    TCP,
    UDP,
    Field,
    Traffic,
    TrafficSet,
)

ALL = "-1"
PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
"""RFC 1918, RFC 6598 and RFC 4193: an internet gateway carries neither to nor from them."""


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
    protocol_ = PROTOCOL_NUMBERS[number] if number in PROTOCOL_NUMBERS else int(number)
    traffic = space.protocol(protocol_)
    if protocol_ in {ICMP, ICMPV6}:
        return traffic & _types(space, low, high)
    if protocol_ in {TCP, UDP} and low is not None and high is not None and low != -1:
        traffic &= space.where(Field.DESTINATION_PORT, ((low, high),))
    return traffic


def _types(space: Traffic, type_: int | None, code: int | None) -> TrafficSet:
    if type_ is None or type_ == -1:
        return space.everything
    return space.types(type_, None if code == -1 else code)


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
