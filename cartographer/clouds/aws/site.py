"""Ways to and from places that nobody models: virtual private gateways, VPN, Direct Connect.

What lies behind a static VPN connection is said by its routes. What a router there announces by
BGP to a virtual private gateway stands in no document, and is unknown, unless people place a
network there; what it announces to a transit gateway stands in the tables that it propagates to.
https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNRoutingTypes.html
https://docs.aws.amazon.com/vpn/latest/s2svpn/vpn-route-priority.html
https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cartographer.clouds.aws import interface
from cartographer.clouds.aws.estate import EC2, Estate
from cartographer.clouds.aws.gateway import inward_of, state_of
from cartographer.clouds.aws.interface import Where
from cartographer.clouds.aws.name import name
from cartographer.clouds.aws.packet import at, cidrs
from cartographer.clouds.aws.peer import PEERING, ends
from cartographer.clouds.aws.reads import ASSOCIATION, NO_DIRECT_CONNECT
from cartographer.model.audience import NamedNetwork
from cartographer.model.key import Key
from cartographer.model.reading import Context
from cartographer.reach.address import span
from cartographer.reach.bounds import Bounds
from cartographer.reach.network import Addresses, Domain, Element, Id, Link, Local, State, To
from cartographer.reach.traffic import IPV4, Field, Traffic

CONNECTION, GATEWAY = f"{EC2}VPNConnection", f"{EC2}VPNGateway"
TRANSIT, ATTACHMENT = f"{EC2}TransitGateway", f"{EC2}TransitGatewayAttachment"
_GONE = frozenset({"deleting", "deleted"})
_INSIDE = frozenset({"vpc", "peering"})
"""Types of what is attached to a transit gateway that lead to no site."""


def virtual_gateway(
    context: Context,
    space: Traffic,
    gateway_text: str,
    vpc_text: str,
    placed: tuple[NamedNetwork, ...] = (),
) -> Element:
    """Return a virtual private gateway, as its VPC sends to it.

    Of what nobody can read behind it, the networks that people placed there are certain.
    """
    estate = Estate(context, space)
    key = Key.parse(gateway_text)
    here = [
        prefix
        for one in placed
        if one.via and name("site", key) in estate.query(beyond, one.via)
        for prefix in one.ranges
    ]
    known, law = at(space, Field.DESTINATION, here), _behind(estate, key)
    return Link(
        id=name("virtual-gateway", key, vpc_text),
        law=law._replace(certain=law.certain | (known & law.possible)),
        code="not-behind-gateway",
        exits=((None, To(name("site", key))),),
        back=Local(name("vpc", vpc_text)),
        state=_state(estate, key),
    )


def _connections(estate: Estate, gateway: Key) -> list[Key]:
    return [
        one
        for one in estate.pointing(gateway, "attached-to", CONNECTION)
        if estate.config(one).get("State") not in _GONE
    ]


def _behind(estate: Estate, gateway: Key) -> Bounds:
    """Return the packets to what is known to lie behind a gateway."""
    space = estate.space
    known = estate.seen(CONNECTION, gateway)
    prefixes: list[str] = []
    for key in _connections(estate, gateway):
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


def _state(estate: Estate, gateway: Key) -> State:
    """Return whether a gateway is attached, and a tunnel up."""
    attachments = estate.config(gateway).get("VpcAttachments") or ()
    attached = state_of(next((one.get("State") for one in attachments), "detached"), "gateway")
    return tunnels(estate, _connections(estate, gateway)) or attached


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


# --- what comes from there --------------------------------------------------------------------


def beyond(context: Context, space: Traffic, via: str) -> tuple[Id, ...]:
    """Return the places that lie beyond a gateway, a connection or an attachment, by its id.

    None if nobody read it, or if it leads to no place of which anything is known.
    """
    estate = Estate(context, space)
    gateways = {via}
    for key in estate.named(CONNECTION, via):
        gateways.add(estate.config(key).get("VpnGatewayId") or via)
    for one in context.of_type(ASSOCIATION):
        if one.record.config.get("directConnectGatewayId") == via:
            gateways.add((one.record.config.get("associatedGateway") or {}).get("id") or via)
    found = {key for id_ in gateways for key in estate.named(GATEWAY, id_)}
    found |= {
        one.key for one in context.of_type(ATTACHMENT) if _leads_out(one.record.config, gateways)
    }
    return tuple(name("site", key) for key in sorted(found))


def strangers(context: Context, space: Traffic, account: str) -> tuple[Id, ...]:
    """Return the networks of an account that nobody read, and that are joined to what was read.

    They lie behind a peering, or are attached to a transit gateway.
    """
    estate = Estate(context, space)

    def unread(vpc: str | None) -> bool:
        return estate.find(f"{EC2}VPC", vpc) is None

    found = {
        one.key
        for one in context.of_type(PEERING)
        for end in ends(one.record.config)
        if end.get("OwnerId") == account and unread(end.get("VpcId"))
    }
    found |= {
        one.key
        for one in context.of_type(ATTACHMENT)
        if one.record.config.get("ResourceType") == "vpc"
        and one.record.config.get("ResourceOwnerId") == account
        and unread(one.record.config.get("ResourceId"))
    }
    return tuple(name("site", key) for key in sorted(found))


def _leads_out(attachment: dict[str, Any], ids: set[str]) -> bool:
    """Return whether an attachment is one of those meant, to what is neither a VPC nor a peer."""
    members = ("TransitGatewayAttachmentId", "TransitGatewayId", "ResourceId")
    meant = not ids.isdisjoint(str(attachment.get(member)) for member in members)
    return meant and attachment.get("ResourceType") not in _INSIDE


def doors(context: Context, space: Traffic, site_text: str) -> tuple[tuple[Id, Key | None], ...]:
    """Return the ways in from a site, and the VPC that each leads to; none for a table's choice."""
    estate = Estate(context, space)
    key = Key.parse(site_text)
    if key.type == ATTACHMENT:
        return ((name("associated", key), None),)
    config = estate.config(key)
    peered = key.type == PEERING
    return tuple(
        (name("peer-door" if peered else "site-door", key, vpc), vpc)
        for one in (ends(config) if peered else config.get("VpcAttachments") or ())
        if (vpc := estate.find(f"{EC2}VPC", one.get("VpcId"))) is not None
    )


def holders(context: Context, space: Traffic, site_text: str, place: Where) -> tuple[Id, ...]:
    """Return the ways in from a site by which an address is reached: one of a VPC's."""
    estate = Estate(context, space)
    family, address = place
    every = estate.query(_ranges)
    return tuple(
        door
        for door, vpc in estate.query(doors, site_text)
        if any(
            of == family and low <= address <= high
            for of, (low, high) in (every if vpc is None else _own(estate, vpc))
        )
    )


def _ranges(context: Context, space: Traffic) -> Addresses:
    """Return the ranges of all VPCs."""
    estate = Estate(context, space)
    vpcs = context.of_type(f"{EC2}VPC")
    return tuple(sorted({one for vpc in vpcs for one in _own(estate, vpc.key)}))


def _own(estate: Estate, vpc: Key) -> Addresses:
    return tuple(map(span, cidrs(estate.config(vpc))))


def inhabited(context: Context, space: Traffic, site_text: str) -> Addresses:
    """Return the addresses of interfaces to which ways in from a site may lead."""
    estate = Estate(context, space)
    leads = [vpc for _, vpc in estate.query(doors, site_text)]
    every = (one.key for one in context.of_type(f"{EC2}VPC")) if None in leads else ()
    vpcs = {*every, *(one for one in leads if one is not None)}
    return tuple(
        sorted({one for vpc in vpcs for one in estate.query(interface.inhabited, str(vpc))})
    )


def site_door(context: Context, space: Traffic, gateway_text: str, vpc_text: str) -> Element:
    """Return a virtual private gateway as a site comes in by it: to its VPC's addresses only.

    What bears an address of the VPC as its source is spoofed. By VPN no IPv6 comes; by Direct
    Connect it may.
    https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html
    """
    estate = Estate(context, space)
    key, vpc = Key.parse(gateway_text), Key.parse(vpc_text)
    own = cidrs(estate.config(vpc))
    carried = at(space, Field.DESTINATION, own) - at(space, Field.SOURCE, own)
    return Link(
        id=name("site-door", key, vpc),
        law=Bounds(carried & space.families[IPV4], carried),
        code="not-carried-by-gateway",
        exits=((None, inward_of(estate, key, vpc)),),
        state=_state(estate, key),
    )


def leads_into(
    context: Context, space: Traffic, site_text: str, subnet_text: str
) -> tuple[Id, ...]:
    """Return the ways in from a site that may lead to a subnet."""
    estate = Estate(context, space)
    vpc = estate.find(f"{EC2}VPC", estate.config(Key.parse(subnet_text)).get("VpcId"))
    return tuple(
        door for door, leads_to in estate.query(doors, site_text) if leads_to in {None, vpc}
    )
