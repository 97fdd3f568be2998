"""Amazon RDS: instances and clusters (of Aurora, Neptune and DocumentDB too), and snapshots.

Parameter and option groups are named by the documents but not listed themselves.
https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import encrypted_with, shared_with
from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference"
_INSTANCE = "AWS::RDS::DBInstance"
_CLUSTER = "AWS::RDS::DBCluster"
_SUBNETS = "AWS::RDS::DBSubnetGroup"
_TAGS = {"TagList": ("Key",)}
_ALIKE = (
    Rel("uses-filter", "VpcSecurityGroups[].VpcSecurityGroupId"),
    *encrypted_with("KmsKeyId"),
    Rel("runs-as", "AssociatedRoles[].RoleArn", by="arn"),
    Rel("refers-to", "MasterUserSecret.SecretArn", by="arn"),
)

INSTANCE = Declaration(
    type=_INSTANCE,
    kind="database",
    service="rds",
    doc=f"{_API}/API_DescribeDBInstances.html",
    list=ListCall("DescribeDBInstances", "DBInstances"),
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
    list=ListCall("DescribeDBClusters", "DBClusters"),
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

SNAPSHOT = Declaration(
    type="AWS::RDS::DBSnapshot",
    kind="snapshot",
    service="rds",
    doc=f"{_API}/API_DescribeDBSnapshots.html",
    list=ListCall("DescribeDBSnapshots", "DBSnapshots"),
    id="{DBSnapshotArn}",
    native_id="DBSnapshotIdentifier",
    uid="SnapshotCreateTime",
    name="DBSnapshotIdentifier",
    tags="TagList",
    aspects=(
        Detail(
            aspect="attributes",
            operation="DescribeDBSnapshotAttributes",
            params={"DBSnapshotIdentifier": "=item.DBSnapshotIdentifier"},
            result="DBSnapshotAttributesResult.DBSnapshotAttributes",
            when="SnapshotType == 'manual'",
            doc=f"{_API}/API_DescribeDBSnapshotAttributes.html",
        ),
    ),
    relations=(
        Rel("derived-from", "DBInstanceIdentifier", by="name", type=_INSTANCE),
        *encrypted_with("KmsKeyId"),
        *shared_with("[?AttributeName=='restore'].AttributeValues | []", "attributes"),
    ),
    volatile=("PercentProgress",),
    keyed={
        **_TAGS,
        "@attributes": ("AttributeName",),
        "@attributes[].AttributeValues": "set",
    },
    by_id=ById(params={"DBSnapshotIdentifier": "=id"}, not_found=("DBSnapshotNotFound",)),
    events=dict.fromkeys(
        ("CreateDBSnapshot", "DeleteDBSnapshot", "ModifyDBSnapshotAttribute", "CopyDBSnapshot"),
        "requestParameters.dBSnapshotIdentifier || requestParameters.targetDBSnapshotIdentifier",
    ),
)

CLUSTER_SNAPSHOT = Declaration(
    type="AWS::RDS::DBClusterSnapshot",
    kind="snapshot",
    service="rds",
    doc=f"{_API}/API_DescribeDBClusterSnapshots.html",
    list=ListCall("DescribeDBClusterSnapshots", "DBClusterSnapshots"),
    id="{DBClusterSnapshotArn}",
    native_id="DBClusterSnapshotIdentifier",
    uid="SnapshotCreateTime",
    name="DBClusterSnapshotIdentifier",
    tags="TagList",
    aspects=(
        Detail(
            aspect="attributes",
            operation="DescribeDBClusterSnapshotAttributes",
            params={"DBClusterSnapshotIdentifier": "=item.DBClusterSnapshotIdentifier"},
            result="DBClusterSnapshotAttributesResult.DBClusterSnapshotAttributes",
            when="SnapshotType == 'manual'",
            doc=f"{_API}/API_DescribeDBClusterSnapshotAttributes.html",
        ),
    ),
    relations=(
        Rel("derived-from", "DBClusterIdentifier", by="name", type=_CLUSTER),
        *encrypted_with("KmsKeyId"),
        *shared_with("[?AttributeName=='restore'].AttributeValues | []", "attributes"),
    ),
    volatile=("PercentProgress",),
    keyed={
        **_TAGS,
        "AvailabilityZones": "set",
        "@attributes": ("AttributeName",),
        "@attributes[].AttributeValues": "set",
    },
    by_id=ById(
        params={"DBClusterSnapshotIdentifier": "=id"},
        not_found=("DBClusterSnapshotNotFoundFault",),
    ),
    events=dict.fromkeys(
        (
            "CreateDBClusterSnapshot",
            "DeleteDBClusterSnapshot",
            "ModifyDBClusterSnapshotAttribute",
        ),
        "requestParameters.dBClusterSnapshotIdentifier",
    ),
)

PROXY = Declaration(
    type="AWS::RDS::DBProxy",
    kind="database-proxy",
    service="rds",
    doc=f"{_API}/API_DescribeDBProxies.html",
    list=ListCall("DescribeDBProxies", "DBProxies"),
    id="{DBProxyArn}",
    native_id="DBProxyName",
    uid="CreatedDate",
    name="DBProxyName",
    tags=None,
    aliases=(("dns", "Endpoint"),),
    relations=(
        Rel("runs-as", "RoleArn", by="arn"),
        Rel("in-network", "VpcId"),
        Rel("in-subnet", "VpcSubnetIds[]"),
        Rel("uses-filter", "VpcSecurityGroupIds[]"),
        Rel("refers-to", "Auth[].SecretArn", by="arn"),
    ),
    keyed={"VpcSubnetIds": "set", "VpcSecurityGroupIds": "set", "Auth": ("SecretArn",)},
    by_id=ById(params={"DBProxyName": "=id"}, not_found=("DBProxyNotFoundFault",)),
    events=dict.fromkeys(
        ("CreateDBProxy", "ModifyDBProxy", "DeleteDBProxy"), "requestParameters.dBProxyName"
    ),
)

DECLARATIONS = (INSTANCE, CLUSTER, SUBNET_GROUP, SNAPSHOT, CLUSTER_SNAPSHOT, PROXY)
