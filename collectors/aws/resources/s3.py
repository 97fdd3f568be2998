"""Amazon S3: buckets with every setting that decides access, and access points.

A bucket's declaration is long because each of its settings is a call of its own:
https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
The codes that mean *none is set* are those of
https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
Objects are never listed nor read.
"""

from collectors.aws.vocabulary import by_arn, encrypted_with, trusts
from collectors.engine.specification import (
    GLOBAL,
    Declaration,
    Describe,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_API = "https://docs.aws.amazon.com/AmazonS3/latest/API"
_BUCKET = "AWS::S3::Bucket"
_CHANGES = (
    "CreateBucket",
    "DeleteBucket",
    "PutBucketPolicy",
    "DeleteBucketPolicy",
    "PutBucketAcl",
    "PutBucketPublicAccessBlock",
    "DeleteBucketPublicAccessBlock",
    "PutBucketOwnershipControls",
    "DeleteBucketOwnershipControls",
    "PutBucketEncryption",
    "DeleteBucketEncryption",
    "PutBucketVersioning",
    "PutBucketLogging",
    "PutBucketWebsite",
    "DeleteBucketWebsite",
    "PutBucketCors",
    "DeleteBucketCors",
    "PutBucketNotification",
    "PutBucketReplication",
    "DeleteBucketReplication",
    "PutBucketTagging",
    "DeleteBucketTagging",
)


def _setting(
    aspect: str, operation: str, result: str | None, *absent: str, needs: str | None = None
) -> Detail:
    """Return a setting of a bucket: one call, by its name."""
    return Detail(
        aspect=aspect,
        operation=operation,
        params={"Bucket": "=item.Name"},
        result=result,
        absent=absent,
        needs=needs,
        doc=f"{_API}/API_{operation}.html",
    )


def _endpoint(form: str) -> tuple[str, str]:
    """Return an alias of a bucket: the name of an endpoint that bears the bucket's name."""
    before, after = form.split("*")
    region = f"'{before}', BucketRegion, '{after}'"
    return ("dns", f"BucketRegion && join('', [Name, {region}])")


BUCKET = Declaration(
    type=_BUCKET,
    kind="bucket",
    service="s3",
    doc=f"{_API}/API_ListBuckets.html",
    where=GLOBAL,
    # Without a parameter the answer leaves out the regions of the buckets.
    list=ListCall("ListBuckets", "Buckets", params={"MaxBuckets": 1000}, own_only=True),
    describe=Describe(
        operation="GetBucketLocation",
        params={"Bucket": "=item.Name"},
        result=(
            "{BucketRegion: LocationConstraint == 'EU' && 'eu-west-1' "
            "|| LocationConstraint || 'us-east-1'}"
        ),
        merge=True,
        when="!BucketRegion",
    ),
    id="arn:{partition}:s3:::{Name}",
    native_id="Name",
    uid="CreationDate",
    region="BucketRegion",
    name="Name",
    tags="@",
    tags_aspect="tagging",
    aliases=(
        ("dns", "Name && join('', [Name, '.s3.amazonaws.com'])"),
        _endpoint(".s3.*.amazonaws.com"),
        _endpoint(".s3-website-*.amazonaws.com"),
        _endpoint(".s3-website.*.amazonaws.com"),
    ),
    aspects=(
        _setting("policy", "GetBucketPolicy", "Policy", "NoSuchBucketPolicy"),
        _setting(
            "policy-status",
            "GetBucketPolicyStatus",
            "PolicyStatus",
            "NoSuchBucketPolicy",
            needs="policy",
        ),
        _setting("acl", "GetBucketAcl", None),
        _setting(
            "ownership-controls",
            "GetBucketOwnershipControls",
            "OwnershipControls",
            "OwnershipControlsNotFoundError",
        ),
        _setting(
            "public-access-block",
            "GetPublicAccessBlock",
            "PublicAccessBlockConfiguration",
            "NoSuchPublicAccessBlockConfiguration",
        ),
        _setting(
            "encryption",
            "GetBucketEncryption",
            "ServerSideEncryptionConfiguration",
            "ServerSideEncryptionConfigurationNotFoundError",
        ),
        _setting("versioning", "GetBucketVersioning", None),
        _setting("logging", "GetBucketLogging", "LoggingEnabled"),
        _setting("website", "GetBucketWebsite", None, "NoSuchWebsiteConfiguration"),
        _setting("cors", "GetBucketCors", "CORSRules", "NoSuchCORSConfiguration"),
        _setting("notification", "GetBucketNotificationConfiguration", None),
        _setting(
            "replication",
            "GetBucketReplication",
            "ReplicationConfiguration",
            "ReplicationConfigurationNotFoundError",
        ),
        _setting("tagging", "GetBucketTagging", "TagSet", "NoSuchTagSet"),
    ),
    relations=(
        *trusts("", aspect="policy"),
        *encrypted_with(
            "Rules[].ApplyServerSideEncryptionByDefault.KMSMasterKeyID", aspect="encryption"
        ),
        Rel("logs-to", "TargetBucket", by="name", type=_BUCKET, aspect="logging"),
        Rel("runs-as", "Role", by="arn", aspect="replication"),
        Rel("refers-to", "Rules[].Destination.Bucket", by="arn", aspect="replication"),
        by_arn("refers-to", "TopicConfigurations[].TopicArn", "notification"),
        by_arn("refers-to", "QueueConfigurations[].QueueArn", "notification"),
        by_arn("refers-to", "LambdaFunctionConfigurations[].LambdaFunctionArn", "notification"),
    ),
    json=("@policy",),
    keyed={
        **policy_lists("@policy"),
        "@acl.Grants": "set",
        "@ownership-controls.Rules": "set",
        "@encryption.Rules": "set",
        "@logging.TargetGrants": "set",
        "@cors[].AllowedOrigins": "set",
        "@cors[].AllowedMethods": "set",
        "@notification.TopicConfigurations": ("Id",),
        "@notification.QueueConfigurations": ("Id",),
        "@notification.LambdaFunctionConfigurations": ("Id",),
        "@replication.Rules": ("ID",),
        "@tagging": ("Key",),
    },
    no_by_id="there is no call for the item of one bucket; the list call is one for them all",
    events=dict.fromkeys(_CHANGES, "requestParameters.bucketName"),
)

ACCOUNT_PUBLIC_ACCESS_BLOCK = Declaration(
    type="AWS::S3::AccountPublicAccessBlock",
    kind="account-settings",
    service="s3control",
    doc=f"{_API}/API_control_GetPublicAccessBlock.html",
    where=GLOBAL,
    list=ListCall(
        "GetPublicAccessBlock",
        "PublicAccessBlockConfiguration",
        params={"AccountId": "=account"},
        absent=("NoSuchPublicAccessBlockConfiguration",),
    ),
    id="arn:{partition}:s3::{account}:public-access-block",
    native_id="'public-access-block'",
    tags=None,
    no_relations="a setting of the account itself",
    no_by_id="there is one at most for each account",
)

ACCESS_POINT = Declaration(
    type="AWS::S3::AccessPoint",
    kind="access-point",
    service="s3control",
    doc=f"{_API}/API_control_GetAccessPoint.html",
    list=ListCall("ListAccessPoints", "AccessPointList", params={"AccountId": "=account"}),
    describe=Describe(
        operation="GetAccessPoint",
        params={"AccountId": "=account", "Name": "=item.Name"},
        result="@",
        merge=True,
    ),
    id="{AccessPointArn}",
    native_id="Name",
    uid="CreationDate",
    name="Name",
    tags=None,
    aliases=(("s3-alias", "Alias"), ("dns", "Endpoints.* | []")),
    aspects=tuple(
        Detail(
            aspect=aspect,
            operation=operation,
            params={"AccountId": "=account", "Name": "=item.Name"},
            result=result,
            absent=("NoSuchAccessPointPolicy",),
        )
        for aspect, operation, result in (
            ("policy", "GetAccessPointPolicy", "Policy"),
            ("policy-status", "GetAccessPointPolicyStatus", "PolicyStatus"),
        )
    ),
    relations=(
        Rel("part-of", "Bucket", by="name", type=_BUCKET),
        Rel("in-network", "VpcConfiguration.VpcId"),
        *trusts("", aspect="policy"),
    ),
    json=("@policy",),
    keyed=policy_lists("@policy"),
    no_by_id="the call by name leaves out members of the list call",
    events=dict.fromkeys(
        (
            "CreateAccessPoint",
            "DeleteAccessPoint",
            "PutAccessPointPolicy",
            "DeleteAccessPointPolicy",
        ),
        "requestParameters.name",
    ),
)

MULTI_REGION_ACCESS_POINT = Declaration(
    type="AWS::S3::MultiRegionAccessPoint",
    kind="access-point",
    service="s3control",
    doc=f"{_API}/API_control_ListMultiRegionAccessPoints.html",
    where=GLOBAL,
    list=ListCall("ListMultiRegionAccessPoints", "AccessPoints", params={"AccountId": "=account"}),
    id="arn:{partition}:s3::{account}:accesspoint/{Alias}",
    native_id="Name",
    uid="CreatedAt",
    name="Name",
    tags=None,
    aliases=(
        ("s3-alias", "Alias"),
        ("dns", "Alias && join('', [Alias, '.accesspoint.s3-global.amazonaws.com'])"),
    ),
    aspects=(
        Detail(
            aspect="policy",
            operation="GetMultiRegionAccessPointPolicy",
            params={"AccountId": "=account", "Name": "=item.Name"},
            result="Policy.Established.Policy",
            absent=("NoSuchMultiRegionAccessPointPolicy", "NoSuchAccessPointPolicy"),
        ),
    ),
    relations=(
        Rel("targets", "Regions[].Bucket", by="name", type=_BUCKET),
        *trusts("", aspect="policy"),
    ),
    json=("@policy",),
    keyed={"Regions": ("Bucket",), **policy_lists("@policy")},
    no_by_id="they are few, and listed by one call",
    events={
        "CreateMultiRegionAccessPoint": "requestParameters.details.name",
        "DeleteMultiRegionAccessPoint": "requestParameters.details.name",
        "PutMultiRegionAccessPointPolicy": "requestParameters.details.name",
    },
)

DECLARATIONS = (
    BUCKET,
    ACCOUNT_PUBLIC_ACCESS_BLOCK,
    ACCESS_POINT,
    MULTI_REGION_ACCESS_POINT,
)
