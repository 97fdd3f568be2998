"""What the event history of a region says of whether it is still empty."""

from datetime import UTC, datetime, timedelta

import pytest

from collectors.aws.empty_region import FURNITURE, unchanged
from collectors.aws.registry import declarations
from collectors.engine.fault import Fault
from tests.collectors.aws.account import REGION, Answers

SINCE = datetime(2026, 1, 1, 12, tzinfo=UTC)


def asked(answer):
    """Return what is made of an answer, and how it was asked for."""
    door = Answers({"LookupEvents": answer})
    still = unchanged(door, REGION, SINCE, lambda _, call: call())
    return still, door.calls("LookupEvents")


def test_no_event_that_wrote_is_an_unchanged_region():
    """Asked for are events that wrote, since a little before: the history has them late."""
    still, (params,) = asked({"Events": []})

    assert still
    assert params["LookupAttributes"] == [{"AttributeKey": "ReadOnly", "AttributeValue": "false"}]
    assert timedelta(minutes=5) <= SINCE - params["StartTime"] <= timedelta(minutes=30)


@pytest.mark.parametrize("answer", [{"Events": [{"EventName": "RunInstances"}]}, {}])
def test_an_event_or_no_answer_at_all_is_a_changed_region(answer):
    """An answer without its list is none."""
    assert asked(answer)[0] is False


def test_a_history_that_may_not_be_read_is_a_fault():
    """Who asks decides what follows."""
    with pytest.raises(Fault):
        asked(None)


def test_what_stands_in_a_new_region_is_declared():
    """A name that nothing bears would hide nothing."""
    known = {one.type: one for one in declarations()}

    assert FURNITURE - known.keys() == set()
    assert {type_ for type_ in FURNITURE if known[type_].where != "regional"} == set()
