"""Amazon EventBridge Scheduler: groups, and schedules with what they call.

The list call leaves out as whom and with what a schedule calls, so that each is read whole. Two
schedules of two groups may bear one name: the short id of a schedule is both.
https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Operations.html
"""

from collectors.engine.specification import ById, Declaration, Describe, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/scheduler/latest/APIReference"
_GROUP = "AWS::Scheduler::ScheduleGroup"
_NATURAL = "join('/', [GroupName, Name])"
_NETWORK = "Target.EcsParameters.NetworkConfiguration.awsvpcConfiguration"

SCHEDULE_GROUP = Declaration(
    type=_GROUP,
    kind="schedule-group",
    service="scheduler",
    doc=f"{_API}/API_ListScheduleGroups.html",
    list=ListCall("ListScheduleGroups", "ScheduleGroups"),
    id="{Arn}",
    native_id="Name",
    uid="CreationDate",
    name="Name",
    tags="@",
    tags_aspect="tags",
    aspects=(
        Detail(
            aspect="tags",
            operation="ListTagsForResource",
            params={"ResourceArn": "=item.Arn"},
            result="Tags",
        ),
    ),
    no_relations="its schedules say that they are part of it",
    volatile=("LastModificationDate",),
    keyed={"@tags": ("Key",)},
    by_id=ById(
        operation="GetScheduleGroup",
        params={"Name": "=id"},
        items="@",
        not_found=("ResourceNotFoundException",),
    ),
    events=dict.fromkeys(("CreateScheduleGroup", "DeleteScheduleGroup"), "requestParameters.name"),
)

SCHEDULE = Declaration(
    type="AWS::Scheduler::Schedule",
    kind="schedule",
    service="scheduler",
    doc=f"{_API}/API_GetSchedule.html",
    list=ListCall("ListSchedules", "Schedules"),
    describe=Describe(
        operation="GetSchedule",
        params={"Name": "=item.Name", "GroupName": "=item.GroupName"},
        result="@",
    ),
    id="{Arn}",
    native_id=_NATURAL,
    uid="CreationDate",
    name="Name",
    tags=None,
    relations=(
        Rel("part-of", "GroupName", by="name", type=_GROUP),
        # A target of this form names an operation of a service, not a resource.
        Rel("targets", "[Target.Arn][?!contains(@, ':scheduler:::')]", by="arn"),
        Rel("runs-as", "Target.RoleArn", by="arn"),
        Rel("refers-to", "Target.DeadLetterConfig.Arn", by="arn"),
        Rel("targets", "Target.EcsParameters.TaskDefinitionArn", by="arn"),
        Rel("in-subnet", f"{_NETWORK}.Subnets[]"),
        Rel("uses-filter", f"{_NETWORK}.SecurityGroups[]"),
        Rel("encrypted-with", "KmsKeyArn", by="arn"),
    ),
    volatile=("LastModificationDate",),
    secret=(
        "Target.Input",
        "Target.SageMakerPipelineParameters.PipelineParameterList[].Value",
        "Target.EventBridgePutRawEventsParameters.Metadata",
    ),
    keyed={
        f"{_NETWORK}.Subnets": "set",
        f"{_NETWORK}.SecurityGroups": "set",
        "Target.SageMakerPipelineParameters.PipelineParameterList": ("Name",),
    },
    no_by_id="its call takes the group too, which the id does not say",
    events=dict.fromkeys(
        ("CreateSchedule", "UpdateSchedule", "DeleteSchedule"),
        "join('/', [requestParameters.groupName || 'default', requestParameters.name])",
    ),
)

DECLARATIONS = (SCHEDULE_GROUP, SCHEDULE)
