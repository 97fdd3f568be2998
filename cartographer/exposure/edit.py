"""Changes that a person could make to a network, tried on paper: a rule, a route, a thing started.

An edit is derived from one hop of a way that is blocked, and looks like what a person would do:
one rule that admits the packets, one route that leads them elsewhere, one thing that is brought
up. Rules and routes are as wide as people write them: any source port, and around many ranges
the prefix that holds them all.

It refuses to know a cloud, and whether an edit helps.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network

from msgspec import Struct
from msgspec.structs import replace

from cartographer.exposure.atlas import Atlas
from cartographer.model.key import Key
from cartographer.reach.address import span
from cartographer.reach.bounds import Bounds
from cartographer.reach.network import (
    Drop,
    Element,
    Emit,
    Filter,
    Id,
    Link,
    Listener,
    Network,
    Next,
    Port,
    Proxy,
    Rewrite,
    Route,
    Rule,
    State,
    Table,
    To,
    Verb,
)
from cartographer.reach.overlay import Overlay
from cartographer.reach.rewriting import at
from cartographer.reach.traffic import IPV4, IPV6, Field, TrafficSet
from cartographer.reach.trail import Step, Trail
from cartographer.reach.written import prefixes

ADDED = "added"
"""Stands for the name of a rule or route that is not there yet."""
_MOST_PREFIXES = 4
"""Prefixes that one rule or route is given; around more of them stands one that holds all."""


class Admit(Struct, frozen=True):
    """Let packets pass one stage of a filter, before any other rule of it."""

    filter: Id
    stage: int
    match: TrafficSet
    holders: tuple[Id, ...]
    """The resources that hold the filter's rules: one of them would hold this one."""
    denied_by: str | None
    """The rule that denies them now; none if no rule admits them."""

    def on(self, element: Element, atlas: Atlas) -> Element:
        """Return what becomes of an element."""
        del atlas
        if not isinstance(element, Filter) or element.id != self.filter:
            return element
        stages = list(element.stages)
        rule = Rule(ADDED, Verb.ALLOW, Bounds.exactly(self.match))
        stages[self.stage] = replace(stages[self.stage], rules=(rule, *stages[self.stage].rules))
        return replace(element, stages=tuple(stages))


class Lead(Struct, frozen=True):
    """Lead packets that a table loses, or sends elsewhere, to a way out of it."""

    holder: Id
    route: Route
    over: Route | None
    """The route that leads elsewhere now."""

    def on(self, element: Element, atlas: Atlas) -> Element:
        """Return what becomes of an element: every table that the resource holds has the route."""
        del atlas
        if not isinstance(element, Table) or (element.holder or element.id) != self.holder:
            return element
        return replace(element, routes=(self.route, *element.routes))


class Raise(Struct, frozen=True):
    """Bring up what is down; routes that were lost by it lead there again.

    A resource may be several elements, such as a peering with one a direction.
    """

    element: Id
    resource: Key | None
    code: str | None

    def on(self, element: Element, atlas: Atlas) -> Element:
        """Return what becomes of an element."""
        match element:
            case Port() if self._is(element.id, atlas):
                return replace(element, behaviour=replace(element.behaviour, state=State()))
            case Link() | Rewrite() if self._is(element.id, atlas):
                return replace(element, state=State())
            case Proxy():
                return replace(element, listeners=tuple(map(self._listener, element.listeners)))
            case Table():
                routes = tuple(self._route(one, atlas) for one in element.routes)
                return replace(element, routes=routes)
        return element

    def _is(self, id_: Id | None, atlas: Atlas) -> bool:
        if id_ is None or self.resource is None:
            return id_ == self.element
        return atlas.resource(id_) == self.resource

    def _listener(self, listener: Listener) -> Listener:
        targets = tuple(
            replace(one, state=State()) if one.port == self.element else one
            for one in listener.targets
        )
        return replace(listener, targets=targets)

    def _route(self, route: Route, atlas: Atlas) -> Route:
        onward = route.next.onward if isinstance(route.next, Drop) else None
        lost = onward is not None and self._is(_leads_to(onward), atlas)
        return replace(route, next=onward) if onward is not None and lost else route


Edit = Admit | Lead | Raise


class Edited(Overlay):
    """A network as it would be after some edits."""

    def __init__(self, atlas: Atlas, edits: frozenset[Edit]) -> None:
        """Look at a network through edits."""
        super().__init__(atlas)
        self._atlas = atlas
        self._edits = edits

    def element(self, id_: Id) -> Element:
        """Return an element as it would be."""
        found = super().element(id_)
        for edit in self._edits:
            found = edit.on(found, self._atlas)
        return found


# --- from a way that is blocked ---------------------------------------------------------------


def edits(atlas: Atlas, network: Network, trail: Trail) -> Iterator[Edit]:
    """Yield the edits of the first hop that lets nothing pass, and of what narrows before it.

    A way that is good after more edits has one of these: up to the first hop that they change
    it is this way.
    """
    before: Step | None = None
    for step in trail.steps:
        if not step.came.possible:
            return
        element = network.element(step.element)
        if isinstance(element, Filter):
            yield from _admitting(element, step)
        elif isinstance(element, Table):
            yield from _leading(atlas, network, element, step)
        elif not step.went.possible:
            yield from _raising(atlas, network, step, before)
        before = step


def _admitting(filter_: Filter, step: Step) -> Iterator[Admit]:
    left = _facing(step, step.came.possible - step.went.possible)
    if not left or not filter_.complete:
        return
    match = _rounded(left.forget(Field.SOURCE_PORT))
    holders = (step.holder,) if step.holder else filter_.holders or (filter_.id,)
    for number, stage in enumerate(filter_.stages):
        denies = {one.id for one in stage.rules if one.verb is Verb.DENY}
        if step.rule in denies:
            yield Admit(filter_.id, number, match, holders, step.rule)
        elif stage.otherwise is Verb.DENY:
            yield Admit(filter_.id, number, match, holders, None)


def _leading(atlas: Atlas, network: Network, table: Table, step: Step) -> Iterator[Edit]:
    """Yield other ways for the packets of a route, or for those that have none."""
    over = next((one for one in table.routes if one.rule == step.rule), None)
    if over is not None and (over.rule == ADDED or not isinstance(over.next, To | Emit | Drop)):
        return  # what is local stays local
    if over is not None and isinstance(over.next, Drop) and over.next.onward is not None:
        lost = _leads_to(over.next.onward)
        if lost is not None:
            code = (_state(network.element(lost)) or State()).code or over.next.code
            yield Raise(lost, atlas.resource(lost), code)
    packets = _facing(step, step.went.possible or step.came.possible)
    for way in atlas.ways_out(table.id):
        if way != (_leads_to(over.next) if over else None) and _carries(network, way, packets):
            for route in _routes(over, packets, To(way)):
                yield Lead(table.holder or table.id, route, over)


def _routes(over: Route | None, packets: TrafficSet, next_: Next) -> Iterator[Route]:
    """Yield a route for packets: narrower than the one they have now, else in its place."""
    for family in (IPV4, IPV6):
        ranges = packets.values(Field.DESTINATION, family)
        if not ranges:
            continue
        whole = around(family, ranges)
        length = ip_network(whole).prefixlen
        if over is None or length > over.length:
            match = at(packets.space, Field.DESTINATION, (span(whole),))
            yield Route(match, length, next_, ADDED, preference=-1)
        else:
            preference = over.preference - 1
            yield replace(over, next=next_, preference=preference, known=True, rule=ADDED)


def _carries(network: Network, way: Id, packets: TrafficSet) -> bool:
    element = network.element(way)
    if isinstance(element, Link):
        return bool(element.law.possible & packets)
    return isinstance(element, Rewrite) and bool(element.admits.possible & packets)


def _raising(atlas: Atlas, network: Network, step: Step, before: Step | None) -> Iterator[Raise]:
    state = _state(network.element(step.element)) or _of_target(network, step, before)
    if state.up is False and step.code == state.code:
        yield Raise(step.element, atlas.resource(step.element), step.code)


def _state(element: Element) -> State | None:
    match element:
        case Port():
            return element.behaviour.state
        case Link() | Rewrite():
            return element.state
    return None


def _of_target(network: Network, step: Step, before: Step | None) -> State:
    """Return the state of a balancer's target, if that is what a hop met."""
    proxy = None if before is None else network.element(before.element)
    targets = (
        [one for listener in proxy.listeners for one in listener.targets]
        if isinstance(proxy, Proxy)
        else []
    )
    return next((one.state for one in targets if one.port == step.element), State())


def _leads_to(next_: Next) -> Id | None:
    match next_:
        case To(element):
            return element
        case Emit(port):
            return port
    return None


def _facing(step: Step, packets: TrafficSet) -> TrafficSet:
    """Return the packets as the hop meets them: replies are followed as what they answer."""
    return packets.reverse() if step.direction == "return" else packets


# --- as wide as people write it ---------------------------------------------------------------


def _rounded(packets: TrafficSet) -> TrafficSet:
    """Return packets whose addresses are few prefixes, or all within one."""
    space = packets.space
    whole = packets
    for family in (IPV4, IPV6):
        mine = packets & space.families[family]
        for field in (Field.SOURCE, Field.DESTINATION):
            ranges = mine.values(field, family)
            if len(prefixes(family, ranges)) > _MOST_PREFIXES:
                _, wide = span(around(family, ranges))
                whole |= mine.forget(field) & space.addresses(field, family, (wide,))
                mine = whole & space.families[family]
    return whole


def around(family: int, ranges: tuple[tuple[int, int], ...]) -> str:
    """Return the narrowest prefix that holds all ranges of a family."""
    (low, _), (_, high) = ranges[0], ranges[-1]
    (first,) = prefixes(family, ((low, low),))
    found = ip_network(first)
    while int(found.broadcast_address) < high:
        found = found.supernet()
    return str(found)
