"""What joins the networks: endpoints, a peering across the accounts, a hub, a VPN."""

import re
from typing import Any

from demo.estate.account import MAIN, PLATFORM, SHOP, Estate
from demo.estate.network import BY_NAME, OWN, Vpc, spec, subnets

# Network, service, gateway or interface
ENDPOINTS = (
    ("shop", "s3", "Gateway"),
    ("shop", "dynamodb", "Gateway"),
    ("shop", "ecr.api", "Interface"),
    ("shop", "ecr.dkr", "Interface"),
    ("shop", "logs", "Interface"),
    ("shop", "secretsmanager", "Interface"),
    ("shop", "sts", "Interface"),
    ("standby", "s3", "Gateway"),
    ("standby", "dynamodb", "Gateway"),
    ("shared", "s3", "Gateway"),
    ("tools", "ssm", "Interface"),
)

_SHARED_KEY = re.compile("<pre_shared_key>([^<]+)<")


def build_links(estate: Estate) -> None:
    """Build every way from one network to another, or to a service."""
    for network, service, kind in ENDPOINTS:
        _endpoint(estate, BY_NAME[network], service, kind)
    _peering(estate)
    _transit(estate)
    _vpn(estate)


def _endpoint(estate: Estate, vpc: Vpc, service: str, kind: str) -> None:
    name = f"{vpc.name}-{service}"
    where: dict[str, Any] = {}
    if kind == "Gateway":
        tables = [key for key in estate.ids if key.startswith(f"route-table/{vpc.name}-app")]
        where["RouteTableIds"] = [estate.ids[key] for key in tables]
    else:
        where["SubnetIds"] = subnets(estate, vpc.name, "app")
        where["SecurityGroupIds"] = [estate.ids[f"security-group/{vpc.name}-endpoints"]]
        where["PrivateDnsEnabled"] = True
    made = estate.client(vpc.account, "ec2", vpc.region).create_vpc_endpoint(
        VpcId=estate.ids[f"vpc/{vpc.name}"],
        VpcEndpointType=kind,
        ServiceName=f"com.amazonaws.{vpc.region}.{service}",
        TagSpecifications=spec("vpc-endpoint", name),
        **where,
    )
    estate.ids[f"vpc-endpoint/{name}"] = made["VpcEndpoint"]["VpcEndpointId"]


def _peering(estate: Estate) -> None:
    """Join the shop's network with the shared one, across the accounts."""
    shop, shared = BY_NAME["shop"], BY_NAME["shared"]
    asker = estate.client(SHOP, "ec2", MAIN)
    owner = estate.client(PLATFORM, "ec2", MAIN)
    made = asker.create_vpc_peering_connection(
        VpcId=estate.ids["vpc/shop"],
        PeerVpcId=estate.ids["vpc/shared"],
        PeerOwnerId=estate.platform.id,
        PeerRegion=MAIN,
        TagSpecifications=spec("vpc-peering-connection", "shop-shared"),
    )
    peering = made["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    estate.ids["peering/shop-shared"] = peering
    owner.accept_vpc_peering_connection(VpcPeeringConnectionId=peering)
    for ec2, here, there in ((asker, shop, shared), (owner, shared, shop)):
        for zone in here.zones:
            ec2.create_route(
                RouteTableId=estate.ids[f"route-table/{here.name}-app-{zone}"],
                DestinationCidrBlock=there.cidr,
                VpcPeeringConnectionId=peering,
            )


def _transit(estate: Estate) -> None:
    """Join the platform's own networks through a transit gateway with two tables."""
    ec2 = estate.client(PLATFORM, "ec2", MAIN)
    made = ec2.create_transit_gateway(
        Description="Between the platform's networks and the offices",
        Options={"AmazonSideAsn": 64512, "DefaultRouteTablePropagation": "disable"},
        TagSpecifications=spec("transit-gateway", "hub"),
    )
    hub = estate.ids["transit-gateway/hub"] = made["TransitGateway"]["TransitGatewayId"]
    for name in ("shared", "spokes"):
        table = ec2.create_transit_gateway_route_table(
            TransitGatewayId=hub,
            TagSpecifications=spec("transit-gateway-route-table", name),
        )["TransitGatewayRouteTable"]["TransitGatewayRouteTableId"]
        estate.ids[f"transit-gateway-route-table/{name}"] = table
    for network, table_name, other in (("shared", "shared", "spokes"), ("ci", "spokes", "shared")):
        _attach(estate, ec2, network, table_name, other)


def _attach(estate: Estate, ec2: Any, network: str, table_name: str, other: str) -> None:
    hub = estate.ids["transit-gateway/hub"]
    attachment = ec2.create_transit_gateway_vpc_attachment(
        TransitGatewayId=hub,
        VpcId=estate.ids[f"vpc/{network}"],
        SubnetIds=subnets(estate, network, "app"),
        TagSpecifications=spec("transit-gateway-attachment", network),
    )["TransitGatewayVpcAttachment"]["TransitGatewayAttachmentId"]
    estate.ids[f"transit-gateway-attachment/{network}"] = attachment
    ids = {name: estate.ids[f"transit-gateway-route-table/{name}"] for name in (table_name, other)}
    ec2.associate_transit_gateway_route_table(
        TransitGatewayRouteTableId=ids[table_name], TransitGatewayAttachmentId=attachment
    )
    ec2.enable_transit_gateway_route_table_propagation(
        TransitGatewayRouteTableId=ids[other], TransitGatewayAttachmentId=attachment
    )
    ec2.create_transit_gateway_route(
        TransitGatewayRouteTableId=ids[other],
        DestinationCidrBlock=BY_NAME[network].cidr,
        TransitGatewayAttachmentId=attachment,
    )
    for zone in BY_NAME[network].zones:
        ec2.create_route(
            RouteTableId=estate.ids[f"route-table/{network}-app-{zone}"],
            DestinationCidrBlock=OWN,
            TransitGatewayId=hub,
        )


def _vpn(estate: Estate) -> None:
    """Join the office with the shared network."""
    ec2 = estate.client(PLATFORM, "ec2", MAIN)
    office = ec2.create_customer_gateway(
        Type="ipsec.1",
        IpAddress="198.51.100.1",
        BgpAsn=65010,
        TagSpecifications=spec("customer-gateway", "berlin-office"),
    )["CustomerGateway"]["CustomerGatewayId"]
    gateway = ec2.create_vpn_gateway(
        Type="ipsec.1", AmazonSideAsn=64513, TagSpecifications=spec("vpn-gateway", "shared")
    )["VpnGateway"]["VpnGatewayId"]
    ec2.attach_vpn_gateway(VpnGatewayId=gateway, VpcId=estate.ids["vpc/shared"])
    connection = ec2.create_vpn_connection(
        Type="ipsec.1",
        CustomerGatewayId=office,
        VpnGatewayId=gateway,
        TagSpecifications=spec("vpn-connection", "berlin-office"),
    )["VpnConnection"]
    for key in _SHARED_KEY.findall(connection["CustomerGatewayConfiguration"]):
        estate.plant(key)
    estate.ids |= {
        "customer-gateway/berlin-office": office,
        "vpn-gateway/shared": gateway,
        "vpn-connection/berlin-office": connection["VpnConnectionId"],
    }
