"""The sample estate is as large as it says, two accounts can be entered, and Friday shows."""

from contextlib import closing
from urllib.parse import urlsplit

import boto3
import jmespath
import pytest

from cartographer.model.coverage import Selector
from collectors.aws.proof import ESTATE
from collectors.aws.registry import declarations
from collectors.aws.session import AwsDoor, Login
from collectors.engine.collector import EngineCollector
from collectors.engine.rate import Rates
from collectors.engine.redact import Redactor
from collectors.engine.tools import Limits
from demo.estate import EXTERNAL_ID, GLOBAL, MAIN, PLATFORM, REGIONS, SECOND, SHOP, Estate, build
from demo.estate.account import PLATFORM_ID, open_accounts
from demo.friday import ANYWHERE, BUCKET, QUEUE, RENAMED, ROLE, friday_afternoon
from demo.moto_server import moto_server
from tests.collectors.aws.account import DeafProgress, NothingHeld, StillClock

# Native type (without its AWS::), service, call, path of the items
REGIONAL = """
EC2::VPC ec2 describe_vpcs Vpcs
EC2::Subnet ec2 describe_subnets Subnets
EC2::RouteTable ec2 describe_route_tables RouteTables
EC2::NetworkAcl ec2 describe_network_acls NetworkAcls
EC2::SecurityGroup ec2 describe_security_groups SecurityGroups
EC2::InternetGateway ec2 describe_internet_gateways InternetGateways
EC2::NatGateway ec2 describe_nat_gateways NatGateways
EC2::EIP ec2 describe_addresses Addresses
EC2::DHCPOptions ec2 describe_dhcp_options DhcpOptions
EC2::VPCEndpoint ec2 describe_vpc_endpoints VpcEndpoints
EC2::VPCPeeringConnection ec2 describe_vpc_peering_connections VpcPeeringConnections
EC2::TransitGateway ec2 describe_transit_gateways TransitGateways
EC2::TransitGatewayAttachment ec2 describe_transit_gateway_attachments TransitGatewayAttachments
EC2::TransitGatewayRouteTable ec2 describe_transit_gateway_route_tables TransitGatewayRouteTables
EC2::VPNGateway ec2 describe_vpn_gateways VpnGateways
EC2::CustomerGateway ec2 describe_customer_gateways CustomerGateways
EC2::VPNConnection ec2 describe_vpn_connections VpnConnections
EC2::FlowLog ec2 describe_flow_logs FlowLogs
EC2::Instance ec2 describe_instances Reservations[].Instances[]
EC2::Volume ec2 describe_volumes Volumes
EC2::NetworkInterface ec2 describe_network_interfaces NetworkInterfaces
EC2::LaunchTemplate ec2 describe_launch_templates LaunchTemplates
EC2::KeyPair ec2 describe_key_pairs KeyPairs
AutoScaling::AutoScalingGroup autoscaling describe_auto_scaling_groups AutoScalingGroups
ElasticLoadBalancingV2::LoadBalancer elbv2 describe_load_balancers LoadBalancers
ElasticLoadBalancingV2::TargetGroup elbv2 describe_target_groups TargetGroups
ElasticLoadBalancing::LoadBalancer elb describe_load_balancers LoadBalancerDescriptions
CertificateManager::Certificate acm list_certificates CertificateSummaryList
ECS::Cluster ecs list_clusters clusterArns
ECS::TaskDefinition ecs list_task_definitions taskDefinitionArns
EKS::Cluster eks list_clusters clusters
Lambda::Function lambda list_functions Functions
ECR::Repository ecr describe_repositories repositories
RDS::DBInstance rds describe_db_instances DBInstances
RDS::DBCluster rds describe_db_clusters DBClusters
RDS::DBSubnetGroup rds describe_db_subnet_groups DBSubnetGroups
DynamoDB::Table dynamodb list_tables TableNames
ElastiCache::ReplicationGroup elasticache describe_replication_groups ReplicationGroups
EFS::FileSystem efs describe_file_systems FileSystems
SQS::Queue sqs list_queues QueueUrls
SNS::Topic sns list_topics Topics
SNS::Subscription sns list_subscriptions Subscriptions
KMS::Key kms list_keys Keys
SecretsManager::Secret secretsmanager list_secrets SecretList
SSM::Parameter ssm describe_parameters Parameters
ApiGateway::RestApi apigateway get_rest_apis items
ApiGatewayV2::Api apigatewayv2 get_apis Items
CloudTrail::Trail cloudtrail describe_trails trailList
CloudFormation::Stack cloudformation describe_stacks Stacks
CloudWatch::Alarm cloudwatch describe_alarms MetricAlarms
Logs::LogGroup logs describe_log_groups logGroups
Events::Rule events list_rules Rules
StepFunctions::StateMachine stepfunctions list_state_machines stateMachines
"""
EVERYWHERE = """
S3::Bucket s3 list_buckets Buckets
IAM::User iam list_users Users
IAM::Role iam list_roles Roles
IAM::Group iam list_groups Groups
IAM::ManagedPolicy iam list_policies Policies
IAM::InstanceProfile iam list_instance_profiles InstanceProfiles
IAM::OIDCProvider iam list_open_id_connect_providers OpenIDConnectProviderList
IAM::SAMLProvider iam list_saml_providers SAMLProviderList
CloudFront::Distribution cloudfront list_distributions DistributionList.Items
Route53::HostedZone route53 list_hosted_zones HostedZones
"""

# The estate is built for the first test: ten seconds, and many more on a busy machine.
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def estate():
    with moto_server() as url, closing(build(url)) as built:
        yield built


@pytest.fixture(scope="module")
def counts(estate):
    """How many of each type there are, by account, region and type."""
    found = {}
    for table, regions in ((REGIONAL, REGIONS), (EVERYWHERE, (GLOBAL,))):
        for line in table.strip().splitlines():
            kind, service, call, path = line.split()
            for account in (SHOP, PLATFORM):
                for region in regions:
                    answer = getattr(estate.client(account, service, region), call)()
                    items = jmespath.search(path, answer) or []
                    found[account, region, kind] = len(items)
    return found


@pytest.fixture(scope="module")
def members(estate):
    """The storefront's instances, as they were before Friday."""
    return storefront(estate)


@pytest.fixture(scope="module")
def role_id(estate):
    """The unique id of a role, as it was before Friday."""
    return unique_id(estate)


@pytest.fixture(scope="module")
def friday(estate, counts, members, role_id):
    return friday_afternoon(estate)


def storefront(estate):
    groups = estate.client(SHOP, "autoscaling").describe_auto_scaling_groups()
    return {each["InstanceId"] for each in groups["AutoScalingGroups"][0]["Instances"]}


def unique_id(estate):
    return estate.client(SHOP, "iam", GLOBAL).get_role(RoleName=ROLE)["Role"]["RoleId"]


def instance(estate, name):
    answer = estate.client(SHOP, "ec2").describe_instances(
        InstanceIds=[estate.ids[f"instance/{name}"]]
    )
    return answer["Reservations"][0]["Instances"][0]


def way_out(estate, subnet):
    """The route to everywhere of a subnet."""
    (table,) = estate.client(SHOP, "ec2").describe_route_tables(
        Filters=[{"Name": "association.subnet-id", "Values": [subnet]}]
    )["RouteTables"]
    return next(route for route in table["Routes"] if route.get("DestinationCidrBlock") == ANYWHERE)


def open_ports(estate, group):
    """The ports that a group of the shop opens to everywhere."""
    (found,) = estate.client(SHOP, "ec2").describe_security_groups(
        GroupIds=[estate.ids[f"security-group/{group}"]]
    )["SecurityGroups"]
    return {
        permission["FromPort"]
        for permission in found["IpPermissions"]
        for allowed in permission["IpRanges"]
        if allowed["CidrIp"] == ANYWHERE
    }


def test_it_holds_at_least_300_resources_of_45_types(counts):
    """Counted by boto3, not by what the builder thinks that it built."""
    assert sum(counts.values()) >= 300
    assert len({kind for (_, _, kind), count in counts.items() if count}) >= 45


def test_both_accounts_have_something_in_both_regions(counts):
    """A region that is denied later is a loss in each account."""
    for account in (SHOP, PLATFORM):
        for region in REGIONS:
            here = [n for (a, r, _), n in counts.items() if (a, r) == (account, region)]
            assert sum(here) >= 10


def test_the_keys_of_the_environment_open_the_shop_and_its_role_the_platform(estate):
    """A collector needs one key, one role and one external id for both accounts."""
    names = estate.environment()
    key = {
        "aws_access_key_id": names["AWS_ACCESS_KEY_ID"],
        "aws_secret_access_key": names["AWS_SECRET_ACCESS_KEY"],
    }
    where = {"region_name": MAIN, "endpoint_url": names["AWS_ENDPOINT_URL"]}
    with closing(boto3.client("sts", **where, **key)) as sts:
        assert sts.get_caller_identity()["Account"] == estate.shop.id
        entered = sts.assume_role(
            RoleArn=estate.platform.role_arn, RoleSessionName="test", ExternalId=EXTERNAL_ID
        )["Credentials"]
    key = {
        "aws_access_key_id": entered["AccessKeyId"],
        "aws_secret_access_key": entered["SecretAccessKey"],
        "aws_session_token": entered["SessionToken"],
    }
    with closing(boto3.client("sts", **where, **key)) as sts:
        assert sts.get_caller_identity()["Account"] == PLATFORM_ID


def test_another_endpoint_can_stand_in_between(estate):
    """The environment takes the address of a proxy."""
    assert estate.environment("http://127.0.0.1:1")["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1"


def test_it_holds_nothing_of_any_type_that_the_demo_does_not_read(estate, monkeypatch):
    """The demo asks for the types that the estate holds: all others are looked for here."""
    for name, value in estate.environment().items():
        monkeypatch.setenv(name, value)
    platform = Login(PLATFORM, None, estate.platform.role_arn, EXTERNAL_ID, regions=REGIONS)
    collector = EngineCollector(
        "test",
        "aws",
        [AwsDoor(Login(regions=REGIONS)), AwsDoor(platform)],
        declarations(),
        redactor=Redactor(b"key of the tests"),
        rates=Rates(default=0),
        limits=Limits(tries=1),
        clock=StillClock(),
    )
    others = tuple(sorted({one.type for one in declarations()} - ESTATE))

    patches = list(collector.collect(Selector(types=others), DeafProgress(), NothingHeld()))

    read = {one.scope.account for patch in patches for one in patch.coverage}
    assert read == {estate.shop.id, estate.platform.id}
    assert {one.key.type for patch in patches for one in patch.upserts} - ESTATE == set()


def test_the_shop_is_a_member_of_the_organization(estate):
    """Its account stands in a unit under the root, below control policies."""
    organizations = estate.client(PLATFORM, "organizations", GLOBAL)
    (parent,) = organizations.list_parents(ChildId=estate.shop.id)["Parents"]
    assert parent == {"Id": estate.ids["unit/production"], "Type": "ORGANIZATIONAL_UNIT"}
    policies = organizations.list_policies_for_target(
        TargetId=parent["Id"], Filter="SERVICE_CONTROL_POLICY"
    )["Policies"]
    assert "keep-the-audit-trail" in {policy["Name"] for policy in policies}


def test_the_same_dice_are_thrown_each_time():
    """Accounts and keys have the same ids in another server: fixtures may name them."""
    opened = []
    for _ in range(2):
        with moto_server() as url, closing(Estate(url)) as other:
            open_accounts(other)
            opened.append({name: account.id for name, account in other.accounts.items()})
    assert opened[0] == opened[1]


def test_the_reporting_host_looks_open_and_is_not(estate):
    """Its group lets in the world, it has an address, and its subnet leaves by a NAT."""
    host = instance(estate, "reporting")
    assert open_ports(estate, "shop-reporting") == {443}
    assert host["PublicIpAddress"]
    assert "NatGatewayId" in way_out(estate, host["SubnetId"])


def test_the_accounts_share(estate):
    """A peering, an image, a key, a repository and a bucket reach across the accounts."""
    shop, ec2 = estate.shop.id, estate.client(PLATFORM, "ec2")
    (peering,) = ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
    assert peering["RequesterVpcInfo"]["OwnerId"] == shop
    assert peering["Status"]["Code"] == "active"
    image = ec2.describe_image_attribute(
        ImageId=estate.ids["image/golden"], Attribute="launchPermission"
    )
    assert {"UserId": shop} in image["LaunchPermissions"]
    policies = (
        estate.client(PLATFORM, "kms").get_key_policy(
            KeyId=estate.ids["key/platform-ci"], PolicyName="default"
        )["Policy"],
        estate.client(PLATFORM, "ecr").get_repository_policy(repositoryName="shop/orders")[
            "policyText"
        ],
        estate.client(PLATFORM, "s3").get_bucket_policy(Bucket="example-platform-artifacts")[
            "Policy"
        ],
    )
    assert all(shop in policy for policy in policies)


def test_planted_secrets_are_there_to_leak(estate):
    """A function, a task, user data and a VPN tell them to whoever may read their settings."""
    told = {
        "function": estate.client(SHOP, "lambda").list_functions()["Functions"],
        "task": estate.client(SHOP, "ecs").describe_task_definition(taskDefinition="orders"),
        "template": estate.client(SHOP, "ec2").describe_launch_template_versions(
            LaunchTemplateId=estate.ids["launch-template/storefront"]
        ),
        "vpn": estate.client(PLATFORM, "ec2").describe_vpn_connections(),
    }
    leaks = {
        name: [secret for secret in estate.planted_secrets if secret in str(answer)]
        for name, answer in told.items()
    }
    assert all(leaks.values())
    assert len(set(estate.planted_secrets)) >= 20


def test_friday_says_what_was_done_and_where(friday):
    """Twelve sentences, each with the thing that it is about."""
    assert len(friday) == 12
    assert all(change.what and change.where for change in friday)


def test_friday_opens_a_web_instance_in_four_steps(estate, friday):
    """Group, access list, way out and address: each of them is needed."""
    host = instance(estate, "storefront-1")
    (acl,) = estate.client(SHOP, "ec2").describe_network_acls(
        NetworkAclIds=[estate.ids["network-acl/shop-app"]]
    )["NetworkAcls"]
    first = min((e for e in acl["Entries"] if not e["Egress"]), key=lambda e: e["RuleNumber"])
    assert open_ports(estate, "shop-web") == {22}
    assert (first["RuleAction"], first["PortRange"]) == ("allow", {"From": 22, "To": 22})
    assert way_out(estate, host["SubnetId"])["GatewayId"].startswith("igw-")
    assert host["PublicIpAddress"]


def test_friday_widens_two_roles(estate, friday):
    """One is an administrator, the other trusts every repository."""
    iam = estate.client(SHOP, "iam", GLOBAL)
    attached = iam.list_attached_role_policies(RoleName="ci-deploy")["AttachedPolicies"]
    trust = iam.get_role(RoleName="ci-publish")["Role"]["AssumeRolePolicyDocument"]
    assert "administrator-access" in {policy["PolicyName"] for policy in attached}
    (subject,) = trust["Statement"][0]["Condition"]["StringLike"].values()
    assert subject == "repo:example-shop/*"


def test_friday_replaces_an_instance(estate, members, friday):
    """Two of the three are the same; the lost one is terminated."""
    now = storefront(estate)
    (gone,) = members - now
    assert len(now & members) == 2
    assert estate.ids["instance/storefront-3"] in now - members
    old = estate.client(SHOP, "ec2").describe_instances(InstanceIds=[gone])
    assert old["Reservations"][0]["Instances"][0]["State"]["Name"] == "terminated"


def test_friday_makes_a_role_again(estate, role_id, friday):
    """The name is the same, and it is another role."""
    assert unique_id(estate) != role_id


def test_friday_publishes_a_bucket(estate, friday):
    """Nothing blocks public access any more, and the policy grants it."""
    s3 = estate.client(SHOP, "s3")
    with pytest.raises(s3.exceptions.ClientError, match="NoSuchPublicAccessBlockConfiguration"):
        s3.get_public_access_block(Bucket=BUCKET)
    assert '"Principal": "*"' in s3.get_bucket_policy(Bucket=BUCKET)["Policy"]


def test_friday_changes_a_password(estate, friday):
    """A planted secret gives way to another."""
    function = estate.client(SHOP, "lambda").get_function_configuration(FunctionName="order-events")
    assert function["Environment"]["Variables"]["DB_PASSWORD"] in estate.planted_secrets
    assert function["Environment"]["Variables"]["DB_PASSWORD"].endswith("0002")


def test_friday_deletes_a_queue_and_renames_a_host(estate, friday):
    """What is gone is not listed, and what is renamed is the same instance."""
    queues = estate.client(SHOP, "sqs").list_queues()["QueueUrls"]
    assert QUEUE not in {urlsplit(url).path.rpartition("/")[2] for url in queues}
    assert {"Key": "Name", "Value": RENAMED} in instance(estate, "erp-connector")["Tags"]


def test_friday_leaves_the_second_region_alone(estate, counts, friday):
    """What changed there can only be what could not be seen."""
    ec2 = estate.client(SHOP, "ec2", SECOND)
    groups = ec2.describe_security_groups()["SecurityGroups"]
    assert len(groups) == counts[SHOP, SECOND, "EC2::SecurityGroup"]
