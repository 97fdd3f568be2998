"""Runs in the store: taken up again, spent, and what was accepted, on both databases."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cartographer.model.gap import AcceptedGap
from cartographer.model.history import Resumption
from cartographer.model.key import Key
from tests.contracts.snapshot_suite import key, saw, scope, sweep

DAY = timedelta(days=1)
NOON = datetime(2026, 11, 24, 12, 0, 0, 123456, tzinfo=UTC)
TODAY = NOON.date()
A, B = key("a"), key("b", "AWS::EC2::VPC")


def test_a_sweep_that_begins_leaves_nothing_to_take_up(store):
    """There is nothing before the first."""
    assert store.begin("all", NOON, DAY) is None


def test_a_sweep_that_did_not_end_is_taken_up_with_what_was_noted(store):
    """When it began, which accounts are done, and what was read of others."""
    store.begin("all", NOON, DAY)
    store.note("all", [("111", A), ("222", A)])
    store.note("all", [("111", B)], ["333"])

    assert store.begin("all", NOON + timedelta(hours=1), DAY) == Resumption(
        NOON, frozenset({"333"}), frozenset({("111", A), ("222", A), ("111", B)})
    )


def test_it_may_be_taken_up_more_than_once(store):
    """It began when it first began, and what is noted adds up."""
    store.begin("all", NOON, DAY)
    store.note("all", [("111", A)])
    store.begin("all", NOON + timedelta(hours=1), DAY)
    store.note("all", [("111", A), ("111", B)])
    found = store.begin("all", NOON + timedelta(hours=2), DAY)

    assert (found.since, found.sighted) == (NOON, {("111", A), ("111", B)})


def test_of_an_account_that_is_done_no_resources_are_kept(store):
    """Not those of before, nor those of the same patch; others' stay."""
    store.begin("all", NOON, DAY)
    store.note("all", [("111", A), ("222", A)])
    store.note("all", [("111", B)], ["111"])
    found = store.begin("all", NOON, DAY)

    assert (found.done, found.sighted) == ({"111"}, {("222", A)})


def test_the_same_account_may_be_done_twice(store):
    """Two collectors may say so."""
    store.begin("all", NOON, DAY)
    store.note("all", [], ["111"])
    store.note("all", [], ["111", "111"])

    assert store.begin("all", NOON, DAY).done == {"111"}


def test_a_sweep_that_ended_is_begun_anew(store):
    """Nothing of it is left; another's is."""
    for name in ("all", "some"):
        store.begin(name, NOON, DAY)
        store.note(name, [("111", A)], ["222"])
    store.end("all")
    store.end("never begun")

    assert store.begin("all", NOON, DAY) is None
    assert store.begin("all", NOON, DAY) == Resumption(NOON)
    assert store.begin("some", NOON, DAY).done == {"222"}


@pytest.mark.parametrize(("later", "taken_up"), [(DAY, True), (DAY + timedelta(seconds=1), False)])
def test_patience_is_how_long_ago_it_may_have_begun(store, later, taken_up):
    """What is older is begun anew, without what was noted."""
    store.begin("all", NOON, DAY)
    store.note("all", [("111", A)], ["222"])
    found = store.begin("all", NOON + later, DAY)

    assert (found is not None) == taken_up
    again = store.begin("all", NOON + later, DAY)
    assert again.since == (NOON if taken_up else NOON + later)
    assert again.done == ({"222"} if taken_up else frozenset())


def test_a_name_may_be_long_and_of_any_letters(store):
    """It spells out what was asked for."""
    name = (
        '[["aws:ä"],{"types":[' + ",".join(f'"AWS::Service{n}::Thing"' for n in range(400)) + "]}]"
    )
    odd = Key("aws", "aws", "T::Thing", "arn:aws:x:::öß/'\";--\n" + "x" * 900)
    store.begin(name, NOON, DAY)
    store.note(name, [("111", odd)])

    assert store.begin(name, NOON, DAY).sighted == {("111", odd)}


def test_what_is_noted_outlives_the_process(opened):
    """It is there for whoever opens the store next."""
    first = opened()
    first.begin("all", NOON, DAY)
    first.note("all", [("111", A)], ["222"])
    first.close()

    assert opened().begin("all", NOON, DAY) == Resumption(
        NOON, frozenset({"222"}), frozenset({("111", A)})
    )


def test_notes_change_nothing_of_what_is_held(store):
    """They are about runs."""
    store.commit(sweep(saw("a"), minutes=1))
    before = store.head().commit
    store.begin("all", NOON, DAY)
    store.note("all", [("111", A)], ["222"])
    store.spend(TODAY, {"aws": 1})
    store.accept(AcceptedGap("denied:*", "known", TODAY))
    store.end("all")

    assert store.head().commit == before
    assert [one.record.native_id for one in store.head().of_scope(scope())] == ["a"]


# --- what is spent ---------------------------------------------------------------------------


def test_calls_of_a_day_add_up_by_source(store):
    """Each run adds its own."""
    store.spend(TODAY, {"aws": 10, "other": 1})
    store.spend(TODAY, {"aws": 5})
    store.spend(TODAY, {})

    assert store.spent(TODAY) == {"aws": 15, "other": 1}


def test_days_do_not_mix(store):
    """A budget is a day's."""
    store.spend(TODAY, {"aws": 10})
    store.spend(TODAY + DAY, {"aws": 1})

    assert (store.spent(TODAY), store.spent(TODAY + DAY)) == ({"aws": 10}, {"aws": 1})
    assert store.spent(TODAY + 2 * DAY) == {}


def test_what_is_long_ago_is_dropped(store):
    """A week is kept, for whoever looks; numbers may be large."""
    store.spend(TODAY, {"aws": 10**12})
    store.spend(TODAY + 7 * DAY, {"aws": 1})
    assert store.spent(TODAY) == {"aws": 10**12}
    store.spend(TODAY + 8 * DAY, {"aws": 1})
    assert store.spent(TODAY) == {}


# --- what is accepted ------------------------------------------------------------------------


def test_accepted_gaps_are_kept_by_scope(store):
    """One of the same scope takes the place of the other."""
    first = AcceptedGap("denied:eu-*", "for now", date(2026, 12, 1))
    longer = AcceptedGap("denied:eu-*", "region deny, SCP p-123 ✓", date(2027, 5, 1))
    other = AcceptedGap("account=1", "a vendor's", date(2027, 1, 1))
    for one in (first, other, longer):
        store.accept(one)

    assert store.accepted() == (other, longer)


def test_an_accepted_gap_can_be_withdrawn_once(store):
    """And says whether there was one."""
    store.accept(AcceptedGap("denied:*", "known", TODAY))

    assert store.withdraw("denied:eu-*") is False
    assert store.withdraw("denied:*") is True
    assert store.withdraw("denied:*") is False
    assert store.accepted() == ()
