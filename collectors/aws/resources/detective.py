"""Amazon Detective: behavior graphs, and the accounts whose data flows into them.

Of members only number, state and kind are kept; their e-mail addresses are people's.
https://docs.aws.amazon.com/detective/latest/APIReference/API_Operations.html
"""

from collectors.engine.specification import Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/detective/latest/APIReference"

GRAPH = Declaration(
    type="AWS::Detective::Graph",
    kind="behavior-graph",
    service="detective",
    doc=f"{_API}/API_ListGraphs.html",
    list=ListCall("ListGraphs", "GraphList"),
    id="{Arn}",
    native_id="Arn",
    uid="CreatedTime",
    name="split(Arn, ':')[-1]",
    tags=None,
    aspects=(
        Detail(
            aspect="members",
            operation="ListMembers",
            params={"GraphArn": "=item.Arn"},
            result=(
                "MemberDetails[].{AccountId: AccountId, Status: Status,"
                " InvitationType: InvitationType}"
            ),
        ),
    ),
    relations=(Rel("refers-to", "[].AccountId", by="account", aspect="members"),),
    keyed={"@members": ("AccountId",)},
    no_by_id="there is no call for one graph",
    events={
        "CreateGraph": "responseElements.graphArn",
        "DeleteGraph": "requestParameters.graphArn",
        "CreateMembers": "requestParameters.graphArn",
        "DeleteMembers": "requestParameters.graphArn",
    },
)

DECLARATIONS = (GRAPH,)
