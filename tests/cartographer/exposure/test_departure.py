"""What may talk to the internet: by which way, to how much of it, and what stays unknown."""

import pytest

from cartographer.bootstrap import egress
from cartographer.exposure.audience import Audiences
from cartographer.exposure.departure import departures, evidenced
from cartographer.model.key import Ref
from cartographer.reach.traffic import Field
from tests.cartographer.clouds.aws.estate import public


def rows(world):
    """Return the rows of an estate by the last part of the resource and the state."""
    snapshot = world.snapshot
    found, atlas, search = egress(snapshot, world.networks)
    audiences = Audiences(search.space, {}, dict(atlas.lists()), field=Field.DESTINATION)
    made = {}
    for row in departures(snapshot, atlas, found.all(), audiences):
        (key,) = snapshot.resolve(Ref("arn", row.resource))
        told = evidenced(atlas, search, row, key)
        made.setdefault(row.resource.rsplit("/", 1)[-1], []).append(told)
    return made


def said(world, name):
    """Return state, way, by, door and width of each row of a machine, without IPv6."""
    found = rows(world).get(name, ())
    return [
        (one.state, one.way, tuple(id_.rsplit("/", 1)[-1] for id_ in one.by), one.door, width)
        for one in found
        if (width := one.destinations) and any(box.family == "ipv4" for box in one.traffic)
    ]


def closed(world):
    """Let the private machine out to TCP 443 of one prefix only, and without IPv6."""
    world.group("few", outward=(("tcp", 443, "198.51.100.0/24"),))
    world.wear("eni-db", "sg-few")
    return world


def test_a_public_address_is_direct_and_a_private_one_translated():
    """By the internet gateway, and by the NAT gateway before it."""
    world = public()
    assert said(world, "i-web") == [("open", "direct", ("igw-main",), "all", "any")]
    # NAT carries TCP, UDP and ICMP: each is a door of its own.
    found = said(world, "i-db")
    assert {one[:3] for one in found} == {("open", "translated", ("nat-main", "igw-main"))}
    assert {one[3] for one in found} == {"icmp", "icmpv6", "tcp", "udp"}


def test_the_path_names_each_hop():
    """There by the table, the NAT gateway and the gateway; and the reply."""
    (row, *_) = [one for one in rows(closed(public()))["i-db"] if one.way == "translated"]
    resources = [str(one.resource).rsplit("/", 1)[-1] for one in row.path]
    assert "nat-main" in resources
    assert "igw-main" in resources
    assert {one.direction for one in row.path} == {"forward", "return"}


def test_how_wide_is_by_rules_and_lists():
    """One prefix in numbers, a prefix list by its name, an address by itself."""
    world = closed(public())
    found = [one for one in said(world, "i-db") if one[3] == "tcp/443"]
    assert found == [("open", "translated", ("nat-main", "igw-main"), "tcp/443", "256 addresses")]
    world.prefix_list("partners", "198.51.100.0/24", "203.0.113.0/24")
    world.group("list", outward=(("tcp", 443, "pl-partners"),))
    world.wear("eni-db", "sg-list")
    (row,) = said(world, "i-db")
    assert row[4] == "pl-partners (partners)"
    world.group("one", outward=(("tcp", 443, "192.88.99.7/32"),))
    world.wear("eni-db", "sg-one")
    (row,) = said(world, "i-db")
    assert row[4] == "192.88.99.7"


@pytest.mark.parametrize(
    "shut",
    [
        lambda world: world.group("shut", outward=()) and world.wear("eni-web", "sg-shut"),
        lambda world: world.table("none", "subnet-public"),
        lambda world: world.table("near", "subnet-public", routes={"10.0.0.0/8": "igw-main"}),
        lambda world: world.acl("shut", "subnet-public", rows=()),
    ],
)
def test_who_does_not_get_out_is_not_listed(shut):
    """No rule, no route, or an ACL: near misses of the same machine."""
    world = public()
    shut(world)
    assert said(world, "i-web") == []


def test_without_a_public_address_a_gateway_lets_nobody_out():
    """In the same subnet, by the same table and group; and with one it does."""
    world = public()
    world.eni("plain", "subnet-public", "10.0.1.20")
    assert said(world, "i-plain") == []
    assert said(world, "i-web") != []


def test_a_peering_never_leads_out():
    """Though the peer has a gateway, and a route says so."""
    world = public()
    world.vpc("spoke", "10.1.0.0/16")
    world.subnet("spoke", "10.1.1.0/24")
    world.eni("spoke", "subnet-spoke", "10.1.1.10")
    world.peering("p", "vpc-spoke", "vpc-main")
    world.table("spoke", "subnet-spoke", routes={"0.0.0.0/0": "pcx-p"})
    world.also("rtb-public", "10.1.0.0/16", "pcx-p")
    assert said(world, "i-spoke") == []


def hub():
    """Return an estate whose second VPC goes out by a transit gateway and the first's NAT."""
    world = public()
    world.vpc("spoke", "10.1.0.0/16")
    world.subnet("spoke", "10.1.1.0/24")
    world.eni("spoke", "subnet-spoke", "10.1.1.10")
    world.tgw()
    one = world.attach("hub", "tgw-main", "subnet-private", table="tgw-rtb-main")
    two = world.attach("spoke", "tgw-main", "subnet-spoke", table="tgw-rtb-main")
    world.transit_table("main", "tgw-main", {"0.0.0.0/0": one, "10.1.0.0/16": two})
    world.table("spoke", "subnet-spoke", routes={"0.0.0.0/0": "tgw-main"})
    world.also("rtb-public", "10.1.0.0/16", "tgw-main")
    return world


def test_another_networks_translator_is_elsewhere():
    """By the transit gateway to the hub's NAT gateway; without its route back there is none."""
    found = said(hub(), "i-spoke")
    assert {one[:3] for one in found} == {
        ("open", "translated-elsewhere", ("nat-main", "igw-main"))
    }
    world = hub()
    routes = {"0.0.0.0/0": "igw-main"}
    world.table("public", "subnet-public", routes=routes)
    assert said(world, "i-spoke") == []


def test_an_egress_only_gateway_lets_ipv6_out_alone():
    """IPv6 by it, and nothing else."""
    world = public()
    world.eigw()
    world.table("private", "subnet-private", routes={"::/0": "eigw-main"})
    (row,) = rows(world)["i-db"]
    assert (row.state, row.way, row.destinations) == ("open", "outward-only", "any")
    assert {box.family for box in row.traffic} == {"ipv6"}


def test_a_site_may_lead_on_and_nobody_knows():
    """A default route to a virtual private gateway: what is beyond may have a way out."""
    world = public()
    world.vgw()
    world.vpn("v", "vgw-main", static=False)
    world.table("private", "subnet-private", routes={"0.0.0.0/0": "vgw-main"})
    assert said(world, "i-db") == [("unknown", "site", ("vgw-main",), "all", "any")]


def test_an_appliance_is_unknown():
    """A machine that forwards may do anything with what it gets."""
    world = public()
    world.eni("box", "subnet-public", "10.0.1.30", public="52.0.0.30", check=False)
    world.table("private", "subnet-private", routes={"0.0.0.0/0": "eni-box"})
    found = [one for one in said(world, "i-db") if one[1] == "unknown"]
    assert found == [("unknown", "unknown", ("eni-box",), "all", "any")]


@pytest.mark.parametrize("type_", ["NetworkAcl", "SecurityGroup", "RouteTable", "Subnet"])
def test_what_was_not_read_makes_it_unknown(type_):
    """Never out, and never not."""
    world = public().without(f"AWS::EC2::{type_}")
    assert {one[0] for one in said(world, "i-web")} == {"unknown"}


def test_what_is_down_is_latent():
    """A stopped machine, and a gateway that is gone."""
    world = public()
    world.eni("off", "subnet-public", "10.0.1.40", public="52.0.0.40", instance="stopped")
    assert {one[0] for one in said(world, "i-off")} == {"latent"}
    assert {one[0] for one in said(world, "i-web")} == {"open"}


def test_what_a_network_balancer_or_translator_holds_begins_nothing():
    """Only workloads are listed."""
    assert rows(public()).keys() == {"i-web", "i-db"}
