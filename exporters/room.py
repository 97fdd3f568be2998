"""Which boxes a card lies in: the way in that the model derives, or one grouping.

It decides which rooms of that way a view draws. It knows no cloud: rooms are known by their
shared kinds alone.
"""

from typing import Annotated

from msgspec import Struct

from cartographer.model.containment import Container, containment
from cartographer.model.key import Key
from cartographer.model.meaning import says
from cartographer.model.resource import Resource
from cartographer.model.snapshot import Snapshot
from exporters.graph import OUTSIDE, Cluster
from exporters.selection import Item
from exporters.view import FOLDED, View

_UNITS = frozenset({"organization", "organization-root", "organizational-unit", "unit"})
_PLACED = frozenset({"account", "region", "network", "subnet"})
_UNGROUPED = "(none)"


class Way(Struct, frozen=True):
    """The way in to a card."""

    rooms: Annotated[tuple[Cluster, ...], says("Boxes around it, the outermost first.")]
    owner: Annotated[Key | None, says("Resource whose card it is folded into.")] = None


def way(one: Item, view: View) -> Way:
    """Return the boxes around a resource, and the owner that it may be folded into."""
    resource = one.home.get(one.key)
    if resource is None:
        return Way(())
    containers = _containers(one.home, resource)
    nearest = containers[-1] if containers else None
    is_part = nearest is not None and one.kind in FOLDED and nearest.kind not in _PLACED
    owner = nearest.key if nearest is not None and is_part else None
    if view.group_by is not None:
        return Way(_group(one, view.group_by, containers), owner)
    kept = [room for room in containers if _drawn(room, view)]
    return Way(_nest(kept, one), owner)


def _containers(snapshot: Snapshot, resource: Resource) -> tuple[Container, ...]:
    kind = resource.derived.kind
    if kind in _UNITS or kind == "account":
        return _above(snapshot, resource)
    rooms = containment(snapshot, resource)
    return _common(snapshot, resource, rooms)


def _above(snapshot: Snapshot, resource: Resource) -> tuple[Container, ...]:
    """Return the units around an account or a unit: it does not lie where it is listed."""
    rooms: list[Container] = []
    seen = {resource.key}
    here = resource.key
    while True:
        found = [
            key
            for relation in snapshot.out(here)
            if relation.kind in ("member-of", "part-of")
            for key in snapshot.resolve(relation.target)
        ]
        above = snapshot.get(found[0]) if found else None
        if above is None or above.key in seen:
            return tuple(rooms)
        seen.add(above.key)
        rooms.insert(0, Container(above.derived.kind, above.key.id, above.derived.name, above.key))
        here = above.key


def _common(
    snapshot: Snapshot, resource: Resource, rooms: tuple[Container, ...]
) -> tuple[Container, ...]:
    """Return the rooms without the subnet if it lies in several: it spans them."""
    subnets = {
        key
        for relation in snapshot.out(resource.key, "in-subnet")
        for key in snapshot.resolve(relation.target)
    }
    if len(subnets) > 1 and rooms[-1].kind == "subnet":
        return rooms[:-1]
    return rooms


def _drawn(room: Container, view: View) -> bool:
    rooms = view.row.rooms
    if rooms is None or room.kind in rooms:
        return True
    return room.kind not in _UNITS and room.kind not in _PLACED


def _nest(rooms: list[Container], one: Item) -> tuple[Cluster, ...]:
    nested: list[Cluster] = []
    for room in rooms:
        parent = nested[-1].id if nested else None
        nested.append(_box(room, parent, one))
    return tuple(nested)


def _box(room: Container, parent: str | None, one: Item) -> Cluster:
    if room.key is not None:
        held = one.home.get(room.key)
        native = held.record.native_id if held is not None else room.id
        name = room.name or native
        detail = native if name != native else ""
        return Cluster(room.key.id, room.kind, name, detail, parent, tooltip=room.key.id)
    if room.kind == "region":
        return Cluster(f"region:{one.account}/{room.id}", "region", room.id, "", parent)
    id_ = f"{room.kind}:{one.key.provider}/{room.id}"
    return Cluster(id_, room.kind, room.name or room.id, "", parent)


def _group(one: Item, group: str, rooms: tuple[Container, ...]) -> tuple[Cluster, ...]:
    """Return the one box of a grouping."""
    if group.startswith("tag:"):
        name = group.removeprefix("tag:")
        value = one.tags.get(name)
        shown = _UNGROUPED if value is None else value
        return (Cluster(f"tag:{name}={shown}", "group", shown, f"tag {name}"),)
    if group == "vpc":
        found = [room for room in rooms if room.kind == "network"]
        if found:
            return (_box(found[-1], None, one),)
        return (Cluster("vpc:", "group", "in no network", ""),)
    value = {"account": one.account, "region": one.region, "type": one.key.type}[group]
    return (Cluster(f"{group}:{value}", "group", value, group),)


def outside() -> Cluster:
    """Return the box around what nobody in the map answers to."""
    return Cluster(OUTSIDE, OUTSIDE, "Outside this map", "named, but not collected")
