"""A picture before it has a format: nodes, edges, nested boxes, and what is not in it.

These are its nouns; `picture` makes one. What the view, the neighbourhood or a collapse left
out is counted in `Graph.note`: nothing is dropped in silence. It knows no file format.
"""

from collections import Counter
from typing import Annotated, Literal

from msgspec import Struct, field

from cartographer.model.meaning import says
from exporters.text import plural

State = Literal["same", "new", "gone", "changed", "unknown"]
"""What a diff says of a node or an edge; `same` outside diffs."""

TIMES = "\u00d7"
"""What stands before the number of relations that one arrow stands for."""

OUTSIDE = "outside"
"""Id of the box around what nobody in the map answers to."""


class Node(Struct, frozen=True):
    """One card of the picture."""

    id: Annotated[str, says("Canonical id, or our own id of an external or collapsed node.")]
    kind: Annotated[str, says("Shared kind, or external.")]
    name: Annotated[str, says("What people call it.")]
    detail: Annotated[str, says("Second line: short native id, or what it stands for.")] = ""
    type: Annotated[str | None, says("Native type; null for external and mixed ones.")] = None
    cluster: Annotated[str | None, says("Id of the box that it lies in.")] = None
    state: Annotated[State, says("What a diff says of it.")] = "same"
    fog: Annotated[str | None, says("Why it is drawn as not seen; null for seen.")] = None
    count: Annotated[int, says("Resources that it stands for, parts left out.")] = 1
    parts: Annotated[int, says("Parts that are folded into it.")] = 0
    external: Annotated[bool, says("Whether nobody in the map answers to it.")] = False
    tooltip: Annotated[str, says("What is said when it is pointed at.")] = ""


class Edge(Struct, frozen=True):
    """One arrow; its ends are ids of nodes or of clusters."""

    source: Annotated[str, says("Id of the node or cluster it starts from.")]
    target: Annotated[str, says("Id of the node or cluster it points at.")]
    kind: Annotated[str, says("Relation kind; open, unknown or latent of an exposure.")]
    state: Annotated[State, says("What a diff says of it.")] = "same"
    count: Annotated[int, says("Relations that it stands for.")] = 1
    said: Annotated[str, says("What stands beside it, in place of kind and number.")] = ""

    def says(self, *, kind: bool) -> str:
        """Return what stands beside it: its kind if wanted, and how many it stands for."""
        if self.said:
            return self.said
        words = [self.kind] if kind else []
        if self.count > 1:
            words.append(f"{TIMES}{self.count:,}")
        return " ".join(words)


class Cluster(Struct, frozen=True):
    """One box around cards and other boxes."""

    id: Annotated[str, says("Canonical id, or our own id of an account, region or group.")]
    kind: Annotated[str, says("organization, account, region, group, outside or a shared kind.")]
    name: Annotated[str, says("Title of the box.")]
    detail: Annotated[str, says("What stands beside the title.")] = ""
    parent: Annotated[str | None, says("Id of the box around it.")] = None
    state: Annotated[State, says("What a diff says of it.")] = "same"
    fog: Annotated[str | None, says("Why it is drawn as not seen; null for seen.")] = None
    tooltip: Annotated[str, says("What is said when it is pointed at.")] = ""


class Caption(Struct, frozen=True):
    """What a picture says of itself before it is built."""

    snapshot: Annotated[str | None, says("Name of the snapshot.")] = None
    taken: Annotated[str | None, says("When it was taken.")] = None
    before: Annotated[str | None, says("Name of the earlier snapshot of a diff.")] = None


class Graph(Struct, frozen=True):
    """A picture, whatever it will be written as."""

    title: Annotated[str, says("Title line: what, which snapshot, when.")]
    nodes: Annotated[tuple[Node, ...], says("Cards, sorted by id.")]
    edges: Annotated[tuple[Edge, ...], says("Arrows, sorted.")]
    clusters: Annotated[tuple[Cluster, ...], says("Boxes, sorted by id.")]
    note: Annotated[tuple[str, ...], says("What is not in the picture, or not seen.")] = ()
    diff: Annotated[bool, says("Whether states mean something.")] = False
    labels: Annotated[bool, says("Whether edges say their kind.")] = False
    resources: Annotated[int, says("Resources that the picture stands for.")] = 0
    facts: Annotated[dict[str, int], says("Counts behind the note, by name.")] = field(
        default_factory=dict
    )


def by_kind(counts: Counter[str], most: int = 6) -> str:
    """Return counts by kind in words, the largest first."""
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    words = [plural(number, kind) for kind, number in ranked[:most]]
    if len(ranked) > most:
        rest = sum(number for _, number in ranked[most:])
        words.append(f"{rest:,} of other kinds")
    return ", ".join(words)
