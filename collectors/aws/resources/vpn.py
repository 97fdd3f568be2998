"""AWS VPN: gateways on both ends and the connections between them, and doors for people.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/OperationList-query-vpn.html
The configuration of the customer's device holds the keys of the tunnels: it is a digest here.
"""

from collectors.aws.vocabulary import TAGS
from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference"
_TUNNELS = "Options.TunnelOptions"

VPN_GATEWAY = Declaration(
    type="AWS::EC2::VPNGateway",
    kind="virtual-gateway",
    service="ec2",
    doc=f"{_API}/API_DescribeVpnGateways.html",
    list=ListCall("DescribeVpnGateways", "VpnGateways", own_only=True),
    id="arn:{partition}:ec2:{region}:{account}:vpn-gateway/{VpnGatewayId}",
    native_id="VpnGatewayId",
    uid="VpnGatewayId",
    zone="AvailabilityZone",
    relations=(Rel("attached-to", "VpcAttachments[?State!='detached'].VpcId"),),
    keyed={**TAGS, "VpcAttachments": ("VpcId",)},
    by_id=ById(
        params={"VpnGatewayIds": "=ids"},
        batch=100,
        not_found=("InvalidVpnGatewayID.NotFound", "InvalidVpnGatewayID.Malformed"),
    ),
    events={
        "CreateVpnGateway": "responseElements.vpnGateway.vpnGatewayId",
        **dict.fromkeys(
            ("AttachVpnGateway", "DetachVpnGateway", "DeleteVpnGateway"),
            "requestParameters.vpnGatewayId",
        ),
    },
)

CUSTOMER_GATEWAY = Declaration(
    type="AWS::EC2::CustomerGateway",
    kind="customer-gateway",
    service="ec2",
    doc=f"{_API}/API_DescribeCustomerGateways.html",
    list=ListCall("DescribeCustomerGateways", "CustomerGateways", own_only=True),
    id="arn:{partition}:ec2:{region}:{account}:customer-gateway/{CustomerGatewayId}",
    native_id="CustomerGatewayId",
    uid="CustomerGatewayId",
    aliases=(("ip", "IpAddress"),),
    relations=(Rel("refers-to", "CertificateArn", by="arn"),),
    keyed={**TAGS},
    by_id=ById(
        params={"CustomerGatewayIds": "=ids"},
        batch=100,
        not_found=("InvalidCustomerGatewayID.NotFound", "InvalidCustomerGatewayId.Malformed"),
    ),
    events={
        "CreateCustomerGateway": "responseElements.customerGateway.customerGatewayId",
        "DeleteCustomerGateway": "requestParameters.customerGatewayId",
    },
)

VPN_CONNECTION = Declaration(
    type="AWS::EC2::VPNConnection",
    kind="vpn-connection",
    service="ec2",
    doc=f"{_API}/API_DescribeVpnConnections.html",
    list=ListCall("DescribeVpnConnections", "VpnConnections", own_only=True),
    id="arn:{partition}:ec2:{region}:{account}:vpn-connection/{VpnConnectionId}",
    native_id="VpnConnectionId",
    uid="VpnConnectionId",
    aliases=(("ip", f"{_TUNNELS}[].OutsideIpAddress"),),
    relations=(
        Rel("attached-to", "VpnGatewayId"),
        Rel("attached-to", "TransitGatewayId"),
        Rel("attached-to", "CustomerGatewayId"),
        Rel("attached-to", "VpnConcentratorId"),
        Rel("attached-to", "CoreNetworkAttachmentArn", by="arn"),
        Rel("attached-to", "Options.TransportTransitGatewayAttachmentId"),
        Rel("refers-to", "CoreNetworkArn", by="arn"),
        Rel("refers-to", "PreSharedKeyArn", by="arn"),
        Rel("refers-to", "VgwTelemetry[].CertificateArn", by="arn"),
        Rel("logs-to", f"{_TUNNELS}[].LogOptions.CloudWatchLogOptions.LogGroupArn", by="arn"),
        Rel("logs-to", f"{_TUNNELS}[].LogOptions.CloudWatchLogOptions.BgpLogGroupArn", by="arn"),
    ),
    volatile=(
        "VgwTelemetry[].AcceptedRouteCount",
        "VgwTelemetry[].LastStatusChange",
        "VgwTelemetry[].StatusMessage",
    ),
    secret=("CustomerGatewayConfiguration", f"{_TUNNELS}[].PreSharedKey"),
    keyed={
        **TAGS,
        "Routes": ("DestinationCidrBlock",),
        "VgwTelemetry": ("OutsideIpAddress",),
        _TUNNELS: ("OutsideIpAddress",),
        f"{_TUNNELS}[].Phase1EncryptionAlgorithms": ("Value",),
        f"{_TUNNELS}[].Phase2EncryptionAlgorithms": ("Value",),
        f"{_TUNNELS}[].Phase1IntegrityAlgorithms": ("Value",),
        f"{_TUNNELS}[].Phase2IntegrityAlgorithms": ("Value",),
        f"{_TUNNELS}[].Phase1DHGroupNumbers": ("Value",),
        f"{_TUNNELS}[].Phase2DHGroupNumbers": ("Value",),
        f"{_TUNNELS}[].IkeVersions": ("Value",),
    },
    by_id=ById(
        params={"VpnConnectionIds": "=ids"},
        batch=100,
        not_found=("InvalidVpnConnectionID.NotFound", "InvalidVpnConnectionID.Malformed"),
    ),
    events={
        "CreateVpnConnection": "responseElements.vpnConnection.vpnConnectionId",
        "DeleteVpnConnection": "requestParameters.vpnConnectionId",
        "CreateVpnConnectionRoute": "requestParameters.vpnConnectionId",
        "DeleteVpnConnectionRoute": "requestParameters.vpnConnectionId",
        **{
            name: f"requestParameters.{name}Request.VpnConnectionId"
            for name in (
                "ModifyVpnConnection",
                "ModifyVpnConnectionOptions",
                "ModifyVpnTunnelCertificate",
                "ModifyVpnTunnelOptions",
            )
        },
    },
)

_ASPECTS = (
    ("target-networks", "DescribeClientVpnTargetNetworks", "ClientVpnTargetNetworks"),
    ("authorization-rules", "DescribeClientVpnAuthorizationRules", "AuthorizationRules"),
    ("routes", "DescribeClientVpnRoutes", "Routes"),
)

CLIENT_VPN_ENDPOINT = Declaration(
    type="AWS::EC2::ClientVpnEndpoint",
    kind="vpn",
    service="ec2",
    doc=f"{_API}/API_DescribeClientVpnEndpoints.html",
    list=ListCall("DescribeClientVpnEndpoints", "ClientVpnEndpoints", own_only=True),
    id="arn:{partition}:ec2:{region}:{account}:client-vpn-endpoint/{ClientVpnEndpointId}",
    native_id="ClientVpnEndpointId",
    uid="ClientVpnEndpointId",
    aspects=tuple(
        Detail(
            aspect=aspect,
            operation=operation,
            params={"ClientVpnEndpointId": "=item.ClientVpnEndpointId"},
            result=member,
            absent=("InvalidClientVpnEndpointId.NotFound",),
            doc=f"{_API}/API_{operation}.html",
        )
        for aspect, operation, member in _ASPECTS
    ),
    relations=(
        Rel("in-network", "VpcId"),
        Rel("in-subnet", "[].TargetNetworkId", aspect="target-networks"),
        Rel("uses-filter", "SecurityGroupIds[]"),
        Rel("uses-filter", "[].SecurityGroups[]", aspect="target-networks"),
        Rel("routes-to", "[].TargetSubnet | [?starts_with(@, 'subnet-')]", aspect="routes"),
        Rel("routes-to", "[].TransitGatewayAttachmentId", aspect="routes"),
        Rel("attached-to", "TransitGatewayConfiguration.TransitGatewayAttachmentId"),
        Rel("refers-to", "ServerCertificateArn", by="arn"),
        Rel(
            "trusts",
            "AuthenticationOptions[].FederatedAuthentication.SamlProviderArn",
            by="arn",
        ),
        Rel("refers-to", "ClientConnectOptions.LambdaFunctionArn", by="arn"),
        Rel(
            "logs-to",
            "ConnectionLogOptions.CloudwatchLogGroup",
            by="name",
            type="AWS::Logs::LogGroup",
        ),
    ),
    keyed={
        **TAGS,
        "SecurityGroupIds": "set",
        "AuthenticationOptions": ("Type",),
        "AssociatedTargetNetworks": ("NetworkId",),
        "@target-networks": ("AssociationId",),
        "@target-networks[].SecurityGroups": "set",
        "@authorization-rules": ("DestinationCidr", "GroupId"),
        "@routes": ("DestinationCidr", "TargetSubnet", "TransitGatewayAttachmentId"),
    },
    by_id=ById(
        params={"ClientVpnEndpointIds": "=ids"},
        batch=100,
        not_found=("InvalidClientVpnEndpointId.NotFound",),
    ),
    events={
        "CreateClientVpnEndpoint": (
            "responseElements.CreateClientVpnEndpointResponse.clientVpnEndpointId"
        ),
        **{
            name: f"requestParameters.{name}Request.ClientVpnEndpointId"
            for name in (
                "ModifyClientVpnEndpoint",
                "DeleteClientVpnEndpoint",
                "AssociateClientVpnTargetNetwork",
                "DisassociateClientVpnTargetNetwork",
                "ApplySecurityGroupsToClientVpnTargetNetwork",
                "AuthorizeClientVpnIngress",
                "RevokeClientVpnIngress",
                "CreateClientVpnRoute",
                "DeleteClientVpnRoute",
            )
        },
    },
)

DECLARATIONS = (VPN_GATEWAY, CUSTOMER_GATEWAY, VPN_CONNECTION, CLIENT_VPN_ENDPOINT)
