"""The latest state as `settle` asks for it: read in a few large queries, documents unread.

All that a patch can ask for is fetched when the view is made, inside the writers' lock. A
document of the state is the patch's own object if the patch has one of the same content, and
otherwise a stand-in (`Stored`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, select

from cartographer.model.coverage import Claim, Selector
from cartographer.model.key import Key
from cartographer.model.patch import Held, Patch
from cartographer.store.database import chunks
from cartographer.store.instant import OPEN, from_micros
from cartographer.store.place import Place, Places, Type, load_types
from cartographer.store.row import COLUMNS, StateRow, to_record
from cartographer.store.schema import resources, states
from cartographer.store.sight import Sight


class PatchView:
    """What is held of all that a patch is about."""

    def __init__(
        self,
        connection: Connection,
        places: Places,
        sight: Sight,
        documents: Mapping[bytes, Any],
        patch: Patch,
    ) -> None:
        """Read all that the patch can ask for."""
        self._connection = connection
        self._places = places
        self._sight = sight
        self._documents = documents
        self._types = load_types(connection)
        self._of_type = self._places_of(patch)
        self._rows: dict[Key, StateRow] = {}
        self._by_place: dict[int, list[StateRow]] = {}
        self._by_id: dict[int, Place] = {}
        self._ended: dict[Key, int] = {}
        self._numbers: dict[Key, int] = {}
        self._load_places(patch)
        self._load_keys(patch)

    @property
    def places(self) -> list[Place]:
        """The places known of the types that the patch is about."""
        return [place for found in self._of_type.values() for place in found]

    # --- what `settle` asks -------------------------------------------------------------

    def held(self, key: Key) -> Held | None:
        """Return what is held of a key."""
        row = self._rows.get(key)
        return None if row is None else self._held(row)

    def ended_at(self, key: Key) -> datetime | None:
        """Return when the key was last proven absent."""
        ended = self._ended.get(key)
        return None if ended is None else from_micros(ended)

    def covered(self, claim: Claim) -> Iterator[Held]:
        """Yield what is held in a claim's scope, owned or seen by its viewer."""
        for place in self._claimed(claim):
            for row in self._by_place.get(place.id, ()):
                yield self._held(row)

    def selected(self, selector: Selector) -> Iterator[Held]:
        """Yield what is held by one of a selector's scopes or keys."""
        if selector.keys:
            for key in dict.fromkeys(selector.keys):
                if (row := self._rows.get(key)) is not None:
                    yield self._held(row)
            return
        for place in self._chosen(selector):
            for row in self._by_place.get(place.id, ()):
                yield self._held(row)

    def _held(self, row: StateRow) -> Held:
        record = to_record(row, self._by_id[row.place_id], self._documents)
        return Held(record, self._sight.seen_at(record))

    # --- what writing asks --------------------------------------------------------------

    def row(self, key: Key) -> StateRow | None:
        """Return the row that holds a key now."""
        return self._rows.get(key)

    def number(self, key: Key) -> int | None:
        """Return the number of a key's resource, if it ever had one."""
        return self._numbers.get(key)

    # --- fetching -----------------------------------------------------------------------

    def _places_of(self, patch: Patch) -> dict[str, list[Place]]:
        """Return the known places of all types that the patch names, by type."""
        if any(not selector.keys for selector in patch.dropped):
            names = {type_.name for type_ in self._types}
        else:
            names = {one.key.type for one in patch.upserts}
            names |= {one.key.type for one in patch.tombstones}
            names |= {claim.type for claim in patch.claims}
            names |= {key.type for selector in patch.dropped for key in selector.keys}
        wanted = tuple(type_ for type_ in self._types if type_.name in names)
        found: dict[str, list[Place]] = defaultdict(list)
        for place in self._places.of_types(self._connection, wanted):
            found[place.type.name].append(place)
        return found

    def _claimed(self, claim: Claim) -> list[Place]:
        return [
            place
            for place in self._of_type.get(claim.type, ())
            if place.type.provider == claim.provider
            and place.listed_in == claim.region
            and claim.viewer in place.accounts
        ]

    def _chosen(self, selector: Selector) -> list[Place]:
        return [
            place for place in self.places if any(selector.matches(scope) for scope in place.scopes)
        ]

    def _load_places(self, patch: Patch) -> None:
        wanted = {place.id for claim in patch.claims for place in self._claimed(claim)}
        for selector in patch.dropped:
            if not selector.keys:
                wanted |= {place.id for place in self._chosen(selector)}
        for chunk in chunks(sorted(wanted)):
            query = _open_states().where(states.c.place_id.in_(chunk))
            for found in self._connection.execute(query):
                self._take(StateRow._make(found))

    def _take(self, row: StateRow) -> None:
        place = self._by_id.get(row.place_id)
        if place is None:
            found = self._places.by_id(self._connection, {row.place_id})
            place = self._by_id[row.place_id] = found[row.place_id]
        key = place.type.key(row.name)
        if key not in self._rows:
            self._rows[key] = row
            self._numbers[key] = row.resource_id
            self._by_place.setdefault(row.place_id, []).append(row)

    def _load_keys(self, patch: Patch) -> None:
        known = {type_[1:]: type_ for type_ in self._types}
        wanted: dict[Type, list[str]] = defaultdict(list)
        for key in _keys_of(patch) - self._rows.keys():
            type_ = known.get((key.provider, key.partition, key.type))
            if type_ is not None:
                wanted[type_].append(key.id)
        for type_, names in wanted.items():
            for chunk in chunks(names):
                self._load_names(type_, chunk)

    def _load_names(self, type_: Type, names: list[str]) -> None:
        numbers = select(resources.c.id, resources.c.name, resources.c.ended_at).where(
            resources.c.type_id == type_.id, resources.c.name.in_(names)
        )
        for number, name, ended_at in self._connection.execute(numbers):
            key = type_.key(name)
            self._numbers[key] = number
            if ended_at is not None:
                self._ended[key] = ended_at
        held = _open_states().where(resources.c.type_id == type_.id, resources.c.name.in_(names))
        for found in self._connection.execute(held):
            self._take(StateRow._make(found))


def _keys_of(patch: Patch) -> set[Key]:
    keys = {observation.key for observation in patch.upserts}
    keys.update(stone.key for stone in patch.tombstones)
    keys.update(key for selector in patch.dropped for key in selector.keys)
    return keys


def _open_states() -> Select[Any]:
    """Return the query for the rows that stand now."""
    joined = states.join(resources, and_(resources.c.id == states.c.resource_id))
    return select(*COLUMNS).select_from(joined).where(states.c.to_commit == OPEN)


def rows_by_key(view: PatchView, keys: Iterable[Key]) -> list[StateRow]:
    """Return the rows that hold some keys now."""
    return [row for key in keys if (row := view.row(key)) is not None]
