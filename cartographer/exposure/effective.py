"""What filters and routes really hold for one interface, in the order in which they count.

It refuses to know a cloud, and who may send anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Literal

from msgspec import Struct

from cartographer.exposure.atlas import Atlas, named
from cartographer.exposure.passage import Decider, NextHop, decider, gap, led
from cartographer.model.meaning import says
from cartographer.model.verdict import Reason, TrafficBox
from cartographer.reach.address import spelt
from cartographer.reach.evaluation import Evaluation
from cartographer.reach.network import (
    Element,
    Filter,
    Id,
    Origin,
    Port,
    Route,
    Stage,
    Table,
)
from cartographer.reach.traffic import IPV4, IPV6, Field
from cartographer.reach.written import prefixes, written

Verb = Literal["allow", "deny", "next", "final-allow"]


class HeldRule(Struct, frozen=True):
    """One rule that holds for an interface."""

    verb: Annotated[Verb, says("What it does with the packets that it matches.")]
    rule: Annotated[Decider, says("Which rule it is, and where it is from.")]
    peer: Annotated[str | None, says("The label that the other side must bear, such as a group.")]
    traffic: Annotated[tuple[TrafficBox, ...], says("What it matches, or may match.")]
    known: Annotated[bool, says("False if what it matches could not all be read.")]


class HeldFilter(Struct, frozen=True):
    """One filter that packets meet, with its rules in their order."""

    holders: Annotated[tuple[str, ...], says("Canonical ids of the resources that hold the rules.")]
    stateful: Annotated[bool, says("Whether replies pass of what passed.")]
    edge: Annotated[bool, says("Whether what stays within the subnet never meets it.")]
    gap: Annotated[str | None, says("Why there may be rules that were not seen.")]
    rules: Annotated[tuple[HeldRule, ...], says("The first that matches decides.")]


class HeldRoute(Struct, frozen=True):
    """One route that counts for what an interface sends."""

    destinations: Annotated[tuple[str, ...], says("Prefixes that it matches.")]
    next_hop: Annotated[NextHop, says("Where it leads.")]
    origin: Annotated[Origin, says("Where it is from: the provider, the owner, another router.")]
    active: Annotated[bool, says("False if other routes take all that it matches.")]
    known: Annotated[bool, says("False if nobody knows whether it is there.")]


class Effective(Struct, frozen=True):
    """All that holds for one interface."""

    interface: Annotated[str, says("Canonical id of the interface.")]
    addresses: Annotated[tuple[str, ...], says("Addresses and prefixes that it holds itself.")] = ()
    called: Annotated[tuple[str, ...], says("Addresses by which the outside calls it.")] = ()
    inbound: Annotated[tuple[HeldFilter, ...], says("Filters in the order of a packet.")] = ()
    outbound: Annotated[tuple[HeldFilter, ...], says("Filters in the order of a packet.")] = ()
    routes: Annotated[tuple[HeldRoute, ...], says("Routes, the one that wins first.")] = ()
    incomplete: Annotated[tuple[Reason, ...], says("What could not be read.")] = ()
    as_of: Annotated[datetime | None, says("Time of the oldest fact that it rests on.")] = None


def effective(atlas: Atlas, evaluation: Evaluation, id_: Id) -> Effective:
    """Return what holds for an interface; what could not be read is named, never left out."""
    atlas.begin()
    port = atlas.element(id_)
    interface = named(atlas, id_) or id_
    if not isinstance(port, Port):
        return Effective(interface, incomplete=(_unread(atlas, port),), as_of=atlas.as_of)
    behaviour = port.behaviour
    inward = [atlas.element(one) for one in behaviour.ingress]
    outward = [atlas.element(one) for one in behaviour.egress]
    table = atlas.element(behaviour.table)
    gaps = [one for one in (*inward, *outward, table) if not _complete(one)]
    return Effective(
        interface,
        tuple(_addresses(port)),
        tuple(spelt(family, value) for family, value in atlas.faces(id_)),
        tuple(_filter(atlas, evaluation, one) for one in inward),
        tuple(_filter(atlas, evaluation, one) for one in outward),
        tuple(_routes(atlas, evaluation, table)) if isinstance(table, Table) else (),
        tuple(dict.fromkeys(_unread(atlas, one) for one in gaps)),
        atlas.as_of,
    )


def _addresses(port: Port) -> Iterator[str]:
    for family, (low, high) in port.addresses:
        yield from (spelt(family, low),) if low == high else prefixes(family, ((low, high),))


def _complete(element: Element) -> bool:
    return isinstance(element, Filter | Table) and element.complete


def _unread(atlas: Atlas, element: Element) -> Reason:
    return Reason(gap(element), named(atlas, element.id), certain=False)


def _filter(atlas: Atlas, evaluation: Evaluation, element: Element) -> HeldFilter:
    if not isinstance(element, Filter):
        return HeldFilter((), stateful=False, edge=False, gap=gap(element), rules=())
    return HeldFilter(
        holders=tuple(named(atlas, one) or one for one in element.holders),
        stateful=element.session is not None,
        edge=element.edge,
        gap=None if element.complete else gap(element),
        rules=tuple(
            rule for stage in element.stages for rule in _rules(atlas, evaluation, element, stage)
        ),
    )


def _rules(
    atlas: Atlas, evaluation: Evaluation, filter_: Filter, stage: Stage
) -> Iterator[HeldRule]:
    """Yield the rules of a stage, and at the end what is done with what none matches."""
    for rule in (*stage.rules, evaluation.last(stage)):
        yield HeldRule(
            verb=rule.verb.value,
            rule=decider(atlas, filter_, rule),
            peer=rule.label,
            traffic=written(rule.match.possible).boxes,
            known=rule.match.known,
        )


def _routes(atlas: Atlas, evaluation: Evaluation, table: Table) -> Iterator[HeldRoute]:
    active = {route for route, _ in evaluation.slices(table) if route is not None}
    for route in evaluation.ordered(table):
        yield HeldRoute(
            destinations=_destinations(route),
            next_hop=led(atlas, table, route),
            origin=route.origin,
            active=route in active,
            known=route.known,
        )


def _destinations(route: Route) -> tuple[str, ...]:
    return tuple(
        text
        for family in (IPV4, IPV6)
        for text in prefixes(family, route.match.values(Field.DESTINATION, family))
        if route.match & route.match.space.families[family]
    )
