"""Each reason that another analyser of AWS can give: ours, shown; or why there is none.

Only the names of its codes stand here; its documentation says what they mean.
https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html
"""

import pytest

from tests.cartographer.clouds.aws.documents import ALL_ROWS, OTHER, REGION, row
from tests.cartographer.clouds.aws.estate import public
from tests.cartographer.clouds.aws.test_gotchas import facing, peered, transit, two_vpcs
from tests.cartographer.clouds.aws.test_transit import inspected

ANY = "0.0.0.0/0"
NAMES = """
BAD_STATE BAD_STATE_ATTACHMENT BAD_STATE_ROUTE BAD_STATE_VPN

CANNOT_ROUTE NO_ROUTE_TO_DESTINATION MORE_SPECIFIC_ROUTE HIGHER_PRIORITY_ROUTE
VPC_LOCAL_ROUTE_CIDR_RESTRICTION INGRESS_RTB_NO_PUBLIC_IP INGRESS_RTB_TRAFFIC_REDIRECTION
NO_POSSIBLE_DESTINATION UNKNOWN_DESTINATION

IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS
IGW_DESTINATION_ADDRESS_IN_VPC_CIDRS IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS
IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS IGW_SOURCE_ADDRESS_NOT_IN_RFC1918_INGRESS
IGW_SOURCE_ADDRESS_NOT_IN_RFC6598_INGRESS IGW_NAT_REFLECTION GATEWAY_REJECTS_SPOOFED_TRAFFIC

ENI_SG_RULES_MISMATCH SG_HAS_NO_RULES SG_REFERENCES_NOT_PRESERVED SG_REFERENCING_SUPPORT
UNKNOWN_PEERED_SGS SUBNET_ACL_RESTRICTION ENI_ADDRESS_RESTRICTION
ENI_SOURCE_DEST_CHECK_RESTRICTION PROTOCOL_RESTRICTION FIREWALL_RULES_RESTRICTION

ELB_ACL_RESTRICTION ELB_INSTALLED_AZ_RESTRICTION ELB_NOT_CROSSZONE ELB_LISTENER_PORT_RESTRICTION
ELB_LISTENERS_MISMATCH ELBV2_LISTENER_HAS_NO_TG ELBV2_LISTENER_PORT_RESTRICTION
ELBV2_LISTENER_REQUIRES_TG_ACCEPT ELBV2_LISTENERS_MISMATCH ELBV2_NO_TARGETS_IN_AZ
ELBV2_SOURCE_ADDRESS_PRESERVATION TARGET_ADDRESS_RESTRICTION TARGET_PORT_RESTRICTION
REMAP_EPHEMERAL_PORT GWLB_DESTINATION_PORT_RESTRICTION GWLB_PROTOCOL_RESTRICTION

NGW_REQUIRES_SOURCE_IN_VPC NGW_DEST_ADDRESS_PRESERVATION NGW_SOURCE_ADDRESS_REASSIGN
VGW_PRIVATE_IP_ASSOCIATION_FOR_EGRESS VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS
PCX_REQUIRES_ADDRESS_IN_VPC_CIDR

TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION TGW_ATTACH_VPC_AZ_RESTRICTION TGW_ROUTE_AZ_RESTRICTION
TGW_BAD_STATE_VPN TGW_RTB_BAD_STATE_ROUTE TGW_RTB_CANNOT_ROUTE TGW_RTB_HIGHER_PRIORITY_ROUTE
TGW_RTB_MORE_SPECIFIC_ROUTE TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT TGW_RTB_ROUTES_ARE_UNKNOWN

VPCE_GATEWAY_EGRESS_SOURCE_ADDRESS_RESTRICTION VPCE_GATEWAY_PROTOCOL_RESTRICTION
VPCE_SERVICE_NOT_INSTALLED_IN_AZ

COMPONENT_FILTER_RESTRICTION

ASSUMPTION_PRESERVE_CLIENT_IP_IS_DISABLED ASSUMPTION_PRESERVE_CLIENT_IP_IS_ENABLED
AVAILABILITY_ZONE_CROSSED FIREWALL_UNSUPPORTED_HIGHER_PRIORITY_RULE_GROUP_TYPE
FIREWALL_UNSUPPORTED_HIGHER_PRIORITY_RULES FIREWALL_UNSUPPORTED_RULE_OPTIONS
MISSING_TARGET_GROUP_ATTRIBUTES PATH_THROUGH_GWLB_NOT_CHECKED
RESPONSE_RTB_HAS_NO_ROUTE_TO_TRANSIT_GATEWAY TRANSIT_GATEWAY_APPLIANCE_MODE_RECOMMENDED
UNIDIRECTIONAL_PATH_ANALYSIS_ONLY
""".split()  # noqa: SIM905  a list of words is read more easily as words
"""The names of its codes: of blocked paths, and of additional details."""

SHOWN = {}
"""Code -> our reason, and a case that gives it."""


def shows(reason, *names):
    """Say that a case shows our reason for codes."""

    def keep(case):
        SHOWN.update(dict.fromkeys(names, (reason, case)))
        return case

    return keep


# --- states -----------------------------------------------------------------------------------


@shows("instance-stopped", "BAD_STATE")
def _stopped():
    world = public()
    world.eni("old", "subnet-public", "10.0.1.50", public="52.0.0.50", instance="stopped")
    return world.ask("internet", "eni-old", 22)


@shows("attachment-pendingAcceptance", "BAD_STATE_ATTACHMENT")
def _pending():
    world = transit()
    for type_ in ("TransitGatewayAttachment", "TransitGatewayVpcAttachment"):
        for one in world.of(f"AWS::EC2::{type_}"):
            one["State"] = "pendingAcceptance"
    return world.ask("eni-one", "eni-two", 22)


@shows("blackhole-route", "BAD_STATE_ROUTE", "MORE_SPECIFIC_ROUTE", "CANNOT_ROUTE")
def _narrower():
    world = peered()
    world.table("one", "subnet-one", routes={"10.1.0.0/16": "pcx-p", "10.1.1.0/24": "!pcx-p"})
    return world.ask("eni-one", "eni-two", 80)


@shows("blackhole-route", "HIGHER_PRIORITY_ROUTE")
def _static_first():
    world = peered()
    world.vgw(vpc="vpc-one")
    static, learned = {"10.1.0.0/16": "!pcx-p"}, {"10.1.0.0/16": "vgw-main"}
    world.table("one", "subnet-one", routes=static, learned=learned)
    return world.ask("eni-one", "eni-two", 80)


@shows("vpn-down", "BAD_STATE_VPN")
def _tunnels_down():
    world = public()
    world.vgw()
    world.vpn("v", "vgw-main", "192.168.1.0/24", tunnels=("DOWN", "DOWN"))
    world.table("public", "subnet-public", routes={"192.168.0.0/16": "vgw-main"})
    return world.ask("eni-web", "192.168.1.1", 22)


# --- routes -----------------------------------------------------------------------------------


@shows("no-route", "NO_ROUTE_TO_DESTINATION", "VPC_LOCAL_ROUTE_CIDR_RESTRICTION")
def _no_route():
    return two_vpcs().ask("eni-one", "10.1.1.10", 80)


@shows("peer-not-seen", "NO_POSSIBLE_DESTINATION")
def _unknown_peer():
    return peered(seen=False).ask("eni-one", "10.1.1.10", 80)


@shows("route-target-not-modelled", "UNKNOWN_DESTINATION")
def _local_gateway():
    world = public()
    world.table("public", "subnet-public", routes={"192.168.0.0/16": "lgw-main"})
    return world.ask("eni-web", "192.168.1.1", 22)


# --- internet gateways --------------------------------------------------------------------------


@shows("address-not-in-use", "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS")
def _idle():
    world = public()
    world.eip("52.0.0.99")
    return world.ask("internet", "52.0.0.99", 22)


@shows("no-outside-address", "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS")
def _no_public_address():
    world = public()
    world.eni("inner", "subnet-public", "10.0.1.50")
    return world.ask("eni-inner", "8.8.8.8", 443)


@shows("not-carried-by-gateway", "IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS")
def _to_private():
    return public().ask("eni-web", "192.168.5.5", 443)


@shows("not-carried-by-gateway", "IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS")
def _to_shared():
    return public().ask("eni-web", "100.64.0.5", 443)


@shows(
    "private-source-unplaced",
    "IGW_SOURCE_ADDRESS_NOT_IN_RFC1918_INGRESS",
    "IGW_SOURCE_ADDRESS_NOT_IN_RFC6598_INGRESS",
)
def _from_private():
    return public().ask("100.64.9.9", "52.0.0.10", 22)


@shows("not-carried-by-gateway", "GATEWAY_REJECTS_SPOOFED_TRAFFIC")
def _spoofed():
    return public().ask("2a05:d014:0:2::99", "2a05:d014:0:1::10", 22)


# --- groups and ACLs --------------------------------------------------------------------------


def _wearing(*rules):
    world = public()
    world.group("some", *rules)
    world.wear("eni-web", "sg-some")
    return world.ask("internet", "eni-web", 22)


@shows("security-group", "ENI_SG_RULES_MISMATCH")
def _other_port():
    return _wearing(("tcp", 80, ANY))


@shows("security-group", "SG_HAS_NO_RULES")
def _no_rules():
    found = _wearing()
    assert {one.rule for one in found.finding.reasons} == {"no rule"}
    return found


@shows("security-group", "SG_REFERENCES_NOT_PRESERVED", "ELBV2_SOURCE_ADDRESS_PRESERVATION")
def _reference_by_balancer():
    world = public()
    facing(world)
    world.group("target", ("tcp", 80, "sg-open"), ("tcp", 80, "10.0.1.20/32"))
    world.wear("eni-db", "sg-target")
    return world.ask("eni-web", "10.0.1.20", 80)


@shows("security-group", "SG_REFERENCING_SUPPORT")
def _reference_by_transit():
    world = transit()
    world.of("AWS::EC2::TransitGateway")[0]["Options"] = {}
    world.group("in", ("tcp", 22, "sg-open"))
    world.wear("eni-two", "sg-in")
    return world.ask("eni-one", "eni-two", 22)


@shows("security-group", "UNKNOWN_PEERED_SGS")
def _unread_group():
    world = peered(seen=False)
    world.group("out", outward=(("tcp", 80, "sg-theirs"),), vpc="vpc-one")
    (rule,) = world.of("AWS::EC2::SecurityGroup")[-1]["IpPermissionsEgress"]
    world.wear("eni-one", "sg-out")
    assert world.ask("eni-one", "10.1.1.10", 80).verdict == "blocked"
    rule["UserIdGroupPairs"][0]["UserId"] = OTHER
    world.changed()
    found = world.ask("eni-one", "10.1.1.10", 80)
    assert found.verdict == "unknown"
    return found


@shows("network-acl", "SUBNET_ACL_RESTRICTION")
def _acl():
    world = public()
    world.acl("shut", "subnet-public", rows=())
    return world.ask("internet", "eni-web", 22)


@shows("source-destination-check", "ENI_SOURCE_DEST_CHECK_RESTRICTION")
def _check():
    world = public()
    world.eni("appliance", "subnet-public", "10.0.1.60")
    world.table("private", "subnet-private", routes={ANY: "eni-appliance"})
    return world.ask("eni-db", "8.8.8.8", 443)


@shows("protocol-not-translated", "PROTOCOL_RESTRICTION")
def _gre():
    return public().ask("eni-db", "8.8.8.8", proto=47)


# --- load balancers -----------------------------------------------------------------------------


@shows("network-acl", "ELB_ACL_RESTRICTION")
def _classic_acl():
    world = public()
    world.classic("elb", ("subnet-private", "10.0.2.22"), instances=("i-db",))
    rows = (row(90, "deny", "10.0.2.10/32", out=True), *ALL_ROWS)
    world.acl("private", "subnet-private", rows=rows)
    world.eni("near", "subnet-private", "10.0.2.23")
    assert world.ask("eni-near", "eni-db", 80).verdict == "reachable"
    return world.ask("eni-elb-0", "eni-db", 80)


def _zones(crosses):
    world = public()
    world.subnet("b", "10.0.3.0/24", "b")
    world.eni("far", "subnet-b", "10.0.3.10")
    nodes = [("subnet-public", "10.0.1.20", "52.0.0.20")]
    nodes += [] if crosses == "true" else [("subnet-b", "10.0.3.20")]
    cross = {"load_balancing.cross_zone.enabled": crosses}
    lb = world.balancer("lb", *nodes, attributes=cross)
    world.listener(lb, 80, world.targets("tg", "i-far"))
    return world.ask("internet", "eni-lb-0", 80)


@shows("no-target-in-zone", "ELB_INSTALLED_AZ_RESTRICTION")
def _zone_not_served():
    return _zones("true")


@shows("no-target-in-zone", "ELB_NOT_CROSSZONE", "ELBV2_NO_TARGETS_IN_AZ")
def _not_across():
    return _zones("false")


@shows("no-listener", "ELB_LISTENER_PORT_RESTRICTION", "ELB_LISTENERS_MISMATCH")
def _classic_port():
    world = public()
    world.classic("elb", ("subnet-public", "10.0.1.22", "52.0.0.22"), instances=("i-db",))
    assert world.ask("internet", "eni-elb-0", 80).verdict == "reachable"
    return world.ask("internet", "eni-elb-0", 81)


@shows("no-listener", "ELBV2_LISTENER_PORT_RESTRICTION", "ELBV2_LISTENERS_MISMATCH")
def _other_protocol():
    world = public()
    facing(world)
    return world.ask("internet", "eni-lb-0", 80, proto="udp")


@shows("no-target", "ELBV2_LISTENER_HAS_NO_TG")
def _no_targets():
    world = public()
    lb = world.balancer("lb", ("subnet-public", "10.0.1.20", "52.0.0.20"))
    world.listener(lb, 80, world.targets("tg"))
    return world.ask("internet", "eni-lb-0", 80)


@shows("target-draining", "ELBV2_LISTENER_REQUIRES_TG_ACCEPT")
def _draining():
    world = public()
    lb = world.balancer("lb", ("subnet-public", "10.0.1.20", "52.0.0.20"))
    world.listener(lb, 80, world.targets("tg", ("i-db", "draining")))
    return world.ask("internet", "eni-lb-0", 80)


@shows("network-acl", "REMAP_EPHEMERAL_PORT")
def _remapped():
    world = public()
    low = (row(100, proto="tcp", ports=(1, 1023)), row(101, peer="10.0.0.0/16"), row(100, out=True))
    world.acl("low", "subnet-public", rows=low)
    return world.ask("eni-db", "8.8.8.8", 443, source_port=1000)


@shows("load-balancer-attributes=default", "ASSUMPTION_PRESERVE_CLIENT_IP_IS_DISABLED")
def _assumed_off():
    world = public()
    facing(world, kind="ip")
    return world.without_aspect(GROUP, "attributes", "not-asked").ask("internet", "eni-lb-0", 80)


@shows("load-balancer-attributes=default", "ASSUMPTION_PRESERVE_CLIENT_IP_IS_ENABLED")
def _assumed_on():
    world = public()
    facing(world)
    return world.without_aspect(GROUP, "attributes", "not-asked").ask("internet", "eni-lb-0", 80)


@shows("client-address-not-seen", "MISSING_TARGET_GROUP_ATTRIBUTES")
def _not_read():
    world = public()
    facing(world)
    found = world.without_aspect(GROUP, "attributes").ask("internet", "eni-lb-0", 80)
    assert found.verdict == "unknown"
    return found


# --- between networks ---------------------------------------------------------------------------


@shows("beyond-the-peer", "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR", "NGW_REQUIRES_SOURCE_IN_VPC")
def _edge_to_edge():
    world = peered()
    world.igw(vpc="vpc-two")
    world.nat("two", "subnet-two", "10.1.1.5", "52.0.0.9")
    world.table("one", "subnet-one", routes={ANY: "pcx-p"})
    return world.ask("eni-one", "8.8.8.8", 443)


@shows("no-table-associated", "TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION")
def _not_associated():
    return transit(associated=None).ask("eni-one", "eni-two", 22)


@shows("no-attachment-in-zone", "TGW_ATTACH_VPC_AZ_RESTRICTION")
def _no_zone_there():
    return transit(zones=("b", "a")).ask("eni-one", "eni-two", 22)


@shows("no-attachment-in-zone", "TGW_ROUTE_AZ_RESTRICTION")
def _no_zone_back():
    found = transit(zones=("a", "b")).ask("eni-one", "eni-two", 22)
    assert found.there == set()
    return found


@shows("blackhole-route", "TGW_RTB_BAD_STATE_ROUTE", "TGW_RTB_MORE_SPECIFIC_ROUTE")
def _transit_blackhole():
    return transit(routes={"10.1.1.0/24": None}).ask("eni-one", "eni-two", 22)


@shows("blackhole-route", "TGW_RTB_HIGHER_PRIORITY_ROUTE")
def _transit_static_first():
    return transit(routes={"10.1.0.0/16": None}).ask("eni-one", "eni-two", 22)


@shows("no-route", "TGW_RTB_CANNOT_ROUTE", "TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT")
def _transit_no_route():
    return transit(propagates=("tgw-attach-one",)).ask("eni-one", "eni-two", 22)


@shows("transit-routes-not-seen", "TGW_RTB_ROUTES_ARE_UNKNOWN")
def _transit_unread():
    world = transit().without_aspect("AWS::EC2::TransitGatewayRouteTable", "static-routes")
    return world.ask("eni-one", "eni-two", 22)


@shows("vpn-down", "TGW_BAD_STATE_VPN")
def _transit_vpn():
    world = transit(routes={"192.168.0.0/16": "tgw-attach-vpn"})
    vpn = world.vpn("v", "tgw-main", tunnels=("DOWN", "DOWN"))
    world.attach_other("vpn", "tgw-main", vpn, "vpn", "tgw-rtb-t")
    world.table("one", "subnet-one", routes={"192.168.0.0/16": "tgw-main"})
    found = world.ask("eni-one", "192.168.1.1", 22)
    assert (found.verdict, found.latent) == ("blocked", True)
    return found


@shows("reply-other-way", "TRANSIT_GATEWAY_APPLIANCE_MODE_RECOMMENDED")
def _no_appliance_mode():
    return inspected(appliance=False).ask("eni-one", "eni-two", 22)


@shows("no-route", "RESPONSE_RTB_HAS_NO_ROUTE_TO_TRANSIT_GATEWAY")
def _no_way_back():
    world = transit()
    world.table("bare", "subnet-two")
    found = world.ask("eni-one", "eni-two", 22)
    assert found.there == set()
    return found


# --- endpoints and appliances -------------------------------------------------------------------


def _with_endpoint(world, vpc):
    world.prefix_list("s3", "52.94.0.0/16", called=f"com.amazonaws.{REGION}.s3")
    return world.gateway_endpoint("s3", vpc=vpc)


@shows("not-carried-by-endpoint", "VPCE_GATEWAY_EGRESS_SOURCE_ADDRESS_RESTRICTION")
def _endpoint_of_another():
    world = transit(routes={ANY: "tgw-attach-two"})
    endpoint = _with_endpoint(world, "vpc-two")
    world.table("one", "subnet-one", routes={ANY: "tgw-main"})
    world.table("two-tgw", "subnet-two-tgw", routes={"pl-s3": endpoint})
    return world.ask("eni-one", "52.94.0.1", 443)


@shows("not-carried-by-endpoint", "VPCE_GATEWAY_PROTOCOL_RESTRICTION")
def _endpoint_udp():
    world = public()
    endpoint = _with_endpoint(world, "vpc-main")
    world.table("public", "subnet-public", routes={"pl-s3": endpoint})
    assert world.ask("eni-web", "52.94.0.1", 443).verdict == "reachable"
    return world.ask("eni-web", "52.94.0.1", 443, proto="udp")


@shows("appliance", "PATH_THROUGH_GWLB_NOT_CHECKED", "INGRESS_RTB_TRAFFIC_REDIRECTION")
def _appliance():
    world = public()
    world.subnet("inspect", "10.0.9.0/24")
    world.eni("appliance", "subnet-inspect", "10.0.9.10", check=False)
    world.table("edge", edge="igw-main", routes={"10.0.1.0/24": "eni-appliance"})
    return world.ask("internet", "eni-web", 22)


def _behind_firewall(**policy):
    """Return what is found for a way in that a firewall stands in."""
    world = public()
    world.subnet("fw", "10.0.9.0/24")
    world.table("fw", "subnet-fw", routes={ANY: "igw-main"})
    groups = [world.stateful(name, **rules) for name, rules in policy.pop("groups", {}).items()]
    made = world.firewall_policy("p", stateful=groups, **policy)
    endpoint = world.firewall("f", "subnet-fw", policy=made)
    world.table("edge", edge="igw-main", routes={"10.0.1.0/24": endpoint})
    world.table("public", "subnet-public", routes={ANY: endpoint})
    return world.ask("internet", "eni-web", 22)


@shows("network-firewall", "FIREWALL_RULES_RESTRICTION")
def _firewall_drops():
    found = _behind_firewall(default="aws:drop")
    assert found.verdict == "blocked"
    return found


@shows(
    "firewall-rule-not-decided",
    "FIREWALL_UNSUPPORTED_HIGHER_PRIORITY_RULE_GROUP_TYPE",
    "FIREWALL_UNSUPPORTED_HIGHER_PRIORITY_RULES",
    "FIREWALL_UNSUPPORTED_RULE_OPTIONS",
)
def _firewall_options():
    looks_in = "drop tcp any any -> any any (content:x; sid:1;)"
    groups = {"a": {"text": looks_in}, "b": {"rules": [("PASS", "TCP", "ANY ANY -> ANY ANY")]}}
    found = _behind_firewall(groups=groups, strict=())
    assert found.verdict == "unknown"
    return found


GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"
_GATEWAY = "what a gateway balancer sends to its targets is no flow of its own: not followed"
NONE = {
    "INGRESS_RTB_NO_PUBLIC_IP": "what an appliance does is unknown, whatever its addresses",
    "IGW_DESTINATION_ADDRESS_IN_VPC_CIDRS": (
        "cannot occur: a gateway translates to addresses of its own VPC's interfaces only"
    ),
    "IGW_NAT_REFLECTION": "cannot occur: out by a gateway and in again is followed as one way",
    "ENI_ADDRESS_RESTRICTION": "cannot occur: packets bear the addresses of who sends them",
    "TARGET_ADDRESS_RESTRICTION": "cannot occur: a balancer sends to its targets alone",
    "TARGET_PORT_RESTRICTION": "cannot occur: a balancer sends to its targets' ports alone",
    "GWLB_DESTINATION_PORT_RESTRICTION": _GATEWAY,
    "GWLB_PROTOCOL_RESTRICTION": _GATEWAY,
    "NGW_DEST_ADDRESS_PRESERVATION": "no barrier: the hop `mask` shows what is translated",
    "NGW_SOURCE_ADDRESS_REASSIGN": "no barrier: the hop `mask` shows what is translated",
    "VGW_PRIVATE_IP_ASSOCIATION_FOR_EGRESS": (
        "cannot occur: what comes to a gateway bears the private address of an interface"
    ),
    "VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS": "a question cannot begin at a site yet",
    "VPCE_SERVICE_NOT_INSTALLED_IN_AZ": (
        "cannot occur: an endpoint has interfaces only where its service is"
    ),
    "COMPONENT_FILTER_RESTRICTION": "questions have no filter of ways",
    "AVAILABILITY_ZONE_CROSSED": "a matter of cost, and of no verdict",
    "UNIDIRECTIONAL_PATH_ANALYSIS_ONLY": "cannot occur: both ways are always followed",
}
"""Code -> why we give no such reason."""


def test_every_code_is_shown_or_has_its_reason():
    """No code is left out, none is in both tables, and none is made up."""
    assert len(NAMES) == len(set(NAMES)) == 79
    assert SHOWN.keys() | NONE.keys() == set(NAMES)
    assert not SHOWN.keys() & NONE.keys()


@pytest.mark.parametrize("code", SHOWN)
def test_a_code_has_a_reason_of_ours(code):
    """The case is not reachable, or leans on what is named, and our reason says why."""
    reason, case = SHOWN[code]
    found = case()
    assert reason in (found.codes | set(found.assumes))
    assert found.verdict != "reachable" or found.assumes
