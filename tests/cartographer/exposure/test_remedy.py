"""The smallest change that would open what is blocked: it does, and nothing smaller does."""

import pytest

from cartographer.model.coverage import State
from tests.cartographer.clouds.aws.documents import EC2, EVERYBODY, row
from tests.cartographer.clouds.aws.estate import World
from tests.cartographer.exposure.asking import Asked

ANY = "0.0.0.0/0"


def public(routed=True, rows=None):
    """Return a public machine, `eni-web`, 52.0.0.10; its group opens port 22 and pings.

    It may lack its route, and have an ACL of its own.
    """
    world = World()
    world.vpc()
    world.subnet("public", "10.0.1.0/24")
    world.igw()
    world.table("public", "subnet-public", routes={ANY: "igw-main"} if routed else {})
    if rows is not None:
        world.acl("own", "subnet-public", rows=rows)
    world.group("ssh", ("tcp", 22, ANY), ("icmp", None, ANY))
    world.eni("web", "subnet-public", "10.0.1.10", public="52.0.0.10", groups=("sg-ssh",))
    return world


def nat(world):
    """Send what leaves the public subnet to a NAT gateway."""
    world.subnet("nat", "10.0.9.0/24")
    world.table("nat", "subnet-nat", routes={ANY: "igw-main"})
    world.nat("main", "subnet-nat", "10.0.9.5", "52.0.0.5")
    world.table("public", "subnet-public", routes={ANY: "nat-main"})


def test_what_is_open_needs_no_change():
    """Nothing is told of what would open what is open."""
    found = Asked(public(), "internet", "eni-web", 22)
    assert (found.verdict, found.told.would_open, found.told.in_the_way) == ("reachable", None, ())


def test_a_missing_rule_is_added():
    """One rule, for the packets that were asked about; it opens nothing else."""
    world = public()
    found = Asked(world, "internet", "eni-web", 443)
    assert found.openings == [("allow tcp 443 from any ipv4 address to 10.0.1.10/32 in sg-ssh",)]
    assert found.also == ["nothing"]
    assert found.told.would_open[0].changes[0].resource.endswith("security-group/sg-ssh")
    world.group("more", ("tcp", 443, ANY))
    world.wear("eni-web", "sg-ssh", "sg-more")
    assert Asked(world, "internet", "eni-web", 443).verdict == "reachable"
    (text,) = Asked(world, "internet", "eni-web", 80).openings[0]
    assert text.endswith("in sg-more or sg-ssh")


def test_a_reply_that_leaves_elsewhere_is_led_back():
    """The route to the NAT gateway loses the replies; what the group opens opens too."""
    world = public()
    nat(world)
    found = Asked(world, "internet", "eni-web", 22)
    assert found.openings == [("route 0.0.0.0/0 of rtb-public → igw-main",)]
    assert found.actions == [("route",)]
    assert found.also == ["icmp"]
    world.table("public", "subnet-public", routes={ANY: "igw-main"})
    assert Asked(world, "internet", "eni-web", 22).verdict == "reachable"
    assert Asked(world, "internet", "eni-web", protocol="icmp").verdict == "reachable"


def test_a_table_without_a_route_gets_one():
    """For the destination alone, and by the gateway that is there."""
    world = public(routed=False)
    world.group("out", outward=EVERYBODY)
    world.wear("eni-web", "sg-out")
    found = Asked(world, "eni-web", "9.9.9.9", 443)
    assert found.openings == [("route 9.9.9.9/32 of rtb-public → igw-main",)]
    world.also("rtb-public", "9.9.9.9/32", "igw-main")
    assert Asked(world, "eni-web", "9.9.9.9", 443).verdict == "reachable"


def test_without_a_gateway_no_route_helps():
    """There is none to route to, and none is invented."""
    world = World()
    world.vpc()
    world.subnet("public", "10.0.1.0/24")
    world.eni("web", "subnet-public", "10.0.1.10")
    found = Asked(world, "eni-web", "9.9.9.9", 443)
    assert (found.openings, found.in_the_way) == ([], {"no-route"})


def test_what_needs_two_changes_is_told_with_both():
    """Neither alone opens it, so the two are one opening."""
    world = public()
    nat(world)
    found = Asked(world, "internet", "eni-web", 443)
    assert found.actions == [("route", "allow")]
    assert found.also == ["icmp; tcp 22"]
    world.table("public", "subnet-public", routes={ANY: "igw-main"})
    assert Asked(world, "internet", "eni-web", 443).verdict == "blocked"


def test_a_rule_that_denies_gets_an_exception():
    """Before the entry that denies, and only for what was asked about."""
    rows = (row(90, "deny", ANY, "tcp", (22, 22)), row(100), row(100, out=True))
    found = Asked(public(rows=rows), "internet", "eni-web", 22)
    text = "allow tcp 22 from any ipv4 address to 10.0.1.10/32 before rule 90 of acl-own"
    assert (found.openings, found.actions) == ([(text,)], [("except",)])
    rows = (row(80, "allow", ANY, "tcp", (22, 22)), *rows)
    assert Asked(public(rows=rows), "internet", "eni-web", 22).verdict == "reachable"


def test_a_reply_that_an_acl_drops_is_let_out():
    """The rule is for the reply, as the ACL meets it: from the machine to anywhere."""
    found = Asked(public(rows=(row(100),)), "internet", "eni-web", 22)
    text = "allow tcp from 10.0.1.10/32 to any ipv4 address in acl-own"
    assert found.openings == [(text,)]


def test_what_is_down_is_brought_up():
    """A machine that is stopped is latent, and starting it is the change."""
    world = public()
    more = {"public": "52.0.0.50", "groups": ("sg-ssh",), "instance": "stopped"}
    world.eni("off", "subnet-public", "10.0.1.50", **more)
    found = Asked(world, "internet", "eni-off", 22)
    assert found.openings == [("bring up eni-off (instance-stopped)",)]
    assert found.finding.latent
    assert Asked(world, "internet", "eni-off", 443).actions == [("bring-up", "allow")]


def test_a_target_that_is_down_is_brought_up():
    """What a balancer keeps its packets from is a thing to bring up too."""
    world = public()
    world.eni("one", "subnet-public", "10.0.1.61")
    world.eni("two", "subnet-public", "10.0.1.62")
    lb = world.balancer("nlb", ("subnet-public", "10.0.1.20", "52.0.0.20"))
    group = world.targets("web", ("i-one", "draining"))
    world.listener(lb, 80, group)
    found = Asked(world, "internet", "52.0.0.20", 80)
    assert found.actions == [("bring-up",)]
    assert "target-draining" in found.openings[0][0]
    assert Asked(world, "internet", "52.0.0.20", 81).in_the_way == {"no-listener"}


def test_a_target_that_is_an_address_is_brought_up_beside_others():
    """It stands for no resource, and is told with what else is to be done."""
    world = public()
    world.group("lb")
    node = ("subnet-public", "10.0.1.20", "52.0.0.20")
    lb = world.balancer("nlb", node, groups=("sg-lb",))
    world.eni("one", "subnet-public", "10.0.1.61")
    world.listener(lb, 80, world.targets("web", ("10.0.1.61", "draining"), kind="ip"))
    found = Asked(world, "internet", "52.0.0.20", 80)
    assert sorted(found.actions[0]) == ["allow", "bring-up"]
    assert None in {one.resource for one in found.told.would_open[0].changes}


def peered(there="pcx-p", *, status="active"):
    """Return two peered networks; `there` is where the way to the second one leads."""
    world = World()
    world.vpc("one", "10.1.0.0/16")
    world.subnet("one", "10.1.1.0/24")
    world.eni("one", "subnet-one", "10.1.1.10")
    world.vpc("two", "10.2.0.0/16")
    world.subnet("two", "10.2.1.0/24")
    world.group("two", ("tcp", 443, ANY))
    world.eni("two", "subnet-two", "10.2.1.10", groups=("sg-two",))
    world.peering("p", "vpc-one", "vpc-two", status)
    world.table("one", "subnet-one", routes={"10.2.0.0/16": there} if there else {})
    return world


def test_a_peering_without_routes_needs_one_a_side():
    """The way there and the reply each need theirs."""
    found = Asked(peered(there=None), "eni-one", "eni-two", 443)
    routes = ("route 10.2.1.10/32 of rtb-one → pcx-p", "route 10.1.1.10/32 of rtb-two-main → pcx-p")
    assert [sorted(one) for one in found.openings] == [sorted(routes)]


def test_a_blackhole_opens_by_what_it_leads_to():
    """A route is lost by its target: that comes up again, or packets go another way."""
    world = peered("!pcx-p", status="failed")
    world.table("two", "subnet-two", routes={"10.1.0.0/16": "!pcx-p"})
    found = Asked(world, "eni-one", "eni-two", 443)
    assert found.actions == [("bring-up",)]
    assert found.openings[0][0].startswith("bring up pcx-p")


@pytest.mark.parametrize(("filters", "opens"), [(3, True), (4, False)])
def test_no_more_than_three_changes_are_tried(filters, opens):
    """Three filters in the way can be opened; of four the rest is told as what is in the way."""
    world = peered()
    world.table("two", "subnet-two", routes={"10.1.0.0/16": "pcx-p"})
    world.group("shut", outward=())
    world.wear("eni-two", "sg-shut")
    world.acl("two", "subnet-two", rows=())
    if filters > 3:
        world.acl("one", "subnet-one", rows=(row(100),))
    found = Asked(world, "eni-one", "eni-two", 443)
    assert found.verdict == "blocked"
    assert [len(one) for one in found.openings] == ([3] if opens else [])
    assert bool(found.in_the_way) is not opens


def test_a_public_address_is_not_invented():
    """Who cannot be called from outside needs an address, and no rule is told instead."""
    world = public()
    world.eni("inner", "subnet-public", "10.0.1.70")
    found = Asked(world, "internet", "eni-inner", 22)
    assert (found.openings, found.in_the_way) == ([], {"no-address-to-call"})
    found = Asked(world, "eni-inner", "9.9.9.9", 22)
    assert (found.openings, found.in_the_way) == ([], {"no-outside-address"})


def test_a_switch_is_in_the_way():
    """Where public access is blocked no rule and no route opens it."""
    world = public()
    world.block_public_access("block-bidirectional")
    found = Asked(world, "internet", "eni-web", 22)
    assert (found.openings, found.in_the_way) == ([], {"block-public-access"})


def test_what_was_not_read_keeps_a_change_from_being_sure():
    """A change after which the answer is unknown opens nothing surely; what to read is told."""
    world = public(routed=False).without(f"{EC2}NetworkAcl", State.FAILED)
    found = Asked(world, "internet", "eni-web", 22)
    assert (found.verdict, found.openings) == ("blocked", [])
    assert "network-acl-not-seen" in found.in_the_way
    assert [one.type for one in found.told.unread] == [f"{EC2}NetworkAcl"]


def test_all_of_the_smallest_size_are_told():
    """Either family of addresses may be opened: two changes, each enough."""
    world = World()
    world.vpc(ipv6="2a05:d014::/56")
    world.subnet("public", "10.0.1.0/24", ipv6="2a05:d014:0:1::/64")
    world.igw()
    world.table("public", "subnet-public", routes={ANY: "igw-main", "::/0": "igw-main"})
    world.group("shut")
    six = ("2a05:d014:0:1::10",)
    world.eni(
        "web", "subnet-public", "10.0.1.10", public="52.0.0.10", ipv6=six, groups=("sg-shut",)
    )
    found = Asked(world, "internet", "eni-web", 443)
    assert len(found.openings) == 2
    assert {len(one) for one in found.openings} == {1}
    assert found.told.more_openings == 0


def test_what_opens_it_for_a_few_alone_is_counted_and_not_told():
    """A route back to a quarter of the addresses is less than one to all others."""
    world = public()
    nat(world)
    world.table("public", "subnet-public", routes={"64.0.0.0/2": "nat-main", ANY: "nat-main"})
    found = Asked(world, "internet", "eni-web", 22)
    assert found.openings == [("route 0.0.0.0/0 of rtb-public → igw-main",)]
    assert found.told.more_openings == 1


def test_what_begins_at_too_many_places_is_not_tried():
    """It is said that not all was tried, instead of that nothing helps."""
    world = World()
    world.vpc()
    world.subnet("many", "10.0.0.0/22")
    for number in range(301):
        world.eni(f"m{number}", "subnet-many", f"10.0.{number // 200}.{10 + number % 200}")
    world.group("shut")
    world.eni("end", "subnet-many", "10.0.3.200", groups=("sg-shut",))
    found = Asked(world, "10.0.0.0/23", "eni-end", 22)
    assert (found.verdict, found.openings) == ("blocked", [])
    unplaced = "private-source-unplaced"  # what of the prefix nobody holds
    assert found.in_the_way == {"security-group", "too-many-changes", unplaced}
    few = Asked(world, "10.0.1.0/25", "eni-end", 22)
    assert few.actions == [("allow",)] * len(few.openings)
    assert few.openings
