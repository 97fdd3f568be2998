"""The index of references: a cache of what `Catalogue.derive` reads out of each state.

It is never the truth. It bears the version of the rules that made it, and is made again from
the documents when another version opens the store.
"""

import hashlib
from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from cartographer.model.key import Ref
from cartographer.model.resource import Derived
from cartographer.ports import Catalogue
from cartographer.store.body import Bodies
from cartographer.store.database import Database
from cartographer.store.instant import OPEN
from cartographer.store.place import Places
from cartographer.store.row import COLUMNS, StateRow, hashes_of, rows_of, to_record
from cartographer.store.schema import head, kinds, links, meta, resources, states

ALIAS = 0
"""The kind under which a state answers to a reference."""

_BATCH = 2000


def ref_hash(ref: Ref) -> bytes:
    """Return the address of a reference in the index."""
    text = f"{ref.kind}\0{ref.value}".encode()
    return hashlib.blake2b(text, digest_size=16).digest()


def index_version(connection: Connection) -> str | None:
    """Return the version of the rules that made the index."""
    return connection.scalar(select(meta.c.value).where(meta.c.name == "catalogue"))


def load_kinds(connection: Connection) -> dict[str, int]:
    """Return the numbers of relation kinds."""
    return {row.kind: row.id for row in connection.execute(select(kinds.c.kind, kinds.c.id))}


class LinkWriter:
    """Writes what states answer to and point at, inside the writers' lock."""

    def __init__(self, database: Database, connection: Connection) -> None:
        """Begin with the relation kinds that have a number."""
        self._database = database
        self._connection = connection
        self._kinds = load_kinds(connection)
        self._rows: list[tuple[bytes, int, int]] = []

    def add(self, state_id: int, derived: Derived) -> int:
        """Take the links of a state; return how many relations it states."""
        rows = self._rows
        rows.extend((ref_hash(alias), ALIAS, state_id) for alias in set(derived.aliases))
        relations = set(derived.relations)
        rows.extend({(ref_hash(one.target), self._kind(one.kind), state_id) for one in relations})
        return len(relations)

    def _kind(self, name: str) -> int:
        number = self._kinds.get(name)
        if number is None:
            number = self._kinds[name] = len(self._kinds)
            self._connection.execute(insert(kinds).values(id=number, kind=name))
        return number

    def flush(self) -> None:
        """Store what was taken."""
        self._rows.sort()
        self._database.insert(self._connection, links, ("ref", "kind_id", "state_id"), self._rows)
        self._rows = []


class Rebuild:
    """Makes the index anew by the rules of one catalogue."""

    def __init__(self, database: Database, bodies: Bodies, catalogue: Catalogue) -> None:
        """Derive by a catalogue."""
        self._database = database
        self._bodies = bodies
        self._catalogue = catalogue

    def current(self, connection: Connection) -> bool:
        """Return whether the index was made by this catalogue's rules."""
        return index_version(connection) == self._catalogue.version

    def ensure(self, connection: Connection) -> None:
        """Make the index anew if other rules made it; needs the writers' lock."""
        if self.current(connection):
            return
        connection.execute(delete(links))
        last = -1
        while rows := _after(connection, last):
            self._derive(connection, rows)
            last = rows[-1].id
        total = select(func.coalesce(func.sum(states.c.relations), 0)).where(
            states.c.to_commit == OPEN
        )
        connection.execute(update(head).values(relations=total.scalar_subquery()))
        connection.execute(delete(meta).where(meta.c.name == "catalogue"))
        connection.execute(insert(meta).values(name="catalogue", value=self._catalogue.version))

    def _derive(self, connection: Connection, rows: list[StateRow]) -> None:
        writer = LinkWriter(self._database, connection)
        places = Places().by_id(connection, {row.place_id for row in rows})
        wanted = (one for row in rows for one in hashes_of(row.config, row.aspects))
        bodies = self._bodies.load(connection, wanted)
        counts = []
        for row in rows:
            record = to_record(row, places[row.place_id], bodies)
            count = writer.add(row.id, self._catalogue.derive(record))
            if count != row.relations:
                counts.append({"at": row.id, "count": count})
        writer.flush()
        if counts:
            change = update(states).where(states.c.id == bindparam("at"))
            connection.execute(change.values(relations=bindparam("count")), counts)


def _after(connection: Connection, last: int) -> list[StateRow]:
    query = (
        select(*COLUMNS)
        .join(resources, resources.c.id == states.c.resource_id)
        .where(states.c.id > last)
        .order_by(states.c.id)
        .limit(_BATCH)
    )
    return rows_of(connection.execute(query))


def ref_hashes(refs: Iterable[Ref]) -> dict[bytes, Ref]:
    """Return references by their addresses in the index."""
    return {ref_hash(ref): ref for ref in refs}
