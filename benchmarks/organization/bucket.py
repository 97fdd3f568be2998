"""Buckets: one account has very many, the others two; and every setting of each.

What is not set is refused in the words that S3 documents for it, with their status:
https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
Which settings a bucket has follows from its number.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence

from benchmarks.organization.answer import Answer, RefusedError, respond
from benchmarks.organization.request import Handler, Request
from benchmarks.organization.settings import Settings, key_id

FEW = 2
MOST = 10_000
"""Buckets on one page at most, and by default.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
"""
_SPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
_CREATED = "2024-05-01T08:00:00.000Z"
_NAME = re.compile(r"estate-(\d{12})-(\d{6})")
_OWNER = "<Owner><ID>{:0>64}</ID></Owner>"
_XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"'
_CLOSED = "".join(
    f"<{name}>true</{name}>"
    for name in (
        "BlockPublicAcls",
        "IgnorePublicAcls",
        "BlockPublicPolicy",
        "RestrictPublicBuckets",
    )
)

Setting = Callable[[str, int], str]
"""Account and number of a bucket -> the setting's XML; empty where it is not set."""


def _when(text: str, every: int, *, other: str = "") -> Setting:
    """Return a setting that every so-manyth bucket has."""
    return lambda _, number: text if number % every == 0 else other


def _always(text: str) -> Setting:
    return lambda *_: text


def _never(*_: object) -> str:
    return ""


def _document(name: str, inside: str = "") -> str:
    return f"<{name} {_SPACE}>{inside}</{name}>"


def _acl(account: str, _: int) -> str:
    owner = _OWNER.format(account)
    id_ = owner.removeprefix("<Owner>").removesuffix("</Owner>")
    grant = f"<Grant><Grantee {_XSI}>{id_}</Grantee><Permission>FULL_CONTROL</Permission></Grant>"
    inside = f"{owner}<AccessControlList>{grant}</AccessControlList>"
    return _document("AccessControlPolicy", inside)


def _encryption(account: str, number: int) -> str:
    how = "<SSEAlgorithm>AES256</SSEAlgorithm>"
    if number % 5 == 0:
        key = f"arn:aws:kms:us-east-1:{account}:key/{key_id(account, 0)}"
        how = f"<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>{key}</KMSMasterKeyID>"
    rule = f"<ApplyServerSideEncryptionByDefault>{how}</ApplyServerSideEncryptionByDefault>"
    return _document("ServerSideEncryptionConfiguration", f"<Rule>{rule}</Rule>")


def _policy(account: str, number: int) -> str:
    if number % 10:
        return ""
    arn = f"arn:aws:s3:::{_name(account, number)}"
    statement = {
        "Sid": "OnlyEncrypted",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _logging(account: str, number: int) -> str:
    target = f"<TargetBucket>{_name(account, 0)}</TargetBucket><TargetPrefix>s3/</TargetPrefix>"
    inside = f"<LoggingEnabled>{target}</LoggingEnabled>" if number % 8 == 1 else ""
    return _document("BucketLoggingStatus", inside)


def _tagging(_: str, number: int) -> str:
    if number % 2:
        return ""
    team = ("shop", "pay", "search", "data")[number // 2 % 4]
    tag = f"<Tag><Key>team</Key><Value>{team}</Value></Tag>"
    return _document("Tagging", f"<TagSet>{tag}</TagSet>")


_SETTINGS: Mapping[str, tuple[Setting, str]] = {
    "GetBucketAccelerateConfiguration": (_always(_document("AccelerateConfiguration")), ""),
    "GetBucketAcl": (_acl, ""),
    "GetBucketCors": (_never, "NoSuchCORSConfiguration"),
    "GetBucketEncryption": (_encryption, ""),
    "GetBucketLifecycleConfiguration": (_never, "NoSuchLifecycleConfiguration"),
    "GetBucketLogging": (_logging, ""),
    "GetBucketNotificationConfiguration": (_always(_document("NotificationConfiguration")), ""),
    "GetBucketOwnershipControls": (
        _when(
            "",
            4,
            other=_document(
                "OwnershipControls",
                "<Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule>",
            ),
        ),
        "OwnershipControlsNotFoundError",
    ),
    "GetBucketPolicy": (_policy, "NoSuchBucketPolicy"),
    "GetBucketPolicyStatus": (
        _when(_document("PolicyStatus", "<IsPublic>false</IsPublic>"), 10),
        "NoSuchBucketPolicy",
    ),
    "GetBucketReplication": (_never, "ReplicationConfigurationNotFoundError"),
    "GetBucketRequestPayment": (
        _always(_document("RequestPaymentConfiguration", "<Payer>BucketOwner</Payer>")),
        "",
    ),
    "GetBucketTagging": (_tagging, "NoSuchTagSet"),
    "GetBucketVersioning": (
        _when(
            _document("VersioningConfiguration", "<Status>Enabled</Status>"),
            3,
            other=_document("VersioningConfiguration"),
        ),
        "",
    ),
    "GetBucketWebsite": (
        _when(
            _document(
                "WebsiteConfiguration", "<IndexDocument><Suffix>index.html</Suffix></IndexDocument>"
            ),
            50,
        ),
        "NoSuchWebsiteConfiguration",
    ),
    "GetObjectLockConfiguration": (_never, "ObjectLockConfigurationNotFoundError"),
    "GetPublicAccessBlock": (
        _when("", 20, other=_document("PublicAccessBlockConfiguration", _CLOSED)),
        "NoSuchPublicAccessBlockConfiguration",
    ),
}
"""Operation -> a setting, and the code that says that it is not set; all of these are 404s."""


class Buckets:
    """Answers for Amazon S3."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._known = frozenset(settings.account_ids)

    def handlers(self) -> Mapping[str, Handler]:
        """Return who answers, by operation."""
        settings = {name: self._setting(*row) for name, row in _SETTINGS.items()}
        return {
            "ListBuckets": self._list,
            "GetBucketLocation": self._location,
            "HeadBucket": self._head,
            **settings,
        }

    def count(self, account: str) -> int:
        """Return how many buckets an account has."""
        if account not in self._known:
            return 0
        return self._settings.buckets if account == self._settings.great else FEW

    def _list(self, request: Request) -> bytes:
        asked = request.parameters()
        numbers: Sequence[int] = range(self.count(request.account))
        if prefix := asked.get("prefix"):
            numbers = [one for one in numbers if _name(request.account, one).startswith(prefix)]
        if region := asked.get("bucket-region"):
            numbers = [one for one in numbers if self._region(one) == region]
        start = int(asked.get("continuation-token") or 0)
        end = start + min(MOST, int(asked.get("max-buckets") or MOST))
        # Without a parameter the regions of the buckets are left out.
        regions = asked.keys() & {"max-buckets", "continuation-token", "prefix", "bucket-region"}
        items = "".join(
            f"<Bucket><Name>{_name(request.account, number)}</Name>"
            + (f"<BucketRegion>{self._region(number)}</BucketRegion>" if regions else "")
            + f"<CreationDate>{_CREATED}</CreationDate></Bucket>"
            for number in numbers[start:end]
        )
        token = "" if end >= len(numbers) else f"<ContinuationToken>{end}</ContinuationToken>"
        inside = f"<Buckets>{items}</Buckets>{_OWNER.format(request.account)}{token}"
        return _document("ListAllMyBucketsResult", inside).encode()

    def _region(self, number: int) -> str:
        names = self._settings.region_names
        return names[number % len(names)]

    def _number(self, request: Request) -> int:
        """Return the number of the bucket that is asked for.

        Raises:
            RefusedError: there is none, or it belongs to somebody else.
        """
        name = request.labels["Bucket"]
        match = _NAME.fullmatch(name)
        if match is None or int(match[2]) >= self.count(match[1]):
            message = "The specified bucket does not exist"
            raise RefusedError("NoSuchBucket", message, 404, _named(name))
        if match[1] != request.account:
            raise RefusedError("AccessDenied", "Access Denied", 403)
        return int(match[2])

    def _setting(self, setting: Setting, code: str) -> Handler:
        message = _MESSAGES.get(code, "")

        def answer(request: Request) -> bytes:
            text = setting(request.account, self._number(request))
            if not text:
                raise RefusedError(code, message, 404, _named(request.labels["Bucket"]))
            return text.encode()

        return answer

    def _location(self, request: Request) -> bytes:
        region = self._region(self._number(request))
        return _document("LocationConstraint", "" if region == "us-east-1" else region).encode()

    def _head(self, request: Request) -> Answer:
        region = self._region(self._number(request))
        return respond("rest-xml", b"", headers=f"x-amz-bucket-region: {region}\r\n")


def _name(account: str, number: int) -> str:
    return f"estate-{account}-{number:06d}"


def _named(bucket: str) -> str:
    return f"<BucketName>{bucket}</BucketName>"


_MESSAGES: Mapping[str, str] = {
    "NoSuchBucketPolicy": "The bucket policy does not exist",
    "NoSuchCORSConfiguration": "The CORS configuration does not exist",
    "NoSuchLifecycleConfiguration": "The lifecycle configuration does not exist",
    "NoSuchPublicAccessBlockConfiguration": "The public access block configuration was not found",
    "NoSuchTagSet": "The TagSet does not exist",
    "NoSuchWebsiteConfiguration": "The specified bucket does not have a website configuration",
    "ObjectLockConfigurationNotFoundError": (
        "Object Lock configuration does not exist for this bucket"
    ),
    "OwnershipControlsNotFoundError": "The bucket ownership controls were not found",
    "ReplicationConfigurationNotFoundError": "The replication configuration was not found",
}
