"""Route 53 Resolver, continued: how each network resolves names, and what if its firewall fails.

https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-vpc-configuration.html
"""

from collectors.engine.specification import Declaration, ListCall, Rel

_API = "https://docs.aws.amazon.com/Route53/latest/APIReference"
_ARN = "arn:{partition}:route53resolver:{region}:{account}"


def _setting(type_: str, operation: str, items: str, path: str, event: str) -> Declaration:
    """Return the declaration of a setting of networks."""
    return Declaration(
        type=f"AWS::Route53Resolver::{type_}",
        kind="network-settings",
        service="route53resolver",
        doc=f"{_API}/API_route53resolver_{operation}.html",
        list=ListCall(operation, items),
        id=f"{_ARN}:{path}/{{Id}}",
        native_id="Id",
        owner="OwnerId",
        tags=None,
        relations=(Rel("applies-to", "ResourceId"),),
        no_by_id="its call takes the network and not the id",
        events={event: f"responseElements.{items[0].lower()}{items[1:-1]}.id"},
    )


DECLARATIONS = (
    _setting(
        "ResolverConfig",
        "ListResolverConfigs",
        "ResolverConfigs",
        "resolver-config",
        "UpdateResolverConfig",
    ),
    _setting(
        "FirewallConfig",
        "ListFirewallConfigs",
        "FirewallConfigs",
        "firewall-config",
        "UpdateFirewallConfig",
    ),
    _setting(
        "ResolverDNSSECConfig",
        "ListResolverDnssecConfigs",
        "ResolverDnssecConfigs",
        "resolver-dnssec-config",
        "UpdateResolverDnssecConfig",
    ),
)
