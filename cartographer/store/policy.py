"""Which snapshots a policy keeps: all of late, then one a day, then one a week."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple, Self

from cartographer.model.error import UsageError
from cartographer.model.history import SnapshotInfo

DEFAULT = {"all": "30d", "daily": "90d", "weekly": "forever"}
"""What is kept unless settings say otherwise."""

_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_UNITS["y"] = timedelta(days=365)
_AGE = re.compile(r"(\d+)\s*([hdwy])")


class Policy(NamedTuple):
    """Up to which age snapshots are kept, by how densely; none for ever."""

    all: timedelta | None
    daily: timedelta | None
    weekly: timedelta | None

    @classmethod
    def parse(cls, keep: Mapping[str, str]) -> Self:
        """Return the policy that a mapping states; what it leaves out is as by default.

        Raises:
            UsageError: a name or an age that is not understood.
        """
        unknown = sorted(keep.keys() - DEFAULT.keys())
        if unknown:
            raise UsageError(f"keep.{unknown[0]} is not understood: give all, daily or weekly")
        ages = {**DEFAULT, **keep}
        return cls(*(_age(name, ages[name]) for name in cls._fields))

    def drops(self, snapshots: Iterable[SnapshotInfo], now: datetime) -> list[SnapshotInfo]:
        """Return the snapshots that are not kept, oldest first.

        Days and weeks count in UTC and for each lineage alone; of each the last is kept. The
        last snapshot of each lineage is always kept.
        """
        kept: set[tuple[object, ...]] = set()
        dropped = []
        for one in sorted(snapshots, key=_newest_first, reverse=True):
            slot = self._slot(one, now)
            last = (one.lineage,) not in kept
            if not last and (slot is None or slot in kept):
                dropped.append(one)
            kept.add((one.lineage,))
            if slot is not None:
                kept.add(slot)
        return dropped[::-1]

    def _slot(self, one: SnapshotInfo, now: datetime) -> tuple[object, ...] | None:
        """Return what a snapshot stands for, of which one is kept; none for nothing."""
        age = now - one.run.taken
        if self.all is None or age <= self.all:
            return (one.lineage, one.id)
        if self.daily is None or age <= self.daily:
            return (one.lineage, one.run.taken.date())
        if self.weekly is None or age <= self.weekly:
            year, week, _ = one.run.taken.isocalendar()
            return (one.lineage, year, week)
        return None


def _newest_first(one: SnapshotInfo) -> tuple[datetime, int]:
    return (one.run.taken, one.commit)


def _age(name: str, text: str) -> timedelta | None:
    if text.strip() == "forever":
        return None
    found = _AGE.fullmatch(text.strip())
    if found is None:
        message = f"keep.{name} = {text!r} is no age: give a number and h, d, w or y, or forever"
        raise UsageError(message)
    return int(found[1]) * _UNITS[found[2]]
