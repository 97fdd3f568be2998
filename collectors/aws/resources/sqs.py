"""Amazon SQS: queues with all their attributes, the policy among them.

Messages are never received. Id and owner are read out of the queue's URL, so that a queue that
may be listed but not described still has them.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import encrypted_with, trusts
from collectors.engine.specification import (
    Declaration,
    Describe,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_API = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference"

QUEUE = Declaration(
    type="AWS::SQS::Queue",
    kind="queue",
    service="sqs",
    doc=f"{_API}/API_GetQueueAttributes.html",
    list=ListCall("ListQueues", "QueueUrls[].{QueueUrl: @}", params={"MaxResults": 1000}),
    describe=Describe(
        operation="GetQueueAttributes",
        params={"QueueUrl": "=item.QueueUrl", "AttributeNames": ["All"]},
        result="Attributes",
        merge=True,
    ),
    id="arn:{partition}:sqs:{region}:{account}:{split(QueueUrl, '/')[-1]}",
    native_id="QueueUrl",
    uid="CreatedTimestamp",
    owner="split(QueueUrl, '/')[-2]",
    name="split(QueueUrl, '/')[-1]",
    tags="@",
    tags_aspect="tags",
    aspects=(
        Detail(
            aspect="tags",
            operation="ListQueueTags",
            params={"QueueUrl": "=item.QueueUrl"},
            result="Tags",
        ),
    ),
    relations=(
        *encrypted_with("KmsMasterKeyId"),
        Rel("refers-to", "RedrivePolicy.deadLetterTargetArn", by="arn"),
        *trusts("Policy"),
    ),
    volatile=(
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesDelayed",
        "ApproximateNumberOfMessagesNotVisible",
        "LastModifiedTimestamp",
    ),
    json=("Policy", "RedrivePolicy", "RedriveAllowPolicy"),
    keyed={"RedriveAllowPolicy.sourceQueueArns": "set", **policy_lists("Policy")},
    no_by_id="the document of the call by URL does not bear the URL",
    events={
        "CreateQueue": "responseElements.queueUrl",
        "DeleteQueue": "requestParameters.queueUrl",
        "SetQueueAttributes": "requestParameters.queueUrl",
        "AddPermission": "requestParameters.queueUrl",
        "RemovePermission": "requestParameters.queueUrl",
        "TagQueue": "requestParameters.queueUrl",
        "UntagQueue": "requestParameters.queueUrl",
    },
)

DECLARATIONS = (QUEUE,)
