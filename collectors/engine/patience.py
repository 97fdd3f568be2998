"""When to stop knocking at a door where nobody has answered for a while.

A region whose every call is throttled or fails would otherwise be asked for each of its types,
several times each, and keep everybody waiting. One answer of any kind, a denial included,
makes the door worth knocking at again. And a region in which a control policy bars one service
after the other, and nothing has answered, is not asked for all the rest.
"""

import threading

from cartographer.model.coverage import GLOBAL_REGION, State
from collectors.engine.fault import Fault
from collectors.engine.rate import Door

_THROTTLED_CALLS = 2
_FAILED_CALLS = 6
_BARRED_SERVICES = 3
"""How many services a control policy bars before a region counts as barred as a whole."""


class Patience:
    """Counts, for each door, the calls that finally failed since the last answer."""

    def __init__(self) -> None:
        """Begin with patience for every door."""
        self._lock = threading.Lock()
        self._lost: dict[Door, tuple[int, Fault]] = {}
        self._open: set[tuple[str, str]] = set()
        self._bars: dict[tuple[str, str], dict[str, Fault]] = {}

    def answered(self, door: Door) -> None:
        """Take note of an answer, a denial included."""
        with self._lock:
            self._lost.pop(door, None)

    def admitted(self, door: Door) -> None:
        """Take note of an answer that nobody who is barred would get."""
        with self._lock:
            self._open.add(door[:2])
            self._bars.pop(door[:2], None)

    def barred(self, door: Door, fault: Fault) -> None:
        """Take note that a control policy bars a service in a region."""
        with self._lock:
            if door[:2] not in self._open:
                self._bars.setdefault(door[:2], {})[door[2]] = fault

    def lost(self, door: Door, fault: Fault) -> None:
        """Take note of a call that was tried as often as it may be, in vain."""
        with self._lock:
            count, _ = self._lost.get(door, (0, fault))
            self._lost[door] = count + 1, fault

    def check(self, door: Door) -> None:
        """Do nothing while there is patience left.

        Raises:
            Fault: too many calls in a row were in vain, and it bears the state of the last; or
                the region is barred.
        """
        with self._lock:
            count, fault = self._lost.get(door, (0, None))
            bars = self._bars.get(door[:2], {})
        if len(bars) >= _BARRED_SERVICES and door[1] != GLOBAL_REGION:
            raise next(iter(bars.values()))
        if fault is None:
            return
        most = _THROTTLED_CALLS if fault.state is State.THROTTLED else _FAILED_CALLS
        if count >= most:
            message = f"not asked again after {count} calls in vain: {fault.message}"
            raise Fault(fault.state, fault.code, message)
