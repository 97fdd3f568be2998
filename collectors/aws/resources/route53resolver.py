"""Route 53 Resolver: endpoints and rules of DNS between networks, the DNS firewall, query logs.

Rules and rule groups that others share are in the lists too, under their owner's number; what
AWS makes by itself is owned by `aws`, and the domains in its lists are not handed out.
https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-managed-domain-lists.html
https://docs.aws.amazon.com/Route53/latest/APIReference/API_Operations_Amazon_Route_53_Resolver.html
"""

from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/Route53/latest/APIReference"
_GONE = ("ResourceNotFoundException",)
_ARN = "arn:{partition}:route53resolver:{region}:{account}"


def _owned(member: str) -> str:
    """Return a path to an owner's number, which the service does not give for its own things."""
    return f"contains({member}, ' ') && 'aws' || {member}"


ENDPOINT = Declaration(
    type="AWS::Route53Resolver::ResolverEndpoint",
    kind="dns-endpoint",
    service="route53resolver",
    doc=f"{_API}/API_route53resolver_ResolverEndpoint.html",
    list=ListCall("ListResolverEndpoints", "ResolverEndpoints"),
    id="{Arn}",
    native_id="Id",
    uid="Id",
    name="Name",
    tags=None,
    aspects=(
        Detail(
            aspect="addresses",
            operation="ListResolverEndpointIpAddresses",
            params={"ResolverEndpointId": "=item.Id"},
            result="IpAddresses",
            doc=f"{_API}/API_route53resolver_ListResolverEndpointIpAddresses.html",
        ),
    ),
    relations=(
        Rel("in-network", "HostVPCId"),
        Rel("uses-filter", "SecurityGroupIds[]"),
        Rel("in-subnet", "[].SubnetId", aspect="addresses"),
        Rel("attached-to", "[].Ip", by="ip", aspect="addresses"),
        Rel("attached-to", "[].Ipv6", by="ip", aspect="addresses"),
    ),
    volatile=("ModificationTime", "StatusMessage", "@addresses[].ModificationTime"),
    keyed={"SecurityGroupIds": "set", "Protocols": "set", "@addresses": ("IpId",)},
    by_id=ById(
        operation="GetResolverEndpoint",
        params={"ResolverEndpointId": "=id"},
        items="ResolverEndpoint",
        not_found=_GONE,
    ),
    events={
        "CreateResolverEndpoint": "responseElements.resolverEndpoint.id",
        "UpdateResolverEndpoint": "requestParameters.resolverEndpointId",
        "DeleteResolverEndpoint": "requestParameters.resolverEndpointId",
        "AssociateResolverEndpointIpAddress": "requestParameters.resolverEndpointId",
        "DisassociateResolverEndpointIpAddress": "requestParameters.resolverEndpointId",
    },
)

RULE = Declaration(
    type="AWS::Route53Resolver::ResolverRule",
    kind="dns-rule",
    service="route53resolver",
    doc=f"{_API}/API_route53resolver_ResolverRule.html",
    list=ListCall("ListResolverRules", "ResolverRules"),
    id="{Arn}",
    native_id="Id",
    uid="Id",
    owner=_owned("OwnerId"),
    name="Name",
    tags=None,
    relations=(
        Rel("refers-to", "ResolverEndpointId"),
        Rel("targets", "TargetIps[].Ip", by="ip"),
        Rel("targets", "TargetIps[].Ipv6", by="ip"),
    ),
    volatile=("ModificationTime", "StatusMessage"),
    keyed={"TargetIps": "set"},
    by_id=ById(
        operation="GetResolverRule",
        params={"ResolverRuleId": "=id"},
        items="ResolverRule",
        not_found=_GONE,
    ),
    events={
        "CreateResolverRule": "responseElements.resolverRule.id",
        "UpdateResolverRule": "requestParameters.resolverRuleId",
        "DeleteResolverRule": "requestParameters.resolverRuleId",
    },
)

RULE_ASSOCIATION = Declaration(
    type="AWS::Route53Resolver::ResolverRuleAssociation",
    kind="dns-rule-association",
    service="route53resolver",
    doc=f"{_API}/API_route53resolver_ResolverRuleAssociation.html",
    list=ListCall("ListResolverRuleAssociations", "ResolverRuleAssociations"),
    id=f"{_ARN}:resolver-rule-association/{{Id}}",
    native_id="Id",
    uid="Id",
    name="Name",
    tags=None,
    relations=(Rel("refers-to", "ResolverRuleId"), Rel("applies-to", "VPCId")),
    by_id=ById(
        operation="GetResolverRuleAssociation",
        params={"ResolverRuleAssociationId": "=id"},
        items="ResolverRuleAssociation",
        not_found=_GONE,
    ),
    events={
        "AssociateResolverRule": "responseElements.resolverRuleAssociation.id",
        "DisassociateResolverRule": "responseElements.resolverRuleAssociation.id",
    },
)

RULE_GROUP = Declaration(
    type="AWS::Route53Resolver::FirewallRuleGroup",
    kind="rule-group",
    service="route53resolver",
    doc=f"{_API}/API_route53resolver_FirewallRuleGroupMetadata.html",
    list=ListCall("ListFirewallRuleGroups", "FirewallRuleGroups"),
    id="{Arn}",
    native_id="Id",
    uid="Id",
    owner=_owned("OwnerId"),
    name="Name",
    tags=None,
    aspects=(
        Detail(
            aspect="rules",
            operation="ListFirewallRules",
            params={"FirewallRuleGroupId": "=item.Id"},
            result="FirewallRules",
            doc=f"{_API}/API_route53resolver_ListFirewallRules.html",
        ),
    ),
    relations=(Rel("refers-to", "[].FirewallDomainListId", aspect="rules"),),
    volatile=("@rules[].ModificationTime",),
    keyed={"@rules": ("FirewallDomainListId", "FirewallThreatProtectionId", "Qtype")},
    no_by_id="the call by id answers with another document than the list",
    events={
        "CreateFirewallRuleGroup": "responseElements.firewallRuleGroup.id",
        "DeleteFirewallRuleGroup": "requestParameters.firewallRuleGroupId",
        "CreateFirewallRule": "requestParameters.firewallRuleGroupId",
        "UpdateFirewallRule": "requestParameters.firewallRuleGroupId",
        "DeleteFirewallRule": "requestParameters.firewallRuleGroupId",
    },
)

RULE_GROUP_ASSOCIATION = Declaration(
    type="AWS::Route53Resolver::FirewallRuleGroupAssociation",
    kind="rule-group-association",
    service="route53resolver",
    doc=f"{_API}/API_route53resolver_FirewallRuleGroupAssociation.html",
    list=ListCall("ListFirewallRuleGroupAssociations", "FirewallRuleGroupAssociations"),
    id="{Arn}",
    native_id="Id",
    uid="Id",
    name="Name",
    tags=None,
    relations=(Rel("refers-to", "FirewallRuleGroupId"), Rel("applies-to", "VpcId")),
    volatile=("ModificationTime", "StatusMessage"),
    by_id=ById(
        operation="GetFirewallRuleGroupAssociation",
        params={"FirewallRuleGroupAssociationId": "=id"},
        items="FirewallRuleGroupAssociation",
        not_found=_GONE,
    ),
    events={
        "AssociateFirewallRuleGroup": "responseElements.firewallRuleGroupAssociation.id",
        "UpdateFirewallRuleGroupAssociation": "requestParameters.firewallRuleGroupAssociationId",
        "DisassociateFirewallRuleGroup": "requestParameters.firewallRuleGroupAssociationId",
    },
)

DOMAIN_LIST = Declaration(
    type="AWS::Route53Resolver::FirewallDomainList",
    kind="domain-list",
    service="route53resolver",
    doc=f"{_API}/API_route53resolver_FirewallDomainListMetadata.html",
    list=ListCall("ListFirewallDomainLists", "FirewallDomainLists"),
    id="{Arn}",
    native_id="Id",
    uid="Id",
    owner="ManagedOwnerName && 'aws' || split(Arn, ':')[4]",
    name="Name",
    tags=None,
    aspects=(
        Detail(
            aspect="domains",
            operation="ListFirewallDomains",
            params={"FirewallDomainListId": "=item.Id"},
            result="Domains",
            absent=_GONE,
            when="!ManagedOwnerName",
            doc=f"{_API}/API_route53resolver_ListFirewallDomains.html",
        ),
    ),
    keyed={"@domains": "set"},
    relations=(Rel("part-of", "FirewallRuleGroupId"),),
    volatile=("Status",),
    no_by_id="the call by id answers with another document than the list",
    events={
        "CreateFirewallDomainList": "responseElements.firewallDomainList.id",
        "UpdateFirewallDomains": "requestParameters.firewallDomainListId",
        "ImportFirewallDomains": "requestParameters.firewallDomainListId",
        "DeleteFirewallDomainList": "requestParameters.firewallDomainListId",
    },
)

QUERY_LOG = Declaration(
    type="AWS::Route53Resolver::ResolverQueryLoggingConfig",
    kind="query-log",
    service="route53resolver",
    doc=f"{_API}/API_route53resolver_ResolverQueryLogConfig.html",
    list=ListCall("ListResolverQueryLogConfigs", "ResolverQueryLogConfigs"),
    id="{Arn}",
    native_id="Id",
    uid="Id",
    owner="OwnerId",
    name="Name",
    tags=None,
    relations=(
        Rel(
            "logs-to",
            "[DestinationArn][?!contains(@, ':s3:::')] | [].split(@, ':*')[0]",
            by="arn",
        ),
        # The ARN of a bucket goes on with the prefix of the objects.
        Rel(
            "logs-to",
            "[DestinationArn][?contains(@, ':s3:::')] | [].split(@, '/')[0]",
            by="arn",
        ),
    ),
    volatile=("AssociationCount",),
    by_id=ById(
        operation="GetResolverQueryLogConfig",
        params={"ResolverQueryLogConfigId": "=id"},
        items="ResolverQueryLogConfig",
        not_found=_GONE,
    ),
    events={
        "CreateResolverQueryLogConfig": "responseElements.resolverQueryLogConfig.id",
        "DeleteResolverQueryLogConfig": "requestParameters.resolverQueryLogConfigId",
    },
)

QUERY_LOG_ASSOCIATION = Declaration(
    type="AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation",
    kind="query-log-association",
    service="route53resolver",
    doc=f"{_API}/API_route53resolver_ResolverQueryLogConfigAssociation.html",
    list=ListCall("ListResolverQueryLogConfigAssociations", "ResolverQueryLogConfigAssociations"),
    id=f"{_ARN}:resolver-query-log-config-association/{{Id}}",
    native_id="Id",
    uid="Id",
    name="Id",
    tags=None,
    relations=(Rel("refers-to", "ResolverQueryLogConfigId"), Rel("applies-to", "ResourceId")),
    by_id=ById(
        operation="GetResolverQueryLogConfigAssociation",
        params={"ResolverQueryLogConfigAssociationId": "=id"},
        items="ResolverQueryLogConfigAssociation",
        not_found=_GONE,
    ),
    events=dict.fromkeys(
        ("AssociateResolverQueryLogConfig", "DisassociateResolverQueryLogConfig"),
        "responseElements.resolverQueryLogConfigAssociation.id",
    ),
)

DECLARATIONS = (
    ENDPOINT,
    RULE,
    RULE_ASSOCIATION,
    RULE_GROUP,
    RULE_GROUP_ASSOCIATION,
    DOMAIN_LIST,
    QUERY_LOG,
    QUERY_LOG_ASSOCIATION,
)
