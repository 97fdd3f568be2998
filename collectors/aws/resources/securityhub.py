"""AWS Security Hub: the hub of a region, the standards it checks, and what becomes of findings.

Where the account is not subscribed, every call says so with `InvalidAccessException`. Of
members only number and state are kept; their e-mail addresses are people's.
https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Operations.html
"""

from collectors.engine.specification import ById, Declaration, Describe, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/securityhub/1.0/APIReference"
_HUB = "AWS::SecurityHub::Hub"
_PARTITION = (
    "(starts_with(awsRegion, 'cn-') && 'aws-cn'"
    " || starts_with(awsRegion, 'us-gov-') && 'aws-us-gov' || 'aws')"
)
_HUB_OF_EVENT = (
    f"join(':', ['arn', {_PARTITION}, 'securityhub', awsRegion, recipientAccountId, 'hub/default'])"
)
_NONE = ("InvalidAccessException", "ResourceNotFoundException")

HUB = Declaration(
    type=_HUB,
    kind="finding-hub",
    service="securityhub",
    doc=f"{_API}/API_DescribeHub.html",
    list=ListCall("DescribeHub", "@", absent=_NONE),
    id="{HubArn}",
    native_id="HubArn",
    uid="SubscribedAt",
    name="split(HubArn, '/')[-1]",
    tags=None,
    aspects=(
        Detail(
            aspect="administrator",
            operation="GetAdministratorAccount",
            params={},
            result="Administrator.{AccountId: AccountId, MemberStatus: MemberStatus}",
            absent=("ResourceNotFoundException",),
        ),
        Detail(
            aspect="members",
            operation="ListMembers",
            params={},
            result="Members[].{AccountId: AccountId, MemberStatus: MemberStatus}",
            # Members have no members: https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-accounts.html
            unless="administrator",
        ),
    ),
    relations=(
        # The administrator sees the findings and may change them.
        Rel("shared-with", "AccountId", by="account", aspect="administrator"),
        Rel("refers-to", "[].AccountId", by="account", aspect="members"),
    ),
    keyed={"@members": ("AccountId",)},
    no_by_id="there is one for each region",
    events=dict.fromkeys(
        ("EnableSecurityHub", "DisableSecurityHub", "UpdateSecurityHubConfiguration"), _HUB_OF_EVENT
    ),
)

STANDARD = Declaration(
    type="AWS::SecurityHub::Standard",
    kind="compliance-standard",
    service="securityhub",
    doc=f"{_API}/API_GetEnabledStandards.html",
    list=ListCall(
        "GetEnabledStandards",
        "StandardsSubscriptions",
        each=_HUB,
        stamp={"HubArn": "HubArn"},
        absent=("InvalidAccessException",),
    ),
    id="{StandardsSubscriptionArn}",
    native_id="StandardsSubscriptionArn",
    name="join('/', split(StandardsSubscriptionArn, '/')[1:])",
    tags=None,
    relations=(Rel("part-of", "HubArn", by="arn"),),
    no_by_id="the document of the call by ARN does not bear the hub",
    events={
        "BatchEnableStandards": (
            "responseElements.StandardsSubscriptions[].StandardsSubscriptionArn"
        ),
        "BatchDisableStandards": "requestParameters.StandardsSubscriptionArns",
    },
)

AGGREGATOR = Declaration(
    type="AWS::SecurityHub::FindingAggregator",
    kind="finding-aggregator",
    service="securityhub",
    doc=f"{_API}/API_GetFindingAggregator.html",
    list=ListCall("ListFindingAggregators", "FindingAggregators", each=_HUB),
    describe=Describe(
        operation="GetFindingAggregator",
        params={"FindingAggregatorArn": "=item.FindingAggregatorArn"},
        result="@",
    ),
    id="{FindingAggregatorArn}",
    native_id="FindingAggregatorArn",
    uid="FindingAggregatorArn",
    region="FindingAggregationRegion",
    name="split(FindingAggregatorArn, '/')[-1]",
    tags=None,
    no_relations="it names regions; findings of them go to its own",
    keyed={"Regions": "set"},
    by_id=ById(
        operation="GetFindingAggregator",
        params={"FindingAggregatorArn": "=id"},
        items="@",
        not_found=("ResourceNotFoundException",),
    ),
    events={
        "CreateFindingAggregator": "responseElements.FindingAggregatorArn",
        "UpdateFindingAggregator": "requestParameters.FindingAggregatorArn",
        "DeleteFindingAggregator": "requestParameters.FindingAggregatorArn",
    },
)

_CRITERIA = (
    "AwsAccountId",
    "ComplianceSecurityControlId",
    "ComplianceStatus",
    "GeneratorId",
    "Id",
    "ProductArn",
    "ProductName",
    "RecordState",
    "ResourceId",
    "ResourceTags",
    "ResourceType",
    "SeverityLabel",
    "Title",
    "Type",
    "WorkflowStatus",
)

AUTOMATION_RULE = Declaration(
    type="AWS::SecurityHub::AutomationRule",
    kind="finding-rule",
    service="securityhub",
    doc=f"{_API}/API_BatchGetAutomationRules.html",
    # Rules are the administrator's, who alone may list them.
    # https://docs.aws.amazon.com/securityhub/latest/userguide/view-automation-rules.html
    list=ListCall(
        "ListAutomationRules", "AutomationRulesMetadata", each=_HUB, unless="administrator"
    ),
    describe=Describe(
        operation="BatchGetAutomationRules",
        params={"AutomationRulesArns": "=ids"},
        result="Rules",
        batch=100,
    ),
    id="{RuleArn}",
    native_id="RuleArn",
    uid="CreatedAt",
    name="RuleName",
    tags=None,
    no_relations="it matches findings by what they say",
    keyed={f"Criteria.{name}": "set" for name in _CRITERIA},
    by_id=ById(
        operation="BatchGetAutomationRules",
        params={"AutomationRulesArns": "=ids"},
        items="Rules",
        batch=100,
        not_found=("ResourceNotFoundException",),
    ),
    events={
        "CreateAutomationRule": "responseElements.RuleArn",
        "BatchUpdateAutomationRules": (
            "requestParameters.UpdateAutomationRulesRequestItems[].RuleArn"
        ),
        "BatchDeleteAutomationRules": "requestParameters.AutomationRulesArns",
    },
)

DECLARATIONS = (HUB, STANDARD, AGGREGATOR, AUTOMATION_RULE)
