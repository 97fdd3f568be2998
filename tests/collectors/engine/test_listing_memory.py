"""What is remembered of accounts: who is left out, whose turn it is, and what each cost."""

from datetime import timedelta

import pytest

from cartographer.model.coverage import Selector, State
from cartographer.model.error import UsageError
from cartographer.model.history import Listed, Listing, Run, Visit
from cartographer.pipeline import collect, refresh
from collectors.engine.door import Terms
from collectors.engine.fault import Fault
from collectors.engine.specification import Rel
from collectors.engine.tools import Budget, Limits
from tests.collectors.engine.cloud import (
    DENIED,
    THING,
    FakeDoor,
    FakeTransport,
    Listener,
    declare,
    items,
    key,
)
from tests.collectors.engine.organization import Home, Organization

PLAIN = declare()
ONE_AT_ONCE = Limits(accounts=1)


def account(number, *names, **more):
    return FakeTransport({"ListThings": items(*names)}, account=number, **more)


def three(**more):
    """Return an organization of three accounts with a thing each."""
    return Organization("org", *(account(one * 3, f"t{one}") for one in "123"), **more)


def gaps(collected):
    return {one.scope.account: one.reason for one in collected.gaps}


# --- who is left out --------------------------------------------------------------------------


def test_what_a_listing_said_is_kept_with_the_run():
    """Which accounts there are, which are closed, and of which provider."""
    source = three(ended={"333": "CLOSED"})
    with Home(PLAIN) as home:
        run = home.run(source).info.run

    listed = {"111": Listed(), "222": Listed(), "333": Listed(closed=True)}
    at = run.listings["org"].at
    assert run.listings == {"org": Listing("aws", (), listed, at)}
    assert at is not None
    assert at >= run.taken


def test_a_list_that_fails_says_when_it_last_came():
    """However often it fails after that; where it never came there is nothing to say."""
    source = three()
    with Home(PLAIN) as home:
        at = home.run(source).info.run.listings["org"].at
        source.fault = DENIED
        for _ in range(2):
            (gap,) = home.run(source).gaps
            assert (gap.scope.account, gap.last_complete) == ("org", at)


@pytest.mark.parametrize(
    ("units", "entered", "undecided"),
    [
        (Listing("aws", ("ou-1",), {"222": Listed(units=("ou-1",))}), {"111", "333"}, set()),
        (Listing("aws", ("ou-1",), {"222": Listed()}), {"111", "222", "333"}, set()),
        (Listing("aws", (), {"222": Listed()}), {"111", "333"}, {"222"}),
    ],
)
def test_where_accounts_cannot_be_listed_the_last_listing_says_who_is_left_out(
    units, entered, undecided
):
    """Where it says nothing of a unit, who may lie in it is not entered."""
    source = three()
    with Home(PLAIN) as home:
        home.run(source)
        source.unit_of = {"222": "ou-1"}
        source.fault = DENIED
        collector = home.collector(source)
        collector.recall({f"org/{one * 3}": one * 3 for one in "123"}, {"org": units})
        before = source.opened()
        patches = list(collector.collect(Selector(), Listener(), home.store.head()))

        after = source.opened()
        assert {one for one in after if after[one] > before[one]} == entered
        reasons = {one.scope.account: one.reason for p in patches for one in p.coverage}
        assert {one for one, why in reasons.items() if why and "undecided" in why} == undecided


def test_what_is_held_of_the_units_is_asked_too():
    """Either says that an account is left out: then it is."""
    source = three()
    with Home(PLAIN) as home:
        home.run(source)
        source.unit_of = {"222": "ou-1", "333": "ou-2"}
        source.fault = DENIED
        before = source.opened()
        inside = {("222", "ou-1"): True, ("333", "ou-2"): False}
        collected = home.run(source, units=lambda _: lambda one, unit: inside.get((one, unit)))

        after = source.opened()
        assert {one for one in after if after[one] > before[one]} == {"111", "333"}
        assert set(gaps(collected)) == {"org"}


def test_an_account_that_may_be_left_out_is_not_opened_for_a_repair_either():
    """Not to heal a reference that points into it, and not for a refresh."""
    thing = declare(relations=(Rel("refers-to", "Other", by="id", type="T::Thing"),))
    source = three()
    with Home(thing) as home:
        home.run(source)
        source.unit_of = {"222": "ou-1"}
        collector = home.collector(source)
        before = source.opened()
        keys = tuple(one.record.key for one in home.store.head().of_type("T::Thing"))
        list(refresh(home.store, [collector], keys, Listener(), home.clock))

        after = source.opened()
        assert after["222"] == before["222"]
        assert [why for _, why in collector.failed if why == "no source for it"]


# --- what was chosen --------------------------------------------------------------------------


def test_an_account_that_is_chosen_and_is_not_there_is_refused_before_anything_is_read():
    """Nor is what makes no sense taken up again."""
    source = three(excluded=("222",))
    with Home(PLAIN) as home:
        for wrong, told in (("999", "no account 999"), ("222", "`exclude` of source org")):
            for _ in range(2):
                with pytest.raises(UsageError, match=told):
                    home.run(source, selection=Selector(accounts=("111", wrong)))

        assert source.opened() == {"111": 0, "222": 0, "333": 0}
        chosen = Selector(accounts=("111",))
        assert home.run(source, selection=chosen).info.run.calls == 2


def test_whose_account_nobody_knows_is_opened_to_see():
    """Only then it can be said that it is another."""
    door = FakeDoor(account("111", "a"))
    door.name = door.account = "prod"
    with Home(PLAIN) as home:
        with pytest.raises(UsageError, match="no account 999: the sources have 1 account"):
            home.run(door, selection=Selector(accounts=("999",)))
        home.run(door, selection=Selector(accounts=("111",)))


def test_where_accounts_cannot_be_listed_a_choice_of_one_that_is_not_known_is_a_gap():
    """It may be there: the run does not end as if it had been read."""
    source = three()
    with Home(PLAIN) as home:
        home.run(source)
        source.fault = DENIED
        unknown = home.run(source, selection=Selector(accounts=("999",)))
        known = home.run(source, selection=Selector(accounts=("111",)))

        assert set(gaps(unknown)) == {"org"}
        assert gaps(known) == {}


# --- whose turn it is -------------------------------------------------------------------------


def test_the_calls_of_a_day_go_to_who_was_read_longest_ago():
    """So that it is not always the same accounts that get none."""
    source = three()
    with Home(PLAIN) as home:
        read = []
        for _ in range(6):
            source.terms = Terms(budget=Budget(2))
            collected = home.run(source, limits=ONE_AT_ONCE)
            read.append({"111", "222", "333"} - set(gaps(collected)))
            home.clock.sleep(86_400)

        assert read == [{"111"}, {"222"}, {"333"}] * 2


def test_without_a_bound_the_order_is_that_of_the_list():
    """Nothing is looked up for it."""
    source = three()
    with Home(PLAIN) as home:
        home.run(source)
        patches = list(home.collector(source).collect(Selector(), Listener(), home.store.head()))

        assert [one for patch in patches for one in patch.ends] == ["111", "222", "333"]


# --- what it cost -----------------------------------------------------------------------------


def test_a_refresh_counts_among_the_calls_of_the_day():
    """And ends with them."""
    answers = {"ListThings": items("a"), "GetPolicy": {"Policy": 1}}
    source = Organization("org", FakeTransport(answers, account="111"))
    with Home(THING) as home:
        home.run(source)
        day = home.clock.now().date()
        before = home.store.spent(day)["org"]
        collector = home.collector(source)
        list(refresh(home.store, [collector], (key("a"),), Listener(), home.clock))
        spent = home.store.spent(day)["org"] - before
        source.terms = Terms(budget=Budget(before + spent))
        bounded = home.collector(source)
        list(refresh(home.store, [bounded], (key("a"),), Listener(), home.clock))

        assert spent == 3  # the list of accounts, the thing, its policy
        assert home.store.spent(day)["org"] == before + spent
        assert bounded.failed


def test_a_run_that_is_taken_up_again_tells_what_all_its_attempts_cost():
    """By account and service, though the first was killed."""
    source = three()
    source.members["222"].transport.answers["ListThings"] = _Killing(times=2)
    with Home(PLAIN) as home:
        for _ in range(2):
            with pytest.raises(KeyboardInterrupt):
                home.run(source, limits=ONE_AT_ONCE)
        run = home.run(source, limits=ONE_AT_ONCE).info.run

        made = {one: len(member.transport.calls) for one, member in source.members.items()}
        assert {one: run.visits[one].calls for one in made} == made
        assert made == {"111": 1, "222": 3, "333": 1}
        assert run.calls == sum(made.values()) + source.asked
        assert run.by_service == {"svc": 5, "organizations": 3}
        again = home.run(source).info.run
        assert again.calls == 4


class _Killing:
    """An answer that ends the process some times."""

    def __init__(self, times):
        self.left = times

    def __call__(self, _):
        self.left -= 1
        if self.left >= 0:
            raise KeyboardInterrupt
        return items("b")


def test_two_attempts_are_one_run():
    """What each has spent is added up, account by account."""
    with Home(PLAIN) as home:
        now = home.clock.now()
    first = Run(now, 2.0, 3, by_service={"a": 3}, throttled=1, visits={"1": Visit(3, 1.5)})
    second = Run(
        now + timedelta(hours=1),
        1.5,
        4,
        by_service={"a": 1, "b": 3},
        visits={"1": Visit(1, 0.5), "2": Visit(3, 1.0)},
    )

    both = second.and_before(first)

    assert both.taken == second.taken
    assert (both.seconds, both.calls, both.throttled) == (3.5, 7, 1)
    assert both.by_service == {"a": 4, "b": 3}
    assert both.visits == {"1": Visit(4, 2.0), "2": Visit(3, 1.0)}


# --- since when -------------------------------------------------------------------------------


def test_since_when_a_gap_is_does_not_move_with_the_providers_words():
    """A code is the same, whatever the message behind it says this time."""
    source = Organization("org", account("111"))
    with Home(PLAIN) as home:
        sinces = []
        for code, message in (("Denied", "one"), ("Denied", "two"), ("Other", "two")):
            fault = Fault(State.DENIED, code, message)
            source.members["111"].transport.answers["ListThings"] = fault
            collected = home.run(source) if sinces else _first(home, source)
            sinces.append(collected.gaps[0].since)
            assert message in collected.gaps[0].reason
            home.clock.sleep(3600)

        assert sinces[0] == sinces[1] < sinces[2]


def _first(home, source):
    """Run over a store that holds something already, so that a run of gaps alone is one."""
    home.run(Organization("org", account("111", "a")))
    return collect(home.store, [home.collector(source)], Selector(), Listener(), home.clock)
