"""The collector of ports, for any cloud whose accounts can be entered by doors."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor

from cartographer.model.coverage import Scope, Selector
from cartographer.model.history import Run
from cartographer.model.patch import Patch
from cartographer.model.resource import Resource
from cartographer.model.snapshot import Snapshot
from cartographer.ports import Clock, Progress
from collectors.engine.fault import Fault
from collectors.engine.rate import RateLimiter, Rates
from collectors.engine.redact import Redactor
from collectors.engine.refresh import Refresh, Refreshed, Target, by_scope
from collectors.engine.repair import dangling
from collectors.engine.specification import Declaration
from collectors.engine.sweep import Door, Sweep
from collectors.engine.tools import Limits, Tally, Tools
from collectors.engine.transport import Transport


class EngineCollector:
    """Collects the declared types of one cloud through doors."""

    def __init__(  # noqa: PLR0913  what a collector is made of
        self,
        identity: str,
        provider: str,
        doors: Sequence[Door],
        declarations: Iterable[Declaration],
        *,
        redactor: Redactor,
        rates: Rates,
        limits: Limits,
        clock: Clock,
        executor: Callable[[int], Executor] = ThreadPoolExecutor,
    ) -> None:
        """Take the doors and the types; nothing is called yet."""
        self.identity = identity
        self._provider = provider
        self._doors = [_OnceOpened(door) for door in doors]
        self._declarations = {one.type: one for one in declarations}
        self._redactor = redactor
        self._limits = limits
        self._limiter = RateLimiter(rates, clock)
        self._clock = clock
        self._executor = executor
        self._stop = threading.Event()
        self._tally = Tally()
        self.failed: list[tuple[str, str]] = []

    def stop(self) -> None:
        """Ask a running collection to end."""
        self._stop.set()

    def facts(self, run: Run) -> Run:
        """Return a run's facts with the counts of this collector added."""
        services = {**run.by_service}
        for service, calls in self._tally.by_service.items():
            services[service] = services.get(service, 0) + calls
        return Run(
            taken=run.taken,
            seconds=run.seconds,
            calls=run.calls + self._tally.by_service.total(),
            unrecognised=run.unrecognised,
            by_service=dict(sorted(services.items())),
            throttled=run.throttled + self._tally.throttled,
            accounts={
                **run.accounts,
                **{one.name: one.account for one in self._doors if one.known},
            },
        )

    def recall(self, accounts: Mapping[str, str]) -> None:
        """Learn which account each door was last found to lead to."""
        for door in self._doors:
            door.recall(accounts.get(door.name))

    def _tools(self, progress: Progress) -> Tools:
        return Tools(
            self._provider,
            self._declarations,
            self._redactor,
            self._limiter,
            self._limits,
            self._clock,
            self._stop,
            self._tally,
            progress,
        )

    def collect(self, selection: Selector, progress: Progress, head: Snapshot) -> Iterator[Patch]:
        """Yield whole patches, one an account.

        With `keys` in the selection only these are read again, in one small patch an account
        and type.
        """
        if selection.providers and self._provider not in selection.providers:
            return
        if selection.keys:
            held = [one for key in selection.keys if (one := head.get(key)) is not None]
            yield from self._refresh(map(self._target, held), progress)
            return
        known = (one.scope for one in head.coverage())
        yield from self._sweep(self._doors, selection, progress, known)

    def _sweep(
        self,
        doors: Iterable[Door],
        selection: Selector,
        progress: Progress,
        known: Iterable[Scope],
    ) -> Iterator[Patch]:
        executor = self._executor(self._limits.workers)
        try:
            sweep = Sweep(self._tools(progress), executor, known)
            yield from sweep.run(doors, selection)
        finally:
            # Reached on an interruption too: nothing new is begun, nothing is waited for.
            told = self._stop.is_set()
            self._stop.set()
            executor.shutdown(wait=False, cancel_futures=True)
            if not told:  # a stop that was asked for stands
                self._stop = threading.Event()

    # --- single resources ---------------------------------------------------------------

    def repair(self, progress: Progress, head: Snapshot, since: int) -> Iterator[Patch]:
        """Yield small patches that read what relations changed since a commit point at in vain."""
        targets = dangling(head, since, self._declarations)
        yield from self._refresh(targets, progress, whole_scopes=False)

    def _target(self, resource: Resource) -> Target:
        record = resource.record
        viewer = record.account if record.account in record.viewers else record.viewers[0]
        return Target(record.key.type, viewer, record.listed_in, record.native_id, record.key)

    def _refresh(
        self, targets: Iterable[Target], progress: Progress, *, whole_scopes: bool = True
    ) -> Iterator[Patch]:
        self.failed.clear()
        for (viewer, region, type_), group in by_scope(targets).items():
            declaration = self._declarations.get(type_)
            door = self._door(viewer)
            if declaration is None or door is None:
                self.failed.extend((one.native_id, "no source for it") for one in group)
            elif declaration.by_id is not None:
                done = self._read(self._tools(progress), door, declaration, group)
                self.failed.extend((one.native_id, reason) for one, reason in done.failed)
                if done.seen or done.gone:
                    yield done.patch(f"refresh {self._provider} {viewer} {type_}")
            elif whole_scopes:
                scope = Selector(accounts=(viewer,), regions=(region,), types=(type_,))
                yield from self._sweep([door], scope, progress, ())

    def _read(
        self, tools: Tools, door: Door, declaration: Declaration, group: list[Target]
    ) -> Refreshed:
        try:
            transport = door.open()
        except Fault as fault:
            return Refreshed(failed=[(target, str(fault)) for target in group])
        return Refresh(tools, transport, declaration).run(group)

    def _door(self, account: str) -> Door | None:
        """Return the door of an account; those that do not know yet are opened to see."""
        for door in self._doors:
            if door.account == account:
                return door
        for door in self._doors:
            try:
                if door.open().account == account:
                    return door
            except Fault:
                continue
        return None


class _OnceOpened:
    """A door that stays open, so that a repair does not sign in again."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._transport: Transport | None = None
        self._recalled: str | None = None
        self.name = door.account

    @property
    def known(self) -> bool:
        """Whether the account has been found out, now or in an earlier run."""
        return self._transport is not None or self._recalled is not None

    @property
    def account(self) -> str:
        """Account behind the door; a name while nobody has found it out."""
        if self._transport is None and self._recalled is not None:
            return self._recalled
        return self._door.account

    def recall(self, account: str | None) -> None:
        """Learn which account was found behind the door before."""
        self._recalled = account

    def open(self) -> Transport:
        """Return the account's transport, opened at most once."""
        if self._transport is None:
            self._transport = self._door.open()
        return self._transport
