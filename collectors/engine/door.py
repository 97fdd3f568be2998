"""Accounts that can be entered, and the sources that know which there are."""

from collections.abc import Mapping
from typing import Annotated, Protocol, runtime_checkable

from msgspec import Struct, field

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


class Roster(Struct, frozen=True):
    """The accounts of a source."""

    doors: Annotated[tuple[Door, ...], says("Accounts to enter.")] = ()
    ended: Annotated[Mapping[str, str], says("Accounts that are closed: number -> state.")] = field(
        default_factory=dict
    )
    excluded: Annotated[tuple[str, ...], says("Accounts that the settings leave out.")] = ()


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

    def roster(self, knock: Knock) -> Roster:
        """Return its accounts.

        Raises:
            Fault: they cannot be listed.
        """
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

    def roster(self, _: Knock = directly) -> Roster:
        """Return the doors; nobody is asked."""
        return Roster(self._doors)

    def door(self, account: str) -> Door:
        """Return the door of an account."""
        (found,) = [one for one in self._doors if one.account == account]
        return found
