"""Recorded input of others: labs and cases load, and what is counted is what the files hold."""

import json
import os
from pathlib import Path

import pytest

from tests.collectors.aws.recorded_input import Loaded

DATA = os.environ.get("CARTOGRAPHER_REAL_DATA")
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(DATA is None, reason="CARTOGRAPHER_REAL_DATA is not set"),
]

COUNTED = {
    "NetworkInterfaces": ("AWS::EC2::NetworkInterface", "NetworkInterfaceId"),
    "Subnets": ("AWS::EC2::Subnet", "SubnetId"),
    "SecurityGroups": ("AWS::EC2::SecurityGroup", "GroupId"),
    "Vpcs": ("AWS::EC2::VPC", "VpcId"),
    "RouteTables": ("AWS::EC2::RouteTable", "RouteTableId"),
    "NetworkAcls": ("AWS::EC2::NetworkAcl", "NetworkAclId"),
    "Reservations": ("AWS::EC2::Instance", "InstanceId"),
}
"""Member of the files -> type, and the id of its items."""

NOT_DECLARED = {"DomainStatusList"}
"""Members of the cases that no declared type is read out of."""

NOT_INVENTORY = {"AvailabilityZones", "PrefixLists", "ServiceDetails", "ServiceNames"}
BESIDE = {"README.md", "batfish_sickbay.yaml", "expected.json"}
"""Files of a case that are no recorded answers."""

CASES = (
    sorted(
        [
            *Path(DATA, "network", "observed").glob("aws_*"),
            *Path(DATA, "network", "modelled").glob("test-*"),
        ]
    )
    if DATA
    else []
)
DUMPS = sorted(Path(DATA, "identity", "who-can", "files").glob("*.json")) if DATA else []


def counted_in_files(case):
    """Return how many things of each type the files of a case hold."""
    found = {type_: set() for type_, _ in COUNTED.values()}
    for file in case.rglob("aws_configs/**/*.json"):
        for member, items in json.loads(file.read_bytes()).items():
            if member in COUNTED:
                type_, id_ = COUNTED[member]
                inside = (
                    [one for row in items for one in row["Instances"]]
                    if member == "Reservations"
                    else items
                )
                found[type_].update(one[id_] for one in inside)
    return {type_: len(ids) for type_, ids in found.items()}


def test_there_are_fourteen_cases():
    """Seven observed labs and seven modelled cases of AWS."""
    assert len(CASES) == 14


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_counts_are_those_of_the_files(case):
    """Interfaces, subnets, groups, VPCs, tables, ACLs and instances are all there, once."""
    found = Loaded(case, types=None)
    assert {type_: len(found.of(type_)) for type_, _ in COUNTED.values()} == counted_in_files(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_second_reading_differs_in_nothing(case):
    """The same files read again are an empty diff."""
    changes = Loaded(case, types=None).again(case)
    assert [*changes.added, *changes.removed, *changes.replaced, *changes.moved] == []
    assert [*changes.modified, *changes.unknown] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_not_recognised_is_known(case):
    """Nothing but what is listed here is left out."""
    notes = Loaded(case, types=None).collector.notes
    left = {one.what for one in notes if one.kind == "unrecognised"}
    beside = {Path(one.path).name for one in notes if one.what not in NOT_DECLARED | NOT_INVENTORY}
    aside = {one.what for one in notes if one.kind == "not-inventory"}
    assert beside <= BESIDE
    assert left - {"", "case, provider, truth"} <= NOT_DECLARED
    assert aside <= NOT_INVENTORY
    assert {one.kind for one in notes} <= {"unrecognised", "not-inventory"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_scope_of_a_case_failed(case):
    """Each scope was read to its end or not asked for; nothing is malformed."""
    found = Loaded(case, types=None)
    states = {one.state.value for patch in found.patches for one in patch.coverage}
    assert states <= {"complete", "not_asked"}


@pytest.mark.parametrize("dump", DUMPS, ids=lambda dump: dump.stem)
def test_dumps_of_authorization_details_load(dump):
    """All users, groups, roles and policies of a dump are there."""
    content = json.loads(dump.read_bytes())
    if not isinstance(content, dict) or "RoleDetailList" not in content:
        pytest.skip(
            "no dump of authorization details: policies of resources, or of an organization"
        )
    found = Loaded(dump, types=None)
    members = {
        "UserDetailList": "AWS::IAM::User",
        "GroupDetailList": "AWS::IAM::Group",
        "RoleDetailList": "AWS::IAM::Role",
        "Policies": "AWS::IAM::ManagedPolicy",
    }
    counts = {member: len(found.of(type_)) for member, type_ in members.items()}
    assert counts == {member: len({one["Arn"] for one in content[member]}) for member in members}
    assert found.unrecognised == 0


def test_the_types_said_to_be_recorded_by_others_are_those_that_load():
    """`cartographer types` tells the truth; the authorization dumps count too."""
    from collectors.aws.proof import RECORDED

    held = set()
    for case in (*CASES, *(dump for dump in DUMPS if "UserDetailList" in dump.read_text())):
        held |= set(Loaded(case, types=None).snapshot.types())
    assert held == RECORDED
