"""What the declarations of data services say, each claim on answers as AWS documents them."""

import json
from typing import Any

import pytest

from cartographer.model.coverage import State
from cartographer.model.key import Ref
from collectors.aws.resources import opensearch_serverless
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

PUBLIC = json.dumps(policy({"Effect": "Allow", "Principal": "*"}))
OPENED = json.dumps(policy({"Effect": "Allow", "Principal": {"AWS": OTHER}}))


def _arn(service: str, rest: str, account: str = OWN) -> str:
    return f"arn:aws:{service}:{REGION}:{account}:{rest}"


def _named(type_: str, name: str) -> str:
    return f"name:{type_}/{OWN}/{REGION}/{name}"


def _only(answers: dict[str, Any], type_: str) -> Any:
    (found,) = seen(collect(Answers(answers), type_), type_)
    return found


# --- RDS, Neptune and DocumentDB --------------------------------------------------------


def _databases() -> dict[str, Any]:
    engines = ("aurora-mysql", "neptune", "docdb")
    return {
        "DescribeDBClusters": {
            "DBClusters": [
                {
                    "DBClusterIdentifier": engine,
                    "DBClusterArn": _arn("rds", f"cluster:{engine}"),
                    "Engine": engine,
                    "GlobalClusterIdentifier": "world",
                    "ReplicationSourceIdentifier": None if engine == "docdb" else _arn("rds", "x"),
                }
                for engine in engines
            ]
        },
        "DescribeDBInstances": {
            "DBInstances": [
                {
                    "DBInstanceIdentifier": f"{engine}-1",
                    "DBInstanceArn": _arn("rds", f"db:{engine}-1"),
                    "DBClusterIdentifier": engine,
                    "Engine": engine,
                }
                for engine in engines
            ]
        },
    }


@pytest.mark.parametrize(
    ("service", "engine"), [("RDS", "aurora-mysql"), ("Neptune", "neptune"), ("DocDB", "docdb")]
)
def test_each_database_is_of_one_type(service, engine):
    """A cluster and its instances are of the type that their engine says, and of no other."""
    types = [
        f"AWS::{one}::{noun}"
        for one in ("RDS", "Neptune", "DocDB")
        for noun in ("DBCluster", "DBInstance")
    ]
    door = Answers(_databases())

    patch = collect(door, *types)

    (cluster,) = seen(patch, f"AWS::{service}::DBCluster")
    (instance,) = seen(patch, f"AWS::{service}::DBInstance")
    assert (cluster.native_id, instance.native_id) == (engine, f"{engine}-1")
    assert targets(instance, "part-of") == {_named(cluster.key.type, engine)}
    assert len(patch.upserts) == len(types)
    assert len(door.calls("DescribeDBClusters")) == len(door.calls("DescribeDBInstances")) == 1


def test_database_without_an_engine_is_of_rds():
    """An answer that does not name the engine loses nobody."""
    instance = {"DBInstanceIdentifier": "old", "DBInstanceArn": _arn("rds", "db:old")}

    found = _only({"DescribeDBInstances": {"DBInstances": [instance]}}, "AWS::RDS::DBInstance")

    assert found.native_id == "old"


def test_cluster_snapshot_is_derived_from_a_cluster_of_its_engine():
    """Snapshots are of one type, and yet name the right one of three."""
    snapshots = [
        {
            "DBClusterSnapshotIdentifier": f"of-{engine}",
            "DBClusterSnapshotArn": _arn("rds", f"cluster-snapshot:of-{engine}"),
            "DBClusterIdentifier": "one",
            "Engine": engine,
            "SnapshotType": "automated",
        }
        for engine in ("aurora-mysql", "docdb", "neptune")
    ]
    door = Answers({"DescribeDBClusterSnapshots": {"DBClusterSnapshots": snapshots}})
    type_ = "AWS::RDS::DBClusterSnapshot"

    found = seen(collect(door, type_), type_)

    assert [targets(one, "derived-from") for one in found] == [
        {_named("AWS::RDS::DBCluster", "one")},
        {_named("AWS::DocDB::DBCluster", "one")},
        {_named("AWS::Neptune::DBCluster", "one")},
    ]


def test_global_database_is_read_where_its_primary_is():
    """A secondary cluster does not ask for the global one: each would list it again."""
    member = _arn("rds", "cluster:docdb")
    world = {
        "GlobalClusterIdentifier": "world",
        "GlobalClusterArn": f"arn:aws:rds::{OWN}:global-cluster:world",
        "GlobalClusterMembers": [{"DBClusterArn": member, "IsWriter": True}],
    }
    door = Answers({**_databases(), "DescribeGlobalClusters": {"GlobalClusters": [world]}})
    type_ = "AWS::RDS::GlobalCluster"

    (found,) = seen(collect(door, type_), type_)

    assert door.calls("DescribeGlobalClusters") == [{"GlobalClusterIdentifier": "world"}]
    assert targets(found, "refers-to") == {f"arn:{member}"}


# --- Redshift ---------------------------------------------------------------------------


def test_warehouse_answers_to_its_namespace_and_trusts_whom_its_policy_names():
    """The policy is asked for by the namespace; no policy is absent; logs go to a bucket."""
    namespace = _arn("redshift", "namespace:1")
    cluster = {"ClusterIdentifier": "w", "ClusterNamespaceArn": namespace}
    answers = {
        "DescribeClusters": {"Clusters": [cluster]},
        "GetResourcePolicy": {"ResourcePolicy": {"ResourceArn": namespace, "Policy": OPENED}},
        "DescribeLoggingStatus": {"LoggingEnabled": True, "BucketName": "audit"},
    }
    type_ = "AWS::Redshift::Cluster"

    found = _only(answers, type_)
    closed = _only({**answers, "GetResourcePolicy": "ResourceNotFoundFault"}, type_)

    assert found.key.id == _arn("redshift", "cluster:w")
    assert Ref("arn", namespace) in derived(found).aliases
    assert targets(found, "trusts") == {f"account:{OTHER}"}
    assert targets(found, "logs-to") == {f"name:AWS::S3::Bucket/{OWN}/global/audit"}
    assert closed.aspects["policy"].state == "absent"


def test_warehouse_shares_are_relations_to_accounts():
    """Snapshots, endpoints and data shares say with whom they are shared."""
    share = _arn("redshift", "datashare:n/sales", OTHER)
    answers = {
        "DescribeClusterSnapshots": {
            "Snapshots": [
                {
                    "SnapshotIdentifier": "s",
                    "ClusterIdentifier": "w",
                    "OwnerAccount": OWN,
                    "AccountsWithRestoreAccess": [{"AccountId": OTHER}],
                }
            ]
        },
        "DescribeEndpointAuthorization": {
            "EndpointAuthorizationList": [
                {"Grantor": OWN, "Grantee": OTHER, "ClusterIdentifier": "w"}
            ]
        },
        "DescribeDataShares": {
            "DataShares": [
                {
                    "DataShareArn": share,
                    "DataShareAssociations": [
                        {"ConsumerIdentifier": OWN},
                        {"ConsumerIdentifier": _arn("redshift", "namespace:2")},
                    ],
                }
            ]
        },
    }
    snapshot = _only(answers, "AWS::Redshift::ClusterSnapshot")
    authorization = _only(answers, "AWS::Redshift::EndpointAuthorization")
    data = _only(answers, "AWS::Redshift::DataShare")

    assert targets(snapshot, "shared-with") == {f"account:{OTHER}"}
    assert authorization.key.id == _arn("redshift", f"cluster:w#authorization/{OTHER}")
    assert targets(authorization, "shared-with") == {f"account:{OTHER}"}
    assert targets(data, "shared-with") == {
        f"account:{OWN}",
        f"arn:{_arn('redshift', 'namespace:2')}",
    }
    assert (data.account, derived(data).name) == (OTHER, "sales")


def test_namespace_names_its_roles_in_words():
    """A role of a namespace is found in the text that it comes in."""
    role = f"arn:aws:iam::{OWN}:role/load"
    namespace = {
        "namespaceName": "n",
        "namespaceArn": _arn("redshift-serverless", "namespace/1"),
        "iamRoles": [f"IamRole(applyStatus=in-sync, iamRoleArn={role})"],
    }
    answers = {"ListNamespaces": {"namespaces": [namespace]}, "ListTagsForResource": {}}

    found = _only(answers, "AWS::RedshiftServerless::Namespace")

    assert targets(found, "runs-as") == {f"arn:{role}"}


# --- search -----------------------------------------------------------------------------


def _domain(**more: Any) -> dict[str, Any]:
    return {
        "ListDomainNames": {"DomainNames": [{"DomainName": "logs"}]},
        "DescribeDomains": {
            "DomainStatusList": [
                {"DomainName": "logs", "ARN": _arn("es", "domain/logs"), **more},
            ]
        },
        "ListTags": {"TagList": []},
    }


def test_domain_trusts_whom_its_policy_names():
    """The policy is a text in the document; its group of logs loses the star that ends it."""
    group = _arn("logs", "log-group:/search")
    published = {"AUDIT_LOGS": {"CloudWatchLogsLogGroupArn": f"{group}:*", "Enabled": True}}
    answers = _domain(
        AccessPolicies=PUBLIC, Endpoints={"vpc": "v.es"}, LogPublishingOptions=published
    )

    found = _only(answers, "AWS::OpenSearchService::Domain")

    assert targets(found, "trusts") == {"everyone:*"}
    assert targets(found, "logs-to") == {f"arn:{group}"}
    assert Ref("dns", "v.es") in derived(found).aliases
    assert found.aspects["endpoint-access"].state == "absent"


def test_domain_in_a_network_says_who_may_make_endpoints_to_it():
    """Other accounts that may reach it by an endpoint of their own are relations."""
    answers = {
        **_domain(VPCOptions={"VPCId": "vpc-1"}),
        "ListVpcEndpointAccess": {
            "AuthorizedPrincipalList": [
                {"PrincipalType": "AWS_ACCOUNT", "Principal": OTHER},
                {"PrincipalType": "AWS_SERVICE", "Principal": "application.opensearchservice"},
            ]
        },
    }

    found = _only(answers, "AWS::OpenSearchService::Domain")

    assert targets(found, "shared-with") == {f"account:{OTHER}"}
    assert targets(found, "trusts") == {"service:application.opensearchservice"}


def test_policies_of_collections_say_who_reaches_them():
    """Each kind is asked for by itself; a public network is open to everyone."""
    user = f"arn:aws:iam::{OTHER}:user/ann"
    rules = [{"ResourceType": "collection", "Resource": ["collection/logs", "collection/l*"]}]
    documents = {
        "network": [{"Rules": rules, "AllowFromPublic": True}],
        "encryption": {"Rules": rules, "KmsARN": _arn("kms", "key/1")},
        "data": [{"Rules": rules, "Principal": [user, f"saml/{OWN}/idp/group/g"]}],
    }

    def listed(params: dict[str, Any]) -> dict[str, Any]:
        found = [{"name": "p", "type": params["type"]}]
        return {"securityPolicySummaries": found, "accessPolicySummaries": found}

    def read(params: dict[str, Any]) -> dict[str, Any]:
        found = {"name": "p", "policy": documents[params["type"]]}
        return {"securityPolicyDetail": found, "accessPolicyDetail": found}

    collection = {"id": "1", "name": "logs", "arn": _arn("aoss", "collection/1")}
    door = Answers(
        {
            **dict.fromkeys(("ListSecurityPolicies", "ListAccessPolicies"), listed),
            **dict.fromkeys(("GetSecurityPolicy", "GetAccessPolicy"), read),
            "ListCollections": {"collectionSummaries": [{"id": "1"}]},
            "BatchGetCollection": {"collectionDetails": [collection]},
            "ListTagsForResource": {"tags": []},
        }
    )

    patch = collect(door, *(one.type for one in opensearch_serverless.DECLARATIONS[:4]))
    (found,) = seen(patch, "AWS::OpenSearchServerless::Collection")
    (network,) = seen(patch, "AWS::OpenSearchServerless::NetworkPolicy")
    (encryption,) = seen(patch, "AWS::OpenSearchServerless::EncryptionPolicy")
    (access,) = seen(patch, "AWS::OpenSearchServerless::AccessPolicy")

    for one in (network, encryption, access):
        (target,) = targets(one, "applies-to")
        assert target in {str(alias) for alias in derived(found).aliases}
    assert targets(network, "trusts") == {"everyone:*"}
    assert targets(encryption, "encrypted-with") == {f"arn:{_arn('kms', 'key/1')}"}
    assert targets(access, "trusts") == {f"arn:{user}"}


def test_closed_network_policy_trusts_nobody():
    """A policy that lets in endpoints only is not open to everyone."""
    rule = {"Rules": [], "AllowFromPublic": False, "SourceVPCEs": ["vpce-1"]}
    answers = {
        "ListSecurityPolicies": {"securityPolicySummaries": [{"name": "p"}]},
        "GetSecurityPolicy": {"securityPolicyDetail": {"name": "p", "policy": [rule]}},
    }

    found = _only(answers, "AWS::OpenSearchServerless::NetworkPolicy")

    assert targets(found, "trusts") == set()
    assert targets(found, "refers-to") == {"id:vpce-1"}


# --- streams and brokers ----------------------------------------------------------------


def _stream(**more: Any) -> dict[str, Any]:
    summary = {"StreamName": "s", "StreamARN": _arn("kinesis", "stream/s"), **more}
    return {
        "ListStreams": {"StreamNames": ["s"]},
        "DescribeStreamSummary": {"StreamDescriptionSummary": summary},
        "ListTagsForStream": {"Tags": []},
        "GetResourcePolicy": {"Policy": OPENED},
    }


@pytest.mark.parametrize("answer", [{"Policy": ""}, {"Policy": "{}"}, "ResourceNotFoundException"])
def test_stream_without_a_policy_has_none(answer):
    """However the service says that there is none, it is absent."""
    found = _only({**_stream(), "GetResourcePolicy": answer}, "AWS::Kinesis::Stream")

    assert found.aspects["policy"].state == "absent"


@pytest.mark.parametrize(("count", "asked"), [(0, 0), (1, 1), (None, 1)])
def test_consumers_are_asked_for_where_there_are_some(count, asked):
    """A stream that says it has none costs no call."""
    arn = _arn("kinesis", "stream/s/consumer/c:1")
    consumers = [{"ConsumerName": "c", "ConsumerARN": arn}]
    door = Answers(
        {**_stream(ConsumerCount=count), "ListStreamConsumers": {"Consumers": consumers}}
    )

    patch = collect(door, "AWS::Kinesis::StreamConsumer")
    found = seen(patch, "AWS::Kinesis::StreamConsumer")

    assert len(door.calls("ListStreamConsumers")) == asked
    assert {one.state for one in patch.coverage} == {State.COMPLETE}
    assert [targets(one, "trusts") for one in found] == [{f"account:{OTHER}"}] * asked


def test_delivery_stream_names_all_that_it_touches():
    """Every kind of destination repeats members; the stores inside it count too."""
    store = {
        "RoleARN": "arn:aws:iam::1:role/store",
        "BucketARN": "arn:aws:s3:::failed",
        "CloudWatchLoggingOptions": {"LogGroupName": "/store"},
        "EncryptionConfiguration": {"KMSEncryptionConfig": {"AWSKMSKeyARN": "arn:key"}},
    }
    function = _arn("lambda", "function:clean")
    parameter = {"ParameterName": "LambdaArn", "ParameterValue": f"{function}:$LATEST"}
    search = {
        "RoleARN": "arn:aws:iam::1:role/search",
        "DomainARN": _arn("es", "domain/logs"),
        "S3DestinationDescription": store,
        "ProcessingConfiguration": {"Processors": [{"Parameters": [parameter]}]},
        "VpcConfigurationDescription": {"VpcId": "vpc-1", "SubnetIds": ["subnet-1"]},
    }
    destination = {
        "DestinationId": "d",
        "AmazonopensearchserviceDestinationDescription": search,
    }
    described = {"DeliveryStreamName": "f", "Destinations": [destination]}
    answers = {
        "ListDeliveryStreams": {"DeliveryStreamNames": ["f"]},
        "DescribeDeliveryStream": {"DeliveryStreamDescription": described},
        "ListTagsForDeliveryStream": {"Tags": []},
    }

    found = _only(answers, "AWS::KinesisFirehose::DeliveryStream")

    assert targets(found, "runs-as") == {
        "arn:arn:aws:iam::1:role/search",
        "arn:arn:aws:iam::1:role/store",
    }
    assert targets(found, "targets") == {
        f"arn:{_arn('es', 'domain/logs')}",
        "arn:arn:aws:s3:::failed",
    }
    assert targets(found, "logs-to") == {_named("AWS::Logs::LogGroup", "/store")}
    assert targets(found, "encrypted-with") == {"arn:arn:key"}
    assert targets(found, "refers-to") == {f"arn:{function}"}
    assert targets(found, "in-subnet") == {"id:subnet-1"}


def _kafka(**more: Any) -> dict[str, Any]:
    arn = _arn("kafka", "cluster/k/1")
    return {
        "ListClustersV2": {"ClusterInfoList": [{"ClusterArn": arn, "ClusterName": "k", **more}]},
        "GetClusterPolicy": {"Policy": OPENED},
        "ListScramSecrets": {"SecretArnList": [_arn("secretsmanager", "secret:AmazonMSK_1")]},
        "ListNodes": {
            "NodeInfoList": [
                {
                    "NodeARN": _arn("kafka", "broker/k/1/1"),
                    "BrokerNodeInfo": {"Endpoints": ["b-1.k"], "AttachedENIId": "eni-1"},
                },
                {"ZookeeperNodeInfo": {"Endpoints": ["z-1.k"]}},
            ]
        },
    }


def test_kafka_cluster_names_who_logs_in_and_its_brokers():
    """Secrets of logins are named where logins are on; brokers answer to their names."""
    scram = {"ClientAuthentication": {"Sasl": {"Scram": {"Enabled": True}}}}
    door = Answers(_kafka(ClusterType="PROVISIONED", Provisioned=scram))

    patch = collect(door, "AWS::MSK::Broker")
    (cluster,) = seen(patch, "AWS::MSK::Cluster")
    (broker,) = seen(patch, "AWS::MSK::Broker")

    assert targets(cluster, "trusts") == {f"account:{OTHER}"}
    assert targets(cluster, "refers-to") == {f"arn:{_arn('secretsmanager', 'secret:AmazonMSK_1')}"}
    assert Ref("dns", "b-1.k") in derived(broker).aliases
    assert targets(broker, "attached-to") == {"id:eni-1"}


def test_serverless_kafka_has_no_brokers_and_no_logins():
    """Neither is asked for; a cluster without a policy has none."""
    serverless = _kafka(ClusterType="SERVERLESS", Serverless={})
    door = Answers({**serverless, "GetClusterPolicy": "NotFoundException"})

    patch = collect(door, "AWS::MSK::Broker")
    (cluster,) = seen(patch, "AWS::MSK::Cluster")

    assert door.calls("ListNodes") == door.calls("ListScramSecrets") == []
    assert {one.state for one in cluster.aspects.values()} == {"absent"}


def test_broker_answers_to_the_hosts_of_its_endpoints():
    """Addresses with a scheme and a port become names."""
    instance = {"ConsoleURL": "https://b.mq:8162", "Endpoints": ["ssl://b.mq:61617"]}
    described = {"BrokerId": "b", "BrokerArn": _arn("mq", "broker:x:b")}
    answers = {
        "ListBrokers": {"BrokerSummaries": [{"BrokerId": "b"}]},
        "DescribeBroker": {**described, "BrokerInstances": [instance]},
    }

    found = _only(answers, "AWS::AmazonMQ::Broker")

    assert Ref("dns", "b.mq") in derived(found).aliases
