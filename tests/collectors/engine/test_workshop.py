"""What all runs of a collector share: their stop, their executor, and how they end."""

import threading
from concurrent.futures import ThreadPoolExecutor

from cartographer.model.coverage import Selector
from collectors.engine.specification import Rel
from tests.collectors.engine.cloud import (
    FakeDoor,
    FakeTransport,
    Listener,
    collect,
    collector,
    declare,
    empty,
    ids,
    items,
    states,
)
from tests.collectors.engine.estate import BASIC, Estate


def test_a_stop_ends_a_collection_and_what_would_follow_it():
    """Told once is told: the repair after a stopped sweep asks nothing."""
    host = declare("T::Host", relations=(Rel("in-subnet", "ThingId"),))
    estate = Estate("thing-00000001", declarations=(BASIC, host))
    estate.transport.answers["ListHosts"] = {"Items": [{"Id": "h", "ThingId": "thing-00000009"}]}
    estate.sweep()
    estate.collector.stop()
    made = len(estate.transport.calls)
    estate.sweep()
    assert set(states(estate.head).values()) == {"skipped"}
    assert list(estate.collector.repair(Listener(), estate.head, 0)) == []
    assert len(estate.transport.calls) == made


def test_leaving_a_collection_half_way_ends_its_work():
    """Who stops listening gets no more calls made, as after Ctrl-C."""
    doors = [FakeDoor(FakeTransport({"ListThings": items("a")}, account=str(n))) for n in range(5)]
    running = threading.Event()
    for door in doors[1:]:
        door.transport.before = lambda _: running.wait(0.01)
    of = collector(doors, BASIC, executor=ThreadPoolExecutor)
    patches = of.collect(Selector(), Listener(), empty(BASIC))
    next(patches)
    patches.close()
    again = [one for one in of.collect(Selector(), Listener(), empty(BASIC)) if one.claims]
    assert len(again) == 5


def test_work_is_done_by_the_executor_that_was_given():
    """It gets as many workers as the limits say."""
    made = []

    def executor(workers):
        made.append(workers)
        return ThreadPoolExecutor(workers)

    transport = FakeTransport({"ListThings": items("a")})
    of = collector([FakeDoor(transport)], BASIC, executor=executor)
    assert ids(collect(of, empty(BASIC))) == ["a"]
    assert made == [16]
