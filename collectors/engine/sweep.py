"""A run over accounts: a few at once, each coming out as one whole patch."""

import queue
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from functools import partial
from typing import Any, Protocol

from msgspec.structs import replace

from cartographer.model.coverage import GLOBAL_REGION, Coverage, Scope, Selector, State
from cartographer.model.patch import Patch
from collectors.engine.account import AccountRun
from collectors.engine.caller import Caller, pause_after
from collectors.engine.fault import Fault
from collectors.engine.plan import closure, plan
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


ComeBack = Callable[[], None]
"""What the conducting thread does with a piece of work that came back."""

_LOOK_SECONDS = 1.0
_GRACE_SECONDS = 3.0
INTERRUPTED = "interrupted"
NOT_ENTERED = "not-entered"
"""Region of the scopes of an account of which no region is known yet."""


class Sweep:
    """Runs a selection over accounts on an executor."""

    def __init__(self, tools: Tools, executor: Executor, known: Iterable[Scope]) -> None:
        """Take the tools; `known` are scopes of earlier runs, for accounts that stay shut."""
        self._tools = tools
        self._executor = executor
        self._known = tuple(known)
        self._outgrown: dict[AccountRun, Selector] = {}
        self._done: queue.SimpleQueue[ComeBack] = queue.SimpleQueue()
        self._entering: list[Door] = []
        self._under_way: list[AccountRun] = []
        self._shut_out: list[Patch] = []
        self._deadline = tools.clock.monotonic() + tools.limits.run_seconds
        self._stopped_at: float | None = None

    def run(self, doors: Iterable[Door], selection: Selector) -> Iterator[Patch]:
        """Yield a patch an account, as soon as it is whole."""
        waiting = deque(door for door in doors if not self._left_out(door, selection))
        while waiting or self._entering or self._under_way:
            while waiting and len(self._entering) + len(self._under_way) < self._at_once:
                self._enter(waiting.popleft(), selection)
            yield from self._take_whole()
            if self._entering or self._under_way:
                self._step(selection)
        yield from self._take_whole()

    @property
    def _at_once(self) -> int:
        return self._tools.limits.accounts

    def _take_whole(self) -> Iterator[Patch]:
        whole = [run for run in self._under_way if run.done]
        self._under_way = [run for run in self._under_way if run not in whole]
        shut_out, self._shut_out = self._shut_out, []
        yield from shut_out
        for run in whole:
            patch = run.patch(f"sweep {self._tools.provider} {run.account}")
            outgrown = self._outgrown.pop(run, None)
            yield patch if outgrown is None else replace(patch, forget=(outgrown,))

    # --- accounts -----------------------------------------------------------------------

    def _left_out(self, door: Door, selection: Selector) -> bool:
        """Return whether a door leads to an account that is known and not selected."""
        known = {scope.account for scope in self._known}
        return bool(selection.accounts) and door.account in known.difference(selection.accounts)

    def _enter(self, door: Door, selection: Selector) -> None:
        """Open a door in another thread: one that is slow holds nobody back."""
        fault = None
        if self._tools.stop.is_set():
            fault = Fault(State.SKIPPED, INTERRUPTED)
        elif self._tools.clock.monotonic() > self._deadline:
            fault = Fault(State.FAILED, "deadline", "no time left for this account")
        if fault is not None:
            self._shut_out.append(self._shut(door, selection, fault))
            return
        self._entering.append(door)
        # The name of its source, even where an earlier run has told which account that is.
        name = getattr(door, "name", door.account)
        come_back = partial(self._opened, door, name, selection)
        self._hand_over(partial(self._open, door), come_back)

    def _open(self, door: Door) -> Transport:
        """Open a door; what fails in a passing way is tried again."""
        tries = 0
        while True:
            tries += 1
            try:
                return door.open()
            except Fault as fault:
                if not fault.retry or tries >= self._tools.limits.tries:
                    raise
                if self._tools.stop.wait(pause_after(tries)):
                    raise Fault(State.SKIPPED, INTERRUPTED) from fault

    def _opened(self, door: Door, name: str, selection: Selector, future: "Future[Any]") -> None:
        """Begin with an account that was known by a name until now, or shut it out."""
        self._entering.remove(door)
        try:
            transport = future.result()
        except Fault as fault:
            self._shut_out.append(self._shut(door, selection, fault))
            return
        if selection.accounts and transport.account not in selection.accounts:
            return
        groups = plan(self._tools.declarations, selection, transport.regions)
        caller = Caller(transport, self._tools, self._deadline)
        run = AccountRun(self._tools, caller, groups)
        run.start()
        outgrown = self._outgrown_by(name, transport.account)
        if outgrown is not None:
            self._outgrown[run] = outgrown
        self._under_way.append(run)
        self._submit(run)

    def _outgrown_by(self, name: str, account: str) -> Selector | None:
        """Return the scopes under which an account stood while it could not be entered."""
        provider = (self._tools.provider,)
        if name != account and any(scope.account == name for scope in self._known):
            return Selector(providers=provider, accounts=(name,))
        if any((one.account, one.region) == (account, NOT_ENTERED) for one in self._known):
            return Selector(providers=provider, accounts=(account,), regions=(NOT_ENTERED,))
        return None

    # --- work ---------------------------------------------------------------------------

    def _submit(self, run: AccountRun) -> None:
        for work, then in run.take_pieces():
            self._hand_over(work, partial(self._worked, run, then))

    def _worked(self, run: AccountRun, then: Callable[[Any], None], future: "Future[Any]") -> None:
        then(future.result())
        self._submit(run)

    def _hand_over(
        self, work: Callable[[], Any], come_back: Callable[["Future[Any]"], None]
    ) -> None:
        future = self._executor.submit(work)
        future.add_done_callback(lambda done: self._done.put(partial(come_back, done)))

    def _step(self, selection: Selector) -> None:
        """Wait for one piece of work, and for what it sets free; not for long after a stop."""
        try:
            come_back = self._done.get(timeout=_LOOK_SECONDS)
        except queue.Empty:
            come_back = None
        if come_back is not None:
            come_back()
        if not self._tools.stop.is_set():
            return
        now = self._tools.clock.monotonic()
        if self._stopped_at is None:
            self._stopped_at = now
        elif come_back is None or now - self._stopped_at > _GRACE_SECONDS:
            self._abandon(selection)

    def _abandon(self, selection: Selector) -> None:
        """Leave behind what does not come back although it was told to."""
        fault = Fault(State.SKIPPED, INTERRUPTED)
        self._shut_out.extend(self._shut(door, selection, fault) for door in self._entering)
        self._entering.clear()
        for run in self._under_way:
            run.abandon(fault)

    def _shut(self, door: Door, selection: Selector, fault: Fault) -> Patch:
        """Return the patch of an account that cannot be entered: every scope, and no claim."""
        provider = self._tools.provider
        known = [
            scope
            for scope in self._known
            if (scope.provider, scope.account) == (provider, door.account)
            and selection.matches(scope)
        ]
        named = [region for region in selection.regions if region != GLOBAL_REGION]
        scopes = known or [
            Scope(provider, door.account, group.region, type_)
            for group in plan(self._tools.declarations, selection, named)
            for type_ in group.types
        ]
        if not scopes:
            # Nobody has ever seen which regions there are: that it was asked for still counts.
            wanted = selection.types or tuple(self._tools.declarations)
            types = [one.type for one in closure(self._tools.declarations, wanted)]
            scopes = [Scope(provider, door.account, NOT_ENTERED, type_) for type_ in types]
        coverage = [
            Coverage(scope, fault.state, str(fault), since=self._tools.clock.now())
            for scope in sorted(scopes)
        ]
        return Patch(f"sweep {provider} {door.account}", coverage=tuple(coverage))
