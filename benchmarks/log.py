"""What servers saw of a run: how many calls in which second, from whom, and at what pace.

It reads the log that the made-up organization writes, and what the proxy noted; it never asks the
run what it says of itself.
"""

import json
import statistics
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

from msgspec import Struct

from cartographer.model.meaning import says
from demo.fault_proxy import Seen

_FLUSHED_SECONDS = 1.0

Door = tuple[str, str, str]
"""Account, region and service that a request is signed for."""


class Line(Struct, frozen=True):
    """A request as the organization's server wrote it down."""

    time: Annotated[float, says("When it was answered, in seconds since 1970.")]
    account: Annotated[str, says("Account whose key signed it.")]
    region: Annotated[str, says("Region that it is signed for.")]
    service: Annotated[str, says("Service.")]
    user_agent: Annotated[str, says("How the client calls itself.")]

    @property
    def door(self) -> Door:
        """Where it knocked."""
        return self.account, self.region, self.service


class LogFile:
    """The log of a server that still runs, read run by run."""

    def __init__(self, path: Path) -> None:
        """Begin at its start."""
        self._path = path
        self._read = 0

    def take(self) -> tuple[Line, ...]:
        """Return the lines since the last time, once the server has written them."""
        time.sleep(_FLUSHED_SECONDS)
        lines = self._path.read_text(encoding="utf-8").splitlines()[self._read :]
        self._read += len(lines)
        return tuple(_line(json.loads(one)) for one in lines)


def _line(said: Mapping[str, Any]) -> Line:
    return Line(**{name: said[name] for name in Line.__struct_fields__})


def busiest_second(moments: Sequence[float]) -> int:
    """Return how many of some moments lie in the one second that holds the most of them."""
    ordered = sorted(moments)
    first = most = 0
    for last, moment in enumerate(ordered):
        while moment - ordered[first] >= 1.0:
            first += 1
        most = max(most, last - first + 1)
    return most


def busiest_seconds(lines: Iterable[Line]) -> dict[Door, int]:
    """Return the most calls that each door saw within a second."""
    moments: defaultdict[Door, list[float]] = defaultdict(list)
    for line in lines:
        moments[line.door].append(line.time)
    return {door: busiest_second(times) for door, times in moments.items()}


def pace(seen: Sequence[Seen]) -> float:
    """Return the calls a second of one door, by the median of the time between two."""
    times = sorted(one.at for one in seen)
    return 1 / statistics.median(later - earlier for earlier, later in pairwise(times))


def pace_by_key(seen: Iterable[Seen]) -> float:
    """Return the median of the paces of several accounts."""
    keys: defaultdict[str, list[Seen]] = defaultdict(list)
    for one in seen:
        keys[one.call.access_key].append(one)
    return statistics.median(pace(calls) for calls in keys.values() if len(calls) > 2)
