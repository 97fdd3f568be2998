"""Pictures as SVG, drawn by ourselves from a layout: no script, no link, nothing from outside.

Graphviz says where what stands; what it looks like is said here, so that both renderers give
the same kind of picture. https://www.w3.org/TR/SVG11/
"""

from collections.abc import Iterable, Iterator
from typing import IO

from cartographer.model.snapshot import Snapshot
from exporters.dot import CARD, heading, lines
from exporters.graph import Cluster, Graph, Node
from exporters.icon import icon
from exporters.layout import HEAD, Placed, Rect, place
from exporters.palette import (
    FACE,
    FOG,
    INK,
    PALE,
    PAPER,
    QUIET,
    STROKES,
    Look,
    box_look,
    legend,
    look,
)
from exporters.renderer import Renderer, renderer
from exporters.request import draw
from exporters.route import Route, routes, spots
from exporters.text import clean, markup, width
from exporters.view import category

_MARGIN = 24.0
_LEAST_WIDTH = 760.0
_LINE = 15.0


def document(graph: Graph, placed: Placed) -> Iterator[str]:
    """Yield a picture as SVG, piece by piece."""
    wide = max(placed.width, _LEAST_WIDTH) + 2 * _MARGIN
    banner = list(_wrapped(graph, wide - 2 * _MARGIN))
    keys = list(_legend(graph, wide - 2 * _MARGIN))
    rows = max((row for _, row in keys), default=-1) + 1
    top = _MARGIN + 26 + _LINE * len(banner) + 22 * rows + 14
    high = top + placed.height + _MARGIN
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.0f}" height="{high:.0f}" '
        f'viewBox="0 0 {wide:.0f} {high:.0f}" font-family="{FACE}" fill="{INK}">\n'
        f"<title>{markup(clean(graph.title))}</title>\n"
        f'<rect width="100%" height="100%" fill="{PAPER}"/>\n'
        f'<g class="banner" transform="translate({_MARGIN:.0f} {_MARGIN:.0f})">\n'
        f'<text y="16" font-size="18" font-weight="bold">{markup(clean(graph.title))}</text>\n'
    )
    for n, text in enumerate(banner):
        y = 34 + _LINE * n
        yield f'<text y="{y:.0f}" font-size="11" fill="{QUIET}">{markup(text)}</text>\n'
    y = 30 + _LINE * len(banner)
    for shapes, row in keys:
        yield f'<g transform="translate(0 {y + 22 * row:.0f})">{shapes}</g>\n'
    yield f'</g>\n<g class="map" transform="translate({_MARGIN:.0f} {top:.0f})">\n'
    yield from _boxes(graph, placed)
    ways = routes(graph.edges, placed)
    names = {box.id: box.name for box in graph.clusters}
    names |= {node.id: node.name for node in graph.nodes}
    for way in ways:
        yield _arrow(graph, way, names)
    for box in graph.clusters:
        yield _title(graph, box, placed.boxes[box.id])
    for node in graph.nodes:
        yield _card(graph, node, placed.cards[node.id])
    yield from _labels(graph, ways, placed)
    yield "</g>\n</svg>\n"


def _wrapped(graph: Graph, room: float) -> Iterator[str]:
    """Yield the lines of the note, broken to the width of the picture."""
    for note in graph.note:
        line = ""
        for word in clean(note, 2000).split(" "):
            longer = f"{line} {word}".strip()
            if line and width(longer, 11) > room:
                yield line
                longer = f"   {word}"
            line = longer
        yield line


def _legend(graph: Graph, room: float) -> Iterator[tuple[str, int]]:
    """Yield the entries of the legend, each with the row that it stands in."""
    x, row = 0.0, 0
    for form, name, word in legend(graph):
        needs = 38 + width(word, 10) + 18
        if x + needs > room:
            x, row = 0.0, row + 1
        sample = _stroke_sample(name) if form == "line" else _card_sample(graph, name)
        text = f'<text x="34" y="12" font-size="10" fill="{QUIET}">{markup(word)}</text>'
        yield f'<g transform="translate({x:.0f} 0)">{sample}{text}</g>', row
        x += needs


def _stroke_sample(name: str) -> str:
    colour, dashes, _ = STROKES[name]
    return (
        f'<path d="M0 8H22" stroke="{colour}" stroke-width="1.5"{_dashes(dashes)} fill="none"/>'
        f'<path d="M28 8l-7-3v6z" fill="{colour}"/>'
    )


def _card_sample(graph: Graph, name: str) -> str:
    if name == "many":
        return (
            f'<rect x="4" y="0" width="24" height="12" rx="3" fill="{PAPER}" stroke="{QUIET}"/>'
            f'<rect x="1" y="3" width="24" height="12" rx="3" fill="{PAPER}" stroke="{QUIET}"/>'
        )
    if name in ("fog", "external"):
        line = f'stroke="{FOG}"{_dashes("4 3")}'
        return f'<rect x="1" y="1" width="27" height="14" rx="3" fill="#f4f5f6" {line}/>'
    shown = look(graph, name)
    return (
        f'<rect x="1" y="1" width="27" height="14" rx="3" fill="{shown.fill}" '
        f'stroke="{shown.line}" stroke-width="1.5"{_dashes("4 3" if shown.dashed else "")}/>'
        f'<text x="14" y="12" font-size="11" font-weight="bold" text-anchor="middle" '
        f'fill="{shown.line}">{markup(shown.mark)}</text>'
    )


def _dashes(pattern: str) -> str:
    return f' stroke-dasharray="{pattern}"' if pattern else ""


def _rect(rect: Rect, radius: float, fill: str, line: str, rest: str = "") -> str:
    return (
        f'<rect x="{rect.x:.1f}" y="{rect.y:.1f}" width="{rect.w:.1f}" height="{rect.h:.1f}" '
        f'rx="{radius:.0f}" fill="{fill}" stroke="{line}"{rest}/>'
    )


def _boxes(graph: Graph, placed: Placed) -> Iterator[str]:
    """Yield the boxes, the outer ones first."""
    for box in sorted(graph.clusters, key=lambda one: (-_area(placed.boxes[one.id]), one.id)):
        fill, line = box_look(box.kind)
        shown = look(graph, box.state)
        rest = ""
        if box.state != "same":
            line, rest = shown.line, ' stroke-width="2.5"'
        elif box.fog:
            line = FOG
        dashed = box.fog is not None or shown.dashed or box.kind == "outside"
        yield (
            f'<g class="box {markup(box.kind)}"><title>{markup(box.tooltip or clean(box.name))}'
            f"</title>{_rect(placed.boxes[box.id], 8, fill, line, rest + _dashes('6 4' * dashed))}"
            "</g>\n"
        )


def _area(rect: Rect) -> float:
    return rect.w * rect.h


def _title(graph: Graph, box: Cluster, rect: Rect) -> str:
    """Return the title of a box on a ground of its own, so that no arrow crosses it."""
    name, detail, room = heading(box)
    fill, line = box_look(box.kind)
    shown = look(graph, box.state)
    drawn = icon("group-of-resources" if box.kind == "group" else box.kind)
    mark = f"{shown.mark} " if shown.mark else ""
    return (
        f'<g transform="translate({rect.x + 8:.1f} {rect.y + 4:.1f})">'
        f'<rect width="{min(room, rect.w - 16):.0f}" height="{HEAD - 8:.0f}" fill="{fill}"/>'
        f'<g transform="translate(1 2) scale(0.667)" fill="none" stroke="{line}" '
        f'stroke-width="2" stroke-linejoin="round">{drawn.shapes}</g>'
        f'<text x="22" y="14" font-size="11"><tspan font-weight="bold">{markup(mark + name)}'
        f'</tspan><tspan dx="7" font-size="9" fill="{QUIET}">{markup(detail)}</tspan></text></g>\n'
    )


def _arrow(graph: Graph, way: Route, names: dict[str, str]) -> str:
    edge = way.edge
    colour, dashes, _ = STROKES[category(edge.kind)]
    wide = "1.2"
    shown = look(graph, edge.state)
    if edge.state != "same":
        colour, wide = shown.line, "2"
        dashes = "4 3" if shown.dashed else dashes
    elif graph.diff:
        colour = shown.line
    (a, b), (e, _), (g, h) = way.points[0], way.points[-2], way.points[-1]
    back = 7 if g >= e else -7
    curves = " ".join(f"{x:.1f} {y:.1f}" for x, y in way.points[1:])
    said = f"{names[edge.source]} {edge.kind} {names[edge.target]}"
    said += f" {edge.says(kind=False)}"
    return (
        f'<g class="edge {markup(edge.kind)}"><title>{markup(clean(said))}</title>'
        f'<path d="M{a:.1f} {b:.1f}C{curves}" fill="none" '
        f'stroke="{colour}" stroke-width="{wide}"{_dashes(dashes)} stroke-opacity="0.75"/>'
        f'<path d="M{g + back:.1f} {h:.1f}l{-back} -3.2v6.4z" fill="{colour}"/></g>\n'
    )


def _labels(graph: Graph, ways: Iterable[Route], placed: Placed) -> Iterator[str]:
    """Yield what arrows say, as far as there is room."""
    for way, spot in spots(graph, ways, placed):
        said = markup(way.edge.says(kind=graph.labels))
        yield (
            f"{_rect(spot, 3, PAPER, 'none')}"
            f'<text x="{spot.x + spot.w / 2:.1f}" y="{spot.y + 10:.1f}" font-size="9" '
            f'text-anchor="middle" fill="{QUIET}">{said}</text>\n'
        )


def _card(graph: Graph, node: Node, rect: Rect) -> str:
    shown, drawn = look(graph, node.state), icon(node.kind)
    foggy = node.fog is not None or node.external
    pale = graph.diff and node.state == "same"
    line = FOG if foggy and node.state == "same" else shown.line
    wide = "2" if node.state != "same" else "1"
    stroke = f' stroke-width="{wide}"' + _dashes("4 3" if foggy or shown.dashed else "")
    own = Rect(0, 0, rect.w, rect.h)
    under = _rect(own.moved(4, 4), 6, PAPER, line) if node.count > 1 else ""
    fill = "#f4f5f6" if foggy and node.state == "same" else shown.fill
    tile = FOG if foggy else PALE if pale else drawn.colour
    name, detail = lines(node)
    struck = ' text-decoration="line-through"' if node.state == "gone" else ""
    ink = QUIET if foggy and not pale else shown.ink
    return (
        f'<g class="card {markup(node.kind)} {node.state}" '
        f'transform="translate({rect.x:.1f} {rect.y:.1f})">'
        f"<title>{markup(clean(node.tooltip or node.name, 1500))}</title>{under}"
        f"{_rect(own, 6, fill, line, stroke)}"
        f'<rect x="5" y="5" width="32" height="32" rx="5" fill="{tile}"/>'
        f'<g transform="translate(9 9)" fill="none" stroke="#fff" stroke-width="1.7" '
        f'stroke-linecap="round" stroke-linejoin="round">{drawn.shapes}</g>'
        f'<text x="43" y="18" font-size="11" font-weight="bold" fill="{ink}"{struck}>'
        f'{markup(name)}</text><text x="43" y="32" font-size="9" fill="{QUIET}">'
        f"{markup(detail)}</text>{_badge(shown)}</g>\n"
    )


def _badge(shown: Look) -> str:
    if not shown.mark:
        return ""
    return (
        f'<circle cx="{CARD[0] - 1}" cy="2" r="8" fill="{shown.line}" stroke="{PAPER}"/>'
        f'<text x="{CARD[0] - 1}" y="6.2" font-size="12" font-weight="bold" text-anchor="middle" '
        f'fill="{PAPER}">{markup(shown.mark)}</text>'
    )


def svg(graph: Graph, by: Renderer | None = None) -> bytes:
    """Return a picture as SVG; without `by` the preferred renderer lays it out.

    Raises:
        RenderError: there is no renderer, or it failed.
    """
    chosen = renderer() if by is None and graph.edges else by
    return "".join(document(graph, place(graph, chosen))).encode()


class SvgExporter:
    """Scalable vector graphics."""

    name = "svg"
    media_type = "image/svg+xml"
    suffix = ".svg"
    version = "SVG 1.1"

    def render(self, snapshot: Snapshot, out: IO[bytes], **options: object) -> None:
        """Write a picture."""
        out.write(svg(draw(snapshot, options)))
