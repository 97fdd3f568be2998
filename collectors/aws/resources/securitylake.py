"""Amazon Security Lake: where logs are gathered, and who reads them there.

https://docs.aws.amazon.com/security-lake/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import by_arn
from collectors.engine.specification import ById, Declaration, ListCall, Rel

_API = "https://docs.aws.amazon.com/security-lake/latest/APIReference"
_LAKE = "AWS::SecurityLake::DataLake"
_KEY = "encryptionConfiguration.kmsKeyId"
_SOURCES = "sources[].customLogSource"
_IDENTITY = "subscriberIdentity.principal"

DATA_LAKE = Declaration(
    type=_LAKE,
    kind="data-lake",
    service="securitylake",
    doc=f"{_API}/API_ListDataLakes.html",
    list=ListCall("ListDataLakes", "dataLakes", params={"regions": ["=region"]}),
    id="{dataLakeArn}",
    native_id="dataLakeArn",
    region="region",
    name="split(dataLakeArn, '/')[-1]",
    tags=None,
    relations=(
        Rel("logs-to", "s3BucketArn", by="arn"),
        # Or the word for a key of S3's own.
        by_arn("encrypted-with", _KEY),
        Rel("encrypted-with", f"[{_KEY}][?!starts_with(@, 'arn:') && @!='S3_MANAGED_KEY']"),
        Rel("runs-as", "replicationConfiguration.roleArn", by="arn"),
    ),
    volatile=("updateStatus",),
    keyed={
        "replicationConfiguration.regions": "set",
        "lifecycleConfiguration.transitions": ("storageClass",),
    },
    no_by_id="there is one for each region",
)

SUBSCRIBER = Declaration(
    type="AWS::SecurityLake::Subscriber",
    kind="subscription",
    service="securitylake",
    doc=f"{_API}/API_SubscriberResource.html",
    list=ListCall("ListSubscribers", "subscribers", each=_LAKE),
    id="{subscriberArn}",
    native_id="subscriberId",
    uid="subscriberId",
    name="subscriberName",
    tags=None,
    relations=(
        Rel("shared-with", f"[{_IDENTITY}][?!contains(@, ':') && !contains(@, '.')]", by="account"),
        Rel("shared-with", f"[{_IDENTITY}][?contains(@, ':')]", by="arn"),
        Rel("shared-with", f"[{_IDENTITY}][?contains(@, '.') && !contains(@, ':')]", by="service"),
        Rel("runs-as", "roleArn", by="arn"),
        Rel("refers-to", "s3BucketArn", by="arn"),
        Rel("refers-to", "resourceShareArn", by="arn"),
        Rel("refers-to", f"{_SOURCES}.provider.roleArn", by="arn"),
        Rel("refers-to", f"{_SOURCES}.attributes.tableArn", by="arn"),
    ),
    # A URL of the subscriber's own may carry a token.
    secret=("subscriberEndpoint", "subscriberIdentity.externalId"),
    keyed={"accessTypes": "set", "sources": "set"},
    by_id=ById(
        operation="GetSubscriber",
        params={"subscriberId": "=id"},
        items="subscriber",
        not_found=("ResourceNotFoundException",),
    ),
    events={
        "CreateSubscriber": "responseElements.subscriber.subscriberId",
        "UpdateSubscriber": "requestParameters.subscriberId",
        "DeleteSubscriber": "requestParameters.subscriberId",
    },
)

DECLARATIONS = (DATA_LAKE, SUBSCRIBER)
