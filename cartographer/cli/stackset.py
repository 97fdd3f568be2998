"""The template of the role that Cartographer reads with, for every account of an organization.

It is meant for a StackSet with service-managed permissions and works as a plain stack too. The
external id is a parameter that is never echoed and has no default, so that no file holds it.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs.html
"""

import re
import shlex
from collections.abc import Iterator, Sequence
from typing import Any

from cartographer.cli.form import yaml
from cartographer.cli.text import count
from cartographer.config import MEMBER_ROLE
from cartographer.model.error import CartographerError, UsageError

MOST_POLICIES = 10
"""Managed policies that a role may have unless its account asked for more (20 at most).

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

LONGEST_BODY = 51_200
"""Bytes that a template may have in a call; a longer one is read from S3.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
"""

LONGEST_TEMPLATE = 1_000_000
"""Bytes that a template may have in S3, rather less than more (1 MB)."""

LEAST_EXTERNAL_ID = 16
"""Characters below which an external id could be guessed; IAM itself is content with 2."""

_TRUSTED = r"([0-9]{12}|arn:aws[a-z-]*:iam::[0-9]{12}:(root|(role|user)/[\w+=,.@/-]+))"
_ROLE = r"[\w+=,.@-]{1,64}"
_EXTERNAL_ID = r"[\w+=,.@:/-]*"
_NO_ORGANIZATION = {"Fn::Equals": [{"Ref": "OrganizationId"}, ""]}
_NO_BOUNDARY = {"Fn::Equals": [{"Ref": "PermissionsBoundaryArn"}, ""]}
_NOTHING = {"Ref": "AWS::NoValue"}
_FILE = "cartographer-stackset.yaml"
_STACK = "cartographer-read"

Document = dict[str, Any]


def stackset(parts: Sequence[Document], trusted: str | None, role: str | None) -> Iterator[str]:
    """Yield the template: a role, and a managed policy for each part, behind how to use it.

    Raises:
        UsageError: a principal or a name that IAM would not take.
        CartographerError: the policies are more, or longer, than a role or a template may bear.
    """
    check(trusted, role)
    if len(parts) > MOST_POLICIES:
        raise CartographerError(
            f"this takes {count(len(parts), 'managed policy', 'managed policies')}, and a role "
            f"may have {MOST_POLICIES}: choose fewer types with --type"
        )
    body = "".join(yaml(template(parts, trusted, role)))
    head = "".join(_head(trusted, role, in_s3=False))
    if len((head + body).encode()) > LONGEST_BODY:
        head = "".join(_head(trusted, role, in_s3=True))
    if len((head + body).encode()) > LONGEST_TEMPLATE:
        raise CartographerError(
            f"the template is longer than CloudFormation takes ({LONGEST_TEMPLATE:,} bytes): "
            "choose fewer types with --type"
        )
    yield head
    yield body


def check(trusted: str | None, role: str | None) -> None:
    """Refuse what IAM would refuse once the accounts are asked.

    Raises:
        UsageError: naming what it should be.
    """
    if trusted is not None and not re.fullmatch(_TRUSTED, trusted, re.ASCII):
        raise UsageError(
            "--trusted is the ARN of a role or user, such as "
            "arn:aws:iam::111122223333:role/Cartographer, or the id of an account"
        )
    if role is not None and not re.fullmatch(_ROLE, role, re.ASCII):
        raise UsageError("--role-name has up to 64 letters, digits and the signs _+=,.@-")


def template(parts: Sequence[Document], trusted: str | None, role: str | None) -> Document:
    """Return the template as a document, intrinsic functions in their long form."""
    policies = {
        f"ReadPolicy{number}": _policy(number, part) for number, part in enumerate(parts, 1)
    }
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "The role that Cartographer reads an account with. It changes nothing.",
        "Metadata": {"AWS::CloudFormation::Interface": _form()},
        "Parameters": _parameters(trusted, role),
        "Conditions": {
            "HasOrganization": {"Fn::Not": [_NO_ORGANIZATION]},
            "HasBoundary": {"Fn::Not": [_NO_BOUNDARY]},
        },
        "Resources": {**policies, "ReadRole": _role(list(policies))},
        "Outputs": {
            "RoleArn": {
                "Description": "ARN of the role; its name is the member_role of the settings.",
                "Value": {"Fn::GetAtt": ["ReadRole", "Arn"]},
            }
        },
    }


def _policy(number: int, document: Document) -> Document:
    return {
        "Type": "AWS::IAM::ManagedPolicy",
        "Properties": {
            "ManagedPolicyName": {"Fn::Sub": f"${{RoleName}}-{number}"},
            "Description": "What Cartographer reads. It changes nothing.",
            "PolicyDocument": document,
        },
    }


def _role(policies: list[str]) -> Document:
    boundary = {"Fn::If": ["HasBoundary", {"Ref": "PermissionsBoundaryArn"}, _NOTHING]}
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "RoleName": {"Ref": "RoleName"},
            "Description": "Cartographer reads with it. It changes nothing.",
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": _trust()},
            "ManagedPolicyArns": [{"Ref": name} for name in policies],
            "MaxSessionDuration": {"Ref": "MaxSessionDuration"},
            "PermissionsBoundary": boundary,
            "Tags": [{"Key": "application", "Value": "cartographer"}],
        },
    }


def _trust() -> list[Document]:
    """Return who may take on the role, and that they may say in whose name.

    STS tests each action of a request on the keys of that action alone, and the external id is
    a key of AssumeRole only. So SetSourceIdentity has a statement of its own, without it: by
    itself that action lets nobody in.
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
    """
    principal = {"AWS": {"Ref": "TrustedPrincipal"}}
    inside = {"aws:PrincipalOrgID": {"Ref": "OrganizationId"}}
    organization = {"Fn::If": ["HasOrganization", inside["aws:PrincipalOrgID"], _NOTHING]}
    return [
        {
            "Sid": "AssumeWithExternalId",
            "Effect": "Allow",
            "Principal": principal,
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {
                    "sts:ExternalId": {"Ref": "ExternalId"},
                    "aws:PrincipalOrgID": organization,
                }
            },
        },
        {
            "Sid": "SayInWhoseName",
            "Effect": "Allow",
            "Principal": principal,
            "Action": "sts:SetSourceIdentity",
            "Condition": {"Fn::If": ["HasOrganization", {"StringEquals": inside}, _NOTHING]},
        },
    ]


def _parameters(trusted: str | None, role: str | None) -> Document:
    who: Document = {
        "Type": "String",
        "Description": "ARN of the role or user that Cartographer signs in as, or an account id.",
        "AllowedPattern": f"^{_TRUSTED}$",
    }
    return {
        "TrustedPrincipal": who if trusted is None else {**who, "Default": trusted},
        "ExternalId": {
            "Type": "String",
            "Description": "External id that Cartographer has to give. Keep it out of files.",
            "NoEcho": True,
            "MinLength": LEAST_EXTERNAL_ID,
            "MaxLength": 1224,
            "AllowedPattern": f"^{_EXTERNAL_ID}$",
        },
        "RoleName": {
            "Type": "String",
            "Description": "Name of the role, the same in every account.",
            "Default": role or MEMBER_ROLE,
            "AllowedPattern": f"^{_ROLE}$",
        },
        "OrganizationId": {
            "Type": "String",
            "Description": "Organization that who signs in must belong to; empty for any.",
            "Default": "",
            "AllowedPattern": "^(o-[a-z0-9]{10,32})?$",
        },
        "PermissionsBoundaryArn": {
            "Type": "String",
            "Description": "Policy that bounds the role, if accounts demand one; empty for none.",
            "Default": "",
            "AllowedPattern": "^(arn:.+:policy/.+)?$",
        },
        "MaxSessionDuration": {
            "Type": "Number",
            "Description": "Seconds that a session may last.",
            "Default": 3600,
            "MinValue": 3600,
            "MaxValue": 43200,
        },
    }


def _form() -> Document:
    """Return the order in which the console asks for the parameters."""
    groups = {
        "Who may take on the role": ["TrustedPrincipal", "ExternalId", "OrganizationId"],
        "The role": ["RoleName", "PermissionsBoundaryArn", "MaxSessionDuration"],
    }
    return {
        "ParameterGroups": [
            {"Label": {"default": title}, "Parameters": names} for title, names in groups.items()
        ]
    }


def _head(trusted: str | None, role: str | None, *, in_s3: bool) -> Iterator[str]:
    """Yield the commands that bring the template into every account, as comments."""
    source = f"--template-body file://{_FILE}"
    upload: tuple[str, ...] = ()
    if in_s3:
        source = f'--template-url "https://BUCKET.s3.REGION.amazonaws.com/{_FILE}"'
        upload = (
            f"The template is longer than {LONGEST_BODY:,} bytes: CloudFormation reads it from S3.",
            f"  aws s3 cp {_FILE} s3://BUCKET/{_FILE}",
            "",
        )
    name = role or MEMBER_ROLE
    who = shlex.quote(trusted) if trusted else "PRINCIPAL_ARN"
    values = (
        f"ParameterKey=TrustedPrincipal,ParameterValue={who} \\",
        '               ParameterKey=ExternalId,ParameterValue="$CARTOGRAPHER_EXTERNAL_ID"',
    )
    told = (
        "The role that Cartographer reads with, in every account of an organization.",
        "",
        "Make an external id and keep it as a secret; the settings name it as env: or file:.",
        '  export CARTOGRAPHER_EXTERNAL_ID="$(openssl rand -hex 24)"',
        "",
        *upload,
        "Once, in the management account or as a delegated administrator (--call-as",
        "DELEGATED_ADMIN); trusted access is turned on by",
        "`aws cloudformation activate-organizations-access`:",
        "  aws cloudformation create-stack-set \\",
        f"    --stack-set-name {_STACK} \\",
        f"    {source} \\",
        "    --permission-model SERVICE_MANAGED \\",
        "    --auto-deployment Enabled=true,RetainStacksOnAccountRemoval=false \\",
        "    --capabilities CAPABILITY_NAMED_IAM \\",
        f"    --parameters {values[0]}",
        f"  {values[1]}",
        "",
        "Then into the root (r-...) or some units (ou-...), in one region: IAM is global.",
        "  aws cloudformation create-stack-instances \\",
        f"    --stack-set-name {_STACK} \\",
        "    --deployment-targets OrganizationalUnitIds=ROOT_OR_UNIT_ID \\",
        "    --regions us-east-1 \\",
        "    --operation-preferences FailureTolerancePercentage=10,MaxConcurrentPercentage=25",
        "",
        "A StackSet leaves out the management account; there the same template is a stack:",
        "  aws cloudformation create-stack \\",
        f"    --stack-name {_STACK} \\",
        f"    {source} \\",
        "    --capabilities CAPABILITY_NAMED_IAM \\",
        f"    --parameters {values[0]}",
        f"  {values[1]}",
        "",
        f'Then the settings say: member_role = "{name}"',
        "",
        "Who signs in needs sts:AssumeRole, and sts:SetSourceIdentity to say in whose name, on",
        f"arn:aws:iam::*:role/{name}, in a policy of its own.",
    )
    yield from (f"# {line}".rstrip() + "\n" for line in told)
