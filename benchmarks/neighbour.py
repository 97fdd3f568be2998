"""What a sweep is like for those who share the accounts: `python -m benchmarks.neighbour`.

Pace, name, count, forecast and manners after a throttle are taken from what the servers saw, not
from what the sweep says of itself. Prints one JSON document.
"""

import json
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

from msgspec import Struct

from benchmarks.organization import Settings, organization_server
from benchmarks.program import UNLIMITED, Done, Program, organization_cloud
from cartographer import __version__
from cartographer.model.meaning import says
from demo.fault_proxy import Fault, FaultProxy, Seen

RATE = 5.0
REGION = "us-east-1"
_SMALL = Settings(accounts=10, closed=1)
_WIDE = Settings(accounts=3, closed=0, regions=17)
_THROTTLED_RATE = 8.0
_BEFORE_THROTTLE = 60
_SWEEP = ("snapshot", "--aws", "--organization")
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


# --- pace, name and count -------------------------------------------------------------------


def _manners(run: Done, lines: Sequence[Line]) -> dict[str, Any]:
    """Return what the log says of a run whose rate is `RATE` for every service."""
    told = run.document["run"]
    most = busiest_seconds(lines)
    seen = Counter(line.service for line in lines)
    services = {*seen, *told["by_service"]}
    return {
        "rate": RATE,
        "seconds": run.seconds,
        "doors": len(most),
        "busiest": max(most.values()),
        "busier": {" ".join(door): one for door, one in sorted(most.items()) if one > RATE},
        "named": sum(f"cartographer/{__version__}" in line.user_agent for line in lines),
        "logged": len(lines),
        "told": told["calls"],
        "services": len(services),
        "services_apart": sum(seen[name] != told["by_service"].get(name, 0) for name in services),
    }


# --- forecast -------------------------------------------------------------------------------


def _forecast(
    program: Program, log: LogFile, *flags: str
) -> tuple[dict[str, float], Done, Sequence[Line]]:
    """Return a forecast beside the run that followed it, and the run itself with its lines."""
    estimate = program.run(*_SWEEP, *flags, "--dry-run").document
    asking = log.take()
    run = program.run(*_SWEEP, *flags)
    lines = log.take()
    figures = {
        "estimated": estimate["calls"],
        "made": len(lines),
        "asking": len(asking),
        "estimated_seconds": estimate["seconds"],
        "seconds": run.seconds,
    }
    return figures, run, lines


def _small(folder: Path) -> dict[str, Any]:
    """Return manners and forecasts in an organization whose one region is named."""
    file = folder / "small.log"
    with organization_server(_with_log(_SMALL, file)) as url:
        cloud, log = organization_cloud(url), LogFile(file)
        region = ("--region", REGION)
        slow = Program(folder / "small", cloud, {"default": RATE})
        first, run, lines = _forecast(slow, log, *region)
        fast = Program(folder / "small", cloud, UNLIMITED)
        next_, _, _ = _forecast(fast, log, *region)
    return {
        "accounts": _SMALL.accounts - _SMALL.closed,
        "manners": _manners(run, lines),
        "first": first,
        "next": next_,
    }


def _wide(folder: Path) -> dict[str, Any]:
    """Return forecasts where every region is read that an account has by default."""
    file = folder / "wide.log"
    with organization_server(_with_log(_WIDE, file)) as url:
        program, log = Program(folder / "wide", organization_cloud(url)), LogFile(file)
        first, _, _ = _forecast(program, log)
        next_, _, _ = _forecast(program, log)
    return {
        "accounts": _WIDE.accounts,
        "regions": _WIDE.regions,
        "first": first,
        "next": next_,
    }


def _with_log(settings: Settings, file: Path) -> Settings:
    fields = {name: getattr(settings, name) for name in Settings.__struct_fields__}
    return Settings(**{**fields, "log": str(file)})


# --- a throttle -----------------------------------------------------------------------------


def _throttle(folder: Path) -> dict[str, Any]:
    """Return the pace of an account's EC2 before and after one throttled call, and of others."""
    with (
        organization_server(Settings(accounts=3, closed=0)) as url,
        FaultProxy(url) as proxy,
    ):
        proxy.add(Fault("throttle", service="ec2", after=_BEFORE_THROTTLE, times=1))
        program = Program(
            folder / "throttle", organization_cloud(proxy.url), {"default": _THROTTLED_RATE}
        )
        run = program.run(*_SWEEP, "--region", REGION).document["run"]
        seen = [one for one in proxy.seen if one.call.service == "ec2"]
    (hit,) = [one for one in seen if one.fault is not None]
    same = [one for one in seen if one.call.access_key == hit.call.access_key]
    others = [one for one in seen if one.call.access_key != hit.call.access_key]
    return {
        "rate": _THROTTLED_RATE,
        "throttled": run["throttled"],
        "before": pace([one for one in same if one.at <= hit.at]),
        "after": pace([one for one in same if one.at > hit.at]),
        "elsewhere": pace_by_key(one for one in others if one.at > hit.at),
    }


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


def measure(folder: Path) -> dict[str, Any]:
    """Return all figures."""
    return {"small": _small(folder), "wide": _wide(folder), "throttle": _throttle(folder)}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        print(json.dumps(measure(Path(name))))
