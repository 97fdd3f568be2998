"""What was not read is unknown or named as assumed: no verdict flips for want of a document."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cartographer.clouds.aws as translator
from cartographer.clouds.aws.reads import BLOCK_OFF, DOORS, NO_DIRECT_CONNECT, READS, UNREAD
from cartographer.model.coverage import State
from tests.cartographer.clouds.aws.documents import EC2, ELSEWHERE, EVERYBODY, REGION
from tests.cartographer.clouds.aws.estate import World, public
from tests.cartographer.clouds.aws.inspections import NFW
from tests.cartographer.clouds.aws.ways import ELB

ANY = "0.0.0.0/0"
NEVER_FLIPS = [(one.type, state) for one in READS for state in (State.NOT_ASKED, State.FAILED)]
DETAILS = [(one.type, aspect) for one in READS for aspect in one.aspects]
ASKED = [
    ("internet", "eni-web", 22),
    ("internet", "eni-web", 443),
    ("internet", "52.0.0.5", 443),
    ("internet", "52.0.0.99", 443),
    ("internet", "9.9.9.9", 443),
    ("internet", "2a05:d014:0:1::10", 22),
    ("internet", "2a05:d014:0:2::10", 22),
    ("internet", "eni-stopped", 22),
    ("internet", "eni-nlb-0", 80),
    ("internet", "eni-nlb-0", 81),
    ("internet", "eni-alb-0", 80),
    ("internet", "eni-alb-0", 81),
    ("internet", "eni-elb-0", 80),
    ("internet", "eni-elb-0", 81),
    ("internet", "155.0.0.1", 22),
    ("internet", "eni-spared", 22),
    ("internet", "eni-barred", 22),
    ("internet", "eni-odd", 22),
    ("eni-web", "eni-db", 5432),
    ("eni-web", "eni-db", 5433),
    ("eni-db", "eni-web", 22),
    ("eni-db", "9.9.9.9", 443),
    ("eni-db", "2001:4860:4860::8888", 443),
    ("eni-web", "9.9.9.9", 443),
    ("eni-web", "52.94.0.1", 443),
    ("eni-web", "52.94.0.1", 22),
    ("eni-web", "eni-vpce-ssm", 443),
    ("eni-web", "eni-peer", 22),
    ("eni-web", "eni-peer", 80),
    ("eni-web", "eni-far", 22),
    ("eni-web", "eni-far", 80),
    ("eni-web", "eni-away", 22),
    ("eni-web", "192.168.1.1", 22),
    ("eni-web", "192.168.9.1", 22),
    ("eni-web", "eni-nlb-0", 80),
    ("eni-edge", "9.9.9.9", 443),
    ("eni-barred", "9.9.9.9", 443),
    ("internet", "eni-guarded", 22),
    ("internet", "eni-guarded", 23),
    ("internet", "eni-joined", 22),
    ("eni-dead", "9.9.9.9", 443),
    ("eni-web", "172.20.0.1", 22),
    ("eni-web", "eni-vpce-own", 80),
    ("eni-web", "eni-vpce-own", 81),
]
"""From, to, and port."""


def estate():
    """Return an estate in which every type that is read has something to tell."""
    world = public()
    world.eigw()
    world.prefix_list("s3", "52.94.0.0/16", called=f"com.amazonaws.{REGION}.s3")
    world.gateway_endpoint("s3")
    world.vgw()
    world.vpn("v", "vgw-main", "192.168.1.0/24")
    world.eip("52.0.0.99")
    world.group("inner", ("tcp", 5432, "sg-open"), ids=True)
    world.eni("stopped", "subnet-public", "10.0.1.50", public="52.0.0.50", instance="stopped")
    world.eni("odd", "subnet-private", "10.0.2.50", public="52.0.0.52")
    world.wear("eni-db", "sg-inner")
    world.interface_endpoint("ssm", "subnet-private", "10.0.2.60")
    balancers(world)
    firewalls(world)
    world.carrier()
    world.subnet("edge", "10.0.5.0/24")
    world.table("edge", "subnet-edge", routes={ANY: "cagw-main"})
    world.eni("edge", "subnet-edge", "10.0.5.10", carrier="155.0.0.1")
    world.eip("52.0.0.98", "eni-edge", "155.0.0.1")
    networks(world)
    routes = {
        ANY: "igw-main",
        "::/0": "igw-main",
        "pl-s3": "vpce-s3",
        "10.1.0.0/16": "pcx-p",
        "10.2.0.0/15": "tgw-main",
        "192.168.0.0/16": "vgw-main",
        "172.20.0.0/16": "tgw-main",
    }
    world.table("public", "subnet-public", routes=routes)
    six = {ANY: "nat-main", "::/0": "eigw-main"}
    world.table("private", "subnet-private", routes=six)
    return world


def balancers(world):
    """Add a balancer of each kind, in the public subnet."""
    lb = world.balancer("nlb", ("subnet-public", "10.0.1.20", "52.0.0.20"))
    world.listener(lb, 80, world.targets("nlb", "i-web"))
    world.interface_endpoint("own", "subnet-private", "10.0.2.61", world.service("own", lb))
    world.group("alb", ("tcp", 80, ANY), ("tcp", 81, ANY), outward=EVERYBODY)
    node = ("subnet-public", "10.0.1.21", "52.0.0.21")
    app = world.balancer("alb", node, kind="application", groups=("sg-alb",))
    world.rule(world.listener(app, 80, protocol="HTTP"), 1, world.targets("alb", "i-db"))
    world.classic("elb", ("subnet-public", "10.0.1.22", "52.0.0.22"), instances=("i-db",))


def firewalls(world):
    """Add subnets behind two endpoints of a firewall, one behind a balancer of no appliances."""
    for name, net in (("fw", 20), ("fw-b", 21), ("gw", 22)):
        world.subnet(name, f"10.0.{net}.0/24")
        world.table(name, f"subnet-{name}", routes={ANY: "igw-main"})
    rules = world.stateful("ssh", "pass tcp any any -> any 22 (sid:1;)")
    policy = world.firewall_policy("p", stateful=(rules,), strict=("aws:drop_strict",))
    ways = {
        "guarded": (23, world.firewall("f", "subnet-fw", policy=policy)),
        "joined": (24, world.associate("f", "more", "subnet-fw-b")),
        "dead": (25, world.appliances("gw", "subnet-gw")),
    }
    for name, (net, endpoint) in ways.items():
        world.subnet(name, f"10.0.{net}.0/24")
        world.table(name, f"subnet-{name}", routes={ANY: endpoint})
        world.eni(name, f"subnet-{name}", f"10.0.{net}.10", public=f"52.0.1.{net}")
    routes = {f"10.0.{net}.0/24": endpoint for net, endpoint in ways.values()}
    world.table("ingress", edge="igw-main", routes=routes)


def networks(world):
    """Add a peer, a network behind a transit gateway, one behind its peer, and one that is shut."""
    world.tgw()
    world.attach("main", "tgw-main", "subnet-public", table="tgw-rtb-t")
    for name, net in (("peer", 1), ("far", 2)):
        world.vpc(name, f"10.{net}.0.0/16")
        world.subnet(name, f"10.{net}.1.0/24")
        world.group(f"in-{name}", ("tcp", 22, "sg-open"), ("tcp", 80, "10.9.0.0/16"))
        world.eni(name, f"subnet-{name}", f"10.{net}.1.10", groups=(f"sg-in-{name}",))
    pcx = world.peering("p", "vpc-main", "vpc-peer")
    world.table("peer", "subnet-peer", routes={"10.0.0.0/16": pcx})
    world.attach("far", "tgw-main", "subnet-far", table="tgw-rtb-t")
    world.table("far", "subnet-far", routes={ANY: "tgw-main"})
    elsewhere(world)
    carrier = world.attach_other("dx", "tgw-main", "dx-1", "direct-connect-gateway", None)
    world.carry("sd", carrier)
    wan = world.attach_other("sd", "tgw-main", carrier, "connect", "tgw-rtb-t")
    world.transit_table(
        "t",
        "tgw-main",
        {"10.3.0.0/16": "tgw-attach-pair", "172.20.0.0/16": wan},
        propagates=("tgw-attach-main", "tgw-attach-far"),
    )


def elsewhere(world):
    """Add a region in which public access is blocked, at a transit gateway of its own."""
    there = {"region": ELSEWHERE}
    world.tgw("away", **there)
    world.vpc("away", "10.3.0.0/16", **there)
    world.igw("away")
    world.block_public_access("block-bidirectional", **there)
    for name, net in (("away", 1), ("spared", 2), ("barred", 3)):
        world.subnet(name, f"10.3.{net}.0/24")
        world.table(name, f"subnet-{name}", routes={ANY: "igw-away", "10.0.0.0/16": "tgw-away"})
        outer = None if name == "away" else f"54.0.0.{net}"
        world.eni(name, f"subnet-{name}", f"10.3.{net}.10", public=outer)
    world.exclude("subnet-spared", **there)
    world.attach("away", "tgw-away", "subnet-away", table="tgw-rtb-away")
    world.attach_peer("pair", "tgw-main", "tgw-away", ("tgw-rtb-t", "tgw-rtb-away"))
    routes = {"10.0.0.0/16": "tgw-attach-pair"}
    world.transit_table("away", "tgw-away", routes, propagates=("tgw-attach-away",), **there)


@pytest.fixture(scope="module")
def told():
    """Return what the whole estate answers."""
    world = estate()
    return {one: world.ask(*one) for one in ASKED}


def test_the_whole_estate_knows_its_answers(told):
    """Everything is read: each way out of the nine is taken, and only carriers stay unknown."""
    unknown = {one for one in ASKED if told[one].verdict == "unknown"}
    assert unknown == {("internet", "155.0.0.1", 22), ("eni-web", "52.94.0.1", 22)} & unknown
    assert {one.verdict for one in told.values()} == {"reachable", "blocked", "unknown"}
    assert all(one.assumes == () for one in told.values())


def _starts_unseen(question, type_):
    """Return whether a question begins at what was left out: it cannot be put then."""
    return question[0].startswith("eni-") and type_ == f"{EC2}NetworkInterface"


def _weighed(found):
    return found.verdict, found.latent, found.assumes


def flips(world, told, type_):
    """Return the questions whose answer is now the opposite, and not named as assumed."""
    found = {}
    for one in ASKED:
        if _starts_unseen(one, type_):
            continue
        now, was = world.ask(*one), told[one]
        if {now.verdict, was.verdict} == {"reachable", "blocked"} and not now.assumes:
            found[one] = (was, now)
        if {now.forward, was.forward} == {"reachable", "blocked"} and not now.assumes:
            found[one] = (was, now)
    return found


@pytest.mark.parametrize(("type_", "state"), NEVER_FLIPS)
def test_a_type_that_was_not_read_flips_no_verdict(told, type_, state):
    """Without it an answer stays, becomes unknown, or names what it assumes."""
    assert flips(estate().without(type_, state), told, type_) == {}


@pytest.mark.parametrize(("type_", "aspect"), DETAILS)
def test_a_detail_that_was_not_read_flips_no_verdict(told, type_, aspect):
    """The same of what hangs on a resource."""
    assert flips(estate().without_aspect(type_, aspect), told, type_) == {}


SAID_TWICE = {f"{EC2}TransitGatewayPeeringAttachment"}
"""Types whose word counts only where it differs from another's: here all agree."""


@pytest.mark.parametrize(
    "type_", [one.type for one in READS if not one.shows and one.type not in SAID_TWICE]
)
def test_every_type_that_is_read_decides_something(told, type_):
    """Left out, some answer changes: the table names nothing that does not matter."""
    world = estate().without(type_, State.FAILED)
    asked = [one for one in ASKED if not _starts_unseen(one, type_)]
    found = {one: world.ask(*one) for one in asked}
    changed = [one for one in asked if _weighed(found[one]) != _weighed(told[one])]
    assert changed


@pytest.mark.parametrize(
    ("type_", "assumed", "question"),
    [
        (f"{EC2}VPCBlockPublicAccessOptions", BLOCK_OFF, ("internet", "eni-web", 22)),
        (
            "AWS::DirectConnect::DirectConnectGatewayAssociation",
            NO_DIRECT_CONNECT,
            ("eni-web", "192.168.1.1", 22),
        ),
    ],
)
def test_a_switch_that_nobody_asked_for_is_named(type_, assumed, question):
    """Not asked: taken as off, and said. Asked and not read: unknown, and nothing is assumed."""
    found = estate().without(type_).ask(*question)
    assert (found.verdict, found.assumes) == ("reachable", (assumed,))
    failed = estate().without(type_, State.FAILED).ask(*question)
    assert failed.assumes == ()


def test_nothing_read_is_nothing_known():
    """From the internet to an address of an estate of which no interface was read."""
    world = World()
    world.vpc()
    world.without(f"{EC2}NetworkInterface", State.FAILED)
    found = world.ask("internet", "52.0.0.10", 22)
    assert (found.verdict, found.there) == ("unknown", {"addresses-not-seen"})


def test_the_table_has_every_type_and_detail_that_the_translator_reads():
    """What its sources name is what the table says, and nothing else."""
    folder = Path(translator.__file__).parent
    text = "".join(
        file.read_text(encoding="utf-8") for file in folder.glob("*.py") if file.name != "reads.py"
    )
    prefixes = {"EC2": EC2, "ELB": ELB, "NFW": NFW}
    types = {prefixes[a] + b for a, b in re.findall(r'f"\{(EC2|ELB|NFW)\}(\w+)"', text)}
    listed = {one.type for one in READS if one.type.startswith((EC2, ELB, NFW))}
    assert types == listed
    details = set(re.findall(r'aspect\(\w+(?:\.\w+)?, "([\w-]+)"\)', text)) - {"config"}
    assert details == {aspect for one in (*READS, *DOORS) for aspect in one.aspects}


# --- what would have to be read, and what is assumed -------------------------------------------


def _codes_of_what_was_not_read():
    """Return our reasons in the translator's sources that say that something was not seen."""
    folder = Path(translator.__file__).parent
    texts = [file.read_text(encoding="utf-8") for file in folder.glob("*.py")]
    return {code for text in texts for code in re.findall(r'"([a-z-]+-not-seen)"', text)}


def test_every_reason_that_something_was_not_seen_says_what_to_read():
    """And names only types and details that are read at all."""
    assert _codes_of_what_was_not_read() <= set(UNREAD)
    read = {one.type: one.aspects for one in (*READS, *DOORS)}
    for wanted in UNREAD.values():
        for type_, aspect in wanted:
            assert aspect is None or aspect in read[type_]
            assert type_ in read


@pytest.mark.parametrize("type_", sorted({one.type for one in READS}))
def test_what_makes_an_answer_unknown_is_named(told, type_):
    """Where the want of a type alone makes an answer unknown, it is among what is to be read."""
    world = estate().without(type_, State.FAILED)
    for one in ASKED:
        if _starts_unseen(one, type_) or told[one].verdict == "unknown":
            continue
        found = world.ask(*one)
        open_ = [reason.code for reason in found.finding.reasons if not reason.certain]
        wanted = {type_ for code in open_ for type_, _ in UNREAD.get(code, ())}
        if found.verdict == "unknown":
            assert type_ in wanted, (one, open_)


TYPES = sorted({one.type for one in READS})


@st.composite
def _coverages(draw):
    """Draw which types were not asked for, and which of them were not in another run."""
    less = draw(st.sets(st.sampled_from(TYPES), min_size=1, max_size=5))
    return less, draw(st.sets(st.sampled_from(sorted(less)), max_size=len(less) - 1))


def _unassuming(left):
    """Return the estate without some types, of which nothing is assumed."""
    world = estate()
    for type_ in left:
        world.without(type_)
    world.assume_nothing()
    return world


@settings(deadline=None, max_examples=12)
@given(_coverages())
def test_where_nothing_is_assumed_more_coverage_never_turns_an_answer(left):
    """What was sure with less is as sure with more: certain only grows, and possible shrinks."""
    less, more = map(_unassuming, left)
    for one in ASKED:
        if any(_starts_unseen(one, type_) for type_ in left[0]):
            continue
        before, after = less.ask(*one), more.ask(*one)
        assert before.assumes == ()
        if before.verdict != "unknown":
            assert after.verdict == before.verdict, one
        if before.forward != "unknown":
            assert after.forward == before.forward, one


def test_where_nothing_is_assumed_a_switch_is_unknown():
    """Nobody asked: off and named, or unknown. Asked: known, whatever may be assumed."""
    question = ("internet", "eni-web", 22)
    unasked = f"{EC2}VPCBlockPublicAccessOptions"
    found = _unassuming({unasked}).ask(*question)
    assert (found.verdict, "block-public-access" in found.codes) == ("unknown", True)
    assert _unassuming(()).ask(*question).verdict == "reachable"


def test_attributes_of_a_balancer_are_assumed_or_unknown():
    """By IPv6 too, where its scheme alone would shut it: named, or unknown."""
    world = public()
    node = ("subnet-public", "10.0.1.20", None, "2a05:d014:0:1::20")
    world.listener(world.balancer("nlb", node), 80, world.targets("nlb", "i-web"))
    question = ("internet", "2a05:d014:0:1::20", 80)
    assert (world.ask(*question).verdict, world.ask(*question).assumes) == ("blocked", ())
    world.without_aspect(f"{ELB}LoadBalancer", "attributes", "AccessDenied")
    found = world.ask(*question)
    assert (found.verdict, found.codes) == ("unknown", {"load-balancer-attributes-not-seen"})
