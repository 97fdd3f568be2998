from datetime import UTC, datetime, timedelta

import pytest

from cartographer.model.error import UsageError
from cartographer.model.history import Run, SnapshotInfo
from cartographer.store.policy import DEFAULT, Policy

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


def taken(days_ago, number=0, lineage=("a",)):
    """Return a snapshot taken some days ago."""
    run = Run(NOW - timedelta(days=days_ago))
    return SnapshotInfo(f"s-{number}", number, lineage, run)


def kept(snapshots, policy=DEFAULT):
    """Return the ids that a policy keeps."""
    dropped = Policy.parse(policy).drops(snapshots, NOW)
    return [one.id for one in snapshots if one not in dropped]


def test_all_of_late_are_kept():
    """For thirty days nothing goes."""
    snapshots = [taken(30 - number / 10, number) for number in range(301)]

    assert kept(snapshots) == [one.id for one in snapshots]


def test_then_one_a_day():
    """The last of each day stays."""
    snapshots = [taken(40 - number / 4, number) for number in range(8)]

    assert kept(snapshots) == ["s-1", "s-5", "s-7"]


def test_then_one_a_week_for_ever():
    """The last of each week stays, however old."""
    snapshots = [taken(1000 - number, number) for number in range(21)]
    weeks = {}
    for one in snapshots:
        weeks[one.run.taken.isocalendar()[:2]] = one.id

    assert kept(snapshots) == list(weeks.values())


def test_a_limit_for_weeks_ends_them():
    """Only the last of a lineage outlives it."""
    snapshots = [taken(1200, 1), taken(1150, 2), taken(1000, 3)]

    assert kept(snapshots, {"weekly": "3y"}) == ["s-3"]
    assert kept(snapshots[:2], {"weekly": "3y"}) == ["s-2"]


def test_lineages_do_not_crowd_each_other_out():
    """The last of a day is counted for each set of sources."""
    snapshots = [taken(40, 1), taken(39.9, 2, ("b",)), taken(39.8, 3)]

    assert kept(snapshots) == ["s-2", "s-3"]


def test_ages_have_units():
    """Hours, days, weeks, years and for ever."""
    policy = Policy.parse({"all": "12h", "daily": "2w", "weekly": "1y"})

    assert policy == (timedelta(hours=12), timedelta(weeks=2), timedelta(days=365))
    assert Policy.parse({"all": " forever "}).all is None
    assert Policy.parse({"daily": "forever"}).daily is None
    assert kept([taken(900, 1), taken(800, 2)], {"all": "forever"}) == ["s-1", "s-2"]


@pytest.mark.parametrize(
    ("keep", "message"),
    [
        ({"hourly": "3d"}, "keep.hourly is not understood"),
        ({"all": "soon"}, "keep.all = 'soon' is no age"),
        ({"daily": "-3d"}, "is no age"),
    ],
)
def test_what_is_not_understood_is_refused(keep, message):
    """A wrong policy drops nothing."""
    with pytest.raises(UsageError, match=message):
        Policy.parse(keep)
