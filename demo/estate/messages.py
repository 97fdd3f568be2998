"""The queues and topics between the services."""

import json
from typing import NamedTuple

from demo.estate.account import MAIN, PLATFORM, SECOND, SHOP, TEAMS, Estate, tag_map, tags
from demo.estate.policy import allow, document

# Account, region, queue, queue for what could not be handled
_QUEUES = (
    (SHOP, MAIN, "orders-dead", None),
    (SHOP, MAIN, "orders", "orders-dead"),
    (SHOP, MAIN, "mails", None),
    (SHOP, MAIN, "thumbnails", None),
    (SHOP, MAIN, "legacy-import", None),
    (SHOP, SECOND, "orders", None),
    (PLATFORM, MAIN, "ci-events", None),
)


class Topic(NamedTuple):
    """One topic and who listens to it."""

    account: str
    region: str
    name: str
    queues: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


_TOPICS = (
    Topic(SHOP, MAIN, "order-events", queues=("orders", "mails")),
    Topic(SHOP, MAIN, "media-uploads", queues=("thumbnails",)),
    Topic(SHOP, MAIN, "alarms", addresses=("on-call@shop.example",)),
    Topic(SHOP, SECOND, "alarms", addresses=("on-call@shop.example",)),
    Topic(
        PLATFORM,
        MAIN,
        "ci-notifications",
        queues=("ci-events",),
        addresses=("platform@shop.example",),
    ),
)


def build_messages(estate: Estate) -> None:
    """Build the queues, then the topics that they listen to."""
    for account, region, name, dead in _QUEUES:
        _queue(estate, account, region, name, dead)
    for topic in _TOPICS:
        _topic(estate, topic)


def _queue(estate: Estate, account: str, region: str, name: str, dead: str | None) -> None:
    sqs = estate.client(account, "sqs", region)
    arn = f"arn:aws:sqs:{region}:{estate.accounts[account].id}:{name}"
    senders = allow("sqs:SendMessage", arn) | {
        "Principal": {"Service": "sns.amazonaws.com"},
        "Condition": {"StringEquals": {"aws:SourceAccount": estate.accounts[account].id}},
    }
    if name == "legacy-import":
        senders = allow("sqs:SendMessage", arn) | {"Principal": "*"}
    attributes = {"Policy": document(senders), "SqsManagedSseEnabled": "true"}
    if dead:
        redrive = {"deadLetterTargetArn": estate.ids[f"queue/{dead}"], "maxReceiveCount": 5}
        attributes["RedrivePolicy"] = json.dumps(redrive)
    made = sqs.create_queue(
        QueueName=name, Attributes=attributes, tags=tag_map(name, TEAMS[account])
    )
    where = "" if region == MAIN else f"{region}/"
    estate.ids |= {f"queue/{where}{name}": arn, f"queue-url/{where}{name}": made["QueueUrl"]}


def _topic(estate: Estate, topic: Topic) -> None:
    sns = estate.client(topic.account, "sns", topic.region)
    arn = sns.create_topic(
        Name=topic.name,
        Attributes={"KmsMasterKeyId": "alias/aws/sns"},
        Tags=tags(topic.name, TEAMS[topic.account]),
    )["TopicArn"]
    where = "" if topic.region == MAIN else f"{topic.region}/"
    estate.ids[f"topic/{where}{topic.name}"] = arn
    for queue in topic.queues:
        sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=estate.ids[f"queue/{queue}"])
    for address in topic.addresses:
        sns.subscribe(TopicArn=arn, Protocol="email", Endpoint=address)
