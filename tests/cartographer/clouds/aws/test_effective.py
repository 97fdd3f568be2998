"""Groups, ACLs and routes of one interface in AWS, as they are verified and as they are listed.

Near misses stand beside each claim: another port, another subnet, another kind of target.
"""

import pytest

from cartographer.exposure.effective import effective
from cartographer.exposure.verification import LocalFlow, verify
from cartographer.model.key import Ref
from cartographer.reach.search import Search
from tests.cartographer.clouds.aws.documents import EC2, EVERYBODY, row
from tests.cartographer.clouds.aws.estate import World, public

GUEST = "203.0.113.7"
DENY_ALL = tuple(
    row(number, "deny", peer, out=out)
    for out in (False, True)
    for number, peer in ((32767, "0.0.0.0/0"), (32768, "::/0"))
)
"""The entries of rule `*`, as the API lists them."""


def network(world):
    """Return the network of an estate, the search, and how interfaces are found by id."""
    atlas, snapshot, space = world.network

    def ports(id_):
        return tuple(one for key in snapshot.resolve(Ref("id", id_)) for one in atlas.ports(key))

    return atlas, Search(atlas, space), ports


def ask(world, id_, direction, remote, port=None, proto="tcp", **more):
    """Return what is found of a machine's packets; the port is the one that is called."""
    atlas, search, ports = network(world)
    side = "local_port" if direction == "inbound" else "remote_port"
    flow = LocalFlow(direction, remote, protocol=proto, **{side: port}, **more)
    return verify(atlas, search, ports(id_), flow)


def held(world, id_):
    """Return what holds for an interface."""
    atlas, search, ports = network(world)
    return effective(atlas, search.evaluation, *ports(id_))


def short(id_):
    """Return the last part of an ARN."""
    return None if id_ is None else id_.rsplit("/", 1)[-1]


# --- filters ----------------------------------------------------------------------------------


def test_groups_and_then_the_acl_decide_outwards():
    """The rule told is the last one's that allows, or the first's that denies."""
    world = public()
    world.group("web", outward=[("tcp", 443, "0.0.0.0/0")])
    world.wear("eni-web", "sg-web")
    rows = [row(100, "deny", "198.51.100.0/24", out=True), row(200, out=True), *DENY_ALL]
    world.acl("own", "subnet-public", rows=rows)
    found = ask(world, "eni-web", "outbound", GUEST, 443)
    assert (found.access, found.rule.name, found.rule.source) == ("allow", "rule 200", "user")
    assert short(found.rule.filter) == "acl-own"
    found = ask(world, "eni-web", "outbound", "198.51.100.1", 443)
    assert (found.access, found.rule.name) == ("deny", "rule 100")
    found = ask(world, "eni-web", "outbound", GUEST, 80)
    assert (found.access, found.rule.name, found.rule.source) == ("deny", "no rule", "default")
    assert short(found.rule.filter) == "sg-web"


def test_the_acl_and_then_groups_decide_inwards():
    """The asterisk rule is the provider's, also where it is listed as an entry."""
    world = public()
    world.group("web", ("tcp", 22, "0.0.0.0/0"), ids=True)
    world.wear("eni-web", "sg-web")
    world.acl("own", "subnet-public", rows=[row(100, proto="tcp", ports=(22, 23)), *DENY_ALL])
    found = ask(world, "eni-web", "inbound", GUEST, 22)
    assert (found.access, found.rule.id) == ("allow", "sgr-sg-web-0")
    assert (found.rule.name, found.rule.source) == ("tcp 22 from 0.0.0.0/0", "user")
    assert ask(world, "eni-web", "inbound", GUEST, 23).rule.name == "no rule"
    found = ask(world, "eni-web", "inbound", GUEST, 24)
    assert (found.access, found.rule.name, found.rule.source) == ("deny", "rule *", "default")
    assert short(found.rule.filter) == "acl-own"


def test_the_asterisk_of_an_acl_is_one_rule_in_a_path_too():
    """It is the ACL that denies, not its subnet."""
    world = public()
    world.acl("own", "subnet-public", rows=[row(100, out=True), *DENY_ALL])
    found = world.ask("internet", "eni-web", 22)
    assert "rule *" in found.rules
    assert {one.resource for one in found.finding.reasons if one.code == "network-acl"} == {
        "arn:aws:ec2:eu-central-1:111122223333:network-acl/acl-own"
    }


def test_within_a_subnet_the_acl_is_not_met():
    """Groups alone decide; from the next subnet the ACL does."""
    world = public()
    world.acl("own", "subnet-public", rows=DENY_ALL)
    for direction in ("inbound", "outbound"):
        near = ask(world, "eni-web", direction, "10.0.1.77", 22)
        assert (near.access, near.rule.name[:11]) == ("allow", "all traffic")
        far = ask(world, "eni-web", direction, "10.0.2.77", 22)
        assert (far.access, far.rule.name) == ("deny", "rule *")


def test_several_groups_are_one_and_their_refusal_is_of_none():
    """An implicit deny stands in no group alone."""
    world = public()
    world.group("one", ("tcp", 22, "0.0.0.0/0"))
    world.group("two", ("tcp", 443, "0.0.0.0/0"))
    world.wear("eni-web", "sg-one", "sg-two")
    assert short(ask(world, "eni-web", "inbound", GUEST, 443).rule.filter) == "sg-two"
    denied = ask(world, "eni-web", "inbound", GUEST, 80)
    assert (denied.rule.name, denied.rule.filter) == ("no rule", None)
    unknown = ask(world, "eni-web", "inbound", GUEST)
    assert (unknown.access, unknown.rule) == ("unknown", None)
    assert [(one.code, one.rule) for one in unknown.reasons] == [
        ("allows", "tcp 22 from 0.0.0.0/0"),
        ("allows", "tcp 443 from 0.0.0.0/0"),
        ("denies", "no rule"),
    ]


def test_a_group_of_the_same_vpc_is_known_and_the_public_address_bears_none():
    """Rules match private addresses; what comes by the public one bears no group."""
    world = public()
    world.group("clients")
    world.group("db", ("tcp", 5432, "sg-clients"))
    world.wear("eni-db", "sg-db")
    world.wear("eni-web", "sg-clients")
    assert ask(world, "eni-db", "inbound", "10.0.1.10", 5432).access == "allow"
    assert ask(world, "eni-db", "inbound", "52.0.0.10", 5432).access == "deny"
    assert ask(world, "eni-db", "inbound", "10.0.1.5", 5432).access == "deny"


def test_a_group_of_a_peered_vpc_is_known():
    """As in the own VPC; where only some of any port is allowed, that is the sole doubt."""
    world = public()
    world.group("app", ("tcp", 5432, "sg-clients"))
    world.wear("eni-web", "sg-app")
    world.vpc("peer", "172.31.0.0/16")
    world.subnet("peer", "172.31.1.0/24")
    world.group("clients")
    world.eni("client", "subnet-peer", "172.31.1.10", groups=("sg-clients",))
    world.peering("main", "vpc-main", "vpc-peer")
    assert ask(world, "eni-web", "inbound", "172.31.1.10", 5432).access == "allow"
    found = ask(world, "eni-web", "inbound", "172.31.1.10")
    assert [one.code for one in found.reasons][:2] == ["allows", "denies"]


def test_a_group_across_a_transit_gateway_may_get_lost():
    """Whether it arrives is for the way to say; a sender without it is denied for sure."""
    world = public()
    world.group("app", ("tcp", 5432, "sg-clients"))
    world.wear("eni-web", "sg-app")
    world.vpc("other", "172.16.0.0/16")
    world.subnet("other", "172.16.1.0/24")
    world.group("clients")
    world.eni("client", "subnet-other", "172.16.1.10", groups=("sg-clients",))
    world.eni("stranger", "subnet-other", "172.16.1.11", groups=("sg-else",))
    found = ask(world, "eni-web", "inbound", "172.16.1.10", 5432)
    assert (found.access, found.reasons[0].code) == ("unknown", "label-not-certain")
    assert ask(world, "eni-web", "inbound", "172.16.1.11", 5432).access == "deny"


@pytest.mark.parametrize(
    ("type_", "code"),
    [
        (f"{EC2}SecurityGroup", "security-group-not-seen"),
        (f"{EC2}NetworkAcl", "network-acl-not-seen"),
    ],
)
def test_a_filter_that_was_not_read_is_named(type_, code):
    """It is unknown, neither open nor shut."""
    found = ask(public().without(type_), "eni-web", "inbound", GUEST, 22)
    assert (found.access, found.rule) == ("unknown", None)
    assert code in {one.code for one in found.reasons}
    shown = held(public().without(type_), "eni-web")
    assert code in {one.code for one in shown.incomplete}
    assert code in {one.gap for one in shown.inbound}


def test_a_prefix_list_that_was_not_read_is_not_certain():
    """With another rule that allows it, it does not matter."""
    world = public()
    world.group("web", ("tcp", 22, "pl-unread"))
    world.wear("eni-web", "sg-web")
    found = ask(world, "eni-web", "inbound", GUEST, 22)
    assert (found.access, found.reasons[0].code) == ("unknown", "rule-not-certain")
    assert [one.known for one in held(world, "eni-web").inbound[1].rules] == [False, True]
    world.group("more", ("tcp", 22, "0.0.0.0/0"))
    world.wear("eni-web", "sg-web", "sg-more")
    found = ask(world, "eni-web", "inbound", GUEST, 22)
    assert (found.access, found.rule.name) == ("allow", "tcp 22 from 0.0.0.0/0")


# --- next hops ----------------------------------------------------------------------------------


def ways():
    """Return an estate whose private subnet has a route of every kind, each to its own prefix."""
    world = public()
    world.eigw()
    world.carrier()
    world.vgw("main")
    world.tgw()
    world.vpc("peer", "172.31.0.0/16")
    pcx = world.peering("main", "vpc-main", "vpc-peer")
    for number, target in enumerate(
        ("igw-main", "nat-main", "vgw-main", "tgw-main", pcx, "eni-web", "cagw-main", "lgw-main")
    ):
        world.also("rtb-private", f"100.{number}.0.0/16", target)
    world.also("rtb-private", "2001:db8::/32", "eigw-main")
    world.also("rtb-private", "100.99.0.0/16", "!igw-main")
    return world


@pytest.mark.parametrize(
    ("remote", "type_", "native", "address"),
    [
        ("10.0.1.77", "local", "local", None),
        ("100.0.0.1", "internet", f"{EC2}InternetGateway", None),
        ("100.1.0.1", "gateway", f"{EC2}NatGateway", "10.0.1.5"),
        ("100.2.0.1", "gateway", f"{EC2}VPNGateway", None),
        ("100.3.0.1", "gateway", f"{EC2}TransitGateway", None),
        ("100.4.0.1", "peering", f"{EC2}VPCPeeringConnection", None),
        ("100.5.0.1", "appliance", f"{EC2}NetworkInterface", "10.0.1.10"),
        ("100.6.0.1", "gateway", f"{EC2}CarrierGateway", None),
        ("100.7.0.1", "unknown", None, None),
        ("2001:db8::1", "internet", f"{EC2}EgressOnlyInternetGateway", None),
        ("100.99.0.1", "none", "blackhole", None),
        ("2a00::1", "none", None, None),
        ("8.8.8.8", "gateway", f"{EC2}NatGateway", "10.0.1.5"),
    ],
)
def test_each_target_is_told_for_what_it_is(remote, type_, native, address):
    """The longest prefix leads; the table is the subnet's own."""
    hop = ask(ways(), "eni-db", "outbound", remote, 443).next_hop
    assert (hop.type, hop.native_type, hop.address) == (type_, native, address)
    assert short(hop.table) == "rtb-private"


@pytest.mark.parametrize("type_", ["endpoint", "appliance"])
def test_an_endpoint_is_one_to_a_service_or_to_an_appliance(type_):
    """Its kind says which."""
    world = public()
    if type_ == "endpoint":
        endpoint = world.gateway_endpoint("x", vpc="vpc-main")
    else:
        endpoint = world.routed_endpoint("x", "subnet-public")
    world.also("rtb-private", "198.51.100.0/24", endpoint)
    hop = ask(world, "eni-db", "outbound", "198.51.100.1", 443).next_hop
    assert (hop.type, hop.native_type) == (type_, f"{EC2}VPCEndpoint")


@pytest.mark.parametrize(("second", "type_"), [("igw-main", "unknown"), ("nat-main", "gateway")])
def test_of_two_lists_that_tie_one_counts_at_random(second, type_):
    """Where both lead to the same it is told, else nobody knows."""
    world = public()
    for name, target in (("a", "nat-main"), ("b", second)):
        world.prefix_list(name, "198.51.100.0/24")
        world.also("rtb-private", f"pl-{name}", target)
    found = ask(world, "eni-db", "outbound", "198.51.100.1", 443)
    assert found.next_hop.type == type_
    codes = ["equal-routes"] if type_ == "unknown" else []
    assert [one.code for one in found.reasons] == codes


def test_what_comes_in_has_the_way_of_the_replies():
    """A public address behind a NAT gateway's route answers another way than it was called."""
    world = public()
    world.eni("odd", "subnet-private", "10.0.2.20", public="52.0.0.20")
    found = ask(world, "eni-odd", "inbound", GUEST, 22, local_address="52.0.0.20")
    assert (found.access, found.next_hop.native_type) == ("allow", f"{EC2}NatGateway")
    assert found.reasons == ()


def test_a_table_that_was_not_read_is_named():
    """No next hop is guessed."""
    found = ask(public().without(f"{EC2}RouteTable"), "eni-web", "outbound", GUEST, 443)
    assert found.next_hop.type == "unknown"
    assert [one.code for one in found.reasons] == ["route-table-not-seen"]
    assert held(public().without(f"{EC2}RouteTable"), "eni-web").routes == ()


# --- all that holds -----------------------------------------------------------------------------


def test_all_that_holds_is_listed_in_its_order():
    """Filters as a packet meets them, and routes by who wins."""
    world = public()
    world.group("web", ("tcp", 22, "0.0.0.0/0"), ("tcp", 443, "sg-web"), outward=EVERYBODY[:1])
    world.wear("eni-web", "sg-web")
    found = held(world, "eni-web")
    assert found.interface.endswith("network-interface/eni-web")
    assert found.addresses == ("10.0.1.10", "2a05:d014:0:1::10")
    assert found.called == ("52.0.0.10", "2a05:d014:0:1::10")
    order = [[short(one.holders[0]) for one in way] for way in (found.inbound, found.outbound)]
    assert order == [["acl-main-default", "sg-web"], ["sg-web", "acl-main-default"]]
    assert [(one.stateful, one.edge) for one in found.inbound] == [(False, True), (True, False)]
    rules = [(one.verb, one.rule.name, one.rule.source, one.peer) for one in found.inbound[1].rules]
    assert rules == [
        ("allow", "tcp 22 from 0.0.0.0/0", "user", None),
        ("allow", "tcp 443 from sg-web", "user", "sg-web"),
        ("deny", "no rule", "default", None),
    ]
    acl = [(one.verb, one.rule.name, one.rule.source) for one in found.inbound[0].rules]
    assert acl == [
        ("allow", "rule 100", "user"),
        ("allow", "rule 101", "user"),
        ("deny", "rule *", "default"),
    ]
    assert [(one.destinations, one.next_hop.type, one.origin) for one in found.routes] == [
        (("2a05:d014::/56",), "local", "default"),
        (("10.0.0.0/16",), "local", "default"),
        (("0.0.0.0/0",), "internet", "user"),
        (("::/0",), "internet", "user"),
    ]
    assert found.incomplete == ()
    assert found.as_of is not None


def test_a_route_that_never_counts_is_listed_as_such():
    """A propagated route of a prefix that a static one has is there, and not active."""
    world = World()
    world.vpc()
    world.subnet("a", "10.0.1.0/24")
    world.vgw("main")
    world.igw()
    world.table(
        "a", "subnet-a", routes={"0.0.0.0/0": "igw-main"}, learned={"0.0.0.0/0": "vgw-main"}
    )
    world.eni("a", "subnet-a", "10.0.1.10")
    routes = held(world, "eni-a").routes
    assert [(one.next_hop.type, one.origin, one.active) for one in routes] == [
        ("local", "default", True),
        ("internet", "user", True),
        ("gateway", "learned", False),
    ]


def test_an_interface_without_a_known_subnet_says_so():
    """Nothing of it is known, and nothing is left out."""
    found = held(public().without(f"{EC2}Subnet"), "eni-web")
    assert [one.code for one in found.incomplete] == ["subnet-not-seen"]
    assert (found.inbound, found.routes) == ((), ())
