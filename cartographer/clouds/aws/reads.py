"""What the translator reads: types and aspects, and what an answer is worth without them.

The tests leave out each in turn, and the docs show the same table. It refuses to know how a type
is collected.
"""

from __future__ import annotations

from typing import NamedTuple

from cartographer.clouds.aws.estate import EC2

ELB = "AWS::ElasticLoadBalancingV2::"
NFW = "AWS::NetworkFirewall::"
CLASSIC = "AWS::ElasticLoadBalancing::LoadBalancer"
ASSOCIATION = "AWS::DirectConnect::DirectConnectGatewayAssociation"
TASK = "AWS::ECS::Task"
FILE_SYSTEM_TARGET = "AWS::EFS::MountTarget"
URL = "AWS::Lambda::Url"
REST_API = "AWS::ApiGateway::RestApi"
REST_RESOURCE = "AWS::ApiGateway::Resource"
API_DOMAIN = "AWS::ApiGateway::DomainName"
API = "AWS::ApiGatewayV2::Api"
API_ROUTE = "AWS::ApiGatewayV2::Route"
INTEGRATION = "AWS::ApiGatewayV2::Integration"
DISTRIBUTION = "AWS::CloudFront::Distribution"
VPC_ORIGIN = "AWS::CloudFront::VpcOrigin"
CLUSTER = "AWS::EKS::Cluster"
RUNNER = "AWS::AppRunner::Service"
SEARCH_DOMAIN = "AWS::OpenSearchService::Domain"
ACCELERATOR = "AWS::GlobalAccelerator::Accelerator"
ACCELERATOR_LISTENER = "AWS::GlobalAccelerator::Listener"
ACCELERATOR_GROUP = "AWS::GlobalAccelerator::EndpointGroup"
HAS_DOOR = (
    URL,
    REST_API,
    API,
    API_DOMAIN,
    DISTRIBUTION,
    CLUSTER,
    RUNNER,
    SEARCH_DOMAIN,
    ACCELERATOR,
)
"""Types of what is called by a door of its own, and not by interfaces."""
ZONE = "AWS::Route53::HostedZone"
RECORD = "AWS::Route53::RecordSet"
BLOCK_OFF = "vpc-block-public-access=off"
NO_DIRECT_CONNECT = "direct-connect=none"
UNREAD_NAMES = "unread-names=outside"
"""Nobody asked for all that may bear a name: one that nobody answers to is taken as outside."""
BALANCER_DEFAULTS = "load-balancer-attributes=default"
"""Aspects that nobody asked for: client addresses and zones are taken as they come."""


class Reading(NamedTuple):
    """One type that the translator reads."""

    type: str
    tells: str
    """What it tells an answer."""
    aspects: tuple[str, ...] = ()
    """Details beside the document."""
    assumes: str | None = None
    """Of a switch: what is assumed, and named, if nobody asked for it."""
    shows: bool = False
    """Whether it only makes an answer easier to read: no verdict hangs on it."""


READS: tuple[Reading, ...] = (
    Reading(f"{EC2}VPC", "ranges, mode of the block on public access"),
    Reading(f"{EC2}Subnet", "ranges, zone, mode of the block on public access"),
    Reading(f"{EC2}NetworkInterface", "addresses, groups, subnet, source/destination check"),
    Reading(f"{EC2}Instance", "whether it runs, address of a target"),
    Reading(f"{EC2}EIP", "carrier addresses, addresses that lead to nothing"),
    Reading(f"{EC2}SecurityGroup", "rules"),
    Reading(f"{EC2}SecurityGroupRule", "ids of rules", shows=True),
    Reading(f"{EC2}PrefixList", "prefixes of rules and routes", ("entries",)),
    Reading(f"{EC2}NetworkAcl", "entries, and for which subnets"),
    Reading(f"{EC2}RouteTable", "routes, and for which subnets and gateways"),
    Reading(f"{EC2}InternetGateway", "attachments"),
    Reading(f"{EC2}EgressOnlyInternetGateway", "attachments"),
    Reading(f"{EC2}CarrierGateway", "state"),
    Reading(f"{EC2}NatGateway", "interface, state"),
    Reading(
        f"{EC2}VPCBlockPublicAccessOptions",
        "mode of an account and region, where no VPC says it",
        assumes=BLOCK_OFF,
    ),
    Reading(f"{EC2}VPCBlockPublicAccessExclusion", "VPCs and subnets that the mode spares"),
    Reading(f"{EC2}VPCPeeringConnection", "the two VPCs, state"),
    Reading(f"{EC2}VPCEndpoint", "service, kind, state"),
    Reading(f"{EC2}VPCEndpointService", "the balancers behind it"),
    Reading(f"{NFW}Firewall", "endpoints, policy, state"),
    Reading(f"{NFW}VpcEndpointAssociation", "more endpoints of a firewall"),
    Reading(f"{NFW}FirewallPolicy", "groups of rules, default actions, order"),
    Reading(f"{NFW}RuleGroup", "rules of a firewall"),
    Reading(f"{EC2}VPNGateway", "attachments"),
    Reading(f"{EC2}VPNConnection", "static routes, tunnels"),
    Reading(ASSOCIATION, "whether Direct Connect ends at a gateway", assumes=NO_DIRECT_CONNECT),
    Reading(f"{EC2}TransitGateway", "whether group references pass"),
    Reading(f"{EC2}TransitGatewayAttachment", "association with a table, state, peer"),
    Reading(f"{EC2}TransitGatewayVpcAttachment", "subnets and zones, options"),
    Reading(f"{EC2}TransitGatewayPeeringAttachment", "state of a peering"),
    Reading(f"{EC2}TransitGatewayConnect", "what carries a Connect attachment"),
    Reading(
        f"{EC2}TransitGatewayRouteTable",
        "static and propagated routes",
        ("static-routes", "propagated-routes"),
    ),
    Reading(f"{EC2}TransitGatewayRouteTablePropagation", "who propagates, where routes do not say"),
    Reading(f"{ELB}LoadBalancer", "kind, scheme, zones", ("attributes",)),
    Reading(f"{ELB}Listener", "ports, target groups"),
    Reading(f"{ELB}ListenerRule", "more target groups of a listener, and for whom", shows=True),
    Reading(f"{ELB}TargetGroup", "targets, health, attributes", ("attributes", "target-health")),
    Reading(CLASSIC, "listeners, instances, health", ("attributes", "instance-health")),
    Reading(TASK, "interfaces of a service's tasks", shows=True),
    Reading(FILE_SYSTEM_TARGET, "interfaces of a file system", shows=True),
)
"""All that the translator reads, in the order in which the docs show it."""

DOORS: tuple[Reading, ...] = (
    Reading(URL, "URLs of functions"),
    Reading(REST_API, "REST APIs, whether they are private or their own endpoint is off"),
    Reading(REST_RESOURCE, "what their methods ask for and call"),
    Reading(API_DOMAIN, "domain names of APIs", ("mappings",)),
    Reading(API, "HTTP and WebSocket APIs, whether their own endpoint is off"),
    Reading(API_ROUTE, "what their routes ask for"),
    Reading(INTEGRATION, "what they call"),
    Reading(DISTRIBUTION, "distributions, their names and origins"),
    Reading(VPC_ORIGIN, "what stands for an origin in a VPC"),
    Reading(CLUSTER, "public endpoints of clusters, and for which ranges"),
    Reading(RUNNER, "App Runner services, whether they are public"),
    Reading(SEARCH_DOMAIN, "OpenSearch domains outside VPCs"),
    Reading(ACCELERATOR, "accelerators, their addresses"),
    Reading(ACCELERATOR_LISTENER, "what they take"),
    Reading(ACCELERATOR_GROUP, "their endpoints"),
    Reading(ZONE, "zones of names, and for which VPCs", ("networks",)),
    Reading(RECORD, "to what a name leads"),
)
"""What is read for managed endpoints and names, in the order in which the docs show it."""

# --- what would have to be read to know -------------------------------------------------------

Wanted = tuple[tuple[str, str | None], ...]
"""Types, and of some the aspect."""


def _types(*names: str) -> Wanted:
    return tuple((one, None) for one in names)


_GATEWAYS = tuple(
    f"{EC2}{one}"
    for one in (
        "InternetGateway",
        "EgressOnlyInternetGateway",
        "CarrierGateway",
        "NatGateway",
        "NetworkInterface",
        "TransitGateway",
        "VPCEndpoint",
        "VPCPeeringConnection",
        "VPNGateway",
    )
)
_ATTRIBUTES = ((f"{ELB}LoadBalancer", "attributes"), (f"{ELB}TargetGroup", "attributes"))
_LISTS = ((f"{EC2}PrefixList", "entries"),)

UNREAD: dict[str, Wanted] = {
    "addresses-not-seen": _types(f"{EC2}NetworkInterface"),
    "appliance": _types(
        f"{EC2}TransitGatewayConnect",
        f"{EC2}VPCEndpointService",
        f"{ELB}LoadBalancer",
        f"{ELB}Listener",
        f"{ELB}TargetGroup",
        f"{NFW}Firewall",
        f"{NFW}VpcEndpointAssociation",
    ),
    "attachment-not-seen": _types(
        f"{EC2}TransitGatewayAttachment", f"{EC2}TransitGatewayVpcAttachment"
    ),
    "block-public-access": _types(
        f"{EC2}VPCBlockPublicAccessOptions", f"{EC2}VPCBlockPublicAccessExclusion"
    ),
    "carrier-gateway-not-seen": _types(f"{EC2}CarrierGateway"),
    "client-address-not-seen": _ATTRIBUTES,
    "cross-zone-not-seen": _ATTRIBUTES,
    "door-not-seen": _types(*(one.type for one in DOORS if one.type not in {ZONE, RECORD})),
    "firewall-not-seen": _types(f"{NFW}Firewall"),
    "firewall-policy-not-seen": _types(f"{NFW}FirewallPolicy"),
    "firewall-rule-not-decided": _types(f"{NFW}RuleGroup"),
    "instance-not-seen": _types(f"{EC2}Instance"),
    "interface-not-seen": _types(f"{EC2}NetworkInterface"),
    "internet-gateway-not-seen": _types(f"{EC2}InternetGateway"),
    "listener-not-seen": _types(f"{ELB}Listener"),
    "load-balancer-attributes-not-seen": _ATTRIBUTES[:1],
    "load-balancer-not-seen": _types(f"{ELB}LoadBalancer", CLASSIC),
    "nat-gateway-interface-not-seen": _types(f"{EC2}NetworkInterface"),
    "name-not-seen": _types(ZONE, RECORD),
    "network-acl-not-seen": _types(f"{EC2}NetworkAcl"),
    "not-behind-gateway": _types(f"{EC2}VPNConnection", ASSOCIATION),
    "not-taken": _types(f"{EC2}VPCEndpoint", f"{EC2}VPCEndpointService"),
    "peer-not-seen": _types(f"{EC2}VPC", f"{EC2}TransitGatewayAttachment"),
    "private-source-unplaced": _types(
        f"{EC2}TransitGatewayVpcAttachment", f"{EC2}VPCPeeringConnection", f"{EC2}VPNGateway"
    ),
    "route-not-certain": _LISTS,
    "route-table-not-seen": _types(f"{EC2}RouteTable"),
    "record-not-seen": _types(RECORD),
    "security-group": (*_LISTS, *_types(f"{EC2}SecurityGroup")),
    "security-group-not-seen": _types(f"{EC2}SecurityGroup"),
    "service-not-seen": _types(f"{EC2}VPCEndpointService", f"{ELB}LoadBalancer"),
    "subnet-not-seen": _types(f"{EC2}Subnet"),
    "target-not-seen": _types(*_GATEWAYS),
    "targets-not-seen": (
        (f"{ELB}TargetGroup", "target-health"),
        *_types(f"{ELB}ListenerRule", f"{EC2}Instance"),
    ),
    "transit-propagation-not-seen": (
        (f"{EC2}TransitGatewayRouteTable", "propagated-routes"),
        *_types(f"{EC2}TransitGatewayRouteTablePropagation"),
    ),
    "transit-routes-not-seen": ((f"{EC2}TransitGatewayRouteTable", "static-routes"),),
    "transit-table-not-seen": _types(f"{EC2}TransitGatewayRouteTable"),
    "vpc-not-seen": _types(f"{EC2}VPC"),
    "vpn-connection-not-seen": _types(f"{EC2}VPNConnection"),
    "zone-network-not-seen": _types(f"{EC2}VPC"),
    "zone-not-seen": ((ZONE, None), (ZONE, "networks")),
}
"""Our reason, where it leaves an answer open -> what would have to be read to know."""
