"""A picture as JSON, for those who draw it themselves."""

from typing import IO, Any

import msgspec

from cartographer.model.snapshot import Snapshot
from exporters.graph import Cluster, Edge, Graph, Node
from exporters.request import Request, draw, request
from exporters.resource_json import encode, instant
from exporters.view import category

SCHEMA = "cartographer.graph/1"


def graph_document(graph: Graph, asked: Request) -> dict[str, Any]:
    """Return a picture: nodes, edges, clusters, and the note of what is not in it."""
    info, before = asked.info, asked.before_info
    return {
        "schema": SCHEMA,
        "snapshot": None if info is None else info.id,
        "before": None if before is None else before.id,
        "run": None if info is None else {"taken": instant(info.run.taken)},
        "title": graph.title,
        "view": asked.view.view,
        "diff": graph.diff,
        "nodes": [_plain(node) for node in graph.nodes],
        "edges": [{**_plain(edge), "category": category(edge.kind)} for edge in graph.edges],
        "clusters": [_plain(box) for box in graph.clusters],
        "note": list(graph.note),
        "counts": dict(sorted(graph.facts.items())),
    }


def _plain(part: Node | Edge | Cluster) -> dict[str, Any]:
    """Return a part of a picture without what only a drawing says."""
    members = msgspec.structs.asdict(part)
    members.pop("tooltip", None)
    return members


class GraphJsonExporter:
    """Nodes, edges and nested clusters."""

    name = "graph-json"
    media_type = "application/json"
    suffix = ".graph.json"
    version = SCHEMA

    def render(self, snapshot: Snapshot, out: IO[bytes], **options: object) -> None:
        """Write a picture."""
        document = graph_document(draw(snapshot, options), request(options))
        out.write(encode(document) + b"\n")
