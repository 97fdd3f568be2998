"""Where packets to an end should get to."""

from tests.cartographer.clouds.aws.estate import public
from tests.cartographer.exposure.asking import Asked

ANY = "0.0.0.0/0"


def test_what_is_sent_to_a_balancer_gets_to_its_targets():
    """Who is asked about is the balancer; that a target takes the packets is what it is for."""
    world = public()
    world.eni("a", "subnet-public", "10.0.1.61")
    lb = world.balancer("nlb", ("subnet-public", "10.0.1.20", "52.0.0.20"))
    world.listener(lb, 80, world.targets("web", "i-a"))
    assert Asked(world, "internet", "eni-nlb-0", 80).verdict == "reachable"
    assert Asked(world, "internet", "eni-nlb-0", 81).in_the_way == {"no-listener"}


def test_a_balancer_that_ends_connections_takes_them_itself():
    """An application balancer is where the packets get to, whatever its targets."""
    world = public()
    world.group("alb", ("tcp", 80, ANY))
    node = ("subnet-public", "10.0.1.21", "52.0.0.21")
    lb = world.balancer("alb", node, kind="application", groups=("sg-alb",))
    world.listener(lb, 80, world.targets("alb", "i-db"), protocol="HTTP")
    assert Asked(world, "internet", "eni-alb-0", 80).verdict == "reachable"
    assert Asked(world, "internet", "eni-alb-0", 81).verdict == "blocked"


def test_the_internet_takes_what_gets_out():
    """By a gateway of its own or shared; without a way out nothing does."""
    world = public()
    assert Asked(world, "eni-db", "internet", 443).verdict == "reachable"
    world.subnet("inner", "10.0.3.0/24")
    world.eni("inner", "subnet-inner", "10.0.3.10")
    found = Asked(world, "eni-inner", "internet", 443)
    assert (found.verdict, found.actions) == ("blocked", [("route",)])
