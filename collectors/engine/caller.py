"""Every call of an account under the engine's care: pace, second tries, time, and a stop."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Annotated

from msgspec import Struct

from cartographer.model.coverage import Scope, State
from cartographer.model.meaning import says
from cartographer.ports import Clock, Progress
from collectors.engine.fault import Fault
from collectors.engine.rate import RateLimiter
from collectors.engine.transport import Answer, Ask, Page, Transport

_FIRST_WAIT = 0.1
_LONGEST_WAIT = 5.0


class Limits(Struct, frozen=True):
    """Bounds on time and tries."""

    call_seconds: Annotated[float, says("For one call with all its tries.")] = 60.0
    scope_seconds: Annotated[float, says("For all calls of one scope.")] = 1800.0
    run_seconds: Annotated[float, says("For a whole run.")] = 6 * 3600.0
    tries: Annotated[int, says("Tries of a call that fails in a way that may pass.")] = 4
    workers: Annotated[int, says("Calls under way at once.")] = 16
    accounts: Annotated[int, says("Accounts under way at once.")] = 4


class Tally:
    """Counts of calls, shared by the threads of a run."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self._lock = threading.Lock()
        self.by_service: Counter[str] = Counter()
        self.by_scope: Counter[Scope] = Counter()
        self.throttled = 0

    def count(self, scope: Scope, service: str) -> None:
        """Count one call."""
        with self._lock:
            self.by_service[service] += 1
            self.by_scope[scope] += 1

    def count_throttled(self) -> None:
        """Count one throttled call."""
        with self._lock:
            self.throttled += 1


class Caller:
    """Makes the calls of one account."""

    def __init__(  # noqa: PLR0913  what the care consists of
        self,
        transport: Transport,
        limiter: RateLimiter,
        limits: Limits,
        clock: Clock,
        stop: threading.Event,
        progress: Progress,
        tally: Tally,
    ) -> None:
        """Take a door and the rules for knocking at it."""
        self.transport = transport
        self.limits = limits
        self.clock = clock
        self._limiter = limiter
        self._stop = stop
        self._progress = progress
        self._tally = tally
        self._run_deadline = clock.monotonic() + limits.run_seconds

    def pages(self, ask: Ask, scope: Scope, deadline: float) -> Iterator[Page]:
        """Yield the pages of an answer; `deadline` is the scope's, on the monotonic clock.

        Raises:
            Fault: the call finally did not answer.
        """

        def around(call: Callable[[], Answer]) -> Answer:
            return self._around(call, ask, scope, deadline)

        yield from self.transport.pages(ask, around)

    def _around(
        self, call: Callable[[], Answer], ask: Ask, scope: Scope, deadline: float
    ) -> Answer:
        door = (self.transport.account, ask.region, ask.service)
        end = min(self.clock.monotonic() + self.limits.call_seconds, deadline, self._run_deadline)
        tries = 0
        while True:
            self._wait(self._limiter.reserve(door), end, None)
            tries += 1
            self._tally.count(scope, ask.service)
            self._progress.called(scope)
            try:
                return call()
            except Fault as fault:
                if fault.state is State.THROTTLED:
                    self._limiter.throttled(door)
                    self._tally.count_throttled()
                    self._progress.called(scope, throttled=True)
                if not fault.retry or tries >= self.limits.tries:
                    raise
                pause = min(_LONGEST_WAIT, _FIRST_WAIT * 2**tries)
                self._wait(pause * random.uniform(0.5, 1.0), end, fault)  # noqa: S311  jitter

    def _wait(self, seconds: float, end: float, fault: Fault | None) -> None:
        """Wait for a place in the queue; give up at the deadline or when told to stop."""
        if self._stop.is_set():
            raise Fault(State.SKIPPED, "interrupted")
        now = self.clock.monotonic()
        if now + seconds > end:
            if fault is not None:
                raise fault
            raise Fault(State.FAILED, "deadline", "no time left for this call")
        if seconds > 0 and self._stop.wait(seconds):
            raise Fault(State.SKIPPED, "interrupted")
