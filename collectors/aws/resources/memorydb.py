"""Amazon MemoryDB: clusters, their users and access lists, subnet groups and snapshots.

https://docs.aws.amazon.com/memorydb/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import encrypted_with
from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/memorydb/latest/APIReference"
_CLUSTER = "AWS::MemoryDB::Cluster"
_ACL = "AWS::MemoryDB::ACL"
_USER = "AWS::MemoryDB::User"
_SUBNETS = "AWS::MemoryDB::SubnetGroup"

CLUSTER = Declaration(
    type=_CLUSTER,
    kind="cache-group",
    service="memorydb",
    doc=f"{_API}/API_DescribeClusters.html",
    list=ListCall("DescribeClusters", "Clusters", params={"ShowShardDetails": True}),
    id="{ARN}",
    native_id="Name",
    name="Name",
    tags="@",
    tags_aspect="tags",
    aliases=(("dns", "ClusterEndpoint.Address"), ("dns", "Shards[].Nodes[].Endpoint.Address")),
    aspects=(
        Detail(
            aspect="tags",
            operation="ListTags",
            params={"ResourceArn": "=item.ARN"},
            result="TagList",
        ),
    ),
    relations=(
        Rel("refers-to", "ACLName", by="name", type=_ACL),
        Rel("refers-to", "SubnetGroupName", by="name", type=_SUBNETS),
        Rel("uses-filter", "SecurityGroups[].SecurityGroupId"),
        *encrypted_with("KmsKeyId"),
        Rel("refers-to", "SnsTopicArn", by="arn"),
    ),
    volatile=("Status", "Shards[].Status", "Shards[].Nodes[].Status", "PendingUpdates"),
    keyed={
        "SecurityGroups": ("SecurityGroupId",),
        "Shards": ("Name",),
        "Shards[].Nodes": ("Name",),
        "@tags": ("Key",),
    },
    by_id=ById(
        params={"ClusterName": "=id", "ShowShardDetails": True},
        not_found=("ClusterNotFoundFault",),
    ),
    events=dict.fromkeys(
        ("CreateCluster", "UpdateCluster", "DeleteCluster"), "requestParameters.clusterName"
    ),
)

ACL = Declaration(
    type=_ACL,
    kind="group",
    service="memorydb",
    doc=f"{_API}/API_DescribeACLs.html",
    list=ListCall("DescribeACLs", "ACLs"),
    id="{ARN}",
    native_id="Name",
    name="Name",
    tags=None,
    relations=(Rel("applies-to", "Clusters[]", by="name", type=_CLUSTER),),
    volatile=("Status",),
    keyed={
        "UserNames": "set",
        "Clusters": "set",
        "PendingChanges.UserNamesToRemove": "set",
        "PendingChanges.UserNamesToAdd": "set",
    },
    by_id=ById(params={"ACLName": "=id"}, not_found=("ACLNotFoundFault",)),
    events=dict.fromkeys(("CreateACL", "UpdateACL", "DeleteACL"), "requestParameters.aCLName"),
)

USER = Declaration(
    type=_USER,
    kind="user",
    service="memorydb",
    doc=f"{_API}/API_DescribeUsers.html",
    list=ListCall("DescribeUsers", "Users"),
    id="{ARN}",
    native_id="Name",
    name="Name",
    tags=None,
    relations=(Rel("member-of", "ACLNames[]", by="name", type=_ACL),),
    volatile=("Status",),
    keyed={"ACLNames": "set"},
    by_id=ById(params={"UserName": "=id"}, not_found=("UserNotFoundFault",)),
    events=dict.fromkeys(("CreateUser", "UpdateUser", "DeleteUser"), "requestParameters.userName"),
)

SUBNET_GROUP = Declaration(
    type=_SUBNETS,
    kind="subnet-group",
    service="memorydb",
    doc=f"{_API}/API_DescribeSubnetGroups.html",
    list=ListCall("DescribeSubnetGroups", "SubnetGroups"),
    id="{ARN}",
    native_id="Name",
    name="Name",
    tags=None,
    relations=(Rel("in-network", "VpcId"), Rel("refers-to", "Subnets[].Identifier")),
    keyed={
        "Subnets": ("Identifier",),
        "Subnets[].SupportedNetworkTypes": "set",
        "SupportedNetworkTypes": "set",
    },
    by_id=ById(params={"SubnetGroupName": "=id"}, not_found=("SubnetGroupNotFoundFault",)),
    events=dict.fromkeys(
        ("CreateSubnetGroup", "UpdateSubnetGroup", "DeleteSubnetGroup"),
        "requestParameters.subnetGroupName",
    ),
)

SNAPSHOT = Declaration(
    type="AWS::MemoryDB::Snapshot",
    kind="snapshot",
    service="memorydb",
    doc=f"{_API}/API_DescribeSnapshots.html",
    list=ListCall("DescribeSnapshots", "Snapshots", params={"ShowDetail": True}),
    id="{ARN}",
    native_id="Name",
    name="Name",
    tags=None,
    relations=(
        Rel("derived-from", "ClusterConfiguration.Name", by="name", type=_CLUSTER),
        *encrypted_with("KmsKeyId"),
    ),
    volatile=("Status",),
    keyed={"ClusterConfiguration.Shards": ("Name",)},
    by_id=ById(
        params={"SnapshotName": "=id", "ShowDetail": True}, not_found=("SnapshotNotFoundFault",)
    ),
    events={
        "CreateSnapshot": "requestParameters.snapshotName",
        "CopySnapshot": "requestParameters.targetSnapshotName",
        "DeleteSnapshot": "requestParameters.snapshotName",
    },
)

DECLARATIONS = (CLUSTER, ACL, USER, SUBNET_GROUP, SNAPSHOT)
