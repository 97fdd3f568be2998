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
_NEVER = float("-inf")
_MARGIN = 1.1
"""How much further apart calls are than the rate says.

Requests take their time to arrive: without it, a second that begins with a late one would see
one more than it may.
"""

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

    def of_service(self, service: str) -> float:
        """Return the rate of a service."""
        return self.services.get(service, self.default)


def spacing(rate: float) -> float:
    """Return how many seconds lie between two calls at a rate; 0 for no limit."""
    return _MARGIN / rate if rate else 0.0


class _Pace:
    __slots__ = ("cut_at", "free_at", "next_at", "rate")

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self.next_at = 0.0
        """When the next place in the queue is."""
        self.free_at = 0.0
        """Before when no call may really start, whatever place it has."""
        self.cut_at = _NEVER

    @property
    def spacing(self) -> float:
        return spacing(self.rate)


class RateLimiter:
    """Spaces the calls of all threads to each door."""

    def __init__(self, rates: Rates, clock: Clock) -> None:
        """Begin with every door at the pace that the user allows."""
        self._rates = rates
        self._of: dict[str, Rates] = {}
        self._clock = clock
        self._lock = threading.Lock()
        self._paces: dict[Door, _Pace] = {}

    def allow(self, account: str, rates: Rates) -> None:
        """Let an account have rates of its own."""
        with self._lock:
            self._of[account] = rates

    def forget(self, account: str) -> None:
        """Keep no pace any longer of an account that is done, unless it still says something.

        What was throttled stays slow, and a call right after the last is a call like any other.
        """
        with self._lock:
            now = self._clock.monotonic()
            for door, pace in [*self._paces.items()]:
                idle = max(pace.free_at, pace.next_at) <= now
                if door[0] == account and idle and pace.cut_at == _NEVER:
                    del self._paces[door]

    def _pace(self, door: Door) -> _Pace:
        pace = self._paces.get(door)
        if pace is None:
            pace = _Pace(self._of.get(door[0], self._rates).of_service(door[2]))
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
            pace.next_at = at + pace.spacing
            return at - now

    def start(self, door: Door) -> float:
        """Return 0 for a call that starts now, else the seconds after which to ask again.

        Threads wake when they can: two that were a place apart may wake together.
        """
        with self._lock:
            pace = self._pace(door)
            now = self._clock.monotonic()
            if not pace.rate:
                return 0.0
            if now < pace.free_at:
                return pace.free_at - now
            pace.free_at = now + pace.spacing
            pace.next_at = max(pace.next_at, pace.free_at)
            return 0.0

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
