"""What may begin inside and get to the internet: class by class, and again only what changed.

Ports that behave alike in one place are one class: it is asked about once, and each port's answer
is cut out of the class's. A port behind which something takes the packets begins nothing itself
and is left out: what goes through it is asked where it begins.

Law: class by class equals port by port, and after a change what is computed again equals a
computation from scratch.

It refuses to know a cloud, and what answers out there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from cartographer.exposure.atlas import Atlas
from cartographer.exposure.end import End, Starts, destination
from cartographer.exposure.front import AtlasOf
from cartographer.exposure.stand_in import StandIn
from cartographer.model.reading import Context, Memo
from cartographer.reach.evaluation import Evaluation
from cartographer.reach.network import Addresses, Behaviour, Domain, Element, Id, Port, Rewrite
from cartographer.reach.rewriting import at
from cartographer.reach.stream import Stream
from cartographer.reach.together import together
from cartographer.reach.traffic import Field, Traffic, TrafficSet
from cartographer.reach.trail import Trail
from cartographer.reach.walk import Walk

_CLASS = "class"


class Exit(NamedTuple):
    """A way out: the translators on it, from the inside, and where they lead.

    `end` is the outside, a domain that may lead on to it, or what nobody models.
    """

    through: tuple[Id, ...]
    end: Id


class Leaving(NamedTuple):
    """What of a port gets out by one way and is answered, as the port sends it."""

    port: Id
    exit: Exit
    stream: Stream


class Egress:
    """The ways of one estate to the internet, remembered in a memo."""

    def __init__(self, memo: Memo, atlas_of: AtlasOf, space: Traffic) -> None:
        """Ask through a memo."""
        self._memo = memo
        self._atlas_of = atlas_of
        self._space = space
        self._evaluation = Evaluation(space)

    def all(self) -> Iterator[Leaving]:
        """Yield what gets out from anywhere."""
        for place in self._atlas_of(self._memo).places():
            yield from self._memo.query(self._of_place, place)
        yield from self._memo.query(self._unplaced)

    # --- queries --------------------------------------------------------------------------

    def _of_place(self, context: Context, place: Id) -> tuple[Leaving, ...]:
        atlas = self._atlas_of(context)
        alike: dict[Behaviour, list[Port]] = {}
        for member in atlas.faced(place, outside=False):
            port = atlas.element(member.port)
            if isinstance(port, Port) and not member.beyond:
                alike.setdefault(member.behaviour, []).append(port)
        found: list[Leaving] = []
        for behaviour, ports in alike.items():
            held = tuple(sorted({one for port in ports for one in port.addresses}))
            for exit_, stream in context.query(self._of_class, place, behaviour, held):
                for port in ports:
                    own = stream.cut(at(self._space, Field.SOURCE, port.addresses))
                    if own.latent or own.possible:
                        found.append(Leaving(port.id, exit_, own))
        return tuple(found)

    def _of_class(
        self, context: Context, place: Id, behaviour: Behaviour, held: Addresses
    ) -> tuple[tuple[Exit, Stream], ...]:
        """Return what gets out by each way of all that a class sends from its addresses."""
        atlas = self._atlas_of(context)
        port = Port(_CLASS, atlas.extent(place), behaviour)
        walk = Walk(_Passed(atlas, port, held), self._evaluation, _CLASS, None, told=False)
        ways: dict[Exit, list[Trail]] = {}
        for end in walk.begin(at(self._space, Field.SOURCE, held) & self._outside(atlas)):
            exit_ = None if end.at in {None, _CLASS} else _exit(atlas, end.at or "", end.trail)
            if exit_ is not None:
                back = (one.trail for one in walk.answer(end) if one.at is not None)
                ways.setdefault(exit_, []).extend(back)
        to, found = self._internet(context), []
        for exit_, trails in ways.items():
            stream = together(self._space, trails).cut(to)
            found.append((exit_, stream if exit_.end == atlas.outside else stream.doubt()))
        return tuple(found)

    def _unplaced(self, context: Context) -> tuple[Leaving, ...]:
        """Return that anything may get out of what stands nobody knows where."""
        nothing, to = self._space.nothing, self._internet(context)
        found = []
        for port, faces in self._atlas_of(context).unplaced(outside=False):
            own = tuple((face.family, (face.inside, face.inside)) for face in faces)
            asked = to & at(self._space, Field.SOURCE, own)
            found.append(Leaving(port, Exit((), port), Stream(nothing, asked, asked, asked)))
        return tuple(found)

    def _internet(self, context: Context) -> TrafficSet:
        """Return the packets to the internet: to what nobody here holds."""
        return context.query(self._called)

    def _called(self, context: Context) -> TrafficSet:
        begins = Starts((), self._space.nothing)
        return destination(self._atlas_of(context), self._space, End("internet"), begins)

    def _outside(self, atlas: Atlas) -> TrafficSet:
        """Return the packets to the outside, whoever of us it calls: a set with few edges."""
        outside = atlas.element(atlas.outside)
        return outside.holds.possible if isinstance(outside, Domain) else self._space.everything


def _exit(atlas: Atlas, end: Id, trail: Trail) -> Exit | None:
    """Return the way by which packets got to an end; none if that is not on the way out."""
    at_ = atlas.element(end)
    if isinstance(at_, Port):
        space = trail.stream.asked.space
        out = bool(trail.stream.asked - at(space, Field.DESTINATION, at_.addresses))
    else:
        out = not isinstance(at_, Domain) or atlas.leads_on(end)
    through = tuple(one.element for one in trail.sessions if one.came == "inside")
    return Exit(through, end) if out else None


class _Passed(StandIn):
    """A network in which addresses that have outside ones pass their translators as they are.

    One has as many ways out as addresses otherwise, all alike.
    """

    def __init__(self, atlas: Atlas, port: Port, held: Addresses) -> None:
        super().__init__(atlas, port)
        self._held = held
        self._made: dict[Id, Element] = {}

    def element(self, id_: Id) -> Element:
        """Return an element."""
        found = super().element(id_)
        if not isinstance(found, Rewrite) or not found.maps:
            return found
        if id_ not in self._made:
            self._made[id_] = self._passing(found)
        return self._made[id_]

    def _passing(self, found: Rewrite) -> Rewrite:
        space = found.admits.possible.space
        mapped = tuple(
            (family, (low, high))
            for family, (low, high) in self._held
            if low == high
            and self.mapping(found.id, outside=False, family=family, address=low) is not None
        )
        plain = space.nothing if found.plain is None else found.plain
        return replace(found, plain=plain | at(space, Field.SOURCE, mapped))
