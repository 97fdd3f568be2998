"""Amazon CloudWatch Logs: log groups and where they are passed on to; never an event.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import trusts
from collectors.engine.specification import (
    ById,
    Declaration,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_API = "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference"

LOG_GROUP = Declaration(
    type="AWS::Logs::LogGroup",
    kind="log-group",
    service="logs",
    doc=f"{_API}/API_DescribeLogGroups.html",
    list=ListCall("DescribeLogGroups", "logGroups"),
    id="arn:{partition}:logs:{region}:{account}:log-group:{logGroupName}",
    native_id="logGroupName",
    uid="creationTime",
    name="logGroupName",
    tags=None,
    aliases=(("arn", "arn"),),
    aspects=(
        Detail(
            aspect="subscriptions",
            operation="DescribeSubscriptionFilters",
            params={"logGroupName": "=item.logGroupName"},
            result="subscriptionFilters",
            when="logGroupClass != 'DELIVERY'",
        ),
    ),
    relations=(
        Rel("encrypted-with", "kmsKeyId", by="arn"),
        Rel("logs-to", "[].destinationArn", by="arn", aspect="subscriptions"),
        Rel("runs-as", "[].roleArn", by="arn", aspect="subscriptions"),
    ),
    volatile=("storedBytes",),
    keyed={"@subscriptions": ("filterName",), "inheritedProperties": "set"},
    by_id=ById(params={"logGroupNamePrefix": "=id"}),
    events=dict.fromkeys(
        (
            "CreateLogGroup",
            "DeleteLogGroup",
            "PutRetentionPolicy",
            "AssociateKmsKey",
            "PutSubscriptionFilter",
            "DeleteSubscriptionFilter",
        ),
        "requestParameters.logGroupName",
    ),
)

RESOURCE_POLICY = Declaration(
    type="AWS::Logs::ResourcePolicy",
    kind="resource-policy",
    service="logs",
    doc=f"{_API}/API_DescribeResourcePolicies.html",
    list=ListCall("DescribeResourcePolicies", "resourcePolicies"),
    id="arn:{partition}:logs:{region}:{account}:resource-policy:{policyName}",
    native_id="policyName",
    name="policyName",
    tags=None,
    relations=trusts("policyDocument"),
    json=("policyDocument",),
    keyed=policy_lists("policyDocument"),
    no_by_id="there is no call for one policy",
    events=dict.fromkeys(
        ("PutResourcePolicy", "DeleteResourcePolicy"), "requestParameters.policyName"
    ),
)

DECLARATIONS = (LOG_GROUP, RESOURCE_POLICY)
