"""Sets of types name what is declared, and what decides exposure stands in one."""

from fnmatch import fnmatchcase

import pytest

from cartographer.model.error import UsageError
from collectors.aws.registry import declarations
from collectors.aws.type_set import SETS, expanded, members

PATTERNS = [(name, pattern) for name, patterns in SETS.items() for pattern in patterns]
OTHER_USE = ("AWS::Events::", "AWS::Logs::", "AWS::Scheduler::")


@pytest.mark.parametrize(("name", "pattern"), PATTERNS)
def test_a_pattern_names_a_declared_type(name, pattern):
    """A pattern that nothing is like would leave a hole in its set."""
    assert any(fnmatchcase(one.type, pattern) for one in declarations()), name


def test_a_set_stands_for_its_members():
    """What was named besides stays, and nothing stands twice."""
    found = expanded(("AWS::EC2::VPC", "set:network", "AWS::CloudTrail::Trail"))

    assert found[0] == "AWS::EC2::VPC"
    assert found[-1] == "AWS::CloudTrail::Trail"
    assert len(set(found)) == len(found)
    assert {"AWS::EC2::Subnet", "AWS::EC2::RouteTable"} < set(found)


def test_a_filter_of_packets_is_in_the_set_of_the_network():
    """What has a filter, a table or a gateway decides who is reached."""
    kinds = {"filter", "route-table", "network-acl", "security-group", "subnet"}
    deciding = {one.type for one in declarations() if one.kind in kinds}

    assert deciding - set(members("network")) == set()


def test_what_an_identity_is_stands_in_the_set_of_identity():
    """Roles, users, groups and control policies decide who may."""
    kinds = {"role", "user", "group", "control-policy", "permission-set"}
    iam = {
        one.type
        for one in declarations()
        if one.kind in kinds and one.service in {"iam", "sso-admin"}
    }

    assert iam - set(members("identity")) == set()


def test_an_unknown_set_is_named():
    """And those that there are."""
    with pytest.raises(UsageError, match="set:network, set:identity, set:data-access"):
        expanded(("set:all",))
