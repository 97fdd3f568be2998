"""Sources of accounts, and what their owners allow of them: their pace, and the calls of a day."""

import pytest

from cartographer.model.coverage import Selector, State
from cartographer.model.snapshot import resources
from cartographer.pipeline import collect
from collectors.engine.door import Doors, Roster, Source, Terms, never_seen
from collectors.engine.rate import Rates
from collectors.engine.specification import ById, Rel
from collectors.engine.tools import Budget, Limits
from tests.collectors.engine.cloud import (
    BROKEN,
    BUSY,
    THING,
    FakeClock,
    FakeDoor,
    FakeTransport,
    Listener,
    declare,
    items,
)
from tests.collectors.engine.organization import Home, Member, Organization

PLAIN = declare()


def account(number, *names, **more):
    return FakeTransport({"ListThings": items(*names)}, account=number, **more)


def listed(snapshot):
    """Return the owners and short ids of all that is held."""
    return sorted((one.record.account, one.record.native_id) for one in resources(snapshot))


def test_a_source_of_doors_lists_them_without_asking_anybody():
    """What is configured is known."""
    door = FakeDoor(account("111"))
    source = Doors("mine", (door,))

    assert isinstance(source, Source)
    assert source.roster() == Roster((door,))
    assert source.door("111") is door


def test_a_list_that_fails_in_a_passing_way_is_asked_for_again():
    """As any call is, and no oftener."""

    class Twice(Organization):
        def roster(self, knock, within=never_seen):
            """Answer at the third time."""
            self.fault = BUSY if self.asked < 2 else None
            return super().roster(knock, within)

    good = Twice("org", account("111", "a"))
    bad = Organization("org", account("111", "a"))
    bad.fault = BROKEN
    with Home(PLAIN) as home:
        assert home.run(good).gaps == ()
        collected = home.run(bad, limits=Limits(tries=3))

        assert (good.asked, bad.asked) == (3, 3)
        assert len(collected.gaps) == 1


def test_an_answer_of_any_shape_costs_an_account_and_not_the_run():
    """What nobody foresaw on the way into one account is told as its scopes' reason."""
    source = Organization("org", account("111", "a"), account("222", "b"))

    class Odd(Member):
        def open(self, *_):
            """Read an answer that lacks what it should have."""
            return {}["Account"]

    source.members["222"] = Odd("org", account("222", "b"))
    with Home(PLAIN) as home:
        collected = home.run(source)

        assert listed(home.store.head()) == [("111", "a")]
        assert [(one.scope.account, one.state.value) for one in collected.gaps] == [
            ("222", "failed")
        ]


# --- what a source's owner allows -----------------------------------------------------------


def test_each_source_has_its_own_pace():
    """On the way in, in the list, and in the account; the run's rates are the others'."""
    clock = FakeClock()
    slow = Organization(
        "org",
        FakeTransport({"ListThings": [items("a"), items("b"), items("c")]}, account="111"),
        terms=Terms(Rates(2.0)),
    )
    quick = Organization(
        "two", FakeTransport({"ListThings": [items("a"), items("b")]}, account="222")
    )
    with Home(PLAIN, clock=clock) as home:
        collector = home.collector(slow, quick)
        list(collector.collect(Selector(), Listener(), home.store.head()))

        assert collector.waits == [0.55, 0.55]


def test_the_list_of_a_source_is_asked_for_at_the_sources_pace():
    """Its pages are calls like all others."""

    class Pages(Organization):
        def roster(self, knock, within=never_seen):
            """Ask twice."""
            super().roster(knock, within)
            return super().roster(knock, within)

    clock = FakeClock()
    source = Pages("org", account("111"), terms=Terms(Rates(2.0)))
    with Home(PLAIN, clock=clock) as home:
        collector = home.collector(source)
        list(collector.collect(Selector(), Listener(), home.store.head()))

        assert collector.waits == [0.55]


def test_a_budget_that_is_used_up_fails_what_is_left_and_removes_nothing():
    """The calls of the day are counted for the whole source, its list among them."""
    source = Organization("org", account("111", "a"), account("222", "b"))
    with Home(PLAIN) as home:
        home.run(source)
        source.terms = Terms(budget=Budget(5))
        source.members["111"].transport.answers["ListThings"] = items()
        source.members["222"].transport.answers["ListThings"] = items()
        collected = home.run(source, limits=Limits(accounts=1))  # 3 were made: 2 are left

        assert listed(home.store.head()) == [("222", "b")]
        (gap,) = collected.gaps
        assert (gap.scope.account, gap.state) == ("222", State.FAILED)
        assert gap.reason == "budget: the 5 calls of this day are used up"
        assert home.store.spent(home.clock.now().date()) == {"org": 5}


def test_a_budget_that_is_used_up_before_the_list_leaves_all_as_it_was():
    """The accounts of the earlier run are failed, each, and not one call is made."""
    source = Organization("org", account("111", "a"), account("222", "b"))
    with Home(PLAIN) as home:
        home.run(source)
        made = [len(one.transport.calls) for one in source.members.values()]
        source.terms = Terms(budget=Budget(3))
        collected = home.run(source)

        assert listed(home.store.head()) == [("111", "a"), ("222", "b")]
        assert {one.scope.account for one in collected.gaps} == {"org", "111", "222"}
        assert {
            one.reason.partition(":")[0] for one in collected.gaps if one.scope.account != "org"
        } == {"budget"}
        assert [len(one.transport.calls) for one in source.members.values()] == made


def test_a_budget_is_a_sources_own():
    """The other source's calls are not counted against it."""
    small = Organization("org", account("111", "a"), terms=Terms(budget=Budget(1)))
    large = Organization("two", account("222", "b"), terms=Terms(budget=Budget(50)))
    with Home(PLAIN) as home:
        collected = home.run(small, large)

        assert listed(home.store.head()) == [("222", "b")]
        assert [one.scope.account for one in collected.gaps] == ["111"]
        assert home.store.spent(home.clock.now().date()) == {"org": 1, "two": 2}


def test_the_next_day_has_its_own_budget():
    """What was spent yesterday is spent."""
    source = Organization("org", account("111", "a"), terms=Terms(budget=Budget(2)))
    with Home(PLAIN) as home:
        assert home.run(source).gaps == ()
        assert home.run(source).gaps != ()
        home.clock.sleep(86_400)
        assert home.run(source).gaps == ()


def test_a_used_up_budget_is_not_waited_for():
    """Nobody stands in the queue for a call that will not be made."""
    clock = FakeClock()
    wide = [declare(f"T::N{n}") for n in range(30)]
    answers = {f"ListN{n}s": items() for n in range(30)}
    source = Organization(
        "org",
        FakeTransport(answers, account="111", clock=clock),
        terms=Terms(Rates(1.0), Budget(3)),
    )
    with Home(*wide, clock=clock) as home:
        collector = home.collector(source)
        list(collector.collect(Selector(), Listener(), home.store.head()))

        assert sum(collector.waits) < 5


def test_calls_that_a_repair_makes_are_spent_too():
    """And so are those that a refresh makes: they are calls of the day."""
    thing = declare(by_id=ById(params={"Ids": "=ids"}, batch=10, not_found=("NotFound",)))
    host = declare("T::Host", relations=(Rel("in-subnet", "ThingId"),))
    answers = {
        "ListThings": lambda ask: items(
            "thing-00000002" if "Ids" in ask.params else "thing-00000001"
        ),
        "ListHosts": {"Items": [{"Id": "h", "ThingId": "thing-00000002"}]},
    }
    transport = FakeTransport(answers, account="111")
    source = Organization("org", transport)
    with Home(thing, host) as home:
        collect(home.store, [home.collector(source)], Selector(), Listener(), home.clock)

        assert len(transport.calls) == 3
        assert home.store.spent(home.clock.now().date()) == {"org": 4}


def test_calls_of_a_run_that_was_killed_are_spent_all_the_same():
    """The next run of the day knows of them."""
    transport = FakeTransport({"ListThings": items("a"), "GetPolicy": {"Policy": 1}}, account="111")
    source = Organization("org", transport)

    def kill(ask):
        if ask.operation == "GetPolicy":
            raise KeyboardInterrupt

    transport.before = kill
    with Home(THING) as home:
        with pytest.raises(KeyboardInterrupt):
            home.run(source)

        assert home.store.spent(home.clock.now().date()) == {"org": 3}


def test_a_stop_on_the_way_is_told_as_such():
    """Whoever was to be listed or entered is skipped, and no gap."""
    source = Organization("org", account("111", "a"))
    with Home(PLAIN) as home:
        home.run(source)
        collector = home.collector(source)
        collector.recall({"org/111": "111"})
        collector.stop()
        states = {
            one.scope.account: one.state
            for patch in collector.collect(Selector(), Listener(), home.store.head())
            for one in patch.coverage
        }

        assert states == {"org": State.SKIPPED, "111": State.SKIPPED}
