"""Amazon CloudFront: distributions, what they may read their origins as, and functions.

The list call leaves out where a distribution logs to, so that each is read whole.
https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_Operations.html
The declaration of a distribution is long because its one document names so much else.
"""

from collectors.aws.vocabulary import by_arn
from collectors.engine.specification import (
    GLOBAL,
    ById,
    Declaration,
    Describe,
    Detail,
    ListCall,
    Rel,
)

_API = "https://docs.aws.amazon.com/cloudfront/latest/APIReference"
_WHOLE = (
    "merge(Distribution.DistributionConfig, {Id: Distribution.Id, ARN: Distribution.ARN, "
    "Status: Distribution.Status, LastModifiedTime: Distribution.LastModifiedTime, "
    "DomainName: Distribution.DomainName})"
)
_ORIGINS = "Origins.Items[]"
_IDENTITY = "S3OriginConfig.OriginAccessIdentity"
_BEHAVIORS = ("DefaultCacheBehavior", "CacheBehaviors.Items[]")
_NAMED_BY_BEHAVIORS = (
    ("refers-to", "LambdaFunctionAssociations.Items[].LambdaFunctionARN", "arn"),
    ("refers-to", "FunctionAssociations.Items[].FunctionARN", "arn"),
    ("refers-to", "CachePolicyId", "id"),
    ("refers-to", "OriginRequestPolicyId", "id"),
    ("refers-to", "ResponseHeadersPolicyId", "id"),
    ("trusts", "TrustedKeyGroups.Items[]", "id"),
    ("logs-to", "RealtimeLogConfigArn", "arn"),
)
"""What a behaviour names, by kind of relation, path and kind of reference."""

DISTRIBUTION = Declaration(
    type="AWS::CloudFront::Distribution",
    kind="distribution",
    service="cloudfront",
    doc=f"{_API}/API_GetDistribution.html",
    where=GLOBAL,
    list=ListCall("ListDistributions", "DistributionList.Items"),
    describe=Describe(operation="GetDistribution", params={"Id": "=item.Id"}, result=_WHOLE),
    id="{ARN}",
    native_id="Id",
    uid="Id",
    name="Comment",
    tags="@",
    tags_aspect="tags",
    aliases=(("dns", "DomainName"), ("dns", "Aliases.Items[]")),
    aspects=(
        Detail(
            aspect="tags",
            operation="ListTagsForResource",
            params={"Resource": "=item.ARN"},
            result="Tags.Items",
        ),
    ),
    relations=(
        Rel("targets", f"{_ORIGINS}.DomainName", by="dns"),
        Rel(
            "targets",
            "Origins.Items[?contains(DomainName, '.execute-api.')].split(DomainName, '.')[0]",
        ),
        Rel("targets", f"{_ORIGINS}.VpcOriginConfig.VpcOriginId"),
        Rel("refers-to", f"{_ORIGINS}.OriginAccessControlId"),
        Rel("refers-to", f"Origins.Items[?{_IDENTITY}].split({_IDENTITY}, '/')[-1]"),
        Rel("refers-to", "ViewerCertificate.ACMCertificateArn", by="arn"),
        Rel("refers-to", "ViewerCertificate.IAMCertificateId", by="unique-id"),
        by_arn("uses-filter", "WebACLId"),
        Rel("logs-to", "Logging.Bucket", by="dns"),
        *(
            Rel(kind, f"{behavior}.{path}", by=by)
            for behavior in _BEHAVIORS
            for kind, path, by in _NAMED_BY_BEHAVIORS
        ),
        Rel("refers-to", "ContinuousDeploymentPolicyId"),
    ),
    volatile=("Status",),
    secret=(
        f"{_ORIGINS}.CustomHeaders.Items[].HeaderValue",
        "TenantConfig.ParameterDefinitions[].Definition.StringSchema.DefaultValue",
    ),
    keyed={
        "Aliases.Items": "set",
        "Origins.Items": ("Id",),
        f"{_ORIGINS}.CustomHeaders.Items": ("HeaderName",),
        "OriginGroups.Items": ("Id",),
        "CustomErrorResponses.Items": ("ErrorCode",),
        "Restrictions.GeoRestriction.Items": "set",
        "DefaultCacheBehavior.AllowedMethods.Items": "set",
        "@tags": ("Key",),
    },
    by_id=ById(
        operation="GetDistribution",
        params={"Id": "=id"},
        items=_WHOLE,
        not_found=("NoSuchDistribution",),
    ),
    events={
        "CreateDistribution": "responseElements.distribution.id",
        "CreateDistributionWithTags": "responseElements.distribution.id",
        "UpdateDistribution": "requestParameters.id",
        "DeleteDistribution": "requestParameters.id",
    },
)

ORIGIN_ACCESS_CONTROL = Declaration(
    type="AWS::CloudFront::OriginAccessControl",
    kind="origin-access",
    service="cloudfront",
    doc=f"{_API}/API_ListOriginAccessControls.html",
    where=GLOBAL,
    list=ListCall("ListOriginAccessControls", "OriginAccessControlList.Items"),
    id="arn:{partition}:cloudfront::{account}:origin-access-control/{Id}",
    native_id="Id",
    uid="Id",
    name="Name",
    tags=None,
    no_relations="distributions name it; it names nothing",
    no_by_id="the call by id nests the same members in another way",
    events={
        "CreateOriginAccessControl": "responseElements.originAccessControl.id",
        "UpdateOriginAccessControl": "requestParameters.id",
        "DeleteOriginAccessControl": "requestParameters.id",
    },
)

ORIGIN_ACCESS_IDENTITY = Declaration(
    type="AWS::CloudFront::CloudFrontOriginAccessIdentity",
    kind="origin-access",
    service="cloudfront",
    doc=f"{_API}/API_ListCloudFrontOriginAccessIdentities.html",
    where=GLOBAL,
    list=ListCall(
        "ListCloudFrontOriginAccessIdentities", "CloudFrontOriginAccessIdentityList.Items"
    ),
    id="arn:{partition}:cloudfront::{account}:origin-access-identity/{Id}",
    native_id="Id",
    uid="Id",
    name="Comment",
    tags=None,
    # How bucket policies name it.
    aliases=(
        (
            "arn",
            "join('', ['arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity ', Id])",
        ),
        ("s3-canonical-user", "S3CanonicalUserId"),
    ),
    no_relations="distributions and bucket policies name it; it names nothing",
    no_by_id="the call by id nests the same members in another way",
    events={
        "CreateCloudFrontOriginAccessIdentity": (
            "responseElements.cloudFrontOriginAccessIdentity.id"
        ),
        "DeleteCloudFrontOriginAccessIdentity": "requestParameters.id",
    },
)

FUNCTION = Declaration(
    type="AWS::CloudFront::Function",
    kind="function",
    service="cloudfront",
    doc=f"{_API}/API_ListFunctions.html",
    where=GLOBAL,
    list=ListCall("ListFunctions", "FunctionList.Items", params={"Stage": "LIVE"}),
    id="{FunctionMetadata.FunctionARN}",
    native_id="Name",
    uid="FunctionMetadata.CreatedTime",
    name="Name",
    tags=None,
    relations=(
        Rel(
            "refers-to",
            "FunctionConfig.KeyValueStoreAssociations.Items[].KeyValueStoreARN",
            by="arn",
        ),
    ),
    keyed={"FunctionConfig.KeyValueStoreAssociations.Items": ("KeyValueStoreARN",)},
    no_by_id="the call by name nests the same members in another way",
    events=dict.fromkeys(
        ("CreateFunction", "UpdateFunction", "PublishFunction", "DeleteFunction"),
        "requestParameters.name",
    ),
)

DECLARATIONS = (DISTRIBUTION, ORIGIN_ACCESS_CONTROL, ORIGIN_ACCESS_IDENTITY, FUNCTION)
