"""How accounts stand: what of them is a gap, and which of that somebody has accepted.

Coverage is read account by account, so that a large organization does not fill the memory.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from fnmatch import fnmatchcase
from typing import Annotated, Literal

from msgspec import Struct
from msgspec.structs import replace

from cartographer.cli.invocation import Invocation
from cartographer.cli.selection import Term, terms
from cartographer.model.coverage import GAPS, NOT_LOOKED, Coverage, Scope, State, Unread
from cartographer.model.error import UsageError
from cartographer.model.gap import AcceptedGap
from cartographer.model.meaning import says
from cartographer.model.snapshot import Snapshot
from cartographer.ports import SnapshotStore

ACCOUNT_STATES = {
    "complete": "all that was asked for was read, or every gap is accepted",
    "partial": "some of it could not be read",
    "denied": "nothing of it could be read: most often its role cannot be assumed",
    "barred": "a control policy forbids all of it",
    "failed": "nothing of it could be read for another reason",
    "left": "its organization no longer lists it, which does not say that it ended",
    "retired": "its organization says that it is closed",
    "excluded": "the settings leave it out",
    "not_asked": "nothing of it was ever asked for",
}
"""Every state of an account, and what it means."""

SCOPE_NAMES = ("account", "region", "type", "provider")
"""What --scope may say of a gap."""

_ASSUMING = "AssumeRole"
_LEFT = "left:"
_UNDECIDED = "undecided:"
_UNLISTED = re.compile(r"the accounts of .+ cannot be listed: ")
_GAP_VALUES = {state.value for state in GAPS}
_NEVER_THERE = (State.NOT_ASKED, State.UNAVAILABLE)


class Gap(Struct, frozen=True):
    """A scope that could not be read, or one detail of the resources of a scope."""

    coverage: Annotated[Coverage, says("The scope, and how it is covered.")]
    state: Annotated[State, says("How the calls for it ended.")]
    aspect: Annotated[str | None, says("The detail; null where it is the scope itself.")] = None
    resources: Annotated[int | None, says("Of a detail: of how many resources.")] = None

    @property
    def scope(self) -> Scope:
        """The scope that it is, or that it is in."""
        return self.coverage.scope

    def values(self, name: str) -> tuple[str, ...]:
        """Return what --scope is held against."""
        return (getattr(self.scope, name),)

    @property
    def reason(self) -> str | None:
        """Why a scope could not be read; of a detail only its state is kept."""
        return None if self.aspect else self.coverage.reason

    @property
    def last_complete(self) -> datetime | None:
        """When the scope was last complete; of a detail that is not kept."""
        return None if self.aspect else self.coverage.last_complete


class Accepted(Struct, frozen=True):
    """An accepted gap, and where it is accepted."""

    gap: Annotated[AcceptedGap, says("What is accepted, why, and until when.")]
    where: Annotated[Literal["settings", "here"], says("In the settings, or in the store.")]


class Ledger:
    """What is accepted in the settings and in the store, as of one day."""

    def __init__(self, accepted: Iterable[Accepted], today: date) -> None:
        """Take what is accepted; what has run out covers nothing any more."""
        self.every = tuple(accepted)
        self.today = today
        self._standing = tuple(one for one in self.every if not self.expired(one))

    def expired(self, accepted: Accepted) -> bool:
        """Return whether an acceptance has run out."""
        return accepted.gap.until < self.today

    def meaning(self, gap: Gap) -> list[Accepted]:
        """Return every acceptance that means a gap, those that have run out among them."""
        return [one for one in self.every if meant(one, gap)]

    def first(self, meaning: Iterable[Accepted]) -> Accepted | None:
        """Return the first of some that has not run out."""
        return next((one for one in meaning if not self.expired(one)), None)

    def of(self, gap: Gap) -> Accepted | None:
        """Return what accepts a gap, the settings first; none if it counts as new."""
        return next((one for one in self._standing if meant(one, gap)), None)


def meant(accepted: Accepted, gap: Gap) -> bool:
    """Return whether an accepted gap means a gap, be it run out or not."""
    return accepted.gap.covers(gap.coverage, gap.state, gap.aspect)


def ledger(invocation: Invocation, store: SnapshotStore) -> Ledger:
    """Return what is accepted today."""
    settings = (Accepted(one, "settings") for one in invocation.settings.accepted_gaps)
    here = (Accepted(one, "here") for one in store.accepted())
    return Ledger((*settings, *here), invocation.now().date())


# --- what --scope may say of them ---------------------------------------------------------


def conditions(expression: str | None, names: Sequence[str], what: str) -> tuple[Term, ...]:
    """Return the conditions of --scope for a command that lists no resources.

    A name that ends in a colon stands for all that begin with it.

    Raises:
        UsageError: a condition has another name than the command knows.
    """
    found = terms(expression)
    for term in found:
        if not any(
            term.name.startswith(name) if name.endswith(":") else term.name == name
            for name in names
        ):
            known = ", ".join(f"{name}KEY=" if name.endswith(":") else f"{name}=" for name in names)
            raise UsageError(f"{what}: --scope takes {known}")
    return found


def meets(wanted: Iterable[Term], values: Callable[[str], Iterable[str]]) -> bool:
    """Return whether values by name meet conditions: all names, any pattern of the same name."""
    patterns: dict[str, list[str]] = {}
    for term in wanted:
        patterns.setdefault(term.name, []).append(term.pattern)
    return all(
        any(fnmatchcase(value, pattern) for value in values(name) for pattern in found)
        for name, found in patterns.items()
    )


# --- gaps ---------------------------------------------------------------------------------


class Doubts:
    """Details that were asked for and could not be read, by the scope that speaks for them.

    What a scope held that could not be read itself is not counted: the scope stands for it.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        """Read every resource that is in doubt, once."""
        self.resources = 0
        self._counts: dict[Scope, Counter[tuple[str, State]]] = {}
        for resource in snapshot.in_doubt():
            self.resources += 1
            if resource.stale_since is not None:
                continue
            for name, aspect in resource.record.aspects.items():
                if not aspect.known and aspect.reason in _GAP_VALUES:
                    for scope in resource.record.scopes:
                        counts = self._counts.setdefault(scope, Counter())
                        counts[name, State(aspect.reason)] += 1

    def within(self, coverage: Coverage) -> Coverage:
        """Return a scope's coverage with the details in it that could not be read."""
        counts = self._counts.get(coverage.scope)
        if counts is None:
            return coverage
        found = (Unread(aspect, state, number) for (aspect, state), number in counts.items())
        return replace(coverage, unread=tuple(sorted(found)))


def covered(
    snapshot: Snapshot, doubts: Doubts | None = None
) -> Iterator[tuple[str, Sequence[Coverage]]]:
    """Yield each account with its coverage, the details that could not be read among it."""
    known = Doubts(snapshot) if doubts is None else doubts
    for account in snapshot.accounts():
        yield account, [known.within(one) for one in snapshot.coverage(account)]


def gaps_in(coverage: Coverage) -> Iterator[Gap]:
    """Yield what of a scope is a gap: itself, or details of what it holds."""
    if coverage.state in GAPS:
        yield Gap(coverage, coverage.state)
    for one in coverage.unread:
        if one.state in GAPS:
            yield Gap(coverage, one.state, one.aspect, one.resources)


def shut_out(coverage: Coverage) -> bool:
    """Return whether a scope could not be read because its account could not be entered."""
    reason = coverage.reason or ""
    return coverage.state in NOT_LOOKED and (
        coverage.scope.known_region is None
        or _ASSUMING in reason
        or reason.startswith(_UNDECIDED)
        or left(coverage)
    )


def left(coverage: Coverage) -> bool:
    """Return whether a scope's account is no longer listed by its organization."""
    return coverage.state in NOT_LOOKED and (coverage.reason or "").startswith(_LEFT)


# --- accounts -----------------------------------------------------------------------------


class Standing(Struct, frozen=True):
    """How one account stands."""

    provider: Annotated[str, says("Cloud that it is in.")]
    account: Annotated[str, says("Account, or the name of its source while it is not known.")]
    state: Annotated[str, says("One of ACCOUNT_STATES.")]
    entered: Annotated[bool | None, says("Whether it was entered; null where not asked.")] = None
    reason: Annotated[str | None, says("The one reason of all its gaps, if there is one.")] = None
    last_complete: Annotated[
        datetime | None, says("The oldest of its scopes' last complete readings.")
    ] = None
    never_complete: Annotated[int, says("Scopes that it has and that never were complete.")] = 0
    types_denied: Annotated[int, says("Types that were denied in some region.")] = 0
    details_denied: Annotated[int, says("Details of types that were denied.")] = 0
    regions_barred: Annotated[int, says("Regions that a control policy bars as a whole.")] = 0
    new: Annotated[int, says("Gaps that nobody has accepted.")] = 0
    accepted: Annotated[int, says("Gaps that somebody has accepted.")] = 0


def stands_for_list(one: Standing) -> bool:
    """Return whether it is no account that stands so, but the list of accounts that failed."""
    return _UNLISTED.match(one.reason or "") is not None


def standing(account: str, coverage: Sequence[Coverage], accepted: Ledger) -> Standing:
    """Return how an account stands by its coverage, details that could not be read included."""
    there = [one for one in coverage if one.state not in _NEVER_THERE]
    gaps = [gap for one in coverage for gap in gaps_in(one)]
    new = [gap for gap in gaps if accepted.of(gap) is None]
    denied = [gap for gap in gaps if gap.state is State.DENIED]
    reasons = {gap.reason for gap in gaps if gap.aspect is None}
    known = [one.last_complete for one in there if one.last_complete is not None]
    return Standing(
        provider=coverage[0].scope.provider,
        account=account,
        state=_state(coverage, there, new),
        entered=None if not there else not all(map(shut_out, there)),
        reason=reasons.pop() if len(reasons) == 1 else None,
        last_complete=min(known, default=None),
        # What lists only a part of what there is, is read to its end and yet never complete.
        never_complete=sum(
            one.last_complete is None and one.state is not State.COMPLETE for one in there
        ),
        types_denied=len({gap.scope.type for gap in denied if gap.aspect is None}),
        details_denied=len({(gap.scope.type, gap.aspect) for gap in denied if gap.aspect}),
        regions_barred=_barred_regions(there),
        new=len(new),
        accepted=len(gaps) - len(new),
    )


def _state(coverage: Sequence[Coverage], there: Sequence[Coverage], new: Sequence[Gap]) -> str:
    """Return an account's state: what nobody could look into is never complete."""
    states = {one.state for one in there}
    if not states:
        asked = any(one.state is not State.NOT_ASKED for one in coverage)
        return "complete" if asked else "not_asked"
    if states <= NOT_LOOKED:
        return _lost(there, states)
    return "partial" if new or State.SKIPPED in states else "complete"


def _lost(there: Sequence[Coverage], states: set[State]) -> str:
    """Return the state of an account of which nothing could be read."""
    if all(map(left, there)):
        return "left"
    if State.DENIED in states:
        return "denied"
    return "barred" if states == {State.BARRED} else "failed"


def _barred_regions(there: Iterable[Coverage]) -> int:
    """Return in how many regions all that was asked for is barred."""
    regions: dict[str, set[State]] = {}
    for one in there:
        regions.setdefault(one.scope.region, set()).add(one.state)
    return sum(states == {State.BARRED} for states in regions.values())
