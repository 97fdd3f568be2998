"""Amazon DynamoDB Accelerator: clusters and the subnets they are in.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Accelerator_(DAX).html
"""

from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference"
_SUBNETS = "AWS::DAX::SubnetGroup"

CLUSTER = Declaration(
    type="AWS::DAX::Cluster",
    kind="cache",
    service="dax",
    doc=f"{_API}/API_dax_DescribeClusters.html",
    list=ListCall("DescribeClusters", "Clusters"),
    id="{ClusterArn}",
    native_id="ClusterName",
    name="ClusterName",
    tags="@",
    tags_aspect="tags",
    aliases=(
        ("dns", "ClusterDiscoveryEndpoint.Address"),
        ("dns", "Nodes[].Endpoint.Address"),
    ),
    aspects=(
        Detail(
            aspect="tags",
            operation="ListTags",
            params={"ResourceName": "=item.ClusterArn"},
            result="Tags",
        ),
    ),
    relations=(
        Rel("runs-as", "IamRoleArn", by="arn"),
        Rel("refers-to", "SubnetGroup", by="name", type=_SUBNETS),
        Rel("uses-filter", "SecurityGroups[].SecurityGroupIdentifier"),
        Rel("refers-to", "NotificationConfiguration.TopicArn", by="arn"),
    ),
    volatile=("Status", "ActiveNodes", "Nodes[].NodeStatus"),
    keyed={
        "SecurityGroups": ("SecurityGroupIdentifier",),
        "Nodes": ("NodeId",),
        "NodeIdsToRemove": "set",
        "ParameterGroup.NodeIdsToReboot": "set",
        "@tags": ("Key",),
    },
    by_id=ById(params={"ClusterNames": "=ids"}, not_found=("ClusterNotFoundFault",)),
    events=dict.fromkeys(
        ("CreateCluster", "UpdateCluster", "DeleteCluster"), "requestParameters.clusterName"
    ),
)

SUBNET_GROUP = Declaration(
    type=_SUBNETS,
    kind="subnet-group",
    service="dax",
    doc=f"{_API}/API_dax_DescribeSubnetGroups.html",
    list=ListCall("DescribeSubnetGroups", "SubnetGroups"),
    id="arn:{partition}:dax:{region}:{account}:subnetgroup/{SubnetGroupName}",
    native_id="SubnetGroupName",
    name="SubnetGroupName",
    tags=None,
    relations=(Rel("in-network", "VpcId"), Rel("refers-to", "Subnets[].SubnetIdentifier")),
    keyed={
        "Subnets": ("SubnetIdentifier",),
        "Subnets[].SupportedNetworkTypes": "set",
        "SupportedNetworkTypes": "set",
    },
    by_id=ById(params={"SubnetGroupNames": "=ids"}, not_found=("SubnetGroupNotFoundFault",)),
    events=dict.fromkeys(
        ("CreateSubnetGroup", "UpdateSubnetGroup", "DeleteSubnetGroup"),
        "requestParameters.subnetGroupName",
    ),
)

DECLARATIONS = (CLUSTER, SUBNET_GROUP)
