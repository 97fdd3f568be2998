"""The colours and marks of pictures, and the legend that explains them.

Meaning never rests on colour alone: each state has a mark and a line style of its own. The
colours are those of Okabe and Ito, which every common colour blindness tells apart.
https://jfly.uni-koeln.de/color/
"""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Struct

from cartographer.model.meaning import says
from exporters.graph import Graph
from exporters.view import category

INK, QUIET, PAPER, RULE = "#1f2933", "#52606d", "#ffffff", "#b8c2cc"
FACE = "Helvetica,Arial,Liberation Sans,Arimo,sans-serif"
FOG, PALE = "#8a949e", "#aeb8c2"


class Look(Struct, frozen=True):
    """How one state is drawn."""

    mark: Annotated[str, says("Sign on the card; empty for none.")]
    line: Annotated[str, says("Colour of its line.")]
    fill: Annotated[str, says("Colour of its card.")]
    ink: Annotated[str, says("Colour of its text.")]
    dashed: Annotated[bool, says("Whether its line is dashed.")] = False
    word: Annotated[str, says("What the legend calls it.")] = ""


MINUS = "\u2212"

LOOKS: dict[str, Look] = {
    "same": Look("", RULE, PAPER, INK, word="unchanged"),
    "new": Look("+", "#007a59", "#e3f4ee", INK, word="new"),
    "gone": Look(MINUS, "#b3480a", "#fdeae0", INK, dashed=True, word="gone"),
    "changed": Look("~", "#b57b00", "#fff3d6", INK, word="changed"),
    "unknown": Look("?", "#6b7580", "#eceff1", INK, dashed=True, word="unknown"),
}
"""How each state of a diff is drawn."""

STROKES: dict[str, tuple[str, str, str]] = {
    "traffic": ("#0060a0", "", "traffic"),
    "privilege": ("#8a3f7a", "", "privilege"),
    "filter": ("#9a8a70", "2 3", "filter or route table"),
    "other": ("#9aa5b1", "6 3", "other relation"),
    "open": ("#b3480a", "", "open"),
    "unknown": ("#6b7580", "6 3", "unknown: something that decides was not read"),
    "latent": ("#b57b00", "2 3", "latent: open once what is down is up again"),
}
"""Colour, dashes and meaning of each category of edge."""

BOXES: dict[str, tuple[str, str]] = {
    "organization": ("#fafbfc", "#9aa5b1"),
    "account": ("#f3f5f7", "#7b8794"),
    "region": ("#fafbfc", "#c3ccd5"),
    "network": ("#eef6f5", "#6fa8a3"),
    "subnet": ("#ffffff", "#a9cbc8"),
    "outside": ("#fafafa", "#8a949e"),
}
"""Fill and line of boxes by kind."""

PLAIN_BOX = ("#f7f8f9", "#aab4be")


def box_look(kind: str) -> tuple[str, str]:
    """Return fill and line of a box."""
    return BOXES.get(kind, PLAIN_BOX)


def look(graph: Graph, state: str) -> Look:
    """Return how a state is drawn; in a diff what did not change is pale."""
    if graph.diff and state == "same":
        return Look("", "#d5dbe1", "#fcfcfd", "#7b8794")
    return LOOKS[state]


def legend(graph: Graph) -> Iterator[tuple[str, str, str]]:
    """Yield what the picture uses: form (card or line), name in the tables above, meaning."""
    if graph.diff:
        for state in ("new", "gone", "changed", "unknown", "same"):
            yield "card", state, LOOKS[state].word
    used = {category(edge.kind) for edge in graph.edges}
    for name, (_, _, word) in STROKES.items():
        if name in used:
            yield "line", name, word
    if any(node.fog for node in graph.nodes) or any(box.fog for box in graph.clusters):
        yield "card", "fog", "stale or known in part"
    if any(one.external for one in graph.nodes):
        yield "card", "external", "outside this map"
    if any(one.count > 1 for one in graph.nodes):
        yield "card", "many", "several resources"
