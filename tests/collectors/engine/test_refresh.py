"""Single resources read again by their ids: there, gone, or not to be told."""

import pytest

from cartographer.model.coverage import State
from collectors.engine.fault import Fault
from collectors.engine.refresh import Refresh, Target, by_scope
from collectors.engine.specification import ById, Describe, ListCall
from tests.collectors.engine.cloud import (
    DENIED,
    GONE,
    THING,
    FakeClock,
    FakeTransport,
    declare,
    items,
    key,
    tools,
)

DETAILS = {"GetPolicy": {"Policy": 1}}


def targets(*names, held=True):
    return [Target("T::Thing", "111", "r1", one, key(one) if held else None) for one in names]


def refresh(answers, of, declaration=THING, stop=False):
    """Return what a refresh came to, and the door that was asked."""
    clock = FakeClock(tick=0.001)
    transport = FakeTransport(answers | DETAILS, clock=clock)
    with_ = tools(declaration, clock=clock)
    if stop:
        with_.stop.set()
    return Refresh(with_, transport, declaration).run(of), transport


def seen(done):
    return [one.native_id for one in done.seen]


def gone(done):
    return [(one.key, one.viewer, one.reason) for one in done.gone]


def failed(done):
    return [(target.native_id, reason) for target, reason in done.failed]


def test_what_answers_is_an_upsert_with_its_details():
    """The same code as in a sweep makes the observation."""
    done, transport = refresh({"ListThings": items("a", "b")}, targets("a", "b"))
    assert (seen(done), done.gone, done.failed) == (["a", "b"], [], [])
    assert transport.made("ListThings") == [{"Ids": ["a", "b"]}]
    assert done.seen[0].aspects["policy"].value == 1
    patch = done.patch("refresh")
    assert (patch.upserts, patch.claims, patch.coverage) == (tuple(done.seen), (), ())


def test_what_an_answer_leaves_out_is_gone():
    """A by-id call that answers without it did not find it."""
    done, _ = refresh({"ListThings": items("a")}, targets("a", "b"))
    assert gone(done) == [(key("b"), "111", "not-found")]


def test_a_not_found_code_is_a_tombstone():
    """The stone bears the provider's code and the time before the call."""
    done, transport = refresh({"ListThings": GONE}, targets("a"))
    assert gone(done) == [(key("a"), "111", "NotFound")]
    assert done.gone[0].at < transport.clock.now()


def test_a_batch_with_one_that_is_not_found_is_asked_one_by_one():
    """One missing id fails the whole call, and must not cost the others."""

    def answer(ask):
        wanted = ask.params["Ids"]
        return GONE if "b" in wanted else items(*wanted)

    done, transport = refresh({"ListThings": answer}, targets("a", "b", "c"))
    assert (seen(done), gone(done)) == (["a", "c"], [(key("b"), "111", "NotFound")])
    expected = [["a", "b", "c"], ["a"], ["b"], ["c"]]
    assert [one["Ids"] for one in transport.made("ListThings")] == expected


def test_batches_are_no_larger_than_the_call_takes():
    """The declaration says how many."""
    _, transport = refresh(
        {"ListThings": lambda ask: items(*ask.params["Ids"])}, targets(*map(str, range(25)))
    )
    assert [len(one["Ids"]) for one in transport.made("ListThings")] == [10, 10, 5]


@pytest.mark.parametrize(
    "fault", [DENIED, Fault(State.FAILED, "Odd"), Fault(State.THROTTLED, "Throttling")]
)
def test_another_fault_proves_nothing_and_is_told(fault):
    """Denied is not gone."""
    done, _ = refresh({"ListThings": fault}, targets("a", "b"))
    assert (seen(done), gone(done)) == ([], [])
    assert failed(done) == [("a", str(fault)), ("b", str(fault))]


def test_a_dangling_id_that_is_not_found_leaves_no_stone():
    """What was never held does not end."""
    for answers in ({"ListThings": GONE}, {"ListThings": items()}):
        done, _ = refresh(answers, targets("a", held=False))
        assert (gone(done), failed(done)) == ([], [])


def test_a_malformed_answer_is_not_gone():
    """Something answered: it is told what was wrong with it."""
    done, _ = refresh({"ListThings": {"Items": [{"Other": 1}, None]}}, targets("a"))
    assert gone(done) == []
    assert failed(done) == [("a", "T::Thing: no Id in the document")]


def test_an_answer_of_any_shape_is_told():
    """An error that nobody foresaw does not end the refresh."""

    def surprise(ask):
        raise KeyError("x")

    done, _ = refresh({"ListThings": surprise}, targets("a"))
    assert failed(done) == [("a", "internal: KeyError: 'x'")]


def test_a_stop_is_told():
    """Nothing is gone because we were told to stop."""
    done, _ = refresh({}, targets("a"), stop=True)
    assert (gone(done), failed(done)) == ([], [("a", "interrupted")])


def test_a_stop_during_the_details_is_told():
    """What was found and not completed is not written."""
    clock = FakeClock()
    transport = FakeTransport({"ListThings": items("a")} | DETAILS, clock=clock)
    of = tools(THING, clock=clock)
    transport.before = lambda _: of.stop.set()
    done = Refresh(of, transport, THING).run(targets("a"))
    assert (seen(done), gone(done), failed(done)) == ([], [], [("a", "interrupted")])


def test_single_calls_have_an_operation_of_their_own():
    """One id as `=id`; the answer is the whole document and is not described again."""
    declaration = declare(
        describe=Describe(operation="Describe", params={}, result="X"),
        by_id=ById(operation="GetThing", params={"Id": "=id"}, items="Thing"),
    )
    answers = {"GetThing": lambda ask: {"Thing": {"Id": ask.params["Id"], "Size": 1}}}
    done, transport = refresh(answers, targets("a", "b"), declaration)
    assert [one.config for one in done.seen] == [{"Id": "a", "Size": 1}, {"Id": "b", "Size": 1}]
    assert len(transport.calls) == 2


def test_the_list_call_with_ids_is_described_as_in_a_sweep():
    """Its items are as poor as those of a listing."""
    declaration = declare(
        describe=Describe(operation="Describe", params={"Id": "=item.Id"}, result="X"),
        by_id=ById(params={"Ids": "=ids"}, batch=5),
    )
    answers = {"ListThings": items("a"), "Describe": {"X": {"Id": "a", "Size": 1}}}
    done, _ = refresh(answers, targets("a"), declaration)
    assert [one.config for one in done.seen] == [{"Id": "a", "Size": 1}]


def test_a_thing_that_is_found_under_its_key_is_found():
    """The short id may be spelt in another way than the answer spells it."""
    declaration = declare(
        native_id="Name", id="arn:{partition}:svc:{region}:{account}:thing/{Id}", by_id=THING.by_id
    )
    answers = {"ListThings": {"Items": [{"Id": "a", "Name": "changed"}]}}
    done, _ = refresh(answers, targets("a"), declaration)
    assert (seen(done), gone(done)) == (["changed"], [])


def test_targets_are_sorted_by_who_is_asked_where_and_for_what():
    """One call can answer those that share viewer, region and type."""
    of = [
        Target("T::B", "2", "r1", "x"),
        Target("T::A", "1", "r2", "y"),
        Target("T::B", "2", "r1", "z"),
    ]
    assert by_scope(of) == {("1", "r2", "T::A"): [of[1]], ("2", "r1", "T::B"): [of[0], of[2]]}


def test_a_call_that_lists_elsewhere_uses_its_own_list():
    """Without an operation of its own the list call's items are read."""
    declaration = declare(
        list=ListCall("ListThings", "Deep.Items[]"), by_id=ById(params={"Ids": "=ids"})
    )
    done, _ = refresh({"ListThings": {"Deep": {"Items": [{"Id": "a"}]}}}, targets("a"), declaration)
    assert seen(done) == ["a"]
