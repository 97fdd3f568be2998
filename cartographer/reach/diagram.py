"""Sets of points in a few dimensions, as hash-consed interval decision diagrams.

Canonical: equal sets are one object, so equality is identity and every operation is memoised.
A node tests one level (dimension) and splits it into ranges; neighbours with the same rest are
one range, and a level that decides nothing has no node. There is no global list of atoms that a
new prefix would renumber.

Source: Strehl and Thiele, "Interval diagrams for efficient symbolic verification of process
networks" (2000); Bryant, "Graph-based algorithms for Boolean function manipulation" (1986).

It refuses to know what the levels mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

Range = tuple[int, int]
"""Inclusive bounds."""
Ranges = tuple[Range, ...]
_END = 1 << 200
"""Beyond every value of every level: the last range of a node goes on to here."""
_LEAF = 1 << 10
"""The level of the two leaves, below every other."""


class Node:
    """One set; made by a `Diagram` only, compared by identity."""

    __slots__ = ("children", "cuts", "level")

    def __init__(self, level: int, cuts: tuple[int, ...], children: tuple[Node, ...]) -> None:
        """Hold the last value of each range but the last, and the rest of each range."""
        self.level = level
        self.cuts = cuts
        self.children = children

    def spans(self) -> Iterator[tuple[int, int, Node]]:
        """Yield first value, last value and rest of each range; the last one ends nowhere."""
        low = 0
        for cut, child in zip((*self.cuts, _END), self.children, strict=True):
            yield low, cut, child
            low = cut + 1


_Pair = tuple[Node, Node]
_Operation = Callable[[Node, Node], Node]


class Diagram:
    """All sets of one analysis, each once.

    Costs: an operation on diagrams of n and m nodes makes at most n x m of them, and each pair
    is computed once for the life of the diagram.
    """

    def __init__(self) -> None:
        """Begin with nothing but the empty and the full set."""
        self.empty = Node(_LEAF, (), ())
        self.full = Node(_LEAF, (), ())
        self._nodes: dict[tuple[int, tuple[int, ...], tuple[Node, ...]], Node] = {}
        self._both: dict[_Pair, Node] = {}
        self._either: dict[_Pair, Node] = {}
        self._without: dict[_Pair, Node] = {}
        self._forgotten: dict[tuple[Node, int], Node] = {}

    def __len__(self) -> int:
        """Return how many different nodes were made."""
        return len(self._nodes)

    def node(self, level: int, spans: Iterable[tuple[int, Node]]) -> Node:
        """Return the set that has, for each range of a level, this rest.

        `spans` are (last value, rest), ascending; the last one is taken to go on for ever.
        """
        cuts: list[int] = []
        children: list[Node] = []
        for cut, child in spans:
            if children and children[-1] is child:
                cuts[-1] = cut
            else:
                cuts.append(cut)
                children.append(child)
        if len(children) == 1:
            return children[0]
        form = (level, tuple(cuts[:-1]), tuple(children))
        found = self._nodes.get(form)
        if found is None:
            found = self._nodes[form] = Node(*form)
        return found

    def ranges(self, level: int, ranges: Iterable[Range], last: int) -> Node:
        """Return the points whose value at a level, at most `last`, lies in one of the ranges."""
        spans: list[tuple[int, Node]] = []
        reach = -1
        for low, high in sorted(ranges):
            if high <= reach:
                continue
            if low > reach + 1:
                spans.append((low - 1, self.empty))
            spans.append((high, self.full))
            reach = high
        if not spans:
            return self.empty
        if reach < last:
            spans.append((last, self.empty))
        return self.node(level, spans)

    def both(self, one: Node, other: Node) -> Node:
        """Return the intersection."""
        if one is other or other is self.full:
            return one
        if one is self.full:
            return other
        if one is self.empty or other is self.empty:
            return self.empty
        pair = (one, other) if id(one) < id(other) else (other, one)
        found = self._both.get(pair)
        if found is None:
            found = self._both[pair] = self._merge(one, other, self.both)
        return found

    def either(self, one: Node, other: Node) -> Node:
        """Return the union."""
        if one is other or other is self.empty:
            return one
        if one is self.empty:
            return other
        if one is self.full or other is self.full:
            return self.full
        pair = (one, other) if id(one) < id(other) else (other, one)
        found = self._either.get(pair)
        if found is None:
            found = self._either[pair] = self._merge(one, other, self.either)
        return found

    def without(self, one: Node, other: Node) -> Node:
        """Return what is in the one and not in the other."""
        if one is other or one is self.empty or other is self.full:
            return self.empty
        if other is self.empty:
            return one
        pair = (one, other)
        found = self._without.get(pair)
        if found is None:
            found = self._without[pair] = self._merge(one, other, self.without)
        return found

    def union(self, sets: Iterable[Node]) -> Node:
        """Return the union of many sets, halves first, so that none is walked again and again."""
        left = list(sets) or [self.empty]
        while len(left) > 1:
            pairs = [self.either(*left[at : at + 2]) for at in range(0, len(left) - 1, 2)]
            left = pairs + left[len(pairs) * 2 :]
        return left[0]

    def forget(self, one: Node, level: int) -> Node:
        """Return the points that are in the set for at least one value of a level."""
        if one.level > level:
            return one
        pair = (one, level)
        found = self._forgotten.get(pair)
        if found is None:
            if one.level == level:
                found = self.union(one.children)
            else:
                found = self.node(
                    one.level,
                    [(cut, self.forget(child, level)) for _, cut, child in one.spans()],
                )
            self._forgotten[pair] = found
        return found

    def _merge(self, one: Node, other: Node, operation: _Operation) -> Node:
        level = min(one.level, other.level)
        if one.level > level:
            return self.node(level, [(cut, operation(one, rest)) for _, cut, rest in other.spans()])
        if other.level > level:
            return self.node(level, [(cut, operation(rest, other)) for _, cut, rest in one.spans()])
        spans: list[tuple[int, Node]] = []
        ours, theirs = one.spans(), other.spans()
        _, end, rest = next(ours)
        _, their_end, their_rest = next(theirs)
        while True:
            cut = min(end, their_end)
            spans.append((cut, operation(rest, their_rest)))
            if cut == _END:
                return self.node(level, spans)
            if end == cut:
                _, end, rest = next(ours)
            if their_end == cut:
                _, their_end, their_rest = next(theirs)
