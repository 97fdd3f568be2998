"""Elastic Load Balancing: application, network and gateway load balancers, and where they send.

https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Operations.html
What a group sends to is told by the health of its targets, which therefore is history here.
The secret that a listener shares with an identity provider is not answered, and a digest if it
ever is.
"""

from collections.abc import Iterable

from cartographer.model.shape import KeyFields
from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference"
_BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
_LISTENER = "AWS::ElasticLoadBalancingV2::Listener"
_BATCH = 20
"""How many ARNs a call of this service takes."""
_TAGS: dict[str, KeyFields] = {"@tags.Tags": ("Key",)}
_ATTRIBUTES: dict[str, KeyFields] = {"@attributes": ("Key",)}
_CONDITION_VALUES = ("Values", "RegexValues")
_TARGET_IDS = "[].Target.Id"
_TAG_DETAIL = Detail(
    aspect="tags",
    operation="DescribeTags",
    params={"ResourceArns": "=ids"},
    result="TagDescriptions",
    batch=_BATCH,
    match="ResourceArn",
    doc=f"{_API}/API_DescribeTags.html",
)


def _attributes(operation: str, member: str) -> Detail:
    """Return the aspect of a resource's attributes."""
    return Detail(
        aspect="attributes",
        operation=operation,
        params={member: f"=item.{member}"},
        result="Attributes",
        doc=f"{_API}/API_{operation}.html",
    )


def _actions(path: str) -> tuple[Rel, ...]:
    """Return the relations of the actions at a path: where they send, and who is asked."""
    return (
        Rel("targets", f"{path}[].TargetGroupArn", by="arn"),
        Rel("targets", f"{path}[].ForwardConfig.TargetGroups[].TargetGroupArn", by="arn"),
        Rel("refers-to", f"{path}[].AuthenticateCognitoConfig.UserPoolArn", by="arn"),
        Rel("refers-to", f"{path}[].AuthenticateOidcConfig.Issuer", by="oidc"),
        Rel("refers-to", f"{path}[].JwtValidationConfig.Issuer", by="oidc"),
    )


def _secrets(path: str) -> tuple[str, ...]:
    """Return where the actions at a path may hold secrets."""
    asked = ("AuthenticateOidcConfig", "AuthenticateCognitoConfig")
    return (
        f"{path}[].AuthenticateOidcConfig.ClientSecret",
        *(f"{path}[].{one}.AuthenticationRequestExtraParams" for one in asked),
        f"{path}[].FixedResponseConfig.MessageBody",
    )


def _action_lists(path: str) -> dict[str, KeyFields]:
    """Return the lists without order in the actions at a path."""
    claims = f"{path}[].JwtValidationConfig.AdditionalClaims"
    return {
        path: ("Order", "Type"),
        f"{path}[].ForwardConfig.TargetGroups": ("TargetGroupArn",),
        claims: ("Name",),
        f"{claims}[].Values": "set",
    }


def _told(operations: Iterable[str], path: str) -> dict[str, str]:
    """Return events that all name what they are about in one place."""
    return dict.fromkeys(operations, path)


LOAD_BALANCER = Declaration(
    type=_BALANCER,
    kind="load-balancer",
    service="elbv2",
    doc=f"{_API}/API_DescribeLoadBalancers.html",
    list=ListCall("DescribeLoadBalancers", "LoadBalancers", own_only=True),
    id="{LoadBalancerArn}",
    native_id="LoadBalancerArn",
    uid="LoadBalancerArn",
    name="LoadBalancerName",
    tags="Tags",
    tags_aspect="tags",
    aliases=(
        ("dns", "DNSName"),
        ("ip", "AvailabilityZones[].LoadBalancerAddresses[].IpAddress"),
        ("ip", "AvailabilityZones[].LoadBalancerAddresses[].PrivateIPv4Address"),
        ("ip", "AvailabilityZones[].LoadBalancerAddresses[].IPv6Address"),
    ),
    aspects=(_attributes("DescribeLoadBalancerAttributes", "LoadBalancerArn"), _TAG_DETAIL),
    relations=(
        Rel("in-network", "VpcId"),
        Rel("in-subnet", "AvailabilityZones[].SubnetId"),
        Rel("uses-filter", "SecurityGroups[]"),
        Rel("attached-to", "AvailabilityZones[].LoadBalancerAddresses[].AllocationId"),
        Rel("refers-to", "CustomerOwnedIpv4Pool"),
        Rel("refers-to", "IpamPools.Ipv4IpamPoolId"),
        Rel(
            "logs-to",
            "[?ends_with(Key, '_logs.s3.bucket')].Value",
            by="name",
            type="AWS::S3::Bucket",
            aspect="attributes",
        ),
    ),
    keyed={
        **_TAGS,
        **_ATTRIBUTES,
        "AvailabilityZones": ("ZoneName", "SubnetId"),
        "AvailabilityZones[].LoadBalancerAddresses": "set",
        "AvailabilityZones[].SourceNatIpv6Prefixes": "set",
        "SecurityGroups": "set",
    },
    by_id=ById(
        params={"LoadBalancerArns": "=ids"},
        batch=_BATCH,
        not_found=("LoadBalancerNotFound",),
    ),
    events={
        "CreateLoadBalancer": "responseElements.loadBalancers[].loadBalancerArn",
        **_told(
            (
                "DeleteLoadBalancer",
                "ModifyIpPools",
                "ModifyLoadBalancerAttributes",
                "SetIpAddressType",
                "SetSecurityGroups",
                "SetSubnets",
            ),
            "requestParameters.loadBalancerArn",
        ),
        **_told(
            ("AddTags", "RemoveTags"),
            "requestParameters.resourceArns[?contains(@, ':loadbalancer/')]",
        ),
    },
)

LISTENER = Declaration(
    type=_LISTENER,
    kind="listener",
    service="elbv2",
    doc=f"{_API}/API_DescribeListeners.html",
    list=ListCall(
        "DescribeListeners",
        "Listeners",
        params={"LoadBalancerArn": "=parent.LoadBalancerArn"},
        each=_BALANCER,
        absent=("LoadBalancerNotFound",),
    ),
    id="{ListenerArn}",
    native_id="ListenerArn",
    uid="ListenerArn",
    name="[Protocol, to_string(Port)] | join(':', [?@ && @ != 'null'])",
    tags="Tags",
    tags_aspect="tags",
    aspects=(
        _attributes("DescribeListenerAttributes", "ListenerArn"),
        Detail(
            aspect="certificates",
            operation="DescribeListenerCertificates",
            params={"ListenerArn": "=item.ListenerArn"},
            result="Certificates",
            when="Protocol == 'HTTPS' || Protocol == 'TLS'",
            doc=f"{_API}/API_DescribeListenerCertificates.html",
        ),
        _TAG_DETAIL,
    ),
    relations=(
        Rel("part-of", "LoadBalancerArn", by="arn"),
        *_actions("DefaultActions"),
        Rel("refers-to", "Certificates[].CertificateArn", by="arn"),
        Rel("refers-to", "[].CertificateArn", by="arn", aspect="certificates"),
        Rel("refers-to", "MutualAuthentication.TrustStoreArn", by="arn"),
    ),
    secret=_secrets("DefaultActions"),
    keyed={
        **_TAGS,
        **_ATTRIBUTES,
        **_action_lists("DefaultActions"),
        "Certificates": ("CertificateArn",),
        "@certificates": ("CertificateArn", "IsDefault"),
    },
    by_id=ById(params={"ListenerArns": "=ids"}, batch=_BATCH, not_found=("ListenerNotFound",)),
    events={
        "CreateListener": "responseElements.listeners[].listenerArn",
        **_told(
            (
                "AddListenerCertificates",
                "DeleteListener",
                "ModifyListener",
                "ModifyListenerAttributes",
                "RemoveListenerCertificates",
            ),
            "requestParameters.listenerArn",
        ),
        **_told(
            ("AddTags", "RemoveTags"),
            "requestParameters.resourceArns[?contains(@, ':listener/')]",
        ),
    },
)

LISTENER_RULE = Declaration(
    type="AWS::ElasticLoadBalancingV2::ListenerRule",
    kind="listener-rule",
    service="elbv2",
    doc=f"{_API}/API_DescribeRules.html",
    list=ListCall(
        "DescribeRules",
        "Rules",
        params={"ListenerArn": "=parent.ListenerArn"},
        each=_LISTENER,
        absent=("ListenerNotFound",),
    ),
    id="{RuleArn}",
    native_id="RuleArn",
    uid="RuleArn",
    name="Priority",
    tags="Tags",
    tags_aspect="tags",
    aspects=(_TAG_DETAIL,),
    relations=(
        # The document does not name the listener; its own ARN begins with the listener's.
        Rel(
            "part-of",
            "join('/', split(join(':listener/', split(RuleArn, ':listener-rule/')), '/')[:-1])",
            by="arn",
        ),
        *_actions("Actions"),
    ),
    # A header or a query that only those send who know it is a password.
    secret=(
        *_secrets("Actions"),
        *(f"Conditions[].HttpHeaderConfig.{name}" for name in _CONDITION_VALUES),
        "Conditions[].QueryStringConfig.Values[].Value",
    ),
    keyed={
        **_TAGS,
        **_action_lists("Actions"),
        "Conditions": "set",
        **{f"Conditions[].{name}": "set" for name in _CONDITION_VALUES},
        **{
            f"Conditions[].{config}.{name}": "set"
            for config in ("HostHeaderConfig", "PathPatternConfig", "HttpHeaderConfig")
            for name in _CONDITION_VALUES
        },
        "Conditions[].QueryStringConfig.Values": ("Key", "Value"),
        "Conditions[].HttpRequestMethodConfig.Values": "set",
        "Conditions[].SourceIpConfig.Values": "set",
        "Transforms": ("Type",),
    },
    by_id=ById(params={"RuleArns": "=ids"}, batch=_BATCH, not_found=("RuleNotFound",)),
    events={
        "CreateRule": "responseElements.rules[].ruleArn",
        **_told(("DeleteRule", "ModifyRule"), "requestParameters.ruleArn"),
        "SetRulePriorities": "requestParameters.rulePriorities[].ruleArn",
        **_told(
            ("AddTags", "RemoveTags"),
            "requestParameters.resourceArns[?contains(@, ':listener-rule/')]",
        ),
    },
)

TARGET_GROUP = Declaration(
    type="AWS::ElasticLoadBalancingV2::TargetGroup",
    kind="target-group",
    service="elbv2",
    doc=f"{_API}/API_DescribeTargetGroups.html",
    list=ListCall("DescribeTargetGroups", "TargetGroups", own_only=True),
    id="{TargetGroupArn}",
    native_id="TargetGroupArn",
    uid="TargetGroupArn",
    name="TargetGroupName",
    tags="Tags",
    tags_aspect="tags",
    aspects=(
        _attributes("DescribeTargetGroupAttributes", "TargetGroupArn"),
        Detail(
            aspect="target-health",
            operation="DescribeTargetHealth",
            params={"TargetGroupArn": "=item.TargetGroupArn"},
            result="TargetHealthDescriptions",
            doc=f"{_API}/API_DescribeTargetHealth.html",
        ),
        _TAG_DETAIL,
    ),
    relations=(
        Rel("in-network", "VpcId"),
        Rel("refers-to", "LoadBalancerArns[]", by="arn"),
        Rel("targets", f"{_TARGET_IDS} | [?starts_with(@, 'i-')]", aspect="target-health"),
        Rel(
            "targets",
            f"{_TARGET_IDS} | [?starts_with(@, 'arn:')]",
            by="arn",
            aspect="target-health",
        ),
        Rel(
            "targets",
            f"{_TARGET_IDS} | [?!starts_with(@, 'i-') && !starts_with(@, 'arn:')]",
            by="ip",
            aspect="target-health",
        ),
    ),
    keyed={
        **_TAGS,
        **_ATTRIBUTES,
        "LoadBalancerArns": "set",
        "@target-health": ("Target",),
    },
    by_id=ById(
        params={"TargetGroupArns": "=ids"}, batch=_BATCH, not_found=("TargetGroupNotFound",)
    ),
    events={
        "CreateTargetGroup": "responseElements.targetGroups[].targetGroupArn",
        **_told(
            (
                "DeleteTargetGroup",
                "DeregisterTargets",
                "ModifyTargetGroup",
                "ModifyTargetGroupAttributes",
                "RegisterTargets",
            ),
            "requestParameters.targetGroupArn",
        ),
        **_told(
            ("AddTags", "RemoveTags"),
            "requestParameters.resourceArns[?contains(@, ':targetgroup/')]",
        ),
    },
)

DECLARATIONS = (LOAD_BALANCER, LISTENER, LISTENER_RULE, TARGET_GROUP)
