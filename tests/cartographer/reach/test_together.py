"""One of several ways, of which nobody knows which: what all bring, and what any may."""

from msgspec.structs import replace

from cartographer.reach.bounds import Bounds
from cartographer.reach.network import Drop, Link, Local, OneOf, To
from tests.cartographer.reach.network import codes, verdict


def forked(net, *choices, **more):
    """Send what goes to `b` one of several ways."""
    route = net.route("10.0.0.2/32", OneOf(choices, "equal-routes", **more))
    net.local("home", odd=route)


DOWN = Drop("blackhole-route", Local("home"))


def test_what_every_choice_brings_is_certain(net):
    """Of two ways that both get there one is gone, whichever it is."""
    forked(net, Local("home"), To("home"))
    traffic = net.to("10.0.0.2/32") & net.from_("10.0.0.1/32")
    answer = net.ask("a", net.to("10.0.0.2/32"))
    assert answer.round_trip.certain is answer.forward.certain is traffic


def test_what_some_choice_brings_is_possible(net):
    """One way that is shut leaves the other possible, one that is down leaves it latent."""
    forked(net, Local("home"), Drop("shut"))
    assert verdict(net.ask("a", net.to("10.0.0.2/32")).round_trip) == "unknown"
    forked(net, Drop("shut"), Drop("shut"))
    assert verdict(net.ask("a", net.to("10.0.0.2/32")).round_trip) == "blocked"
    forked(net, DOWN, Drop("shut"))
    answer = net.ask("a", net.to("10.0.0.2/32"))
    assert (verdict(answer.round_trip), bool(answer.round_trip.latent)) == ("blocked", True)


def test_choices_that_bring_different_packets_are_certain_of_the_common_ones(net):
    """By one way everything gets there, by the other one port: that port is certain."""
    net.port("x", "10.0.0.9", "home", forwards=True, beyond="pass", ingress=("only",))
    net.filter("only", net.allow(net.tcp(22)), session="s")
    net.add(Link("pass", Bounds.exactly(net.space.everything), "", ((None, Local("home")),)))
    forked(net, Local("home"), To("x"))
    answer = net.ask("a", net.to("10.0.0.2/32"))
    assert answer.round_trip.certain <= net.tcp(22)
    assert verdict(answer.round_trip) == "reachable"
    assert answer.round_trip.possible is net.to("10.0.0.2/32") & net.from_("10.0.0.1/32")


def test_each_choice_there_meets_each_choice_back(net):
    """Two choices there and two back: one that fails in either direction leaves a doubt."""
    forked(net, Local("home"), To("home"))
    net.port("b", "10.0.0.2", "home", table="table-b")
    net.table("table-b", back=net.route("10.0.0.1/32", OneOf((Local("home"), To("home")), "e")))
    assert verdict(net.ask("a", net.to("10.0.0.2/32")).round_trip) == "reachable"
    net.table("table-b", back=net.route("10.0.0.1/32", OneOf((Local("home"), Drop("x")), "e")))
    answer = net.ask("a", net.to("10.0.0.2/32"))
    assert (verdict(answer.forward), verdict(answer.round_trip)) == ("reachable", "unknown")


def appliances(net, *, both_ways):
    """Put one of two stateful appliances between `a` and `b`, for packets both ways."""
    for one in ("one", "two"):
        net.filter(f"rules-{one}", net.allow(net.tcp()), session=one, pairs=True)
        net.port(one, f"10.0.1.{len(one)}", "home", ingress=(f"rules-{one}",), forwards=True)
        element = net.element(one)
        net.add(replace(element, beyond="on"))
    net.add(Link("on", Bounds.exactly(net.space.everything), "", ((None, Local("home")),)))
    one_of = OneOf((To("one"), To("two")), "appliance-mode", both_ways=both_ways)
    net.local("home", there=net.route("10.0.0.2/32", one_of), back=net.route("10.0.0.1/32", one_of))
    return net.ask("a", net.to("10.0.0.2/32"))


def test_a_choice_that_is_kept_holds_for_the_reply(net):
    """In appliance mode the reply meets the appliance that let the request pass."""
    assert verdict(appliances(net, both_ways=True).round_trip) == "reachable"


def test_without_it_the_reply_may_meet_another(net):
    """Each appliance knows its own flows only: the reply is lost at the other."""
    answer = appliances(net, both_ways=False)
    assert (verdict(answer.forward), verdict(answer.round_trip)) == ("reachable", "unknown")
    assert ("return", "reply-other-way") in codes(answer)
