"""What tools that look at one rule at a time get wrong: a case that fires, and a near miss.

The numbers are rows of the list of gotchas. Rows 21 to 24, about managed endpoints outside any VPC,
are in test_doors.py. Rows about data that is public without a network are not modelled yet:

====  =======================================================
row   what it is about
====  =======================================================
20    public buckets, and the blocks of account and bucket
25    shared snapshots and images, public registries, queues
====  =======================================================
"""

import pytest

from tests.cartographer.clouds.aws.documents import ALL_ROWS, EVERYBODY, row
from tests.cartographer.clouds.aws.estate import World, public

ANY = "0.0.0.0/0"


@pytest.fixture
def world():
    return public()


# --- 1 to 4: routes back, and ACLs ----------------------------------------------------------


@pytest.mark.parametrize("target", [None, "nat-main", "tgw-main"])
def test_row_1_a_public_address_without_a_route_to_the_gateway_is_closed(world, target):
    """The request comes in by the internet gateway, and the reply leaves by another way."""
    world.tgw()
    world.subnet("odd", "10.0.3.0/24")
    world.attach("odd", "tgw-main", "subnet-odd", table=world.transit_table("t", "tgw-main"))
    world.table("odd", "subnet-odd", routes={ANY: target} if target else {})
    world.eni("odd", "subnet-odd", "10.0.3.10", public="52.0.0.30")
    found = world.ask("internet", "eni-odd", 22)
    assert (found.verdict, found.forward) == ("blocked", "reachable")
    assert found.back & {"no-route", "reply-other-way", "no-table-associated"}


def test_row_1_near_miss_with_the_route_it_is_open(world):
    """The same interface where its subnet's table leads to the internet gateway."""
    assert world.ask("internet", "eni-web", 22).verdict == "reachable"


@pytest.mark.parametrize(
    ("rows", "side"),
    [
        ((row(90, "deny", ANY), *ALL_ROWS), "there"),
        ((*ALL_ROWS, row(90, "deny", ANY, out=True)), "back"),
        ((row(100), row(100, proto="udp", out=True)), "back"),
    ],
)
def test_row_2_an_acl_is_stateless_and_the_lowest_number_wins(world, rows, side):
    """What the group lets in the ACL may still drop, on the way there or back."""
    world.acl("tight", "subnet-public", rows=rows)
    found = world.ask("internet", "eni-web", 22)
    assert found.verdict == "blocked"
    assert "network-acl" in getattr(found, side)


def test_row_2_near_miss_a_later_deny_never_counts(world):
    """The first rule that matches ends the look-up, wherever it stands in the document."""
    world.acl("late", "subnet-public", rows=(row(200, "deny"), *ALL_ROWS))
    assert world.ask("internet", "eni-web", 22).verdict == "reachable"


def test_row_3_an_acl_does_not_look_inside_its_subnet(world):
    """Two interfaces of one subnet talk whatever its ACL says."""
    world.acl("shut", "subnet-private", rows=())
    world.eni("db2", "subnet-private", "10.0.2.11")
    assert world.ask("eni-db", "eni-db2", 5432).verdict == "reachable"


def test_row_3_near_miss_from_another_subnet_it_does(world):
    """The same ACL stops what comes across its subnet's edge."""
    world.acl("shut", "subnet-private", rows=())
    assert world.ask("eni-web", "eni-db", 5432).there == {"network-acl"}


def test_row_4_an_acl_that_admits_some_ephemeral_ports_admits_some_clients(world):
    """The answer names the source ports that surely work, not a mere yes."""
    rows = (row(100), row(100, proto="tcp", ports=(32768, 65535), out=True))
    world.acl("ports", "subnet-public", rows=rows)
    found = world.ask("internet", "eni-web", 22)
    assert found.verdict == "reachable"
    assert {one.source_ports for one in found.finding.certain} == {((32768, 65535),)}


@pytest.mark.parametrize(("port", "verdict"), [(40000, "reachable"), (20000, "blocked")])
def test_row_4_near_miss_one_client_port_is_open_or_not(world, port, verdict):
    """A client that is asked about by its port gets an answer for that port."""
    rows = (row(100), row(100, proto="tcp", ports=(32768, 65535), out=True))
    world.acl("ports", "subnet-public", rows=rows)
    assert world.ask("internet", "eni-web", 22, source_port=port).verdict == verdict


def test_row_4_a_translator_remaps_client_ports(world):
    """Behind a NAT gateway replies come to 1024 to 65535, which its subnet's ACL must admit."""
    low = (row(100, proto="tcp", ports=(1, 1023)), row(100, out=True))
    world.acl("low", "subnet-public", rows=low)
    assert "network-acl" in world.ask("eni-db", "8.8.8.8", 443).back
    high = (row(100, peer="10.0.0.0/16"), row(110, proto="tcp", ports=(1024, 65535)))
    world.acl("high", "subnet-public", rows=(*high, row(100, out=True)))
    assert world.ask("eni-db", "8.8.8.8", 443, source_port=1000).verdict == "reachable"


# --- 5 and 6: references to groups ------------------------------------------------------------


def friends(world, source="eni-web", **more):
    """Let a group into eni-db, and nobody else, and give eni-web that group."""
    world.group("friends", outward=EVERYBODY)
    world.group("servers", ("tcp", 22, "sg-friends"))
    world.wear("eni-web", "sg-friends")
    world.wear("eni-db", "sg-servers")
    return world.ask(source, "eni-db", 22, **more)


def test_row_5_a_reference_holds_for_who_bears_the_group(world):
    """In one VPC the group of the sender counts, and of nobody else."""
    world.eni("stranger", "subnet-public", "10.0.1.11")
    assert friends(world).verdict == "reachable"
    assert world.ask("eni-stranger", "eni-db", 22).there == {"security-group"}


def two_vpcs():
    """Return an estate of two VPCs with a machine each: the second one lets in sg-friends."""
    world = World()
    world.vpc("one", "10.0.0.0/16")
    world.subnet("one", "10.0.1.0/24")
    world.group("friends", outward=EVERYBODY)
    world.eni("one", "subnet-one", "10.0.1.10", groups=("sg-friends",))
    world.vpc("two", "10.1.0.0/16")
    world.subnet("two", "10.1.1.0/24")
    world.group("servers", ("tcp", 22, "sg-friends"), ("tcp", 80, "10.0.0.0/16"))
    world.eni("two", "subnet-two", "10.1.1.10", groups=("sg-servers",))
    return world


def peered(status="active", **more):
    """Return the two VPCs with a peering and routes both ways."""
    world = two_vpcs()
    pcx = world.peering("p", "vpc-one", "vpc-two", status, **more)
    world.table("one", "subnet-one", routes={"10.1.0.0/16": pcx})
    world.table("two", "subnet-two", routes={"10.0.0.0/16": pcx})
    return world


def test_row_5_a_reference_holds_across_an_active_peering():
    """The peer's group counts, and so do its addresses."""
    world = peered()
    assert world.ask("eni-one", "eni-two", 22).verdict == "reachable"
    assert world.ask("eni-one", "eni-two", 80).verdict == "reachable"


@pytest.mark.parametrize(
    ("gateway", "attachment", "verdict"),
    [
        ("enable", "enable", "reachable"),
        ("disable", "enable", "blocked"),
        ("enable", "disable", "blocked"),
    ],
)
def test_row_5_across_a_transit_gateway_only_if_it_is_on(gateway, attachment, verdict):
    """Gateway and attachments must support it; addresses count in any case."""
    world = two_vpcs()
    world.tgw(references=gateway)
    for vpc in ("one", "two"):
        world.attach(vpc, "tgw-main", f"subnet-{vpc}", table="tgw-rtb-t", references=attachment)
    world.transit_table("t", "tgw-main", propagates=("tgw-attach-one", "tgw-attach-two"))
    world.table("one", "subnet-one", routes={"10.1.0.0/16": "tgw-main"})
    world.table("two", "subnet-two", routes={"10.0.0.0/16": "tgw-main"})
    assert world.ask("eni-one", "eni-two", 22).verdict == verdict
    assert world.ask("eni-one", "eni-two", 80).verdict == "reachable"


def test_row_5_a_reference_is_lost_behind_a_balancer_without_groups(world):
    """The balancer keeps the client's address, and its group no longer counts."""
    found = friends(world)
    assert found.verdict == "reachable"
    lb = world.balancer("lb", ("subnet-private", "10.0.2.20"))
    world.listener(lb, 22, world.targets("tg", "i-db", port=22))
    assert "security-group" in world.ask("eni-web", "eni-lb-0", 22).there
    other = world.group("lb")
    world.group("servers2", ("tcp", 22, other))
    world.wear("eni-db", "sg-servers2")
    world.group("in", ("tcp", 22, ANY), outward=EVERYBODY)
    own = world.balancer("own", ("subnet-private", "10.0.2.21"), groups=("sg-in", other))
    world.listener(own, 22, world.targets("tg2", "i-db", port=22))
    assert world.ask("eni-web", "eni-own-0", 22).verdict == "reachable"


def test_row_5_near_miss_a_rule_by_addresses_needs_no_reference(world):
    """Behind the same balancer the client's address still counts: it is kept, its group is not."""
    lb = world.balancer("lb", ("subnet-private", "10.0.2.20"))
    world.listener(lb, 22, world.targets("tg", "i-db", port=22))
    world.group("servers", ("tcp", 22, "10.0.1.10/32"))
    world.wear("eni-db", "sg-servers")
    assert world.ask("eni-web", "eni-lb-0", 22).verdict == "reachable"


def test_row_6_by_the_public_address_a_friend_is_a_stranger(world):
    """A hairpin by the internet gateway arrives from a public address, without a group."""
    world.eni("web2", "subnet-public", "10.0.1.11", public="52.0.0.11", groups=("sg-servers",))
    assert friends(world).verdict == "reachable"
    assert world.ask("eni-web", "52.0.0.11", 22).there == {"security-group"}


def test_row_6_near_miss_by_the_private_address_it_is_a_friend(world):
    """The same two interfaces within the VPC; or a rule that names the public source."""
    world.eni("web2", "subnet-public", "10.0.1.11", public="52.0.0.11", groups=("sg-servers",))
    friends(world)
    assert world.ask("eni-web", "eni-web2", 22).verdict == "reachable"
    world.group("outer", ("tcp", 22, "52.0.0.10/32"))
    world.wear("eni-web2", "sg-outer")
    assert world.ask("eni-web", "52.0.0.11", 22).verdict == "reachable"


# --- 7 to 11: load balancers --------------------------------------------------------------------


def facing(world, *, groups=(), subnet="subnet-public", ip="10.0.1.20", kind="instance", **more):
    """Add an internet-facing network balancer that hands port 80 on to eni-db."""
    attributes = more.pop("attributes", None)
    lb = world.balancer("lb", (subnet, ip, "52.0.0.20"), groups=groups, **more)
    target = "i-db" if kind == "instance" else "10.0.2.10"
    group = world.targets("tg", target, kind=kind, attributes=attributes)
    world.listener(lb, 80, group)
    return lb


def test_row_7_a_network_balancer_without_groups_takes_from_everybody(world):
    """No group is no filter: what decides is what stands before the target."""
    facing(world)
    assert world.ask("internet", "eni-lb-0", 80).verdict == "reachable"
    assert world.ask("internet", "eni-lb-0", 81).there == {"no-listener"}


def test_row_7_near_miss_with_groups_these_decide(world):
    """A balancer with a group that admits others only is shut."""
    world.group("office", ("tcp", 80, "9.9.9.0/24"), outward=EVERYBODY)
    facing(world, groups=("sg-office",))
    assert world.ask("8.8.8.8", "eni-lb-0", 80).there == {"security-group"}
    assert world.ask("9.9.9.9", "eni-lb-0", 80).verdict == "reachable"


@pytest.mark.parametrize(
    ("kind", "attributes", "seen"),
    [
        ("instance", {}, "client"),
        ("ip", {}, "balancer"),
        ("instance", {"preserve_client_ip.enabled": "false"}, "balancer"),
        ("ip", {"preserve_client_ip.enabled": "true"}, "client"),
    ],
)
@pytest.mark.parametrize(
    ("admits", "peer"), [("client", "8.8.8.8/32"), ("balancer", "10.0.1.0/24")]
)
def test_row_8_the_target_sees_the_client_or_the_balancer(
    world, kind, attributes, seen, admits, peer
):
    """By type of target and attribute: the target's group must admit whom it sees."""
    facing(world, kind=kind, attributes=attributes)
    world.group("target", ("tcp", 80, peer))
    world.wear("eni-db", "sg-target")
    found = world.ask("8.8.8.8", "eni-lb-0", 80)
    assert found.verdict == ("reachable" if seen == admits else "blocked")


def test_row_8_udp_always_shows_the_client(world):
    """The attribute counts for TCP and TLS alone."""
    lb = world.balancer("lb", ("subnet-public", "10.0.1.20", "52.0.0.20"))
    off = {"preserve_client_ip.enabled": "false"}
    world.listener(
        lb,
        53,
        world.targets("tg", "10.0.2.10", kind="ip", port=53, attributes=off, protocol="UDP"),
        protocol="UDP",
    )
    world.group("target", ("udp", 53, "8.8.8.8/32"))
    world.wear("eni-db", "sg-target")
    assert world.ask("8.8.8.8", "eni-lb-0", 53, proto="udp").verdict == "reachable"


@pytest.mark.parametrize("kind", ["instance", "ip"])
def test_row_8_near_miss_a_target_that_admits_both_is_reached_either_way(world, kind):
    """Where client and balancer are let in it does not matter whom the target sees."""
    facing(world, kind=kind)
    world.group("target", ("tcp", 80, "8.8.8.8/32"), ("tcp", 80, "10.0.1.0/24"))
    world.wear("eni-db", "sg-target")
    assert world.ask("8.8.8.8", "eni-lb-0", 80).verdict == "reachable"


def test_row_9_an_internet_facing_balancer_in_a_private_subnet_is_not_reached(world):
    """Its reply goes to the NAT gateway."""
    facing(world, subnet="subnet-private", ip="10.0.2.20")
    found = world.ask("internet", "eni-lb-0", 80)
    assert (found.verdict, found.forward) == ("blocked", "reachable")


def test_row_9_near_miss_in_a_public_subnet_its_targets_may_be_private(world):
    """The target's own subnet needs no way to the internet."""
    facing(world)
    assert world.ask("internet", "eni-lb-0", 80).verdict == "reachable"


@pytest.mark.parametrize("crosses", ["true", "false"])
def test_row_10_a_target_in_a_zone_that_is_not_enabled_gets_nothing(world, crosses):
    """Cross-zone or not, a balancer sends to the zones that it serves."""
    world.subnet("b", "10.0.3.0/24", "b")
    world.eni("far", "subnet-b", "10.0.3.10")
    cross = {"load_balancing.cross_zone.enabled": crosses}
    lb = world.balancer("lb", ("subnet-public", "10.0.1.20", "52.0.0.20"), attributes=cross)
    world.listener(lb, 80, world.targets("tg", "i-far"))
    assert world.ask("internet", "eni-lb-0", 80).there == {"no-target-in-zone"}


@pytest.mark.parametrize(("crosses", "verdict"), [("true", "reachable"), ("false", "blocked")])
def test_row_10_near_miss_in_an_enabled_zone_cross_zone_decides(world, crosses, verdict):
    """A node sends to targets of other zones if it is told to; a network balancer is not."""
    world.subnet("b", "10.0.3.0/24", "b")
    world.eni("far", "subnet-b", "10.0.3.10")
    cross = {"load_balancing.cross_zone.enabled": crosses}
    nodes = (("subnet-public", "10.0.1.20", "52.0.0.20"), ("subnet-b", "10.0.3.20"))
    lb = world.balancer("lb", *nodes, attributes=cross)
    world.listener(lb, 80, world.targets("tg", "i-far"))
    assert world.ask("internet", "eni-lb-0", 80).verdict == verdict
    assert world.ask("eni-web", "eni-lb-1", 80).verdict == "reachable"


def application(world, *listeners, node=("subnet-public", "10.0.1.20", "52.0.0.20"), group=ANY):
    """Add an application balancer."""
    world.group("alb", ("tcp", 80, group), outward=EVERYBODY)
    lb = world.balancer("alb", node, kind="application", groups=("sg-alb",))
    for port in listeners:
        world.listener(lb, port, protocol="HTTP")
    return lb


@pytest.mark.parametrize(
    ("listeners", "group", "node", "code"),
    [
        ((), ANY, ("subnet-public", "10.0.1.20", "52.0.0.20"), "no-listener"),
        ((8080,), ANY, ("subnet-public", "10.0.1.20", "52.0.0.20"), "no-listener"),
        ((80,), "9.9.9.0/24", ("subnet-public", "10.0.1.20", "52.0.0.20"), "security-group"),
    ],
)
def test_row_11_an_application_balancer_needs_listener_and_group(
    world, listeners, group, node, code
):
    """A public name alone is no way in."""
    application(world, *listeners, group=group, node=node)
    found = world.ask("8.8.8.8", "eni-alb-0", 80)
    assert found.verdict == "blocked"
    assert code in found.there


def test_row_11_an_internal_balancer_has_no_public_address(world):
    """Group and listener are open, and nobody outside has an address to call."""
    application(world, 80, node=("subnet-public", "10.0.1.20"))
    assert world.ask("internet", "10.0.1.20", 80).verdict == "blocked"
    assert world.ask("eni-db", "eni-alb-0", 80).verdict == "reachable"


def test_row_11_near_miss_an_open_one_answers_itself(world):
    """Where listener, group and address agree it is reached, and answers in its own name."""
    application(world, 80)
    assert world.ask("internet", "eni-alb-0", 80).verdict == "reachable"


# --- 12 and 13: between networks -----------------------------------------------------------------


def transit(zones=("a", "a"), **more):
    """Return two VPCs at a transit gateway, attached in subnets of their own in zone a."""
    world = World()
    world.tgw()
    for vpc, net, zone in (("one", 0, zones[0]), ("two", 1, zones[1])):
        world.vpc(vpc, f"10.{net}.0.0/16")
        world.subnet(vpc, f"10.{net}.1.0/24", zone)
        world.subnet(f"{vpc}-tgw", f"10.{net}.2.0/24", "a")
        world.table(vpc, f"subnet-{vpc}", routes={"10.0.0.0/8": "tgw-main"})
        world.eni(vpc, f"subnet-{vpc}", f"10.{net}.1.10")
        table = more.get("associated", "tgw-rtb-t")
        world.attach(vpc, "tgw-main", f"subnet-{vpc}-tgw", table=table)
    all_ = ("tgw-attach-one", "tgw-attach-two")
    world.transit_table(
        "t", "tgw-main", more.get("routes"), propagates=more.get("propagates", all_)
    )
    return world


def test_row_12_near_miss_all_in_place_it_is_open():
    """Attached, associated and propagated, in the senders' zones."""
    assert transit().ask("eni-one", "eni-two", 22).verdict == "reachable"


@pytest.mark.parametrize(
    ("more", "there", "back"),
    [
        ({"zones": ("b", "a")}, {"no-attachment-in-zone"}, set()),
        ({"zones": ("a", "b")}, set(), {"no-attachment-in-zone"}),
        ({"associated": None}, {"no-table-associated"}, set()),
        ({"propagates": ("tgw-attach-one",)}, {"no-route"}, set()),
        ({"propagates": ("tgw-attach-two",)}, set(), {"no-route"}),
        ({"routes": {"10.1.1.0/24": None}}, {"blackhole-route"}, set()),
    ],
)
def test_row_12_a_route_to_a_transit_gateway_is_not_enough(more, there, back):
    """Zone, association, propagation and blackholes count on both ways."""
    found = transit(**more).ask("eni-one", "eni-two", 22)
    assert (found.verdict, found.there, found.back) == ("blocked", there, back)


@pytest.mark.parametrize(
    ("subnet", "denied", "out", "blocked"),
    [
        ("one-tgw", "10.0.1.0/24", False, True),
        ("one-tgw", "10.1.1.0/24", True, False),
        ("two-tgw", "10.1.1.0/24", True, True),
        ("two-tgw", "10.0.1.0/24", False, False),
    ],
)
def test_row_12_acls_of_the_attachments_subnets_count_on_one_side(subnet, denied, out, blocked):
    """Into the gateway by the source, out of it by the destination, and never the other way."""
    world = transit()
    rows = (row(90, "deny", denied, out=out), *ALL_ROWS)
    world.acl("tgw", f"subnet-{subnet}", rows=rows)
    found = world.ask("eni-one", "eni-two", 22)
    assert ("network-acl" in found.there) is blocked


def test_row_13_peering_is_not_transitive():
    """What lies behind the peer is not reached through it, whatever tables say."""
    world = peered()
    world.vpc("three", "10.2.0.0/16")
    world.subnet("three", "10.2.1.0/24")
    world.eni("three", "subnet-three", "10.2.1.10")
    far = world.peering("q", "vpc-two", "vpc-three")
    world.table("one", "subnet-one", routes={"10.2.0.0/16": "pcx-p"})
    world.table("two", "subnet-two", routes={"10.2.0.0/16": far, "10.0.0.0/16": "pcx-p"})
    world.table("three", "subnet-three", routes={"10.0.0.0/16": far})
    assert "beyond-the-peer" in world.ask("eni-one", "eni-three", 22).there


def test_row_13_near_miss_a_peer_needs_a_route_on_both_sides():
    """The request arrives; without a route back the reply does not."""
    world = peered()
    assert world.ask("eni-one", "eni-two", 80).verdict == "reachable"
    bare = two_vpcs()
    pcx = bare.peering("p", "vpc-one", "vpc-two")
    bare.table("one", "subnet-one", routes={"10.1.0.0/16": pcx})
    found = bare.ask("eni-one", "eni-two", 80)
    assert (found.forward, found.verdict, found.back) == ("reachable", "blocked", {"no-route"})


# --- 14 and 15: who the internet is --------------------------------------------------------------


def test_row_14_an_ipv6_default_route_is_public(world):
    """An IPv6 address needs no translation: ::/0 in group and table are enough."""
    assert world.ask("internet", "2a05:d014:0:1::10", 22).verdict == "reachable"


def test_row_14_near_miss_an_egress_only_gateway_lets_nobody_in(world):
    """Out and back, and never in."""
    world.eigw()
    world.table("private", "subnet-private", routes={ANY: "nat-main", "::/0": "eigw-main"})
    assert world.ask("internet", "2a05:d014:0:2::10", 22).verdict == "blocked"
    assert world.ask("eni-db", "2001:4860:4860::8888", 443).verdict == "reachable"


def test_row_14_near_miss_an_ipv4_rule_says_nothing_of_ipv6(world):
    """0.0.0.0/0 does not admit IPv6, in a group or in an ACL."""
    world.group("four", ("tcp", 22, ANY))
    world.wear("eni-web", "sg-four")
    assert world.ask("internet", "2a05:d014:0:1::10", 22).there == {"security-group"}
    assert world.ask("internet", "eni-web", 22).verdict == "reachable"
    world.acl("four", "subnet-public", rows=(row(100), row(100, out=True)))
    assert "network-acl" in world.ask("internet", "2a05:d014:0:1::10", 22).there


@pytest.mark.parametrize(
    "peers", [("0.0.0.0/1", "128.0.0.0/1"), ("pl-halves",), ("1.0.0.0/8", "8.0.0.0/7")]
)
def test_row_15_the_internet_is_not_only_0_0_0_0(world, peers):
    """Halves, lists and wide ranges open as much as they cover."""
    world.prefix_list("halves", "0.0.0.0/1", "128.0.0.0/1")
    world.group("halves", *(("tcp", 22, one) for one in peers))
    world.wear("eni-web", "sg-halves")
    assert world.ask("internet", "eni-web", 22).verdict == "reachable"
    assert world.ask("8.8.8.8", "eni-web", 22).verdict == "reachable"


def test_row_15_near_miss_private_ranges_are_not_the_internet(world):
    """A rule for all private ranges opens nothing to the internet."""
    world.group("private", *(("tcp", 22, one) for one in ("10.0.0.0/8", "172.16.0.0/12")))
    world.wear("eni-web", "sg-private")
    assert world.ask("internet", "eni-web", 22).there == {"security-group"}


# --- 16: block public access --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "inward", "out_direct", "out_nat", "out_six"),
    [
        ("off", "reachable", "reachable", "reachable", "reachable"),
        ("block-ingress", "blocked", "blocked", "reachable", "reachable"),
        ("block-bidirectional", "blocked", "blocked", "blocked", "blocked"),
    ],
)
@pytest.mark.parametrize("said", ["by the switch", "by the VPC"])
def test_row_16_the_block_overrides_gateways(mode, said, inward, out_direct, out_nat, out_six):
    """By the switch of account and region, or by what the VPC says of itself."""
    world = public(mode=mode) if said == "by the VPC" else public()
    if said == "by the switch":
        world.block_public_access(mode)
    world.eigw()
    world.table("private", "subnet-private", routes={ANY: "nat-main", "::/0": "eigw-main"})
    found = world.ask("internet", "eni-web", 22)
    assert found.verdict == inward
    assert ("block-public-access" in found.codes) is (mode != "off")
    assert world.ask("eni-web", "8.8.8.8", 443).verdict == out_direct
    assert world.ask("eni-db", "8.8.8.8", 443).verdict == out_nat
    assert world.ask("eni-db", "2001:4860:4860::8888", 443).verdict == out_six
    assert world.ask("eni-web", "eni-db", 5432).verdict == "reachable"


@pytest.mark.parametrize(
    ("where", "mode", "inward", "out"),
    [
        ("subnet-public", "allow-bidirectional", "reachable", "reachable"),
        ("vpc-main", "allow-bidirectional", "reachable", "reachable"),
        ("subnet-private", "allow-bidirectional", "blocked", "blocked"),
        ("subnet-public", "allow-egress", "blocked", "reachable"),
    ],
)
def test_row_16_near_miss_an_exclusion_spares_a_network_or_a_subnet(where, mode, inward, out):
    """What is excluded is as if nothing were blocked, wholly or for translators that go out."""
    world = public()
    world.block_public_access("block-bidirectional")
    world.exclude(where, mode)
    assert world.ask("internet", "eni-web", 22).verdict == inward
    assert world.ask("eni-db", "8.8.8.8", 443).verdict == out


def test_row_16_a_subnet_says_its_own_mode():
    """What VPC and subnet say of themselves needs no switch and no exclusion to be read."""
    world = public(mode="block-bidirectional")
    for name, net, mode in (("free", 3, "off"), ("shut", 4, "block-bidirectional")):
        world.subnet(name, f"10.0.{net}.0/24", mode=mode)
        world.table(name, f"subnet-{name}", routes={ANY: "igw-main"})
        world.eni(name, f"subnet-{name}", f"10.0.{net}.10", public=f"52.0.1.{net}")
    found = world.ask("internet", "eni-free", 22)
    assert (found.verdict, found.assumes) == ("reachable", ())
    assert world.ask("internet", "eni-shut", 22).there == {"block-public-access"}


# --- 17 to 19: interfaces, appliances, databases -------------------------------------------------


def test_row_17_each_address_of_each_interface_is_its_own_door(world):
    """Groups are of the interface, public addresses of the private one that they stand for."""
    world.group("ssh", ("tcp", 22, ANY))
    world.eni(
        "web-b",
        "subnet-public",
        "10.0.1.30",
        "10.0.1.31",
        public={"10.0.1.31": "52.0.0.31"},
        groups=("sg-ssh",),
        instance_of="web",
    )
    assert world.ask("internet", "52.0.0.31", 22).verdict == "reachable"
    assert world.ask("internet", "52.0.0.31", 80).there == {"security-group"}
    assert world.ask("internet", "52.0.0.10", 80).verdict == "reachable"


def test_row_17_near_miss_the_reply_leaves_by_its_own_subnet(world):
    """A second interface in a private subnet does not answer by the first one's gateway."""
    world.eni("web-b", "subnet-private", "10.0.2.30", public="52.0.0.31", instance_of="web")
    found = world.ask("internet", "52.0.0.31", 22)
    assert (found.verdict, found.back) == ("blocked", {"reply-other-way"})


def inspected(world, *, check):
    """Send what comes in to the web subnet through an appliance."""
    world.subnet("inspect", "10.0.9.0/24")
    world.table("inspect", "subnet-inspect", routes={ANY: "igw-main"})
    world.eni("appliance", "subnet-inspect", "10.0.9.10", check=check)
    world.table("edge", edge="igw-main", routes={"10.0.1.0/24": "eni-appliance"})
    return world.ask("internet", "eni-web", 22)


def test_row_18_what_goes_through_an_appliance_is_unknown(world):
    """Its own rules decide, and nobody read them: it is said to be the reason."""
    found = inspected(world, check=False)
    assert (found.verdict, found.there) == ("unknown", {"appliance"})


def test_row_18_near_miss_with_the_check_on_it_forwards_nothing(world):
    """An interface that may only take its own packets drops all others."""
    assert "source-destination-check" in inspected(world, check=True).there


def test_row_18_a_gateway_balancers_endpoint_is_an_appliance_too(world):
    """A route to an endpoint of that kind leads to what only its owner knows."""
    world.subnet("gwlb", "10.0.9.0/24")
    world.table("gwlb", "subnet-gwlb", routes={ANY: "igw-main"})
    endpoint = world.routed_endpoint("gwlb", "subnet-gwlb")
    world.table("public", "subnet-public", routes={ANY: endpoint})
    found = world.ask("eni-web", "8.8.8.8", 443)
    assert (found.verdict, found.there) == ("unknown", {"appliance"})


def database(world, subnet, ip, public):
    """Add the interface of a database."""
    said = {"Description": "RDSNetworkInterface", "RequesterId": "amazon-rds"}
    return world.eni("rds", subnet, ip, public=public, instance=None, RequesterManaged=True, **said)


def test_row_19_a_publicly_accessible_database_needs_a_public_subnet(world):
    """The setting gives it an address; the way is the subnet's table, group and ACL."""
    database(world, "subnet-private", "10.0.2.40", "52.0.0.40")
    assert world.ask("internet", "eni-rds", 5432).verdict == "blocked"


@pytest.mark.parametrize(("public", "verdict"), [("52.0.0.40", "reachable"), (None, "blocked")])
def test_row_19_near_miss_in_a_public_subnet_it_is_open(world, public, verdict):
    """And without the setting it still is, to its own VPC."""
    database(world, "subnet-public", "10.0.1.40", public)
    assert world.ask("internet", public or "10.0.1.40", 5432).verdict == verdict
    assert world.ask("eni-db", "eni-rds", 5432).verdict == "reachable"


# --- 24: behind a content delivery network -------------------------------------------------------


def origin(world):
    """Let only the network's own addresses into eni-web, by their prefix list."""
    listed = world.prefix_list(
        "cdn", "130.176.0.0/16", called="com.amazonaws.global.cloudfront.origin-facing"
    )
    world.group("origin", ("tcp", 443, listed), outward=EVERYBODY)
    world.wear("eni-web", "sg-origin")
    return world


def test_row_24_an_origin_is_open_to_the_network_in_front_of_it_alone(world):
    """Whoever calls it directly is shut out, and the addresses of the list get there."""
    origin(world)
    assert world.ask("8.8.8.8", "eni-web", 443).there == {"security-group"}
    found = world.ask("internet", "eni-web", 443)
    assert found.verdict == "reachable"
    assert {box.source for box in found.finding.certain} == {("130.176.0.0/16",)}


def test_row_24_near_miss_a_list_that_was_not_read_is_neither_open_nor_shut(world):
    """What the list holds decides; without it nobody knows who gets there."""
    origin(world).without_aspect("AWS::EC2::PrefixList", "entries")
    assert world.ask("8.8.8.8", "eni-web", 443).verdict == "unknown"
    assert world.ask("8.8.8.8", "eni-web", 22).verdict == "blocked"


# --- 26 to 28: states and defaults ---------------------------------------------------------------


def test_row_26_a_stopped_instance_is_latent(world):
    """Nothing gets to it now, and it would if it were started."""
    world.eni("old", "subnet-public", "10.0.1.50", public="52.0.0.50", instance="stopped")
    found = world.ask("internet", "eni-old", 22)
    assert (found.verdict, found.latent, found.there) == ("blocked", True, {"instance-stopped"})


@pytest.mark.parametrize(
    ("words", "verdict", "latent"),
    [
        (("unhealthy", "healthy"), "reachable", False),
        (("unhealthy", "unhealthy"), "reachable", False),
        (("unused",), "blocked", True),
    ],
)
def test_row_26_unhealthy_targets_are_used_if_all_are(world, words, verdict, latent):
    """A balancer whose targets are all unhealthy uses them all; an unused one is not."""
    world.eni("db2", "subnet-private", "10.0.2.11")
    lb = world.balancer("lb", ("subnet-public", "10.0.1.20", "52.0.0.20"))
    ids = ("i-db", "i-db2")
    world.listener(lb, 80, world.targets("tg", *zip(ids, words, strict=False)))
    found = world.ask("internet", "eni-lb-0", 80)
    assert (found.verdict, found.latent) == (verdict, latent)


def test_row_26_a_blackholed_route_and_a_dead_peering_are_latent():
    """They would lead there if what they lead to were up."""
    found = peered("pending-acceptance").ask("eni-one", "eni-two", 80)
    assert (found.verdict, found.latent) == ("blocked", True)
    assert "peering-pending-acceptance" in found.there
    world = peered()
    world.table("one", "subnet-one", routes={"10.1.0.0/16": "!pcx-p"})
    found = world.ask("eni-one", "eni-two", 80)
    assert (found.verdict, found.latent, found.there) == ("blocked", True, {"blackhole-route"})


def test_row_26_a_detached_gateway_is_latent_where_a_route_still_names_it():
    """Out by it nothing goes; from outside there is no way at all."""
    world = World()
    world.vpc()
    world.subnet("s", "10.0.1.0/24")
    world.igw(state=None)
    world.table("s", "subnet-s", routes={ANY: "!igw-main"})
    world.eni("web", "subnet-s", "10.0.1.10", public="52.0.0.10")
    assert world.ask("eni-web", "8.8.8.8", 443).latent
    assert world.ask("internet", "eni-web", 22).there == {"no-internet-gateway"}


@pytest.mark.parametrize(
    ("tunnels", "verdict", "latent"),
    [(("DOWN", "DOWN"), "blocked", True), (("DOWN", "UP"), "reachable", False)],
)
def test_row_26_a_connection_whose_tunnels_are_all_down_is_latent(world, tunnels, verdict, latent):
    """One that is up is enough."""
    world.vgw()
    world.vpn("v", "vgw-main", "192.168.1.0/24", tunnels=tunnels)
    world.table("public", "subnet-public", routes={"192.168.0.0/16": "vgw-main"})
    found = world.ask("eni-web", "192.168.1.1", 22)
    assert (found.verdict, found.latent) == (verdict, latent)


def test_row_26_near_miss_what_no_filter_admits_is_not_latent(world):
    """A stopped machine behind a group that admits nobody stays shut when it starts."""
    world.group("none")
    shut = {"groups": ("sg-none",), "instance": "stopped"}
    world.eni("old", "subnet-public", "10.0.1.50", public="52.0.0.50", **shut)
    found = world.ask("internet", "eni-old", 22)
    assert (found.verdict, found.latent) == ("blocked", False)


def test_row_27_a_nat_gateway_takes_nothing_unasked(world):
    """Its public address is no door, for any protocol."""
    for proto, port in (("tcp", 443), ("udp", 53), ("icmp", None)):
        assert world.ask("internet", "52.0.0.5", port, proto).there == {"unsolicited"}


def test_row_27_near_miss_what_was_asked_for_comes_back(world):
    """A machine behind it gets its answers."""
    assert world.ask("eni-db", "8.8.8.8", 443).verdict == "reachable"


def test_row_28_a_subnet_without_a_table_has_the_main_one():
    """Its routes make the subnet public though nothing names it."""
    world = World()
    world.vpc()
    world.subnet("s", "10.0.1.0/24")
    world.igw()
    world.eni("web", "subnet-s", "10.0.1.10", public="52.0.0.10")
    assert world.ask("internet", "eni-web", 22).back == {"no-route"}
    world.also("rtb-main-main", ANY, "igw-main")
    assert world.ask("internet", "eni-web", 22).verdict == "reachable"


def test_row_28_a_subnet_without_an_acl_has_the_default_one(world):
    """Its entries count though no association was read."""
    (acl,) = world.of("AWS::EC2::NetworkAcl")
    acl["Associations"] = []
    assert world.ask("internet", "eni-web", 22).verdict == "reachable"
    acl["Entries"] = []
    world.changed()
    assert "network-acl" in world.ask("internet", "eni-web", 22).there


def test_row_28_near_miss_a_table_of_its_own_displaces_the_main_one(world):
    """What the main table says does not matter then."""
    world.also("rtb-main-main", ANY, "igw-main")
    world.table("private", "subnet-private")
    world.eni("odd", "subnet-private", "10.0.2.50", public="52.0.0.50")
    assert world.ask("internet", "eni-odd", 22).back == {"no-route"}


MODELLED = {*range(1, 20), 24, *range(26, 29)}
"""Rows of AWS about packets: the others are listed above."""


def test_every_row_has_a_case_and_a_near_miss():
    """No row is left out, and none is shown from one side only."""
    names = [name for name in globals() if name.startswith("test_row_")]
    found = {"case": set(), "near miss": set()}
    for name in names:
        side = "near miss" if "_near_miss_" in name else "case"
        found[side].add(int(name.split("_")[2]))
    assert found["case"] == found["near miss"] >= MODELLED
