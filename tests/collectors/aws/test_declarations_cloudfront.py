"""What a distribution of CloudFront names, in its origins, its behaviours and for itself."""

import pytest

from tests.collectors.aws.account import OWN, Answers, collect, derived, seen

TYPE = "AWS::CloudFront::Distribution"
ARN = f"arn:aws:cloudfront::{OWN}:distribution/E1"
LOG = f"arn:aws:cloudfront::{OWN}:realtime-log-config/all"


def behavior(name):
    """Return a behaviour that names one of each, by ids that end with its own name."""
    return {
        "CachePolicyId": f"cache-{name}",
        "OriginRequestPolicyId": f"request-{name}",
        "ResponseHeadersPolicyId": f"headers-{name}",
        "TrustedKeyGroups": {"Enabled": True, "Items": [f"keys-{name}"]},
        "RealtimeLogConfigArn": f"{LOG}-{name}",
    }


CONFIG = {
    "Comment": "shop",
    "Origins": {
        "Items": [
            {"Id": "vpc", "DomainName": "in.example", "VpcOriginConfig": {"VpcOriginId": "vo-1"}},
            {
                "Id": "files",
                "DomainName": "files.s3.amazonaws.com",
                "OriginAccessControlId": "E3CONTROL",
                "S3OriginConfig": {"OriginAccessIdentity": ""},
            },
            {
                "Id": "old-files",
                "DomainName": "old.s3.amazonaws.com",
                "S3OriginConfig": {
                    "OriginAccessIdentity": "origin-access-identity/cloudfront/E2IDENTITY"
                },
            },
        ]
    },
    "DefaultCacheBehavior": behavior("all"),
    "CacheBehaviors": {"Items": [behavior("some")]},
    "ContinuousDeploymentPolicyId": "staged",
}


@pytest.fixture(scope="module")
def named():
    """What the one distribution's relations name, as pairs of kind and text."""
    door = Answers(
        {
            "ListDistributions": {"DistributionList": {"Items": [{"Id": "E1", "ARN": ARN}]}},
            "GetDistribution": {
                "Distribution": {"Id": "E1", "ARN": ARN, "DistributionConfig": CONFIG}
            },
            "ListTagsForResource": {"Tags": {"Items": []}},
        }
    )
    (found,) = seen(collect(door, TYPE), TYPE)
    return {(one.kind, str(one.target)) for one in derived(found).relations}


@pytest.mark.parametrize("name", ["all", "some"])
@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("refers-to", "id:cache-"),
        ("refers-to", "id:request-"),
        ("refers-to", "id:headers-"),
        ("trusts", "id:keys-"),
        ("logs-to", f"arn:{LOG}-"),
    ],
)
def test_behaviours_name_policies_keys_and_logs(named, kind, target, name):
    """The default one and each of the others."""
    assert (kind, target + name) in named


def test_origins_name_how_they_are_reached(named):
    """An origin in a network, an access control, and the identity of older times."""
    assert ("targets", "id:vo-1") in named
    assert ("refers-to", "id:E3CONTROL") in named
    assert ("refers-to", "id:E2IDENTITY") in named
    assert {target for _, target in named if target in ("", "id:")} == set()


def test_a_distribution_names_its_staged_deployment(named):
    """The policy that sends part of the traffic to another distribution."""
    assert ("refers-to", "id:staged") in named
