"""How fast each door may be knocked at: one pace per (account, region, service).

Calls are spaced evenly, so a region never begins with a burst. A throttled call halves the
pace, and it stays down for the rest of the run: production shares the quota with us.
"""

import threading
from collections.abc import Mapping
from typing import Annotated

from msgspec import Struct, field

from cartographer.model.meaning import says
from cartographer.ports import Clock

_SLOWEST = 0.5
_PACE_AFTER_THROTTLE = 5.0
_SECONDS_BETWEEN_CUTS = 1.0

Door = tuple[str, str, str]
"""Account, region, service."""


class Rates(Struct, frozen=True):
    """Calls a second that a user allows per account and region; 0 means unlimited."""

    default: Annotated[float, says("Calls a second to a service that is not named.")] = 8.0
    services: Annotated[dict[str, float], says("Calls a second by service.")] = field(
        default_factory=dict
    )

    @classmethod
    def of(cls, settings: Mapping[str, float]) -> "Rates":
        """Return the rates of a settings table with a `default` and services."""
        rest = {name: float(rate) for name, rate in settings.items() if name != "default"}
        return cls(float(settings.get("default", cls().default)), rest)


class _Pace:
    __slots__ = ("cut_at", "next_at", "rate")

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self.next_at = 0.0
        self.cut_at = float("-inf")


class RateLimiter:
    """Spaces the calls of all threads to each door."""

    def __init__(self, rates: Rates, clock: Clock) -> None:
        """Begin with every door at the pace that the user allows."""
        self._rates = rates
        self._clock = clock
        self._lock = threading.Lock()
        self._paces: dict[Door, _Pace] = {}

    def _pace(self, door: Door) -> _Pace:
        pace = self._paces.get(door)
        if pace is None:
            pace = _Pace(self._rates.services.get(door[2], self._rates.default))
            self._paces[door] = pace
        return pace

    def reserve(self, door: Door) -> float:
        """Take the next place in the queue of a door; return the seconds to wait for it."""
        with self._lock:
            pace = self._pace(door)
            now = self._clock.monotonic()
            if not pace.rate:
                return 0.0
            at = max(now, pace.next_at)
            pace.next_at = at + 1.0 / pace.rate
            return at - now

    def throttled(self, door: Door) -> None:
        """Halve the pace of a door, once for calls that were under way together."""
        with self._lock:
            pace = self._pace(door)
            now = self._clock.monotonic()
            if now - pace.cut_at < _SECONDS_BETWEEN_CUTS:
                return
            pace.cut_at = now
            if pace.rate:
                # A user may have set less than our slowest: that is not raised.
                pace.rate = min(pace.rate, max(_SLOWEST, pace.rate / 2))
            else:
                pace.rate = _PACE_AFTER_THROTTLE

    def rate(self, door: Door) -> float:
        """Return the present pace of a door in calls a second; 0 means unlimited."""
        with self._lock:
            return self._pace(door).rate
