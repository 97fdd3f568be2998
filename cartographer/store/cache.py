"""The records that were read last, decoded and derived, by the number of their state.

A state never changes its content, so nothing here ever goes stale. Documents are shared by
all who read them: nobody may change one.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping

from cartographer.model.resource import Derived, Record

Entry = tuple[Record, Derived]


class Cache:
    """A bounded memory; safe to use from several threads."""

    def __init__(self, keep: int) -> None:
        """Keep up to `keep` records."""
        self._keep = keep
        self._entries: OrderedDict[int, Entry] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, numbers: Iterable[int]) -> dict[int, Entry]:
        """Return those of some states that are kept."""
        with self._lock:
            found = {one: self._entries[one] for one in numbers if one in self._entries}
            for one in found:
                self._entries.move_to_end(one)
        return found

    def keep(self, entries: Mapping[int, Entry]) -> None:
        """Keep entries; those that were not read for longest make room."""
        with self._lock:
            self._entries.update(entries)
            while len(self._entries) > self._keep:
                self._entries.popitem(last=False)

    def clear(self) -> None:
        """Let go of all."""
        with self._lock:
            self._entries.clear()
