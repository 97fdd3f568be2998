"""AWS Resource Groups and Resource Explorer: what is put together, and what is indexed.

https://docs.aws.amazon.com/ARG/latest/APIReference/API_Operations.html
https://docs.aws.amazon.com/resource-explorer/latest/apireference/API_Operations.html
"""

from collectors.engine.specification import GLOBAL, Declaration, ListCall

_GROUPS = "https://docs.aws.amazon.com/ARG/latest/APIReference"
_EXPLORER = "https://docs.aws.amazon.com/resource-explorer/latest/apireference"

GROUP = Declaration(
    type="AWS::ResourceGroups::Group",
    kind="resource-group",
    service="resource-groups",
    doc=f"{_GROUPS}/API_ListGroups.html",
    list=ListCall("ListGroups", "GroupIdentifiers"),
    id="{GroupArn}",
    native_id="GroupName",
    name="GroupName",
    tags=None,
    no_relations="its members are found by its query as they are asked for",
    no_by_id="the call by name nests the same members in another way",
    events={
        "CreateGroup": "requestParameters.name",
        **dict.fromkeys(
            ("UpdateGroup", "UpdateGroupQuery", "DeleteGroup"),
            "requestParameters.group || requestParameters.groupName",
        ),
    },
)

# The index of each region is listed by any of them.
INDEX = Declaration(
    type="AWS::ResourceExplorer2::Index",
    kind="resource-index",
    service="resource-explorer-2",
    doc=f"{_EXPLORER}/API_ListIndexes.html",
    where=GLOBAL,
    list=ListCall("ListIndexes", "Indexes"),
    id="{Arn}",
    native_id="Arn",
    uid="Arn",
    region="Region",
    name="Region",
    tags=None,
    no_relations="it holds for the whole region of the account",
    no_by_id="the call for one index answers for the region that is asked",
    events={
        "CreateIndex": "responseElements.arn",
        "UpdateIndexType": "requestParameters.arn",
        "DeleteIndex": "requestParameters.arn",
    },
)

DECLARATIONS = (GROUP, INDEX)
