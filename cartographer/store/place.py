"""Types and places by number: each combination that many resources share is stored once."""

from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, func, select

from cartographer.model.coverage import Scope
from cartographer.model.key import Key
from cartographer.store.database import Database, chunks
from cartographer.store.schema import places, resources, types

_DECODE = msgspec.json.Decoder(tuple[str, ...]).decode


class Type(NamedTuple):
    """A native type of one provider and partition."""

    id: int
    provider: str
    partition: str
    name: str

    def key(self, name: str) -> Key:
        """Return the key of a resource of this type."""
        return Key(self.provider, self.partition, self.name, name)


class Place(NamedTuple):
    """Where resources of one type lie, and who sees them."""

    id: int
    type: Type
    account: str
    region: str
    listed_in: str
    viewers: tuple[str, ...]

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """The scopes that speak for what lies here, as `Record.scopes` has them."""
        viewers = (self.account,) if self.account in self.viewers else self.viewers
        return tuple(
            Scope(self.type.provider, viewer, self.listed_in, self.type.name) for viewer in viewers
        )

    @property
    def accounts(self) -> frozenset[str]:
        """Who owns or sees what lies here."""
        return frozenset((self.account, *self.viewers))


def load_types(connection: Connection, name: str | None = None) -> tuple[Type, ...]:
    """Return the types of a name, or all, in the order of keys."""
    query = select(types.c.id, types.c.provider, types.c.partition, types.c.type).order_by(
        types.c.provider, types.c.partition, types.c.type
    )
    if name is not None:
        query = query.where(types.c.type == name)
    return tuple(Type(*row) for row in connection.execute(query))


class Places:
    """Places as they are read; what was read once stays known, as places never change."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self._types: dict[int, Type] = {}
        self._by_name: dict[tuple[str, str, str], Type] = {}
        self._places: dict[int, Place] = {}

    def by_id(self, connection: Connection, ids: set[int]) -> dict[int, Place]:
        """Return places by their numbers."""
        missing = ids - self._places.keys()
        for chunk in chunks(sorted(missing)):
            query = select(places).where(places.c.id.in_(chunk))
            for row in connection.execute(query).all():
                type_ = self.type(connection, row.type_id)
                self._places[row.id] = Place(
                    row.id, type_, row.account, row.region, row.listed_in, _DECODE(row.viewers)
                )
        return {one: self._places[one] for one in ids}

    def type(self, connection: Connection, number: int) -> Type:
        """Return a type by its number."""
        if number not in self._types:
            self._learn(connection)
        return self._types[number]

    def type_of(self, connection: Connection, key: Key) -> Type | None:
        """Return the type of a key, if there was ever one of it."""
        parts = (key.provider, key.partition, key.type)
        if parts not in self._by_name:
            self._learn(connection)
        return self._by_name.get(parts)

    def number(self, connection: Connection, key: Key) -> int | None:
        """Return the number of a key's resource, if it was ever held."""
        type_ = self.type_of(connection, key)
        if type_ is None:
            return None
        query = select(resources.c.id).where(
            resources.c.type_id == type_.id, resources.c.name == key.id
        )
        return connection.scalar(query)

    def _learn(self, connection: Connection) -> None:
        for type_ in load_types(connection):
            self._types[type_.id] = self._by_name[type_[1:]] = type_

    def of_types(self, connection: Connection, wanted: tuple[Type, ...]) -> list[Place]:
        """Return the places of some types."""
        numbers: set[int] = set()
        for chunk in chunks([type_.id for type_ in wanted]):
            query = select(places.c.id).where(places.c.type_id.in_(chunk))
            numbers.update(connection.scalars(query))
        return list(self.by_id(connection, numbers).values())


class PlaceWriter:
    """Gives numbers to types and places inside the writers' lock."""

    def __init__(self, database: Database, connection: Connection, known: list[Place]) -> None:
        """Begin with the places known of the types that a patch is about."""
        self._database = database
        self._connection = connection
        self._types = {type_[1:]: type_ for type_ in load_types(connection)}
        self._next_type = (connection.scalar(select(func.max(types.c.id))) or 0) + 1
        self._next_place = (connection.scalar(select(func.max(places.c.id))) or 0) + 1
        self._places = {(one.type.id, *one[2:]): one.id for one in known}
        self._new_types: list[Type] = []
        self._new_places: list[tuple[int, int, str, str, str, str]] = []

    def type_of(self, key: Key) -> Type:
        """Return the type of a key."""
        parts = (key.provider, key.partition, key.type)
        found = self._types.get(parts)
        if found is None:
            found = Type(self._next_type, *parts)
            self._next_type += 1
            self._types[parts] = found
            self._new_types.append(found)
        return found

    def place(
        self, type_: Type, account: str, region: str, listed_in: str, viewers: tuple[str, ...]
    ) -> int:
        """Return the number of a place."""
        parts = (type_.id, account, region, listed_in, viewers)
        found = self._places.get(parts)
        if found is None:
            found = self._places[parts] = self._next_place
            self._next_place += 1
            self._new_places.append((found, *parts[:4], msgspec.json.encode(viewers).decode()))
        return found

    def flush(self) -> None:
        """Store what is new."""
        self._database.insert(
            self._connection, types, ("id", "provider", "partition", "type"), self._new_types
        )
        columns = ("id", "type_id", "account", "region", "listed_in", "viewers")
        self._database.insert(self._connection, places, columns, self._new_places)
        self._new_types, self._new_places = [], []
