"""IAM Identity Center: instances, permission sets, and who may use which in what account.

Everything below an instance answers to the account that owns it, and is asked there only.
Assignments are listed for a permission set in an account; the pairs of which there are any come
from the accounts that the set was provisioned to. Policies of customers in a permission set are
named by name and mean another policy in each account, so they are no relation here.
https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_Operations.html
"""

from collectors.engine.specification import (
    Declaration,
    Describe,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_API = "https://docs.aws.amazon.com/singlesignon/latest/APIReference"
_INSTANCE = "AWS::SSO::Instance"
_SET = "AWS::SSO::PermissionSet"
_PROVISIONED = "AWS::SSO::ProvisionedPermissionSet"
_GONE = ("ResourceNotFoundException",)
_OF_INSTANCE = {"InstanceArn": "=parent.InstanceArn"}
_WITH_INSTANCE = {"InstanceArn": "InstanceArn"}
_IN_INSTANCE = Rel("part-of", "InstanceArn", by="arn")
_OF_SET = {"InstanceArn": "=item.InstanceArn", "PermissionSetArn": "=item.PermissionSetArn"}
_TAGS = {"@tags": ("Key",)}


def _tags(arn: str) -> Detail:
    """Return the aspect of tags."""
    return Detail(
        aspect="tags",
        operation="ListTagsForResource",
        params={"InstanceArn": "=item.InstanceArn", "ResourceArn": f"=item.{arn}"},
        result="Tags",
    )


INSTANCE = Declaration(
    type=_INSTANCE,
    kind="identity-center",
    service="sso-admin",
    doc=f"{_API}/API_ListInstances.html",
    list=ListCall("ListInstances", "Instances"),
    id="{InstanceArn}",
    native_id="InstanceArn",
    uid="CreatedDate",
    owner="OwnerAccountId",
    region="PrimaryRegion",
    name="Name",
    tags=None,
    aspects=(
        Detail(
            aspect="settings",
            operation="DescribeInstance",
            params={"InstanceArn": "=item.InstanceArn"},
            result=(
                "{Encryption: EncryptionConfigurationDetails, Network: NetworkConfigurationDetails}"
            ),
        ),
    ),
    relations=(
        Rel("encrypted-with", "Encryption.KmsKeyArn", by="arn", aspect="settings"),
        Rel("refers-to", "Network.RestrictSourceVpcs[]", by="arn", aspect="settings"),
        Rel("refers-to", "IdentityStoreId"),
    ),
    keyed={
        "Regions": ("RegionName",),
        "@settings.Network.RestrictSourceVpcs": "set",
        "@settings.Network.AllowSourceIps": "set",
        "@settings.Network.ExcludeApplicationArns": "set",
    },
    no_by_id="the document of the call by ARN lacks the regions",
    events={
        "CreateInstance": "responseElements.instanceArn",
        "UpdateInstance": "requestParameters.instanceArn",
        "DeleteInstance": "requestParameters.instanceArn",
    },
)

PERMISSION_SET = Declaration(
    type=_SET,
    kind="permission-set",
    service="sso-admin",
    doc=f"{_API}/API_DescribePermissionSet.html",
    list=ListCall(
        "ListPermissionSets",
        "PermissionSets[].{PermissionSetArn: @}",
        params=_OF_INSTANCE,
        each=_INSTANCE,
        own_parents=True,
        stamp=_WITH_INSTANCE,
    ),
    describe=Describe(
        operation="DescribePermissionSet",
        params=_OF_SET,
        result="PermissionSet",
        merge=True,
    ),
    id="{PermissionSetArn}",
    native_id="PermissionSetArn",
    uid="CreatedDate",
    name="Name",
    tags="@",
    tags_aspect="tags",
    aspects=(
        Detail(
            aspect="inline-policy",
            operation="GetInlinePolicyForPermissionSet",
            params=_OF_SET,
            # An empty text where there is none.
            result="InlinePolicy || `null`",
        ),
        Detail(
            aspect="managed-policies",
            operation="ListManagedPoliciesInPermissionSet",
            params=_OF_SET,
            result="AttachedManagedPolicies",
        ),
        Detail(
            aspect="customer-policies",
            operation="ListCustomerManagedPolicyReferencesInPermissionSet",
            params=_OF_SET,
            result="CustomerManagedPolicyReferences",
        ),
        Detail(
            aspect="boundary",
            operation="GetPermissionsBoundaryForPermissionSet",
            params=_OF_SET,
            result="PermissionsBoundary",
            absent=_GONE,
        ),
        _tags("PermissionSetArn"),
    ),
    relations=(
        _IN_INSTANCE,
        Rel("grants", "[].Arn", by="arn", aspect="managed-policies"),
        Rel("refers-to", "ManagedPolicyArn", by="arn", aspect="boundary"),
    ),
    json=("@inline-policy",),
    keyed={
        **_TAGS,
        "@managed-policies": ("Arn",),
        "@customer-policies": ("Path", "Name"),
        **policy_lists("@inline-policy"),
    },
    no_by_id="its call takes the instance too, which the id does not say",
    events={
        "CreatePermissionSet": "responseElements.permissionSet.permissionSetArn",
        **dict.fromkeys(
            (
                "UpdatePermissionSet",
                "DeletePermissionSet",
                "PutInlinePolicyToPermissionSet",
                "DeleteInlinePolicyFromPermissionSet",
                "AttachManagedPolicyToPermissionSet",
                "DetachManagedPolicyFromPermissionSet",
                "AttachCustomerManagedPolicyReferenceToPermissionSet",
                "DetachCustomerManagedPolicyReferenceFromPermissionSet",
                "PutPermissionsBoundaryToPermissionSet",
                "DeletePermissionsBoundaryFromPermissionSet",
            ),
            "requestParameters.permissionSetArn",
        ),
    },
)

PROVISIONED = Declaration(
    type=_PROVISIONED,
    kind="permission-set",
    service="sso-admin",
    doc=f"{_API}/API_ListAccountsForProvisionedPermissionSet.html",
    list=ListCall(
        "ListAccountsForProvisionedPermissionSet",
        "AccountIds[].{AccountId: @}",
        params={**_OF_INSTANCE, "PermissionSetArn": "=parent.PermissionSetArn"},
        each=_SET,
        stamp={**_WITH_INSTANCE, "PermissionSetArn": "PermissionSetArn"},
        absent=_GONE,
    ),
    id="{parent}#account/{AccountId}",
    native_id="join('#', [PermissionSetArn, AccountId])",
    name="AccountId",
    tags=None,
    relations=(
        Rel("derived-from", "PermissionSetArn", by="arn"),
        Rel("applies-to", "AccountId", by="account"),
    ),
    no_by_id="its call takes the permission set and answers with all of its accounts",
)

ASSIGNMENT = Declaration(
    type="AWS::SSO::Assignment",
    kind="access-entry",
    service="sso-admin",
    doc=f"{_API}/API_ListAccountAssignments.html",
    list=ListCall(
        "ListAccountAssignments",
        "AccountAssignments",
        params={
            **_OF_INSTANCE,
            "PermissionSetArn": "=parent.PermissionSetArn",
            "AccountId": "=parent.AccountId",
        },
        each=_PROVISIONED,
        absent=_GONE,
    ),
    id="{parent}#{PrincipalType}/{PrincipalId}",
    native_id="join('#', [PermissionSetArn, AccountId, PrincipalId])",
    name="join('/', [AccountId, PrincipalId])",
    tags=None,
    relations=(
        Rel("trusts", "PrincipalId"),
        Rel("grants", "PermissionSetArn", by="arn"),
        Rel("applies-to", "AccountId", by="account"),
    ),
    no_by_id="its call takes permission set and account and answers with all assignments",
    events=dict.fromkeys(
        ("CreateAccountAssignment", "DeleteAccountAssignment"),
        "requestParameters.join('#', [permissionSetArn, targetId, principalId])",
    ),
)

DECLARATIONS = (INSTANCE, PERMISSION_SET, PROVISIONED, ASSIGNMENT)
