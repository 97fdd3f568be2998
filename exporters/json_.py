"""A snapshot, or a diff, as JSON: written piece by piece, a resource a line.

The bytes are the same for the same estate; what differs from run to run stands in the head
and in `run`.
"""

import heapq
from collections.abc import Iterator
from typing import IO, Any

from cartographer.model.coverage import Coverage
from cartographer.model.resource import Resource
from cartographer.model.snapshot import Snapshot
from exporters.diff_json import diff_document
from exporters.request import Request, request
from exporters.resource_json import (
    encode,
    instant,
    relation_documents,
    resource_document,
    whole_aspect,
)

SCHEMA = "cartographer.export/1"


class JsonExporter:
    """The whole of a snapshot, or every difference of a diff; a view plays no part."""

    name = "json"
    media_type = "application/json"
    suffix = ".json"
    version = SCHEMA

    def render(self, snapshot: Snapshot, out: IO[bytes], **options: object) -> None:
        """Write a snapshot, or with `changes` the diff."""
        asked = request(options)
        if asked.changes is not None:
            names = (_name(asked.before_info), _name(asked.info))
            out.write(encode(diff_document(asked.changes, *names)) + b"\n")
            return
        for piece in pieces(snapshot, asked):
            out.write(piece)


def _name(info: Any) -> str:  # noqa: ANN401  a SnapshotInfo or nothing
    return "" if info is None else str(info.id)


def pieces(snapshot: Snapshot, asked: Request) -> Iterator[bytes]:
    """Yield an export, a resource at a time."""
    info = asked.info
    name = None if info is None else info.id
    run = None if info is None else {"taken": instant(info.run.taken)}
    head = {"schema": SCHEMA, "snapshot": name, "run": run}
    yield encode(head)[:-1] + b',"resources":['
    between = b"\n"
    for resource in by_id(snapshot):
        yield between + encode(_whole(snapshot, resource))
        between = b",\n"
    yield b'\n],"coverage":['
    between = b"\n"
    for coverage in snapshot.coverage():
        yield between + encode(_coverage(coverage))
        between = b",\n"
    yield b"\n]}\n"


def by_id(snapshot: Snapshot) -> Iterator[Resource]:
    """Yield all resources by id, with no more than one of each type in hand.

    A type yields its resources by key, which is by id unless two partitions of a cloud hold
    the same type: then the order is by partition first.
    """
    streams = (snapshot.of_type(type_) for type_ in snapshot.types())
    return heapq.merge(*streams, key=lambda one: (one.key.id, one.key.type))


def _whole(snapshot: Snapshot, resource: Resource) -> dict[str, Any]:
    return {
        **resource_document(resource),
        "aspects": {
            name: whole_aspect(one) for name, one in sorted(resource.record.aspects.items())
        },
        "config": resource.record.config,
        "relations": relation_documents(snapshot, resource.key),
    }


def _coverage(one: Coverage) -> dict[str, Any]:
    return {
        "provider": one.scope.provider,
        "account": one.scope.account,
        "region": one.scope.known_region,
        "type": one.scope.type,
        "state": str(one.state),
        "reason": one.reason,
        "since": instant(one.since),
        "last_complete": instant(one.last_complete),
    }
