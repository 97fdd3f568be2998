"""AWS CodePipeline: pipelines, what their actions work on, and the webhooks that start them.

The service masks tokens of its own action types only. What an action hands on as free text
(variables, parameters, commands) becomes digests; names of what it works on stay readable.
https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_Operations.html
https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference.html
"""

from collectors.aws.vocabulary import by_arn, encrypted_with
from collectors.engine.specification import ById, Declaration, Describe, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/codepipeline/latest/APIReference"
_PIPELINE = "AWS::CodePipeline::Pipeline"
_BUCKET = "AWS::S3::Bucket"
_ACTION = "stages[].actions[]"
_WHOLE = "merge(pipeline, metadata)"
_NAMES = (
    "ActionMode,AlarmName,AppConfigApplication,ApplicationName,BatchEnabled,Branch,"
    "BranchName,BucketName,Capabilities,ChangeSetName,ClusterName,ConnectionArn,"
    "DeploymentGroupName,DetectChanges,EnvironmentName,ExecutionNamePrefix,Extract,"
    "FullRepositoryId,FunctionName,ImageTag,NotificationArn,OutputArtifactFormat,Owner,"
    "PollForSourceChanges,PrimarySource,ProjectName,Repo,RepositoryName,RoleArn,S3Bucket,"
    "S3ObjectKey,ServiceName,StackName,StackSetName,StateMachineArn,TemplatePath,Timeout"
)
"""Fields of actions and rules that name what they work on; others hold whatever people wrote."""

_RULES = tuple(
    f"stages[].{condition}.conditions[].rules[]"
    for condition in ("beforeEntry", "onSuccess", "onFailure")
)


def _named(provider: str, field: str, type_: str) -> Rel:
    """Return a relation to what actions of a provider name by a field of their settings."""
    path = f"{_ACTION} | [?actionTypeId.provider=='{provider}'].configuration.{field}"
    return Rel("refers-to", path, by="name", type=type_)


PIPELINE = Declaration(
    type=_PIPELINE,
    kind="pipeline",
    service="codepipeline",
    doc=f"{_API}/API_GetPipeline.html",
    list=ListCall("ListPipelines", "pipelines"),
    describe=Describe(operation="GetPipeline", params={"name": "=item.name"}, result=_WHOLE),
    id="arn:{partition}:codepipeline:{region}:{account}:{name}",
    native_id="name",
    uid="created",
    name="name",
    tags="@",
    tags_aspect="tags",
    aspects=(
        Detail(
            aspect="tags",
            operation="ListTagsForResource",
            params={"resourceArn": "=item.pipelineArn"},
            result="tags",
            when="pipelineArn",
        ),
    ),
    relations=(
        Rel("runs-as", "roleArn", by="arn"),
        Rel("runs-as", f"{_ACTION}.roleArn", by="arn"),
        Rel("refers-to", "artifactStore.location", by="name", type=_BUCKET),
        Rel("refers-to", "artifactStores.*.location", by="name", type=_BUCKET),
        *encrypted_with("artifactStore.encryptionKey.id"),
        *encrypted_with("values(artifactStores)[].encryptionKey.id"),
        by_arn("refers-to", f"{_ACTION}.configuration.ConnectionArn"),
        by_arn("refers-to", f"{_ACTION}.configuration.StateMachineArn"),
        by_arn("refers-to", f"{_ACTION}.configuration.NotificationArn"),
        by_arn("refers-to", f"{_ACTION}.configuration.RoleArn"),
        _named("CodeBuild", "ProjectName", "AWS::CodeBuild::Project"),
        _named("CodeCommit", "RepositoryName", "AWS::CodeCommit::Repository"),
        _named("CodeDeploy", "ApplicationName", "AWS::CodeDeploy::Application"),
        _named("ECR", "RepositoryName", "AWS::ECR::Repository"),
        _named("ElasticBeanstalk", "ApplicationName", "AWS::ElasticBeanstalk::Application"),
        _named("Lambda", "FunctionName", "AWS::Lambda::Function"),
        _named("S3", "S3Bucket", _BUCKET),
        _named("S3", "BucketName", _BUCKET),
    ),
    secret=(
        f"{_ACTION}.configuration.!{_NAMES}",
        f"{_ACTION}.commands",
        f"{_ACTION}.environmentVariables[].value",
        *(f"{rule}.configuration.!{_NAMES}" for rule in _RULES),
        *(f"{rule}.commands" for rule in _RULES),
        "variables[].defaultValue",
    ),
    keyed={
        "@tags": ("key",),
        f"{_ACTION}.environmentVariables": ("name",),
        "variables": ("name",),
        "triggers": "set",
    },
    by_id=ById(
        operation="GetPipeline",
        params={"name": "=id"},
        items=_WHOLE,
        not_found=("PipelineNotFoundException",),
    ),
    events={
        "CreatePipeline": "requestParameters.pipeline.name",
        "UpdatePipeline": "requestParameters.pipeline.name",
        "DeletePipeline": "requestParameters.name",
    },
)

WEBHOOK = Declaration(
    type="AWS::CodePipeline::Webhook",
    kind="webhook",
    service="codepipeline",
    doc=f"{_API}/API_ListWebhooks.html",
    list=ListCall("ListWebhooks", "webhooks"),
    id="{arn}",
    native_id="definition.name",
    name="definition.name",
    tags="tags",
    relations=(Rel("targets", "definition.targetPipeline", by="name", type=_PIPELINE),),
    volatile=("lastTriggered", "errorMessage", "errorCode"),
    # Whoever knows the address of a webhook without authentication starts the pipeline.
    secret=("definition.authenticationConfiguration.SecretToken", "url"),
    keyed={"tags": ("key",), "definition.filters": ("jsonPath",)},
    no_by_id="there is no call for one",
    events={
        "PutWebhook": "requestParameters.webhook.name",
        "DeleteWebhook": "requestParameters.name",
    },
)

DECLARATIONS = (PIPELINE, WEBHOOK)
