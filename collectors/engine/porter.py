"""The porter of a collector: keeps the doors of all its sources, and tells which are to be entered.

Sources say which accounts they have; where one cannot, what it had before counts. What lies behind
a door, which of its scopes are read, and when, is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from cartographer.model.coverage import Selector
from cartographer.model.history import Listing
from cartographer.model.snapshot import Snapshot
from collectors.engine.caller import knocking
from collectors.engine.door import Door, Doors, Entrance, Roster, Source, Within
from collectors.engine.fault import Fault
from collectors.engine.found import Found
from collectors.engine.kept_door import KeptDoor
from collectors.engine.sweep import Sweep
from collectors.engine.tools import Tools


class Porter:
    """Keeps the doors of all sources, from one run of a collector to the next."""

    def __init__(
        self,
        provider: str,
        sources: Sequence[Source | Door],
        units: Callable[[Snapshot], Within],
    ) -> None:
        """Take the sources, or single doors; nobody is asked yet.

        `units` tells of what is held in which unit of its organization an account lies.
        """
        self._provider = provider
        self.sources: list[Source] = [
            one if isinstance(one, Source) else Doors(one.name, (one,)) for one in sources
        ]
        self._units = units
        self.found = Found()
        self.listings: dict[str, Listing] = {}
        """How the sources listed their accounts in the runs of this collector."""
        self._known_listings: Mapping[str, Listing] = {}
        self.wrong_settings: list[str] = []
        self._doors: dict[tuple[str, str], KeptDoor] = {}
        self._recalled: dict[str, str] = {}

    @property
    def accounts(self) -> dict[str, str]:
        """Accounts that are known, entered or not, by the names of their doors."""
        return {one.name: one.account for one in self._doors.values() if one.known}

    def recall(self, accounts: Mapping[str, str], listings: Mapping[str, Listing]) -> None:
        """Learn which accounts the sources were last found to lead to, and how they were listed."""
        self._recalled = dict(accounts)
        self._known_listings = listings
        for door in self._doors.values():
            door.recall(accounts.get(door.name))

    def begin(self) -> None:
        """Begin a run: what its sources have is found out anew."""
        self.found = Found()
        self.wrong_settings.clear()

    def refuse_none(self, doors: Collection[KeptDoor], selection: Selector) -> None:
        """Do nothing if there is something to read of what was chosen.

        Raises:
            UsageError: there is nothing.
        """
        hidden = any(not one.known for one in doors)
        self.found.refuse_none([one.account for one in doors], selection, hidden=hidden)

    def entrances(
        self, source: Source, sweep: Sweep, tools: Tools, selection: Selector, head: Snapshot
    ) -> list[KeptDoor]:
        """Return the doors of a source, and let the sweep know which accounts have none."""
        earlier = self._earlier(source)
        within = self._within(source, head)
        asked_at = tools.clock.now()
        try:
            roster = sweep.ask(
                lambda: source.roster(knocking(tools, source.name, source.terms), within)
            )
        except Fault as fault:
            if not selection.accounts or earlier.isdisjoint(selection.accounts):
                name = self._recalled.get(source.name, source.name)
                sweep.unlisted(source, name, fault, self._last_listing(source).at)
                self.found.unlisted = True
            return self._standing(source, sweep, selection, head)
        self._note_listing(source, roster, asked_at)
        sweep.listed(source)
        for account, state in roster.ended.items():
            if any(True for _ in head.coverage(account)):
                sweep.retire(account, state)
        doors = self._opened_to(source, roster)
        self._leave_out(source, sweep, selection, roster)
        self.found.take(source.name, roster)
        listed = {*roster.ended, *roster.excluded, *roster.undecided}
        gone = earlier.difference(listed, (door.account for door in doors))
        for door in source.earlier(sorted(gone), within).doors:
            self.found.elsewhere.add(door.account)
            sweep.left(self._kept(source, door), selection)
        return doors

    def door_of(self, account: str, tools: Tools, head: Snapshot) -> Entrance | None:
        """Return the door of an account; those that do not know yet are opened to see."""
        if not self._doors:
            for source in self.sources:
                self._listed(source, tools, head)
        doors = [one for one in self._doors.values() if not one.shut]
        for door in doors:
            if door.account == account:
                return door
        for door in doors:
            if door.known:
                continue
            try:
                if door.open(knocking(tools, door.account, door.terms)).account == account:
                    return door
            except Fault:
                continue
        return None

    def _listed(self, source: Source, tools: Tools, head: Snapshot) -> list[KeptDoor]:
        """Return the doors of a source as it lists them now, or as it did before."""
        within = self._within(source, head)
        try:
            roster = source.roster(knocking(tools, source.name, source.terms), within)
        except Fault:
            roster = source.earlier(sorted(self._earlier(source)), within)
        return self._opened_to(source, roster)

    def _standing(
        self, source: Source, sweep: Sweep, selection: Selector, head: Snapshot
    ) -> list[KeptDoor]:
        """Return the doors of the accounts that a source had, where it cannot list them now."""
        roster = source.earlier(self._open_lately(source, head), self._within(source, head))
        self.found.take(source.name, roster)
        doors = self._opened_to(source, roster)
        self._leave_out(source, sweep, selection, roster)
        return doors

    def _opened_to(self, source: Source, roster: Roster) -> list[KeptDoor]:
        """Return the doors of a roster; the source's others stay shut from now on."""
        doors = [self._kept(source, door) for door in roster.doors]
        for (name, _), door in self._doors.items():
            door.shut = door.shut if name != source.name else door not in doors
        return doors

    def _leave_out(self, source: Source, sweep: Sweep, selection: Selector, roster: Roster) -> None:
        """Let the sweep know of accounts that are not entered, as a unit may leave them out."""
        for account, unit in roster.undecided.items():
            door = self._kept(source, source.door(account))
            door.shut = True
            sweep.undecided(door, selection, unit)

    def _note_listing(self, source: Source, roster: Roster, at: datetime) -> None:
        self.wrong_settings.extend(roster.wrong)
        if source.lists_as is not None:
            listed = dict(roster.listed)
            self.listings[source.name] = Listing(self._provider, roster.units, listed, at)

    def _last_listing(self, source: Source) -> Listing:
        return self._known_listings.get(source.name, Listing(self._provider))

    def _within(self, source: Source, head: Snapshot) -> Within:
        """Return what tells whether an account lies in a unit, as it was last seen.

        The last listing says so of the units that it asked for, and what is held of the rest.
        """
        listing = self._known_listings.get(source.name)
        held = self._units(head)

        def within(account: str, unit: str) -> bool | None:
            said = [held(account, unit)]
            if listing is not None and unit in listing.units and account in listing.accounts:
                said.append(unit in listing.accounts[account].units)
            return True if True in said else False if False in said else None

        return within

    def _earlier(self, source: Source) -> set[str]:
        """Return the accounts that a source listed at an earlier time."""
        if source.lists_as is None:
            return set()
        return {one for name, one in self._recalled.items() if name == f"{source.name}/{one}"}

    def _open_lately(self, source: Source, head: Snapshot) -> list[str]:
        """Return the accounts that a source last listed as open, and those still held of before."""
        accounts = self._last_listing(source).accounts
        open_ = {account for account, listed in accounts.items() if not listed.closed}
        # One that has ended since, or was forgotten, has no coverage any longer.
        return sorted(open_.union(one for one in self._earlier(source) if head.coverage(one)))

    def _kept(self, source: Source, door: Door) -> KeptDoor:
        found = self._doors.get((source.name, door.name))
        if found is None:
            found = self._doors[source.name, door.name] = KeptDoor(door, source.terms)
            found.recall(self._recalled.get(door.name))
        return found
