"""An estate of interfaces for the network engine: seeded, in realistic classes.

A VPC holds a thousand interfaces in eight subnets, half of them public. An application has a
dozen interfaces in two zones and a group of its own; one machine in three has a public address.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import IPv4Address
from typing import Any

from cartographer.model.coverage import Claim, Coverage, Scope, State
from cartographer.model.key import Key
from cartographer.model.patch import Patch
from cartographer.model.resource import Aspect, Observation

ACCOUNT, REGION = "111122223333", "eu-central-1"
START = datetime(2026, 1, 1, tzinfo=UTC)
PER_VPC, SUBNETS, PER_APPLICATION = 1000, 8, 12
_ARNS = {
    "VPC": "vpc",
    "Subnet": "subnet",
    "NetworkInterface": "network-interface",
    "SecurityGroup": "security-group",
    "NetworkAcl": "network-acl",
    "RouteTable": "route-table",
    "InternetGateway": "internet-gateway",
    "NatGateway": "natgateway",
    "VPNGateway": "vpn-gateway",
    "Instance": "instance",
}
_LISTED = (*_ARNS, "PrefixList", "EIP", "VPCBlockPublicAccessOptions")
_PORTS = (22, 80, 443, 3306, 5432, 6379, 8080, 8443, 9092, 9200)


def key(type_: str, id_: str) -> Key:
    """Return the key of a resource of the estate."""
    arn = f"arn:aws:ec2:{REGION}:{ACCOUNT}:{_ARNS[type_]}/{id_}"
    return Key("aws", "aws", f"AWS::EC2::{type_}", arn)


def observed(type_: str, id_: str, config: dict[str, Any], at: datetime = START) -> Observation:
    """Return a resource as a call saw it."""
    return Observation(
        key=key(type_, id_),
        viewer=ACCOUNT,
        observed_at=at,
        account=ACCOUNT,
        region=REGION,
        listed_in=REGION,
        native_id=id_,
        config={**config, "OwnerId": ACCOUNT},
        aspects=dict[str, Aspect](),
    )


def estate(size: int, seed: int = 7) -> Patch:
    """Return an estate of about so many interfaces as one patch."""
    scopes = [Scope("aws", ACCOUNT, REGION, f"AWS::EC2::{type_}") for type_ in _LISTED]
    return Patch(
        cause="benchmark",
        upserts=tuple(_resources(size, random.Random(seed))),
        claims=tuple(Claim("aws", ACCOUNT, REGION, one.type, START) for one in scopes),
        coverage=tuple(Coverage(one, State.COMPLETE, since=START) for one in scopes),
    )


def _resources(size: int, dice: random.Random) -> Iterator[Observation]:
    for number in range(max(1, round(size / PER_VPC))):
        yield from _vpc(number, min(size, PER_VPC), dice)


def _vpc(number: int, count: int, dice: random.Random) -> Iterator[Observation]:
    vpc, base = f"vpc-{number}", int(IPv4Address("10.0.0.0")) + (number % 256 << 16)
    yield observed("VPC", vpc, {"VpcId": vpc, "CidrBlock": f"{IPv4Address(base)}/16"})
    attached = [{"State": "available", "VpcId": vpc}]
    igw = {"InternetGatewayId": f"igw-{number}", "Attachments": attached}
    yield observed("InternetGateway", f"igw-{number}", igw)
    yield from _tables(number, vpc)
    yield from _acls(number, vpc, dice)
    groups = max(1, count // PER_APPLICATION)
    for at in range(groups):
        yield group(vpc, f"sg-{number}-{at}", dice)
    for at in range(SUBNETS):
        subnet = f"subnet-{number}-{at}"
        prefix = f"{IPv4Address(base + (at << 12))}/20"
        zone = f"{REGION}{'ab'[at % 2]}"
        yield observed(
            "Subnet",
            subnet,
            {"SubnetId": subnet, "VpcId": vpc, "CidrBlock": prefix, "AvailabilityZone": zone},
        )
    for at in range(count):
        yield from _machine((number, at), vpc, base, groups)


def _tables(number: int, vpc: str) -> Iterator[Observation]:
    local = {"DestinationCidrBlock": f"10.{number % 256}.0.0/16", "GatewayId": "local"}
    for kind, half in (("public", 0), ("private", 1)):
        out = {"DestinationCidrBlock": "0.0.0.0/0", "State": "active"}
        out |= {"GatewayId": f"igw-{number}"} if kind == "public" else {}
        subnets = [f"subnet-{number}-{at}" for at in range(SUBNETS) if at % 2 == half]
        id_ = f"rtb-{number}-{kind}"
        yield observed(
            "RouteTable",
            id_,
            {
                "RouteTableId": id_,
                "VpcId": vpc,
                "Routes": [{**local, "State": "active"}, *([out] if "GatewayId" in out else [])],
                "Associations": [{"SubnetId": one, "RouteTableId": id_} for one in subnets],
            },
        )


def _acls(number: int, vpc: str, dice: random.Random) -> Iterator[Observation]:
    for at in range(4):
        id_ = f"acl-{number}-{at}"
        subnets = [f"subnet-{number}-{one}" for one in range(SUBNETS) if one % 4 == at]
        rows = [
            entry(100, "deny", f"{dice.randrange(1, 223)}.0.0.0/8", egress=False),
            entry(200, "allow", "0.0.0.0/0", egress=False),
            entry(100, "allow", "0.0.0.0/0", egress=True),
        ]
        yield observed(
            "NetworkAcl",
            id_,
            {
                "NetworkAclId": id_,
                "VpcId": vpc,
                "Entries": rows,
                "Associations": [{"SubnetId": one, "NetworkAclId": id_} for one in subnets],
            },
        )


def entry(number: int, action: str, prefix: str, *, egress: bool) -> dict[str, Any]:
    """Return an entry of an ACL for all traffic of a prefix."""
    return {
        "RuleNumber": number,
        "Protocol": "-1",
        "RuleAction": action,
        "Egress": egress,
        "CidrBlock": prefix,
    }


def group(vpc: str, id_: str, dice: random.Random, at: datetime = START) -> Observation:
    """Return a security group of an application."""
    inward = [permission(dice.choice(_PORTS), _source(dice)) for _ in range(dice.randrange(1, 5))]
    outward = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    config = {
        "GroupId": id_,
        "VpcId": vpc,
        "IpPermissions": inward,
        "IpPermissionsEgress": outward,
    }
    return observed("SecurityGroup", id_, config, at)


def _source(dice: random.Random) -> str:
    if dice.random() < 0.2:
        return "0.0.0.0/0"
    if dice.random() < 0.5:
        return f"10.{dice.randrange(256)}.0.0/16"
    return f"{dice.randrange(11, 223)}.{dice.randrange(256)}.{dice.randrange(256)}.0/24"


def permission(port: int, source: str) -> dict[str, Any]:
    """Return a permission of a group for one TCP port."""
    return {
        "IpProtocol": "tcp",
        "FromPort": port,
        "ToPort": port,
        "IpRanges": [{"CidrIp": source}],
    }


def _machine(at: tuple[int, int], vpc: str, base: int, groups: int) -> Iterator[Observation]:
    number, index = at
    application = index // PER_APPLICATION % groups
    subnet = (application + 2 * (index % 2)) % SUBNETS
    private = IPv4Address(base + (subnet << 12) + 10 + index)
    address: dict[str, Any] = {"PrivateIpAddress": str(private), "Primary": True}
    if index % 3 == 0:
        public = IPv4Address(int(IPv4Address("52.0.0.0")) + number * PER_VPC + index)
        address["Association"] = {"PublicIp": str(public)}
    id_, instance = f"eni-{number}-{index}", f"i-{number}-{index}"
    yield observed(
        "NetworkInterface",
        id_,
        {
            "NetworkInterfaceId": id_,
            "VpcId": vpc,
            "SubnetId": f"subnet-{number}-{subnet}",
            "AvailabilityZone": f"{REGION}{'ab'[subnet % 2]}",
            "PrivateIpAddress": str(private),
            "PrivateIpAddresses": [address],
            "Groups": [{"GroupId": f"sg-{number}-{application}"}],
            "InterfaceType": "interface",
            "SourceDestCheck": True,
            "Status": "in-use",
            "Attachment": {"InstanceId": instance, "Status": "attached"},
        },
    )
    yield observed("Instance", instance, {"InstanceId": instance, "State": {"Name": "running"}})
