"""AWS Step Functions: state machines with what they call.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html
"""

from collectors.engine.specification import ById, Declaration, Describe, ListCall, Rel

_API = "https://docs.aws.amazon.com/step-functions/latest/apireference"

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
        # Of the optimised integrations the resource is a pattern and the function a parameter.
        Rel(
            "targets", "definition.States.* | [].Resource | [?contains(@, ':function:')]", by="arn"
        ),
        Rel(
            "targets",
            "definition.States.* | [].[Parameters.FunctionName, Arguments.FunctionName][]"
            " | [?type(@)=='string' && starts_with(@, 'arn:')]",
            by="arn",
        ),
    ),
    volatile=("status",),
    # A definition may hold a value that somebody typed in; the names of its members remain.
    secret=(
        "definition.States.*.Result",
        "definition.States.*.Parameters.Payload",
        "definition.States.*.Parameters.Headers",
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
