"""AWS Lambda: functions, their versions, aliases, URLs, event sources and layers.

GetFunction is not called: it hands out a link to the code.
https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html
The declaration of a function is long because its one document names so much else.
"""

from collectors.aws.vocabulary import by_arn, trusts
from collectors.engine.specification import (
    ById,
    Declaration,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_API = "https://docs.aws.amazon.com/lambda/latest/api"
_IMAGE = "ImageConfigResponse.ImageConfig"
_SECRETS = ("Environment.Variables", f"{_IMAGE}.Command", f"{_IMAGE}.EntryPoint")
_FUNCTION = "AWS::Lambda::Function"
_LAYER = "AWS::Lambda::Layer"
_GONE = ("ResourceNotFoundException",)
_NAME = "requestParameters.functionName"

FUNCTION = Declaration(
    type=_FUNCTION,
    kind="function",
    service="lambda",
    doc=f"{_API}/API_ListFunctions.html",
    list=ListCall("ListFunctions", "Functions"),
    id="arn:{partition}:lambda:{region}:{account}:function:{FunctionName}",
    native_id="FunctionName",
    name="FunctionName",
    tags="@",
    tags_aspect="tags",
    aspects=(
        Detail(
            aspect="policy",
            operation="GetPolicy",
            params={"FunctionName": "=item.FunctionName"},
            result="Policy",
            absent=_GONE,
        ),
        Detail(
            aspect="tags",
            operation="ListTags",
            params={"Resource": "=item.FunctionArn"},
            result="Tags",
        ),
    ),
    relations=(
        Rel("runs-as", "Role", by="arn"),
        Rel("in-network", "VpcConfig.VpcId"),
        Rel("in-subnet", "VpcConfig.SubnetIds[]"),
        Rel("uses-filter", "VpcConfig.SecurityGroupIds[]"),
        Rel("encrypted-with", "KMSKeyArn", by="arn"),
        Rel("logs-to", "LoggingConfig.LogGroup", by="name", type="AWS::Logs::LogGroup"),
        Rel("refers-to", "DeadLetterConfig.TargetArn", by="arn"),
        Rel("refers-to", "Layers[].Arn", by="arn"),
        Rel("refers-to", "FileSystemConfigs[].Arn", by="arn"),
        *trusts("", aspect="policy"),
    ),
    volatile=(
        "LastUpdateStatus",
        "LastUpdateStatusReason",
        "LastUpdateStatusReasonCode",
        "RevisionId",
        "SnapStart.OptimizationStatus",
    ),
    secret=_SECRETS,
    json=("@policy",),
    keyed={
        "VpcConfig.SubnetIds": "set",
        "VpcConfig.SecurityGroupIds": "set",
        **policy_lists("@policy"),
    },
    by_id=ById(
        operation="GetFunctionConfiguration",
        params={"FunctionName": "=id"},
        items="@",
        not_found=_GONE,
    ),
    events={
        "CreateFunction20150331": "responseElements.functionName",
        "DeleteFunction20150331": _NAME,
        "UpdateFunctionConfiguration20150331v2": "responseElements.functionName",
        "UpdateFunctionCode20150331v2": "responseElements.functionName",
        "AddPermission20150331v2": _NAME,
        "RemovePermission20150331v2": _NAME,
    },
)

ALIAS = Declaration(
    type="AWS::Lambda::Alias",
    kind="function-alias",
    service="lambda",
    doc=f"{_API}/API_ListAliases.html",
    list=ListCall(
        "ListAliases",
        "Aliases",
        params={"FunctionName": "=parent.FunctionName"},
        each=_FUNCTION,
        stamp={"FunctionName": "FunctionName"},
        absent=_GONE,
    ),
    id="{AliasArn}",
    native_id="Name",
    name="Name",
    tags=None,
    aspects=(
        Detail(
            aspect="policy",
            operation="GetPolicy",
            params={"FunctionName": "=item.FunctionName", "Qualifier": "=item.Name"},
            result="Policy",
            absent=_GONE,
        ),
    ),
    relations=(
        Rel("part-of", "FunctionName", by="name", type=_FUNCTION),
        *trusts("", aspect="policy"),
    ),
    volatile=("RevisionId",),
    json=("@policy",),
    keyed=policy_lists("@policy"),
    no_by_id="its call takes the function too, which the id does not say",
    events={
        "CreateAlias20150331": "requestParameters.name",
        "UpdateAlias20150331": "requestParameters.name",
        "DeleteAlias20150331": "requestParameters.name",
    },
)

URL = Declaration(
    type="AWS::Lambda::Url",
    kind="endpoint",
    service="lambda",
    doc=f"{_API}/API_ListFunctionUrlConfigs.html",
    list=ListCall(
        "ListFunctionUrlConfigs",
        "FunctionUrlConfigs",
        params={"FunctionName": "=parent.FunctionName"},
        each=_FUNCTION,
        absent=_GONE,
    ),
    id="{FunctionArn}#url",
    native_id="FunctionUrl",
    uid="CreationTime",
    name="FunctionUrl",
    tags=None,
    aliases=(("dns", "FunctionUrl"),),
    relations=(Rel("targets", "FunctionArn", by="arn"),),
    keyed={
        "Cors.AllowHeaders": "set",
        "Cors.AllowMethods": "set",
        "Cors.AllowOrigins": "set",
        "Cors.ExposeHeaders": "set",
    },
    no_by_id="its calls take the function, not the URL",
    events={"CreateFunctionUrlConfig": "responseElements.functionUrl"},
)

EVENT_SOURCE_MAPPING = Declaration(
    type="AWS::Lambda::EventSourceMapping",
    kind="event-source",
    service="lambda",
    doc=f"{_API}/API_ListEventSourceMappings.html",
    list=ListCall("ListEventSourceMappings", "EventSourceMappings"),
    id="arn:{partition}:lambda:{region}:{account}:event-source-mapping:{UUID}",
    native_id="UUID",
    uid="UUID",
    name="UUID",
    tags=None,
    relations=(
        Rel("targets", "FunctionArn", by="arn"),
        Rel("refers-to", "EventSourceArn", by="arn"),
        Rel("refers-to", "DestinationConfig.OnFailure.Destination", by="arn"),
        Rel("encrypted-with", "KMSKeyArn", by="arn"),
        by_arn("refers-to", "SourceAccessConfigurations[].URI"),
    ),
    volatile=("LastProcessingResult", "StateTransitionReason", "LastModified"),
    keyed={
        "FilterCriteria.Filters": "set",
        "SourceAccessConfigurations": "set",
        "FunctionResponseTypes": "set",
        "Topics": "set",
        "Queues": "set",
    },
    by_id=ById(
        operation="GetEventSourceMapping", params={"UUID": "=id"}, items="@", not_found=_GONE
    ),
    events={
        "CreateEventSourceMapping20150331": "responseElements.uUID",
        "UpdateEventSourceMapping20150331": "requestParameters.uUID",
        "DeleteEventSourceMapping20150331": "requestParameters.uUID",
    },
)

VERSION = Declaration(
    type="AWS::Lambda::Version",
    kind="function-version",
    service="lambda",
    doc=f"{_API}/API_ListVersionsByFunction.html",
    # The unpublished version is the function itself.
    list=ListCall(
        "ListVersionsByFunction",
        "Versions[?Version!='$LATEST']",
        params={"FunctionName": "=parent.FunctionName"},
        each=_FUNCTION,
        absent=_GONE,
    ),
    id="{FunctionArn}",
    native_id="join(':', [FunctionName, Version])",
    uid="CodeSha256",
    name="join(':', [FunctionName, Version])",
    tags=None,
    relations=(
        Rel("part-of", "FunctionName", by="name", type=_FUNCTION),
        Rel("runs-as", "Role", by="arn"),
        Rel("in-network", "VpcConfig.VpcId"),
        Rel("in-subnet", "VpcConfig.SubnetIds[]"),
        Rel("uses-filter", "VpcConfig.SecurityGroupIds[]"),
        Rel("encrypted-with", "KMSKeyArn", by="arn"),
        Rel("refers-to", "Layers[].Arn", by="arn"),
    ),
    volatile=(
        "LastUpdateStatus",
        "LastUpdateStatusReason",
        "LastUpdateStatusReasonCode",
        "RevisionId",
        "SnapStart.OptimizationStatus",
    ),
    secret=_SECRETS,
    keyed={"VpcConfig.SubnetIds": "set", "VpcConfig.SecurityGroupIds": "set"},
    no_by_id="its call takes the function and the version apart, which one id does not say",
    events={"PublishVersion20150331": "responseElements.functionArn"},
)

LAYER = Declaration(
    type=_LAYER,
    kind="layer-family",
    service="lambda",
    doc=f"{_API}/API_ListLayers.html",
    list=ListCall("ListLayers", "Layers[].{LayerName: LayerName, LayerArn: LayerArn}"),
    id="{LayerArn}",
    native_id="LayerArn",
    name="LayerName",
    tags=None,
    no_relations="its versions say that they are part of it",
    no_by_id="the list call takes no ids",
    events={"PublishLayerVersion20181031": "responseElements.layerArn"},
)

LAYER_VERSION = Declaration(
    type="AWS::Lambda::LayerVersion",
    kind="layer",
    service="lambda",
    doc=f"{_API}/API_ListLayerVersions.html",
    # Older versions too: what is shared with others is a version, and stays shared.
    list=ListCall(
        "ListLayerVersions",
        "LayerVersions",
        params={"LayerName": "=parent.LayerName"},
        each=_LAYER,
        stamp={"LayerName": "LayerName", "LayerArn": "LayerArn"},
        absent=_GONE,
    ),
    id="{LayerVersionArn}",
    native_id="LayerVersionArn",
    uid="CreatedDate",
    name="LayerName",
    tags=None,
    aspects=(
        Detail(
            aspect="policy",
            operation="GetLayerVersionPolicy",
            params={"LayerName": "=item.LayerName", "VersionNumber": "=item.Version"},
            result="Policy",
            absent=_GONE,
        ),
    ),
    relations=(Rel("part-of", "LayerArn", by="arn"), *trusts("", aspect="policy")),
    json=("@policy",),
    keyed={
        "CompatibleArchitectures": "set",
        "CompatibleRuntimes": "set",
        **policy_lists("@policy"),
    },
    no_by_id="the call for one version hands out a link to its code",
    events={
        "PublishLayerVersion20181031": "responseElements.layerVersionArn",
        "DeleteLayerVersion20181031": "requestParameters.layerName",
    },
)

DECLARATIONS = (FUNCTION, ALIAS, URL, EVENT_SOURCE_MAPPING, VERSION, LAYER, LAYER_VERSION)
