"""Databases, streams, brokers, file systems and backups, as far as moto answers for them."""

import json
from collections.abc import Callable
from typing import Any

MADE = frozenset(
    {
        "AWS::AmazonMQ::Broker",
        "AWS::AmazonMQ::Configuration",
        "AWS::Backup::BackupPlan",
        "AWS::Backup::BackupVault",
        "AWS::DAX::Cluster",
        "AWS::DMS::Endpoint",
        "AWS::DMS::ReplicationInstance",
        "AWS::DMS::ReplicationSubnetGroup",
        "AWS::DMS::ReplicationTask",
        "AWS::DataSync::LocationS3",
        "AWS::DataSync::LocationSMB",
        "AWS::DataSync::Task",
        "AWS::ElastiCache::User",
        "AWS::FSx::Backup",
        "AWS::FSx::FileSystem",
        "AWS::Kinesis::Stream",
        "AWS::Kinesis::StreamConsumer",
        "AWS::KinesisFirehose::DeliveryStream",
        "AWS::MSK::Cluster",
        "AWS::MemoryDB::Cluster",
        "AWS::MemoryDB::Snapshot",
        "AWS::MemoryDB::SubnetGroup",
        "AWS::MemoryDB::User",
        "AWS::Neptune::DBCluster",
        "AWS::OpenSearchServerless::Collection",
        "AWS::OpenSearchServerless::EncryptionPolicy",
        "AWS::OpenSearchService::Domain",
        "AWS::RDS::GlobalCluster",
        "AWS::Redshift::Cluster",
        "AWS::Redshift::ClusterSnapshot",
        "AWS::Redshift::ClusterSubnetGroup",
        "AWS::Timestream::InfluxDBCluster",
        "AWS::Timestream::InfluxDBInstance",
    }
)

_ROLE = "arn:aws:iam::123456789012:role/data"
_KEY = "arn:aws:kms:us-east-1:123456789012:key/0123"
_PASSWORD = "correct-horse-battery"


def build(client: Callable[[str], Any]) -> None:
    """Make one resource of each type, in a network of their own."""
    network = client("ec2").create_vpc(CidrBlock="10.77.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        client("ec2").create_subnet(
            VpcId=network, CidrBlock=f"10.77.{number}.0/24", AvailabilityZone=f"us-east-1{zone}"
        )["Subnet"]["SubnetId"]
        for number, zone in enumerate("ab")
    ]
    _build_databases(client, subnets)
    _build_warehouse(client, subnets)
    _build_caches(client, subnets)
    _build_search(client)
    _build_streams(client, subnets)
    _build_files(client, subnets)
    _build_migration(client, subnets)
    _build_series(client, subnets)


def _build_databases(client: Callable[[str], Any], subnets: list[str]) -> None:
    rds = client("rds")
    login = {"MasterUsername": "admin", "MasterUserPassword": _PASSWORD}
    cluster = rds.create_db_cluster(
        DBClusterIdentifier="data-mysql", Engine="aurora-mysql", **login
    )
    rds.create_db_cluster(DBClusterIdentifier="data-graph", Engine="neptune", **login)
    rds.create_global_cluster(
        GlobalClusterIdentifier="data-world",
        SourceDBClusterIdentifier=cluster["DBCluster"]["DBClusterArn"],
    )
    client("elasticache").create_user(
        UserId="reader",
        UserName="reader",
        Engine="redis",
        AccessString="on ~* +@read",
        NoPasswordRequired=True,
    )


def _build_warehouse(client: Callable[[str], Any], subnets: list[str]) -> None:
    redshift = client("redshift")
    redshift.create_cluster_subnet_group(
        ClusterSubnetGroupName="warehouse", Description="of the tests", SubnetIds=subnets
    )
    redshift.create_cluster(
        ClusterIdentifier="warehouse",
        NodeType="ra3.large",
        MasterUsername="admin",
        MasterUserPassword=f"{_PASSWORD}-1A",
        ClusterSubnetGroupName="warehouse",
    )
    redshift.create_cluster_snapshot(
        SnapshotIdentifier="warehouse-1", ClusterIdentifier="warehouse"
    )


def _build_caches(client: Callable[[str], Any], subnets: list[str]) -> None:
    memorydb = client("memorydb")
    memorydb.create_subnet_group(SubnetGroupName="memory", SubnetIds=subnets)
    memorydb.create_cluster(
        ClusterName="memory",
        NodeType="db.t4g.small",
        ACLName="open-access",
        SubnetGroupName="memory",
    )
    memorydb.create_snapshot(ClusterName="memory", SnapshotName="memory-1")
    memorydb.create_user(
        UserName="reader",
        AuthenticationMode={"Type": "password", "Passwords": [_PASSWORD]},
        AccessString="on ~* +@read",
    )
    client("dax").create_cluster(
        ClusterName="fast", NodeType="dax.t3.small", ReplicationFactor=1, IamRoleArn=_ROLE
    )


def _build_search(client: Callable[[str], Any]) -> None:
    client("opensearch").create_domain(DomainName="logs", EngineVersion="OpenSearch_2.11")
    serverless = client("opensearchserverless")
    rules = [{"ResourceType": "collection", "Resource": ["collection/logs"]}]
    serverless.create_security_policy(
        name="logs",
        type="encryption",
        policy=json.dumps({"Rules": rules, "AWSOwnedKey": False, "KmsARN": _KEY}),
    )
    serverless.create_collection(name="logs", type="SEARCH")


def _build_streams(client: Callable[[str], Any], subnets: list[str]) -> None:
    kinesis = client("kinesis")
    kinesis.create_stream(StreamName="clicks", ShardCount=1)
    stream = kinesis.describe_stream_summary(StreamName="clicks")["StreamDescriptionSummary"]
    kinesis.register_stream_consumer(StreamARN=stream["StreamARN"], ConsumerName="reader")
    client("firehose").create_delivery_stream(
        DeliveryStreamName="clicks",
        ExtendedS3DestinationConfiguration={"RoleARN": _ROLE, "BucketARN": "arn:aws:s3:::clicks"},
    )
    client("kafka").create_cluster_v2(
        ClusterName="clicks",
        Provisioned={
            "BrokerNodeGroupInfo": {"InstanceType": "kafka.t3.small", "ClientSubnets": subnets},
            "KafkaVersion": "3.6.0",
            "NumberOfBrokerNodes": 2,
        },
    )
    mq = client("mq")
    mq.create_configuration(Name="orders", EngineType="ACTIVEMQ", EngineVersion="5.18")
    mq.create_broker(
        BrokerName="orders",
        EngineType="ACTIVEMQ",
        EngineVersion="5.18",
        HostInstanceType="mq.t3.micro",
        DeploymentMode="SINGLE_INSTANCE",
        PubliclyAccessible=False,
        AutoMinorVersionUpgrade=True,
        SubnetIds=subnets[:1],
        Users=[{"Username": "admin", "Password": _PASSWORD}],
    )


def _build_files(client: Callable[[str], Any], subnets: list[str]) -> None:
    fsx = client("fsx")
    system = fsx.create_file_system(
        FileSystemType="LUSTRE", StorageCapacity=1200, SubnetIds=subnets[:1]
    )["FileSystem"]["FileSystemId"]
    fsx.create_backup(FileSystemId=system)
    backup = client("backup")
    backup.create_backup_vault(BackupVaultName="safe")
    backup.create_backup_plan(
        BackupPlan={
            "BackupPlanName": "daily",
            "Rules": [{"RuleName": "daily", "TargetBackupVaultName": "safe"}],
        }
    )
    datasync = client("datasync")
    source = datasync.create_location_smb(
        ServerHostname="files.shop",
        Subdirectory="/x",
        User="copy",
        Password=_PASSWORD,
        AgentArns=["arn:aws:datasync:us-east-1:123456789012:agent/agent-0123456789abcdef0"],
    )["LocationArn"]
    target = datasync.create_location_s3(
        S3BucketArn="arn:aws:s3:::copies", S3Config={"BucketAccessRoleArn": _ROLE}
    )["LocationArn"]
    datasync.create_task(SourceLocationArn=source, DestinationLocationArn=target, Name="copy")


def _build_migration(client: Callable[[str], Any], subnets: list[str]) -> None:
    dms = client("dms")
    dms.create_replication_subnet_group(
        ReplicationSubnetGroupIdentifier="move",
        ReplicationSubnetGroupDescription="of the tests",
        SubnetIds=subnets,
    )
    instance = dms.create_replication_instance(
        ReplicationInstanceIdentifier="move", ReplicationInstanceClass="dms.t3.micro"
    )["ReplicationInstance"]["ReplicationInstanceArn"]
    ends = [
        dms.create_endpoint(
            EndpointIdentifier=side,
            EndpointType=side,
            EngineName="mysql",
            ServerName=f"{side}.shop",
            Username="move",
            Password=_PASSWORD,
        )["Endpoint"]["EndpointArn"]
        for side in ("source", "target")
    ]
    dms.create_replication_task(
        ReplicationTaskIdentifier="move",
        SourceEndpointArn=ends[0],
        TargetEndpointArn=ends[1],
        ReplicationInstanceArn=instance,
        MigrationType="full-load",
        TableMappings=json.dumps({"rules": []}),
    )


def _build_series(client: Callable[[str], Any], subnets: list[str]) -> None:
    influx = client("timestream-influxdb")
    alike = {
        "dbInstanceType": "db.influx.medium",
        "vpcSubnetIds": subnets,
        "vpcSecurityGroupIds": ["sg-0123456789abcdef0"],
        "password": _PASSWORD,
    }
    influx.create_db_instance(name="series", allocatedStorage=20, **alike)
    influx.create_db_cluster(name="many-series", allocatedStorage=20, **alike)
