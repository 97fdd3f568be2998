"""Where people put secrets into what builds, runs and computes, none of them enters."""

from copy import deepcopy
from importlib import import_module

import pytest

from cartographer.model.document import REDACTED
from cartographer.model.shape import steps
from collectors.aws.registry import declarations
from tests.collectors.aws.account import OWN, REGION, Answers, collect, seen

MODULES = (
    "amplify",
    "apprunner",
    "appsync",
    "athena",
    "batch",
    "bedrock",
    "bedrock_agent",
    "codeartifact",
    "codebuild",
    "codecommit",
    "codeconnections",
    "codedeploy",
    "codepipeline",
    "ecs_capacity",
    "eks_addon",
    "elasticbeanstalk",
    "emr",
    "emr_elsewhere",
    "glue",
    "glue_job",
    "imagebuilder",
    "kinesisanalyticsv2",
    "lakeformation",
    "lambda_settings",
    "lightsail",
    "lightsail_service",
    "mwaa",
    "sagemaker",
    "sagemaker_inference",
    "servicediscovery",
    "transfer",
)
PLANTED = "correct-horse-battery"
VARIABLES = {"TOKEN": PLANTED}
BY_TYPE = {one.type: one for one in declarations()}


def put(document, path, value=PLANTED):
    """Put a value at the steps of a path into a document; a list gets one element."""
    head, *tail = path
    if not tail:
        document[head] = value
    elif tail[0] == "[]":
        put(document.setdefault(head, [{}])[0], tail[1:], value)
    else:
        put(document.setdefault(head, {}), tail, value)


def with_secrets(document, *paths, **values):
    """Return a document with the planted secret at paths; keywords name other values."""
    whole = deepcopy(document)
    for path in paths:
        put(whole, steps(path))
    for path, value in values.items():
        put(whole, steps(path), value)
    return whole


def arn(service, resource):
    """Return an ARN of the account."""
    return f"arn:aws:{service}:{REGION}:{OWN}:{resource}"


CONTAINER = {
    "command": ["login", PLANTED],
    "environment": [{"name": "TOKEN", "value": PLANTED}],
    "logConfiguration": {"options": VARIABLES},
}
TASK = {"containers": [{**CONTAINER, "firelensConfiguration": {"options": VARIABLES}}]}
POD = {
    kind: [{"args": [PLANTED], "command": [PLANTED], "env": [{"name": "TOKEN", "value": PLANTED}]}]
    for kind in ("containers", "initContainers")
}
RULES = {
    "conditions": [
        {"rules": [{"configuration": {"UserParameters": PLANTED}, "commands": [PLANTED]}]}
    ]
}
ACTION = {
    "actionTypeId": {"provider": "CodeBuild"},
    "commands": [f"login {PLANTED}"],
    "environmentVariables": [{"name": "TOKEN", "value": PLANTED}],
    "configuration": dict.fromkeys(
        (
            "OAuthToken",
            "ClientSecret",
            "RefreshToken",
            "EnvironmentVariables",
            "Parameters",
            "ParameterOverrides",
            "UserParameters",
            "Input",
            "Commands",
            "CustomData",
        ),
        PLANTED,
    ),
}
SHAP = "ExplainerConfig.ClarifyExplainerConfig.ShapConfig.ShapBaselineConfig.ShapBaseline"
AMPLIFY = ("basicAuthCredentials", "buildSpec")
DEPLOYMENT = {"containers": {"web": {"environment": VARIABLES, "command": [PLANTED]}}}
OPTIONS = [
    {"Namespace": "aws:elasticbeanstalk:application:environment", "OptionName": "TOKEN"},
    {"Namespace": "aws:cloudformation:template:parameter", "OptionName": "EnvironmentVariables"},
    {"Namespace": "aws:rds:dbinstance", "OptionName": "DBPassword"},
    {
        "Namespace": "aws:elasticbeanstalk:container:tomcat:jvmoptions",
        "OptionName": "JVM Options",
    },
]
CLUSTER = {"Id": "j-1", "ClusterArn": arn("elasticmapreduce", "cluster/j-1")}
APP = {"appId": "a1", "appArn": arn("amplify", "apps/a1")}
BASE = {"knowledgeBaseId": "K1", "name": "docs"}

RUN_GRAPH = {
    "Nodes": [
        {"JobDetails": {"JobRuns": [{"Arguments": {"--token": PLANTED}}]}},
        {"TriggerDetails": {"Trigger": {"Actions": [{"Arguments": {"--token": PLANTED}}]}}},
    ]
}

CASES = {
    "AWS::Bedrock::Agent": {
        "ListAgents": {"agentSummaries": [{"agentId": "a"}]},
        "GetAgent": {
            "agent": with_secrets(
                {"agentId": "a", "agentArn": "arn:a"},
                "promptOverrideConfiguration.promptConfigurations[].basePromptTemplate",
            )
        },
    },
    "AWS::Glue::Crawler": {"GetCrawlers": {"Crawlers": [{"Name": "c", "Configuration": PLANTED}]}},
    "AWS::CodeBuild::Project": {
        "ListProjects": {"projects": ["shop"]},
        "BatchGetProjects": {
            "projects": [
                with_secrets(
                    {"name": "shop"},
                    "environment.environmentVariables[].value",
                    "source.buildspec",
                    "secondarySources[].buildspec",
                    "webhook.secret",
                    "webhook.payloadUrl",
                    "badge.badgeRequestUrl",
                )
            ]
        },
    },
    "AWS::CodePipeline::Pipeline": {
        "ListPipelines": {"pipelines": [{"name": "shop"}]},
        "GetPipeline": {
            "pipeline": {
                "name": "shop",
                "stages": [
                    {
                        "actions": [ACTION],
                        "beforeEntry": RULES,
                        "onSuccess": RULES,
                        "onFailure": RULES,
                    }
                ],
                "variables": [{"name": "TOKEN", "defaultValue": PLANTED}],
            },
            "metadata": {"created": 1},
        },
    },
    "AWS::CodePipeline::Webhook": {
        "ListWebhooks": {
            "webhooks": [
                with_secrets(
                    {"arn": arn("codepipeline", "webhook:w"), "definition": {"name": "w"}},
                    "definition.authenticationConfiguration.SecretToken",
                    "url",
                )
            ]
        }
    },
    "AWS::CodeDeploy::DeploymentGroup": {
        "ListApplications": {"applications": ["shop"]},
        "BatchGetApplications": {"applicationsInfo": [{"applicationName": "shop"}]},
        "ListDeploymentGroups": {"deploymentGroups": ["live"]},
        "BatchGetDeploymentGroups": {
            "deploymentGroupsInfo": [
                with_secrets(
                    {"applicationName": "shop", "deploymentGroupName": "live"},
                    "targetRevision.string.content",
                    "targetRevision.appSpecContent.content",
                )
            ]
        },
    },
    "AWS::Batch::JobDefinition": {
        "DescribeJobDefinitions": {
            "jobDefinitions": [
                {
                    "jobDefinitionArn": arn("batch", "job-definition/one:1"),
                    "parameters": VARIABLES,
                    "containerProperties": CONTAINER,
                    "ecsProperties": {"taskProperties": [TASK]},
                    "eksProperties": {"podProperties": POD},
                    "nodeProperties": {
                        "nodeRangeProperties": [
                            {
                                "container": CONTAINER,
                                "ecsProperties": {"taskProperties": [TASK]},
                                "eksProperties": {"podProperties": POD},
                            }
                        ]
                    },
                }
            ]
        }
    },
    "AWS::AppRunner::Service": {
        "ListServices": {"ServiceSummaryList": [{"ServiceArn": "arn:s"}]},
        "DescribeService": {
            "Service": {
                "ServiceArn": "arn:s",
                "SourceConfiguration": {
                    "CodeRepository": {
                        "CodeConfiguration": {
                            "CodeConfigurationValues": {
                                "RuntimeEnvironmentVariables": VARIABLES,
                                "StartCommand": PLANTED,
                                "BuildCommand": PLANTED,
                            }
                        }
                    },
                    "ImageRepository": {
                        "ImageConfiguration": {
                            "RuntimeEnvironmentVariables": VARIABLES,
                            "StartCommand": PLANTED,
                        }
                    },
                },
            }
        },
    },
    "AWS::ElasticBeanstalk::Environment": {
        "DescribeEnvironments": {
            "Environments": [{"EnvironmentId": "e-1", "EnvironmentArn": "arn:e"}]
        },
        "DescribeConfigurationSettings": {
            "ConfigurationSettings": [
                {"OptionSettings": [{**one, "Value": PLANTED} for one in OPTIONS]}
            ]
        },
    },
    "AWS::Lightsail::Database": {
        "GetRelationalDatabases": {
            "relationalDatabases": [
                with_secrets(
                    {"arn": "arn:d", "name": "d"}, "pendingModifiedValues.masterUserPassword"
                )
            ]
        }
    },
    "AWS::Lightsail::Container": {
        "GetContainerServices": {
            "containerServices": [
                {
                    "arn": "arn:c",
                    "containerServiceName": "c",
                    "currentDeployment": DEPLOYMENT,
                    "nextDeployment": DEPLOYMENT,
                }
            ]
        }
    },
    "AWS::SageMaker::NotebookInstanceLifecycleConfig": {
        "ListNotebookInstanceLifecycleConfigs": {
            "NotebookInstanceLifecycleConfigs": [{"NotebookInstanceLifecycleConfigName": "s"}]
        },
        "DescribeNotebookInstanceLifecycleConfig": with_secrets(
            {
                "NotebookInstanceLifecycleConfigName": "s",
                "NotebookInstanceLifecycleConfigArn": "arn:s",
            },
            "OnCreate[].Content",
            "OnStart[].Content",
        ),
    },
    "AWS::SageMaker::Model": {
        "ListModels": {"Models": [{"ModelName": "m"}]},
        "DescribeModel": {
            "ModelName": "m",
            "ModelArn": "arn:m",
            "PrimaryContainer": {"Environment": VARIABLES},
            "Containers": [{"Environment": VARIABLES}],
            "DeploymentRecommendation": {
                "RealTimeInferenceRecommendations": [{"Environment": VARIABLES}]
            },
        },
    },
    "AWS::SageMaker::EndpointConfig": {
        "ListEndpointConfigs": {"EndpointConfigs": [{"EndpointConfigName": "c"}]},
        "DescribeEndpointConfig": with_secrets(
            {"EndpointConfigName": "c", "EndpointConfigArn": "arn:c"}, SHAP
        ),
    },
    "AWS::SageMaker::Endpoint": {
        "ListEndpoints": {"Endpoints": [{"EndpointName": "e"}]},
        "DescribeEndpoint": with_secrets({"EndpointName": "e", "EndpointArn": "arn:e"}, SHAP),
    },
    "AWS::Bedrock::KnowledgeBase": {
        "ListKnowledgeBases": {"knowledgeBaseSummaries": [BASE]},
        "GetKnowledgeBase": {
            "knowledgeBase": with_secrets(
                BASE, "storageConfiguration.pineconeConfiguration.connectionString"
            )
        },
    },
    "AWS::Bedrock::DataSource": {
        "ListKnowledgeBases": {"knowledgeBaseSummaries": [BASE]},
        "GetKnowledgeBase": {"knowledgeBase": BASE},
        "ListDataSources": {"dataSourceSummaries": [{**BASE, "dataSourceId": "D1"}]},
        "GetDataSource": {
            "dataSource": with_secrets(
                {**BASE, "dataSourceId": "D1"},
                "dataSourceConfiguration.managedKnowledgeBaseConnectorConfiguration"
                ".connectorParameters.apiKey",
            )
        },
    },
    "AWS::EMR::Cluster": {
        "ListClusters": {"Clusters": [CLUSTER]},
        "DescribeCluster": {
            "Cluster": {
                **with_secrets(
                    CLUSTER,
                    "KerberosAttributes.KdcAdminPassword",
                    "KerberosAttributes.CrossRealmTrustPrincipalPassword",
                    "KerberosAttributes.ADDomainJoinPassword",
                ),
                "Applications": [{"Name": "Hue", "Args": [PLANTED], "AdditionalInfo": VARIABLES}],
                "Configurations": [
                    {
                        "Classification": "hive-site",
                        "Properties": {"javax.jdo.option.ConnectionPassword": PLANTED},
                        "Configurations": [{"Classification": "x", "Properties": VARIABLES}],
                    }
                ],
            }
        },
        "ListBootstrapActions": {
            "BootstrapActions": [{"Name": "login", "Args": ["--token", PLANTED]}]
        },
    },
    "AWS::EMRServerless::Application": {
        "ListApplications": {"applications": [{"id": "1", "arn": "arn:a"}]},
        "GetApplication": {
            "application": {
                "applicationId": "1",
                "arn": "arn:a",
                "runtimeConfiguration": [
                    {
                        "classification": "spark",
                        "properties": VARIABLES,
                        "configurations": [{"classification": "x", "properties": VARIABLES}],
                    }
                ],
            }
        },
    },
    "AWS::Glue::Database": {
        "GetDatabases": {"DatabaseList": [{"Name": "shop", "Parameters": VARIABLES}]}
    },
    "AWS::Glue::Connection": {
        "GetConnections": {
            "ConnectionList": [
                {
                    "Name": "shop",
                    "ConnectionProperties": {"PASSWORD": PLANTED, "JDBC_CONNECTION_URL": PLANTED},
                    "SparkProperties": VARIABLES,
                    "AthenaProperties": VARIABLES,
                    "PythonProperties": VARIABLES,
                    "AuthenticationConfiguration": {
                        "OAuth2Properties": {"TokenUrlParametersMap": VARIABLES}
                    },
                }
            ]
        }
    },
    "AWS::Glue::Job": {
        "GetJobs": {
            "Jobs": [
                {
                    "Name": "shop",
                    "DefaultArguments": {"--token": PLANTED},
                    "NonOverridableArguments": {"--token": PLANTED},
                    "CodeGenConfigurationNodes": {"n": {"CustomCode": {"Code": PLANTED}}},
                    "SourceControlDetails": {"AuthToken": PLANTED},
                }
            ]
        }
    },
    "AWS::Glue::Trigger": {
        "GetTriggers": {
            "Triggers": [
                {"Name": "t", "Actions": [{"JobName": "j", "Arguments": {"--token": PLANTED}}]}
            ]
        }
    },
    "AWS::Glue::Workflow": {
        "ListWorkflows": {"Workflows": ["w"]},
        "BatchGetWorkflows": {
            "Workflows": [
                {
                    "Name": "w",
                    "DefaultRunProperties": VARIABLES,
                    "Graph": RUN_GRAPH,
                    "LastRun": {"WorkflowRunProperties": VARIABLES, "Graph": RUN_GRAPH},
                }
            ]
        },
    },
    "AWS::Glue::DevEndpoint": {
        "GetDevEndpoints": {"DevEndpoints": [{"EndpointName": "d", "Arguments": VARIABLES}]}
    },
    "AWS::Athena::WorkGroup": {
        "ListWorkGroups": {"WorkGroups": [{"Name": "w"}]},
        "GetWorkGroup": {
            "WorkGroup": {
                "Name": "w",
                "Configuration": {
                    "AdditionalConfiguration": PLANTED,
                    "EngineConfiguration": {
                        "AdditionalConfigs": VARIABLES,
                        "SparkProperties": VARIABLES,
                        "Classifications": [{"Name": "c", "Properties": VARIABLES}],
                    },
                },
            }
        },
    },
    "AWS::Athena::DataCatalog": {
        "ListDataCatalogs": {"DataCatalogsSummary": [{"CatalogName": "c"}]},
        "GetDataCatalog": {
            "DataCatalog": {
                "Name": "c",
                "Parameters": {"function": "arn:f", "connection-properties": PLANTED},
            }
        },
    },
    "AWS::MWAA::Environment": {
        "ListEnvironments": {"Environments": ["e"]},
        "GetEnvironment": {
            "Environment": {
                "Name": "e",
                "AirflowConfigurationOptions": {"smtp.smtp_password": PLANTED},
            }
        },
    },
    "AWS::KinesisAnalyticsV2::Application": {
        "ListApplications": {"ApplicationSummaries": [{"ApplicationName": "a"}]},
        "DescribeApplication": {
            "ApplicationDetail": {
                "ApplicationName": "a",
                "ApplicationConfigurationDescription": {
                    "EnvironmentPropertyDescriptions": {
                        "PropertyGroupDescriptions": [
                            {"PropertyGroupId": "g", "PropertyMap": VARIABLES}
                        ]
                    },
                    "ApplicationCodeConfigurationDescription": {
                        "CodeContentDescription": {"TextContent": PLANTED}
                    },
                },
            }
        },
    },
    "AWS::Amplify::App": {
        "ListApps": {
            "apps": [
                {
                    **with_secrets(
                        APP,
                        *AMPLIFY,
                        "customHeaders",
                        *(f"autoBranchCreationConfig.{one}" for one in AMPLIFY),
                        "productionBranch.thumbnailUrl",
                        **{"autoBranchCreationConfig.environmentVariables": VARIABLES},
                    ),
                    "environmentVariables": VARIABLES,
                }
            ]
        }
    },
    "AWS::Amplify::Branch": {
        "ListApps": {"apps": [APP]},
        "ListBranches": {
            "branches": [
                {
                    **with_secrets(
                        {"branchArn": "arn:b", "branchName": "main"}, *AMPLIFY, "thumbnailUrl"
                    ),
                    "environmentVariables": VARIABLES,
                }
            ]
        },
    },
    "AWS::ImageBuilder::ImagePipeline": {
        "ListImagePipelines": {
            "imagePipelineList": [
                {
                    "arn": "arn:p",
                    "workflows": [{"parameters": [{"name": "token", "value": [PLANTED]}]}],
                }
            ]
        }
    },
    "AWS::EKS::Addon": {
        "ListClusters": {"clusters": ["c"]},
        "DescribeCluster": {"cluster": {"name": "c"}},
        "ListAddons": {"addons": ["csi"]},
        "DescribeAddon": {"addon": {"addonName": "csi", "configurationValues": PLANTED}},
    },
}
"""Type -> what an account answers in which a secret stands in every place that may hold one."""


def leads(step, name):
    """Return whether a step leads to any member but some, and this is none of them."""
    return step.startswith("!") and name not in step[1:].split(",")


def found_at(value, path):
    """Yield the values at a path."""
    if not path:
        yield value
    elif path[0] == "[]":
        for one in value if isinstance(value, list) else ():
            yield from found_at(one, path[1:])
    elif path[0] == "**":
        yield from found_at(value, path[1:])
        for one in value.values() if isinstance(value, dict) else value:
            if isinstance(one, dict | list):
                yield from found_at(one, path)
    elif isinstance(value, dict):
        for name in (one for one in value if path[0] in (one, "*") or leads(path[0], one)):
            yield from found_at(value[name], path[1:])


def test_each_type_with_secrets_is_looked_at():
    """No type of these services has a secret place without a case."""
    own = [
        one
        for name in MODULES
        for one in import_module(f"collectors.aws.resources.{name}").DECLARATIONS
    ]

    # Of these no secret enters: see test_planted_secrets.
    elsewhere = {"AWS::Glue::Table", "AWS::Transfer::Server"}
    assert {one.type for one in own if one.secret} == CASES.keys() | elsewhere


@pytest.mark.parametrize("type_", sorted(CASES))
def test_planted_secret_does_not_enter(type_):
    """It stands in the account's answers, and in no observation, body or aside."""
    assert PLANTED in repr(CASES[type_])

    patch = collect(Answers(CASES[type_]), type_)

    assert len(seen(patch, type_)) == 1
    assert PLANTED not in repr(patch)


@pytest.mark.parametrize("type_", sorted(CASES))
def test_what_is_declared_a_secret_was_planted(type_):
    """What a case does not plant it would not prove either; rules stand for each other."""
    (found,) = seen(collect(Answers(CASES[type_]), type_), type_)
    whole = {**found.config, **{f"@{name}": one.value for name, one in found.aspects.items()}}
    aside = tuple(f"{one}." for one in BY_TYPE[type_].volatile)
    declared = [
        one
        for one in BY_TYPE[type_].secret
        if "conditions[]" not in one and not one.startswith(aside)
    ]

    missing = [
        path for path in declared if REDACTED not in repr(list(found_at(whole, steps(path))))
    ]

    assert missing == []
