"""What filters between the tiers: security groups and who may talk to whom, and access lists."""

from itertools import groupby
from operator import itemgetter
from typing import Any

from demo.estate.account import MAIN, PLATFORM, SHOP, Estate
from demo.estate.network import ANYWHERE, BY_NAME, OFFICE, OWN, VPCS, Vpc, spec, subnets

# Network, group, what it guards
GROUPS = (
    ("shop", "edge", "Load balancers of the shop"),
    ("shop", "web", "Storefront instances"),
    ("shop", "services", "Order, payment and catalogue containers"),
    ("shop", "functions", "Functions inside the network"),
    ("shop", "cluster", "Control plane and nodes of the search cluster"),
    ("shop", "orders-db", "Order database"),
    ("shop", "catalogue-db", "Catalogue database"),
    ("shop", "cache", "Session cache"),
    ("shop", "files", "Shared product pictures"),
    ("shop", "endpoints", "Interface endpoints"),
    ("shop", "bastion", "Way in for operators"),
    ("shop", "reporting", "Reporting host; open to all, in a subnet that nobody reaches"),
    ("standby", "edge", "Load balancers of the standby"),
    ("standby", "web", "Standby storefront"),
    ("standby", "orders-db", "Replica of the order database"),
    ("shared", "resolver", "Name resolvers"),
    ("shared", "registry", "Front of the package registry"),
    ("ci", "runners", "Build runners"),
    ("tools", "endpoints", "Interface endpoints of the tools"),
)

# Network, group, in or out, protocol, first port, last port, from or to whom
RULES = (
    ("shop", "edge", "in", "tcp", 443, 443, ANYWHERE),
    ("shop", "edge", "in", "tcp", 80, 80, ANYWHERE),
    ("shop", "edge", "out", "tcp", 8080, 8080, "group:web"),
    ("shop", "edge", "out", "tcp", 8000, 8099, "group:services"),
    ("shop", "web", "in", "tcp", 8080, 8080, "group:edge"),
    ("shop", "web", "in", "tcp", 22, 22, "group:bastion"),
    ("shop", "services", "in", "tcp", 8000, 8099, "group:web"),
    ("shop", "services", "in", "tcp", 8000, 8099, "group:edge"),
    ("shop", "services", "in", "tcp", 8000, 8099, "group:services"),
    ("shop", "functions", "out", "tcp", 443, 443, "group:endpoints"),
    ("shop", "functions", "out", "tcp", 5432, 5432, "group:orders-db"),
    ("shop", "cluster", "in", "-1", -1, -1, "group:cluster"),
    ("shop", "cluster", "in", "tcp", 443, 443, "group:services"),
    ("shop", "orders-db", "in", "tcp", 5432, 5432, "group:services"),
    ("shop", "orders-db", "in", "tcp", 5432, 5432, "group:functions"),
    ("shop", "orders-db", "in", "tcp", 5432, 5432, "group:reporting"),
    ("shop", "catalogue-db", "in", "tcp", 3306, 3306, "group:services"),
    ("shop", "catalogue-db", "in", "tcp", 3306, 3306, "group:web"),
    ("shop", "cache", "in", "tcp", 6379, 6379, "group:web"),
    ("shop", "cache", "in", "tcp", 6379, 6379, "group:services"),
    ("shop", "files", "in", "tcp", 2049, 2049, "group:web"),
    ("shop", "endpoints", "in", "tcp", 443, 443, "10.20.0.0/16"),
    ("shop", "bastion", "in", "tcp", 22, 22, "list:offices"),
    ("shop", "bastion", "in", "icmp", 8, -1, OFFICE),
    ("shop", "reporting", "in", "tcp", 443, 443, ANYWHERE),
    ("standby", "edge", "in", "tcp", 443, 443, ANYWHERE),
    ("standby", "web", "in", "tcp", 8080, 8080, "group:edge"),
    ("standby", "orders-db", "in", "tcp", 5432, 5432, "group:web"),
    ("shared", "resolver", "in", "udp", 53, 53, OWN),
    ("shared", "resolver", "in", "tcp", 53, 53, OWN),
    ("shared", "registry", "in", "tcp", 443, 443, OWN),
    ("ci", "runners", "in", "tcp", 22, 22, "10.41.0.0/16"),
    ("tools", "endpoints", "in", "tcp", 443, 443, OWN),
)

_WITH_ACCESS_LISTS = ("shop", "standby", "shared")  # the others keep the one they were born with

# tier -> (number, in or out, protocol number, first port, last port, addresses, allow or deny)
ACCESS_LISTS: dict[str, tuple[tuple[int, str, str, int, int, str, str], ...]] = {
    "public": (
        (90, "in", "6", 3389, 3389, ANYWHERE, "deny"),
        (100, "in", "6", 443, 443, ANYWHERE, "allow"),
        (110, "in", "6", 80, 80, ANYWHERE, "allow"),
        (120, "in", "6", 22, 22, OFFICE, "allow"),
        (130, "in", "6", 1024, 65535, ANYWHERE, "allow"),
        (140, "in", "-1", 0, 65535, OWN, "allow"),
        (100, "out", "-1", 0, 65535, ANYWHERE, "allow"),
    ),
    "app": (
        (100, "in", "-1", 0, 65535, OWN, "allow"),
        (110, "in", "6", 443, 443, ANYWHERE, "allow"),
        (120, "in", "6", 1024, 65535, ANYWHERE, "allow"),
        (100, "out", "-1", 0, 65535, ANYWHERE, "allow"),
    ),
    "data": (
        (100, "in", "6", 3306, 3306, OWN, "allow"),
        (110, "in", "6", 5432, 5432, OWN, "allow"),
        (120, "in", "6", 6379, 6379, OWN, "allow"),
        (130, "in", "6", 2049, 2049, OWN, "allow"),
        (100, "out", "6", 1024, 65535, OWN, "allow"),
    ),
}

# Account, region, list, entries
PREFIX_LISTS = (
    (SHOP, MAIN, "offices", ((OFFICE, "Berlin"), ("203.0.113.0/25", "Lisbon"))),
    (PLATFORM, MAIN, "networks", tuple((vpc.cidr, vpc.name) for vpc in VPCS)),
)


def build_filters(estate: Estate) -> None:
    """Build lists of addresses, access lists, then groups and their rules."""
    for account, region, name, entries in PREFIX_LISTS:
        _prefix_list(estate, account, region, name, entries)
    for network in _WITH_ACCESS_LISTS:
        for tier in BY_NAME[network].tiers:
            _access_list(estate, BY_NAME[network], tier)
    for network, name, what in GROUPS:
        _group(estate, BY_NAME[network], name, what)
    _rules(estate)


def _prefix_list(
    estate: Estate, account: str, region: str, name: str, entries: tuple[tuple[str, str], ...]
) -> None:
    made = estate.client(account, "ec2", region).create_managed_prefix_list(
        PrefixListName=name,
        AddressFamily="IPv4",
        MaxEntries=10,
        Entries=[{"Cidr": cidr, "Description": what} for cidr, what in entries],
        TagSpecifications=spec("prefix-list", name),
    )
    estate.ids[f"prefix-list/{name}"] = made["PrefixList"]["PrefixListId"]


def _access_list(estate: Estate, vpc: Vpc, tier: str) -> None:
    ec2 = estate.client(vpc.account, "ec2", vpc.region)
    name = f"{vpc.name}-{tier}"
    made = ec2.create_network_acl(
        VpcId=estate.ids[f"vpc/{vpc.name}"], TagSpecifications=spec("network-acl", name)
    )
    acl = estate.ids[f"network-acl/{name}"] = made["NetworkAcl"]["NetworkAclId"]
    for number, way, protocol, first, last, cidr, verdict in ACCESS_LISTS[tier]:
        ec2.create_network_acl_entry(
            NetworkAclId=acl,
            RuleNumber=number,
            Egress=way == "out",
            Protocol=protocol,
            CidrBlock=cidr,
            RuleAction=verdict,
            PortRange={"From": first, "To": last},
        )
    members = subnets(estate, vpc.name, tier)
    for old in ec2.describe_network_acls(
        Filters=[{"Name": "association.subnet-id", "Values": members}]
    )["NetworkAcls"]:
        for association in old["Associations"]:
            if association["SubnetId"] in members:
                ec2.replace_network_acl_association(
                    AssociationId=association["NetworkAclAssociationId"], NetworkAclId=acl
                )


def _group(estate: Estate, vpc: Vpc, name: str, what: str) -> None:
    made = estate.client(vpc.account, "ec2", vpc.region).create_security_group(
        VpcId=estate.ids[f"vpc/{vpc.name}"],
        GroupName=f"{vpc.name}-{name}",
        Description=what,
        TagSpecifications=spec("security-group", f"{vpc.name}-{name}"),
    )
    estate.ids[f"security-group/{vpc.name}-{name}"] = made["GroupId"]


def _rules(estate: Estate) -> None:
    """Add the rules, those of one group and direction in one call."""
    for (network, group, way), rules in groupby(RULES, key=itemgetter(0, 1, 2)):
        vpc = BY_NAME[network]
        ec2 = estate.client(vpc.account, "ec2", vpc.region)
        group_id = estate.ids[f"security-group/{network}-{group}"]
        permissions = [_permission(estate, *rule) for rule in rules]
        if way == "in":
            ec2.authorize_security_group_ingress(GroupId=group_id, IpPermissions=permissions)
            continue
        everything = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": ANYWHERE}]}
        ec2.revoke_security_group_egress(GroupId=group_id, IpPermissions=[everything])
        ec2.authorize_security_group_egress(GroupId=group_id, IpPermissions=permissions)


def _permission(
    estate: Estate, network: str, group: str, _way: str, protocol: str, *rest: Any
) -> dict[str, Any]:
    first, last, whom = rest
    kind, _, name = whom.rpartition(":")
    permission: dict[str, Any] = {"IpProtocol": protocol}
    if protocol != "-1":
        permission |= {"FromPort": first, "ToPort": last}
    if kind == "group":
        other = estate.ids[f"security-group/{network}-{name}"]
        permission["UserIdGroupPairs"] = [{"GroupId": other, "Description": f"{name} of {network}"}]
    elif kind == "list":
        prefix_list = estate.ids[f"prefix-list/{name}"]
        permission["PrefixListIds"] = [{"PrefixListId": prefix_list, "Description": name}]
    else:
        permission["IpRanges"] = [{"CidrIp": name, "Description": f"{group} from {name}"}]
    return permission
