"""Load balancers: what they take, to whom they hand it on, and as whom."""

import pytest

from cartographer.clouds.aws.name import name
from cartographer.model.key import Ref
from tests.cartographer.clouds.aws.documents import EVERYBODY
from tests.cartographer.clouds.aws.estate import public
from tests.cartographer.clouds.aws.test_gotchas import facing

ANY = "0.0.0.0/0"


@pytest.fixture
def world():
    return public()


def listeners(world, eni):
    """Return the listeners of the balancer behind an interface."""
    (key,) = world.snapshot.resolve(Ref("id", eni))
    return world.atlas.element(name("balancer", key)).listeners


def test_an_interface_of_an_application_balancer_is_one_whoever_requested_it(world):
    """Its type is that of a machine; that the provider requested it and its name tell."""
    world.balancer("alb", ("subnet-public", "10.0.1.20", "52.0.0.20"), kind="application")
    assert world.ask("internet", "eni-alb-0", 22).there == {"no-listener"}


def test_a_machine_whose_description_reads_like_a_balancers_is_a_machine(world):
    """Anybody may write a description."""
    said = {"Description": "ELB app/fake/1", "RequesterManaged": False}
    world.eni("fake", "subnet-public", "10.0.1.70", public="52.0.0.70", **said)
    assert world.ask("internet", "eni-fake", 22).verdict == "reachable"


def test_a_balancer_that_was_not_read_is_unknown(world):
    """The interface says that there is one, and no more."""
    facing(world)
    world.without("AWS::ElasticLoadBalancingV2::LoadBalancer")
    found = world.ask("internet", "eni-lb-0", 80)
    assert (found.verdict, found.there) == ("unknown", {"load-balancer-not-seen"})


def test_all_groups_of_all_rules_are_targets(world):
    """What an application balancer hands on by host or path lies behind it too."""
    lb = world.balancer("alb", ("subnet-public", "10.0.1.20"), kind="application")
    listener = world.listener(lb, 80, world.targets("one", "i-web"), protocol="HTTP")
    world.rule(listener, 1, world.targets("two", "i-db", port=8080))
    (found,) = listeners(world, "eni-alb-0")
    assert {(one.port.rsplit("/", 1)[-1], one.number) for one in found.targets} == {
        ("i-web", 80),
        ("i-db", 8080),
    }


def test_a_network_balancer_in_front_of_an_application_balancer(world):
    """The client's address is kept, so the group of the second one must admit the client."""
    world.group("alb", ("tcp", 80, "9.9.9.0/24"), outward=EVERYBODY)
    node = ("subnet-private", "10.0.2.21")
    app = world.balancer("alb", node, kind="application", groups=("sg-alb",))
    world.listener(app, 80, protocol="HTTP")
    lb = world.balancer("nlb", ("subnet-public", "10.0.1.20", "52.0.0.20"))
    world.listener(lb, 80, world.targets("tg", app, kind="alb"))
    assert world.ask("9.9.9.9", "eni-nlb-0", 80).verdict == "reachable"
    assert world.ask("8.8.8.8", "eni-nlb-0", 80).there == {"security-group"}


def test_a_client_of_ipv6_comes_to_a_target_of_ipv4_as_the_balancer(world):
    """Its address cannot be kept, whatever is set: the target must admit the balancer."""
    node = ("subnet-public", "10.0.1.20", "52.0.0.20", "2a05:d014:0:1::20")
    world.listener(world.balancer("lb", node), 80, world.targets("tg", "i-db"))
    world.group("target", ("tcp", 80, "10.0.1.20/32"))
    world.wear("eni-db", "sg-target")
    assert world.ask("internet", "2a05:d014:0:1::20", 80).verdict == "blocked"
    world.of("AWS::ElasticLoadBalancingV2::LoadBalancer")[0]["Scheme"] = "internet-facing"
    world.changed()
    assert world.ask("internet", "2a05:d014:0:1::20", 80).verdict == "reachable"
    assert world.ask("internet", "eni-lb-0", 80).there == {"security-group"}


@pytest.mark.parametrize(
    ("scheme", "attributes", "verdict"),
    [
        ("internal", {}, "blocked"),
        ("internal", {"ipv6.deny_all_igw_traffic": "false"}, "reachable"),
        ("internet-facing", {}, "reachable"),
        ("internet-facing", {"ipv6.deny_all_igw_traffic": "true"}, "blocked"),
    ],
)
def test_an_internal_balancer_takes_no_ipv6_from_the_internet(world, scheme, attributes, verdict):
    """Its addresses are public ones, and it refuses gateways unless it is told not to."""
    node = ("subnet-public", "10.0.1.20", None, "2a05:d014:0:1::20")
    more = {"kind": "application", "scheme": scheme, "groups": ("sg-open",)}
    lb = world.balancer("alb", node, attributes=attributes, **more)
    world.listener(lb, 80, protocol="HTTP")
    assert world.ask("internet", "2a05:d014:0:1::20", 80).verdict == verdict


def test_a_client_that_is_its_own_target_gets_no_answer(world):
    """It would see its own address as the client's; another target works."""
    facing(world)
    found = world.ask("eni-db", "10.0.1.20", 80)
    assert (found.verdict, found.there) == ("blocked", {"own-target"})
    assert world.ask("eni-web", "10.0.1.20", 80).verdict == "reachable"


def test_a_target_that_nobody_has_placed_is_unknown(world):
    """The group names an instance, and instances were not read."""
    facing(world)
    world.without("AWS::EC2::Instance")
    assert "targets-not-seen" in world.ask("internet", "eni-lb-0", 80).there


def test_a_classic_balancer_answers_at_its_listeners(world):
    """It ends connections itself, in service or not."""
    node = ("subnet-public", "10.0.1.22", "52.0.0.22")
    world.classic("elb", node, port=80, to=8080, instances=(("i-db", "OutOfService"),))
    assert world.ask("internet", "eni-elb-0", 80).verdict == "reachable"
    assert world.ask("internet", "eni-elb-0", 8080).there == {"no-listener"}
    (found,) = listeners(world, "eni-elb-0")
    assert [(one.number, one.state.code) for one in found.targets] == [
        (8080, "target-OutOfService")
    ]
