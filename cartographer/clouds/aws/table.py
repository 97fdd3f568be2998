"""Route tables of subnets, gateways and transit gateways.

Longest prefix wins; of equal ones a static route before a propagated one, and a prefix before a
prefix list. A subnet without an association has the VPC's main table.
https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from cartographer.clouds.aws.estate import EC2, Estate
from cartographer.clouds.aws.guard import entries
from cartographer.clouds.aws.name import name
from cartographer.clouds.aws.packet import PRIVATE, at, cidrs, length
from cartographer.model.key import Key
from cartographer.model.reading import Context
from cartographer.reach.network import (
    Drop,
    Element,
    Local,
    Maybe,
    Next,
    OneOf,
    Opaque,
    Origin,
    Route,
    Table,
    To,
)
from cartographer.reach.traffic import Field, Traffic, TrafficSet

LEARNED = "EnableVgwRoutePropagation"
"""Origin of a propagated route."""
_ORIGINS: dict[str | None, Origin] = {
    "CreateRouteTable": "default",
    LEARNED: "learned",
    "Advertisement": "learned",
}
"""Origin of a route -> where it is from; others were written by hand.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html
"""
_NEAREST = 129
"""Length that is longer than any prefix's."""
STATIC, LISTED, PROPAGATED = range(3)
"""Preference among routes of the same prefix."""
_UNREAD = 128
"""Length under which a route by an unread prefix list stands: it may be narrower than any other."""


def subnet_table(context: Context, space: Traffic, subnet_text: str) -> Element:
    """Return the table of a subnet: its own, else its VPC's main one."""
    estate = Estate(context, space)
    id_ = name("table", subnet_text)
    found = route_table(estate, Key.parse(subnet_text))
    if found is None:
        return Opaque(id_, "route-table-not-seen")
    return _table(estate, id_, found, Key.parse(subnet_text))


def gateway_table(context: Context, space: Traffic, gateway_text: str) -> Element:
    """Return the edge table of a gateway."""
    estate = Estate(context, space)
    id_ = name("edge-table", gateway_text)
    found = edge_table(estate, Key.parse(gateway_text))
    return Opaque(id_, "route-table-not-seen") if found is None else _table(estate, id_, found)


def route_table(estate: Estate, subnet: Key) -> Key | None:
    """Return the route table that counts for a subnet."""
    own = next(iter(estate.pointing(subnet, "applies-to", f"{EC2}RouteTable")), None)
    if own is not None:
        return own
    vpc = estate.find(f"{EC2}VPC", estate.config(subnet).get("VpcId"))
    if vpc is None or not estate.seen(f"{EC2}RouteTable", vpc):
        return None
    for key in estate.pointing(vpc, "in-network", f"{EC2}RouteTable"):
        if any(one.get("Main") for one in estate.config(key).get("Associations") or ()):
            return key
    return None


def edge_table(estate: Estate, gateway: Key) -> Key | None:
    """Return the table that a gateway's incoming traffic looks at, if it has one."""
    return next(iter(estate.pointing(gateway, "applies-to", f"{EC2}RouteTable")), None)


def _table(estate: Estate, id_: str, key: Key, subnet: Key | None = None) -> Table:
    config = estate.config(key)
    vpc = estate.find(f"{EC2}VPC", config.get("VpcId"))
    rows = config.get("Routes") or ()
    routes = [
        _within(estate, replace(route, origin=_ORIGINS.get(row.get("Origin"), "user")), vpc, row)
        for row in rows
        for route in _routes(estate, row, vpc, key)
    ]
    own = () if subnet is None or vpc is None else _own(estate, subnet, vpc, routes)
    return Table(id_, (*own, *_tied(routes)), holder=str(key))


def _within(estate: Estate, route: Route, vpc: Key | None, row: dict[str, Any]) -> Route:
    """Return a route without what the local route takes before it, however narrow it is.

    Of propagated routes it takes all of the VPC, of static ones nothing.
    https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNRoutingTypes.html
    """
    if row.get("Origin") != LEARNED or vpc is None:
        return route
    local = at(estate.space, Field.DESTINATION, cidrs(estate.config(vpc)))
    return replace(route, match=route.match - local)


def _own(estate: Estate, subnet: Key, vpc: Key, routes: list[Route]) -> Iterator[Route]:
    """Yield the routes of a subnet's own prefixes, where the table would send them elsewhere.

    What stays in a subnet never gets to its router, whatever the table says.
    """
    home = Local(name("vpc", vpc))
    least = min((one.length for one in routes if one.next == home), default=0)
    others = [one for one in routes if one.next != home and one.length > least]
    for prefix in cidrs(estate.config(subnet)):
        match = at(estate.space, Field.DESTINATION, (prefix,))
        if any(one.match & match for one in others):
            yield Route(match, _NEAREST, home, f"{prefix} → same subnet", origin="default")


def _tied(routes: list[Route]) -> Iterator[Route]:
    """Yield routes; of prefix lists that overlap and lead elsewhere one counts, at random."""
    leads: dict[tuple[TrafficSet, int], dict[Next, None]] = {}
    for route in routes:
        leads.setdefault((route.match, route.preference), {})[route.next] = None
    for route in routes:
        choices = tuple(leads[route.match, route.preference])
        several = len(choices) > 1 and route.known and route.preference == LISTED
        yield replace(route, next=OneOf(choices, "equal-routes")) if several else route


def _routes(estate: Estate, row: dict[str, Any], vpc: Key | None, table: Key) -> Iterator[Route]:
    next_ = next_hop(estate, row, vpc, table)
    if row.get("State") == "blackhole":
        next_ = Drop("blackhole-route", next_)
    preference = PROPAGATED if row.get("Origin") == LEARNED else STATIC
    prefix = row.get("DestinationCidrBlock") or row.get("DestinationIpv6CidrBlock")
    target = _target(row)
    if prefix:
        match = at(estate.space, Field.DESTINATION, (prefix,))
        yield Route(match, length(prefix), next_, f"{prefix} → {target}", preference)
        return
    list_ = row.get("DestinationPrefixListId")
    prefixes = entries(estate, list_) if list_ else None
    if prefixes is None:
        match = _any_of(estate, vpc) if target.startswith("vpce-") else estate.space.everything
        yield Route(match, _UNREAD, next_, f"{list_} → {target}", LISTED, known=False)
        return
    for one in prefixes:
        match = at(estate.space, Field.DESTINATION, (one,))
        yield Route(match, length(one), next_, f"{list_} ({one}) → {target}", LISTED)


def _any_of(estate: Estate, vpc: Key | None) -> TrafficSet:
    """Return the packets to what a gateway endpoint may serve: public addresses, not the VPC's."""
    own = () if vpc is None else cidrs(estate.config(vpc))
    return estate.space.everything - at(estate.space, Field.DESTINATION, (*PRIVATE, *own))


_TARGETS = (
    "GatewayId",
    "NatGatewayId",
    "TransitGatewayId",
    "VpcPeeringConnectionId",
    "NetworkInterfaceId",
    "InstanceId",
    "EgressOnlyInternetGatewayId",
    "CarrierGatewayId",
    "LocalGatewayId",
    "CoreNetworkArn",
    "OdbNetworkArn",
)


def _target(row: dict[str, Any]) -> str:
    return next((str(row[member]) for member in _TARGETS if row.get(member)), "nothing")


def next_hop(estate: Estate, row: dict[str, Any], vpc: Key | None, table: Key) -> Next:
    """Return where a route leads."""
    target = _target(row)
    if vpc is None:
        return Maybe("vpc-not-seen")
    if target == "local":
        return Local(name("vpc", vpc))
    if row.get("NatGatewayId") and row.get("DestinationIpv6CidrBlock"):
        return Maybe("nat64-not-modelled")
    for member, type_, kind in _BY_MEMBER:
        if row.get(member) and (not kind.prefix or target.startswith(kind.prefix)):
            return kind(estate, type_, target, vpc, table)
    return Maybe("route-target-not-modelled")


class _Kind:
    """How one sort of target becomes a next hop."""

    def __init__(self, kind: str, prefix: str = "", *, of_vpc: bool = False) -> None:
        self.kind = kind
        self.prefix = prefix
        self.of_vpc = of_vpc

    def __call__(self, estate: Estate, type_: str, id_: str, vpc: Key, table: Key) -> Next:
        found = [
            key
            for key in estate.named(type_, id_)
            if len(estate.named(type_, id_)) == 1 or _near(estate, key, table)
        ]
        if not found:
            seen = estate.seen(type_, table)
            return Drop("target-gone") if seen and not self.of_vpc else Maybe("target-not-seen")
        return To(name(self.kind, found[0], vpc) if self.of_vpc else name(self.kind, found[0]))


def _near(estate: Estate, key: Key, other: Key) -> bool:
    one, two = estate.get(key), estate.get(other)
    return one is not None and two is not None and one.record.region == two.record.region


_BY_MEMBER: tuple[tuple[str, str, _Kind], ...] = (
    ("GatewayId", f"{EC2}InternetGateway", _Kind("internet-gateway", "igw-", of_vpc=True)),
    ("GatewayId", f"{EC2}VPNGateway", _Kind("virtual-gateway", "vgw-", of_vpc=True)),
    ("GatewayId", f"{EC2}VPCEndpoint", _Kind("endpoint", "vpce-", of_vpc=True)),
    ("NatGatewayId", f"{EC2}NatGateway", _Kind("nat-door")),
    ("TransitGatewayId", f"{EC2}TransitGateway", _Kind("transit-door", of_vpc=True)),
    ("VpcPeeringConnectionId", f"{EC2}VPCPeeringConnection", _Kind("peering", of_vpc=True)),
    ("NetworkInterfaceId", f"{EC2}NetworkInterface", _Kind("interface")),
    (
        "EgressOnlyInternetGatewayId",
        f"{EC2}EgressOnlyInternetGateway",
        _Kind("egress-gateway", of_vpc=True),
    ),
    ("CarrierGatewayId", f"{EC2}CarrierGateway", _Kind("carrier-gateway", of_vpc=True)),
)


# --- transit gateways -------------------------------------------------------------------------

_GONE = frozenset({"deleting", "deleted"})
"""States of a transit gateway's route that leads nowhere any more."""


def transit_table(context: Context, space: Traffic, table_text: str) -> Element:
    """Return a transit gateway's route table: static routes, and what attachments propagate.

    https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html
    """
    estate = Estate(context, space)
    key = Key.parse(table_text)
    id_ = name("transit-table", key)
    static = estate.aspect(key, "static-routes")
    if static is None:
        return Opaque(id_, "transit-routes-not-seen")
    live = [row for row in static if row.get("State") not in _GONE]
    routes = [route for row in live for route in _transit(estate, row, key, STATIC)]
    propagated = estate.aspect(key, "propagated-routes")
    gap = None
    if propagated is not None:
        routes += [route for row in propagated for route in _transit(estate, row, key, PROPAGATED)]
    elif estate.seen(f"{EC2}TransitGatewayRouteTablePropagation", key):
        for one in estate.pointing(key, "part-of", f"{EC2}TransitGatewayRouteTablePropagation"):
            found = _propagated(estate, estate.config(one), key)
            if found is None:
                gap = "transit-propagation-not-seen"
            else:
                routes += found
    else:
        gap = "transit-propagation-not-seen"
    return Table(id_, tuple(routes), complete=gap is None, gap=gap, holder=table_text)


def _transit(estate: Estate, row: dict[str, Any], table: Key, preference: int) -> Iterator[Route]:
    attachments = row.get("TransitGatewayAttachments") or ()
    ids = [one.get("TransitGatewayAttachmentId") for one in attachments]
    choices = tuple(attachment(estate, one, table) for one in ids)
    next_: Next = choices[0] if len(ids) == 1 else OneOf(choices, "equal-routes")
    next_ = next_ if ids else Drop("blackhole-route")
    if row.get("State") == "blackhole" and ids:
        next_ = Drop("blackhole-route", next_)
    target = ", ".join(str(one) for one in ids) or "blackhole"
    prefix, list_ = row.get("DestinationCidrBlock"), row.get("PrefixListId")
    origin: Origin = "learned" if preference == PROPAGATED else "user"
    if prefix:
        match = at(estate.space, Field.DESTINATION, (prefix,))
        yield Route(match, length(prefix), next_, f"{prefix} → {target}", preference, origin=origin)
        return
    prefixes_ = entries(estate, list_) if list_ else None
    if prefixes_ is None:
        rule = f"{list_} → {target}"
        yield Route(estate.space.everything, _UNREAD, next_, rule, preference, known=False)
    for one in prefixes_ or ():
        match = at(estate.space, Field.DESTINATION, (one,))
        yield Route(match, length(one), next_, f"{list_} ({one}) → {target}", LISTED)


def _propagated(estate: Estate, row: dict[str, Any], table: Key) -> list[Route] | None:
    """Return what an attachment propagates: a VPC its prefixes; of others nobody knows."""
    if row.get("State") not in {"enabled", "enabling"}:
        return []
    vpc = estate.find(f"{EC2}VPC", row.get("ResourceId"))
    if row.get("ResourceType") != "vpc" or vpc is None:
        return None
    next_ = attachment(estate, row.get("TransitGatewayAttachmentId"), table)
    return [
        Route(
            at(estate.space, Field.DESTINATION, (one,)),
            length(one),
            next_,
            f"{one} → {row.get('TransitGatewayAttachmentId')} (propagated)",
            PROPAGATED,
            origin="learned",
        )
        for one in cidrs(estate.config(vpc))
    ]


def attachment(estate: Estate, id_: str | None, table: Key) -> Next:
    """Return the way out of a transit gateway by an attachment."""
    gateway = estate.config(table).get("TransitGatewayId")
    for key in estate.named(f"{EC2}TransitGatewayAttachment", id_):
        if estate.config(key).get("TransitGatewayId") == gateway:
            return To(name("attachment", key))
    return Maybe("attachment-not-seen")
