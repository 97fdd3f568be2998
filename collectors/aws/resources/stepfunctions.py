"""AWS Step Functions: state machines with what they call.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html
"""

from collectors.aws.vocabulary import by_arn
from collectors.engine.specification import ById, Declaration, Describe, ListCall, Rel

_API = "https://docs.aws.amazon.com/step-functions/latest/apireference"
_GIVEN = ("Parameters", "Arguments")
_NAMED = (
    "Bucket,Cluster,ClusterId,EventBusName,FunctionName,JobDefinition,JobQueue,ProjectName,"
    "QueueUrl,StateMachineArn,TableName,TaskDefinition,TopicArn"
)
"""What a task calls, of what it is given: all else is what somebody typed in."""
_TYPED_IN = (
    "Assign",
    "BatchInput",
    "Condition",
    "Input",
    "ItemSelector",
    "Items",
    "Output",
    "Result",
    "ResultSelector",
    "StringEquals",
    "StringGreaterThan",
    "StringGreaterThanEquals",
    "StringLessThan",
    "StringLessThanEquals",
    "StringMatches",
)

STATE_MACHINE = Declaration(
    type="AWS::StepFunctions::StateMachine",
    kind="workflow",
    service="stepfunctions",
    doc=f"{_API}/API_DescribeStateMachine.html",
    list=ListCall("ListStateMachines", "stateMachines"),
    describe=Describe(
        operation="DescribeStateMachine",
        params={"stateMachineArn": "=item.stateMachineArn"},
        result="@",
    ),
    id="{stateMachineArn}",
    native_id="stateMachineArn",
    uid="creationDate",
    name="name",
    tags=None,
    relations=(
        Rel("runs-as", "roleArn", by="arn"),
        Rel("encrypted-with", "encryptionConfiguration.kmsKeyId"),
        Rel(
            "logs-to",
            "loggingConfiguration.destinations[].cloudWatchLogsLogGroup.logGroupArn",
            by="arn",
        ),
        # States stand within states too: in the branches of one, in what another repeats.
        by_arn("targets", "every(definition, 'Resource')[?contains(to_string(@), ':function:')]"),
        # Of the optimised integrations the resource is a pattern and the function a parameter.
        *(by_arn("targets", f"every(definition, '{one}')[].FunctionName") for one in _GIVEN),
    ),
    volatile=("status",),
    # The machine's shape remains, and the names of members: what they are given may be anything.
    secret=(
        *(f"definition.**.{one}.!{_NAMED}.(literals)" for one in _GIVEN),
        *(f"definition.**.{one}.(literals)" for one in _TYPED_IN),
    ),
    json=("definition",),
    keyed={"loggingConfiguration.destinations": "set"},
    by_id=ById(
        operation="DescribeStateMachine",
        params={"stateMachineArn": "=id"},
        items="@",
        not_found=("StateMachineDoesNotExist",),
    ),
    events={
        "CreateStateMachine": "responseElements.stateMachineArn",
        "UpdateStateMachine": "requestParameters.stateMachineArn",
        "DeleteStateMachine": "requestParameters.stateMachineArn",
    },
)

DECLARATIONS = (STATE_MACHINE,)
