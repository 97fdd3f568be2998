"""Ends of a question as people name them: an address, a prefix, a network, the internet, ports.

It refuses to know how names are looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from cartographer.exposure.atlas import Atlas
from cartographer.model.audience import INTERNET, NamedNetwork
from cartographer.model.error import UsageError
from cartographer.reach.address import span
from cartographer.reach.diagram import Range
from cartographer.reach.network import Addresses, Domain, Door, Id, Place, Port
from cartographer.reach.rewriting import at
from cartographer.reach.traffic import Field, Traffic, TrafficSet

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
    address: tuple[int, int] | None = None
    """Family and value of the one address of the ports that is meant, if not all are."""

    @property
    def single(self) -> tuple[int, int] | None:
        """Family and value, if it is one address."""
        if len(self.ranges) != 1:
            return None
        family, (low, high) = self.ranges[0]
        return (family, low) if low == high else None


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


def read(text: str, networks: Iterable[NamedNetwork] = ()) -> End | None:
    """Return the end that an address, a prefix, a network or the word `internet` means.

    None for a name of anything else.
    """
    word = text.strip()
    if word.lower() == INTERNET:
        return End(INTERNET)
    for one in networks:
        if one.name == word:
            return End("range", ranges=spans(one))
    try:
        return End("range", ranges=(span(word),))
    except ValueError:
        return None


def spans(network: NamedNetwork) -> Addresses:
    """Return the addresses of a network."""
    return tuple(map(span, network.ranges))


def starts(atlas: Atlas, space: Traffic, end: End) -> Starts:
    """Return where packets from an end begin.

    What people placed beyond a gateway begins there; else at who holds an address, and outside as
    far as the outside may hold it.

    Raises:
        UsageError: too many hold an address to ask each, nobody knows the gateway, or an end is a
            door: it calls nobody.
    """
    if end.kind == "ports":
        for id_ in end.ports:
            if isinstance(atlas.element(id_), Door):
                key = atlas.resource(id_)
                message = f"{key.id if key else id_} is called and calls nobody: name it as DST"
                raise UsageError(message)
        own = _of_ports if end.address is None else _of_address
        return Starts(tuple(own(atlas, space, end)), space.nothing)
    public = _outside(atlas, space).reverse()
    if end.kind == INTERNET:
        return Starts((Start(atlas.outside, public),), space.nothing)
    places = _holding(atlas, end)
    if end.single and len(places) > 1:
        return Starts((), space.nothing, places)
    if len(places) > _MOST:
        message = f"{len(places):,} interfaces are the source: ask for at most {_MOST} at once"
        raise UsageError(message)
    if end.single and places:
        return Starts((Start(places[0].port, _from(space, places[0])),), space.nothing)
    sources = at(space, Field.SOURCE, end.ranges)
    beyond = tuple(_beyond(atlas, space, sources))
    left = sources - space.union(one.sources for one in beyond)
    known = [Start(one.port, left & _from(space, one)) for one in places]
    left -= space.union(one.sources for one in known)
    outside = (sources - space.union(one.sources for one in known)) & public
    known = [*beyond, *(one for one in known if one.sources)]
    known += [Start(atlas.outside, outside)] if outside else []
    return Starts(tuple(known), left - outside)


def _holding(atlas: Atlas, end: End) -> tuple[Place, ...]:
    if end.single:
        return atlas.holding(*end.single)
    return tuple(place for one in end.ranges for place in atlas.within(*one))


def _beyond(atlas: Atlas, space: Traffic, sources: TrafficSet) -> Iterator[Start]:
    """Yield where the sources begin that people placed."""
    for network, sites in atlas.placed:
        theirs = sources & at(space, Field.SOURCE, spans(network))
        if theirs and not sites:
            message = (
                f"networks.{network.name}: via {network.via} is nothing that was read and that a "
                "network can lie beyond: correct it, or read it"
            )
            raise UsageError(message)
        yield from (Start(site, theirs) for site in sites if theirs)


def _of_ports(atlas: Atlas, space: Traffic, end: End) -> Iterator[Start]:
    for id_ in end.ports:
        port = atlas.element(id_)
        addresses = port.addresses if isinstance(port, Port) else None
        sources = space.everything if addresses is None else at(space, Field.SOURCE, addresses)
        yield Start(id_, sources)


def _of_address(atlas: Atlas, space: Traffic, end: End) -> Iterator[Start]:
    for place in atlas.holding(*end.address) if end.address else ():
        if place.port in end.ports:
            yield Start(place.port, _from(space, place))


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
    called = at(space, Field.DESTINATION, tuple(_called(atlas, end, from_outside)))
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


def _called(atlas: Atlas, end: End, from_outside: set[bool]) -> Iterator[tuple[int, Range]]:
    for id_ in end.ports:
        port = atlas.element(id_)
        if isinstance(port, Door):
            yield from port.addresses or ()
            continue
        if True in from_outside:
            yield from ((family, (one, one)) for family, one in atlas.faces(id_))
        if from_outside == {True} or not isinstance(port, Port):
            continue
        if end.address is None:
            yield from port.addresses
        else:
            family, one = end.address
            yield family, (one, one)


def narrowed(end: End, text: str) -> End:
    """Return an end that is meant by one address, if the part of a text before `@` is one."""
    address = read(text.rpartition("@")[0])
    return end if address is None or not address.single else replace(end, address=address.single)
