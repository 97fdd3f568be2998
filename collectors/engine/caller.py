"""Every call of an account under the engine's care: pace, second tries, time, and a stop."""

import random
from collections.abc import Callable, Iterator

from cartographer.model.coverage import Scope, State
from collectors.engine.fault import Fault
from collectors.engine.tools import Tools
from collectors.engine.transport import Answer, Ask, Page, Transport

_FIRST_WAIT = 0.1
_LONGEST_WAIT = 5.0


def pause_after(tries: int) -> float:
    """Return the longest pause after some tries, in seconds."""
    wait: float = _FIRST_WAIT * 2**tries
    return min(_LONGEST_WAIT, wait)


class Caller:
    """Makes the calls of one account."""

    def __init__(
        self, transport: Transport, tools: Tools, run_deadline: float | None = None
    ) -> None:
        """Take a door and the rules for knocking at it.

        `run_deadline` is the end of the run's time on the monotonic clock, where the run began
        before this account's part of it.
        """
        self.transport = transport
        self.tools = tools
        self._run_deadline = (
            tools.clock.monotonic() + tools.limits.run_seconds
            if run_deadline is None
            else run_deadline
        )

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
        end = min(
            self.tools.clock.monotonic() + self.tools.limits.call_seconds,
            deadline,
            self._run_deadline,
        )
        tries = 0
        last: Fault | None = None
        while True:
            self.tools.patience.check(door)
            self._wait(self.tools.limiter.reserve(door), end, last)
            self.tools.patience.check(door)  # others may have lost it meanwhile
            tries += 1
            self.tools.tally.count(scope, ask.service)
            self.tools.progress.called(scope)
            try:
                answer = call()
            except Fault as fault:
                last = fault
                if not fault.retry:
                    self.tools.patience.answered(door)
                if fault.state is State.THROTTLED:
                    self.tools.limiter.throttled(door)
                    self.tools.tally.count_throttled()
                    self.tools.progress.called(scope, throttled=True)
                if not fault.retry or tries >= self.tools.limits.tries:
                    if fault.retry:
                        self.tools.patience.lost(door, fault)
                    raise
                pause = pause_after(tries) * random.uniform(0.5, 1.0)  # noqa: S311  jitter
                self._wait(pause, end, fault)
            else:
                self.tools.patience.answered(door)
                return answer

    def _wait(self, seconds: float, end: float, fault: Fault | None) -> None:
        """Wait for a place in the queue; give up at the deadline or when told to stop."""
        if self.tools.stop.is_set():
            raise Fault(State.SKIPPED, "interrupted")
        now = self.tools.clock.monotonic()
        if now + seconds > end:
            if fault is not None:
                raise fault
            raise Fault(State.FAILED, "deadline", "no time left for this call")
        if seconds > 0 and self.tools.stop.wait(seconds):
            raise Fault(State.SKIPPED, "interrupted")
