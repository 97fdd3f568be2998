"""What the declarations of build, run and compute services say, on answers as documented."""

import json

import botocore.session
import pytest

from cartographer.model.coverage import State
from cartographer.model.key import Ref
from collectors.aws.paging import undeclared_paging
from collectors.aws.partition import own_arn
from collectors.aws.permission import action
from collectors.aws.registry import declarations
from collectors.engine.expression import arguments
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

KEY = f"arn:aws:kms:{REGION}:{OWN}:key/1"
ROLE = f"arn:aws:iam::{OWN}:role/run"
SHARED = json.dumps(policy({"Effect": "Allow", "Principal": {"AWS": OTHER}}))


def name(type_, native, region=REGION):
    """Return how a relation names a thing by its name."""
    return f"name:{type_}/{OWN}/{region}/{native}"


def state(patch, type_):
    """Return the state of a type's scope."""
    (found,) = (one.state for one in patch.coverage if one.scope.type == type_)
    return found


@pytest.mark.parametrize(
    ("region", "partition"),
    [("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")],
)
def test_arn_of_ones_own_is_of_the_partition_of_the_region(region, partition):
    """No answer bears the partition, and a call for tags needs the whole ARN."""
    given = {"region": region, "account": OWN, "item": {"Name": "nightly"}}

    found = arguments(own_arn("glue", "join('/', ['job', item.Name])"), given)

    assert found == f"arn:{partition}:glue:{region}:{OWN}:job/nightly"


@pytest.mark.parametrize(
    ("service", "operation", "wanted"),
    [
        ("mwaa", "GetEnvironment", "airflow:GetEnvironment"),
        ("kinesisanalyticsv2", "ListApplications", "kinesisanalytics:ListApplications"),
        ("bedrock-agent", "GetAgent", "bedrock:GetAgent"),
        ("emr", "ListClusters", "elasticmapreduce:ListClusters"),
    ],
)
def test_actions_bear_the_prefix_of_the_service(service, operation, wanted):
    """The SDK's names of these services are not the prefixes of their actions."""
    assert action(service, operation) == wanted


# --- delivery ---------------------------------------------------------------------------


def _project(policy_answer):
    project = {
        "name": "shop",
        "arn": f"arn:aws:codebuild:{REGION}:{OWN}:project/shop",
        "serviceRole": ROLE,
        "encryptionKey": f"arn:aws:kms:{REGION}:{OWN}:alias/aws/s3",
        "environment": {"image": f"{OWN}.dkr.ecr.{REGION}.amazonaws.com/build:7"},
        "artifacts": {"type": "S3", "location": "out/shop"},
        "cache": {"type": "NO_CACHE", "location": "none"},
        "vpcConfig": {"vpcId": "vpc-1", "subnets": ["subnet-1"], "securityGroupIds": ["sg-1"]},
        "logsConfig": {"s3Logs": {"status": "ENABLED", "location": "logs/shop"}},
    }
    door = Answers(
        {
            "ListProjects": {"projects": ["shop"]},
            "BatchGetProjects": {"projects": [project]},
            "GetResourcePolicy": policy_answer,
        }
    )
    (found,) = seen(collect(door, "AWS::CodeBuild::Project"), "AWS::CodeBuild::Project")
    return found


def test_build_project_says_where_it_runs_and_what_it_touches():
    """Network, role, image and buckets are relations; a cache that is off is none."""
    found = _project("ResourceNotFoundException")

    assert found.aspects["policy"].state == "absent"
    assert targets(found, "trusts") == set()
    assert targets(found, "in-network") == {"id:vpc-1"}
    assert targets(found, "derived-from") == {f"image:{OWN}.dkr.ecr.{REGION}.amazonaws.com/build"}
    assert targets(found, "refers-to") == {name("AWS::S3::Bucket", "out", "global")}
    assert targets(found, "logs-to") == {name("AWS::S3::Bucket", "logs", "global")}


def test_build_project_that_is_shared_trusts_the_other_account():
    """Sharing a project is a policy on it."""
    assert targets(_project({"policy": SHARED}), "trusts") == {f"account:{OTHER}"}


def test_pipeline_names_what_its_actions_work_on():
    """Names are read by provider; the same field of another provider's action is none."""
    actions = [
        {
            "actionTypeId": {"provider": "CodeStarSourceConnection"},
            "configuration": {"ConnectionArn": "arn:connection"},
        },
        {
            "actionTypeId": {"provider": "CodeBuild"},
            "roleArn": f"arn:aws:iam::{OTHER}:role/build",
            "configuration": {"ProjectName": "shop"},
        },
        {"actionTypeId": {"provider": "Jenkins"}, "configuration": {"ProjectName": "old"}},
    ]
    pipeline = {
        "name": "shop",
        "roleArn": ROLE,
        "artifactStores": {
            REGION: {"location": "one", "encryptionKey": {"id": KEY}},
            "eu-central-1": {"location": "two"},
        },
        "stages": [{"name": "all", "actions": actions}],
    }
    metadata = {"pipelineArn": f"arn:aws:codepipeline:{REGION}:{OWN}:shop", "created": 1}
    door = Answers(
        {
            "ListPipelines": {"pipelines": [{"name": "shop"}]},
            "GetPipeline": {"pipeline": pipeline, "metadata": metadata},
        }
    )

    (found,) = seen(collect(door, "AWS::CodePipeline::Pipeline"), "AWS::CodePipeline::Pipeline")

    assert found.key.id == metadata["pipelineArn"]
    assert targets(found, "runs-as") == {f"arn:{ROLE}", f"arn:arn:aws:iam::{OTHER}:role/build"}
    assert targets(found, "encrypted-with") == {f"arn:{KEY}"}
    assert targets(found, "refers-to") == {
        "arn:arn:connection",
        name("AWS::CodeBuild::Project", "shop"),
        name("AWS::S3::Bucket", "one", "global"),
        name("AWS::S3::Bucket", "two", "global"),
    }


def test_connection_answers_to_the_old_and_the_new_name_of_the_service():
    """It is one thing, seen once, whichever of the two ARNs a pipeline names it by."""
    old = f"arn:aws:codestar-connections:{REGION}:{OWN}:connection/1"
    connection = {"ConnectionArn": old, "ConnectionName": "git", "OwnerAccountId": OWN}
    door = Answers({"ListConnections": {"Connections": [connection]}})

    patch = collect(door, "AWS::CodeConnections::Connection")
    (found,) = seen(patch, "AWS::CodeConnections::Connection")

    assert {Ref("arn", old), Ref("arn", old.replace("codestar-", "code"))} <= set(
        derived(found).aliases
    )
    assert {ask.service for ask in door.heard} == {"codeconnections"}
    assert {one.service for one in declarations()} & {"codestar-connections"} == set()


def test_deployment_groups_of_two_applications_may_bear_one_name():
    """The application is a part of the key."""
    door = Answers(
        {
            "ListApplications": {"applications": ["a", "b"]},
            "BatchGetApplications": {
                "applicationsInfo": [{"applicationName": "a"}, {"applicationName": "b"}]
            },
            "ListDeploymentGroups": {"deploymentGroups": ["live"]},
            "BatchGetDeploymentGroups": lambda params: {
                "deploymentGroupsInfo": [
                    {"applicationName": params["applicationName"], "deploymentGroupName": "live"}
                ]
            },
        }
    )
    type_ = "AWS::CodeDeploy::DeploymentGroup"

    found = seen(collect(door, type_), type_)

    start = f"arn:aws:codedeploy:{REGION}:{OWN}:deploymentgroup"
    assert [one.key.id for one in found] == [f"{start}:a/live", f"{start}:b/live"]
    assert targets(found[0], "part-of") == {name("AWS::CodeDeploy::Application", "a")}


def test_artifact_repository_of_another_accounts_domain_is_that_accounts():
    """The owner of the domain owns the repository; who may read it says the policy."""
    listed = {
        "name": "npm",
        "domainName": "shop",
        "domainOwner": OTHER,
        "arn": f"arn:aws:codeartifact:{REGION}:{OTHER}:repository/shop/npm",
    }
    door = Answers(
        {
            "ListRepositories": {"repositories": [listed]},
            "DescribeRepository": {
                "repository": {**listed, "upstreams": [{"repositoryName": "base"}]}
            },
            "GetRepositoryPermissionsPolicy": {"policy": {"document": SHARED}},
            "ListTagsForResource": {"tags": []},
        }
    )
    type_ = "AWS::CodeArtifact::Repository"

    (found,) = seen(collect(door, type_), type_)

    assert found.account == OTHER
    assert targets(found, "trusts") == {f"account:{OTHER}"}
    assert targets(found, "derived-from") == {f"name:{type_}/{OTHER}/{REGION}/base"}
    assert door.calls("GetRepositoryPermissionsPolicy")[0]["domainOwner"] == OTHER


def _environment(url):
    options = {
        ("aws:ec2:vpc", "VPCId"): "vpc-1",
        ("aws:ec2:vpc", "Subnets"): "subnet-1,subnet-2",
        ("aws:autoscaling:launchconfiguration", "SecurityGroups"): "sg-1,awseb-e-1-group",
        ("aws:autoscaling:launchconfiguration", "IamInstanceProfile"): "web",
        ("aws:elasticbeanstalk:environment", "ServiceRole"): ROLE,
        ("aws:elasticbeanstalk:application:environment", "VPCId"): "vpc-hidden",
    }
    settings = [
        {"Namespace": space, "OptionName": option, "Value": value}
        for (space, option), value in options.items()
    ]
    environment = {
        "EnvironmentId": "e-1",
        "EnvironmentArn": f"arn:aws:elasticbeanstalk:{REGION}:{OWN}:environment/shop/live",
        "ApplicationName": "shop",
        "EnvironmentName": "live",
        "CNAME": "live.elasticbeanstalk.com",
        "EndpointURL": url,
    }
    door = Answers(
        {
            "DescribeEnvironments": {"Environments": [environment]},
            "DescribeConfigurationSettings": {
                "ConfigurationSettings": [{"OptionSettings": settings}]
            },
            "DescribeEnvironmentResources": {
                "EnvironmentResources": {
                    "AutoScalingGroups": [{"Name": "group"}],
                    "LoadBalancers": [{"Name": "arn:lb"}],
                    "Instances": [{"Id": "i-1"}],
                }
            },
        }
    )
    type_ = "AWS::ElasticBeanstalk::Environment"
    (found,) = seen(collect(door, type_), type_)
    return found


def test_environment_is_read_out_of_its_settings():
    """Networks and roles are settings like any others, and not hidden with the variables."""
    found = _environment("awseb-1.elb.amazonaws.com")

    assert targets(found, "in-network") == {"id:vpc-1"}
    assert targets(found, "in-subnet") == {"id:subnet-1", "id:subnet-2"}
    assert targets(found, "uses-filter") == {"id:sg-1"}
    assert targets(found, "runs-as") == {f"arn:{ROLE}"}
    assert targets(found, "refers-to") == {name("AWS::IAM::InstanceProfile", "web", "global")}
    assert targets(found, "targets") == {"dns:awseb-1.elb.amazonaws.com"}
    assert targets(found, "manages") == {
        "arn:arn:lb",
        name("AWS::AutoScaling::AutoScalingGroup", "group"),
    }
    assert "vpc-hidden" not in repr(found)


def test_environment_of_one_machine_names_an_address():
    """An address is no name of the DNS."""
    assert targets(_environment("192.0.2.7"), "targets") == {"ip:192.0.2.7"}


# --- what runs --------------------------------------------------------------------------


def test_only_active_job_definitions_are_asked_for():
    """Each change leaves a revision behind; those that were deregistered are not listed."""
    door = Answers({"DescribeJobDefinitions": {"jobDefinitions": []}})

    collect(door, "AWS::Batch::JobDefinition")

    assert [one["status"] for one in door.calls("DescribeJobDefinitions")] == ["ACTIVE"]


@pytest.mark.parametrize(
    ("rule", "wanted"), [("private", set()), ("public", {"everyone:*"})], ids=str
)
def test_lightsail_bucket_says_whom_it_is_open_to(rule, wanted):
    """Accounts that may read are named; a public one is everyone's."""
    bucket = {
        "name": "files",
        "arn": f"arn:aws:lightsail:{REGION}:{OWN}:Bucket/1",
        "accessRules": {"getObject": rule},
        "readonlyAccessAccounts": [OTHER],
    }
    door = Answers({"GetBuckets": {"buckets": [bucket]}})

    (found,) = seen(collect(door, "AWS::Lightsail::Bucket"), "AWS::Lightsail::Bucket")

    assert targets(found, "shared-with") == {f"account:{OTHER}"} | wanted


def test_lightsail_buckets_are_read_to_the_last_page():
    """The SDK has no paginator for them, and the token is spelt in two ways."""
    model = botocore.session.get_session().get_service_model("lightsail")

    found = undeclared_paging(model.operation_model("GetBuckets"))

    assert (found["input_token"], found["output_token"]) == ("pageToken", "nextPageToken")


def test_lightsail_address_answers_for_itself_only_while_it_is_free():
    """Two things of one address would leave open which of them is meant."""
    free = {"name": "a", "arn": "arn:a", "ipAddress": "192.0.2.1"}
    used = {"name": "b", "arn": "arn:b", "ipAddress": "192.0.2.2", "attachedTo": "web"}
    door = Answers({"GetStaticIps": {"staticIps": [free, used]}})

    found = seen(collect(door, "AWS::Lightsail::StaticIp"), "AWS::Lightsail::StaticIp")

    assert [[ref.value for ref in derived(one).aliases if ref.kind == "ip"] for one in found] == [
        ["192.0.2.1"],
        [],
    ]
    assert targets(found[1], "attached-to") == {name("AWS::Lightsail::Instance", "web")}


def test_transfer_users_are_asked_for_where_the_service_keeps_them():
    """A server whose users are a directory's has none to list; a user's own policy is read."""
    servers = {"s-1": "SERVICE_MANAGED", "s-2": "AWS_DIRECTORY_SERVICE"}
    user = {"Arn": f"arn:aws:transfer:{REGION}:{OWN}:user/s-1/ann", "UserName": "ann"}
    door = Answers(
        {
            "ListServers": {"Servers": [{"ServerId": one, "Arn": one} for one in servers]},
            "DescribeServer": lambda params: {
                "Server": {
                    "ServerId": params["ServerId"],
                    "Arn": f"arn:aws:transfer:{REGION}:{OWN}:server/{params['ServerId']}",
                    "IdentityProviderType": servers[params["ServerId"]],
                    "StructuredLogDestinations": ["arn:aws:logs:x:y:log-group:/t:*"],
                }
            },
            "ListUsers": {"Users": [user]},
            "DescribeUser": {"User": {**user, "Role": ROLE, "Policy": SHARED}},
        }
    )

    patch = collect(door, "AWS::Transfer::User")
    (found,) = seen(patch, "AWS::Transfer::User")
    server = seen(patch, "AWS::Transfer::Server")[0]

    assert [one["ServerId"] for one in door.calls("ListUsers")] == ["s-1"]
    assert found.config["Policy"]["Statement"][0]["Effect"] == "Allow"
    assert targets(found, "part-of") == {"id:s-1"}
    assert targets(server, "logs-to") == {"arn:arn:aws:logs:x:y:log-group:/t"}
    assert Ref("dns", f"s-1.server.transfer.{REGION}.amazonaws.com") in derived(server).aliases


def test_namespaces_share_a_call_and_their_services_say_them():
    """A service in a namespace without DNS does not name it in the list."""
    namespaces = [
        {"Id": f"ns-{kind}", "Arn": f"arn:aws:servicediscovery:{REGION}:{OWN}:{kind}", "Type": kind}
        for kind in ("HTTP", "DNS_PRIVATE", "DNS_PUBLIC")
    ]
    services = {
        "ns-HTTP": [{"Id": "srv-1", "Arn": f"arn:aws:servicediscovery:{REGION}:{OWN}:service/1"}]
    }
    door = Answers(
        {
            "ListNamespaces": {"Namespaces": namespaces},
            "ListServices": lambda params: {
                "Services": services.get(params["Filters"][0]["Values"][0], [])
            },
            "ListInstances": {
                "Instances": [{"Id": "one", "Attributes": {"AWS_INSTANCE_IPV4": "10.0.0.9"}}]
            },
        }
    )

    patch = collect(door, "AWS::ServiceDiscovery::Instance")
    (service,) = seen(patch, "AWS::ServiceDiscovery::Service")
    (instance,) = seen(patch, "AWS::ServiceDiscovery::Instance")

    assert len(door.calls("ListNamespaces")) == 1
    assert len(seen(patch, "AWS::ServiceDiscovery::PrivateDnsNamespace")) == 1
    assert targets(service, "part-of") == {"id:ns-HTTP"}
    assert instance.key.id == f"{service.key.id}#one"
    assert targets(instance, "targets") == {"ip:10.0.0.9"}


def test_task_sets_are_asked_for_of_outside_deployers_services_only():
    """All other services bear their deployments in their own document."""
    cluster = f"arn:aws:ecs:{REGION}:{OWN}:cluster/c"
    services = [
        {
            "serviceArn": f"arn:s/{kind}",
            "clusterArn": cluster,
            "deploymentController": {"type": kind},
        }
        for kind in ("ECS", "EXTERNAL")
    ]
    door = Answers(
        {
            "ListClusters": {"clusterArns": [cluster]},
            "DescribeClusters": {"clusters": [{"clusterArn": cluster}]},
            "ListServices": {"serviceArns": [one["serviceArn"] for one in services]},
            "DescribeServices": {"services": services},
            "DescribeTaskSets": {
                "taskSets": [
                    {"id": "ecs-svc/1", "taskSetArn": "arn:t", "serviceArn": "arn:s/EXTERNAL"}
                ]
            },
        }
    )

    (found,) = seen(collect(door, "AWS::ECS::TaskSet"), "AWS::ECS::TaskSet")

    assert [one["service"] for one in door.calls("DescribeTaskSets")] == ["arn:s/EXTERNAL"]
    assert targets(found, "part-of") == {"arn:arn:s/EXTERNAL"}
    assert Ref("ecs-deployment", "ecs-svc/1") in derived(found).aliases


def test_cluster_trusts_the_issuer_of_an_identity_provider():
    """Whom it lets in is a relation; the provider is a part of the cluster."""
    door = Answers(
        {
            "ListClusters": {"clusters": ["c"]},
            "DescribeCluster": {"cluster": {"name": "c"}},
            "ListIdentityProviderConfigs": {
                "identityProviderConfigs": [{"type": "oidc", "name": "staff"}]
            },
            "DescribeIdentityProviderConfig": {
                "identityProviderConfig": {
                    "oidc": {
                        "identityProviderConfigName": "staff",
                        "clusterName": "c",
                        "issuerUrl": "https://login.example/",
                    }
                }
            },
        }
    )
    type_ = "AWS::EKS::IdentityProviderConfig"

    (found,) = seen(collect(door, type_), type_)

    assert found.key.id == f"arn:aws:eks:{REGION}:{OWN}:cluster/c#identity-provider/staff"
    assert targets(found, "trusts") == {"oidc:login.example"}
    assert targets(found, "part-of") == {name("AWS::EKS::Cluster", "c")}


def test_keys_of_graphql_apis_are_never_listed():
    """The id of such a key is the key itself."""
    assert "ListApiKeys" not in {
        one.list.operation for one in declarations() if one.service == "appsync"
    }


# --- data and models --------------------------------------------------------------------


def test_clusters_that_have_ended_are_not_asked_for():
    """They stay in the list for two months; a role is named by name or by ARN."""
    cluster = {
        "Id": "j-1",
        "ClusterArn": "arn:c",
        "ServiceRole": "EMR_DefaultRole",
        "AutoScalingRole": ROLE,
        "LogUri": "s3n://logs/emr/",
    }
    door = Answers(
        {
            "ListClusters": {"Clusters": [{"Id": "j-1", "ClusterArn": "arn:c"}]},
            "DescribeCluster": {"Cluster": cluster},
        }
    )

    (found,) = seen(collect(door, "AWS::EMR::Cluster"), "AWS::EMR::Cluster")

    asked = door.calls("ListClusters")[0]["ClusterStates"]
    assert {"TERMINATED", "TERMINATED_WITH_ERRORS"} & set(asked) == set()
    assert targets(found, "runs-as") == {
        f"arn:{ROLE}",
        name("AWS::IAM::Role", "EMR_DefaultRole", "global"),
    }
    assert targets(found, "logs-to") == {name("AWS::S3::Bucket", "logs", "global")}


def test_catalog_without_a_policy_has_none():
    """That nobody set one is an answer, and no gap."""
    patch = collect(
        Answers({"GetResourcePolicy": "EntityNotFoundException"}), "AWS::Glue::ResourcePolicy"
    )

    assert seen(patch, "AWS::Glue::ResourcePolicy") == []
    assert state(patch, "AWS::Glue::ResourcePolicy") is State.COMPLETE


def test_catalog_policy_trusts_whom_it_names():
    """One policy holds for the whole catalog of a region."""
    door = Answers({"GetResourcePolicy": {"PolicyInJson": SHARED}})

    (found,) = seen(collect(door, "AWS::Glue::ResourcePolicy"), "AWS::Glue::ResourcePolicy")

    assert targets(found, "trusts") == {f"account:{OTHER}"}


def test_passwords_of_connections_are_not_asked_for():
    """Glue hands them out unless it is told not to."""
    door = Answers({"GetConnections": {"ConnectionList": []}})

    collect(door, "AWS::Glue::Connection")

    assert [one["HidePassword"] for one in door.calls("GetConnections")] == [True]


def test_tables_are_listed_where_they_are():
    """A link to another account's database has that one's tables."""
    databases = [
        {"Name": "own"},
        {"Name": "link", "TargetDatabase": {"CatalogId": OTHER, "DatabaseName": "theirs"}},
    ]
    door = Answers(
        {
            "GetDatabases": {"DatabaseList": databases},
            "GetTables": {"TableList": [{"Name": "orders", "Owner": "not asked for"}]},
        }
    )

    patch = collect(door, "AWS::Glue::Table")
    (found,) = seen(patch, "AWS::Glue::Table")

    assert [one["DatabaseName"] for one in door.calls("GetTables")] == ["own"]
    assert found.key.id == f"arn:aws:glue:{REGION}:{OWN}:table/own/orders"
    assert "Owner" not in found.config
    assert targets(seen(patch, "AWS::Glue::Database")[0], "derived-from") == {f"account:{OTHER}"}


def _grants(*grants):
    door = Answers({"ListPermissions": {"PrincipalResourcePermissions": list(grants)}})
    type_ = "AWS::LakeFormation::PrincipalPermissions"
    return seen(collect(door, type_), type_)


def _grant(who, **resource):
    return {"Principal": {"DataLakePrincipalIdentifier": who}, "Resource": resource}


def test_grants_differ_in_whom_they_are_for_and_what_on():
    """A grant has no id: two on other columns of one table are two."""
    table = {"CatalogId": OWN, "DatabaseName": "shop", "Name": "orders"}
    grants = [
        _grant(ROLE, TableWithColumns={**table, "ColumnNames": ["a"]}),
        _grant(ROLE, TableWithColumns={**table, "ColumnNames": ["b"]}),
        _grant(ROLE, Table=table),
        _grant(OTHER, Table=table),
        _grant(OTHER, Database={"CatalogId": OWN, "Name": "orders"}),
        _grant(
            OTHER,
            LFTagPolicy={
                "ResourceType": "TABLE",
                "Expression": [{"TagKey": "team", "TagValues": ["shop"]}],
            },
        ),
    ]

    found = _grants(*grants)

    assert len({one.key for one in found}) == len(grants)
    assert {ref for one in found for ref in targets(one, "trusts")} == {
        f"arn:{ROLE}",
        f"account:{OTHER}",
    }


def test_a_grant_is_the_same_in_whatever_order_its_columns_stand():
    """Else it would come and go with each run."""
    first, second = (
        _grants(_grant(ROLE, TableWithColumns={"Name": "orders", "ColumnNames": columns}))
        for columns in (["a", "b"], ["b", "a"])
    )

    assert first[0].key == second[0].key


def test_athena_catalog_names_its_functions_and_hides_its_properties():
    """One map holds functions, an account and a text that may bear passwords."""
    function = f"arn:aws:lambda:{REGION}:{OWN}:function:reads"
    parameters = {
        "record-function": function,
        "catalog-id": OTHER,
        "connection-properties": "password",
    }
    door = Answers(
        {
            "ListDataCatalogs": {"DataCatalogsSummary": [{"CatalogName": "c"}]},
            "GetDataCatalog": {"DataCatalog": {"Name": "c", "Parameters": parameters}},
        }
    )

    (found,) = seen(collect(door, "AWS::Athena::DataCatalog"), "AWS::Athena::DataCatalog")

    assert targets(found, "refers-to") == {f"arn:{function}", f"account:{OTHER}"}


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        ({}, []),
        (
            {"loggingConfig": {"s3Config": {"bucketName": "logs"}}},
            [{name("AWS::S3::Bucket", "logs", "global")}],
        ),
    ],
    ids=["off", "on"],
)
def test_logging_of_models_is_there_where_it_is_on(answer, wanted):
    """An empty answer is a region where nothing is logged, and known to be so."""
    type_ = "AWS::Bedrock::ModelInvocationLoggingConfiguration"

    patch = collect(Answers({"GetModelInvocationLoggingConfiguration": answer}), type_)

    assert [targets(one, "logs-to") for one in seen(patch, type_)] == wanted
    assert state(patch, type_) is State.COMPLETE


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [("ResourceNotFoundException", set()), ({"resourcePolicy": SHARED}, {f"account:{OTHER}"})],
    ids=["none", "shared"],
)
def test_guardrail_says_who_else_may_use_it(answer, wanted):
    """An organization shares a guardrail by a policy on it."""
    arn = f"arn:aws:bedrock:{REGION}:{OWN}:guardrail/g1"
    door = Answers(
        {
            "ListGuardrails": {"guardrails": [{"id": "g1", "arn": arn, "name": "polite"}]},
            "GetGuardrail": {"guardrailId": "g1", "guardrailArn": arn, "kmsKeyArn": KEY},
            "GetResourcePolicy": answer,
        }
    )

    (found,) = seen(collect(door, "AWS::Bedrock::Guardrail"), "AWS::Bedrock::Guardrail")

    assert found.aspects["policy"].state in ("absent", "present")
    assert targets(found, "trusts") == wanted
    assert targets(found, "encrypted-with") == {f"arn:{KEY}"}


def test_knowledge_base_and_its_sources_name_their_stores():
    """A source has no ARN of its own: it is a part of its knowledge base."""
    base = {
        "knowledgeBaseId": "K1",
        "roleArn": ROLE,
        "storageConfiguration": {
            "rdsConfiguration": {"resourceArn": "arn:db", "credentialsSecretArn": "arn:secret"}
        },
    }
    source = {"knowledgeBaseId": "K1", "dataSourceId": "D1"}
    door = Answers(
        {
            "ListKnowledgeBases": {"knowledgeBaseSummaries": [{"knowledgeBaseId": "K1"}]},
            "GetKnowledgeBase": {"knowledgeBase": base},
            "ListDataSources": {"dataSourceSummaries": [source]},
            "GetDataSource": {
                "dataSource": {
                    **source,
                    "dataSourceConfiguration": {"s3Configuration": {"bucketArn": "arn:bucket"}},
                }
            },
        }
    )

    patch = collect(door, "AWS::Bedrock::DataSource")
    (found,) = seen(patch, "AWS::Bedrock::DataSource")
    (store,) = seen(patch, "AWS::Bedrock::KnowledgeBase")

    assert found.key.id == f"{store.key.id}#data-source/D1"
    assert targets(store, "refers-to") == {"arn:arn:db", "arn:arn:secret"}
    assert targets(found, "derived-from") == {"arn:arn:bucket"}
    assert targets(found, "part-of") == {"id:K1"}
