"""Endpoints that traffic is routed through: both ways by the same one, and out of it again."""

import pytest

from cartographer.clouds.aws.network import AwsAtlas
from cartographer.exposure.front import Front
from cartographer.model.reading import Memo
from cartographer.reach.traffic import IPV4, TCP, Field, Traffic
from tests.cartographer.clouds.aws.documents import row
from tests.cartographer.clouds.aws.estate import INTERNET, public

ANY = "0.0.0.0/0"
SPACE = Traffic()


@pytest.fixture
def world():
    """Return an estate with subnets in two zones for endpoints beside `eni-web`."""
    made = public()
    for name, net, zone in (("one", 8, "a"), ("two", 9, "b")):
        made.subnet(name, f"10.0.{net}.0/24", zone)
        made.table(name, f"subnet-{name}", routes={ANY: "igw-main"})
    return made


def through(world, into, out):
    """Send what comes in through one endpoint, and what leaves through another, or none."""
    world.table("edge", edge="igw-main", routes={"10.0.1.0/24": into} if into else {})
    world.table("public", "subnet-public", routes={ANY: out or "igw-main"})
    return world.ask(INTERNET, "eni-web", 22)


def test_a_firewall_must_see_both_ways_by_one_endpoint(world):
    """Endpoints of one firewall in two zones do not tell each other of their flows."""
    world.firewall("f", "subnet-one", "subnet-two")
    assert through(world, "vpce-f-0", "vpce-f-0").verdict == "reachable"
    found = through(world, "vpce-f-0", "vpce-f-1")
    assert (found.forward, found.verdict) == ("reachable", "blocked")
    assert found.back == {"reply-other-way"}


@pytest.mark.parametrize("ways", [("vpce-f-0", None), (None, "vpce-f-0")])
def test_a_firewall_that_sees_one_way_only_loses_the_flow(world, ways):
    """In past it and out through it, or the other way around."""
    world.firewall("f", "subnet-one")
    found = through(world, *ways)
    assert (found.verdict, found.back) == ("blocked", {"reply-other-way"})


def test_what_comes_out_goes_by_the_table_of_the_endpoints_subnet(world):
    """Without a route out of there nothing leaves."""
    endpoint = world.firewall("f", "subnet-one")
    assert through(world, endpoint, endpoint).verdict == "reachable"
    world.table("shut", "subnet-one")
    assert through(world, endpoint, endpoint).back == {"no-route"}


def test_the_acl_of_the_endpoints_subnet_counts(world):
    """It sees what comes in through the endpoint, and what leaves it."""
    endpoint = world.firewall("f", "subnet-one")
    world.acl("one", "subnet-one", rows=(row(1, peer="10.0.0.0/8"), row(1, out=True)))
    assert through(world, endpoint, endpoint).there == {"network-acl"}
    world.acl("both", "subnet-one", rows=(row(1), row(1, out=True)))
    assert through(world, endpoint, endpoint).verdict == "reachable"


def test_groups_are_not_known_behind_a_firewall(world):
    """Between two subnets of a VPC a rule that names the sender's group no longer matches."""
    endpoint = world.firewall("f", "subnet-one")
    world.group("friends", ("tcp", 5432, "sg-open"))
    world.wear("eni-db", "sg-friends")
    assert world.ask("eni-web", "eni-db", 5432).verdict == "reachable"
    world.table("public", "subnet-public", routes={"10.0.2.0/24": endpoint})
    world.table("private", "subnet-private", routes={"10.0.1.0/24": endpoint})
    assert world.ask("eni-web", "eni-db", 5432).there == {"security-group"}
    world.group("near", ("tcp", 5432, "10.0.1.0/24"))
    world.wear("eni-db", "sg-near")
    assert world.ask("eni-web", "eni-db", 5432).verdict == "reachable"


def test_an_association_is_an_endpoint_of_its_firewall(world):
    """Its policy counts there too."""
    policy = world.firewall_policy("p", default="aws:drop")
    world.firewall("f", "subnet-one", policy=policy)
    endpoint = world.associate("f", "more", "subnet-two")
    assert through(world, endpoint, endpoint).there == {"network-firewall"}


def test_an_endpoint_that_is_not_available_is_down(world):
    """It may be accepted tomorrow: blocked, and latent."""
    endpoint = world.appliances("gw", "subnet-one", "i-web", state="pendingAcceptance")
    found = through(world, endpoint, endpoint)
    assert (found.verdict, "endpoint-pendingacceptance" in found.codes) == ("blocked", True)


# --- Gateway Load Balancers ---------------------------------------------------------------------


@pytest.mark.parametrize("word", ["healthy", "unhealthy"])
def test_what_appliances_do_is_unknown_and_the_way_goes_on(world, word):
    """Behind them the group of the target counts; without a healthy one all are used."""
    endpoint = world.appliances("gw", "subnet-one", ("i-db", word))
    found = through(world, endpoint, endpoint)
    assert (found.verdict, found.there, found.back) == ("unknown", {"appliance"}, set())
    world.group("shut")
    world.wear("eni-web", "sg-shut")
    found = through(world, endpoint, endpoint)
    assert (found.verdict, found.there) == ("blocked", {"appliance", "security-group"})


def test_a_balancer_without_targets_drops_everything(world):
    """Nothing is registered with it, and all of it was read."""
    endpoint = world.appliances("gw", "subnet-one")
    assert through(world, endpoint, endpoint).there == {"no-target"}
    group = "AWS::ElasticLoadBalancingV2::TargetGroup"
    world.without_aspect(group, "target-health")
    assert through(world, endpoint, endpoint).there == {"appliance"}


def test_a_service_of_another_account_is_unknown(world):
    """Its balancer may have targets."""
    endpoint = world.appliances("gw", "subnet-one", known=False)
    assert through(world, endpoint, endpoint).there == {"appliance"}


def test_exposures_see_what_a_firewall_lets_in(world):
    """Class by class the same is open as packet by packet: one port, or nothing past one way."""
    rules = world.stateful("ssh", "pass tcp any any -> any 22 (flow:to_server; sid:1;)")
    policy = world.firewall_policy("p", stateful=(rules,), strict=("aws:drop_strict",))
    world.firewall("f", "subnet-one", "subnet-two", policy=policy)
    assert through(world, "vpce-f-0", "vpce-f-0").verdict == "reachable"
    ssh = SPACE.protocol(TCP) & SPACE.where(Field.DESTINATION_PORT, ((22, 22),))
    assert opened(world)
    assert opened(world) <= ssh
    through(world, "vpce-f-0", "vpce-f-1")
    assert not opened(world)


def opened(world):
    """Return what surely gets to the private address of `eni-web` from anywhere."""
    snapshot = world.snapshot
    front = Front(Memo(snapshot), lambda asker: AwsAtlas(asker, snapshot, SPACE), SPACE)
    return SPACE.union(
        one.outside.certain & SPACE.families[IPV4]
        for one in front.all()
        if one.port.endswith("eni-web")
    )
