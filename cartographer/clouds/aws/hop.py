"""What a route leads to, in the words of all clouds and in the provider's own.

A NAT gateway is a gateway, though it stands before the internet: what it does not translate goes
no further. An endpoint of a Gateway Load Balancer or a firewall is an appliance.
https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html

It refuses to know where packets go from there.
"""

from __future__ import annotations

from cartographer.clouds.aws.estate import Estate
from cartographer.clouds.aws.interface import INTERFACE
from cartographer.clouds.aws.name import parts
from cartographer.model.key import Key
from cartographer.model.reading import Context
from cartographer.reach.network import Drop, Emit, Hop, Local, Maybe, Next, OneOf, To, Way
from cartographer.reach.traffic import Traffic

_LOCAL, _BLACKHOLE = "local", "blackhole"
"""The provider's words for a route within a VPC, and for one whose target is gone."""
_WAYS: dict[str, Way] = {
    "internet-gateway": "internet",
    "egress-gateway": "internet",
    "carrier-gateway": "gateway",
    "nat-door": "gateway",
    "virtual-gateway": "gateway",
    "transit-door": "gateway",
    "peering": "peering",
    "interface": "appliance",
    "endpoint": "endpoint",
}
"""Kind of an element -> what it is to who sends there."""


def hop(context: Context, space: Traffic, next_: Next) -> Hop:
    """Return what a route leads to."""
    match next_:
        case Local():
            return Hop("local", _LOCAL)
        case Drop():
            return Hop("none", _BLACKHOLE)
        case Maybe():
            return Hop("unknown")
        case OneOf(choices):
            found = {hop(context, space, choice) for choice in choices}
            return found.pop() if len(found) == 1 else Hop("unknown")
        case To(element) | Emit(element):
            kind, text, *_ = parts(element)
            return _of(Estate(context, space), kind, Key.parse(text))


def _of(estate: Estate, kind: str, key: Key) -> Hop:
    way = _WAYS.get(kind, "unknown")
    if way == "endpoint" and estate.config(key).get("VpcEndpointType") == "GatewayLoadBalancer":
        way = "appliance"
    return Hop(way, key.type, _address(estate, key))


def _address(estate: Estate, key: Key) -> str | None:
    """Return the private address of what has one: an interface, a NAT gateway."""
    config = estate.config(key)
    if key.type == INTERFACE:
        return config.get("PrivateIpAddress")
    found = (one.get("PrivateIp") for one in config.get("NatGatewayAddresses") or ())
    return next(filter(None, found), None)
