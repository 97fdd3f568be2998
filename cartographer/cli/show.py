"""`cartographer show`: all that is known of one resource."""

from collections.abc import Iterator, Mapping
from typing import Any

import click
import msgspec

from cartographer.cli.answer import BLANK, Answer, Block, Column, Grid, Part, line, member
from cartographer.cli.invocation import DOCUMENT_FORMS, Invocation
from cartographer.cli.lookup import find
from cartographer.cli.option import verb
from cartographer.cli.remark import oldest_fact
from cartographer.cli.text import cut, moment, region
from cartographer.model.containment import Container, containment
from cartographer.model.coverage import NOT_LOOKED
from cartographer.model.key import Key
from cartographer.model.relation import RELATION_KINDS, Relation
from cartographer.model.resource import Aspect, Resource
from cartographer.model.snapshot import Snapshot

_EXAMPLES = """
cartographer show i-0d67de4883b05f456
cartographer show role/PayWeb -o wide            # with the whole documents
cartographer show 10.3.101.100@vpc-0a1b2c3d -o json
cartographer show arn:aws:s3:::exports --at s-11
"""
_MOST_LINKS = 40
_RELATIONS = (
    member("kind"),
    Column("RESOURCE", lambda one: ", ".join(_named(end) for end in one["targets"])),
    Column("", lambda one: "" if one["targets"] else f"external: {one['ref']}"),
)
_SETTING = 100


@verb("show", forms=DOCUMENT_FORMS, takes=("at",), examples=_EXAMPLES)
@click.argument("id_", metavar="ID")
def command(invocation: Invocation, id_: str) -> int:
    """Show all that is known of one resource.

    ID is an id, ARN, console URL, host name, address, ADDRESS@VPC or unique name. Relations
    that nobody held answers to are external.
    """
    with invocation.view() as (store, snapshot):
        resource = find(snapshot, id_)
        volatile = store.volatile(resource.key)
        document = _document(snapshot, resource, volatile)
        invocation.tell(
            Answer(document, lambda wide: _people(snapshot, resource, document, wide=wide))
        )
    return 0


def _document(
    snapshot: Snapshot, resource: Resource, volatile: Mapping[str, Any]
) -> dict[str, Any]:
    from cartographer.bootstrap import resource_document

    record = resource.record
    return {
        "schema": "cartographer.show/1",
        **resource_document(resource),
        "partition": record.key.partition,
        "viewers": record.viewers,
        "containment": [_room(one) for one in containment(snapshot, resource)],
        "config": record.config,
        "details": {name: _aspect(one) for name, one in record.aspects.items()},
        "volatile": dict(sorted(volatile.items())),
        "aliases": [f"{one.kind}:{one.value}" for one in resource.derived.aliases],
        "relations": [_out(snapshot, one) for one in snapshot.out(resource.key)],
        "relations_in": [_into(snapshot, one) for one in snapshot.into(resource.key)],
    }


def _room(room: Container) -> dict[str, Any]:
    return {"kind": room.kind, "id": room.id, "name": room.name}


def _aspect(aspect: Aspect) -> dict[str, Any]:
    return {
        "state": aspect.state,
        "reason": aspect.reason,
        "as_of": aspect.as_of,
        "last": aspect.last,
        "value": aspect.value,
    }


def _end(snapshot: Snapshot, key: Key) -> dict[str, Any]:
    found = snapshot.get(key)
    name = None if found is None else found.derived.name
    native = key.id if found is None else found.record.native_id
    return {"id": key.id, "type": key.type, "native_id": native, "name": name}


def _out(snapshot: Snapshot, relation: Relation) -> dict[str, Any]:
    targets = [_end(snapshot, key) for key in snapshot.resolve(relation.target)]
    return {"kind": relation.kind, "ref": str(relation.target), "targets": targets}


def _into(snapshot: Snapshot, relation: Relation) -> dict[str, Any]:
    kind = RELATION_KINDS[relation.kind].inverse if relation.kind in RELATION_KINDS else "?"
    source = _end(snapshot, relation.source)
    return {"kind": kind, "ref": str(relation.target), "targets": [source]}


def _named(end: dict[str, Any]) -> str:
    name = f" ({end['name']})" if end["name"] and end["name"] != end["native_id"] else ""
    return f"{end['native_id']}{name}"


# --- for people ---------------------------------------------------------------------------------


def _people(
    snapshot: Snapshot, resource: Resource, document: dict[str, Any], *, wide: bool
) -> Iterator[Block]:
    record = resource.record
    yield line((record.key.type, "bold"), "  ", (record.native_id, "bold"), *_name(resource))
    yield from _facts(resource, document)
    yield from _section("Settings", record.config, wide=wide)
    for name, aspect in record.aspects.items():
        yield from _detail(name, aspect, wide=wide)
    if document["volatile"]:
        yield from _section("Volatile (latest values, no history)", document["volatile"], wide=wide)
    yield from _links("Relations", document["relations"], wide=wide)
    yield from _links("Pointed at by", document["relations_in"], wide=wide)
    yield BLANK
    yield from _doubts(snapshot, resource)
    yield line(("Oldest fact used: ", "dim"), moment(oldest_fact([resource])))


def _name(resource: Resource) -> tuple[Part, ...]:
    name = resource.derived.name
    return (f"  {name}",) if name and name != resource.record.native_id else ()


def _facts(resource: Resource, document: dict[str, Any]) -> Iterator[Block]:
    record = resource.record
    rooms = [
        f"{room['kind']} {room['id'].rpartition('/')[2]}"
        + (f" ({room['name']})" * bool(room["name"]))
        for room in document["containment"]
    ]
    facts = {
        "id": record.key.id,
        "uid": record.uid,
        "kind": resource.derived.kind,
        "lies in": " > ".join(rooms),
        "zone": resource.derived.zone,
        "tags": _tags(resource.derived.tags),
        "observed": moment(resource.observed_at),
        "seen by": ", ".join(record.viewers),
    }
    rows = [(name, value) for name, value in facts.items() if value]
    yield Grid((_PAIR[0], _PAIR[1]), rows, indent=2, headed=False)


def _tags(tags: dict[str, str] | None) -> str:
    """Return tags for people; what was never read is not *none*."""
    if tags is None:
        return "unknown"
    return ", ".join(f"{key}={value}" for key, value in tags.items())


_PAIR = (Column("", lambda row: row[0]), Column("", lambda row: row[1]))


def _section(title: str, value: object, *, wide: bool) -> Iterator[Block]:
    yield BLANK
    yield line((title, "bold"))
    yield from _value(value, wide=wide)


def _value(value: object, *, wide: bool) -> Iterator[Block]:
    """Yield a document: whole if asked for wide, else a line for each of its members."""
    if wide or not isinstance(value, dict):
        text = msgspec.json.format(msgspec.json.encode(value)).decode()
        yield from (line(f"  {one}") for one in text.splitlines())
        return
    rows = [
        (name, cut(one if isinstance(one, str) else msgspec.json.encode(one).decode(), _SETTING))
        for name, one in value.items()
    ]
    if rows:
        yield Grid(_PAIR, rows, indent=2, headed=False)


def _detail(name: str, aspect: Aspect, *, wide: bool) -> Iterator[Block]:
    if aspect.state == "absent":
        yield line((f"{name}: ", "bold"), ("none", "dim"))
        return
    age = f", as of {moment(aspect.as_of)}" if aspect.as_of is not None else ""
    if aspect.state == "unknown":
        last = f"; last known: {aspect.last}{age}" if aspect.last else "; never known"
        yield line((f"{name}: ", "bold"), (f"unknown ({aspect.reason}){last}", "yellow"))
    else:
        yield line((name, "bold"), (age, "dim"))
    if aspect.value is not None:
        yield from _value(aspect.value, wide=wide)


def _links(title: str, links: list[dict[str, Any]], *, wide: bool) -> Iterator[Block]:
    if not links:
        return
    shown = links if wide else links[:_MOST_LINKS]
    yield BLANK
    yield line((title, "bold"))
    yield Grid(_RELATIONS, shown, indent=2, headed=False)
    if len(shown) < len(links):
        yield line((f"  {len(links) - len(shown)} more: -o wide", "dim"))


def _doubts(snapshot: Snapshot, resource: Resource) -> Iterator[Block]:
    """Yield why what is shown may be out of date, or that it is not."""
    states = {one.scope: one for one in snapshot.coverage()}
    lost = [
        found
        for scope in resource.record.scopes
        if (found := states.get(scope)) is not None and found.state in NOT_LOOKED
    ]
    for one in lost:
        where = f"{one.scope.account} {region(one.scope.known_region)}"
        told = f"{where}: {one.state.value}: {one.reason}"
        yield line(("Not seen: ", "yellow"), cut(told, 2 * _SETTING))
    doubtful = [
        name for name, one in resource.record.aspects.items() if one.asked and not one.known
    ]
    if doubtful:
        yield line(("Not known: ", "yellow"), ", ".join(doubtful))
    if not lost and not doubtful:
        yield line(("Not seen: ", "dim"), "nothing of it")
