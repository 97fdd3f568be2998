"""VPCs, subnets and the gateways of a VPC, Block Public Access, and flow logs.

Owners stand in the documents: a participant of a shared VPC sees the owner's subnets.
https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html
"""

from collectors.aws.vocabulary import TAGS
from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference"
_EXCLUSION = "vpcBlockPublicAccessExclusion.exclusionId"
_CREATE_SUBNET = "responseElements.subnet.subnetId"

VPC = Declaration(
    type="AWS::EC2::VPC",
    kind="network",
    service="ec2",
    doc=f"{_API}/API_DescribeVpcs.html",
    list=ListCall("DescribeVpcs", "Vpcs"),
    id="arn:{partition}:ec2:{region}:{account}:vpc/{VpcId}",
    native_id="VpcId",
    uid="VpcId",
    owner="OwnerId",
    aspects=tuple(
        Detail(
            aspect=aspect,
            operation="DescribeVpcAttribute",
            params={"VpcId": "=item.VpcId", "Attribute": attribute},
            result=f"{attribute[0].upper()}{attribute[1:]}.Value",
            absent=("InvalidVpcID.NotFound",),
            doc=f"{_API}/API_DescribeVpcAttribute.html",
        )
        for aspect, attribute in (
            ("dns-support", "enableDnsSupport"),
            ("dns-hostnames", "enableDnsHostnames"),
        )
    ),
    relations=(
        Rel("refers-to", "DhcpOptionsId"),
        Rel("refers-to", "NetworkFirewallAssociations[].FirewallArn", by="arn"),
    ),
    keyed={
        **TAGS,
        "CidrBlockAssociationSet": ("AssociationId",),
        "Ipv6CidrBlockAssociationSet": ("AssociationId",),
        "NetworkFirewallAssociations": ("FirewallArn",),
        "EncryptionControl.Tags": ("Key",),
    },
    by_id=ById(params={"VpcIds": "=ids"}, batch=100, not_found=("InvalidVpcID.NotFound",)),
    events={
        "CreateVpc": "responseElements.vpc.vpcId",
        "DeleteVpc": "requestParameters.vpcId",
        "CreateDefaultVpc": "responseElements.vpc.vpcId",
        "ModifyVpcAttribute": "requestParameters.vpcId",
        "ModifyVpcTenancy": "requestParameters.ModifyVpcTenancyRequest.VpcId",
        "AssociateDhcpOptions": "requestParameters.vpcId",
        "AssociateVpcCidrBlock": "requestParameters.AssociateVpcCidrBlockRequest.VpcId",
    },
)

SUBNET = Declaration(
    type="AWS::EC2::Subnet",
    kind="subnet",
    service="ec2",
    doc=f"{_API}/API_DescribeSubnets.html",
    list=ListCall("DescribeSubnets", "Subnets"),
    id="arn:{partition}:ec2:{region}:{account}:subnet/{SubnetId}",
    native_id="SubnetId",
    uid="SubnetId",
    owner="OwnerId",
    zone="AvailabilityZone",
    relations=(
        Rel("in-network", "VpcId"),
        Rel("refers-to", "OutpostArn", by="arn"),
        Rel("refers-to", "CustomerOwnedIpv4Pool"),
    ),
    volatile=("AvailableIpAddressCount",),
    keyed={**TAGS, "Ipv6CidrBlockAssociationSet": ("AssociationId",)},
    by_id=ById(params={"SubnetIds": "=ids"}, batch=100, not_found=("InvalidSubnetID.NotFound",)),
    events={
        "CreateSubnet": _CREATE_SUBNET,
        "CreateDefaultSubnet": _CREATE_SUBNET,
        "DeleteSubnet": "requestParameters.subnetId",
        "ModifySubnetAttribute": "requestParameters.subnetId",
        "AssociateSubnetCidrBlock": ("requestParameters.AssociateSubnetCidrBlockRequest.SubnetId"),
    },
)

DHCP_OPTIONS = Declaration(
    type="AWS::EC2::DHCPOptions",
    kind="dhcp-options",
    service="ec2",
    doc=f"{_API}/API_DescribeDhcpOptions.html",
    list=ListCall("DescribeDhcpOptions", "DhcpOptions"),
    id="arn:{partition}:ec2:{region}:{account}:dhcp-options/{DhcpOptionsId}",
    native_id="DhcpOptionsId",
    uid="DhcpOptionsId",
    owner="OwnerId",
    no_relations="a VPC names its options; the options name nothing",
    keyed={**TAGS, "DhcpConfigurations": ("Key",)},
    by_id=ById(
        params={"DhcpOptionsIds": "=ids"},
        batch=100,
        not_found=("InvalidDhcpOptionID.NotFound", "InvalidDhcpOptionsID.NotFound"),
    ),
    events={
        "CreateDhcpOptions": "responseElements.dhcpOptions.dhcpOptionsId",
        "DeleteDhcpOptions": "requestParameters.dhcpOptionsId",
    },
)

INTERNET_GATEWAY = Declaration(
    type="AWS::EC2::InternetGateway",
    kind="internet-gateway",
    service="ec2",
    doc=f"{_API}/API_DescribeInternetGateways.html",
    list=ListCall("DescribeInternetGateways", "InternetGateways"),
    id="arn:{partition}:ec2:{region}:{account}:internet-gateway/{InternetGatewayId}",
    native_id="InternetGatewayId",
    uid="InternetGatewayId",
    owner="OwnerId",
    relations=(Rel("in-network", "Attachments[].VpcId"),),
    keyed={**TAGS, "Attachments": ("VpcId",)},
    by_id=ById(
        params={"InternetGatewayIds": "=ids"},
        batch=100,
        not_found=("InvalidInternetGatewayID.NotFound",),
    ),
    events={
        "CreateInternetGateway": "responseElements.internetGateway.internetGatewayId",
        "DeleteInternetGateway": "requestParameters.internetGatewayId",
        "AttachInternetGateway": "requestParameters.internetGatewayId",
        "DetachInternetGateway": "requestParameters.internetGatewayId",
    },
)

EGRESS_ONLY_GATEWAY = Declaration(
    type="AWS::EC2::EgressOnlyInternetGateway",
    kind="egress-gateway",
    service="ec2",
    doc=f"{_API}/API_DescribeEgressOnlyInternetGateways.html",
    list=ListCall("DescribeEgressOnlyInternetGateways", "EgressOnlyInternetGateways"),
    id=(
        "arn:{partition}:ec2:{region}:{account}:egress-only-internet-gateway/"
        "{EgressOnlyInternetGatewayId}"
    ),
    native_id="EgressOnlyInternetGatewayId",
    uid="EgressOnlyInternetGatewayId",
    relations=(Rel("in-network", "Attachments[].VpcId"),),
    keyed={**TAGS, "Attachments": ("VpcId",)},
    by_id=ById(
        params={"EgressOnlyInternetGatewayIds": "=ids"},
        batch=100,
        not_found=(
            "InvalidGatewayID.NotFound",
            "InvalidEgressOnlyInternetGatewayId.NotFound",
        ),
    ),
    events={
        "CreateEgressOnlyInternetGateway": (
            "responseElements.CreateEgressOnlyInternetGatewayResponse"
            ".egressOnlyInternetGateway.egressOnlyInternetGatewayId"
        ),
        "DeleteEgressOnlyInternetGateway": (
            "requestParameters.DeleteEgressOnlyInternetGatewayRequest.EgressOnlyInternetGatewayId"
        ),
    },
)

CARRIER_GATEWAY = Declaration(
    type="AWS::EC2::CarrierGateway",
    kind="carrier-gateway",
    service="ec2",
    doc=f"{_API}/API_DescribeCarrierGateways.html",
    list=ListCall("DescribeCarrierGateways", "CarrierGateways"),
    id="arn:{partition}:ec2:{region}:{account}:carrier-gateway/{CarrierGatewayId}",
    native_id="CarrierGatewayId",
    uid="CarrierGatewayId",
    owner="OwnerId",
    relations=(Rel("in-network", "VpcId"),),
    keyed=TAGS,
    by_id=ById(
        params={"CarrierGatewayIds": "=ids"},
        batch=100,
        not_found=("InvalidCarrierGatewayID.NotFound",),
    ),
    events={
        "CreateCarrierGateway": (
            "responseElements.CreateCarrierGatewayResponse.carrierGateway.carrierGatewayId"
        ),
        "DeleteCarrierGateway": "requestParameters.DeleteCarrierGatewayRequest.CarrierGatewayId",
    },
)

NAT_GATEWAY = Declaration(
    type="AWS::EC2::NatGateway",
    kind="nat-gateway",
    service="ec2",
    doc=f"{_API}/API_DescribeNatGateways.html",
    list=ListCall("DescribeNatGateways", "NatGateways"),
    id="arn:{partition}:ec2:{region}:{account}:natgateway/{NatGatewayId}",
    native_id="NatGatewayId",
    uid="NatGatewayId",
    aliases=(("ip", "NatGatewayAddresses[].PublicIp"),),
    relations=(
        Rel("in-subnet", "SubnetId"),
        Rel("in-network", "VpcId"),
        Rel("attached-to", "NatGatewayAddresses[].NetworkInterfaceId"),
        Rel("attached-to", "NatGatewayAddresses[].AllocationId"),
        Rel("attached-to", "AttachedAppliances[].VpcEndpointId"),
        Rel("refers-to", "AttachedAppliances[].ApplianceArn", by="arn"),
        Rel("uses-table", "RouteTableId"),
    ),
    keyed={
        **TAGS,
        "NatGatewayAddresses": ("NetworkInterfaceId", "PrivateIp"),
        "AttachedAppliances": ("ApplianceArn",),
    },
    by_id=ById(
        params={"NatGatewayIds": "=ids"},
        batch=100,
        not_found=("NatGatewayNotFound", "InvalidNatGatewayID.NotFound"),
    ),
    events={
        "CreateNatGateway": "responseElements.CreateNatGatewayResponse.natGateway.natGatewayId",
        **{
            name: f"requestParameters.{name}Request.NatGatewayId"
            for name in (
                "DeleteNatGateway",
                "AssociateNatGatewayAddress",
                "DisassociateNatGatewayAddress",
                "AssignPrivateNatGatewayAddress",
                "UnassignPrivateNatGatewayAddress",
            )
        },
    },
)

LOCAL_GATEWAY = Declaration(
    type="AWS::EC2::LocalGateway",
    kind="local-gateway",
    service="ec2",
    doc=f"{_API}/API_DescribeLocalGateways.html",
    list=ListCall("DescribeLocalGateways", "LocalGateways"),
    id="arn:{partition}:ec2:{region}:{account}:local-gateway/{LocalGatewayId}",
    native_id="LocalGatewayId",
    uid="LocalGatewayId",
    owner="OwnerId",
    relations=(Rel("part-of", "OutpostArn", by="arn"),),
    keyed=TAGS,
    by_id=ById(
        params={"LocalGatewayIds": "=ids"},
        batch=100,
        not_found=("InvalidLocalGatewayID.NotFound",),
    ),
)

BLOCK_PUBLIC_ACCESS = Declaration(
    type="AWS::EC2::VPCBlockPublicAccessOptions",
    kind="account-settings",
    service="ec2",
    doc=f"{_API}/API_DescribeVpcBlockPublicAccessOptions.html",
    list=ListCall(
        "DescribeVpcBlockPublicAccessOptions", "VpcBlockPublicAccessOptions", own_only=True
    ),
    id="arn:{partition}:ec2:{region}:{account}:vpc-block-public-access-options",
    native_id="AwsRegion",
    owner="AwsAccountId",
    tags=None,
    relations=(Rel("part-of", "AwsAccountId", by="account"),),
    no_by_id="there is one in each region; it is listed whole",
    events={"ModifyVpcBlockPublicAccessOptions": "awsRegion"},
)

BLOCK_PUBLIC_ACCESS_EXCLUSION = Declaration(
    type="AWS::EC2::VPCBlockPublicAccessExclusion",
    kind="filter",
    service="ec2",
    doc=f"{_API}/API_DescribeVpcBlockPublicAccessExclusions.html",
    list=ListCall("DescribeVpcBlockPublicAccessExclusions", "VpcBlockPublicAccessExclusions"),
    id="arn:{partition}:ec2:{region}:{account}:vpc-block-public-access-exclusion/{ExclusionId}",
    native_id="ExclusionId",
    uid="ExclusionId",
    relations=(Rel("applies-to", "ResourceArn", by="arn"),),
    keyed=TAGS,
    by_id=ById(
        params={"ExclusionIds": "=ids"},
        batch=100,
        not_found=("InvalidVpcBlockPublicAccessExclusionId.NotFound",),
    ),
    events={
        name: f"responseElements.{name}Response.{_EXCLUSION}"
        for name in (
            "CreateVpcBlockPublicAccessExclusion",
            "ModifyVpcBlockPublicAccessExclusion",
            "DeleteVpcBlockPublicAccessExclusion",
        )
    },
)

FLOW_LOG = Declaration(
    type="AWS::EC2::FlowLog",
    kind="flow-log",
    service="ec2",
    doc=f"{_API}/API_DescribeFlowLogs.html",
    list=ListCall("DescribeFlowLogs", "FlowLogs"),
    id="arn:{partition}:ec2:{region}:{account}:vpc-flow-log/{FlowLogId}",
    native_id="FlowLogId",
    uid="FlowLogId",
    relations=(
        Rel("applies-to", "ResourceId"),
        Rel("logs-to", "LogGroupName", by="name", type="AWS::Logs::LogGroup"),
        # Of a bucket the destination names a folder too.
        Rel(
            "logs-to",
            "[@][?LogDestinationType=='s3'].split(LogDestination, '/')[0]",
            by="arn",
        ),
        Rel(
            "logs-to",
            "[@][?LogDestinationType=='kinesis-data-firehose'].LogDestination",
            by="arn",
        ),
        Rel("runs-as", "DeliverLogsPermissionArn", by="arn"),
        Rel("runs-as", "DeliverCrossAccountRole", by="arn"),
    ),
    keyed={
        **TAGS,
        "TagFieldSpecifications": ("ResourceType",),
        "TagFieldSpecifications[].TagKeys": "set",
    },
    by_id=ById(params={"FlowLogIds": "=ids"}, batch=100, not_found=("InvalidFlowLogId.NotFound",)),
    events={
        "CreateFlowLogs": "[responseElements.CreateFlowLogsResponse.flowLogIdSet.item][]",
        "DeleteFlowLogs": "[requestParameters.DeleteFlowLogsRequest.FlowLogId][].content",
    },
)

DECLARATIONS = (
    VPC,
    SUBNET,
    DHCP_OPTIONS,
    INTERNET_GATEWAY,
    EGRESS_ONLY_GATEWAY,
    CARRIER_GATEWAY,
    NAT_GATEWAY,
    LOCAL_GATEWAY,
    BLOCK_PUBLIC_ACCESS,
    BLOCK_PUBLIC_ACCESS_EXCLUSION,
    FLOW_LOG,
)
