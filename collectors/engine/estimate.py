"""What a run would cost, told without making it: calls by account, region and service.

It follows the plan of a run and counts what each declaration would ask of the resources that
are held now. Of an account of which nothing is held, one call is counted where one is certain to be
made if its regions are what they are taken for, and what the others cost beyond that on average.
An account that was denied is expected to be so again.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Annotated, Any

from msgspec import Struct, field

from cartographer.model.coverage import Scope, Selector, State
from cartographer.model.estimate import HELD, NOTHING, OTHERS, SHUT, AccountEstimate
from cartographer.model.meaning import says
from cartographer.model.resource import Aspect, Resource
from cartographer.model.snapshot import Snapshot
from collectors.engine.account import piece_size
from collectors.engine.expression import path
from collectors.engine.plan import Group, plan
from collectors.engine.rate import Rates, spacing
from collectors.engine.specification import Declaration
from collectors.engine.tools import Limits

_QUESTION = "is it empty?"
"""Stands for the service that is asked whether a region is still empty."""
_PAGE = 100
_PAGE_PARAMETERS = re.compile(r"^(max|limit|page_?size|resourcesperpage)", re.IGNORECASE)
_SECONDS_A_CALL = 0.15
"""What one call takes, its way there and back, as a rule of thumb."""

Calls = Counter[tuple[str, str]]
"""Calls by region and service."""


class Account(Struct, frozen=True):
    """What is known, without a call, of an account that would be entered."""

    account: Annotated[str, says("Account number, or the name of its source.")]
    name: Annotated[str, says("Name of its door.")]
    regions: Annotated[tuple[str, ...], says("Regions that would be read.")]
    empty: Annotated[tuple[str, ...], says("Regions that would be asked whether they still are.")]
    available: Annotated[
        Callable[[str, str], bool], says("Whether a service is offered in a region.")
    ]
    rates: Annotated[Rates, says("Calls a second that are allowed.")] = field(default_factory=Rates)
    shut: Annotated[bool, says("Whether it was denied when it was last tried.")] = False


def estimate(
    declarations: Mapping[str, Declaration],
    selection: Selector,
    accounts: Iterable[Account],
    head: Snapshot,
    provider: str,
) -> Iterator[AccountEstimate]:
    """Yield what each account would cost, those of which something is held first."""
    every = list(accounts)
    known = [one for one in every if any(_listed(head, one.account))]
    costs: list[tuple[Account, int, Calls]] = []
    certain = 0
    for account in known:
        groups = plan(declarations, selection, account.regions)
        calls = _Counting(head, provider, account).of_all(groups)
        calls.update({(region, _QUESTION): 1 for region in account.empty})
        base = sum(_at_least(account, group) for group in groups)
        certain += base
        costs.append((account, _scopes(groups), calls))
        yield _told(account, _scopes(groups), calls, HELD)
    held = sum(calls.total() for _, _, calls in costs)
    factor = held / certain if certain else 1.0
    for account in every:
        if account not in known:
            if account.shut:
                yield _told(account, 0, Counter(), SHUT)
                continue
            groups = plan(declarations, selection, account.regions)
            calls = Counter()
            for group in groups:
                calls[group.region, group.service] += _at_least(account, group)
            more = round(calls.total() * (factor - 1.0))
            yield _told(account, _scopes(groups), calls, OTHERS if certain else NOTHING, more)


def seconds_of(estimates: Iterable[AccountEstimate], limits: Limits) -> float:
    """Return how long a run takes: its slowest account, or all that its workers have to do."""
    every = tuple(estimates)
    if not every:
        return 0.0
    at_once = sum(one.seconds for one in every) / limits.accounts
    work = sum(one.calls for one in every) * _SECONDS_A_CALL / limits.workers
    return max(at_once, work, *(one.seconds for one in every))


def _listed(head: Snapshot, account: str) -> Iterator[Scope]:
    return (one.scope for one in head.coverage(account) if one.state is State.COMPLETE)


def _scopes(groups: Iterable[Group]) -> int:
    return sum(len(group.types) for group in groups)


def _at_least(account: Account, group: Group) -> int:
    """Return the calls that a group costs whatever there is: one, unless parents are needed."""
    return int((group.also or not group.parents) and account.available(group.service, group.region))


def _told(
    account: Account, scopes: int, calls: Calls, basis: str, more: int = 0
) -> AccountEstimate:
    services: Counter[str] = Counter()
    for (_, service), count in calls.items():
        services[service] += count
    seconds = max(
        (
            count * spacing(account.rates.of_service(service))
            for (_, service), count in calls.items()
        ),
        default=0.0,
    )
    return AccountEstimate(
        account.account,
        len(account.regions),
        scopes,
        calls.total() + more,
        dict(sorted(services.items())),
        round(seconds, 1),
        basis,
    )


class _Counting:
    """Counts the calls that an account's groups would make for what is held of it."""

    def __init__(self, head: Snapshot, provider: str, account: Account) -> None:
        self._head = head
        self._provider = provider
        self._account = account
        self._held: dict[tuple[str, str], list[Resource]] = {}

    def of_all(self, groups: Iterable[Group]) -> Calls:
        calls: Calls = Counter()
        for group in groups:
            if self._account.available(group.service, group.region):
                calls[group.region, group.service] += self._of_list(group)
                for declaration in group.declarations:
                    for where, count in self._of_items(group.region, declaration):
                        calls[where] += count
        return calls

    def _resources(self, region: str, type_: str) -> list[Resource]:
        """Return what is held of a scope; kept, for the types that are listed for each."""
        found = self._held.get((region, type_))
        if found is None:
            scope = Scope(self._provider, self._account.account, region, type_)
            found = self._held[region, type_] = list(self._head.of_scope(scope))
        return found

    def _of_list(self, group: Group) -> int:
        call = group.declarations[0].list
        size = _page_size(call.params)
        items = sum(len(self._resources(group.region, type_)) for type_ in group.types)
        if not group.parents:
            return 1 + max(0, items - 1) // size
        when = path(call.when) if call.when else None
        once = 0 if call.also is None else 1 + max(0, items - 1) // _page_size(call.also.params)
        return once + sum(
            1
            for type_ in group.parents
            for parent in self._resources(group.region, type_)
            if (not call.own_parents or parent.record.account == self._account.account)
            and (when is None or when(parent.record.config))
        )

    def _of_items(
        self, region: str, declaration: Declaration
    ) -> Iterator[tuple[tuple[str, str], int]]:
        """Yield the calls for the documents and the details of what is held."""
        held = self._resources(region, declaration.type)
        describe = declaration.describe
        if describe is not None and held:
            size = min(describe.batch, piece_size(declaration))
            yield (region, declaration.service), -(-len(held) // size) if size else len(held)
        for detail in declaration.aspects:
            when = path(detail.when) if detail.when else None
            asked = [
                one
                for one in held
                if (when is None or when(one.record.config))
                and not _absent(one.record.aspects.get(detail.needs or ""))
            ]
            service = detail.service or declaration.service
            if detail.batch:
                yield (region, service), -(-len(asked) // detail.batch)
            else:
                for where, count in Counter(one.record.region for one in asked).items():
                    yield (where, service), count


def _absent(aspect: Aspect | None) -> bool:
    return aspect is not None and aspect.state == "absent"


def _page_size(params: Mapping[str, Any]) -> int:
    """Return how many items a page holds, where the call says so."""
    named = [
        value
        for name, value in params.items()
        if isinstance(value, int) and _PAGE_PARAMETERS.match(name)
    ]
    return max(named, default=_PAGE)
