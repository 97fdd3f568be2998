"""What is told beside an answer: every way that matters, and what would have to be read."""

from cartographer.exposure.explanation import MOST_WAYS
from cartographer.model.coverage import State
from tests.cartographer.clouds.aws.documents import EC2
from tests.cartographer.clouds.aws.estate import World, public
from tests.cartographer.clouds.aws.ways import ELB
from tests.cartographer.exposure.asking import Asked

ANY = "0.0.0.0/0"


def test_each_way_by_other_resources_is_told_once():
    """A machine with an address of each family is come to by two ways, of which one is shorter."""
    found = Asked(public(), "internet", "eni-web", 22)
    ways = found.told.paths
    assert {one.verdict for one in ways} == {"reachable"}
    assert len({tuple((hop.resource, hop.rule) for hop in one.path) for one in ways}) == len(ways)
    assert [len(one.path) for one in ways] == sorted(len(one.path) for one in ways)
    boxes = {box for one in ways for box in one.traffic}
    assert boxes == set(found.finding.certain)


def test_a_balancer_with_two_targets_is_two_ways():
    """One to each target, and what each carries; a target that is gone is no way."""
    world = public()
    world.eni("a", "subnet-public", "10.0.1.61")
    world.eni("b", "subnet-public", "10.0.1.62")
    lb = world.balancer("nlb", ("subnet-public", "10.0.1.20", "52.0.0.20"))
    world.listener(lb, 80, world.targets("both", "i-a", "i-b"))
    world.listener(lb, 81, world.targets("one", "i-a"))
    both = Asked(world, "internet", "52.0.0.20", 80).told.paths
    assert len(both) == 2
    assert all(one.traffic for one in both)
    assert len(Asked(world, "internet", "52.0.0.20", 81).told.paths) == 1


def test_of_many_ways_the_rest_is_counted():
    """No more than some are told, and how many there are besides."""
    world = World()
    world.vpc()
    world.subnet("all", "10.0.1.0/24")
    for number in range(MOST_WAYS + 3):
        world.eni(f"m{number}", "subnet-all", f"10.0.1.{10 + number}")
        world.group(f"g{number}")
        world.wear(f"eni-m{number}", "sg-open", f"sg-g{number}")
    world.eni("end", "subnet-all", "10.0.1.200")
    told = Asked(world, "10.0.1.0/24", "eni-end", 22).told
    assert (len(told.paths), told.more_paths > 0) == (MOST_WAYS, True)


def test_of_what_is_blocked_the_ways_are_where_it_ends():
    """They carry nothing, and say where."""
    world = public()
    world.group("shut")
    world.wear("eni-web", "sg-shut")
    told = Asked(world, "internet", "eni-web", 22).told
    assert {one.verdict for one in told.paths} == {"blocked"}
    assert not any(one.traffic for one in told.paths)


def test_what_would_have_to_be_read_is_named():
    """Only where it is unknown for want of it; a rule that denies is no want."""
    world = public().without(f"{EC2}NetworkAcl", State.FAILED)
    found = Asked(world, "internet", "eni-web", 22)
    assert found.verdict == "unknown"
    assert [(one.type, one.aspect) for one in found.told.unread] == [(f"{EC2}NetworkAcl", None)]
    shut = public()
    shut.group("shut")
    shut.wear("eni-web", "sg-shut")
    assert Asked(shut, "internet", "eni-web", 22).told.unread == ()


def test_a_detail_that_was_not_read_is_named():
    """The health of targets, of their group."""
    world = public()
    lb = world.balancer("nlb", ("subnet-public", "10.0.1.20", "52.0.0.20"))
    world.listener(lb, 80, world.targets("web", "i-web"))
    world.without_aspect(f"{ELB}TargetGroup", "target-health")
    found = Asked(world, "internet", "52.0.0.20", 80)
    assert found.verdict == "unknown"
    assert (f"{ELB}TargetGroup", "target-health") in {
        (one.type, one.aspect) for one in found.told.unread
    }
