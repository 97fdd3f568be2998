"""How a patch becomes a commit: settled on the latest state and written, or not at all.

The settling itself is `model.patch.settle`. It happens inside the writers' lock, so that a
patch which another writer overtook settles on what that writer left.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from cartographer.model.key import Key
from cartographer.model.patch import Delta, End, Patch, settle
from cartographer.model.resource import Aspect, Record
from cartographer.ports import Catalogue
from cartographer.store.body import Bodies
from cartographer.store.database import Database, chunks
from cartographer.store.instant import OPEN, to_micros
from cartographer.store.link import LinkWriter, Rebuild
from cartographer.store.pace import unhurried
from cartographer.store.place import Places, PlaceWriter
from cartographer.store.row import Stored, hashes_of, pack_aspects
from cartographer.store.schema import commits, head, resources, states, volatile
from cartographer.store.sight import Sight
from cartographer.store.staging import Staged, stage
from cartographer.store.sweep import cover, load_area
from cartographer.store.view import PatchView, rows_by_key
from cartographer.store.volatile import write_volatile

_BATCH = 25_000
_STATE = (
    "id",
    "resource_id",
    "from_commit",
    "to_commit",
    "place_id",
    "uid",
    "native_id",
    "observed_at",
    "config",
    "aspects",
    "relations",
    "in_doubt",
)


class Writer:
    """Commits patches to one database."""

    def __init__(self, database: Database, bodies: Bodies, catalogue: Catalogue) -> None:
        """Write what a catalogue derives into the index besides."""
        self._database = database
        self._bodies = bodies
        self._catalogue = catalogue
        self._rebuild = Rebuild(database, bodies, catalogue)

    def commit(self, patch: Patch) -> int:
        """Settle a patch and store it; return the number of the new commit."""
        with unhurried(len(patch.upserts)):
            with self._database.reading() as connection:
                collections = connection.scalar(select(head.c.sweeps))
            staged = stage(self._database, self._bodies, patch)
            with self._database.writing() as connection:
                self._rebuild.ensure(connection)
                now = connection.execute(select(head)).one()
                return self._publish(
                    connection, patch, staged, now, checked=now.sweeps == collections
                )

    def _publish(
        self,
        connection: Connection,
        patch: Patch,
        staged: Staged,
        now: Row[Any],
        *,
        checked: bool,
    ) -> int:
        number: int = now.commit_id + 1
        bodies = self._bodies
        sight = Sight(lambda area: load_area(connection, bodies, now.commit_id, area))
        view = PatchView(connection, Places(), sight, staged.documents, patch)
        delta = settle(view, patch)
        publication = Publication(self._database, connection, number, view, staged)
        publication.end(delta)
        delta = replace(delta, writes=tuple(_loaded(connection, bodies, delta.writes)))
        used, last, relations = publication.write(delta, now.state_id, self._catalogue)
        if not checked:
            bodies.save(connection, staged.encoded(bodies.missing(connection, used)))
        write_volatile(self._database, connection, view, patch, publication.numbers, delta)
        cover(connection, bodies, sight, number, patch)
        held = sum(view.row(one.key) is None for one in delta.writes) - sum(
            view.row(one.key) is not None for one in delta.ends
        )
        connection.execute(insert(commits).values(id=number, cause=patch.cause, fading=0))
        connection.execute(
            update(head).values(
                commit_id=number,
                state_id=last,
                resources=now.resources + held,
                relations=now.relations + relations - publication.relations_closed,
            )
        )
        return number


class Publication:
    """The rows of one commit in the making."""

    def __init__(
        self,
        database: Database,
        connection: Connection,
        number: int,
        view: PatchView,
        staged: Staged,
    ) -> None:
        """Write a commit by its number."""
        self._database = database
        self._connection = connection
        self._number = number
        self._view = view
        self._staged = staged
        self._places = PlaceWriter(database, connection, view.places)
        self._next = (connection.scalar(select(func.max(resources.c.id))) or 0) + 1
        self._new: list[tuple[int, int, str]] = []
        self.numbers: dict[Key, int] = {}
        self.relations_closed = 0

    def _resource(self, key: Key) -> int:
        number = self.numbers.get(key, self._view.number(key))
        if number is None:
            number = self._next
            self._next += 1
            self._new.append((number, self._places.type_of(key).id, key.id))
        self.numbers[key] = number
        return number

    def end(self, delta: Delta) -> None:
        """Close the intervals of what ends or is written anew."""
        replaced = rows_by_key(self._view, (one.key for one in delta.writes))
        self._close([row.id for row in replaced])
        for (at, reason), keys in _alike(delta.ends).items():
            numbers = [self._resource(key) for key in keys]
            self._flush_resources()
            ended = [row.id for row in rows_by_key(self._view, keys)]
            self._close(ended, end_at=at, end_reason=reason)
            self._ended(numbers, at)
            for chunk in chunks(numbers):
                gone = delete(volatile).where(volatile.c.resource_id.in_(chunk))
                self._connection.execute(gone)
        keys = [one.key for one in delta.writes] + [one.key for one in delta.ends]
        self.relations_closed = sum(row.relations for row in rows_by_key(self._view, keys))

    def _close(self, ids: list[int], **values: object) -> None:
        for chunk in chunks(ids):
            change = update(states).where(states.c.id.in_(chunk))
            self._connection.execute(change.values(to_commit=self._number, **values))

    def _ended(self, numbers: list[int], at: int | None) -> None:
        for chunk in chunks(numbers):
            change = update(resources).where(resources.c.id.in_(chunk))
            self._connection.execute(change.values(ended_at=at))

    def write(
        self, delta: Delta, last_state: int, catalogue: Catalogue
    ) -> tuple[set[bytes], int, int]:
        """Write the records that are new or changed.

        Returns the addresses of their documents, the last number of a state, and how many
        relations they state.
        """
        used: set[bytes] = set()
        links = LinkWriter(self._database, self._connection)
        total = 0
        for records in chunks(delta.writes, _BATCH):
            rows = []
            for record in records:
                last_state += 1
                count = links.add(last_state, catalogue.derive(record))
                total += count
                row = self._row(record, last_state, count)
                used.update(hashes_of(row[8], row[9]))
                rows.append(row)
            self._places.flush()
            self._flush_resources()
            self._database.insert(self._connection, states, _STATE, rows)
            links.flush()
        back = [self.numbers[one.key] for one in delta.writes if self._view.ended_at(one.key)]
        self._ended(back, None)
        return used, last_state, total

    def _row(self, record: Record, state_id: int, relations: int) -> tuple[Any, ...]:
        key = record.key
        addresses = self._staged.addresses
        place = self._places.place(
            self._places.type_of(key),
            record.account,
            record.region,
            record.listed_in,
            record.viewers,
        )
        return (
            state_id,
            self._resource(key),
            self._number,
            OPEN,
            place,
            record.uid,
            None if record.native_id == key.id else record.native_id,
            to_micros(record.observed_at),
            addresses.of(record.config),
            pack_aspects(record.aspects, addresses),
            relations,
            int(record.in_doubt),
        )

    def _flush_resources(self) -> None:
        self._places.flush()
        columns = ("id", "type_id", "name")
        self._database.insert(self._connection, resources, columns, self._new)
        self._new = []


def _alike(ends: tuple[End, ...]) -> dict[tuple[int, str], list[Key]]:
    """Return the keys that end together, by time and reason."""
    found: dict[tuple[int, str], list[Key]] = defaultdict(list)
    for end in ends:
        found[to_micros(end.at), end.reason].append(end.key)
    return found


def _loaded(
    connection: Connection, bodies: Bodies, records: tuple[Record, ...]
) -> Iterator[Record]:
    """Yield records with all their documents: what settling left unread is read now."""
    wanted = {value.hash for one in records for value in _values(one) if isinstance(value, Stored)}
    documents = bodies.load(connection, wanted) if wanted else {}

    def load(value: Any) -> Any:  # noqa: ANN401  any document
        return documents[value.hash] if isinstance(value, Stored) else value

    for one in records:
        if any(isinstance(value, Stored) for value in _values(one)):
            aspects: dict[str, Aspect] = {
                name: replace(aspect, value=load(aspect.value))
                for name, aspect in one.aspects.items()
            }
            yield replace(one, config=load(one.config), aspects=aspects)
        else:
            yield one


def _values(record: Record) -> list[Any]:
    return [record.config, *(aspect.value for aspect in record.aspects.values())]
