"""The way of packets there and back, on small networks made by hand."""

import pytest
from msgspec.structs import replace

from cartographer.reach.bounds import Bounds
from cartographer.reach.network import (
    Behaviour,
    Door,
    Drop,
    Link,
    Listener,
    Local,
    Maybe,
    Port,
    Proxy,
    Route,
    State,
    Table,
    Target,
    To,
)
from cartographer.reach.traffic import IPV4, Field
from tests.cartographer.reach.network import OUTSIDE, Net, codes, number, verdict


def test_nothing_in_the_way_is_reachable(net):
    """Without a filter all that was asked gets there and is answered."""
    traffic = net.to("10.0.0.2/32") & net.tcp(22)
    answer = net.ask("a", traffic)
    assert answer.round_trip.certain is traffic & net.from_("10.0.0.1/32")


def test_a_port_sends_only_what_is_its_own(net):
    """What bears another's address never leaves."""
    assert verdict(net.ask("a", net.from_("10.0.0.9/32")).round_trip) == "blocked"


def test_a_machine_reaches_itself_whatever_filters_say(net):
    """Packets to an own address never leave the machine, not even to its other port."""
    net.filter("none")
    net.port("a", "10.0.0.1", "home", ingress=("none",), owner="machine")
    net.port("a2", "10.0.0.3", "home", ingress=("none",), owner="machine")
    for address in ("10.0.0.1/32", "10.0.0.3/32"):
        assert verdict(net.ask("a", net.to(address)).round_trip) == "reachable"


def test_a_stateful_filter_lets_the_reply_pass(net):
    """Nothing may begin outwards, yet the answer to what came in goes out."""
    net.filter("in", net.allow(net.tcp(22)), session="s")
    net.filter("out", session="s")
    net.port("b", "10.0.0.2", "home", ingress=("in",), egress=("out",))
    answer = net.ask("a", net.to("10.0.0.2/32"))
    assert answer.round_trip.certain is answer.forward.certain
    assert answer.round_trip.certain <= net.tcp(22)


def test_a_stateless_filter_must_let_the_reply_pass(net):
    """A reply to a port that the other direction does not admit is dropped, and said to be."""
    net.filter("in", net.allow(net.tcp(22)))
    net.filter(
        "out", net.allow(net.tcp() & net.space.where(Field.DESTINATION_PORT, ((1024, 2000),)))
    )
    net.port("b", "10.0.0.2", "home", ingress=("in",), egress=("out",))
    answer = net.ask("a", net.to("10.0.0.2/32") & net.tcp(22))
    assert verdict(answer.forward) == "reachable"
    assert answer.round_trip.certain.values(Field.SOURCE_PORT) == ((1024, 2000),)
    net.filter("out", net.deny(net.space.everything))
    answer = net.ask("a", net.to("10.0.0.2/32") & net.tcp(22))
    assert (verdict(answer.forward), verdict(answer.round_trip)) == ("reachable", "blocked")
    assert ("return", "barred") in codes(answer)


def test_every_reason_is_told(net):
    """Two filters in the way are two reasons: opening one would not do."""
    net.filter("one", code="first")
    net.filter("two", code="second")
    net.port("b", "10.0.0.2", "home", ingress=("one", "two"))
    found = codes(net.ask("a", net.to("10.0.0.2/32")))
    assert {("forward", "first"), ("forward", "second")} <= found


def test_many_destinations_are_asked_where_somebody_holds_them(net):
    """A wide prefix is reachable where a machine is, and nowhere else; its filter counts."""
    net.filter("in", net.allow(net.tcp(22)), session="s")
    net.port("b", "10.0.0.2", "home", ingress=("in",))
    found = net.ask("a", net.to("10.0.0.0/16") & net.tcp()).round_trip
    assert found.certain.values(Field.DESTINATION) == ((number("10.0.0.1"), number("10.0.0.2")),)
    assert found.certain & net.to("10.0.0.2/32") <= net.tcp(22)


def test_many_destinations_of_which_holders_were_not_read_are_unknown(net):
    """Whoever may be there was not seen: nothing is certain, and nothing shut."""
    net.addresses["home", number("10.0.0.0")] = ["unseen-port"]
    assert verdict(net.ask("a", net.to("10.0.128.0/17")).round_trip) == "blocked"
    everywhere = Net.holders
    net.holders = lambda domain, family, address: (
        everywhere(net, domain, family, address) or ("unseen-port",)
    )
    assert verdict(net.ask("a", net.to("10.0.128.0/17")).round_trip) == "unknown"


def test_a_label_is_seen_at_private_addresses(net):
    """A rule that names a label lets its bearers in, and the sender's filter sees the target's."""
    net.filter("in", net.allow(net.space.everything, label="friends"), session="s")
    net.filter("out", net.allow(net.space.everything, label="servers"), session="t")
    net.port("b", "10.0.0.2", "home", ingress=("in",), labels=frozenset({"servers"}))
    net.port("a", "10.0.0.1", "home", egress=("out",), labels=frozenset({"friends"}))
    net.port("c", "10.0.0.3", "home")
    assert verdict(net.ask("a", net.to("10.0.0.2/32")).round_trip) == "reachable"
    assert verdict(net.ask("c", net.to("10.0.0.2/32")).round_trip) == "blocked"
    assert verdict(net.ask("a", net.to("10.0.0.3/32")).round_trip) == "blocked"


def test_the_longest_prefix_decides(net):
    """A narrower route to nowhere takes its part away from a wider one."""
    net.local("home", hole=net.route("10.0.0.2/32", Drop("hole")))
    assert verdict(net.ask("a", net.to("10.0.0.2/32")).round_trip) == "blocked"
    net.port("c", "10.0.0.3", "home")
    assert verdict(net.ask("a", net.to("10.0.0.3/32")).round_trip) == "reachable"


def test_what_a_table_may_hold_is_not_certain(net):
    """A route that may be there makes the answer unknown, and an unknown next hop too."""
    net.local("home", maybe=net.route("10.0.0.2/32", Drop("hole"), known=False))
    assert verdict(net.ask("a", net.to("10.0.0.2/32")).round_trip) == "unknown"
    net.local("home", maybe=net.route("10.0.0.2/32", Maybe("nobody-knows")))
    answer = net.ask("a", net.to("10.0.0.2/32"))
    assert verdict(answer.round_trip) == "unknown"
    assert ("forward", "nobody-knows") in codes(answer)


def test_what_is_down_is_latent(net):
    """Nothing gets to a machine that is stopped, and it would if it were started."""
    net.port("b", "10.0.0.2", "home", state=State(up=False, code="stopped"))
    answer = net.ask("a", net.to("10.0.0.2/32"))
    assert verdict(answer.round_trip) == "blocked"
    assert answer.round_trip.latent
    net.port("b", "10.0.0.2", "home", state=State(up=None, code="not-seen"))
    assert verdict(net.ask("a", net.to("10.0.0.2/32")).round_trip) == "unknown"


def test_a_blackhole_is_latent_where_it_led_somewhere(net):
    """A route whose target is gone shows where it would lead."""
    net.local("home", hole=net.route("10.0.0.2/32", Drop("blackhole", Local("home"))))
    answer = net.ask("a", net.to("10.0.0.2/32"))
    assert verdict(answer.round_trip) == "blocked"
    assert answer.round_trip.latent


# --- translators --------------------------------------------------------------------------


@pytest.fixture
def edge(net):
    """Return the network with a gateway to the outside, by which b is called."""
    net.gateway("gate", "home")
    net.map("gate", "10.0.0.2", "203.0.113.2")
    net.table(
        "table-home",
        home=net.route("10.0.0.0/8", Local("home")),
        out=net.route("0.0.0.0/0", To("gate")),
    )
    return net


CLIENT = "198.51.100.0/24"
ALL = "0.0.0.0/0"


def test_the_outside_comes_in_by_a_mapped_address(edge):
    """What was asked is told in the packets as the client sends them."""
    traffic = edge.from_(CLIENT) & edge.to("203.0.113.2/32") & edge.tcp(443)
    assert edge.ask(OUTSIDE, traffic).round_trip.certain is traffic


def test_without_a_mapping_nothing_goes_out(edge):
    """A private address alone gets no further than the gateway."""
    answer = edge.ask("a", edge.to("198.51.100.7/32"))
    assert verdict(answer.round_trip) == "blocked"
    assert ("forward", "no-outside-address") in codes(answer)
    assert verdict(edge.ask("b", edge.to("198.51.100.7/32")).round_trip) == "reachable"


def test_a_reply_by_another_way_is_dropped(edge):
    """In by the gateway, out by a translator: the client never sees an answer that it knows."""
    edge.masker("nat", "10.0.0.8", "home")
    edge.add(edge.element("table-home").__class__("nat-t", edge.element("table-home").routes))
    edge.map("gate", "10.0.0.8", "203.0.113.8")
    edge.table(
        "table-home",
        home=edge.route("10.0.0.0/8", Local("home")),
        out=edge.route("0.0.0.0/0", To("nat")),
    )
    answer = edge.ask(OUTSIDE, edge.from_(CLIENT) & edge.to("203.0.113.2/32") & edge.tcp(443))
    assert (verdict(answer.forward), verdict(answer.round_trip)) == ("reachable", "blocked")
    assert ("return", "reply-other-way") in codes(answer)
    out = edge.ask("a", edge.to("198.51.100.7/32") & edge.tcp(443))
    assert verdict(out.round_trip) == "reachable"
    unasked = edge.ask(OUTSIDE, edge.from_(CLIENT) & edge.to("203.0.113.8/32") & edge.tcp(443))
    assert ("forward", "unsolicited") in codes(unasked)


def test_labels_do_not_pass_a_translator(edge):
    """By the public address a friend is a stranger."""
    edge.filter("in", edge.allow(edge.space.everything, label="friends"), session="s")
    edge.port("b", "10.0.0.2", "home", ingress=("in",))
    edge.port("a", "10.0.0.1", "home", labels=frozenset({"friends"}))
    edge.map("gate", "10.0.0.1", "203.0.113.1")
    assert verdict(edge.ask("a", edge.to("10.0.0.2/32")).round_trip) == "reachable"
    assert verdict(edge.ask("a", edge.to("203.0.113.2/32")).round_trip) == "blocked"


# --- links --------------------------------------------------------------------------------


def linked(net, **more):
    """Add a second domain with a port, and links both ways."""
    net.domain("away", "172.16.0.0/12")
    net.port("far", "172.16.0.1", "away")
    everything = Bounds.exactly(net.space.everything)
    for name, to in (("there", "away"), ("back", "home")):
        net.add(Link(name, everything, "beyond", ((None, Local(to)),), **more))
    net.table(
        "table-home",
        home=net.route("10.0.0.0/8", Local("home")),
        away=net.route("172.16.0.0/12", To("there")),
    )
    net.table(
        "table-away",
        away=net.route("172.16.0.0/12", Local("away")),
        home=net.route("10.0.0.0/8", To("back")),
    )


def test_a_link_needs_routes_on_both_sides(net):
    """Without a route back the request arrives and the reply does not."""
    linked(net)
    assert verdict(net.ask("a", net.to("172.16.0.1/32")).round_trip) == "reachable"
    net.table("table-away", away=net.route("172.16.0.0/12", Local("away")))
    answer = net.ask("a", net.to("172.16.0.1/32"))
    assert (verdict(answer.forward), verdict(answer.round_trip)) == ("reachable", "blocked")
    assert ("return", "no-route") in codes(answer)


def test_a_link_carries_what_its_law_says(net):
    """What lies beyond the other side is not carried."""
    linked(net)
    law = Bounds.exactly(net.to("172.16.1.0/24"))
    net.add(Link("there", law, "beyond", ((None, Local("away")),)))
    answer = net.ask("a", net.to("172.16.0.1/32"))
    assert ("forward", "beyond") in codes(answer)
    assert verdict(answer.round_trip) == "blocked"


@pytest.mark.parametrize(("keeps", "expected"), [(True, "reachable"), (False, "blocked")])
def test_a_link_keeps_labels_or_drops_them(net, keeps, expected):
    """A rule that names a label beyond a link holds only if the link keeps labels."""
    linked(net, keeps_labels=keeps)
    net.filter("in", net.allow(net.space.everything, label="friends"), session="s")
    net.port("far", "172.16.0.1", "away", ingress=("in",))
    net.port("a", "10.0.0.1", "home", labels=frozenset({"friends"}))
    assert verdict(net.ask("a", net.to("172.16.0.1/32")).round_trip) == expected


def test_a_link_has_exits_by_zone(net):
    """From a zone without an exit there is no way."""
    linked(net)
    everything = Bounds.exactly(net.space.everything)
    exits = (("z1", Local("away")),)
    net.add(Link("there", everything, "beyond", exits, zone_code="zone"))
    net.port("a", "10.0.0.1", "home", zone="z1")
    net.port("b", "10.0.0.2", "home", zone="z2")
    assert verdict(net.ask("a", net.to("172.16.0.1/32")).round_trip) == "reachable"
    assert ("forward", "zone") in codes(net.ask("b", net.to("172.16.0.1/32")))


def test_what_is_not_modelled_is_unknown(net):
    """A way through something unseen may lead to the goal, and nobody is sure."""
    net.local("home", odd=net.route("10.0.0.2/32", To("appliance")))
    answer = net.ask("a", net.to("10.0.0.2/32"), {"b"})
    assert verdict(answer.round_trip) == "unknown"
    assert ("forward", "unseen") in codes(answer)


def test_a_loop_ends(net):
    """Two tables that send to each other drop the packets."""
    net.table("t1", all=net.route("0.0.0.0/0", To("t2")))
    net.table("t2", all=net.route("0.0.0.0/0", To("t1")))
    net.port("a", "10.0.0.1", "home", table="t1")
    assert ("forward", "routing-loop") in codes(net.ask("a", net.to("10.0.0.2/32")))


# --- edges of a place ---------------------------------------------------------------------


def test_a_filter_at_an_edge_is_not_met_inside(net):
    """Two ports of one place talk freely; who comes from another place does not."""
    net.filter("edge", edge=True, code="edge")
    net.port("b", "10.0.0.2", "home", ingress=("edge",), place="p")
    net.port("a", "10.0.0.1", "home", place="p")
    net.port("c", "10.0.0.3", "home", place="q")
    assert verdict(net.ask("a", net.to("10.0.0.2/32")).round_trip) == "reachable"
    assert ("forward", "edge") in codes(net.ask("c", net.to("10.0.0.2/32")))


# --- balancers ----------------------------------------------------------------------------


def balanced(net, *, ends=False, target_state=None, **listener):
    """Add a balancer at 10.0.0.5 that hands port 80 on to port 8080 of b."""
    target = Target("b", 8080, (IPV4, number("10.0.0.2")), "z1", target_state or State())
    match = net.tcp(80)
    net.add(Proxy("lb-proxy", (Listener("tcp 80", match, (target,), **listener),), ends=ends))
    net.port("lb", "10.0.0.5", "home", beyond="lb-proxy", zone="z1")
    net.filter("b-in", net.allow(net.tcp(8080) & net.from_("10.0.0.5/32")), session="b")
    net.port("b", "10.0.0.2", "home", ingress=("b-in",))


def test_a_balancer_hands_on_as_itself(net):
    """The target sees the balancer's address, and the client gets its answer from it."""
    balanced(net, preserves=False)
    traffic = net.to("10.0.0.5/32") & net.tcp(80)
    answer = net.ask("a", traffic)
    assert answer.round_trip.certain is traffic & net.from_("10.0.0.1/32")
    assert ("forward", "no-listener") in codes(net.ask("a", net.to("10.0.0.5/32") & net.tcp(81)))


def test_a_balancer_that_preserves_shows_the_client(net):
    """The target's filter sees the client's address, which it does not admit here."""
    balanced(net, preserves=True)
    answer = net.ask("a", net.to("10.0.0.5/32") & net.tcp(80))
    assert verdict(answer.round_trip) == "blocked"
    net.filter("b-in", net.allow(net.tcp(8080) & net.from_("10.0.0.1/32")), session="b")
    assert verdict(net.ask("a", net.to("10.0.0.5/32") & net.tcp(80)).round_trip) == "reachable"


def test_a_target_of_another_family_sees_the_balancer(net):
    """A client of IPv6 gets to a target of IPv4, which sees the balancer's own address."""
    balanced(net, preserves=True)
    six = (1, (1 << 120, 1 << 120))
    lb = net.element("lb")
    net.add(replace(lb, addresses=(*lb.addresses, six)))
    net.addresses.setdefault(("home", 1 << 120), []).append("lb")
    client = (1, (2 << 120, 2 << 120))
    net.add(Port("c6", (client,), Behaviour(domain="home", table="table-home6")))
    net.addresses.setdefault(("home", 2 << 120), []).append("c6")
    everything = net.space.everything
    for table in ("table-home6", "table-home"):
        net.add(Table(table, (Route(everything, 0, Local("home"), "all"),)))
    traffic = net.space.addresses(Field.DESTINATION, 1, (six[1],)) & net.tcp(80)
    answer = net.ask("c6", traffic)
    assert verdict(answer.round_trip) == "reachable"
    assert answer.round_trip.certain <= net.space.families[1]


def test_what_is_local_beats_what_is_announced(net):
    """A route of a higher tier loses to a wider one, however narrow it is."""
    net.local("home", announced=net.route("10.0.0.2/32", Drop("elsewhere"), tier=1))
    assert verdict(net.ask("a", net.to("10.0.0.2/32")).round_trip) == "reachable"


def test_a_target_in_another_zone_gets_nothing_without_cross_zone(net):
    """A node sends to its own zone only, if it is told to."""
    balanced(net, preserves=False, crosses_zones=False)
    net.port("lb", "10.0.0.5", "home", beyond="lb-proxy", zone="z2")
    answer = net.ask("a", net.to("10.0.0.5/32") & net.tcp(80))
    assert ("forward", "no-target-in-zone") in codes(answer)


def test_a_target_that_is_down_is_latent(net):
    """An unhealthy target would be reachable if it were well."""
    balanced(net, preserves=False, target_state=State(up=False, code="unhealthy"))
    answer = net.ask("a", net.to("10.0.0.5/32") & net.tcp(80))
    assert verdict(answer.round_trip) == "blocked"
    assert answer.round_trip.latent


def test_a_proxy_ends_the_flow(net):
    """It answers itself, whether or not a target does."""
    balanced(net, ends=True, target_state=State(up=False, code="unhealthy"))
    answer = net.ask("a", net.to("10.0.0.5/32") & net.tcp(80))
    assert verdict(answer.round_trip) == "reachable"
    assert [way.at for way in answer.ways] == ["lb"]


def test_what_a_proxy_sends_itself_comes_back_to_it(net):
    """Its own flow to a target is no reply of a client's."""
    balanced(net, ends=True)
    answer = net.ask("lb", net.to("10.0.0.2/32") & net.tcp(8080))
    assert verdict(answer.round_trip) == "reachable"
    assert {way.at for way in answer.ways} == {"b"}
    assert verdict(net.ask("lb", net.to("10.0.0.2/32") & net.tcp(81)).round_trip) == "blocked"


# --- doors ----------------------------------------------------------------------------------


def door(net, **more):
    """Add a door on the outside that takes port 443 of one range."""
    takes = net.tcp(443) & net.from_("203.0.113.0/24")
    return net.add(Door("door", OUTSIDE, Bounds.exactly(takes), "not-admitted", **more))


def test_a_door_that_is_asked_for_takes_whatever_address_it_has(edge):
    """Who comes from the outside, and who is translated to an address that it admits."""
    door(edge)
    goals = frozenset(("door",))
    seen = edge.from_("203.0.113.0/24") & edge.tcp(443)
    assert edge.ask(OUTSIDE, edge.tcp(443), goals).round_trip.certain is seen
    assert verdict(edge.ask("b", edge.to(CLIENT) & edge.tcp(443), goals).round_trip) == (
        "reachable"
    )
    stranger = edge.ask(OUTSIDE, edge.from_(CLIENT) & edge.tcp(443), goals)
    assert verdict(stranger.round_trip) == "blocked"
    assert ("forward", "not-admitted") in codes(stranger)


def test_a_doors_answer_must_come_back(edge):
    """A stateless filter that drops the reply makes the round trip fail."""
    door(edge)
    edge.filter("no-reply", edge.deny(edge.tcp()))
    edge.port("b", "10.0.0.2", "home", ingress=("no-reply",))
    answer = edge.ask("b", edge.to(CLIENT) & edge.tcp(443), frozenset(("door",)))
    assert (verdict(answer.forward), verdict(answer.round_trip)) == ("reachable", "blocked")


def test_a_door_that_is_down_is_latent(edge):
    """It opens once it is switched on."""
    door(edge, state=State(up=False, code="off"))
    answer = edge.ask(OUTSIDE, edge.tcp(443), frozenset(("door",)))
    assert verdict(answer.round_trip) == "blocked"
    assert answer.round_trip.latent


def test_a_door_with_an_address_of_its_own_is_met_there_alone(edge):
    """It holds the address; who asks for somebody else does not arrive at it."""
    door(edge, addresses=((IPV4, (number("198.51.100.9"), number("198.51.100.9"))),))
    edge.addresses.setdefault((OUTSIDE, number("198.51.100.9")), []).append("door")
    assert [way.at for way in edge.ask("b", edge.to("198.51.100.9/32") & edge.tcp(443)).ways] == [
        "door"
    ]
    assert ("forward", "elsewhere") in codes(
        edge.ask("b", edge.to("198.51.100.9/32") & edge.tcp(443), frozenset(("a",)))
    )


# --- links that remember --------------------------------------------------------------------------


def test_a_reply_goes_back_by_the_link_that_remembers_it(net):
    """Behind the link another domain uses the same addresses: no table there could tell the way."""
    net.domain("far", "10.0.0.0/8")
    net.local("far")
    net.port("service", "10.0.0.2", "far")
    net.port("double", "10.0.0.1", "far")
    link = Link(
        "link",
        Bounds.exactly(net.space.everything),
        "",
        ((None, Local("far")),),
        back=Local("home"),
    )
    net.add(link)
    net.local("home", away=net.route("10.0.0.2/32", To("link")))
    assert verdict(net.ask("a", net.to("10.0.0.2/32")).round_trip) == "reachable"
    net.add(replace(link, back=None))
    answer = net.ask("a", net.to("10.0.0.2/32"))
    assert ("return", "reply-to-another") in codes(answer)


def test_what_a_goal_hands_on_has_reached_it(net):
    """Who asks for a balancer is told of the targets behind it, and of nobody else."""
    net.port("c", "10.0.0.3", "home")
    target = Target("b", None, (IPV4, number("10.0.0.2")))
    listener = Listener("tcp", net.tcp(), (target,), preserves=True)
    net.add(Proxy("pool", (listener,), ends=False))
    net.port("lb", "10.0.0.9", "home", beyond="pool", forwards=True)
    asked = net.to("10.0.0.9/32") & net.tcp(22)
    assert verdict(net.ask("a", asked, {"lb"}).round_trip) == "reachable"
    assert ("forward", "elsewhere") in codes(net.ask("a", asked, {"c"}))


def test_a_link_may_forget_the_zone(net):
    """What comes out is in no zone, so that only an exit for any takes it."""
    net.port("a", "10.0.0.1", "home", zone="z")
    zoned = Link("zoned", Bounds.exactly(net.space.everything), "", (("z", Local("home")),))
    law = zoned.law
    net.add(zoned, Link("link", law, "", (("z", To("zoned")),), keeps_zone=False))
    net.local("home", odd=net.route("10.0.0.2/32", To("link")))
    assert ("forward", "no-zone") in codes(net.ask("a", net.to("10.0.0.2/32")))
    net.add(Link("link", law, "", (("z", To("zoned")),)))
    assert verdict(net.ask("a", net.to("10.0.0.2/32")).round_trip) == "reachable"
