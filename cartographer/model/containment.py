"""Where a thing lies: organization, units, account, region, network, subnet, interface."""

from typing import Annotated

from msgspec import Struct

from cartographer.model.key import Key, Ref
from cartographer.model.meaning import says
from cartographer.model.resource import Resource
from cartographer.model.snapshot import Snapshot

_NEAREST_FIRST = ("part-of", "in-subnet", "in-network")
"""Relations towards a container, the nearest first."""


class Container(Struct, frozen=True):
    """One room of the way in."""

    kind: Annotated[str, says("organization, unit, account, region, or a shared kind.")]
    id: Annotated[str, says("Canonical id, account number or region name.")]
    name: Annotated[str | None, says("Name that people gave it.")] = None
    key: Annotated[Key | None, says("Resource that it is; null where nothing is held.")] = None


def containment(snapshot: Snapshot, resource: Resource) -> tuple[Container, ...]:
    """Return the rooms that a resource lies in, the outermost first, itself left out."""
    inner = _inner(snapshot, resource)
    outer = inner[0] if inner else resource
    record = outer.record
    account = _answering(snapshot, Ref("account", record.account))
    rooms = [] if account is None else _units(snapshot, account)
    rooms.append(
        Container(
            "account",
            record.account,
            None if account is None else account.derived.name,
            None if account is None else account.key,
        )
    )
    rooms.append(Container("region", record.region))
    rooms.extend(_room(one) for one in inner)
    return tuple(rooms)


def _room(resource: Resource) -> Container:
    return Container(resource.derived.kind, resource.key.id, resource.derived.name, resource.key)


def _inner(snapshot: Snapshot, resource: Resource) -> list[Resource]:
    """Return the resources around one inside its region, the outermost first."""
    rooms: list[Resource] = []
    seen = {resource.key}
    here: Resource | None = resource
    while here is not None:
        here = _parent(snapshot, here)
        if here is None or here.key in seen:
            break
        seen.add(here.key)
        rooms.insert(0, here)
    return rooms


def _parent(snapshot: Snapshot, resource: Resource) -> Resource | None:
    relations = snapshot.out(resource.key)
    for kind in _NEAREST_FIRST:
        for relation in relations:
            found = _answering(snapshot, relation.target) if relation.kind == kind else None
            if found is not None:
                return found
    return None


def _units(snapshot: Snapshot, account: Resource) -> list[Container]:
    """Return the organization and its units around an account, the outermost first."""
    units: list[Container] = []
    seen = {account.key}
    here: Resource | None = account
    while here is not None:
        relations = snapshot.out(here.key, "member-of")
        here = _answering(snapshot, relations[0].target) if relations else None
        if here is None or here.key in seen:
            break
        seen.add(here.key)
        units.insert(0, _room(here))
    return units


def _answering(snapshot: Snapshot, ref: Ref) -> Resource | None:
    keys = snapshot.resolve(ref)
    return snapshot.get(keys[0]) if len(keys) == 1 else None
