"""Amazon Kinesis Data Streams: streams and their registered consumers; never a record.

https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import encrypted_with, trusts
from collectors.engine.specification import (
    ById,
    Declaration,
    Describe,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_API = "https://docs.aws.amazon.com/kinesis/latest/APIReference"
_STREAM = "AWS::Kinesis::Stream"
_GONE = ("ResourceNotFoundException",)


def _policy(arn: str) -> Detail:
    """Return the policy of a stream or consumer; an empty one is none."""
    return Detail(
        aspect="policy",
        operation="GetResourcePolicy",
        params={"ResourceARN": f"=item.{arn}"},
        result="[Policy][?@ && @!='{}'] | [0]",
        absent=_GONE,
        when=arn,
        doc=f"{_API}/API_GetResourcePolicy.html",
    )


STREAM = Declaration(
    type=_STREAM,
    kind="stream",
    service="kinesis",
    doc=f"{_API}/API_DescribeStreamSummary.html",
    list=ListCall("ListStreams", "StreamNames[].{StreamName: @}"),
    describe=Describe(
        operation="DescribeStreamSummary",
        params={"StreamName": "=item.StreamName"},
        result="StreamDescriptionSummary",
    ),
    id="arn:{partition}:kinesis:{region}:{account}:stream/{StreamName}",
    native_id="StreamName",
    uid="StreamCreationTimestamp",
    name="StreamName",
    tags="@",
    tags_aspect="tags",
    aspects=(
        _policy("StreamARN"),
        Detail(
            aspect="tags",
            operation="ListTagsForStream",
            params={"StreamName": "=item.StreamName", "Limit": 50},
            result="Tags",
        ),
    ),
    relations=(*encrypted_with("KeyId"), *trusts("", aspect="policy")),
    volatile=("StreamStatus", "WarmThroughput.CurrentMiBps"),
    json=("@policy",),
    keyed={
        "EnhancedMonitoring[].ShardLevelMetrics": "set",
        "@tags": ("Key",),
        **policy_lists("@policy"),
    },
    by_id=ById(
        operation="DescribeStreamSummary",
        params={"StreamName": "=id"},
        items="StreamDescriptionSummary",
        not_found=_GONE,
    ),
    events=dict.fromkeys(
        (
            "CreateStream",
            "DeleteStream",
            "StartStreamEncryption",
            "StopStreamEncryption",
            "UpdateStreamMode",
            "UpdateShardCount",
            "IncreaseStreamRetentionPeriod",
            "DecreaseStreamRetentionPeriod",
        ),
        "requestParameters.streamName || split(requestParameters.streamARN, '/')[1]",
    ),
)

CONSUMER = Declaration(
    type="AWS::Kinesis::StreamConsumer",
    kind="stream-consumer",
    service="kinesis",
    doc=f"{_API}/API_ListStreamConsumers.html",
    list=ListCall(
        "ListStreamConsumers",
        "Consumers",
        params={"StreamARN": "=parent.StreamARN"},
        each=_STREAM,
        when="ConsumerCount != `0`",
        stamp={"StreamARN": "StreamARN"},
        absent=_GONE,
    ),
    id="{ConsumerARN}",
    native_id="ConsumerARN",
    uid="ConsumerCreationTimestamp",
    name="ConsumerName",
    tags=None,
    aspects=(_policy("ConsumerARN"),),
    relations=(
        Rel("part-of", "StreamARN", by="arn"),
        *trusts("", aspect="policy"),
    ),
    volatile=("ConsumerStatus",),
    json=("@policy",),
    keyed=policy_lists("@policy"),
    by_id=ById(
        operation="DescribeStreamConsumer",
        params={"ConsumerARN": "=id"},
        items="ConsumerDescription",
        not_found=_GONE,
    ),
    events={
        "RegisterStreamConsumer": "responseElements.consumer.consumerARN",
        "DeregisterStreamConsumer": "requestParameters.consumerARN",
        "PutResourcePolicy": "requestParameters.resourceARN",
        "DeleteResourcePolicy": "requestParameters.resourceARN",
    },
)

DECLARATIONS = (STREAM, CONSUMER)
