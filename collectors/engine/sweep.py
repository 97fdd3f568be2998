"""A run over accounts: a few at once, each coming out as one whole patch."""

import queue
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from functools import partial
from typing import Any, Protocol

from cartographer.model.coverage import Coverage, Scope, Selector
from cartographer.model.patch import Patch
from collectors.engine.account import AccountRun
from collectors.engine.caller import Caller
from collectors.engine.fault import Fault
from collectors.engine.plan import plan
from collectors.engine.tools import Tools
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


Then = Callable[[Any], None]
_Done = tuple[AccountRun, Then, "Future[Any]"]


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
        run = AccountRun(tools, Caller(transport, tools), groups)
        run.start()
        return run

    def _submit(self, run: AccountRun) -> None:
        for work, then in run.take_pieces():
            future = self._executor.submit(work)
            future.add_done_callback(partial(self._come_back, run, then))

    def _come_back(self, run: AccountRun, then: Then, future: "Future[Any]") -> None:
        self._done.put((run, then, future))

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
