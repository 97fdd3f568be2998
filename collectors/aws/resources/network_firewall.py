"""AWS Network Firewall: firewalls, their policies, and the groups of rules in those.

https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_Operations.html
Route tables send traffic to a firewall's endpoints, which stand in its status. Groups of rules
that AWS or a vendor manages are not listed: they are named by the policies that use them.
"""

from cartographer.model.shape import KeyFields
from collectors.aws.vocabulary import TAGS, encrypted_with, trusts
from collectors.engine.specification import (
    ById,
    Declaration,
    Describe,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_API = "https://docs.aws.amazon.com/network-firewall/latest/APIReference"
_GONE = ("ResourceNotFoundException",)
_KEY = encrypted_with("[EncryptionConfiguration][?Type=='CUSTOMER_KMS'].KeyId")
_FIREWALL = "merge(Firewall, {FirewallStatus: FirewallStatus})"
_POLICY = "merge(FirewallPolicyResponse, {FirewallPolicy: FirewallPolicy})"
_RULES = "merge(RuleGroupResponse, {RuleGroup: RuleGroup})"
_SYNC = "FirewallStatus.SyncStates.*"
_ENDPOINTS = f"{_SYNC} | [].Attachment.EndpointId"
"""The library follows no more than one member behind a `*`, so a pipe stands between."""
_SOURCE = "RuleGroup.RulesSource"
_STATELESS = f"{_SOURCE}.StatelessRulesAndCustomActions"
_MATCH = f"{_STATELESS}.StatelessRules[].RuleDefinition.MatchAttributes"
_SETS: dict[str, KeyFields] = {
    "RuleGroup.RuleVariables.IPSets.*.Definition": "set",
    "RuleGroup.RuleVariables.PortSets.*.Definition": "set",
    f"{_SOURCE}.RulesSourceList.Targets": "set",
    f"{_SOURCE}.RulesSourceList.TargetTypes": "set",
    f"{_STATELESS}.StatelessRules": ("Priority",),
    f"{_STATELESS}.CustomActions": ("ActionName",),
    f"{_MATCH}.Sources": ("AddressDefinition",),
    f"{_MATCH}.Destinations": ("AddressDefinition",),
    f"{_MATCH}.SourcePorts": "set",
    f"{_MATCH}.DestinationPorts": "set",
    f"{_MATCH}.Protocols": "set",
    f"{_MATCH}.TCPFlags": "set",
}


def _shared(arn: str) -> Detail:
    """Return the aspect of the policy that shares a thing with other accounts."""
    return Detail(
        aspect="policy",
        operation="DescribeResourcePolicy",
        params={"ResourceArn": f"=item.{arn}"},
        result="Policy",
        absent=_GONE,
        doc=f"{_API}/API_DescribeResourcePolicy.html",
    )


FIREWALL = Declaration(
    type="AWS::NetworkFirewall::Firewall",
    kind="firewall",
    service="network-firewall",
    doc=f"{_API}/API_DescribeFirewall.html",
    list=ListCall("ListFirewalls", "Firewalls"),
    describe=Describe(
        operation="DescribeFirewall",
        params={"FirewallArn": "=item.FirewallArn"},
        result=_FIREWALL,
    ),
    id="{FirewallArn}",
    native_id="FirewallArn",
    uid="FirewallId",
    owner="split(FirewallArn, ':')[4]",
    name="FirewallName",
    aspects=(
        Detail(
            aspect="logging",
            operation="DescribeLoggingConfiguration",
            params={"FirewallArn": "=item.FirewallArn"},
            result="LoggingConfiguration.LogDestinationConfigs",
            absent=_GONE,
            doc=f"{_API}/API_DescribeLoggingConfiguration.html",
        ),
    ),
    relations=(
        Rel("in-network", "VpcId"),
        Rel("in-subnet", "SubnetMappings[].SubnetId"),
        Rel("uses-filter", "FirewallPolicyArn", by="arn"),
        Rel("attached-to", _ENDPOINTS),
        Rel("attached-to", "TransitGatewayId"),
        Rel("attached-to", "FirewallStatus.TransitGatewayAttachmentSyncState.AttachmentId"),
        *_KEY,
        Rel(
            "logs-to",
            "[].LogDestination.bucketName",
            by="name",
            type="AWS::S3::Bucket",
            aspect="logging",
        ),
        Rel(
            "logs-to",
            "[].LogDestination.logGroup",
            by="name",
            type="AWS::Logs::LogGroup",
            aspect="logging",
        ),
        Rel(
            "logs-to",
            "[].LogDestination.deliveryStream",
            by="name",
            type="AWS::KinesisFirehose::DeliveryStream",
            aspect="logging",
        ),
    ),
    volatile=(
        "NumberOfAssociations",
        "FirewallStatus.CapacityUsageSummary",
        f"{_SYNC}.Config",
    ),
    keyed={
        **TAGS,
        "SubnetMappings": ("SubnetId",),
        "AvailabilityZoneMappings": ("AvailabilityZone",),
        "EnabledAnalysisTypes": "set",
        "@logging": ("LogType", "LogDestinationType"),
    },
    by_id=ById(
        operation="DescribeFirewall",
        params={"FirewallArn": "=id"},
        items=_FIREWALL,
        not_found=_GONE,
    ),
    events={
        "CreateFirewall": "responseElements.firewall.firewallArn",
        "DeleteFirewall": "responseElements.firewall.firewallArn",
        **dict.fromkeys(
            (
                "AssociateAvailabilityZones",
                "AssociateFirewallPolicy",
                "AssociateSubnets",
                "DisassociateAvailabilityZones",
                "DisassociateSubnets",
                "UpdateFirewallDeleteProtection",
                "UpdateFirewallDescription",
                "UpdateFirewallEncryptionConfiguration",
                "UpdateFirewallPolicyChangeProtection",
                "UpdateLoggingConfiguration",
                "UpdateSubnetChangeProtection",
            ),
            "responseElements.firewallArn",
        ),
    },
)

FIREWALL_POLICY = Declaration(
    type="AWS::NetworkFirewall::FirewallPolicy",
    kind="firewall-policy",
    service="network-firewall",
    doc=f"{_API}/API_DescribeFirewallPolicy.html",
    list=ListCall("ListFirewallPolicies", "FirewallPolicies[].{FirewallPolicyArn: Arn}"),
    describe=Describe(
        operation="DescribeFirewallPolicy",
        params={"FirewallPolicyArn": "=item.FirewallPolicyArn"},
        result=_POLICY,
    ),
    id="{FirewallPolicyArn}",
    native_id="FirewallPolicyArn",
    uid="FirewallPolicyId",
    owner="split(FirewallPolicyArn, ':')[4]",
    name="FirewallPolicyName",
    aspects=(_shared("FirewallPolicyArn"),),
    relations=(
        Rel("uses-filter", "FirewallPolicy.StatelessRuleGroupReferences[].ResourceArn", by="arn"),
        Rel("uses-filter", "FirewallPolicy.StatefulRuleGroupReferences[].ResourceArn", by="arn"),
        Rel("refers-to", "FirewallPolicy.TLSInspectionConfigurationArn", by="arn"),
        *_KEY,
        *trusts("", "policy"),
    ),
    volatile=(
        "NumberOfAssociations",
        "ConsumedStatelessRuleCapacity",
        "ConsumedStatefulRuleCapacity",
        "ConsumedStatefulDomainCapacity",
        "LastModifiedTime",
    ),
    json=("@policy",),
    keyed={
        **TAGS,
        **policy_lists("@policy"),
        "FirewallPolicy.StatelessRuleGroupReferences": ("ResourceArn",),
        "FirewallPolicy.StatefulRuleGroupReferences": ("ResourceArn",),
        "FirewallPolicy.StatelessDefaultActions": "set",
        "FirewallPolicy.StatelessFragmentDefaultActions": "set",
        "FirewallPolicy.StatefulDefaultActions": "set",
        "FirewallPolicy.StatelessCustomActions": ("ActionName",),
        "FirewallPolicy.PolicyVariables.RuleVariables.*.Definition": "set",
    },
    by_id=ById(
        operation="DescribeFirewallPolicy",
        params={"FirewallPolicyArn": "=id"},
        items=_POLICY,
        not_found=_GONE,
    ),
    events=dict.fromkeys(
        ("CreateFirewallPolicy", "UpdateFirewallPolicy", "DeleteFirewallPolicy"),
        "responseElements.firewallPolicyResponse.firewallPolicyArn",
    ),
)

RULE_GROUP = Declaration(
    type="AWS::NetworkFirewall::RuleGroup",
    kind="rule-group",
    service="network-firewall",
    doc=f"{_API}/API_DescribeRuleGroup.html",
    list=ListCall("ListRuleGroups", "RuleGroups[].{RuleGroupArn: Arn}"),
    describe=Describe(
        operation="DescribeRuleGroup",
        params={"RuleGroupArn": "=item.RuleGroupArn"},
        result=_RULES,
    ),
    id="{RuleGroupArn}",
    native_id="RuleGroupArn",
    uid="RuleGroupId",
    owner="split(RuleGroupArn, ':')[4]",
    name="RuleGroupName",
    aspects=(_shared("RuleGroupArn"),),
    relations=(
        Rel(
            "refers-to",
            "RuleGroup.ReferenceSets.IPSetReferences.*.ReferenceArn",
            by="arn",
        ),
        Rel("refers-to", "SnsTopic", by="arn"),
        Rel("derived-from", "SourceMetadata.SourceArn", by="arn"),
        *_KEY,
        *trusts("", "policy"),
    ),
    volatile=("NumberOfAssociations", "ConsumedCapacity", "LastModifiedTime"),
    json=("@policy",),
    keyed={
        **TAGS,
        **policy_lists("@policy"),
        **_SETS,
        "SummaryConfiguration.RuleOptions": "set",
    },
    by_id=ById(
        operation="DescribeRuleGroup",
        params={"RuleGroupArn": "=id"},
        items=_RULES,
        not_found=_GONE,
    ),
    events=dict.fromkeys(
        ("CreateRuleGroup", "UpdateRuleGroup", "DeleteRuleGroup"),
        "responseElements.ruleGroupResponse.ruleGroupArn",
    ),
)

DECLARATIONS = (FIREWALL, FIREWALL_POLICY, RULE_GROUP)
