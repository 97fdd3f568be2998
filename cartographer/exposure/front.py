"""What the outside, or a site, can reach: class by class, and again only what changed.

Ports that behave alike in one place are one class: it is asked about once, with all addresses of
the place as destination, and each port's answer is cut out of the class's. A port behind which
something takes the packets, such as a balancer, is asked about by itself.

Law: class by class equals port by port, and after a change what is computed again equals a
computation from scratch.

It refuses to know a cloud, and who may do what once the packets are there.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any, NamedTuple

from msgspec.structs import replace

from cartographer.exposure.atlas import Atlas
from cartographer.exposure.behind import Behind
from cartographer.exposure.stand_in import StandIn, holds
from cartographer.model.reading import Asker, Context, Memo
from cartographer.reach.evaluation import NO_LABELS, Evaluation
from cartographer.reach.network import (
    Addresses,
    Behaviour,
    Domain,
    Door,
    Face,
    Filter,
    Id,
    Link,
    Member,
    Port,
    Rewrite,
)
from cartographer.reach.rewriting import at
from cartographer.reach.search import Search
from cartographer.reach.stream import Stream
from cartographer.reach.together import together
from cartographer.reach.traffic import IPV4, IPV6, Field, Traffic, TrafficSet
from cartographer.reach.trail import Arrival, Trail
from cartographer.reach.walk import Walk

AtlasOf = Callable[[Asker], Atlas]
"""Makes the view of a network that reads through a memo or a query's context."""
Call = tuple[Callable[..., Any], tuple[Hashable, ...]]
"""A query, and what it was asked."""
_CLASS = "class"


class Open(NamedTuple):
    """What of a port the outside can reach, by one of its addresses.

    `port` took the packets in the end, `door` is the port that was called: they differ behind a
    balancer. The face is none of a door that is called by its `names`. The stream holds the
    packets as the outside sends them, or, shared by the whole class, as they are inside, to any
    address of the place. `behind` is to what a proxy hands on, none if not all of it was read,
    and empty for what is no proxy.
    """

    port: Id
    door: Id
    face: Face | None
    stream: Stream
    shared: bool
    found_by: tuple[Call, ...]
    """The queries that found it, and what each was asked."""
    behind: tuple[Id, ...] | None = ()
    condition: str | None = None
    authorization: str | None = None
    names: tuple[str, ...] = ()

    @property
    def outside(self) -> Stream:
        """What gets there, as the outside sends it."""
        if not self.shared or self.face is None:
            return self.stream
        space = self.stream.asked.space
        family, inside, outside = self.face
        mine = at(space, Field.DESTINATION, ((family, (inside, inside)),))
        seen = at(space, Field.DESTINATION, ((family, (outside, outside)),))
        return self.stream.each(lambda one: (one & mine).forget(Field.DESTINATION) & seen)


class Front:
    """The exposures of one estate to a domain whose insides nobody models, remembered in a memo."""

    def __init__(
        self, memo: Memo, atlas_of: AtlasOf, space: Traffic, start: Id | None = None
    ) -> None:
        """Ask through a memo, from a domain; from the outside unless another is named."""
        self._memo = memo
        self._start = start or atlas_of(memo).outside
        self._atlas_of = atlas_of
        self._space = space
        self._evaluation = Evaluation(space)
        self._behind = Behind(self._search)

    def places(self) -> tuple[Id, ...]:
        """Return the places that ports stand in."""
        return self._atlas_of(self._memo).places()

    def of_place(self, place: Id) -> tuple[Open, ...]:
        """Return what is open in a place."""
        return self._memo.query(self._of_place, place)

    def all(self) -> Iterator[Open]:
        """Yield what is open anywhere."""
        for place in self.places():
            yield from self.of_place(place)
        yield from self._memo.query(self._unplaced)
        atlas = self._atlas_of(self._memo)
        for door in atlas.doors() if self._start == atlas.outside else ():
            yield from self._memo.query(self._of_door, door)

    # --- queries --------------------------------------------------------------------------

    def _of_place(self, context: Context, place: Id) -> tuple[Open, ...]:
        atlas = self._atlas_of(context)
        entrances = atlas.entrances(place, self._start)
        if not entrances:
            return ()
        found: list[Open] = []
        for member in atlas.faced(place, outside=self._start == atlas.outside):
            if member.beyond:
                found += context.query(self._by_itself, member.port, member.faces)
            else:
                found += self._of_member(context, place, entrances, member)
        return tuple(found)

    def _unplaced(self, context: Context) -> tuple[Open, ...]:
        """Return that anything may be open of what stands nobody knows where."""
        atlas = self._atlas_of(context)
        nothing, sources = self._space.nothing, self._sources(atlas)
        found = []
        for port, faces in atlas.unplaced(outside=self._start == atlas.outside):
            for face in faces:
                asked = sources & self._address(face.family, face.outside)
                stream = Stream(nothing, asked, asked, asked)
                found.append(
                    Open(port, port, face, stream, shared=False, found_by=((self._unplaced, ()),))
                )
        return tuple(found)

    def _of_door(self, context: Context, id_: Id) -> tuple[Open, ...]:
        """Return what gets to a managed endpoint, whatever its address."""
        atlas = self._atlas_of(context)
        door = atlas.element(id_)
        if not isinstance(door, Door):
            return ()
        asked = self._sources(atlas)
        if door.addresses is not None:
            asked &= at(self._space, Field.DESTINATION, door.addresses)
        answer = self._search(context).ask(door.domain, asked, frozenset((id_,)))
        if not _some(answer.round_trip):
            return ()
        return (
            Open(
                id_,
                id_,
                None,
                answer.round_trip,
                shared=False,
                found_by=((self._of_door, (id_,)),),
                behind=door.behind,
                condition=door.condition,
                authorization=door.authorization,
                names=door.names,
            ),
        )

    def _of_member(
        self, context: Context, place: Id, entrances: tuple[Id, ...], member: Member
    ) -> Iterator[Open]:
        for entrance in entrances:
            asked = (place, entrance, member.behaviour)
            stream, gets_there = context.query(self._of_class, *asked)
            for face in member.faces:
                if holds(gets_there, face.family, face.inside):
                    by = ((self._of_class, asked),)
                    yield Open(member.port, member.port, face, stream, shared=True, found_by=by)

    def _address(self, family: int, address: int) -> TrafficSet:
        return at(self._space, Field.DESTINATION, ((family, (address, address)),))

    def _of_class(
        self, context: Context, place: Id, entrance: Id, behaviour: Behaviour
    ) -> tuple[Stream, Addresses]:
        """Return what gets to ports of a class and is answered, and at which addresses.

        Of all that is sent to the place, as it is inside. Nothing is translated in there, so that
        every step cuts: what stateful filters let in, which is what tells most classes apart, is
        cut out of what gets through all else, and their replies pass.
        """
        atlas = self._atlas_of(context)
        bare, guards = parted(atlas, behaviour)
        stream, there, even = context.query(self._of_frame, place, entrance, bare)
        for guard in guards:
            passes = self._evaluation.passes(guard, NO_LABELS)
            stream = stream.sift(passes)
            even = even and _even(passes.possible)
        some = stream.latent | stream.possible
        if not even:
            there = _destinations(some)
        return stream, there if some else ()

    def _of_frame(
        self, context: Context, place: Id, entrance: Id, behaviour: Behaviour
    ) -> tuple[Stream, Addresses, bool]:
        """Return what of all that is sent to a place gets to such a port and is answered.

        And at which addresses, and whether they are all alike.
        """
        atlas = self._atlas_of(context)
        door = atlas.element(entrance)
        nothing = self._space.nothing
        extent = atlas.extent(place)
        if not isinstance(door, (Rewrite, Link)):
            everything = self._space.everything
            return Stream(nothing, everything, everything, everything), extent, True
        port = Port(_CLASS, extent, behaviour)
        seen = StandIn(atlas, port)
        walk = Walk(seen, self._evaluation, self._start, frozenset((_CLASS,)), told=False)
        asked = self._sources(atlas) & at(self._space, Field.DESTINATION, extent)
        found = together(
            self._space,
            (
                back.trail
                for end in walk.enter(door, asked)
                if end.at is not None
                for back in walk.answer(end)
                if back.at is not None
            ),
        )
        some = found.latent | found.possible
        there = _destinations(some)
        alike = some.forget(Field.DESTINATION) & at(self._space, Field.DESTINATION, there)
        return found, there, alike is some

    def _by_itself(self, context: Context, port: Id, faces: tuple[Face, ...]) -> tuple[Open, ...]:
        atlas = self._atlas_of(context)
        search = self._search(context)
        found: list[Open] = []
        for face in faces:
            asked = self._sources(atlas) & self._address(face.family, face.outside)
            ways = search.ask(self._start, asked).ways
            by = (self._by_itself, (port, faces))
            found += opened(self._behind, context, ways, Called(port, face, by))
        return tuple(found)

    def _search(self, context: Context) -> Search:
        return Search(self._atlas_of(context), self._space, self._evaluation)

    def _sources(self, atlas: Atlas) -> TrafficSet:
        start = atlas.element(self._start)
        return (
            start.holds.possible.reverse() if isinstance(start, Domain) else self._space.everything
        )


def _some(stream: Stream) -> bool:
    """Return whether something may get there, if only in better times."""
    return bool(stream.latent or stream.possible)


class Called(NamedTuple):
    """A port that was called, by one of its addresses, and the query that asked."""

    port: Id
    face: Face
    by: Call


def opened(
    behind: Behind, context: Context, ways: Iterable[Arrival], called: Called
) -> Iterator[Open]:
    """Yield what takes packets that call a port, and to what it hands on, if it is a proxy."""
    for end, trails in _by_end(ways).items():
        sure = together(trails[0].stream.asked.space, trails).certain
        for trail in trails:
            stream = _of_all(trail, sure)
            if _some(stream):
                yield from _of_way(behind, context, end, (trail, stream), called)


def _of_way(
    behind: Behind, context: Context, at_: Id, way: tuple[Trail, Stream], called: Called
) -> Iterator[Open]:
    """Yield what took packets by a way, and to what it hands on."""
    trail, stream = way
    onward = tuple(behind.onward(context, at_, trail, stream))
    whole = behind.whole(context, at_, trail)
    ends = tuple(dict.fromkeys(one.at for one in onward)) if whole else None
    port, face, by = called
    yield Open(at_, port, face, stream, shared=False, found_by=(by,), behind=ends)
    for one in onward:
        if _some(one.stream):
            yield Open(
                one.at,
                port,
                face,
                one.stream,
                shared=False,
                found_by=(by,),
                condition=one.target.condition,
                authorization=one.target.authorization,
            )


def _of_all(trail: Trail, sure: TrafficSet) -> Stream:
    """Return what gets there by a way, as sure as all ways are together where it parted."""
    asked = trail.asked
    return asked._replace(certain=asked.possible & sure) if trail.forks else asked


def _by_end(ways: Iterable[Arrival]) -> dict[Id, list[Trail]]:
    """Return the ways there and back by the port that took the packets."""
    found: dict[Id, list[Trail]] = {}
    for way in ways:
        if way.at is not None:
            found.setdefault(way.at, []).append(way.trail)
    return found


def _even(traffic: TrafficSet) -> bool:
    """Return whether a set treats all destinations alike."""
    return traffic.forget(Field.DESTINATION) is traffic


def parted(atlas: Atlas, behaviour: Behaviour) -> tuple[Behaviour, tuple[Filter, ...]]:
    """Return a behaviour without the filters that share a session, and those that let in."""
    guards: list[Filter] = []
    taken: set[Id] = set()
    for inward, outward in behaviour.paired:
        guard = atlas.element(inward)
        if isinstance(guard, Filter):
            guards.append(guard)
            taken |= {inward, outward}
    bare = replace(
        behaviour,
        ingress=tuple(id_ for id_ in behaviour.ingress if id_ not in taken),
        egress=tuple(id_ for id_ in behaviour.egress if id_ not in taken),
        paired=(),
        labels=NO_LABELS,
    )
    return bare, tuple(guards)


def _destinations(traffic: TrafficSet) -> Addresses:
    return tuple(
        (family, span)
        for family in (IPV4, IPV6)
        for span in traffic.values(Field.DESTINATION, family)
        if traffic
    )
