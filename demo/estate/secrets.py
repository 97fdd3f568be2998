"""Keys and what they guard: KMS keys, secrets, parameters. Every value in here is made up."""

import json
from typing import Any, NamedTuple

from demo.estate.account import MAIN, PLATFORM, SECOND, SHOP, Estate, tag_map, tags
from demo.estate.policy import Statement, allow, document


class Key(NamedTuple):
    """One key of KMS's."""

    account: str
    region: str
    name: str
    what: str
    """What it is for."""
    guest_actions: tuple[str, ...] = ()
    """What the other account may do with it."""


_KEYS = (
    Key(SHOP, MAIN, "shop-data", "Databases, buckets and queues of the shop"),
    Key(SHOP, MAIN, "shop-exports", "Exports that the platform reads", ("kms:Decrypt",)),
    Key(SHOP, SECOND, "shop-backups", "Backups in the second region"),
    Key(PLATFORM, MAIN, "platform-ci", "Artifacts", ("kms:Decrypt", "kms:DescribeKey")),
    Key(PLATFORM, MAIN, "platform-audit", "The audit trail"),
)

# Account, region, secret, its fields
_SECRETS = (
    (SHOP, MAIN, "shop/orders-db", {"username": "orders", "password": "planted-secret-orders-db"}),
    (SHOP, MAIN, "shop/payments", {"api_key": "planted-secret-payment-provider-0001"}),
    (SHOP, MAIN, "shop/mail", {"api_key": "planted-secret-mail-provider-0001"}),
    (SHOP, SECOND, "shop/orders-db", {"password": "planted-secret-orders-db-standby"}),
    (PLATFORM, MAIN, "ci/registry", {"token": "planted-secret-registry-token-0001"}),
)

# Account, region, parameter, value; a secure one is a planted secret
_PARAMETERS = (
    (SHOP, MAIN, "/shop/storefront/currency", "EUR"),
    (SHOP, MAIN, "/shop/storefront/feature-flags", "new-checkout,gift-cards"),
    (SHOP, MAIN, "/shop/orders/session-secret", "planted-secret-session-0001"),
    (SHOP, SECOND, "/shop/standby/enabled", "false"),
    (PLATFORM, MAIN, "/ci/webhook-secret", "planted-secret-webhook-0001"),
)


def build_secrets(estate: Estate) -> None:
    """Build the keys, then what is encrypted with them."""
    for key in _KEYS:
        _key(estate, key)
    _grant(estate)
    for account, region, name, fields in _SECRETS:
        _secret(estate, account, region, name, fields)
    for account, region, name, value in _PARAMETERS:
        _parameter(estate, account, region, name, value)


def _key(estate: Estate, key: Key) -> None:
    kms = estate.client(key.account, "kms", key.region)
    owner = {"AWS": f"arn:aws:iam::{estate.accounts[key.account].id}:root"}
    statements: list[Statement] = [allow("kms:*") | {"Sid": "Owner", "Principal": owner}]
    if key.guest_actions:
        other = estate.accounts[PLATFORM if key.account == SHOP else SHOP]
        guest = {"AWS": f"arn:aws:iam::{other.id}:root"}
        actions = allow(list(key.guest_actions))
        statements.append(actions | {"Sid": "OtherAccount", "Principal": guest})
    made = kms.create_key(
        Description=key.what,
        Policy=document(*statements),
        Tags=[{"TagKey": k, "TagValue": v} for k, v in tag_map(key.name, "security").items()],
    )["KeyMetadata"]
    kms.create_alias(AliasName=f"alias/{key.name}", TargetKeyId=made["KeyId"])
    kms.enable_key_rotation(KeyId=made["KeyId"])
    estate.ids[f"key/{key.name}"] = made["Arn"]


def _grant(estate: Estate) -> None:
    """Let the shop's services use the shop's key without a policy that says so."""
    for role in ("shop-services", "shop-functions"):
        estate.client(SHOP, "kms").create_grant(
            KeyId=estate.ids["key/shop-data"],
            Name=role,
            GranteePrincipal=estate.ids[f"role/{role}"],
            Operations=["Decrypt", "GenerateDataKey"],
        )


def _secret(estate: Estate, account: str, region: str, name: str, fields: dict[str, str]) -> None:
    manager = estate.client(account, "secretsmanager", region)
    for value in fields.values():
        if value.startswith("planted-secret"):
            estate.plant(value)
    more: dict[str, Any] = {}
    if (account, region) == (SHOP, MAIN):
        more["KmsKeyId"] = estate.ids["key/shop-data"]
    made = manager.create_secret(
        Name=name, SecretString=json.dumps(fields), Tags=tags(name, "security"), **more
    )
    estate.ids[f"secret/{region}/{name}"] = made["ARN"]
    if name == "ci/registry":
        reader = {"AWS": f"arn:aws:iam::{estate.shop.id}:root"}
        policy = document(allow("secretsmanager:GetSecretValue") | {"Principal": reader})
        manager.put_resource_policy(SecretId=name, ResourcePolicy=policy)


def _parameter(estate: Estate, account: str, region: str, name: str, value: str) -> None:
    secure = value.startswith("planted-secret")
    estate.client(account, "ssm", region).put_parameter(
        Name=name,
        Value=estate.plant(value) if secure else value,
        Type="SecureString" if secure else "String",
        Tags=tags(name, "security"),
    )
    estate.ids[f"parameter{name}"] = name
