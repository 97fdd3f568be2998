"""The collector of ports, for any cloud whose accounts can be entered by doors.

It says what a run is made of and leaves the parts to others: who may be entered to the porter, the
reading to the sweep, single resources to the rereading, the price of it all to the dry run. It
knows no cloud, no call and no type.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import UTC, datetime

from msgspec.structs import replace

from cartographer.model.coverage import Selector
from cartographer.model.estimate import Estimate
from cartographer.model.history import Listing, Resumption, Run, Visit
from cartographer.model.patch import Patch
from cartographer.model.snapshot import Snapshot
from cartographer.ports import Clock, Progress
from collectors.engine.caller import Barring, nothing_barred
from collectors.engine.door import Door, Source, Within, never_seen
from collectors.engine.dry_run import DryRun
from collectors.engine.kept_door import KeptDoor
from collectors.engine.porter import Porter
from collectors.engine.quiet import Emptiness, Quiet
from collectors.engine.rate import Rates
from collectors.engine.redact import Redactor
from collectors.engine.repair import dangling
from collectors.engine.rereading import Rereading, target_of
from collectors.engine.resume import Resumed
from collectors.engine.specification import Declaration
from collectors.engine.sweep import Sweep
from collectors.engine.tools import Limits, Tools
from collectors.engine.workshop import Workshop


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
        units: Callable[[Snapshot], Within] = lambda _: never_seen,
    ) -> None:
        """Take the sources, or single doors, and the types; nothing is called yet.

        `units` tells of what is held in which unit of its organization an account lies.
        """
        self.identity = identity
        self._workshop = Workshop(
            provider,
            declarations,
            redactor=redactor,
            rates=rates,
            limits=limits,
            clock=clock,
            executor=executor,
        )
        self._porter = Porter(provider, sources, units)
        self._rereading = Rereading(self._workshop, self._porter)
        self._barred = barred
        self._emptiness = emptiness
        self._seconds: dict[str, float] = {}
        self.remarks: list[str] = []

    @property
    def failed(self) -> list[tuple[str, str]]:
        """What the last refresh could not read: short id and why."""
        return self._rereading.failed

    @property
    def wrong_settings(self) -> list[str]:
        """Settings that the last run found to name what is not there."""
        return self._porter.wrong_settings

    def stop(self) -> None:
        """Ask a running collection to end."""
        self._workshop.stop.set()

    def facts(self, run: Run) -> Run:
        """Return a run's facts with the counts of this collector added."""
        tally = self._workshop.tally
        services = Counter(run.by_service)
        services.update(tally.by_service)
        visits = {**run.visits}
        for account, calls in tally.by_account.items():
            visits[account] = Visit(calls, self._seconds.get(account, 0.0))
        return replace(
            run,
            calls=run.calls + tally.by_service.total(),
            by_service=dict(sorted(services.items())),
            throttled=run.throttled + tally.throttled,
            accounts={**run.accounts, **self._porter.accounts},
            visits=dict(sorted(visits.items())),
            listings={**run.listings, **self._porter.listings},
        )

    @property
    def spent(self) -> dict[str, int]:
        """Calls that each source has made so far."""
        return {one.name: one.terms.budget.spent for one in self._porter.sources}

    def allow(self, spent: Mapping[str, int]) -> None:
        """Learn how many calls each source has made today before."""
        for source in self._porter.sources:
            source.terms.budget.begin(spent.get(source.name, 0))

    def recall(
        self, accounts: Mapping[str, str], listings: Mapping[str, Listing] | None = None
    ) -> None:
        """Learn which accounts the sources were last found to lead to, and how they were listed."""
        self._porter.recall(accounts, listings or {})

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
        provider = self._workshop.provider
        if selection.providers and provider not in selection.providers:
            return
        if selection.keys:
            held = [one for key in selection.keys if (one := head.get(key)) is not None]
            yield from self._rereading.run(map(target_of, held), progress, head)
            return
        self.remarks.clear()
        self._porter.begin()
        tools = self._workshop.tools(progress)
        yield from self._workshop.running(
            tools,
            head.coverage,
            lambda sweep: self._all(sweep, tools, selection, head),
            None if resumption is None else Resumed(provider, resumption, head),
            self._barred(head),
            self._quiet(head),
        )

    def estimate(self, selection: Selector, head: Snapshot) -> Estimate:
        """Return what a run would cost; nothing is called but who we are, and which accounts.

        Raises:
            UsageError: an account that is chosen is not one of them.
            SourceError: nothing is known of which accounts there are.
        """
        quiet = self._quiet(head)
        return DryRun(self._workshop, self._porter, selection, head, quiet).estimate()

    def repair(self, progress: Progress, head: Snapshot, since: int) -> Iterator[Patch]:
        """Yield small patches that read what relations changed since a commit point at in vain."""
        targets = dangling(head, since, self._workshop.declarations)
        yield from self._rereading.run(targets, progress, head, whole_scopes=False)

    def _quiet(self, head: Snapshot) -> Quiet | None:
        if self._emptiness is None:
            return None
        return Quiet(self._emptiness, self._workshop.provider, head, self._workshop.clock.now())

    def _all(
        self, sweep: Sweep, tools: Tools, selection: Selector, head: Snapshot
    ) -> Iterator[Patch]:
        """Yield the patches of all sources: what has ended, what cannot be listed, and the rest."""
        doors: list[KeptDoor] = []
        entered: dict[str, str] = {}
        sweep.seconds = self._seconds
        for source in self._porter.sources:
            for door in self._porter.entrances(source, sweep, tools, selection, head):
                other = entered.setdefault(door.account, source.name)
                if other == source.name:
                    doors.append(door)
                else:
                    told = f"account {door.account}: in {other} and {source.name}; read once"
                    self.remarks.append(told)
            yield from sweep.take_shut_out()
        self._porter.refuse_none(doors, selection)
        yield from sweep.run(_fairly(doors, selection, head), selection)
        self._porter.refuse_none(doors, selection)
        self.remarks.extend(sweep.remarks)
        if sweep.quiet:
            regions, accounts = sum(sweep.quiet.values()), len(sweep.quiet)
            whose = "account" if accounts == 1 else "accounts"
            self.remarks.append(
                "empty regions not read again, as nothing was written there since: "
                f"{regions} in {accounts} {whose}"
            )


def _fairly(doors: list[KeptDoor], selection: Selector, head: Snapshot) -> list[KeptDoor]:
    """Return doors in the order in which they are entered.

    Where the calls of a day have a bound it is not always the same accounts that get none:
    what was read longest ago, or never, comes first.
    """
    if all(one.terms.budget.most is None for one in doors):
        return doors
    never = datetime.min.replace(tzinfo=UTC)

    def read_at(door: KeptDoor) -> datetime:
        known = (
            one.last_complete
            for one in head.coverage(door.account)
            if one.last_complete is not None and selection.matches(one.scope)
        )
        return max(known, default=never)

    return sorted(doors, key=read_at)
