"""How a record becomes a row of `states` and a row a record again.

In a row each document stands as its content address. `Stored` is a document that nobody has
loaded: settling needs only to know whether two documents are the same.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, cast

import msgspec
from sqlalchemy import Row

from cartographer.model.document import digest
from cartographer.model.resource import Aspect, Record
from cartographer.store.instant import from_micros, to_micros
from cartographer.store.place import Place
from cartographer.store.schema import resources, states

COLUMNS = (
    states.c.id,
    states.c.resource_id,
    resources.c.name,
    states.c.place_id,
    states.c.uid,
    states.c.native_id,
    states.c.observed_at,
    states.c.config,
    states.c.aspects,
    states.c.relations,
)
"""What makes a `StateRow`, from `states` joined with `resources`."""

_Slot = tuple[str, str, str | None, str | None, int | None, bytes | None]
"""One aspect: name, state, reason, last, as of, address of its value (none for null)."""

_SLOTS = msgspec.msgpack.Decoder(tuple[_Slot, ...])


class StateRow(NamedTuple):
    """One row of `states` with the name from the key of its resource."""

    id: int
    resource_id: int
    name: str
    place_id: int
    uid: str | None
    native_id: str | None
    observed_at: int
    config: bytes
    aspects: bytes | None
    relations: int


def rows_of(found: Iterable[Row[Any]]) -> list[StateRow]:
    """Return query results that hold `COLUMNS` as rows."""
    return [StateRow._make(row) for row in found]


class Stored:
    """A document known by its address alone; it equals any document with that address."""

    __slots__ = ("hash",)

    def __init__(self, hash_: bytes) -> None:
        """Stand for the document with an address."""
        self.hash = hash_

    def __eq__(self, other: object) -> bool:
        """Return whether another document has the same content."""
        return self.hash == (other.hash if isinstance(other, Stored) else digest(other))

    def __hash__(self) -> int:
        """Return a number that equal stand-ins share."""
        return hash(self.hash)


class Addresses:
    """Content addresses of the documents in a patch, found by the objects themselves.

    The patch must stay alive as long as this does.
    """

    def __init__(self) -> None:
        """Begin with no document."""
        self._by_object: dict[int, bytes] = {}

    def note(self, value: Any, hash_: bytes) -> None:  # noqa: ANN401  any document
        """Take note of a document's address."""
        self._by_object[id(value)] = hash_

    def of(self, value: Any) -> bytes:  # noqa: ANN401
        """Return the address of a document."""
        if isinstance(value, Stored):
            return value.hash
        return self._by_object.get(id(value)) or digest(value)


def pack_aspects(aspects: Mapping[str, Aspect], addresses: Addresses) -> bytes | None:
    """Return the aspects of a record as one value of a row; none for no aspects."""
    if not aspects:
        return None
    slots: list[_Slot] = [
        (
            name,
            one.state,
            one.reason,
            one.last,
            None if one.as_of is None else to_micros(one.as_of),
            None if one.value is None else addresses.of(one.value),
        )
        for name, one in aspects.items()
    ]
    return msgspec.msgpack.encode(slots)


def hashes_of(config: bytes, aspects: bytes | None) -> list[bytes]:
    """Return the addresses of all documents that a row names."""
    found = [config]
    if aspects is not None:
        found.extend(slot[5] for slot in _SLOTS.decode(aspects) if slot[5] is not None)
    return found


def _aspects(packed: bytes | None, bodies: Mapping[bytes, Any]) -> dict[str, Aspect]:
    if packed is None:
        return {}
    return {
        name: Aspect(
            cast("Any", state),  # one of the three: only `pack_aspects` writes rows
            None if hash_ is None else bodies[hash_],
            reason,
            cast("Any", last),
            None if as_of is None else from_micros(as_of),
        )
        for name, state, reason, last, as_of, hash_ in _SLOTS.decode(packed)
    }


def to_record(row: StateRow, place: Place, bodies: Mapping[bytes, Any]) -> Record:
    """Return the record that a row holds, with its documents from `bodies`.

    Raises:
        KeyError: a document is not there.
    """
    return Record(
        key=place.type.key(row.name),
        uid=row.uid,
        native_id=row.name if row.native_id is None else row.native_id,
        account=place.account,
        region=place.region,
        listed_in=place.listed_in,
        viewers=place.viewers,
        observed_at=_time(row.observed_at),
        config=bodies[row.config],
        aspects=_aspects(row.aspects, bodies),
    )


class Unloaded(dict[bytes, Any]):
    """Documents that are not loaded: each is a `Stored`, or one that the patch has itself."""

    def __missing__(self, hash_: bytes) -> Any:  # noqa: ANN401
        """Return a stand-in."""
        return cast("Any", Stored(hash_))


_TIMES: dict[int, datetime] = {}
_MANY_TIMES = 4096


def _time(micros: int) -> datetime:
    """Return a time; the few that many rows share are made once."""
    found = _TIMES.get(micros)
    if found is None:
        if len(_TIMES) >= _MANY_TIMES:
            _TIMES.clear()
        found = _TIMES[micros] = from_micros(micros)
    return found
