"""All accounts of an organization, each entered by a role of one name.

Who lists them is the management account or one that is delegated for a service of the
organization: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html
A member is entered by assuming the role with the credentials of who lists them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Annotated, Any

from msgspec import Struct
from msgspec.structs import replace

from cartographer.model.coverage import GLOBAL_REGION, State
from cartographer.model.history import Listed
from cartographer.model.meaning import says
from collectors.aws.session.client import Clients
from collectors.aws.session.login import Login, partition_in
from collectors.aws.session.offer import Offer
from collectors.aws.session.transport import AwsDoor, AwsTransport
from collectors.engine.door import Door, Roster, Terms, Within, never_seen
from collectors.engine.fault import Fault
from collectors.engine.transport import Answer, Ask, Knock, directly

_ENDED = {"CLOSED", "SUSPENDED"}
"""States of an account that nobody can enter any more, and in which nothing runs.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html
The older member `Status` knows a closed account as suspended.
"""
_NO_UNIT = {"ParentNotFoundException", "InvalidInputException"}
"""Codes of an answer about a unit that does not exist, or whose id no unit can have.

https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsForParent.html
"""


class Membership(Struct, frozen=True):
    """How the members of an organization are entered, and which are not."""

    role: Annotated[str, says("Name of the role in each account, its path included.")]
    external_id: Annotated[str | None, says("External id that the roles' trust asks for.")] = None
    exclude: Annotated[tuple[str, ...], says("What is left out: ou:ID or account:NUMBER.")] = ()


class AwsOrganization:
    """The accounts of an organization."""

    lists_as = "AWS::Organizations::Account"

    def __init__(
        self, login: Login, members: Membership, workers: int = 16, terms: Terms | None = None
    ) -> None:
        """Take how to sign in to whoever lists the accounts; nothing is called yet."""
        self.name = login.name
        self.terms = terms or Terms()
        self._login = login
        self._members = members
        self._workers = workers
        self._clients: Clients | None = None
        self._lister: AwsTransport | None = None
        self._knock: Knock = directly

    def roster(self, knock: Knock = directly, within: Within = never_seen) -> Roster:
        """Return the accounts that are to be entered, and those that are not.

        Raises:
            Fault: they cannot be listed.
            SourceError: there are no credentials at all, or the SDK is not installed.
        """
        lister = self._sign_in(knock)
        accounts = {one["Id"]: one for one in _items(lister, knock, "ListAccounts", "Accounts")}
        if not accounts:
            # Whoever lists them is one of them.
            raise Fault(State.FAILED, "empty", "the list of the organization's accounts is empty")
        below, wrong = self._below(lister, knock)
        states = {number: _state_of(one) for number, one in accounts.items()}
        active = [number for number, state in states.items() if state not in _ENDED]
        found = self._judged(active, below, within)
        listed = {
            number: Listed(
                name=_text(one.get("Name")),
                closed=states[number] in _ENDED,
                excluded=number in found.excluded,
                units=tuple(unit for unit, inside in below.items() if number in inside),
            )
            for number, one in accounts.items()
        }
        ended = {number: state for number, state in states.items() if state in _ENDED}
        return replace(found, ended=ended, units=tuple(below), listed=listed, wrong=wrong)

    def earlier(self, accounts: Iterable[str], within: Within = never_seen) -> Roster:
        """Return what is to be done with accounts that were listed before, without a call."""
        return self._judged(accounts, {}, within)

    def _judged(
        self, accounts: Iterable[str], below: Mapping[str, set[str]], within: Within
    ) -> Roster:
        """Return which accounts are entered; one that may be left out is not.

        `below` has the accounts of the units that could be asked.
        """
        doors: list[Door] = []
        excluded: list[str] = []
        undecided: dict[str, str] = {}
        for account in accounts:
            lies = {
                unit: account in below[unit] if unit in below else within(account, unit)
                for unit in self._units
            }
            unknown = [unit for unit, inside in lies.items() if inside is None]
            if f"account:{account}" in self._members.exclude or any(lies.values()):
                excluded.append(account)
            elif unknown:
                undecided[account] = unknown[0]
            else:
                doors.append(self.door(account))
        return Roster(tuple(doors), excluded=tuple(sorted(excluded)), undecided=undecided)

    @property
    def _units(self) -> list[str]:
        """The units that are left out."""
        parts = (one.partition(":") for one in self._members.exclude)
        return [id_ for kind, _, id_ in parts if kind == "ou"]

    def door(self, account: str) -> Door:
        """Return the door of an account; the one that lists them is entered already."""
        lister = self._lister
        if lister is not None and account == lister.account:
            return _Entered(f"{self.name}/{account}", lister)
        partition = partition_in(self._login.role) or "aws"
        if lister is not None:
            partition = lister.partition
        return AwsDoor(
            replace(
                self._login,
                name=f"{self.name}/{account}",
                role=f"arn:{partition}:iam::{account}:role/{self._members.role}",
                external_id=self._members.external_id,
            ),
            self._workers,
            self._shared(),
            None if lister is None else lister.signer,
            self.name,
        )

    def _shared(self) -> Clients:
        if self._clients is None:
            self._clients = Clients(self._login, self._workers)
        return self._clients

    def _sign_in(self, knock: Knock) -> AwsTransport:
        # Credentials are renewed under the care of the run that needs them.
        self._knock = knock
        if self._lister is None:
            door = AwsDoor(self._login, self._workers, self._shared())
            self._lister = door.open(self._knocked)
        return self._lister

    def _knocked(self, ask: Ask, call: Callable[[], Answer]) -> Answer:
        return self._knock(ask, call)

    def _below(
        self, lister: AwsTransport, knock: Knock
    ) -> tuple[dict[str, set[str]], tuple[str, ...]]:
        """Return the accounts below each unit that is left out, and what names no unit.

        A unit that may not be asked has no entry.
        """
        found: dict[str, set[str]] = {}
        wrong: list[str] = []
        for unit in self._units:
            try:
                found[unit] = _accounts_below(lister, knock, unit)
            except Fault as fault:
                if fault.code in _NO_UNIT:
                    found[unit] = set()
                    wrong.append(
                        f"source {self.name}: exclude: there is no unit {unit} in the "
                        f"organization: nothing is left out by it ({fault.code})"
                    )
                elif fault.state not in {State.DENIED, State.BARRED}:
                    raise
        return found, tuple(wrong)


def _accounts_below(lister: AwsTransport, knock: Knock, unit: str) -> set[str]:
    """Return the accounts of a unit and of all units below it.

    Raises:
        Fault: there is no such unit, or it may not be asked.
    """
    found: set[str] = set()
    units = deque([unit])
    while units:
        parent = {"ParentId": units.popleft()}
        below = _items(lister, knock, "ListAccountsForParent", "Accounts", parent)
        found.update(account["Id"] for account in below)
        more = "ListOrganizationalUnitsForParent"
        units.extend(
            one["Id"] for one in _items(lister, knock, more, "OrganizationalUnits", parent)
        )
    return found


def _state_of(account: Mapping[str, Any]) -> str:
    return str(account.get("State") or account.get("Status") or "ACTIVE")


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


class _Entered:
    """The door of an account that was entered to list the others."""

    def __init__(self, name: str, transport: AwsTransport) -> None:
        self.name = name
        self.account = transport.account
        self._transport = transport

    def open(self, _: Knock = directly) -> AwsTransport:
        """Return its transport."""
        return self._transport

    def offer(self) -> Offer:
        """Return what can be told of its regions and services without a call."""
        return self._transport.offer


def _items(
    lister: AwsTransport,
    knock: Knock,
    operation: str,
    member: str,
    params: dict[str, Any] | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield the items of all pages of a call to the organization.

    Raises:
        Fault: it does not answer, or a page lacks its items.
    """
    ask = Ask("organizations", GLOBAL_REGION, operation, params or {})
    for page in lister.pages(ask, lambda call: knock(ask, call)):
        items = page.body.get(member)
        if not isinstance(items, list):
            raise Fault(State.FAILED, "malformed", f"{operation}: a page without {member}")
        for item in items:
            if not isinstance(item, dict) or not isinstance(item.get("Id"), str):
                raise Fault(State.FAILED, "malformed", f"{operation}: an item without an id")
            yield item
