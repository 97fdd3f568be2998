"""Sets of native types by what they are read for, so that each can have a cadence of its own.

What decides exposure changes by the hour and is read by the hour; the rest is read by the day. A
set names kinds and patterns of native types; a type may stand in several.
"""

import difflib
from collections.abc import Iterable
from fnmatch import fnmatchcase

from cartographer.model.error import UsageError
from collectors.aws.registry import declarations

PREFIX = "set:"

SETS: dict[str, tuple[str, ...]] = {
    "network": (
        "AWS::EC2::*Gateway*",
        "AWS::EC2::*VPC*",
        "AWS::EC2::*VPN*",
        "AWS::EC2::*Endpoint*",
        "AWS::EC2::EIP",
        "AWS::EC2::Instance",
        "AWS::EC2::NetworkAcl",
        "AWS::EC2::NetworkInterface",
        "AWS::EC2::PrefixList",
        "AWS::EC2::RouteTable",
        "AWS::EC2::SecurityGroup*",
        "AWS::EC2::Subnet",
        "AWS::EC2::TrafficMirror*",
        "AWS::EC2::VerifiedAccess*",
        "AWS::ApiGateway*::*",
        "AWS::AppRunner::*",
        "AWS::CloudFront::*",
        "AWS::DirectConnect::*",
        "AWS::ElasticLoadBalancing*::*",
        "AWS::GlobalAccelerator::*",
        "AWS::NetworkFirewall::*",
        "AWS::NetworkManager::*",
        "AWS::Route53::*",
        "AWS::Route53Profiles::*",
        "AWS::Route53Resolver::*",
        "AWS::VpcLattice::*",
        "AWS::WAFv2::*",
    ),
    "identity": (
        "AWS::Cognito::*",
        "AWS::IAM::*",
        "AWS::IdentityStore::*",
        "AWS::Organizations::*",
        "AWS::RolesAnywhere::*",
        "AWS::SSO::*",
        "AWS::EKS::AccessEntry",
        "AWS::EKS::PodIdentityAssociation",
    ),
    "data-access": (
        "AWS::Backup::BackupVault",
        "AWS::DynamoDB::*",
        "AWS::EC2::*BlockPublicAccess",
        "AWS::EC2::Image",
        "AWS::EC2::Snapshot",
        "AWS::ECR::*",
        "AWS::EFS::*",
        "AWS::Glue::ResourcePolicy",
        "AWS::KMS::*",
        "AWS::Lambda::Function",
        "AWS::Lambda::LayerVersion",
        "AWS::Lambda::Url",
        "AWS::OpenSearchService::*",
        "AWS::OpenSearchServerless::*",
        "AWS::RAM::*",
        "AWS::RDS::*",
        "AWS::Redshift*::*",
        "AWS::S3::*",
        "AWS::SecretsManager::*",
        "AWS::SNS::*",
        "AWS::SQS::*",
        "AWS::SSM::Document",
    ),
}
"""Patterns of native types by the name of their set; the tests hold each to a declared type."""


def members(name: str) -> tuple[str, ...]:
    """Return the native types of a set, sorted.

    Raises:
        UsageError: there is no such set.
    """
    if name not in SETS:
        known = ", ".join(PREFIX + one for one in SETS)
        message = f"no set {PREFIX + name!r}; there are {known}"
        raise UsageError(message)
    return tuple(
        one.type
        for one in declarations()
        if any(fnmatchcase(one.type, pattern) for pattern in SETS[name])
    )


def expanded(types: Iterable[str]) -> tuple[str, ...]:
    """Return native types with each `set:NAME` among them replaced by its members.

    Raises:
        UsageError: there is no such set.
    """
    found: dict[str, None] = {}
    for type_ in types:
        named = members(type_.removeprefix(PREFIX)) if type_.startswith(PREFIX) else (type_,)
        found.update(dict.fromkeys(named))
    return tuple(found)


_PATTERN = frozenset("*?[")
_NEAREST = 3


def chosen(types: Iterable[str]) -> tuple[str, ...]:
    """Return the native types that names, sets and patterns such as AWS::EC2::* stand for.

    Raises:
        UsageError: nothing that is declared is like one of them; the nearest are named.
    """
    known = [one.type for one in declarations()]
    found: dict[str, None] = {}
    for type_ in expanded(types):
        pattern = not _PATTERN.isdisjoint(type_)
        meant = [one for one in known if fnmatchcase(one, type_)] if pattern else [type_]
        if not meant or (not pattern and type_ not in known):
            near = difflib.get_close_matches(type_, known, n=_NEAREST, cutoff=0.5)
            hint = f"did you mean {' or '.join(near)}?" if near else "see `cartographer types`"
            told = f"no type is like {type_!r}" if pattern else f"no type {type_!r}"
            raise UsageError(f"{told}; {hint}")
        found.update(dict.fromkeys(meant))
    return tuple(found)
