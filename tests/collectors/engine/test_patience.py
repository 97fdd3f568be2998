"""Doors where nobody answers are given up after a while, and only those."""

import pytest

from cartographer.model.coverage import State
from collectors.engine.fault import Fault
from collectors.engine.patience import Patience

DOOR, OTHER = ("111", "r1", "ec2"), ("111", "r2", "ec2")
THROTTLED = Fault(State.THROTTLED, "SlowDown", "slow down", retry=True)
FAILED = Fault(State.FAILED, "500", "oops", retry=True)


def after(*events):
    patience = Patience()
    for fault in events:
        patience.answered(DOOR) if fault is None else patience.lost(DOOR, fault)
    return patience


@pytest.mark.parametrize(("fault", "most"), [(THROTTLED, 2), (FAILED, 6)])
def test_a_door_is_given_up_after_some_calls_in_vain(fault, most):
    """The fault that is raised then has the state of the last one, and says why."""
    after(*[fault] * (most - 1)).check(DOOR)
    with pytest.raises(Fault, match="not asked again after") as caught:
        after(*[fault] * most).check(DOOR)
    assert (caught.value.state, caught.value.retry) == (fault.state, False)


def test_an_answer_makes_a_door_worth_knocking_at_again():
    """What went wrong before it is forgotten."""
    after(*[THROTTLED] * 5, None).check(DOOR)


def test_other_doors_are_not_given_up():
    """Another region of the same service may well answer."""
    after(*[THROTTLED] * 5).check(OTHER)
