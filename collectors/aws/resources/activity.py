"""AWS Step Functions' activities: steps that a worker of one's own fetches and does.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html
"""

from collectors.engine.specification import ById, Declaration, ListCall

ACTIVITY = Declaration(
    type="AWS::StepFunctions::Activity",
    kind="activity",
    service="stepfunctions",
    doc="https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListActivities.html",
    list=ListCall("ListActivities", "activities"),
    id="{activityArn}",
    native_id="activityArn",
    uid="creationDate",
    name="name",
    tags=None,
    no_relations="state machines name it; it names nothing",
    by_id=ById(
        operation="DescribeActivity",
        params={"activityArn": "=id"},
        items="@",
        not_found=("ActivityDoesNotExist",),
    ),
    events={
        "CreateActivity": "responseElements.activityArn",
        "DeleteActivity": "requestParameters.activityArn",
    },
)

DECLARATIONS = (ACTIVITY,)
