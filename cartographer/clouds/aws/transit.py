"""Transit gateways: ways in by zone, tables, ways out, peers, and sites.

https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html
https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html

It refuses to know what lies behind a VPN connection or a Direct Connect gateway.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from cartographer.clouds.aws.estate import EC2, Estate
from cartographer.clouds.aws.gateway import state_of
from cartographer.clouds.aws.name import name
from cartographer.clouds.aws.site import CONNECTION, tunnels
from cartographer.model.key import Key
from cartographer.model.reading import Context
from cartographer.reach.bounds import Bounds
from cartographer.reach.network import (
    Behaviour,
    Element,
    Emit,
    Link,
    Next,
    OneOf,
    Opaque,
    Port,
    State,
    To,
)
from cartographer.reach.traffic import Traffic

VPC_ATTACHMENT = f"{EC2}TransitGatewayVpcAttachment"
TABLE = f"{EC2}TransitGatewayRouteTable"
CONNECT = f"{EC2}TransitGatewayConnect"
_GONE = frozenset({"deleting", "deleted", "failed", "rejected"})
"""States of an attachment that is none any more, though it is still listed."""
_TO_SITES = frozenset({"vpn", "direct-connect-gateway"})
"""Kinds of attachments behind which is a place that nobody models."""

# --- transit gateways -------------------------------------------------------------------------


def transit_door(context: Context, space: Traffic, gateway_text: str, vpc_text: str) -> Element:
    """Return the way from a VPC into a transit gateway.

    Only from zones in which its attachment has a subnet; the subnet's ACL lets in by source.
    """
    estate = Estate(context, space)
    gateway, here = Key.parse(gateway_text), Key.parse(vpc_text)
    id_ = name("transit-door", gateway, here)
    gateway_id = estate.config(gateway).get("TransitGatewayId")
    mine = [
        (key, estate.config(key))
        for key in estate.pointing(here, "in-network", VPC_ATTACHMENT)
        if estate.config(key).get("TransitGatewayId") == gateway_id
    ]
    for key, config in sorted(mine, key=lambda one: state_of(one[1].get("State"), "").up is False):
        if config.get("State") not in _GONE:
            return Link(
                id=id_,
                law=Bounds.exactly(space.everything),
                code="never",
                exits=tuple(
                    (zone, To(name("gate", key, subnet))) for zone, subnet in _zones(estate, config)
                ),
                keeps_labels=True,
                zone_code="no-attachment-in-zone",
                state=state_of(config.get("State"), "attachment"),
            )
    if estate.seen(VPC_ATTACHMENT, here):
        return Link(id_, Bounds.exactly(space.everything), "never", (), zone_code="not-attached")
    return Opaque(id_, "attachment-not-seen")


def _zones(estate: Estate, attachment: dict[str, Any]) -> Iterator[tuple[str | None, Key]]:
    for subnet_id in attachment.get("SubnetIds") or ():
        subnet = estate.find(f"{EC2}Subnet", subnet_id)
        if subnet is not None:
            yield estate.config(subnet).get("AvailabilityZone"), subnet


def gate(context: Context, space: Traffic, attachment_text: str, subnet_text: str) -> Element:
    """Return an attachment's place in a subnet, half outside of it.

    What enters the transit gateway crosses the ACL inwards, what leaves it outwards.
    https://docs.aws.amazon.com/vpc/latest/tgw/tgw-nacls.html
    """
    estate = Estate(context, space)
    attachment, subnet = Key.parse(attachment_text), Key.parse(subnet_text)
    config = estate.config(subnet)
    network = estate.find(f"{EC2}VPC", config.get("VpcId"))
    return Port(
        id=name("gate", attachment, subnet),
        addresses=(),
        behaviour=Behaviour(
            domain=name("unseen", "vpc-not-seen") if network is None else name("vpc", network),
            table=name("table", subnet),
            egress=(name("acl-out", subnet),),
            ingress=(name("acl-in", subnet),),
            zone=config.get("AvailabilityZone"),
            place=str(subnet),
            beside=True,
            forwards=True,
        ),
        beyond=name("associated", attachment),
    )


def associated(context: Context, space: Traffic, attachment_text: str) -> Element:
    """Return the way from an attachment to the table that it is associated with."""
    estate = Estate(context, space)
    key = Key.parse(attachment_text)
    config = estate.config(key)
    id_ = name("associated", key)
    gateway = config.get("TransitGatewayId")
    for one in estate.named(
        f"{EC2}TransitGatewayAttachment", config.get("TransitGatewayAttachmentId")
    ):
        row = estate.config(one)
        if row.get("TransitGatewayId") != gateway:
            continue
        association = row.get("Association") or {}
        table = estate.find(TABLE, association.get("TransitGatewayRouteTableId"))
        owner = estate.find(f"{EC2}TransitGateway", gateway)
        seen = owner is not None and estate.seen(TABLE, owner)
        if table is None and (association or not seen):
            return Opaque(id_, "transit-table-not-seen")
        return Link(
            id=id_,
            law=Bounds.exactly(space.everything),
            code="never",
            exits=() if table is None else ((None, To(name("transit-table", table))),),
            keeps_labels=_keeps_groups(estate, key),
            zone_code="no-table-associated",
        )
    return Opaque(id_, "attachment-not-seen")


def _keeps_groups(estate: Estate, attachment: Key) -> bool | None:
    """Return whether group references pass: gateway and attachment must both have it on.

    https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html
    """
    config = estate.config(attachment)
    options = config.get("Options") or {}
    gateway = estate.find(f"{EC2}TransitGateway", config.get("TransitGatewayId"))
    general = estate.config(gateway).get("Options") or {} if gateway is not None else {}
    words = {one.get("SecurityGroupReferencingSupport") for one in (options, general)}
    return words == {"enable"}


def attachment(context: Context, space: Traffic, attachment_text: str) -> Element:
    """Return the way out of a transit gateway by an attachment.

    What becomes of zones where two gateways are peered no page says: none is kept.
    """
    estate = Estate(context, space)
    key = Key.parse(attachment_text)
    config = estate.config(key)
    id_ = name("attachment", key)
    kind = _kind(estate, key, config)
    way = Link(id_, Bounds.exactly(space.everything), "never", (), keeps_zone=False)
    state = state_of(config.get("State"), "attachment")
    if kind == "vpc":
        found = _in_vpc(estate, config)
        if found is None:
            return Opaque(id_, "attachment-not-seen")
        keeps = _keeps_groups(estate, found)
        exits = _exits(estate, found)
        return replace(way, exits=exits, keeps_labels=keeps, keeps_zone=True, state=state)
    if kind == "peering":
        state = _peering_state(estate, key, config)
        return replace(way, exits=((None, _peer(estate, key, config)),), state=state)
    if kind in _TO_SITES:
        there: Next = To(name("site", key))
        back = To(name("associated", key))
        state = _connected(estate, kind, config) or state
        return replace(way, exits=((None, there),), back=back, state=state)
    return Opaque(id_, f"{kind}-attachment-not-modelled" if kind != "connect" else "appliance")


def _connected(estate: Estate, kind: str, config: dict[str, Any]) -> State | None:
    """Return the state of a VPN connection's tunnels, if they are down or were not read."""
    if kind != "vpn":
        return None
    found = estate.named(CONNECTION, config.get("ResourceId"))
    return tunnels(estate, found) if found else State(up=None, code="vpn-connection-not-seen")


def _kind(estate: Estate, key: Key, config: dict[str, Any]) -> str:
    """Return what an attachment leads to; a Connect one to a site, if Direct Connect carries it.

    Else an appliance in a VPC is its other end.
    https://docs.aws.amazon.com/vpc/latest/tgw/tgw-connect.html
    """
    kind = str(config.get("ResourceType"))
    for one in estate.pointing(key, "part-of", CONNECT) if kind == "connect" else ():
        below = estate.config(one).get("TransportTransitGatewayAttachmentId")
        for carrier in estate.named(f"{EC2}TransitGatewayAttachment", below):
            carried_by = estate.config(carrier).get("ResourceType")
            kind = str(carried_by) if carried_by in _TO_SITES else kind
    return kind


def _exits(estate: Estate, attachment: Key) -> tuple[tuple[str | None, Next], ...]:
    """Return where a VPC's attachment comes out, by the zone that packets came in at.

    They stay in their zone if it has a subnet there, else any is chosen. In appliance mode any
    is, and is kept for both directions of a flow.
    https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-appliance-scenario.html
    """
    config = estate.config(attachment)
    gates = {zone: Emit(name("gate", attachment, at)) for zone, at in _zones(estate, config)}
    choices = tuple(gates.values())
    if not choices:
        return ()
    if (config.get("Options") or {}).get("ApplianceModeSupport") == "enable":
        return ((None, OneOf(choices, "appliance-mode", both_ways=True)),)
    return (*gates.items(), (None, OneOf(choices, "any-zone")))


def _peering_state(estate: Estate, key: Key, config: dict[str, Any]) -> State:
    """Return whether a peering of transit gateways works, by the side that says more.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TransitGatewayPeeringAttachment.html
    """
    own = state_of(config.get("State"), "peering-attachment")
    for one in estate.pointing(key, "part-of", f"{EC2}TransitGatewayPeeringAttachment"):
        found = state_of(estate.config(one).get("State"), "peering-attachment")
        if not found.up:
            return found
    return own


def _in_vpc(estate: Estate, config: dict[str, Any]) -> Key | None:
    """Return the attachment as its VPC has it, with its subnets."""
    vpc = estate.find(f"{EC2}VPC", config.get("ResourceId"))
    same = config.get("TransitGatewayAttachmentId")
    for key in estate.pointing(vpc, "in-network", VPC_ATTACHMENT) if vpc else ():
        if estate.config(key).get("TransitGatewayAttachmentId") == same:
            return key
    return None


def _peer(estate: Estate, key: Key, config: dict[str, Any]) -> Next:
    """Return the other end of a transit gateway peering: the same attachment, seen from there."""
    same = config.get("TransitGatewayAttachmentId")
    for other in estate.named(f"{EC2}TransitGatewayAttachment", same):
        if other != key:
            return To(name("associated", other))
    return To(name("unseen", "peer-not-seen"))
