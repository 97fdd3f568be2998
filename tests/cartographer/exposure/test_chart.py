"""The chart of what the internet can reach: stops, legs, and what is left out."""

from itertools import pairwise

import pytest

from cartographer import bootstrap
from cartographer.exposure.chart import chart, share
from cartographer.exposure.listing import Exposed
from cartographer.model.coverage import State
from cartographer.model.verdict import TrafficBox
from tests.cartographer.clouds.aws.documents import EC2
from tests.cartographer.clouds.aws.estate import public

ANY = "0.0.0.0/0"


def row(name, door="tcp/22", state="open", source=(ANY,), anchor=None, by=None):
    """Return an exposure of the internet to something."""
    anchor = anchor or name
    box = TrafficBox("ipv4", "tcp", source, ("52.0.0.1/32",))
    width = "any" if source == (ANY,) else "few"
    key = f"{anchor} network internet {door}"
    return Exposed(key, name, anchor, door, "internet", "network", by, (), width, (box,), state)


def straight(*ways):
    """Return the way of each row by its resource."""
    return lambda row: dict(ways).get(row.resource, ())


def short(id_):
    return id_.rsplit("/", 1)[-1] if ":" in id_ else id_


def legs(found):
    """Return the legs of a chart in short."""
    return {
        (short(one.source), short(one.target), one.state, one.sources, one.doors)
        for one in found.legs
    }


def test_a_way_is_drawn_once_where_it_is_shared():
    """Two machines behind one gateway: its leg counts both, and they part behind it."""
    found = chart([row("a"), row("b", "tcp/443")], straight(("a", ("igw",)), ("b", ("igw",))))
    assert [stop.id for stop in found.stops if stop.role == "way"] == ["igw"]
    assert [(stop.exposures, stop.resources) for stop in found.stops if stop.id == "igw"] == [
        (2, 2)
    ]
    assert {(one.source, one.target, one.doors) for one in found.legs} == {
        ("audience internet", "door tcp/22", ("tcp/22",)),
        ("audience internet", "door tcp/443", ("tcp/443",)),
        ("door tcp/22", "igw", ("tcp/22",)),
        ("door tcp/443", "igw", ("tcp/443",)),
        ("igw", "a", ("tcp/22",)),
        ("igw", "b", ("tcp/443",)),
    }


@pytest.mark.parametrize(
    "other", [row("b", state="latent"), row("b", state="unknown"), row("b", source=("9.9.9.0/24",))]
)
def test_what_is_less_sure_or_narrower_goes_along_a_leg_of_its_own(other):
    """No leg says more than what goes along it."""
    found = chart([row("a"), other], straight(("a", ("igw",)), ("b", ("igw",))))
    shared = [one for one in found.legs if (one.source, one.target) == ("door tcp/22", "igw")]
    assert {(one.state, one.sources, one.exposures) for one in shared} == {
        ("open", "any", 1),
        (other.state, other.sources, 1),
    }


def test_what_one_owner_manages_is_one_stop():
    """Machines of a group are one exposure, counted."""
    rows = [row(f"i-{number}", anchor="asg") for number in range(5)]
    found = chart(rows, straight(("i-0", ("igw",))), most=1)
    assert [(one.id, one.resources) for one in found.stops if one.role == "resource"] == [
        ("asg", 5)
    ]
    assert (found.exposures, found.resources, found.more) == (5, 5, 0)


def test_the_largest_come_first_and_the_rest_is_counted():
    """Sure before unknown before latent; then by the share of all addresses."""
    rows = [
        row("narrow", source=("9.9.9.9/32",)),
        row("half", source=("0.0.0.0/1",)),
        row("down", state="latent"),
        row("wide"),
        row("doubt", state="unknown"),
    ]
    drawn = [
        {one.id for one in chart(rows, straight(), most).stops if one.role == "resource"}
        for most in range(1, 6)
    ]
    assert drawn[0] == {"wide"}
    assert [(more - less).pop() for less, more in pairwise(drawn)] == [
        "half",
        "narrow",
        "doubt",
        "down",
    ]
    found = chart(rows, straight(), most=2)
    assert (found.exposures, found.more, found.more_resources) == (2, 3, 3)


def test_nothing_open_is_an_empty_chart():
    """Not even the internet is drawn."""
    found = chart([], straight())
    assert (found.stops, found.legs, found.exposures, found.more) == ((), (), 0, 0)


def test_a_share_is_that_of_the_wider_family():
    """All of IPv4 is all, a /8 of it one of 256."""
    assert share(row("a")) == 1.0
    assert share(row("a", source=("9.0.0.0/8",))) == 1 / 256


# --- of an estate -----------------------------------------------------------------------------


def ways(world, most=None):
    return bootstrap.chart(world.snapshot, most)


def shop():
    """Return an estate whose one machine is open by ssh, behind a filter of its own."""
    world = public()
    world.group("web", ("tcp", 22, ANY), outward=())
    world.wear("eni-web", "sg-web")
    return world


def test_a_machine_is_reached_by_gateway_access_list_and_group():
    """Who decides on the way stands on it, in order; subnets, tables and interfaces do not."""
    found = legs(ways(shop()))
    v = ("open", "any", ("tcp/22",))
    assert found == {
        ("audience internet", "door tcp/22", *v),
        ("door tcp/22", "igw-main", *v),
        ("igw-main", "acl-main-default", *v),
        ("acl-main-default", "sg-web", *v),
        ("sg-web", "i-web", *v),
    }


def test_without_a_way_back_nothing_is_drawn():
    """The near miss: group and address are there, the route to the gateway is not."""
    world = shop()
    world.table("public", "subnet-public", routes={})
    assert ways(world).stops == ()


def test_a_balancer_stands_on_the_way_to_its_target():
    """What is called is the balancer; the machine is what is got to."""
    world = shop()
    lb = world.balancer("nlb", ("subnet-private", "10.0.2.20", "52.0.0.20"))
    world.listener(lb, 80, world.targets("nlb", "i-web"))
    world.table("private", "subnet-private", routes={ANY: "igw-main"})
    world.group("http", ("tcp", 80, ANY))
    world.wear("eni-web", "sg-http")
    called = {one for one in legs(ways(world)) if "80" in one[:2]}
    assert called == {
        ("acl-main-default", "80", "open", "any", ("tcp/80",)),
        ("80", "sg-http", "open", "any", ("tcp/80",)),
    }


def test_what_was_not_read_is_drawn_as_unknown():
    """The groups could not be read: the way is there, and nobody knows."""
    found = ways(shop().without(f"{EC2}SecurityGroup", State.FAILED))
    assert {one.state for one in found.legs} == {"unknown"}
    opened = [short(one.name) for one in found.stops if one.role == "resource"]
    assert opened == ["i-web"]
