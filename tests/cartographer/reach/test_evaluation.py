"""Which rule of a filter decides which packets, stage after stage."""

import pytest

from cartographer.reach.bounds import Bounds
from cartographer.reach.evaluation import WITHIN, Evaluation
from cartographer.reach.network import Filter, Rule, Stage, Verb
from tests.cartographer.reach.network import Net

LABELS = frozenset({"web"})


@pytest.fixture
def net():
    """Return an empty network."""
    return Net()


def decided(net, filter_, labels=frozenset(), **more):
    """Return the rules that decide, whether they pass, and what they get."""
    found = Evaluation(net.space).decisions(filter_, net.tcp(), labels, **more)
    return [(one.rule and one.rule.id, one.passes, one.bounds) for one in found]


def rule(net, id_, verb, traffic, label=None):
    """Return a rule that surely matches."""
    return Rule(id_, verb, Bounds.exactly(traffic), label)


def test_each_packet_is_decided_once_by_the_first_rule(net):
    """What no rule matches is decided by what the stage does otherwise."""
    stage = Stage(
        (rule(net, "ssh", Verb.ALLOW, net.tcp(22)), rule(net, "no", Verb.DENY, net.tcp(22))),
        otherwise_rule="rest",
    )
    rest = net.tcp() - net.tcp(22)
    assert decided(net, Filter("f", (stage,), "barred")) == [
        ("ssh", True, Bounds.exactly(net.tcp(22))),
        ("rest", False, Bounds.exactly(rest)),
    ]


def test_the_last_stage_tells_what_passes_and_any_what_is_denied(net):
    """What a rule lets pass for good is asked of no later stage."""
    first = Stage(
        (
            rule(net, "always", Verb.FINAL, net.tcp(1)),
            rule(net, "never", Verb.DENY, net.tcp(2)),
            rule(net, "may", Verb.NEXT, net.tcp(3)),
        ),
        otherwise=Verb.NEXT,
    )
    second = Stage((rule(net, "three", Verb.ALLOW, net.tcp(3) | net.tcp(2) | net.tcp(1)),))
    found = decided(net, Filter("f", (first, second), "barred"))
    assert [(id_, passes) for id_, passes, _ in found] == [
        ("always", True),
        ("never", False),
        ("three", True),
        ("default", False),
    ]
    assert found[2][2] == Bounds.exactly(net.tcp(3))


def test_what_is_exempt_is_decided_by_no_rule(net):
    """It passes, and only the rest is looked at."""
    filter_ = Filter("f", (Stage(()),), "barred", exempt=net.tcp(53))
    assert decided(net, filter_)[0] == (None, True, Bounds.exactly(net.tcp(53)))
    evaluation = Evaluation(net.space)
    assert evaluation.decider(filter_, frozenset(), net.tcp(53), passed=True) == (WITHIN, None)


def test_a_label_that_may_be_borne_matches_perhaps(net):
    """Both the rule and what follows it may decide, neither surely."""
    stage = Stage((rule(net, "web", Verb.ALLOW, net.tcp(), "web"),))
    filter_ = Filter("f", (stage,), "barred")
    perhaps = Bounds(net.space.nothing, net.tcp())
    assert decided(net, filter_, LABELS) == [("web", True, Bounds.exactly(net.tcp()))]
    assert decided(net, filter_) == [("default", False, Bounds.exactly(net.tcp()))]
    assert decided(net, filter_, perhaps=LABELS) == [
        ("web", True, perhaps),
        ("default", False, perhaps),
    ]


@pytest.mark.parametrize("labels", [frozenset(), LABELS])
def test_what_decisions_let_pass_is_what_passes(net, labels):
    """One rule after another comes to the same as the whole filter."""
    stages = (
        Stage(
            (
                rule(net, "web", Verb.DENY, net.tcp(80), "web"),
                rule(net, "all", Verb.FINAL, net.tcp(443)),
                Rule("perhaps", Verb.DENY, Bounds(net.tcp(22), net.tcp(22) | net.tcp(23))),
            ),
            otherwise=Verb.NEXT,
        ),
        Stage((rule(net, "few", Verb.ALLOW, net.tcp(80) | net.tcp(22) | net.tcp(23)),)),
    )
    filter_ = Filter("f", stages, "barred")
    passing = [bounds for _, passes, bounds in decided(net, filter_, labels) if passes]
    whole = Evaluation(net.space).passes(filter_, labels)
    assert net.space.union(one.possible for one in passing) is whole.possible
    assert net.space.union(one.certain for one in passing) is whole.certain
