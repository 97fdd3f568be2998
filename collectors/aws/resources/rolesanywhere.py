"""IAM Roles Anywhere: which certificate authorities are believed, and for which roles.

https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import by_arn
from collectors.engine.specification import ById, Declaration, ListCall, Rel, policy_lists

_API = "https://docs.aws.amazon.com/rolesanywhere/latest/APIReference"
_GONE = ("ResourceNotFoundException",)

TRUST_ANCHOR = Declaration(
    type="AWS::RolesAnywhere::TrustAnchor",
    kind="trust-anchor",
    service="rolesanywhere",
    doc=f"{_API}/API_TrustAnchorDetail.html",
    list=ListCall("ListTrustAnchors", "trustAnchors"),
    id="{trustAnchorArn}",
    native_id="trustAnchorId",
    uid="trustAnchorId",
    name="name",
    tags=None,
    relations=(by_arn("trusts", "source.sourceData.acmPcaArn"),),
    keyed={"notificationSettings": ("event", "channel")},
    by_id=ById(
        operation="GetTrustAnchor",
        params={"trustAnchorId": "=id"},
        items="trustAnchor",
        not_found=_GONE,
    ),
    events={
        "CreateTrustAnchor": "responseElements.trustAnchor.trustAnchorId",
        **dict.fromkeys(
            ("UpdateTrustAnchor", "EnableTrustAnchor", "DisableTrustAnchor", "DeleteTrustAnchor"),
            "requestParameters.trustAnchorId",
        ),
    },
)

PROFILE = Declaration(
    type="AWS::RolesAnywhere::Profile",
    kind="instance-profile",
    service="rolesanywhere",
    doc=f"{_API}/API_ProfileDetail.html",
    list=ListCall("ListProfiles", "profiles"),
    id="{profileArn}",
    native_id="profileId",
    uid="profileId",
    name="name",
    tags=None,
    relations=(
        Rel("runs-as", "roleArns[]", by="arn"),
        Rel("refers-to", "managedPolicyArns[]", by="arn"),
    ),
    json=("sessionPolicy",),
    keyed={
        "attributeMappings": ("certificateField",),
        "attributeMappings[].mappingRules": "set",
        "managedPolicyArns": "set",
        "roleArns": "set",
        **policy_lists("sessionPolicy"),
    },
    by_id=ById(
        operation="GetProfile",
        params={"profileId": "=id"},
        items="profile",
        not_found=_GONE,
    ),
    events={
        "CreateProfile": "responseElements.profile.profileId",
        **dict.fromkeys(
            ("UpdateProfile", "EnableProfile", "DisableProfile", "DeleteProfile"),
            "requestParameters.profileId",
        ),
    },
)

DECLARATIONS = (TRUST_ANCHOR, PROFILE)
