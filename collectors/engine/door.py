"""Accounts that can be entered, and the sources that know which there are."""

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Protocol, runtime_checkable

from msgspec import Struct, field

from cartographer.model.history import Listed
from cartographer.model.meaning import says
from collectors.engine.rate import Rates
from collectors.engine.tools import Budget
from collectors.engine.transport import Knock, Transport, directly


class Door(Protocol):
    """An account that can be entered."""

    @property
    def name(self) -> str:
        """Name that it was configured by, or that its source gives it."""
        ...

    @property
    def account(self) -> str:
        """Account number, or the name while that is not known."""
        ...

    def open(self, knock: Knock = directly) -> Transport:
        """Return the account's transport; `knock` runs the calls on the way.

        Raises:
            Fault: it cannot be entered.
        """
        ...


class Offer(Protocol):
    """What can be told of an account's regions and services without a call."""

    def likely_regions(self) -> tuple[str, ...]:
        """Return the regions that it has, or most probably has."""
        ...

    def available(self, service: str, region: str) -> bool:
        """Return whether the provider has the service in the region."""
        ...


@runtime_checkable
class Offering(Protocol):
    """A door of which something can be told before it is opened."""

    def offer(self) -> Offer:
        """Return what can be told of the account behind it."""
        ...


class Terms(Struct):
    """What a source's owner allows."""

    rates: Annotated[Rates | None, says("Calls a second; null for those of the run.")] = None
    budget: Annotated[Budget, says("Calls that are left of the day.")] = field(
        default_factory=Budget
    )


class Entrance(Door, Protocol):
    """A door with what its source's owner allows."""

    @property
    def terms(self) -> Terms:
        """What the owner allows."""
        ...


Within = Callable[[str, str], bool | None]
"""Whether an account lies in a unit, as it was last seen; none where that is not known."""


def never_seen(_: str, __: str) -> bool | None:
    """Return that nobody has seen yet which units an account lies in."""
    return None


class Roster(Struct, frozen=True):
    """The accounts of a source."""

    doors: Annotated[tuple[Door, ...], says("Accounts to enter.")] = ()
    ended: Annotated[Mapping[str, str], says("Accounts that are closed: number -> state.")] = field(
        default_factory=dict
    )
    excluded: Annotated[tuple[str, ...], says("Accounts that the settings leave out.")] = ()
    undecided: Annotated[
        Mapping[str, str],
        says("Accounts that a unit may leave out of which that cannot be told: number -> unit."),
    ] = field(default_factory=dict)
    units: Annotated[tuple[str, ...], says("Units whose accounts were asked for.")] = ()
    listed: Annotated[Mapping[str, Listed], says("What was said of each account.")] = field(
        default_factory=dict
    )
    wrong: Annotated[tuple[str, ...], says("Settings that name what is not there.")] = ()


@runtime_checkable
class Source(Protocol):
    """One configured source: an account, or whoever knows all accounts of an organization."""

    @property
    def name(self) -> str:
        """Name in the settings."""
        ...

    @property
    def terms(self) -> Terms:
        """What its owner allows."""
        ...

    @property
    def lists_as(self) -> str | None:
        """Native type of its accounts, in whose scope a failed listing is reported."""
        ...

    def roster(self, knock: Knock, within: Within = never_seen) -> Roster:
        """Return its accounts; `within` tells of units that cannot be asked for now.

        Raises:
            Fault: they cannot be listed.
        """
        ...

    def earlier(self, accounts: Iterable[str], within: Within = never_seen) -> Roster:
        """Return, without a call, what is to be done with accounts that it had before."""
        ...

    def door(self, account: str) -> Door:
        """Return the door of an account that the source had at an earlier time."""
        ...


class Doors:
    """A source whose accounts are all configured."""

    lists_as = None

    def __init__(self, name: str, doors: tuple[Door, ...], terms: Terms | None = None) -> None:
        """Take the doors."""
        self.name = name
        self.terms = terms or Terms()
        self._doors = doors

    def roster(self, _: Knock = directly, __: Within = never_seen) -> Roster:
        """Return the doors; nobody is asked."""
        return Roster(self._doors)

    def earlier(self, accounts: Iterable[str], _: Within = never_seen) -> Roster:
        """Return the doors of some accounts; nobody is asked."""
        return Roster(tuple(map(self.door, accounts)))

    def door(self, account: str) -> Door:
        """Return the door of an account."""
        (found,) = [one for one in self._doors if one.account == account]
        return found
