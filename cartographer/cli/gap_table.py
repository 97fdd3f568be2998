"""Gaps as they are listed: one by one for machines, and few rows that stand for many for people."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Annotated, Any

from msgspec import Struct, field

from cartographer.cli.answer import Column, cells, member
from cartographer.cli.remark import code, codes
from cartographer.cli.selection import Term
from cartographer.cli.standing import Accepted, Gap, Ledger, meets
from cartographer.cli.text import count, moment, region
from cartographer.model.coverage import State
from cartographer.model.meaning import says

Row = dict[str, Any]

_FEW = 3
"""Accounts that lack the same and still have a row each."""


def _last(row: Row) -> str:
    return moment(row["last_complete"])


COLUMNS = (
    member("state"),
    member("account"),
    Column("REGION", lambda row: region(row["region"])),
    member("type", flexible=True, firm=True),
    member("aspect", "detail"),
    member("resources", right=True),
    Column("ACCEPTED", lambda row: row["told"], flexible=True, firm=True),
    member("reason", flexible=True),
    Column("LAST COMPLETE", _last, wide=True),
)
CELLS = cells(
    "provider", "account", "region", "type", "aspect", "state", "resources", "reason", "since",
    "last_complete", "accepted",
)  # fmt: skip


class Fold(Struct):
    """Gaps that one row stands for."""

    state: Annotated[State, says("How they ended.")]
    aspect: Annotated[str | None, says("The detail that they are.")]
    accepted: Annotated[Accepted | None, says("What accepts them.")]
    accounts: Annotated[set[str], says("Their accounts.")] = field(default_factory=set)
    regions: Annotated[set[str], says("Their regions.")] = field(default_factory=set)
    types: Annotated[set[str], says("Their types.")] = field(default_factory=set)
    reasons: Annotated[Counter[str], says("Why, by code.")] = field(default_factory=Counter)
    reason: Annotated[str | None, says("A whole reason.")] = None
    resources: Annotated[int, says("Of details: of how many resources.")] = 0
    last_complete: Annotated[datetime | None, says("The oldest complete reading.")] = None

    def add(self, gap: Gap) -> None:
        """Take in a gap."""
        scope = gap.scope
        self.accounts.add(scope.account)
        self.regions.add(region(scope.known_region))
        self.types.add(scope.type)
        self.resources += gap.resources or 0
        if gap.reason is not None:
            self.reasons[code(gap.reason)] += 1
            self.reason = gap.reason if self.reason in (None, gap.reason) else code(gap.reason)
        self._seen(gap.last_complete)

    def merge(self, other: "Fold") -> None:
        """Take in what another row stands for."""
        self.accounts |= other.accounts
        self.regions |= other.regions
        self.types |= other.types
        self.reasons += other.reasons
        self.resources += other.resources
        if other.reason != self.reason:
            self.reason = None
        self._seen(other.last_complete)

    def _seen(self, last: datetime | None) -> None:
        if last is not None:
            known = self.last_complete
            self.last_complete = last if known is None else min(known, last)

    @property
    def alike(self) -> tuple[object, ...]:
        """What it has in common with rows of other accounts that lack the same."""
        pattern = None if self.accepted is None else self.accepted.gap
        types = frozenset(self.types)
        regions = frozenset(self.regions)
        return self.state, self.aspect, pattern, types, regions, frozenset(self.reasons)

    def row(self) -> Row:
        """Return the row."""
        whole = len(self.reasons) == 1 and self.reason is not None
        return {
            "state": self.state.value,
            "account": _named(self.accounts, "account"),
            "region": _named(self.regions, "region"),
            "type": _named(self.types, "type"),
            "aspect": self.aspect,
            "resources": self.resources or None,
            "reason": self.reason if whole else codes(self.reasons.elements()),
            "last_complete": self.last_complete,
            "told": told(self.accepted),
        }


def _named(names: set[str], noun: str) -> str:
    return next(iter(names)) if len(names) == 1 else count(len(names), noun)


def told(accepted: Accepted | None) -> str:
    """Return by what a gap is accepted, as people read it; why and until when stands below."""
    if accepted is None:
        return "new"
    return f"{accepted.gap.scope} ({accepted.where})"


def document(gap: Gap, accepted: Accepted | None) -> Row:
    """Return a gap as machines read it."""
    scope = gap.scope
    return {
        "provider": scope.provider,
        "account": scope.account,
        "region": scope.known_region,
        "type": scope.type,
        "aspect": gap.aspect,
        "state": gap.state.value,
        "resources": gap.resources,
        "reason": gap.reason,
        "since": None if gap.aspect else gap.coverage.since,
        "last_complete": gap.last_complete,
        "accepted": None if accepted is None else acceptance_document(accepted),
    }


def acceptance_document(accepted: Accepted) -> Row:
    """Return an accepted gap as machines read it."""
    gap = accepted.gap
    return {
        "scope": gap.scope,
        "reason": gap.reason,
        "until": gap.until.isoformat(),
        "where": accepted.where,
    }


class Book:
    """The gaps of a snapshot, taken in account by account."""

    def __init__(self, accepted: Ledger, conditions: Sequence[Term], *, each: bool) -> None:
        """Take what is accepted; `each` keeps every gap by itself, else only rows for people."""
        self.accepted = accepted
        self.items: list[Row] = []
        self.new = self.total = 0
        self.covers: Counter[Accepted] = Counter()
        self._conditions = conditions
        self._each = each
        self._folds: dict[tuple[object, ...], Fold] = {}

    def add(self, found: Sequence[Gap]) -> None:
        """Take in the gaps of an account."""
        whole = [gap for gap in found if gap.aspect is None and gap.state is not State.BARRED]
        alike = len({(gap.state, code(gap.reason)) for gap in whole}) == 1
        for gap in found:
            meaning = self.accepted.meaning(gap)
            self.covers.update(meaning)
            if not meets(self._conditions, gap.values):
                continue
            accepted = self.accepted.first(meaning)
            self.total += 1
            self.new += accepted is None
            if self._each:
                self.items.append(document(gap, accepted))
            else:
                key = _key(gap, accepted, alike=alike)
                fold = self._folds.get(key)
                if fold is None:
                    fold = self._folds[key] = Fold(gap.state, gap.aspect, accepted)
                fold.add(gap)

    def rows(self) -> list[Row]:
        """Return what a person reads: what is new first, then what is accepted."""
        if self._each:
            rows = [{**one, "told": _brief(one["accepted"])} for one in self.items]
        else:
            rows = [one.row() for one in _over_accounts(self._folds.values())]
        return sorted(rows, key=lambda row: row["told"] != "new")


def _key(gap: Gap, accepted: Accepted | None, *, alike: bool) -> tuple[object, ...]:
    """Return what gaps that stand in one row have in common."""
    scope = gap.scope
    if gap.aspect is not None:
        return accepted, gap.state, scope.account, scope.type, gap.aspect
    if gap.state is State.BARRED:
        return accepted, gap.state, scope.region
    if alike:
        return accepted, gap.state, scope.account
    return accepted, gap.state, scope.account, scope.region, code(gap.reason), None


def _over_accounts(folds: Iterable[Fold]) -> Iterator[Fold]:
    """Yield rows, those of many accounts that lack the same as one."""
    groups: dict[tuple[object, ...], list[Fold]] = {}
    for one in folds:
        groups.setdefault(one.alike, []).append(one)
    for found in groups.values():
        if len(found) > _FEW:
            for other in found[1:]:
                found[0].merge(other)
            yield found[0]
        else:
            yield from found


def _brief(accepted: Row | None) -> str:
    if accepted is None:
        return "new"
    return f"{accepted['scope']} ({accepted['where']})"
