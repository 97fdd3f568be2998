"""Where the outside comes in: the gateways by which it calls an address.

It refuses to know what a gateway does with what comes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cartographer.clouds.aws import accelerator
from cartographer.clouds.aws.balancer import internal_only, load_balancer
from cartographer.clouds.aws.estate import EC2, Estate
from cartographer.clouds.aws.interface import (
    CARRIER,
    INTERFACE,
    PUBLIC,
    Where,
    holding_prefix,
    public_addresses,
)
from cartographer.clouds.aws.name import name
from cartographer.clouds.aws.packet import cidrs
from cartographer.clouds.aws.reads import BALANCER_DEFAULTS
from cartographer.model.key import Key
from cartographer.model.reading import Context
from cartographer.reach.address import span, spelt
from cartographer.reach.diagram import Range
from cartographer.reach.network import Id
from cartographer.reach.traffic import IPV6, Traffic

INTERNET_KIND, CARRIER_KIND = "internet-gateway", "carrier-gateway"
EXTERNAL = {INTERNET_KIND: PUBLIC, CARRIER_KIND: CARRIER}
"""Kind of a gateway -> member of an association that holds the address by which it is called."""
_TYPES = {INTERNET_KIND: f"{EC2}InternetGateway", CARRIER_KIND: f"{EC2}CarrierGateway"}


def entrances(context: Context, space: Traffic, place: Where) -> tuple[Id, ...]:
    """Return the gateways by which the internet comes to an address."""
    estate = Estate(context, space)
    family, address = place
    text = spelt(family, address)
    found: set[Id] = set()
    for key in _called(estate, family, address):
        shut = family == IPV6 and internal_only(estate, key)
        if shut is None:
            found.add(name("unseen", "load-balancer-attributes-not-seen"))
        elif shut:
            found.add(name("idle", text, "not-called-from-internet"))
        else:
            ways = _into(estate, estate.config(key), INTERNET_KIND)
            found.update(ways or (name("idle", text, "no-internet-gateway"),))
    for key in by_carrier(estate, family, address):
        found.update(_into(estate, estate.config(key), CARRIER_KIND))
    found.update(accelerator.holding(estate, family, address))
    return tuple(sorted(found or _idle(estate, text)))


def assumed(context: Context, space: Traffic, place: Where) -> tuple[str, ...]:
    """Return the assumption that an address of a balancer leans on, if nobody asked."""
    estate = Estate(context, space)
    family, address = place
    found = (load_balancer(estate, key) for key in _called(estate, family, address))
    unread = any(one and not estate.asked_aspect(one, "attributes") for one in found)
    return (BALANCER_DEFAULTS,) if family == IPV6 and unread else ()


def into_place(context: Context, space: Traffic, subnet_text: str) -> tuple[Id, ...]:
    """Return the gateways by which the internet comes into a subnet's VPC."""
    estate = Estate(context, space)
    return _into(estate, estate.config(Key.parse(subnet_text)), INTERNET_KIND)


def _into(estate: Estate, config: dict[str, Any], kind: str) -> tuple[Id, ...]:
    """Return the gateways of a kind by which the outside comes into what is in a VPC."""
    network = estate.find(f"{EC2}VPC", config.get("VpcId"))
    if network is None:
        return (name("unseen", "vpc-not-seen"),)
    found = estate.pointing(network, "in-network", _TYPES[kind])
    if not found and not estate.seen(_TYPES[kind], network):
        return (name("unseen", f"{kind}-not-seen"),)
    return tuple(name(kind, one, network) for one in found)


def _called(estate: Estate, family: int, address: int) -> Iterator[Key]:
    """Yield the interfaces that the internet calls by an address."""
    named = estate.named(INTERFACE, spelt(family, address), "ip")
    if family == IPV6 and not named:
        for network, spans in estate.query(_prefixes):
            if any(low <= address <= high for low, high in spans):
                named += holding_prefix(estate, network, family, address)
    for key in named:
        public = public_addresses(estate.config(key))
        if family == IPV6 or any(one == address for _, one in public):
            yield key


def _prefixes(context: Context, space: Traffic) -> tuple[tuple[Key, tuple[Range, ...]], ...]:
    """Return the IPv6 ranges of each VPC that has some."""
    estate = Estate(context, space)
    found = []
    for one in context.of_type(f"{EC2}VPC"):
        spans = [span(prefix) for prefix in cidrs(estate.config(one.key))]
        mine = tuple(range_ for family, range_ in spans if family == IPV6)
        if mine:
            found.append((one.key, mine))
    return tuple(found)


def by_carrier(estate: Estate, family: int, address: int) -> tuple[Key, ...]:
    """Return the interfaces that a carrier's network calls by an address."""
    text = spelt(family, address)
    owners = [estate.config(key) for key in estate.named(f"{EC2}EIP", text, "ip")]
    mine = [one.get("NetworkInterfaceId") for one in owners if one.get(CARRIER) == text]
    return tuple(key for id_ in mine for key in estate.named(INTERFACE, id_))


def _idle(estate: Estate, text: str) -> tuple[Id, ...]:
    """Return the end of an address that is ours, and leads to nothing that we hold."""
    for type_ in (f"{EC2}EIP", f"{EC2}NatGateway"):
        for key in estate.named(type_, text, "ip"):
            if not estate.seen(INTERFACE, key):
                return (name("unseen", "interface-not-seen"),)
            return (name("idle", text, "address-not-in-use"),)
    return ()
