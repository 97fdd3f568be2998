"""Amazon CloudWatch beyond its alarms: streams that carry metrics out, and insight rules.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Operations.html
"""

from collectors.engine.specification import ById, Declaration, Describe, ListCall, Rel

_API = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference"

METRIC_STREAM = Declaration(
    type="AWS::CloudWatch::MetricStream",
    kind="metric-stream",
    service="cloudwatch",
    doc=f"{_API}/API_GetMetricStream.html",
    list=ListCall("ListMetricStreams", "Entries"),
    describe=Describe(operation="GetMetricStream", params={"Name": "=item.Name"}, result="@"),
    id="{Arn}",
    native_id="Name",
    uid="CreationDate",
    name="Name",
    tags=None,
    relations=(
        Rel("logs-to", "FirehoseArn", by="arn"),
        Rel("runs-as", "RoleArn", by="arn"),
    ),
    volatile=("LastUpdateDate",),
    keyed={
        "IncludeFilters": ("Namespace",),
        "ExcludeFilters": ("Namespace",),
        "IncludeFilters[].MetricNames": "set",
        "ExcludeFilters[].MetricNames": "set",
        "StatisticsConfigurations": "set",
    },
    by_id=ById(
        operation="GetMetricStream",
        params={"Name": "=id"},
        items="@",
        not_found=("ResourceNotFoundException",),
    ),
    events={
        "PutMetricStream": "requestParameters.name",
        "DeleteMetricStream": "requestParameters.name",
        "StartMetricStreams": "requestParameters.names[]",
        "StopMetricStreams": "requestParameters.names[]",
    },
)

INSIGHT_RULE = Declaration(
    type="AWS::CloudWatch::InsightRule",
    kind="insight-rule",
    service="cloudwatch",
    doc=f"{_API}/API_DescribeInsightRules.html",
    list=ListCall("DescribeInsightRules", "InsightRules"),
    id="arn:{partition}:cloudwatch:{region}:{account}:insight-rule/{Name}",
    native_id="Name",
    name="Name",
    tags=None,
    relations=(
        Rel(
            "refers-to",
            "Definition.LogGroupNames[]",
            by="name",
            type="AWS::Logs::LogGroup",
        ),
        Rel("refers-to", "Definition.LogGroupARNs[]", by="arn"),
    ),
    json=("Definition",),
    keyed={"Definition.LogGroupNames": "set", "Definition.LogGroupARNs": "set"},
    no_by_id="there is no call for one rule",
    events={
        "PutInsightRule": "requestParameters.ruleName",
        "DeleteInsightRules": "requestParameters.ruleNames[]",
        "EnableInsightRules": "requestParameters.ruleNames[]",
        "DisableInsightRules": "requestParameters.ruleNames[]",
    },
)

DECLARATIONS = (METRIC_STREAM, INSIGHT_RULE)
