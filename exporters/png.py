"""Pictures as PNG, drawn by Graphviz from the layout that the SVG has too.

Graphviz is given every position (`neato -n2`), so that both formats show the same picture;
two letters stand for the icons, which it cannot draw.
https://graphviz.org/faq/#FaqDotWithCoords
"""

from typing import IO, Any

import graphviz

from cartographer.model.snapshot import Snapshot
from exporters.dot import (
    NODES,
    Plan,
    banner,
    box_style,
    card,
    edge_style,
    heading,
    small,
)
from exporters.graph import Graph
from exporters.layout import HEAD, MARGIN, Placed, Rect, place
from exporters.renderer import Renderer, renderer
from exporters.request import draw
from exporters.route import Route, routes, spots
from exporters.text import width

_PIXELS = 40_000_000
_POINTS = 72
_SHARP = 96
_ROW = 16


class _Page:
    """A picture in Graphviz's language with every position in it; y grows upwards there."""

    def __init__(self, graph: Graph, placed: Placed) -> None:
        self.graph = graph
        self.placed = placed
        self.plan = Plan(graph)
        self.head = _ROW * (len(graph.note) + 2) + 24
        wide, high = placed.width, placed.height + self.head
        dpi = min(_SHARP, int(_POINTS * (_PIXELS / max(wide * high, 1)) ** 0.5))
        attributes = {"bgcolor": "white", "pad": "0.3", "outputorder": "edgesfirst"}
        attributes |= {"dpi": str(max(dpi, 1)), "fontname": "Helvetica"}
        self.dot = graphviz.Digraph("cartographer", graph_attr=attributes, node_attr=NODES)

    def source(self) -> str:
        """Return the whole."""
        self._fill(self.dot, None)
        ways = routes(self.graph.edges, self.placed)
        labels = {id(way): spot for way, spot in spots(self.graph, ways, self.placed)}
        for way in ways:
            self._arrow(way, labels.get(id(way)))
        words = (self.graph.title, *self.graph.note)
        wide = max(width(word, 16 if n == 0 else 10, bold=n == 0) for n, word in enumerate(words))
        rect = Rect(0.0, -self.head, wide + 20, self.head - 16)
        self.dot.node("banner", label=_sized(banner(self.graph), rect), pos=_at(rect))
        return str(self.dot.source)

    def _fill(self, dot: Any, box: str | None) -> None:  # noqa: ANN401  graphviz has no types
        for node in self.plan.inside[box]:
            at = _at(self.placed.cards[node.id])
            dot.node(self.plan.nodes[node.id], label=card(self.graph, node), pos=at)
        for child in self.plan.children[box]:
            rect = self.placed.boxes[child.id]
            room = heading(child)[2]
            style = {
                **box_style(self.graph, child),
                "bb": f"{rect.x:.1f},{-rect.y - rect.h:.1f},{rect.x + rect.w:.1f},{-rect.y:.1f}",
                "lp": f"{rect.x + MARGIN + room / 2:.1f},{-rect.y - HEAD / 2:.1f}",
                "lwidth": f"{room / _POINTS:.3f}",
                "lheight": f"{20 / _POINTS:.3f}",
            }
            with dot.subgraph(name=self.plan.boxes[child.id], graph_attr=style) as inner:
                self._fill(inner, child.id)

    def _arrow(self, way: Route, spot: Rect | None) -> None:
        *rest, (x, y) = way.points
        before = rest[-1][0]
        tip = x + (7 if x >= before else -7)
        points = " ".join(f"{left:.1f},{-top:.1f}" for left, top in way.points)
        more = {"pos": f"e,{tip:.1f},{-y:.1f} {points}"}
        if spot is not None:
            more |= {"label": small(way.edge.says(kind=self.graph.labels)), "lp": _at(spot)}
        style = edge_style(self.graph, way.edge)
        self.dot.edge(self._any(way.edge.source), self._any(way.edge.target), **style, **more)

    def _any(self, end: str) -> str:
        """Return a node to hang an arrow on; its way is given, so any in the box will do."""
        here = end
        while here not in self.plan.nodes:
            inside = self.plan.inside[here]
            here = inside[0].id if inside else self.plan.children[here][0].id
        return self.plan.nodes[here]


def _sized(label: str, rect: Rect) -> str:
    size = f'<TABLE FIXEDSIZE="TRUE" WIDTH="{rect.w:.0f}" HEIGHT="{rect.h:.0f}"'
    return label.replace("<TABLE", size, 1)


def _at(rect: Rect) -> str:
    return f"{rect.x + rect.w / 2:.1f},{-rect.y - rect.h / 2:.1f}"


def pinned(graph: Graph, placed: Placed) -> str:
    """Return a picture in Graphviz's language with every position in it."""
    return _Page(graph, placed).source()


def png(graph: Graph, by: Renderer | None = None) -> bytes:
    """Return a picture as PNG, at most `_PIXELS` large.

    Raises:
        RenderError: there is no renderer, or it failed.
    """
    chosen = renderer() if by is None else by
    return chosen.run(pinned(graph, place(graph, chosen)), "png", pinned=True)


class PngExporter:
    """Portable network graphics."""

    name = "png"
    media_type = "image/png"
    suffix = ".png"
    version = "PNG 1.2"

    def render(self, snapshot: Snapshot, out: IO[bytes], **options: object) -> None:
        """Write a picture."""
        out.write(png(draw(snapshot, options)))
