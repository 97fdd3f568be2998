"""From chosen resources and relations to cards, arrows, boxes and the note.

Containers become boxes, parts are folded into their owners, and an arrow between a thing and
the box around it is left to the nesting.
"""

from collections import Counter, defaultdict

from msgspec.structs import replace

from cartographer.model.key import Key
from exporters.graph import OUTSIDE, Caption, Cluster, Edge, Graph, Node, State, by_kind
from exporters.note import notes, title, unseen
from exporters.room import outside, way
from exporters.selection import Item, Link, Selection
from exporters.text import clean
from exporters.view import View

_LABELLED = 40
"""Edges up to which each says its kind."""


class _Plan:
    """The picture while it is being put together."""

    def __init__(self, chosen: Selection, view: View) -> None:
        """Work out names, ways in and owners of all that was chosen."""
        self.chosen = chosen
        self.view = view
        self.names = _names(chosen.items)
        self.ways = {key: way(one, view) for key, one in chosen.items.items()}
        self.owners = {key: self._owner(key) for key in chosen.items}
        self.parts: dict[Key, Counter[str]] = defaultdict(Counter)
        for part, owner in self.owners.items():
            if owner is not None:
                self.parts[owner][chosen.items[part].kind] += 1
        self.boxes: dict[str, Cluster] = {}
        for key in chosen.items:
            if self.owners[key] is None:
                self._lay(key)

    def _owner(self, key: Key) -> Key | None:
        """Return the card that a part is folded into, if there is one in the picture."""
        one = self.chosen.items[key]
        seen = {key}
        found: Key | None = None
        if one.state != "same" or key == self.view.focus:
            return None
        here = self.ways[key].owner
        while here is not None and here in self.chosen.items and here not in seen:
            seen.add(here)
            found = here
            here = self.ways[here].owner
        return found

    def _lay(self, key: Key) -> None:
        for box in self.ways[key].rooms:
            if box.id != self.names[key]:
                self.boxes.setdefault(box.id, box)

    def end(self, key: Key) -> str:
        """Return the id of the card or box that an arrow to a resource meets."""
        owner = self.owners[key]
        return self.names[key if owner is None else owner]


def assemble(chosen: Selection, view: View, caption: Caption) -> Graph:
    """Return the whole picture, however large."""
    plan = _Plan(chosen, view)
    boxes = dict(plan.boxes)
    nodes = {
        plan.names[key]: _node(plan, key)
        for key, owner in plan.owners.items()
        if owner is None and plan.names[key] not in boxes
    }
    for key, one in chosen.items.items():
        if plan.names[key] in boxes:
            boxes[plan.names[key]] = _stated(boxes[plan.names[key]], one)
    edges, inside = _edges(plan, boxes, nodes)
    if any(node.external for node in nodes.values()):
        boxes[OUTSIDE] = outside()
    parts = sum(plan.parts.values(), Counter[str]())
    return Graph(
        title=title(chosen, view, caption),
        nodes=tuple(nodes[id_] for id_ in sorted(nodes)),
        edges=edges,
        clusters=tuple(boxes[id_] for id_ in sorted(boxes)),
        note=tuple(notes(chosen, parts, inside)),
        diff=chosen.changes is not None,
        labels=len(edges) <= _LABELLED,
        resources=len(chosen.items),
        facts={
            "resources": len(chosen.items),
            "left_out": chosen.left_out.total(),
            "undrawn": chosen.undrawn + inside,
            "folded": parts.total(),
            "unseen_scopes": len(unseen(chosen.snapshot)),
        },
    )


def _names(items: dict[Key, Item]) -> dict[Key, str]:
    """Return an id for each resource: its canonical id, or its whole key if two share it."""
    shared = Counter(key.id for key in items)
    return {key: key.id if shared[key.id] == 1 else str(key) for key in items}


def _node(plan: _Plan, key: Key) -> Node:
    one = plan.chosen.items[key]
    parts = plan.parts.get(key, Counter())
    short = one.native_id.rsplit(":", 1)[-1] if one.native_id.startswith("arn:") else one.native_id
    name = one.name or short
    said = [f"{one.key.type} {one.native_id}", key.id, f"{one.account} {one.region}"]
    said += [one.fog] if one.fog else []
    said += one.said
    said += [f"with {by_kind(parts)}"] if parts else []
    rooms = [box for box in plan.ways[key].rooms if box.id != plan.names[key]]
    return Node(
        id=plan.names[key],
        kind=one.kind,
        name=name,
        detail=short if short != name else "",
        type=key.type,
        cluster=rooms[-1].id if rooms else None,
        state=one.state,
        fog=one.fog,
        parts=parts.total(),
        tooltip=" · ".join(clean(text) for text in (name, *said)),
    )


def _stated(box: Cluster, one: Item) -> Cluster:
    """Return a box with what is known of the resource that it is."""
    said = (box.name, f"{one.key.type} {one.native_id}", box.id, one.fog or "", *one.said)
    tooltip = " · ".join(clean(text) for text in said if text)
    return replace(box, state=one.state, fog=one.fog, tooltip=tooltip)


def _edges(
    plan: _Plan, boxes: dict[str, Cluster], nodes: dict[str, Node]
) -> tuple[tuple[Edge, ...], int]:
    """Return the arrows, and how many links are told by nesting or lead outside unshown."""
    found: Counter[tuple[str, str, str, State]] = Counter()
    inside = 0
    for link in plan.chosen.links:
        source = plan.end(link.source)
        if link.target is None and not plan.view.external:
            inside += 1
            continue
        target = plan.end(link.target) if link.target is not None else _external(link, nodes)
        if source == target or _around(source, target, boxes, nodes):
            inside += 1
            continue
        found[source, target, link.kind, link.state] += 1
    edges = (Edge(*ends, number) for ends, number in sorted(found.items()))
    return tuple(edges), inside


def _external(link: Link, nodes: dict[str, Node]) -> str:
    ref = link.ref
    id_ = f"external:{ref}"
    if id_ not in nodes and ref is not None:
        value = ref.value.rsplit("/", 1)[-1] if ref.kind in ("arn", "name") else ref.value
        nodes[id_] = Node(
            id=id_,
            kind="external",
            name=value or "(no name)",
            detail=ref.kind,
            cluster=OUTSIDE,
            external=True,
            tooltip=clean(f"{ref} · nobody in this map answers to it"),
        )
    return id_


def _around(source: str, target: str, boxes: dict[str, Cluster], nodes: dict[str, Node]) -> bool:
    """Return whether one end is a box around the other."""
    return target in above(source, boxes, nodes) or source in above(target, boxes, nodes)


def above(id_: str, boxes: dict[str, Cluster], nodes: dict[str, Node]) -> list[str]:
    """Return the boxes around a card or box, the nearest first."""
    found: list[str] = []
    node = nodes.get(id_)
    here = node.cluster if node is not None else None
    if node is None and id_ in boxes:
        here = boxes[id_].parent
    while here is not None and here not in found:
        found.append(here)
        here = boxes[here].parent if here in boxes else None
    return found
