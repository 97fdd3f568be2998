"""A run over accounts: a few at once, each coming out as one whole patch."""

import queue
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from msgspec.structs import replace

from cartographer.model.coverage import (
    GLOBAL_REGION,
    NOT_ENTERED,
    Coverage,
    Scope,
    Selector,
    State,
)
from cartographer.model.error import CartographerError
from cartographer.model.patch import Patch
from collectors.engine.account import AccountRun
from collectors.engine.caller import (
    Barring,
    Caller,
    Sighted,
    knocking,
    nothing_barred,
    pause_after,
)
from collectors.engine.door import Entrance, Source
from collectors.engine.fault import UNTRIED, Fault, unexpected
from collectors.engine.plan import closure, plan
from collectors.engine.quiet import Narrowed, Quiet
from collectors.engine.resume import Resumed
from collectors.engine.tools import Tools
from collectors.engine.transport import Transport

ComeBack = Callable[[], None]
"""What the conducting thread does with a piece of work that came back."""

_LOOK_SECONDS = 1.0
_GRACE_SECONDS = 3.0
_LEAST_SHARE = 2
INTERRUPTED = "interrupted"


_Answer = TypeVar("_Answer")
Known = Callable[[str], Iterable[Coverage]]
"""How the scopes of an account were covered before."""


class Sweep:
    """Runs a selection over accounts on an executor."""

    def __init__(  # noqa: PLR0913, PLR0917  what a sweep is made of
        self,
        tools: Tools,
        executor: Executor,
        known: Known,
        resumed: Resumed | None = None,
        barring: Barring = nothing_barred,
        quiet: Quiet | None = None,
    ) -> None:
        """Take the tools; `known` is for accounts that stay shut."""
        self._tools = tools
        self._executor = executor
        self._known = known
        self._resumed = resumed
        self._barring = barring
        self._quiet = quiet
        self.quiet: dict[str, int] = {}
        self._outgrown: dict[AccountRun, Selector] = {}
        self._done: queue.SimpleQueue[ComeBack] = queue.SimpleQueue()
        self._waiting: deque[Entrance] = deque()
        self._entering: list[Entrance] = []
        self._under_way: list[AccountRun] = []
        self._handed_over: Counter[AccountRun] = Counter()
        self._entered: dict[str, str] = {}
        self._shut_out: list[Patch] = []
        self._deadline = tools.clock.monotonic() + tools.limits.run_seconds
        self._stopped_at: float | None = None
        self.seconds: dict[str, float] = {}
        self._began: dict[str, float] = {}
        self.remarks: list[str] = []

    def run(self, doors: Iterable[Entrance], selection: Selector) -> Iterator[Patch]:
        """Yield a patch an account as soon as it is whole; of a large one, parts before.

        Who is interrupted asks nothing more, and yields what was read until then first.

        Raises:
            KeyboardInterrupt: it was.
        """
        try:
            yield from self._all(doors, selection)
        except KeyboardInterrupt:
            self._tools.stop.set()
            yield from self._take_patches(now=True)
            raise

    def _all(self, doors: Iterable[Entrance], selection: Selector) -> Iterator[Patch]:
        waiting = self._waiting
        waiting.extend(door for door in doors if not self._left_out(door, selection))
        while waiting or self._entering or self._under_way:
            while waiting and len(self._entering) + len(self._under_way) < self._at_once:
                self._enter(waiting.popleft(), selection)
            yield from self._take_patches()
            if self._entering or self._under_way:
                self._step(selection)
        yield from self._take_patches()

    # --- what a source says of its accounts ---------------------------------------------

    def ask(self, question: Callable[[], _Answer]) -> _Answer:
        """Ask a source; what fails in a passing way is asked again.

        Raises:
            Fault: it does not answer.
        """
        tries = 0
        while True:
            tries += 1
            try:
                return question()
            except Fault as fault:
                if not fault.retry or tries >= self._tools.limits.tries:
                    raise
                if self._tools.stop.wait(pause_after(tries)):
                    raise Fault(State.SKIPPED, INTERRUPTED) from fault

    def unlisted(
        self, source: Source, account: str, fault: Fault, last: datetime | None = None
    ) -> None:
        """Take note that a source cannot say which accounts there are, and when it last could."""
        type_ = source.lists_as or source.name
        scope = Scope(self._tools.provider, account, GLOBAL_REGION, type_)
        reason = f"the accounts of {source.name} cannot be listed: {fault}"
        now = self._tools.clock.now()
        # That there is nothing to list is no answer where a source is configured.
        state = State.FAILED if fault.state is State.UNAVAILABLE else fault.state
        coverage = Coverage(scope, state, reason, since=now, last_complete=last)
        self._shut_out.append(Patch(f"list {source.name}", coverage=(coverage,)))

    def listed(self, source: Source) -> None:
        """Take note that a source can say again which accounts there are."""
        if source.lists_as is not None and any(True for _ in self._known(source.name)):
            outgrown = Selector(providers=(self._tools.provider,), accounts=(source.name,))
            self._shut_out.append(Patch(f"list {source.name}", forget=(outgrown,)))

    def retire(self, account: str, state: str) -> None:
        """Take note that an account has ended: its provider says so."""
        gone = Selector(providers=(self._tools.provider,), accounts=(account,))
        self._shut_out.append(Patch(f"{account} is {state}", retired=(gone,)))

    def left(self, door: Entrance, selection: Selector) -> None:
        """Take note that an account is no longer listed, which does not say that it ended."""
        known = any(True for _ in self._known(door.account))
        if not known or self._left_out(door, selection):
            return  # it was retired or forgotten, or is not asked for
        message = f"no longer listed; cartographer forget --account {door.account} ends it"
        fault = Fault(State.DENIED, "left", message)
        self._shut_out.append(self.shut(door, selection, fault))

    def undecided(self, door: Entrance, selection: Selector, unit: str) -> None:
        """Take note that an account is not entered, as nobody can tell whether it may be."""
        if not self._left_out(door, selection):
            message = f"{UNTRIED}cannot tell whether {unit} excludes it"
            fault = Fault(State.DENIED, "undecided", message)
            self._shut_out.append(self.shut(door, selection, fault))

    def take_shut_out(self) -> Iterator[Patch]:
        """Yield what was noted of accounts that are not entered."""
        shut_out, self._shut_out = self._shut_out, []
        yield from shut_out

    @property
    def _at_once(self) -> int:
        return self._tools.limits.accounts

    def _take_patches(self, *, now: bool = False) -> Iterator[Patch]:
        yield from self.take_shut_out()
        for run in tuple(self._under_way):
            patch = run.take_patch(f"sweep {self._tools.provider} {run.account}", now=now)
            if patch is None:
                continue
            if run.done:
                patch = self._ended(run, patch)
            yield patch

    def _ended(self, run: AccountRun, patch: Patch) -> Patch:
        """Return the last patch of an account, and keep nothing of it any longer."""
        self._under_way.remove(run)
        self._handed_over.pop(run, None)
        self._tools.limiter.forget(run.account)
        now = self._tools.clock.monotonic()
        self.seconds[run.account] = round(now - self._began.pop(run.account, now), 3)
        outgrown = self._outgrown.pop(run, None)
        forget = () if outgrown is None else (outgrown,)
        return replace(patch, forget=forget, ends=(run.account,))

    # --- accounts -----------------------------------------------------------------------

    def _left_out(self, door: Entrance, selection: Selector) -> bool:
        """Return whether a door leads to an account that is known and need not be entered."""
        if self._resumed is not None and self._resumed.done(door.account):
            return True
        if not selection.accounts or door.account in selection.accounts:
            return False
        return door.account != door.name or any(True for _ in self._known(door.account))

    def _enter(self, door: Entrance, selection: Selector) -> None:
        """Open a door in another thread: one that is slow holds nobody back."""
        fault = None
        if self._tools.stop.is_set():
            fault = Fault(State.SKIPPED, INTERRUPTED)
        elif self._tools.clock.monotonic() > self._deadline:
            fault = Fault(State.FAILED, "deadline", "no time left for this account")
        if fault is not None:
            self._shut_out.append(self.shut(door, selection, fault))
            return
        self._entering.append(door)
        self._began[door.account] = self._tools.clock.monotonic()
        # The name of its source, even where an earlier run has told which account that is.
        come_back = partial(self._opened, door, door.account, selection)
        self._hand_over(partial(self._open, door, selection), come_back)

    def _open(self, door: Entrance, selection: Selector) -> Transport:
        """Open a door; what fails in a passing way is tried again."""
        knock = knocking(self._tools, door.account, door.terms)
        transport = self.ask(lambda: door.open(knock))
        self.ask(lambda: transport.regions)  # asked once, here in a thread of its own
        if self._quiet is None or self._resumed is not None:
            return transport
        groups = plan(self._tools.declarations, selection, transport.regions)
        without = self._quiet.unchanged(transport, groups, knock)
        if not without:
            return transport
        self.quiet[transport.account] = len(without)
        return Narrowed(transport, without)

    def _opened(
        self, door: Entrance, called: str, selection: Selector, future: "Future[Any]"
    ) -> None:
        """Begin with an account that was known by a name until now, or shut it out."""
        self._entering.remove(door)
        try:
            transport = future.result()
        except CartographerError:
            raise  # the settings are wrong: nothing that a scope could say
        except Exception as error:  # noqa: BLE001  an answer of any shape costs no more than this
            fault = error if isinstance(error, Fault) else unexpected(error)
            self._shut_out.append(self.shut(door, selection, fault))
            return
        account = transport.account
        if selection.accounts and account not in selection.accounts:
            return
        other = self._entered.setdefault(account, door.name)
        if other != door.name:
            self.remarks.append(f"account {account}: in {other} and {door.name}; read once")
            return
        self._begin(door, transport, selection)
        run = self._under_way[-1]
        self._began[account] = self._began.pop(called, self._tools.clock.monotonic())
        outgrown = self._outgrown_by(door.name, account)
        if outgrown is not None:
            self._outgrown[run] = outgrown

    def _begin(self, door: Entrance, transport: Transport, selection: Selector) -> None:
        if door.terms.rates is not None:
            self._tools.limiter.allow(transport.account, door.terms.rates)
        groups = plan(self._tools.declarations, selection, transport.regions)
        sighted: Sighted = {}
        if self._resumed is not None:
            groups = self._resumed.left(transport.account, groups)
            sighted = self._resumed.sighted(transport.account, groups)
        caller = Caller(
            transport,
            self._tools,
            self._deadline,
            door.terms.budget,
            sighted,
            self._barring,
        )
        run = AccountRun(self._tools, caller, groups)
        run.start()
        self._under_way.append(run)
        self._submit(run)

    def _outgrown_by(self, name: str, account: str) -> Selector | None:
        """Return the scopes under which an account stood while it could not be entered."""
        provider = (self._tools.provider,)
        if name != account and any(True for _ in self._known(name)):
            return Selector(providers=provider, accounts=(name,))
        if any(one.scope.region == NOT_ENTERED for one in self._known(account)):
            return Selector(providers=provider, accounts=(account,), regions=(NOT_ENTERED,))
        return None

    # --- work ---------------------------------------------------------------------------

    def _submit(self, run: AccountRun) -> None:
        """Hand over what an account has free, but no more than its share of the workers.

        Those that are about to begin have a share too: an account whose calls hang would
        otherwise hold all workers before another has had its turn.
        """
        there = len(self._under_way) + len(self._entering) + len(self._waiting)
        at_once = min(self._at_once, there)
        share = max(_LEAST_SHARE, self._tools.limits.workers // max(1, at_once))
        while self._handed_over[run] < share and (piece := run.take_piece()) is not None:
            work, then = piece
            self._handed_over[run] += 1
            self._hand_over(work, partial(self._worked, run, then))

    def _worked(self, run: AccountRun, then: Callable[[Any], None], future: "Future[Any]") -> None:
        self._handed_over[run] -= 1
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
        self._shut_out.extend(self.shut(door, selection, fault) for door in self._entering)
        self._entering.clear()
        for run in self._under_way:
            run.abandon(fault)

    def shut(self, door: Entrance, selection: Selector, fault: Fault) -> Patch:
        """Return the patch of an account that cannot be entered: every scope, and no claim."""
        provider = self._tools.provider
        self._began.pop(door.account, None)
        known = [
            one.scope
            for one in self._known(door.account)
            if one.scope.provider == provider and selection.matches(one.scope)
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
        return Patch(
            f"sweep {provider} {door.account}", coverage=tuple(coverage), ends=(door.account,)
        )
