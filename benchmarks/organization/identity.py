"""Who may do what in every account: three roles, and a setting of the account."""

import json
from typing import Any
from urllib.parse import quote

from benchmarks.organization.place import (
    ACCOUNT,
    CREATED,
    FUNCTION_ROLE,
    INSTANCE_ROLE,
    Documents,
    Place,
    statement,
)

_Role = tuple[int, str, dict[str, Any], list[Any], list[Any]]
"""Number, name, trust, policies and instance profiles of a role."""

_AUDIT = "arn:aws:iam::aws:policy/SecurityAudit"


def _trust(service: str) -> dict[str, Any]:
    return statement("Allow", {"Service": f"{service}.amazonaws.com"}, "sts:AssumeRole")


def _details(at: Place) -> Any:
    settings = at.settings
    condition = {"StringEquals": {"sts:ExternalId": settings.external_id}}
    operator = {"AWS": f"arn:aws:iam::{settings.account_ids[0]}:root"}
    more = {"Condition": condition} if settings.external_id else {}
    reader = statement("Allow", operator, "sts:AssumeRole", **more)
    profile = {**_profile(), "Roles": [_role(2, INSTANCE_ROLE, _trust("ec2"))]}
    audit = [{"PolicyName": "SecurityAudit", "PolicyArn": _AUDIT}]
    rows: tuple[_Role, ...] = (
        (1, settings.role, reader, audit, []),
        (2, INSTANCE_ROLE, _trust("ec2"), [], [profile]),
        (3, FUNCTION_ROLE, _trust("lambda"), [], []),
    )
    roles = [
        {
            **_role(number, name, trust),
            "RolePolicyList": [],
            "AttachedManagedPolicies": attached,
            "InstanceProfileList": profiles,
            "Tags": [],
        }
        for number, name, trust, attached, profiles in rows
    ]
    return {
        "UserDetailList": [],
        "GroupDetailList": [],
        "RoleDetailList": roles,
        "Policies": [_audit_policy()],
        "IsTruncated": False,
    }


def _role(number: int, name: str, trust: dict[str, Any]) -> dict[str, Any]:
    return {
        "Path": "/",
        "RoleName": name,
        "RoleId": f"AROA{number:05d}{ACCOUNT}",
        "Arn": f"arn:aws:iam::{ACCOUNT}:role/{name}",
        "CreateDate": CREATED,
        "AssumeRolePolicyDocument": _policy_text(trust),
    }


def _policy_text(document: dict[str, Any]) -> str:
    """Return a document as IAM hands it out: percent-encoded, but for our own mark."""
    return quote(json.dumps(document)).replace(quote(ACCOUNT), ACCOUNT)


def _profile() -> dict[str, Any]:
    return {
        "Path": "/",
        "InstanceProfileName": INSTANCE_ROLE,
        "InstanceProfileId": f"AIPA00001{ACCOUNT}",
        "Arn": f"arn:aws:iam::{ACCOUNT}:instance-profile/{INSTANCE_ROLE}",
        "CreateDate": CREATED,
    }


def _profiles(_: Place) -> Any:
    role = _role(2, INSTANCE_ROLE, _trust("ec2"))
    return {"InstanceProfiles": [{**_profile(), "Roles": [role]}], "IsTruncated": False}


def _audit_policy() -> dict[str, Any]:
    allowed = {"Effect": "Allow", "Action": ["ec2:Describe*", "iam:List*"], "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [allowed]}
    return {
        "PolicyName": "SecurityAudit",
        "PolicyId": "ANPAIX2T3QCXHR2OGGCTO",
        "Arn": _AUDIT,
        "Path": "/",
        "DefaultVersionId": "v1",
        "AttachmentCount": 1,
        "IsAttachable": True,
        "CreateDate": CREATED,
        "UpdateDate": CREATED,
        "PolicyVersionList": [
            {
                "Document": _policy_text(document),
                "VersionId": "v1",
                "IsDefaultVersion": True,
                "CreateDate": CREATED,
            }
        ],
    }


def _account_access_block(_: Place) -> Any:
    names = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    return {"PublicAccessBlockConfiguration": dict.fromkeys(names, True)}


IDENTITY: Documents = {
    ("iam", "GetAccountAuthorizationDetails"): _details,
    ("iam", "ListInstanceProfiles"): _profiles,
    ("s3control", "GetPublicAccessBlock"): _account_access_block,
}
