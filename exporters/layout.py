"""Where everything stands: boxes are laid out from the inside out.

In each box what arrows join is ranked from left to right by Graphviz, with the boxes inside as
rigid blocks; the rest is set in rows, and all blocks are packed to the shape of a page. So a
picture stays dense however deep it nests. All boxes of one depth go through one run.
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Struct

from cartographer.model.meaning import says
from exporters.dot import CARD, LABEL_SIZE, heading
from exporters.graph import OUTSIDE, Edge, Graph
from exporters.pack import ASPECT, GAP, GAP_X, Block, Spots, pack
from exporters.renderer import Renderer
from exporters.text import width

MARGIN, HEAD = 16.0, 28.0
"""Points inside a box, and for its title."""

_COLUMN = 16
"""Cards of a column where arrows come in from outside its box."""

_RIBBON, _WIDEST = 4.5, 3500.0
"""Width by height, and width in points, from which boxes in a row are stacked instead."""

_POINTS = 72.0
_APART, _WIDE_APART = 0.75, 1.15
"""Inches between ranks, and where arrows say what they are."""

_TIPS = 0.35
"""Inches that the ends of an arrow need beside what it says."""


class Rect(Struct, frozen=True):
    """A rectangle; y grows downwards."""

    x: float
    y: float
    w: float
    h: float

    def moved(self, x: float, y: float) -> "Rect":
        """Return it at another place."""
        return Rect(self.x + x, self.y + y, self.w, self.h)

    def meets(self, other: "Rect") -> bool:
        """Return whether two rectangles overlap."""
        return (
            self.x < other.x + other.w
            and other.x < self.x + self.w
            and self.y < other.y + other.h
            and other.y < self.y + self.h
        )


class Placed(Struct, frozen=True):
    """Where everything stands, in points."""

    cards: Annotated[dict[str, Rect], says("Rectangles of cards by id.")]
    boxes: Annotated[dict[str, Rect], says("Rectangles of boxes by id.")]
    width: Annotated[float, says("Width of all.")]
    height: Annotated[float, says("Height of all.")]

    def rect(self, end: str) -> Rect:
        """Return the rectangle of an end of an arrow."""
        return self.cards[end] if end in self.cards else self.boxes[end]


class _Nest:
    """Who lies in whom, and which arrows join two things of one box."""

    def __init__(self, graph: Graph) -> None:
        self.boxes = {box.id: box for box in graph.clusters}
        self.parent: dict[str, str | None] = {
            box.id: box.parent if box.parent in self.boxes else None for box in graph.clusters
        }
        for node in graph.nodes:
            self.parent[node.id] = node.cluster if node.cluster in self.boxes else None
        self.inside: dict[str | None, list[str]] = defaultdict(list)
        order = {node.id: (node.kind, node.name, node.id) for node in graph.nodes}
        order |= {box.id: ("", box.name, box.id) for box in graph.clusters}
        for id_, parent in self.parent.items():
            self.inside[parent].append(id_)
        for members in self.inside.values():
            members.sort(key=order.__getitem__)
        self.joins: dict[str | None, set[tuple[str, str]]] = defaultdict(set)
        self.apart = _apart(graph)
        self.met = {end for edge in graph.edges for end in (edge.source, edge.target)}
        for edge in graph.edges:
            self._join(edge)

    def way(self, id_: str) -> list[str]:
        """Return a thing and the boxes around it, the outermost first."""
        way: list[str] = []
        here: str | None = id_
        while here is not None:
            way.insert(0, here)
            here = self.parent[here]
        return way

    def _join(self, edge: Edge) -> None:
        box: str | None = None
        for left, right in zip(self.way(edge.source), self.way(edge.target), strict=False):
            if left != right:
                self.joins[box].add((left, right))
                return
            box = left

    def levels(self) -> Iterator[list[str | None]]:
        """Yield the boxes of each depth, the deepest first, and at last the whole."""
        depths: dict[int, list[str | None]] = defaultdict(list)
        for id_ in self.boxes:
            depths[len(self.way(id_))].append(id_)
        for depth in sorted(depths, reverse=True):
            yield depths[depth]
        yield [None]


def _apart(graph: Graph) -> float:
    """Return the inches between ranks that leave room for what arrows say."""
    if not graph.labels:
        return _APART
    said = max((width(edge.said, LABEL_SIZE) for edge in graph.edges), default=0.0)
    return max(_WIDE_APART, said / _POINTS + _TIPS)


def place(graph: Graph, renderer: Renderer | None) -> Placed:
    """Return where everything stands; without arrows no renderer is needed.

    Raises:
        RenderError: the renderer failed.
    """
    nest = _Nest(graph)
    sizes: dict[str, tuple[float, float]] = {
        node.id: (float(CARD[0]), float(CARD[1])) for node in graph.nodes
    }
    spots: dict[str | None, Spots] = {}
    whole = (0.0, 0.0)
    for level in nest.levels():
        ranked = _rank(level, nest, sizes, renderer)
        for box in level:
            blocks = [*ranked.get(box, ()), *_loose(box, nest, sizes)]
            spots[box], whole = pack(blocks)
            if box is not None:
                least = heading(nest.boxes[box])[2] + 2 * MARGIN
                wide = max(whole[0] + 2 * MARGIN, least)
                sizes[box] = (wide, whole[1] + HEAD + MARGIN)
    cards, rects = _absolute(nest, spots, sizes)
    return Placed(cards, rects, *whole)


def _parts(box: str | None, nest: _Nest) -> list[list[str]]:
    """Return the things of a box that arrows join, by connected component."""
    root: dict[str, str] = {}

    def find(id_: str) -> str:
        while root.setdefault(id_, id_) != id_:
            id_ = root[id_]
        return id_

    for left, right in sorted(nest.joins[box]):
        root[find(left)] = find(right)
    groups: dict[str, list[str]] = defaultdict(list)
    for id_ in sorted(root):
        groups[find(id_)].append(id_)
    return [groups[id_] for id_ in sorted(groups)]


def _rank(
    level: list[str | None],
    nest: _Nest,
    sizes: dict[str, tuple[float, float]],
    renderer: Renderer | None,
) -> dict[str | None, list[Block]]:
    """Return the blocks of what arrows join, for all boxes of a depth in one run."""
    jobs = [(box, part) for box in level for part in _parts(box, nest)]
    if not jobs or renderer is None:
        return {}
    text = "\n".join(_program(part, nest, box, sizes) for box, part in jobs)
    found = _documents(renderer.run(text, "json0"))
    blocks: dict[str | None, list[Block]] = defaultdict(list)
    for (box, part), document in zip(jobs, found, strict=True):
        block = _block(part, document, sizes)
        blocks[box] += _stack(part, nest, sizes) if _is_ribbon(part, nest, block) else [block]
    return blocks


def _is_ribbon(part: list[str], nest: _Nest, block: Block) -> bool:
    """Return whether ranking set boxes in a row that no page has room for."""
    boxes = [id_ for id_ in part if id_ in nest.boxes and id_ != OUTSIDE]
    _, wide, high = block
    return len(boxes) > 1 and wide > _WIDEST and wide > _RIBBON * high


def _stack(part: list[str], nest: _Nest, sizes: dict[str, tuple[float, float]]) -> list[Block]:
    """Return what was ranked as blocks that can be packed, its arrows going where they must."""
    cards = [id_ for id_ in part if id_ not in nest.boxes]
    boxes: list[Block] = [({id_: (0.0, 0.0)}, *sizes[id_]) for id_ in part if id_ in nest.boxes]
    return [*boxes, _rows(cards, math.ceil(len(cards) / _COLUMN))] if cards else boxes


def _program(
    part: list[str], nest: _Nest, box: str | None, sizes: dict[str, tuple[float, float]]
) -> str:
    joins, apart = nest.joins[box], nest.apart
    names = {id_: f"n{n}" for n, id_ in enumerate(part)}
    node = 'node [shape=box fixedsize=true label=""]'
    lines = [f"digraph {{ rankdir=LR; ranksep={apart:.4g}; nodesep=0.2; {node}"]
    for id_, name in names.items():
        wide, high = sizes[id_]
        lines.append(f"{name} [width={wide / _POINTS:.4f} height={high / _POINTS:.4f}]")
    for left, right in sorted(joins):
        if left in names:
            lines.append(f"{names[left]} -> {names[right]}")
    return "\n".join((*lines, "}"))


class _Object(Struct):
    pos: str


class _Document(Struct):
    bb: str
    objects: list[_Object]


def _documents(text: bytes) -> list[_Document]:
    """Return the documents that stand one after the other."""
    parts = [part + b"\n}" for part in text.split(b"\n}\n") if part.strip()]
    return [msgspec.json.decode(part, type=_Document) for part in parts]


def _block(part: list[str], document: _Document, sizes: dict[str, tuple[float, float]]) -> Block:
    _, _, wide, high = (float(number) for number in document.bb.split(","))
    spots: Spots = {}
    for id_, found in zip(part, document.objects, strict=True):
        x, y = (float(number) for number in found.pos.split(","))
        w, h = sizes[id_]
        spots[id_] = (x - w / 2, high - y - h / 2)
    return spots, wide, high


def _loose(box: str | None, nest: _Nest, sizes: dict[str, tuple[float, float]]) -> Iterator[Block]:
    """Yield the blocks of what no arrow joins: the cards as one, in rows, and each box."""
    joined = {end for join in nest.joins[box] for end in join}
    loose = [id_ for id_ in nest.inside[box] if id_ not in joined]
    cards = [id_ for id_ in loose if id_ not in nest.boxes]
    met = [id_ for id_ in cards if id_ in nest.met]
    apart = [id_ for id_ in cards if id_ not in nest.met]
    if met:
        yield _rows(met, math.ceil(len(met) / _COLUMN))
    if apart:
        yield _rows(apart)
    for id_ in loose:
        if id_ in nest.boxes:
            yield {id_: (0.0, 0.0)}, *sizes[id_]


def _rows(cards: list[str], columns: int | None = None) -> Block:
    """Set cards in rows; those that arrows from elsewhere meet stand one below the other."""
    step_x, step_y = CARD[0] + GAP_X, CARD[1] + GAP
    columns = columns or max(1, math.ceil(math.sqrt(len(cards) * ASPECT * step_y / step_x)))
    spots = {id_: ((n % columns) * step_x, (n // columns) * step_y) for n, id_ in enumerate(cards)}
    rows = math.ceil(len(cards) / columns)
    return spots, min(columns, len(cards)) * step_x - GAP_X, rows * step_y - GAP


def _absolute(
    nest: _Nest, spots: dict[str | None, Spots], sizes: dict[str, tuple[float, float]]
) -> tuple[dict[str, Rect], dict[str, Rect]]:
    cards: dict[str, Rect] = {}
    rects: dict[str, Rect] = {}
    todo: list[tuple[str | None, float, float]] = [(None, 0.0, 0.0)]
    while todo:
        box, left, top = todo.pop()
        for id_, (x, y) in spots[box].items():
            rect = Rect(left + x, top + y, *sizes[id_])
            (rects if id_ in nest.boxes else cards)[id_] = rect
            if id_ in nest.boxes:
                todo.append((id_, rect.x + MARGIN, rect.y + HEAD))
    return cards, rects
