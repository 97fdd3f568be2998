"""A run that enters no account and reads nothing: what the real one would cost.

It asks the sources which accounts they have, and who an account is where nobody knows. How many
calls an account takes is told by `estimate`; what is read is not known here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from cartographer.model.coverage import GLOBAL_REGION, NOT_ENTERED, Scope, Selector, State
from cartographer.model.error import SourceError, nothing_read
from cartographer.model.estimate import AccountEstimate, BudgetEstimate, Estimate
from cartographer.model.patch import Patch
from cartographer.model.snapshot import Snapshot
from collectors.engine.caller import knocking
from collectors.engine.door import Source
from collectors.engine.estimate import Account, estimate, seconds_of
from collectors.engine.fault import UNTRIED, Fault
from collectors.engine.kept_door import KeptDoor
from collectors.engine.plan import plan
from collectors.engine.porter import Porter
from collectors.engine.quiet import Quiet
from collectors.engine.sweep import Sweep
from collectors.engine.workshop import Workshop

_OPENING = 3
"""Calls to enter an account: the role, who we are, which regions."""
_TRYING = 1
"""Calls to be denied that: the role."""


class DryRun:
    """Finds out which accounts a run would enter, and what that would cost."""

    def __init__(
        self,
        workshop: Workshop,
        porter: Porter,
        selection: Selector,
        head: Snapshot,
        quiet: Quiet | None = None,
    ) -> None:
        """Take who makes the tools, who keeps the doors, what is selected, and what is held."""
        self._workshop = workshop
        self._porter = porter
        self._selection = selection
        self._head = head
        self._quiet = quiet
        self._tools = workshop.tools(Unheard())
        self._sweep = Sweep(self._tools, workshop.executor(1), head.coverage)
        self._accounts: dict[str, Account] = {}
        self._asking: Counter[str] = Counter()
        self._source_of: dict[str, str] = {}
        self._lost: dict[tuple[str, str], None] = {}

    def estimate(self) -> Estimate:
        """Return what the run would cost.

        Raises:
            UsageError: an account that is chosen is not one of them.
            SourceError: nothing is known of which accounts there are.
        """
        self._porter.begin()
        for source in self._porter.sources:
            doors = self._asked(source)
            others = {region for door in doors for region in self._regions(door.account)}
            for door in doors:
                self._note(source, door, others)
        self._porter.refuse_none([], self._selection)
        if not self._accounts:
            raise SourceError(nothing_read(reason for _, reason in self._lost))
        of = self._workshop
        known = self._accounts.values()
        costs = tuple(estimate(of.declarations, self._selection, known, self._head, of.provider))
        budgets = tuple(self._budgets(costs))
        seconds = round(seconds_of(costs, of.limits), 1)
        told = tuple(f"{name}: {reason}" for name, reason in self._lost)
        return Estimate(costs, self._asking.total(), seconds, budgets, told)

    def _asked(self, source: Source) -> list[KeptDoor]:
        """Return the doors of a source, and count what it took to ask for them."""
        tally = self._tools.tally.by_account
        asked = tally.get(source.name, 0)
        doors = self._porter.entrances(
            source, self._sweep, self._tools, self._selection, self._head
        )
        self._lost.update(dict.fromkeys(_reasons(self._sweep.take_shut_out())))
        self._asking[source.name] = tally.get(source.name, 0) - asked
        return doors

    def _note(self, source: Source, door: KeptDoor, others: Collection[str]) -> None:
        """Take note of an account that would be entered, if it is chosen.

        `others` are the regions that were read of the accounts of its source.
        """
        if not door.known:
            try:
                knock = knocking(self._tools, source.name, source.terms)
                self._sweep.ask(lambda: door.open(knock))
            except Fault as fault:
                self._porter.found.unlisted = True
                self._lost[door.name, str(fault)] = None
                return
        account = door.account
        self._porter.found.elsewhere.add(account)
        chosen = not self._selection.accounts or account in self._selection.accounts
        if chosen and account not in self._accounts:
            try:
                self._accounts[account] = self._would_enter(door, others)
            except Fault as fault:
                self._lost[account, str(fault)] = None
                return
            self._source_of[account] = source.name
            self._asking[source.name] += _TRYING if self._accounts[account].shut else _OPENING

    def _would_enter(self, door: KeptDoor, others: Collection[str]) -> Account:
        """Return what is known of an account that a run would enter."""
        offer = door.offer()
        rates = door.terms.rates or self._workshop.rates
        if self._shut(door.account):
            return Account(door.account, door.name, (), (), offer.available, rates, shut=True)
        regions = self._regions(door.account) or others or offer.likely_regions()
        groups = plan(self._workshop.declarations, self._selection, regions)
        quiet = self._quiet
        empty = frozenset() if quiet is None else frozenset(quiet.empty(door.account, groups))
        read = tuple(sorted(set(regions) - empty))
        return Account(door.account, door.name, read, tuple(sorted(empty)), offer.available, rates)

    def _regions(self, account: str) -> set[str]:
        """Return the regions that were asked for of an account."""
        seen = {one.scope.region for one in self._head.coverage(account)}
        return seen.difference({GLOBAL_REGION, NOT_ENTERED})

    def _shut(self, account: str) -> bool:
        """Return whether an account was denied as a whole when it was last tried.

        Then all that is chosen of it has one reason, which of single calls differs.
        """
        ends = {
            (one.state, one.reason)
            for one in self._head.coverage(account)
            if one.scope.provider == self._workshop.provider and self._selection.matches(one.scope)
        }
        state, reason = next(iter(ends)) if len(ends) == 1 else (None, None)
        return state is State.DENIED and UNTRIED not in (reason or "")

    def _budgets(self, costs: Iterable[AccountEstimate]) -> Iterator[BudgetEstimate]:
        """Yield what is left of each source's calls of the day, and what it would need."""
        needed = Counter(self._asking)
        for one in costs:
            needed[self._source_of[one.account]] += one.calls
        for source in self._porter.sources:
            budget = source.terms.budget
            if budget.most is not None:
                yield BudgetEstimate(source.name, budget.most, budget.left, needed[source.name])


def _reasons(patches: Iterable[Patch]) -> Iterator[tuple[str, str]]:
    """Yield accounts that would not be entered, each with why."""
    for patch in patches:
        yield from {one.scope.account: one.reason or "" for one in patch.coverage}.items()


class Unheard:
    """Progress that nobody hears of."""

    def planned(self, scopes: Iterable[Scope]) -> None:
        """Take no note."""

    def called(self, scope: Scope, *, throttled: bool = False) -> None:
        """Take no note."""

    def finished(self, scope: Scope, state: str, resources: int) -> None:
        """Take no note."""
