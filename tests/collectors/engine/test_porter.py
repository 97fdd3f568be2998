"""Which accounts are to be entered: those that are listed, that have ended, and that have left."""

from cartographer.model.coverage import Scope, Selector, State
from cartographer.model.history import Run
from cartographer.model.snapshot import resources
from cartographer.pipeline import forget
from collectors.engine.fault import Fault
from tests.collectors.engine.cloud import (
    DENIED,
    NOON,
    FakeDoor,
    FakeTransport,
    Listener,
    collect,
    collector,
    declare,
    empty,
    items,
)
from tests.collectors.engine.estate import BASIC, Estate
from tests.collectors.engine.organization import Home, Organization

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


def test_an_account_that_was_never_entered_is_tried_where_the_accounts_cannot_be_listed():
    """It was listed, and as long as it is shut it is a gap of each run: also once it has left."""
    source = Organization("org", account("111", "a"), account("222", "b"))
    source.members["222"].fault = DENIED
    with Home(PLAIN) as home:
        home.run(source)
        source.fault = DENIED
        collected = home.run(source)

        assert source.opened() == {"111": 2, "222": 2}
        assert {one.scope.account for one in collected.gaps} == {"org", "222"}

        source.fault = None
        source.listed = {"111"}
        for _ in range(2):
            (gap,) = home.run(source).gaps
            assert (gap.scope.account, "left" in gap.reason) == ("222", True)


def test_an_account_that_was_listed_and_not_asked_for_is_entered_where_none_can_be_listed():
    """The last listing counts, and not what was read after it; one that it calls closed ended."""
    source = Organization("org", *(account(number, "a") for number in ("111", "222", "333")))
    source.ended = {"333": "CLOSED"}
    with Home(PLAIN) as home:
        home.run(source, selection=Selector(accounts=("111",)))
        source.fault = DENIED
        source.ended = {}
        home.run(source)

        assert source.opened() == {"111": 2, "222": 1, "333": 0}


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


def test_a_source_that_cannot_list_does_not_touch_the_others():
    """One organization's denial costs that organization's list."""
    source, other = Organization("org", account("111", "a")), Organization("two", account("9", "z"))
    source.fault = DENIED
    with Home(PLAIN) as home:
        home.run(source, other)

        assert listed(home.store.head()) == [("9", "z")]


def test_a_source_that_cannot_be_entered_today_speaks_for_the_account_it_led_to():
    """What is held of that account becomes unknown; nothing stands under the source's name."""
    head = collect(
        collector([FakeDoor(FakeTransport({"ListThings": items("a")}))], declare()),
        empty(declare()),
    )
    later = collector([FakeDoor(None, DENIED, account="shop")], declare())
    later.recall({"shop": "111"})
    head = collect(later, head)
    assert {(one.scope.account, str(one.state)) for one in head.coverage()} == {("111", "denied")}
    assert later.facts(Run(NOON)).accounts == {"shop": "111"}


def test_a_door_that_does_not_know_its_account_is_opened_to_see():
    """A source may be configured by a name; it is entered once for all that follows."""
    estate = Estate("a")
    named = FakeDoor(estate.transport)
    named.account = named.name = "my-source"
    of = collector([FakeDoor(None, DENIED, "other"), named], BASIC, clock=estate.clock)
    estate.sweep()
    estate.refresh("a", of=of)
    estate.refresh("a", of=of)
    assert (of.failed, named.opened) == ([], 1)
