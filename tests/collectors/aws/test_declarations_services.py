"""What the declarations of services say, each claim on answers as AWS documents them."""

import json
import re

import pytest

from cartographer.model.coverage import State
from cartographer.model.key import Key, Ref
from cartographer.model.relation import RELATION_KINDS
from cartographer.model.resource import Observation
from collectors.aws.registry import declarations
from collectors.aws.resources import apigateway, ecs, iam, organizations
from collectors.engine.listing import sharing
from tests.collectors.aws.account import (
    OTHER,
    OWN,
    REGION,
    Answers,
    StillClock,
    collect,
    derived,
    policy,
    seen,
    targets,
)

READS = re.compile(r"^(BatchGet|Describe|Get|List|Search|SelectResource)[A-Z]")
NEVER = {
    "BatchGetSecretValue",
    "GetFunction",
    "GetObject",
    "GetParameter",
    "GetParameters",
    "GetSecretValue",
    "GetItem",
    "GetAuthorizationToken",
}


# --- all of them ------------------------------------------------------------------------


@pytest.mark.parametrize("declaration", declarations(), ids=lambda one: one.type)
def test_only_reads_and_no_secret_values(declaration):
    """No declaration names a call that writes, or one that hands out a secret."""
    calls = [declaration.list.operation, *(one.operation for one in declaration.aspects)]
    if declaration.describe is not None:
        calls.append(declaration.describe.operation)
    if declaration.by_id is not None and declaration.by_id.operation is not None:
        calls.append(declaration.by_id.operation)

    assert [call for call in calls if not READS.match(call) or call in NEVER] == []


@pytest.mark.parametrize("declaration", declarations(), ids=lambda one: one.type)
def test_states_relations_of_the_table_or_says_why_none(declaration):
    """Every relation is a row of the table; a type without any says why."""
    assert {one.kind for one in declaration.relations} <= RELATION_KINDS.keys()
    assert bool(declaration.relations) != bool(declaration.no_relations)


@pytest.mark.parametrize("declaration", declarations(), ids=lambda one: one.type)
def test_is_read_again_by_id_or_says_why_not(declaration):
    """Every type has a call by id, or the reason why its scope is listed instead."""
    assert (declaration.by_id is None) == (declaration.no_by_id is not None)


# --- identity ---------------------------------------------------------------------------


def test_iam_is_one_call():
    """Users, groups, roles and policies share one list call."""
    types = (iam.USER, iam.GROUP, iam.ROLE, iam.MANAGED_POLICY)

    assert len({sharing(one) for one in types}) == 1


def test_role_trusts_whom_its_policy_names():
    """A trust policy's principals become references of their own kinds; a denial does not."""
    document = policy(
        {
            "Effect": "Allow",
            "Principal": {"AWS": [f"arn:aws:iam::{OTHER}:root", OTHER, "AROAEXAMPLE"]},
            "Action": "sts:AssumeRole",
        },
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}},
        {"Effect": "Allow", "Principal": {"Federated": "accounts.google.com"}},
        {"Effect": "Allow", "Principal": "*"},
        {"Effect": "Deny", "Principal": {"AWS": "999999999999"}},
    )
    role = {
        "RoleName": "deploy",
        "RoleId": "AROADEPLOY",
        "Arn": f"arn:aws:iam::{OWN}:role/ci/deploy",
        "AssumeRolePolicyDocument": document,
        "AttachedManagedPolicies": [
            {"PolicyName": "P", "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}
        ],
        "RoleLastUsed": {"Region": REGION},
    }
    door = Answers({"GetAccountAuthorizationDetails": {"RoleDetailList": [role]}})

    (found,) = seen(collect(door, "AWS::IAM::Role"), "AWS::IAM::Role")

    assert targets(found, "trusts") == {
        f"arn:arn:aws:iam::{OTHER}:root",
        f"account:{OTHER}",
        "unique-id:AROAEXAMPLE",
        "service:lambda.amazonaws.com",
        "oidc:accounts.google.com",
        "everyone:*",
    }
    assert targets(found, "grants") == {"arn:arn:aws:iam::aws:policy/ReadOnlyAccess"}
    assert "RoleLastUsed" not in found.config
    assert Ref("unique-id", "AROADEPLOY") in derived(found).aliases


def test_policy_of_aws_is_owned_by_aws():
    """A managed policy of AWS has one key in all accounts and none of them owns it."""
    entry = {"PolicyName": "ReadOnlyAccess", "Arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}
    door = Answers({"GetAccountAuthorizationDetails": {"Policies": [entry]}})

    (found,) = seen(collect(door, "AWS::IAM::ManagedPolicy"), "AWS::IAM::ManagedPolicy")

    assert found.account == "aws"
    assert found.key.id == entry["Arn"]


def test_user_with_key_and_without_password():
    """A key is a child of its user; no login profile is absent, a last use is volatile."""
    user = {"UserName": "ann", "UserId": "AIDAANN", "Arn": f"arn:aws:iam::{OWN}:user/ann"}
    used = {"LastUsedDate": "2026-01-01T00:00:00Z", "ServiceName": "s3", "Region": REGION}
    key = {"UserName": "ann", "AccessKeyId": "AKIAEXAMPLEEXAMPLE", "Status": "Active"}
    door = Answers(
        {
            "GetAccountAuthorizationDetails": {"UserDetailList": [user]},
            "GetUser": {"User": {**user, "PasswordLastUsed": "2026-01-01T00:00:00Z"}},
            "GetLoginProfile": "NoSuchEntity",
            "ListMFADevices": {"MFADevices": []},
            "ListAccessKeys": {"AccessKeyMetadata": [key]},
            "GetAccessKeyLastUsed": {"AccessKeyLastUsed": used},
        }
    )

    patch = collect(door, "AWS::IAM::AccessKey")
    (ann,) = seen(patch, "AWS::IAM::User")
    (found,) = seen(patch, "AWS::IAM::AccessKey")

    assert ann.aspects["login-profile"].state == "absent"
    assert ann.aspects["mfa-devices"].value == []
    assert found.key.id == f"{user['Arn']}#AKIAEXAMPLEEXAMPLE"
    assert found.aspects["last-used"].value == {}
    assert len(found.volatile) == 3


def _organization(account: str) -> Answers:
    unit = f"arn:aws:organizations::{OWN}:ou/o-1"
    return Answers(
        {
            "DescribeOrganization": {
                "Organization": {
                    "Id": "o-1",
                    "Arn": f"arn:aws:organizations::{OWN}:organization/o-1",
                    "MasterAccountId": OWN,
                }
            },
            "ListRoots": {
                "Roots": [{"Id": "r-1", "Arn": f"arn:aws:organizations::{OWN}:root/o-1/r-1"}]
            },
            "ListOrganizationalUnitsForParent": lambda params: {
                "OrganizationalUnits": {
                    "r-1": [{"Id": "ou-a", "Arn": f"{unit}/ou-a"}],
                    "ou-a": [{"Id": "ou-b", "Arn": f"{unit}/ou-b"}],
                }.get(params["ParentId"], [])
            },
            "ListAccountsForParent": lambda params: {
                "Accounts": [
                    {"Id": OTHER, "Arn": f"arn:aws:organizations::{OWN}:account/o-1/{OTHER}"}
                ]
                if params["ParentId"] == "ou-b"
                else []
            },
            "ListTagsForResource": {"Tags": [{"Key": "stage", "Value": "live"}]},
        },
        account,
    )


def test_organization_is_walked_down_to_accounts():
    """Units inside units are found, and each thing says what it stands in."""
    patch = collect(_organization(OWN), "AWS::Organizations::Account")

    (account,) = seen(patch, "AWS::Organizations::Account")
    units = seen(patch, "AWS::Organizations::OrganizationalUnit")

    assert targets(account, "member-of") == {"id:ou-b"}
    assert [targets(one, "member-of") for one in units] == [{"id:r-1"}, {"id:ou-a"}]
    assert derived(account).tags == {"stage": "live"}
    assert {Ref("account", OTHER), Ref("arn", f"arn:aws:iam::{OTHER}:root")} <= set(
        derived(account).aliases
    )
    assert {one.state for one in patch.coverage} == {State.COMPLETE}


def test_organization_is_walked_from_its_management_account_only():
    """A member reads the organization, and does not ask for what only the management may."""
    door = _organization(OTHER)

    patch = collect(door, *(one.type for one in organizations.DECLARATIONS))

    assert {ask.operation for ask in door.heard} == {"DescribeOrganization"}
    assert seen(patch, "AWS::Organizations::Organization")[0].account == OWN


def test_control_policy_says_what_it_applies_to():
    """A control policy's text is parsed, and its targets are relations."""
    door = _organization(OWN)
    door._answers.update(  # noqa: SLF001  the fake's own
        {
            "ListPolicies": {"Policies": [{"Id": "p-1", "Arn": "arn:p-1", "AwsManaged": False}]},
            "DescribePolicy": {"Policy": {"Content": json.dumps(policy({"Effect": "Deny"}))}},
            "ListTargetsForPolicy": {"Targets": [{"TargetId": "ou-a"}, {"TargetId": OTHER}]},
        }
    )
    type_ = "AWS::Organizations::ServiceControlPolicy"

    (found,) = seen(collect(door, type_), type_)

    assert found.aspects["document"].value["Statement"] == [{"Effect": "Deny"}]
    assert targets(found, "applies-to") == {"id:ou-a", f"id:{OTHER}"}


# --- storage and messages ---------------------------------------------------------------

BUCKET_ABSENT = {
    "GetBucketPolicy": "NoSuchBucketPolicy",
    "GetBucketPolicyStatus": "NoSuchBucketPolicy",
    "GetBucketOwnershipControls": "OwnershipControlsNotFoundError",
    "GetPublicAccessBlock": "NoSuchPublicAccessBlockConfiguration",
    "GetBucketEncryption": "ServerSideEncryptionConfigurationNotFoundError",
    "GetBucketLogging": {},
    "GetBucketWebsite": "NoSuchWebsiteConfiguration",
    "GetBucketCors": "NoSuchCORSConfiguration",
    "GetBucketReplication": "ReplicationConfigurationNotFoundError",
    "GetBucketTagging": "NoSuchTagSet",
}
BUCKET_ALWAYS = {
    "GetBucketAcl": {"Owner": {"ID": "o"}, "Grants": []},
    "GetBucketVersioning": {},
    "GetBucketNotificationConfiguration": {},
}


def test_bucket_without_settings_has_them_absent():
    """Each code of *none is set* is an absent aspect, and nothing is unknown."""
    bucket = {"Name": "plain", "BucketRegion": REGION}
    door = Answers({"ListBuckets": {"Buckets": [bucket]}, **BUCKET_ABSENT, **BUCKET_ALWAYS})

    (found,) = seen(collect(door, "AWS::S3::Bucket"), "AWS::S3::Bucket")

    states = {name: aspect.state for name, aspect in found.aspects.items()}
    assert sorted(name for name, state in states.items() if state == "present") == [
        "acl",
        "notification",
        "versioning",
    ]
    assert "unknown" not in states.values()
    assert door.calls("GetBucketLocation") == []
    assert (found.region, found.listed_in) == (REGION, "global")
    assert {ask.region for ask in door.heard} == {"global", REGION}


@pytest.mark.parametrize(
    ("constraint", "region"), [(None, "us-east-1"), ("EU", "eu-west-1"), (REGION, REGION)]
)
def test_bucket_whose_region_is_not_listed_is_asked_for_it(constraint, region):
    """The location's odd words are regions too."""
    door = Answers(
        {
            "ListBuckets": {"Buckets": [{"Name": "plain"}]},
            "GetBucketLocation": {"LocationConstraint": constraint},
        }
    )

    (found,) = seen(collect(door, "AWS::S3::Bucket"), "AWS::S3::Bucket")

    assert found.region == region
    assert Ref("dns", f"plain.s3.{region}.amazonaws.com") in derived(found).aliases


def test_bucket_policy_key_and_log_target_are_relations():
    """What the settings name is found in their aspects."""
    key = f"arn:aws:kms:{REGION}:{OWN}:key/1"
    text = json.dumps(policy({"Effect": "Allow", "Principal": {"AWS": OTHER}}))
    encryption = {
        "Rules": [{"ApplyServerSideEncryptionByDefault": {"KMSMasterKeyID": key}}],
    }
    door = Answers(
        {
            **BUCKET_ABSENT,
            **BUCKET_ALWAYS,
            "ListBuckets": {"Buckets": [{"Name": "data", "BucketRegion": REGION}]},
            "GetBucketPolicy": {"Policy": text},
            "GetBucketEncryption": {"ServerSideEncryptionConfiguration": encryption},
            "GetBucketLogging": {"LoggingEnabled": {"TargetBucket": "logs"}},
        }
    )

    (found,) = seen(collect(door, "AWS::S3::Bucket"), "AWS::S3::Bucket")

    assert targets(found, "trusts") == {f"account:{OTHER}"}
    assert targets(found, "encrypted-with") == {f"arn:{key}"}
    assert targets(found, "logs-to") == {f"name:AWS::S3::Bucket/{OWN}/global/logs"}


def test_queue_that_may_not_be_described_keeps_its_id():
    """A queue's id and owner are read out of its URL."""
    url = f"https://sqs.{REGION}.amazonaws.com/{OWN}/orders"
    door = Answers({"ListQueues": {"QueueUrls": [url]}})

    (found,) = seen(collect(door, "AWS::SQS::Queue"), "AWS::SQS::Queue")

    assert found.key.id == f"arn:aws:sqs:{REGION}:{OWN}:orders"
    assert found.account == OWN
    assert found.config is None


def test_queue_parses_its_policy_and_leaves_counts_aside():
    """Attributes that hold JSON are documents; counts of messages are no change."""
    url = f"https://sqs.{REGION}.amazonaws.com/{OWN}/orders"
    attributes = {
        "QueueArn": f"arn:aws:sqs:{REGION}:{OWN}:orders",
        "Policy": json.dumps(policy({"Effect": "Allow", "Principal": "*"})),
        "RedrivePolicy": json.dumps({"deadLetterTargetArn": "arn:aws:sqs:x:y:dead"}),
        "ApproximateNumberOfMessages": "7",
    }
    door = Answers(
        {
            "ListQueues": {"QueueUrls": [url]},
            "GetQueueAttributes": {"Attributes": attributes},
            "ListQueueTags": {"Tags": {"team": "shop"}},
        }
    )

    (found,) = seen(collect(door, "AWS::SQS::Queue"), "AWS::SQS::Queue")

    assert targets(found, "trusts") == {"everyone:*"}
    assert targets(found, "refers-to") == {"arn:arn:aws:sqs:x:y:dead"}
    assert "ApproximateNumberOfMessages" not in found.config
    assert derived(found).tags == {"team": "shop"}


# --- compute ----------------------------------------------------------------------------


def test_secrets_of_functions_and_tasks_do_not_enter():
    """Environments become digests; what is no secret beside them stays readable."""
    planted = "correct-horse-battery"
    function = {
        "FunctionName": "pay",
        "FunctionArn": f"arn:aws:lambda:{REGION}:{OWN}:function:pay",
        "Role": f"arn:aws:iam::{OWN}:role/pay",
        "Environment": {"Variables": {"TOKEN": planted}},
    }
    container = {
        "name": "web",
        "image": f"{OWN}.dkr.ecr.{REGION}.amazonaws.com/web:1",
        "environment": [{"name": "PASSWORD", "value": planted}],
        "secrets": [{"name": "DB", "valueFrom": "arn:aws:secretsmanager:x:y:secret:db"}],
        "logConfiguration": {"options": {"awslogs-group": "/web", "splunk-token": planted}},
    }
    cluster, service = f"arn:aws:ecs:{REGION}:{OWN}:cluster/c", f"arn:ecs:{REGION}:service/c/web"
    door = Answers(
        {
            "ListFunctions": {"Functions": [function]},
            "GetPolicy": "ResourceNotFoundException",
            "ListTags": {"Tags": {}},
            "ListClusters": {"clusterArns": [cluster]},
            "DescribeClusters": {"clusters": [{"clusterArn": cluster}]},
            "ListServices": {"serviceArns": [service]},
            "DescribeServices": {"services": [{"serviceArn": service, "taskDefinition": "web:1"}]},
            "DescribeTaskDefinition": {
                "taskDefinition": {
                    "taskDefinitionArn": "arn:td/web:1",
                    "containerDefinitions": [container],
                },
                "tags": [{"key": "team", "value": "shop"}],
            },
        }
    )

    patch = collect(door, "AWS::Lambda::Function", ecs.TASK_DEFINITION.type)
    (found,) = seen(patch, "AWS::ECS::TaskDefinition")

    assert planted not in repr(patch)
    assert {one.type for one in patch.claims} >= {"AWS::Lambda::Function", "AWS::ECS::Service"}
    assert targets(found, "derived-from") == {f"image:{OWN}.dkr.ecr.{REGION}.amazonaws.com/web"}
    assert targets(found, "refers-to") == {"arn:arn:aws:secretsmanager:x:y:secret:db"}
    assert targets(found, "logs-to") == {f"name:AWS::Logs::LogGroup/{OWN}/{REGION}//web"}
    assert derived(found).tags == {"team": "shop"}


def test_task_is_part_of_the_service_that_started_it():
    """A service answers to its deployments, and a task names the one that started it."""
    service = Observation(
        key=Key("aws", "aws", "AWS::ECS::Service", "arn:s"),
        viewer=OWN,
        observed_at=StillClock().now(),
        account=OWN,
        region=REGION,
        listed_in=REGION,
        native_id="arn:s",
        config={"deployments": [{"id": "ecs-svc/1"}]},
    )

    assert Ref("ecs-deployment", "ecs-svc/1") in derived(service).aliases


# --- edges ------------------------------------------------------------------------------


def test_dns_records_are_children_of_their_zone():
    """Name, type and set identifier make a record's key; addresses, names and aliases resolve."""
    records = [
        {"Name": "a.shop.", "Type": "A", "ResourceRecords": [{"Value": "192.0.2.1"}]},
        {
            "Name": "b.shop.",
            "Type": "A",
            "SetIdentifier": "blue",
            "AliasTarget": {"DNSName": "dualstack.LB-1.elb.amazonaws.com."},
        },
        {"Name": "c.shop.", "Type": "CNAME", "ResourceRecords": [{"Value": "A.shop."}]},
        {"Name": "d.shop.", "Type": "TXT", "ResourceRecords": [{"Value": "192.0.2.9"}]},
    ]
    zone = {"Id": "/hostedzone/Z1", "Name": "shop.", "Config": {"PrivateZone": False}}
    door = Answers(
        {
            "ListHostedZones": {"HostedZones": [zone]},
            "ListResourceRecordSets": {"ResourceRecordSets": records},
            "ListTagsForResource": {"ResourceTagSet": {"Tags": []}},
        }
    )

    patch = collect(door, "AWS::Route53::RecordSet")
    (found_zone,) = seen(patch, "AWS::Route53::HostedZone")
    found = seen(patch, "AWS::Route53::RecordSet")

    assert found_zone.key.id == "arn:aws:route53:::hostedzone/Z1"
    assert found_zone.aspects["networks"].state == "absent"
    assert [one.key.id.partition("#")[2] for one in found] == [
        "a.shop.|A",
        "b.shop.|A|blue",
        "c.shop.|CNAME",
        "d.shop.|TXT",
    ]
    assert [targets(one, "resolves-to") for one in found] == [
        {"ip:192.0.2.1"},
        {"dns:lb-1.elb.amazonaws.com"},
        {"dns:a.shop"},
        set(),
    ]
    assert door.calls("ListTagsForResource")[0]["ResourceId"] == "Z1"


def test_rest_api_methods_name_what_they_call():
    """An invocation URI names a function, a URL a host, a link its id."""
    function = f"arn:aws:lambda:{REGION}:{OWN}:function:pay"
    uri = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{function}/invocations"
    methods = {
        "GET": {"methodIntegration": {"uri": uri}},
        "PUT": {"methodIntegration": {"uri": "http://inner.shop:8080/x", "connectionId": "l1"}},
        "OPTIONS": {},
    }
    door = Answers(
        {
            "GetRestApis": {"items": [{"id": "api1", "name": "shop"}]},
            "GetResources": {"items": [{"id": "r1", "resourceMethods": methods}]},
        }
    )

    (found,) = seen(collect(door, apigateway.REST_RESOURCE.type), apigateway.REST_RESOURCE.type)

    assert found.key.id == f"arn:aws:apigateway:{REGION}::/restapis/api1/resources/r1"
    assert targets(found, "targets") == {f"arn:{function}", "dns:inner.shop"}
    assert targets(found, "attached-to") == {"id:l1"}
    assert targets(found, "part-of") == {f"name:AWS::ApiGateway::RestApi/{OWN}/{REGION}/api1"}


def test_rest_api_policy_is_read_though_it_is_escaped_twice():
    """API Gateway hands a policy out as the inside of a JSON string."""
    text = json.dumps(policy({"Effect": "Allow", "Principal": "*"}))
    api = {"id": "api1", "policy": json.dumps(text)[1:-1]}
    door = Answers({"GetRestApis": {"items": [api]}})

    (found,) = seen(collect(door, apigateway.REST_API.type), apigateway.REST_API.type)

    assert targets(found, "trusts") == {"everyone:*"}


def test_stack_manages_resources_and_hides_its_values():
    """Resources of a stack are named by name or ARN; parameters and outputs are digests."""
    planted = "s3cr3t-of-the-stack"
    stack = {
        "StackId": f"arn:aws:cloudformation:{REGION}:{OWN}:stack/shop/1",
        "StackName": "shop",
        "Parameters": [{"ParameterKey": "Password", "ParameterValue": planted}],
        "Outputs": [{"OutputKey": "Url", "OutputValue": planted}],
    }
    resources = [
        {"LogicalResourceId": "Data", "PhysicalResourceId": "data-bucket"},
        {"LogicalResourceId": "Topic", "PhysicalResourceId": "arn:aws:sns:x:y:topic"},
    ]
    door = Answers(
        {
            "DescribeStacks": {"Stacks": [stack]},
            "ListStackResources": {"StackResourceSummaries": resources},
        }
    )
    type_ = "AWS::CloudFormation::Stack"

    (found,) = seen(collect(door, type_), type_)

    assert planted not in repr(found)
    assert targets(found, "manages") == {"id:data-bucket", "arn:arn:aws:sns:x:y:topic"}


def test_public_snapshot_is_shared_with_everyone():
    """The word `all` among the accounts of a snapshot means everybody."""
    snapshot = {
        "DBSnapshotIdentifier": "s",
        "DBSnapshotArn": f"arn:aws:rds:{REGION}:{OWN}:snapshot:s",
        "SnapshotType": "manual",
    }
    attributes = [{"AttributeName": "restore", "AttributeValues": [OTHER, "all"]}]
    door = Answers(
        {
            "DescribeDBSnapshots": {"DBSnapshots": [snapshot]},
            "DescribeDBSnapshotAttributes": {
                "DBSnapshotAttributesResult": {"DBSnapshotAttributes": attributes}
            },
        }
    )

    (found,) = seen(collect(door, "AWS::RDS::DBSnapshot"), "AWS::RDS::DBSnapshot")

    assert targets(found, "shared-with") == {f"account:{OTHER}", "everyone:all"}


def test_every_version_of_a_layer_and_of_a_function_is_seen():
    """An older one stays what it was shared as, and what it runs as."""
    layer = f"arn:aws:lambda:{REGION}:{OWN}:layer:tools"
    function = f"arn:aws:lambda:{REGION}:{OWN}:function:shop"
    versions = [
        {"FunctionName": "shop", "FunctionArn": f"{function}:{one}", "Version": one}
        for one in ("$LATEST", "1")
    ]
    door = Answers(
        {
            "ListFunctions": {"Functions": [{"FunctionName": "shop", "FunctionArn": function}]},
            "GetPolicy": "ResourceNotFoundException",
            "ListTags": {"Tags": {}},
            "ListVersionsByFunction": {
                "Versions": [{**one, "Role": "arn:aws:iam::1:role/old"} for one in versions]
            },
            "ListLayers": {"Layers": [{"LayerName": "tools", "LayerArn": layer}]},
            "ListLayerVersions": {
                "LayerVersions": [
                    {"LayerVersionArn": f"{layer}:{one}", "Version": one} for one in (2, 1)
                ]
            },
            "GetLayerVersionPolicy": lambda params: {
                "Policy": json.dumps(
                    policy({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"})
                )
                if params["VersionNumber"] == 1
                else None
            },
        }
    )

    patch = collect(door, "AWS::Lambda::LayerVersion", "AWS::Lambda::Version")
    old, new = seen(patch, "AWS::Lambda::LayerVersion")
    (published,) = seen(patch, "AWS::Lambda::Version")

    assert targets(old, "trusts") == {"everyone:*"}
    assert targets(new, "trusts") == set()
    assert targets(old, "part-of") == {f"arn:{layer}"}
    assert (published.key.id, published.native_id) == (f"{function}:1", "shop:1")
    assert targets(published, "runs-as") == {"arn:arn:aws:iam::1:role/old"}
    assert {one.type for one in patch.claims} >= {"AWS::Lambda::LayerVersion"}


def test_rule_starts_a_task_in_a_network():
    """A target of ECS names what it runs, as whom, and behind which groups."""
    bus = f"arn:aws:events:{REGION}:{OWN}:event-bus/default"
    definition = f"arn:aws:ecs:{REGION}:{OWN}:task-definition/job:7"
    network = {"awsvpcConfiguration": {"Subnets": ["subnet-1"], "SecurityGroups": ["sg-1"]}}
    target = {
        "Id": "1",
        "Arn": f"arn:aws:ecs:{REGION}:{OWN}:cluster/main",
        "RoleArn": "arn:aws:iam::1:role/starts",
        "EcsParameters": {"TaskDefinitionArn": definition, "NetworkConfiguration": network},
    }
    door = Answers(
        {
            "ListEventBuses": {"EventBuses": [{"Name": "default", "Arn": bus}]},
            "ListRules": {
                "Rules": [{"Name": "nightly", "Arn": f"{bus}/nightly", "EventBusName": "default"}]
            },
            "ListTargetsByRule": {"Targets": [target]},
        }
    )

    (found,) = seen(collect(door, "AWS::Events::Rule"), "AWS::Events::Rule")

    assert targets(found, "targets") == {f"arn:{definition}", f"arn:{target['Arn']}"}
    assert targets(found, "runs-as") == {"arn:arn:aws:iam::1:role/starts"}
    assert (targets(found, "in-subnet"), targets(found, "uses-filter")) == (
        {"id:subnet-1"},
        {"id:sg-1"},
    )


@pytest.mark.parametrize(
    ("administrator", "state", "members"),
    [
        ({"Administrator": {"AccountId": OTHER}}, State.UNAVAILABLE, "absent"),
        ("ResourceNotFoundException", State.FAILED, "unknown"),
    ],
)
def test_what_answers_administrators_alone_is_no_gap_in_a_member(administrator, state, members):
    """A member is not asked; where there is no administrator, a refusal is one."""
    hub = f"arn:aws:securityhub:{REGION}:{OWN}:hub/default"
    door = Answers(
        {
            "DescribeHub": {"HubArn": hub},
            "GetAdministratorAccount": administrator,
            "ListMembers": "InvalidAccessException",
            "ListAutomationRules": "InvalidAccessException",
        }
    )

    patch = collect(door, "AWS::SecurityHub::AutomationRule")
    (found,) = seen(patch, "AWS::SecurityHub::Hub")
    states = {one.scope.type: one.state for one in patch.coverage}

    assert states["AWS::SecurityHub::AutomationRule"] is state
    assert found.aspects["members"].state == members
    assert "AWS::SecurityHub::AutomationRule" not in {one.type for one in patch.claims}


def test_snapshot_of_a_cache_leads_to_what_it_was_taken_of():
    """It holds the data under its own key."""
    snapshot = {
        "ARN": f"arn:aws:elasticache:{REGION}:{OWN}:snapshot:nightly",
        "SnapshotName": "nightly",
        "ReplicationGroupId": "sessions",
        "KmsKeyId": "key-1",
    }
    door = Answers({"DescribeSnapshots": {"Snapshots": [snapshot]}})

    type_ = "AWS::ElastiCache::Snapshot"
    (found,) = seen(collect(door, type_), type_)

    group = f"name:AWS::ElastiCache::ReplicationGroup/{OWN}/{REGION}/sessions"
    assert targets(found, "derived-from") == {group}
    assert targets(found, "encrypted-with") == {"id:key-1"}


def test_thing_signs_in_with_its_certificates():
    """Policies apply to the certificate, and the certificate is the thing's."""
    certificate = f"arn:aws:iot:{REGION}:{OWN}:cert/0a1b"
    thing = f"arn:aws:iot:{REGION}:{OWN}:thing/lamp"
    door = Answers(
        {
            "ListThings": {"things": [{"thingName": "lamp", "thingArn": thing}]},
            "ListThingPrincipals": {"principals": [certificate, "eu-west-1:cognito"]},
        }
    )

    (found,) = seen(collect(door, "AWS::IoT::Thing"), "AWS::IoT::Thing")

    assert (found.key.id, targets(found, "runs-as")) == (thing, {f"arn:{certificate}"})
