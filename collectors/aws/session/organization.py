"""All accounts of an organization, each entered by a role of one name.

Who lists them is the management account or one that is delegated for a service of the
organization: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html
A member is entered by assuming the role with the credentials of who lists them, and with no
others: where nobody can sign in who lists them, nobody is entered.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Annotated, Any

from msgspec import Struct
from msgspec.structs import replace

from cartographer.model.coverage import GLOBAL_REGION, State
from cartographer.model.history import Listed
from cartographer.model.meaning import says
from collectors.aws.session.client import Clients
from collectors.aws.session.login import Login
from collectors.aws.session.offer import Offer
from collectors.aws.session.transport import AwsDoor, AwsTransport
from collectors.engine.door import Door, Roster, Terms, Within, never_seen
from collectors.engine.fault import UNTRIED, Fault
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
        self._refused: Fault | None = None
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
        wrong = (*wrong, *self._unlisted(accounts))
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
        return self._named("ou")

    def _named(self, kind: str) -> list[str]:
        """Return the ids that are left out of a kind: `ou` or `account`."""
        parts = (one.partition(":") for one in self._members.exclude)
        return [id_ for its, _, id_ in parts if its == kind]

    def _unlisted(self, accounts: Collection[str]) -> Iterator[str]:
        """Yield what names an account that the organization does not list, in words."""
        for number in dict.fromkeys(self._named("account")):
            if number not in accounts:
                yield (
                    f"source {self.name}: exclude: there is no account {number} in the "
                    "organization: nothing is left out by it"
                )

    def door(self, account: str) -> Door:
        """Return the door of an account, which whoever lists them opens."""
        return _Member(f"{self.name}/{account}", account, self._entrance)

    def _entrance(self, account: str) -> AwsDoor | AwsTransport:
        """Return how an account is entered now; the one that lists them is entered already.

        A member is never entered with other credentials than those of who lists them.

        Raises:
            Fault: nobody could sign in who lists them.
        """
        lister = self._lister
        if lister is None:
            raise self._not_entered()
        if account == lister.account:
            return lister
        return AwsDoor(
            replace(
                self._login,
                name=f"{self.name}/{account}",
                role=f"arn:{lister.partition}:iam::{account}:role/{self._members.role}",
                external_id=self._members.external_id,
            ),
            self._workers,
            self._shared(),
            lister.signer,
            self.name,
        )

    def _not_entered(self) -> Fault:
        """Return why no account is entered: the way to all of them is shut."""
        why = self._refused or Fault(State.FAILED, "not-signed-in", "nobody has signed in yet")
        shut = "nobody can sign in who lists the accounts"
        if self._login.role is not None:
            shut = "the management role cannot be assumed"
        # That there is nothing to enter is no answer where an account is known.
        state = State.FAILED if why.state is State.UNAVAILABLE else why.state
        return Fault(state, why.code, f"{UNTRIED}{shut}: {why.message or why.code}")

    def _shared(self) -> Clients:
        if self._clients is None:
            self._clients = Clients(self._login, self._workers)
        return self._clients

    def _sign_in(self, knock: Knock) -> AwsTransport:
        # Credentials are renewed under the care of the run that needs them.
        self._knock = knock
        if self._lister is None:
            door = AwsDoor(self._login, self._workers, self._shared())
            try:
                self._lister = door.open(self._knocked)
            except Fault as fault:
                self._refused = fault
                raise
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


class _Member:
    """The door of an account; how it is entered is asked each time, as that may change."""

    def __init__(
        self, name: str, account: str, entrance: Callable[[str], AwsDoor | AwsTransport]
    ) -> None:
        self.name = name
        self.account = account
        self._entrance = entrance

    def open(self, knock: Knock = directly) -> AwsTransport:
        """Return its transport.

        Raises:
            Fault: it cannot be entered, or nobody can sign in who lists the accounts.
        """
        found = self._entrance(self.account)
        return found.open(knock) if isinstance(found, AwsDoor) else found

    def offer(self) -> Offer:
        """Return what can be told of its regions and services without a call.

        Raises:
            Fault: nobody can sign in who lists the accounts.
        """
        found = self._entrance(self.account)
        return found.offer() if isinstance(found, AwsDoor) else found.offer


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
