"""Pictures in Graphviz's language, for its own renderers and for the layout of our SVG.

Every card and title has a fixed size, so that the layout does not depend on fonts. Names of
nodes are made up (`n1`), so that no stranger's text is ever an identifier.
https://graphviz.org/doc/info/lang.html
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import IO, Any

import graphviz

from cartographer.model.snapshot import Snapshot
from exporters.graph import Cluster, Edge, Graph, Node
from exporters.icon import icon
from exporters.palette import FOG, INK, LOOKS, PALE, QUIET, STROKES, box_look, legend, look
from exporters.request import draw
from exporters.text import fit, label, plural, width
from exporters.view import category

CARD = (190, 42)
"""Width and height of a card, in points."""

_TEXT = 142
"""Points that a card leaves for text."""

_WIDE_FACE = 0.84
"""Part of it that is used where Graphviz may have to set the text in a wider face."""

_KIND_SHARE = 0.42
"""Part of the second line that the kind may take from a long id."""

_PADDING = 14

LABEL_SIZE = 9.0
"""Points of the type in which arrows say what they are."""


class Plan:
    """The names that a picture's parts have in the language."""

    def __init__(self, graph: Graph) -> None:
        """Give cards and boxes numbers in the order of their ids."""
        self.graph = graph
        self.nodes = {node.id: f"n{n}" for n, node in enumerate(graph.nodes)}
        self.boxes = {box.id: f"cluster_{n}" for n, box in enumerate(graph.clusters)}
        self.anchors = {
            end: f"a{self.boxes[end].removeprefix('cluster_')}"
            for edge in graph.edges
            for end in (edge.source, edge.target)
            if end in self.boxes
        }
        self.inside: dict[str | None, list[Node]] = defaultdict(list)
        self.children: dict[str | None, list[Cluster]] = defaultdict(list)
        for node in graph.nodes:
            self.inside[node.cluster if node.cluster in self.boxes else None].append(node)
        for box in graph.clusters:
            self.children[box.parent if box.parent in self.boxes else None].append(box)
        self.linked = {end for edge in graph.edges for end in (edge.source, edge.target)}

    def end(self, id_: str) -> tuple[str, str | None]:
        """Return the node that an arrow meets, and the box at whose edge it stops."""
        if id_ in self.nodes:
            return self.nodes[id_], None
        return self.anchors[id_], self.boxes[id_]


def source(graph: Graph) -> str:
    """Return a picture in Graphviz's language, for a renderer to lay out."""
    plan = Plan(graph)
    more = {"label": banner(graph), "labelloc": "t", "labeljust": "l"}
    dot = graphviz.Digraph("cartographer", graph_attr={**_GRAPH, **more}, node_attr=NODES)
    _fill(dot, plan, None)
    for edge in graph.edges:
        _arrow(dot, plan, edge)
    return str(dot.source)


NODES = {"shape": "plain", "fontname": "Helvetica", "fontsize": "10"}
"""What every card begins with."""

_GRAPH = {
    "rankdir": "LR",
    "compound": "true",
    "newrank": "true",
    "fontname": "Helvetica",
    "nodesep": "0.12",
    "ranksep": "0.55",
    "bgcolor": "white",
    "pad": "0.2",
    "outputorder": "edgesfirst",
}


def banner(graph: Graph) -> str:
    """Return the title, the note and the legend as a label."""
    rows = [f'<FONT POINT-SIZE="16" COLOR="{INK}"><B>{label(graph.title)}</B></FONT>']
    rows += [f'<FONT POINT-SIZE="10" COLOR="{QUIET}">{label(note)}</FONT>' for note in graph.note]
    words = [
        f'<FONT COLOR="{colour}"><B>{label(sign)}</B></FONT> {label(word)}'
        for sign, colour, word in _signs(graph)
    ]
    if words:
        rows.append(f'<FONT POINT-SIZE="10" COLOR="{QUIET}">{"&#160;&#160; ".join(words)}</FONT>')
    cells = "".join(f'<TR><TD ALIGN="LEFT">{row}</TD></TR>' for row in rows)
    return f'<<TABLE BORDER="0" CELLSPACING="1">{cells}</TABLE>>'


def _signs(graph: Graph) -> Iterator[tuple[str, str, str]]:
    """Yield the legend as signs: each with its colour and its meaning."""
    for form, name, word in legend(graph):
        if form == "line":
            yield "→", STROKES[name][0], word
        elif name in LOOKS:
            yield LOOKS[name].mark or "▭", look(graph, name).line, word
        else:
            yield "▭", FOG, word


def _fill(dot: Any, plan: Plan, box: str | None) -> None:  # noqa: ANN401  graphviz has no types
    """Write what lies in a box, loose cards in rows."""
    for node in plan.inside[box]:
        dot.node(plan.nodes[node.id], label=card(plan.graph, node), tooltip=tip(node.tooltip))
    if box in plan.anchors:
        dot.node(plan.anchors[box], shape="point", style="invis", width="0.01", label="")
    for child in plan.children[box]:
        with dot.subgraph(
            name=plan.boxes[child.id], graph_attr=box_style(plan.graph, child)
        ) as inner:
            _fill(inner, plan, child.id)
    _rows(dot, plan, box)


def _rows(dot: Any, plan: Plan, box: str | None) -> None:  # noqa: ANN401
    """Set the cards of a box that no arrow meets in rows, by arrows that are not seen."""
    loose = [node for node in plan.inside[box] if node.id not in plan.linked]
    loose.sort(key=lambda node: (node.kind, node.name, node.id))
    columns = max(1, math.ceil(math.sqrt(len(loose) * 0.6)))
    for start in range(0, len(loose), columns):
        row = loose[start : start + columns]
        for left, right in pairwise(row):
            dot.edge(plan.nodes[left.id], plan.nodes[right.id], style="invis", weight="20")


def box_style(graph: Graph, box: Cluster) -> dict[str, str]:
    """Return how a box is drawn, its title included."""
    fill, line = box_look(box.kind)
    shown = look(graph, box.state)
    marked = box.state != "same"
    return {
        "label": _heading(graph, box),
        "labeljust": "l",
        "labelloc": "t",
        "style": "rounded,filled,dashed" if box.fog or shown.dashed else "rounded,filled",
        "fillcolor": fill,
        "color": shown.line if marked else FOG if box.fog else line,
        "penwidth": "2" if marked else "1",
        "margin": str(_PADDING),
        "tooltip": tip(box.tooltip),
    }


def heading(box: Cluster) -> tuple[str, str, float]:
    """Return the title of a box, what stands beside it, and the width of both."""
    name = fit(box.name, 220, 11, bold=True)
    beside = box.kind if box.kind != "outside" else ""
    detail = fit(" · ".join(part for part in (beside, box.detail) if part), 220, 9, middle=True)
    return name, detail, width(name, 11, bold=True) + width(detail, 9) + 44


def _heading(graph: Graph, box: Cluster) -> str:
    name, detail, room = heading(box)
    mark = look(graph, box.state).mark
    shown = f"{label(mark)} {label(name)}" if mark else label(name)
    return (
        f'<<TABLE BORDER="0" CELLBORDER="0" CELLPADDING="0" FIXEDSIZE="TRUE" '
        f'WIDTH="{room:.0f}" HEIGHT="20"><TR><TD ALIGN="LEFT"><FONT POINT-SIZE="11" '
        f'COLOR="{INK}"><B>{shown}</B></FONT><FONT POINT-SIZE="9" COLOR="{QUIET}">'
        f"&#160; {label(detail)}</FONT></TD></TR></TABLE>>"
    )


def lines(node: Node, room: float = _TEXT) -> tuple[str, str]:
    """Return the two lines of a card."""
    name = fit(node.name, room, 11, bold=True)
    beside = fit(node.detail, room, 9, middle=True)
    if node.parts:
        beside = f"{beside} +{plural(node.parts, 'part')}".strip()
    if node.count > 1 or node.external:
        return name, fit(beside, room, 9, middle=True)
    least = room * _KIND_SHARE
    kind = fit(node.kind, max(least, room - width(f" · {beside}", 9)), 9) if beside else node.kind
    rest = fit(beside, room - width(f"{kind} · ", 9), 9, middle=True)
    return name, f"{kind} · {rest}" if beside else fit(kind, room, 9)


def card(graph: Graph, node: Node) -> str:
    """Return a card as a label."""
    name, detail = lines(node, _TEXT * _WIDE_FACE)
    shown, drawn = look(graph, node.state), icon(node.kind)
    foggy = node.fog is not None or node.external
    line = FOG if foggy and node.state == "same" else shown.line
    style = "ROUNDED,DASHED" if foggy or shown.dashed else "ROUNDED"
    title = f"<S>{label(name)}</S>" if node.state == "gone" else label(name)
    mark = f"{label(shown.mark)} " if shown.mark else ""
    border = 2 if node.state != "same" or node.count > 1 else 1
    tile = FOG if foggy else PALE if graph.diff and node.state == "same" else drawn.colour
    return (
        f'<<TABLE BORDER="{border}" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" '
        f'FIXEDSIZE="TRUE" WIDTH="{CARD[0]}" HEIGHT="{CARD[1]}" STYLE="{style}" '
        f'COLOR="{line}" BGCOLOR="{shown.fill}"><TR><TD FIXEDSIZE="TRUE" WIDTH="34" '
        f'HEIGHT="34" BGCOLOR="{tile}"><FONT COLOR="#ffffff"><B>{drawn.letters}</B></FONT>'
        f'</TD><TD ALIGN="LEFT" BALIGN="LEFT" FIXEDSIZE="TRUE" WIDTH="150" HEIGHT="38">'
        f'<FONT POINT-SIZE="11" COLOR="{shown.ink}"><B>{mark}{title}</B></FONT><BR/>'
        f'<FONT POINT-SIZE="9" COLOR="{QUIET}">{label(detail)}</FONT>'
        f"</TD></TR></TABLE>>"
    )


def _arrow(dot: Any, plan: Plan, edge: Edge) -> None:  # noqa: ANN401
    tail, from_box = plan.end(edge.source)
    head, to_box = plan.end(edge.target)
    more = {"ltail": from_box, "lhead": to_box}
    said = edge.says(kind=plan.graph.labels)
    if said:
        more["label"] = small(said)
    more["weight"] = "1" if category(edge.kind) == "filter" else "3"
    kept = {name: value for name, value in more.items() if value}
    dot.edge(tail, head, **edge_style(plan.graph, edge), **kept)


def small(text: str) -> str:
    """Return what an arrow says as a label of a fixed size."""
    return (
        f'<<TABLE BORDER="0" CELLBORDER="0" CELLPADDING="0" FIXEDSIZE="TRUE" '
        f'WIDTH="{width(text, LABEL_SIZE) + 8:.0f}" HEIGHT="13" BGCOLOR="white"><TR><TD>'
        f'<FONT FACE="Helvetica" POINT-SIZE="9" COLOR="{QUIET}">{label(text)}</FONT>'
        f"</TD></TR></TABLE>>"
    )


def edge_style(graph: Graph, edge: Edge) -> dict[str, str]:
    """Return how an arrow is drawn."""
    colour, dashes, _ = STROKES[category(edge.kind)]
    shown = look(graph, edge.state)
    plain = edge.state == "same" and not graph.diff
    return {
        "color": colour if plain else shown.line,
        "style": "dashed" if dashes or shown.dashed else "solid",
        "arrowsize": "0.6",
        "penwidth": "1.6" if edge.state != "same" else "1",
    }


def tip(text: str) -> str:
    """Return text as a tooltip, in which nothing is expanded."""
    return str(graphviz.escape(text)) if text else " "


class DotExporter:
    """Graphviz's language."""

    name = "dot"
    media_type = "text/vnd.graphviz"
    suffix = ".dot"
    version = "Graphviz DOT"

    def render(self, snapshot: Snapshot, out: IO[bytes], **options: object) -> None:
        """Write a picture."""
        out.write(source(draw(snapshot, options)).encode())
