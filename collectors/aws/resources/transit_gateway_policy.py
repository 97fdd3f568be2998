"""Transit gateways, continued: policy tables, the peers of Connect, and announced tables.

https://docs.aws.amazon.com/vpc/latest/tgw/tgw-policy-tables.html
"""

from collectors.aws.vocabulary import TAGS
from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference"
_ARN = "arn:{partition}:ec2:{region}:{account}"
_TABLE = "TransitGatewayPolicyTableId"
_NO_TABLE = ("InvalidTransitGatewayPolicyTableId.NotFound",)

POLICY_TABLE = Declaration(
    type="AWS::EC2::TransitGatewayPolicyTable",
    kind="policy-table",
    service="ec2",
    doc=f"{_API}/API_DescribeTransitGatewayPolicyTables.html",
    list=ListCall("DescribeTransitGatewayPolicyTables", "TransitGatewayPolicyTables"),
    id=f"{_ARN}:transit-gateway-policy-table/{{{_TABLE}}}",
    native_id=_TABLE,
    uid=_TABLE,
    aspects=(
        Detail(
            aspect="entries",
            operation="GetTransitGatewayPolicyTableEntries",
            params={_TABLE: f"=item.{_TABLE}"},
            result="TransitGatewayPolicyTableEntries",
            absent=_NO_TABLE,
            doc=f"{_API}/API_GetTransitGatewayPolicyTableEntries.html",
        ),
        Detail(
            aspect="associations",
            operation="GetTransitGatewayPolicyTableAssociations",
            params={_TABLE: f"=item.{_TABLE}"},
            result="Associations",
            absent=_NO_TABLE,
            doc=f"{_API}/API_GetTransitGatewayPolicyTableAssociations.html",
        ),
    ),
    relations=(
        Rel("part-of", "TransitGatewayId"),
        Rel("uses-table", "[].TargetRouteTableId", aspect="entries"),
        Rel("applies-to", "[].TransitGatewayAttachmentId", aspect="associations"),
    ),
    keyed={
        **TAGS,
        "@entries": ("PolicyRuleNumber",),
        "@associations": ("TransitGatewayAttachmentId",),
    },
    by_id=ById(params={f"{_TABLE}s": "=ids"}, batch=100, not_found=_NO_TABLE),
    events={
        "CreateTransitGatewayPolicyTable": (
            "responseElements.CreateTransitGatewayPolicyTableResponse"
            ".transitGatewayPolicyTable.transitGatewayPolicyTableId"
        ),
        **{
            name: f"requestParameters.{name}Request.{_TABLE}"
            for name in (
                "AssociateTransitGatewayPolicyTable",
                "DisassociateTransitGatewayPolicyTable",
                "DeleteTransitGatewayPolicyTable",
            )
        },
    },
)

CONNECT_PEER = Declaration(
    type="AWS::EC2::TransitGatewayConnectPeer",
    kind="connect-peer",
    service="ec2",
    doc=f"{_API}/API_DescribeTransitGatewayConnectPeers.html",
    list=ListCall("DescribeTransitGatewayConnectPeers", "TransitGatewayConnectPeers"),
    id=f"{_ARN}:transit-gateway-connect-peer/{{TransitGatewayConnectPeerId}}",
    native_id="TransitGatewayConnectPeerId",
    uid="TransitGatewayConnectPeerId",
    relations=(
        Rel("part-of", "TransitGatewayAttachmentId"),
        Rel("peers-with", "ConnectPeerConfiguration.PeerAddress", by="ip"),
    ),
    volatile=("ConnectPeerConfiguration.BgpConfigurations[].BgpStatus",),
    keyed={
        **TAGS,
        "ConnectPeerConfiguration.InsideCidrBlocks": "set",
        "ConnectPeerConfiguration.BgpConfigurations": ("TransitGatewayAddress", "PeerAddress"),
    },
    by_id=ById(
        params={"TransitGatewayConnectPeerIds": "=ids"},
        batch=100,
        not_found=("InvalidTransitGatewayConnectPeerID.NotFound",),
    ),
    events={
        "CreateTransitGatewayConnectPeer": (
            "responseElements.CreateTransitGatewayConnectPeerResponse"
            ".transitGatewayConnectPeer.transitGatewayConnectPeerId"
        ),
        "DeleteTransitGatewayConnectPeer": (
            "requestParameters.DeleteTransitGatewayConnectPeerRequest.TransitGatewayConnectPeerId"
        ),
    },
)

ANNOUNCEMENT = Declaration(
    type="AWS::EC2::TransitGatewayRouteTableAnnouncement",
    kind="route-table-announcement",
    service="ec2",
    doc=f"{_API}/API_DescribeTransitGatewayRouteTableAnnouncements.html",
    list=ListCall(
        "DescribeTransitGatewayRouteTableAnnouncements", "TransitGatewayRouteTableAnnouncements"
    ),
    id=(
        f"{_ARN}:transit-gateway-route-table-announcement/{{TransitGatewayRouteTableAnnouncementId}}"
    ),
    native_id="TransitGatewayRouteTableAnnouncementId",
    uid="TransitGatewayRouteTableAnnouncementId",
    relations=(
        Rel("part-of", "TransitGatewayId"),
        Rel("uses-table", "TransitGatewayRouteTableId"),
        Rel("attached-to", "PeeringAttachmentId"),
        Rel("refers-to", "PeerTransitGatewayId"),
        Rel("refers-to", "[CoreNetworkId, PeerCoreNetworkId][?@]"),
    ),
    keyed=TAGS,
    by_id=ById(
        params={"TransitGatewayRouteTableAnnouncementIds": "=ids"},
        batch=100,
        not_found=("InvalidTransitGatewayRouteTableAnnouncementId.NotFound",),
    ),
    events={
        "DeleteTransitGatewayRouteTableAnnouncement": (
            "requestParameters.DeleteTransitGatewayRouteTableAnnouncementRequest"
            ".TransitGatewayRouteTableAnnouncementId"
        ),
    },
)

DECLARATIONS = (POLICY_TABLE, CONNECT_PEER, ANNOUNCEMENT)
