"""Amazon EventBridge: buses with their policies, and rules with their targets.

https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import trusts
from collectors.engine.specification import (
    ById,
    Declaration,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_API = "https://docs.aws.amazon.com/eventbridge/latest/APIReference"
_BUS = "AWS::Events::EventBus"
_GONE = ("ResourceNotFoundException",)

EVENT_BUS = Declaration(
    type=_BUS,
    kind="event-bus",
    service="events",
    doc=f"{_API}/API_ListEventBuses.html",
    list=ListCall("ListEventBuses", "EventBuses"),
    id="{Arn}",
    native_id="Name",
    uid="CreationTime",
    name="Name",
    tags=None,
    relations=trusts("Policy"),
    json=("Policy",),
    keyed=policy_lists("Policy"),
    by_id=ById(params={"NamePrefix": "=id"}),
    events={
        "CreateEventBus": "requestParameters.name",
        "DeleteEventBus": "requestParameters.name",
        "PutPermission": "requestParameters.eventBusName || 'default'",
        "RemovePermission": "requestParameters.eventBusName || 'default'",
    },
)

RULE = Declaration(
    type="AWS::Events::Rule",
    kind="event-rule",
    service="events",
    doc=f"{_API}/API_ListRules.html",
    list=ListCall(
        "ListRules",
        "Rules",
        params={"EventBusName": "=parent.Name"},
        each=_BUS,
        absent=_GONE,
    ),
    id="{Arn}",
    native_id="Name",
    name="Name",
    tags=None,
    aspects=(
        Detail(
            aspect="targets",
            operation="ListTargetsByRule",
            params={"Rule": "=item.Name", "EventBusName": "=item.EventBusName"},
            result="Targets",
        ),
    ),
    relations=(
        Rel("part-of", "EventBusName", by="name", type=_BUS),
        Rel("targets", "[].Arn", by="arn", aspect="targets"),
        Rel("runs-as", "RoleArn", by="arn"),
        Rel("runs-as", "[].RoleArn", by="arn", aspect="targets"),
        Rel("refers-to", "[].DeadLetterConfig.Arn", by="arn", aspect="targets"),
        # Without a revision it is a family, which no resource is.
        # https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_EcsParameters.html
        Rel("targets", "[].EcsParameters.TaskDefinitionArn", by="arn", aspect="targets"),
        Rel(
            "uses-filter",
            "[].EcsParameters.NetworkConfiguration.awsvpcConfiguration.SecurityGroups[]",
            aspect="targets",
        ),
        Rel(
            "in-subnet",
            "[].EcsParameters.NetworkConfiguration.awsvpcConfiguration.Subnets[]",
            aspect="targets",
        ),
    ),
    secret=(
        "@targets[].Input",
        "@targets[].InputTransformer.InputTemplate",
        "@targets[].HttpParameters",
        "@targets[].RedshiftDataParameters.Sql",
        "@targets[].RedshiftDataParameters.Sqls",
        "@targets[].SageMakerPipelineParameters.PipelineParameterList[].Value",
    ),
    json=("EventPattern",),
    keyed={"@targets": ("Id",)},
    no_by_id="its call takes the bus too, which the id does not say",
    events={
        "PutRule": "requestParameters.name",
        "DeleteRule": "requestParameters.name",
        "EnableRule": "requestParameters.name",
        "DisableRule": "requestParameters.name",
        "PutTargets": "requestParameters.rule",
        "RemoveTargets": "requestParameters.rule",
    },
)

DECLARATIONS = (EVENT_BUS, RULE)
