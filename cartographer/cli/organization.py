"""What an organization says of its accounts: name, units, tags, state.

Every run over an organization keeps what the list of accounts says: name, whether it is closed,
whether it is left out. Units and tags are known where the organization's types are collected.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated

from msgspec import Struct
from msgspec.structs import replace

from cartographer.config import Settings
from cartographer.model.history import Listed, SnapshotInfo
from cartographer.model.key import Ref
from cartographer.model.meaning import says
from cartographer.model.resource import Resource
from cartographer.model.snapshot import Snapshot

ACCOUNT = "AWS::Organizations::Account"
_UNITS = ("organization-root", "organizational-unit")
_CLOSED = ("CLOSED", "SUSPENDED")
"""What an account's State says once it is closed; the older Status knows it as suspended.

https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
"""


class Member(Struct, frozen=True):
    """One account of an organization."""

    provider: Annotated[str, says("Cloud of the organization.")]
    name: Annotated[str | None, says("Its name.")]
    units: Annotated[
        tuple[str, ...] | None, says("Names of root and units that it is in; null if not known.")
    ] = None
    unit_ids: Annotated[frozenset[str], says("Short ids of the same.")] = frozenset()
    tags: Annotated[Mapping[str, str] | None, says("Its tags; null if not known.")] = None
    closed: Annotated[bool, says("Whether it has been closed.")] = False
    excluded: Annotated[bool, says("Whether the latest run that listed it left it out.")] = False


def members(snapshot: Snapshot, infos: Iterable[SnapshotInfo] = ()) -> dict[str, Member]:
    """Return the accounts of all organizations that a snapshot knows, by their numbers.

    `infos` are the runs whose lists of accounts count, the latest last.
    """
    tree = _Tree(snapshot)
    found = {one.record.native_id: _member(tree, one) for one in snapshot.of_type(ACCOUNT)}
    for info in infos:
        for listing in info.run.listings.values() if info.commit <= snapshot.commit else ():
            for account, listed in listing.accounts.items():
                known = found.get(account, Member(listing.provider, None))
                found[account] = _as_listed(known, listed)
    return found


def _as_listed(known: Member, listed: Listed) -> Member:
    return replace(
        known,
        name=listed.name or known.name,
        unit_ids=known.unit_ids.union(listed.units),
        closed=listed.closed,
        excluded=listed.excluded,
    )


def name_of(snapshot: Snapshot, account: str, known: Mapping[str, Member]) -> str | None:
    """Return the name of an account; none where nobody has listed it."""
    if account in known:
        return known[account].name
    keys = snapshot.resolve(Ref("account", account))
    found = snapshot.get(keys[0]) if len(keys) == 1 else None
    return None if found is None else found.derived.name


class _Tree:
    """The units of organizations, each read once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._known: dict[Ref, Resource | None] = {}

    def around(self, resource: Resource) -> list[Resource]:
        """Return the root and the units that an account is in, the outermost first."""
        units: list[Resource] = []
        seen = {resource.key}
        here = self._parent(resource)
        while here is not None and here.key not in seen:
            seen.add(here.key)
            if here.derived.kind in _UNITS:
                units.insert(0, here)
            here = self._parent(here)
        return units

    def _parent(self, resource: Resource) -> Resource | None:
        for relation in resource.derived.relations:
            if relation.kind == "member-of":
                return self._answering(relation.target)
        return None

    def _answering(self, ref: Ref) -> Resource | None:
        if ref not in self._known:
            keys = self._snapshot.resolve(ref)
            self._known[ref] = self._snapshot.get(keys[0]) if len(keys) == 1 else None
        return self._known[ref]


def _member(tree: _Tree, account: Resource) -> Member:
    units = tree.around(account)
    document = account.record.config
    state = document.get("State") or document.get("Status")
    return Member(
        account.key.provider,
        account.derived.name,
        tuple(one.derived.name or one.record.native_id for one in units),
        frozenset(one.record.native_id for one in units),
        account.derived.tags or {},
        closed=state in _CLOSED,
    )


def excluded(settings: Settings, account: str, member: Member | None) -> bool:
    """Return whether an account is left out, by itself or with a unit around it."""
    if member is not None and member.excluded:
        return True
    named = {one for source in settings.source for one in source.exclude}
    units = frozenset() if member is None else member.unit_ids
    return f"account:{account}" in named or any(f"ou:{one}" in named for one in units)
