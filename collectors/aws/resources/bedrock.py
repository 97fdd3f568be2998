"""Amazon Bedrock: guardrails, models of one's own, bought throughput, and what is logged.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations_Amazon_Bedrock.html
"""

from collectors.aws.vocabulary import by_arn, host_in, trusts
from collectors.engine.specification import (
    ById,
    Declaration,
    Describe,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_API = "https://docs.aws.amazon.com/bedrock/latest/APIReference"
_BUCKET = "AWS::S3::Bucket"
_GONE = ("ResourceNotFoundException",)


def _tags(path: str) -> Detail:
    return Detail(
        aspect="tags",
        operation="ListTagsForResource",
        params={"resourceARN": f"=item.{path}"},
        result="tags",
    )


GUARDRAIL = Declaration(
    type="AWS::Bedrock::Guardrail",
    kind="guardrail",
    service="bedrock",
    doc=f"{_API}/API_GetGuardrail.html",
    list=ListCall("ListGuardrails", "guardrails[].merge(@, {guardrailId: id, guardrailArn: arn})"),
    describe=Describe(
        operation="GetGuardrail",
        params={"guardrailIdentifier": "=item.guardrailId"},
        result="@",
    ),
    id="{guardrailArn}",
    native_id="guardrailId",
    uid="guardrailId",
    name="name",
    tags="@",
    tags_aspect="tags",
    aspects=(
        Detail(
            aspect="policy",
            operation="GetResourcePolicy",
            params={"resourceArn": "=item.guardrailArn"},
            result="resourcePolicy",
            absent=_GONE,
            doc="https://docs.aws.amazon.com/bedrock/latest/userguide/"
            "guardrails-resource-based-policies.html",
        ),
        _tags("guardrailArn"),
    ),
    relations=(
        Rel("encrypted-with", "kmsKeyArn", by="arn"),
        Rel("refers-to", "crossRegionDetails.guardrailProfileArn", by="arn"),
        by_arn("refers-to", "automatedReasoningPolicy.policies"),
        *trusts("", aspect="policy"),
    ),
    volatile=("statusReasons", "failureRecommendations"),
    json=("@policy",),
    keyed={
        "topicPolicy.topics": ("name",),
        "contentPolicy.filters": ("type",),
        "wordPolicy.words": ("text",),
        "wordPolicy.managedWordLists": ("type",),
        "sensitiveInformationPolicy.piiEntities": ("type",),
        "sensitiveInformationPolicy.regexes": ("name",),
        "contextualGroundingPolicy.filters": ("type",),
        "automatedReasoningPolicy.policies": "set",
        "@tags": ("key",),
        **policy_lists("@policy"),
    },
    by_id=ById(
        operation="GetGuardrail",
        params={"guardrailIdentifier": "=id"},
        items="@",
        not_found=_GONE,
    ),
    events={
        "CreateGuardrail": "responseElements.guardrailId",
        "UpdateGuardrail": "requestParameters.guardrailIdentifier",
        "DeleteGuardrail": "requestParameters.guardrailIdentifier",
    },
)

CUSTOM_MODEL = Declaration(
    type="AWS::Bedrock::CustomModel",
    kind="model",
    service="bedrock",
    doc=f"{_API}/API_GetCustomModel.html",
    list=ListCall("ListCustomModels", "modelSummaries"),
    describe=Describe(
        operation="GetCustomModel", params={"modelIdentifier": "=item.modelArn"}, result="@"
    ),
    id="{modelArn}",
    native_id="modelArn",
    uid="creationTime",
    owner="split(modelArn, ':')[4]",
    name="modelName",
    tags="@",
    tags_aspect="tags",
    aspects=(_tags("modelArn"),),
    relations=(
        Rel("derived-from", "baseModelArn", by="arn"),
        Rel("derived-from", "jobArn", by="arn"),
        Rel("encrypted-with", "modelKmsKeyArn", by="arn"),
        Rel("derived-from", host_in("trainingDataConfig.s3Uri"), by="name", type=_BUCKET),
        Rel("refers-to", host_in("outputDataConfig.s3Uri"), by="name", type=_BUCKET),
        Rel(
            "refers-to",
            "customizationConfig.rftConfig.graderConfig.lambdaGrader.lambdaArn",
            by="arn",
        ),
    ),
    keyed={"@tags": ("key",)},
    by_id=ById(
        operation="GetCustomModel",
        params={"modelIdentifier": "=id"},
        items="@",
        not_found=_GONE,
    ),
    events={
        "CreateCustomModel": "responseElements.modelArn",
        "DeleteCustomModel": "requestParameters.modelIdentifier",
    },
)

PROVISIONED_THROUGHPUT = Declaration(
    type="AWS::Bedrock::ProvisionedModelThroughput",
    kind="model-capacity",
    service="bedrock",
    doc=f"{_API}/API_ListProvisionedModelThroughputs.html",
    list=ListCall("ListProvisionedModelThroughputs", "provisionedModelSummaries"),
    id="{provisionedModelArn}",
    native_id="provisionedModelArn",
    uid="creationTime",
    name="provisionedModelName",
    tags="@",
    tags_aspect="tags",
    aspects=(_tags("provisionedModelArn"),),
    relations=(
        Rel("targets", "modelArn", by="arn"),
        Rel("refers-to", "desiredModelArn", by="arn"),
        Rel("derived-from", "foundationModelArn", by="arn"),
    ),
    keyed={"@tags": ("key",)},
    by_id=ById(
        operation="GetProvisionedModelThroughput",
        params={"provisionedModelId": "=id"},
        items="@",
        not_found=_GONE,
    ),
    events={
        "CreateProvisionedModelThroughput": "responseElements.provisionedModelArn",
        "UpdateProvisionedModelThroughput": "requestParameters.provisionedModelId",
        "DeleteProvisionedModelThroughput": "requestParameters.provisionedModelId",
    },
)

INVOCATION_LOGGING = Declaration(
    type="AWS::Bedrock::ModelInvocationLoggingConfiguration",
    kind="account-settings",
    service="bedrock",
    doc=f"{_API}/API_GetModelInvocationLoggingConfiguration.html",
    # Where nothing is logged the answer is empty.
    list=ListCall("GetModelInvocationLoggingConfiguration", "loggingConfig", own_only=True),
    id="arn:{partition}:bedrock:{region}:{account}:model-invocation-logging",
    native_id="'model-invocation-logging'",
    tags=None,
    relations=(
        Rel(
            "logs-to",
            "cloudWatchConfig.logGroupName",
            by="name",
            type="AWS::Logs::LogGroup",
        ),
        Rel("runs-as", "cloudWatchConfig.roleArn", by="arn"),
        Rel("logs-to", "s3Config.bucketName", by="name", type=_BUCKET),
        Rel(
            "logs-to",
            "cloudWatchConfig.largeDataDeliveryS3Config.bucketName",
            by="name",
            type=_BUCKET,
        ),
    ),
    no_by_id="there is one a region, and no id",
    events=dict.fromkeys(
        (
            "PutModelInvocationLoggingConfiguration",
            "DeleteModelInvocationLoggingConfiguration",
        ),
        "awsRegion && 'model-invocation-logging'",
    ),
)

DECLARATIONS = (GUARDRAIL, CUSTOM_MODEL, PROVISIONED_THROUGHPUT, INVOCATION_LOGGING)
