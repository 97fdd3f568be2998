"""Laws of the ways between networks, on AWS documents of an estate that takes each kind of way.

The laws of a whole estate towards the internet are beside this: here each question is asked by
itself, from machines too, by peerings, transit gateways, endpoints, VPNs and balancers.
"""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartographer.reach.traffic import Traffic
from cartographer.reach.written import read
from tests.cartographer.clouds.aws.documents import row
from tests.cartographer.clouds.aws.test_unknown import ASKED, estate

SPACE = Traffic()
GROUPS = [one["GroupId"] for one in estate().of("AWS::EC2::SecurityGroup")]
ACLS = [one["NetworkAclId"] for one in estate().of("AWS::EC2::NetworkAcl")]
prefixes = st.sampled_from(["0.0.0.0/0", "10.0.0.0/8", "10.0.1.10/32", "8.0.0.0/7"])
ports = st.sampled_from([22, 80, 443, 5433])
sides = st.sampled_from(["IpPermissions", "IpPermissionsEgress"])


def told(world):
    """Return certain and possible of each question."""
    found = [world.ask(*one).finding for one in ASKED]
    return [(read(SPACE, one.certain), read(SPACE, one.possible)) for one in found]


BEFORE = told(estate())


def changed(type_, id_, member, entry):
    """Return what the estate tells after one more entry in a document."""
    world = estate()
    (document,) = (one for one in world.of(f"AWS::EC2::{type_}") if id_ in one.values())
    document[member] = [*document[member], entry]
    world.changed()
    return told(world)


def within(narrow, wide):
    """Return the questions whose bounds do not lie within the others."""
    pairs = zip(ASKED, narrow, wide, strict=True)
    return [
        asked
        for asked, less, more in pairs
        if not all(one <= other for one, other in zip(less, more, strict=True))
    ]


def test_certain_lies_within_possible():
    """Of each question, and some are sure, some are not, and some are shut."""
    assert [
        asked for asked, (sure, may) in zip(ASKED, BEFORE, strict=True) if not sure <= may
    ] == []
    assert {(bool(sure), bool(may)) for sure, may in BEFORE} >= {(True, True), (False, False)}


@settings(deadline=None, max_examples=8)
@given(st.sampled_from(GROUPS), sides, ports, prefixes)
def test_a_rule_more_in_a_group_closes_no_way(group, side, port, prefix):
    """Groups hold allows alone, inward and outward."""
    rule = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port}
    rule |= {"IpRanges": [{"CidrIp": prefix}], "Ipv6Ranges": [], "UserIdGroupPairs": []}
    assert within(BEFORE, changed("SecurityGroup", group, side, rule)) == []


@pytest.mark.parametrize("verb", ["allow", "deny"])
@settings(deadline=None, max_examples=8)
@given(
    st.sampled_from(ACLS),
    st.integers(1, 200).filter(lambda n: n != 100),
    ports,
    prefixes,
    st.booleans(),
)
def test_an_entry_more_in_an_acl_goes_one_way(verb, acl, number, port, prefix, out):
    """Wherever it stands, an allow closes nothing and a deny opens nothing."""
    entry = row(number, verb, prefix, proto="tcp", ports=(port, port), out=out)
    after = changed("NetworkAcl", acl, "Entries", entry)
    assert (within(BEFORE, after) if verb == "allow" else within(after, BEFORE)) == []


def test_what_is_added_counts():
    """A rule opens a way, and a deny closes some: the laws are not about nothing."""
    rule = {"IpProtocol": "tcp", "FromPort": 5433, "ToPort": 5433}
    rule["IpRanges"] = [{"CidrIp": "10.0.0.0/16"}]
    opened = changed("SecurityGroup", "sg-inner", "IpPermissions", rule)
    assert within(opened, BEFORE) == [("eni-web", "eni-db", 5433)]
    closed = changed("NetworkAcl", "acl-main-default", "Entries", row(1, "deny"))
    assert ("eni-web", "eni-db", 5432) in within(BEFORE, closed)


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_documents_is_irrelevant(seed):
    """The same documents in another order tell the same."""
    assert told(estate().shuffle(random.Random(seed))) == BEFORE
