"""The load balancers: the shop's own, what they forward to, their certificates and firewall."""

from typing import Any, NamedTuple

from demo.estate.account import GLOBAL, MAIN, PLATFORM, SECOND, SHOP, TEAMS, Estate, tags
from demo.estate.network import spec, subnets

# Account, region, certificate's domain
_CERTIFICATES = (
    (SHOP, MAIN, "shop.example"),
    (SHOP, GLOBAL, "www.shop.example"),
    (SHOP, SECOND, "standby.shop.example"),
)


class Balancer(NamedTuple):
    """One load balancer."""

    account: str
    region: str
    network: str
    name: str
    kind: str
    scheme: str
    tier: str
    group: str | None = None


class TargetGroup(NamedTuple):
    """What a balancer forwards to: instances, or addresses."""

    balancer: str
    name: str
    protocol: str
    port: int
    kind: str
    addresses: tuple[str, ...] = ()


class Listener(NamedTuple):
    """Where a balancer listens, and the group that it forwards to; None redirects to HTTPS."""

    balancer: str
    port: int
    protocol: str
    target: str | None


_OPEN = "internet-facing"
_BALANCERS = {
    row.name: row
    for row in (
        Balancer(SHOP, MAIN, "shop", "shop", "application", _OPEN, "public", "edge"),
        Balancer(SHOP, MAIN, "shop", "services", "application", "internal", "app", "services"),
        Balancer(SHOP, SECOND, "standby", "standby", "application", _OPEN, "public", "edge"),
        Balancer(PLATFORM, MAIN, "shared", "registry", "network", "internal", "app"),
    )
}

_TARGET_GROUPS = (
    TargetGroup("shop", "web", "HTTP", 8080, "instance"),
    TargetGroup("shop", "checkout", "HTTP", 8000, "ip", ("10.20.16.30", "10.20.17.30")),
    TargetGroup("services", "orders", "HTTP", 8001, "ip", ("10.20.16.31", "10.20.17.31")),
    TargetGroup("services", "catalogue", "HTTP", 8002, "ip", ("10.20.16.32", "10.20.17.32")),
    TargetGroup("standby", "standby-web", "HTTP", 8080, "instance"),
    TargetGroup("registry", "registry", "TCP", 443, "ip", ("10.40.16.53", "10.40.17.53")),
)

_LISTENERS = (
    Listener("shop", 80, "HTTP", None),
    Listener("shop", 443, "HTTPS", "web"),
    Listener("services", 80, "HTTP", "orders"),
    Listener("standby", 443, "HTTPS", "standby-web"),
    Listener("registry", 443, "TCP", "registry"),
)

# Listener, priority, paths, target group
_RULES = (
    ("shop:443", 10, ["/checkout/*"], "checkout"),
    ("services:80", 10, ["/catalogue/*"], "catalogue"),
)

_TO_HTTPS = {
    "Type": "redirect",
    "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"},
}


def build_balancing(estate: Estate) -> None:
    """Build certificates, balancers, what they forward to, and the firewall before them."""
    for account, region, domain in _CERTIFICATES:
        made = estate.client(account, "acm", region).request_certificate(
            DomainName=domain, ValidationMethod="DNS", Tags=tags(domain, "storefront")
        )
        estate.ids[f"certificate/{domain}"] = made["CertificateArn"]
    for balancer in _BALANCERS.values():
        _balancer(estate, balancer)
    for group in _TARGET_GROUPS:
        _target_group(estate, group)
    for listener in _LISTENERS:
        _listener(estate, listener)
    for rule in _RULES:
        _rule(estate, *rule)
    _classic(estate)
    _firewall(estate)
    _endpoint_service(estate)


def _elb(estate: Estate, balancer: str) -> Any:
    row = _BALANCERS[balancer]
    return estate.client(row.account, "elbv2", row.region)


def _balancer(estate: Estate, row: Balancer) -> None:
    where: dict[str, Any] = {}
    if row.group:
        where["SecurityGroups"] = [estate.ids[f"security-group/{row.network}-{row.group}"]]
    made = _elb(estate, row.name).create_load_balancer(
        Name=row.name,
        Type=row.kind,
        Scheme=row.scheme,
        Subnets=subnets(estate, row.network, row.tier),
        Tags=tags(row.name, TEAMS[row.account]),
        **where,
    )["LoadBalancers"][0]
    estate.ids[f"balancer/{row.name}"] = made["LoadBalancerArn"]
    estate.ids[f"balancer-name/{row.name}"] = made["DNSName"]


def _target_group(estate: Estate, row: TargetGroup) -> None:
    balancer = _BALANCERS[row.balancer]
    elb = _elb(estate, row.balancer)
    made = elb.create_target_group(
        Name=row.name,
        Protocol=row.protocol,
        Port=row.port,
        VpcId=estate.ids[f"vpc/{balancer.network}"],
        TargetType=row.kind,
        Tags=tags(row.name, TEAMS[balancer.account]),
    )
    arn = estate.ids[f"target-group/{row.name}"] = made["TargetGroups"][0]["TargetGroupArn"]
    if row.addresses:
        elb.register_targets(TargetGroupArn=arn, Targets=[{"Id": each} for each in row.addresses])


def _forward(estate: Estate, group: str) -> dict[str, Any]:
    return {"Type": "forward", "TargetGroupArn": estate.ids[f"target-group/{group}"]}


def _listener(estate: Estate, row: Listener) -> None:
    secure: dict[str, Any] = {}
    if row.protocol == "HTTPS":
        domain = "standby.shop.example" if row.balancer == "standby" else "shop.example"
        secure["Certificates"] = [{"CertificateArn": estate.ids[f"certificate/{domain}"]}]
        secure["SslPolicy"] = "ELBSecurityPolicy-TLS13-1-2-2021-06"
    made = _elb(estate, row.balancer).create_listener(
        LoadBalancerArn=estate.ids[f"balancer/{row.balancer}"],
        Port=row.port,
        Protocol=row.protocol,
        DefaultActions=[_forward(estate, row.target) if row.target else _TO_HTTPS],
        **secure,
    )
    name = f"listener/{row.balancer}:{row.port}"
    estate.ids[name] = made["Listeners"][0]["ListenerArn"]


def _rule(estate: Estate, listener: str, priority: int, paths: list[str], group: str) -> None:
    _elb(estate, listener.partition(":")[0]).create_rule(
        ListenerArn=estate.ids[f"listener/{listener}"],
        Priority=priority,
        Conditions=[{"Field": "path-pattern", "PathPatternConfig": {"Values": paths}}],
        Actions=[_forward(estate, group)],
        Tags=tags(group, "storefront"),
    )


def _classic(estate: Estate) -> None:
    """Build the balancer that was to be retired years ago."""
    estate.client(SHOP, "elb").create_load_balancer(
        LoadBalancerName="legacy-partners",
        Listeners=[
            {
                "Protocol": "TCP",
                "LoadBalancerPort": 8443,
                "InstanceProtocol": "TCP",
                "InstancePort": 8443,
            }
        ],
        Subnets=subnets(estate, "shop", "public"),
        SecurityGroups=[estate.ids["security-group/shop-edge"]],
        Tags=tags("legacy-partners", "storefront"),
    )


def _firewall(estate: Estate) -> None:
    visible = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True}
    limit = {
        "Name": "rate",
        "Priority": 1,
        "Statement": {"RateBasedStatement": {"Limit": 2000, "AggregateKeyType": "IP"}},
        "Action": {"Block": {}},
        "VisibilityConfig": visible | {"MetricName": "rate"},
    }
    for scope, region, name in (("REGIONAL", MAIN, "shop"), ("CLOUDFRONT", GLOBAL, "shop-edge")):
        firewall = estate.client(SHOP, "wafv2", region)
        made = firewall.create_web_acl(
            Name=name,
            Scope=scope,
            DefaultAction={"Allow": {}},
            Rules=[limit],
            VisibilityConfig=visible | {"MetricName": name},
            Tags=tags(name, "security"),
        )["Summary"]
        estate.ids[f"web-acl/{name}"] = made["ARN"]
    estate.client(SHOP, "wafv2").associate_web_acl(
        WebACLArn=estate.ids["web-acl/shop"], ResourceArn=estate.ids["balancer/shop"]
    )


def _endpoint_service(estate: Estate) -> None:
    """Offer the package registry to the shop's account, which takes it up."""
    provider = estate.client(PLATFORM, "ec2")
    service = provider.create_vpc_endpoint_service_configuration(
        NetworkLoadBalancerArns=[estate.ids["balancer/registry"]],
        AcceptanceRequired=False,
        TagSpecifications=spec("vpc-endpoint-service", "registry"),
    )["ServiceConfiguration"]
    estate.ids["endpoint-service/registry"] = service["ServiceId"]
    provider.modify_vpc_endpoint_service_permissions(
        ServiceId=service["ServiceId"],
        AddAllowedPrincipals=[f"arn:aws:iam::{estate.shop.id}:root"],
    )
    made = estate.client(SHOP, "ec2").create_vpc_endpoint(
        VpcId=estate.ids["vpc/shop"],
        VpcEndpointType="Interface",
        ServiceName=service["ServiceName"],
        SubnetIds=subnets(estate, "shop", "app"),
        SecurityGroupIds=[estate.ids["security-group/shop-endpoints"]],
        TagSpecifications=spec("vpc-endpoint", "shop-registry"),
    )
    estate.ids["vpc-endpoint/shop-registry"] = made["VpcEndpoint"]["VpcEndpointId"]
