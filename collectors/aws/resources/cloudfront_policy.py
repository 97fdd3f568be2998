"""Amazon CloudFront beyond its distributions: keys, policies, stores and private origins.

Policies of AWS are the same everywhere and are not listed. The entries of a key-value store are
the customers' own and are not read.
https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_Operations.html
"""

from cartographer.model.shape import KeyFields
from collectors.engine.specification import GLOBAL, ById, Declaration, ListCall, Rel

_API = "https://docs.aws.amazon.com/cloudfront/latest/APIReference"
_CUSTOM = {"Type": "custom"}


def _policy(
    noun: str,
    plural: str,
    arn: str,
    keyed: dict[str, KeyFields],
    *,
    secret: tuple[str, ...] = (),
) -> Declaration:
    """Return the declaration of one kind of policy that the behaviours of distributions name."""
    return Declaration(
        type=f"AWS::CloudFront::{noun}",
        kind="delivery-policy",
        service="cloudfront",
        doc=f"{_API}/API_List{plural}.html",
        where=GLOBAL,
        list=ListCall(f"List{plural}", f"{noun}List.Items[].{noun}", params=_CUSTOM),
        id=f"arn:{{partition}}:cloudfront::{{account}}:{arn}/{{Id}}",
        native_id="Id",
        uid="Id",
        name=f"{noun}Config.Name",
        tags=None,
        no_relations="distributions name it; it names nothing",
        volatile=("LastModifiedTime",),
        secret=secret,
        keyed={f"{noun}Config.{path}": fields for path, fields in keyed.items()},
        by_id=ById(
            operation=f"Get{noun}",
            params={"Id": "=id"},
            items=noun,
            not_found=(f"NoSuch{noun}",),
        ),
        events={
            f"Create{noun}": f"responseElements.{noun[0].lower()}{noun[1:]}.id",
            f"Update{noun}": "requestParameters.id",
            f"Delete{noun}": "requestParameters.id",
        },
    )


def _forwarded(prefix: str = "") -> dict[str, KeyFields]:
    """Return the sets of a policy that says what is forwarded."""
    return {
        f"{prefix}HeadersConfig.Headers.Items": "set",
        f"{prefix}CookiesConfig.Cookies.Items": "set",
        f"{prefix}QueryStringsConfig.QueryStrings.Items": "set",
    }


CACHE_POLICY = _policy(
    "CachePolicy",
    "CachePolicies",
    "cache-policy",
    _forwarded("ParametersInCacheKeyAndForwardedToOrigin."),
)
ORIGIN_REQUEST_POLICY = _policy(
    "OriginRequestPolicy", "OriginRequestPolicies", "origin-request-policy", _forwarded()
)
RESPONSE_HEADERS_POLICY = _policy(
    "ResponseHeadersPolicy",
    "ResponseHeadersPolicies",
    "response-headers-policy",
    {
        **dict.fromkeys(
            (
                "CorsConfig.AccessControlAllowOrigins.Items",
                "CorsConfig.AccessControlAllowHeaders.Items",
                "CorsConfig.AccessControlAllowMethods.Items",
                "CorsConfig.AccessControlExposeHeaders.Items",
            ),
            "set",
        ),
        "CustomHeadersConfig.Items": ("Header",),
        "RemoveHeadersConfig.Items": ("Header",),
    },
    secret=("ResponseHeadersPolicyConfig.CustomHeadersConfig.Items[].Value",),
)

KEY_GROUP = Declaration(
    type="AWS::CloudFront::KeyGroup",
    kind="key-group",
    service="cloudfront",
    doc=f"{_API}/API_ListKeyGroups.html",
    where=GLOBAL,
    list=ListCall("ListKeyGroups", "KeyGroupList.Items[].KeyGroup"),
    id="arn:{partition}:cloudfront::{account}:key-group/{Id}",
    native_id="Id",
    uid="Id",
    name="KeyGroupConfig.Name",
    tags=None,
    relations=(Rel("trusts", "KeyGroupConfig.Items[]"),),
    volatile=("LastModifiedTime",),
    keyed={"KeyGroupConfig.Items": "set"},
    by_id=ById(
        operation="GetKeyGroup",
        params={"Id": "=id"},
        items="KeyGroup",
        not_found=("NoSuchResource",),
    ),
    events={
        "CreateKeyGroup": "responseElements.keyGroup.id",
        "UpdateKeyGroup": "requestParameters.id",
        "DeleteKeyGroup": "requestParameters.id",
    },
)

PUBLIC_KEY = Declaration(
    type="AWS::CloudFront::PublicKey",
    kind="public-key",
    service="cloudfront",
    doc=f"{_API}/API_ListPublicKeys.html",
    where=GLOBAL,
    list=ListCall("ListPublicKeys", "PublicKeyList.Items"),
    id="arn:{partition}:cloudfront::{account}:public-key/{Id}",
    native_id="Id",
    uid="Id",
    name="Name",
    tags=None,
    no_relations="key groups name it; it names nothing",
    no_by_id="the call by id nests the same members in another way",
    events={
        "CreatePublicKey": "responseElements.publicKey.id",
        "UpdatePublicKey": "requestParameters.id",
        "DeletePublicKey": "requestParameters.id",
    },
)

KEY_VALUE_STORE = Declaration(
    type="AWS::CloudFront::KeyValueStore",
    kind="key-value-store",
    service="cloudfront",
    doc=f"{_API}/API_ListKeyValueStores.html",
    where=GLOBAL,
    list=ListCall("ListKeyValueStores", "KeyValueStoreList.Items"),
    id="{ARN}",
    native_id="Name",
    uid="Id",
    name="Name",
    tags=None,
    no_relations="functions name it; it names nothing",
    volatile=("LastModifiedTime",),
    by_id=ById(
        operation="DescribeKeyValueStore",
        params={"Name": "=id"},
        items="KeyValueStore",
        not_found=("EntityNotFound",),
    ),
    events=dict.fromkeys(
        ("CreateKeyValueStore", "UpdateKeyValueStore", "DeleteKeyValueStore"),
        "requestParameters.name",
    ),
)

REALTIME_LOG_CONFIG = Declaration(
    type="AWS::CloudFront::RealtimeLogConfig",
    kind="log-delivery",
    service="cloudfront",
    doc=f"{_API}/API_ListRealtimeLogConfigs.html",
    where=GLOBAL,
    list=ListCall("ListRealtimeLogConfigs", "RealtimeLogConfigs.Items"),
    id="{ARN}",
    native_id="Name",
    name="Name",
    tags=None,
    relations=(
        Rel("logs-to", "EndPoints[].KinesisStreamConfig.StreamARN", by="arn"),
        Rel("runs-as", "EndPoints[].KinesisStreamConfig.RoleARN", by="arn"),
    ),
    keyed={"EndPoints": "set"},
    by_id=ById(
        operation="GetRealtimeLogConfig",
        params={"Name": "=id"},
        items="RealtimeLogConfig",
        not_found=("NoSuchRealtimeLogConfig",),
    ),
    events=dict.fromkeys(
        ("CreateRealtimeLogConfig", "UpdateRealtimeLogConfig", "DeleteRealtimeLogConfig"),
        "requestParameters.name",
    ),
)

VPC_ORIGIN = Declaration(
    type="AWS::CloudFront::VpcOrigin",
    kind="origin-access",
    service="cloudfront",
    doc=f"{_API}/API_ListVpcOrigins.html",
    where=GLOBAL,
    list=ListCall("ListVpcOrigins", "VpcOriginList.Items"),
    id="{Arn}",
    native_id="Id",
    uid="Id",
    owner="AccountId",
    name="Name",
    tags=None,
    relations=(Rel("targets", "OriginEndpointArn", by="arn"),),
    volatile=("LastModifiedTime",),
    no_by_id="the call by id nests the same members in another way",
    events={
        "CreateVpcOrigin": "responseElements.vpcOrigin.id",
        "UpdateVpcOrigin": "requestParameters.id",
        "DeleteVpcOrigin": "requestParameters.id",
    },
)

CONTINUOUS_DEPLOYMENT_POLICY = Declaration(
    type="AWS::CloudFront::ContinuousDeploymentPolicy",
    kind="deployment-policy",
    service="cloudfront",
    doc=f"{_API}/API_ListContinuousDeploymentPolicies.html",
    where=GLOBAL,
    list=ListCall(
        "ListContinuousDeploymentPolicies",
        "ContinuousDeploymentPolicyList.Items[].ContinuousDeploymentPolicy",
    ),
    id="arn:{partition}:cloudfront::{account}:continuous-deployment-policy/{Id}",
    native_id="Id",
    uid="Id",
    name="Id",
    tags=None,
    relations=(
        Rel(
            "targets",
            "ContinuousDeploymentPolicyConfig.StagingDistributionDnsNames.Items[]",
            by="dns",
        ),
    ),
    volatile=("LastModifiedTime",),
    # Who sends this header is shown what is not yet for everybody.
    secret=("ContinuousDeploymentPolicyConfig.TrafficConfig.SingleHeaderConfig.Value",),
    keyed={"ContinuousDeploymentPolicyConfig.StagingDistributionDnsNames.Items": "set"},
    by_id=ById(
        operation="GetContinuousDeploymentPolicy",
        params={"Id": "=id"},
        items="ContinuousDeploymentPolicy",
        not_found=("NoSuchContinuousDeploymentPolicy",),
    ),
    events={
        "CreateContinuousDeploymentPolicy": "responseElements.continuousDeploymentPolicy.id",
        "UpdateContinuousDeploymentPolicy": "requestParameters.id",
        "DeleteContinuousDeploymentPolicy": "requestParameters.id",
    },
)

DECLARATIONS = (
    CACHE_POLICY,
    ORIGIN_REQUEST_POLICY,
    RESPONSE_HEADERS_POLICY,
    KEY_GROUP,
    PUBLIC_KEY,
    KEY_VALUE_STORE,
    REALTIME_LOG_CONFIG,
    VPC_ORIGIN,
    CONTINUOUS_DEPLOYMENT_POLICY,
)
