"""What every answer for people ends with: what was not seen, and how old its oldest fact is."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from cartographer.cli.answer import Line, fitted, line
from cartographer.cli.screen import room
from cartographer.cli.text import count, moment, region
from cartographer.model.coverage import NOT_LOOKED, Coverage, Scope
from cartographer.model.resource import Resource
from cartographer.model.snapshot import Snapshot

_MOST = 10
_CODES = 3
_CODE = re.compile(r"[A-Za-z][\w.-]*")


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


def not_seen(
    coverage: Iterable[Coverage], told: frozenset[Scope] = frozenset(), *, doubtful: int = 0
) -> Iterator[Line]:
    """Yield what was asked for in vain, a line an account and region, or that nothing was.

    `told` is what was told before, and so is not told again; `doubtful` is how many resources
    have details that could not be read.
    """
    lost: dict[tuple[str, str], list[Coverage]] = {}
    for one in coverage:
        if one.state in NOT_LOOKED and one.scope not in told:
            place = one.scope.account, region(one.scope.known_region)
            lost.setdefault(place, []).append(one)
    if not lost and not told and not doubtful:
        yield line(("Not seen: ", "dim"), "nothing that was asked for")
    places = sorted(lost.items(), key=lambda one: (-len(one[1]), one[0]))
    for (account, where), found in places[:_MOST]:
        told_here = f"{account} {where}: {states(found)}, last complete {last_complete(found)}"
        yield fitted(line(("Not seen: ", "yellow"), told_here), room())
    if len(places) > _MOST:
        rest = count(len(places) - _MOST, "place")
        yield line(("Not seen: ", "yellow"), f"{rest} more: cartographer coverage")
    if doubtful:
        who = count(doubtful, "resource has", "resources have")
        where = "cartographer coverage / diff --unknown"
        yield line(("Not known: ", "yellow"), f"{who} details that could not be read: {where}")


def states(found: Iterable[Coverage]) -> str:
    """Return how many types of a place are in which state."""
    counts = Counter(one.state.value for one in found)
    (state, number), *more = counts.most_common()
    return ", ".join([f"{count(number, 'type')} {state}", *(f"{n} {name}" for name, n in more)])


def last_complete(found: Sequence[Coverage]) -> str:
    """Return when what is lost of a place was last complete, the oldest, and whether ever."""
    known = [one.last_complete for one in found if one.last_complete is not None]
    if not known:
        return "never"
    return moment(min(known)) + ("" if len(known) == len(found) else ", some never")


def codes(reasons: Iterable[str | None]) -> str:
    """Return the providers' codes in some reasons, the most frequent first.

    A reason is a code and, behind a colon, a message that differs from call to call; one that
    does not begin with a code stands for itself.
    """
    counts = Counter(code(one) for one in reasons if one)
    told = [one for one, _ in counts.most_common(_CODES)]
    return ", ".join([*told, *(["…"] if len(counts) > len(told) else [])])


def code(reason: str | None) -> str:
    """Return the code that a reason begins with, or all of it if it does with none."""
    head = (reason or "").partition(":")[0]
    return head if _CODE.fullmatch(head) else reason or ""
