"""Policies: how their documents are written, and those that both accounts manage themselves."""

import json
from typing import Any

from demo.estate.account import GLOBAL, PLATFORM, SHOP, TEAMS, Estate, tags

Statement = dict[str, Any]
BOTH = (SHOP, PLATFORM)

GITHUB = "token.actions.githubusercontent.com"
REPOSITORY = "repo:example-shop/storefront"


def allow(actions: str | list[str], resource: str | list[str] = "*") -> Statement:
    """Return the statement that allows some actions."""
    return {"Effect": "Allow", "Action": actions, "Resource": resource}


def document(*statements: Statement) -> str:
    """Return a policy of some statements."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def trusted(principal: dict[str, Any] | str, **more: Any) -> Statement:
    """Return the statement that lets a principal assume a role."""
    return {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"} | more


def github_trust(account_id: str, subject: str) -> Statement:
    """Return the statement that lets a repository's workflows assume a role."""
    return {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:aws:iam::{account_id}:oidc-provider/{GITHUB}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {
            "StringEquals": {f"{GITHUB}:aud": "sts.amazonaws.com"},
            "StringLike": {f"{GITHUB}:sub": subject},
        },
    }


# Accounts, managed policy, its statements; {own} becomes the account's id. Moto does not load
# AWS's own policies unless its whole process does, so there are some of ours in their place.
_POLICIES: tuple[tuple[tuple[str, ...], str, tuple[Statement, ...]], ...] = (
    (BOTH, "administrator-access", (allow("*"),)),
    (
        BOTH,
        "read-only-access",
        (
            allow(
                ["ec2:Describe*", "iam:Get*", "iam:List*", "s3:Get*", "s3:List*", "rds:Describe*"]
            ),
        ),
    ),
    (BOTH, "session-manager", (allow(["ssm:UpdateInstanceInformation", "ssmmessages:*"]),)),
    (
        (SHOP,),
        "power-user-access",
        ({"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"},),
    ),
    (
        (SHOP,),
        "orders-write",
        (
            allow(
                ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"],
                "arn:aws:dynamodb:*:{own}:table/shop-*",
            ),
            allow(
                ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage"],
                "arn:aws:sqs:*:{own}:orders*",
            ),
        ),
    ),
    (
        (SHOP,),
        "media-read",
        (
            allow("s3:ListBucket", "arn:aws:s3:::example-shop-media"),
            allow("s3:GetObject", "arn:aws:s3:::example-shop-media/*"),
        ),
    ),
    (
        (SHOP,),
        "secrets-read",
        (allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:{own}:secret:shop/*"),),
    ),
    (
        (SHOP,),
        "task-start",
        (allow(["ecr:GetAuthorizationToken", "ecr:BatchGetImage", "logs:PutLogEvents"]),),
    ),
    (
        (SHOP,),
        "function-basics",
        (allow(["logs:PutLogEvents", "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface"]),),
    ),
    ((SHOP,), "cluster-basics", (allow(["ec2:Describe*", "elasticloadbalancing:*"]),)),
    (
        (SHOP,),
        "deploy-services",
        (
            allow(["ecs:UpdateService", "ecs:RegisterTaskDefinition", "lambda:Update*"]),
            allow("iam:PassRole", "arn:aws:iam::{own}:role/shop-*"),
        ),
    ),
    (
        (SHOP,),
        "developer-boundary",
        (
            allow(["ec2:*", "ecs:*", "lambda:*", "s3:*", "logs:*"]),
            {"Effect": "Deny", "Action": ["iam:Create*", "kms:Decrypt"], "Resource": "*"},
        ),
    ),
    (
        (PLATFORM,),
        "deploy-into-shop",
        (allow("sts:AssumeRole", "arn:aws:iam::*:role/ci-deploy"),),
    ),
    (
        (PLATFORM,),
        "network-operators",
        (allow(["ec2:*Vpc*", "ec2:*TransitGateway*", "ec2:*Route*", "route53:*"]),),
    ),
)


def build_policies(estate: Estate) -> None:
    """Build the managed policies of both accounts."""
    for accounts, name, statements in _POLICIES:
        for account in accounts:
            _managed_policy(estate, account, name, statements)


def _managed_policy(
    estate: Estate, account: str, name: str, statements: tuple[Statement, ...]
) -> None:
    made = estate.client(account, "iam", GLOBAL).create_policy(
        PolicyName=name,
        Description=name.replace("-", " ").capitalize(),
        PolicyDocument=document(*statements).replace("{own}", estate.accounts[account].id),
        Tags=tags(name, TEAMS[account]),
    )
    estate.ids[f"policy/{account}/{name}"] = made["Policy"]["Arn"]
