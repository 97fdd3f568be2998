"""Managed endpoints outside any VPC: made of names, ports and whoever may call.

It refuses to know the services that have them, and who may do what behind them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from cartographer.clouds.aws.estate import Estate
from cartographer.clouds.aws.name import name
from cartographer.model.key import Key
from cartographer.reach.bounds import Bounds
from cartographer.reach.network import Door, Id, State
from cartographer.reach.traffic import IPV4, TCP, Field, Traffic, TrafficSet

INTERNET = name("internet")
HTTPS, HTTP = 443, 80


class Traits(NamedTuple):
    """What else than packets a door looks at, in words; what stands behind it; whether it is up."""

    authorization: str | None = None
    condition: str | None = None
    behind: tuple[Id, ...] | None = ()
    shut: str | None = None
    """Why it admits nobody, if so."""
    inside: tuple[Id, ...] | None = ()
    """VPCs in which its name leads to interfaces instead; none for any."""
    state: State = State()


def web(
    estate: Estate, key: Key, names: Iterable[str | None], admits: Bounds, traits: Traits
) -> Door:
    """Return a door on the internet."""
    return Door(
        id=name("door", key),
        domain=INTERNET,
        admits=admits.within(estate.space.nothing) if traits.shut else admits,
        code=traits.shut or "not-admitted",
        names=tuple(dict.fromkeys(host(one) for one in names if one)),
        authorization=traits.authorization,
        condition=traits.condition,
        behind=traits.behind,
        inside=traits.inside,
        state=traits.state,
    )


def host(text: str) -> str:
    """Return the host of a URL, or a name itself, in the form in which names are looked up."""
    found = urlsplit(text).hostname if "://" in text else text
    return (found or "").rstrip(".").lower()


def ports(space: Traffic, *certain: int, perhaps: tuple[int, ...] = ()) -> Bounds:
    """Return the packets to TCP ports that surely, and that maybe, listen."""
    sure = tcp(space, *certain)
    return Bounds(sure, sure | tcp(space, *perhaps))


def tcp(space: Traffic, *numbers: int) -> TrafficSet:
    """Return the packets to some TCP ports."""
    at_ports = space.where(Field.DESTINATION_PORT, [(one, one) for one in numbers])
    return space.protocol(TCP) & at_ports


def of_family(space: Traffic, both: object) -> TrafficSet:
    """Return the packets of both families, or of IPv4 alone."""
    return space.everything if both else space.families[IPV4]


def targets(estate: Estate, key: Key) -> tuple[Id, ...]:
    """Return what a resource says that it hands on to; what nobody answers to, by its name."""
    found: dict[Id, None] = {}
    for relation in estate.context.out(key, "targets"):
        held = estate.context.resolve(relation.target)
        found.update(dict.fromkeys(map(str, held) if held else (relation.target.value,)))
    return tuple(found)


def either(words: Iterable[Any]) -> str:
    """Return alternatives in words, sorted."""
    return " or ".join(sorted({str(one) for one in words}))
