"""Amazon Timestream for InfluxDB: instances and clusters.

https://docs.aws.amazon.com/ts-influxdb/latest/ts-influxdb-api/API_Operations.html
"""

from typing import Any

from cartographer.model.shape import KeyFields
from collectors.aws.vocabulary import encrypted_with
from collectors.engine.specification import ById, Declaration, Describe, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/ts-influxdb/latest/ts-influxdb-api"
_CLUSTER = "AWS::Timestream::InfluxDBCluster"
_ALIKE: dict[str, Any] = {
    "service": "timestream-influxdb",
    "id": "{arn}",
    "native_id": "id",
    "uid": "id",
    "name": "name",
    "tags": "@",
    "tags_aspect": "tags",
    "aspects": (
        Detail(
            aspect="tags",
            operation="ListTagsForResource",
            params={"resourceArn": "=item.arn"},
            result="tags",
        ),
    ),
    "volatile": (
        "status",
        "lastMaintenanceTime",
        "nextMaintenanceTime",
        "dbBackupConfigurations[].nextAutomatedBackupTime",
    ),
}
_RELATIONS = (
    Rel("in-subnet", "vpcSubnetIds[]"),
    Rel("uses-filter", "vpcSecurityGroupIds[]"),
    *encrypted_with("kmsKeyId"),
    Rel("refers-to", "influxAuthParametersSecretArn", by="arn"),
    Rel(
        "logs-to",
        "logDeliveryConfiguration.s3Configuration.bucketName",
        by="name",
        type="AWS::S3::Bucket",
    ),
)
_SETS: dict[str, KeyFields] = {"vpcSubnetIds": "set", "vpcSecurityGroupIds": "set"}
_GONE = ("ResourceNotFoundException",)

INSTANCE = Declaration(
    type="AWS::Timestream::InfluxDBInstance",
    kind="database",
    doc=f"{_API}/API_GetDbInstance.html",
    list=ListCall("ListDbInstances", "items"),
    describe=Describe(operation="GetDbInstance", params={"identifier": "=item.id"}, result="@"),
    zone="availabilityZone",
    aliases=(("dns", "endpoint"),),
    relations=(*_RELATIONS, Rel("part-of", "dbClusterId", by="name", type=_CLUSTER)),
    keyed={**_SETS, "instanceModes": "set"},
    by_id=ById(operation="GetDbInstance", params={"identifier": "=id"}, items="@", not_found=_GONE),
    events={
        "CreateDbInstance": "responseElements.id",
        "UpdateDbInstance": "requestParameters.identifier",
        "DeleteDbInstance": "requestParameters.identifier",
    },
    **_ALIKE,
)

CLUSTER = Declaration(
    type=_CLUSTER,
    kind="database-cluster",
    doc=f"{_API}/API_GetDbCluster.html",
    list=ListCall("ListDbClusters", "items"),
    describe=Describe(operation="GetDbCluster", params={"dbClusterId": "=item.id"}, result="@"),
    aliases=(("dns", "endpoint"), ("dns", "readerEndpoint")),
    relations=_RELATIONS,
    keyed=_SETS,
    by_id=ById(operation="GetDbCluster", params={"dbClusterId": "=id"}, items="@", not_found=_GONE),
    events={
        "CreateDbCluster": "responseElements.dbClusterId",
        "UpdateDbCluster": "requestParameters.dbClusterId",
        "DeleteDbCluster": "requestParameters.dbClusterId",
    },
    **_ALIKE,
)

DECLARATIONS = (INSTANCE, CLUSTER)
