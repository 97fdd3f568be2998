"""Whether packets pass the filters of one port, by which rule, and where its table sends them.

The filters are asked in the order in which a packet that begins a flow meets them; what they
remember of flows does not count. A filter that denies decides. If none does, the last one that
looks at the packets is told, so of two groups in a row the rule of the second. Providers'
verifiers answer the same, of what a machine may send or take, whether or not anything listens.
https://learn.microsoft.com/azure/network-watcher/ip-flow-verify-overview
https://learn.microsoft.com/azure/network-watcher/next-hop-overview

It refuses to know what becomes of packets beyond the port.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, NamedTuple

from msgspec import Struct

from cartographer.exposure.atlas import Atlas, named
from cartographer.exposure.peer import Peer
from cartographer.model.meaning import says
from cartographer.model.verdict import Reason
from cartographer.reach.bounds import Bounds
from cartographer.reach.evaluation import Decision, Evaluation, Labels
from cartographer.reach.network import (
    Drop,
    Element,
    Filter,
    Maybe,
    OneOf,
    Opaque,
    Port,
    Route,
    Rule,
    Source,
    Table,
    Way,
)
from cartographer.reach.traffic import TrafficSet

Access = Literal["allow", "deny", "unknown"]


class Decider(Struct, frozen=True):
    """A rule that decides, as its provider names it."""

    id: Annotated[str | None, says("The provider's id of the rule; null where it has none.")]
    name: Annotated[str, says("Its bare name, or what it says where nobody named it.")]
    source: Annotated[Source, says("Who wrote it: the provider, the owner, or a policy above.")]
    filter: Annotated[str | None, says("Canonical id of what holds it; null for several.")]


class NextHop(Struct, frozen=True):
    """Where a table sends packets."""

    type: Annotated[Way, says("What it is, whichever cloud it is in.")]
    native_type: Annotated[str | None, says("The provider's word for it.")] = None
    address: Annotated[str | None, says("Its address, where it has one in the network.")] = None
    table: Annotated[str | None, says("Canonical id of the table that holds the route.")] = None
    route: Annotated[str | None, says("The route, as it is written.")] = None


class Passage(NamedTuple):
    """What the filters of a port do with packets, the rule that decides, and why it is unknown."""

    access: Access
    rule: Decider | None
    reasons: tuple[Reason, ...] = ()


class _Part(NamedTuple):
    """What one rule decides, and how it is told where that is not all."""

    decider: Decider
    bounds: Bounds
    reason: Reason


def passage(
    atlas: Atlas, evaluation: Evaluation, port: Port, traffic: TrafficSet, peer: Peer
) -> Passage:
    """Return whether packets pass the filters that a port has in a direction."""
    left = traffic
    allows: list[_Part] = []
    denials: list[_Part] = []
    gaps: list[Reason] = []
    for filter_ in peer.met(map(atlas.element, peer.filters(port))):
        if not isinstance(filter_, Filter) or not filter_.complete:
            gaps.append(Reason(gap(filter_), named(atlas, filter_.id), certain=False))
            continue
        perhaps = peer.perhaps(evaluation.named(filter_))
        found = list(evaluation.decisions(filter_, left, peer.labels, perhaps))
        left = evaluation.space.union(one.bounds.possible for one in found if one.passes)
        parts = [
            (one.passes, _part(atlas, filter_, one.rule, one, perhaps))
            for one in found
            if one.rule is not None
        ]
        denials += [part for passes, part in parts if not passes]
        allows = [part for passes, part in parts if passes] or allows
    if not left:
        return Passage("deny", _decider(denials))
    if not denials and not gaps:
        return Passage("allow", _decider(allows))
    return Passage("unknown", None, (*gaps, *(one.reason for one in (*allows, *denials))))


def gap(element: Element) -> str:
    """Return the reason why nobody knows what a filter or a table does."""
    match element:
        case Opaque():
            return element.code
        case Filter() | Table():
            return element.gap or "rules-not-seen"
    return "not-modelled"


def decider(atlas: Atlas, filter_: Filter, rule: Rule) -> Decider:
    """Return a rule of a filter as its provider names it."""
    holder = named(atlas, rule.holder, filter_.holder)
    return Decider(rule.native_id, rule.id, rule.source, holder)


def _part(atlas: Atlas, filter_: Filter, rule: Rule, decision: Decision, perhaps: Labels) -> _Part:
    told = decider(atlas, filter_, rule)
    code = "allows" if decision.passes else "denies"
    if rule.label in perhaps:
        code = "label-not-certain"
    elif not rule.match.known:
        code = "rule-not-certain"
    certain = bool(decision.bounds.certain)
    return _Part(told, decision.bounds, Reason(code, told.filter, rule.shown, certain=certain))


def _decider(parts: list[_Part]) -> Decider | None:
    """Return the rule that decides: the first that surely does, else the last that may."""
    sure = (one.decider for one in parts if one.bounds.certain)
    return next(sure, parts[-1].decider if parts else None)


# --- where it goes ----------------------------------------------------------------------------


def next_hop(
    atlas: Atlas, evaluation: Evaluation, port: Port, traffic: TrafficSet
) -> tuple[NextHop, tuple[Reason, ...]]:
    """Return where a port's table sends packets, and why nowhere or nobody knows where."""
    table = atlas.element(port.behaviour.table)
    if not isinstance(table, Table):
        return NextHop("unknown"), (Reason(gap(table), named(atlas, table.id), certain=False),)
    parts = [
        (route, bounds.within(traffic))
        for route, bounds in evaluation.slices(table)
        if bounds.possible & traffic
    ]
    hops = [led(atlas, table, route) for route, _ in parts]
    reasons = _reasons(atlas, table, parts)
    if not table.complete or len({(one.type, one.native_type, one.address) for one in hops}) > 1:
        return NextHop("unknown"), reasons
    sure = (hop for hop, (_, bounds) in zip(hops, parts, strict=True) if bounds.certain)
    told = next(sure, hops[-1])
    return told, reasons if told.type in {"none", "unknown"} else ()


def led(atlas: Atlas, table: Table, route: Route | None) -> NextHop:
    """Return where a route of a table leads; without one nowhere."""
    if route is None:
        return NextHop("none", table=named(atlas, table.holder))
    holder = named(atlas, route.holder, table.holder)
    return NextHop(*atlas.hop(route.next), table=holder, route=route.rule)


def _reasons(
    atlas: Atlas, table: Table, parts: Iterable[tuple[Route | None, Bounds]]
) -> tuple[Reason, ...]:
    """Return what each part of the packets meets, and what of the table was not seen."""
    holder = named(atlas, table.holder)
    found = [] if table.complete else [Reason(gap(table), holder, certain=False)]
    for route, bounds in parts:
        rule = None if route is None else route.rule
        if rule is not None or table.complete:
            found.append(Reason(_code(route), holder, rule, certain=bool(bounds.certain)))
    return tuple(found)


def _code(route: Route | None) -> str:
    if route is None:
        return "no-route"
    if not route.known:
        return "route-not-certain"
    return route.next.code if isinstance(route.next, Drop | Maybe | OneOf) else "routes"
