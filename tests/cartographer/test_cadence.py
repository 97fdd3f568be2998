"""How often something is done, and what is no way to say so."""

import pytest

from cartographer.cadence import most_a_day, wrong


@pytest.mark.parametrize(
    ("every", "cron", "jitter", "told"),
    [
        ("1h", None, "10m", None),
        (None, "0 2 * * sun", None, None),
        (None, "*/15 * * * *", "5m", None),
        (None, None, None, "give either every or cron"),
        ("1h", "0 2 * * *", None, "give either every or cron"),
        ("hourly", None, None, "every = 'hourly' is no interval"),
        ("1h", None, "1h", "jitter = '1h' is not less than every = '1h'"),
        (None, "0 2 * *", None, "does not have five fields"),
        (None, "61 * * * *", None, "cron = '61 * * * *': "),
        (None, "* * * * 8", None, "cron = '* * * * 8': "),
        (None, "a b c d e", None, "cron = 'a b c d e': "),
        (None, "0 2 30 2 *", None, "cron = '0 2 30 2 *' never comes"),
    ],
)
def test_what_is_no_cadence_is_told(every, cron, jitter, told):
    """In the words of the settings."""
    found = wrong(every, cron, jitter)

    assert found is None if told is None else told in (found or "")


@pytest.mark.parametrize(
    ("every", "cron", "times"),
    [
        ("1h", None, 24),
        ("7h", None, 3),
        ("3d", None, 1),
        (None, "0 2 * * sun", 1),
        (None, "*/15 * * * *", 96),
        (None, "0 8-17 * * mon-fri", 10),
        (None, "0 0 29 2 *", 1),
    ],
)
def test_the_busiest_day_counts(every, cron, times):
    """At least once: it may be today."""
    assert most_a_day(every, cron) == times
