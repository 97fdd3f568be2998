"""Sources whose accounts are listed: who is entered, who has ended, and who has left."""

import pytest

from cartographer.model.coverage import Scope, Selector, State
from cartographer.model.snapshot import resources
from cartographer.pipeline import collect, forget
from collectors.engine.door import Doors, Roster, Source, Terms
from collectors.engine.fault import Fault
from collectors.engine.rate import Rates
from collectors.engine.specification import ById, Rel
from collectors.engine.tools import Budget, Limits
from tests.collectors.engine.cloud import (
    BROKEN,
    BUSY,
    DENIED,
    THING,
    FakeClock,
    FakeDoor,
    FakeTransport,
    Listener,
    declare,
    items,
    key,
)
from tests.collectors.engine.organization import Home, Member, Organization

PLAIN = declare()


def account(number, *names, **more):
    return FakeTransport({"ListThings": items(*names)}, account=number, **more)


def listed(snapshot):
    """Return the owners and short ids of all that is held."""
    return sorted((one.record.account, one.record.native_id) for one in resources(snapshot))


def scopes(snapshot):
    """Return state and reason by account and region."""
    return {
        (one.scope.account, one.scope.region): (one.state.value, one.reason)
        for one in snapshot.coverage()
    }


COMPLETE = ("complete", None)


def test_a_source_of_doors_lists_them_without_asking_anybody():
    """What is configured is known."""
    door = FakeDoor(account("111"))
    source = Doors("mine", (door,))

    assert isinstance(source, Source)
    assert source.roster() == Roster((door,))
    assert source.door("111") is door


def test_all_accounts_that_are_listed_are_entered():
    """Those that the settings leave out are not."""
    source = Organization("org", account("111", "a"), account("222", "b"), account("333", "c"))
    source.excluded = {"333"}
    with Home(PLAIN) as home:
        home.run(source)

        assert listed(home.store.head()) == [("111", "a"), ("222", "b")]
        assert source.opened() == {"111": 1, "222": 1, "333": 0}
        assert ("333", "r1") not in scopes(home.store.head())


def test_what_is_excluded_later_stays_as_it_was_and_is_no_gap():
    """A setting says nothing about what is there, and whoever wrote it knows of it."""
    source = Organization("org", account("111", "a"), account("222", "b"))
    with Home(PLAIN) as home:
        home.run(source)
        source.excluded = {"222"}
        collected = home.run(source)

        assert listed(home.store.head()) == [("111", "a"), ("222", "b")]
        assert scopes(home.store.head())["222", "r1"] == COMPLETE
        assert collected.gaps == ()


def test_an_account_that_was_closed_is_retired():
    """Its resources end with the provider's word as the reason, and its scopes go."""
    source = Organization("org", account("111", "a"), account("222", "b"))
    with Home(PLAIN) as home:
        home.run(source)
        (key,) = [
            one.record.key for one in resources(home.store.head()) if one.record.account == "222"
        ]
        source.ended = {"222": "SUSPENDED"}
        collected = home.run(source)

        assert listed(home.store.head()) == [("111", "a")]
        assert list(scopes(home.store.head())) == [("111", "r1")]
        assert home.store.history(key)[-1].reason == "retired"
        assert collected.gaps == ()


def test_an_account_that_was_closed_before_anything_was_read_is_passed_over():
    """There is nothing to take back: no patch is made for it, this time or the next."""
    source = Organization("org", account("111", "a"), account("222", "b"), ended={"222": "CLOSED"})
    with Home(PLAIN) as home:
        for _ in range(2):
            patches = list(
                home.collector(source).collect(Selector(), Listener(), home.store.head())
            )
            assert [one.retired for one in patches] == [()]
            home.run(source)


def test_an_account_is_retired_once():
    """The second run after it was closed has nothing more to say of it."""
    source = Organization("org", account("111", "a"), account("222", "b"))
    with Home(PLAIN) as home:
        home.run(source)
        source.ended = {"222": "CLOSED"}
        home.run(source)
        collector = home.collector(source)
        collector.recall({"org/111": "111", "org/222": "222"})
        patches = list(collector.collect(Selector(), Listener(), home.store.head()))

        assert [one.retired for one in patches] == [()]


def test_an_account_that_is_no_longer_listed_is_unknown_and_keeps_what_it_held():
    """It may have moved to another organization: nobody says that it ended."""
    source = Organization("org", account("111", "a"), account("222", "b"))
    with Home(PLAIN) as home:
        home.run(source)
        source.listed = {"111"}
        collected = home.run(source)

        assert listed(home.store.head()) == [("111", "a"), ("222", "b")]
        state, reason = scopes(home.store.head())["222", "r1"]
        assert state == "denied"
        assert reason.startswith("left: ")
        assert "cartographer forget --account 222" in reason
        assert [one.scope.account for one in collected.gaps] == ["222"]
        assert source.opened() == {"111": 2, "222": 1}


def test_an_account_that_left_and_was_forgotten_is_not_brought_up_again():
    """What the message says to do helps."""
    source = Organization("org", account("111", "a"), account("222", "b"))
    with Home(PLAIN) as home:
        home.run(source)
        source.listed = {"111"}
        home.run(source)
        forget(home.store, Selector(accounts=("222",)))
        collected = home.run(source)

        assert collected.gaps == ()
        assert list(scopes(home.store.head())) == [("111", "r1")]


def test_an_account_that_was_retired_and_is_no_longer_listed_has_not_left():
    """A provider lists a closed account for some time only."""
    source = Organization("org", account("111", "a"), account("222", "b"))
    with Home(PLAIN) as home:
        home.run(source)
        source.ended = {"222": "CLOSED"}
        home.run(source)
        source.ended, source.listed = {}, {"111"}
        collected = home.run(source)

        assert collected.gaps == ()
        assert list(scopes(home.store.head())) == [("111", "r1")]


def test_an_account_is_its_own_sources_whatever_that_is_called():
    """One that is configured by itself has not left the organization that its name begins with."""
    source = Organization("org", account("111", "a"))
    alone = FakeDoor(account("222", "b"))
    alone.name = "org/prod"
    with Home(PLAIN) as home:
        home.run(source, alone)
        collected = home.run(source, alone)

        assert collected.gaps == ()
        assert listed(home.store.head()) == [("111", "a"), ("222", "b")]


def test_a_source_that_cannot_list_sweeps_the_accounts_of_the_earlier_run():
    """Nobody is passed over, and the list itself is the one gap."""
    source = Organization("org", account("111", "a"), account("222", "b"))
    with Home(PLAIN) as home:
        home.run(source)
        source.fault = DENIED
        source.members["111"].transport.answers["ListThings"] = items("a", "a2")
        collected = home.run(source)

        assert listed(home.store.head()) == [("111", "a"), ("111", "a2"), ("222", "b")]
        assert source.opened() == {"111": 2, "222": 2}
        (gap,) = collected.gaps
        assert gap.scope == Scope("aws", "org", "global", "T::Account")
        assert gap.state is State.DENIED
        assert "the accounts of org cannot be listed: AccessDenied" in gap.reason


def test_a_source_that_can_list_again_has_no_gap_left():
    """What stood for the list goes when there is one."""
    source = Organization("org", account("111", "a"))
    with Home(PLAIN) as home:
        home.run(source)
        source.fault = DENIED
        home.run(source)
        source.fault = None
        collected = home.run(source)

        assert collected.gaps == ()
        assert scopes(home.store.head()) == {("111", "r1"): COMPLETE}


def test_a_list_that_fails_in_a_passing_way_is_asked_for_again():
    """As any call is, and no oftener."""

    class Twice(Organization):
        def roster(self, knock):
            """Answer at the third time."""
            self.fault = BUSY if self.asked < 2 else None
            return super().roster(knock)

    good = Twice("org", account("111", "a"))
    bad = Organization("org", account("111", "a"))
    bad.fault = BROKEN
    with Home(PLAIN) as home:
        assert home.run(good).gaps == ()
        collected = home.run(bad, limits=Limits(tries=3))

        assert (good.asked, bad.asked) == (3, 3)
        assert len(collected.gaps) == 1


def test_a_source_that_cannot_list_does_not_touch_the_others():
    """One organization's denial costs that organization's list."""
    source, other = Organization("org", account("111", "a")), Organization("two", account("9", "z"))
    source.fault = DENIED
    with Home(PLAIN) as home:
        home.run(source, other)

        assert listed(home.store.head()) == [("9", "z")]


def test_an_account_in_two_sources_is_read_once_with_a_remark():
    """The first one reads it, and a person is told of both."""
    first = Organization("org", account("111", "a"), account("222", "b"))
    second = Organization("two", account("222", "b"))
    with Home(PLAIN) as home:
        collected = home.run(first, second)

        assert collected.remarks == ("account 222: in org and two; read once",)
        assert (first.opened()["222"], second.opened()["222"]) == (1, 0)
        assert len(first.members["222"].transport.calls) == 1


def test_an_account_that_two_sources_turn_out_to_lead_to_is_read_once():
    """A source without a role learns only when it is entered whose account it is."""
    transports = [account("222", "b"), account("222", "b")]
    doors = [FakeDoor(one) for one in transports]
    for name, door in zip(("one", "two"), doors, strict=True):
        door.name = door.account = name
    with Home(PLAIN) as home:
        collected = home.run(*doors)

        assert len(collected.remarks) == 1
        assert collected.remarks[0].startswith("account 222: in ")
        assert sum(len(one.calls) for one in transports) == 1


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
        def roster(self, knock):
            """Ask twice."""
            super().roster(knock)
            return super().roster(knock)

    clock = FakeClock()
    source = Pages("org", account("111"), terms=Terms(Rates(2.0)))
    with Home(PLAIN, clock=clock) as home:
        collector = home.collector(source)
        list(collector.collect(Selector(), Listener(), home.store.head()))

        assert collector.waits == [0.55]


def test_a_refresh_keeps_the_sources_pace():
    """Single resources are no reason to be faster than its owner allows."""
    clock = FakeClock()
    transport = FakeTransport(
        {"ListThings": items("a"), "GetPolicy": {"Policy": 1}}, account="111", clock=clock
    )
    source = Organization("org", transport, terms=Terms(Rates(2.0)))
    with Home(THING, clock=clock) as home:
        home.run(source)
        clock.sleep(60)
        collector = home.collector(source)
        collector.recall({"org/111": "111"})
        list(collector.collect(Selector(keys=(key("a"),)), Listener(), home.store.head()))

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


def test_what_a_door_keeps_can_be_used_in_a_later_run():
    """Credentials are renewed under the care of the run that needs them."""
    source = Organization("org", account("111", "a"))
    with Home(PLAIN) as home:
        collector = home.collector(source)
        for patch in collector.collect(Selector(), Listener(), home.store.head()):
            home.store.commit(patch)
        kept = source.members["111"].knocks[0]
        patches = collector.collect(Selector(), Listener(), home.store.head())
        source.members["111"].transport.before = lambda ask: kept(ask, dict)
        (patch,) = patches

        assert [one.state for one in patch.coverage] == [State.COMPLETE]


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


def test_a_fault_says_which_way_it_ended():
    """The list of accounts may be throttled or denied; that there is none is a failure."""
    for fault, state in (
        (Fault(State.THROTTLED, "TooManyRequestsException"), State.THROTTLED),
        (Fault(State.UNAVAILABLE, "AWSOrganizationsNotInUseException"), State.FAILED),
    ):
        source = Organization("org", account("111", "a"))
        with Home(PLAIN) as home:
            home.run(source)
            source.fault = fault
            home.run(source)

            assert scopes(home.store.head())["org", "global"][0] == state.value
