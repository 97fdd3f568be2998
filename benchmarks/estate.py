"""A seeded estate of any size, as the patches that a sweep would yield.

Interfaces, instances and groups of one account in four regions, with documents of about the
size and shape that the provider answers with.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from cartographer.model.coverage import Claim, Coverage, Scope, State
from cartographer.model.key import Key
from cartographer.model.patch import Patch
from cartographer.model.resource import Observation

ACCOUNT = "111122223333"
REGIONS = ("eu-central-1", "eu-west-1", "us-east-1", "us-west-2")
START = datetime(2026, 1, 1, tzinfo=UTC)
SHARE = {"AWS::EC2::Instance": 45, "AWS::EC2::NetworkInterface": 45, "AWS::EC2::SecurityGroup": 10}


def patch(size: int, run: int, changed: float) -> Patch:
    """Return the patch of a sweep number `run` in which a share of the estate has changed.

    The first sweep is number 0. In each later one `changed` of all resources differ from the
    sweep before, every tenth of them by being another resource altogether.
    """
    at = START + timedelta(hours=run)
    observations: list[Observation] = []
    claims = []
    coverage = []
    for type_, share in SHARE.items():
        for where, region in enumerate(REGIONS):
            claims.append(Claim("aws", ACCOUNT, region, type_, at))
            scope = Scope("aws", ACCOUNT, region, type_)
            coverage.append(Coverage(scope, State.COMPLETE, since=at))
            count = size * share // 100 // len(REGIONS)
            observations.extend(_observations(type_, region, where, count, run, changed, at))
    return Patch(
        f"sweep {run}",
        upserts=tuple(observations),
        claims=tuple(claims),
        coverage=tuple(coverage),
    )


def _observations(  # noqa: PLR0913, PLR0917  the numbers of one scope
    type_: str, region: str, where: int, count: int, run: int, changed: float, at: datetime
) -> Iterator[Observation]:
    document = _DOCUMENTS[type_]
    noun = type_.rpartition("::")[2].lower()
    for number in range(count):
        version = _version(number, run, changed)
        other = version if number % 10 == 0 else 0
        name = f"{noun[:3]}-{where:02x}{number:09x}{other:06x}"
        yield Observation(
            key=Key("aws", "aws", type_, f"arn:aws:ec2:{region}:{ACCOUNT}:{noun}/{name}"),
            viewer=ACCOUNT,
            observed_at=at,
            account=ACCOUNT,
            region=region,
            listed_in=region,
            native_id=name,
            uid=name,
            config=document(name, number, version),
        )


def _version(number: int, run: int, changed: float) -> int:
    """Return in which sweep a resource last changed; a share of all does so in each sweep."""
    every = max(1, round(1 / changed)) if changed else 0
    return max(
        (step for step in range(1, run + 1) if every and (number + step) % every == 0), default=0
    )


def _tags(name: str, number: int) -> list[dict[str, str]]:
    team = random.Random(number).choice(("shop", "pay", "search", "data", "platform"))
    return [
        {"Key": "Name", "Value": f"{team}-{name}"},
        {"Key": "environment", "Value": ("prod", "stage", "dev")[number % 3]},
        {"Key": "team", "Value": team},
    ]


def _instance(name: str, number: int, version: int) -> dict[str, Any]:
    return {
        "InstanceId": name,
        "ImageId": f"ami-{number % 50:017x}",
        "InstanceType": ("m7g.large", "c7g.xlarge", "t4g.small")[(number + version) % 3],
        "State": {"Code": 16, "Name": "running"},
        "PrivateIpAddress": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
        "PrivateDnsName": f"ip-10-0-{number >> 8 & 255}-{number & 255}.compute.internal",
        "SubnetId": f"subnet-{number % 400:017x}",
        "VpcId": f"vpc-{number % 40:017x}",
        "SecurityGroups": [
            {"GroupId": f"sg-{number % 300:017x}", "GroupName": f"group-{number % 300}"}
        ],
        "IamInstanceProfile": {
            "Arn": f"arn:aws:iam::{ACCOUNT}:instance-profile/profile-{number % 30}",
            "Id": f"AIPA{number % 30:016X}",
        },
        "BlockDeviceMappings": [
            {"DeviceName": "/dev/xvda", "Ebs": {"VolumeId": f"vol-{number:017x}"}}
        ],
        "MetadataOptions": {"HttpTokens": "required", "HttpPutResponseHopLimit": 2},
        "LaunchTime": "2025-06-01T08:00:00Z",
        "Placement": {"AvailabilityZone": "eu-central-1a", "Tenancy": "default"},
        "Monitoring": {"State": "disabled"},
        "Tags": _tags(name, number),
    }


def _interface(name: str, number: int, version: int) -> dict[str, Any]:
    return {
        "NetworkInterfaceId": name,
        "OwnerId": ACCOUNT,
        "Status": "in-use",
        "InterfaceType": "interface",
        "MacAddress": f"02:00:{number >> 24 & 255:02x}:{number >> 16 & 255:02x}:00:01",
        "PrivateIpAddress": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
        "SourceDestCheck": version % 2 == 0,
        "SubnetId": f"subnet-{number % 400:017x}",
        "VpcId": f"vpc-{number % 40:017x}",
        "Groups": [{"GroupId": f"sg-{number % 300:017x}", "GroupName": f"group-{number % 300}"}],
        "Attachment": {
            "AttachmentId": f"eni-attach-{number:017x}",
            "InstanceId": f"ins-{number:017x}",
            "Status": "attached",
        },
        "PrivateIpAddresses": [{"Primary": True, "PrivateIpAddress": f"10.0.{number & 255}.9"}],
        "TagSet": _tags(name, number),
    }


def _group(name: str, number: int, version: int) -> dict[str, Any]:
    return {
        "GroupId": name,
        "GroupName": f"group-{number}",
        "Description": "made for measuring",
        "OwnerId": ACCOUNT,
        "VpcId": f"vpc-{number % 40:017x}",
        "IpPermissions": [
            {
                "IpProtocol": "tcp",
                "FromPort": port + version,
                "ToPort": port + version,
                "IpRanges": [{"CidrIp": f"10.{number & 255}.0.0/16"}],
                "UserIdGroupPairs": [{"GroupId": f"sg-{port % 300:017x}", "UserId": ACCOUNT}],
            }
            for port in (22, 443, 5432)
        ],
        "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
        "Tags": _tags(name, number),
    }


_DOCUMENTS = {
    "AWS::EC2::Instance": _instance,
    "AWS::EC2::NetworkInterface": _interface,
    "AWS::EC2::SecurityGroup": _group,
}
