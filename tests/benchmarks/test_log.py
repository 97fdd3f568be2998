"""What the neighbours see is read off the servers' logs rightly."""

import json

import pytest

from benchmarks.log import Line, LogFile, busiest_second, busiest_seconds, pace
from demo.fault_proxy import Call, Seen

SAID = {"account": "1", "region": "us-east-1", "service": "ec2", "user_agent": "cartographer"}


@pytest.mark.parametrize(
    ("moments", "most"),
    [
        ([], 0),
        ([0.0], 1),
        ([0.0, 0.5, 0.99, 1.0], 3),
        ([5.0, 0.0, 0.9, 1.8, 1.85], 3),
        ([0.0, 1.0, 2.0], 1),
    ],
)
def test_busiest_second_begins_anywhere(moments, most):
    """The window slides: it need not begin with a whole second, and its end is not in it."""
    assert busiest_second(moments) == most


def test_doors_are_counted_apart():
    """Calls to two services in the same second disturb different neighbours."""
    lines = [Line(time=0.1, **SAID), Line(time=0.2, **SAID)]
    lines.append(Line(time=0.3, **{**SAID, "service": "iam"}))

    assert busiest_seconds(lines) == {("1", "us-east-1", "ec2"): 2, ("1", "us-east-1", "iam"): 1}


def test_log_is_read_run_by_run(tmp_path):
    """A second look takes only what came since the first."""
    path = tmp_path / "log"
    one, two = (json.dumps({**SAID, "time": at, "status": 200}) + "\n" for at in (1.0, 2.0))
    path.write_text(one)
    log = LogFile(path)

    assert [line.time for line in log.take()] == [1.0]
    path.write_text(one + two)
    assert [line.time for line in log.take()] == [2.0]


def test_pace_is_that_of_most_calls():
    """One long pause does not make a door look slow."""
    call = Call("ec2", "ec2", "us-east-1", "DescribeVpcs", "ASIA", "cartographer")
    seen = [Seen(at, call, 200, None) for at in (0.0, 0.2, 0.4, 0.6, 9.0)]

    assert pace(seen) == pytest.approx(5.0)
