"""One account's part of a run: what waits for what, and what the patch says."""

from functools import cached_property

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartographer.model.coverage import Scope, Selector, State
from cartographer.model.document import encode
from collectors.engine.account import AccountRun
from collectors.engine.caller import Caller
from collectors.engine.fault import Fault
from collectors.engine.plan import plan
from collectors.engine.specification import GLOBAL, Describe, Detail, ListCall
from collectors.engine.tools import Limits
from tests.collectors.engine.cloud import (
    BROKEN,
    CHILD,
    DENIED,
    THING,
    FakeClock,
    FakeTransport,
    Listener,
    declare,
    items,
    key,
    states,
    tools,
)

GRANDCHILD = declare(
    "T::Grand", list=ListCall("ListGrands", "Items", {"P": "=parent.Id"}, each="T::Child")
)
UNIT = declare(
    "T::Unit",
    list=ListCall("ListUnits", "Items", {"P": "=parent.Id"}, each=("T::Root", "T::Unit")),
)
ROOT = declare("T::Root", list=ListCall("ListRoots", "Items"))
PLAIN = declare()


def taken(run):
    """Return all pieces of work that are free."""
    return list(iter(run.take_piece, None))


class Run:
    """An account's run over a fake door, done piece by piece in a chosen order."""

    def __init__(self, answers, *declarations, choose=lambda _: 0, selection=None, **more):
        self.clock = FakeClock(tick=0.001)
        limits = more.pop("limits", None)
        self.listener = Listener()
        self.tools = tools(*declarations, clock=self.clock, limits=limits, progress=self.listener)
        self.transport = FakeTransport(answers, clock=self.clock, **more)
        groups = plan(self.tools.declarations, selection or Selector(), self.transport.regions)
        self.run = AccountRun(self.tools, Caller(self.transport, self.tools), groups)
        self.run.start()
        self.work(choose)

    def work(self, choose):
        """Do all pieces, one after the other."""
        pieces = taken(self.run)
        while pieces:
            work, then = pieces.pop(choose(pieces))
            then(work())
            pieces.extend(taken(self.run))
        assert self.run.done

    @cached_property
    def patch(self):
        """What came out."""
        return self.run.take_patch("test")

    @property
    def states(self):
        """State by type."""
        return {type_: state for (type_, _), state in states(self.patch).items()}

    @property
    def claims(self):
        """Start of the claim by type."""
        return {one.type: one.started_at for one in self.patch.claims}

    @property
    def seen(self):
        """Short ids, sorted."""
        return sorted(one.native_id for one in self.patch.upserts)


def of_parent(answers):
    """Return an answer by the parent that is asked for."""
    return lambda ask: answers[ask.params.get("Parent") or ask.params.get("P")]


def test_a_complete_listing_makes_a_claim():
    """What was listed to its end is seen, covered and claimed."""
    run = Run({"ListThings": items("a", "b")}, PLAIN)
    assert (run.seen, run.states) == (["a", "b"], {"T::Thing": "complete"})
    (claim,) = run.patch.claims
    assert claim.scope == Scope("aws", "111", "r1", "T::Thing")
    assert not claim.own_only


def test_an_empty_listing_makes_a_claim():
    """That there is nothing is a proof like any other."""
    run = Run({"ListThings": items()}, PLAIN)
    assert (run.seen, set(run.claims)) == ([], {"T::Thing"})


def test_what_is_listed_as_own_is_claimed_as_own():
    """A claim says no more than the call asked."""
    own = declare(list=ListCall("ListThings", "Items", own_only=True))
    (claim,) = Run({"ListThings": items()}, own).patch.claims
    assert claim.own_only


def test_a_listing_that_leaves_things_out_makes_no_claim():
    """It is covered and seen like any other, and proves nothing of what it does not name."""
    some = declare(list=ListCall("ListThings", "Items", claims=False))
    run = Run({"ListThings": items("a")}, some)
    assert (run.seen, run.claims, run.states) == (["a"], {}, {"T::Thing": "complete"})


@pytest.mark.parametrize(
    "state",
    [State.DENIED, State.BARRED, State.THROTTLED, State.FAILED, State.UNAVAILABLE, State.SKIPPED],
)
def test_a_fault_makes_no_claim_and_says_why(state):
    """The scope bears the fault's state and code, and the time at which it was asked."""
    run = Run({"ListThings": [items("a"), Fault(state, "Code", "words")]}, PLAIN)
    (coverage,) = run.patch.coverage
    assert (coverage.state, coverage.reason) == (state, "Code: words")
    assert coverage.since is not None
    assert (run.seen, run.claims) == (["a"], {})


def test_a_scope_that_was_refused_at_once_says_since_when():
    """The first call's start stands in its coverage although no page came."""
    (coverage,) = Run({"ListThings": DENIED}, PLAIN).patch.coverage
    assert coverage.since is not None


def test_a_malformed_item_makes_its_scope_failed():
    """The others are seen, and nothing is claimed: the lost one may be any of those held."""
    run = Run({"ListThings": {"Items": [{"Id": "a"}, "?", {"Id": "b"}]}}, PLAIN)
    (coverage,) = run.patch.coverage
    assert (run.seen, run.claims) == (["a", "b"], {})
    assert coverage.state is State.FAILED
    assert coverage.reason == "malformed: 1 of its items; T::Thing: an item is str, not a document"


def test_a_reason_is_never_long():
    """A provider may say much."""
    (coverage,) = Run({"ListThings": Fault(State.DENIED, "X", "y" * 9999)}, PLAIN).patch.coverage
    assert len(coverage.reason) == 300


def test_a_denied_detail_leaves_the_scope_complete():
    """It costs one aspect; that the things exist was seen."""
    run = Run({"ListThings": items("a"), "GetPolicy": DENIED}, THING)
    assert (run.states, set(run.claims)) == ({"T::Thing": "complete"}, {"T::Thing"})


def test_types_that_share_a_call_are_asked_once():
    """Four types of one answer cost one call; a malformed item is its own type's alone."""
    names = ("User", "Group", "Role", "Policy")
    four = [
        declare(f"T::{name}", list=ListCall("GetAll", f"{name}s"), where=GLOBAL) for name in names
    ]
    answer = {f"{name}s": [{"Id": name}] for name in names} | {"Roles": [{}]}
    run = Run({"GetAll": answer}, *four)
    assert len(run.transport.calls) == 1
    assert run.states == {
        "T::User": "complete",
        "T::Group": "complete",
        "T::Role": "failed",
        "T::Policy": "complete",
    }


def test_a_child_is_listed_for_each_parent_and_claimed_no_later_than_it():
    """A child of a parent that was made in between is not claimed away."""
    answers = {
        "ListThings": items("a", "b"),
        "ListChilds": of_parent({"a": items("x"), "b": items("y")}),
    }
    run = Run(answers, declare(), CHILD)
    assert run.seen == ["a", "b", "x", "y"]
    assert run.claims["T::Child"] <= run.claims["T::Thing"]


def test_without_parents_there_are_no_children_and_that_is_proven():
    """No call is made, and the claim rests on the parents' listing."""
    run = Run({"ListThings": items()}, declare(), CHILD)
    assert run.claims["T::Child"] == run.claims["T::Thing"]
    assert run.transport.made("ListChilds") == []


def test_nothing_is_claimed_if_any_parents_call_failed():
    """One parent's children are not known: nobody's absence is proven."""
    answers = {
        "ListThings": items(*(f"p{n}" for n in range(30))),
        "ListChilds": lambda ask: DENIED if ask.params["Parent"] == "p17" else items("x"),
    }
    run = Run(answers, declare(), CHILD)
    assert run.states == {"T::Thing": "complete", "T::Child": "denied"}
    assert set(run.claims) == {"T::Thing"}
    assert "x" in run.seen


def test_nothing_is_claimed_of_children_if_the_parents_are_not_all_known():
    """Those that were seen are asked all the same."""
    answers = {"ListThings": [items("a"), DENIED], "ListChilds": items("x")}
    run = Run(answers, declare(), CHILD)
    assert (run.states, run.claims) == ({"T::Thing": "denied", "T::Child": "denied"}, {})
    assert run.seen == ["a", "x"]


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (DENIED, "denied"),
        (BROKEN, "failed"),
        (Fault(State.NOT_ASKED, "not-supplied"), "not_asked"),
    ],
)
def test_nothing_is_claimed_of_children_of_a_parent_whose_document_is_unknown(fault, state):
    """Whether it has any stands in what could not be read; other parents' are listed."""
    thing = declare(describe=Describe(operation="Get", params={"Id": "=item.Id"}, result="Thing"))
    child = declare(
        "T::Child", list=ListCall("ListChilds", "Items", each="T::Thing", when="HasChilds")
    )
    document = {"Thing": {"Id": "b", "HasChilds": True}}
    answers = {
        "ListThings": items("a", "b", "c"),
        "Get": lambda ask: document if ask.params["Id"] == "b" else fault,
        "ListChilds": items("x"),
    }
    run = Run(answers, thing, child)
    assert run.states == {"T::Thing": "complete", "T::Child": state}
    assert (run.seen, set(run.claims)) == (["a", "b", "c", "x"], {"T::Thing"})


def test_nothing_is_claimed_of_children_of_a_parent_that_was_described_as_something_else():
    """An answer of another shape says nothing about children either."""
    thing = declare(describe=Describe(operation="Get", params={}, result="Thing"))
    answers = {"ListThings": items("a"), "Get": {"Thing": "text"}}
    run = Run(answers, thing, CHILD)
    assert run.states == {"T::Thing": "complete", "T::Child": "failed"}


def test_nothing_is_claimed_of_children_if_a_parent_is_malformed():
    """The lost parent may have some."""
    answers = {"ListThings": {"Items": [{"Id": "a"}, {}]}, "ListChilds": items("x")}
    run = Run(answers, declare(), CHILD)
    assert (run.states, run.claims) == ({"T::Thing": "failed", "T::Child": "failed"}, {})


def test_children_of_children_are_listed_and_fail_with_them():
    """A chain of parents is as good as its first link."""
    answers = {
        "ListThings": items("a"),
        "ListChilds": items("b"),
        "ListGrands": of_parent({"b": items("c")}),
    }
    run = Run(answers, declare(), CHILD, GRANDCHILD)
    assert run.seen == ["a", "b", "c"]
    run = Run(answers | {"ListThings": DENIED}, declare(), CHILD, GRANDCHILD)
    assert set(run.states.values()) == {"denied"}


def test_a_tree_of_one_type_is_walked_to_its_leaves():
    """A type may be listed for resources of its own, which ends where there are none."""
    tree = {"r": items("a", "b"), "a": items("c"), "b": items(), "c": items("d"), "d": items()}
    run = Run({"ListRoots": items("r"), "ListUnits": of_parent(tree)}, ROOT, UNIT)
    assert run.seen == ["a", "b", "c", "d", "r"]
    assert run.states == {"T::Root": "complete", "T::Unit": "complete"}
    assert len(run.transport.made("ListUnits")) == len(tree)


def test_a_tree_that_bites_its_tail_ends():
    """An answer that names an ancestor is not followed round and round."""
    tree = {"r": items("a"), "a": items("b"), "b": items("a", "b")}
    run = Run({"ListRoots": items("r"), "ListUnits": of_parent(tree)}, ROOT, UNIT)
    assert set(run.seen) == {"a", "b", "r"}
    assert len(run.transport.made("ListUnits")) == 3


def test_a_branch_that_failed_fails_the_tree():
    """What hangs on it is not known."""
    tree = {"r": items("a", "b"), "a": DENIED, "b": items()}
    run = Run({"ListRoots": items("r"), "ListUnits": of_parent(tree)}, ROOT, UNIT)
    assert run.states == {"T::Root": "complete", "T::Unit": "denied"}


def test_children_are_listed_in_their_parents_region():
    """Regions do not wait for each other."""
    answers = {
        "ListThings@r1": items("a"),
        "ListThings@r2": DENIED,
        "ListChilds": of_parent({"a": items("x")}),
    }
    run = Run(answers, declare(), CHILD, regions=("r1", "r2"))
    assert states(run.patch) == {
        ("T::Thing", "r1"): "complete",
        ("T::Child", "r1"): "complete",
        ("T::Thing", "r2"): "denied",
        ("T::Child", "r2"): "denied",
    }


def test_parents_that_are_listed_elsewhere_fail_their_children_and_nothing_hangs():
    """A regional type under a global one is a mistake of the declaration, and it is told."""
    run = Run({"ListThings": items("a")}, declare(where=GLOBAL), CHILD)
    (child, _) = (
        run.patch.coverage
        if run.patch.coverage[0].scope.type == "T::Child"
        else (run.patch.coverage[::-1])
    )
    assert (child.state, run.claims.keys()) == (State.FAILED, {"T::Thing"})


def test_a_service_that_is_not_there_is_unavailable_without_a_call():
    """Its children are so too, and nothing is claimed."""
    run = Run({}, declare(), CHILD, missing=("svc",))
    assert run.states == {"T::Thing": "unavailable", "T::Child": "unavailable"}
    assert (run.transport.calls, run.claims) == ([], {})


def test_children_of_a_service_that_is_not_there_are_unavailable():
    """Their own service may well be there."""
    child = declare("T::Child", service="other", list=CHILD.list)
    run = Run({}, declare(), child, missing=("svc",))
    assert run.states == {"T::Thing": "unavailable", "T::Child": "unavailable"}


def test_an_unavailable_child_of_an_available_parent():
    """It does not wait for parents that could not help it."""
    child = declare("T::Child", service="other", list=CHILD.list)
    run = Run({"ListThings": items("a")}, declare(), child, missing=("other",))
    assert run.states == {"T::Thing": "complete", "T::Child": "unavailable"}


def test_many_items_and_parents_are_worked_on_in_pieces():
    """No item is lost between pieces."""
    answers = {
        "ListThings": items(*(f"p{n:03}" for n in range(95))),
        "ListChilds": lambda ask: items(f"c-{ask.params['Parent']}"),
        "GetPolicy": {"Policy": 1},
    }
    run = Run(answers, THING, CHILD)
    assert len(run.seen) == 190
    assert run.states == {"T::Thing": "complete", "T::Child": "complete"}


@settings(deadline=None, max_examples=30)
@given(st.randoms())
def test_the_order_in_which_work_ends_does_not_matter(random):
    """Whatever piece comes back first, the patch says the same of every thing and scope."""
    answers = {
        "ListThings": items(*(f"p{n:02}" for n in range(45))),
        "ListChilds": lambda ask: (
            DENIED if ask.params["Parent"] == "p07" else items(f"c{ask.params['Parent']}")
        ),
        "ListRoots": items("r"),
        "ListUnits": of_parent({"r": items("a", "b"), "a": items(), "b": {"Items": [{}]}}),
    }
    run = Run(answers, PLAIN, CHILD, ROOT, UNIT, choose=lambda left: random.randrange(len(left)))
    assert run.states == {
        "T::Thing": "complete",
        "T::Child": "denied",
        "T::Root": "complete",
        "T::Unit": "failed",
    }
    things = [name for name in run.seen if name.startswith("p")]
    assert things == [f"p{n:02}" for n in range(45)]
    assert set(run.claims) == {"T::Thing", "T::Root"}


def test_a_scope_in_which_nothing_answers_has_its_time_and_no_more():
    """Behind its deadline nothing is asked, and what it would have told is unknown."""
    run = Run(
        {"ListThings": items(*map(str, range(50))), "GetPolicy": BROKEN},
        THING,
        limits=Limits(scope_seconds=2),
    )
    assert not any(one.aspects["policy"].known for one in run.patch.upserts)
    assert len(run.transport.made("GetPolicy")) < 50


def test_a_scope_that_answers_takes_as_long_as_it_takes():
    """Twenty thousand buckets are no fault: each answer prolongs the time."""
    run = Run(
        {"ListThings": items(*map(str, range(50))), "GetPolicy": {"Policy": 1}},
        THING,
        limits=Limits(scope_seconds=0.05),
    )
    assert all(one.aspects["policy"].known for one in run.patch.upserts)


def test_a_scopes_parents_share_its_time():
    """A child's many calls end at the scope's deadline; it is failed, and nothing is claimed."""
    run = Run(
        {"ListThings": items(*map(str, range(50))), "ListChilds": BROKEN},
        PLAIN,
        CHILD,
        limits=Limits(scope_seconds=2),
    )
    assert run.states["T::Child"] == "failed"
    assert "T::Child" not in run.claims


def test_a_stop_skips_what_is_left():
    """What was seen is kept, what was not asked is skipped, and nothing of it is claimed."""
    run = Run({"ListThings": items("a"), "ListChilds": items("x")}, PLAIN, CHILD)
    stopped = Run.__new__(Run)
    stopped.clock, stopped.listener = FakeClock(), Listener()
    stopped.tools = tools(PLAIN, CHILD, clock=stopped.clock, progress=stopped.listener)
    stopped.transport = FakeTransport(run.transport.answers, clock=stopped.clock)
    stopped.transport.before = lambda _: stopped.tools.stop.set()
    groups = plan(stopped.tools.declarations, Selector(), ("r1",))
    stopped.run = AccountRun(stopped.tools, Caller(stopped.transport, stopped.tools), groups)
    stopped.run.start()
    stopped.work(lambda _: 0)
    assert stopped.states == {"T::Thing": "complete", "T::Child": "skipped"}
    assert (stopped.seen, set(stopped.claims)) == (["a"], {"T::Thing"})


def test_what_is_abandoned_is_skipped_and_finished():
    """What does not come back leaves a patch behind; what was finished stays finished."""
    listener = Listener()
    of = tools(PLAIN, declare("T::Other"), progress=listener)
    transport = FakeTransport({"ListThings": items("a"), "ListOthers": items("o")})
    run = AccountRun(of, Caller(transport, of), plan(of.declarations, Selector(), ("r1",)))
    run.start()
    pieces = taken(run)
    work, then = pieces[0]
    then(work())
    for work, then in taken(run):
        then(work())
    run.abandon(Fault(State.SKIPPED, "interrupted"))
    assert run.done
    assert sorted(states(run.take_patch("x")).values()) == ["complete", "skipped"]
    assert sorted(state for state, _ in listener.ends.values()) == ["complete", "skipped"]


def test_an_error_that_nobody_foresaw_costs_a_scope():
    """The other scopes are not touched, the reason is told, and nothing is claimed."""

    def surprise(ask):
        raise KeyError("surprise")

    answers = {"ListThings": surprise, "ListOthers": items("o"), "ListDeeps": items("d")}
    deep = declare("T::Deep", aspects=(Detail(aspect="p", operation="Get", params={}),))
    run = Run(answers | {"Get": surprise}, PLAIN, declare("T::Other"), deep)
    assert run.states == {"T::Thing": "failed", "T::Other": "complete", "T::Deep": "failed"}
    reasons = {one.scope.type: one.reason for one in run.patch.coverage}
    assert reasons["T::Thing"] == "internal: KeyError: 'surprise'"


def test_calls_are_counted_and_the_listener_hears_the_end():
    """Coverage bears the calls and the seconds; the listener each scope's state and count."""
    run = Run({"ListThings": [items("a"), items("b")], "GetPolicy": BROKEN}, THING)
    (coverage,) = run.patch.coverage
    assert coverage.calls == len(run.transport.calls) == 2 + 2 * 4
    assert coverage.seconds > 0
    scope = coverage.scope
    assert run.listener.scopes == [scope]
    assert run.listener.ends == {scope: (State.COMPLETE, 2)}
    assert run.listener.calls[scope] == coverage.calls


def test_no_planted_secret_is_in_a_patch():
    """Wherever it stood, document, aspect, parsed text, volatile: its bytes are not there."""
    secret = "correct-horse-battery"
    declaration = declare(
        secret=("Password", "Env.*", "List[].Value", "@config.Text.Key", "@whole"),
        json=("@config.Text",),
        volatile=("Last",),
        aspects=(
            Detail(aspect="config", operation="GetConfig", params={}),
            Detail(aspect="whole", operation="GetWhole", params={}, result="Data"),
        ),
    )
    document = {
        "Id": "a",
        "Password": secret,
        "Env": {"A": secret, "B": [secret]},
        "List": [{"Value": secret, "Name": "n"}],
        "Last": "today",
    }
    answers = {
        "ListThings": {"Items": [document]},
        "GetConfig": {"Text": f'{{"Key": "{secret}", "N": 1}}'},
        "GetWhole": {"Data": secret},
    }
    run = Run(answers, declaration)
    assert run.patch.upserts[0].key == key("a")
    assert secret.encode() not in encode(run.patch)
    assert b"redacted:" in encode(run.patch)
