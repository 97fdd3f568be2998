"""`cartographer history`: what one resource went through."""

from collections.abc import Iterator, Sequence
from typing import Any

import click

from cartographer.cli.answer import Answer, Block, cells, line
from cartographer.cli.field import field_line
from cartographer.cli.invocation import LIST_FORMS, Invocation
from cartographer.cli.lookup import by_index, find
from cartographer.cli.option import verb
from cartographer.cli.text import count, moment
from cartographer.model.change import FieldChange
from cartographer.model.error import NotFoundError
from cartographer.model.history import Version
from cartographer.model.key import Key
from cartographer.model.snapshot import Snapshot
from cartographer.ports import Catalogue, SnapshotStore

_EXAMPLES = """
cartographer history sg-0a1b2c3d4e5f60718
cartographer history role/PayWeb --limit 10      # the latest ten versions
cartographer history role/PayWeb --at 2026-05-31 # found by the names of that day
cartographer history web-7 -o json
"""
_CELLS = cells("commit", "at", "snapshot", "event", "uid", "reason", "unknown", "fields")
_SNAPSHOTS_BACK = 50
_WHY = {
    "retired": "its account was closed",
    "forgotten": "by `cartographer forget`",
    "claim": "no longer listed",
    "not-found": "not found by its id",
}
"""How a resource can end, as people read it."""


@verb("history", forms=LIST_FORMS, takes=("at", "limit"), examples=_EXAMPLES)
@click.argument("id_", metavar="ID")
def command(invocation: Invocation, id_: str) -> int:
    """Show what one resource went through: each version with what differs from the one before.

    A resource that is gone is found with --at a time at which it was there, or by its id.
    """
    with invocation.view() as (store, snapshot):
        key = _key(store, snapshot, id_)
        versions = store.history(key)
    found = list(_documents(versions, invocation.catalogue, key))
    limit = invocation.options.limit
    shown = found if limit is None or limit >= len(found) else found[len(found) - limit :]
    told = [{**one, "fields": [_field(field) for field in one["fields"]]} for one in shown]
    document = {
        "schema": "cartographer.history/1",
        "id": key.id,
        "type": key.type,
        "versions": told,
    }
    people = _people(key, shown, len(found), wide=invocation.form == "wide")
    invocation.tell(Answer(document, lambda _: people, told, _CELLS))
    return 0


def _key(store: SnapshotStore, snapshot: Snapshot, text: str) -> Key:
    """Return the key that a text means, also of what is only in earlier snapshots.

    Raises:
        NotFoundError: nothing was ever called that.
    """
    try:
        return find(snapshot, text).key
    except NotFoundError:
        for info in reversed(store.snapshots()[-_SNAPSHOTS_BACK:]):
            keys = by_index(store.snapshot(info.id), text)
            if len(keys) == 1:
                return keys.pop()
        raise


def _documents(
    versions: Sequence[Version], catalogue: Catalogue, key: Key
) -> Iterator[dict[str, Any]]:
    from cartographer.pipeline import version_fields

    shape = catalogue.shape(key.type)
    before: Version | None = None
    for version in versions:
        old = None if before is None else before.record
        new = version.record
        same = old is not None and new is not None and _event(before, version) == "modified"
        yield {
            "commit": version.commit,
            "at": version.at,
            "snapshot": version.snapshot,
            "event": _event(before, version),
            "uid": None if version.record is None else version.record.uid,
            "reason": version.reason,
            "unknown": _unknown(version),
            "fields": version_fields(old, new, shape) if same and old and new else (),
        }
        before = version


def _event(before: Version | None, version: Version) -> str:
    """Return what a version is: added, modified, replaced or removed."""
    if version.record is None:
        return "removed"
    if before is None or before.record is None:
        return "added"
    old, new = before.record.uid, version.record.uid
    return "replaced" if old is not None and new is not None and old != new else "modified"


def _unknown(version: Version) -> list[str]:
    aspects = {} if version.record is None else version.record.aspects
    return [name for name, one in aspects.items() if not one.known and one.asked]


def _field(field: FieldChange) -> dict[str, Any]:
    return {"pointer": field.pointer, "op": field.op, "old": field.old, "new": field.new}


def _people(
    key: Key, shown: Sequence[dict[str, Any]], total: int, *, wide: bool
) -> Iterator[Block]:
    yield line((f"{key.type}  {key.id}", "bold"))
    for one in shown:
        colour = {"added": "green", "removed": "red", "replaced": "magenta"}.get(
            one["event"], "blue"
        )
        why = f"  ({_WHY.get(one['reason'], one['reason'])})" if one["reason"] else ""
        first = f"  first in {one['snapshot']}" if one["snapshot"] else "  in no snapshot yet"
        yield line(f"{moment(one['at'])}  ", (f"{one['event']:<9}", colour), why, (first, "dim"))
        if one["unknown"]:
            yield line(f"{'':10}", ("not known: ", "yellow"), ", ".join(one["unknown"]))
        for field in one["fields"]:
            yield field_line(field, wide=wide)
    told = count(len(shown), "version")
    yield line((told if len(shown) == total else f"{told} of {total}", "bold"))
    if shown:
        yield line(("Oldest fact used: ", "dim"), moment(shown[0]["at"]))
