"""Filters that must see both ways: a firewall loses the flow of which it saw half."""

import pytest
from msgspec.structs import replace

from cartographer.reach.bounds import Bounds
from cartographer.reach.network import Emit, Link, Local, To
from tests.cartographer.reach.network import OUTSIDE, codes, verdict

ALL = "0.0.0.0/0"


def watched(net, *, there=True, back=True, pairs=True):
    """Put an appliance on the way there, on the way back, or on both."""
    net.filter("rules", net.allow(net.tcp(22)), session="s", pairs=pairs)
    net.port("fw", "10.0.1.1", "home", ingress=("rules",), forwards=True, beyond="on")
    net.add(Link("on", Bounds.exactly(net.space.everything), "", ((None, Local("home")),)))
    ways = {"there": ("10.0.0.2/32", there), "back": ("10.0.0.1/32", back)}
    net.local(
        "home", **{name: net.route(at, To("fw")) for name, (at, used) in ways.items() if used}
    )
    return net.ask("a", net.to("10.0.0.2/32") & net.tcp())


def test_an_appliance_that_sees_both_ways_lets_pass_by_its_rules(net):
    """What it admits is answered, and nothing else."""
    assert watched(net).round_trip.certain <= net.tcp(22)
    assert verdict(watched(net).round_trip) == "reachable"


@pytest.mark.parametrize("seen", [{"back": False}, {"there": False}])
def test_an_appliance_that_sees_one_way_loses_the_flow(net, seen):
    """The request alone or the reply alone: the flow dies, and the appliance is named."""
    answer = watched(net, **seen)
    assert (verdict(answer.forward), verdict(answer.round_trip)) == ("reachable", "blocked")
    assert ("return", "reply-other-way") in codes(answer)


@pytest.mark.parametrize("seen", [{"back": False}, {"there": False}])
def test_an_appliance_that_may_let_half_a_flow_pass_is_unknown(net, seen):
    """Nobody knows what it does with half a flow."""
    assert verdict(watched(net, **seen, pairs=None).round_trip) == "unknown"


def test_a_security_group_need_not_see_the_reply(net):
    """A filter that does not pair forgets what never comes back."""
    assert verdict(watched(net, back=False, pairs=False).round_trip) == "reachable"


def test_an_appliance_on_the_other_side_of_a_translator_knows_no_reply(net):
    """It saw the request before it was translated, and the reply before it is translated back."""
    net.domain(OUTSIDE, outside=True)
    net.filter("rules", net.allow(net.tcp()), session="s", pairs=True)
    net.port("fw", "10.0.1.1", "home", ingress=("rules",), forwards=True, beyond="on", table="t")
    net.add(Link("on", Bounds.exactly(net.space.everything), "", ((None, Emit("fw")),)))
    net.masker("nat", "10.0.0.8", "home")
    net.gateway("gate", "home")
    net.map("gate", "10.0.0.8", "203.0.113.8")
    net.table("t", home=net.route("10.0.0.0/8", Local("home")), out=net.route(ALL, To("nat")))
    net.table("nat-t", home=net.route("10.0.0.0/8", Local("home")), out=net.route(ALL, To("gate")))
    net.table(
        "table-home", home=net.route("10.0.0.0/8", Local("home")), out=net.route(ALL, To("fw"))
    )
    asked = net.to("198.51.100.7/32") & net.tcp(443)
    assert verdict(net.ask("a", asked).round_trip) == "blocked"
    back = net.route("10.0.0.1/32", To("fw"))
    net.table("nat-t", back=back, out=net.route(ALL, To("gate")))
    assert verdict(net.ask("a", asked).round_trip) == "reachable"
    net.add(replace(net.element("gate"), inward=To("fw")))
    answer = net.ask("a", asked)
    assert verdict(answer.round_trip) == "blocked"
    assert ("return", "reply-other-way") in codes(answer)
