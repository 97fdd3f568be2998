"""Packets of one interface, verified on networks of no cloud: filters in a row, and one next hop.

The filters have the shape in which each cloud's are told: two groups that both must allow, a
policy above them, an access list at the edge of a place.
"""

import pytest

from cartographer.exposure.header import FlowError
from cartographer.exposure.passage import Decider, NextHop
from cartographer.reach.bounds import Bounds
from cartographer.reach.network import (
    Drop,
    Filter,
    Hop,
    Link,
    Local,
    Maybe,
    Route,
    Rule,
    Table,
    To,
    Verb,
)
from cartographer.reach.traffic import ICMP, IPV4, Field
from tests.cartographer.exposure.network import Findable, codes
from tests.cartographer.reach.network import OUTSIDE, number, spans

REMOTE = "203.0.113.7"


@pytest.fixture
def net():
    """Return a network of one domain with an interface whose table knows its domain alone."""
    made = Findable()
    made.domain("home", "10.0.0.0/8")
    made.domain(OUTSIDE, outside=True)
    made.table("table-home", home=made.route("10.0.0.0/8", Local("home")))
    made.port("a", "10.0.0.1", "home")
    return made


def guarded(net, *stages, **more):
    """Give the interface one filter inwards."""
    more.setdefault("code", "barred")
    net.add(Filter("guard", stages, holders=("guard",), **more))
    net.port("a", "10.0.0.1", "home", ingress=("guard",))


def groups(net, subnet, interface):
    """Give the interface a group on its subnet and one on itself, each with a rule for port 22."""
    first, second = (
        net.stage(
            net.rule(f"{place}-ssh", verb, net.tcp(22), holder=f"{place}-group"),
            otherwise_rule=f"{place}-DenyAllInBound",
        )
        for place, verb in (("subnet", subnet), ("interface", interface))
    )
    guarded(net, first, second)


# --- two groups in a row ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subnet", "interface", "access", "rule"),
    [
        (Verb.ALLOW, Verb.ALLOW, "allow", "interface-ssh"),
        (Verb.DENY, Verb.ALLOW, "deny", "subnet-ssh"),
        (Verb.ALLOW, Verb.DENY, "deny", "interface-ssh"),
        (Verb.DENY, Verb.DENY, "deny", "subnet-ssh"),
    ],
)
def test_of_two_groups_each_may_deny_and_the_last_allows(net, subnet, interface, access, rule):
    """The deny that is met first is told, else the allow of the group that is asked last."""
    groups(net, subnet, interface)
    found = net.verify("a", "Inbound", REMOTE, local_port=22, protocol="Tcp")
    assert (found.access, found.rule.name) == (access, rule)
    assert found.rule.filter == rule.replace("-ssh", "-group")
    assert {one.direction for one in found.reasons} == {"return"}, "nothing of it is in doubt"


def test_what_no_rule_matches_is_denied_by_the_default(net):
    """The first group that has no rule for it decides; the rule is the provider's."""
    groups(net, Verb.ALLOW, Verb.ALLOW)
    found = net.verify("a", "inbound", REMOTE, local_port=23, protocol="tcp")
    assert found.access == "deny"
    assert found.rule == Decider(None, "subnet-DenyAllInBound", "default", "guard")


def test_a_policy_above_may_let_pass_for_good(net):
    """What it always allows no group is asked about; what it merely allows the groups decide."""
    always = net.rule("always", Verb.FINAL, net.tcp(22), source="policy", native_id="p1")
    merely = net.rule("merely", Verb.NEXT, net.tcp(23), source="policy")
    policy = net.stage(always, merely, otherwise=Verb.NEXT)
    guarded(net, policy, net.stage(otherwise_rule="DenyAllInBound"))
    passed = net.verify("a", "inbound", REMOTE, local_port=22, protocol="tcp")
    assert (passed.access, passed.rule) == ("allow", Decider("p1", "always", "policy", "guard"))
    barred = net.verify("a", "inbound", REMOTE, local_port=23, protocol="tcp")
    assert (barred.access, barred.rule.name) == ("deny", "DenyAllInBound")


# --- any --------------------------------------------------------------------------------------


def test_where_parts_of_any_differ_nobody_can_say(net):
    """Both rules are named; where the parts agree there is no doubt."""
    groups(net, Verb.ALLOW, Verb.ALLOW)
    found = net.verify("a", "inbound", REMOTE)
    assert (found.access, found.rule) == ("unknown", None)
    told = [(one.code, one.rule, one.certain) for one in found.reasons if one.direction != "return"]
    assert told == [
        ("allows", "interface-ssh", True),
        ("denies", "subnet-DenyAllInBound", True),
    ]
    one_port = net.verify("a", "inbound", REMOTE, local_port=22)
    assert one_port.access == "unknown", "UDP 22 is denied"
    assert net.verify("a", "inbound", REMOTE, protocol="udp").access == "deny"


def test_ports_are_those_of_their_side(net):
    """Inwards the local port is the destination's, outwards the remote one."""
    guarded(net, net.stage(net.rule("ssh", Verb.ALLOW, net.tcp(22))))
    net.port("a", "10.0.0.1", "home", ingress=("guard",), egress=("guard",))
    asked = {"local_port": 22, "remote_port": 50000, "protocol": "tcp"}
    assert net.verify("a", "inbound", REMOTE, **asked).access == "allow"
    assert net.verify("a", "outbound", REMOTE, **asked).access == "deny"
    asked = {"local_port": 50000, "remote_port": 22, "protocol": "tcp"}
    assert net.verify("a", "egress", REMOTE, **asked).access == "allow"
    assert net.verify("a", "ingress", REMOTE, **asked).access == "deny"


def test_a_ping_is_a_type_of_icmp(net):
    """Of any type only some pass; of the one that is named all do, or none."""
    echo = net.space.protocol(ICMP) & net.space.types(8)
    guarded(net, net.stage(net.rule("ping", Verb.ALLOW, echo)))
    assert net.verify("a", "inbound", REMOTE, protocol="icmp").access == "unknown"
    asked = {"protocol": "icmp", "icmp_code": 0}
    assert net.verify("a", "inbound", REMOTE, icmp_type=8, **asked).access == "allow"
    assert net.verify("a", "inbound", REMOTE, icmp_type=13, **asked).access == "deny"


# --- what was not read --------------------------------------------------------------------------


def test_what_was_not_read_counts_only_where_it_decides(net):
    """A filter that nobody read makes an allow unknown, and no deny."""
    groups(net, Verb.ALLOW, Verb.ALLOW)
    net.port("a", "10.0.0.1", "home", ingress=("unread", "guard"))
    unknown = net.verify("a", "inbound", REMOTE, local_port=22, protocol="tcp")
    assert (unknown.access, unknown.rule, codes(unknown)[0]) == ("unknown", None, "unseen")
    assert unknown.reasons[0].resource == "unread"
    denied = net.verify("a", "inbound", REMOTE, local_port=23, protocol="tcp")
    assert (denied.access, denied.rule.name) == ("deny", "subnet-DenyAllInBound")
    assert "unseen" not in codes(denied)


def test_a_filter_with_a_gap_is_unknown(net):
    """There may be a rule that nobody saw."""
    guarded(net, net.stage(), complete=False, gap="group-not-seen")
    found = net.verify("a", "inbound", REMOTE, local_port=22, protocol="tcp")
    assert (found.access, codes(found)[0]) == ("unknown", "group-not-seen")


def test_a_rule_whose_match_is_not_known_decides_only_with_a_doubt(net):
    """Unknown if what follows says otherwise; else the rule that surely decides is told."""
    perhaps = Rule("listed", Verb.ALLOW, Bounds(net.space.nothing, net.tcp(22)))
    guarded(net, net.stage(perhaps))
    found = net.verify("a", "inbound", REMOTE, local_port=22, protocol="tcp")
    assert found.access == "unknown"
    assert [(one.code, one.certain) for one in found.reasons[:2]] == [
        ("rule-not-certain", False),
        ("denies", False),
    ]
    guarded(net, net.stage(perhaps, net.rule("ssh", Verb.ALLOW, net.tcp(22))))
    found = net.verify("a", "inbound", REMOTE, local_port=22, protocol="tcp")
    assert (found.access, found.rule.name) == ("allow", "ssh")


def test_an_interface_that_was_not_read_is_unknown(net):
    """It is said, and is no error."""
    found = net.verify("missing", "inbound", REMOTE)
    assert (found.access, found.next_hop.type, codes(found)) == ("unknown", "unknown", ["unseen"])


# --- filters at an edge, labels -----------------------------------------------------------------


def test_a_filter_at_the_edge_is_not_met_from_inside(net):
    """Then the rule told is of a filter that looks at the packets, or none."""
    guarded(net, net.stage(otherwise_rule="rule *"), edge=True)
    net.port("a", "10.0.0.1", "home", ingress=("guard",), place="place")
    net.extents["place"] = (spans("10.0.0.0/24"),)
    near = net.verify("a", "inbound", "10.0.0.9")
    assert (near.access, near.rule) == ("allow", None)
    assert net.verify("a", "inbound", "10.0.1.9").rule.name == "rule *"
    net.port("a", "10.0.0.1", "home", ingress=("guard",), place="place", beside=True)
    assert net.verify("a", "inbound", "10.0.0.9").rule.name == "rule *", "half outside"


def test_what_a_filter_never_looks_at_is_decided_by_the_others(net):
    """An exempt packet passes, and the filter before it is told."""
    net.add(
        Filter("first", (net.stage(net.rule("all", Verb.ALLOW, net.space.everything)),), "barred")
    )
    exempt = net.to("10.0.0.0/24")
    net.add(Filter("second", (net.stage(),), "barred", exempt=exempt))
    net.port("a", "10.0.0.1", "home", egress=("first", "second"))
    near = net.verify("a", "outbound", "10.0.0.9")
    assert (near.access, near.rule.name) == ("allow", "all")
    assert net.verify("a", "outbound", "10.0.1.9").access == "deny"


def test_a_label_is_looked_up_where_the_peer_is(net):
    """In the own domain it is known; of a sender from farther away it may have got lost."""
    guarded(net, net.stage(net.allow(net.tcp(22), "web")))
    net.port("b", "10.0.0.2", "home", labels=frozenset({"web"}))
    net.port("c", "10.0.0.3", "home")
    net.port("far", "172.16.0.1", "elsewhere", labels=frozenset({"web"}))
    net.port("other", "172.16.0.2", "elsewhere", labels=frozenset({"db"}))
    asked = {"local_port": 22, "protocol": "tcp"}
    assert net.verify("a", "inbound", "10.0.0.2", **asked).access == "allow"
    assert net.verify("a", "inbound", "10.0.0.3", **asked).access == "deny"
    assert net.verify("a", "inbound", "172.16.0.2", **asked).access == "deny"
    far = net.verify("a", "inbound", "172.16.0.1", **asked)
    assert (far.access, codes(far)[0]) == ("unknown", "label-not-certain")


def test_a_rule_outwards_knows_the_labels_of_the_own_domain_alone(net):
    """What is looked up there is not found of who is farther away."""
    net.add(Filter("guard", (net.stage(net.allow(net.tcp(22), "web")),), "barred"))
    net.port("a", "10.0.0.1", "home", egress=("guard",))
    net.port("b", "10.0.0.2", "home", labels=frozenset({"web"}))
    net.port("far", "172.16.0.1", "elsewhere", labels=frozenset({"web"}))
    asked = {"remote_port": 22, "protocol": "tcp"}
    assert net.verify("a", "outbound", "10.0.0.2", **asked).access == "allow"
    assert net.verify("a", "outbound", "172.16.0.1", **asked).access == "deny"


def test_whom_nobody_placed_may_bear_any_label(net):
    """Only if there is a private way in, and the address is not the outside's or the domain's."""
    net.domain(OUTSIDE, "203.0.113.0/24", outside=True)
    guarded(net, net.stage(net.allow(net.tcp(22), "web")))
    asked = {"local_port": 22, "protocol": "tcp"}
    assert net.verify("a", "inbound", "192.168.0.1", **asked).access == "deny"
    net.private = True
    assert net.verify("a", "inbound", "192.168.0.1", **asked).access == "unknown"
    assert net.verify("a", "inbound", REMOTE, **asked).access == "deny"
    assert net.verify("a", "inbound", "10.0.0.77", **asked).access == "deny"


def test_where_holders_were_not_read_a_peer_may_bear_any_label(net):
    """The address may be of an interface that nobody read."""
    guarded(net, net.stage(net.allow(net.tcp(22), "web")))
    net.addresses["home", number("10.0.0.2")] = ["unread"]
    asked = {"local_port": 22, "protocol": "tcp"}
    assert net.verify("a", "inbound", "10.0.0.2", **asked).access == "unknown"


# --- next hops ----------------------------------------------------------------------------------


def routed(net, *routes, **more):
    """Give the interface's domain a table."""
    more.setdefault("holder", "table")
    return net.add(Table("table-home", routes, **more))


def test_the_longest_prefix_leads(net):
    """The next hop has the translator's words, and the table that holds the route."""
    net.hops["firewall"] = Hop("appliance", "VirtualAppliance", "10.0.9.4")
    net.add(Link("firewall", Bounds.exactly(net.space.everything), "never", ()))
    routed(
        net,
        net.route("0.0.0.0/0", To("firewall"), holder="user-table"),
        net.route("10.0.0.0/8", Local("home"), origin="default"),
        holder=None,
    )
    far = net.verify("a", "outbound", REMOTE)
    appliance = NextHop("appliance", "VirtualAppliance", "10.0.9.4", "user-table", "0.0.0.0/0")
    assert (far.next_hop, far.reasons) == (appliance, ())
    near = net.verify("a", "outbound", "10.0.0.9")
    assert near.next_hop == NextHop("local", "VnetLocal", None, None, "10.0.0.0/8")


def test_what_comes_in_has_the_way_of_its_replies(net):
    """The next hop is the one to the remote address; its reasons are of the return."""
    found = net.verify("a", "inbound", REMOTE)
    assert found.next_hop.type == "none"
    assert [(one.code, one.direction) for one in found.reasons] == [("no-route", "return")]
    assert net.verify("a", "inbound", "10.0.0.9").next_hop.type == "local"


@pytest.mark.parametrize(
    ("next_", "type_", "code"),
    [
        (Drop("blackhole-route", Local("home")), "none", "blackhole-route"),
        (Maybe("target-not-seen"), "unknown", "target-not-seen"),
    ],
)
def test_a_route_to_nowhere_says_why(net, next_, type_, code):
    """A dropped packet has no next hop, and one of an unread target an unknown one."""
    routed(net, net.route("0.0.0.0/0", next_))
    found = net.verify("a", "outbound", REMOTE)
    assert (found.next_hop.type, found.next_hop.table, codes(found)) == (type_, "table", [code])


def test_a_route_that_may_not_be_there_is_unknown_unless_it_leads_the_same_way(net):
    """Both routes are named where they lead elsewhere."""
    perhaps = Route(net.to("203.0.113.0/24"), 24, Local("home"), "listed", known=False)
    routed(net, perhaps)
    found = net.verify("a", "outbound", REMOTE)
    assert found.next_hop == NextHop("unknown")
    assert codes(found) == ["route-not-certain", "no-route"]
    routed(net, perhaps, net.route("0.0.0.0/0", Local("home")))
    found = net.verify("a", "outbound", REMOTE)
    assert (found.next_hop.route, found.reasons) == ("0.0.0.0/0", ())


def test_policy_routes_part_what_is_left_open(net):
    """By port the way is known; of any port it is not."""
    web = net.tcp(443) & net.to("0.0.0.0/0")
    routed(
        net,
        Route(web, 0, Drop("policy"), "web", preference=-1),
        net.route("0.0.0.0/0", Local("home")),
    )
    asked = net.verify("a", "outbound", REMOTE, remote_port=443, protocol="tcp")
    assert asked.next_hop.route == "web"
    asked = net.verify("a", "outbound", REMOTE, protocol="tcp")
    assert (asked.next_hop.type, codes(asked)) == ("unknown", ["policy", "routes"])


@pytest.mark.parametrize("more", [{"complete": False, "gap": "routes-not-seen"}, None])
def test_a_table_that_was_not_read_is_unknown(net, more):
    """There may be a longer prefix."""
    if more is None:
        net.elements.pop("table-home")
    else:
        routed(net, net.route("0.0.0.0/0", Local("home")), **more)
    found = net.verify("a", "outbound", REMOTE)
    assert found.next_hop.type == "unknown"
    assert codes(found) == (["unseen"] if more is None else ["routes-not-seen", "routes"])


def test_what_no_known_route_matches_may_have_an_unknown_one(net):
    """A gap is no proof that there is no route."""
    routed(net, net.route("10.0.0.0/8", Local("home")), complete=False, gap="routes-not-seen")
    found = net.verify("a", "outbound", REMOTE)
    assert (found.next_hop, codes(found)) == (NextHop("unknown"), ["routes-not-seen"])


# --- which interface, and which packets ---------------------------------------------------------


def test_the_local_address_selects_the_interface(net):
    """Several interfaces without it, or with one that none holds, are told with their addresses."""
    guarded(net, net.stage())
    net.port("b", "10.0.0.2", "home")
    both = ("a", "b")
    assert net.verify(both, "inbound", REMOTE, local_address="10.0.0.1").access == "deny"
    assert net.verify(both, "inbound", REMOTE, local_address="10.0.0.2").access == "allow"
    for more in ({}, {"local_address": "10.0.0.9"}):
        with pytest.raises(FlowError, match=r"local_address .*a \(10\.0\.0\.1\), b \(10\.0\.0\.2"):
            net.verify(both, "inbound", REMOTE, **more)


def test_another_local_address_is_taken_and_said(net):
    """A verifier takes any; that the interface does not hold it stands among the reasons."""
    found = net.verify("a", "outbound", "10.0.0.9", local_address="10.0.0.50")
    assert (found.access, found.next_hop.type) == ("allow", "local")
    assert [(one.code, one.certain) for one in found.reasons] == [("not-its-address", True)]
    net.port("a", "10.0.0.1", "home", forwards=True)
    found = net.verify("a", "outbound", "10.0.0.9", local_address="10.0.0.50")
    assert [one.certain for one in found.reasons] == [False], "a router sends what is not its own"


def test_an_interface_without_known_addresses_is_asked_about_any(net):
    """Rules that name a local address then part the answer."""
    rule = net.rule("here", Verb.ALLOW, net.space.addresses(Field.DESTINATION, *_one("10.0.0.1")))
    guarded(net, net.stage(rule))
    behaviour = net.element("a").behaviour
    net.add(type(net.element("a"))("a", (), behaviour))
    assert net.verify("a", "inbound", REMOTE).access == "unknown"
    here = net.verify("a", "inbound", REMOTE, local_address="10.0.0.1")
    assert here.access == "allow"


def _one(text):
    return IPV4, ((number(text), number(text)),)


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"direction": "sideways"}, "direction 'sideways' is neither inbound nor outbound"),
        ({"remote": "nobody"}, "remote_address 'nobody' is no address"),
        ({"remote": "10.0.0.0/8"}, "remote_address '10.0.0.0/8' is no address"),
        ({"local_address": "x"}, "local_address 'x' is no address"),
        ({"local_address": "::1"}, "of two families"),
        ({"remote": "2001:db8::1"}, "a has no ipv6 address"),
        ({"protocol": "tpc"}, "protocol 'tpc'"),
        ({"local_port": 70000}, "port 70000 is not within 0 to 65535"),
        ({"protocol": "icmp", "remote_port": 1}, "icmp has no ports"),
        ({"protocol": "icmp", "icmp_type": 300}, "icmp_type 300"),
    ],
)
def test_what_cannot_be_asked_says_why(net, asked, error):
    """Each names the member that is wrong."""
    asked = {"direction": "inbound", "remote": REMOTE, **asked}
    with pytest.raises(FlowError, match=error):
        net.verify("a", **asked)
