"""The organization: its units, the shop's place among them, and what its policies forbid."""

from demo.estate.account import GLOBAL, PLATFORM, Estate, tags
from demo.estate.policy import Statement, document

# unit -> parent
_UNITS = (("workloads", "root"), ("production", "workloads"), ("sandbox", "root"))

# Control policy, its unit, its statement
_CONTROL_POLICIES: tuple[tuple[str, str, Statement], ...] = (
    (
        "stay-in-the-organization",
        "root",
        {"Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"},
    ),
    (
        "our-regions-only",
        "workloads",
        {
            "Effect": "Deny",
            "NotAction": ["iam:*", "organizations:*", "sts:*", "cloudfront:*", "route53:*"],
            "Resource": "*",
            "Condition": {
                "StringNotEquals": {"aws:RequestedRegion": ["eu-central-1", "eu-west-1"]}
            },
        },
    ),
    (
        "keep-the-audit-trail",
        "production",
        {
            "Effect": "Deny",
            "Action": ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail"],
            "Resource": "*",
        },
    ),
)


def build_organization(estate: Estate) -> None:
    """Build units and control policies, and move the shop's account to its unit."""
    organizations = estate.client(PLATFORM, "organizations", GLOBAL)
    root = organizations.list_roots()["Roots"][0]["Id"]
    units = {"root": root}
    for name, parent in _UNITS:
        made = organizations.create_organizational_unit(
            ParentId=units[parent], Name=name, Tags=tags(name, "platform")
        )
        units[name] = made["OrganizationalUnit"]["Id"]
    organizations.move_account(
        AccountId=estate.shop.id, SourceParentId=root, DestinationParentId=units["production"]
    )
    organizations.enable_policy_type(RootId=root, PolicyType="SERVICE_CONTROL_POLICY")
    for name, unit, statement in _CONTROL_POLICIES:
        made = organizations.create_policy(
            Name=name,
            Description=name.replace("-", " ").capitalize(),
            Type="SERVICE_CONTROL_POLICY",
            Content=document(statement),
        )
        policy = estate.ids[f"control-policy/{name}"] = made["Policy"]["PolicySummary"]["Id"]
        organizations.attach_policy(PolicyId=policy, TargetId=units[unit])
    estate.ids |= {f"unit/{name}": unit for name, unit in units.items()}
