"""What differs between two snapshots as JSON, in the form that `diff` prints."""

from typing import Any

from cartographer.model.change import ChangeSet, FieldChange, Modified, Moved, Replaced, Unknown
from cartographer.model.key import Key
from exporters.resource_json import instant

SCHEMA = "cartographer.diff/1"


def diff_document(changes: ChangeSet, from_: str, to: str) -> dict[str, Any]:
    """Return a change set; every list is sorted by id, so that equal estates give equal bytes."""
    retired = frozenset(changes.retired)
    return {
        "schema": SCHEMA,
        "from": from_,
        "to": to,
        "added": _sorted(_named(key) for key in changes.added),
        "removed": _sorted(_removed(key, retired) for key in changes.removed),
        "replaced": _sorted(map(_replaced, changes.replaced)),
        "moved": _sorted(map(_moved, changes.moved)),
        "modified": _sorted(map(_modified, changes.modified)),
        "unknown": _sorted(map(_unknown, changes.unknown)),
        "not_compared": {
            "scopes": changes.not_compared.scopes,
            "resources": changes.not_compared.resources,
        },
    }


def _sorted(items: Any) -> list[dict[str, Any]]:  # noqa: ANN401  any iterable of documents
    return sorted(items, key=lambda one: (one["id"], one["type"], one.get("aspect") or ""))


def _named(key: Key) -> dict[str, Any]:
    return {"id": key.id, "type": key.type}


def _removed(key: Key, retired: frozenset[Key]) -> dict[str, Any]:
    return {**_named(key), "reason": "retired" if key in retired else None}


def _replaced(one: Replaced) -> dict[str, Any]:
    return {**_named(one.key), "old_uid": one.old_uid, "new_uid": one.new_uid}


def _moved(one: Moved) -> dict[str, Any]:
    return {
        "id": one.key.id,
        "old_id": one.old_key.id,
        "type": one.key.type,
        "fields": [_field(field) for field in one.fields],
    }


def _modified(one: Modified) -> dict[str, Any]:
    return {**_named(one.key), "fields": [_field(field) for field in one.fields]}


def _field(one: FieldChange) -> dict[str, Any]:
    return {"pointer": one.pointer, "op": one.op, "old": one.old, "new": one.new}


def _unknown(one: Unknown) -> dict[str, Any]:
    return {
        **_named(one.key),
        "aspect": one.aspect,
        "reason": one.reason,
        "stale_since": instant(one.stale_since),
    }
