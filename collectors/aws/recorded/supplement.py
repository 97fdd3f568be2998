"""Where AWS Config's documents differ from the SDK's in more than spelling, as tables.

What stands in no table stays as Config has it, or unknown.
https://docs.aws.amazon.com/config/latest/developerguide/resource-config-reference.html
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from msgspec import Struct

from cartographer.model.meaning import says
from collectors.aws.recorded.authorization import policy
from collectors.aws.recorded.casing import Casing
from collectors.engine.expression import path
from collectors.engine.specification import Declaration

Adapt = Callable[[Any, Casing], Any]
"""Returns an aspect's value from Config's; nothing where Config says that there is none."""


class Supplement(Struct, frozen=True):
    """Where an aspect stands in a supplementary configuration."""

    member: Annotated[str, says("Member of supplementaryConfiguration.")]
    adapt: Annotated[Adapt, says("How its value becomes the aspect's.")]


def _policy(value: Any, _: Casing) -> Any:  # noqa: ANN401  any JSON
    if isinstance(value, dict):
        held = next((value[name] for name in ("policyText", "policy") if name in value), value)
        return None if held is None else policy(held)
    return policy(value)


def _spelt(value: Any, casing: Casing) -> Any:  # noqa: ANN401
    return casing.apply(value)


def _versioning(value: Any, _: Casing) -> Any:  # noqa: ANN401
    """Return versioning; a bucket that never had it answers with an empty document."""
    status = value.get("status") if isinstance(value, dict) else None
    if status not in ("Enabled", "Suspended"):
        return {}
    mfa = value.get("isMfaDeleteEnabled")
    return {"Status": status, **({} if mfa is None else {"MFADelete": _switch(mfa)})}


def _switch(on: object) -> str:
    return "Enabled" if on else "Disabled"


def _logging(value: Any, _: Casing) -> Any:  # noqa: ANN401
    bucket = value.get("destinationBucketName") if isinstance(value, dict) else None
    if not bucket:
        return None
    return {"TargetBucket": bucket, "TargetPrefix": value.get("logFilePrefix") or ""}


def _tagging(value: Any, _: Casing) -> Any:  # noqa: ANN401
    sets = value.get("tagSets") if isinstance(value, dict) else None
    pairs = [
        {"Key": name, "Value": text}
        for one in (sets if isinstance(sets, list) else ())
        for name, text in (path("tags")(one) or {}).items()
    ]
    return pairs or None


def _rotation(value: Any, casing: Casing) -> Any:  # noqa: ANN401
    return {"KeyRotationEnabled": value} if isinstance(value, bool) else casing.apply(value)


SUPPLEMENTS: dict[tuple[str, str], Supplement] = {
    ("AWS::S3::Bucket", "policy"): Supplement("BucketPolicy", _policy),
    ("AWS::S3::Bucket", "public-access-block"): Supplement(
        "PublicAccessBlockConfiguration", _spelt
    ),
    ("AWS::S3::Bucket", "encryption"): Supplement("ServerSideEncryptionConfiguration", _spelt),
    ("AWS::S3::Bucket", "versioning"): Supplement("BucketVersioningConfiguration", _versioning),
    ("AWS::S3::Bucket", "logging"): Supplement("BucketLoggingConfiguration", _logging),
    ("AWS::S3::Bucket", "tagging"): Supplement("BucketTaggingConfiguration", _tagging),
    ("AWS::Lambda::Function", "policy"): Supplement("Policy", _policy),
    ("AWS::KMS::Key", "policy"): Supplement("Policy", _policy),
    ("AWS::KMS::Key", "rotation"): Supplement("KeyRotationStatus", _rotation),
}
"""(type, aspect) -> where Config has it."""


def _ranges(document: dict[str, Any]) -> dict[str, Any]:
    """Return a security group with its IPv4 ranges as documents: Config has both spellings."""
    rules = {
        name: [_range(one) for one in document[name]]
        for name in ("IpPermissions", "IpPermissionsEgress")
        if isinstance(document.get(name), list)
    }
    return {**document, **rules}


def _range(rule: Any) -> Any:  # noqa: ANN401
    if not isinstance(rule, dict):
        return rule
    rest = {name: value for name, value in rule.items() if name != "Ipv4Ranges"}
    ranges = rule.get("Ipv4Ranges")
    if ranges is None:
        ranges = [
            {"CidrIp": one} if isinstance(one, str) else one for one in rule.get("IpRanges") or ()
        ]
    return {**rest, "IpRanges": ranges}


_CORRECTIONS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "AWS::EC2::SecurityGroup": _ranges,
}


def corrected(
    declaration: Declaration, document: dict[str, Any], item: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a document with what stands in the item around it put where the SDK has it.

    These are the id, the ARN, the region of what is listed globally, and tags.
    """
    change = _CORRECTIONS.get(declaration.type)
    whole = document if change is None else change(document)
    around = {declaration.native_id: item.get("resourceId")}
    if declaration.id.startswith("{") and declaration.id.endswith("}"):
        around[declaration.id[1:-1]] = item.get("arn") or item.get("ARN")
    if declaration.region is not None:
        around[declaration.region] = item.get("awsRegion")
    for name, value in around.items():
        if name.isidentifier() and name not in whole and isinstance(value, str) and value:
            whole = {**whole, name: value}
    return _tagged(declaration, whole, item)


def _tagged(
    declaration: Declaration, document: dict[str, Any], item: Mapping[str, Any]
) -> dict[str, Any]:
    name = declaration.tags
    tags = item.get("tags")
    if not (isinstance(tags, dict) and tags and name and declaration.tags_aspect == "config"):
        return document
    if not name.isidentifier() or document.get(name):
        return document
    fields = declaration.keyed.get(name)
    if fields in (("Key",), ("key",)):
        key, value = ("Key", "Value") if fields == ("Key",) else ("key", "value")
        return {**document, name: [{key: one, value: tags[one]} for one in sorted(tags)]}
    return {**document, name: tags}
