"""AWS Config: what is recorded, where that goes, which rules judge it, and who may see it all.

Recorders of other services are not in the answer; only the one that customers manage is.
Parameters of rules and packs may hold anything, so their values become digests.
https://docs.aws.amazon.com/config/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import by_arn
from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/config/latest/APIReference"
_BUCKET = "AWS::S3::Bucket"

RECORDER = Declaration(
    type="AWS::Config::ConfigurationRecorder",
    kind="configuration-recorder",
    service="config",
    doc=f"{_API}/API_DescribeConfigurationRecorders.html",
    list=ListCall("DescribeConfigurationRecorders", "ConfigurationRecorders"),
    id="arn:{partition}:config:{region}:{account}:configuration-recorder/{name}",
    native_id="name",
    uid="arn",
    name="name",
    tags=None,
    aliases=(("arn", "arn"),),
    aspects=(
        Detail(
            aspect="status",
            operation="DescribeConfigurationRecorderStatus",
            params={"ConfigurationRecorderNames": ["=item.name"]},
            # The rest of it says when it last did something.
            result="ConfigurationRecordersStatus[0].{recording: recording}",
            absent=("NoSuchConfigurationRecorderException",),
        ),
    ),
    relations=(Rel("runs-as", "roleARN", by="arn"),),
    keyed={
        "recordingGroup.resourceTypes": "set",
        "recordingGroup.exclusionByResourceTypes.resourceTypes": "set",
        "recordingMode.recordingModeOverrides": "set",
        "recordingMode.recordingModeOverrides[].resourceTypes": "set",
        "scopeConfiguration.scopeValues": "set",
        "scopeConfiguration.includedRegions": "set",
    },
    by_id=ById(
        params={"ConfigurationRecorderNames": ["=id"]},
        not_found=("NoSuchConfigurationRecorderException",),
    ),
    events={
        "PutConfigurationRecorder": "requestParameters.configurationRecorder.name",
        "StartConfigurationRecorder": "requestParameters.configurationRecorderName",
        "StopConfigurationRecorder": "requestParameters.configurationRecorderName",
        "DeleteConfigurationRecorder": "requestParameters.configurationRecorderName",
    },
)

DELIVERY_CHANNEL = Declaration(
    type="AWS::Config::DeliveryChannel",
    kind="delivery-channel",
    service="config",
    doc=f"{_API}/API_DescribeDeliveryChannels.html",
    list=ListCall("DescribeDeliveryChannels", "DeliveryChannels"),
    id="arn:{partition}:config:{region}:{account}:delivery-channel/{name}",
    native_id="name",
    name="name",
    tags=None,
    relations=(
        Rel("logs-to", "s3BucketName", by="name", type=_BUCKET),
        Rel("encrypted-with", "s3KmsKeyArn", by="arn"),
        Rel("refers-to", "snsTopicARN", by="arn"),
    ),
    by_id=ById(
        params={"DeliveryChannelNames": ["=id"]},
        not_found=("NoSuchDeliveryChannelException",),
    ),
    events={
        "PutDeliveryChannel": "requestParameters.deliveryChannel.name",
        "DeleteDeliveryChannel": "requestParameters.deliveryChannelName",
    },
)

RULE = Declaration(
    type="AWS::Config::ConfigRule",
    kind="compliance-rule",
    service="config",
    doc=f"{_API}/API_DescribeConfigRules.html",
    list=ListCall("DescribeConfigRules", "ConfigRules"),
    id="{ConfigRuleArn}",
    native_id="ConfigRuleName",
    uid="ConfigRuleId",
    name="ConfigRuleName",
    tags=None,
    relations=(by_arn("refers-to", "Source.SourceIdentifier"),),
    # It goes from active to evaluating and back by itself.
    volatile=("ConfigRuleState",),
    secret=("InputParameters",),
    keyed={
        "EvaluationModes": ("Mode",),
        "Scope.ComplianceResourceTypes": "set",
        "Scope.ServicePrincipals": "set",
        "Source.SourceDetails": "set",
    },
    by_id=ById(
        params={"ConfigRuleNames": "=ids"}, batch=25, not_found=("NoSuchConfigRuleException",)
    ),
    events={
        "PutConfigRule": "requestParameters.configRule.configRuleName",
        "DeleteConfigRule": "requestParameters.configRuleName",
    },
)

AGGREGATOR = Declaration(
    type="AWS::Config::ConfigurationAggregator",
    kind="configuration-aggregator",
    service="config",
    doc=f"{_API}/API_DescribeConfigurationAggregators.html",
    list=ListCall("DescribeConfigurationAggregators", "ConfigurationAggregators"),
    id="{ConfigurationAggregatorArn}",
    native_id="ConfigurationAggregatorName",
    uid="CreationTime",
    name="ConfigurationAggregatorName",
    tags=None,
    relations=(
        Rel("runs-as", "OrganizationAggregationSource.RoleArn", by="arn"),
        Rel("refers-to", "AccountAggregationSources[].AccountIds[]", by="account"),
    ),
    keyed={
        "AccountAggregationSources": "set",
        "AccountAggregationSources[].AccountIds": "set",
        "AccountAggregationSources[].AwsRegions": "set",
        "OrganizationAggregationSource.AwsRegions": "set",
        "AggregatorFilters.ResourceType.Value": "set",
        "AggregatorFilters.ServicePrincipal.Value": "set",
    },
    by_id=ById(
        params={"ConfigurationAggregatorNames": "=ids"},
        batch=10,
        not_found=("NoSuchConfigurationAggregatorException",),
    ),
    events=dict.fromkeys(
        ("PutConfigurationAggregator", "DeleteConfigurationAggregator"),
        "requestParameters.configurationAggregatorName",
    ),
)

AUTHORIZATION = Declaration(
    type="AWS::Config::AggregationAuthorization",
    kind="aggregation-authorization",
    service="config",
    doc=f"{_API}/API_DescribeAggregationAuthorizations.html",
    list=ListCall("DescribeAggregationAuthorizations", "AggregationAuthorizations"),
    id="{AggregationAuthorizationArn}",
    native_id="AggregationAuthorizationArn",
    uid="CreationTime",
    name="join('/', [AuthorizedAccountId, AuthorizedAwsRegion])",
    tags=None,
    relations=(Rel("shared-with", "AuthorizedAccountId", by="account"),),
    no_by_id="there is no call for one authorization",
    events={
        "PutAggregationAuthorization": (
            "responseElements.aggregationAuthorization.aggregationAuthorizationArn"
        ),
    },
)

CONFORMANCE_PACK = Declaration(
    type="AWS::Config::ConformancePack",
    kind="compliance-pack",
    service="config",
    doc=f"{_API}/API_DescribeConformancePacks.html",
    list=ListCall("DescribeConformancePacks", "ConformancePackDetails"),
    id="{ConformancePackArn}",
    native_id="ConformancePackName",
    uid="ConformancePackId",
    name="ConformancePackName",
    tags=None,
    relations=(
        Rel("logs-to", "DeliveryS3Bucket", by="name", type=_BUCKET),
        Rel(
            "derived-from",
            "TemplateSSMDocumentDetails.DocumentName",
            by="name",
            type="AWS::SSM::Document",
        ),
    ),
    secret=("ConformancePackInputParameters[].ParameterValue",),
    keyed={"ConformancePackInputParameters": ("ParameterName",)},
    by_id=ById(
        params={"ConformancePackNames": "=ids"},
        batch=25,
        not_found=("NoSuchConformancePackException",),
    ),
    events=dict.fromkeys(
        ("PutConformancePack", "DeleteConformancePack"), "requestParameters.conformancePackName"
    ),
)

DECLARATIONS = (
    RECORDER,
    DELIVERY_CHANNEL,
    RULE,
    AGGREGATOR,
    AUTHORIZATION,
    CONFORMANCE_PACK,
)
