"""What moto holds of the types that run, carry, watch and hand out."""

import json
from collections.abc import Callable
from typing import Any

MADE: frozenset[str] = frozenset(
    {
        "AWS::APS::Workspace",
        "AWS::ApiGateway::Account",
        "AWS::ApiGateway::ApiKey",
        "AWS::ApiGateway::RequestValidator",
        "AWS::ApiGateway::UsagePlan",
        "AWS::AutoScaling::LifecycleHook",
        "AWS::CloudFormation::StackInstance",
        "AWS::CloudFormation::StackSet",
        "AWS::CloudFront::KeyGroup",
        "AWS::CloudFront::KeyValueStore",
        "AWS::CloudFront::PublicKey",
        "AWS::CloudWatch::InsightRule",
        "AWS::Connect::Instance",
        "AWS::DirectoryService::Directory",
        "AWS::DirectoryService::Trust",
        "AWS::EC2::EbsEncryptionByDefault",
        "AWS::EC2::Host",
        "AWS::EC2::TrafficMirrorFilter",
        "AWS::EC2::TrafficMirrorTarget",
        "AWS::Events::ApiDestination",
        "AWS::Events::Archive",
        "AWS::Events::Connection",
        "AWS::IoT::Certificate",
        "AWS::IoT::DomainConfiguration",
        "AWS::IoT::Policy",
        "AWS::IoT::RoleAlias",
        "AWS::IoT::TopicRule",
        "AWS::Logs::Delivery",
        "AWS::Logs::DeliveryDestination",
        "AWS::Logs::DeliverySource",
        "AWS::Logs::Destination",
        "AWS::Logs::MetricFilter",
        "AWS::Pipes::Pipe",
        "AWS::ResourceGroups::Group",
        "AWS::Route53::DNSSEC",
        "AWS::Route53::HealthCheck",
        "AWS::Route53::QueryLoggingConfig",
        "AWS::Route53Domains::Domain",
        "AWS::SES::ConfigurationSet",
        "AWS::SES::EmailIdentity",
        "AWS::SES::ReceiptRuleSet",
        "AWS::SSM::Document",
        "AWS::SSM::MaintenanceWindow",
        "AWS::SSM::PatchBaseline",
        "AWS::SSM::SessionManagerPreferences",
        "AWS::Scheduler::Schedule",
        "AWS::Scheduler::ScheduleGroup",
        "AWS::ServiceCatalog::Portfolio",
        "AWS::StepFunctions::Activity",
        "AWS::Synthetics::Canary",
        "AWS::WorkSpaces::Directory",
        "AWS::WorkSpaces::Workspace",
    }
)
"""Native types of which `build` makes at least one."""

_ACCOUNT = "123456789012"
_REGION = "us-east-1"
_ROLE = f"arn:aws:iam::{_ACCOUNT}:role/operations"
_QUEUE = f"arn:aws:sqs:{_REGION}:{_ACCOUNT}:operations"
_FUNCTION = f"arn:aws:lambda:{_REGION}:{_ACCOUNT}:function:operations"
_PEM = """-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAudf8/iNkQgdvjEdm6xYS
JAyxd/kGTbJfQNg9YhInb7TSm0dGu0yx8yZ3fnpmxuRPqJIlaVr+fT4YRl71gEYa
-----END PUBLIC KEY-----
"""
_POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
    }
)


def build(client: Callable[[str], Any]) -> None:
    """Make them all."""
    for make in (
        _network,
        _events,
        _mail,
        _devices,
        _apis,
        _edge,
        _stacks,
        _machines,
        _logs,
        _watching,
        _desktops,
        _rest,
    ):
        make(client)


def _network(client: Callable[[str], Any]) -> None:
    ec2 = client("ec2")
    network = ec2.create_vpc(CidrBlock="10.77.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=network, CidrBlock="10.77.1.0/24")["Subnet"]["SubnetId"]
    interface = ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]
    ec2.create_traffic_mirror_target(NetworkInterfaceId=interface["NetworkInterfaceId"])
    ec2.create_traffic_mirror_filter(Description="all")
    ec2.allocate_hosts(AvailabilityZone=f"{_REGION}a", InstanceType="m5.large", Quantity=1)
    ec2.enable_ebs_encryption_by_default()
    scaling = client("autoscaling")
    image = ec2.register_image(Name="operations")["ImageId"]
    scaling.create_launch_configuration(
        LaunchConfigurationName="operations", ImageId=image, InstanceType="t3.micro"
    )
    scaling.create_auto_scaling_group(
        AutoScalingGroupName="operations",
        LaunchConfigurationName="operations",
        MinSize=0,
        MaxSize=0,
        VPCZoneIdentifier=subnet,
    )
    scaling.put_lifecycle_hook(
        AutoScalingGroupName="operations",
        LifecycleHookName="drain",
        LifecycleTransition="autoscaling:EC2_INSTANCE_TERMINATING",
    )


def _events(client: Callable[[str], Any]) -> None:
    scheduler = client("scheduler")
    scheduler.create_schedule_group(Name="operations")
    scheduler.create_schedule(
        Name="nightly",
        GroupName="operations",
        ScheduleExpression="rate(1 day)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": _FUNCTION, "RoleArn": _ROLE, "Input": "{}"},
    )
    client("pipes").create_pipe(Name="operations", Source=_QUEUE, Target=_FUNCTION, RoleArn=_ROLE)
    events = client("events")
    connection = events.create_connection(
        Name="operations",
        AuthorizationType="API_KEY",
        AuthParameters={"ApiKeyAuthParameters": {"ApiKeyName": "key", "ApiKeyValue": "value"}},
    )
    events.create_api_destination(
        Name="operations",
        ConnectionArn=connection["ConnectionArn"],
        InvocationEndpoint="https://hooks.example.com/T/B/x",
        HttpMethod="POST",
    )
    bus = events.create_event_bus(Name="operations")["EventBusArn"]
    events.create_archive(ArchiveName="operations", EventSourceArn=bus)
    client("stepfunctions").create_activity(name="operations")


def _mail(client: Callable[[str], Any]) -> None:
    mail = client("sesv2")
    mail.create_email_identity(EmailIdentity="example.com")
    mail.create_configuration_set(ConfigurationSetName="operations")
    client("s3").create_bucket(Bucket="operations-mail")
    rules = client("ses")
    rules.create_receipt_rule_set(RuleSetName="operations")
    rules.create_receipt_rule(
        RuleSetName="operations",
        Rule={
            "Name": "keep",
            "Recipients": ["in@example.com"],
            "Actions": [{"S3Action": {"BucketName": "operations-mail"}}],
        },
    )


def _devices(client: Callable[[str], Any]) -> None:
    iot = client("iot")
    iot.create_policy(policyName="operations", policyDocument=_POLICY)
    certificate = iot.create_keys_and_certificate(setAsActive=True)["certificateArn"]
    iot.attach_policy(policyName="operations", target=certificate)
    iot.create_topic_rule(
        ruleName="operations",
        topicRulePayload={
            "sql": "SELECT * FROM 'a'",
            "actions": [{"lambda": {"functionArn": _FUNCTION}}],
        },
    )
    iot.create_domain_configuration(
        domainConfigurationName="operations", domainName="iot.example.com"
    )
    iot.create_role_alias(roleAlias="operations", roleArn=_ROLE)


def _apis(client: Callable[[str], Any]) -> None:
    api = client("apigateway")
    made = api.create_rest_api(name="operations")["id"]
    api.create_request_validator(restApiId=made, name="body", validateRequestBody=True)
    api.create_api_key(name="operations")
    api.create_usage_plan(name="operations")


def _edge(client: Callable[[str], Any]) -> None:
    edge = client("cloudfront")
    key = edge.create_public_key(
        PublicKeyConfig={"CallerReference": "1", "Name": "operations", "EncodedKey": _PEM}
    )["PublicKey"]["Id"]
    edge.create_key_group(KeyGroupConfig={"Name": "operations", "Items": [key]})
    edge.create_key_value_store(Name="operations")
    dns = client("route53")
    dns.create_health_check(
        CallerReference="operations",
        HealthCheckConfig={"Type": "HTTPS", "FullyQualifiedDomainName": "www.example.com"},
    )
    zone = dns.create_hosted_zone(Name="operations.example.", CallerReference="operations")
    client("logs").create_log_group(logGroupName="/aws/route53/operations")
    dns.create_query_logging_config(
        HostedZoneId=zone["HostedZone"]["Id"],
        CloudWatchLogsLogGroupArn=(
            f"arn:aws:logs:{_REGION}:{_ACCOUNT}:log-group:/aws/route53/operations:*"
        ),
    )
    person = {
        "FirstName": "Ann",
        "LastName": "Other",
        "ContactType": "PERSON",
        "AddressLine1": "1 Road",
        "City": "Town",
        "CountryCode": "US",
        "State": "WA",
        "ZipCode": "98101",
        "PhoneNumber": "+1.2065550100",
        "Email": "ann@example.com",
    }
    client("route53domains").register_domain(
        DomainName="operations-example.com",
        DurationInYears=2,
        AdminContact=person,
        RegistrantContact=person,
        TechContact=person,
    )


def _stacks(client: Callable[[str], Any]) -> None:
    stacks = client("cloudformation")
    template = {"Resources": {"Q": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "set"}}}}
    stacks.create_stack_set(StackSetName="operations", TemplateBody=json.dumps(template))
    stacks.create_stack_instances(StackSetName="operations", Accounts=[_ACCOUNT], Regions=[_REGION])


def _machines(client: Callable[[str], Any]) -> None:
    ssm = client("ssm")
    content = {"schemaVersion": "2.2", "description": "say", "mainSteps": []}
    ssm.create_document(Name="operations", DocumentType="Command", Content=json.dumps(content))
    preferences = {
        "schemaVersion": "1.0",
        "description": "sessions",
        "sessionType": "Standard_Stream",
        "inputs": {"s3BucketName": "sessions"},
    }
    ssm.create_document(
        Name="SSM-SessionManagerRunShell",
        DocumentType="Session",
        Content=json.dumps(preferences),
    )
    window = ssm.create_maintenance_window(
        Name="operations",
        Schedule="rate(7 days)",
        Duration=2,
        Cutoff=1,
        AllowUnassociatedTargets=True,
    )["WindowId"]
    ssm.register_task_with_maintenance_window(
        WindowId=window,
        TaskArn=_FUNCTION,
        TaskType="LAMBDA",
        ServiceRoleArn=_ROLE,
        Targets=[{"Key": "InstanceIds", "Values": ["i-1"]}],
    )
    ssm.create_patch_baseline(Name="operations")


def _logs(client: Callable[[str], Any]) -> None:
    logs = client("logs")
    logs.create_log_group(logGroupName="operations")
    logs.put_metric_filter(
        logGroupName="operations",
        filterName="errors",
        filterPattern="ERROR",
        metricTransformations=[
            {"metricName": "errors", "metricNamespace": "operations", "metricValue": "1"}
        ],
    )
    logs.put_destination(
        destinationName="operations",
        targetArn=f"arn:aws:kinesis:{_REGION}:{_ACCOUNT}:stream/operations",
        roleArn=_ROLE,
    )
    source = f"arn:aws:cloudfront::{_ACCOUNT}:distribution/E1"
    logs.put_delivery_source(name="operations", resourceArn=source, logType="ACCESS_LOGS")
    destination = logs.put_delivery_destination(
        name="operations",
        deliveryDestinationConfiguration={"destinationResourceArn": "arn:aws:s3:::operations"},
    )["deliveryDestination"]["arn"]
    logs.create_delivery(deliverySourceName="operations", deliveryDestinationArn=destination)


def _watching(client: Callable[[str], Any]) -> None:
    client("amp").create_workspace(alias="operations")
    client("cloudwatch").put_insight_rule(
        RuleName="operations",
        RuleState="ENABLED",
        RuleDefinition=json.dumps({"LogGroupNames": ["operations"]}),
    )
    client("synthetics").create_canary(
        Name="operations",
        Code={"Handler": "index.handler", "S3Bucket": "code", "S3Key": "canary.zip"},
        ArtifactS3Location="s3://artifacts/canary",
        ExecutionRoleArn=_ROLE,
        Schedule={"Expression": "rate(5 minutes)"},
        RuntimeVersion="syn-nodejs-puppeteer-9.0",
    )


def _desktops(client: Callable[[str], Any]) -> None:
    ec2, directories = client("ec2"), client("ds")
    network = ec2.create_vpc(CidrBlock="10.78.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(
            VpcId=network, CidrBlock=f"10.78.{index}.0/24", AvailabilityZone=f"{_REGION}{zone}"
        )["Subnet"]["SubnetId"]
        for index, zone in enumerate("ab")
    ]
    directory = directories.create_microsoft_ad(
        Name="corp.example.com",
        Password="Password-1",
        VpcSettings={"VpcId": network, "SubnetIds": subnets},
        Edition="Standard",
    )["DirectoryId"]
    directories.create_trust(
        DirectoryId=directory,
        RemoteDomainName="other.example.com",
        TrustPassword="Password-1",
        TrustDirection="One-Way: Outgoing",
    )
    desktops = client("workspaces")
    desktops.register_workspace_directory(DirectoryId=directory)
    desktops.create_workspaces(
        Workspaces=[{"DirectoryId": directory, "UserName": "ann", "BundleId": "wsb-12345678"}]
    )


def _rest(client: Callable[[str], Any]) -> None:
    client("connect").create_instance(
        IdentityManagementType="CONNECT_MANAGED",
        InstanceAlias="operations",
        InboundCallsEnabled=True,
        OutboundCallsEnabled=False,
    )
    client("resource-groups").create_group(
        Name="operations",
        ResourceQuery={
            "Type": "TAG_FILTERS_1_0",
            "Query": json.dumps(
                {
                    "ResourceTypeFilters": ["AWS::AllSupported"],
                    "TagFilters": [{"Key": "team", "Values": ["shop"]}],
                }
            ),
        },
    )
    client("servicecatalog").create_portfolio(DisplayName="operations", ProviderName="operations")
