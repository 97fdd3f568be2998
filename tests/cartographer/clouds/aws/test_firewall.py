"""Network Firewall: what its policies let pass, on the way from the internet and out to it."""

import pytest

from tests.cartographer.clouds.aws.estate import INTERNET, public
from tests.cartographer.clouds.aws.inspections import FORWARD, looks_for

ANY = "0.0.0.0/0"
UNDECIDED = "firewall-rule-not-decided"
BOTH = (
    ("aws:pass", looks_for("tcp", (22, 22))),
    ("aws:pass", {"Protocols": [6], "SourcePorts": [{"FromPort": 22, "ToPort": 22}]}),
)
"""Stateless rules that pass a connection to port 22 both ways."""


@pytest.fixture
def world():
    """Return an estate with a subnet for a firewall between its internet gateway and `eni-web`."""
    made = public()
    made.subnet("fw", "10.0.9.0/24")
    made.table("fw", "subnet-fw", routes={ANY: "igw-main"})
    return made


def inspected(world, **policy):
    """Send all that comes in to the web subnet, and all that leaves it, through a firewall."""
    endpoint = world.firewall("f", "subnet-fw", policy=world.firewall_policy("p", **policy))
    world.table("edge", edge="igw-main", routes={"10.0.1.0/24": endpoint})
    world.table("public", "subnet-public", routes={ANY: endpoint})
    return world


def came(world, port=22, **more):
    """Return what is found for a way in from the internet, from a port that no rule names."""
    return world.ask(INTERNET, "eni-web", port, source_port=40000, **more)


# --- the stateless engine -------------------------------------------------------------------------


def test_what_the_stateless_engine_passes_both_ways_is_reachable(world):
    """It knows no flows: the reply needs a rule of its own."""
    group = world.stateless("g", *BOTH)
    found = came(inspected(world, stateless=(group,), default="aws:drop"))
    assert found.verdict == "reachable"
    assert f"{group.rsplit('/', 1)[-1]} priority 0: aws:pass" in found.rules


def test_a_reply_that_the_stateless_engine_drops_is_lost(world):
    """A rule for the request alone lets nobody in."""
    group = world.stateless("g", BOTH[0])
    found = came(inspected(world, stateless=(group,), default="aws:drop"))
    assert (found.forward, found.verdict, found.back) == (
        "reachable",
        "blocked",
        {"network-firewall"},
    )


def test_the_first_stateless_rule_counts(world):
    """Groups by their priority in the policy, rules by theirs in the group."""
    drop = world.stateless("drop", ("aws:drop", looks_for("tcp", source="8.8.8.0/24")))
    both = world.stateless("pass", *BOTH)
    inspected(world, stateless=(drop, both), default="aws:drop")
    assert world.ask("8.8.8.8", "eni-web", 22).there == {"network-firewall"}
    assert world.ask("9.9.9.9", "eni-web", 22).verdict == "reachable"


def test_flags_are_no_field_of_a_question(world):
    """Whether packets bear them nobody knows: the rule may match or not."""
    flags = {"TCPFlags": [{"Flags": ["SYN"]}]}
    group = world.stateless("g", ("aws:drop", looks_for("tcp", **flags)))
    found = came(inspected(world, stateless=(group,), default="aws:pass"))
    assert (found.verdict, UNDECIDED in found.there) == ("unknown", True)
    assert came(world, 53, proto="udp").verdict == "reachable"


def test_a_flow_of_which_the_stateful_engine_saw_half_is_lost(world):
    """The request is forwarded, the reply passed by: no connection comes of it."""
    group = world.stateless("g", ("aws:pass", BOTH[1][1]))
    found = came(inspected(world, stateless=(group,), default=FORWARD))
    assert (found.verdict, found.back) == ("blocked", {"reply-other-way"})


def test_a_firewall_that_goes_on_with_half_a_flow_is_unknown(world):
    """Its policy says to continue what broke: nobody knows what comes of that."""
    group = world.stateless("g", ("aws:pass", BOTH[1][1]))
    options = {"StatefulEngineOptions": {"StreamExceptionPolicy": "CONTINUE"}}
    found = came(inspected(world, stateless=(group,), default=FORWARD, **options))
    assert (found.verdict, found.back) == ("unknown", {"reply-other-way"})


# --- the stateful engine: order -------------------------------------------------------------------

SSH = "pass tcp any any -> $HOME_NET 22 (sid:1;)"
DROP_IN = "drop ip 8.0.0.0/8 any -> $HOME_NET any (sid:2;)"


def test_what_no_rule_names_passes(world):
    """Without rules and default actions a firewall lets everything pass."""
    assert came(inspected(world)).verdict == "reachable"


def test_in_action_order_pass_comes_before_drop(world):
    """Wherever it stands, even in a later group."""
    groups = (world.stateful("a", DROP_IN), world.stateful("b", SSH))
    inspected(world, stateful=groups)
    assert world.ask("8.8.8.8", "eni-web", 22).verdict == "reachable"
    found = world.ask("8.8.8.8", "eni-web", 80)
    assert (found.verdict, found.there) == ("blocked", {"network-firewall"})
    assert "drop ip 8.0.0.0/8 any -> $HOME_NET any" in found.rules


def test_in_strict_order_the_first_rule_counts(world):
    """The lowest priority of a group, then the order within."""
    groups = (world.stateful("a", DROP_IN), world.stateful("b", SSH))
    inspected(world, stateful=groups, strict=())
    assert world.ask("8.8.8.8", "eni-web", 22).verdict == "blocked"
    assert world.ask("9.9.9.9", "eni-web", 22).verdict == "reachable"


def test_a_reply_that_a_rule_drops_loses_a_flow_that_none_passed(world):
    """In action order what comes from outside is dropped, replies to us among it."""
    inspected(world, stateful=(world.stateful("a", DROP_IN),))
    assert world.ask("eni-web", "8.8.8.8", 443).verdict == "blocked"
    assert world.ask("eni-web", "9.9.9.9", 443).verdict == "reachable"


def test_a_flow_that_a_rule_passed_is_not_looked_at_again(world):
    """Its replies pass, though a rule would drop them."""
    out = "pass tcp $HOME_NET any -> any 443 (sid:3;)"
    inspected(world, stateful=(world.stateful("a", f"{DROP_IN}\n{out}"),))
    assert world.ask("eni-web", "8.8.8.8", 443).verdict == "reachable"


@pytest.mark.parametrize(
    ("action", "proto", "verdict"),
    [
        ("aws:drop_strict", "tcp", "blocked"),
        ("aws:drop_established", "tcp", "unknown"),
        ("aws:drop_established", "udp", "blocked"),
        ("aws:drop_established_app_layer", "udp", "unknown"),
        ("aws:alert_strict", "tcp", "reachable"),
    ],
)
def test_a_default_action_takes_what_no_rule_names(world, action, proto, verdict):
    """A handshake passes drop established, nothing after it does; what has none is dropped."""
    inspected(world, stateful=(world.stateful("a", SSH),), strict=(action,))
    assert came(world, 80, proto=proto).verdict == verdict
    assert came(world, 22).verdict == "reachable"


# --- the stateful engine: rules -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "port", "verdict"),
    [
        ("drop tcp any any -> any 22 (sid:1;)", 22, "blocked"),
        ("drop tcp any any -> any 22 (sid:1;)", 23, "reachable"),
        ('reject tcp any any -> any [22,80:90] (msg:"a; b"; sid:1;)', 85, "blocked"),
        ("drop tcp any any -> any ![22,80] (flow:to_server; sid:1;)", 22, "reachable"),
        ("drop tcp any any -> any ![22,80] (flow:to_server; sid:1;)", 23, "blocked"),
        ("drop tcp any any -> any 1024: (flow:to_server; sid:1;)", 1024, "blocked"),
        ("drop tcp any any -> any 1024: (flow:to_server; sid:1;)", 1023, "reachable"),
        ("drop tcp [8.0.0.0/8, !8.8.8.8] any -> any any (sid:1;)", 22, "reachable"),
        ("drop tcp $EXTERNAL_NET any -> any any (sid:1;)", 22, "blocked"),
        ("drop tcp $HOME_NET any -> $HOME_NET any (sid:1;)", 22, "reachable"),
        ("drop tcp $SERVERS any <> any any (sid:1;)", 22, "blocked"),
        ("drop tcp any any -> any $PORTS (sid:1;)", 22, "blocked"),
        ("drop tcp @LIST any -> any any (sid:1;)", 22, "blocked"),
        ("drop tcp any any -> any 22 (flow:to_server; sid:1;)", 22, "blocked"),
        ("drop tcp any 22 -> any any (flow:to_server; sid:1;)", 22, "reachable"),
        ("drop tcp any 22 -> any any (flow:to_client; sid:1;)", 22, "blocked"),
        ("drop tcp any 22 -> any any (sid:1;)", 22, "blocked"),
        ('alert tcp any any -> any any (content:"x"; sid:1;)', 22, "reachable"),
        ("# drop ip any any -> any any (sid:1;)", 22, "reachable"),
        ("drop tcp any any -> any 22 (flow:established; sid:1;)", 22, "unknown"),
        ("drop tcp any any -> any 22 (flow:established; sid:1;)", 23, "reachable"),
        ("drop tls any any -> any 22 (sid:1;)", 22, "unknown"),
        ("drop tcp $NOWHERE any -> any any (sid:1;)", 22, "unknown"),
        ("drop tcp @OTHER any -> any any (sid:1;)", 22, "unknown"),
        ("drop tcp any any -> any ssh (sid:1;)", 22, "unknown"),
        ("not a rule", 22, "unknown"),
    ],
)
def test_rules_that_are_written_as_text(world, text, port, verdict):
    """Headers are exact; what options, names or unread sets decide is unknown, and named."""
    list_ = world.prefix_list("list", "8.8.8.0/24")
    listed = {"LIST": f"arn:aws:ec2:eu-central-1:111122223333:prefix-list/{list_}", "OTHER": "x"}
    group = world.stateful(
        "a",
        text,
        RuleVariables={
            "IPSets": {"SERVERS": {"Definition": ["10.0.1.0/24"]}},
            "PortSets": {"PORTS": {"Definition": ["22", "80:90"]}},
        },
        ReferenceSets={
            "IPSetReferences": {name: {"ReferenceArn": arn} for name, arn in listed.items()}
        },
    )
    inspected(world, stateful=(group,))
    found = world.ask("8.8.8.8", "eni-web", port, source_port=40000)
    assert found.verdict == verdict
    assert (UNDECIDED in found.codes) == (verdict == "unknown")


@pytest.mark.parametrize(
    ("rule", "verdict"),
    [
        (("DROP", "TCP", "ANY ANY -> ANY 22"), "blocked"),
        (("REJECT", "IP", "9.0.0.0/8 ANY -> ANY ANY"), "reachable"),
        (("DROP", "TCP", "10.0.1.10 22 <> 8.8.8.8 ANY"), "blocked"),
        (("DROP", "HTTP", "ANY ANY -> ANY ANY"), "unknown"),
        (("DROP", "TCP", "ANY ANY -> ANY 22", ("content",)), "unknown"),
        (("ALERT", "IP", "ANY ANY -> ANY ANY"), "reachable"),
    ],
)
def test_rules_that_are_told_by_members(world, rule, verdict):
    """The same of rules of five members."""
    inspected(world, stateful=(world.stateful("a", rules=[rule]),))
    assert world.ask("8.8.8.8", "eni-web", 22).verdict == verdict


@pytest.mark.parametrize(
    ("kind", "out", "into"),
    [
        ("ALLOWLIST", "unknown", "reachable"),
        ("DENYLIST", "unknown", "reachable"),
        ("ALERTLIST", "reachable", "reachable"),
    ],
)
def test_a_list_of_domains_decides_on_names(world, kind, out, into):
    """It looks into what goes out from home by TCP; the rest it leaves alone."""
    inspected(world, stateful=(world.stateful("a", domains=kind),))
    found = world.ask("eni-web", "8.8.8.8", 443)
    assert (found.verdict, UNDECIDED in found.codes) == (out, out == "unknown")
    assert world.ask("eni-web", "8.8.8.8", 53, proto="udp").verdict == "reachable"
    assert came(world).verdict == into


def test_a_list_of_domains_behind_a_rule_that_passes_decides_nothing(world):
    """The rule that comes first passes the whole flow."""
    groups = (world.stateful("a", "pass ip any any -> any any (sid:1;)"),)
    groups += (world.stateful("b", domains="ALLOWLIST"),)
    inspected(world, stateful=groups, strict=("aws:drop_strict",))
    assert world.ask("eni-web", "8.8.8.8", 443).verdict == "reachable"


def test_home_is_what_the_policy_says(world):
    """Else the firewall's VPC; a group may say otherwise for itself."""
    out = "drop tcp $HOME_NET any -> $EXTERNAL_NET any (sid:1;)"
    home = {"PolicyVariables": {"RuleVariables": {"HOME_NET": {"Definition": ["10.7.0.0/16"]}}}}
    inspected(world, stateful=(world.stateful("a", out),), **home)
    assert world.ask("eni-web", "8.8.8.8", 443).verdict == "reachable"


# --- what was not read ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["stateless", "stateful"])
def test_a_group_that_was_not_read_may_do_anything(world, kind):
    """One that a vendor manages, or another account's."""
    arn = f"arn:aws:network-firewall:eu-central-1:aws-managed:{kind}-rulegroup/Threats"
    found = came(inspected(world, **{kind: (arn,)}))
    assert (found.verdict, UNDECIDED in found.codes) == ("unknown", True)


def test_a_member_of_a_policy_that_nobody_understands_may_decide(world):
    """What a later version of the service checks is not taken for nothing."""
    found = came(inspected(world, Route53ResolvedIPValidation={"Action": "DROP"}))
    assert (found.verdict, UNDECIDED in found.codes) == ("unknown", True)


@pytest.mark.parametrize(
    ("left_out", "code"),
    [
        ("Firewall", "appliance"),
        ("FirewallPolicy", "firewall-policy-not-seen"),
        ("RuleGroup", UNDECIDED),
    ],
)
def test_a_firewall_of_which_half_was_read_is_unknown(world, left_out, code):
    """The way through it is followed all the same."""
    inspected(world, stateful=(world.stateful("a", SSH),), strict=("aws:drop_strict",))
    assert came(world).verdict == "reachable"
    found = came(world.without(f"AWS::NetworkFirewall::{left_out}"))
    assert (found.verdict, code in found.codes) == ("unknown", True)


@pytest.mark.parametrize(
    ("more", "verdict", "code"),
    [
        ({"status": "FAILED"}, "blocked", "firewall-failed"),
        ({"status": "SCALING"}, "unknown", "firewall-scaling"),
        ({"synced": "PENDING"}, "unknown", "firewall-not-in-sync"),
    ],
)
def test_a_firewall_that_is_not_ready(world, more, verdict, code):
    """Down now, or in a state of which nobody says whether it takes traffic."""
    endpoint = world.firewall("f", "subnet-fw", **more)
    world.table("edge", edge="igw-main", routes={"10.0.1.0/24": endpoint})
    world.table("public", "subnet-public", routes={ANY: endpoint})
    found = came(world)
    assert (found.verdict, found.latent, code in found.codes) == (
        verdict,
        verdict == "blocked",
        True,
    )
