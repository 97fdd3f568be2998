"""Amazon VPC Route Server: servers, their endpoints in subnets, and whom these peer with.

What a peer announces ends up in route tables, which say so themselves.
https://docs.aws.amazon.com/vpc/latest/userguide/dynamic-routing-route-server.html
"""

from collectors.aws.vocabulary import TAGS
from collectors.engine.specification import ById, Declaration, ListCall, Rel

_API = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference"


def _events(noun: str) -> dict[str, str]:
    """Return where the events of one type name it: EC2 logs these calls with their wrapping."""
    member = f"{noun[0].lower()}{noun[1:]}"
    return {
        f"Create{noun}": f"responseElements.Create{noun}Response.{member}.{member}Id",
        f"Delete{noun}": f"requestParameters.Delete{noun}Request.{noun}Id",
    }


SERVER = Declaration(
    type="AWS::EC2::RouteServer",
    kind="route-server",
    service="ec2",
    doc=f"{_API}/API_DescribeRouteServers.html",
    list=ListCall("DescribeRouteServers", "RouteServers"),
    id="arn:{partition}:ec2:{region}:{account}:route-server/{RouteServerId}",
    native_id="RouteServerId",
    uid="RouteServerId",
    relations=(Rel("refers-to", "SnsTopicArn", by="arn"),),
    keyed=TAGS,
    by_id=ById(
        params={"RouteServerIds": "=ids"}, batch=100, not_found=("InvalidRouteServerId.NotFound",)
    ),
    events={
        **_events("RouteServer"),
        **{
            name: f"requestParameters.{name}Request.RouteServerId"
            for name in (
                "ModifyRouteServer",
                "AssociateRouteServer",
                "DisassociateRouteServer",
                "EnableRouteServerPropagation",
                "DisableRouteServerPropagation",
            )
        },
    },
)

ENDPOINT = Declaration(
    type="AWS::EC2::RouteServerEndpoint",
    kind="endpoint",
    service="ec2",
    doc=f"{_API}/API_DescribeRouteServerEndpoints.html",
    list=ListCall("DescribeRouteServerEndpoints", "RouteServerEndpoints"),
    id="arn:{partition}:ec2:{region}:{account}:route-server-endpoint/{RouteServerEndpointId}",
    native_id="RouteServerEndpointId",
    uid="RouteServerEndpointId",
    aliases=(("ip", "EniAddress"),),
    relations=(
        Rel("part-of", "RouteServerId"),
        Rel("in-network", "VpcId"),
        Rel("in-subnet", "SubnetId"),
        Rel("attached-to", "EniId"),
    ),
    volatile=("FailureReason",),
    keyed=TAGS,
    by_id=ById(
        params={"RouteServerEndpointIds": "=ids"},
        batch=100,
        not_found=("InvalidRouteServerEndpointId.NotFound",),
    ),
    events=_events("RouteServerEndpoint"),
)

PEER = Declaration(
    type="AWS::EC2::RouteServerPeer",
    kind="bgp-peer",
    service="ec2",
    doc=f"{_API}/API_DescribeRouteServerPeers.html",
    list=ListCall("DescribeRouteServerPeers", "RouteServerPeers"),
    id="arn:{partition}:ec2:{region}:{account}:route-server-peer/{RouteServerPeerId}",
    native_id="RouteServerPeerId",
    uid="RouteServerPeerId",
    relations=(
        Rel("part-of", "RouteServerEndpointId"),
        Rel("refers-to", "RouteServerId"),
        Rel("in-network", "VpcId"),
        Rel("in-subnet", "SubnetId"),
        Rel("attached-to", "EndpointEniId"),
        Rel("trusts", "PeerAddress", by="ip"),
    ),
    volatile=("BgpStatus", "BfdStatus", "FailureReason"),
    keyed=TAGS,
    by_id=ById(
        params={"RouteServerPeerIds": "=ids"},
        batch=100,
        not_found=("InvalidRouteServerPeerId.NotFound",),
    ),
    events=_events("RouteServerPeer"),
)

DECLARATIONS = (SERVER, ENDPOINT, PEER)
