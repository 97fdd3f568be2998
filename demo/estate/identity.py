"""Who there is: people, the roles of services and of CI, and whom they trust.

Some of it is as careless as in any grown company: a legacy user with two keys, a CI role that
may do a lot.
"""

from typing import Any

from demo.estate.account import (
    EXTERNAL_ID,
    GLOBAL,
    PLATFORM,
    READER,
    SHOP,
    TEAMS,
    Estate,
    tags,
)
from demo.estate.policy import GITHUB, REPOSITORY, Statement, allow, document, github_trust, trusted

# Account, role, the service it serves, policies
_SERVICE_ROLES = (
    (SHOP, "shop-web", "ec2", ("media-read", "session-manager")),
    (SHOP, "shop-reporting", "ec2", ("secrets-read", "read-only-access")),
    (SHOP, "shop-bastion", "ec2", ("session-manager",)),
    (SHOP, "shop-services", "ecs-tasks", ("orders-write", "secrets-read")),
    (SHOP, "shop-task-start", "ecs-tasks", ("task-start", "secrets-read")),
    (SHOP, "shop-functions", "lambda", ("function-basics", "orders-write")),
    (SHOP, "shop-search-cluster", "eks", ("cluster-basics",)),
    (SHOP, "shop-search-nodes", "ec2", ("cluster-basics", "task-start")),
    (SHOP, "shop-checkout-flow", "states", ("orders-write",)),
    (SHOP, "shop-schedules", "events", ()),
    (SHOP, "legacy-import", "lambda", ("function-basics", "media-read")),
    (PLATFORM, "build-runners", "ec2", ("deploy-into-shop", "session-manager")),
    (PLATFORM, "resolvers", "ec2", ("session-manager",)),
)

# Account, group, policies, members
_GROUPS = (
    (SHOP, "developers", ("read-only-access", "deploy-services"), ("anouk", "bilal")),
    (SHOP, "operators", ("power-user-access",), ("chiara",)),
    (PLATFORM, "administrators", ("administrator-access",), ("dmitri", "break-glass")),
    (PLATFORM, "network", ("network-operators",), ("elif",)),
)

# Account, user, access keys
_USERS = (
    (SHOP, "anouk", 0),
    (SHOP, "bilal", 1),
    (SHOP, "chiara", 1),
    (SHOP, "legacy-uploader", 2),
    (SHOP, "cartographer", 1),
    (PLATFORM, "dmitri", 1),
    (PLATFORM, "elif", 0),
    (PLATFORM, "break-glass", 0),
)


def build_identity(estate: Estate) -> None:
    """Build both accounts' providers, roles, people and groups."""
    _providers(estate)
    for account, name, service, policies in _SERVICE_ROLES:
        trust = {"Service": f"{service}.amazonaws.com"}
        make_role(estate, account, name, trusted(trust), policies)
        if service == "ec2":
            _instance_profile(estate, account, name)
    _cross_account_roles(estate)
    for account, name, keys in _USERS:
        _user(estate, account, name, keys)
    for account, group, policies, members in _GROUPS:
        _group(estate, account, group, policies, members)
    _leftovers(estate)


def make_role(
    estate: Estate,
    account: str,
    name: str,
    trust: Statement,
    policies: tuple[str, ...],
    **more: Any,
) -> str:
    """Make a role with managed policies of its account, by name; return its ARN."""
    iam = estate.client(account, "iam", GLOBAL)
    made = iam.create_role(
        RoleName=name,
        AssumeRolePolicyDocument=document(trust),
        Tags=tags(name, TEAMS[account]),
        **more,
    )
    for policy in policies:
        iam.attach_role_policy(RoleName=name, PolicyArn=estate.ids[f"policy/{account}/{policy}"])
    arn: str = made["Role"]["Arn"]
    estate.ids[f"role/{name}" if account == SHOP else f"role/platform/{name}"] = arn
    return arn


def _providers(estate: Estate) -> None:
    for account in (SHOP, PLATFORM):
        made = estate.client(account, "iam", GLOBAL).create_open_id_connect_provider(
            Url=f"https://{GITHUB}",
            ClientIDList=["sts.amazonaws.com"],
            ThumbprintList=["0" * 40],
            Tags=tags("github", TEAMS[account]),
        )
        estate.ids[f"oidc-provider/{account}"] = made["OpenIDConnectProviderArn"]
    made = estate.client(PLATFORM, "iam", GLOBAL).create_saml_provider(
        Name="company-sign-on",
        SAMLMetadataDocument="<EntityDescriptor entityID='https://sign-on.example/saml'/>" * 20,
    )
    estate.ids["saml-provider/company-sign-on"] = made["SAMLProviderArn"]


def _cross_account_roles(estate: Estate) -> None:
    shop, platform = estate.shop.id, estate.platform.id
    # Organizations made this one together with the account.
    estate.client(SHOP, "iam", GLOBAL).attach_role_policy(
        RoleName="OrganizationAccountAccessRole",
        PolicyArn=estate.ids[f"policy/{SHOP}/administrator-access"],
    )
    runners = {"AWS": f"arn:aws:iam::{platform}:role/build-runners"}
    make_role(
        estate,
        SHOP,
        "ci-deploy",
        trusted(runners),
        ("deploy-services",),
        PermissionsBoundary=estate.ids[f"policy/{SHOP}/developer-boundary"],
    )
    make_role(
        estate,
        SHOP,
        "ci-publish",
        github_trust(shop, f"{REPOSITORY}:ref:refs/heads/main"),
        ("deploy-services",),
    )
    sign_on = {"Federated": estate.ids["saml-provider/company-sign-on"]}
    trust = trusted(sign_on) | {"Action": "sts:AssumeRoleWithSAML"}
    make_role(estate, PLATFORM, "engineers", trust, ("read-only-access",))
    condition = {"StringEquals": {"sts:ExternalId": EXTERNAL_ID}}
    for account in (SHOP, PLATFORM):
        trust = trusted({"AWS": f"arn:aws:iam::{shop}:user/cartographer"}, Condition=condition)
        make_role(estate, account, READER, trust, ("read-only-access",))


def _instance_profile(estate: Estate, account: str, name: str) -> None:
    iam = estate.client(account, "iam", GLOBAL)
    made = iam.create_instance_profile(InstanceProfileName=name, Tags=tags(name, TEAMS[account]))
    iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=name)
    estate.ids[f"instance-profile/{name}"] = made["InstanceProfile"]["Arn"]


def _user(estate: Estate, account: str, name: str, keys: int) -> None:
    iam = estate.client(account, "iam", GLOBAL)
    made = iam.create_user(UserName=name, Tags=tags(name, TEAMS[account]))
    estate.ids[f"user/{name}"] = made["User"]["Arn"]
    for _ in range(keys):
        key = iam.create_access_key(UserName=name)["AccessKey"]
        estate.ids[f"access-key/{name}"] = key["AccessKeyId"]
        estate.ids[f"access-key-secret/{name}"] = estate.plant(key["SecretAccessKey"])


def _group(
    estate: Estate, account: str, name: str, policies: tuple[str, ...], members: tuple[str, ...]
) -> None:
    iam = estate.client(account, "iam", GLOBAL)
    estate.ids[f"group/{name}"] = iam.create_group(GroupName=name)["Group"]["Arn"]
    for policy in policies:
        iam.attach_group_policy(GroupName=name, PolicyArn=estate.ids[f"policy/{account}/{policy}"])
    for member in members:
        iam.add_user_to_group(GroupName=name, UserName=member)


def _leftovers(estate: Estate) -> None:
    """Add what no table covers: inline policies, a password and its policy."""
    iam = estate.client(SHOP, "iam", GLOBAL)
    iam.put_user_policy(
        UserName="legacy-uploader",
        PolicyName="uploads",
        PolicyDocument=document(allow("s3:*", "arn:aws:s3:::example-shop-*")),
    )
    iam.attach_user_policy(
        UserName="cartographer", PolicyArn=estate.ids[f"policy/{SHOP}/read-only-access"]
    )
    enter = allow("sts:AssumeRole", f"arn:aws:iam::*:role/{READER}")
    iam.put_user_policy(
        UserName="cartographer", PolicyName="other-accounts", PolicyDocument=document(enter)
    )
    look = allow(["cloudwatch:Get*", "logs:FilterLogEvents"])
    iam.put_group_policy(GroupName="operators", PolicyName="look", PolicyDocument=document(look))
    iam.create_login_profile(
        UserName="chiara", Password=estate.plant("Planted-secret-sign-in-0001!")
    )
    iam.update_account_password_policy(MinimumPasswordLength=16, RequireNumbers=True)
    iam.create_account_alias(AccountAlias="example-shop-prod")
