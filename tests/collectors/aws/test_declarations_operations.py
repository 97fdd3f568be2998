"""What the declarations say of services that run, carry, watch and hand out, claim by claim."""

import json

import botocore.session
import pytest

from cartographer.model.coverage import State
from cartographer.model.key import Ref
from collectors.aws.paging import undeclared_paging
from tests.collectors.aws.account import (
    OTHER,
    OWN,
    REGION,
    Answers,
    collect,
    derived,
    policy,
    seen,
    targets,
)

PLANTED = "correct-horse-battery"
ROLE = f"arn:aws:iam::{OWN}:role/work"
KEY = f"arn:aws:kms:{REGION}:{OWN}:key/1"
FUNCTION = f"arn:aws:lambda:{REGION}:{OWN}:function:work"


def only(type_, answers):
    """Return the one observation of a type that some answers make."""
    (found,) = seen(collect(Answers(answers), type_), type_)
    return found


def open_to(principal):
    """Return a policy, as text, that lets a principal in."""
    return json.dumps(policy({"Effect": "Allow", "Principal": principal, "Action": "*"}))


# --- secrets ------------------------------------------------------------------------------

SENT = {
    part: [{"Key": "Authorization", "Value": PLANTED, "IsValueSecret": False}]
    for part in ("HeaderParameters", "QueryStringParameters", "BodyParameters")
}
HTTP = {
    "PathParameterValues": [PLANTED],
    "HeaderParameters": {"Authorization": PLANTED},
    "QueryStringParameters": {"token": PLANTED},
}
ACTIONS = [
    {
        "http": {
            "url": f"https://hooks.example.com/{PLANTED}",
            "confirmationUrl": f"https://hooks.example.com/{PLANTED}",
            "headers": [{"key": "Authorization", "value": PLANTED}],
        }
    },
    {"salesforce": {"token": PLANTED, "url": "https://s.example.com"}},
    {
        "kafka": {
            "clientProperties": {"sasl.scram.password": PLANTED},
            "headers": [{"key": "k", "value": PLANTED}],
        }
    },
    {"republish": {"headers": {"userProperties": [{"key": "k", "value": PLANTED}]}}},
]
RADIUS = {"RadiusServers": ["192.0.2.1"], "SharedSecret": PLANTED}
SECRETS = {
    "AWS::Scheduler::Schedule": {
        "ListSchedules": {"Schedules": [{"Arn": "arn:s", "Name": "s", "GroupName": "g"}]},
        "GetSchedule": {
            "Arn": "arn:s",
            "Name": "s",
            "GroupName": "g",
            "Target": {
                "Arn": FUNCTION,
                "Input": json.dumps({"password": PLANTED}),
                "SageMakerPipelineParameters": {
                    "PipelineParameterList": [{"Name": "n", "Value": PLANTED}]
                },
                "EventBridgePutRawEventsParameters": {"Metadata": {"m": PLANTED}},
            },
        },
    },
    "AWS::Pipes::Pipe": {
        "ListPipes": {"Pipes": [{"Arn": "arn:p", "Name": "p"}]},
        "DescribePipe": {
            "Arn": "arn:p",
            "Name": "p",
            "EnrichmentParameters": {"InputTemplate": PLANTED, "HttpParameters": HTTP},
            "TargetParameters": {
                "InputTemplate": PLANTED,
                "HttpParameters": HTTP,
                "EcsTaskParameters": {
                    "Overrides": {
                        "ContainerOverrides": [
                            {
                                "Name": "c",
                                "Environment": [{"name": "E", "value": PLANTED}],
                                "Command": ["run", PLANTED],
                            }
                        ]
                    }
                },
                "BatchJobParameters": {
                    "ContainerOverrides": {
                        "Environment": [{"Name": "E", "Value": PLANTED}],
                        "Command": [PLANTED],
                    },
                    "Parameters": {"p": PLANTED},
                },
                "RedshiftDataParameters": {"Sqls": [f"SELECT '{PLANTED}'"]},
                "SageMakerPipelineParameters": {
                    "PipelineParameterList": [{"Name": "n", "Value": PLANTED}]
                },
            },
        },
    },
    "AWS::Events::Connection": {
        "ListConnections": {"Connections": [{"ConnectionArn": "arn:c", "Name": "c"}]},
        "DescribeConnection": {
            "ConnectionArn": "arn:c",
            "Name": "c",
            "AuthParameters": {
                "OAuthParameters": {"OAuthHttpParameters": SENT},
                "InvocationHttpParameters": SENT,
            },
        },
    },
    "AWS::Events::ApiDestination": {
        "ListApiDestinations": {
            "ApiDestinations": [
                {
                    "ApiDestinationArn": "arn:d",
                    "Name": "d",
                    "InvocationEndpoint": f"https://hooks.example.com/T/{PLANTED}",
                }
            ]
        },
    },
    "AWS::SES::ReceiptRuleSet": {
        "ListReceiptRuleSets": {"RuleSets": [{"Name": "r"}]},
        "DescribeReceiptRuleSet": {
            "Rules": [
                {
                    "Name": "one",
                    "Actions": [{"AddHeaderAction": {"HeaderName": "X", "HeaderValue": PLANTED}}],
                }
            ]
        },
    },
    "AWS::IoT::TopicRule": {
        "ListTopicRules": {"rules": [{"ruleArn": "arn:r", "ruleName": "r"}]},
        "GetTopicRule": {"ruleArn": "arn:r", "rule": {"ruleName": "r", "actions": ACTIONS}},
    },
    "AWS::ApiGateway::ApiKey": {
        "GetApiKeys": {"items": [{"id": "k", "name": "k", "value": PLANTED}]}
    },
    "AWS::CloudFront::ResponseHeadersPolicy": {
        "ListResponseHeadersPolicies": {
            "ResponseHeadersPolicyList": {
                "Items": [
                    {
                        "ResponseHeadersPolicy": {
                            "Id": "p",
                            "ResponseHeadersPolicyConfig": {
                                "CustomHeadersConfig": {
                                    "Items": [{"Header": "X", "Value": PLANTED}]
                                }
                            },
                        }
                    }
                ]
            }
        },
    },
    "AWS::CloudFront::ContinuousDeploymentPolicy": {
        "ListContinuousDeploymentPolicies": {
            "ContinuousDeploymentPolicyList": {
                "Items": [
                    {
                        "ContinuousDeploymentPolicy": {
                            "Id": "p",
                            "ContinuousDeploymentPolicyConfig": {
                                "TrafficConfig": {
                                    "SingleHeaderConfig": {"Header": "X", "Value": PLANTED}
                                }
                            },
                        }
                    }
                ]
            }
        },
    },
    "AWS::CloudFormation::StackSet": {
        "ListStackSets": {"Summaries": [{"StackSetName": "s", "StackSetId": "s:1"}]},
        "DescribeStackSet": {
            "StackSet": {
                "StackSetName": "s",
                "StackSetId": "s:1",
                "TemplateBody": f"Password: {PLANTED}",
                "Parameters": [
                    {
                        "ParameterKey": "Password",
                        "ParameterValue": PLANTED,
                        "ResolvedValue": PLANTED,
                    }
                ],
            }
        },
    },
    "AWS::SSM::SessionManagerPreferences": {
        "GetDocument": {
            "Name": "SSM-SessionManagerRunShell",
            "Content": json.dumps({"inputs": {"shellProfile": {"linux": f"export P={PLANTED}"}}}),
        },
    },
    "AWS::SSM::MaintenanceWindow": {
        "DescribeMaintenanceWindows": {"WindowIdentities": [{"WindowId": "mw-1"}]},
        "DescribeMaintenanceWindowTasks": {
            "Tasks": [{"WindowTaskId": "t", "TaskParameters": {"commands": {"Values": [PLANTED]}}}]
        },
    },
    "AWS::SSM::PatchBaseline": {
        "DescribePatchBaselines": {"BaselineIdentities": [{"BaselineId": "pb-1"}]},
        "GetPatchBaseline": {
            "BaselineId": "pb-1",
            "Sources": [{"Name": "s", "Configuration": f"password={PLANTED}"}],
        },
    },
    "AWS::SSM::Association": {
        "ListAssociations": {"Associations": [{"AssociationId": "a"}]},
        "DescribeAssociation": {
            "AssociationDescription": {
                "AssociationId": "a",
                "Parameters": {"commands": [f"login {PLANTED}"]},
            }
        },
    },
    "AWS::Grafana::Workspace": {
        "ListWorkspaces": {"workspaces": [{"id": "g-1", "grafanaToken": PLANTED}]},
        "DescribeWorkspace": {"workspace": {"id": "g-1", "grafanaToken": PLANTED}},
    },
    "AWS::AppConfig::ConfigurationProfile": {
        "ListApplications": {"Items": [{"Id": "app"}]},
        "ListConfigurationProfiles": {"Items": [{"Id": "p"}]},
        "GetConfigurationProfile": {
            "Id": "p",
            "Validators": [{"Type": "JSON_SCHEMA", "Content": PLANTED}],
        },
    },
    "AWS::WorkSpaces::Directory": {
        "DescribeWorkspaceDirectories": {
            "Directories": [{"DirectoryId": "d-1", "RegistrationCode": PLANTED}]
        },
    },
    "AWS::DirectoryService::Directory": {
        "DescribeDirectories": {
            "DirectoryDescriptions": [
                {
                    "DirectoryId": "d-1",
                    "RadiusSettings": RADIUS,
                    "OwnerDirectoryDescription": {"RadiusSettings": RADIUS},
                }
            ]
        },
    },
    "AWS::Route53::HealthCheck": {
        "ListHealthChecks": {
            "HealthChecks": [
                {"Id": "h", "HealthCheckConfig": {"ResourcePath": f"/up?token={PLANTED}"}}
            ]
        },
    },
    "AWS::AutoScaling::LifecycleHook": {
        "DescribeAutoScalingGroups": {
            "AutoScalingGroups": [{"AutoScalingGroupName": "g", "AutoScalingGroupARN": "arn:g"}]
        },
        "DescribeLifecycleHooks": {
            "LifecycleHooks": [
                {
                    "LifecycleHookName": "h",
                    "AutoScalingGroupName": "g",
                    "NotificationMetadata": PLANTED,
                }
            ]
        },
    },
}


@pytest.mark.parametrize("type_", SECRETS)
def test_planted_secret_does_not_enter(type_):
    """The value stands in every place that may hold one, and is nowhere in what was seen."""
    assert PLANTED in repr(SECRETS[type_])

    found = only(type_, SECRETS[type_])

    assert found.config is not None
    assert PLANTED not in repr(found)


def test_action_on_error_hides_its_secrets_too():
    """A rule of IoT has one more action beside its list of them."""
    for action in ACTIONS:
        rule = {"ruleName": "r", "actions": [], "errorAction": action}
        found = only(
            "AWS::IoT::TopicRule",
            {
                "ListTopicRules": {"rules": [{"ruleArn": "arn:r", "ruleName": "r"}]},
                "GetTopicRule": {"ruleArn": "arn:r", "rule": rule},
            },
        )
        assert PLANTED not in repr(found)


def test_webhook_keeps_its_host():
    """The URL of an API destination is a digest; where it leads stays known."""
    found = only("AWS::Events::ApiDestination", SECRETS["AWS::Events::ApiDestination"])

    assert targets(found, "targets") == {"dns:hooks.example.com"}


# --- what carries and runs ------------------------------------------------------------------


def test_schedules_of_two_groups_may_bear_one_name():
    """A schedule's name is its group's and its own; an operation of a service is no target."""
    made = {"Name": "s", "CreationDate": "2026-01-01T00:00:00Z"}
    door = Answers(
        {
            "ListSchedules": {
                "Schedules": [
                    {**made, "Arn": "arn:schedule/a/s", "GroupName": "a"},
                    {**made, "Arn": "arn:schedule/b/s", "GroupName": "b"},
                ]
            },
            "GetSchedule": lambda params: {
                **made,
                "Arn": f"arn:schedule/{params['GroupName']}/s",
                "GroupName": params["GroupName"],
                "Target": {
                    "Arn": FUNCTION
                    if params["GroupName"] == "a"
                    else "arn:aws:scheduler:::aws-sdk:ec2:stopInstances",
                    "RoleArn": ROLE,
                },
            },
        }
    )
    type_ = "AWS::Scheduler::Schedule"

    first, second = seen(collect(door, type_), type_)

    assert (first.native_id, second.native_id) == ("a/s", "b/s")
    assert targets(first, "targets") == {f"arn:{FUNCTION}"}
    assert targets(second, "targets") == set()
    assert targets(second, "runs-as") == {f"arn:{ROLE}"}
    assert targets(first, "part-of") == {f"name:AWS::Scheduler::ScheduleGroup/{OWN}/{REGION}/a"}


def test_pipe_names_what_it_reads_with():
    """A source of one's own is a host; secrets, dead letters and brokers' networks are found."""
    secret = f"arn:aws:secretsmanager:{REGION}:{OWN}:secret:kafka"
    queue = f"arn:aws:sqs:{REGION}:{OWN}:dead"
    described = {
        "Arn": "arn:p",
        "Name": "p",
        "Source": "smk://broker.shop.example:9092",
        "Target": FUNCTION,
        "RoleArn": ROLE,
        "SourceParameters": {
            "FilterCriteria": {"Filters": [{"Pattern": "{}"}]},
            "SelfManagedKafkaParameters": {
                "Credentials": {"SaslScram512Auth": secret},
                "Vpc": {"Subnets": ["subnet-1"], "SecurityGroup": ["sg-1"]},
            },
            "KinesisStreamParameters": {"DeadLetterConfig": {"Arn": queue}},
        },
        "LogConfiguration": {
            "CloudwatchLogsLogDestination": {"LogGroupArn": "arn:aws:logs:x:y:log-group:p:*"}
        },
    }

    found = only(
        "AWS::Pipes::Pipe",
        {"ListPipes": {"Pipes": [{"Arn": "arn:p", "Name": "p"}]}, "DescribePipe": described},
    )

    assert targets(found, "derived-from") == {"dns:broker.shop.example"}
    assert targets(found, "targets") == {f"arn:{FUNCTION}"}
    assert targets(found, "refers-to") == {f"arn:{secret}", f"arn:{queue}"}
    assert targets(found, "in-subnet") == {"id:subnet-1"}
    assert targets(found, "uses-filter") == {"id:sg-1"}
    assert targets(found, "logs-to") == {"arn:arn:aws:logs:x:y:log-group:p"}


def test_rule_of_devices_names_what_its_actions_reach():
    """Actions name their targets by ARN, name, URL and host, and each has its own role."""
    rule = {
        "ruleName": "r",
        "actions": [
            {"lambda": {"functionArn": FUNCTION}},
            {"s3": {"bucketName": "data", "roleArn": ROLE}},
            {"sqs": {"queueUrl": f"https://sqs.{REGION}.amazonaws.com/{OWN}/q", "roleArn": ROLE}},
            {"http": {"url": "https://in.shop.example:8443/x"}},
        ],
        "errorAction": {"cloudwatchLogs": {"logGroupName": "failed", "roleArn": f"{ROLE}-2"}},
    }

    found = only(
        "AWS::IoT::TopicRule",
        {
            "ListTopicRules": {"rules": [{"ruleArn": "arn:r", "ruleName": "r"}]},
            "GetTopicRule": {"ruleArn": "arn:r", "rule": rule},
        },
    )

    assert targets(found, "targets") == {
        f"arn:{FUNCTION}",
        f"name:AWS::S3::Bucket/{OWN}/global/data",
        f"id:https://sqs.{REGION}.amazonaws.com/{OWN}/q",
        "dns:in.shop.example",
    }
    assert targets(found, "runs-as") == {f"arn:{ROLE}", f"arn:{ROLE}-2"}
    assert targets(found, "logs-to") == {f"name:AWS::Logs::LogGroup/{OWN}/{REGION}/failed"}


def test_devices_that_log_nothing_are_no_failure():
    """An account that never set logging has no such setting, and that is known."""
    patch = collect(Answers({"GetV2LoggingOptions": "NotConfiguredException"}), "AWS::IoT::Logging")

    assert patch.upserts == ()
    assert {one.state for one in patch.coverage} == {State.COMPLETE}


def test_stack_instance_is_a_child_of_its_set():
    """An instance names the account that it is rolled out into, and the stack there."""
    stack = f"arn:aws:cloudformation:us-east-1:{OTHER}:stack/StackSet-s/1"
    instance = {"StackSetId": "s:1", "Account": OTHER, "Region": "us-east-1", "StackId": stack}
    answers = {
        **SECRETS["AWS::CloudFormation::StackSet"],
        "ListStackInstances": {"Summaries": [{**instance, "LastOperationId": "7"}]},
    }

    found = only("AWS::CloudFormation::StackInstance", answers)

    set_ = f"arn:aws:cloudformation:{REGION}:{OWN}:stackset/s:1"
    assert found.key.id == f"{set_}#{OTHER}/us-east-1"
    assert found.account == OWN
    assert targets(found, "manages") == {f"arn:{stack}"}
    assert targets(found, "applies-to") == {f"account:{OTHER}"}
    assert targets(found, "part-of") == {f"name:AWS::CloudFormation::StackSet/{OWN}/{REGION}/s"}
    assert "LastOperationId" not in found.config


# --- who is let in --------------------------------------------------------------------------

RESOURCE_POLICIES = {
    "AWS::EventSchemas::Registry": {
        "ListRegistries": {
            "Registries": [
                {"RegistryName": "aws.events", "RegistryArn": "arn:aws"},
                {"RegistryName": "shop", "RegistryArn": "arn:shop"},
            ]
        },
        "GetResourcePolicy": {"Policy": open_to({"AWS": OTHER})},
    },
    "AWS::SES::EmailIdentity": {
        "ListEmailIdentities": {"EmailIdentities": [{"IdentityName": "shop.example"}]},
        "GetEmailIdentity": {"Policies": {"send": open_to({"AWS": OTHER})}},
    },
    "AWS::Logs::Destination": {
        "DescribeDestinations": {
            "destinations": [
                {
                    "arn": "arn:d",
                    "destinationName": "d",
                    "accessPolicy": open_to({"AWS": OTHER}),
                }
            ]
        }
    },
    "AWS::Logs::DeliveryDestination": {
        "DescribeDeliveryDestinations": {"deliveryDestinations": [{"arn": "arn:d", "name": "d"}]},
        "GetDeliveryDestinationPolicy": {
            "policy": {"deliveryDestinationPolicy": open_to({"AWS": OTHER})}
        },
    },
    "AWS::CloudTrail::EventDataStore": {
        "ListEventDataStores": {"EventDataStores": [{"EventDataStoreArn": f"arn:a:c:r:{OWN}:e"}]},
        "GetEventDataStore": {"EventDataStoreArn": f"arn:a:c:r:{OWN}:e", "Name": "e"},
        "GetResourcePolicy": {"ResourcePolicy": open_to({"AWS": OTHER})},
    },
    "AWS::CloudTrail::Channel": {
        "ListChannels": {"Channels": [{"ChannelArn": "arn:channel/1"}]},
        "GetChannel": {"ChannelArn": "arn:channel/1", "Source": "Custom"},
        "GetResourcePolicy": {"ResourcePolicy": open_to({"AWS": OTHER})},
    },
    "AWS::APS::Workspace": {
        "ListWorkspaces": {"workspaces": [{"workspaceId": "ws-1", "arn": "arn:ws"}]},
        "DescribeLoggingConfiguration": "ResourceNotFoundException",
        "DescribeResourcePolicy": {"policyDocument": open_to({"AWS": OTHER})},
    },
    "AWS::ECR::PublicRepository": {
        "DescribeRepositories": {
            "repositories": [{"repositoryArn": "arn:r", "repositoryName": "r", "registryId": OWN}]
        },
        "GetRepositoryPolicy": {"policyText": open_to({"AWS": OTHER})},
    },
}


@pytest.mark.parametrize("type_", RESOURCE_POLICIES)
def test_resource_policy_says_whom_it_lets_in(type_):
    """A policy that is JSON as text is read, wherever the service keeps it."""
    found = only(type_, RESOURCE_POLICIES[type_])

    assert targets(found, "trusts") == {f"account:{OTHER}"}


ABSENT_POLICIES = {
    "AWS::EventSchemas::Registry": ("GetResourcePolicy", "NotFoundException"),
    "AWS::Logs::DeliveryDestination": (
        "GetDeliveryDestinationPolicy",
        "ResourceNotFoundException",
    ),
    "AWS::CloudTrail::EventDataStore": ("GetResourcePolicy", "ResourcePolicyNotFoundException"),
    "AWS::APS::Workspace": ("DescribeResourcePolicy", "ResourceNotFoundException"),
    "AWS::ECR::PublicRepository": ("GetRepositoryPolicy", "RepositoryPolicyNotFoundException"),
}


@pytest.mark.parametrize("type_", ABSENT_POLICIES)
def test_no_policy_is_an_absent_aspect(type_):
    """The code of *none is set* says that there is none, not that it is unknown."""
    operation, code = ABSENT_POLICIES[type_]

    found = only(type_, {**RESOURCE_POLICIES[type_], operation: code})

    assert found.aspects["policy"].state == "absent"


def test_identity_with_several_policies_trusts_them_all():
    """The policies of a mail identity are a map, and one statement may stand alone."""
    alone = {"Effect": "Allow", "Principal": {"Service": "ses.amazonaws.com"}, "Action": "*"}
    policies = {"a": open_to({"AWS": OTHER}), "b": json.dumps({"Statement": alone})}
    answers = RESOURCE_POLICIES["AWS::SES::EmailIdentity"]

    found = only("AWS::SES::EmailIdentity", {**answers, "GetEmailIdentity": {"Policies": policies}})

    assert targets(found, "trusts") == {f"account:{OTHER}", "service:ses.amazonaws.com"}


def test_channel_that_a_service_made_is_not_asked_for_a_policy():
    """A service-linked channel can have none."""
    arn = f"arn:aws:cloudtrail:{REGION}:{OWN}:channel/aws-service-channel/cost/slc"
    door = Answers(
        {
            "ListChannels": {"Channels": [{"ChannelArn": arn}]},
            "GetChannel": {"ChannelArn": arn, "Source": "cost"},
        }
    )

    (found,) = seen(collect(door, "AWS::CloudTrail::Channel"), "AWS::CloudTrail::Channel")

    assert found.aspects["policy"].state == "absent"
    assert door.calls("GetResourcePolicy") == []


def test_public_image_repository_is_everyones():
    """Anybody may pull from it, whatever its policy says of those who push."""
    answers = {
        **RESOURCE_POLICIES["AWS::ECR::PublicRepository"],
        "GetRepositoryPolicy": "RepositoryPolicyNotFoundException",
    }

    found = only("AWS::ECR::PublicRepository", answers)

    assert targets(found, "shared-with") == {"everyone:*"}
    assert found.listed_in == "global"


@pytest.mark.parametrize("everyone", ["all", "All"])
def test_document_says_whom_it_is_shared_with(everyone):
    """A public document is everyone's; an account stays an account."""
    found = only(
        "AWS::SSM::Document",
        {
            "ListDocuments": {"DocumentIdentifiers": [{"Name": "run", "Owner": OWN}]},
            "DescribeDocumentPermission": {"AccountIds": [OTHER, everyone]},
        },
    )

    assert targets(found, "shared-with") == {f"account:{OTHER}", f"everyone:{everyone}"}


def test_only_ones_own_documents_are_asked_for():
    """AWS hands out hundreds of its own to every account."""
    door = Answers({"ListDocuments": {"DocumentIdentifiers": []}})

    collect(door, "AWS::SSM::Document")

    assert door.calls("ListDocuments") == [{"Filters": [{"Key": "Owner", "Values": ["Self"]}]}]


def test_sessions_say_where_they_are_logged():
    """The preferences are JSON in a document; without that document there are none."""
    inputs = {"s3BucketName": "sessions", "cloudWatchLogGroupName": "", "kmsKeyId": KEY}
    answers = {"GetDocument": {"Name": "n", "Content": json.dumps({"inputs": inputs})}}
    type_ = "AWS::SSM::SessionManagerPreferences"

    found = only(type_, answers)

    assert targets(found, "logs-to") == {f"name:AWS::S3::Bucket/{OWN}/global/sessions"}
    assert targets(found, "encrypted-with") == {f"arn:{KEY}"}
    none = collect(Answers({"GetDocument": "InvalidDocument"}), type_)
    assert none.upserts == ()
    assert {one.state for one in none.coverage} == {State.COMPLETE}


def test_portfolio_is_shared_with_accounts_units_and_the_organization():
    """Each kind of recipient is asked for; a pattern of principals is nobody in particular."""
    found = only(
        "AWS::ServiceCatalog::Portfolio",
        {
            "ListPortfolios": {"PortfolioDetails": [{"Id": "port-1", "ARN": "arn:port"}]},
            "ListPortfolioAccess": {"AccountIds": [OTHER]},
            "DescribePortfolioShares": lambda params: {
                "PortfolioShareDetails": [
                    {
                        "PrincipalId": {
                            "ORGANIZATION": "o-1",
                            "ORGANIZATIONAL_UNIT": "ou-1",
                        }[params["Type"]],
                        "Type": params["Type"],
                    }
                ]
            },
            "ListPrincipalsForPortfolio": {
                "Principals": [
                    {"PrincipalARN": ROLE, "PrincipalType": "IAM"},
                    {"PrincipalARN": "arn:aws:iam:::role/a*", "PrincipalType": "IAM_PATTERN"},
                ]
            },
        },
    )

    assert targets(found, "shared-with") == {f"account:{OTHER}", "id:o-1", "id:ou-1"}
    assert targets(found, "trusts") == {f"arn:{ROLE}"}


def test_directory_says_whom_it_is_shared_with_and_whom_it_trusts():
    """Only a managed directory can be shared; its trusts are listed for the whole account."""
    managed = {"DirectoryId": "d-1", "Type": "MicrosoftAD", "VpcSettings": {"VpcId": "vpc-1"}}
    simple = {"DirectoryId": "d-2", "Type": "SimpleAD"}
    trust = {"TrustId": "t-1", "DirectoryId": "d-1", "RemoteDomainName": "corp.example"}
    door = Answers(
        {
            "DescribeDirectories": {"DirectoryDescriptions": [managed, simple]},
            "DescribeSharedDirectories": {
                "SharedDirectories": [{"SharedAccountId": OTHER, "SharedDirectoryId": "d-9"}]
            },
            "DescribeTrusts": {"Trusts": [trust]},
        }
    )

    patch = collect(door, "AWS::DirectoryService::Directory", "AWS::DirectoryService::Trust")
    first, second = seen(patch, "AWS::DirectoryService::Directory")
    (found,) = seen(patch, "AWS::DirectoryService::Trust")

    assert targets(first, "shared-with") == {f"account:{OTHER}"}
    assert targets(first, "in-network") == {"id:vpc-1"}
    assert second.aspects["sharing"].state == "absent"
    assert len(door.calls("DescribeSharedDirectories")) == 1
    assert targets(found, "trusts") == {"dns:corp.example"}
    assert door.calls("DescribeTrusts") == [{}]


def test_policy_that_makes_snapshots_says_whom_it_shares_them_with():
    """Shares and keys stand deep in the schedules of the policy."""
    details = {
        "Schedules": [
            {
                "Name": "daily",
                "ShareRules": [{"TargetAccounts": [OTHER]}],
                "CrossRegionCopyRules": [{"CmkArn": KEY, "Target": "us-east-1"}],
            }
        ]
    }
    found = only(
        "AWS::DLM::LifecyclePolicy",
        {
            "GetLifecyclePolicies": {"Policies": [{"PolicyId": "policy-1"}]},
            "GetLifecyclePolicy": {
                "Policy": {
                    "PolicyId": "policy-1",
                    "PolicyArn": "arn:dlm",
                    "ExecutionRoleArn": ROLE,
                    "PolicyDetails": details,
                }
            },
        },
    )

    assert targets(found, "shared-with") == {f"account:{OTHER}"}
    assert targets(found, "encrypted-with") == {f"arn:{KEY}"}
    assert targets(found, "runs-as") == {f"arn:{ROLE}"}


# --- two ways to one thing ------------------------------------------------------------------


def test_base_path_mappings_are_those_of_private_domain_names():
    """Those of public names are an aspect of the name, and are not asked for twice."""
    door = Answers(
        {
            "GetDomainNames": {
                "items": [
                    {"domainName": "public.shop"},
                    {"domainName": "private.shop", "domainNameId": "x1"},
                ]
            },
            "GetApiMappings": {"Items": []},
            "GetBasePathMappings": {"items": [{"basePath": "(none)", "restApiId": "api1"}]},
        }
    )
    type_ = "AWS::ApiGateway::BasePathMappingV2"

    (found,) = seen(collect(door, type_), type_)

    assert door.calls("GetBasePathMappings") == [
        {"domainName": "private.shop", "domainNameId": "x1"}
    ]
    assert found.key.id.endswith("/domainnames/private.shop+x1#(none)")
    assert targets(found, "targets") == {"id:api1"}


def test_policies_of_aws_are_not_asked_for():
    """CloudFront's own policies are the same in every account."""
    door = Answers({"ListCachePolicies": {"CachePolicyList": {"Items": []}}})

    collect(door, "AWS::CloudFront::CachePolicy")

    assert door.calls("ListCachePolicies") == [{"Type": "custom"}]


def test_signing_of_zones_is_one_call_for_each_public_zone():
    """State and keys are read out of one answer; a private zone cannot be signed."""
    zones = [
        {"Id": "/hostedzone/Z1", "Name": "shop.", "Config": {"PrivateZone": False}},
        {"Id": "/hostedzone/Z2", "Name": "inner.", "Config": {"PrivateZone": True}},
    ]
    door = Answers(
        {
            "ListHostedZones": {"HostedZones": zones},
            "GetDNSSEC": {
                "Status": {"ServeSignature": "SIGNING"},
                "KeySigningKeys": [{"Name": "ksk", "KmsArn": KEY}],
            },
        }
    )

    patch = collect(door, "AWS::Route53::DNSSEC", "AWS::Route53::KeySigningKey")
    (state,) = seen(patch, "AWS::Route53::DNSSEC")
    (key,) = seen(patch, "AWS::Route53::KeySigningKey")

    assert door.calls("GetDNSSEC") == [{"HostedZoneId": "Z1"}]
    assert state.config["Status"] == {"ServeSignature": "SIGNING"}
    assert key.key.id == "arn:aws:route53:::hostedzone/Z1#key-signing-key/ksk"
    assert targets(key, "encrypted-with") == {f"arn:{KEY}"}


def test_health_checks_share_a_call_for_their_tags():
    """Ten at a time, and each gets its own."""
    checks = [{"Id": f"h{number}", "CallerReference": str(number)} for number in range(12)]
    door = Answers(
        {
            "ListHealthChecks": {"HealthChecks": checks},
            "ListTagsForResources": lambda params: {
                "ResourceTagSets": [
                    {"ResourceId": id_, "Tags": [{"Key": "n", "Value": id_}]}
                    for id_ in params["ResourceIds"]
                ]
            },
        }
    )

    found = seen(collect(door, "AWS::Route53::HealthCheck"), "AWS::Route53::HealthCheck")

    assert len(door.calls("ListTagsForResources")) == 2
    assert all(derived(one).tags == {"n": one.native_id} for one in found)


def test_index_of_each_region_is_listed_once():
    """Any region lists the indexes of all, so that one is asked."""
    index = {"Region": "us-west-2", "Arn": "arn:index/1", "Type": "AGGREGATOR"}
    door = Answers({"ListIndexes": {"Indexes": [index]}})
    type_ = "AWS::ResourceExplorer2::Index"

    (found,) = seen(collect(door, type_), type_)

    assert (found.region, found.listed_in) == ("us-west-2", "global")


def test_two_directories_of_one_id_are_told_apart():
    """A directory of desktops bears the id of the directory that it was registered for."""
    found = only(
        "AWS::WorkSpaces::Directory",
        {"DescribeWorkspaceDirectories": {"Directories": [{"DirectoryId": "d-1"}]}},
    )

    own = f"arn:aws:workspaces:{REGION}:{OWN}:directory/d-1"
    assert found.key.id == own
    assert targets(found, "attached-to") == {
        f"name:AWS::DirectoryService::Directory/{OWN}/{REGION}/d-1"
    }
    assert Ref("arn", own) in derived(found).aliases


# --- settings and copies ----------------------------------------------------------------------


def test_key_of_volumes_is_asked_for_only_where_they_are_encrypted():
    """An account that does not encrypt by default uses no key by default."""
    type_ = "AWS::EC2::EbsEncryptionByDefault"
    door = Answers({"GetEbsEncryptionByDefault": {"EbsEncryptionByDefault": False}})

    (off,) = seen(collect(door, type_), type_)
    on = only(
        type_,
        {
            "GetEbsEncryptionByDefault": {"EbsEncryptionByDefault": True},
            "GetEbsDefaultKmsKeyId": {"KmsKeyId": "alias/aws/ebs"},
        },
    )

    assert door.calls("GetEbsDefaultKmsKeyId") == []
    assert targets(off, "encrypted-with") == set()
    assert targets(on, "encrypted-with") == {"id:alias/aws/ebs"}


def test_defaults_that_nobody_set_are_seen():
    """No defaults for metadata is a setting too: an empty one."""
    found = only(
        "AWS::EC2::InstanceMetadataDefaults", {"GetInstanceMetadataDefaults": {"AccountLevel": {}}}
    )

    assert found.config == {}


def test_mirror_says_whose_packets_go_where():
    """A session copies from an interface to a target, which may be another account's."""
    session = {
        "TrafficMirrorSessionId": "tms-1",
        "TrafficMirrorTargetId": "tmt-1",
        "TrafficMirrorFilterId": "tmf-1",
        "NetworkInterfaceId": "eni-1",
        "OwnerId": OTHER,
    }

    found = only(
        "AWS::EC2::TrafficMirrorSession",
        {"DescribeTrafficMirrorSessions": {"TrafficMirrorSessions": [session]}},
    )

    assert found.account == OTHER
    assert targets(found, "attached-to") == {"id:eni-1"}
    assert targets(found, "targets") == {"id:tmt-1"}


def test_account_policy_hands_on_every_log():
    """The document of the policy is JSON, and names where the logs of all groups go."""
    document = {"DestinationArn": "arn:aws:firehose:x:y:deliverystream/d", "RoleArn": ROLE}
    account_policy = {
        "policyName": "all",
        "policyDocument": json.dumps(document),
        "policyType": "SUBSCRIPTION_FILTER_POLICY",
        "accountId": OWN,
    }
    door = Answers({"DescribeAccountPolicies": {"accountPolicies": [account_policy]}})
    type_ = "AWS::Logs::AccountSubscriptionFilterPolicy"

    (found,) = seen(collect(door, type_), type_)

    assert door.calls("DescribeAccountPolicies") == [{"policyType": "SUBSCRIPTION_FILTER_POLICY"}]
    assert targets(found, "logs-to") == {f"arn:{document['DestinationArn']}"}
    assert targets(found, "runs-as") == {f"arn:{ROLE}"}


@pytest.mark.parametrize("location", ["s3://artifacts/canary", "artifacts/canary"])
def test_canary_says_where_it_puts_what_it_found(location):
    """The location is spelt with and without its scheme."""
    canary = {"Id": "1", "Name": "c", "ArtifactS3Location": location, "EngineArn": FUNCTION}

    found = only("AWS::Synthetics::Canary", {"DescribeCanaries": {"Canaries": [canary]}})

    assert targets(found, "logs-to") == {f"name:AWS::S3::Bucket/{OWN}/global/artifacts"}
    assert targets(found, "manages") == {f"arn:{FUNCTION}"}


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("s3://data/conf/a.json", f"name:AWS::S3::Bucket/{OWN}/global/data"),
        ("ssm-parameter:///shop/a", f"name:AWS::SSM::Parameter/{OWN}/{REGION}//shop/a"),
        ("secretsmanager://shop", f"name:AWS::SecretsManager::Secret/{OWN}/{REGION}/shop"),
    ],
)
def test_configuration_says_where_it_is_kept(location, target):
    """The scheme of a location says of what type it is; hosted ones are kept inside."""
    answers = {
        **SECRETS["AWS::AppConfig::ConfigurationProfile"],
        "GetConfigurationProfile": {"Id": "p", "LocationUri": location},
    }

    found = only("AWS::AppConfig::ConfigurationProfile", answers)

    assert targets(found, "derived-from") == {target}


def test_registered_name_is_read_without_its_people():
    """What is asked for does not name the registrant."""
    door = Answers({"ListDomains": {"Domains": [{"DomainName": "shop.example"}]}})

    collect(door, "AWS::Route53Domains::Domain")

    assert {ask.operation for ask in door.heard} == {"ListDomains"}


# --- pages that nobody declares -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("service", "operation", "token"),
    [
        ("cloudfront", "ListCachePolicies", "CachePolicyList.NextMarker"),
        ("cloudfront", "ListKeyGroups", "KeyGroupList.NextMarker"),
        ("cloudfront", "ListOriginRequestPolicies", "OriginRequestPolicyList.NextMarker"),
        ("cloudfront", "ListRealtimeLogConfigs", "RealtimeLogConfigs.NextMarker"),
        ("cloudfront", "ListResponseHeadersPolicies", "ResponseHeadersPolicyList.NextMarker"),
        ("cloudfront", "ListVpcOrigins", "VpcOriginList.NextMarker"),
        (
            "cloudfront",
            "ListContinuousDeploymentPolicies",
            "ContinuousDeploymentPolicyList.NextMarker",
        ),
        ("servicecatalog", "DescribePortfolioShares", "NextPageToken"),
        ("servicecatalog", "ListPortfolioAccess", "NextPageToken"),
    ],
)
def test_token_that_answers_spell_in_another_way_is_followed(service, operation, token):
    """Else what stands on later pages would count as gone."""
    model = botocore.session.get_session().get_service_model(service).operation_model(operation)
    shape = model.output_shape
    for member in token.split("."):
        shape = shape.members[member]

    config = undeclared_paging(model)

    assert config["output_token"] == token
    assert config["input_token"] in model.input_shape.members
