"""What a sweep is like for those who share the accounts.

Pace, name, count, forecast and manners after a throttle are taken from what the servers saw, not
from what the sweep says of itself. A claim that does not hold is an error.
"""

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

from msgspec import Struct
from msgspec.structs import replace

from benchmarks.log import Line, LogFile, busiest_seconds, pace, pace_by_key
from benchmarks.organization import Settings, organization_server
from benchmarks.part import Claim, insist, table
from benchmarks.program import UNLIMITED, Done, Program, organization_cloud
from cartographer import __version__
from cartographer.model.meaning import says
from demo.fault_proxy import Fault, FaultProxy

_RATE = 10.0
_REGION = "us-east-1"
_SMALL = Settings(accounts=6, closed=1)
_WIDE = Settings(accounts=1, closed=0, regions=17)
"""As many regions as AWS enables by default, which a dry run assumes where nothing is held."""

_SWEEP = ("snapshot", "--aws", "--organization")

_THROTTLED_RATE = 8.0
_THROTTLED_TYPES = "AWS::EC2::*"
_BEFORE_THROTTLE = 60
_HALVED = (0.4, 0.6)
"""Bounds of what a halved pace may be of the pace before: it recovers while it is measured."""

_FORECAST_OFF = 0.2
"""By how much a forecast may miss."""


class Forecast(Struct, frozen=True):
    """A dry run beside the run that followed it."""

    what: Annotated[str, says("What was read, and at which rate.")]
    held: Annotated[str, says("What was held before.")]
    estimated: Annotated[int, says("Calls that were forecast.")]
    made: Annotated[int, says("Calls that were logged.")]
    asking: Annotated[int, says("Calls that the forecast itself took.")]
    at_least: Annotated[float, says("Seconds that were forecast as the least.")]
    seconds: Annotated[float, says("Seconds that the run took.")]

    @property
    def ratio(self) -> float:
        """What was forecast by what was made."""
        return self.estimated / self.made


class Throttled(Struct, frozen=True):
    """Calls a second around one throttled call."""

    before: Annotated[float, says("In its account, before it.")]
    after: Annotated[float, says("In its account, after it.")]
    elsewhere: Annotated[float, says("In other accounts, after it.")]


class Manners(Struct, frozen=True):
    """What the log says of a run with a rate."""

    busiest: Annotated[int, says("Most calls of any door within any second.")]
    doors: Annotated[int, says("Accounts, regions and services apart.")]
    above: Annotated[int, says("Doors that saw more than the rate within some second.")]
    named: Annotated[int, says("Calls whose user agent names us.")]
    logged: Annotated[int, says("Calls.")]
    told: Annotated[int, says("Calls, as `run` in the answer counts them.")]
    services: Annotated[int, says("Services that were asked.")]
    apart: Annotated[int, says("Services that `run` counts otherwise than the log.")]


def section() -> Iterator[str]:
    """Yield the section."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        manners, small = _small(folder)
        forecasts = (*small, *_wide(folder))
        throttled = _throttle(folder)
    claims = _claims(manners, throttled)
    insist((*claims, *map(_close, forecasts)))
    yield (
        f"A sweep of {_SMALL.accounts - _SMALL.closed} accounts of a made-up organization through "
        f"the command line, with a rate of {_RATE:g} calls a second by account, region and "
        "service, compared against the log of the server. Windows of a second begin anywhere. "
        f"For the throttle, {_THROTTLED_TYPES} at a rate of {_THROTTLED_RATE:g}, by the log of a "
        "proxy. The section fails where a claim does not hold."
    )
    yield table(("claim", "seen"), [(one.text, one.seen) for one in claims])
    yield (
        "`--dry-run` beside the run that followed it, with nothing held and with the first run "
        "held. It asks who we are and which accounts there are, and no more. Where nothing is held "
        f"it assumes the {_WIDE.regions} regions that AWS enables by default, which the account of "
        "the last rows has: where one has fewer or more, and none are named, it is off by as much."
    )
    yield table(
        ("read", "held", "forecast", "made", "ratio", "calls of the forecast", "at least", "took"),
        [
            (
                one.what,
                one.held,
                f"{one.estimated:,}",
                f"{one.made:,}",
                f"{one.ratio:.2f}",
                one.asking,
                f"{one.at_least:.0f} s",
                f"{one.seconds:.0f} s",
            )
            for one in forecasts
        ],
    )


def _claims(manners: Manners, throttled: Throttled) -> tuple[Claim, ...]:
    """Return what the servers saw of pace, name and count."""
    least, most = _HALVED
    pace_after = throttled.after / throttled.before
    return (
        Claim(
            f"at most {_RATE:g} calls in any second by account, region and service",
            f"{manners.busiest} in the busiest second of {manners.doors:,} such doors; "
            f"{manners.above} doors above",
            manners.above == 0,
        ),
        Claim(
            "the user agent names us",
            f"{manners.named:,} of {manners.logged:,} calls",
            manners.named == manners.logged,
        ),
        Claim(
            "calls are counted as made",
            f"{manners.told:,} told, {manners.logged:,} logged; "
            f"{manners.apart} of {manners.services} services apart",
            manners.told == manners.logged and manners.apart == 0,
        ),
        Claim(
            "a throttled call halves the pace",
            f"{throttled.before:.1f} calls a second before, {throttled.after:.1f} after; "
            f"{throttled.elsewhere:.1f} in other accounts",
            least < pace_after < most,
        ),
    )


def _close(forecast: Forecast) -> Claim:
    """Return whether a forecast came close."""
    return Claim(
        f"a forecast misses by at most {_FORECAST_OFF:.0%}",
        f"{forecast.estimated:,} for {forecast.made:,} ({forecast.what})",
        abs(forecast.ratio - 1) <= _FORECAST_OFF,
    )


def _small(folder: Path) -> tuple[Manners, tuple[Forecast, Forecast]]:
    """Return manners and forecasts in an organization whose one region is named."""
    file = folder / "small.log"
    with organization_server(replace(_SMALL, log=str(file))) as url:
        cloud, log = organization_cloud(url), LogFile(file)
        what = f"{_SMALL.accounts - _SMALL.closed} accounts, 1 region that is named"
        region = ("--region", _REGION)
        slow = Program(folder / "small", cloud, {"default": _RATE})
        first, run, lines = _forecast(slow, log, f"{what}, {_RATE:g} a second", "nothing", *region)
        fast = Program(folder / "small", cloud, UNLIMITED)
        next_, _, _ = _forecast(fast, log, f"{what}, unlimited", "all", *region)
    return _manners(run, lines), (first, next_)


def _wide(folder: Path) -> Iterator[Forecast]:
    """Yield forecasts where every region is read that an account has enabled."""
    file = folder / "wide.log"
    with organization_server(replace(_WIDE, log=str(file))) as url:
        program, log = Program(folder / "wide", organization_cloud(url)), LogFile(file)
        for held in ("nothing", "all"):
            what = f"{_WIDE.accounts} account, {_WIDE.regions} regions, unlimited"
            forecast, _, _ = _forecast(program, log, what, held)
            yield forecast


def _forecast(
    program: Program, log: LogFile, what: str, held: str, *flags: str
) -> tuple[Forecast, Done, Sequence[Line]]:
    """Return a forecast beside the run that followed it, and the run itself with its lines."""
    estimate = program.run(*_SWEEP, *flags, "--dry-run").document
    asking = log.take()
    run = program.run(*_SWEEP, *flags)
    lines = log.take()
    forecast = Forecast(
        what,
        held,
        estimate["calls"],
        len(lines),
        len(asking),
        estimate["seconds"],
        run.seconds,
    )
    return forecast, run, lines


def _manners(run: Done, lines: Sequence[Line]) -> Manners:
    """Return what the log says of a run whose rate is `_RATE` for every service."""
    told = run.document["run"]
    most = busiest_seconds(lines)
    seen = Counter(line.service for line in lines)
    services = {*seen, *told["by_service"]}
    return Manners(
        busiest=max(most.values()),
        doors=len(most),
        above=sum(one > _RATE for one in most.values()),
        named=sum(f"cartographer/{__version__}" in line.user_agent for line in lines),
        logged=len(lines),
        told=told["calls"],
        services=len(services),
        apart=sum(seen[name] != told["by_service"].get(name, 0) for name in services),
    )


def _throttle(folder: Path) -> Throttled:
    """Return the pace of an account's EC2 before and after one throttled call, and of others."""
    with (
        organization_server(Settings(accounts=3, closed=0)) as url,
        FaultProxy(url) as proxy,
    ):
        proxy.add(Fault("throttle", service="ec2", after=_BEFORE_THROTTLE, times=1))
        cloud, rate = organization_cloud(proxy.url), {"default": _THROTTLED_RATE}
        program = Program(folder / "throttle", cloud, rate)
        run = program.run(*_SWEEP, "--region", _REGION, "--type", _THROTTLED_TYPES).document["run"]
        seen = [one for one in proxy.seen if one.call.service == "ec2"]
    told = run["throttled"]
    insist([Claim("the one throttled call is told", f"{told} told", told == 1)])
    (hit,) = [one for one in seen if one.fault is not None]
    same = [one for one in seen if one.call.access_key == hit.call.access_key]
    others = [one for one in seen if one.call.access_key != hit.call.access_key]
    return Throttled(
        pace([one for one in same if one.at <= hit.at]),
        pace([one for one in same if one.at > hit.at]),
        pace_by_key(one for one in others if one.at > hit.at),
    )
