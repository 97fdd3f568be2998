"""Amazon Data Lifecycle Manager: policies that make, copy and share snapshots and images.

https://docs.aws.amazon.com/dlm/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import by_arn, encrypted_with
from collectors.engine.specification import ById, Declaration, Describe, ListCall, Rel

_API = "https://docs.aws.amazon.com/dlm/latest/APIReference"
_DETAILS = "PolicyDetails"
_SCHEDULES = f"{_DETAILS}.Schedules[]"
_NAMED = "requestParameters.policyId"

LIFECYCLE_POLICY = Declaration(
    type="AWS::DLM::LifecyclePolicy",
    kind="lifecycle-policy",
    service="dlm",
    doc=f"{_API}/API_GetLifecyclePolicy.html",
    list=ListCall("GetLifecyclePolicies", "Policies"),
    describe=Describe(
        operation="GetLifecyclePolicy", params={"PolicyId": "=item.PolicyId"}, result="Policy"
    ),
    id="{PolicyArn}",
    native_id="PolicyId",
    uid="PolicyId",
    name="Description",
    tags="Tags",
    relations=(
        Rel("runs-as", "ExecutionRoleArn", by="arn"),
        Rel("shared-with", f"{_SCHEDULES}.ShareRules[].TargetAccounts[]", by="account"),
        *encrypted_with(f"{_SCHEDULES}.CrossRegionCopyRules[].CmkArn"),
        *encrypted_with(f"{_DETAILS}.Actions[].CrossRegionCopy[].EncryptionConfiguration.CmkArn"),
        by_arn("refers-to", f"{_SCHEDULES}.CrossRegionCopyRules[].Target"),
        # Whose snapshots are copied as soon as they are shared.
        Rel("trusts", f"{_DETAILS}.EventSource.Parameters.SnapshotOwner[]", by="account"),
    ),
    volatile=("DateModified", "StatusMessage"),
    keyed={
        f"{_DETAILS}.TargetTags": ("Key", "Value"),
        f"{_DETAILS}.Schedules": ("Name",),
        f"{_SCHEDULES}.TagsToAdd": ("Key",),
        f"{_SCHEDULES}.ShareRules[].TargetAccounts": "set",
        f"{_DETAILS}.ResourceTypes": "set",
    },
    by_id=ById(
        operation="GetLifecyclePolicy",
        params={"PolicyId": "=id"},
        items="Policy",
        not_found=("ResourceNotFoundException",),
    ),
    events={
        "CreateLifecyclePolicy": "responseElements.policyId",
        "UpdateLifecyclePolicy": _NAMED,
        "DeleteLifecyclePolicy": _NAMED,
    },
)

DECLARATIONS = (LIFECYCLE_POLICY,)
