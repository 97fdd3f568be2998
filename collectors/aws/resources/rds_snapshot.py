"""Snapshots of Amazon RDS, and those of Neptune and DocumentDB, which are the same things.

https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBClusterSnapshots.html
"""

from collectors.aws.resources.rds import CLUSTER, INSTANCE, OTHERS, OWN
from collectors.aws.vocabulary import encrypted_with, shared_with
from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference"
_TAGS = {"TagList": ("Key",)}


def _of_cluster(engine: str) -> str:
    """Return a path to the cluster of a snapshot, if it is of some engine."""
    return f"[@][?{engine}].DBClusterIdentifier"


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
        Rel("derived-from", "DBInstanceIdentifier", by="name", type=INSTANCE.type),
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
        Rel("derived-from", _of_cluster(OWN), by="name", type=CLUSTER.type),
        *(
            Rel("derived-from", _of_cluster(f"Engine=='{engine}'"), by="name", type=cluster)
            for engine, cluster in OTHERS.items()
        ),
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

DECLARATIONS = (SNAPSHOT, CLUSTER_SNAPSHOT)
