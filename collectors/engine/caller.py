"""Every call of an account under the engine's care: pace, second tries, time, and a stop."""

import random
from collections.abc import Callable, Iterator, Mapping

from cartographer.model.coverage import GLOBAL_REGION, Scope, State
from cartographer.model.key import Key
from collectors.engine.door import Terms
from collectors.engine.fault import Fault
from collectors.engine.rate import Door
from collectors.engine.tools import Budget, Tools
from collectors.engine.transport import Answer, Ask, Knock, Page, Transport

_FIRST_WAIT = 0.1
_LONGEST_WAIT = 5.0


def pause_after(tries: int) -> float:
    """Return the longest pause after some tries, in seconds."""
    wait: float = _FIRST_WAIT * 2**tries
    return min(_LONGEST_WAIT, wait)


Sighted = Mapping[Key, str | None]
"""Uids by key of what a sweep has read with all its details before it was interrupted."""

Barring = Callable[[str, str, str, str], str | None]
"""Which control policy bars an operation: of account, service, operation and region."""


def nothing_barred(*_: str) -> str | None:
    """Return that no control policy is known to bar anything."""
    return None


class Deadline:
    """The end of the time of a scope in which nothing answers; any answer prolongs it."""

    def __init__(self, now: float, seconds: float) -> None:
        """Begin now, on the monotonic clock."""
        self._seconds = seconds
        self.at = now + seconds

    def prolong(self, now: float) -> None:
        """Take note of an answer."""
        self.at = max(self.at, now + self._seconds)


class Caller:
    """Makes the calls of one account."""

    def __init__(  # noqa: PLR0913, PLR0917  what a caller is made of
        self,
        transport: Transport,
        tools: Tools,
        run_deadline: float | None = None,
        budget: Budget | None = None,
        sighted: Sighted | None = None,
        barring: Barring = nothing_barred,
    ) -> None:
        """Take a door and the rules for knocking at it.

        `run_deadline` is the end of the run's time on the monotonic clock, where the run began
        before this account's part of it; `sighted` is what a sweep that is taken up again has
        read with all its details before; `barring` knows what control policies bar.
        """
        self.transport = transport
        self.tools = tools
        self.sighted: Sighted = sighted or {}
        self._barring = barring
        self._budget = budget or Budget()
        self._run_deadline = (
            tools.clock.monotonic() + tools.limits.run_seconds
            if run_deadline is None
            else run_deadline
        )

    def pages(self, ask: Ask, scope: Scope, patience: Deadline) -> Iterator[Page]:
        """Yield the pages of an answer; `patience` is the scope's, and grows with each answer.

        Raises:
            Fault: the call finally did not answer.
        """

        def around(call: Callable[[], Answer]) -> Answer:
            return self._around(call, ask, scope, patience)

        yield from self.transport.pages(ask, around)

    def _around(
        self, call: Callable[[], Answer], ask: Ask, scope: Scope, patience: Deadline
    ) -> Answer:
        tools = self.tools
        door = (self.transport.account, ask.region, ask.service)
        end = min(
            tools.clock.monotonic() + tools.limits.call_seconds,
            patience.at,
            self._run_deadline,
        )
        tries = 0
        last: Fault | None = None
        while True:
            tools.patience.check(door)
            self._budget.check()  # nobody queues for a call that will not be made
            start(tools, door, end, last)
            tools.patience.check(door)  # others may have lost it meanwhile
            self._budget.spend()
            tries += 1
            tools.tally.count(self.transport.account, ask.service, scope)
            tools.progress.called(scope)
            try:
                answer = call()
            except Fault as told:
                fault = self._explained(ask, told)
                last = fault
                self._note(door, scope, fault)
                if not fault.retry or tries >= tools.limits.tries:
                    if fault.retry:
                        tools.patience.lost(door, fault)
                    raise fault from told
                pause = pause_after(tries) * random.uniform(0.5, 1.0)  # noqa: S311  jitter
                wait(tools, pause, end, fault)
            else:
                tools.patience.answered(door)
                tools.patience.admitted(door)
                patience.prolong(tools.clock.monotonic())
                return answer

    def _explained(self, ask: Ask, fault: Fault) -> Fault:
        """Return a denial as barred where a control policy that was collected bars the call."""
        if fault.state is not State.DENIED or ask.region == GLOBAL_REGION:
            return fault
        account = self.transport.account
        policy = self._barring(account, ask.service, ask.operation, ask.region)
        if policy is None:
            return fault
        return Fault(State.BARRED, fault.code, f"by {policy}: {fault.message}")

    def _note(self, door: Door, scope: Scope, fault: Fault) -> None:
        """Let everybody who knocks at a door know what happened there."""
        tools = self.tools
        if not fault.retry:
            tools.patience.answered(door)
        if fault.state is State.BARRED:
            tools.patience.barred(door, fault)
        if fault.state is State.THROTTLED:
            tools.limiter.throttled(door)
            tools.tally.count_throttled()
            tools.progress.called(scope, throttled=True)


def knocking(tools: Tools, name: str, terms: Terms) -> Knock:
    """Return what runs the calls on the way into an account: paced and counted.

    Second tries are for who opens the door: it is tried as a whole.
    """

    def knock(ask: Ask, call: Callable[[], Answer]) -> Answer:
        end = tools.clock.monotonic() + tools.limits.call_seconds
        payer = ask.paced_as or name
        if terms.rates is not None:
            tools.limiter.allow(payer, terms.rates)
        door = (payer, ask.region, ask.service)
        terms.budget.check()
        start(tools, door, end, None)
        terms.budget.spend()
        tools.tally.count(name, ask.service)
        try:
            return call()
        except Fault as fault:
            if fault.state is State.THROTTLED:
                tools.limiter.throttled(door)
                tools.tally.count_throttled()
            raise

    return knock


def start(tools: Tools, door: Door, end: float, last: Fault | None) -> None:
    """Wait until a call to a door may start; `last` is the fault of an earlier try."""
    wait(tools, tools.limiter.reserve(door), end, last)
    while (seconds := tools.limiter.start(door)) > 0:
        wait(tools, seconds, end, last)


def wait(tools: Tools, seconds: float, end: float, fault: Fault | None) -> None:
    """Wait; give up at the deadline or when told to stop.

    Raises:
        Fault: there is no time left, or the run was told to stop.
    """
    if tools.stop.is_set():
        raise Fault(State.SKIPPED, "interrupted")
    now = tools.clock.monotonic()
    if now + seconds > end:
        if fault is not None:
            raise fault
        raise Fault(State.FAILED, "deadline", "no time left for this call")
    if seconds > 0 and tools.stop.wait(seconds):
        raise Fault(State.SKIPPED, "interrupted")
