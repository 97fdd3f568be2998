"""What is open to others, as people list it: who, by which door, from where, by which way.

An exposure's key is its anchor, way, audience and door; addresses, rules and the very instances
are attributes, so that it stays the same when they are replaced.

It refuses to know a cloud.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Annotated, Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from cartographer.exposure.atlas import Atlas, Fact
from cartographer.exposure.audience import Audiences
from cartographer.exposure.front import Open
from cartographer.exposure.question import Waypoint
from cartographer.model.key import Key
from cartographer.model.meaning import says
from cartographer.model.snapshot import Snapshot
from cartographer.model.verdict import TrafficBox
from cartographer.reach.stream import Stream
from cartographer.reach.traffic import PROTOCOL_NAMES, Field, TrafficSet, last
from cartographer.reach.written import read, written

State = Literal["open", "unknown", "latent"]
_MANY = 8
"""Protocols that admit the same, from more than which on they are not told apart."""
_FARTHEST = 6
"""Managing owners above each other at most."""


class Exposed(Struct, frozen=True):
    """One resource that is open by one door."""

    key: Annotated[str, says("Anchor, way, audience and door, in one text.")]
    resource: Annotated[str, says("Canonical id of what is open.")]
    anchor: Annotated[str, says("Its outermost managing owner, else itself.")]
    door: Annotated[str, says("Protocol and ports, such as tcp/443.")]
    audience: Annotated[str, says("Who gets there: internet, or who was named.")]
    way: Annotated[Literal["network"], says("How it is open.")]
    by: Annotated[str | None, says("What was called, if that is not the resource itself.")]
    addresses: Annotated[tuple[str, ...], says("Addresses or host names that the audience calls.")]
    sources: Annotated[str, says("How wide: any, a name that covers it, or numbers.")]
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
    path: Annotated[tuple[Waypoint, ...], says("A way there and back, hop by hop.")] = ()
    assumes: Annotated[tuple[str, ...], says("Switches taken as off: nobody asked.")] = ()
    as_of: Annotated[datetime | None, says("Time of the oldest fact that it rests on.")] = None
    too_old: Annotated[
        str | None, says("That fact's resource, if it is too old to say more than unknown.")
    ] = None


class Ages(NamedTuple):
    """How old what something open rests on is, and from when on it counts."""

    oldest: Callable[[Open], Fact | None]
    since: datetime | None = None


def exposed(
    snapshot: Snapshot, atlas: Atlas, opens: Iterable[Open], audiences: Audiences, ages: Ages
) -> tuple[Exposed, ...]:
    """Return what is open, a row for each resource, door and audience, sorted.

    What rests on a fact that is too old is unknown.
    """
    found: dict[tuple[str | None, ...], tuple[Exposed, TrafficSet]] = {}
    for one in opens:
        for fresh, traffic in _rows(snapshot, atlas, one, audiences):
            row = _aged(fresh, ages.oldest(one), ages.since)
            asked = (row.condition, row.authorization)
            at = (row.resource, row.door, row.audience, row.by, row.state, *asked)
            other, held = found.get(at, (row, traffic))
            found[at] = _joined(row, other), held | traffic
    return tuple(_measured(*found[at], audiences) for at in sorted(found, key=str))


def _rows(
    snapshot: Snapshot, atlas: Atlas, one: Open, audiences: Audiences
) -> Iterator[tuple[Exposed, TrafficSet]]:
    """Yield what is open without how far, and with the packets."""
    resource, called = atlas.owner(one.port), atlas.owner(one.door)
    if resource is None or called is None:
        return
    anchor_ = anchor(snapshot, resource)
    for state, traffic in states(one.outside):
        for door, part in doors(traffic):
            for audience, theirs in audiences.of(part):
                row = Exposed(
                    key=f"{anchor_.id} network {audience} {door}",
                    resource=resource.id,
                    anchor=anchor_.id,
                    door=door,
                    audience=audience,
                    way="network",
                    by=None if one.port == one.door else called.id,
                    addresses=one.names,
                    sources="",
                    traffic=(),
                    state=state,
                    behind=_behind(atlas, one, resource),
                    condition=one.condition,
                    authorization=one.authorization,
                )
                yield row, theirs


def _aged(row: Exposed, oldest: Fact | None, since: datetime | None) -> Exposed:
    if oldest is None:
        return row
    time, key = oldest
    if since is None or time >= since:
        return replace(row, as_of=time)
    return replace(row, as_of=time, state="unknown", too_old=key.id)


def _joined(one: Exposed, other: Exposed) -> Exposed:
    return replace(
        one,
        addresses=tuple(sorted({*one.addresses, *other.addresses})),
        as_of=min(filter(None, (one.as_of, other.as_of)), default=None),
        too_old=one.too_old or other.too_old,
        behind=None
        if one.behind is None or other.behind is None
        else tuple(sorted({*one.behind, *other.behind})),
    )


def _measured(row: Exposed, traffic: TrafficSet, audiences: Audiences) -> Exposed:
    """Return a row with what its packets say; one that is called by names shows these."""
    boxes = written(traffic).boxes
    return replace(
        row,
        addresses=row.addresses
        or tuple(sorted({text for box in boxes for text in box.destination})),
        sources=audiences.width(traffic),
        traffic=boxes,
    )


def states(stream: Stream) -> tuple[tuple[State, TrafficSet], ...]:
    """Return what of a stream is sure, what is not, and what is once all is up."""
    return (
        ("open", stream.certain),
        ("unknown", stream.possible - stream.certain),
        ("latent", stream.latent - stream.possible),
    )


def doors(traffic: TrafficSet) -> Iterator[tuple[str, TrafficSet]]:
    """Yield each protocol and range of ports with the packets that it admits.

    What all protocols share stands once under `all`, if it names no ports; many more that admit
    the same stand together under `others`.
    """
    space = traffic.space
    boxes = [box for box in written(traffic).boxes if box.protocol == "all"]
    shared = space.nothing if any(box.destination_ports for box in boxes) else read(space, boxes)
    if shared:
        yield "all", shared
    for protocols, part in _alike(traffic):
        if len(protocols) > _MANY and not part <= shared:
            yield "others", part
        for number in protocols if len(protocols) <= _MANY else ():
            for door, through in _by_port(number, part & space.protocol(number)):
                if not through <= shared:
                    yield door, through


def _alike(traffic: TrafficSet) -> Iterator[tuple[tuple[int, ...], TrafficSet]]:
    """Yield the protocols that admit the same, with their packets."""
    space, last_ = traffic.space, last(Field.PROTOCOL)
    ends = {last_}
    for family in space.families:
        node = (traffic & family).forget(Field.FAMILY).node
        if node.level == Field.PROTOCOL:
            ends |= {min(high, last_) for _, high, _ in node.spans()}
    found: dict[TrafficSet, list[tuple[int, int]]] = {}
    low = 0
    for high in sorted(ends):
        part = traffic & space.where(Field.PROTOCOL, ((low, high),))
        if part:
            found.setdefault(part.forget(Field.PROTOCOL), []).append((low, high))
        low = high + 1
    for ranges in found.values():
        numbers = tuple(one for first, end in ranges for one in range(first, end + 1))
        yield numbers, traffic & space.where(Field.PROTOCOL, ranges)


def _by_port(number: int, traffic: TrafficSet) -> Iterator[tuple[str, TrafficSet]]:
    """Yield each range of ports of one protocol with the packets that it admits."""
    name = PROTOCOL_NAMES.get(number, str(number))
    boxes = written(traffic).boxes
    for ports in dict.fromkeys(one for box in boxes for one in (box.destination_ports or (None,))):
        if ports is None:
            yield name, traffic
        else:
            low, high = ports
            said = f"{low}-{high}" if low < high else str(low)
            through = traffic & traffic.space.where(Field.DESTINATION_PORT, (ports,))
            yield f"{name}/{said}", through


def _behind(atlas: Atlas, one: Open, resource: Key) -> tuple[str, ...] | None:
    """Return what a door leads to: its targets, or itself."""
    if one.behind is None:
        return None
    found = {id_ if (key := atlas.owner(id_)) is None else key.id for id_ in one.behind}
    return tuple(sorted(found)) if found else (resource.id,)


def anchor(snapshot: Snapshot, key: Key) -> Key:
    """Return the outermost owner that manages a resource or that it serves, else itself."""
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
