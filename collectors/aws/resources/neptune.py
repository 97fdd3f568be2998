"""Amazon Neptune and Amazon DocumentDB: clusters and instances.

They are read out of the very calls that list those of Amazon RDS, which knows all three by their
engine: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBClusters.html
Their subnet groups and snapshots cannot be told from those of RDS and stand there.
"""

from cartographer.model.shape import KeyFields
from collectors.aws.vocabulary import encrypted_with
from collectors.engine.specification import ById, Declaration, ListCall, Rel

_SUBNETS = "AWS::RDS::DBSubnetGroup"
_PAGES = {
    "neptune": "https://docs.aws.amazon.com/neptune/latest/userguide/api-{0}s.html",
    "docdb": "https://docs.aws.amazon.com/documentdb/latest/developerguide/API_DB{1}.html",
}
_ALIKE = (
    Rel("uses-filter", "VpcSecurityGroups[].VpcSecurityGroupId"),
    *encrypted_with("KmsKeyId"),
    Rel("runs-as", "AssociatedRoles[].RoleArn", by="arn"),
    Rel("refers-to", "MasterUserSecret.SecretArn", by="arn"),
)
_KEYED: dict[str, KeyFields] = {
    "TagList": ("Key",),
    "VpcSecurityGroups": ("VpcSecurityGroupId",),
    "AssociatedRoles": ("RoleArn",),
    "EnabledCloudwatchLogsExports": "set",
}


def _cluster(type_: str, engine: str) -> Declaration:
    return Declaration(
        type=type_,
        kind="database-cluster",
        service="rds",
        doc=_PAGES[engine].format("cluster", "Cluster"),
        list=ListCall("DescribeDBClusters", f"DBClusters[?Engine=='{engine}']"),
        id="{DBClusterArn}",
        native_id="DBClusterIdentifier",
        uid="DbClusterResourceId",
        name="DBClusterIdentifier",
        tags="TagList",
        aliases=(("dns", "Endpoint"), ("dns", "ReaderEndpoint")),
        relations=(
            *_ALIKE,
            Rel("refers-to", "DBSubnetGroup", by="name", type=_SUBNETS),
            Rel("derived-from", "ReplicationSourceIdentifier", by="arn"),
        ),
        volatile=("LatestRestorableTime", "EarliestRestorableTime", "Status", "PercentProgress"),
        secret=("PendingModifiedValues.MasterUserPassword",),
        keyed={
            **_KEYED,
            "AvailabilityZones": "set",
            "DBClusterMembers": ("DBInstanceIdentifier",),
            "ReadReplicaIdentifiers": "set",
        },
        by_id=ById(params={"DBClusterIdentifier": "=id"}, not_found=("DBClusterNotFoundFault",)),
        events=dict.fromkeys(
            ("CreateDBCluster", "ModifyDBCluster", "DeleteDBCluster"),
            "requestParameters.dBClusterIdentifier",
        ),
    )


def _instance(type_: str, engine: str, cluster: str) -> Declaration:
    return Declaration(
        type=type_,
        kind="database",
        service="rds",
        doc=_PAGES[engine].format("instance", "Instance"),
        list=ListCall("DescribeDBInstances", f"DBInstances[?Engine=='{engine}']"),
        id="{DBInstanceArn}",
        native_id="DBInstanceIdentifier",
        uid="DbiResourceId",
        zone="AvailabilityZone",
        name="DBInstanceIdentifier",
        tags="TagList",
        aliases=(("dns", "Endpoint.Address"),),
        relations=(
            *_ALIKE,
            *encrypted_with("PerformanceInsightsKMSKeyId"),
            Rel("part-of", "DBClusterIdentifier", by="name", type=cluster),
            Rel("in-network", "DBSubnetGroup.VpcId"),
            Rel("in-subnet", "DBSubnetGroup.Subnets[].SubnetIdentifier"),
            Rel("refers-to", "DBSubnetGroup.DBSubnetGroupName", by="name", type=_SUBNETS),
            Rel("refers-to", "MonitoringRoleArn", by="arn"),
        ),
        volatile=("LatestRestorableTime", "DBInstanceStatus", "PercentProgress"),
        secret=("PendingModifiedValues.MasterUserPassword",),
        keyed={
            **_KEYED,
            "DBParameterGroups": ("DBParameterGroupName",),
            "DBSubnetGroup.Subnets": ("SubnetIdentifier",),
        },
        by_id=ById(params={"DBInstanceIdentifier": "=id"}, not_found=("DBInstanceNotFound",)),
        events=dict.fromkeys(
            ("CreateDBInstance", "ModifyDBInstance", "DeleteDBInstance"),
            "requestParameters.dBInstanceIdentifier",
        ),
    )


NEPTUNE_CLUSTER = _cluster("AWS::Neptune::DBCluster", "neptune")
DOCUMENT_CLUSTER = _cluster("AWS::DocDB::DBCluster", "docdb")

DECLARATIONS = (
    NEPTUNE_CLUSTER,
    _instance("AWS::Neptune::DBInstance", "neptune", NEPTUNE_CLUSTER.type),
    DOCUMENT_CLUSTER,
    _instance("AWS::DocDB::DBInstance", "docdb", DOCUMENT_CLUSTER.type),
)
