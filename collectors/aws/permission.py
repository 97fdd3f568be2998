"""The actions of IAM that reading needs, derived from the declarations and never kept by hand.

Most operations are permitted by the action of their own name under their service's prefix.
The exceptions stand here as tables, each held against the vendor's reference:
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from collections.abc import Iterable, Iterator

from cartographer.model.resource import CONFIG
from collectors.aws.registry import declarations
from collectors.engine.plan import closure
from collectors.engine.specification import Declaration

PREFIXES: dict[str, str] = {
    "accessanalyzer": "access-analyzer",
    "amp": "aps",
    "apigatewayv2": "apigateway",
    "bedrock-agent": "bedrock",
    "configservice": "config",
    "docdb": "rds",
    "efs": "elasticfilesystem",
    "elb": "elasticloadbalancing",
    "elbv2": "elasticloadbalancing",
    "emr": "elasticmapreduce",
    "keyspaces": "cassandra",
    "kinesisanalyticsv2": "kinesisanalytics",
    "mwaa": "airflow",
    "neptune": "rds",
    "opensearch": "es",
    "opensearchserverless": "aoss",
    "resourcegroupstaggingapi": "tag",
    "s3control": "s3",
    "sesv2": "ses",
    "sso-admin": "sso",
    "stepfunctions": "states",
}
"""The SDK's name of a service -> the prefix of its actions, where they differ."""

VERBS: dict[str, str] = {"apigateway": "GET"}
"""Prefix -> the one action that permits all reads: API Gateway's are HTTP methods.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
"""

ACTIONS: dict[tuple[str, str], str] = {
    ("keyspaces", "ListKeyspaces"): "Select",
    ("keyspaces", "ListTables"): "Select",
    ("s3", "GetBucketAccelerateConfiguration"): "GetAccelerateConfiguration",
    ("s3", "GetBucketCors"): "GetBucketCORS",
    ("s3", "GetBucketEncryption"): "GetEncryptionConfiguration",
    ("s3", "GetBucketLifecycleConfiguration"): "GetLifecycleConfiguration",
    ("s3", "GetBucketNotificationConfiguration"): "GetBucketNotification",
    ("s3", "GetBucketReplication"): "GetReplicationConfiguration",
    ("s3", "GetPublicAccessBlock"): "GetBucketPublicAccessBlock",
    ("s3", "HeadBucket"): "ListBucket",
    ("s3", "ListBuckets"): "ListAllMyBuckets",
    ("s3control", "GetPublicAccessBlock"): "GetAccountPublicAccessBlock",
}
"""(the SDK's service, operation) -> its action, where it is not the operation's name.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
"""

ALWAYS: tuple[tuple[str, str], ...] = (
    ("cloudtrail", "LookupEvents"),
    ("ec2", "DescribeRegions"),
    ("sts", "GetCallerIdentity"),
)
"""What is called whatever is read: who we are, which regions are enabled, and which have not
changed."""


def action(service: str, operation: str) -> str:
    """Return the action that permits an operation."""
    prefix = PREFIXES.get(service, service)
    name = VERBS.get(prefix) or ACTIONS.get((service, operation), operation)
    return f"{prefix}:{name}"


def operations(declaration: Declaration) -> Iterator[tuple[str, str]]:
    """Yield each call that a declaration makes, as pairs of service and operation."""
    yield declaration.service, declaration.list.operation
    if declaration.list.also is not None:
        yield declaration.service, declaration.list.also.operation
    if declaration.describe is not None:
        yield declaration.service, declaration.describe.operation
    if declaration.by_id is not None and declaration.by_id.operation is not None:
        yield declaration.service, declaration.by_id.operation
    for detail in declaration.aspects:
        yield detail.service or declaration.service, detail.operation


def actions(types: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the actions that reading some types needs, or all types if none is named, sorted.

    A type that is listed for each of another brings that one along.
    """
    known = {one.type: one for one in declarations()}
    chosen = closure(known, tuple(types) or tuple(known))
    calls = {call for one in chosen for call in operations(one)} | set(ALWAYS)
    return tuple(sorted({action(service, operation) for service, operation in calls}))


def actions_of(type_: str, aspect: str | None = None) -> tuple[str, ...]:
    """Return the actions that listing and describing a type needs, or one aspect of it, sorted.

    Of the main document, `config`, these are the calls that describe it. A type or aspect that
    nobody declared needs none.
    """
    declared = {one.type: one for one in declarations()}.get(type_)
    if declared is None:
        return ()
    describing = [] if declared.describe is None else [declared.describe.operation]
    own = describing if aspect == CONFIG else [declared.list.operation, *describing]
    calls = [(declared.service, operation) for operation in own]
    if aspect not in (None, CONFIG):
        calls = [
            (one.service or declared.service, one.operation)
            for one in declared.aspects
            if one.aspect == aspect
        ]
    return tuple(sorted({action(service, operation) for service, operation in calls}))


def asked_of_all(type_: str, aspect: str) -> bool:
    """Return whether an aspect is asked for of every resource of a type, whatever it is like.

    Only then does it say that the call is permitted where it is absent.
    """
    declared = {one.type: one for one in declarations()}.get(type_)
    aspects = () if declared is None else declared.aspects
    return any(one.aspect == aspect and one.when is None for one in aspects)
