"""What the declarations of networks and machines say, on answers as AWS documents them."""

import pytest

from cartographer.model.document import differences, order
from cartographer.model.key import Ref
from cartographer.model.shape import KeyedTree
from collectors.aws.resources import elbv2, filter, route, transit_gateway, vpn  # noqa: A004
from tests.collectors.aws.account import (
    OTHER,
    OWN,
    REGION,
    Answers,
    collect,
    derived,
    seen,
    targets,
)

ARN = f"arn:aws:ec2:{REGION}"


def only(answers, type_):
    """Return the one observation of a type that some answers come to."""
    (found,) = seen(collect(Answers(answers), type_), type_)
    return found


def changes(declaration, old, new):
    """Return the pointers of what differs between two documents of a type."""
    tree = KeyedTree.of(declaration.keyed)
    return [one.pointer for one in differences(order(old, tree), order(new, tree), tree)]


# --- machines ---------------------------------------------------------------------------


INSTANCE = {
    "InstanceId": "i-1",
    "ImageId": "ami-1",
    "KeyName": "ops",
    "State": {"Name": "running"},
    "Placement": {"AvailabilityZone": "eu-west-1a"},
    "SubnetId": "subnet-1",
    "VpcId": "vpc-1",
    "IamInstanceProfile": {"Arn": f"arn:aws:iam::{OTHER}:instance-profile/web"},
    "SecurityGroups": [{"GroupId": "sg-1", "GroupName": "web"}],
    "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "OwnerId": OTHER}],
    "Tags": [
        {"Key": "Name", "Value": "web"},
        {"Key": "aws:ec2launchtemplate:id", "Value": "lt-1"},
    ],
}


def test_instance_is_owned_by_the_owner_of_its_interface():
    """The key is built from the document, whoever looks, and user data is a digest."""
    door = Answers(
        {
            "DescribeInstances": {"Reservations": [{"Instances": [INSTANCE]}]},
            "DescribeInstanceAttribute": {"UserData": {"Value": "cGFzc3dvcmQ9aHVudGVyMg=="}},
        }
    )

    (found,) = seen(collect(door, "AWS::EC2::Instance"), "AWS::EC2::Instance")

    assert found.key.id == f"{ARN}:{OTHER}:instance/i-1"
    assert derived(found).name == "web"
    assert derived(found).zone == "eu-west-1a"
    assert targets(found, "derived-from") == {"id:ami-1", "id:lt-1"}
    assert targets(found, "runs-as") == {f"arn:arn:aws:iam::{OTHER}:instance-profile/web"}
    assert found.aspects["user-data"].value.startswith("redacted:")
    assert door.calls("DescribeInstances") == [{"IncludeManagedResources": True}]


def test_key_pair_answers_to_the_name_by_which_instances_call_it():
    """An instance's key pair resolves; the pair's id tells a new one under the old name."""
    pair = only(
        {"DescribeKeyPairs": {"KeyPairs": [{"KeyPairId": "key-1", "KeyName": "ops"}]}},
        "AWS::EC2::KeyPair",
    )
    machine = only(
        {"DescribeInstances": {"Reservations": [{"Instances": [{**INSTANCE, "Tags": []}]}]}},
        "AWS::EC2::Instance",
    )

    name = f"AWS::EC2::KeyPair/{OWN}/{REGION}/ops"
    assert Ref("name", name) in derived(pair).aliases
    assert pair.uid == "key-1"
    assert targets(machine, "refers-to") == {f"name:AWS::EC2::KeyPair/{OTHER}/{REGION}/ops"}


def test_image_says_with_whom_it_is_shared():
    """Accounts, organizations and everybody are told apart."""
    permissions = [
        {"UserId": OTHER},
        {"Group": "all"},
        {"OrganizationArn": "arn:aws:organizations::1:organization/o-1"},
    ]
    found = only(
        {
            "DescribeImages": {"Images": [{"ImageId": "ami-1", "OwnerId": OWN, "Name": "base"}]},
            "DescribeImageAttribute": {"LaunchPermissions": permissions},
        },
        "AWS::EC2::Image",
    )

    assert found.key.id == f"{ARN}::image/ami-1"
    assert targets(found, "shared-with") == {
        f"account:{OTHER}",
        "everyone:all",
        "arn:arn:aws:organizations::1:organization/o-1",
    }


def test_snapshot_that_is_shared_with_nobody_is_known_not_to_be():
    """An empty list of permissions is present and empty, not unknown."""
    found = only(
        {
            "DescribeSnapshots": {"Snapshots": [{"SnapshotId": "snap-1", "OwnerId": OWN}]},
            "DescribeSnapshotAttribute": {"CreateVolumePermissions": []},
        },
        "AWS::EC2::Snapshot",
    )

    assert found.aspects["create-volume-permission"].value == []
    assert targets(found, "shared-with") == set()


@pytest.mark.parametrize(
    ("type_", "operation", "answer"),
    [
        (
            "AWS::EC2::ImageBlockPublicAccess",
            "GetImageBlockPublicAccessState",
            {"ImageBlockPublicAccessState": "unblocked"},
        ),
        (
            "AWS::EC2::SnapshotBlockPublicAccess",
            "GetSnapshotBlockPublicAccessState",
            {"State": "block-all-sharing", "ManagedBy": "account"},
        ),
    ],
)
def test_block_of_public_access_is_one_in_a_region(type_, operation, answer):
    """The region's switch is a resource, and what it says is its document."""
    found = only({operation: answer}, type_)

    assert {name: found.config[name] for name in answer} == answer
    assert found.account == OWN


# --- networks ---------------------------------------------------------------------------


def test_subnet_of_another_account_has_its_owners_key():
    """A participant of a shared VPC sees the subnet under the key that its owner gives it."""
    subnet = {
        "SubnetId": "subnet-1",
        "OwnerId": OTHER,
        "VpcId": "vpc-1",
        "AvailableIpAddressCount": 250,
    }

    found = only({"DescribeSubnets": {"Subnets": [subnet]}}, "AWS::EC2::Subnet")

    assert (found.account, found.viewer) == (OTHER, OWN)
    assert found.key.id == f"{ARN}:{OTHER}:subnet/subnet-1"
    assert "AvailableIpAddressCount" not in found.config


def test_vpc_says_whether_it_resolves_names():
    """The two attributes of a VPC are aspects; one that is denied is unknown alone."""

    def attribute(params):
        return (
            {"EnableDnsSupport": {"Value": True}}
            if params["Attribute"] == "enableDnsSupport"
            else "UnauthorizedOperation"
        )

    found = only(
        {
            "DescribeVpcs": {"Vpcs": [{"VpcId": "vpc-1", "OwnerId": OWN}]},
            "DescribeVpcAttribute": attribute,
        },
        "AWS::EC2::VPC",
    )

    assert found.aspects["dns-support"].value is True
    assert found.aspects["dns-hostnames"].state == "unknown"


def test_flow_log_leads_to_its_bucket():
    """Of a bucket the destination names a folder too, which no bucket answers to."""
    log = {
        "FlowLogId": "fl-1",
        "ResourceId": "vpc-1",
        "LogDestinationType": "s3",
        "LogDestination": "arn:aws:s3:::logs/flow/",
    }

    found = only({"DescribeFlowLogs": {"FlowLogs": [log]}}, "AWS::EC2::FlowLog")

    assert targets(found, "logs-to") == {"arn:arn:aws:s3:::logs"}
    assert targets(found, "applies-to") == {"id:vpc-1"}


def test_block_public_access_of_a_vpc_belongs_to_the_account_that_it_names():
    """The options are one resource in each region."""
    options = {"AwsAccountId": OWN, "AwsRegion": REGION, "InternetGatewayBlockMode": "off"}

    found = only(
        {"DescribeVpcBlockPublicAccessOptions": {"VpcBlockPublicAccessOptions": options}},
        "AWS::EC2::VPCBlockPublicAccessOptions",
    )

    assert found.native_id == REGION
    assert targets(found, "part-of") == {f"account:{OWN}"}


# --- filters and routes -----------------------------------------------------------------


def _permission(port, *ranges):
    return {
        "IpProtocol": "tcp",
        "FromPort": port,
        "ToPort": port,
        "IpRanges": [{"CidrIp": one} for one in ranges],
    }


def test_order_of_permissions_means_nothing():
    """The same rules in another order are the same group; a new range is one change."""
    web, ssh = _permission(443, "0.0.0.0/0"), _permission(22, "10.0.0.0/8", "192.0.2.0/24")
    turned = _permission(22, "192.0.2.0/24", "10.0.0.0/8")
    opened = _permission(22, "10.0.0.0/8", "192.0.2.0/24", "0.0.0.0/0")

    def group(*permissions):
        return {"GroupId": "sg-1", "IpPermissions": list(permissions)}

    assert changes(filter.SECURITY_GROUP, group(web, ssh), group(turned, web)) == []
    assert changes(filter.SECURITY_GROUP, group(web, ssh), group(opened, web)) == [
        "/IpPermissions[IpProtocol=tcp,FromPort=22,ToPort=22]/IpRanges[CidrIp=0.0.0.0~10]"
    ]


def test_rule_of_a_group_belongs_to_the_groups_owner():
    """A rule is part of its group and names the group that it lets in."""
    rule = {
        "SecurityGroupRuleId": "sgr-1",
        "GroupId": "sg-1",
        "GroupOwnerId": OTHER,
        "ReferencedGroupInfo": {"GroupId": "sg-2", "UserId": OWN},
    }

    found = only(
        {"DescribeSecurityGroupRules": {"SecurityGroupRules": [rule]}},
        "AWS::EC2::SecurityGroupRule",
    )

    assert found.account == OTHER
    assert targets(found, "part-of") == {"id:sg-1"}
    assert targets(found, "refers-to") == {"id:sg-2"}


def test_entry_of_an_acl_is_told_by_direction_and_number():
    """Inward 100 and outward 100 are two entries; a changed one is changed, not replaced."""

    def entry(action, *, egress):
        return {
            "Egress": egress,
            "RuleNumber": 100,
            "RuleAction": action,
            "CidrBlock": "0.0.0.0/0",
        }

    old = {"Entries": [entry("allow", egress=False), entry("allow", egress=True)]}
    new = {"Entries": [entry("allow", egress=True), entry("deny", egress=False)]}

    assert changes(filter.NETWORK_ACL, old, new) == [
        "/Entries[Egress=false,RuleNumber=100]/RuleAction"
    ]


def test_route_table_routes_to_each_next_hop_and_not_to_itself():
    """Every kind of next hop is a target; `local` is none."""
    table = {
        "RouteTableId": "rtb-1",
        "OwnerId": OWN,
        "VpcId": "vpc-1",
        "Associations": [{"RouteTableAssociationId": "a-1", "SubnetId": "subnet-1"}],
        "Routes": [
            {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local"},
            {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1"},
            {"DestinationIpv6CidrBlock": "::/0", "EgressOnlyInternetGatewayId": "eigw-1"},
            {"DestinationPrefixListId": "pl-1", "GatewayId": "vpce-1"},
            {"DestinationCidrBlock": "10.1.0.0/16", "TransitGatewayId": "tgw-1"},
        ],
    }

    found = only({"DescribeRouteTables": {"RouteTables": [table]}}, "AWS::EC2::RouteTable")

    assert targets(found, "routes-to") == {"id:nat-1", "id:eigw-1", "id:vpce-1", "id:tgw-1"}
    assert targets(found, "applies-to") == {"id:subnet-1"}
    assert targets(found, "refers-to") == {"id:pl-1"}


def test_route_is_told_by_its_destination():
    """Another next hop for a destination changes the route, whatever stands before it."""
    default = {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1"}
    local = {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local"}

    assert changes(
        route.ROUTE_TABLE,
        {"Routes": [default, local]},
        {"Routes": [local, {**default, "GatewayId": "igw-2"}]},
    ) == ["/Routes[DestinationCidrBlock=0.0.0.0~10]/GatewayId"]


# --- ways between networks --------------------------------------------------------------


def test_peering_has_one_key_on_both_sides():
    """The accepting side sees the peering under the key of the side that asked for it."""
    peering = {
        "VpcPeeringConnectionId": "pcx-1",
        "RequesterVpcInfo": {"OwnerId": OTHER, "VpcId": "vpc-a", "Region": "us-east-1"},
        "AccepterVpcInfo": {"OwnerId": OWN, "VpcId": "vpc-b", "Region": REGION},
    }

    found = only(
        {"DescribeVpcPeeringConnections": {"VpcPeeringConnections": [peering]}},
        "AWS::EC2::VPCPeeringConnection",
    )

    assert found.key.id == f"arn:aws:ec2:us-east-1:{OTHER}:vpc-peering-connection/pcx-1"
    assert (found.region, found.listed_in) == ("us-east-1", REGION)
    assert targets(found, "peers-with") == {"id:vpc-a", "id:vpc-b"}


def test_transit_gateway_table_holds_its_static_and_propagated_routes():
    """The two kinds of routes are asked for apart, and their next hops are targets."""
    static = {
        "DestinationCidrBlock": "10.2.0.0/16",
        "Type": "static",
        "TransitGatewayAttachments": [
            {"TransitGatewayAttachmentId": "tgw-attach-1", "ResourceId": "vpc-2"}
        ],
    }
    table = {"TransitGatewayRouteTableId": "tgw-rtb-1", "TransitGatewayId": "tgw-1"}

    def routes(params):
        (kind,) = params["Filters"][0]["Values"]
        return {"Routes": [static] if kind == "static" else []}

    found = only(
        {
            "DescribeTransitGatewayRouteTables": {"TransitGatewayRouteTables": [table]},
            "SearchTransitGatewayRoutes": routes,
        },
        transit_gateway.ROUTE_TABLE.type,
    )

    assert found.aspects["static-routes"].value == [static]
    assert found.aspects["propagated-routes"].value == []
    assert targets(found, "routes-to") == {"id:tgw-attach-1"}
    assert targets(found, "part-of") == {"id:tgw-1"}


def test_attachment_alone_answers_to_its_id():
    """What an attachment is as one of its kind is a part of it, with an id of its own."""
    common = {"TransitGatewayAttachmentId": "tgw-attach-1", "TransitGatewayId": "tgw-1"}
    of_all = {
        **common,
        "TransitGatewayOwnerId": OTHER,
        "ResourceOwnerId": OWN,
        "ResourceType": "vpc",
        "ResourceId": "vpc-1",
        "Association": {"TransitGatewayRouteTableId": "tgw-rtb-1"},
    }
    of_vpcs = {**common, "VpcId": "vpc-1", "VpcOwnerId": OWN, "SubnetIds": ["subnet-1"]}

    whole = only(
        {"DescribeTransitGatewayAttachments": {"TransitGatewayAttachments": [of_all]}},
        transit_gateway.ATTACHMENT.type,
    )
    part = only(
        {"DescribeTransitGatewayVpcAttachments": {"TransitGatewayVpcAttachments": [of_vpcs]}},
        transit_gateway.VPC_ATTACHMENT.type,
    )

    assert part.key.id == f"{whole.key.id}#vpc"
    assert targets(part, "part-of") == {"id:tgw-attach-1"}
    assert Ref("id", "tgw-attach-1") in derived(whole).aliases
    assert Ref("id", "tgw-attach-1") not in derived(part).aliases
    assert targets(whole, "uses-table") == {"id:tgw-rtb-1"}
    assert targets(whole, "shared-with") == {f"account:{OTHER}"}


def test_keys_of_a_vpn_are_digests():
    """Neither the shared keys nor the configuration that repeats them is kept."""
    connection = {
        "VpnConnectionId": "vpn-1",
        "CustomerGatewayConfiguration": "<pre_shared_key>hunter2</pre_shared_key>",
        "Options": {
            "TunnelOptions": [{"OutsideIpAddress": "192.0.2.1", "PreSharedKey": "hunter2"}]
        },
        "VgwTelemetry": [{"OutsideIpAddress": "192.0.2.1", "Status": "UP"}],
    }

    found = only(
        {"DescribeVpnConnections": {"VpnConnections": [connection]}}, vpn.VPN_CONNECTION.type
    )

    assert "hunter2" not in str(found)
    assert found.config["CustomerGatewayConfiguration"].startswith("redacted:")
    assert found.config["VgwTelemetry"] == [{"OutsideIpAddress": "192.0.2.1", "Status": "UP"}]


def test_endpoint_service_says_who_may_connect():
    """Principals by ARN and everybody are told apart."""
    service = {
        "ServiceId": "vpce-svc-1",
        "ServiceName": f"com.amazonaws.vpce.{REGION}.vpce-svc-1",
        "NetworkLoadBalancerArns": ["arn:lb"],
    }
    allowed = [{"Principal": f"arn:aws:iam::{OTHER}:root"}, {"Principal": "*"}]

    found = only(
        {
            "DescribeVpcEndpointServiceConfigurations": {"ServiceConfigurations": [service]},
            "DescribeVpcEndpointServicePermissions": {"AllowedPrincipals": allowed},
        },
        "AWS::EC2::VPCEndpointService",
    )

    assert targets(found, "trusts") == {f"arn:arn:aws:iam::{OTHER}:root", "everyone:*"}
    assert targets(found, "targets") == {"arn:arn:lb"}


def test_firewall_is_attached_to_its_endpoints():
    """The endpoints stand in the status, under the names of zones."""
    arn = f"arn:aws:network-firewall:{REGION}:{OWN}:firewall/edge"
    status = {"SyncStates": {f"{REGION}a": {"Attachment": {"EndpointId": "vpce-1"}}}}
    described = {
        "Firewall": {"FirewallArn": arn, "FirewallName": "edge", "FirewallId": "f-1"},
        "FirewallStatus": status,
    }

    found = only(
        {
            "ListFirewalls": {"Firewalls": [{"FirewallName": "edge", "FirewallArn": arn}]},
            "DescribeFirewall": described,
            "DescribeLoggingConfiguration": {},
        },
        "AWS::NetworkFirewall::Firewall",
    )

    assert targets(found, "attached-to") == {"id:vpce-1"}


# --- balancing and scaling --------------------------------------------------------------


def test_target_group_targets_what_its_health_lists():
    """Instances, functions and addresses are targets, each named in its own way."""
    health = [
        {"Target": {"Id": one, "Port": 80}, "TargetHealth": {"State": "healthy"}}
        for one in ("i-1", "10.0.0.5", f"arn:aws:lambda:{REGION}:{OWN}:function:f")
    ]
    arn = f"arn:aws:elasticloadbalancing:{REGION}:{OWN}:targetgroup/web/1"

    found = only(
        {
            "DescribeTargetGroups": {
                "TargetGroups": [{"TargetGroupArn": arn, "TargetGroupName": "web"}]
            },
            "DescribeTargetHealth": {"TargetHealthDescriptions": health},
        },
        elbv2.TARGET_GROUP.type,
    )

    assert targets(found, "targets") == {
        "id:i-1",
        "ip:10.0.0.5",
        f"arn:arn:aws:lambda:{REGION}:{OWN}:function:f",
    }


def test_rule_of_a_listener_finds_its_listener():
    """A rule's document does not name its listener; its ARN does."""
    balancer = f"arn:aws:elasticloadbalancing:{REGION}:{OWN}:loadbalancer/app/web/1"
    listener = f"arn:aws:elasticloadbalancing:{REGION}:{OWN}:listener/app/web/1/2"
    rule = f"arn:aws:elasticloadbalancing:{REGION}:{OWN}:listener-rule/app/web/1/2/3"

    found = only(
        {
            "DescribeLoadBalancers": {"LoadBalancers": [{"LoadBalancerArn": balancer}]},
            "DescribeListeners": {"Listeners": [{"ListenerArn": listener}]},
            "DescribeRules": {"Rules": [{"RuleArn": rule, "Priority": "1"}]},
        },
        elbv2.LISTENER_RULE.type,
    )

    assert targets(found, "part-of") == {f"arn:{listener}"}


def test_group_names_instances_subnets_and_what_it_starts_from():
    """Subnets stand in one text with commas between them."""
    group = {
        "AutoScalingGroupName": "web",
        "AutoScalingGroupARN": f"arn:aws:autoscaling:{REGION}:{OWN}:autoScalingGroup:1:name/web",
        "VPCZoneIdentifier": "subnet-1,subnet-2",
        "Instances": [{"InstanceId": "i-1", "LifecycleState": "InService"}],
        "LaunchTemplate": {"LaunchTemplateId": "lt-1", "Version": "$Latest"},
    }

    found = only(
        {"DescribeAutoScalingGroups": {"AutoScalingGroups": [group]}},
        "AWS::AutoScaling::AutoScalingGroup",
    )

    assert targets(found, "manages") == {"id:i-1"}
    assert targets(found, "in-subnet") == {"id:subnet-1", "id:subnet-2"}
    assert targets(found, "derived-from") == {"id:lt-1"}


def test_user_data_of_launch_templates_is_a_digest():
    """Both versions are read in one call, and neither's user data is kept."""
    versions = [
        {"VersionNumber": number, "LaunchTemplateData": {"ImageId": "ami-1", "UserData": "hunter2"}}
        for number in (3, 1)
    ]
    door = Answers(
        {
            "DescribeLaunchTemplates": {"LaunchTemplates": [{"LaunchTemplateId": "lt-1"}]},
            "DescribeLaunchTemplateVersions": {"LaunchTemplateVersions": versions},
        }
    )

    (found,) = seen(collect(door, "AWS::EC2::LaunchTemplate"), "AWS::EC2::LaunchTemplate")

    assert "hunter2" not in str(found)
    assert [one["VersionNumber"] for one in found.aspects["versions"].value] == [1, 3]
    assert len(door.calls("DescribeLaunchTemplateVersions")) == 1


# --- the edges of networks --------------------------------------------------------------


def test_security_group_is_used_in_a_network_that_it_is_associated_with():
    """A group of one network filters in another too, perhaps in another account's."""
    association = {"GroupId": "sg-1", "VpcId": "vpc-2", "VpcOwnerId": OTHER, "GroupOwnerId": OWN}
    type_ = "AWS::EC2::SecurityGroupVpcAssociation"
    found = only(
        {"DescribeSecurityGroupVpcAssociations": {"SecurityGroupVpcAssociations": [association]}},
        type_,
    )

    assert found.key.id == f"{ARN}:{OWN}:security-group/sg-1#network/vpc-2"
    assert targets(found, "part-of") == {"id:sg-1"}
    assert targets(found, "applies-to") == {"id:vpc-2"}
    assert targets(found, "shared-with") == {f"account:{OTHER}"}


def test_local_gateways_table_routes_to_interfaces_and_groups_of_them():
    """Its routes are asked for table by table."""
    table = {"LocalGatewayRouteTableId": "lgw-rtb-1", "LocalGatewayId": "lgw-1", "OwnerId": OTHER}
    routes = [
        {"DestinationCidrBlock": "0.0.0.0/0", "LocalGatewayVirtualInterfaceGroupId": "vif-grp-1"},
        {"DestinationCidrBlock": "10.0.0.0/8", "NetworkInterfaceId": "eni-1"},
    ]
    found = only(
        {
            "DescribeLocalGatewayRouteTables": {"LocalGatewayRouteTables": [table]},
            "SearchLocalGatewayRoutes": {"Routes": routes},
        },
        "AWS::EC2::LocalGatewayRouteTable",
    )

    assert found.account == OTHER
    assert targets(found, "routes-to") == {"id:vif-grp-1", "id:eni-1"}


def test_policy_table_says_which_table_routes_what_arrives():
    """Entries choose a route table, and attachments are associated with the table of them."""
    found = only(
        {
            "DescribeTransitGatewayPolicyTables": {
                "TransitGatewayPolicyTables": [
                    {"TransitGatewayPolicyTableId": "tgw-ptb-1", "TransitGatewayId": "tgw-1"}
                ]
            },
            "GetTransitGatewayPolicyTableEntries": {
                "TransitGatewayPolicyTableEntries": [
                    {"PolicyRuleNumber": "1", "TargetRouteTableId": "tgw-rtb-1"}
                ]
            },
            "GetTransitGatewayPolicyTableAssociations": {
                "Associations": [{"TransitGatewayAttachmentId": "tgw-attach-1"}]
            },
        },
        "AWS::EC2::TransitGatewayPolicyTable",
    )

    assert targets(found, "uses-table") == {"id:tgw-rtb-1"}
    assert targets(found, "applies-to") == {"id:tgw-attach-1"}


def test_tables_prefix_lists_say_where_they_lead():
    """A reference bears what its routes do not: whether it is a black hole."""
    reference = {"PrefixListId": "pl-1", "State": "available", "Blackhole": True}
    found = only(
        {
            "DescribeTransitGatewayRouteTables": {
                "TransitGatewayRouteTables": [{"TransitGatewayRouteTableId": "tgw-rtb-1"}]
            },
            "SearchTransitGatewayRoutes": {"Routes": []},
            "GetTransitGatewayPrefixListReferences": {
                "TransitGatewayPrefixListReferences": [reference]
            },
        },
        "AWS::EC2::TransitGatewayRouteTable",
    )

    assert found.aspects["prefix-lists"].value == [reference]
    assert targets(found, "refers-to") == {"id:pl-1"}


def test_firewall_has_endpoints_in_further_networks():
    """Route tables there send traffic to them."""
    arn = f"arn:aws:network-firewall:{REGION}:{OTHER}:vpc-endpoint-association/a"
    firewall = f"arn:aws:network-firewall:{REGION}:{OWN}:firewall/edge"
    state = {"eu-west-1a": {"Attachment": {"EndpointId": "vpce-1", "SubnetId": "subnet-1"}}}
    found = only(
        {
            "ListVpcEndpointAssociations": {
                "VpcEndpointAssociations": [{"VpcEndpointAssociationArn": arn}]
            },
            "DescribeVpcEndpointAssociation": {
                "VpcEndpointAssociation": {
                    "VpcEndpointAssociationArn": arn,
                    "FirewallArn": firewall,
                    "VpcId": "vpc-2",
                    "SubnetMapping": {"SubnetId": "subnet-1"},
                },
                "VpcEndpointAssociationStatus": {"AssociationSyncState": state},
            },
        },
        "AWS::NetworkFirewall::VpcEndpointAssociation",
    )

    assert targets(found, "part-of") == {f"arn:{firewall}"}
    assert targets(found, "refers-to") == {"id:vpce-1"}


def test_domains_of_own_lists_are_read_and_those_of_vendors_are_not():
    """AWS hands out the lists that it manages without what is on them."""
    lists = [
        {
            "Id": "rslvr-fdl-1",
            "Arn": f"arn:aws:route53resolver:{REGION}:{OWN}:firewall-domain-list/1",
        },
        {
            "Id": "rslvr-fdl-2",
            "Arn": f"arn:aws:route53resolver:{REGION}:{OWN}:firewall-domain-list/2",
            "ManagedOwnerName": "Route 53 Resolver DNS Firewall",
        },
    ]
    type_ = "AWS::Route53Resolver::FirewallDomainList"
    door = Answers(
        {
            "ListFirewallDomainLists": {"FirewallDomainLists": lists},
            "ListFirewallDomains": {"Domains": ["*.evil.example.", "a.example."]},
        }
    )
    own, managed = seen(collect(door, type_), type_)

    assert own.aspects["domains"].value == ["*.evil.example.", "a.example."]
    assert (managed.account, managed.aspects["domains"].state) == ("aws", "absent")
