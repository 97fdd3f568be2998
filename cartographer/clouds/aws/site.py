"""Ways to places that nobody models: virtual private gateways, VPN connections, Direct Connect.

What lies behind a static VPN connection is said by its routes. What a router there announces by
BGP to a virtual private gateway stands in no document, and is unknown; what it announces to a
transit gateway stands in the tables that it propagates to.
https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNRoutingTypes.html
https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html
"""

from __future__ import annotations

from collections.abc import Iterable

from cartographer.clouds.aws.estate import EC2, Estate
from cartographer.clouds.aws.gateway import state_of
from cartographer.clouds.aws.name import name
from cartographer.clouds.aws.packet import at
from cartographer.clouds.aws.reads import ASSOCIATION, NO_DIRECT_CONNECT
from cartographer.model.key import Key
from cartographer.model.reading import Context
from cartographer.reach.bounds import Bounds
from cartographer.reach.network import Domain, Element, Link, Local, State, To
from cartographer.reach.traffic import Field, Traffic

CONNECTION = f"{EC2}VPNConnection"
_GONE = frozenset({"deleting", "deleted"})


def virtual_gateway(context: Context, space: Traffic, gateway_text: str, vpc_text: str) -> Element:
    """Return a virtual private gateway, as its VPC sends to it."""
    estate = Estate(context, space)
    key = Key.parse(gateway_text)
    config = estate.config(key)
    attachments = config.get("VpcAttachments") or ()
    connections = [
        one
        for one in estate.pointing(key, "attached-to", CONNECTION)
        if estate.config(one).get("State") not in _GONE
    ]
    return Link(
        id=name("virtual-gateway", key, vpc_text),
        law=_behind(estate, key, connections),
        code="not-behind-gateway",
        exits=((None, To(name("site", key))),),
        back=Local(name("vpc", vpc_text)),
        state=tunnels(estate, connections)
        or state_of(next((one.get("State") for one in attachments), "detached"), "gateway"),
    )


def _behind(estate: Estate, gateway: Key, connections: list[Key]) -> Bounds:
    """Return the packets to what is known to lie behind a gateway."""
    space = estate.space
    known = estate.seen(CONNECTION, gateway)
    prefixes: list[str] = []
    for key in connections:
        config = estate.config(key)
        known = known and bool((config.get("Options") or {}).get("StaticRoutesOnly"))
        prefixes += [
            one["DestinationCidrBlock"]
            for one in config.get("Routes") or ()
            if one.get("DestinationCidrBlock") and one.get("State") == "available"
        ]
    joined = estate.pointing(gateway, "attached-to", ASSOCIATION)
    unread = estate.asked(ASSOCIATION, gateway) and not estate.seen(ASSOCIATION, gateway)
    known = known and not joined and not unread
    certain = at(space, Field.DESTINATION, prefixes)
    return Bounds(certain, certain if known else space.everything)


def tunnels(estate: Estate, connections: Iterable[Key]) -> State | None:
    """Return that all tunnels are down, if they say so; a tunnel that says nothing may be up."""
    words = [
        one.get("Status")
        for key in connections
        for one in estate.config(key).get("VgwTelemetry") or ()
    ]
    return State(up=False, code="vpn-down") if words and set(words) == {"DOWN"} else None


def site(_: Context, space: Traffic, gateway_text: str) -> Element:
    """Return the place behind a gateway, or behind an attachment of one."""
    return Domain(name("site", gateway_text), Bounds.exactly(space.everything), outside=True)


def assumed(context: Context, space: Traffic, gateway_text: str) -> tuple[str, ...]:
    """Return the assumption that a gateway's answer leans on, if nobody asked."""
    estate = Estate(context, space)
    return () if estate.asked(ASSOCIATION, Key.parse(gateway_text)) else (NO_DIRECT_CONNECT,)
