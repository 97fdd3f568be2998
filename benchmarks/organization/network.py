"""The network of every account: two subnets, what lets packets through, and one interface."""

from typing import Any

from benchmarks.organization.place import ACCOUNT, ADDRESS, OWNER, Documents, Place, tags

_VPC_CIDR = "10.20.0.0/16"


def _vpcs(at: Place) -> Any:
    cidr = {"AssociationId": at.id("vpc-cidr-assoc"), "CidrBlock": _VPC_CIDR}
    vpc = {
        **OWNER,
        "VpcId": at.id("vpc"),
        "CidrBlock": _VPC_CIDR,
        "DhcpOptionsId": at.id("dopt"),
        "InstanceTenancy": "default",
        "IsDefault": False,
        "State": "available",
        "CidrBlockAssociationSet": [{**cidr, "CidrBlockState": {"State": "associated"}}],
        "Tags": tags("estate"),
    }
    return {"Vpcs": [vpc]}


def _vpc_attribute(at: Place) -> Any:
    yes = {"Value": True}
    return {"VpcId": at.id("vpc"), "EnableDnsSupport": yes, "EnableDnsHostnames": yes}


def _dhcp_options(at: Place) -> Any:
    servers = {"Key": "domain-name-servers", "Values": [{"Value": "AmazonProvidedDNS"}]}
    options = {"DhcpOptionsId": at.id("dopt"), "DhcpConfigurations": [servers], "Tags": []}
    return {"DhcpOptions": [{**OWNER, **options}]}


def _subnets(at: Place) -> Any:
    return {
        "Subnets": [
            {
                **OWNER,
                "SubnetId": at.id("subnet", number),
                "SubnetArn": at.arn("ec2", f"subnet/{at.id('subnet', number)}"),
                "VpcId": at.id("vpc"),
                "CidrBlock": f"10.20.{number}.0/24",
                "AvailabilityZone": f"{at.region}{'ab'[number - 1]}",
                "AvailableIpAddressCount": 250,
                "DefaultForAz": False,
                "MapPublicIpOnLaunch": False,
                "State": "available",
                "Tags": tags(f"estate-{number}"),
            }
            for number in (1, 2)
        ]
    }


def _internet_gateways(at: Place) -> Any:
    attached = {"VpcId": at.id("vpc"), "State": "available"}
    gateway = {"InternetGatewayId": at.id("igw"), "Attachments": [attached], "Tags": []}
    return {"InternetGateways": [{**OWNER, **gateway}]}


def _route_tables(at: Place) -> Any:
    common = {"State": "active"}
    local = {"DestinationCidrBlock": _VPC_CIDR, "GatewayId": "local", "Origin": "CreateRouteTable"}
    out = {
        "DestinationCidrBlock": "0.0.0.0/0",
        "GatewayId": at.id("igw"),
        "Origin": "CreateRoute",
    }
    main = {
        "Main": True,
        "RouteTableAssociationId": at.id("rtbassoc"),
        "RouteTableId": at.id("rtb"),
        "AssociationState": {"State": "associated"},
    }
    table = {
        **OWNER,
        "RouteTableId": at.id("rtb"),
        "VpcId": at.id("vpc"),
        "Associations": [main],
        "PropagatingVgws": [],
        "Routes": [{**local, **common}, {**out, **common}],
        "Tags": tags("estate"),
    }
    return {"RouteTables": [table]}


def _network_acls(at: Place) -> Any:
    anything = {"CidrBlock": "0.0.0.0/0", "Protocol": "-1"}
    entries = [
        {**anything, "Egress": egress, "RuleAction": action, "RuleNumber": number}
        for egress in (True, False)
        for number, action in ((100, "allow"), (32767, "deny"))
    ]
    associations = [
        {
            "NetworkAclAssociationId": at.id("aclassoc", number),
            "NetworkAclId": at.id("acl"),
            "SubnetId": at.id("subnet", number),
        }
        for number in (1, 2)
    ]
    acl = {
        **OWNER,
        "NetworkAclId": at.id("acl"),
        "VpcId": at.id("vpc"),
        "IsDefault": True,
        "Associations": associations,
        "Entries": entries,
        "Tags": [],
    }
    return {"NetworkAcls": [acl]}


def _security_groups(at: Place) -> Any:
    https = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
    group = {
        **OWNER,
        "GroupId": at.id("sg"),
        "GroupName": "estate-web",
        "Description": "HTTPS from within",
        "VpcId": at.id("vpc"),
        "IpPermissions": [{**https, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}],
        "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
        "Tags": tags("estate-web"),
    }
    return {"SecurityGroups": [group]}


def _security_group_rules(at: Place) -> Any:
    common = {"GroupId": at.id("sg"), "GroupOwnerId": ACCOUNT, "Tags": []}
    rows = (
        (1, False, "tcp", 443, "10.0.0.0/8"),
        (2, True, "-1", -1, "0.0.0.0/0"),
    )
    return {
        "SecurityGroupRules": [
            {
                **common,
                "SecurityGroupRuleId": at.id("sgr", number),
                "IsEgress": egress,
                "IpProtocol": protocol,
                "FromPort": port,
                "ToPort": port,
                "CidrIpv4": cidr,
            }
            for number, egress, protocol, port, cidr in rows
        ]
    }


def _interfaces(at: Place) -> Any:
    return {"NetworkInterfaces": [{**interface(at), "TagSet": tags("estate-web")}]}


def interface(at: Place) -> dict[str, Any]:
    """Return the one interface, which the instance bears."""
    return {
        **OWNER,
        "NetworkInterfaceId": at.id("eni"),
        "InterfaceType": "interface",
        "Description": "",
        "MacAddress": "02:00:00:00:00:01",
        "PrivateIpAddress": ADDRESS,
        "PrivateIpAddresses": [{"Primary": True, "PrivateIpAddress": ADDRESS}],
        "SourceDestCheck": True,
        "Status": "in-use",
        "SubnetId": at.id("subnet"),
        "VpcId": at.id("vpc"),
        "Groups": [{"GroupId": at.id("sg"), "GroupName": "estate-web"}],
        "Attachment": {"AttachmentId": at.id("eni-attach"), "DeviceIndex": 0, "Status": "attached"},
    }


def _regions(at: Place) -> Any:
    return {
        "Regions": [
            {
                "RegionName": name,
                "Endpoint": f"ec2.{name}.amazonaws.com",
                "OptInStatus": "opt-in-not-required",
            }
            for name in at.settings.region_names
        ]
    }


NETWORK: Documents = {
    ("ec2", "DescribeDhcpOptions"): _dhcp_options,
    ("ec2", "DescribeInternetGateways"): _internet_gateways,
    ("ec2", "DescribeNetworkAcls"): _network_acls,
    ("ec2", "DescribeNetworkInterfaces"): _interfaces,
    ("ec2", "DescribeRegions"): _regions,
    ("ec2", "DescribeRouteTables"): _route_tables,
    ("ec2", "DescribeSecurityGroupRules"): _security_group_rules,
    ("ec2", "DescribeSecurityGroups"): _security_groups,
    ("ec2", "DescribeSubnets"): _subnets,
    ("ec2", "DescribeVpcAttribute"): _vpc_attribute,
    ("ec2", "DescribeVpcs"): _vpcs,
}
