"""Amazon Managed Service for Apache Flink: applications, and the streams that they join.

Properties of the environment, and code that stands in the application itself, become digests.
https://docs.aws.amazon.com/managed-flink/latest/apiv2/API_Operations.html
"""

from collectors.engine.specification import ById, Declaration, Describe, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/managed-flink/latest/apiv2"
_ALL = "ApplicationConfigurationDescription"
_SQL = f"{_ALL}.SqlApplicationConfigurationDescription"
_NETWORK = f"{_ALL}.VpcConfigurationDescriptions"
_CODE = f"{_ALL}.ApplicationCodeConfigurationDescription.CodeContentDescription"
_ZEPPELIN = f"{_ALL}.ZeppelinApplicationConfigurationDescription"
_FLINK = f"{_ALL}.FlinkApplicationConfigurationDescription"
_PROPERTIES = f"{_ALL}.EnvironmentPropertyDescriptions.PropertyGroupDescriptions"
_INPUTS = f"{_SQL}.InputDescriptions[]"
_OUTPUTS = f"{_SQL}.OutputDescriptions[]"
_READS = (
    f"{_INPUTS}.InputProcessingConfigurationDescription.InputLambdaProcessorDescription",
    f"{_INPUTS}.KinesisStreamsInputDescription",
    f"{_INPUTS}.KinesisFirehoseInputDescription",
)
_WRITES = (
    f"{_OUTPUTS}.KinesisStreamsOutputDescription",
    f"{_OUTPUTS}.KinesisFirehoseOutputDescription",
    f"{_OUTPUTS}.LambdaOutputDescription",
)
_TABLES = f"{_SQL}.ReferenceDataSourceDescriptions[].S3ReferenceDataSourceDescription"

APPLICATION = Declaration(
    type="AWS::KinesisAnalyticsV2::Application",
    kind="application",
    service="kinesisanalyticsv2",
    doc=f"{_API}/API_DescribeApplication.html",
    list=ListCall("ListApplications", "ApplicationSummaries"),
    describe=Describe(
        operation="DescribeApplication",
        params={"ApplicationName": "=item.ApplicationName"},
        result="ApplicationDetail",
        merge=True,
    ),
    id="arn:{partition}:kinesisanalytics:{region}:{account}:application/{ApplicationName}",
    native_id="ApplicationName",
    uid="CreateTimestamp",
    name="ApplicationName",
    tags="@",
    tags_aspect="tags",
    aspects=(
        Detail(
            aspect="tags",
            operation="ListTagsForResource",
            params={"ResourceARN": "=item.ApplicationARN"},
            result="Tags",
        ),
    ),
    relations=(
        Rel("runs-as", "ServiceExecutionRole", by="arn"),
        *(Rel("refers-to", f"{one}.ResourceARN", by="arn") for one in _READS),
        *(Rel("targets", f"{one}.ResourceARN", by="arn") for one in _WRITES),
        *(Rel("runs-as", f"{one}.RoleARN", by="arn") for one in (*_READS, *_WRITES)),
        Rel("refers-to", f"{_TABLES}.BucketARN", by="arn"),
        Rel("runs-as", f"{_TABLES}.ReferenceRoleARN", by="arn"),
        Rel("derived-from", f"{_CODE}.S3ApplicationCodeLocationDescription.BucketARN", by="arn"),
        Rel("in-network", f"{_NETWORK}[].VpcId"),
        Rel("in-subnet", f"{_NETWORK}[].SubnetIds[]"),
        Rel("uses-filter", f"{_NETWORK}[].SecurityGroupIds[]"),
        Rel(
            "refers-to",
            f"{_ZEPPELIN}.CatalogConfigurationDescription"
            ".GlueDataCatalogConfigurationDescription.DatabaseARN",
            by="arn",
        ),
        Rel("encrypted-with", f"{_ALL}.ApplicationEncryptionConfigurationDescription.KeyId", "arn"),
        # A stream of a log group: the group is what comes before it.
        Rel(
            "logs-to",
            "CloudWatchLoggingOptionDescriptions[].LogStreamARN | [?@].split(@, ':log-stream:')[0]",
            by="arn",
        ),
    ),
    volatile=(
        "ConditionalToken",
        f"{_FLINK}.ParallelismConfigurationDescription.CurrentParallelism",
        f"{_FLINK}.JobPlanDescription",
    ),
    secret=(f"{_PROPERTIES}[].PropertyMap", f"{_CODE}.TextContent"),
    keyed={
        _PROPERTIES: ("PropertyGroupId",),
        f"{_SQL}.InputDescriptions": ("InputId",),
        f"{_SQL}.OutputDescriptions": ("OutputId",),
        f"{_SQL}.ReferenceDataSourceDescriptions": ("ReferenceId",),
        _NETWORK: ("VpcConfigurationId",),
        f"{_NETWORK}[].SubnetIds": "set",
        f"{_NETWORK}[].SecurityGroupIds": "set",
        "CloudWatchLoggingOptionDescriptions": ("CloudWatchLoggingOptionId",),
        "@tags": ("Key",),
    },
    by_id=ById(
        operation="DescribeApplication",
        params={"ApplicationName": "=id"},
        items="ApplicationDetail",
        not_found=("ResourceNotFoundException",),
    ),
    events=dict.fromkeys(
        ("CreateApplication", "UpdateApplication", "DeleteApplication"),
        "requestParameters.applicationName",
    ),
)

DECLARATIONS = (APPLICATION,)
