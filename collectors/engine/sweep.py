"""A run over accounts: a few at once, each coming out as one whole patch."""

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from typing import Annotated, Protocol

from msgspec import Struct

from cartographer.model.coverage import Coverage, Scope, Selector
from cartographer.model.meaning import says
from cartographer.model.patch import Patch
from cartographer.ports import Clock, Progress
from collectors.engine.account import AccountRun
from collectors.engine.caller import Caller, Limits, Tally
from collectors.engine.fault import Fault
from collectors.engine.plan import plan
from collectors.engine.rate import RateLimiter
from collectors.engine.redact import Redactor
from collectors.engine.specification import Declaration
from collectors.engine.transport import Transport


class Door(Protocol):
    """An account that can be entered."""

    @property
    def account(self) -> str:
        """Account number, or the name it was configured by while that is not known."""
        ...

    def open(self) -> Transport:
        """Return the account's transport.

        Raises:
            Fault: it cannot be entered.
        """
        ...


class Tools(Struct, frozen=True):
    """What every account of a run shares."""

    provider: Annotated[str, says("Cloud.")]
    declarations: Annotated[dict[str, Declaration], says("Declared types by name.")]
    redactor: Annotated[Redactor, says("Who takes the secrets out.")]
    limiter: Annotated[RateLimiter, says("Who paces the calls.")]
    limits: Annotated[Limits, says("Bounds on time and tries.")]
    clock: Annotated[Clock, says("The time.")]
    stop: Annotated[threading.Event, says("Set to end the run.")]
    tally: Annotated[Tally, says("Counts of calls.")]
    progress: Annotated[Progress, says("Who is told.")]

    def caller(self, transport: Transport) -> Caller:
        """Return the caller of an account."""
        return Caller(
            transport,
            self.limiter,
            self.limits,
            self.clock,
            self.stop,
            self.progress,
            self.tally,
        )


_Done = tuple[AccountRun, Callable[[object], None], "Future[object]"]


class Sweep:
    """Runs a selection over accounts on an executor."""

    def __init__(self, tools: Tools, executor: Executor, known: Iterable[Scope]) -> None:
        """Take the tools; `known` are scopes of earlier runs, for accounts that stay shut."""
        self._tools = tools
        self._executor = executor
        self._known = tuple(known)
        self._done: queue.SimpleQueue[_Done] = queue.SimpleQueue()

    def run(self, doors: Iterable[Door], selection: Selector) -> Iterator[Patch]:
        """Yield a patch an account, as soon as it is whole."""
        waiting = iter(doors)
        under_way: set[AccountRun] = set()
        exhausted = False
        while True:
            while not exhausted and len(under_way) < self._tools.limits.accounts:
                door = next(waiting, None)
                if door is None:
                    exhausted = True
                    break
                try:
                    run = self._enter(door, selection)
                except Fault as fault:
                    yield self._shut(door, selection, fault)
                    continue
                under_way.add(run)
                self._submit(run)
            for run in [one for one in under_way if one.done]:
                under_way.discard(run)
                yield run.patch(f"sweep {self._tools.provider} {run.account}")
            if under_way:
                self._step()
            elif exhausted:
                return

    def _enter(self, door: Door, selection: Selector) -> AccountRun:
        tools = self._tools
        transport = door.open()
        groups = plan(tools.declarations, selection, transport.regions)
        run = AccountRun(
            tools.provider,
            tools.caller(transport),
            tools.redactor,
            groups,
            tools.tally,
            tools.progress,
        )
        run.start()
        return run

    def _submit(self, run: AccountRun) -> None:
        for work, then in run.take_pieces():
            future = self._executor.submit(work)
            future.add_done_callback(
                lambda done, run=run, then=then: self._done.put((run, then, done))
            )

    def _step(self) -> None:
        """Wait for one piece of work, and for what it sets free."""
        run, then, future = self._done.get()
        then(future.result())
        self._submit(run)

    def _shut(self, door: Door, selection: Selector, fault: Fault) -> Patch:
        """Return the patch of an account that cannot be entered: every scope, and no claim."""
        provider = self._tools.provider
        known = [
            scope
            for scope in self._known
            if (scope.provider, scope.account) == (provider, door.account)
            and selection.matches(scope)
        ]
        scopes = known or [
            Scope(provider, door.account, group.region, type_)
            for group in plan(self._tools.declarations, selection, ())
            for type_ in group.types
        ]
        coverage = [
            Coverage(scope, fault.state, str(fault), since=self._tools.clock.now())
            for scope in sorted(scopes)
        ]
        return Patch(f"sweep {provider} {door.account}", coverage=tuple(coverage))


