"""What every answer for people ends with: what was not seen, and how old its oldest fact is."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from cartographer.cli.answer import Line, line
from cartographer.cli.text import count, moment
from cartographer.model.coverage import NOT_LOOKED, Coverage, State
from cartographer.model.resource import Resource
from cartographer.model.snapshot import Snapshot

_MOST = 5


def oldest_fact(resources: Iterable[Resource]) -> datetime | None:
    """Return the age of the oldest thing that some resources say."""
    return min((time for one in resources for time in _times(one)), default=None)


def _times(resource: Resource) -> Iterator[datetime]:
    yield resource.observed_at
    for aspect in resource.record.aspects.values():
        if aspect.as_of is not None:
            yield aspect.as_of


def remarks(snapshot: Snapshot, resources: Sequence[Resource]) -> Iterator[Line]:
    """Yield what was not seen, and the age of the oldest fact used."""
    yield from not_seen(snapshot.coverage())
    doubtful = sum(1 for one in resources if one.record.in_doubt)
    if doubtful:
        yield line(("Not known: ", "yellow"), f"some details of {count(doubtful, 'resource')}")
    oldest = oldest_fact(resources)
    if oldest is not None:
        yield line(("Oldest fact used: ", "dim"), moment(oldest))


def not_seen(coverage: Iterable[Coverage]) -> Iterator[Line]:
    """Yield what was asked for in vain, place by place, or that nothing was."""
    lost = [one for one in coverage if one.state in NOT_LOOKED]
    if not lost:
        yield line(("Not seen: ", "dim"), "nothing that was asked for")
        return
    places = Counter((one.scope.account, one.scope.region, one.state) for one in lost)
    for (account, region, state), number in places.most_common(_MOST):
        since = _last_complete(lost, account, region, state)
        told = f"{account} {region}: {count(number, 'type')} {state.value}"
        yield line(("Not seen: ", "yellow"), f"{told}, last complete {since}")
    if len(places) > _MOST:
        rest = count(len(places) - _MOST, "place")
        yield line(("Not seen: ", "yellow"), f"{rest} more: cartographer coverage")


def _last_complete(lost: Iterable[Coverage], account: str, region: str, state: State) -> str:
    """Return when what is lost of a place was last complete, the oldest, and whether ever."""
    times = [
        one.last_complete
        for one in lost
        if (one.scope.account, one.scope.region, one.state) == (account, region, state)
    ]
    known = [time for time in times if time is not None]
    if not known:
        return "never"
    return moment(min(known)) + ("" if len(known) == len(times) else ", some never")
