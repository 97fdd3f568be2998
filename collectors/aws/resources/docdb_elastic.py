"""Amazon DocumentDB elastic clusters.

https://docs.aws.amazon.com/documentdb/latest/developerguide/API_Operations_Amazon_DocumentDB_Elastic_Clusters.html
"""

from collectors.aws.vocabulary import encrypted_with
from collectors.engine.specification import ById, Declaration, Describe, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/documentdb/latest/developerguide"

CLUSTER = Declaration(
    type="AWS::DocDBElastic::Cluster",
    kind="database-cluster",
    service="docdb-elastic",
    doc=f"{_API}/API_elastic_GetCluster.html",
    list=ListCall("ListClusters", "clusters"),
    describe=Describe(
        operation="GetCluster", params={"clusterArn": "=item.clusterArn"}, result="cluster"
    ),
    id="{clusterArn}",
    native_id="clusterArn",
    uid="clusterArn",
    name="clusterName",
    tags="@",
    tags_aspect="tags",
    aliases=(("dns", "clusterEndpoint"),),
    aspects=(
        Detail(
            aspect="tags",
            operation="ListTagsForResource",
            params={"resourceArn": "=item.clusterArn"},
            result="tags",
        ),
    ),
    relations=(
        Rel("in-subnet", "subnetIds[]"),
        Rel("uses-filter", "vpcSecurityGroupIds[]"),
        *encrypted_with("kmsKeyId"),
    ),
    volatile=("status", "shards[].status"),
    keyed={"subnetIds": "set", "vpcSecurityGroupIds": "set", "shards": ("shardId",)},
    by_id=ById(
        operation="GetCluster",
        params={"clusterArn": "=id"},
        items="cluster",
        not_found=("ResourceNotFoundException",),
    ),
    events={
        "CreateCluster": "responseElements.cluster.clusterArn",
        "UpdateCluster": "requestParameters.clusterArn",
        "DeleteCluster": "requestParameters.clusterArn",
    },
)

DECLARATIONS = (CLUSTER,)
