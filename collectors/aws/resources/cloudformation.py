"""AWS CloudFormation: stacks and the resources that they manage.

Values of parameters and outputs may be secrets and become digests. A stack names its resources
by their physical ids, which are names for some types and ARNs for others.
https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import TAGS, by_arn, texts
from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference"

STACK = Declaration(
    type="AWS::CloudFormation::Stack",
    kind="stack",
    service="cloudformation",
    doc=f"{_API}/API_DescribeStacks.html",
    list=ListCall("DescribeStacks", "Stacks"),
    id="{StackId}",
    native_id="StackId",
    uid="StackId",
    name="StackName",
    aspects=(
        Detail(
            aspect="resources",
            operation="ListStackResources",
            params={"StackName": "=item.StackId"},
            result="StackResourceSummaries",
            doc=f"{_API}/API_ListStackResources.html",
        ),
    ),
    relations=(
        Rel("part-of", "ParentId", by="arn"),
        Rel("runs-as", "RoleARN", by="arn"),
        Rel("refers-to", "NotificationARNs[]", by="arn"),
        by_arn("manages", "[].PhysicalResourceId", "resources"),
        Rel(
            "manages",
            f"{texts('[].PhysicalResourceId')} | [?!starts_with(@, 'arn:')]",
            aspect="resources",
        ),
    ),
    volatile=(
        "DriftInformation.LastCheckTimestamp",
        "LastOperations",
        "@resources[].DriftInformation.LastCheckTimestamp",
    ),
    secret=(
        "Parameters[].ParameterValue",
        "Parameters[].ResolvedValue",
        "Outputs[].OutputValue",
    ),
    keyed={
        **TAGS,
        "Parameters": ("ParameterKey",),
        "Outputs": ("OutputKey",),
        "Capabilities": "set",
        "NotificationARNs": "set",
        "@resources": ("LogicalResourceId",),
    },
    # A deleted stack answers by its id for 90 days; an unknown one is a ValidationError.
    by_id=ById(
        params={"StackName": "=id"},
        items="Stacks[?StackStatus != 'DELETE_COMPLETE']",
        not_found=("ValidationError",),
    ),
    events={
        "CreateStack": "responseElements.stackId",
        "UpdateStack": "responseElements.stackId",
        "DeleteStack": "requestParameters.stackName",
    },
)

DECLARATIONS = (STACK,)
