"""A picture that is too large to read or to render, made smaller one step at a time.

First cards of one kind in one box become one card, then subnets and other inner boxes become
cards, then networks, regions, accounts and units. Each step is taken only while the picture
is over its budget, and the note says what was done to how many.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from msgspec.structs import replace

from exporters.graph import OUTSIDE, Cluster, Edge, Graph, Node, State, by_kind
from exporters.text import clean, plural
from exporters.view import EDGE_BUDGET, View

_OUTER = ("network", "region", "account", "group")
_UNITS = ("organizational-unit", "unit", "organization-root", "organization")


def collapse(graph: Graph, view: View) -> Graph:
    """Return the picture within its budget."""
    done: list[str] = []
    for step, name in _steps():
        if _fits(graph, view):
            break
        after = step(graph)
        if len(after.nodes) < len(graph.nodes) or len(after.edges) < len(graph.edges):
            done.append(name)
            graph = after
    if not _fits(graph, view):
        graph = _crop(graph, view.nodes)
        done.append("the largest kept")
    if not done:
        return graph
    merged = sum(node.count for node in graph.nodes if node.count > 1)
    boxes = sum(node.count > 1 for node in graph.nodes)
    note = (
        f"Collapsed to stay readable ({', '.join(done)}): {plural(merged, 'resource')} "
        f"in {plural(boxes, 'card')}. Use --focus, --view or --limit to see them."
    )
    return replace(graph, note=(note, *graph.note), facts={**graph.facts, "collapsed": merged})


def _fits(graph: Graph, view: View) -> bool:
    return len(graph.nodes) <= view.nodes and len(graph.edges) <= EDGE_BUDGET


def _steps() -> list[tuple[Callable[[Graph], Graph], str]]:
    def fold(*kinds: str) -> Callable[[Graph], Graph]:
        return lambda graph: _fold(graph, lambda box: box.kind in kinds)

    return [
        (_merge, "by kind"),
        (lambda graph: _fold(graph, _inner), "subnets"),
        *((fold(kind), f"{kind}s") for kind in _OUTER),
        (fold(*_UNITS), "units"),
    ]


def _inner(box: Cluster) -> bool:
    return box.kind not in {*_OUTER, *_UNITS, OUTSIDE}


def _merge(graph: Graph) -> Graph:
    """Return the picture with cards of one kind in one box as one card."""
    groups: dict[tuple[str, ...], list[Node]] = defaultdict(list)
    for node in graph.nodes:
        fog = "fog" if node.fog else ""
        groups[node.cluster or "", node.kind, node.state, fog].append(node)
    nodes: list[Node] = []
    moved: dict[str, str] = {}
    for (box, kind, state, fog), members in groups.items():
        if len(members) == 1:
            nodes += members
            continue
        id_ = "#".join(part for part in (box, kind, state, fog) if part)
        moved.update({node.id: id_ for node in members})
        nodes.append(_card(id_, members, kind))
    return _rebuilt(graph, nodes, graph.clusters, moved)


def _card(id_: str, members: list[Node], kind: str) -> Node:
    """Return the card that stands for some of one kind."""
    count = sum(node.count for node in members)
    names = ", ".join(clean(node.name, 40) for node in members[:8])
    first = members[0]
    return replace(
        first,
        id=id_,
        name=plural(count, kind),
        detail=clean(names, 60),
        type=first.type if len({node.type for node in members}) == 1 else None,
        count=count,
        parts=sum(node.parts for node in members),
        tooltip=clean(f"{plural(count, kind)}: {names}"),
    )


def _fold(graph: Graph, chosen: Callable[[Cluster], bool]) -> Graph:
    """Return the picture with the chosen boxes, and all inside them, as cards."""
    boxes = {box.id: box for box in graph.clusters}
    into = {id_: _outermost(id_, boxes, chosen) for id_ in boxes}
    inside: dict[str, list[Node]] = defaultdict(list)
    nodes: list[Node] = []
    for node in graph.nodes:
        target = into.get(node.cluster) if node.cluster is not None else None
        if target is None:
            nodes.append(node)
        else:
            inside[target].append(node)
    moved = {node.id: box for box, members in inside.items() for node in members}
    moved |= {id_: target for id_, target in into.items() if target is not None}
    nodes += [_boxed(boxes[id_], members) for id_, members in inside.items()]
    clusters = tuple(box for box in graph.clusters if into[box.id] is None)
    return _rebuilt(graph, nodes, clusters, moved)


def _outermost(
    id_: str, boxes: dict[str, Cluster], chosen: Callable[[Cluster], bool]
) -> str | None:
    found: str | None = None
    here: str | None = id_
    while here is not None and here in boxes:
        found = here if chosen(boxes[here]) else found
        here = boxes[here].parent
    return found


def _boxed(box: Cluster, members: list[Node]) -> Node:
    """Return the card that stands for a box and all inside it."""
    kinds: Counter[str] = Counter()
    for node in members:
        kinds[node.kind] += node.count
    count = kinds.total()
    states = {node.state for node in members} | {box.state}
    state: State = "same" if states == {"same"} else "changed"
    fog = box.fog or next((node.fog for node in members if node.fog), None)
    return Node(
        id=box.id,
        kind=box.kind,
        name=box.name,
        detail=plural(count, "resource"),
        cluster=box.parent,
        state=box.state if box.state != "same" else state,
        fog=fog,
        count=count,
        parts=sum(node.parts for node in members),
        tooltip=clean(f"{box.name} · {by_kind(kinds)}"),
    )


def _crop(graph: Graph, most: int) -> Graph:
    """Return the picture with its largest cards, and the rest as one."""
    ranked = sorted(graph.nodes, key=lambda node: (-node.count, node.id))
    kept, rest = ranked[: max(most - 1, 0)], ranked[max(most - 1, 0) :]
    if not rest:
        return _few(graph)
    total = sum(node.count for node in rest)
    card = Node(
        id="rest",
        kind="group",
        name=f"{total:,} more",
        detail=plural(len(rest), "card"),
        count=total,
        tooltip=by_kind(Counter(node.kind for node in rest)),
    )
    moved = {node.id: "rest" for node in rest}
    return _few(_rebuilt(graph, [*kept, card], graph.clusters, moved))


def _few(graph: Graph) -> Graph:
    """Return the picture with no more edges than its budget, the rest counted."""
    if len(graph.edges) <= EDGE_BUDGET:
        return graph
    ranked = sorted(graph.edges, key=lambda edge: (-edge.count, edge.source, edge.target))
    kept, rest = ranked[:EDGE_BUDGET], ranked[EDGE_BUDGET:]
    note = f"{plural(sum(edge.count for edge in rest), 'relation')} not drawn: too many to tell."
    return replace(graph, edges=tuple(sorted(kept, key=_order)), note=(*graph.note, note))


def _rebuilt(
    graph: Graph, nodes: Iterable[Node], clusters: tuple[Cluster, ...], moved: dict[str, str]
) -> Graph:
    """Return a picture of other cards, with the arrows between what is left."""
    counts: Counter[tuple[str, str, str, State]] = Counter()
    for edge in graph.edges:
        source, target = moved.get(edge.source, edge.source), moved.get(edge.target, edge.target)
        if source != target:
            counts[source, target, edge.kind, edge.state] += edge.count
    nodes = tuple(sorted(nodes, key=lambda node: node.id))
    alive = _alive(nodes, clusters)
    edges = tuple(
        Edge(source, target, kind, state, number)
        for (source, target, kind, state), number in sorted(counts.items())
    )
    boxes = tuple(box for box in clusters if box.id in alive)
    ends = {node.id for node in nodes} | alive
    kept = tuple(edge for edge in edges if edge.source in ends and edge.target in ends)
    return replace(graph, nodes=nodes, edges=kept, clusters=boxes)


def _alive(nodes: Iterable[Node], clusters: tuple[Cluster, ...]) -> set[str]:
    """Return the boxes that hold a card."""
    boxes = {box.id: box for box in clusters}
    alive: set[str] = set()
    for node in nodes:
        here = node.cluster
        while here is not None and here in boxes and here not in alive:
            alive.add(here)
            here = boxes[here].parent
    return alive


def _order(edge: Edge) -> tuple[str, str, str, str]:
    return (edge.source, edge.target, edge.kind, edge.state)
