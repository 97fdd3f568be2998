"""Amazon Lightsail, what needs no machine: buckets with whom they are open to, containers.

What containers are given as variables and commands becomes digests.
https://docs.aws.amazon.com/lightsail/2016-11-28/api-reference/API_Operations.html
"""

from collectors.aws.vocabulary import EVERYONE
from collectors.engine.specification import ById, Declaration, ListCall, Rel

_API = "https://docs.aws.amazon.com/lightsail/2016-11-28/api-reference"
_INSTANCE = "AWS::Lightsail::Instance"
_GONE = ("NotFoundException",)
_TAGS = {"tags": ("key",)}
_DEPLOYMENTS = ("currentDeployment", "nextDeployment")

BUCKET = Declaration(
    type="AWS::Lightsail::Bucket",
    kind="bucket",
    service="lightsail",
    doc=f"{_API}/API_GetBuckets.html",
    list=ListCall(
        "GetBuckets",
        "buckets",
        params={"includeConnectedResources": True, "includeCors": True},
    ),
    id="{arn}",
    native_id="name",
    uid="supportCode",
    name="name",
    tags="tags",
    aliases=(("dns", "url"),),
    relations=(
        Rel("shared-with", "readonlyAccessAccounts[]", by="account"),
        Rel("shared-with", "accessRules.getObject=='public' && '*'", by=EVERYONE),
        Rel(
            "shared-with",
            "resourcesReceivingAccess[?resourceType=='Instance'].name",
            by="name",
            type=_INSTANCE,
        ),
        Rel(
            "logs-to",
            "accessLogConfig.destination",
            by="name",
            type="AWS::Lightsail::Bucket",
        ),
    ),
    keyed={
        **_TAGS,
        "readonlyAccessAccounts": "set",
        "resourcesReceivingAccess": ("resourceType", "name"),
        "cors.rules": ("id",),
    },
    by_id=ById(
        params={"bucketName": "=id", "includeConnectedResources": True, "includeCors": True},
        not_found=_GONE,
    ),
    events=dict.fromkeys(
        (
            "CreateBucket",
            "UpdateBucket",
            "UpdateBucketBundle",
            "DeleteBucket",
            "SetResourceAccessForBucket",
        ),
        "requestParameters.bucketName",
    ),
)

CONTAINER_SERVICE = Declaration(
    type="AWS::Lightsail::Container",
    kind="service",
    service="lightsail",
    doc=f"{_API}/API_GetContainerServices.html",
    list=ListCall("GetContainerServices", "containerServices"),
    id="{arn}",
    native_id="containerServiceName",
    uid="createdAt",
    name="containerServiceName",
    tags="tags",
    aliases=(
        ("dns", "url"),
        ("dns", "privateDomainName"),
        ("dns", "values(publicDomainNames)[]"),
    ),
    relations=(
        Rel("runs-as", "principalArn", by="arn"),
        Rel("runs-as", "privateRegistryAccess.ecrImagePullerRole.principalArn", by="arn"),
        *(
            Rel(
                "derived-from",
                f"{one}.containers.*.image | [?@].split(split(@, '@')[0], ':')[0]",
                by="image",
            )
            for one in _DEPLOYMENTS
        ),
    ),
    volatile=("stateDetail",),
    secret=tuple(
        f"{one}.containers.*.{field}"
        for one in _DEPLOYMENTS
        for field in ("environment", "command")
    ),
    keyed={**_TAGS, "publicDomainNames.*": "set"},
    by_id=ById(params={"serviceName": "=id"}, not_found=_GONE),
    events=dict.fromkeys(
        (
            "CreateContainerService",
            "CreateContainerServiceDeployment",
            "UpdateContainerService",
            "DeleteContainerService",
        ),
        "requestParameters.serviceName",
    ),
)

DECLARATIONS = (BUCKET, CONTAINER_SERVICE)
