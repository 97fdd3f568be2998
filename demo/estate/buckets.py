"""The buckets: who may read and write them, and which of them are closed to the public."""

from demo.estate.account import MAIN, PLATFORM, SECOND, SHOP, TEAMS, Estate, tags
from demo.estate.policy import Statement, allow, document

# Account, region, bucket, what it has beside a name
_BUCKETS = (
    (PLATFORM, MAIN, "example-shop-audit", {"blocked", "versioned", "services-write"}),
    (PLATFORM, MAIN, "example-platform-artifacts", {"blocked", "versioned", "shop-reads"}),
    (PLATFORM, MAIN, "example-platform-state", {"blocked", "versioned", "key:platform-ci"}),
    (SHOP, MAIN, "example-shop-logs", {"blocked", "logging-writes"}),
    (SHOP, MAIN, "example-shop-media", {"blocked", "cloudfront-reads", "logged"}),
    (SHOP, MAIN, "example-shop-static", {"website", "everyone-reads", "logged"}),
    (SHOP, MAIN, "example-shop-invoices", {"blocked", "versioned", "key:shop-data", "logged"}),
    (SHOP, MAIN, "example-shop-exports", {"blocked", "key:shop-exports", "platform-reads"}),
    (SHOP, SECOND, "example-shop-backups", {"blocked", "versioned", "key:shop-backups"}),
)

_ALL_BLOCKED = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}


def build_buckets(estate: Estate) -> None:
    """Build every bucket."""
    for account, region, name, traits in _BUCKETS:
        _bucket(estate, account, region, name, traits)


def bucket_arns(name: str) -> list[str]:
    """Return the ARNs of a bucket and of everything in it."""
    return [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"]


def everyone_reads(name: str) -> Statement:
    """Return the statement that opens a bucket to the world."""
    return allow("s3:GetObject", f"arn:aws:s3:::{name}/*") | {"Sid": "Everyone", "Principal": "*"}


def _bucket(estate: Estate, account: str, region: str, name: str, traits: set[str]) -> None:
    s3 = estate.client(account, "s3", region)
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": region})
    estate.ids[f"bucket/{name}"] = name
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": tags(name, TEAMS[account])})
    if "blocked" in traits:
        s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=_ALL_BLOCKED)
    if "versioned" in traits:
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    if "website" in traits:
        pages = {"IndexDocument": {"Suffix": "index.html"}, "ErrorDocument": {"Key": "lost.html"}}
        s3.put_bucket_website(Bucket=name, WebsiteConfiguration=pages)
    if "logged" in traits:
        target = {"TargetBucket": "example-shop-logs", "TargetPrefix": f"{name}/"}
        s3.put_bucket_logging(Bucket=name, BucketLoggingStatus={"LoggingEnabled": target})
    for key in (trait.removeprefix("key:") for trait in traits if trait.startswith("key:")):
        rule = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": estate.ids[f"key/{key}"]}
        rules = {"Rules": [{"ApplyServerSideEncryptionByDefault": rule}]}
        s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration=rules)
    for statement in _bucket_statements(estate, name, traits):
        s3.put_bucket_policy(Bucket=name, Policy=document(statement))


def _bucket_statements(estate: Estate, name: str, traits: set[str]) -> list[Statement]:
    shop, platform = estate.shop.id, estate.platform.id
    read, write = ["s3:GetObject", "s3:ListBucket"], "s3:PutObject"
    table = {
        "services-write": allow(write, bucket_arns(name)[1])
        | {"Principal": {"Service": ["cloudtrail.amazonaws.com", "delivery.logs.amazonaws.com"]}},
        "logging-writes": allow(write, bucket_arns(name)[1])
        | {"Principal": {"Service": "logging.s3.amazonaws.com"}},
        "shop-reads": allow(read, bucket_arns(name))
        | {"Principal": {"AWS": f"arn:aws:iam::{shop}:root"}},
        "platform-reads": allow(read, bucket_arns(name))
        | {"Principal": {"AWS": f"arn:aws:iam::{platform}:role/build-runners"}},
        "cloudfront-reads": allow("s3:GetObject", bucket_arns(name)[1])
        | {
            "Principal": {"Service": "cloudfront.amazonaws.com"},
            "Condition": {"StringEquals": {"AWS:SourceAccount": shop}},
        },
        "everyone-reads": everyone_reads(name),
    }
    return [statement for trait, statement in table.items() if trait in traits]
