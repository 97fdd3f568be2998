"""Ends of a question as people name them: an address, a prefix, the internet, ports.

It refuses to know how names are looked up.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from msgspec import Struct

from cartographer.exposure.atlas import Atlas
from cartographer.model.error import UsageError
from cartographer.reach.address import span
from cartographer.reach.diagram import Range
from cartographer.reach.network import Addresses, Domain, Door, Id, Place, Port
from cartographer.reach.rewriting import at
from cartographer.reach.traffic import Field, Traffic, TrafficSet

INTERNET: Literal["internet"] = "internet"
_MOST = 500
"""Ports that one question may begin at."""


class End(Struct, frozen=True):
    """One end: ports and doors, ranges of addresses that may be anybody's, or the internet.

    `outside` is one of the internet's addresses, of a name that nobody here answers to; with a
    `code` nobody knows even that. `nowhere` is a name that leads to nobody, for the reason `code`.
    """

    kind: Literal["ports", "range", "internet", "outside", "nowhere"]
    ports: tuple[Id, ...] = ()
    ranges: Addresses = ()
    code: str | None = None


class Start(NamedTuple):
    """Where packets of a question begin, and which."""

    at: Id
    sources: TrafficSet


class Starts(NamedTuple):
    """All of them, and which sources nobody holds, so that nobody knows where they are."""

    known: tuple[Start, ...]
    unplaced: TrafficSet
    ambiguous: tuple[Place, ...] = ()
    """Who holds the one address that is asked about, if there are several."""


def read(text: str) -> End | None:
    """Return the end that an address, a prefix or the word `internet` means; none for a name."""
    if text.strip().lower() == INTERNET:
        return End(INTERNET)
    try:
        return End("range", ranges=(span(text.strip()),))
    except ValueError:
        return None


def starts(atlas: Atlas, space: Traffic, end: End) -> Starts:
    """Return where packets from an end begin: at who holds an address, and outside.

    Raises:
        UsageError: a prefix has too many holders to ask each, or an end is a door: it calls nobody.
    """
    if end.kind == "ports":
        for id_ in end.ports:
            if isinstance(atlas.element(id_), Door):
                key = atlas.resource(id_)
                message = f"{key.id if key else id_} is called and calls nobody: name it as DST"
                raise UsageError(message)
        return Starts(tuple(_own(atlas, space, id_) for id_ in end.ports), space.nothing)
    public = _outside(atlas, space)
    if end.kind == INTERNET:
        return Starts((Start(atlas.outside, public.reverse()),), space.nothing)
    family, (low, high) = range_ = end.ranges[0]
    places = atlas.holding(family, low) if low == high else atlas.within(*range_)
    if low == high and len(places) > 1:
        return Starts((), space.nothing, places)
    if len(places) > _MOST:
        message = f"{len(places):,} interfaces are the source: ask for at most {_MOST} at once"
        raise UsageError(message)
    known = [Start(one.port, _from(space, one)) for one in places]
    sources = at(space, Field.SOURCE, (range_,))
    if low != high or not places:
        left = sources - space.union(one.sources for one in known)
        outside = left & public.reverse()
        known += [Start(atlas.outside, outside)] if outside else []
        return Starts(tuple(known), left - outside)
    return Starts(tuple(known), space.nothing)


def _own(atlas: Atlas, space: Traffic, id_: Id) -> Start:
    port = atlas.element(id_)
    if not isinstance(port, Port):
        return Start(id_, space.everything)
    return Start(id_, at(space, Field.SOURCE, port.addresses))


def _from(space: Traffic, place: Place) -> TrafficSet:
    address = (place.address, place.address)
    return at(space, Field.SOURCE, ((place.family, address),))


def _outside(atlas: Atlas, space: Traffic) -> TrafficSet:
    outside = atlas.element(atlas.outside)
    return outside.holds.possible if isinstance(outside, Domain) else space.everything


def destination(atlas: Atlas, space: Traffic, end: End, begins: Starts) -> TrafficSet:
    """Return the packets that are sent to an end.

    Who is outside calls ports by their outside addresses, others by their own. The internet is
    what nobody here holds.
    """
    if end.kind in {INTERNET, "outside"}:
        return _unheld(atlas, space)
    if end.kind in {"range", "nowhere"}:
        return at(space, Field.DESTINATION, end.ranges)
    from_outside = {start.at == atlas.outside for start in begins.known}
    called = at(space, Field.DESTINATION, tuple(_called(atlas, end.ports, from_outside)))
    if somewhere(atlas, end):
        called |= _unheld(atlas, space) - at(space, Field.DESTINATION, atlas.services())
    return called


def somewhere(atlas: Atlas, end: End) -> bool:
    """Return whether an end has one address of many, and nobody knows which."""
    doors = (one for one in map(atlas.element, end.ports) if isinstance(one, Door))
    return end.kind == "outside" or any(one.addresses is None for one in doors)


def goals(atlas: Atlas, end: End) -> frozenset[Id] | None:
    """Return the elements that packets to an end should get to; none for whoever takes them."""
    outside = frozenset((atlas.outside,))
    return {"ports": frozenset(end.ports), INTERNET: outside, "outside": outside}.get(end.kind)


def _unheld(atlas: Atlas, space: Traffic) -> TrafficSet:
    """Return the packets to what nobody here holds."""
    called = ((family, (one, one)) for family, one in atlas.called())
    return _outside(atlas, space) - at(space, Field.DESTINATION, tuple(called))


def _called(
    atlas: Atlas, ports: tuple[Id, ...], from_outside: set[bool]
) -> Iterator[tuple[int, Range]]:
    for id_ in ports:
        port = atlas.element(id_)
        if isinstance(port, Door):
            yield from port.addresses or ()
            continue
        if True in from_outside:
            yield from ((family, (one, one)) for family, one in atlas.faces(id_))
        if from_outside != {True} and isinstance(port, Port):
            yield from port.addresses
