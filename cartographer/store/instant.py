"""Times as whole microseconds since 1970, the one form in which the store writes them."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

OPEN = 2**62
"""The end of an interval of commits that has not ended: later than any commit."""


def to_micros(time: datetime) -> int:
    """Return a time as an exact number; a time without a zone is taken as UTC."""
    if time.tzinfo is None:
        time = time.replace(tzinfo=UTC)
    return (time - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """Return the time that `to_micros` wrote, in UTC."""
    return _EPOCH + timedelta(microseconds=micros)
