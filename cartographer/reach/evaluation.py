"""What filters let pass and where tables send, as exact sets, each computed once.

The reply of a flow is followed in the flow's own orientation: instead of turning the packets
around at each step, the facts are turned around once and kept.

It refuses to know what a filter or a table belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cartographer.reach.bounds import Bounds
from cartographer.reach.network import Filter, Id, Label, Route, Rule, Stage, Table, Verb
from cartographer.reach.traffic import Traffic, TrafficSet

Labels = frozenset[Label]
NO_LABELS: Labels = frozenset()
DEFAULT, WITHIN = "default", "within"
"""What decides where no rule does: what is left, and what a filter never looks at."""
Slices = tuple[tuple[Route | None, Bounds], ...]
"""Which packets a route gets, narrowest first; none stands for what has no route."""
_ENDS = frozenset({Verb.DENY, Verb.FINAL})
"""Verbs after which no later stage is asked."""


class Decision(NamedTuple):
    """Which packets a rule of a filter decides; none stands for what the filter never looks at."""

    rule: Rule | None
    bounds: Bounds

    @property
    def passes(self) -> bool:
        """Whether the packets pass the filter."""
        return self.rule is None or self.rule.verb is not Verb.DENY


class Evaluation:
    """The compiled facts of one analysis."""

    def __init__(self, space: Traffic) -> None:
        """Begin with nothing compiled."""
        self.space = space
        self._filters: dict[tuple[Filter, Labels, bool], Bounds] = {}
        self._named: dict[Filter, Labels] = {}
        self._tables: dict[tuple[Table, bool], Slices] = {}

    def passes(self, filter_: Filter, labels: Labels, *, reply: bool = False) -> Bounds:
        """Return what a filter lets pass of peers with these labels.

        With `reply` the packets are those whose replies pass it.
        """
        form = (filter_, labels & self.named(filter_), reply)
        found = self._filters.get(form)
        if found is None:
            found = (
                self.passes(filter_, labels).reverse() if reply else self._pass(filter_, form[1])
            )
            self._filters[form] = found
        return found

    def named(self, filter_: Filter) -> Labels:
        """Return the labels that a filter's rules name."""
        found = self._named.get(filter_)
        if found is None:
            found = self._named[filter_] = _named(filter_)
        return found

    def slices(self, table: Table, *, reply: bool = False) -> Slices:
        """Return which packets each route of a table gets, and at the end which none gets.

        With `reply` the packets are those whose replies it gets.
        """
        found = self._tables.get((table, reply))
        if found is None:
            slices = self._slice(table)
            if reply:
                slices = tuple((route, bounds.reverse()) for route, bounds in slices)
            found = self._tables[table, reply] = slices
        return found

    @staticmethod
    def ordered(table: Table) -> list[Route]:
        """Return the routes of a table, the one that wins first."""
        return sorted(table.routes, key=_precedence)

    def decider(
        self, filter_: Filter, labels: Labels, traffic: TrafficSet, *, passed: bool
    ) -> tuple[str, Id | None]:
        """Return the rule that lets some of the packets pass or denies them, and who holds it."""
        left = traffic
        if filter_.exempt is not None:
            left -= filter_.exempt
            if traffic and not left:
                return WITHIN, None
        told = (DEFAULT, filter_.holder)
        for stage in filter_.stages:
            hits = self._hits(stage, Bounds.exactly(left), labels)
            of_that_sort = (rule for rule, _ in hits if (rule.verb is not Verb.DENY) == passed)
            rule = next(of_that_sort, self.last(stage))
            told = rule.shown, rule.holder or filter_.holder
            if (rule.verb is not Verb.DENY) == passed and rule.verb in _ENDS:
                break
        return told

    def decisions(
        self, filter_: Filter, traffic: TrafficSet, labels: Labels, perhaps: Labels = NO_LABELS
    ) -> Iterator[Decision]:
        """Yield which rules decide the packets of peers with these labels, in their order.

        Of what several stages let pass the last one decides. Peers bear the labels `perhaps` or
        not. The bounds are those of an answer if the filter is complete.
        """
        left = Bounds.exactly(traffic)
        if filter_.exempt is not None:
            never = left.within(filter_.exempt)
            left -= never
            if never.possible:
                yield Decision(None, never)
        for stage in filter_.stages:
            onward = Bounds.exactly(self.space.nothing)
            for rule, hit in self._hits(stage, left, labels, perhaps):
                if stage is filter_.stages[-1] or rule.verb in _ENDS:
                    yield Decision(rule, hit)
                else:
                    onward |= hit
            left = onward

    def last(self, stage: Stage) -> Rule:
        """Return what is done with the packets that no rule of a stage matches, as a rule."""
        match = Bounds.exactly(self.space.everything)
        return Rule(stage.otherwise_rule, stage.otherwise, match, source="default")

    def _pass(self, filter_: Filter, labels: Labels) -> Bounds:
        everything = Bounds.exactly(self.space.everything)
        passed = Bounds.exactly(self.space.nothing)
        at_stage = everything
        for stage in filter_.stages:
            onward, final = self._stage(stage, labels)
            passed |= at_stage & final
            at_stage &= onward
        passed |= at_stage
        if not filter_.complete:
            passed = Bounds(self.space.nothing, self.space.everything)
        if filter_.exempt is not None:
            passed |= Bounds.exactly(filter_.exempt)
        return passed

    def _stage(self, stage: Stage, labels: Labels) -> tuple[Bounds, Bounds]:
        nothing = Bounds.exactly(self.space.nothing)
        left = Bounds.exactly(self.space.everything)
        if all(rule.verb is Verb.ALLOW for rule in stage.rules):
            allowed = self._any(rule.match for rule in stage.rules if _speaks(rule.label, labels))
            return (allowed if stage.otherwise is Verb.DENY else left), nothing
        onward, final = nothing, nothing
        for rule, hit in self._hits(stage, left, labels):
            if rule.verb is Verb.FINAL:
                final |= hit
            elif rule.verb is not Verb.DENY:
                onward |= hit
        return onward, final

    def _hits(
        self, stage: Stage, left: Bounds, labels: Labels, perhaps: Labels = NO_LABELS
    ) -> Iterator[tuple[Rule, Bounds]]:
        """Yield each rule that gets some of the packets, with them."""
        for rule in (*stage.rules, self.last(stage)):
            match = rule.match
            if not _speaks(rule.label, labels):
                if rule.label not in perhaps:
                    continue
                match = Bounds(self.space.nothing, match.possible)
            hit = left & match
            left -= match
            if hit.possible:
                yield rule, hit

    def _any(self, matches: Iterable[Bounds]) -> Bounds:
        found = tuple(matches)
        return Bounds(
            self.space.union(one.certain for one in found),
            self.space.union(one.possible for one in found),
        )

    def _slice(self, table: Table) -> Slices:
        everything = Bounds.exactly(self.space.everything)
        left = everything
        slices: list[tuple[Route | None, Bounds]] = []
        for route in self.ordered(table):
            match = Bounds(route.match if route.known else self.space.nothing, route.match)
            mine = left & match
            left -= match
            if mine.possible:
                slices.append((route, mine if table.complete else _doubted(mine)))
        slices.append((None, left if table.complete else _doubted(left)))
        return tuple(slices)


def _doubted(bounds: Bounds) -> Bounds:
    return Bounds(bounds.certain.space.nothing, bounds.possible)


def _precedence(route: Route) -> tuple[int, int, int]:
    return route.tier, -route.length, route.preference


def _named(filter_: Filter) -> Labels:
    return frozenset(
        rule.label for stage in filter_.stages for rule in stage.rules if rule.label is not None
    )


def _speaks(label: Label | None, labels: Labels) -> bool:
    return label is None or label in labels
