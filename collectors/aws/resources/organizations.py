"""AWS Organizations: the organization, its tree down to accounts, and its control policies.

Any member may read the organization; the rest answers to the management account alone, and is
asked there only. The tree is walked downwards, so that each unit and account is listed with
its parent: no call per account is needed to know where it stands.
https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import account_roots
from collectors.engine.specification import (
    GLOBAL,
    ById,
    Declaration,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_API = "https://docs.aws.amazon.com/organizations/latest/APIReference"
_ORGANIZATION = "AWS::Organizations::Organization"
_ROOT = "AWS::Organizations::Root"
_UNIT = "AWS::Organizations::OrganizationalUnit"
_NONE = ("AWSOrganizationsNotInUseException",)
_NO_PARENT = "the call by id does not say the parent"
_TAGS = Detail(
    aspect="tags",
    operation="ListTagsForResource",
    params={"ResourceId": "=item.Id"},
    result="Tags",
)
_MEMBER = Rel("member-of", "ParentId")

ORGANIZATION = Declaration(
    type=_ORGANIZATION,
    kind="organization",
    service="organizations",
    doc=f"{_API}/API_DescribeOrganization.html",
    where=GLOBAL,
    list=ListCall("DescribeOrganization", "Organization", absent=_NONE),
    id="{Arn}",
    native_id="Id",
    uid="Id",
    owner="MasterAccountId",
    name="Id",
    tags=None,
    relations=(Rel("refers-to", "MasterAccountId", by="account"),),
    keyed={"AvailablePolicyTypes": ("Type",)},
    no_by_id="there is one at most for each account",
    events={
        "CreateOrganization": "responseElements.organization.id",
        "EnableAllFeatures": "responseElements.handshake.parties[?type=='ORGANIZATION'].id",
    },
)

ROOT = Declaration(
    type=_ROOT,
    kind="organization-root",
    service="organizations",
    doc=f"{_API}/API_ListRoots.html",
    where=GLOBAL,
    list=ListCall(
        "ListRoots",
        "Roots",
        each=_ORGANIZATION,
        own_parents=True,
        stamp={"ParentId": "Id"},
    ),
    id="{Arn}",
    native_id="Id",
    uid="Id",
    name="Name",
    tags="@",
    tags_aspect="tags",
    aspects=(_TAGS,),
    relations=(_MEMBER,),
    keyed={"PolicyTypes": ("Type",), "@tags": ("Key",)},
    no_by_id="there is one for each organization",
    events={
        "EnablePolicyType": "requestParameters.rootId",
        "DisablePolicyType": "requestParameters.rootId",
    },
)

ORGANIZATIONAL_UNIT = Declaration(
    type=_UNIT,
    kind="organizational-unit",
    service="organizations",
    doc=f"{_API}/API_ListOrganizationalUnitsForParent.html",
    where=GLOBAL,
    list=ListCall(
        "ListOrganizationalUnitsForParent",
        "OrganizationalUnits",
        params={"ParentId": "=parent.Id"},
        each=(_ROOT, _UNIT),
        own_parents=True,
        stamp={"ParentId": "Id"},
    ),
    id="{Arn}",
    native_id="Id",
    uid="Id",
    name="Name",
    tags="@",
    tags_aspect="tags",
    aspects=(_TAGS,),
    relations=(_MEMBER,),
    keyed={"@tags": ("Key",)},
    no_by_id=_NO_PARENT,
    events={
        "CreateOrganizationalUnit": "responseElements.organizationalUnit.id",
        "UpdateOrganizationalUnit": "requestParameters.organizationalUnitId",
        "DeleteOrganizationalUnit": "requestParameters.organizationalUnitId",
    },
)

ACCOUNT = Declaration(
    type="AWS::Organizations::Account",
    kind="account",
    service="organizations",
    doc=f"{_API}/API_ListAccountsForParent.html",
    where=GLOBAL,
    list=ListCall(
        "ListAccountsForParent",
        "Accounts",
        params={"ParentId": "=parent.Id"},
        each=(_ROOT, _UNIT),
        own_parents=True,
        stamp={"ParentId": "Id"},
    ),
    id="{Arn}",
    native_id="Id",
    uid="JoinedTimestamp",
    name="Name",
    tags="@",
    tags_aspect="tags",
    aliases=account_roots("Id"),
    aspects=(_TAGS,),
    relations=(_MEMBER,),
    keyed={"@tags": ("Key",), "Paths": "set"},
    no_by_id=_NO_PARENT,
    events={
        "MoveAccount": "requestParameters.accountId",
        "CloseAccount": "requestParameters.accountId",
        "RemoveAccountFromOrganization": "requestParameters.accountId",
        "CreateAccountResult": "serviceEventDetails.createAccountStatus.accountId",
    },
)


def _control_policy(type_: str, filter_: str) -> Declaration:
    """Return the declaration of one kind of control policy; the list call takes one kind."""
    return Declaration(
        type=type_,
        kind="control-policy",
        service="organizations",
        doc=f"{_API}/API_ListPolicies.html",
        where=GLOBAL,
        list=ListCall(
            "ListPolicies",
            "Policies",
            params={"Filter": filter_},
            each=_ORGANIZATION,
            own_parents=True,
            absent=("UnsupportedAPIEndpointException",),
        ),
        id="{Arn}",
        native_id="Id",
        uid="Id",
        name="Name",
        tags="@",
        tags_aspect="tags",
        aspects=(
            Detail(
                aspect="document",
                operation="DescribePolicy",
                params={"PolicyId": "=item.Id"},
                result="Policy.Content",
            ),
            Detail(
                aspect="targets",
                operation="ListTargetsForPolicy",
                params={"PolicyId": "=item.Id"},
                result="Targets",
            ),
            Detail(
                aspect="tags",
                operation="ListTagsForResource",
                params={"ResourceId": "=item.Id"},
                result="Tags",
                when="!AwsManaged",
            ),
        ),
        relations=(Rel("applies-to", "[].TargetId", aspect="targets"),),
        json=("@document",),
        keyed={
            "@targets": ("TargetId",),
            "@tags": ("Key",),
            **policy_lists("@document"),
        },
        by_id=ById(
            operation="DescribePolicy",
            params={"PolicyId": "=id"},
            items="Policy.PolicySummary",
            not_found=("PolicyNotFoundException",),
        ),
        events={
            "CreatePolicy": "responseElements.policy.policySummary.id",
            "UpdatePolicy": "requestParameters.policyId",
            "DeletePolicy": "requestParameters.policyId",
            "AttachPolicy": "requestParameters.policyId",
            "DetachPolicy": "requestParameters.policyId",
        },
    )


SERVICE_CONTROL_POLICY = _control_policy(
    "AWS::Organizations::ServiceControlPolicy", "SERVICE_CONTROL_POLICY"
)
RESOURCE_CONTROL_POLICY = _control_policy(
    "AWS::Organizations::ResourceControlPolicy", "RESOURCE_CONTROL_POLICY"
)

DECLARATIONS = (
    ORGANIZATION,
    ROOT,
    ORGANIZATIONAL_UNIT,
    ACCOUNT,
    SERVICE_CONTROL_POLICY,
    RESOURCE_CONTROL_POLICY,
)
