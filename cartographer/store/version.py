"""The versions that one resource went through, from its intervals."""

from bisect import bisect_left

from sqlalchemy import Connection, select

from cartographer.model.history import Version
from cartographer.store.body import Bodies
from cartographer.store.instant import OPEN, from_micros
from cartographer.store.naming import first_since
from cartographer.store.place import Places
from cartographer.store.row import COLUMNS, StateRow, hashes_of, to_record
from cartographer.store.schema import resources, states


def load_versions(
    connection: Connection, bodies: Bodies, places: Places, number: int
) -> tuple[Version, ...]:
    """Return the versions of a resource by its number, oldest first."""
    bounds = (states.c.from_commit, states.c.to_commit, states.c.end_at, states.c.end_reason)
    query = (
        select(*COLUMNS, *bounds)
        .join(resources, resources.c.id == states.c.resource_id)
        .where(states.c.resource_id == number)
        .order_by(states.c.from_commit, states.c.to_commit)
    )
    found = connection.execute(query).all()
    width = len(COLUMNS)
    rows = [StateRow._make(row[:width]) for row in found]
    documents = bodies.load(
        connection, (one for row in rows for one in hashes_of(row.config, row.aspects))
    )
    lie = places.by_id(connection, {row.place_id for row in rows})
    named = first_since(connection, [row.from_commit for row in found]) if found else []
    versions: list[Version] = []
    for position, (row, full) in enumerate(zip(rows, found, strict=True)):
        record = to_record(row, lie[row.place_id], documents)
        shown = _shown(named, full.from_commit, full.to_commit)
        versions.append(Version(full.from_commit, record.observed_at, record, None, shown))
        if full.end_at is not None:
            following = found[position + 1].from_commit if position + 1 < len(found) else OPEN
            versions.append(
                Version(
                    full.to_commit,
                    from_micros(full.end_at),
                    None,
                    full.end_reason,
                    _shown(named, full.to_commit, following),
                )
            )
    return tuple(versions)


def _shown(named: list[tuple[int, str]], begin: int, end: int) -> str | None:
    """Return the first snapshot of the commits from `begin` until `end`."""
    at = bisect_left(named, (begin, ""))
    return named[at][1] if at < len(named) and named[at][0] < end else None
