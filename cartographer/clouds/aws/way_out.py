"""Where routes of a table may lead: the ways out that stand ready, whether a route names them.

https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
https://docs.aws.amazon.com/vpc/latest/tgw/tgw-route-tables.html

It refuses to know which routes there are.
"""

from __future__ import annotations

from cartographer.clouds.aws.estate import EC2, Estate
from cartographer.clouds.aws.name import name
from cartographer.clouds.aws.transit import VPC_ATTACHMENT
from cartographer.model.key import Key
from cartographer.model.reading import Context
from cartographer.reach.network import Id
from cartographer.reach.traffic import Traffic

_WAYS: tuple[tuple[str, str, str, bool], ...] = (
    ("in-network", f"{EC2}InternetGateway", "internet-gateway", True),
    ("in-network", f"{EC2}EgressOnlyInternetGateway", "egress-gateway", True),
    ("in-network", f"{EC2}CarrierGateway", "carrier-gateway", True),
    ("attached-to", f"{EC2}VPNGateway", "virtual-gateway", True),
    ("peers-with", f"{EC2}VPCPeeringConnection", "peering", True),
    ("in-network", f"{EC2}NatGateway", "nat-door", False),
)
"""Relation to a VPC, type, kind of element, and whether that is made for each VPC."""


def of_subnet(context: Context, space: Traffic, subnet_text: str) -> tuple[Id, ...]:
    """Return the ways out that a route of a subnet's table may lead to."""
    estate = Estate(context, space)
    vpc = estate.find(f"{EC2}VPC", estate.config(Key.parse(subnet_text)).get("VpcId"))
    if vpc is None:
        return ()
    found = [
        name(kind, key, vpc) if of_vpc else name(kind, key)
        for relation, type_, kind, of_vpc in _WAYS
        for key in estate.pointing(vpc, relation, type_)
    ]
    for key in estate.pointing(vpc, "in-network", VPC_ATTACHMENT):
        gateway = estate.find(f"{EC2}TransitGateway", estate.config(key).get("TransitGatewayId"))
        if gateway is not None:
            found.append(name("transit-door", gateway, vpc))
    return tuple(dict.fromkeys(found))


def of_transit_table(context: Context, space: Traffic, table_text: str) -> tuple[Id, ...]:
    """Return the attachments that a route of a transit gateway's table may lead to."""
    estate = Estate(context, space)
    gateway = estate.config(Key.parse(table_text)).get("TransitGatewayId")
    return tuple(
        name("attachment", one.key)
        for one in context.of_type(f"{EC2}TransitGatewayAttachment")
        if gateway and one.record.config.get("TransitGatewayId") == gateway
    )
