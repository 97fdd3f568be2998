"""Amazon RDS: instances, clusters and global databases.

Instances and clusters of Neptune and DocumentDB stand in the same lists and have types of their
own; subnet groups of all three are the same things. Parameter and option groups are
named by the documents but not listed themselves.
https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import encrypted_with
from collectors.engine.specification import ById, Declaration, ListCall, Rel

_API = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference"
_INSTANCE = "AWS::RDS::DBInstance"
_CLUSTER = "AWS::RDS::DBCluster"
_SUBNETS = "AWS::RDS::DBSubnetGroup"
_GLOBAL = "AWS::RDS::GlobalCluster"
OTHERS = {"neptune": "AWS::Neptune::DBCluster", "docdb": "AWS::DocDB::DBCluster"}
OWN = " && ".join(f"Engine!='{engine}'" for engine in OTHERS)
"""What is not of another service: https://docs.aws.amazon.com/neptune/latest/userguide/api-clusters.html"""
_TAGS = {"TagList": ("Key",)}
_ALIKE = (
    Rel("uses-filter", "VpcSecurityGroups[].VpcSecurityGroupId"),
    *encrypted_with("KmsKeyId"),
    *encrypted_with("ActivityStreamKmsKeyId"),
    *encrypted_with("PerformanceInsightsKMSKeyId"),
    Rel("runs-as", "AssociatedRoles[].RoleArn", by="arn"),
    Rel("refers-to", "MasterUserSecret.SecretArn", by="arn"),
    Rel("refers-to", "DomainMemberships[].AuthSecretArn", by="arn"),
    Rel("logs-to", "ActivityStreamKinesisStreamName", by="name", type="AWS::Kinesis::Stream"),
)


INSTANCE = Declaration(
    type=_INSTANCE,
    kind="database",
    service="rds",
    doc=f"{_API}/API_DescribeDBInstances.html",
    list=ListCall("DescribeDBInstances", f"DBInstances[?{OWN}]"),
    id="{DBInstanceArn}",
    native_id="DBInstanceIdentifier",
    uid="DbiResourceId",
    zone="AvailabilityZone",
    name="DBInstanceIdentifier",
    tags="TagList",
    aliases=(("dns", "Endpoint.Address"), ("dns", "ListenerEndpoint.Address")),
    relations=(
        *_ALIKE,
        Rel("part-of", "DBClusterIdentifier", by="name", type=_CLUSTER),
        Rel("in-network", "DBSubnetGroup.VpcId"),
        Rel("in-subnet", "DBSubnetGroup.Subnets[].SubnetIdentifier"),
        Rel("refers-to", "DBSubnetGroup.DBSubnetGroupName", by="name", type=_SUBNETS),
        Rel("refers-to", "MonitoringRoleArn", by="arn"),
        Rel(
            "derived-from",
            "[ReadReplicaSourceDBInstanceIdentifier][?@ && !starts_with(@, 'arn:')]",
            by="name",
            type=_INSTANCE,
        ),
        Rel(
            "derived-from",
            "[ReadReplicaSourceDBInstanceIdentifier][?@ && starts_with(@, 'arn:')]",
            by="arn",
        ),
    ),
    volatile=("LatestRestorableTime", "DBInstanceStatus", "PercentProgress"),
    secret=("PendingModifiedValues.MasterUserPassword",),
    keyed={
        **_TAGS,
        "VpcSecurityGroups": ("VpcSecurityGroupId",),
        "DBParameterGroups": ("DBParameterGroupName",),
        "OptionGroupMemberships": ("OptionGroupName",),
        "DBSubnetGroup.Subnets": ("SubnetIdentifier",),
        "AssociatedRoles": ("RoleArn",),
        "ReadReplicaDBInstanceIdentifiers": "set",
        "EnabledCloudwatchLogsExports": "set",
    },
    by_id=ById(params={"DBInstanceIdentifier": "=id"}, not_found=("DBInstanceNotFound",)),
    events=dict.fromkeys(
        (
            "CreateDBInstance",
            "ModifyDBInstance",
            "DeleteDBInstance",
            "StartDBInstance",
            "StopDBInstance",
            "RestoreDBInstanceFromDBSnapshot",
        ),
        "requestParameters.dBInstanceIdentifier",
    ),
)

CLUSTER = Declaration(
    type=_CLUSTER,
    kind="database-cluster",
    service="rds",
    doc=f"{_API}/API_DescribeDBClusters.html",
    list=ListCall("DescribeDBClusters", f"DBClusters[?{OWN}]"),
    id="{DBClusterArn}",
    native_id="DBClusterIdentifier",
    uid="DbClusterResourceId",
    name="DBClusterIdentifier",
    tags="TagList",
    aliases=(("dns", "Endpoint"), ("dns", "ReaderEndpoint"), ("dns", "CustomEndpoints[]")),
    relations=(
        *_ALIKE,
        Rel("refers-to", "DBSubnetGroup", by="name", type=_SUBNETS),
        Rel("derived-from", "ReplicationSourceIdentifier", by="arn"),
    ),
    volatile=(
        "LatestRestorableTime",
        "EarliestRestorableTime",
        "EarliestBacktrackTime",
        "BacktrackConsumedChangeRecords",
        "Capacity",
        "Status",
        "PercentProgress",
    ),
    secret=("PendingModifiedValues.MasterUserPassword",),
    keyed={
        **_TAGS,
        "AvailabilityZones": "set",
        "VpcSecurityGroups": ("VpcSecurityGroupId",),
        "DBClusterMembers": ("DBInstanceIdentifier",),
        "AssociatedRoles": ("RoleArn",),
        "EnabledCloudwatchLogsExports": "set",
    },
    by_id=ById(params={"DBClusterIdentifier": "=id"}, not_found=("DBClusterNotFoundFault",)),
    events=dict.fromkeys(
        ("CreateDBCluster", "ModifyDBCluster", "DeleteDBCluster"),
        "requestParameters.dBClusterIdentifier",
    ),
)

SUBNET_GROUP = Declaration(
    type=_SUBNETS,
    kind="subnet-group",
    service="rds",
    doc=f"{_API}/API_DescribeDBSubnetGroups.html",
    list=ListCall("DescribeDBSubnetGroups", "DBSubnetGroups"),
    id="{DBSubnetGroupArn}",
    native_id="DBSubnetGroupName",
    name="DBSubnetGroupName",
    tags=None,
    relations=(
        Rel("in-network", "VpcId"),
        Rel("refers-to", "Subnets[].SubnetIdentifier"),
    ),
    keyed={"Subnets": ("SubnetIdentifier",), "SupportedNetworkTypes": "set"},
    by_id=ById(params={"DBSubnetGroupName": "=id"}, not_found=("DBSubnetGroupNotFoundFault",)),
    events=dict.fromkeys(
        ("CreateDBSubnetGroup", "ModifyDBSubnetGroup", "DeleteDBSubnetGroup"),
        "requestParameters.dBSubnetGroupName",
    ),
)

GLOBAL_CLUSTER = Declaration(
    type=_GLOBAL,
    kind="database-cluster",
    service="rds",
    doc=f"{_API}/API_DescribeGlobalClusters.html",
    # It stands in the lists of several regions: read where its primary cluster is, it is seen once.
    list=ListCall(
        "DescribeGlobalClusters",
        "GlobalClusters",
        params={"GlobalClusterIdentifier": "=parent.GlobalClusterIdentifier"},
        each=(_CLUSTER, *OTHERS.values()),
        when="GlobalClusterIdentifier && !ReplicationSourceIdentifier",
        absent=("GlobalClusterNotFoundFault",),
    ),
    id="{GlobalClusterArn}",
    native_id="GlobalClusterIdentifier",
    uid="GlobalClusterResourceId",
    name="GlobalClusterIdentifier",
    tags="TagList",
    aliases=(("dns", "Endpoint"),),
    relations=(
        Rel("refers-to", "GlobalClusterMembers[].DBClusterArn", by="arn"),
        Rel("refers-to", "GlobalClusterMembers[].Readers[]", by="arn"),
    ),
    volatile=("Status", "GlobalClusterMembers[].SynchronizationStatus"),
    keyed={
        **_TAGS,
        "GlobalClusterMembers": ("DBClusterArn",),
        "GlobalClusterMembers[].Readers": "set",
    },
    by_id=ById(
        params={"GlobalClusterIdentifier": "=id"}, not_found=("GlobalClusterNotFoundFault",)
    ),
    events=dict.fromkeys(
        (
            "CreateGlobalCluster",
            "ModifyGlobalCluster",
            "DeleteGlobalCluster",
            "FailoverGlobalCluster",
            "RemoveFromGlobalCluster",
        ),
        "requestParameters.globalClusterIdentifier",
    ),
)

DECLARATIONS = (INSTANCE, CLUSTER, SUBNET_GROUP, GLOBAL_CLUSTER)
