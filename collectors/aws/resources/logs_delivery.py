"""Amazon CloudWatch Logs beyond its groups: where logs go, and what is made of them.

The subscription filters of a group are an aspect of the group; those that hold for all groups of
an account are policies of the account. The call for those takes one kind of policy at a time:
each kind that decides who sees logs is a type.
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_Operations.html
"""

from cartographer.model.shape import KeyFields
from collectors.aws.vocabulary import by_arn, trusts
from collectors.engine.specification import (
    ById,
    Declaration,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_API = "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference"
_GROUP = "AWS::Logs::LogGroup"
_GONE = ("ResourceNotFoundException",)
_FINDINGS = "policyDocument.Statement[].Operation.Audit.FindingsDestination"

DESTINATION = Declaration(
    type="AWS::Logs::Destination",
    kind="log-destination",
    service="logs",
    doc=f"{_API}/API_DescribeDestinations.html",
    list=ListCall("DescribeDestinations", "destinations"),
    id="{arn}",
    native_id="destinationName",
    uid="creationTime",
    name="destinationName",
    tags=None,
    relations=(
        Rel("logs-to", "targetArn", by="arn"),
        Rel("runs-as", "roleArn", by="arn"),
        *trusts("accessPolicy"),
    ),
    json=("accessPolicy",),
    keyed=policy_lists("accessPolicy"),
    by_id=ById(params={"DestinationNamePrefix": "=id"}),
    events=dict.fromkeys(
        ("PutDestination", "PutDestinationPolicy", "DeleteDestination"),
        "requestParameters.destinationName",
    ),
)

METRIC_FILTER = Declaration(
    type="AWS::Logs::MetricFilter",
    kind="metric-filter",
    service="logs",
    doc=f"{_API}/API_DescribeMetricFilters.html",
    list=ListCall("DescribeMetricFilters", "metricFilters"),
    id="arn:{partition}:logs:{region}:{account}:log-group:{logGroupName}#metric-filter/{filterName}",
    native_id="join('#', [logGroupName, filterName])",
    uid="creationTime",
    name="filterName",
    tags=None,
    relations=(Rel("part-of", "logGroupName", by="name", type=_GROUP),),
    keyed={"metricTransformations": "set", "emitSystemFieldDimensions": "set"},
    no_by_id="there is no call for one filter",
    events=dict.fromkeys(
        ("PutMetricFilter", "DeleteMetricFilter"),
        "join('#', [requestParameters.logGroupName, requestParameters.filterName])",
    ),
)


def _account_policy(
    type_: str, policy_type: str, relations: tuple[Rel, ...], keyed: dict[str, KeyFields]
) -> Declaration:
    """Return the declaration of one kind of policy that holds for all groups of an account."""
    return Declaration(
        type=type_,
        kind="policy",
        service="logs",
        doc=f"{_API}/API_DescribeAccountPolicies.html",
        list=ListCall(
            "DescribeAccountPolicies",
            "accountPolicies",
            params={"policyType": policy_type},
        ),
        id=f"arn:{{partition}}:logs:{{region}}:{{account}}:account-policy/{policy_type}/{{policyName}}",
        native_id="policyName",
        owner="accountId",
        name="policyName",
        tags=None,
        relations=relations,
        volatile=("lastUpdatedTime",),
        json=("policyDocument",),
        keyed=keyed,
        no_by_id="there are one or two of them; they are listed whole",
        events=dict.fromkeys(
            ("PutAccountPolicy", "DeleteAccountPolicy"), "requestParameters.policyName"
        ),
    )


ACCOUNT_SUBSCRIPTION = _account_policy(
    "AWS::Logs::AccountSubscriptionFilterPolicy",
    "SUBSCRIPTION_FILTER_POLICY",
    (
        Rel("logs-to", "policyDocument.DestinationArn", by="arn"),
        Rel("runs-as", "policyDocument.RoleArn", by="arn"),
    ),
    {},
)
ACCOUNT_DATA_PROTECTION = _account_policy(
    "AWS::Logs::AccountDataProtectionPolicy",
    "DATA_PROTECTION_POLICY",
    (
        Rel("logs-to", f"{_FINDINGS}.S3.Bucket", by="name", type="AWS::S3::Bucket"),
        Rel("logs-to", f"{_FINDINGS}.CloudWatchLogs.LogGroup", by="name", type=_GROUP),
        Rel(
            "logs-to",
            f"{_FINDINGS}.Firehose.DeliveryStream",
            by="name",
            type="AWS::KinesisFirehose::DeliveryStream",
        ),
    ),
    {
        "policyDocument.Statement": ("Sid",),
        "policyDocument.Statement[].DataIdentifier": "set",
    },
)

DELIVERY_SOURCE = Declaration(
    type="AWS::Logs::DeliverySource",
    kind="log-source",
    service="logs",
    doc=f"{_API}/API_DescribeDeliverySources.html",
    list=ListCall("DescribeDeliverySources", "deliverySources"),
    id="{arn}",
    native_id="name",
    uid="arn",
    name="name",
    tags="tags",
    relations=(by_arn("derived-from", "resourceArns"),),
    keyed={"resourceArns": "set"},
    by_id=ById(
        operation="GetDeliverySource",
        params={"name": "=id"},
        items="deliverySource",
        not_found=_GONE,
    ),
    events=dict.fromkeys(("PutDeliverySource", "DeleteDeliverySource"), "requestParameters.name"),
)

DELIVERY_DESTINATION = Declaration(
    type="AWS::Logs::DeliveryDestination",
    kind="log-destination",
    service="logs",
    doc=f"{_API}/API_DescribeDeliveryDestinations.html",
    list=ListCall("DescribeDeliveryDestinations", "deliveryDestinations"),
    id="{arn}",
    native_id="name",
    uid="arn",
    name="name",
    tags="tags",
    aspects=(
        Detail(
            aspect="policy",
            operation="GetDeliveryDestinationPolicy",
            params={"deliveryDestinationName": "=item.name"},
            result="policy.deliveryDestinationPolicy",
            absent=_GONE,
            doc=f"{_API}/API_GetDeliveryDestinationPolicy.html",
        ),
    ),
    relations=(
        Rel("logs-to", "deliveryDestinationConfiguration.destinationResourceArn", by="arn"),
        Rel("runs-as", "roleArn", by="arn"),
        *trusts("", aspect="policy"),
    ),
    json=("@policy",),
    keyed=policy_lists("@policy"),
    by_id=ById(
        operation="GetDeliveryDestination",
        params={"name": "=id"},
        items="deliveryDestination",
        not_found=_GONE,
    ),
    events={
        "PutDeliveryDestination": "requestParameters.name",
        "DeleteDeliveryDestination": "requestParameters.name",
        "PutDeliveryDestinationPolicy": "requestParameters.deliveryDestinationName",
        "DeleteDeliveryDestinationPolicy": "requestParameters.deliveryDestinationName",
    },
)

DELIVERY = Declaration(
    type="AWS::Logs::Delivery",
    kind="log-delivery",
    service="logs",
    doc=f"{_API}/API_DescribeDeliveries.html",
    list=ListCall("DescribeDeliveries", "deliveries"),
    id="{arn}",
    native_id="id",
    uid="id",
    name="id",
    tags="tags",
    relations=(
        Rel("derived-from", "deliverySourceName", by="name", type="AWS::Logs::DeliverySource"),
        Rel("logs-to", "deliveryDestinationArn", by="arn"),
    ),
    by_id=ById(operation="GetDelivery", params={"id": "=id"}, items="delivery", not_found=_GONE),
    events={
        "CreateDelivery": "responseElements.delivery.id",
        "UpdateDeliveryConfiguration": "requestParameters.id",
        "DeleteDelivery": "requestParameters.id",
    },
)

DECLARATIONS = (
    DESTINATION,
    METRIC_FILTER,
    ACCOUNT_SUBSCRIPTION,
    ACCOUNT_DATA_PROTECTION,
    DELIVERY_SOURCE,
    DELIVERY_DESTINATION,
    DELIVERY,
)
