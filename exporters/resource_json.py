"""A resource and its relations as JSON, in the form that `ls` prints and exports share."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from cartographer.model.key import Key
from cartographer.model.resource import Aspect, Resource
from cartographer.model.snapshot import Snapshot
from exporters.text import REPLACEMENT, guard

_ENCODER = msgspec.json.Encoder()


def resource_document(resource: Resource) -> dict[str, Any]:
    """Return a resource in the `ls` form: canonical id, members in a stable order."""
    record, derived, key = resource.record, resource.derived, resource.key
    return {
        "id": key.id,
        "native_id": record.native_id,
        "uid": record.uid,
        "provider": key.provider,
        "type": key.type,
        "kind": derived.kind,
        "account": record.account,
        "region": record.region,
        "zone": derived.zone,
        "name": derived.name,
        "tags": None if derived.tags is None else dict(sorted(derived.tags.items())),
        "observed_at": instant(resource.observed_at),
        "stale_since": instant(resource.stale_since),
        "aspects": {name: _aspect(one) for name, one in sorted(record.aspects.items())},
    }


def _aspect(aspect: Aspect) -> dict[str, Any]:
    return {"state": aspect.state, "reason": aspect.reason}


def whole_aspect(aspect: Aspect) -> dict[str, Any]:
    """Return an aspect with its document; of one that is not known the last that was known."""
    return {
        **_aspect(aspect),
        "value": aspect.value,
        "last": aspect.last,
        "as_of": instant(aspect.as_of),
    }


def relation_documents(snapshot: Snapshot, key: Key) -> list[dict[str, Any]]:
    """Return the relations that a resource states, each with who answers; none is external."""
    return [
        {
            "kind": one.kind,
            "target": {"kind": one.target.kind, "value": one.target.value},
            "resolved": sorted(found.id for found in snapshot.resolve(one.target)),
        }
        for one in snapshot.out(key)
    ]


def instant(moment: datetime | None) -> str | None:
    """Return a time as RFC 3339 in UTC; absent stays absent."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def encode(value: Any) -> bytes:  # noqa: ANN401  any JSON document
    """Return JSON in the order of its members, harmless where it is shown."""
    try:
        return guard(_ENCODER.encode(value))
    except UnicodeEncodeError:
        return guard(_ENCODER.encode(_mended(value)))


def _mended(value: Any) -> Any:  # noqa: ANN401
    """Return a value without halves of surrogate pairs, which UTF-8 cannot hold."""
    if isinstance(value, str):
        return "".join(REPLACEMENT if "\ud800" <= char <= "\udfff" else char for char in value)
    if isinstance(value, dict):
        return {_mended(name): _mended(child) for name, child in value.items()}
    if isinstance(value, list | tuple):
        return [_mended(child) for child in value]
    return value
