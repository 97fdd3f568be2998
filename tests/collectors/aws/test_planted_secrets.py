"""Where people put secrets into what calls, answers, filters and passes on, none of them enters."""

import json

import pytest

from cartographer.model.document import encode
from collectors.aws.registry import declarations
from collectors.engine.mask import Masker
from collectors.engine.redact import Redactor
from tests.collectors.aws.account import OWN, REGION, Answers, collect, seen, targets

PLANTED = "correct-horse-battery"
TEXTS = {"k": PLANTED}
BY_TYPE = {one.type: one for one in declarations()}


def arn(service, resource):
    """Return an ARN of the account."""
    return f"arn:aws:{service}:{REGION}:{OWN}:{resource}"


def task(name, **state):
    """Return a state that calls a function of that name."""
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": {"FunctionName": arn("lambda", f"function:{name}"), "Payload": TEXTS},
        "End": True,
        **state,
    }


MACHINE = arn("states", "stateMachine:pay")
DEFINITION = {
    "StartAt": "Fork",
    "States": {
        "Fork": {
            "Type": "Parallel",
            "Branches": [{"StartAt": "In", "States": {"In": task("branch", Result=TEXTS)}}],
            "Next": "Each",
        },
        "Each": {
            "Type": "Map",
            "ItemProcessor": {"StartAt": "One", "States": {"One": task("item", Assign=TEXTS)}},
            "ItemSelector": {"k": PLANTED, "v.$": "$.detail.id"},
            "ItemBatcher": {"BatchInput": TEXTS},
            "Next": "Old",
        },
        "Old": {
            "Type": "Map",
            "Iterator": {"StartAt": "It", "States": {"It": task("iterated", Output=TEXTS)}},
            "Next": "Which",
        },
        "Which": {
            "Type": "Choice",
            "Choices": [
                {"And": [{"Variable": "$.token", "StringEquals": PLANTED}], "Next": "Run"},
                {"Condition": f"{{% $token = '{PLANTED}' %}}", "Next": "Run"},
            ],
            "Default": "Run",
        },
        "Run": {
            "Type": "Task",
            "Resource": "arn:aws:states:::ecs:runTask.sync",
            "Parameters": {
                "Cluster": "shop",
                "TaskDefinition": "pay:7",
                "Overrides": {
                    "ContainerOverrides": [
                        {
                            "Command": ["login", PLANTED],
                            "Environment": [{"Name": "TOKEN", "Value": PLANTED}],
                        }
                    ]
                },
            },
            "ResultSelector": TEXTS,
            "Next": "Start",
        },
        "Start": {
            "Type": "Task",
            "Resource": "arn:aws:states:::states:startExecution",
            "Parameters": {"StateMachineArn": MACHINE, "Input": TEXTS},
            "Catch": [{"ErrorEquals": ["States.ALL"], "Assign": TEXTS, "Next": "Http"}],
            "Next": "Http",
        },
        "Http": {
            "Type": "Task",
            "Resource": "arn:aws:states:::http:invoke",
            "Arguments": {
                "ApiEndpoint": f"https://example.com/{PLANTED}",
                "QueryParameters": TEXTS,
                "RequestBody": TEXTS,
                "Headers": TEXTS,
            },
            "Output": f"{{% 'Bearer {PLANTED}' & $x %}}",
            "Next": "Pass",
        },
        "Pass": {"Type": "Pass", "Parameters": TEXTS, "Result": {"deep": [TEXTS]}, "Next": "Text"},
        "Text": {"Type": "Pass", "Arguments": f"{{% '{PLANTED}' %}}", "End": True},
    },
}
OPTIONS = {"awslogs-group": "/ecs/pay", "awslogs-region": REGION, "splunk-url": PLANTED}
TASK_DEFINITION = arn("ecs", "task-definition/pay:7")
CLUSTER = arn("ecs", "cluster/shop")
SERVICE = arn("ecs", "service/shop/pay")
ECS = {
    "ListClusters": {"clusterArns": [CLUSTER]},
    "DescribeClusters": {"clusters": [{"clusterArn": CLUSTER, "clusterName": "shop"}]},
    "ListServices": {"serviceArns": [SERVICE]},
    "DescribeServices": {
        "services": [
            {
                "serviceArn": SERVICE,
                "serviceName": "pay",
                "clusterArn": CLUSTER,
                "taskDefinition": TASK_DEFINITION,
                "deployments": [
                    {
                        "id": "ecs-svc/1",
                        "serviceConnectConfiguration": {"logConfiguration": {"options": OPTIONS}},
                    }
                ],
            }
        ]
    },
    "ListTaskDefinitions": {"taskDefinitionArns": [TASK_DEFINITION]},
    "DescribeTaskDefinition": {
        "taskDefinition": {
            "taskDefinitionArn": TASK_DEFINITION,
            "family": "pay",
            "containerDefinitions": [
                {
                    "name": "pay",
                    "image": "shop/pay:7",
                    "command": ["serve", "--token", PLANTED],
                    "entryPoint": ["sh", "-c", PLANTED],
                    "healthCheck": {"command": ["CMD", PLANTED]},
                    "dockerLabels": TEXTS,
                    "environment": [{"name": "T", "value": PLANTED}],
                    "logConfiguration": {"options": OPTIONS},
                    "firelensConfiguration": {"options": TEXTS},
                }
            ],
            "volumes": [
                {
                    "name": "v",
                    "dockerVolumeConfiguration": {"driverOpts": TEXTS, "labels": TEXTS},
                }
            ],
        },
        "tags": [],
    },
    "ListTasks": {"taskArns": [arn("ecs", "task/shop/1")]},
    "DescribeTasks": {
        "tasks": [
            {
                "taskArn": arn("ecs", "task/shop/1"),
                "group": "service:pay",
                "overrides": {
                    "containerOverrides": [
                        {
                            "name": "pay",
                            "command": [PLANTED],
                            "environment": [{"name": "T", "value": PLANTED}],
                        }
                    ]
                },
            }
        ]
    },
}
BALANCER = arn("elasticloadbalancing", "loadbalancer/app/web/1")
LISTENER = arn("elasticloadbalancing", "listener/app/web/1/2")
ACTIONS = [
    {
        "Type": "authenticate-oidc",
        "AuthenticateOidcConfig": {
            "ClientSecret": PLANTED,
            "AuthenticationRequestExtraParams": TEXTS,
        },
    },
    {
        "Type": "authenticate-cognito",
        "AuthenticateCognitoConfig": {"AuthenticationRequestExtraParams": TEXTS},
    },
    {"Type": "fixed-response", "FixedResponseConfig": {"MessageBody": PLANTED}},
]
INSERTED = {"CustomRequestHandling": {"InsertHeaders": [{"Name": "x-origin", "Value": PLANTED}]}}
MATCH = {"ByteMatchStatement": {"SearchString": PLANTED, "PositionalConstraint": "EXACTLY"}}
RULES = {
    "DefaultAction": {"Allow": INSERTED},
    "CustomResponseBodies": {"no": {"ContentType": "TEXT_PLAIN", "Content": PLANTED}},
    "Rules": [
        {"Name": "plain", "Statement": MATCH, "Action": {"Count": INSERTED}},
        {
            "Name": "nested",
            "Statement": {
                "AndStatement": {
                    "Statements": [
                        {"NotStatement": {"Statement": MATCH}},
                        {"RegexMatchStatement": {"RegexString": PLANTED}},
                    ]
                }
            },
            "Action": {
                "Block": {"CustomResponse": {"ResponseHeaders": [{"Name": "x", "Value": PLANTED}]}}
            },
        },
    ],
}
SUBSCRIPTION = {
    "SubscriptionArn": arn("sns", "alarms:1"),
    "TopicArn": arn("sns", "alarms"),
    "Owner": OWN,
    "Protocol": "https",
    "Endpoint": f"https://ops:pw@hooks.example.com:8443/services/{PLANTED}?key={PLANTED}",
}
API = {"id": "a1", "name": "shop"}
INTEGRATION = {
    "requestParameters": {"integration.request.header.x-key": f"'{PLANTED}'"},
    "requestTemplates": {"application/json": PLANTED},
    "integrationResponses": {
        "200": {
            "responseParameters": {"method.response.header.x": f"'{PLANTED}'"},
            "responseTemplates": {"application/json": PLANTED},
        }
    },
}
SETTINGS = {"ProjectName": "shop", "Anything": PLANTED, "EnvironmentVariables": PLANTED}
CONDITIONS = {"conditions": [{"rules": [{"configuration": SETTINGS, "commands": [PLANTED]}]}]}

CASES = {
    "AWS::StepFunctions::StateMachine": {
        "ListStateMachines": {"stateMachines": [{"stateMachineArn": MACHINE}]},
        "DescribeStateMachine": {
            "stateMachineArn": MACHINE,
            "name": "pay",
            "definition": json.dumps(DEFINITION),
        },
    },
    "AWS::ECS::Service": ECS,
    "AWS::ECS::TaskDefinition": ECS,
    "AWS::ECS::Task": ECS,
    "AWS::Lambda::Function": {
        "ListFunctions": {
            "Functions": [
                {
                    "FunctionName": "pay",
                    "FunctionArn": arn("lambda", "function:pay"),
                    "Environment": {"Variables": TEXTS},
                    "ImageConfigResponse": {
                        "ImageConfig": {"Command": [PLANTED], "EntryPoint": ["sh", PLANTED]}
                    },
                }
            ]
        }
    },
    "AWS::Events::Rule": {
        "ListEventBuses": {"EventBuses": [{"Name": "default", "Arn": arn("events", "bus")}]},
        "ListRules": {"Rules": [{"Name": "r", "Arn": arn("events", "rule/r")}]},
        "ListTargetsByRule": {
            "Targets": [
                {
                    "Id": "1",
                    "Arn": arn("redshift", "cluster:c"),
                    "Input": PLANTED,
                    "InputTransformer": {"InputTemplate": PLANTED},
                    "RedshiftDataParameters": {"Database": "d", "Sql": PLANTED, "Sqls": [PLANTED]},
                    "SageMakerPipelineParameters": {
                        "PipelineParameterList": [{"Name": "p", "Value": PLANTED}]
                    },
                    "HttpParameters": {
                        "PathParameterValues": [PLANTED],
                        "HeaderParameters": TEXTS,
                        "QueryStringParameters": TEXTS,
                    },
                }
            ]
        },
    },
    "AWS::Events::ApiDestination": {
        "ListApiDestinations": {
            "ApiDestinations": [
                {
                    "ApiDestinationArn": arn("events", "api-destination/d"),
                    "Name": "d",
                    "InvocationEndpoint": f"https://u:{PLANTED}@hooks.example.com/{PLANTED}",
                }
            ]
        }
    },
    "AWS::ElasticLoadBalancingV2::Listener": {
        "DescribeLoadBalancers": {"LoadBalancers": [{"LoadBalancerArn": BALANCER}]},
        "DescribeListeners": {"Listeners": [{"ListenerArn": LISTENER, "DefaultActions": ACTIONS}]},
    },
    "AWS::ElasticLoadBalancingV2::ListenerRule": {
        "DescribeLoadBalancers": {"LoadBalancers": [{"LoadBalancerArn": BALANCER}]},
        "DescribeListeners": {"Listeners": [{"ListenerArn": LISTENER}]},
        "DescribeRules": {
            "Rules": [
                {
                    "RuleArn": arn("elasticloadbalancing", "listener-rule/app/web/1/2/3"),
                    "Actions": ACTIONS,
                    "Conditions": [
                        {
                            "Field": "http-header",
                            "HttpHeaderConfig": {
                                "HttpHeaderName": "x-origin",
                                "Values": [PLANTED],
                                "RegexValues": [PLANTED],
                            },
                        },
                        {
                            "Field": "query-string",
                            "QueryStringConfig": {"Values": [{"Key": "k", "Value": PLANTED}]},
                        },
                    ],
                }
            ]
        },
    },
    "AWS::WAFv2::WebACL": {
        "ListWebACLs": {"WebACLs": [{"Name": "w", "Id": "1", "ARN": "arn:w"}]},
        "GetWebACL": {"WebACL": {"Name": "w", "Id": "1", "ARN": "arn:w", **RULES}},
    },
    "AWS::WAFv2::RuleGroup": {
        "ListRuleGroups": {"RuleGroups": [{"Name": "w", "Id": "1", "ARN": "arn:w"}]},
        "GetRuleGroup": {"RuleGroup": {"Name": "w", "Id": "1", "ARN": "arn:w", **RULES}},
    },
    "AWS::Transfer::Server": {
        "ListServers": {"Servers": [{"ServerId": "s-1", "Arn": arn("transfer", "server/s-1")}]},
        "DescribeServer": {
            "Server": {
                "ServerId": "s-1",
                "Arn": arn("transfer", "server/s-1"),
                "IdentityProviderDetails": {"Url": f"https://idp.example.com/prod/{PLANTED}"},
            }
        },
    },
    "AWS::SNS::Subscription": {
        "ListSubscriptions": {
            "Subscriptions": [
                SUBSCRIPTION,
                # Not confirmed: no resource, and yet part of the answer that is recorded.
                {**SUBSCRIPTION, "SubscriptionArn": "PendingConfirmation"},
            ]
        }
    },
    "AWS::ApiGateway::Resource": {
        "GetRestApis": {"items": [API]},
        "GetResources": {
            "items": [
                {
                    "id": "r1",
                    "path": "/pay",
                    "resourceMethods": {"GET": {"methodIntegration": INTEGRATION}},
                }
            ]
        },
    },
    "AWS::ApiGateway::Stage": {
        "GetRestApis": {"items": [API]},
        "GetStages": {
            "item": [
                {
                    "stageName": "live",
                    "variables": TEXTS,
                    "canarySettings": {"stageVariableOverrides": TEXTS},
                }
            ]
        },
    },
    "AWS::ApiGatewayV2::Integration": {
        "GetApis": {"Items": [{"ApiId": "a1", "Name": "shop"}]},
        "GetIntegrations": {
            "Items": [
                {
                    "IntegrationId": "i1",
                    "RequestParameters": {"append:header.x-key": PLANTED},
                    "RequestTemplates": TEXTS,
                    "ResponseParameters": {"200": {"overwrite:header.x": PLANTED}},
                }
            ]
        },
    },
    "AWS::CodePipeline::Pipeline": {
        "ListPipelines": {"pipelines": [{"name": "shop"}]},
        "GetPipeline": {
            "pipeline": {
                "name": "shop",
                "stages": [
                    {"actions": [{"configuration": SETTINGS}], "beforeEntry": CONDITIONS},
                ],
            },
            "metadata": {"created": 1},
        },
    },
    "AWS::Glue::Crawler": {
        "GetCrawlers": {"Crawlers": [{"Name": "c", "Configuration": json.dumps(TEXTS)}]}
    },
    "AWS::Glue::Table": {
        "GetDatabases": {"DatabaseList": [{"Name": "shop"}]},
        "GetTables": {
            "TableList": [
                {
                    "Name": "t",
                    "TableType": "EXTERNAL_TABLE",
                    "Parameters": TEXTS,
                    "StorageDescriptor": {"SerdeInfo": {"Parameters": TEXTS}, "Parameters": TEXTS},
                }
            ]
        },
    },
    "AWS::Route53::HealthCheck": {
        "ListHealthChecks": {
            "HealthChecks": [
                {
                    "Id": "1",
                    "HealthCheckConfig": {"ResourcePath": PLANTED, "SearchString": PLANTED},
                }
            ]
        }
    },
    "AWS::Cognito::UserPool": {
        "ListUserPools": {"UserPools": [{"Id": "p", "Name": "shop"}]},
        "DescribeUserPool": {
            "UserPool": {
                "Id": "p",
                "Arn": arn("cognito-idp", "userpool/p"),
                "Name": "shop",
                "UserPoolTags": {"db_pwd": PLANTED, "team": "shop"},
            }
        },
    },
    "AWS::DMS::ReplicationInstance": {
        "DescribeReplicationInstances": {
            "ReplicationInstances": [
                {
                    "ReplicationInstanceIdentifier": "r",
                    "ReplicationInstanceArn": arn("dms", "rep:r"),
                    "KerberosAuthenticationSettings": {"Krb5FileContents": PLANTED},
                }
            ]
        }
    },
}
"""Type -> what an account answers in which a secret stands in every place that may hold one."""

KEPT = {
    "AWS::StepFunctions::StateMachine": (
        "arn:aws:states:::ecs:runTask.sync",
        '"Next":"Which"',
        '"Cluster":"shop"',
        '"TaskDefinition":"pay:7"',
        f'"StateMachineArn":"{MACHINE}"',
        '"v.$":"$.detail.id"',
        '"Variable":"$.token"',
        '"ErrorEquals":["States.ALL"]',
    ),
    "AWS::ECS::Service": ('"awslogs-group":"/ecs/pay"',),
    "AWS::ECS::TaskDefinition": ('"awslogs-group":"/ecs/pay"', '"image":"shop/pay:7"'),
    "AWS::Events::Rule": ('"Database":"d"',),
    "AWS::Events::ApiDestination": ('"InvocationHost":"hooks.example.com"',),
    "AWS::ElasticLoadBalancingV2::ListenerRule": ('"HttpHeaderName":"x-origin"', '"Key":"k"'),
    "AWS::WAFv2::WebACL": ('"PositionalConstraint":"EXACTLY"', '"Name":"x-origin"'),
    "AWS::Transfer::Server": ('"Url":"https://idp.example.com/redacted:',),
    "AWS::SNS::Subscription": ('"Endpoint":"https://hooks.example.com:8443/redacted:',),
    "AWS::CodePipeline::Pipeline": ('"ProjectName":"shop"',),
    "AWS::Cognito::UserPool": ('"team":"shop"',),
}
"""Type -> what a map is drawn with, and must stay readable."""


OTHERWISE_DIGESTED = {
    # Their tags are caught by the net, which knows of a recorded answer the call and no type.
    "AWS::Cognito::UserPool",
    # Two types are read by one call, and a recorded answer does not say for which it was made.
    "AWS::WAFv2::RuleGroup",
    "AWS::WAFv2::WebACL",
}
"""Types whose digests a replay makes otherwise than a live run."""


def whole(observation):
    """Return all that an observation holds, as JSON."""
    aspects = {name: one.value for name, one in observation.aspects.items()}
    return encode([observation.config, aspects, observation.volatile]).decode()


@pytest.mark.parametrize("type_", sorted(CASES))
def test_planted_secret_does_not_enter(type_):
    """It stands in the account's answers, and in nothing that is stored of them."""
    assert PLANTED in repr(CASES[type_])

    patch = collect(Answers(CASES[type_]), type_)

    found = seen(patch, type_)[0]
    assert PLANTED not in repr(patch)
    assert [text for text in KEPT.get(type_, ()) if text not in whole(found)] == []


@pytest.mark.parametrize("type_", sorted(CASES))
def test_planted_secret_is_not_recorded(type_):
    """No answer of these is written with it, not even what nothing is read out of."""
    masker = Masker(declarations(), Redactor(b"key of the tests"))

    recorded = {
        operation: encode(masker.mask(BY_TYPE[type_].service, operation, body)).decode()
        for operation, body in CASES[type_].items()
    }

    assert [operation for operation, text in recorded.items() if PLANTED in text] == []


@pytest.mark.parametrize("type_", sorted(CASES.keys() - OTHERWISE_DIGESTED))
def test_a_replay_of_what_was_recorded_is_the_same(type_):
    """Digests of a recording are those of a live run, where a declaration names them."""
    masker = Masker(declarations(), Redactor(b"key of the tests"))
    service = BY_TYPE[type_].service
    answers = {name: masker.mask(service, name, body) for name, body in CASES[type_].items()}

    live = seen(collect(Answers(CASES[type_]), type_), type_)
    again = seen(collect(Answers(answers), type_), type_)

    assert [whole(one) for one in again] == [whole(one) for one in live]


def test_functions_that_states_within_states_call_are_targets():
    """A branch calls one, what a map repeats another; a state machine is no other diagram."""
    (machine,) = seen(
        collect(
            Answers(CASES["AWS::StepFunctions::StateMachine"]), "AWS::StepFunctions::StateMachine"
        ),
        "AWS::StepFunctions::StateMachine",
    )

    called = {one.rpartition(":")[2].rstrip("')\"") for one in targets(machine, "targets")}

    assert called == {"branch", "item", "iterated"}


def test_who_is_written_to_by_mail_stays():
    """Addresses of people are no passwords."""
    mail = {**SUBSCRIPTION, "Protocol": "email", "Endpoint": "ann@example.com"}
    answers = {"ListSubscriptions": {"Subscriptions": [mail]}}

    (found,) = seen(collect(Answers(answers), "AWS::SNS::Subscription"), "AWS::SNS::Subscription")

    assert found.config["Endpoint"] == "ann@example.com"
