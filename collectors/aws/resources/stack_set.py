"""AWS CloudFormation's stack sets: stacks that one account rolls out into others.

What is listed is what the account administers itself or, as the management account, for the
organization. Parameters and templates may hold secrets and become digests.
https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import TAGS
from collectors.engine.specification import ById, Declaration, Describe, ListCall, Rel

_API = "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference"
_STACK_SET = "AWS::CloudFormation::StackSet"
_GONE = ("StackSetNotFoundException",)
_NAMED = "requestParameters.stackSetName"

STACK_SET = Declaration(
    type=_STACK_SET,
    kind="stack-set",
    service="cloudformation",
    doc=f"{_API}/API_DescribeStackSet.html",
    list=ListCall("ListStackSets", "Summaries", params={"Status": "ACTIVE"}),
    describe=Describe(
        operation="DescribeStackSet",
        params={"StackSetName": "=item.StackSetName"},
        result="StackSet",
    ),
    id="arn:{partition}:cloudformation:{region}:{account}:stackset/{StackSetId}",
    native_id="StackSetName",
    uid="StackSetId",
    name="StackSetName",
    relations=(
        Rel("runs-as", "AdministrationRoleARN", by="arn"),
        Rel("applies-to", "OrganizationalUnitIds[]"),
    ),
    volatile=("StackSetDriftDetectionDetails",),
    secret=("TemplateBody", "Parameters[].ParameterValue", "Parameters[].ResolvedValue"),
    keyed={
        **TAGS,
        "Parameters": ("ParameterKey",),
        "Capabilities": "set",
        "OrganizationalUnitIds": "set",
        "Regions": "set",
    },
    by_id=ById(
        operation="DescribeStackSet",
        params={"StackSetName": "=id"},
        items="StackSet",
        not_found=_GONE,
    ),
    events=dict.fromkeys(("CreateStackSet", "UpdateStackSet", "DeleteStackSet"), _NAMED),
)

STACK_INSTANCE = Declaration(
    type="AWS::CloudFormation::StackInstance",
    kind="stack-instance",
    service="cloudformation",
    doc=f"{_API}/API_ListStackInstances.html",
    list=ListCall(
        "ListStackInstances",
        "Summaries",
        params={"StackSetName": "=parent.StackSetName"},
        each=_STACK_SET,
        stamp={"StackSetName": "StackSetName"},
        absent=_GONE,
    ),
    id="{parent}#{Account}/{Region}",
    native_id="join('/', [StackSetName, Account, Region])",
    name="join('/', [StackSetName, Account, Region])",
    tags=None,
    relations=(
        Rel("part-of", "StackSetName", by="name", type=_STACK_SET),
        Rel("manages", "StackId", by="arn"),
        Rel("applies-to", "Account", by="account"),
        Rel("refers-to", "OrganizationalUnitId"),
    ),
    volatile=("LastDriftCheckTimestamp", "LastOperationId", "StatusReason"),
    no_by_id="its call takes the stack set too, which the id does not say",
)

DECLARATIONS = (STACK_SET, STACK_INSTANCE)
