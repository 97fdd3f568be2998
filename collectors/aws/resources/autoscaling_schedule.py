"""Amazon EC2 Auto Scaling: what a group does at set times, and whom it asks on the way.

https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_Operations.html
"""

from collectors.engine.specification import Declaration, ListCall, Rel

_API = "https://docs.aws.amazon.com/autoscaling/ec2/APIReference"
_GROUP = "AWS::AutoScaling::AutoScalingGroup"
_PART = Rel("part-of", "AutoScalingGroupName", by="name", type=_GROUP)
_ACTION = "join('/', [AutoScalingGroupName, ScheduledActionName])"
_HOOK = "join('/', [AutoScalingGroupName, LifecycleHookName])"

SCHEDULED_ACTION = Declaration(
    type="AWS::AutoScaling::ScheduledAction",
    kind="schedule",
    service="autoscaling",
    doc=f"{_API}/API_DescribeScheduledActions.html",
    list=ListCall(
        "DescribeScheduledActions",
        "ScheduledUpdateGroupActions",
        params={"MaxRecords": 100},
        own_only=True,
    ),
    id="{ScheduledActionARN}",
    native_id=_ACTION,
    uid="ScheduledActionARN",
    name="ScheduledActionName",
    tags=None,
    relations=(_PART,),
    # The next time of a recurring one.
    volatile=("Time", "StartTime"),
    no_by_id="its call takes the group too, which the id does not say",
    events=dict.fromkeys(
        ("PutScheduledUpdateGroupAction", "DeleteScheduledAction"),
        "join('/', [requestParameters.autoScalingGroupName,"
        " requestParameters.scheduledActionName])",
    ),
)

LIFECYCLE_HOOK = Declaration(
    type="AWS::AutoScaling::LifecycleHook",
    kind="lifecycle-hook",
    service="autoscaling",
    doc=f"{_API}/API_DescribeLifecycleHooks.html",
    list=ListCall(
        "DescribeLifecycleHooks",
        "LifecycleHooks",
        params={"AutoScalingGroupName": "=parent.AutoScalingGroupName"},
        each=_GROUP,
        # The group has gone since it was listed.
        absent=("ValidationError",),
    ),
    id="{parent}#lifecycle-hook/{LifecycleHookName}",
    native_id=_HOOK,
    name="LifecycleHookName",
    tags=None,
    relations=(
        _PART,
        Rel("refers-to", "NotificationTargetARN", by="arn"),
        Rel("runs-as", "RoleARN", by="arn"),
    ),
    secret=("NotificationMetadata",),
    no_by_id="its call takes the group too, which the id does not say",
    events=dict.fromkeys(
        ("PutLifecycleHook", "DeleteLifecycleHook"),
        "join('/', [requestParameters.autoScalingGroupName, requestParameters.lifecycleHookName])",
    ),
)

DECLARATIONS = (SCHEDULED_ACTION, LIFECYCLE_HOOK)
