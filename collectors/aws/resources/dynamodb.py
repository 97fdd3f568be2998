"""Amazon DynamoDB: tables with their policies and backups; never an item of one.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html
The declaration is long because every counter that moves by itself is named.
"""

from collectors.aws.vocabulary import trusts
from collectors.engine.specification import (
    ById,
    Declaration,
    Describe,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_API = "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference"
_GONE = ("ResourceNotFoundException",)
_PITR = "@backups.PointInTimeRecoveryDescription"
_COUNTERS = (
    "ProvisionedThroughput.LastIncreaseDateTime",
    "ProvisionedThroughput.LastDecreaseDateTime",
    "ProvisionedThroughput.NumberOfDecreasesToday",
    "WarmThroughput",
)
_INDEXES = ("GlobalSecondaryIndexes[]", "LocalSecondaryIndexes[]")

TABLE = Declaration(
    type="AWS::DynamoDB::Table",
    kind="table",
    service="dynamodb",
    doc=f"{_API}/API_DescribeTable.html",
    list=ListCall("ListTables", "TableNames[].{TableName: @}"),
    describe=Describe(
        operation="DescribeTable", params={"TableName": "=item.TableName"}, result="Table"
    ),
    id="arn:{partition}:dynamodb:{region}:{account}:table/{TableName}",
    native_id="TableName",
    uid="TableId",
    name="TableName",
    tags="@",
    tags_aspect="tags",
    aspects=(
        Detail(
            aspect="policy",
            operation="GetResourcePolicy",
            params={"ResourceArn": "=item.TableArn"},
            result="Policy",
            absent=("PolicyNotFoundException",),
            when="TableArn",
        ),
        Detail(
            aspect="backups",
            operation="DescribeContinuousBackups",
            params={"TableName": "=item.TableName"},
            result="ContinuousBackupsDescription",
        ),
        Detail(
            aspect="tags",
            operation="ListTagsOfResource",
            params={"ResourceArn": "=item.TableArn"},
            result="Tags",
            when="TableArn",
        ),
    ),
    relations=(
        Rel("encrypted-with", "SSEDescription.KMSMasterKeyArn", by="arn"),
        Rel("derived-from", "RestoreSummary.SourceTableArn", by="arn"),
        Rel("refers-to", "Replicas[].ReplicaArn", by="arn"),
        *trusts("", aspect="policy"),
    ),
    volatile=(
        "TableSizeBytes",
        "ItemCount",
        *_COUNTERS,
        *(f"GlobalSecondaryIndexes[].{counter}" for counter in _COUNTERS),
        *(f"{index}.{count}" for index in _INDEXES for count in ("IndexSizeBytes", "ItemCount")),
        f"{_PITR}.EarliestRestorableDateTime",
        f"{_PITR}.LatestRestorableDateTime",
    ),
    json=("@policy",),
    keyed={
        "AttributeDefinitions": ("AttributeName",),
        "GlobalSecondaryIndexes": ("IndexName",),
        "LocalSecondaryIndexes": ("IndexName",),
        "Replicas": ("RegionName",),
        "@tags": ("Key",),
        **policy_lists("@policy"),
    },
    by_id=ById(
        operation="DescribeTable", params={"TableName": "=id"}, items="Table", not_found=_GONE
    ),
    events=dict.fromkeys(
        ("CreateTable", "UpdateTable", "DeleteTable", "UpdateContinuousBackups"),
        "requestParameters.tableName",
    ),
)

DECLARATIONS = (TABLE,)
