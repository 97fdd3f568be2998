"""Regions that were empty and in which nothing has happened since: they are not read again.

Most regions of most accounts hold nothing. One that was found so by a complete reading, not long
ago, is asked one question instead of hundreds: has anything been written there since? What is not
read again keeps its state and its age, as all that a run does not ask for.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Annotated

from msgspec import Struct

from cartographer.model.coverage import Coverage, Scope, State
from cartographer.model.meaning import says
from cartographer.model.snapshot import Snapshot
from collectors.engine.fault import Fault
from collectors.engine.plan import Group
from collectors.engine.transport import Around, Ask, Knock, Page, Transport

Unchanged = Callable[[Transport, str, datetime, Knock], bool]
"""Whether a provider shows that nothing was written in a region since a time."""


class Emptiness(Struct, frozen=True):
    """When a region counts as empty, and who says that it still is."""

    furniture: Annotated[frozenset[str], says("Native types that a region has from the start.")]
    unchanged: Annotated[Unchanged, says("Asks whether nothing was written there since.")]
    hours: Annotated[float, says("For how long a complete reading is trusted; 0 for never.")]


class Quiet:
    """Tells the regions of an account that need not be read again."""

    def __init__(self, emptiness: Emptiness, provider: str, head: Snapshot, now: datetime) -> None:
        """Look at what is held; nothing is asked yet."""
        self._emptiness = emptiness
        self._provider = provider
        self._head = head
        self._since = now - timedelta(hours=emptiness.hours)
        self._furnished: set[tuple[str, str]] | None = None

    def empty(self, account: str, groups: Iterable[Group]) -> dict[str, datetime]:
        """Return the regions of some groups that were empty: by each, since when that is known.

        All that would be read there must have been read, completely and not too long ago.
        """
        if not self._emptiness.hours:
            return {}
        read = {one.scope: one for one in self._head.coverage(account)}
        wanted: dict[str, list[Coverage | None]] = {}
        for group in groups:
            for type_ in group.types:
                scope = Scope(self._provider, account, group.region, type_)
                wanted.setdefault(group.region, []).append(read.get(scope))
        found = {region: self._read_at(every) for region, every in wanted.items()}
        return {
            region: at
            for region, at in found.items()
            if at is not None and (account, region) not in self._occupied
        }

    def _read_at(self, coverage: Iterable[Coverage | None]) -> datetime | None:
        """Return since when all of a region is known, or none if something is not, or is old."""
        times: list[datetime] = []
        for one in coverage:
            if one is None or one.state not in {State.COMPLETE, State.UNAVAILABLE}:
                return None
            if one.last_complete is not None:
                times.append(one.last_complete)
        earliest = min(times, default=None)
        return earliest if earliest is not None and earliest >= self._since else None

    @property
    def _occupied(self) -> set[tuple[str, str]]:
        """Accounts and regions that hold more than what was there from the start."""
        if self._furnished is None:
            self._furnished = {
                (scope.account, scope.region)
                for scope in self._head.occupied()
                if scope.type not in self._emptiness.furniture
            }
        return self._furnished

    def unchanged(
        self, transport: Transport, groups: Iterable[Group], knock: Knock
    ) -> frozenset[str]:
        """Return the regions of an account that were empty and still are; asks for each."""
        empty = self.empty(transport.account, groups)
        return frozenset(
            region
            for region, since in sorted(empty.items())
            if self._still(transport, region, since, knock)
        )

    def _still(self, transport: Transport, region: str, since: datetime, knock: Knock) -> bool:
        try:
            return self._emptiness.unchanged(transport, region, since, knock)
        except Fault:
            return False  # who cannot tell is read


class Narrowed:
    """A transport of which some regions are not to be read."""

    def __init__(self, transport: Transport, without: frozenset[str]) -> None:
        """Take the whole one."""
        self._transport = transport
        self.account = transport.account
        self.partition = transport.partition
        self.regions = tuple(one for one in transport.regions if one not in without)

    def available(self, service: str, region: str) -> bool:
        """Return what the whole one says."""
        return self._transport.available(service, region)

    def pages(self, ask: Ask, around: Around) -> Iterator[Page]:
        """Yield the pages of the whole one."""
        return self._transport.pages(ask, around)
