"""The collector of ports, for any cloud whose accounts can be entered by doors."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial

from msgspec.structs import replace

from cartographer.model.coverage import GLOBAL_REGION, Coverage, Scope, Selector, State
from cartographer.model.estimate import Estimate
from cartographer.model.history import Resumption, Run, Visit
from cartographer.model.patch import Patch
from cartographer.model.resource import Resource
from cartographer.model.snapshot import Snapshot
from cartographer.ports import Clock, Progress
from collectors.engine.caller import Barring, knocking, nothing_barred
from collectors.engine.door import Door, Doors, Entrance, Offer, Offering, Source, Terms
from collectors.engine.estimate import Account, estimate, seconds_of
from collectors.engine.fault import Fault
from collectors.engine.plan import plan
from collectors.engine.quiet import Emptiness, Quiet
from collectors.engine.rate import RateLimiter, Rates
from collectors.engine.redact import Redactor
from collectors.engine.refresh import Refresh, Refreshed, Target, by_scope
from collectors.engine.repair import dangling
from collectors.engine.resume import Resumed
from collectors.engine.specification import Declaration
from collectors.engine.sweep import NOT_ENTERED, Known, Sweep
from collectors.engine.tools import Limits, Tally, Tools
from collectors.engine.transport import Answer, Ask, Knock, Transport, directly


class EngineCollector:
    """Collects the declared types of one cloud through doors."""

    def __init__(  # noqa: PLR0913  what a collector is made of
        self,
        identity: str,
        provider: str,
        sources: Sequence[Source | Door],
        declarations: Iterable[Declaration],
        *,
        redactor: Redactor,
        rates: Rates,
        limits: Limits,
        clock: Clock,
        executor: Callable[[int], Executor] = ThreadPoolExecutor,
        barred: Callable[[Snapshot], Barring] = lambda _: nothing_barred,
        emptiness: Emptiness | None = None,
    ) -> None:
        """Take the sources, or single doors, and the types; nothing is called yet."""
        self.identity = identity
        self._provider = provider
        self._sources = [
            one if isinstance(one, Source) else Doors(one.name, (one,)) for one in sources
        ]
        self._declarations = {one.type: one for one in declarations}
        self._redactor = redactor
        self._limits = limits
        self._rates = rates
        self._limiter = RateLimiter(rates, clock)
        self._clock = clock
        self._executor = executor
        self._barred = barred
        self._emptiness = emptiness
        self._stop = threading.Event()
        self._tally = Tally()
        self._seconds: dict[str, float] = {}
        self._doors: dict[tuple[str, str], _OnceOpened] = {}
        self._recalled: dict[str, str] = {}
        self.failed: list[tuple[str, str]] = []
        self.remarks: list[str] = []

    def stop(self) -> None:
        """Ask a running collection to end."""
        self._stop.set()

    def facts(self, run: Run) -> Run:
        """Return a run's facts with the counts of this collector added."""
        services = Counter(run.by_service)
        services.update(self._tally.by_service)
        visits = {**run.visits}
        for account, calls in self._tally.by_account.items():
            visits[account] = Visit(calls, self._seconds.get(account, 0.0))
        return replace(
            run,
            calls=run.calls + self._tally.by_service.total(),
            by_service=dict(sorted(services.items())),
            throttled=run.throttled + self._tally.throttled,
            accounts={
                **run.accounts,
                **{one.name: one.account for one in self._doors.values() if one.known},
            },
            visits=dict(sorted(visits.items())),
        )

    @property
    def spent(self) -> dict[str, int]:
        """Calls that each source has made so far."""
        return {one.name: one.terms.budget.spent for one in self._sources}

    def allow(self, spent: Mapping[str, int]) -> None:
        """Learn how many calls each source has made today before."""
        for source in self._sources:
            source.terms.budget.begin(spent.get(source.name, 0))

    def recall(self, accounts: Mapping[str, str]) -> None:
        """Learn which accounts the sources were last found to lead to."""
        self._recalled = dict(accounts)
        for door in self._doors.values():
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

    def collect(
        self,
        selection: Selector,
        progress: Progress,
        head: Snapshot,
        resumption: Resumption | None = None,
    ) -> Iterator[Patch]:
        """Yield whole patches, one an account, of a large one in parts.

        With `keys` in the selection only these are read again, in one small patch an account
        and type.
        """
        if selection.providers and self._provider not in selection.providers:
            return
        if selection.keys:
            held = [one for key in selection.keys if (one := head.get(key)) is not None]
            yield from self._refresh(map(self._target, held), progress)
            return
        self.remarks.clear()
        known = head.coverage
        tools = self._tools(progress)
        yield from self._running(
            tools,
            known,
            lambda sweep: self._all(sweep, tools, selection, head),
            None if resumption is None else Resumed(self._provider, resumption, head),
            self._barred(head),
            self._quiet(head),
        )

    def _quiet(self, head: Snapshot) -> Quiet | None:
        if self._emptiness is None:
            return None
        return Quiet(self._emptiness, self._provider, head, self._clock.now())

    def _all(
        self, sweep: Sweep, tools: Tools, selection: Selector, head: Snapshot
    ) -> Iterator[Patch]:
        """Yield the patches of all sources: what has ended, what cannot be listed, and the rest."""
        doors: list[Entrance] = []
        entered: dict[str, str] = {}
        for source in self._sources:
            for door in self._entrances(source, sweep, tools, selection, head):
                other = entered.setdefault(door.account, source.name)
                if other == source.name:
                    doors.append(door)
                else:
                    told = f"account {door.account}: in {other} and {source.name}; read once"
                    self.remarks.append(told)
            yield from sweep.take_shut_out()
        yield from sweep.run(doors, selection)
        self.remarks.extend(sweep.remarks)
        if sweep.quiet:
            regions, accounts = sum(sweep.quiet.values()), len(sweep.quiet)
            whose = "account" if accounts == 1 else "accounts"
            self.remarks.append(
                "empty regions not read again, as nothing was written there since: "
                f"{regions} in {accounts} {whose}"
            )
        self._seconds.update(sweep.seconds)

    def _entrances(
        self, source: Source, sweep: Sweep, tools: Tools, selection: Selector, head: Snapshot
    ) -> list[_OnceOpened]:
        """Return the doors of a source, and let the sweep know which accounts have none."""
        earlier = self._earlier(source)
        try:
            roster = sweep.ask(lambda: source.roster(knocking(tools, source.name, source.terms)))
        except Fault as fault:
            sweep.unlisted(source, self._recalled.get(source.name, source.name), selection, fault)
            # One that has ended since, or was forgotten, has no coverage any longer.
            standing = [one for one in sorted(earlier) if any(True for _ in head.coverage(one))]
            return [self._entrance(source, source.door(account)) for account in standing]
        sweep.listed(source)
        for account, state in roster.ended.items():
            if any(True for _ in head.coverage(account)):
                sweep.retire(account, state)
        doors = [self._entrance(source, door) for door in roster.doors]
        listed = {*roster.ended, *roster.excluded, *(door.account for door in doors)}
        for account in sorted(earlier.difference(listed)):
            sweep.left(self._entrance(source, source.door(account)), selection)
        return doors

    def _earlier(self, source: Source) -> set[str]:
        """Return the accounts that a source listed at an earlier time."""
        if source.lists_as is None:
            return set()
        return {one for name, one in self._recalled.items() if name == f"{source.name}/{one}"}

    def _entrance(self, source: Source, door: Door) -> _OnceOpened:
        found = self._doors.get((source.name, door.name))
        if found is None:
            found = self._doors[source.name, door.name] = _OnceOpened(door, source.terms)
            found.recall(self._recalled.get(door.name))
        return found

    def _running(  # noqa: PLR0913, PLR0917  what a sweep is made of
        self,
        tools: Tools,
        known: Known,
        work: Callable[[Sweep], Iterator[Patch]],
        resumed: Resumed | None = None,
        barring: Barring = nothing_barred,
        quiet: Quiet | None = None,
    ) -> Iterator[Patch]:
        executor = self._executor(self._limits.workers)
        try:
            yield from work(Sweep(tools, executor, known, resumed, barring, quiet))
        finally:
            # Reached on an interruption too: nothing new is begun, nothing is waited for.
            told = self._stop.is_set()
            self._stop.set()
            executor.shutdown(wait=False, cancel_futures=True)
            if not told:  # a stop that was asked for stands
                self._stop = threading.Event()

    def estimate(self, selection: Selector, head: Snapshot) -> Estimate:
        """Return what a run would cost; nothing is called but who we are, and which accounts.

        Raises:
            Fault: that is not answered.
        """
        accounts = []
        opening = 0
        for source in self._sources:
            tools = self._tools(Unheard())
            sweep = Sweep(tools, self._executor(1), _nothing_known)
            knock = knocking(tools, source.name, source.terms)
            roster = sweep.ask(partial(source.roster, knock))
            for door in roster.doors:
                entrance = self._entrance(source, door)
                if entrance.account == entrance.name:
                    sweep.ask(partial(entrance.open, knock))
                if not selection.accounts or entrance.account in selection.accounts:
                    accounts.append(self._would_enter(entrance, selection, head))
                    opening += _OPENING
            opening += self._tally.by_account.get(source.name, 0)
        costs = tuple(estimate(self._declarations, selection, accounts, head, self._provider))
        return Estimate(costs, opening, round(seconds_of(costs, self._limits), 1))

    def _would_enter(self, entrance: _OnceOpened, selection: Selector, head: Snapshot) -> Account:
        """Return what is known of an account that a run would enter."""
        offer = entrance.offer()
        seen = {one.scope.region for one in head.coverage(entrance.account)}
        regions = seen.difference({GLOBAL_REGION, NOT_ENTERED}) or set(offer.likely_regions())
        groups = plan(self._declarations, selection, regions)
        quiet = self._quiet(head)
        empty = frozenset() if quiet is None else frozenset(quiet.empty(entrance.account, groups))
        rates = entrance.terms.rates or self._rates
        name = entrance.account
        read = tuple(sorted(regions - empty))
        return Account(name, entrance.name, read, tuple(sorted(empty)), offer.available, rates)

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
            door = self._door(viewer, self._tools(progress))
            if declaration is None or door is None:
                self.failed.extend((one.native_id, "no source for it") for one in group)
            elif declaration.by_id is not None:
                done = self._read(self._tools(progress), door, declaration, group)
                self.failed.extend((one.native_id, reason) for one, reason in done.failed)
                if done.seen or done.gone:
                    yield done.patch(f"refresh {self._provider} {viewer} {type_}")
            elif whole_scopes:
                scope = Selector(accounts=(viewer,), regions=(region,), types=(type_,))
                yield from self._running(
                    self._tools(progress),
                    _nothing_known,
                    partial(Sweep.run, doors=[door], selection=scope),
                )

    def _read(
        self, tools: Tools, door: Entrance, declaration: Declaration, group: list[Target]
    ) -> Refreshed:
        try:
            transport = door.open(knocking(tools, door.account, door.terms))
        except Fault as fault:
            return Refreshed(failed=[(target, str(fault)) for target in group])
        if door.terms.rates is not None:
            tools.limiter.allow(transport.account, door.terms.rates)
        return Refresh(tools, transport, declaration, door.terms.budget).run(group)

    def _door(self, account: str, tools: Tools) -> Entrance | None:
        """Return the door of an account; those that do not know yet are opened to see."""
        doors = list(self._doors.values())
        if not doors:
            doors = [door for source in self._sources for door in self._listed(source, tools)]
        for door in doors:
            if door.account == account:
                return door
        for door in doors:
            if door.known:
                continue
            try:
                if door.open(knocking(tools, door.account, door.terms)).account == account:
                    return door
            except Fault:
                continue
        return None

    def _listed(self, source: Source, tools: Tools) -> list[_OnceOpened]:
        """Return the doors of a source as it lists them now, or as it did before."""
        try:
            doors = source.roster(knocking(tools, source.name, source.terms)).doors
        except Fault:
            doors = tuple(source.door(account) for account in self._earlier(source))
        return [self._entrance(source, door) for door in doors]


def _nothing_known(_: str) -> tuple[Coverage, ...]:
    """Return what is known of an account whose earlier scopes play no part."""
    return ()


class Unheard:
    """Progress that nobody hears of."""

    def planned(self, scopes: Iterable[Scope]) -> None:
        """Take no note."""

    def called(self, scope: Scope, *, throttled: bool = False) -> None:
        """Take no note."""

    def finished(self, scope: Scope, state: str, resources: int) -> None:
        """Take no note."""


_OPENING = 3
"""Calls to enter an account: the role, who we are, which regions."""


class _OnceOpened:
    """A door that stays open, so that a repair does not sign in again.

    What is called behind it later, to renew credentials, runs under the care of the last who
    opened it: an earlier run's is over.
    """

    def __init__(self, door: Door, terms: Terms) -> None:
        self._door = door
        self._knock: Knock = directly
        self._transport: Transport | None = None
        self._recalled: str | None = None
        self.name = door.name
        self.terms = terms

    @property
    def known(self) -> bool:
        """Whether the account has been found out, now or in an earlier run."""
        return self._transport is not None or self._recalled is not None

    @property
    def account(self) -> str:
        """Account behind the door; a name while nobody has found it out."""
        if self._transport is not None:
            return self._transport.account
        return self._recalled or self._door.account

    def recall(self, account: str | None) -> None:
        """Learn which account was found behind the door before."""
        self._recalled = account

    def offer(self) -> Offer:
        """Return what can be told of the account without entering it.

        Raises:
            Fault: nothing can.
        """
        if not isinstance(self._door, Offering):
            raise Fault(State.UNAVAILABLE, "no-offer", f"{self.name} says nothing beforehand")
        return self._door.offer()

    def open(self, knock: Knock = directly) -> Transport:
        """Return the account's transport, opened at most once."""
        self._knock = knock
        if self._transport is None:
            self._transport = self._door.open(self._knocked)
        return self._transport

    def _knocked(self, ask: Ask, call: Callable[[], Answer]) -> Answer:
        return self._knock(ask, call)
