"""Amazon Data Firehose: streams that deliver to stores; never a record.

Every destination repeats the same members, so that paths lead through all of them. Addresses that
may carry a login are digests, and with them the hosts that they name.
https://docs.aws.amazon.com/firehose/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import arns, by_arn
from collectors.engine.specification import ById, Declaration, Describe, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/firehose/latest/APIReference"
_TO = "Destinations[].*[]"
_STORES = ("S3DestinationDescription", "S3BackupDescription")
_SOURCE = "Source.KinesisStreamSourceDescription"
_TOPIC = "Source.MSKSourceDescription"
_DATABASE = "Source.DatabaseSourceDescription"
_BY_DATABASE = f"{_DATABASE}.DatabaseSourceAuthenticationConfiguration.SecretsManagerConfiguration"
_KEY = "EncryptionConfiguration.KMSEncryptionConfig.AWSKMSKeyARN"
_GROUP = "CloudWatchLoggingOptions.LogGroupName"
_NETWORK = f"{_TO}.VpcConfigurationDescription"
_FUNCTION = (
    f"{_TO}.ProcessingConfiguration.Processors[].Parameters[]"
    " | [?ParameterName=='LambdaArn'].ParameterValue"
)
_HTTP = "Destinations[].HttpEndpointDestinationDescription"
_REDSHIFT = "Destinations[].RedshiftDestinationDescription"


def _everywhere(member: str) -> str:
    """Return a path to a member of every destination, and of the stores within it."""
    inside = ", ".join((member, *(f"{store}.{member}" for store in _STORES)))
    return f"{_TO}.[{inside}][]"


def _logs(path: str) -> Rel:
    return Rel("logs-to", path, by="name", type="AWS::Logs::LogGroup")


STREAM = Declaration(
    type="AWS::KinesisFirehose::DeliveryStream",
    kind="stream",
    service="firehose",
    doc=f"{_API}/API_DescribeDeliveryStream.html",
    # It is not paged by a token: one call takes as many as there may be.
    list=ListCall(
        "ListDeliveryStreams",
        "DeliveryStreamNames[].{DeliveryStreamName: @}",
        params={"Limit": 10000},
    ),
    describe=Describe(
        operation="DescribeDeliveryStream",
        params={"DeliveryStreamName": "=item.DeliveryStreamName"},
        result="DeliveryStreamDescription",
    ),
    id="arn:{partition}:firehose:{region}:{account}:deliverystream/{DeliveryStreamName}",
    native_id="DeliveryStreamName",
    uid="CreateTimestamp",
    name="DeliveryStreamName",
    tags="@",
    tags_aspect="tags",
    aspects=(
        Detail(
            aspect="tags",
            operation="ListTagsForDeliveryStream",
            params={"DeliveryStreamName": "=item.DeliveryStreamName", "Limit": 50},
            result="Tags",
        ),
    ),
    relations=(
        Rel("refers-to", f"{_SOURCE}.KinesisStreamARN", by="arn"),
        Rel("refers-to", f"{_TOPIC}.MSKClusterARN", by="arn"),
        Rel("refers-to", f"{_DATABASE}.Endpoint", by="dns"),
        by_arn("runs-as", f"{_SOURCE}.RoleARN"),
        by_arn("runs-as", f"{_TOPIC}.AuthenticationConfiguration.RoleARN"),
        by_arn("runs-as", f"{_BY_DATABASE}.RoleARN"),
        by_arn("runs-as", _everywhere("RoleARN")),
        by_arn("runs-as", f"{_NETWORK}.RoleARN"),
        by_arn("runs-as", f"{_TO}.SecretsManagerConfiguration.RoleARN"),
        by_arn("targets", _everywhere("BucketARN")),
        by_arn("targets", f"{_TO}.DomainARN"),
        by_arn("targets", f"{_TO}.CatalogConfiguration.CatalogARN"),
        Rel("targets", f"{_TO}.[ClusterEndpoint, CollectionEndpoint][]", by="dns"),
        Rel("encrypted-with", "DeliveryStreamEncryptionConfiguration.KeyARN", by="arn"),
        by_arn("encrypted-with", _everywhere(_KEY)),
        _logs(_everywhere(_GROUP)),
        Rel("in-network", f"{_NETWORK}.VpcId"),
        Rel("in-subnet", f"{_NETWORK}.SubnetIds[]"),
        Rel("uses-filter", f"{_NETWORK}.SecurityGroupIds[]"),
        by_arn("refers-to", f"{_TO}.SecretsManagerConfiguration.SecretARN"),
        by_arn("refers-to", f"{_BY_DATABASE}.SecretARN"),
        # A function is named with its version.
        Rel(
            "refers-to",
            f"{arns(_FUNCTION)}.join(':', split(@, ':')[:7])",
            by="arn",
        ),
    ),
    volatile=("DeliveryStreamStatus", "DeliveryStreamEncryptionConfiguration.Status"),
    secret=(
        "Destinations[].SplunkDestinationDescription.HECToken",
        f"{_HTTP}.EndpointConfiguration.Url",
        f"{_HTTP}.RequestConfiguration.CommonAttributes[].AttributeValue",
        f"{_REDSHIFT}.ClusterJDBCURL",
        f"{_REDSHIFT}.CopyCommand.CopyOptions",
    ),
    keyed={
        "Destinations": ("DestinationId",),
        "Destinations[].*.VpcConfigurationDescription.SubnetIds": "set",
        "Destinations[].*.VpcConfigurationDescription.SecurityGroupIds": "set",
        "Destinations[].HttpEndpointDestinationDescription.RequestConfiguration.CommonAttributes": (
            "AttributeName",
        ),
        "Destinations[].*.ProcessingConfiguration.Processors[].Parameters": (
            "ParameterName",
            "ParameterValue",
        ),
        "@tags": ("Key",),
    },
    by_id=ById(
        operation="DescribeDeliveryStream",
        params={"DeliveryStreamName": "=id"},
        items="DeliveryStreamDescription",
        not_found=("ResourceNotFoundException",),
    ),
    events=dict.fromkeys(
        (
            "CreateDeliveryStream",
            "DeleteDeliveryStream",
            "UpdateDestination",
            "StartDeliveryStreamEncryption",
            "StopDeliveryStreamEncryption",
        ),
        "requestParameters.deliveryStreamName",
    ),
)

DECLARATIONS = (STREAM,)
