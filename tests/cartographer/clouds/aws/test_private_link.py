"""Services behind interface endpoints: from a network with the same addresses, and back."""

import pytest

from tests.cartographer.clouds.aws.documents import EVERYBODY, OTHER, OWN, row
from tests.cartographer.clouds.aws.estate import World

ELB = "AWS::ElasticLoadBalancingV2::"


def provided(*, zones=("a",), groups=(), known=True, state="Available", client=OWN):
    """Return a client and an endpoint in one VPC, the service in another of the same range."""
    world = World()
    world.vpc("provider", "10.0.0.0/16")
    world.group("node", ("tcp", 443, "10.0.1.0/24"), vpc="vpc-provider")
    world.group("app", ("tcp", 8443, "10.0.0.0/16"), vpc="vpc-provider")
    nodes = []
    for number, zone in enumerate(zones):
        world.subnet(f"lb-{zone}", f"10.0.{number + 1}.0/24", zone, vpc="vpc-provider")
        nodes.append((f"subnet-lb-{zone}", f"10.0.{number + 1}.20"))
    world.subnet("app", "10.0.9.0/24", zones[0], vpc="vpc-provider")
    world.eni("app", "subnet-app", "10.0.9.10", groups=("sg-app",))
    crosses = {"load_balancing.cross_zone.enabled": "true"}
    balancer = world.balancer("lb", *nodes, groups=groups, attributes=crosses)
    world.listener(balancer, 443, world.targets("app", "i-app", port=8443))
    service = world.service("s", balancer, state=state) if known else "x.vpce-svc-s"
    world.vpc("client", "10.0.0.0/16", account=client)
    world.subnet("client", "10.0.1.0/24", "a")
    world.eni("client", "subnet-client", "10.0.1.10", groups=("sg-client",))
    world.group("client", outward=EVERYBODY)
    world.group("door", ("tcp", 443, "sg-client"))
    door = ("subnet-client", "10.0.1.30", service)
    world.interface_endpoint("s", *door, groups=("sg-door",))
    return world


def test_what_is_sent_to_an_endpoint_gets_to_the_targets_and_back():
    """Though a machine of the provider has the client's address, replies go by the endpoint."""
    world = provided()
    world.eni("double", "subnet-lb-a", "10.0.1.10", groups=("sg-app",))
    found = world.ask("eni-client", "10.0.1.30", 443)
    assert found.verdict == "reachable"
    assert "TCP 443" in found.rules


def test_only_what_the_balancer_listens_to():
    """Behind the endpoint's own group its listeners count."""
    world = provided()
    world.wear("eni-vpce-s", "sg-client")
    world.group("any", (None, None, "0.0.0.0/0"), vpc="vpc-client")
    world.wear("eni-vpce-s", "sg-any")
    assert world.ask("eni-client", "10.0.1.30", 443).verdict == "reachable"
    assert world.ask("eni-client", "10.0.1.30", 80).there == {"no-listener"}


def test_targets_see_the_balancers_node():
    """Their group must let its address in, not the client's."""
    world = provided()
    world.group("strict", ("tcp", 8443, "10.0.1.10/32"), vpc="vpc-provider")
    world.wear("eni-app", "sg-strict")
    assert world.ask("eni-client", "10.0.1.30", 443).there == {"security-group"}
    world.group("node-only", ("tcp", 8443, "10.0.1.20/32"), vpc="vpc-provider")
    world.wear("eni-app", "sg-node-only")
    assert world.ask("eni-client", "10.0.1.30", 443).verdict == "reachable"


@pytest.mark.parametrize(
    ("enforced", "verdict"), [("on", "blocked"), (None, "blocked"), ("off", "reachable")]
)
def test_the_balancers_groups_count_unless_it_says_otherwise(enforced, verdict):
    """By default they see what comes from endpoints, by the client's address."""
    world = provided(groups=("sg-node",))
    assert world.ask("eni-client", "10.0.1.30", 443).verdict == "reachable"
    world.group("shut", vpc="vpc-provider")
    world.wear("eni-lb-0", "sg-shut")
    (balancer,) = world.of(f"{ELB}LoadBalancer")
    if enforced:
        balancer["EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"] = enforced
    world.changed()
    assert world.ask("eni-client", "10.0.1.30", 443).verdict == verdict


def test_the_acl_of_the_balancers_subnet_sees_none_of_it():
    """What comes by PrivateLink crosses no edge there; what goes on to the target does."""
    world = provided()
    rows = (row(1, peer="10.0.9.0/24"), row(1, peer="10.0.9.0/24", out=True))
    world.acl("lb", "subnet-lb-a", rows=rows)
    assert world.ask("eni-client", "10.0.1.30", 443).verdict == "reachable"
    world = provided()
    world.acl("shut", "subnet-lb-a", rows=())
    assert world.ask("eni-client", "10.0.1.30", 443).there == {"network-acl"}


def test_an_endpoint_hands_over_to_the_node_of_its_zone():
    """One that is shut in another zone does not matter."""
    world = provided(zones=("a", "b"), groups=("sg-node",))
    world.group("shut", vpc="vpc-provider")
    world.wear("eni-lb-1", "sg-shut")
    assert world.ask("eni-client", "10.0.1.30", 443).verdict == "reachable"
    world.wear("eni-lb-0", "sg-shut")
    world.wear("eni-lb-1", "sg-node")
    assert world.ask("eni-client", "10.0.1.30", 443).verdict == "blocked"


def test_zones_of_another_account_may_bear_other_names():
    """Any node may be the one of the endpoint's zone: all must let it pass."""
    world = provided(zones=("a", "b"), groups=("sg-node",), client=OTHER)
    assert world.ask("eni-client", "10.0.1.30", 443).verdict == "reachable"
    world.group("shut", vpc="vpc-provider")
    world.wear("eni-lb-1", "sg-shut")
    found = world.ask("eni-client", "10.0.1.30", 443)
    assert (found.verdict, found.there) == ("unknown", {"any-zone", "security-group"})


def test_a_service_that_was_not_read_is_unknown():
    """The endpoint takes it; what is behind it nobody knows."""
    found = provided(known=False).ask("eni-client", "10.0.1.30", 443)
    assert (found.verdict, found.there) == ("unknown", {"not-taken"})
    world = provided().without(f"{ELB}LoadBalancer")
    assert world.ask("eni-client", "10.0.1.30", 443).verdict == "unknown"


@pytest.mark.parametrize(
    ("more", "code"),
    [({"state": "Failed"}, "service-failed"), ({}, "endpoint-pendingacceptance")],
)
def test_a_service_that_does_not_work_now(more, code):
    """Failed, or not accepted yet: blocked, and latent."""
    world = provided(**more)
    if not more:
        (endpoint,) = world.of("AWS::EC2::VPCEndpoint")
        endpoint["State"] = "pendingAcceptance"
        world.changed()
    found = world.ask("eni-client", "10.0.1.30", 443)
    assert (found.verdict, found.latent, found.there) == ("blocked", True, {code})
