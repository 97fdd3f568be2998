"""The networks: five VPCs in two accounts, their subnets, ways out, and route tables."""

from dataclasses import dataclass
from typing import Any

from demo.estate.account import MAIN, PLATFORM, SECOND, SHOP, Estate, tags

ANYWHERE = "0.0.0.0/0"
OWN = "10.0.0.0/8"
OFFICE = "198.51.100.0/24"

_TEAM = "network"
_TIER_BASE = {"public": 0, "app": 16, "data": 32}


@dataclass(frozen=True)
class Vpc:
    """One network: a subnet for each tier and zone, a way out if it has a public tier."""

    name: str
    account: str
    region: str
    block: str
    """First two bytes of its addresses."""
    zones: str
    tiers: tuple[str, ...]
    nats: int = 0
    """Address translators, one in each of the first zones."""

    @property
    def cidr(self) -> str:
        """All its addresses."""
        return f"{self.block}.0.0/16"

    def subnet_cidr(self, tier: str, zone: str) -> str:
        """Return the addresses of one subnet."""
        return f"{self.block}.{_TIER_BASE[tier] + self.zones.index(zone)}.0/24"


VPCS = (
    Vpc("shop", SHOP, MAIN, "10.20", "abc", ("public", "app", "data"), nats=2),
    Vpc("standby", SHOP, SECOND, "10.21", "ab", ("public", "app", "data"), nats=1),
    Vpc("shared", PLATFORM, MAIN, "10.40", "ab", ("public", "app"), nats=1),
    Vpc("ci", PLATFORM, MAIN, "10.41", "ab", ("public", "app"), nats=1),
    Vpc("tools", PLATFORM, SECOND, "10.42", "ab", ("app",)),
)
BY_NAME = {vpc.name: vpc for vpc in VPCS}


def build_network(estate: Estate) -> None:
    """Build every network, empty of everything but its tables."""
    for account in (SHOP, PLATFORM):
        for region in (MAIN, SECOND):
            _remove_default_vpc(estate.client(account, "ec2", region))
    for vpc in VPCS:
        _vpc(estate, vpc)


def spec(kind: str, name: str, team: str = _TEAM, env: str = "prod") -> list[dict[str, Any]]:
    """Return the tags of a thing of EC2's, as its create calls take them."""
    return [{"ResourceType": kind, "Tags": tags(name, team, env)}]


def subnets(estate: Estate, network: str, tier: str) -> list[str]:
    """Return the ids of a tier's subnets, a zone each."""
    return [estate.ids[f"subnet/{network}-{tier}-{zone}"] for zone in BY_NAME[network].zones]


def _remove_default_vpc(ec2: Any) -> None:
    """Remove the network that every region is born with, as a landing zone does.

    Moto leaves that network's access list behind, and lets nobody delete it.
    """
    for vpc in ec2.describe_vpcs()["Vpcs"]:
        here = [{"Name": "vpc-id", "Values": [vpc["VpcId"]]}]
        for subnet in ec2.describe_subnets(Filters=here)["Subnets"]:
            ec2.delete_subnet(SubnetId=subnet["SubnetId"])
        attached = [{"Name": "attachment.vpc-id", "Values": [vpc["VpcId"]]}]
        for gateway in ec2.describe_internet_gateways(Filters=attached)["InternetGateways"]:
            name = gateway["InternetGatewayId"]
            ec2.detach_internet_gateway(InternetGatewayId=name, VpcId=vpc["VpcId"])
            ec2.delete_internet_gateway(InternetGatewayId=name)
        ec2.delete_vpc(VpcId=vpc["VpcId"])


def _vpc(estate: Estate, vpc: Vpc) -> None:
    ec2 = estate.client(vpc.account, "ec2", vpc.region)
    made = ec2.create_vpc(CidrBlock=vpc.cidr, TagSpecifications=spec("vpc", vpc.name))
    vpc_id = estate.ids[f"vpc/{vpc.name}"] = made["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=vpc_id, EnableDnsHostnames={"Value": True})
    _dhcp_options(estate, ec2, vpc)
    for tier in vpc.tiers:
        for zone in vpc.zones:
            _subnet(estate, ec2, vpc, tier, zone)
    if "public" in vpc.tiers:
        _internet_gateway(estate, ec2, vpc)
    for zone in vpc.zones[: vpc.nats]:
        _nat_gateway(estate, ec2, vpc, zone)
    _route_tables(estate, ec2, vpc)


def _dhcp_options(estate: Estate, ec2: Any, vpc: Vpc) -> None:
    made = ec2.create_dhcp_options(
        DhcpConfigurations=[
            {"Key": "domain-name", "Values": [f"{vpc.name}.internal.example"]},
            {"Key": "domain-name-servers", "Values": ["AmazonProvidedDNS"]},
        ],
        TagSpecifications=spec("dhcp-options", vpc.name),
    )
    options = estate.ids[f"dhcp-options/{vpc.name}"] = made["DhcpOptions"]["DhcpOptionsId"]
    ec2.associate_dhcp_options(DhcpOptionsId=options, VpcId=estate.ids[f"vpc/{vpc.name}"])


def _subnet(estate: Estate, ec2: Any, vpc: Vpc, tier: str, zone: str) -> None:
    name = f"{vpc.name}-{tier}-{zone}"
    made = ec2.create_subnet(
        VpcId=estate.ids[f"vpc/{vpc.name}"],
        CidrBlock=vpc.subnet_cidr(tier, zone),
        AvailabilityZone=vpc.region + zone,
        TagSpecifications=spec("subnet", name),
    )
    estate.ids[f"subnet/{name}"] = made["Subnet"]["SubnetId"]
    if tier == "public":
        ec2.modify_subnet_attribute(
            SubnetId=estate.ids[f"subnet/{name}"], MapPublicIpOnLaunch={"Value": True}
        )


def _internet_gateway(estate: Estate, ec2: Any, vpc: Vpc) -> None:
    made = ec2.create_internet_gateway(TagSpecifications=spec("internet-gateway", vpc.name))
    gateway = made["InternetGateway"]["InternetGatewayId"]
    estate.ids[f"internet-gateway/{vpc.name}"] = gateway
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=estate.ids[f"vpc/{vpc.name}"])


def _nat_gateway(estate: Estate, ec2: Any, vpc: Vpc, zone: str) -> None:
    name = f"{vpc.name}-{zone}"
    address = ec2.allocate_address(
        Domain="vpc", TagSpecifications=spec("elastic-ip", f"{name}-nat")
    )
    estate.ids[f"address/{name}-nat"] = address["AllocationId"]
    made = ec2.create_nat_gateway(
        SubnetId=estate.ids[f"subnet/{vpc.name}-public-{zone}"],
        AllocationId=address["AllocationId"],
        TagSpecifications=spec("natgateway", name),
    )
    estate.ids[f"nat-gateway/{name}"] = made["NatGateway"]["NatGatewayId"]


def _route_tables(estate: Estate, ec2: Any, vpc: Vpc) -> None:
    """Give public and data tiers one table, and app subnets one each: each zone has its own NAT."""
    for tier in vpc.tiers:
        for zones in vpc.zones if tier == "app" else (vpc.zones,):
            name = f"{vpc.name}-{tier}" + (f"-{zones}" if tier == "app" else "")
            made = ec2.create_route_table(
                VpcId=estate.ids[f"vpc/{vpc.name}"], TagSpecifications=spec("route-table", name)
            )
            table = estate.ids[f"route-table/{name}"] = made["RouteTable"]["RouteTableId"]
            for zone in zones:
                subnet = estate.ids[f"subnet/{vpc.name}-{tier}-{zone}"]
                ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
            if way_out := _way_out(estate, vpc, tier, zones):
                ec2.create_route(RouteTableId=table, DestinationCidrBlock=ANYWHERE, **way_out)


def _way_out(estate: Estate, vpc: Vpc, tier: str, zones: str) -> dict[str, str]:
    """Return where a subnet's traffic to everywhere goes: the zone's NAT, or the last one."""
    if tier == "public":
        return {"GatewayId": estate.ids[f"internet-gateway/{vpc.name}"]}
    if tier == "app" and vpc.nats:
        zone = vpc.zones[min(vpc.zones.index(zones), vpc.nats - 1)]
        return {"NatGatewayId": estate.ids[f"nat-gateway/{vpc.name}-{zone}"]}
    return {}
