"""EC2 Image Builder: pipelines, and the machines that they build on.

https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_Operations.html
"""

from collectors.engine.specification import Declaration, Describe, ListCall, Rel

_API = "https://docs.aws.amazon.com/imagebuilder/latest/APIReference"
_BUILDS_ON = "AWS::ImageBuilder::InfrastructureConfiguration"
_NO_CODE = "that it is gone, the call for one says with a code of any bad request"

PIPELINE = Declaration(
    type="AWS::ImageBuilder::ImagePipeline",
    kind="pipeline",
    service="imagebuilder",
    doc=f"{_API}/API_ListImagePipelines.html",
    list=ListCall("ListImagePipelines", "imagePipelineList"),
    id="{arn}",
    native_id="arn",
    uid="dateCreated",
    name="name",
    tags="tags",
    relations=(
        Rel("refers-to", "infrastructureConfigurationArn", by="arn"),
        Rel("refers-to", "distributionConfigurationArn", by="arn"),
        Rel("derived-from", "imageRecipeArn", by="arn"),
        Rel("derived-from", "containerRecipeArn", by="arn"),
        Rel("runs-as", "executionRole", by="arn"),
        Rel("refers-to", "workflows[].workflowArn", by="arn"),
        Rel(
            "refers-to",
            "imageScanningConfiguration.ecrConfiguration.repositoryName",
            by="name",
            type="AWS::ECR::Repository",
        ),
        Rel(
            "logs-to",
            "loggingConfiguration.[imageLogGroupName, pipelineLogGroupName]",
            by="name",
            type="AWS::Logs::LogGroup",
        ),
    ),
    volatile=("dateLastRun", "dateNextRun", "lastRunStatus", "consecutiveFailures"),
    secret=("workflows[].parameters[].value",),
    keyed={
        "workflows[].parameters": ("name",),
        "imageScanningConfiguration.ecrConfiguration.containerTags": "set",
    },
    no_by_id=_NO_CODE,
    events={
        "CreateImagePipeline": "responseElements.imagePipelineArn",
        "UpdateImagePipeline": "requestParameters.imagePipelineArn",
        "DeleteImagePipeline": "requestParameters.imagePipelineArn",
    },
)

INFRASTRUCTURE = Declaration(
    type=_BUILDS_ON,
    kind="build-environment",
    service="imagebuilder",
    doc=f"{_API}/API_GetInfrastructureConfiguration.html",
    list=ListCall("ListInfrastructureConfigurations", "infrastructureConfigurationSummaryList"),
    # The list has neither the network nor the filters.
    describe=Describe(
        operation="GetInfrastructureConfiguration",
        params={"infrastructureConfigurationArn": "=item.arn"},
        result="infrastructureConfiguration",
    ),
    id="{arn}",
    native_id="arn",
    uid="dateCreated",
    name="name",
    tags="tags",
    relations=(
        Rel("in-subnet", "subnetId"),
        Rel("uses-filter", "securityGroupIds[]"),
        Rel("refers-to", "instanceProfileName", by="name", type="AWS::IAM::InstanceProfile"),
        Rel("refers-to", "keyPair", by="name", type="AWS::EC2::KeyPair"),
        Rel("refers-to", "snsTopicArn", by="arn"),
        Rel("logs-to", "logging.s3Logs.s3BucketName", by="name", type="AWS::S3::Bucket"),
    ),
    keyed={"instanceTypes": "set", "securityGroupIds": "set"},
    no_by_id=_NO_CODE,
    events={
        "CreateInfrastructureConfiguration": "responseElements.infrastructureConfigurationArn",
        "UpdateInfrastructureConfiguration": "requestParameters.infrastructureConfigurationArn",
        "DeleteInfrastructureConfiguration": "requestParameters.infrastructureConfigurationArn",
    },
)

DECLARATIONS = (PIPELINE, INFRASTRUCTURE)
