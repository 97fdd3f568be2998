"""When to stop knocking at a door where nobody has answered for a while.

A region whose every call is throttled or fails would otherwise be asked for each of its types,
several times each, and keep everybody waiting. One answer of any kind, a denial included,
makes the door worth knocking at again.
"""

import threading

from cartographer.model.coverage import State
from collectors.engine.fault import Fault
from collectors.engine.rate import Door

_THROTTLED_CALLS = 2
_FAILED_CALLS = 6


class Patience:
    """Counts, for each door, the calls that finally failed since the last answer."""

    def __init__(self) -> None:
        """Begin with patience for every door."""
        self._lock = threading.Lock()
        self._lost: dict[Door, tuple[int, Fault]] = {}

    def answered(self, door: Door) -> None:
        """Take note of an answer."""
        with self._lock:
            self._lost.pop(door, None)

    def lost(self, door: Door, fault: Fault) -> None:
        """Take note of a call that was tried as often as it may be, in vain."""
        with self._lock:
            count, _ = self._lost.get(door, (0, fault))
            self._lost[door] = count + 1, fault

    def check(self, door: Door) -> None:
        """Do nothing while there is patience left.

        Raises:
            Fault: too many calls in a row were in vain; it bears the state of the last.
        """
        with self._lock:
            count, fault = self._lost.get(door, (0, None))
        if fault is None:
            return
        most = _THROTTLED_CALLS if fault.state is State.THROTTLED else _FAILED_CALLS
        if count >= most:
            message = f"not asked again after {count} calls in vain: {fault.message}"
            raise Fault(fault.state, fault.code, message)
