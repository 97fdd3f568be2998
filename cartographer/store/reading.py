"""The view of one commit, read from the store as it is asked for.

Each read is an index look-up, or a walk along an index as long as its answer. What a commit
holds never changes, so a view needs no transaction and may be kept open for hours; only
retention ends the commits that have no name.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    select,
)

from cartographer.model.coverage import Coverage, Scope
from cartographer.model.key import Key, Ref
from cartographer.model.relation import Relation
from cartographer.model.resource import Aspect, Derived, Record, Resource
from cartographer.store.body import Bodies
from cartographer.store.cache import Cache, Entry
from cartographer.store.database import Database, chunks
from cartographer.store.link import ALIAS, ref_hash, ref_hashes
from cartographer.store.pace import unhurried
from cartographer.store.place import Places, Type, load_types
from cartographer.store.row import COLUMNS, StateRow, hashes_of, rows_of, to_record
from cartographer.store.schema import DOUBT, ENDED, kinds, links, places, resources, states
from cartographer.store.sight import Area, Sight
from cartographer.store.sweep import AreaCoverage, load_accounts, load_area, load_areas

_FIRST_PAGE, _PAGE = 20, 1000
"""Rows of a query at once: whoever wants the first resource of a type alone reads few."""


class Source(Protocol):
    """What views of one store share."""

    @property
    def database(self) -> Database:
        """Where it is."""
        ...

    @property
    def bodies(self) -> Bodies:
        """Its documents."""
        ...

    @property
    def places(self) -> Places:
        """Its places, as far as they were read."""
        ...

    @property
    def cache(self) -> Cache:
        """Records that were read last."""
        ...

    @property
    def derive(self) -> Callable[[Record], Derived]:
        """The rules of derivation."""
        ...

    def ensure_index(self) -> None:
        """See to it that the index was made by these rules."""
        ...


class StoreSnapshot:
    """A snapshot that lives in the store."""

    def __init__(self, source: Source, commit: int) -> None:
        """View a commit."""
        self.commit = commit
        self._source = source
        self._sight = Sight(self._area)
        self._indexed = False

    def _area(self, area: Area) -> AreaCoverage:
        with self._source.database.reading() as connection:
            return load_area(connection, self._source.bodies, self.commit, area)

    @property
    def _standing(self) -> ColumnElement[bool]:
        return and_(states.c.from_commit <= self.commit, states.c.to_commit > self.commit)

    # --- single resources ---------------------------------------------------------------

    def get(self, key: Key) -> Resource | None:
        """Return a resource."""
        entry = self._entry(key)
        return None if entry is None else self._sight.resource(*entry)

    def aspect(self, key: Key, name: str) -> Aspect | None:
        """Return one aspect of a resource."""
        resource = self.get(key)
        return None if resource is None else resource.aspect(name)

    def _entry(self, key: Key) -> Entry | None:
        """Return a record and what follows from it alone: no coverage is read for it."""
        with self._source.database.reading() as connection:
            type_ = self._source.places.type_of(connection, key)
            if type_ is None:
                return None
            asked = {"type": type_.id, "name": key.id, "commit": self.commit}
            entries = self._entries(connection, rows_of(connection.execute(_GET, asked)))
        return entries[0] if entries else None

    def _entries(self, connection: Connection, rows: list[StateRow]) -> list[Entry]:
        """Return the records of rows, in their order."""
        source = self._source
        found = source.cache.find(row.id for row in rows)
        missing = [row for row in rows if row.id not in found]
        if missing:
            lie = source.places.by_id(connection, {row.place_id for row in missing})
            wanted = (one for row in missing for one in hashes_of(row.config, row.aspects))
            with unhurried(len(missing)):
                bodies = source.bodies.load(connection, wanted)
                made = {}
                for row in missing:
                    record = to_record(row, lie[row.place_id], bodies)
                    made[row.id] = (record, source.derive(record))
            source.cache.keep(made)
            found.update(made)
        return [found[row.id] for row in rows]

    # --- many resources -----------------------------------------------------------------

    def types(self) -> tuple[str, ...]:
        """Return the native types of which something is held."""
        with self._source.database.reading() as connection:
            held = [
                type_.name
                for type_ in load_types(connection)
                if connection.scalar(select(self._held_of(type_)))
            ]
        return tuple(sorted(set(held)))

    def _held_of(self, type_: Type) -> ColumnElement[bool]:
        joined = places.join(states, states.c.place_id == places.c.id)
        return exists(
            select(states.c.id)
            .select_from(joined)
            .where(places.c.type_id == type_.id, self._standing)
        )

    def of_type(self, type_: str) -> Iterator[Resource]:
        """Yield the resources of a native type, a page at a time."""
        with self._source.database.reading() as connection:
            found = load_types(connection, type_)
        for one in found:
            yield from self._of(one)

    def _of(self, type_: Type) -> Iterator[Resource]:
        query = (
            _rows()
            .where(resources.c.type_id == type_.id, self._standing)
            .order_by(resources.c.name)
        )
        page, size = query, _FIRST_PAGE
        while True:
            with self._source.database.reading() as connection:
                rows = rows_of(connection.execute(page.limit(size)))
                entries = self._entries(connection, rows)
            for entry in entries:
                yield self._sight.resource(*entry)
            if len(rows) < size:
                return
            page, size = query.where(resources.c.name > rows[-1].name), _PAGE

    def of_scope(self, scope: Scope) -> Iterator[Resource]:
        """Yield the resources for which a scope speaks."""
        return self._paged(self._rows_of_scope(scope))

    def in_doubt(self) -> Iterator[Resource]:
        """Yield the resources with an aspect that was asked for and could not be read."""
        with self._source.database.reading() as connection:
            rows = rows_of(connection.execute(_rows().where(self._standing, DOUBT)))
            numbers = {row.place_id for row in rows}
            lie = self._source.places.by_id(connection, numbers)
        order = {number: (one.type.name, *one.type[1:3]) for number, one in lie.items()}
        return self._paged(sorted(rows, key=lambda row: (order[row.place_id], row.name)))

    def _paged(self, rows: list[StateRow]) -> Iterator[Resource]:
        for page in chunks(rows, _PAGE):
            with self._source.database.reading() as connection:
                entries = self._entries(connection, page)
            for entry in entries:
                yield self._sight.resource(*entry)

    def _rows_of_scope(self, scope: Scope) -> list[StateRow]:
        source = self._source
        rows: list[StateRow] = []
        with source.database.reading() as connection:
            wanted = load_types(connection, scope.type)
            lie = [one for one in source.places.of_types(connection, wanted) if scope in one.scopes]
            order = {one.id: (one.type.provider, one.type.partition) for one in lie}
            for chunk in chunks(sorted(order)):
                query = _rows().where(states.c.place_id.in_(chunk), self._standing)
                rows.extend(rows_of(connection.execute(query)))
        return sorted(rows, key=lambda row: (order[row.place_id], row.name))

    # --- relations ----------------------------------------------------------------------

    def out(self, key: Key, kind: str | None = None) -> tuple[Relation, ...]:
        """Return the relations that a resource states."""
        entry = self._entry(key)
        stated = () if entry is None else entry[1].relations
        return tuple(sorted({one for one in stated if kind in (None, one.kind)}))

    def into(self, key: Key, kind: str | None = None) -> tuple[Relation, ...]:
        """Return the relations of others that point at any alias of a resource."""
        entry = self._entry(key)
        if entry is None:
            return ()
        aliases = ref_hashes(entry[1].aliases)
        found: set[Relation] = set()
        self._index()
        with self._source.database.reading() as connection:
            for chunk in chunks(aliases):
                query = self._linked(links.c.ref.in_(chunk), links.c.kind_id != ALIAS)
                for ref, stated, type_id, name in connection.execute(query):
                    if kind in (None, stated):
                        source = self._source.places.type(connection, type_id).key(name)
                        found.add(Relation(source, stated, aliases[bytes(ref)]))
        return tuple(sorted(found))

    def resolve(self, ref: Ref) -> tuple[Key, ...]:
        """Return who answers to a reference."""
        self._index()
        with self._source.database.reading() as connection:
            query = self._linked(links.c.ref == ref_hash(ref), links.c.kind_id == ALIAS)
            found = connection.execute(query).all()
            type_of = self._source.places.type
            keys = [type_of(connection, row.type_id).key(row.name) for row in found]
        return tuple(sorted(keys))

    def _linked(self, *where: ColumnElement[bool]) -> Select[Any]:
        joined = (
            links.join(states, states.c.id == links.c.state_id)
            .join(resources, resources.c.id == states.c.resource_id)
            .join(kinds, kinds.c.id == links.c.kind_id)
        )
        columns = (links.c.ref, kinds.c.kind, resources.c.type_id, resources.c.name)
        return select(*columns).select_from(joined).where(*where, self._standing)

    def _index(self) -> None:
        if not self._indexed:
            self._source.ensure_index()
            self._indexed = True

    # --- what was looked at, and what changed -------------------------------------------

    def coverage(self, account: str | None = None) -> tuple[Coverage, ...]:
        """Return how each scope that was ever asked for is covered."""
        with self._source.database.reading() as connection:
            found = load_areas(connection, self._source.bodies, self.commit, account)
        every = (one for area in found.values() for one in area.values())
        return tuple(sorted(every, key=lambda one: one.scope))

    def accounts(self) -> tuple[str, ...]:
        """Return the accounts of which something was ever asked for, sorted."""
        with self._source.database.reading() as connection:
            return load_accounts(connection, self.commit)

    def occupied(self) -> frozenset[Scope]:
        """Return the scopes that speak for something that is held."""
        with self._source.database.reading() as connection:
            held = select(states.c.place_id).where(self._standing).distinct()
            numbers = set(connection.scalars(held))
            places = self._source.places.by_id(connection, numbers)
        return frozenset(scope for place in places.values() for scope in place.scopes)

    def changed_since(self, commit: int) -> Iterator[Key]:
        """Yield the keys that a later commit wrote or ended."""
        with self._source.database.reading() as connection:
            numbers: set[int] = set()
            for query in self._touched(commit):
                numbers.update(connection.scalars(query))
            keys = list(self._keys(connection, numbers))
        return iter(sorted(keys))

    def endings(self, keys: Iterable[Key]) -> dict[Key, str]:
        """Return why each of some keys last ended."""
        found: dict[Key, str] = {}
        names: dict[Type, list[str]] = {}
        with self._source.database.reading() as connection:
            for key in keys:
                type_ = self._source.places.type_of(connection, key)
                if type_ is not None:
                    names.setdefault(type_, []).append(key.id)
            for type_, wanted in names.items():
                for chunk in chunks(wanted):
                    for name, reason in connection.execute(self._last_of(type_, chunk)):
                        found[type_.key(name)] = reason
        return {key: reason for key, reason in found.items() if reason}

    def _last_of(self, type_: Type, names: Sequence[str]) -> Select[Any]:
        """Return the query for how the versions of some resources ended, oldest first."""
        joined = states.join(resources, resources.c.id == states.c.resource_id)
        # What is held now, or was written anew, ended for no reason.
        reason = case((states.c.to_commit > self.commit, ""), else_=states.c.end_reason)
        return (
            select(resources.c.name, func.coalesce(reason, ""))
            .select_from(joined)
            .where(resources.c.type_id == type_.id, resources.c.name.in_(names))
            .where(states.c.from_commit <= self.commit)
            .order_by(states.c.from_commit)
        )

    def _keys(self, connection: Connection, numbers: Iterable[int]) -> Iterator[Key]:
        for chunk in chunks(sorted(numbers)):
            query = select(resources.c.type_id, resources.c.name).where(resources.c.id.in_(chunk))
            for type_id, name in connection.execute(query):
                yield self._source.places.type(connection, type_id).key(name)

    def _touched(self, commit: int) -> tuple[Select[Any], Select[Any]]:
        begun, ended = states.c.from_commit, states.c.to_commit
        number = select(states.c.resource_id)
        return (
            number.where(begun > commit, begun <= self.commit),
            number.where(ended > commit, ended <= self.commit, ENDED),
        )


def _rows() -> Select[Any]:
    joined = states.join(resources, resources.c.id == states.c.resource_id)
    return select(*COLUMNS).select_from(joined)


_GET = _rows().where(
    resources.c.type_id == bindparam("type"),
    resources.c.name == bindparam("name"),
    states.c.from_commit <= bindparam("commit"),
    states.c.to_commit > bindparam("commit"),
)
"""The query for one resource, made once: making it costs more than running it."""
