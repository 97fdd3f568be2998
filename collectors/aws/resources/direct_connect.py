"""AWS Direct Connect: lines, what runs over them, and the gateways that join them to networks.

https://docs.aws.amazon.com/directconnect/latest/APIReference/API_Operations.html
Keys of BGP sessions, and the router configurations that repeat them, are digests here. An id
that does not exist gets the same error as any other mistake, so that only an empty answer says
*gone*.
"""

from collectors.engine.specification import GLOBAL, ById, Declaration, ListCall, Rel

_API = "https://docs.aws.amazon.com/directconnect/latest/APIReference"
_GATEWAY = "AWS::DirectConnect::DirectConnectGateway"
_TAGS = {"tags": ("key",)}
_KEYS = Rel("refers-to", "macSecKeys[].secretARN", by="arn")
_USAGE = (
    "prefixPoolUnallocatedCountIpv4",
    "prefixPoolUnallocatedCountIpv6",
    "rateLimiterStatus",
)

CONNECTION = Declaration(
    type="AWS::DirectConnect::Connection",
    kind="direct-connect",
    service="directconnect",
    doc=f"{_API}/API_DescribeConnections.html",
    list=ListCall("DescribeConnections", "connections"),
    id="arn:{partition}:directconnect:{region}:{account}:dxcon/{connectionId}",
    native_id="connectionId",
    uid="connectionId",
    owner="ownerAccount",
    region="region",
    name="connectionName",
    tags="tags",
    relations=(Rel("part-of", "lagId"), _KEYS),
    volatile=_USAGE,
    keyed={**_TAGS, "macSecKeys": ("ckn",)},
    by_id=ById(params={"connectionId": "=id"}),
    events={
        "CreateConnection": "responseElements.connectionId",
        **dict.fromkeys(
            (
                "ConfirmConnection",
                "UpdateConnection",
                "DeleteConnection",
                "AssociateConnectionWithLag",
                "DisassociateConnectionFromLag",
                "AssociateMacSecKey",
                "DisassociateMacSecKey",
            ),
            "requestParameters.connectionId",
        ),
    },
)

LAG = Declaration(
    type="AWS::DirectConnect::Lag",
    kind="direct-connect",
    service="directconnect",
    doc=f"{_API}/API_DescribeLags.html",
    list=ListCall("DescribeLags", "lags"),
    id="arn:{partition}:directconnect:{region}:{account}:dxlag/{lagId}",
    native_id="lagId",
    uid="lagId",
    owner="ownerAccount",
    region="region",
    name="lagName",
    tags="tags",
    relations=(Rel("contains", "connections[].connectionId"), _KEYS),
    # Of each connection it has a copy, with the counters of that one.
    volatile=(*_USAGE, *(f"connections[].{name}" for name in _USAGE)),
    keyed={
        **_TAGS,
        "macSecKeys": ("ckn",),
        "connections": ("connectionId",),
        "connections[].tags": ("key",),
        "connections[].macSecKeys": ("ckn",),
    },
    by_id=ById(params={"lagId": "=id"}),
    events={
        "CreateLag": "responseElements.lagId",
        **dict.fromkeys(
            (
                "UpdateLag",
                "DeleteLag",
                "AssociateConnectionWithLag",
                "DisassociateConnectionFromLag",
            ),
            "requestParameters.lagId",
        ),
    },
)

VIRTUAL_INTERFACE = Declaration(
    type="AWS::DirectConnect::VirtualInterface",
    kind="virtual-interface",
    service="directconnect",
    doc=f"{_API}/API_DescribeVirtualInterfaces.html",
    list=ListCall("DescribeVirtualInterfaces", "virtualInterfaces"),
    id="arn:{partition}:directconnect:{region}:{account}:dxvif/{virtualInterfaceId}",
    native_id="virtualInterfaceId",
    uid="virtualInterfaceId",
    owner="ownerAccount",
    region="region",
    name="virtualInterfaceName",
    tags="tags",
    relations=(
        Rel("attached-to", "connectionId"),
        Rel("attached-to", "virtualGatewayId"),
        Rel("attached-to", "directConnectGatewayId"),
    ),
    volatile=("bgpPeers[].bgpStatus",),
    secret=("authKey", "bgpPeers[].authKey", "customerRouterConfig"),
    keyed={
        **_TAGS,
        "routeFilterPrefixes": ("cidr",),
        "bgpPeers": ("bgpPeerId",),
    },
    by_id=ById(params={"virtualInterfaceId": "=id"}),
    events={
        "CreatePrivateVirtualInterface": "responseElements.virtualInterfaceId",
        "CreatePublicVirtualInterface": "responseElements.virtualInterfaceId",
        "CreateTransitVirtualInterface": "responseElements.virtualInterface.virtualInterfaceId",
        "AllocatePrivateVirtualInterface": "responseElements.virtualInterfaceId",
        "AllocatePublicVirtualInterface": "responseElements.virtualInterfaceId",
        "AllocateTransitVirtualInterface": "responseElements.virtualInterface.virtualInterfaceId",
        **dict.fromkeys(
            (
                "AssociateVirtualInterface",
                "ConfirmPrivateVirtualInterface",
                "ConfirmPublicVirtualInterface",
                "ConfirmTransitVirtualInterface",
                "UpdateVirtualInterfaceAttributes",
                "CreateBGPPeer",
                "DeleteBGPPeer",
                "DeleteVirtualInterface",
            ),
            "requestParameters.virtualInterfaceId",
        ),
    },
)

GATEWAY = Declaration(
    type=_GATEWAY,
    kind="gateway",
    service="directconnect",
    doc=f"{_API}/API_DescribeDirectConnectGateways.html",
    where=GLOBAL,
    list=ListCall("DescribeDirectConnectGateways", "directConnectGateways"),
    id="arn:{partition}:directconnect::{account}:dx-gateway/{directConnectGatewayId}",
    native_id="directConnectGatewayId",
    uid="directConnectGatewayId",
    owner="ownerAccount",
    name="directConnectGatewayName",
    tags="tags",
    no_relations="its associations and virtual interfaces name it, not it them",
    keyed={**_TAGS},
    by_id=ById(params={"directConnectGatewayId": "=id"}),
    events={
        "CreateDirectConnectGateway": (
            "responseElements.directConnectGateway.directConnectGatewayId"
        ),
        "UpdateDirectConnectGateway": "requestParameters.directConnectGatewayId",
        "DeleteDirectConnectGateway": "requestParameters.directConnectGatewayId",
    },
)

GATEWAY_ASSOCIATION = Declaration(
    type="AWS::DirectConnect::DirectConnectGatewayAssociation",
    kind="attachment",
    service="directconnect",
    doc=f"{_API}/API_DescribeDirectConnectGatewayAssociations.html",
    where=GLOBAL,
    list=ListCall(
        "DescribeDirectConnectGatewayAssociations",
        "directConnectGatewayAssociations",
        params={"directConnectGatewayId": "=parent.directConnectGatewayId"},
        each=_GATEWAY,
    ),
    id=(
        "arn:{partition}:directconnect::{account}:dx-gateway/{directConnectGatewayId}"
        "#{associationId}"
    ),
    native_id="associationId",
    uid="associationId",
    owner="directConnectGatewayOwnerAccount",
    tags=None,
    relations=(
        Rel("part-of", "directConnectGatewayId"),
        Rel("attached-to", "associatedGateway.id"),
        Rel("attached-to", "associatedCoreNetwork.attachmentId"),
        Rel("refers-to", "associatedCoreNetwork.id"),
        Rel(
            "shared-with",
            "[@][?directConnectGatewayOwnerAccount != associatedGateway.ownerAccount]"
            " | [].associatedGateway.ownerAccount",
            by="account",
        ),
    ),
    keyed={"allowedPrefixesToDirectConnectGateway": ("cidr",)},
    by_id=ById(params={"associationId": "=id"}),
    events={
        "CreateDirectConnectGatewayAssociation": (
            "responseElements.directConnectGatewayAssociation.associationId"
        ),
        "UpdateDirectConnectGatewayAssociation": "requestParameters.associationId",
        "DeleteDirectConnectGatewayAssociation": (
            "responseElements.directConnectGatewayAssociation.associationId"
        ),
    },
)

DECLARATIONS = (CONNECTION, LAG, VIRTUAL_INTERFACE, GATEWAY, GATEWAY_ASSOCIATION)
