"""The identity store of IAM Identity Center: users, groups, and who is in which.

Users are people: of them name, id, state and where they come from stay readable, because that
is what assignments and reviews name. All else that describes a person becomes a digest. Only
the account that owns the instance is asked.
https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_Operations.html
"""

from collectors.engine.specification import Declaration, ListCall, Rel

_API = "https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference"
_INSTANCE = "AWS::SSO::Instance"
_GROUP = "AWS::IdentityStore::Group"
_GONE = ("ResourceNotFoundException",)
_OF_STORE = {"IdentityStoreId": "=parent.IdentityStoreId"}
_NO_ID = "its call takes the identity store too, which the id does not say"
_PERSONAL = (
    "Addresses",
    "Birthdate",
    "DisplayName",
    "Emails",
    "Extensions",
    "Locale",
    "Name",
    "NickName",
    "PhoneNumbers",
    "Photos",
    "PreferredLanguage",
    "ProfileUrl",
    "Roles",
    "Timezone",
    "Title",
    "Website",
)

USER = Declaration(
    type="AWS::IdentityStore::User",
    kind="user",
    service="identitystore",
    doc=f"{_API}/API_ListUsers.html",
    list=ListCall(
        "ListUsers", "Users", params=_OF_STORE, each=_INSTANCE, own_parents=True, absent=_GONE
    ),
    id="arn:{partition}:identitystore:::user/{UserId}",
    native_id="UserId",
    uid="UserId",
    name="UserName",
    tags=None,
    no_relations="memberships and assignments name it",
    secret=_PERSONAL,
    keyed={
        "ExternalIds": ("Issuer",),
        **dict.fromkeys(("Addresses", "Emails", "PhoneNumbers", "Photos", "Roles"), "set"),
    },
    no_by_id=_NO_ID,
    events={
        "CreateUser": "responseElements.userId",
        "UpdateUser": "requestParameters.userId",
        "DeleteUser": "requestParameters.userId",
    },
)

GROUP = Declaration(
    type=_GROUP,
    kind="group",
    service="identitystore",
    doc=f"{_API}/API_ListGroups.html",
    list=ListCall(
        "ListGroups", "Groups", params=_OF_STORE, each=_INSTANCE, own_parents=True, absent=_GONE
    ),
    id="arn:{partition}:identitystore:::group/{GroupId}",
    native_id="GroupId",
    uid="GroupId",
    name="DisplayName",
    tags=None,
    no_relations="memberships and assignments name it",
    keyed={"ExternalIds": ("Issuer",)},
    no_by_id=_NO_ID,
    events={
        "CreateGroup": "responseElements.groupId",
        "UpdateGroup": "requestParameters.groupId",
        "DeleteGroup": "requestParameters.groupId",
    },
)

MEMBERSHIP = Declaration(
    type="AWS::IdentityStore::GroupMembership",
    kind="group-membership",
    service="identitystore",
    doc=f"{_API}/API_ListGroupMemberships.html",
    list=ListCall(
        "ListGroupMemberships",
        "GroupMemberships",
        params={**_OF_STORE, "GroupId": "=parent.GroupId"},
        each=_GROUP,
        absent=_GONE,
    ),
    id="arn:{partition}:identitystore:::membership/{MembershipId}",
    native_id="MembershipId",
    uid="MembershipId",
    name="MembershipId",
    tags=None,
    relations=(
        Rel("member-of", "GroupId"),
        Rel("attached-to", "MemberId.UserId"),
    ),
    no_by_id=_NO_ID,
    events={
        "CreateGroupMembership": "responseElements.membershipId",
        "DeleteGroupMembership": "requestParameters.membershipId",
    },
)

DECLARATIONS = (USER, GROUP, MEMBERSHIP)
