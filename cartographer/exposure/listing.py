"""What is open to the outside, as people list it: who, by which door, from where, by which way.

An exposure's key is its anchor, way, audience and door; addresses, rules and the very instances
are attributes, so that it stays the same when they are replaced.

It refuses to know a cloud.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated, Literal

from msgspec import Struct
from msgspec.structs import replace

from cartographer.exposure.atlas import Atlas
from cartographer.exposure.end import INTERNET
from cartographer.exposure.front import Open
from cartographer.model.key import Key
from cartographer.model.meaning import says
from cartographer.model.snapshot import Snapshot
from cartographer.model.verdict import TrafficBox
from cartographer.reach.traffic import BITS, IPV4, IPV6, PROTOCOL_NUMBERS, Field, TrafficSet
from cartographer.reach.written import written

State = Literal["open", "unknown", "latent"]
_FARTHEST = 6
"""Managing owners above each other at most."""


class Exposed(Struct, frozen=True):
    """One resource that is open by one door."""

    key: Annotated[str, says("Anchor, way, audience and door, in one text.")]
    resource: Annotated[str, says("Canonical id of what is open.")]
    anchor: Annotated[str, says("Its outermost managing owner, else itself.")]
    door: Annotated[str, says("Protocol and ports, such as tcp/443.")]
    audience: Annotated[str, says("Who gets there: internet, or a named network.")]
    way: Annotated[Literal["network"], says("How it is open.")]
    by: Annotated[str | None, says("What was called, if that is not the resource itself.")]
    addresses: Annotated[tuple[str, ...], says("Addresses or host names that the audience calls.")]
    sources: Annotated[str, says("How wide: any, or from how many addresses.")]
    traffic: Annotated[tuple[TrafficBox, ...], says("What may get there and is answered.")]
    state: Annotated[State, says("Whether it is sure.")]
    behind: Annotated[
        tuple[str, ...] | None,
        says("What the door leads to: ids and addresses; null where not all of it was read."),
    ] = ()
    condition: Annotated[
        str | None, says("What else a request must have to get there, such as a host or a path.")
    ] = None
    authorization: Annotated[
        str | None, says("What access still asks of who gets there by the network.")
    ] = None
    as_of: Annotated[datetime | None, says("Time of the oldest fact that it rests on.")] = None


def exposed(
    snapshot: Snapshot, atlas: Atlas, opens: Iterable[Open], networks: dict[str, TrafficSet]
) -> tuple[Exposed, ...]:
    """Return what is open, a row for each resource and door, sorted.

    `networks` are named ranges as sources: who is wholly within one is that audience.
    """
    found: dict[tuple[str | None, ...], Exposed] = {}
    for one in opens:
        for row in _rows(snapshot, atlas, one, networks):
            asked = (row.condition, row.authorization)
            at = (row.resource, row.door, row.audience, row.by, row.state, *asked)
            held = found.get(at)
            found[at] = row if held is None else _joined(held, row)
    return tuple(found[at] for at in sorted(found, key=str))


def _rows(
    snapshot: Snapshot, atlas: Atlas, one: Open, networks: dict[str, TrafficSet]
) -> Iterator[Exposed]:
    resource, called = atlas.owner(one.port), atlas.owner(one.door)
    if resource is None or called is None:
        return
    anchor = _anchor(snapshot, resource)
    stream = one.outside
    states: tuple[tuple[State, TrafficSet], ...] = (
        ("open", stream.certain),
        ("unknown", stream.possible - stream.certain),
        ("latent", stream.latent - stream.possible),
    )
    for state, traffic in states:
        for door, part in doors(traffic):
            audience = _audience(part, networks)
            boxes = written(part).boxes
            yield Exposed(
                key=f"{anchor.id} network {audience} {door}",
                resource=resource.id,
                anchor=anchor.id,
                door=door,
                audience=audience,
                way="network",
                by=None if one.port == one.door else called.id,
                addresses=one.names
                or tuple(sorted({text for box in boxes for text in box.destination})),
                sources=width(part),
                traffic=boxes,
                state=state,
                behind=_behind(atlas, one, resource),
                condition=one.condition,
                authorization=one.authorization,
            )


def _joined(one: Exposed, other: Exposed) -> Exposed:
    return replace(
        one,
        addresses=tuple(sorted({*one.addresses, *other.addresses})),
        sources=one.sources if one.sources == "any" else other.sources,
        traffic=tuple(dict.fromkeys((*one.traffic, *other.traffic))),
        behind=None
        if one.behind is None or other.behind is None
        else tuple(sorted({*one.behind, *other.behind})),
    )


def doors(traffic: TrafficSet) -> Iterator[tuple[str, TrafficSet]]:
    """Yield each protocol and range of ports with the packets that it admits."""
    space = traffic.space
    names = dict.fromkeys(
        (box.protocol, ports)
        for box in written(traffic).boxes
        for ports in (box.destination_ports or ((0, 0),))
    )
    for protocol, (low, high) in names:
        if protocol == "all":
            yield "all", traffic
            continue
        part = traffic & space.protocol(PROTOCOL_NUMBERS.get(protocol) or int(protocol))
        if (low, high) == (0, 0):
            yield protocol, part
            continue
        ports = f"{low}-{high}" if low < high else str(low)
        yield f"{protocol}/{ports}", part & space.where(Field.DESTINATION_PORT, ((low, high),))


def width(traffic: TrafficSet) -> str:
    """Return how many sources get there: any, about half, or their number."""
    counts = [
        sum(high - low + 1 for low, high in traffic.values(Field.SOURCE, family))
        for family in (IPV4, IPV6)
    ]
    if any(count > (1 << BITS[family]) * 0.9 for family, count in enumerate(counts)):
        return "any"
    total = sum(counts)
    many = counts[IPV4] > 1 << 24 or counts[IPV6] > 1 << 96
    return "wide" if many else f"{total:,} address{'es' if total != 1 else ''}"


def _audience(traffic: TrafficSet, networks: dict[str, TrafficSet]) -> str:
    return next((name for name, held in sorted(networks.items()) if traffic <= held), INTERNET)


def _behind(atlas: Atlas, one: Open, resource: Key) -> tuple[str, ...] | None:
    """Return what a door leads to: its targets, or itself."""
    if one.behind is None:
        return None
    found = {id_ if (key := atlas.owner(id_)) is None else key.id for id_ in one.behind}
    return tuple(sorted(found)) if found else (resource.id,)


def _anchor(snapshot: Snapshot, key: Key) -> Key:
    for _ in range(_FARTHEST):
        owners = {relation.source for relation in snapshot.into(key, "manages")}
        owners = owners or set(_services(snapshot, key))
        if len(owners) != 1:
            break
        (key,) = owners
    return key


def _services(snapshot: Snapshot, key: Key) -> Iterator[Key]:
    """Yield the services that something is part of: its tasks come and go."""
    for relation in snapshot.out(key, "part-of"):
        for owner in snapshot.resolve(relation.target):
            found = snapshot.get(owner)
            if found is not None and found.derived.kind == "service":
                yield owner
