"""What several ways bring together, where a flow parted and nobody knows which way it goes.

Ways of different packets add up. Of the ways of one fork the flow goes one: what is certain is
what each of them brings, what is possible what any does.

It refuses to know how a way was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

from cartographer.reach.stream import Stream
from cartographer.reach.traffic import Traffic
from cartographer.reach.trail import Trail

_Part = tuple[int, int]
"""Number of a fork, and in how many ways it parts."""


def together(space: Traffic, trails: Iterable[Trail]) -> Stream:
    """Return what gets anywhere by ways that all begin in one place, as it set out."""
    return _from(space, tuple(trails), 0)


def _from(space: Traffic, trails: Sequence[Trail], depth: int) -> Stream:
    """Return what ways bring that went the same way at the forks before a depth."""
    whole = Stream.of(space.nothing)
    parts: dict[_Part, dict[int, list[Trail]]] = {}
    for one in trails:
        if len(one.forks) == depth:
            whole |= one.asked
        else:
            fork = one.forks[depth]
            parts.setdefault((fork.number, fork.ways), {}).setdefault(fork.way, []).append(one)
    for (_, ways), by_way in parts.items():
        whole |= _one_of(space, [_from(space, one, depth + 1) for one in by_way.values()], ways)
    return whole


def _one_of(space: Traffic, brought: Sequence[Stream], ways: int) -> Stream:
    """Return what one of several ways brings; a way that brings nothing is not among them."""
    any_ = reduce(Stream.__or__, brought)
    if len(brought) < ways:
        return any_._replace(certain=space.nothing)
    certain = reduce(lambda one, two: one & two, (stream.certain for stream in brought))
    return any_._replace(certain=certain)
