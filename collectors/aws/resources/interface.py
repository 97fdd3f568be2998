"""Network interfaces and Elastic IP addresses: where packets enter and leave.

An instance in a shared subnet has an interface that its own account owns; the owner stands in
the document.
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAddresses.html
"""

from collectors.aws.vocabulary import TAGS, WITH_MANAGED
from collectors.engine.specification import ById, Declaration, ListCall, Rel

_API = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference"

NETWORK_INTERFACE = Declaration(
    type="AWS::EC2::NetworkInterface",
    kind="interface",
    service="ec2",
    doc=f"{_API}/API_DescribeNetworkInterfaces.html",
    list=ListCall("DescribeNetworkInterfaces", "NetworkInterfaces", params=WITH_MANAGED),
    id="arn:{partition}:ec2:{region}:{account}:network-interface/{NetworkInterfaceId}",
    native_id="NetworkInterfaceId",
    uid="NetworkInterfaceId",
    owner="OwnerId",
    zone="AvailabilityZone",
    tags="TagSet",
    aliases=(
        ("ip", "PrivateIpAddresses[].PrivateIpAddress"),
        ("ip", "PrivateIpAddresses[].Association.PublicIp"),
        ("ip", "PrivateIpAddress"),
        ("ip", "Association.PublicIp"),
        ("ip", "Ipv6Addresses[].Ipv6Address"),
        ("dns", "PrivateDnsName"),
        ("dns", "Association.PublicDnsName"),
        ("dns", "PublicDnsName"),
        ("dns", "PublicIpDnsNameOptions.PublicIpv4DnsName"),
        ("dns", "PublicIpDnsNameOptions.PublicIpv6DnsName"),
        ("dns", "PublicIpDnsNameOptions.PublicDualStackDnsName"),
    ),
    relations=(
        Rel("in-subnet", "SubnetId"),
        Rel("in-network", "VpcId"),
        Rel("uses-filter", "Groups[].GroupId"),
        Rel("attached-to", "Attachment.InstanceId"),
        Rel("refers-to", "OutpostArn", by="arn"),
    ),
    keyed={
        "TagSet": ("Key",),
        "Groups": ("GroupId",),
        "PrivateIpAddresses": ("PrivateIpAddress",),
        "Ipv6Addresses": ("Ipv6Address",),
        "Ipv4Prefixes": ("Ipv4Prefix",),
        "Ipv6Prefixes": ("Ipv6Prefix",),
        "AssociatedSubnets": "set",
    },
    by_id=ById(
        params={"NetworkInterfaceIds": "=ids", **WITH_MANAGED},
        batch=100,
        not_found=("InvalidNetworkInterfaceID.NotFound",),
    ),
    events={
        "CreateNetworkInterface": "responseElements.networkInterface.networkInterfaceId",
        "DeleteNetworkInterface": "requestParameters.networkInterfaceId",
        "ModifyNetworkInterfaceAttribute": "requestParameters.networkInterfaceId",
        "AttachNetworkInterface": "requestParameters.networkInterfaceId",
        "AssignPrivateIpAddresses": "requestParameters.networkInterfaceId",
        "UnassignPrivateIpAddresses": "requestParameters.networkInterfaceId",
        "AssignIpv6Addresses": "requestParameters.AssignIpv6AddressesRequest.NetworkInterfaceId",
        "UnassignIpv6Addresses": (
            "requestParameters.UnassignIpv6AddressesRequest.NetworkInterfaceId"
        ),
    },
)

ADDRESS = Declaration(
    type="AWS::EC2::EIP",
    kind="address",
    service="ec2",
    doc=f"{_API}/API_DescribeAddresses.html",
    list=ListCall("DescribeAddresses", "Addresses", own_only=True),
    id="arn:{partition}:ec2:{region}:{account}:elastic-ip/{AllocationId || PublicIp}",
    native_id="AllocationId || PublicIp",
    uid="AllocationId",
    aliases=(("ip", "PublicIp"), ("ip", "CarrierIp")),
    relations=(
        Rel("attached-to", "NetworkInterfaceId"),
        Rel("attached-to", "InstanceId"),
    ),
    keyed=TAGS,
    by_id=ById(
        params={"AllocationIds": "=ids"},
        batch=100,
        not_found=("InvalidAllocationID.NotFound", "InvalidAddressID.NotFound"),
    ),
    events={
        "AllocateAddress": "responseElements.allocationId",
        "ReleaseAddress": "requestParameters.allocationId",
        "AssociateAddress": "requestParameters.allocationId",
    },
)

DECLARATIONS = (NETWORK_INTERFACE, ADDRESS)
