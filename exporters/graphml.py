"""Resources and relations as GraphML, for graph tools: whole, nothing folded or collapsed.

It is data and not a drawing: every resource of the view is a node, and every relation of it an
edge. The rooms around a node are nodes too, and `parent` names the nearest, since most readers
do not know nested graphs. Ids of nodes are made up (`n1`): the schema allows no ARN there.
http://graphml.graphdrawing.org/specification.html
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import IO, Annotated

from msgspec import Struct

from cartographer.model.error import UsageError
from cartographer.model.meaning import says
from cartographer.model.snapshot import Snapshot
from exporters.graph import Cluster
from exporters.note import notes, title, unseen
from exporters.request import Request, request
from exporters.resource_json import instant
from exporters.room import way
from exporters.selection import Item, Link, Selection, select
from exporters.text import REPLACEMENT, markup
from exporters.view import category

SPACE = "http://graphml.graphdrawing.org/xmlns"
"""The namespace of the format, which names a standard and is never read."""

Values = dict[str, str | bool | int | None]


class Column(Struct, frozen=True):
    """One attribute that nodes, edges or the graph may bear."""

    id: Annotated[str, says("Id of its declaration, unique in a document.")]
    name: Annotated[str, says("Name that tools show.")]
    meaning: Annotated[str, says("One line of what it is.")]
    type: Annotated[str, says("boolean, int or string.")] = "string"


GRAPH_COLUMNS = (
    Column("g_title", "title", "What, of which snapshot, taken when"),
    Column("g_schema", "schema", "Version of these attributes"),
    Column("g_snapshot", "snapshot", "Name of the snapshot"),
    Column("g_taken", "taken", "When it was taken"),
    Column("g_before", "before", "Name of the earlier snapshot of a diff"),
    Column("g_view", "view", "View that chose nodes and edges"),
    Column("g_note", "note", "What is not in the graph, or was not seen"),
    Column("g_left_out", "left_out", "Resources that are not in the graph", "int"),
    Column("g_undrawn", "undrawn", "Relations that are not in the graph", "int"),
    Column("g_unseen", "unseen_scopes", "Scopes that could not be read", "int"),
)
"""What is said of the whole."""

NODE_COLUMNS = (
    Column("n_label", "label", "What people call it: its name, or else its native id"),
    Column("n_resource", "resource", "Canonical id"),
    Column("n_native_id", "native_id", "The provider's id"),
    Column("n_type", "type", "Native type"),
    Column("n_kind", "kind", "Shared kind"),
    Column("n_account", "account", "Account that owns it"),
    Column("n_region", "region", "Region"),
    Column("n_name", "name", "Name, where it has one"),
    Column("n_parent", "parent", "Id of the node that it lies in"),
    Column("n_role", "role", "resource, box (a room that is no resource), or external"),
    Column("n_fog", "fog", "Why it is not seen, or known only in part"),
    Column("n_state", "state", "Of a diff: same, new, gone, changed or unknown"),
    Column("n_changes", "changes", "Of a diff: what changed, a line each"),
)
"""What is said of a node; tags follow, an attribute each."""

EDGE_COLUMNS = (
    Column("e_kind", "kind", "Relation kind"),
    Column("e_category", "category", "traffic, privilege, filter or other"),
    Column("e_state", "state", "Of a diff: same, new or gone"),
)
"""What is said of an edge."""

SCHEMA = "cartographer.graphml/1"

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold: https://www.w3.org/TR/xml/#charsets"""

_HIDDEN = re.compile("[\t\r\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""What would be lost or would hide, and is written as a reference; a parser reads the same."""

_NO_TOKEN = re.compile("[^A-Za-z0-9._:-]|_(?=x)")
"""What an attribute's name cannot hold, and the mark of its escape."""


class GraphmlExporter:
    """Nodes and edges with all their attributes."""

    name = "graphml"
    media_type = "application/graphml+xml"
    suffix = ".graphml"
    version = "GraphML 1.1"

    def render(self, snapshot: Snapshot, out: IO[bytes], **options: object) -> None:
        """Write what a view chooses, a node and an edge at a time.

        Raises:
            UsageError: the view of exposures, whose arrows are no relations.
        """
        asked = request(options)
        if asked.view.chart is not None:
            raise UsageError("graphml holds relations, not ways: use --format graph-json")
        chosen = select(snapshot, asked.view, asked.changes, asked.before)
        for piece in _pieces(_Plan(chosen, asked)):
            out.write(piece.encode())


class _Plan:
    """Which nodes there are, and what lies in what."""

    def __init__(self, chosen: Selection, asked: Request) -> None:
        """Give nodes numbers in the order of their ids."""
        self.chosen, self.asked = chosen, asked
        self.diff = chosen.changes is not None
        shared = Counter(key.id for key in chosen.items)
        self.names = {key: key.id if shared[key.id] == 1 else str(key) for key in chosen.items}
        self.items = {self.names[key]: one for key, one in chosen.items.items()}
        self.boxes: dict[str, Cluster] = {}
        self.parents: dict[str, str | None] = {}
        rooms = {self.names[key]: way(one, asked.view).rooms for key, one in chosen.items.items()}
        groups = (
            {box.id for found in rooms.values() for box in found} if asked.view.group_by else ()
        )
        for name, found in rooms.items():
            self._lay(name, () if name in groups else found)
        self.links = [one for one in chosen.links if one.target or asked.view.external]
        self.outside = {self.end(one): one for one in self.links if one.target is None}
        every = self.items.keys() | self.boxes.keys() | self.outside.keys()
        self.ids = {name: f"n{n}" for n, name in enumerate(sorted(every))}
        tags = {tag for one in chosen.items.values() for tag in one.tags}
        self.tags = {tag: f"t{n}" for n, tag in enumerate(sorted(tags))}

    def _lay(self, name: str, found: tuple[Cluster, ...]) -> None:
        """Keep which rooms a node lies in; a network that is a group lies in none."""
        rooms = [box for box in found if box.id != name]
        self.parents[name] = rooms[-1].id if rooms else None
        for box in rooms:
            if box.id not in self.items:
                self.boxes.setdefault(box.id, box)
                self.parents.setdefault(box.id, box.parent)

    def end(self, link: Link) -> str:
        """Return the name of the node that an edge points at."""
        return f"external:{link.ref}" if link.target is None else self.names[link.target]


def _pieces(plan: _Plan) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="{SPACE}">\n'
    for domain, columns in (
        ("graph", GRAPH_COLUMNS), ("node", _node_columns(plan)), ("edge", EDGE_COLUMNS),
    ):  # fmt: skip
        yield from (_declared(domain, column) for column in columns)
    yield '<graph id="map" edgedefault="directed">\n'
    yield from _data(_about(plan))
    for name, id_ in plan.ids.items():
        yield f'<node id="{id_}">\n'
        yield from _data(_node(plan, name))
        yield "</node>\n"
    for number, link in enumerate(plan.links):
        ends = plan.ids[plan.names[link.source]], plan.ids[plan.end(link)]
        yield f'<edge id="e{number}" source="{ends[0]}" target="{ends[1]}">\n'
        yield from _data(_edge(plan, link))
        yield "</edge>\n"
    yield "</graph>\n</graphml>\n"


def _node_columns(plan: _Plan) -> tuple[Column, ...]:
    tags = (Column(id_, f"tag:{token(tag)}", tag) for tag, id_ in plan.tags.items())
    return (*NODE_COLUMNS, *tags)


def _declared(domain: str, column: Column) -> str:
    return (
        f'<key id="{column.id}" for="{domain}" attr.name="{column.name}" '
        f'attr.type="{column.type}"><desc>{content(column.meaning)}</desc></key>\n'
    )


def _data(values: Values) -> Iterator[str]:
    """Yield what there is of some attributes, by the ids of their declarations."""
    for column, value in values.items():
        if value is not None:
            yield f'<data key="{column}">{content(str(value))}</data>\n'


def _about(plan: _Plan) -> Values:
    chosen, asked = plan.chosen, plan.asked
    info, before = asked.info, asked.before_info
    return {
        "g_title": title(chosen, asked.view, asked.caption),
        "g_schema": SCHEMA,
        "g_snapshot": None if info is None else info.id,
        "g_taken": None if info is None else instant(info.run.taken),
        "g_before": None if before is None else before.id,
        "g_view": asked.view.view,
        "g_note": "\n".join(notes(chosen, Counter(), len(chosen.links) - len(plan.links))) or None,
        "g_left_out": chosen.left_out.total(),
        "g_undrawn": chosen.undrawn + len(chosen.links) - len(plan.links),
        "g_unseen": len(unseen(chosen.snapshot)),
    }


def _node(plan: _Plan, name: str) -> Values:
    if name in plan.items:
        return _resource(plan, name, plan.items[name])
    if name in plan.boxes:
        box = plan.boxes[name]
        return {
            "n_label": box.name,
            "n_kind": box.kind,
            "n_parent": _parent(plan, name),
            "n_role": "box",
            "n_state": "same" if plan.diff else None,
        }
    ref = plan.outside[name].ref
    return {
        "n_label": "" if ref is None else ref.value,
        "n_kind": "external",
        "n_role": "external",
        "n_state": "same" if plan.diff else None,
    }


def _resource(plan: _Plan, name: str, one: Item) -> Values:
    tags: Values = {plan.tags[tag]: value for tag, value in sorted(one.tags.items())}
    return {
        "n_label": one.name or one.native_id,
        "n_resource": one.key.id,
        "n_native_id": one.native_id,
        "n_type": one.key.type,
        "n_kind": one.kind,
        "n_account": one.account,
        "n_region": one.region,
        "n_name": one.name,
        "n_parent": _parent(plan, name),
        "n_role": "resource",
        "n_fog": one.fog,
        "n_state": one.state if plan.diff else None,
        "n_changes": "\n".join(one.said) or None,
        **tags,
    }


def _parent(plan: _Plan, name: str) -> str | None:
    parent = plan.parents.get(name)
    return None if parent is None else plan.ids.get(parent)


def _edge(plan: _Plan, link: Link) -> Values:
    return {
        "e_kind": link.kind,
        "e_category": category(link.kind),
        "e_state": link.state if plan.diff else None,
    }


def content(text: str) -> str:
    """Return text as the content of an element: what XML cannot hold is marked as lost."""
    legal = markup(_ILLEGAL.sub(REPLACEMENT, text))
    return _HIDDEN.sub(lambda found: f"&#x{ord(found.group()):x};", legal)


def token(text: str) -> str:
    """Return text as a token of XML, each other character as `_xHHHH_`, and each text its own.

    ISO/IEC 9075-14 (SQL/XML) escapes names this way.
    """
    return _NO_TOKEN.sub(lambda found: f"_x{ord(found.group()):04X}_", text)
