"""How fast a door is knocked at, and that it is never knocked at faster after a refusal."""

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.engine.rate import RateLimiter, Rates
from tests.collectors.engine.cloud import FakeClock

DOOR, OTHER = ("111", "r1", "ec2"), ("111", "r2", "ec2")


def limiter(default=4.0, **services):
    """Return a limiter and its clock."""
    clock = FakeClock()
    return RateLimiter(Rates(default, services), clock), clock


def test_a_region_never_begins_with_a_burst():
    """The very first calls are spaced as all others are."""
    limits, _ = limiter(4.0)
    assert [limits.reserve(DOOR) for _ in range(4)] == pytest.approx([0.0, 0.275, 0.55, 0.825])


def test_an_idle_door_saves_nothing_up():
    """After a pause comes the same pace, not what was left unused."""
    limits, clock = limiter(4.0)
    limits.reserve(DOOR)
    clock.sleep(100)
    assert [limits.reserve(DOOR) for _ in range(3)] == pytest.approx([0.0, 0.275, 0.55])


def test_each_door_has_its_own_queue():
    """A region does not wait for another, nor a service."""
    limits, _ = limiter(4.0)
    doors = (DOOR, OTHER, ("222", "r1", "ec2"), ("111", "r1", "iam"))
    assert [limits.reserve(door) for door in doors] == [0.0] * 4


def test_a_user_sets_the_pace_of_a_service():
    """A named service has its own rate, the others the default."""
    limits, _ = limiter(8.0, ec2=1.0)
    assert (limits.rate(DOOR), limits.rate(("111", "r1", "iam"))) == (1.0, 8.0)


def test_settings_name_a_default_and_services():
    """The table of the settings file is read as it is written."""
    assert Rates.of({"default": 3, "ec2": 20}) == Rates(3.0, {"ec2": 20.0})
    assert Rates.of({}) == Rates()


def test_a_throttled_door_slows_down_and_stays_down():
    """The pace halves, and no success raises it again."""
    limits, clock = limiter(8.0)
    limits.throttled(DOOR)
    for _ in range(1000):
        clock.sleep(60)
        limits.reserve(DOOR)
    assert (limits.rate(DOOR), limits.rate(OTHER)) == (4.0, 8.0)


def test_calls_that_were_under_way_together_cut_the_pace_once():
    """Ten refusals of one moment are one message."""
    limits, clock = limiter(8.0)
    for _ in range(10):
        limits.throttled(DOOR)
    assert limits.rate(DOOR) == 4.0
    clock.sleep(1.0)
    limits.throttled(DOOR)
    assert limits.rate(DOOR) == 2.0


def test_a_door_without_a_limit_gets_one_when_it_is_throttled():
    """Unlimited is the user's word, and the provider's comes after it."""
    limits, _ = limiter(0.0)
    assert [limits.reserve(DOOR) for _ in range(3)] == [0.0, 0.0, 0.0]
    limits.throttled(DOOR)
    assert limits.rate(DOOR) > 0
    assert limits.reserve(DOOR) < limits.reserve(DOOR)


@settings(deadline=None, max_examples=60)
@given(st.floats(0.01, 100), st.integers(1, 12))
def test_throttling_never_raises_a_pace(rate, times):
    """Whatever the user set, a refusal makes it slower or leaves it, and never stops it."""
    limits, clock = limiter(rate)
    paces = [limits.rate(DOOR)]
    for _ in range(times):
        clock.sleep(2)
        limits.throttled(DOOR)
        paces.append(limits.rate(DOOR))
    assert paces == sorted(paces, reverse=True)
    assert paces[-1] > 0


def test_threads_share_a_queue():
    """However many knock at once, each has a place of its own."""
    limits, _ = limiter(10.0)
    waits, lock = [], threading.Lock()

    def knock():
        for _ in range(50):
            wait = limits.reserve(DOOR)
            with lock:
                waits.append(round(wait, 6))

    threads = [threading.Thread(target=knock) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(waits) == [round(n * 0.11, 6) for n in range(200)]


def test_calls_that_wake_together_do_not_start_together():
    """A place in the queue is no leave to start: the last start decides."""
    limits, clock = limiter(4.0)
    for _ in range(2):
        limits.reserve(DOOR)
    clock.sleep(10)  # both wake late
    assert limits.start(DOOR) == 0.0
    assert limits.start(DOOR) == pytest.approx(0.275)
    clock.sleep(0.275)
    assert limits.start(DOOR) == 0.0


def test_an_account_may_have_rates_of_its_own():
    """A source's own table goes before the run's."""
    limits, _ = limiter(4.0)
    limits.allow("222", Rates(1.0))
    assert (limits.rate(DOOR), limits.rate(("222", "r1", "ec2"))) == (4.0, 1.0)
