"""A region that was empty, and in which nothing was written since, is asked one question."""

from datetime import timedelta

import pytest

from cartographer.model.coverage import Selector, State
from collectors.engine.fault import Fault
from collectors.engine.quiet import Emptiness
from tests.collectors.engine.cloud import (
    DENIED,
    FakeClock,
    FakeDoor,
    FakeTransport,
    collect,
    collector,
    declare,
    empty,
    ids,
    items,
    states,
)

THING, FLOOR = declare(), declare("T::Floor")
TYPES = (THING, FLOOR)


class Trail:
    """An event history that says what a test wants."""

    def __init__(self, answer=True):
        self.answer = answer
        self.asked = []

    def __call__(self, transport, region, since, _):
        """Answer whether nothing was written."""
        self.asked.append((transport.account, region, since))
        if isinstance(self.answer, Fault):
            raise self.answer
        return self.answer


class Estate:
    """An account with a full region and an empty one, which has its floor like any other."""

    def __init__(self, trail, hours=24.0):
        self.clock = FakeClock(tick=0.001)
        self.transport = FakeTransport(
            {
                "ListThings@full": items("a"),
                "ListThings": items(),
                "ListFloors": lambda ask: items(f"floor-{ask.region}"),
            },
            regions=("bare", "full"),
            clock=self.clock,
        )
        self.of = collector(
            [FakeDoor(self.transport)],
            *TYPES,
            clock=self.clock,
            emptiness=Emptiness(frozenset({"T::Floor"}), trail, hours),
        )
        self.head = empty(*TYPES)

    def sweep(self, selection=None):
        """Return the regions that are read in one more run."""
        self.transport.calls.clear()
        self.head = collect(self.of, self.head, selection or Selector())
        return {ask.region for ask in self.transport.calls}


def test_a_region_that_is_still_empty_is_not_read_again():
    """The first time it is; what is not read again keeps its state, and nothing is removed."""
    trail = Trail()
    estate = Estate(trail)

    first = estate.sweep()
    before = states(estate.head)
    second = estate.sweep()

    assert (first, second) == ({"bare", "full"}, {"full"})
    assert [region for _, region, _ in trail.asked] == ["bare"]
    assert states(estate.head) == before
    assert ids(estate.head) == ["a", "floor-bare", "floor-full"]
    assert estate.of.remarks == [
        "empty regions not read again, as nothing was written there since: 1 in 1 account"
    ]


def test_the_trail_is_asked_since_the_earliest_reading():
    """Whatever came after the first of its scopes was read would be missed otherwise."""
    trail = Trail()
    estate = Estate(trail)
    estate.sweep()
    earliest = min(
        one.last_complete for one in estate.head.coverage() if one.scope.region == "bare"
    )

    estate.sweep()

    assert trail.asked[0][2] == earliest


@pytest.mark.parametrize("answer", [False, DENIED], ids=["written to", "not telling"])
def test_a_region_that_may_have_changed_is_read(answer):
    """What the history shows, or does not want to tell, makes it a region like others."""
    estate = Estate(Trail(answer))
    estate.sweep()

    assert estate.sweep() == {"bare", "full"}


def test_an_old_reading_is_not_trusted():
    """A history may miss something: after some hours the region is read again."""
    trail = Trail()
    estate = Estate(trail, hours=1.0)
    estate.sweep()
    estate.clock.sleep(timedelta(hours=2).total_seconds())

    assert estate.sweep() == {"bare", "full"}
    assert trail.asked == []


def test_with_no_hours_every_region_is_always_read():
    """The setting that turns it off."""
    trail = Trail()
    estate = Estate(trail, hours=0.0)
    estate.sweep()

    assert (estate.sweep(), trail.asked) == ({"bare", "full"}, [])


def test_a_region_with_a_gap_is_read():
    """What could not be read may hold anything."""
    estate = Estate(Trail())
    estate.transport.answers["ListFloors"] = DENIED
    estate.sweep()

    assert estate.sweep() == {"bare", "full"}
    assert states(estate.head)["T::Floor", "bare"] == State.DENIED


def test_a_type_that_was_never_asked_for_makes_a_region_unread():
    """A run of some types does not show that there is nothing else."""
    estate = Estate(Trail())
    estate.sweep(Selector(types=("T::Floor",)))

    assert estate.sweep() == {"bare", "full"}
    assert estate.sweep() == {"full"}
