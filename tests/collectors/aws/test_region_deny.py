"""What the collected control policies say of a region tells a denial from a bar."""

from types import SimpleNamespace

import pytest

from cartographer.model.resource import present, unknown
from collectors.aws.region_deny import RegionDenies

ACCOUNT, OTHER = "111122223333", "444455556666"
EXAMPLE = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "DenyAllOutsideEU",
            "Effect": "Deny",
            "NotAction": ["iam:*", "organizations:*", "support:*", "s3:ListAllMyBuckets"],
            "Resource": "*",
            "Condition": {
                "StringNotEquals": {"aws:RequestedRegion": ["eu-central-1", "eu-west-1"]},
                "ArnNotLike": {"aws:PrincipalARN": ["arn:aws:iam::*:role/Free"]},
            },
        }
    ],
}


class Organization:
    """A snapshot that holds an organization: two accounts, one of them in a unit."""

    def __init__(self, document, target="ou-1"):
        aspects = {"document": document, "targets": present([{"TargetId": target}])}
        self.held = {
            "AWS::Organizations::ServiceControlPolicy": [thing("p-1", {}, aspects)],
            "AWS::Organizations::Account": [
                thing(ACCOUNT, {"ParentId": "ou-2"}),
                thing(OTHER, {"ParentId": "r-1"}),
            ],
            "AWS::Organizations::OrganizationalUnit": [
                thing("ou-2", {"ParentId": "ou-1"}),
                thing("ou-1", {"ParentId": "r-1"}),
            ],
        }

    def of_type(self, type_):
        """Yield what is held of a type."""
        return iter(self.held.get(type_, ()))


def thing(native_id, config, aspects=None):
    """Return a resource as far as it is looked at."""
    record = SimpleNamespace(native_id=native_id, config=config, aspects=aspects or {})
    return SimpleNamespace(record=record)


def barring(document=EXAMPLE, *, account=ACCOUNT, target="ou-1", region="us-east-1", **call):
    """Return the policy that bars a call."""
    asked = {"service": "ec2", "operation": "DescribeVpcs"} | call
    denies = RegionDenies(Organization(present(document), target))
    return denies.barring(account, asked["service"], asked["operation"], region)


def test_a_region_outside_the_list_is_barred_below_the_units_target():
    """The policy holds for what lies in the unit, however deep, and for nothing else."""
    assert barring() == "p-1"
    assert barring(account=OTHER) is None
    assert barring(account=OTHER, target="r-1") == "p-1"
    assert barring(target=ACCOUNT) == "p-1"


def test_a_region_of_the_list_is_not_barred():
    """What is allowed there may still be denied, but not by this policy."""
    assert barring(region="eu-west-1") is None


@pytest.mark.parametrize(
    ("service", "operation", "policy"),
    [
        ("iam", "ListRoles", None),
        ("s3", "ListBuckets", None),
        ("s3", "GetBucketPolicy", "p-1"),
        ("stepfunctions", "ListStateMachines", "p-1"),
    ],
)
def test_actions_that_are_left_out_are_not_barred(service, operation, policy):
    """They go by their names in policies, not by those of the SDK."""
    assert barring(service=service, operation=operation) == policy


def test_a_list_of_what_is_denied_bars_what_it_names():
    """Turned the other way round, with wildcards and another spelling of the key."""
    document = {
        "Statement": {
            "Effect": "Deny",
            "Action": "*",
            "Resource": "*",
            "Condition": {"StringLike": {"aws:requestedRegion": "us-*"}},
        }
    }

    assert barring(document) == "p-1"
    assert barring(document, region="eu-west-1") is None


@pytest.mark.parametrize(
    "document",
    [
        {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]},
        {"Statement": [{"Effect": "Deny", "Action": "ec2:*", "Resource": "*"}]},
        {"Statement": "nonsense"},
        "not a policy",
        None,
    ],
)
def test_what_does_not_deny_by_region_bars_nothing(document):
    """A plain denial is told by its message, or it is one."""
    assert barring(document) is None


def test_a_policy_that_could_not_be_read_bars_nothing():
    """Unknown is not barred."""
    denies = RegionDenies(Organization(unknown("denied")))

    assert denies.barring(ACCOUNT, "ec2", "DescribeVpcs", "us-east-1") is None
