"""AWS KMS: keys with their policies and grants, and aliases.

The id is built from the key's id, so that a key that may be listed but not described still has
its own. https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html
The declaration is long because what decides access to a key takes four more calls.
"""

from collectors.aws.vocabulary import by_arn, trusts
from collectors.engine.specification import (
    ById,
    Declaration,
    Describe,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_API = "https://docs.aws.amazon.com/kms/latest/APIReference"
_KEY = {"KeyId": "=item.KeyId"}
_CHANGES = (
    "PutKeyPolicy",
    "ScheduleKeyDeletion",
    "CancelKeyDeletion",
    "EnableKey",
    "DisableKey",
    "EnableKeyRotation",
    "DisableKeyRotation",
    "CreateGrant",
    "RevokeGrant",
    "RetireGrant",
    "UpdateKeyDescription",
    "TagResource",
    "UntagResource",
)

KEY = Declaration(
    type="AWS::KMS::Key",
    kind="key",
    service="kms",
    doc=f"{_API}/API_DescribeKey.html",
    list=ListCall("ListKeys", "Keys"),
    describe=Describe(operation="DescribeKey", params=_KEY, result="KeyMetadata"),
    id="arn:{partition}:kms:{region}:{account}:key/{KeyId}",
    native_id="KeyId",
    uid="CreationDate",
    owner="AWSAccountId",
    name="Description",
    tags="@",
    tags_aspect="tags",
    aspects=(
        Detail(
            aspect="policy",
            operation="GetKeyPolicy",
            params={**_KEY, "PolicyName": "default"},
            result="Policy",
        ),
        Detail(aspect="grants", operation="ListGrants", params=_KEY, result="Grants"),
        Detail(
            aspect="rotation",
            operation="GetKeyRotationStatus",
            params=_KEY,
            absent=("UnsupportedOperationException",),
            when="KeyManager == 'CUSTOMER' && KeySpec == 'SYMMETRIC_DEFAULT'",
        ),
        Detail(
            aspect="tags",
            operation="ListResourceTags",
            params=_KEY,
            result="Tags",
            when="KeyManager == 'CUSTOMER'",
        ),
    ),
    relations=(
        *trusts("", aspect="policy"),
        by_arn("trusts", "[].GranteePrincipal", "grants"),
        Rel("trusts", "[].GranteeServicePrincipal", by="service", aspect="grants"),
        Rel("derived-from", "MultiRegionConfiguration.PrimaryKey.Arn", by="arn"),
    ),
    volatile=("@rotation.NextRotationDate",),
    json=("@policy",),
    keyed={
        "EncryptionAlgorithms": "set",
        "SigningAlgorithms": "set",
        "MultiRegionConfiguration.ReplicaKeys": ("Arn",),
        "@grants": ("GrantId",),
        "@grants[].Operations": "set",
        "@tags": ("TagKey",),
        **policy_lists("@policy"),
    },
    by_id=ById(
        operation="DescribeKey",
        params={"KeyId": "=id"},
        items="KeyMetadata",
        not_found=("NotFoundException",),
    ),
    events={
        "CreateKey": "responseElements.keyMetadata.keyId",
        **dict.fromkeys(_CHANGES, "requestParameters.keyId"),
    },
)

ALIAS = Declaration(
    type="AWS::KMS::Alias",
    kind="key-alias",
    service="kms",
    doc=f"{_API}/API_ListAliases.html",
    # An alias of AWS points at a key only once that key has been used.
    list=ListCall("ListAliases", "Aliases[?TargetKeyId]"),
    id="{AliasArn}",
    native_id="AliasName",
    uid="CreationDate",
    name="AliasName",
    tags=None,
    relations=(Rel("refers-to", "TargetKeyId"),),
    no_by_id="there is no call for one alias; the list call is one for them all",
    events=dict.fromkeys(
        ("CreateAlias", "UpdateAlias", "DeleteAlias"), "requestParameters.aliasName"
    ),
)

DECLARATIONS = (KEY, ALIAS)
