"""Transit gateways where one of several ways is taken, and where they end at sites."""

import pytest

from tests.cartographer.clouds.aws.documents import row
from tests.cartographer.clouds.aws.estate import World
from tests.cartographer.clouds.aws.test_gotchas import transit

ANY = "0.0.0.0/0"


def inspected(*, appliance, zones=("a", "b")):
    """Return two VPCs of which each flow passes a firewall in a third, in two zones."""
    world = World()
    world.tgw()
    spokes = {"one": (0, zones[0]), "two": (1, zones[1])}
    for name, (net, zone) in spokes.items():
        world.vpc(name, f"10.{net}.0.0/16")
        world.subnet(name, f"10.{net}.1.0/24", zone)
        world.table(name, f"subnet-{name}", routes={ANY: "tgw-main"})
        world.eni(name, f"subnet-{name}", f"10.{net}.1.10")
        world.attach(name, "tgw-main", f"subnet-{name}", table="tgw-rtb-out")
    world.vpc("hub", "10.9.0.0/16")
    for zone, net in (("a", 1), ("b", 2)):
        world.subnet(f"in-{zone}", f"10.9.{net}.0/24", zone)
        world.subnet(f"fw-{zone}", f"10.9.1{net}.0/24", zone)
        world.table(f"fw-{zone}", f"subnet-fw-{zone}", routes={ANY: "tgw-main"})
    world.firewall("f", "subnet-fw-a", "subnet-fw-b")
    for number, zone in enumerate(("a", "b")):
        world.table(f"in-{zone}", f"subnet-in-{zone}", routes={ANY: f"vpce-f-{number}"})
    mode = "enable" if appliance else "disable"
    both = ("subnet-in-a", "subnet-in-b")
    world.attach("hub", "tgw-main", *both, table="tgw-rtb-back", ApplianceModeSupport=mode)
    world.transit_table("out", "tgw-main", {ANY: "tgw-attach-hub"})
    spokes_too = ("tgw-attach-one", "tgw-attach-two")
    world.transit_table("back", "tgw-main", propagates=spokes_too)
    return world


def test_in_appliance_mode_replies_meet_the_firewall_that_saw_the_request():
    """Whichever zone is chosen, it is kept for the flow: that is certain of each choice."""
    found = inspected(appliance=True).ask("eni-one", "eni-two", 22)
    assert found.verdict == "reachable"
    assert "default: aws:forward_to_sfe" in found.rules


def test_without_it_replies_from_another_zone_meet_another_firewall():
    """What comes from zone b stays there, where nobody knows the flow."""
    found = inspected(appliance=False).ask("eni-one", "eni-two", 22)
    assert (found.forward, found.verdict) == ("reachable", "blocked")
    assert found.back == {"reply-other-way"}
    near = inspected(appliance=False, zones=("a", "a"))
    assert near.ask("eni-one", "eni-two", 22).verdict == "reachable"


def test_in_appliance_mode_what_did_not_come_by_the_gateway_may_meet_any_zone():
    """Out from a machine beside the firewall, back by the gateway: one zone knows the flow."""
    world = inspected(appliance=True)
    world.subnet("side", "10.9.20.0/24", vpc="vpc-hub")
    world.table("side", "subnet-side", routes={"10.1.0.0/16": "vpce-f-0"})
    world.eni("side", "subnet-side", "10.9.20.10")
    for number, zone in enumerate(("a", "b")):
        world.also(f"rtb-in-{zone}", "10.9.20.0/24", f"vpce-f-{number}")
    found = world.ask("eni-side", "eni-two", 22)
    assert (found.forward, found.verdict) == ("reachable", "unknown")
    assert found.back == {"appliance-mode", "reply-other-way"}


def any_zone(denied=None):
    """Return a VPC in zone c and one attached in zones a and b, of which an ACL may shut one."""
    world = transit(zones=("a", "a"))
    world.vpc("far", "10.2.0.0/16")
    for zone, net in (("a", 1), ("b", 2)):
        world.subnet(f"far-{zone}", f"10.2.{net}.0/24", zone)
        routes = {"10.0.0.0/8": "tgw-main"}
        world.table(f"far-{zone}", f"subnet-far-{zone}", routes=routes)
    world.subnet("far", "10.2.3.0/24", "b")
    world.table("far", "subnet-far", routes={"10.0.0.0/8": "tgw-main"})
    world.eni("far", "subnet-far", "10.2.3.10")
    world.attach("far", "tgw-main", "subnet-far-a", "subnet-far-b", table="tgw-rtb-t")
    world.vpc("third", "10.3.0.0/16")
    world.subnet("third", "10.3.1.0/24", "c")
    world.table("third", "subnet-third", routes={"10.0.0.0/8": "tgw-main"})
    world.eni("third", "subnet-third", "10.3.1.10")
    world.attach("third", "tgw-main", "subnet-third", table="tgw-rtb-far")
    everybody = ("tgw-attach-far", "tgw-attach-third", "tgw-attach-one")
    world.transit_table("far", "tgw-main", propagates=everybody)
    world.transit_table("t", "tgw-main", propagates=everybody)
    if denied:
        rows = (row(1, out=True, action="deny"), row(1))
        world.acl("shut", f"subnet-far-{denied}", rows=rows)
    return world.ask("eni-third", "eni-far", 22)


def test_a_zone_without_a_subnet_comes_out_in_any_other():
    """Which one is chosen at random: certain is what all of them let pass."""
    assert any_zone().verdict == "reachable"
    found = any_zone(denied="a")
    assert (found.verdict, {"any-zone", "network-acl"} <= found.there) == ("unknown", True)


def test_equal_routes_are_certain_where_both_bring_the_packets():
    """A route with two attachments: one of them is taken."""
    both = "tgw-attach-two tgw-attach-two"
    assert transit(routes={"10.1.1.0/24": both}).ask("eni-one", "eni-two", 22).verdict == (
        "reachable"
    )
    found = transit(routes={"10.1.1.0/24": "tgw-attach-two tgw-attach-one"}).ask(
        "eni-one", "eni-two", 22
    )
    assert (found.verdict, "equal-routes" in found.there) == ("unknown", True)


def test_a_static_route_comes_before_one_of_a_prefix_list():
    """And that one before what is propagated."""
    world = transit(routes={"10.1.0.0/16": "tgw-attach-two", "pl-shut": None})
    world.prefix_list("shut", "10.1.0.0/16")
    assert world.ask("eni-one", "eni-two", 22).verdict == "reachable"
    world = transit(routes={"pl-shut": None})
    world.prefix_list("shut", "10.1.0.0/16")
    assert world.ask("eni-one", "eni-two", 22).there == {"blackhole-route"}


# --- sites ---------------------------------------------------------------------------------------


def site(kind, *, state="available", table="tgw-rtb-t", carrier=None):
    """Ask for an address behind an attachment that is no VPC's."""
    world = transit(routes={"192.168.0.0/16": "tgw-attach-site"})
    resource = world.vpn("v", "tgw-main") if kind == "vpn" else "res-1"
    world.attach_other("site", "tgw-main", resource, kind, table, state)
    if carrier:
        world.attach_other("below", "tgw-main", "res-2", carrier, None)
        world.carry("site", "tgw-attach-below")
    world.table("one", "subnet-one", routes={"192.168.0.0/16": "tgw-main"})
    return world


@pytest.mark.parametrize("kind", ["vpn", "direct-connect-gateway"])
def test_what_is_routed_to_a_site_gets_there_and_back(kind):
    """Up to the site all is known; replies come back by the table of its attachment."""
    assert site(kind).ask("eni-one", "192.168.1.1", 22).verdict == "reachable"
    assert site(kind).ask("eni-one", "192.169.1.1", 22).there == {"no-route"}
    found = site(kind, table=None).ask("eni-one", "192.168.1.1", 22)
    assert (found.verdict, found.back) == ("blocked", {"no-table-associated"})
    found = site(kind, state="pending").ask("eni-one", "192.168.1.1", 22)
    assert (found.verdict, found.latent, found.there) == ("blocked", True, {"attachment-pending"})


def test_a_connection_that_was_not_read_may_be_down():
    """Its tunnels say so, and nobody asked them."""
    world = site("vpn").without("AWS::EC2::VPNConnection")
    found = world.ask("eni-one", "192.168.1.1", 22)
    assert (found.verdict, found.there) == ("unknown", {"vpn-connection-not-seen"})


def test_replies_from_a_site_come_out_in_any_zone():
    """They came in at no zone of the VPC: each of its subnets must let them pass."""
    world = site("vpn")
    world.subnet("one-b", "10.0.3.0/24", "b")
    world.attach("wide", "tgw-main", "subnet-one-tgw", "subnet-one-b", table="tgw-rtb-t")
    assert world.ask("eni-one", "192.168.1.1", 22).verdict == "reachable"


def test_what_a_router_announces_by_a_vpn_is_unknown_unless_routes_are_read():
    """Of a propagation alone nobody knows the prefixes; the table's own routes say them."""
    world = transit()
    vpn = world.attach_other("vpn", "tgw-main", world.vpn("v", "tgw-main"), "vpn", "tgw-rtb-t")
    world.table("one", "subnet-one", routes={"192.168.0.0/16": "tgw-main"})
    world.transit_table("t", "tgw-main", propagates=("tgw-attach-one", vpn))
    assert world.ask("eni-one", "192.168.1.1", 22).there == {"transit-propagation-not-seen"}
    told = {"DestinationCidrBlock": "192.168.0.0/16", "State": "active", "Type": "propagated"}
    told["TransitGatewayAttachments"] = [{"TransitGatewayAttachmentId": vpn}]
    mine = {**told, "DestinationCidrBlock": "10.0.0.0/16"}
    mine["TransitGatewayAttachments"] = [{"TransitGatewayAttachmentId": "tgw-attach-one"}]
    world.transit_table("t", "tgw-main", propagated=[told, mine])
    assert world.ask("eni-one", "192.168.1.1", 22).verdict == "reachable"


@pytest.mark.parametrize(
    ("carrier", "verdict", "code"),
    [
        ("direct-connect-gateway", "reachable", None),
        ("vpc", "unknown", "appliance"),
        (None, "unknown", "appliance"),
    ],
)
def test_a_connect_attachment_ends_at_what_carries_it(carrier, verdict, code):
    """Over Direct Connect at a site; in a VPC at an appliance, and nobody knows what it does."""
    found = site("connect", carrier=carrier).ask("eni-one", "192.168.1.1", 22)
    assert (found.verdict, found.codes) == (verdict, {code} - {None})
