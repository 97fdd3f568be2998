"""Another tool's collector document as recorded answers of the API, to be loaded as any others.

Its ids are placeholders (`SubnetId:24`), its absent members are null, interfaces stand within
instances alone, and route tables are not collected at all. Each VPC has a main route table with a
local route, which is all that packets between its own subnets need, so that one is put in:
https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
"""

import re

from tests.collectors.aws.recorded_input import write

ACCOUNT = "111122223333"
REGION = "eu-north-1"
_PREFIXES = {
    "GroupId": "sg",
    "InstanceId": "i",
    "InternetGatewayId": "igw",
    "NetworkAclAssociationId": "aclassoc",
    "NetworkAclId": "acl",
    "NetworkInterfaceId": "eni",
    "SubnetId": "subnet",
    "VpcId": "vpc",
}
_PLACEHOLDER = re.compile(r"^(\w+):(\d+)$")
_MEMBERS = {
    "internet_gateways": "InternetGateways",
    "network_acls": "NetworkAcls",
    "security_groups": "SecurityGroups",
    "subnets": "Subnets",
    "vpcs": "Vpcs",
}


def recorded(document, folder):
    """Write a collector's document as answers, a file a member, and return the folder."""
    whole = _plain(document)
    answers = {member: whole[name] for name, member in _MEMBERS.items()}
    instances = whole["instances"]
    answers["Reservations"] = [
        {"OwnerId": ACCOUNT, "ReservationId": f"r-{number:08x}", "Instances": [one]}
        for number, one in enumerate(instances)
    ]
    answers["NetworkInterfaces"] = [row for one in instances for row in _interfaces(one)]
    answers["RouteTables"] = [_main(number, vpc) for number, vpc in enumerate(whole["vpcs"])]
    for member, rows in answers.items():
        write(folder / "aws_configs" / REGION, f"{member}.json", {member: rows})
    return folder


def _plain(value):
    """Return a value without nulls, its placeholders as ids; one account owns everything."""
    if isinstance(value, dict):
        kept = {name: _plain(part) for name, part in value.items() if part is not None}
        return kept | {name: ACCOUNT for name in ("OwnerId", "UserId") if name in kept}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    found = _PLACEHOLDER.match(value) if isinstance(value, str) else None
    if found and found[1] in _PREFIXES:
        return f"{_PREFIXES[found[1]]}-{int(found[2]):08x}"
    return value


def _interfaces(instance):
    """Yield an instance's interfaces as a listing of interfaces tells them."""
    for one in instance["NetworkInterfaces"]:
        yield {
            **one,
            "OwnerId": ACCOUNT,
            "AvailabilityZone": instance["Placement"]["AvailabilityZone"],
            "Attachment": {
                **one["Attachment"],
                "InstanceId": instance["InstanceId"],
                "InstanceOwnerId": ACCOUNT,
            },
        }


def _main(number, vpc):
    """Return the main route table of a VPC, with its local route."""
    id_ = f"rtb-{number:08x}"
    local = {"DestinationCidrBlock": vpc["CidrBlock"], "GatewayId": "local", "State": "active"}
    return {
        "RouteTableId": id_,
        "VpcId": vpc["VpcId"],
        "OwnerId": ACCOUNT,
        "Routes": [{**local, "Origin": "CreateRouteTable"}],
        "Associations": [{"Main": True, "RouteTableId": id_}],
    }
