"""Amazon SNS: topics with their policies, and subscriptions.

https://docs.aws.amazon.com/sns/latest/api/API_Operations.html
"""

from collectors.aws.vocabulary import by_arn, encrypted_with, host_in, trusts
from collectors.engine.specification import (
    ById,
    Declaration,
    Describe,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_API = "https://docs.aws.amazon.com/sns/latest/api"

TOPIC = Declaration(
    type="AWS::SNS::Topic",
    kind="topic",
    service="sns",
    doc=f"{_API}/API_GetTopicAttributes.html",
    list=ListCall("ListTopics", "Topics"),
    describe=Describe(
        operation="GetTopicAttributes",
        params={"TopicArn": "=item.TopicArn"},
        result="Attributes",
        merge=True,
    ),
    id="{TopicArn}",
    native_id="TopicArn",
    owner="split(TopicArn, ':')[4]",
    name="split(TopicArn, ':')[5]",
    tags="@",
    tags_aspect="tags",
    aspects=(
        Detail(
            aspect="tags",
            operation="ListTagsForResource",
            params={"ResourceArn": "=item.TopicArn"},
            result="Tags",
        ),
    ),
    relations=(*encrypted_with("KmsMasterKeyId"), *trusts("Policy")),
    volatile=("SubscriptionsConfirmed", "SubscriptionsDeleted", "SubscriptionsPending"),
    json=("Policy", "DeliveryPolicy", "EffectiveDeliveryPolicy", "DataProtectionPolicy"),
    keyed={"@tags": ("Key",), **policy_lists("Policy")},
    by_id=ById(
        operation="GetTopicAttributes",
        params={"TopicArn": "=id"},
        items="Attributes",
        not_found=("NotFound",),
    ),
    events={
        "CreateTopic": "responseElements.topicArn",
        "DeleteTopic": "requestParameters.topicArn",
        "SetTopicAttributes": "requestParameters.topicArn",
        "AddPermission": "requestParameters.topicArn",
        "RemovePermission": "requestParameters.topicArn",
    },
)

SUBSCRIPTION = Declaration(
    type="AWS::SNS::Subscription",
    kind="subscription",
    service="sns",
    doc=f"{_API}/API_ListSubscriptions.html",
    # One that nobody has confirmed yet has no ARN, and receives nothing.
    list=ListCall("ListSubscriptions", "Subscriptions[?starts_with(SubscriptionArn, 'arn:')]"),
    id="{SubscriptionArn}",
    native_id="SubscriptionArn",
    uid="SubscriptionArn",
    owner="Owner",
    name="Endpoint",
    tags=None,
    relations=(
        Rel("part-of", "TopicArn", by="arn"),
        by_arn("targets", "Endpoint"),
        Rel("targets", host_in("Endpoint"), by="dns"),
    ),
    # The URL of a webhook is its password.
    secret=("Endpoint.(beyond-host)",),
    no_by_id="GetSubscriptionAttributes gives another document",
    events={
        "Subscribe": "responseElements.subscriptionArn",
        "Unsubscribe": "requestParameters.subscriptionArn",
    },
)

DECLARATIONS = (TOPIC, SUBSCRIPTION)
