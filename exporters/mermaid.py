"""Pictures as Mermaid flowcharts, which code hosts and wikis draw where a text holds them.

Mermaid refuses more than 500 arrows or 50,000 characters by default, so a picture collapses
further where it must, and says so. Ids are made up (`n1`), and what a stranger wrote is letters
and digits, with all else as an entity: it is never syntax, HTML or Markdown.
https://mermaid.js.org/syntax/flowchart.html
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from textwrap import wrap
from typing import IO

from msgspec.structs import replace

from cartographer.model.snapshot import Snapshot
from exporters.collapse import collapse
from exporters.dot import lines
from exporters.graph import Cluster, Edge, Graph, Node
from exporters.palette import (
    BOXES,
    FOG,
    INK,
    LOOKS,
    PAPER,
    PLAIN_BOX,
    QUIET,
    RULE,
    STROKES,
    legend,
    look,
)
from exporters.picture import whole
from exporters.request import Request, request
from exporters.text import clean
from exporters.view import category

MOST_EDGES = 500
"""Arrows that Mermaid draws unless its `maxEdges` says otherwise.

https://mermaid.js.org/config/schema-docs/config-properties-maxedges.html
"""

MOST_TEXT = 50_000
"""Characters (UTF-16 units) of a picture that it takes unless its `maxTextSize` says otherwise.

https://mermaid.js.org/config/schema-docs/config-properties-maxtextsize.html
"""

_STEP = 0.75
"""By how much fewer cards are tried each time."""

_ROOM = 150.0
"""Points that a card leaves for text."""

_NOTE = 90
"""Characters of a line of the note."""

_KEPT = frozenset(" ,/().-")
"""What stands for itself beside letters and digits."""

_LIST = frozenset(".)-")
"""What makes a list of a text that it begins, or follows the number of."""


class MermaidExporter:
    """A flowchart with a subgraph for each box."""

    name = "mermaid"
    media_type = "application/vnd.mermaid"
    suffix = ".mmd"
    version = "Mermaid 11 flowchart"

    def render(self, snapshot: Snapshot, out: IO[bytes], **options: object) -> None:
        """Write a picture."""
        out.write(text(snapshot, request(options)).encode())


def text(snapshot: Snapshot, asked: Request) -> str:
    """Return the largest picture that Mermaid draws with its own limits."""
    view = asked.view
    every = whole(snapshot, view, asked.changes, asked.before, asked.caption)
    cards = view.nodes
    told = source(collapse(every, view))
    said = f"Smaller than asked: Mermaid draws {MOST_EDGES} arrows and {MOST_TEXT:,} characters."
    while not fits(told) and cards > 1:
        cards = int(min(cards, len(every.nodes)) * _STEP) or 1
        smaller = collapse(every, replace(view, limit=cards))
        told = source(replace(smaller, note=(said, *smaller.note)))
    return told


def fits(told: str) -> bool:
    """Return whether Mermaid takes a picture; no text of a label holds an arrow."""
    return told.count("->") <= MOST_EDGES and len(told.encode("utf-16-le")) // 2 <= MOST_TEXT


class _Plan:
    """The names that a picture's parts have in the language, and what lies in what."""

    def __init__(self, graph: Graph) -> None:
        """Give cards and boxes numbers in the order of their ids."""
        self.graph = graph
        boxes = {box.id: f"b{n}" for n, box in enumerate(graph.clusters)}
        self.names = boxes | {node.id: f"n{n}" for n, node in enumerate(graph.nodes)}
        self.inside: dict[str | None, list[Node]] = defaultdict(list)
        self.children: dict[str | None, list[Cluster]] = defaultdict(list)
        for node in graph.nodes:
            self.inside[node.cluster if node.cluster in boxes else None].append(node)
        for box in graph.clusters:
            self.children[box.parent if box.parent in boxes else None].append(box)
        self.looks: dict[str, list[str]] = defaultdict(list)


def source(graph: Graph) -> str:
    """Return a picture in Mermaid's language."""
    plan = _Plan(graph)
    told = ["flowchart LR", *_inside(plan, None, "  "), *map(_arrow(plan), graph.edges)]
    told += _about(graph, plan)
    told += _strokes(graph)
    told += _looks(graph, plan)
    return "\n".join((*told, ""))


def _inside(plan: _Plan, box: str | None, indent: str) -> Iterator[str]:
    """Yield what lies in a box; an empty box is drawn as a card, since nothing holds it open."""
    for node in plan.inside[box]:
        name = plan.names[node.id]
        plan.looks[_card_look(plan.graph, node)].append(name)
        yield f'{indent}{name}["{_card(plan.graph, node)}"]'
    for child in plan.children[box]:
        name = plan.names[child.id]
        plan.looks[_box_class(plan.graph, child)].append(name)
        title = _heading(plan.graph, child)
        if not plan.inside[child.id] and not plan.children[child.id]:
            yield f'{indent}{name}["{title}"]'
            continue
        yield f'{indent}subgraph {name}["{title}"]'
        yield from _inside(plan, child.id, f"{indent}  ")
        yield f"{indent}end"


def _card(graph: Graph, node: Node) -> str:
    mark = look(graph, node.state).mark
    name, detail = lines(node, _ROOM)
    return "<br>".join(label(part) for part in (f"{mark} {name}" if mark else name, detail) if part)


def _heading(graph: Graph, box: Cluster) -> str:
    mark = look(graph, box.state).mark
    beside = " ".join(part for part in (box.kind, box.detail) if part and box.kind != box.id)
    told = " · ".join(part for part in (clean(box.name, 60), clean(beside, 60)) if part)
    return label(f"{mark} {told}" if mark else told)


def _card_look(graph: Graph, node: Node) -> str:
    """Return the name of the class that a card is drawn by; of several, what matters most."""
    if node.state != "same":
        return node.state
    if node.external or node.fog:
        return "fog"
    return "many" if node.count > 1 and not graph.diff else "plain"


def _box_class(graph: Graph, box: Cluster) -> str:
    if box.state != "same":
        return box.state
    if box.fog:
        return "fog"
    return f"box_{box.kind}" if box.kind in BOXES and not graph.diff else "box"


def _arrow(plan: _Plan) -> Callable[[Edge], str]:
    def drawn(edge: Edge) -> str:
        dotted = look(plan.graph, edge.state).dashed or category(edge.kind) == "filter"
        said = edge.says(kind=plan.graph.labels)
        mark = look(plan.graph, edge.state).mark
        told = label(" ".join(part for part in (mark, said) if part)) if mark or said else ""
        line = "-.->" if dotted else "-->"
        beside = f'|"{told}"|' if told else ""
        return f"  {plan.names[edge.source]} {line}{beside} {plan.names[edge.target]}"

    return drawn


def _about(graph: Graph, plan: _Plan) -> Iterator[str]:
    """Yield the title, the note and the legend, in a box of their own."""
    words = [clean(one, 600) for one in (graph.title, *graph.note)]
    told = "<br>".join(
        label(part) for one in words for part in wrap(one, _NOTE, break_on_hyphens=False)
    )
    plan.looks["about"] += ["about", "note"]
    yield '  subgraph about["About this map"]'
    yield f'    note["{told}"]'
    for form, name, word in legend(graph):
        if form == "card":
            mark = LOOKS[name].mark if name in LOOKS else ""
            shown = {"external": "fog", "same": "plain"}.get(name, name)
            plan.looks[shown].append(f"key_{name}")
            yield f'    key_{name}["{label(f"{mark} {word}".strip())}"]'
    for name in _categories(graph):
        line = "-.->" if name == "filter" else "-->"
        yield f'    from_{name}[" "] {line}|"{label(STROKES[name][2])}"| to_{name}[" "]'
    yield "  end"


def _categories(graph: Graph) -> list[str]:
    """Return the kinds of arrows that the legend explains; in a diff colours tell states."""
    return [] if graph.diff else [name for form, name, _ in legend(graph) if form == "line"]


def _strokes(graph: Graph) -> Iterator[str]:
    """Yield the colours of the arrows, which Mermaid knows by their numbers."""
    drawn: dict[str, list[str]] = defaultdict(list)
    for number, edge in enumerate(graph.edges):
        shown = look(graph, edge.state)
        colour = shown.line if graph.diff else STROKES[category(edge.kind)][0]
        drawn[colour].append(str(number))
    for number, name in enumerate(_categories(graph), len(graph.edges)):
        drawn[STROKES[name][0]].append(str(number))
    for colour, numbers in sorted(drawn.items()):
        yield f"  linkStyle {','.join(numbers)} stroke:{colour}"


def _looks(graph: Graph, plan: _Plan) -> Iterator[str]:
    """Yield how cards and boxes are drawn, and which are drawn so."""
    for name, members in sorted(plan.looks.items()):
        yield f"  classDef is_{name} {_style(graph, name)}"
        yield f"  class {','.join(members)} is_{name}"


def _style(graph: Graph, name: str) -> str:
    if name in LOOKS or name == "plain":
        shown = look(graph, "same" if name == "plain" else name)
        wide = "" if name == "plain" else ",stroke-width:2px"
        dashes = ",stroke-dasharray:4 3" if shown.dashed else ""
        return f"fill:{shown.fill},stroke:{shown.line},color:{shown.ink}{wide}{dashes}"
    if name == "fog":
        return f"fill:{PAPER},stroke:{FOG},color:{QUIET},stroke-dasharray:4 3"
    if name == "many":
        return f"fill:{PAPER},stroke:{RULE},color:{INK},stroke-width:3px"
    if name == "about":
        return f"fill:{PAPER},stroke:{RULE},color:{QUIET}"
    fill, line = BOXES.get(name.removeprefix("box_"), PLAIN_BOX)
    return f"fill:{fill},stroke:{line},color:{INK}"


def label(text: str) -> str:
    """Return a line of text as part of a quoted label: letters, digits, and entities.

    Mermaid takes every label for Markdown, in which a text that begins like a list would not be
    shown; and it knows entities by a `#`, decimal: `#34;` is a quote.
    """
    shown = " ".join(clean(text, 600).split())
    parts: list[str] = []
    for at, character in enumerate(shown):
        begun = not shown[:at].strip("0123456789")
        kept = character.isalnum() or character in _KEPT
        if kept and not (character in _LIST and (begun or shown[at - 3 : at].lower() == "www")):
            parts.append(character)
        else:
            parts.append(f"#{ord(character)};")
    return "".join(parts) or "#160;"
