"""AWS Shield Advanced: the subscription, and what it protects.

An account without a subscription says so with `ResourceNotFoundException`. Whom the response
team may call is people's data and not read.
https://docs.aws.amazon.com/waf/latest/DDOSAPIReference/API_Operations.html
"""

from collectors.engine.specification import GLOBAL, ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/waf/latest/DDOSAPIReference"
_SUBSCRIPTION = "AWS::Shield::Subscription"
_NONE = ("ResourceNotFoundException",)

SUBSCRIPTION = Declaration(
    type=_SUBSCRIPTION,
    kind="ddos-subscription",
    service="shield",
    doc=f"{_API}/API_DescribeSubscription.html",
    where=GLOBAL,
    list=ListCall("DescribeSubscription", "Subscription", absent=_NONE),
    id="{SubscriptionArn}",
    native_id="SubscriptionArn",
    uid="StartTime",
    name="split(SubscriptionArn, '/')[-1]",
    tags=None,
    aspects=(
        Detail(
            aspect="response-team",
            operation="DescribeDRTAccess",
            params={},
            absent=_NONE,
        ),
    ),
    relations=(
        Rel("grants", "RoleArn", by="arn", aspect="response-team"),
        Rel(
            "refers-to",
            "LogBucketList[]",
            by="name",
            type="AWS::S3::Bucket",
            aspect="response-team",
        ),
    ),
    keyed={
        "Limits": ("Type",),
        "SubscriptionLimits.ProtectionLimits.ProtectedResourceTypeLimits": ("Type",),
        "@response-team.LogBucketList": "set",
    },
    no_by_id="there is one at most for each account",
)

PROTECTION = Declaration(
    type="AWS::Shield::Protection",
    kind="ddos-protection",
    service="shield",
    doc=f"{_API}/API_ListProtections.html",
    where=GLOBAL,
    list=ListCall("ListProtections", "Protections", each=_SUBSCRIPTION, absent=_NONE),
    id="{ProtectionArn}",
    native_id="Id",
    uid="Id",
    name="Name",
    tags=None,
    relations=(
        Rel("applies-to", "ResourceArn", by="arn"),
        Rel("refers-to", "HealthCheckIds[]"),
    ),
    keyed={"HealthCheckIds": "set"},
    by_id=ById(
        operation="DescribeProtection",
        params={"ProtectionId": "=id"},
        items="Protection",
        not_found=_NONE,
    ),
    events={
        "CreateProtection": "responseElements.protectionId",
        "DeleteProtection": "requestParameters.protectionId",
        "AssociateHealthCheck": "requestParameters.protectionId",
        "DisassociateHealthCheck": "requestParameters.protectionId",
    },
)

PROTECTION_GROUP = Declaration(
    type="AWS::Shield::ProtectionGroup",
    kind="ddos-protection",
    service="shield",
    doc=f"{_API}/API_ListProtectionGroups.html",
    where=GLOBAL,
    list=ListCall("ListProtectionGroups", "ProtectionGroups", each=_SUBSCRIPTION, absent=_NONE),
    id="{ProtectionGroupArn}",
    native_id="ProtectionGroupId",
    name="ProtectionGroupId",
    tags=None,
    relations=(Rel("applies-to", "Members[]", by="arn"),),
    keyed={"Members": "set"},
    by_id=ById(
        operation="DescribeProtectionGroup",
        params={"ProtectionGroupId": "=id"},
        items="ProtectionGroup",
        not_found=_NONE,
    ),
    events=dict.fromkeys(
        ("CreateProtectionGroup", "UpdateProtectionGroup", "DeleteProtectionGroup"),
        "requestParameters.protectionGroupId",
    ),
)

DECLARATIONS = (SUBSCRIPTION, PROTECTION, PROTECTION_GROUP)
