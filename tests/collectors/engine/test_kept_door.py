"""A door that stays open once it was opened, and remembers whom it led to."""

import pytest

from cartographer.model.coverage import Selector, State
from collectors.engine.door import Terms
from collectors.engine.fault import Fault
from collectors.engine.kept_door import KeptDoor
from tests.collectors.engine.cloud import (
    DENIED,
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


def named(transport, fault=None):
    """Return a door that does not know whose it is until it is opened."""
    door = FakeDoor(transport, fault)
    door.name = door.account = "shop"
    return door


def test_a_door_is_opened_once():
    """Whoever comes later goes through as it stands."""
    door = FakeDoor(account("111"))
    kept = KeptDoor(door, Terms())

    assert kept.open() is kept.open()
    assert door.opened == 1


def test_a_door_that_did_not_open_is_tried_again():
    """What failed once may have passed."""
    door = FakeDoor(account("111"), DENIED)
    kept = KeptDoor(door, Terms())
    with pytest.raises(Fault):
        kept.open()
    door.fault = None

    assert kept.open().account == "111"


def test_a_door_knows_whose_it_is_once_it_was_opened():
    """Until then its name stands for the account, or what an earlier run found."""
    kept = KeptDoor(named(account("111")), Terms())
    assert (kept.known, kept.account) == (False, "shop")
    kept.recall("999")
    assert (kept.known, kept.account) == (True, "999")
    kept.open()
    assert (kept.known, kept.account) == (True, "111")


def test_a_door_that_says_nothing_beforehand_has_no_offer():
    """Which the dry run is told as any fault."""
    with pytest.raises(Fault, match="shop says nothing beforehand") as raised:
        KeptDoor(named(account("111")), Terms()).offer()

    assert raised.value.state is State.UNAVAILABLE


def test_what_is_called_behind_a_door_runs_under_the_care_of_who_opened_it_last():
    """An earlier run's is over."""
    member = Member("org", account("111"))
    kept = KeptDoor(member, Terms())
    cared = []
    for name in ("first", "second"):
        kept.open(lambda _, call, name=name: cared.append(name) or call())
    (knock,) = member.knocks
    knock(None, dict)

    assert cared == ["second"]


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
