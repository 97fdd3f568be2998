"""Route tables, with their routes and the subnets and gateways that they apply to.

A subnet that no table names uses the VPC's main table: that follows from the documents, and is
not stated by any of them.
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRouteTables.html
"""

from collectors.aws.vocabulary import TAGS
from collectors.engine.specification import ById, Declaration, ListCall, Rel

_NEXT_HOPS = (
    "GatewayId",
    "NatGatewayId",
    "EgressOnlyInternetGatewayId",
    "TransitGatewayId",
    "VpcPeeringConnectionId",
    "NetworkInterfaceId",
    "InstanceId",
    "LocalGatewayId",
    "CarrierGatewayId",
)

ROUTE_TABLE = Declaration(
    type="AWS::EC2::RouteTable",
    kind="route-table",
    service="ec2",
    doc="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRouteTables.html",
    list=ListCall("DescribeRouteTables", "RouteTables"),
    id="arn:{partition}:ec2:{region}:{account}:route-table/{RouteTableId}",
    native_id="RouteTableId",
    uid="RouteTableId",
    owner="OwnerId",
    relations=(
        Rel("in-network", "VpcId"),
        Rel("applies-to", "Associations[].SubnetId"),
        Rel("applies-to", "Associations[].GatewayId"),
        *(Rel("routes-to", f"Routes[?{hop} != 'local'].{hop}") for hop in _NEXT_HOPS),
        Rel("routes-to", "Routes[].CoreNetworkArn", by="arn"),
        Rel("routes-to", "Routes[].OdbNetworkArn", by="arn"),
        Rel("routes-to", "Routes[].IgwFirewall.FirewallArn", by="arn"),
        Rel("refers-to", "Routes[].DestinationPrefixListId"),
        Rel("refers-to", "PropagatingVgws[].GatewayId"),
    ),
    keyed={
        **TAGS,
        "Associations": ("RouteTableAssociationId",),
        "PropagatingVgws": ("GatewayId",),
        "Routes": (
            "DestinationCidrBlock",
            "DestinationIpv6CidrBlock",
            "DestinationPrefixListId",
        ),
    },
    by_id=ById(
        params={"RouteTableIds": "=ids"}, batch=100, not_found=("InvalidRouteTableID.NotFound",)
    ),
    events={
        "CreateRouteTable": "responseElements.routeTable.routeTableId",
        "DeleteRouteTable": "requestParameters.routeTableId",
        "CreateRoute": "requestParameters.routeTableId",
        "ReplaceRoute": "requestParameters.routeTableId",
        "DeleteRoute": "requestParameters.routeTableId",
        "AssociateRouteTable": "requestParameters.routeTableId",
        "ReplaceRouteTableAssociation": "requestParameters.routeTableId",
        "EnableVgwRoutePropagation": "requestParameters.routeTableId",
        "DisableVgwRoutePropagation": "requestParameters.routeTableId",
    },
)

DECLARATIONS = (ROUTE_TABLE,)
