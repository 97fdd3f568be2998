"""Private ways between networks: endpoints, the services behind them, and peerings.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/OperationList-query-vpc.html
A peering is one thing that both sides see, in two regions perhaps: it is keyed by the side that
asked for it.
"""

from cartographer.model.shape import KeyFields
from collectors.aws.vocabulary import EVERYONE, TAGS
from collectors.engine.specification import (
    ById,
    Declaration,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_API = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference"
_PAYERS = {"PayerResponsibilities": ("Scope",)}
_BALANCERS: dict[str, KeyFields] = {
    "NetworkLoadBalancerArns": "set",
    "GatewayLoadBalancerArns": "set",
}
_TARGETS = (
    Rel("targets", "NetworkLoadBalancerArns[]", by="arn"),
    Rel("targets", "GatewayLoadBalancerArns[]", by="arn"),
)

ENDPOINT = Declaration(
    type="AWS::EC2::VPCEndpoint",
    kind="endpoint",
    service="ec2",
    doc=f"{_API}/API_DescribeVpcEndpoints.html",
    list=ListCall("DescribeVpcEndpoints", "VpcEndpoints"),
    id="arn:{partition}:ec2:{region}:{account}:vpc-endpoint/{VpcEndpointId}",
    native_id="VpcEndpointId",
    uid="VpcEndpointId",
    owner="OwnerId",
    aliases=(("dns", "DnsEntries[].DnsName"),),
    relations=(
        Rel("in-network", "VpcId"),
        Rel("in-subnet", "SubnetIds[]"),
        Rel("uses-filter", "Groups[].GroupId"),
        Rel("uses-table", "RouteTableIds[]"),
        Rel("attached-to", "NetworkInterfaceIds[]"),
        Rel("refers-to", "ServiceName", by="service"),
        Rel("refers-to", "ServiceNetworkArn", by="arn"),
        Rel("refers-to", "ResourceConfigurationArn", by="arn"),
    ),
    json=("PolicyDocument",),
    keyed={
        **TAGS,
        **_PAYERS,
        **policy_lists("PolicyDocument"),
        "RouteTableIds": "set",
        "SubnetIds": "set",
        "Groups": ("GroupId",),
        "NetworkInterfaceIds": "set",
        "DnsEntries": ("DnsName", "HostedZoneId"),
        "DnsOptions.PrivateDnsSpecifiedDomains": "set",
        "Ipv4Prefixes": ("SubnetId",),
        "Ipv4Prefixes[].IpPrefixes": "set",
        "Ipv6Prefixes": ("SubnetId",),
        "Ipv6Prefixes[].IpPrefixes": "set",
    },
    by_id=ById(
        params={"VpcEndpointIds": "=ids"},
        batch=100,
        not_found=("InvalidVpcEndpointId.NotFound", "InvalidVpcEndpointId.Malformed"),
    ),
    events={
        "CreateVpcEndpoint": "responseElements.CreateVpcEndpointResponse.vpcEndpoint.vpcEndpointId",
        "ModifyVpcEndpoint": "requestParameters.ModifyVpcEndpointRequest.VpcEndpointId",
        # One id is written as a mapping, several as a list of them.
        "DeleteVpcEndpoints": (
            "[requestParameters.DeleteVpcEndpointsRequest.VpcEndpointId][].content"
        ),
    },
)

ENDPOINT_SERVICE = Declaration(
    type="AWS::EC2::VPCEndpointService",
    kind="endpoint-service",
    service="ec2",
    doc=f"{_API}/API_DescribeVpcEndpointServiceConfigurations.html",
    list=ListCall(
        "DescribeVpcEndpointServiceConfigurations", "ServiceConfigurations", own_only=True
    ),
    id="arn:{partition}:ec2:{region}:{account}:vpc-endpoint-service/{ServiceId}",
    native_id="ServiceId",
    uid="ServiceId",
    aliases=(
        ("service", "ServiceName"),
        ("dns", "PrivateDnsName"),
        ("dns", "BaseEndpointDnsNames[]"),
    ),
    aspects=(
        Detail(
            aspect="permissions",
            operation="DescribeVpcEndpointServicePermissions",
            params={"ServiceId": "=item.ServiceId"},
            result="AllowedPrincipals",
            doc=f"{_API}/API_DescribeVpcEndpointServicePermissions.html",
        ),
    ),
    relations=(
        *_TARGETS,
        Rel(
            "trusts",
            "[].Principal | [?starts_with(@, 'arn:')]",
            by="arn",
            aspect="permissions",
        ),
        Rel("trusts", "[].Principal | [?@=='*']", by=EVERYONE, aspect="permissions"),
    ),
    keyed={
        **TAGS,
        **_BALANCERS,
        "ServiceType": ("ServiceType",),
        "AvailabilityZoneIds": "set",
        "AvailabilityZones": "set",
        "SupportedIpAddressTypes": "set",
        "BaseEndpointDnsNames": "set",
        "SupportedRegions": ("Region",),
        "@permissions": ("Principal",),
        "@permissions[].Tags": ("Key",),
    },
    by_id=ById(
        params={"ServiceIds": "=ids"},
        batch=100,
        not_found=(
            "InvalidVpcEndpointServiceId.NotFound",
            "InvalidVpcEndpointServiceId.Malformed",
        ),
    ),
    events={
        "CreateVpcEndpointServiceConfiguration": (
            "responseElements.CreateVpcEndpointServiceConfigurationResponse"
            ".serviceConfiguration.serviceId"
        ),
        "ModifyVpcEndpointServiceConfiguration": (
            "requestParameters.ModifyVpcEndpointServiceConfigurationRequest.ServiceId"
        ),
        "ModifyVpcEndpointServicePermissions": (
            "requestParameters.ModifyVpcEndpointServicePermissionsRequest.ServiceId"
        ),
        "DeleteVpcEndpointServiceConfigurations": (
            "[requestParameters.DeleteVpcEndpointServiceConfigurationsRequest.ServiceId][].content"
        ),
    },
)

ENDPOINT_CONNECTION = Declaration(
    type="AWS::EC2::VPCEndpointConnection",
    kind="endpoint-connection",
    service="ec2",
    doc=f"{_API}/API_DescribeVpcEndpointConnections.html",
    list=ListCall("DescribeVpcEndpointConnections", "VpcEndpointConnections", own_only=True),
    id="arn:{partition}:ec2:{region}:{account}:vpc-endpoint-connection/{VpcEndpointConnectionId}",
    native_id="VpcEndpointConnectionId",
    uid="VpcEndpointConnectionId",
    aliases=(("dns", "DnsEntries[].DnsName"),),
    relations=(
        Rel("part-of", "ServiceId"),
        Rel("attached-to", "VpcEndpointId"),
        Rel("attached-to", "TransitGatewayAttachmentId"),
        Rel("shared-with", "VpcEndpointOwner", by="account"),
        Rel("shared-with", "TransitGatewayAttachmentOwner", by="account"),
        *_TARGETS,
    ),
    keyed={
        **TAGS,
        **_PAYERS,
        **_BALANCERS,
        "DnsEntries": ("DnsName", "HostedZoneId"),
    },
    no_by_id="its call takes no ids of connections",
)

PEERING = Declaration(
    type="AWS::EC2::VPCPeeringConnection",
    kind="peering",
    service="ec2",
    doc=f"{_API}/API_DescribeVpcPeeringConnections.html",
    list=ListCall("DescribeVpcPeeringConnections", "VpcPeeringConnections"),
    id="arn:{partition}:ec2:{region}:{account}:vpc-peering-connection/{VpcPeeringConnectionId}",
    native_id="VpcPeeringConnectionId",
    uid="VpcPeeringConnectionId",
    owner="RequesterVpcInfo.OwnerId",
    region="RequesterVpcInfo.Region",
    relations=(
        Rel("peers-with", "RequesterVpcInfo.VpcId"),
        Rel("peers-with", "AccepterVpcInfo.VpcId"),
        Rel(
            "shared-with",
            "[@][?RequesterVpcInfo.OwnerId != AccepterVpcInfo.OwnerId]"
            " | [].AccepterVpcInfo.OwnerId",
            by="account",
        ),
    ),
    keyed={
        **TAGS,
        "RequesterVpcInfo.CidrBlockSet": ("CidrBlock",),
        "RequesterVpcInfo.Ipv6CidrBlockSet": ("Ipv6CidrBlock",),
        "AccepterVpcInfo.CidrBlockSet": ("CidrBlock",),
        "AccepterVpcInfo.Ipv6CidrBlockSet": ("Ipv6CidrBlock",),
    },
    by_id=ById(
        params={"VpcPeeringConnectionIds": "=ids"},
        batch=100,
        not_found=(
            "InvalidVpcPeeringConnectionID.NotFound",
            "InvalidVpcPeeringConnectionId.Malformed",
        ),
    ),
    events={
        "CreateVpcPeeringConnection": (
            "responseElements.vpcPeeringConnection.vpcPeeringConnectionId"
        ),
        **dict.fromkeys(
            (
                "AcceptVpcPeeringConnection",
                "RejectVpcPeeringConnection",
                "DeleteVpcPeeringConnection",
            ),
            "requestParameters.vpcPeeringConnectionId",
        ),
        "ModifyVpcPeeringConnectionOptions": (
            "requestParameters.ModifyVpcPeeringConnectionOptionsRequest.VpcPeeringConnectionId"
        ),
    },
)

_CONNECT = "instanceConnectEndpoint.instanceConnectEndpointId"

INSTANCE_CONNECT_ENDPOINT = Declaration(
    type="AWS::EC2::InstanceConnectEndpoint",
    kind="endpoint",
    service="ec2",
    doc=f"{_API}/API_DescribeInstanceConnectEndpoints.html",
    list=ListCall("DescribeInstanceConnectEndpoints", "InstanceConnectEndpoints"),
    id="{InstanceConnectEndpointArn}",
    native_id="InstanceConnectEndpointId",
    uid="InstanceConnectEndpointId",
    owner="OwnerId",
    zone="AvailabilityZone",
    aliases=(("dns", "DnsName"), ("dns", "FipsDnsName")),
    relations=(
        Rel("in-network", "VpcId"),
        Rel("in-subnet", "SubnetId"),
        Rel("uses-filter", "SecurityGroupIds[]"),
        Rel("attached-to", "NetworkInterfaceIds[]"),
    ),
    keyed={**TAGS, "SecurityGroupIds": "set", "NetworkInterfaceIds": "set"},
    by_id=ById(
        params={"InstanceConnectEndpointIds": "=ids"},
        batch=50,
        not_found=("InvalidInstanceConnectEndpointId.NotFound",),
    ),
    events={
        "CreateInstanceConnectEndpoint": (
            f"responseElements.CreateInstanceConnectEndpointResponse.{_CONNECT}"
        ),
        "DeleteInstanceConnectEndpoint": (
            "requestParameters.DeleteInstanceConnectEndpointRequest.InstanceConnectEndpointId"
        ),
    },
)

DECLARATIONS = (
    ENDPOINT,
    ENDPOINT_SERVICE,
    ENDPOINT_CONNECTION,
    PEERING,
    INSTANCE_CONNECT_ENDPOINT,
)
