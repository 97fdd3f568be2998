"""AWS Lambda, what holds beside a function: who must have signed code, where answers go.

https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html
"""

from collectors.engine.specification import ById, Declaration, ListCall, Rel

_API = "https://docs.aws.amazon.com/lambda/latest/api"
_FUNCTION = "AWS::Lambda::Function"
_GONE = ("ResourceNotFoundException",)

CODE_SIGNING_CONFIG = Declaration(
    type="AWS::Lambda::CodeSigningConfig",
    kind="code-signing",
    service="lambda",
    doc=f"{_API}/API_ListCodeSigningConfigs.html",
    list=ListCall("ListCodeSigningConfigs", "CodeSigningConfigs"),
    id="{CodeSigningConfigArn}",
    native_id="CodeSigningConfigArn",
    uid="CodeSigningConfigId",
    name="Description || CodeSigningConfigId",
    tags=None,
    relations=(Rel("trusts", "AllowedPublishers.SigningProfileVersionArns[]", by="arn"),),
    keyed={"AllowedPublishers.SigningProfileVersionArns": "set"},
    by_id=ById(
        operation="GetCodeSigningConfig",
        params={"CodeSigningConfigArn": "=id"},
        items="CodeSigningConfig",
        not_found=_GONE,
    ),
    events={
        "CreateCodeSigningConfig20200422": (
            "responseElements.codeSigningConfig.codeSigningConfigArn"
        ),
        "UpdateCodeSigningConfig20200422": "requestParameters.codeSigningConfigArn",
        "DeleteCodeSigningConfig20200422": "requestParameters.codeSigningConfigArn",
    },
)

EVENT_INVOKE_CONFIG = Declaration(
    type="AWS::Lambda::EventInvokeConfig",
    kind="invocation-config",
    service="lambda",
    doc=f"{_API}/API_ListFunctionEventInvokeConfigs.html",
    list=ListCall(
        "ListFunctionEventInvokeConfigs",
        "FunctionEventInvokeConfigs",
        params={"FunctionName": "=parent.FunctionName"},
        each=_FUNCTION,
        absent=_GONE,
    ),
    # The ARN ends in the alias or version that it holds for, or in $LATEST.
    id="{FunctionArn}#event-invoke",
    native_id="FunctionArn",
    name="split(FunctionArn, ':function:')[1]",
    tags=None,
    relations=(
        Rel("part-of", "split(FunctionArn, ':')[6]", by="name", type=_FUNCTION),
        Rel("targets", "DestinationConfig.OnSuccess.Destination", by="arn"),
        Rel("targets", "DestinationConfig.OnFailure.Destination", by="arn"),
    ),
    no_by_id="its call takes the function and what it is qualified by",
    events={
        "PutFunctionEventInvokeConfig": "responseElements.functionArn",
        "UpdateFunctionEventInvokeConfig": "responseElements.functionArn",
    },
)

DECLARATIONS = (CODE_SIGNING_CONFIG, EVENT_INVOKE_CONFIG)
