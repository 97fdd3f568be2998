"""Amazon EventBridge Pipes: what is read, enriched, and passed on.

https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_Operations.html
The declaration is long because every kind of source and target has members of its own.
"""

from collectors.aws.vocabulary import by_arn, encrypted_with, host_in
from collectors.engine.specification import ById, Declaration, Describe, ListCall, Rel

_API = "https://docs.aws.amazon.com/eventbridge/latest/pipes-reference"
_SOURCE = "SourceParameters"
_TARGET = "TargetParameters"
_KAFKA = f"{_SOURCE}.SelfManagedKafkaParameters"
_TASK = f"{_TARGET}.EcsTaskParameters"
_NETWORK = f"{_TASK}.NetworkConfiguration.awsvpcConfiguration"
_JOB = f"{_TARGET}.BatchJobParameters"
_LOGS = "LogConfiguration"

PIPE = Declaration(
    type="AWS::Pipes::Pipe",
    kind="pipe",
    service="pipes",
    doc=f"{_API}/API_DescribePipe.html",
    list=ListCall("ListPipes", "Pipes"),
    describe=Describe(operation="DescribePipe", params={"Name": "=item.Name"}, result="@"),
    id="{Arn}",
    native_id="Name",
    uid="CreationTime",
    name="Name",
    tags="Tags",
    relations=(
        by_arn("derived-from", "Source"),
        # A Kafka cluster of one's own is named by the address of a broker.
        Rel("derived-from", host_in("Source"), by="dns"),
        by_arn("targets", "Enrichment"),
        by_arn("targets", "Target"),
        Rel("targets", f"{_TASK}.TaskDefinitionArn", by="arn"),
        Rel("targets", f"{_JOB}.JobDefinition", by="arn"),
        Rel("runs-as", "RoleArn", by="arn"),
        Rel("runs-as", f"{_TASK}.Overrides.TaskRoleArn", by="arn"),
        Rel("runs-as", f"{_TASK}.Overrides.ExecutionRoleArn", by="arn"),
        by_arn("refers-to", f"{_SOURCE}.*.Credentials | [].*[]"),
        by_arn("refers-to", f"{_KAFKA}.ServerRootCaCertificate"),
        by_arn("refers-to", f"{_SOURCE}.* | [].DeadLetterConfig.Arn"),
        by_arn("refers-to", f"{_TARGET}.RedshiftDataParameters.SecretManagerArn"),
        Rel("in-subnet", f"{_KAFKA}.Vpc.Subnets[]"),
        Rel("uses-filter", f"{_KAFKA}.Vpc.SecurityGroup[]"),
        Rel("in-subnet", f"{_NETWORK}.Subnets[]"),
        Rel("uses-filter", f"{_NETWORK}.SecurityGroups[]"),
        *encrypted_with("KmsKeyIdentifier"),
        Rel(
            "logs-to",
            f"{_LOGS}.S3LogDestination.BucketName",
            by="name",
            type="AWS::S3::Bucket",
        ),
        Rel("logs-to", f"{_LOGS}.FirehoseLogDestination.DeliveryStreamArn", by="arn"),
        Rel(
            "logs-to",
            f"{_LOGS}.CloudwatchLogsLogDestination.LogGroupArn && "
            f"split({_LOGS}.CloudwatchLogsLogDestination.LogGroupArn, ':*')[0]",
            by="arn",
        ),
    ),
    volatile=("LastModifiedTime", "StateReason"),
    secret=(
        "EnrichmentParameters.InputTemplate",
        "EnrichmentParameters.HttpParameters",
        f"{_TARGET}.InputTemplate",
        f"{_TARGET}.HttpParameters",
        f"{_TASK}.Overrides.ContainerOverrides[].Environment[].value",
        f"{_TASK}.Overrides.ContainerOverrides[].Command",
        f"{_JOB}.ContainerOverrides.Environment[].Value",
        f"{_JOB}.ContainerOverrides.Command",
        f"{_JOB}.Parameters",
        f"{_TARGET}.RedshiftDataParameters.Sqls",
        f"{_TARGET}.SageMakerPipelineParameters.PipelineParameterList[].Value",
    ),
    keyed={
        f"{_SOURCE}.FilterCriteria.Filters": "set",
        f"{_KAFKA}.AdditionalBootstrapServers": "set",
        f"{_KAFKA}.Vpc.Subnets": "set",
        f"{_KAFKA}.Vpc.SecurityGroup": "set",
        f"{_NETWORK}.Subnets": "set",
        f"{_NETWORK}.SecurityGroups": "set",
        f"{_TASK}.Overrides.ContainerOverrides": ("Name",),
        f"{_TASK}.Overrides.ContainerOverrides[].Environment": ("name",),
        f"{_TASK}.Tags": ("Key",),
        f"{_JOB}.ContainerOverrides.Environment": ("Name",),
        f"{_TARGET}.SageMakerPipelineParameters.PipelineParameterList": ("Name",),
        f"{_LOGS}.IncludeExecutionData": "set",
    },
    by_id=ById(
        operation="DescribePipe",
        params={"Name": "=id"},
        items="@",
        not_found=("NotFoundException",),
    ),
    events=dict.fromkeys(
        ("CreatePipe", "UpdatePipe", "DeletePipe", "StartPipe", "StopPipe"),
        "requestParameters.name",
    ),
)

DECLARATIONS = (PIPE,)
