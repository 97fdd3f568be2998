"""Volatile values: the latest of each resource, outside its body and without history."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, select

from cartographer.model.document import encode
from cartographer.model.key import Key
from cartographer.model.patch import Delta, Patch
from cartographer.model.resource import Observation
from cartographer.store.database import Database, chunks
from cartographer.store.instant import to_micros
from cartographer.store.schema import volatile
from cartographer.store.view import PatchView


def write_volatile(  # noqa: PLR0913, PLR0917  one step of a publication
    database: Database,
    connection: Connection,
    view: PatchView,
    patch: Patch,
    numbers: Mapping[Key, int],
    delta: Delta,
) -> None:
    """Write the volatile values of a patch that differ from those stored and are not older."""
    written, ended = {one.key for one in delta.writes}, {one.key for one in delta.ends}
    wanted: dict[int, Observation] = {}
    for key, observation in _latest(view, patch.upserts).items():
        number = numbers.get(key, view.number(key))
        stands = key in written or (view.row(key) is not None and key not in ended)
        if number is not None and stands:
            wanted[number] = observation
    stored = _stored(connection, wanted)
    rows = []
    for number, observation in wanted.items():
        at, data = to_micros(observation.observed_at), encode(observation.volatile)
        old_at, old = stored.get(number, (at, None))
        if old_at <= at and data != old:
            rows.append((number, at, data))
    for chunk in chunks([row[0] for row in rows]):
        connection.execute(delete(volatile).where(volatile.c.resource_id.in_(chunk)))
    database.insert(connection, volatile, ("resource_id", "observed_at", "data"), rows)


def _latest(view: PatchView, upserts: Iterable[Observation]) -> dict[Key, Observation]:
    """Return the last observation of each key that says something and is not overtaken."""
    latest: dict[Key, Observation] = {}
    for one in sorted(upserts, key=lambda one: one.observed_at):
        if one.volatile:
            held = view.held(one.key)
            if held is None or held.seen_at <= one.observed_at:
                latest[one.key] = one
    return latest


def _stored(connection: Connection, numbers: Iterable[int]) -> dict[int, tuple[int, bytes]]:
    found: dict[int, tuple[int, bytes]] = {}
    for chunk in chunks(numbers):
        query = select(volatile).where(volatile.c.resource_id.in_(chunk))
        for number, at, data in connection.execute(query):
            found[number] = (at, bytes(data))
    return found


def load_volatile(connection: Connection, number: int) -> dict[str, Any]:
    """Return the volatile values of a resource."""
    query = select(volatile.c.data).where(volatile.c.resource_id == number)
    data = connection.scalar(query)
    found: dict[str, Any] = {} if data is None else msgspec.json.decode(data)
    return found
