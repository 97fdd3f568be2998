"""What some ports of ours can reach of others, by their own addresses: class by class.

Ports that behave alike in one place are one class, at either end. It is first asked to which
domains a class of senders gets at all; then each class of takers there is asked about once, with
all addresses of both places, and each port's answer is cut out of the class's. A port behind which
something takes the packets, such as a balancer or an endpoint, is asked about by itself, whosever
it is: it may lead to others.

What goes by the outside is none of it: there the sender is the outside. Costs one walk for each
pair of classes of which the one may get to the other's domain.

Law: class by class equals port by port.

It refuses to know whose ports they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from cartographer.exposure.atlas import Atlas
from cartographer.exposure.behind import Behind
from cartographer.exposure.front import AtlasOf, Call, Called, Open, opened, parted
from cartographer.exposure.stand_in import StandIn, holds
from cartographer.model.reading import Context, Memo
from cartographer.reach.diagram import Range
from cartographer.reach.evaluation import Evaluation
from cartographer.reach.network import (
    Addresses,
    Behaviour,
    Domain,
    Element,
    Face,
    Id,
    Label,
    Member,
    Network,
    Port,
)
from cartographer.reach.rewriting import at
from cartographer.reach.search import Search
from cartographer.reach.stream import Stream
from cartographer.reach.together import together
from cartographer.reach.traffic import Field, Traffic, TrafficSet
from cartographer.reach.walk import Walk

Wanted = Callable[[Id], bool]
"""Whether a port is one of those at an end."""
_SENDER, _TAKER = "sender", "taker"
_ANYWHERE = "anywhere"
"""Stands for the domain that packets get to behind what nobody models."""


class Class(Struct, frozen=True, cache_hash=True):
    """Ports of one place that behave alike, with the addresses that stand for theirs."""

    place: Id
    behaviour: Behaviour
    addresses: Addresses
    sample: Addresses
    """Addresses that one of them holds itself."""

    def port(self, id_: Id) -> Port:
        """Return the port that stands for all of them."""
        return Port(id_, self.addresses, self.behaviour)


class _Group(NamedTuple):
    """The members of a class."""

    place: Id
    behaviour: Behaviour
    members: tuple[Member, ...]
    held: Addresses
    """All addresses that they hold themselves."""


class Inside:
    """What ports can reach of others, remembered in a memo."""

    def __init__(self, memo: Memo, atlas_of: AtlasOf, space: Traffic) -> None:
        """Ask through a memo."""
        self._memo = memo
        self._atlas_of = atlas_of
        self._space = space
        self._evaluation = Evaluation(space)
        self._behind = Behind(lambda context: self._search(atlas_of(context)))

    def between(self, senders: Wanted, takers: Wanted) -> Iterator[Open]:
        """Yield what is open of some ports to others, which are none of them."""
        taking = [*self._groups(takers, beyond=False)]
        singly = [*self._groups(lambda _: True, beyond=True)]
        streams = [Stream.of(self._space.nothing) for _ in taking]
        calls: list[list[Call]] = [[] for _ in taking]
        for sender in self._groups(senders, beyond=False):
            own = self._at(Field.SOURCE, sender.held)
            reached = self._reach(sender)
            for number, taker in enumerate(taking):
                if self._gets_to(reached, taker):
                    call = (self._pair, self._classes(sender, taker))
                    streams[number] |= self._memo.query(call[0], *call[1]).each(own.__and__)
                    calls[number].append(call)
            for taker in singly:
                if self._gets_to(reached, taker):
                    found = self._singly(sender, own, taker)
                    yield from (one for one in found if takers(one.port))
        for taker, stream, by in zip(taking, streams, calls, strict=True):
            for member in taker.members:
                yield from self._open(member, stream, tuple(by))

    def _groups(self, wanted: Wanted, *, beyond: bool) -> Iterator[_Group]:
        atlas = self._atlas_of(self._memo)
        for place in atlas.places():
            alike: dict[Behaviour, list[Member]] = {}
            for member in atlas.faced(place, outside=False):
                if wanted(member.port) and member.beyond == beyond:
                    alike.setdefault(member.behaviour, []).append(member)
            for behaviour, members in alike.items():
                ports = (atlas.element(one.port) for one in members)
                held = {one for port in ports if isinstance(port, Port) for one in port.addresses}
                yield _Group(place, behaviour, tuple(members), tuple(sorted(held)))

    def _classes(self, sender: _Group, taker: _Group) -> tuple[Class, Class]:
        """Return both with all addresses of their places; of one place each gets its part."""
        if sender.place != taker.place:
            return self._class(sender), self._class(taker)
        mine, theirs = _runs(sender.held, taker.held), _runs(taker.held, sender.held)
        return (
            replace(self._class(sender), addresses=mine),
            replace(self._class(taker), addresses=theirs),
        )

    def _class(self, group: _Group) -> Class:
        extent = self._atlas_of(self._memo).extent(group.place)
        sample = tuple((face.family, (face.inside, face.inside)) for face in group.members[0].faces)
        return Class(group.place, group.behaviour, extent, sample)

    def _reach(self, sender: _Group) -> dict[Id, TrafficSet]:
        """Return what may get to each domain, whatever the guards of the sender's ports are."""
        whole = self._class(sender)
        bare, _ = parted(self._atlas_of(self._memo), sender.behaviour)
        return dict(self._memo.query(self._reached, replace(whole, behaviour=bare, sample=())))

    def _gets_to(self, reached: dict[Id, TrafficSet], taker: _Group) -> bool:
        nothing = self._space.nothing
        towards = reached.get(taker.behaviour.domain, nothing) | reached.get(_ANYWHERE, nothing)
        return bool(towards & self._at(Field.DESTINATION, taker.held))

    def _singly(self, sender: _Group, own: TrafficSet, taker: _Group) -> Iterator[Open]:
        apart, _ = self._classes(sender, taker)
        for member in taker.members:
            for one in self._memo.query(self._through, apart, member.port, member.faces):
                stream = one.stream.each(own.__and__)
                if stream.latent or stream.possible:
                    yield one._replace(stream=stream)

    def _open(self, member: Member, stream: Stream, by: tuple[Call, ...]) -> Iterator[Open]:
        for face in member.faces:
            mine = self._at(Field.DESTINATION, ((face.family, (face.inside, face.inside)),))
            if (stream.latent | stream.possible) & mine:
                yield Open(member.port, member.port, face, stream, shared=True, found_by=by)

    def _search(self, network: Network) -> Search:
        return Search(network, self._space, self._evaluation)

    def _at(self, field: Field, addresses: Addresses) -> TrafficSet:
        return at(self._space, field, addresses)

    # --- queries --------------------------------------------------------------------------

    def _reached(self, context: Context, sender: Class) -> tuple[tuple[Id, TrafficSet], ...]:
        """Return what may get to which domain of all that a class sends, before any is taken."""
        seen = _Ended(self._atlas_of(context), sender.port(_SENDER))
        walk = Walk(seen, self._evaluation, _SENDER, None, told=False)
        found: dict[Id, TrafficSet] = {}
        for end in walk.begin(self._at(Field.SOURCE, sender.addresses)):
            if end.at is not None:
                at_ = seen.element(end.at)
                domain = at_.behaviour.domain if isinstance(at_, Port) else end.at
                domain = domain if isinstance(at_, (Port, Domain)) else _ANYWHERE
                some = end.trail.stream.latent | end.trail.stream.possible
                found[domain] = found.get(domain, self._space.nothing) | some
        return tuple(found.items())

    def _pair(self, context: Context, sender: Class, taker: Class) -> Stream:
        """Return what of a class's packets gets to another class and is answered."""
        seen = _Between(self._atlas_of(context), sender, taker)
        walk = Walk(seen, self._evaluation, _SENDER, frozenset((_TAKER,)), told=False)
        asked = self._at(Field.SOURCE, sender.addresses)
        to = self._at(Field.DESTINATION, taker.addresses)
        ways = (
            back.trail
            for end in walk.begin(asked & to)
            if end.at is not None
            for back in walk.answer(end)
            if back.at is not None
        )
        return together(self._space, ways)

    def _through(
        self, context: Context, sender: Class, port: Id, faces: tuple[Face, ...]
    ) -> tuple[Open, ...]:
        """Return what a class reaches by calling a port behind which something takes packets."""
        search = self._search(StandIn(self._atlas_of(context), sender.port(_SENDER)))
        asked = self._at(Field.SOURCE, sender.addresses)
        found: list[Open] = []
        for face in faces:
            to = self._at(Field.DESTINATION, ((face.family, (face.inside, face.inside)),))
            ways = search.ask(_SENDER, asked & to).ways
            by = (self._through, (sender, port, faces))
            found += opened(self._behind, context, ways, Called(port, face, by))
        return tuple(found)


def _runs(mine: Addresses, others: Addresses) -> Addresses:
    """Return the fewest ranges that hold all of some addresses and none of others."""
    found: list[tuple[int, Range]] = []
    before = None
    for (family, (low, high)), own in sorted(
        [(one, True) for one in mine] + [(one, False) for one in others]
    ):
        if own and before == family:
            found[-1] = family, (found[-1][1][0], high)
        elif own:
            found.append((family, (low, high)))
        before = family if own else None
    return tuple(found)


class _Ended(StandIn):
    """A network with one more port, in which what gets to any domain has arrived."""

    def element(self, id_: Id) -> Element:
        """Return an element."""
        found = super().element(id_)
        return replace(found, outside=True) if isinstance(found, Domain) else found


class _Between(StandIn):
    """A network in which two ports stand for two classes, each at all its addresses."""

    def __init__(self, atlas: Atlas, sender: Class, taker: Class) -> None:
        super().__init__(atlas, sender.port(_SENDER))
        self._taker = StandIn(atlas, taker.port(_TAKER))
        self._classes = (taker, sender)

    def element(self, id_: Id) -> Element:
        """Return an element."""
        return self._taker.element(id_) if id_ == _TAKER else super().element(id_)

    def holders(self, domain: Id, family: int, address: int) -> tuple[Id, ...]:
        """Return the port that stands at an address, else who holds it."""
        found = self._taker.holders(domain, family, address)
        return found if found == (_TAKER,) else super().holders(domain, family, address)

    def labels(self, domain: Id, family: int, address: int) -> frozenset[Label]:
        """Return the labels at an address: those that its class has, as seen from a domain."""
        for one in self._classes:
            if holds(one.addresses, family, address):
                of_family = [low for of, (low, _) in one.sample if of == family]
                return super().labels(domain, family, of_family[0]) if of_family else frozenset()
        return super().labels(domain, family, address)
