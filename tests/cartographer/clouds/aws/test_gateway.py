"""Ways to the outside that are not the internet gateway's."""

import pytest

from tests.cartographer.clouds.aws.estate import World, public

ANY = "0.0.0.0/0"


@pytest.fixture
def edge():
    """Return a VPC with a machine that a carrier's network calls."""
    world = World()
    world.vpc()
    world.subnet("edge", "10.0.5.0/24")
    world.carrier()
    world.table("edge", "subnet-edge", routes={ANY: "cagw-main"})
    world.eni("edge", "subnet-edge", "10.0.5.10", carrier="155.0.0.1")
    world.eip("52.0.0.98", "eni-edge", "155.0.0.1")
    return world


def test_a_carrier_gateway_lets_out(edge):
    """To the internet and back, as the carrier's address."""
    found = edge.ask("eni-edge", "8.8.8.8", 443)
    assert found.verdict == "reachable"
    assert "mapping" in found.rules


def test_a_carrier_gateway_lets_in_its_own_network_alone(edge):
    """Which addresses that has nobody tells: unknown, and why."""
    found = edge.ask("8.8.8.8", "155.0.0.1", 443)
    assert (found.verdict, found.there) == ("unknown", {"not-carried-by-gateway"})


def test_blocked_public_access_shuts_a_carrier_gateway_too(edge):
    """In and out."""
    edge.block_public_access("block-bidirectional")
    for ends in (("eni-edge", "8.8.8.8"), ("8.8.8.8", "155.0.0.1")):
        found = edge.ask(*ends, 443)
        assert (found.verdict, found.there) == ("blocked", {"block-public-access"})


def test_a_nat_gateway_that_speaks_ipv6_is_unknown():
    """Translation between families is not modelled, and never silently shut."""
    world = public()
    world.table("six", "subnet-private", routes={ANY: "nat-main", "64:ff9b::/96": "nat-main"})
    found = world.ask("eni-db", "64:ff9b::808:808", 443)
    assert (found.verdict, found.there) == ("unknown", {"nat64-not-modelled"})


def test_a_private_nat_gateway_is_no_way_to_the_internet():
    """It has no public address for the internet gateway to translate to."""
    world = public()
    world.nat("inner", "subnet-public", "10.0.1.6")
    world.table("private", "subnet-private", routes={ANY: "nat-inner"})
    assert world.ask("eni-db", "8.8.8.8", 443).there == {"no-outside-address"}


def test_a_nat_gateway_that_is_down_is_latent():
    """It says so in its own words."""
    world = public()
    world.nat("down", "subnet-public", "10.0.1.6", "52.0.0.6", state="failed")
    world.table("private", "subnet-private", routes={ANY: "nat-down"})
    found = world.ask("eni-db", "8.8.8.8", 443)
    assert (found.latent, found.there) == (True, {"nat-gateway-failed"})


def test_a_route_of_a_vpn_beats_no_local_route():
    """What is learned from a router is narrower than the VPC, and still loses to local."""
    world = public()
    world.vgw()
    world.vpn("v", "vgw-main", "10.0.2.0/24")
    world.table("public", "subnet-public", learned={"10.0.2.0/24": "vgw-main"})
    assert world.ask("eni-web", "eni-db", 22).verdict == "reachable"


@pytest.mark.parametrize(
    ("prefix", "static", "verdict"),
    [
        ("192.168.1.0/24", True, "reachable"),
        ("192.168.2.0/24", True, "blocked"),
        ("192.168.2.0/24", False, "unknown"),
    ],
)
def test_a_site_is_reached_by_its_static_routes(prefix, static, verdict):
    """What a router announces stands nowhere: unknown."""
    world = public()
    world.vgw()
    world.vpn("v", "vgw-main", prefix, static=static)
    world.table("public", "subnet-public", routes={"192.168.0.0/16": "vgw-main"})
    found = world.ask("eni-web", "192.168.1.1", 22)
    assert found.verdict == verdict
    assert verdict == "reachable" or "not-behind-gateway" in found.there


@pytest.mark.parametrize(
    ("service", "port", "verdict"),
    [("ssm", 443, "reachable"), ("ssm", 22, "blocked"), ("vpce.x.vpce-svc-1", 443, "unknown")],
)
def test_an_interface_endpoint_takes_what_its_service_takes(service, port, verdict):
    """Of services of others nobody knows."""
    world = public()
    world.interface_endpoint("e", "subnet-private", "10.0.2.60", service)
    assert world.ask("eni-web", "eni-vpce-e", port).verdict == verdict


def test_an_endpoint_that_was_not_accepted_is_latent():
    """It stands there and carries nothing."""
    world = public()
    world.interface_endpoint("e", "subnet-private", "10.0.2.60", state="pendingAcceptance")
    found = world.ask("eni-web", "eni-vpce-e", 443)
    assert (found.latent, found.there) == (True, {"endpoint-pendingacceptance"})
