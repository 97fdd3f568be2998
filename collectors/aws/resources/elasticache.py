"""Amazon ElastiCache: replication groups, clusters, serverless caches, snapshots, subnets, users.

https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import encrypted_with
from collectors.engine.specification import ById, Declaration, ListCall, Rel

_API = "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference"
_GROUP = "AWS::ElastiCache::ReplicationGroup"
_CLUSTER = "AWS::ElastiCache::CacheCluster"
_SUBNETS = "AWS::ElastiCache::SubnetGroup"
_SERVERLESS = "AWS::ElastiCache::ServerlessCache"
_USER_GROUP = "AWS::ElastiCache::UserGroup"
_LOG_TARGET = "LogDeliveryConfigurations[].DestinationDetails.CloudWatchLogsDetails.LogGroup"
_LOGS = Rel("logs-to", _LOG_TARGET, by="name", type="AWS::Logs::LogGroup")

REPLICATION_GROUP = Declaration(
    type=_GROUP,
    kind="cache-group",
    service="elasticache",
    doc=f"{_API}/API_DescribeReplicationGroups.html",
    list=ListCall("DescribeReplicationGroups", "ReplicationGroups"),
    id="{ARN}",
    native_id="ReplicationGroupId",
    uid="ReplicationGroupCreateTime",
    name="ReplicationGroupId",
    tags=None,
    aliases=(
        ("dns", "ConfigurationEndpoint.Address"),
        ("dns", "NodeGroups[].PrimaryEndpoint.Address"),
        ("dns", "NodeGroups[].ReaderEndpoint.Address"),
    ),
    relations=(
        *encrypted_with("KmsKeyId"),
        _LOGS,
        Rel("refers-to", "UserGroupIds[]", by="name", type=_USER_GROUP),
    ),
    volatile=("Status", "NodeGroups[].Status", "NodeGroups[].NodeGroupMembers[].CurrentRole"),
    keyed={
        "MemberClusters": "set",
        "NodeGroups": ("NodeGroupId",),
        "NodeGroups[].NodeGroupMembers": ("CacheClusterId", "CacheNodeId"),
        "UserGroupIds": "set",
        "LogDeliveryConfigurations": ("LogType",),
    },
    by_id=ById(params={"ReplicationGroupId": "=id"}, not_found=("ReplicationGroupNotFoundFault",)),
    events=dict.fromkeys(
        ("CreateReplicationGroup", "ModifyReplicationGroup", "DeleteReplicationGroup"),
        "requestParameters.replicationGroupId",
    ),
)

CACHE_CLUSTER = Declaration(
    type=_CLUSTER,
    kind="cache",
    service="elasticache",
    doc=f"{_API}/API_DescribeCacheClusters.html",
    list=ListCall("DescribeCacheClusters", "CacheClusters", params={"ShowCacheNodeInfo": True}),
    id="{ARN}",
    native_id="CacheClusterId",
    uid="CacheClusterCreateTime",
    zone="PreferredAvailabilityZone",
    name="CacheClusterId",
    tags=None,
    aliases=(
        ("dns", "ConfigurationEndpoint.Address"),
        ("dns", "CacheNodes[].Endpoint.Address"),
    ),
    relations=(
        Rel("part-of", "ReplicationGroupId", by="name", type=_GROUP),
        Rel("uses-filter", "SecurityGroups[].SecurityGroupId"),
        Rel("refers-to", "CacheSubnetGroupName", by="name", type=_SUBNETS),
        Rel("refers-to", "NotificationConfiguration.TopicArn", by="arn"),
        _LOGS,
    ),
    volatile=("CacheClusterStatus", "CacheNodes[].CacheNodeStatus"),
    keyed={
        "SecurityGroups": ("SecurityGroupId",),
        "CacheNodes": ("CacheNodeId",),
        "LogDeliveryConfigurations": ("LogType",),
    },
    by_id=ById(
        params={"CacheClusterId": "=id", "ShowCacheNodeInfo": True},
        not_found=("CacheClusterNotFound",),
    ),
    events=dict.fromkeys(
        ("CreateCacheCluster", "ModifyCacheCluster", "DeleteCacheCluster"),
        "requestParameters.cacheClusterId",
    ),
)

SERVERLESS_CACHE = Declaration(
    type=_SERVERLESS,
    kind="cache",
    service="elasticache",
    doc=f"{_API}/API_DescribeServerlessCaches.html",
    list=ListCall("DescribeServerlessCaches", "ServerlessCaches"),
    id="{ARN}",
    native_id="ServerlessCacheName",
    uid="CreateTime",
    name="ServerlessCacheName",
    tags=None,
    aliases=(("dns", "Endpoint.Address"), ("dns", "ReaderEndpoint.Address")),
    relations=(
        Rel("in-subnet", "SubnetIds[]"),
        Rel("uses-filter", "SecurityGroupIds[]"),
        *encrypted_with("KmsKeyId"),
        Rel("refers-to", "UserGroupId", by="name", type=_USER_GROUP),
    ),
    volatile=("Status",),
    keyed={"SubnetIds": "set", "SecurityGroupIds": "set"},
    by_id=ById(params={"ServerlessCacheName": "=id"}, not_found=("ServerlessCacheNotFoundFault",)),
    events=dict.fromkeys(
        ("CreateServerlessCache", "ModifyServerlessCache", "DeleteServerlessCache"),
        "requestParameters.serverlessCacheName",
    ),
)

SUBNET_GROUP = Declaration(
    type=_SUBNETS,
    kind="subnet-group",
    service="elasticache",
    doc=f"{_API}/API_DescribeCacheSubnetGroups.html",
    list=ListCall("DescribeCacheSubnetGroups", "CacheSubnetGroups"),
    id="{ARN}",
    native_id="CacheSubnetGroupName",
    name="CacheSubnetGroupName",
    tags=None,
    relations=(
        Rel("in-network", "VpcId"),
        Rel("refers-to", "Subnets[].SubnetIdentifier"),
    ),
    keyed={"Subnets": ("SubnetIdentifier",), "SupportedNetworkTypes": "set"},
    by_id=ById(
        params={"CacheSubnetGroupName": "=id"}, not_found=("CacheSubnetGroupNotFoundFault",)
    ),
    events=dict.fromkeys(
        ("CreateCacheSubnetGroup", "ModifyCacheSubnetGroup", "DeleteCacheSubnetGroup"),
        "requestParameters.cacheSubnetGroupName",
    ),
)

USER = Declaration(
    type="AWS::ElastiCache::User",
    kind="user",
    service="elasticache",
    doc=f"{_API}/API_DescribeUsers.html",
    list=ListCall("DescribeUsers", "Users"),
    id="{ARN}",
    native_id="UserId",
    name="UserName",
    tags=None,
    relations=(Rel("member-of", "UserGroupIds[]", by="name", type=_USER_GROUP),),
    volatile=("Status",),
    keyed={"UserGroupIds": "set"},
    by_id=ById(params={"UserId": "=id"}, not_found=("UserNotFound",)),
    events=dict.fromkeys(("CreateUser", "ModifyUser", "DeleteUser"), "requestParameters.userId"),
)

USER_GROUP = Declaration(
    type=_USER_GROUP,
    kind="group",
    service="elasticache",
    doc=f"{_API}/API_DescribeUserGroups.html",
    list=ListCall("DescribeUserGroups", "UserGroups"),
    id="{ARN}",
    native_id="UserGroupId",
    name="UserGroupId",
    tags=None,
    relations=(
        Rel("applies-to", "ReplicationGroups[]", by="name", type=_GROUP),
        Rel("applies-to", "ServerlessCaches[]", by="name", type=_SERVERLESS),
    ),
    volatile=("Status",),
    keyed={
        "UserIds": "set",
        "ReplicationGroups": "set",
        "ServerlessCaches": "set",
        "PendingChanges.UserIdsToAdd": "set",
        "PendingChanges.UserIdsToRemove": "set",
    },
    by_id=ById(params={"UserGroupId": "=id"}, not_found=("UserGroupNotFound",)),
    events=dict.fromkeys(
        ("CreateUserGroup", "ModifyUserGroup", "DeleteUserGroup"),
        "requestParameters.userGroupId",
    ),
)

SNAPSHOT = Declaration(
    type="AWS::ElastiCache::Snapshot",
    kind="snapshot",
    service="elasticache",
    doc=f"{_API}/API_DescribeSnapshots.html",
    list=ListCall("DescribeSnapshots", "Snapshots", params={"ShowNodeGroupConfig": True}),
    id="{ARN}",
    native_id="SnapshotName",
    uid="NodeSnapshots[0].SnapshotCreateTime",
    name="SnapshotName",
    tags=None,
    relations=(
        Rel("derived-from", "ReplicationGroupId", by="name", type=_GROUP),
        Rel("derived-from", "CacheClusterId", by="name", type=_CLUSTER),
        *encrypted_with("KmsKeyId"),
        Rel("in-network", "VpcId"),
        Rel("refers-to", "CacheSubnetGroupName", by="name", type=_SUBNETS),
        Rel("refers-to", "TopicArn", by="arn"),
    ),
    volatile=("SnapshotStatus",),
    keyed={"NodeSnapshots": ("CacheClusterId", "NodeGroupId", "CacheNodeId")},
    by_id=ById(
        params={"SnapshotName": "=id", "ShowNodeGroupConfig": True},
        not_found=("SnapshotNotFoundFault",),
    ),
    events={
        "CreateSnapshot": "requestParameters.snapshotName",
        "CopySnapshot": "requestParameters.targetSnapshotName",
        "DeleteSnapshot": "requestParameters.snapshotName",
    },
)

SERVERLESS_SNAPSHOT = Declaration(
    type="AWS::ElastiCache::ServerlessCacheSnapshot",
    kind="snapshot",
    service="elasticache",
    doc=f"{_API}/API_DescribeServerlessCacheSnapshots.html",
    list=ListCall("DescribeServerlessCacheSnapshots", "ServerlessCacheSnapshots"),
    id="{ARN}",
    native_id="ServerlessCacheSnapshotName",
    uid="CreateTime",
    name="ServerlessCacheSnapshotName",
    tags=None,
    relations=(
        Rel(
            "derived-from",
            "ServerlessCacheConfiguration.ServerlessCacheName",
            by="name",
            type=_SERVERLESS,
        ),
        *encrypted_with("KmsKeyId"),
    ),
    volatile=("Status",),
    by_id=ById(
        params={"ServerlessCacheSnapshotName": "=id"},
        not_found=("ServerlessCacheSnapshotNotFoundFault",),
    ),
    events=dict.fromkeys(
        (
            "CreateServerlessCacheSnapshot",
            "CopyServerlessCacheSnapshot",
            "DeleteServerlessCacheSnapshot",
        ),
        "requestParameters.serverlessCacheSnapshotName",
    ),
)

DECLARATIONS = (
    SNAPSHOT,
    SERVERLESS_SNAPSHOT,
    REPLICATION_GROUP,
    CACHE_CLUSTER,
    SERVERLESS_CACHE,
    SUBNET_GROUP,
    USER,
    USER_GROUP,
)
