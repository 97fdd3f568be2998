"""How often something is done: intervals such as 10m, and the five fields of cron.

Cron is that of APScheduler, in which a day of the week is best told by its name: its numbers begin
with Monday. It reads no clock and starts nothing.
"""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

_INTERVAL = re.compile(r"[1-9]\d{0,3}[mhd]")
_SECONDS = {"m": 60, "h": 3600, "d": 86400}
_CRON_FIELDS = 5
_SOME_DAY = datetime(2024, 1, 1, tzinfo=UTC)
"""From when on a schedule is tried: a leap year, so that each day of a year comes."""
_A_WHILE = timedelta(days=8)


def wrong(every: str | None, cron: str | None, jitter: str | None = None) -> str | None:
    """Return what is wrong with how often something is to be done; none for nothing."""
    for name, value in (("every", every), ("jitter", jitter)):
        if value is not None and not _INTERVAL.fullmatch(value):
            return f"{name} = {value!r} is no interval: give a number and m, h or d"
    if (every is None) == (cron is None):
        return "give either every or cron"
    if jitter and every and _seconds(jitter) >= _seconds(every):
        return f"jitter = {jitter!r} is not less than every = {every!r}"
    return None if cron is None else _wrong_cron(cron)


def most_a_day(every: str | None, cron: str | None) -> int:
    """Return how often it is done on its busiest day, at least once."""
    if every is not None:
        return max(1, _SECONDS["d"] // _seconds(every))
    trigger = _trigger(cron or "")
    days: Counter[date] = Counter()
    at = trigger.get_next_fire_time(None, _SOME_DAY)
    while at is not None and at < _SOME_DAY + _A_WHILE:
        days[at.date()] += 1
        at = trigger.get_next_fire_time(at, at)
    return max(days.values(), default=1)


def _wrong_cron(text: str) -> str | None:
    if len(text.split()) != _CRON_FIELDS:
        return f"cron = {text!r} does not have five fields"
    try:
        trigger = _trigger(text)
    except ValueError as error:
        return f"cron = {text!r}: {error}"
    if trigger.get_next_fire_time(None, _SOME_DAY) is None:
        return f"cron = {text!r} never comes"
    return None


def _trigger(text: str) -> Any:  # noqa: ANN401  of APScheduler, which has no types
    # A tenth of a second that only those who have a schedule wait for.
    from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415

    return CronTrigger.from_crontab(text, timezone=UTC)


def _seconds(interval: str) -> int:
    return int(interval[:-1]) * _SECONDS[interval[-1]]
