"""When a resource was last seen, and whether its scopes were asked for since in vain.

Both follow from coverage when they are read; nothing of it is written per resource.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from cartographer.model.coverage import NOT_LOOKED, Coverage, Scope
from cartographer.model.resource import Derived, Record, Resource


class Area(NamedTuple):
    """An account's view of a region."""

    provider: str
    account: str
    region: str


def area_of(scope: Scope) -> Area:
    """Return the area that a scope lies in."""
    return Area(scope.provider, scope.account, scope.region)


LoadArea = Callable[[Area], dict[str, Coverage]]
"""Reads how the types of an area are covered at one commit."""


class Sight:
    """Coverage at one commit, an area at a time and each once."""

    def __init__(self, load: LoadArea) -> None:
        """Read areas through a function."""
        self._load = load
        self._areas: dict[Area, dict[str, Coverage]] = {}
        self._complete: dict[tuple[str, str, str, tuple[str, ...]], datetime | None] = {}

    def area(self, area: Area) -> dict[str, Coverage]:
        """Return how the types of an area are covered; not to be changed."""
        found = self._areas.get(area)
        if found is None:
            found = self._areas[area] = self._load(area)
        return found

    def coverage(self, scope: Scope) -> Coverage | None:
        """Return how a scope is covered."""
        return self.area(area_of(scope)).get(scope.type)

    def seen_at(self, record: Record) -> datetime:
        """Return when a record was last seen: itself, or by a later complete reading."""
        key = record.key
        place = (key.provider, record.listed_in, key.type, record.viewers)
        if place not in self._complete:
            self._complete[place] = self._last_complete(*place)
        complete = self._complete[place]
        return record.observed_at if complete is None else max(record.observed_at, complete)

    def _last_complete(
        self, provider: str, region: str, type_: str, viewers: tuple[str, ...]
    ) -> datetime | None:
        found = (self.coverage(Scope(provider, viewer, region, type_)) for viewer in viewers)
        return max(
            (one.last_complete for one in found if one is not None and one.last_complete),
            default=None,
        )

    def resource(self, record: Record, derived: Derived) -> Resource:
        """Return a record as a snapshot shows it."""
        seen_at = self.seen_at(record)
        states = [self.coverage(scope) for scope in record.scopes]
        lost = bool(states) and all(one is not None and one.state in NOT_LOOKED for one in states)
        return Resource(record, derived, seen_at, seen_at if lost else None)
