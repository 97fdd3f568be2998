"""The picture of what the internet can reach: a chart's stops as cards, its legs as arrows.

From left to right: who calls, by which door, what packets meet, what they get to. Colour and line
of an arrow say how sure it is; beside it stand what goes along it, and how wide. It computes no
way: `cartographer.exposure.chart` does.
"""

from cartographer.exposure.chart import Chart, Leg, Stop
from cartographer.model.snapshot import Snapshot
from cartographer.model.snapshot import named as held
from exporters.graph import Caption, Edge, Graph, Node
from exporters.note import gaps, named
from exporters.selection import item
from exporters.text import clean, plural

_REST = "rest"
_DOORS = 3
"""Doors that an arrow names; the others it counts."""


def exposure(snapshot: Snapshot, chart: Chart, caption: Caption) -> Graph:
    """Return the whole picture of a chart."""
    inside = {stop.id for stop in chart.stops if stop.role in ("way", "resource")}
    nodes = [_card(snapshot, stop) for stop in chart.stops]
    edges = [_arrow(leg, inside) for leg in chart.legs]
    if chart.more:
        nodes.append(_rest(chart))
    words = ("What the internet can reach", f"snapshot {named(snapshot, caption)}", caption.taken)
    return Graph(
        title=" · ".join(word for word in words if word),
        nodes=tuple(sorted(nodes, key=lambda node: node.id)),
        edges=tuple(edges),
        clusters=(),
        note=(_count(chart), *gaps(snapshot)),
        labels=True,
        resources=chart.resources,
        facts={"exposures": chart.exposures, "exposures_left_out": chart.more},
    )


def _count(chart: Chart) -> str:
    if not chart.exposures:
        return "Nothing is open to the internet."
    said = f"{plural(chart.exposures, 'exposure')} of {plural(chart.resources, 'resource')}."
    if chart.more:
        said += f" The largest: {chart.more:,} more are not drawn. Use --limit to see them."
    return said


def _card(snapshot: Snapshot, stop: Stop) -> Node:
    opens = f"opens {plural(stop.resources, 'resource')}"
    told = f"{plural(stop.exposures, 'exposure')} of {plural(stop.resources, 'resource')}"
    if stop.role in ("audience", "door"):
        return Node(stop.id, stop.role, stop.name, opens, tooltip=clean(f"{stop.name} · {told}"))
    resource = held(snapshot, stop.name)
    if resource is None:
        return Node(stop.id, "external", stop.name, external=True, tooltip=clean(stop.name))
    one = item(resource, snapshot)
    name = one.name or one.native_id.rsplit(":", 1)[-1]
    beside = one.native_id if one.name else ""
    several = stop.role == "resource" and stop.resources > 1
    return Node(
        id=stop.id,
        kind=one.kind,
        name=name,
        detail=plural(stop.resources, "resource") if several else beside,
        type=one.key.type,
        fog=one.fog,
        count=stop.resources if several else 1,
        tooltip=clean(f"{name} · {one.key.type} {one.native_id} · {told}"),
    )


def _rest(chart: Chart) -> Node:
    return Node(
        id=_REST,
        kind="group-of-resources",
        name=f"{chart.more:,} more",
        detail=f"of {plural(chart.more_resources, 'other resource')}",
        count=chart.more,
        tooltip=f"{plural(chart.more, 'smaller exposure')} not drawn",
    )


def _arrow(leg: Leg, inside: set[str]) -> Edge:
    """Return a leg as an arrow that says how wide it is, and behind a door also which."""
    words: list[str] = [] if leg.state == "open" else [leg.state]
    if leg.source in inside:
        words.append(", ".join(leg.doors[:_DOORS]))
        words += [f"+{len(leg.doors) - _DOORS}"] if len(leg.doors) > _DOORS else []
    words.append(f"from {leg.sources}")
    return Edge(leg.source, leg.target, leg.state, count=leg.exposures, said=" ".join(words))
