"""What was looked at, and what that proves: scopes, coverage, selectors and claims.

Coverage is for reporting; only a `Claim` proves that something is absent.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Struct

from cartographer.model.key import Key
from cartographer.model.meaning import says

GLOBAL_REGION = "global"
"""Region of what a provider keeps in no region."""


NOT_ENTERED = "not-entered"
"""Stands for the region of an account that nobody could enter yet: which it has is not known."""


class Scope(Struct, frozen=True, order=True, cache_hash=True):
    """The unit in which coverage is reported."""

    provider: Annotated[str, says("Cloud: aws, azure or gcp.")]
    account: Annotated[str, says("Account, subscription or project whose view was asked for.")]
    region: Annotated[str, says("Region that was asked, or global.")]
    type: Annotated[str, says("Native type that was asked for.")]

    @property
    def known_region(self) -> str | None:
        """The region; none where nobody knows yet which regions the account has."""
        return None if self.region == NOT_ENTERED else self.region


class State(StrEnum):
    """How the last request for a scope ended."""

    COMPLETE = "complete"
    DENIED = "denied"
    BARRED = "barred"
    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"
    FAILED = "failed"
    SKIPPED = "skipped"
    NOT_ASKED = "not_asked"


NOT_LOOKED: frozenset[State] = frozenset(
    {State.DENIED, State.BARRED, State.THROTTLED, State.FAILED}
)
"""States of a scope that was asked for and could not be read: what it held is unknown."""

GAPS: frozenset[State] = NOT_LOOKED
"""States that make a run end with exit code 4 while nobody accepted them."""


class Unread(Struct, frozen=True, order=True):
    """An aspect that could not be read of some resources of a scope."""

    aspect: Annotated[str, says("Name of the aspect.")]
    state: Annotated[State, says("How the calls for it ended.")]
    resources: Annotated[int, says("Of how many resources it could not be read.")]


class Coverage(Struct, frozen=True, order=True):
    """How one scope was covered."""

    scope: Annotated[Scope, says("What was asked for.")]
    state: Annotated[State, says("How the last request for it ended.")]
    reason: Annotated[str | None, says("Why it is not complete, with the provider's code.")] = None
    since: Annotated[datetime | None, says("Start of the call that first found this state.")] = None
    last_complete: Annotated[datetime | None, says("Start of its last complete reading.")] = None
    calls: Annotated[int | None, says("Calls made for it in the run; null once stored.")] = None
    seconds: Annotated[float | None, says("Seconds spent on it; null once stored.")] = None
    unread: Annotated[
        tuple[Unread, ...], says("Aspects that the run could not read; empty once stored.")
    ] = ()

    @property
    def gap(self) -> bool:
        """Whether something that was asked for could not be read."""
        return self.state in GAPS or any(one.state in GAPS for one in self.unread)


class Claim(Struct, frozen=True, order=True):
    """What one successful listing proves: that all it covers and does not list is absent."""

    provider: Annotated[str, says("Cloud that answered.")]
    viewer: Annotated[str, says("Account whose view this is.")]
    region: Annotated[str, says("Region that was asked, or global.")]
    type: Annotated[str, says("Native type that was listed.")]
    started_at: Annotated[datetime, says("Start of the first call of the listing.")]
    own_only: Annotated[bool, says("Only what the viewer owns was asked for.")] = False

    @property
    def scope(self) -> Scope:
        """The scope that this claim covers."""
        return Scope(self.provider, self.viewer, self.region, self.type)


class Selector(Struct, frozen=True):
    """A choice of scopes or resources; an empty field chooses all.

    `keys` chooses single resources and then stands alone.
    """

    providers: Annotated[tuple[str, ...], says("Clouds; empty for all.")] = ()
    accounts: Annotated[tuple[str, ...], says("Accounts; empty for all.")] = ()
    regions: Annotated[tuple[str, ...], says("Regions, global included; empty for all.")] = ()
    types: Annotated[tuple[str, ...], says("Native types; empty for all.")] = ()
    keys: Annotated[tuple[Key, ...], says("Single resources; empty for all.")] = ()

    def matches(self, scope: Scope) -> bool:
        """Return whether a scope is chosen."""
        return (
            (not self.providers or scope.provider in self.providers)
            and (not self.accounts or scope.account in self.accounts)
            and (not self.regions or scope.region in self.regions)
            and (not self.types or scope.type in self.types)
        )
