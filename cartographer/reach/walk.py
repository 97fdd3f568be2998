"""The way of packets through the network, there and back, with what decided at each step.

All that was asked is followed along every way that tables allow. Filters narrow what surely and
what maybe gets on; the rest is followed too, so that whoever is blocked learns every reason at
once. A session stack goes along: the reply undoes each translation where it was made, and passes
each stateful filter that let the request pass. Replies are followed in the orientation of the
request: the facts are turned around, not the packets.

It refuses to know a cloud, and reads the network through the translator alone. It is longer than
other files because its steps call each other: a way goes from port to table to link to port.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from cartographer.reach.destination import Destinations
from cartographer.reach.diagram import Range
from cartographer.reach.evaluation import NO_LABELS, Evaluation, Labels
from cartographer.reach.gate import Gate
from cartographer.reach.network import (
    Addresses,
    Domain,
    Door,
    Drop,
    Element,
    Emit,
    Filter,
    Id,
    Link,
    Listener,
    Local,
    Maybe,
    Network,
    Next,
    OneOf,
    Opaque,
    Port,
    Proxy,
    Rewrite,
    Table,
    Target,
    To,
)
from cartographer.reach.rewriting import at, few, handed_on, in_zone, translations
from cartographer.reach.stream import Stream
from cartographer.reach.traffic import Field, TrafficSet
from cartographer.reach.trail import ITSELF, Arrival, Fork, Session, Trail

LONGEST = 48
"""Steps after which a way is taken for a loop."""


class Walk:
    """One question on its way."""

    def __init__(
        self,
        network: Network,
        evaluation: Evaluation,
        start: Id,
        goals: frozenset[Id] | None,
        *,
        told: bool = True,
    ) -> None:
        """Go from a start to goals, or to whoever takes the packets.

        `told` says that the steps and the rules that decide are wanted too. Without them it is
        faster, and delivers to goals only.
        """
        self._told = told
        self._gate = Gate(evaluation)
        self._network = network
        self._evaluation = evaluation
        self._space = evaluation.space
        self._start = start
        self._goals = goals
        self._destinations = Destinations(network, start, goals, told=told)
        self._forks = count()

    # --- there and back -------------------------------------------------------------------

    def begin(self, traffic: TrafficSet) -> Iterator[Arrival]:
        """Yield where the packets end up on the way there."""
        trail = Trail(Stream.of(traffic), told=self._told)
        origin = self._network.element(self._start)
        if not isinstance(origin, Port):
            yield from self._meet(origin, trail)
            return
        if origin.behaviour.forwards is not True:
            own = self._at(Field.SOURCE, origin.addresses)
            trail = trail.cut(trail.stream.cut(own))
        kept = self._to_itself(origin, trail)
        if kept:
            yield Arrival(origin.id, trail.cut(kept).on(origin.id, ITSELF, kept))
        rest = trail.stream.less(kept.asked)
        if rest:
            yield from self._send(origin, trail.cut(rest))

    def enter(self, gateway: Rewrite | Link, traffic: TrafficSet) -> Iterator[Arrival]:
        """Yield where packets end up that came by a link or a translator, addressed as inside."""
        trail = Trail(Stream.of(traffic), told=self._told)
        if isinstance(gateway, Link):
            yield from self._cross(gateway, trail, None)
            return
        trail = trail.keep(Session(gateway.id, came="outside"))
        trail = self._gate.up(gateway.state, gateway.id, trail)
        if gateway.takes is not None:
            trail = self._gate.law(gateway.takes, gateway.id, gateway.code, trail)
        yield from self._go(gateway.inward, gateway.id, trail)

    def answer(self, there: Arrival) -> Iterator[Arrival]:
        """Yield where the replies to what arrived end up."""
        trail = there.trail._replace(direction="return", labels=NO_LABELS)
        end = self._network.element(there.at or "")
        if trail.steps and trail.steps[-1].rule == ITSELF:
            yield Arrival(self._start, trail)
            return
        if isinstance(end, Port):
            yield from self._send(end, trail)
            return
        domain = self._network.element(end.domain) if isinstance(end, Door) else end
        if isinstance(domain, Domain):
            yield from self._return_from(domain, trail)
        else:
            yield Arrival(self._start, trail)

    def _to_itself(self, port: Port, trail: Trail) -> Stream:
        """Return what a machine sends to an address of its own: that never leaves it."""
        mine = [self._at(Field.DESTINATION, port.addresses)]
        for family, address in few(trail.stream, Field.DESTINATION):
            for holder in self._network.holders(port.behaviour.domain, family, address):
                other = self._network.element(holder)
                if isinstance(other, Port) and port.owner and other.owner == port.owner:
                    mine.append(self._at(Field.DESTINATION, ((family, (address, address)),)))
        return trail.stream.cut(self._space.union(mine))

    def _return_from(self, domain: Domain, trail: Trail) -> Iterator[Arrival]:
        """Begin a reply outside: it comes back in where the request went out."""
        kept = trail.witness
        way = None if kept is None else self._network.element(kept.element)
        if isinstance(way, Rewrite):
            yield from self._translate(way, trail, outside=True)
        elif kept is not None and kept.came == "linked":
            yield from self._back_by(kept, trail)
        else:
            yield from self._deliver(domain, trail)

    def _home(self, trail: Trail, at_: Id) -> Iterator[Arrival]:
        """End a reply: it is good only where the request began, with every translation undone."""
        if at_ != self._start:
            yield self._lost(trail, at_, "reply-to-another")
            return
        if trail.witness is not None:
            yield self._lost(trail, at_, "reply-other-way")
            return
        unpaired = trail.unpaired
        if unpaired is not None:
            trail = self._gate.unpaired(unpaired, unpaired.element, trail)
        yield Arrival(None if unpaired is not None and unpaired.pairs else at_, trail)

    def _lost(
        self,
        trail: Trail,
        element: Id,
        code: str,
        rule: str | None = None,
        *,
        holder: Id | None = None,
    ) -> Arrival:
        return Arrival(None, trail.on(element, rule, trail.stream.stop(), code, holder))

    def _at(self, field: Field, addresses: Addresses) -> TrafficSet:
        return at(self._space, field, addresses)

    # --- ports ----------------------------------------------------------------------------

    def _send(self, port: Port, trail: Trail, *, own: bool = True) -> Iterator[Arrival]:
        """Leave a port: state, filters, table.

        What is not its `own` was sent by another and comes out here.
        """
        behaviour = port.behaviour
        labels = behaviour.labels if own else trail.labels
        trail = trail._replace(zone=behaviour.zone, labels=labels, place=behaviour.place)
        trail = self._gate.up(behaviour.state, port.id, trail)
        filters = [self._network.element(id_) for id_ in behaviour.egress]
        for peer, part in self._by_label(port, filters, trail):
            sent = part
            for filter_ in filters:
                sent = self._gate.sift(filter_, port.id, peer, sent)
            if sent.stream:
                yield from self._leave(port, sent)

    def _leave(self, port: Port, trail: Trail) -> Iterator[Arrival]:
        kept = trail.witness
        if trail.back and kept is not None and kept.came == "balanced":
            yield from self._rebalance(kept, trail)
        elif trail.back and kept is not None and kept.came == "linked":
            yield from self._back_by(kept, trail)
        else:
            yield from self._table(port.behaviour.table, trail)

    def _back_by(self, kept: Session, trail: Trail) -> Iterator[Arrival]:
        """Give a reply back to the link that its request came by, whatever tables say."""
        link = self._network.element(kept.element)
        if isinstance(link, Link) and link.back is not None:
            yield from self._go(link.back, link.id, trail.without(kept)._replace(zone=None))
        else:
            yield from self._guess(trail, link.id, "way-back-not-seen")

    def _by_label(
        self, port: Port, filters: list[Element], trail: Trail
    ) -> Iterator[tuple[Labels, Trail]]:
        """Part a stream by the labels of its destinations, if a filter names any."""
        if not any(isinstance(one, Filter) and self._evaluation.named(one) for one in filters):
            yield NO_LABELS, trail
            return
        parts: dict[Labels, list[tuple[int, Range]]] = {}
        domain = port.behaviour.domain
        for family, span in self._destinations.peers(domain, trail):
            labels = self._network.labels(domain, family, span[0])
            parts.setdefault(labels, []).append((family, span))
        left = trail.stream
        for labels, addresses in parts.items():
            theirs = self._at(trail.destination, tuple(addresses))
            yield labels, trail.cut(left.cut(theirs))
            left = left.less(theirs)
        if left:
            yield NO_LABELS, trail.cut(left)

    def _take(self, port: Port, trail: Trail) -> Iterator[Arrival]:
        """Come to a port: filters, own address, state, what is beyond."""
        behaviour = port.behaviour
        inside = trail.place is not None and trail.place == behaviour.place and not behaviour.beside
        for filter_ in map(self._network.element, behaviour.ingress):
            if not (inside and isinstance(filter_, Filter) and filter_.edge):
                trail = self._gate.sift(filter_, port.id, trail.labels, trail)
        mine = self._at(trail.destination, port.addresses)
        for_me, other = trail.stream.cut(mine), trail.stream.less(mine)
        if for_me:
            yield from self._keep(port, trail.cut(for_me))
        if other:
            yield from self._forward(port, trail.cut(other))

    def _keep(self, port: Port, trail: Trail) -> Iterator[Arrival]:
        trail = self._gate.up(port.behaviour.state, port.id, trail)
        if port.behaviour.takes is not None and not trail.back:
            trail = self._gate.law(port.behaviour.takes, port.id, "not-taken", trail)
        own = trail.back and trail.witness is None and port.id == self._start
        if port.beyond is not None and not own:
            yield from self._meet(self._network.element(port.beyond), trail, port, outside=True)
        elif trail.back:
            yield from self._home(trail, port.id)
        elif self._destinations.wanted(port.id, trail):
            yield Arrival(port.id, trail)
        else:
            yield self._lost(trail, port.id, "elsewhere")

    def _forward(self, port: Port, trail: Trail) -> Iterator[Arrival]:
        if port.beyond is not None and port.behaviour.forwards:
            yield from self._meet(self._network.element(port.beyond), trail, port)
        elif port.behaviour.forwards is False:
            yield self._lost(trail, port.id, "source-destination-check")
        else:
            yield from self._guess(trail, port.id, "appliance")

    # --- tables ---------------------------------------------------------------------------

    def _table(self, id_: Id, trail: Trail) -> Iterator[Arrival]:
        if trail.hops > LONGEST:
            yield self._lost(trail, id_, "routing-loop")
            return
        table = self._network.element(id_)
        if not isinstance(table, Table):
            yield from self._meet(table, trail)
            return
        for route, bounds in self._evaluation.slices(table, reply=trail.back):
            stream = trail.stream.turn(bounds)
            if stream and route is None and table.complete:
                yield self._lost(trail.cut(stream), id_, "no-route", holder=table.holder)
            elif stream and route is None:
                yield from self._guess(trail.cut(stream), id_, table.gap or "routes-not-seen")
            elif stream and route is not None:
                doubt = None if route.known else table.gap or "route-not-certain"
                on = trail.on(id_, route.rule, stream, doubt, table.holder)
                yield from self._go(route.next, id_, on)

    def _go(self, next_: Next, by: Id, trail: Trail) -> Iterator[Arrival]:
        match next_:
            case Local(domain):
                yield from self._meet(self._network.element(domain), trail)
            case To(element, zone):
                at_ = trail if zone is None else trail._replace(zone=zone)
                yield from self._meet(self._network.element(element), at_)
            case Emit(port):
                yield from self._emit(port, trail)
            case OneOf():
                yield from self._part(next_, by, trail)
            case Maybe(code):
                yield from self._guess(trail, by, code)
            case Drop(code, onward):
                rule = trail.steps[-1].rule if trail.steps else None
                down = trail.on(by, rule, trail.stream.doze(), code)
                if onward is None:
                    yield Arrival(None, down.cut(down.stream.stop()))
                else:
                    yield from self._go(onward, by, down)

    def _part(self, one_of: OneOf, by: Id, trail: Trail) -> Iterator[Arrival]:
        """Go each of several ways; a reply goes as its request went, if that is kept."""
        kept = trail.went(by) if one_of.both_ways and trail.back else None
        if kept is not None:
            yield from self._go(one_of.choices[kept], by, trail)
            return
        number, ways = next(self._forks), len(one_of.choices)
        for way, choice in enumerate(one_of.choices):
            fork = Fork(number, by, trail.direction, way, ways, one_of.code)
            yield from self._go(choice, by, trail._replace(forks=(*trail.forks, fork)))

    def _emit(self, id_: Id, trail: Trail) -> Iterator[Arrival]:
        port = self._network.element(id_)
        if isinstance(port, Port):
            yield from self._send(port, trail, own=False)
        else:
            yield from self._meet(port, trail)

    # --- elements that are met ------------------------------------------------------------

    def _meet(
        self, element: Element, trail: Trail, port: Port | None = None, *, outside: bool = False
    ) -> Iterator[Arrival]:
        match element:
            case Port():
                yield from self._take(element, trail)
            case Table():
                yield from self._table(element.id, trail)
            case Domain():
                yield from self._deliver(element, trail)
            case Link():
                yield from self._cross(element, trail, port)
            case Rewrite():
                yield from self._translate(element, trail, outside=outside)
            case Proxy():
                yield from self._balance(element, trail, port)
            case Door():
                yield self._enter_door(element, trail)
            case Opaque():
                yield from self._guess(trail, element.id, element.code)
            case Filter():
                yield from self._guess(trail, element.id, "not-a-way")

    def _deliver(self, domain: Domain, trail: Trail) -> Iterator[Arrival]:
        """Give packets to a domain: to the doors that are asked for, whatever their address."""
        doors = [] if trail.back else self._doors(domain.id)
        if doors:
            yield from (self._enter_door(door, trail) for door in doors)
        else:
            yield from self._hand_out(domain, trail)

    def _hand_out(self, domain: Domain, trail: Trail) -> Iterator[Arrival]:
        """Give packets to whoever holds their destination in a domain."""
        left = trail.stream
        for family, span in self._destinations.each(domain.id, trail):
            mine = self._at(trail.destination, ((family, span),))
            stream = left.cut(mine)
            holders = self._network.holders(domain.id, family, span[0]) if stream else ()
            for holder in holders:
                element = self._network.element(holder)
                yield from self._meet(element, trail.cut(stream), outside=domain.outside)
            if holders:
                left = left.less(mine)
        if not left:
            return
        rest = trail.cut(left)
        unseen = None if domain.outside else self._destinations.unseen(domain.id, rest)
        if unseen is not None:
            yield from self._meet(unseen, rest)
        elif domain.outside and trail.back:
            yield from self._home(rest, domain.id)
        elif domain.outside and domain.id != self._start and self._destinations.wanted(domain.id):
            yield Arrival(domain.id, rest)
        elif domain.outside and not domain.holds.known:
            yield from self._guess(rest, domain.id, "addresses-not-seen")
        else:
            yield self._lost(rest, domain.id, "no-such-address")

    def _doors(self, domain: Id) -> list[Door]:
        """Return the doors in a domain that are asked for and have no known address."""
        wanted = map(self._network.element, sorted(self._goals or ()))
        return [
            one
            for one in wanted
            if isinstance(one, Door) and one.domain == domain and one.addresses is None
        ]

    def _enter_door(self, door: Door, trail: Trail) -> Arrival:
        if not self._destinations.wanted(door.id):
            return self._lost(trail, door.id, "elsewhere")
        trail = self._gate.up(door.state, door.id, trail._replace(place=None))
        return Arrival(door.id, self._gate.law(door.admits, door.id, door.code, trail))

    def _cross(self, link: Link, trail: Trail, port: Port | None) -> Iterator[Arrival]:
        trail = self._gate.up(link.state, link.id, trail._replace(place=None))
        trail = self._gate.law(link.law, link.id, link.code, trail)
        if not link.keeps_labels:
            trail = trail._replace(labels=NO_LABELS)
        zone = trail.zone
        if not link.keeps_zone:
            trail = trail._replace(zone=None)
        if link.back is not None and not trail.back:
            trail = trail.keep(Session(link.id, None if port is None else port.id, came="linked"))
        exits = dict(link.exits)
        next_ = exits.get(zone, exits.get(None))
        if next_ is None:
            yield self._lost(trail, link.id, link.zone_code)
        else:
            yield from self._go(next_, link.id, trail)

    def _guess(self, trail: Trail, element: Id, code: str) -> Iterator[Arrival]:
        """Come to what nobody models: it may bring the packets anywhere."""
        trail = trail.on(element, None, trail.stream.doubt(), code)
        if trail.back:
            yield Arrival(self._start, trail)
        elif self._goals is None:
            yield Arrival(element, trail)
        else:
            yield from (Arrival(goal, trail) for goal in sorted(self._goals))

    # --- translators and balancers ----------------------------------------------------------

    def _translate(self, rewrite: Rewrite, trail: Trail, *, outside: bool) -> Iterator[Arrival]:
        trail = self._gate.up(rewrite.state, rewrite.id, trail._replace(place=None))
        onward = rewrite.inward if outside else rewrite.outward
        if trail.back:
            kept = trail.witness
            side = "inside" if outside else "outside"
            if kept is None or (kept.element, kept.came) != (rewrite.id, side):
                yield self._lost(trail, rewrite.id, "reply-other-way")
            else:
                yield from self._go(onward, rewrite.id, self._gate.restored(kept, trail))
            return
        if not outside:
            trail = self._gate.law(rewrite.admits, rewrite.id, rewrite.code, trail)
        left = trail.stream
        for one in translations(self._network, self._space, rewrite, left, outside=outside):
            left = left.less(one.part.asked)
            kept = Session(
                rewrite.id,
                before=one.part if one.fields else None,
                fields=one.fields,
                came="outside" if outside else "inside",
            )
            on = trail.cut(one.part).on(rewrite.id, one.rule, one.after).keep(kept)
            if outside and rewrite.takes is not None:
                on = self._gate.law(rewrite.takes, rewrite.id, rewrite.code, on)
            yield from self._go(onward, rewrite.id, on._replace(labels=NO_LABELS))
        if left:
            code = "unsolicited" if outside else "no-outside-address"
            yield self._lost(trail.cut(left), rewrite.id, code)

    def _balance(self, proxy: Proxy, trail: Trail, port: Port | None) -> Iterator[Arrival]:
        if port is None or trail.back:
            yield self._lost(trail, proxy.id, "reply-other-way")
            return
        left = trail.stream
        for listener in proxy.listeners:
            part = left.cut(listener.match)
            left = left.less(listener.match)
            if part:
                went = part if listener.known else part.doubt()
                on = trail.cut(part).on(proxy.id, listener.id, went, listener.gap, listener.holder)
                yield from self._hand_on(proxy, listener, port, on)
        if left and proxy.complete:
            yield self._lost(trail.cut(left), proxy.id, "no-listener")
        elif left:
            yield from self._guess(trail.cut(left), proxy.id, proxy.gap or "listener-not-seen")

    def _hand_on(
        self, proxy: Proxy, listener: Listener, port: Port, trail: Trail
    ) -> Iterator[Arrival]:
        if proxy.ends and self._destinations.wanted(port.id):
            yield Arrival(port.id, trail)
            return
        targets = [one for one in listener.targets if in_zone(listener, port, one)]
        if not proxy.ends and not listener.known:
            yield from self._guess(trail, proxy.id, listener.gap or "targets-not-seen")
        elif proxy.ends or not targets:
            code = "no-target-in-zone" if listener.targets else "no-target"
            yield self._lost(trail, proxy.id, "ends-here" if proxy.ends else code, listener.id)
            return
        for target in targets:
            up = self._gate.up(target.state, target.port, trail)
            for made in handed_on(self._space, listener, port, target, up.stream):
                kept = Session(proxy.id, port.id, made.part, made.fields, "balanced")
                gap = "client-address-not-seen" if listener.preserves is None else None
                on = up.cut(made.part).on(proxy.id, made.rule, made.after, gap).keep(kept)
                on = on._replace(labels=port.behaviour.labels)
                yield from self._send_on(port, proxy, target, on, made.fields)

    def _send_on(
        self, port: Port, proxy: Proxy, target: Target, trail: Trail, fields: tuple[Field, ...]
    ) -> Iterator[Arrival]:
        """Send to a target, unless it would see its own address as the client's: it drops that."""
        if Field.SOURCE not in fields:
            family, address = target.address
            own = self._at(Field.SOURCE, ((family, (address, address)),))
            looped = trail.stream.cut(own)
            trail = trail.cut(trail.stream.less(own))
            if looped:
                yield self._lost(trail.cut(looped), proxy.id, "own-target")
        if trail.stream:
            yield from self._send(port, trail, own=False)

    def _rebalance(self, kept: Session, trail: Trail) -> Iterator[Arrival]:
        """Give a reply back to the balancer that its request came by, whatever tables say.

        From there it goes back by the link that the request came by, if that remembers it.
        """
        port = self._network.element(kept.port or "")
        if not isinstance(port, Port):
            yield from self._meet(port, trail)
            return
        for filter_ in map(self._network.element, port.behaviour.ingress):
            trail = self._gate.sift(filter_, port.id, NO_LABELS, trail)
        trail = self._gate.restored(kept, trail)
        before = trail.witness
        if before is not None and before.came == "linked":
            yield from self._back_by(before, trail)
        else:
            yield from self._send(port, trail, own=False)
