"""What lets packets through: security groups with their rules, network ACLs, prefix lists.

Order means nothing in a security group, and in an ACL the rule number does, not the position.
https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
"""

from cartographer.model.shape import KeyFields
from collectors.aws.vocabulary import TAGS
from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference"
_RULE_IDS = "requestParameters.securityGroupRuleIds.items[].securityGroupRuleId"


def _permissions(name: str) -> dict[str, KeyFields]:
    """Return the keyed lists of a group's permissions, inward or outward."""
    return {
        name: ("IpProtocol", "FromPort", "ToPort"),
        f"{name}[].IpRanges": ("CidrIp",),
        f"{name}[].Ipv6Ranges": ("CidrIpv6",),
        f"{name}[].PrefixListIds": ("PrefixListId",),
        f"{name}[].UserIdGroupPairs": ("GroupId", "UserId", "GroupName"),
    }


SECURITY_GROUP = Declaration(
    type="AWS::EC2::SecurityGroup",
    kind="security-group",
    service="ec2",
    doc=f"{_API}/API_DescribeSecurityGroups.html",
    list=ListCall("DescribeSecurityGroups", "SecurityGroups"),
    id="arn:{partition}:ec2:{region}:{account}:security-group/{GroupId}",
    native_id="GroupId",
    uid="GroupId",
    owner="OwnerId",
    name="GroupName",
    relations=(
        Rel("in-network", "VpcId"),
        Rel("refers-to", "IpPermissions[].UserIdGroupPairs[].GroupId"),
        Rel("refers-to", "IpPermissionsEgress[].UserIdGroupPairs[].GroupId"),
        Rel("refers-to", "IpPermissions[].PrefixListIds[].PrefixListId"),
        Rel("refers-to", "IpPermissionsEgress[].PrefixListIds[].PrefixListId"),
    ),
    keyed={**TAGS, **_permissions("IpPermissions"), **_permissions("IpPermissionsEgress")},
    by_id=ById(params={"GroupIds": "=ids"}, batch=100, not_found=("InvalidGroup.NotFound",)),
    events={
        "CreateSecurityGroup": "responseElements.groupId",
        "DeleteSecurityGroup": "requestParameters.groupId",
        "AuthorizeSecurityGroupIngress": "requestParameters.groupId",
        "AuthorizeSecurityGroupEgress": "requestParameters.groupId",
        "RevokeSecurityGroupIngress": "requestParameters.groupId",
        "RevokeSecurityGroupEgress": "requestParameters.groupId",
        "ModifySecurityGroupRules": "requestParameters.ModifySecurityGroupRulesRequest.GroupId",
        "UpdateSecurityGroupRuleDescriptionsIngress": "requestParameters.groupId",
        "UpdateSecurityGroupRuleDescriptionsEgress": "requestParameters.groupId",
    },
)

SECURITY_GROUP_RULE = Declaration(
    type="AWS::EC2::SecurityGroupRule",
    kind="filter-rule",
    service="ec2",
    doc=f"{_API}/API_DescribeSecurityGroupRules.html",
    list=ListCall("DescribeSecurityGroupRules", "SecurityGroupRules"),
    id="arn:{partition}:ec2:{region}:{account}:security-group-rule/{SecurityGroupRuleId}",
    native_id="SecurityGroupRuleId",
    uid="SecurityGroupRuleId",
    owner="GroupOwnerId",
    relations=(
        Rel("part-of", "GroupId"),
        Rel("refers-to", "ReferencedGroupInfo.GroupId"),
        Rel("refers-to", "PrefixListId"),
    ),
    keyed=TAGS,
    by_id=ById(
        params={"SecurityGroupRuleIds": "=ids"},
        batch=100,
        not_found=("InvalidSecurityGroupRuleId.NotFound",),
    ),
    events={
        "AuthorizeSecurityGroupIngress": (
            "responseElements.securityGroupRuleSet.items[].securityGroupRuleId"
        ),
        "AuthorizeSecurityGroupEgress": (
            "responseElements.securityGroupRuleSet.items[].securityGroupRuleId"
        ),
        "RevokeSecurityGroupIngress": _RULE_IDS,
        "RevokeSecurityGroupEgress": _RULE_IDS,
        "ModifySecurityGroupRules": (
            "[requestParameters.ModifySecurityGroupRulesRequest.SecurityGroupRule][]"
            ".SecurityGroupRuleId"
        ),
    },
)

GROUP_IN_NETWORK = Declaration(
    type="AWS::EC2::SecurityGroupVpcAssociation",
    kind="filter-association",
    service="ec2",
    doc=f"{_API}/API_DescribeSecurityGroupVpcAssociations.html",
    list=ListCall("DescribeSecurityGroupVpcAssociations", "SecurityGroupVpcAssociations"),
    id="arn:{partition}:ec2:{region}:{account}:security-group/{GroupId}#network/{VpcId}",
    native_id="join('#', [GroupId, VpcId])",
    owner="GroupOwnerId",
    tags=None,
    relations=(
        Rel("part-of", "GroupId"),
        Rel("applies-to", "VpcId"),
        Rel("shared-with", "VpcOwnerId", by="account"),
    ),
    no_by_id="the call takes filters and no ids",
    events={
        name: f"requestParameters.{name}Request.join('#', [GroupId, VpcId])"
        for name in ("AssociateSecurityGroupVpc", "DisassociateSecurityGroupVpc")
    },
)

NETWORK_ACL = Declaration(
    type="AWS::EC2::NetworkAcl",
    kind="network-acl",
    service="ec2",
    doc=f"{_API}/API_DescribeNetworkAcls.html",
    list=ListCall("DescribeNetworkAcls", "NetworkAcls"),
    id="arn:{partition}:ec2:{region}:{account}:network-acl/{NetworkAclId}",
    native_id="NetworkAclId",
    uid="NetworkAclId",
    owner="OwnerId",
    relations=(
        Rel("in-network", "VpcId"),
        Rel("applies-to", "Associations[].SubnetId"),
    ),
    keyed={
        **TAGS,
        "Associations": ("SubnetId",),
        "Entries": ("Egress", "RuleNumber"),
    },
    by_id=ById(
        params={"NetworkAclIds": "=ids"}, batch=100, not_found=("InvalidNetworkAclID.NotFound",)
    ),
    events={
        "CreateNetworkAcl": "responseElements.networkAcl.networkAclId",
        "DeleteNetworkAcl": "requestParameters.networkAclId",
        "CreateNetworkAclEntry": "requestParameters.networkAclId",
        "ReplaceNetworkAclEntry": "requestParameters.networkAclId",
        "DeleteNetworkAclEntry": "requestParameters.networkAclId",
        "ReplaceNetworkAclAssociation": "requestParameters.networkAclId",
    },
)

PREFIX_LIST = Declaration(
    type="AWS::EC2::PrefixList",
    kind="prefix-list",
    service="ec2",
    doc=f"{_API}/API_DescribeManagedPrefixLists.html",
    list=ListCall("DescribeManagedPrefixLists", "PrefixLists"),
    id="{PrefixListArn}",
    native_id="PrefixListId",
    uid="PrefixListId",
    owner="OwnerId",
    name="PrefixListName",
    aspects=(
        Detail(
            aspect="entries",
            operation="GetManagedPrefixListEntries",
            params={"PrefixListId": "=item.PrefixListId"},
            result="Entries",
            absent=("InvalidPrefixListId.NotFound", "InvalidPrefixListID.NotFound"),
            doc=f"{_API}/API_GetManagedPrefixListEntries.html",
        ),
    ),
    no_relations="groups and routes name the list; the list names addresses",
    keyed={**TAGS, "@entries": ("Cidr",)},
    by_id=ById(
        params={"PrefixListIds": "=ids"},
        batch=100,
        not_found=("InvalidPrefixListId.NotFound", "InvalidPrefixListID.NotFound"),
    ),
    events={
        "CreateManagedPrefixList": (
            "responseElements.CreateManagedPrefixListResponse.prefixList.prefixListId"
        ),
        "ModifyManagedPrefixList": (
            "requestParameters.ModifyManagedPrefixListRequest.PrefixListId"
        ),
        "DeleteManagedPrefixList": (
            "requestParameters.DeleteManagedPrefixListRequest.PrefixListId"
        ),
    },
)

DECLARATIONS = (
    SECURITY_GROUP,
    SECURITY_GROUP_RULE,
    GROUP_IN_NETWORK,
    NETWORK_ACL,
    PREFIX_LIST,
)
