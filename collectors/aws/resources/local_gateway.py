"""Local gateways of Outposts: their route tables with routes, and what these are joined to.

https://docs.aws.amazon.com/outposts/latest/userguide/outposts-local-gateways.html
"""

from collectors.aws.vocabulary import TAGS
from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference"
_TABLE = "LocalGatewayRouteTableId"
_GROUP = "LocalGatewayVirtualInterfaceGroupId"

ROUTE_TABLE = Declaration(
    type="AWS::EC2::LocalGatewayRouteTable",
    kind="route-table",
    service="ec2",
    doc=f"{_API}/API_DescribeLocalGatewayRouteTables.html",
    list=ListCall("DescribeLocalGatewayRouteTables", "LocalGatewayRouteTables"),
    id="arn:{partition}:ec2:{region}:{account}:local-gateway-route-table/{LocalGatewayRouteTableId}",
    native_id=_TABLE,
    uid=_TABLE,
    owner="OwnerId",
    aspects=(
        Detail(
            aspect="routes",
            operation="SearchLocalGatewayRoutes",
            params={_TABLE: f"=item.{_TABLE}"},
            result="Routes",
            doc=f"{_API}/API_SearchLocalGatewayRoutes.html",
        ),
    ),
    relations=(
        Rel("part-of", "LocalGatewayId"),
        Rel("refers-to", "OutpostArn", by="arn"),
        Rel("routes-to", f"[].{_GROUP}", aspect="routes"),
        Rel("routes-to", "[].NetworkInterfaceId", aspect="routes"),
        Rel("refers-to", "[].DestinationPrefixListId", aspect="routes"),
    ),
    keyed={**TAGS, "@routes": ("DestinationCidrBlock", "DestinationPrefixListId")},
    by_id=ById(
        params={f"{_TABLE}s": "=ids"},
        batch=100,
        not_found=("InvalidLocalGatewayRouteTableID.NotFound",),
    ),
    events={
        "CreateLocalGatewayRouteTable": (
            "responseElements.CreateLocalGatewayRouteTableResponse"
            ".localGatewayRouteTable.localGatewayRouteTableId"
        ),
        **{
            name: f"requestParameters.{name}Request.{_TABLE}"
            for name in (
                "CreateLocalGatewayRoute",
                "ModifyLocalGatewayRoute",
                "DeleteLocalGatewayRoute",
                "DeleteLocalGatewayRouteTable",
            )
        },
    },
)


def _association(noun: str, target: str, kind: str) -> Declaration:
    """Return the declaration of what joins a route table to something."""
    name = f"LocalGatewayRouteTable{noun}Association"
    path = {"Vpc": "vpc", "VirtualInterfaceGroup": "virtual-interface-group"}[noun]
    return Declaration(
        type=f"AWS::EC2::{name.replace('Vpc', 'VPC')}",
        kind="route-table-association",
        service="ec2",
        doc=f"{_API}/API_Describe{name}s.html",
        list=ListCall(f"Describe{name}s", f"{name}s"),
        id=(
            "arn:{partition}:ec2:{region}:{account}:"
            f"local-gateway-route-table-{path}-association/{{{name}Id}}"
        ),
        native_id=f"{name}Id",
        uid=f"{name}Id",
        owner="OwnerId",
        relations=(Rel("uses-table", _TABLE), Rel(kind, target)),
        keyed=TAGS,
        by_id=ById(
            params={f"{name}Ids": "=ids"}, batch=100, not_found=(f"Invalid{name}ID.NotFound",)
        ),
        events={
            f"Create{name}": (
                f"responseElements.Create{name}Response.{name[0].lower()}{name[1:]}"
                f".{name[0].lower()}{name[1:]}Id"
            ),
            f"Delete{name}": f"requestParameters.Delete{name}Request.{name}Id",
        },
    )


VPC_ASSOCIATION = _association("Vpc", "VpcId", "applies-to")
GROUP_ASSOCIATION = _association("VirtualInterfaceGroup", _GROUP, "applies-to")

INTERFACE_GROUP = Declaration(
    type="AWS::EC2::LocalGatewayVirtualInterfaceGroup",
    kind="virtual-interface-group",
    service="ec2",
    doc=f"{_API}/API_DescribeLocalGatewayVirtualInterfaceGroups.html",
    list=ListCall(
        "DescribeLocalGatewayVirtualInterfaceGroups", "LocalGatewayVirtualInterfaceGroups"
    ),
    id=(
        "arn:{partition}:ec2:{region}:{account}:local-gateway-virtual-interface-group/"
        "{LocalGatewayVirtualInterfaceGroupId}"
    ),
    native_id=_GROUP,
    uid=_GROUP,
    owner="OwnerId",
    relations=(Rel("part-of", "LocalGatewayId"),),
    keyed={**TAGS, "LocalGatewayVirtualInterfaceIds": "set"},
    by_id=ById(
        params={f"{_GROUP}s": "=ids"},
        batch=100,
        not_found=("InvalidLocalGatewayVirtualInterfaceGroupID.NotFound",),
    ),
)

DECLARATIONS = (ROUTE_TABLE, VPC_ASSOCIATION, GROUP_ASSOCIATION, INTERFACE_GROUP)
