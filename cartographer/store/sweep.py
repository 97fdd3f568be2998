"""Coverage in the store: one row for each area and run, however many types were asked.

The standing of an area (each type's state, reason and since when) is a body, written when it
changes. The times at which its types were last complete move with every run; they stand in
the row, exactly, as differences from the earliest.
"""

from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection, func, insert, select, update

from cartographer.model.coverage import Coverage, Scope, Selector, State
from cartographer.model.document import encode
from cartographer.model.patch import Patch
from cartographer.model.snapshot import settle_coverage
from cartographer.store.body import Bodies, address, compress, decompress
from cartographer.store.instant import OPEN, from_micros, to_micros
from cartographer.store.schema import areas, sweeps
from cartographer.store.sight import Area, Sight, area_of

_TIMES = msgspec.msgpack.Decoder(tuple[int, tuple[int | None, ...]])
_Standing = tuple[str, str, str | None, int | None]

AreaCoverage = dict[str, Coverage]


def load_area(connection: Connection, bodies: Bodies, commit: int, area: Area) -> AreaCoverage:
    """Return how the types of one area were covered at a commit."""
    query = (
        select(sweeps.c.standing, sweeps.c.times)
        .join(areas, areas.c.id == sweeps.c.area_id)
        .where(
            areas.c.provider == area.provider,
            areas.c.account == area.account,
            areas.c.region == area.region,
            sweeps.c.from_commit <= commit,
            sweeps.c.to_commit > commit,
        )
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return {}
    standing = bytes(row.standing)
    return _unpack(area, bodies.load(connection, (standing,))[standing], row.times)


def load_accounts(connection: Connection, commit: int) -> tuple[str, ...]:
    """Return the accounts of which something was asked for by a commit, sorted."""
    query = (
        select(areas.c.account)
        .distinct()
        .join(sweeps, areas.c.id == sweeps.c.area_id)
        .where(sweeps.c.from_commit <= commit, sweeps.c.to_commit > commit)
    )
    return tuple(sorted(connection.scalars(query)))


def load_areas(
    connection: Connection, bodies: Bodies, commit: int, account: str | None = None
) -> dict[Area, AreaCoverage]:
    """Return how every area was covered at a commit, or those of one account."""
    query = (
        select(areas.c.provider, areas.c.account, areas.c.region, sweeps.c.standing, sweeps.c.times)
        .join(areas, areas.c.id == sweeps.c.area_id)
        .where(sweeps.c.from_commit <= commit, sweeps.c.to_commit > commit)
    )
    if account is not None:
        query = query.where(areas.c.account == account)
    rows = connection.execute(query).all()
    standings = bodies.load(connection, (bytes(row.standing) for row in rows))
    return {
        (area := Area(*row[:3])): _unpack(area, standings[bytes(row.standing)], row.times)
        for row in rows
    }


def _unpack(area: Area, standing: list[_Standing], times: bytes) -> AreaCoverage:
    base, offsets = _TIMES.decode(decompress(times))
    return {
        type_: Coverage(
            Scope(*area, type_),
            State(state),
            reason,
            None if since is None else from_micros(since),
            None if offset is None else from_micros(base + offset),
        )
        for (type_, state, reason, since), offset in zip(standing, offsets, strict=True)
    }


def _pack(coverage: AreaCoverage) -> tuple[bytes, bytes]:
    """Return an area's standing, encoded, and its times, compressed."""
    ordered = [coverage[type_] for type_ in sorted(coverage)]
    standing = [
        (one.scope.type, one.state, one.reason, None if one.since is None else to_micros(one.since))
        for one in ordered
    ]
    exact = [None if one.last_complete is None else to_micros(one.last_complete) for one in ordered]
    base = min((one for one in exact if one is not None), default=0)
    offsets = [None if one is None else one - base for one in exact]
    return encode(standing), compress(msgspec.msgpack.encode((base, offsets)))


def cover(connection: Connection, bodies: Bodies, sight: Sight, commit: int, patch: Patch) -> None:
    """Write the coverage that a patch leads to, as of a commit in the making."""
    before: dict[Area, AreaCoverage] = {}
    after: dict[Area, AreaCoverage] = {}

    def area(at: Area) -> AreaCoverage:
        if at not in after:
            before[at] = sight.area(at)
            after[at] = dict(before[at])
        return after[at]

    for selector in patch.dropped:
        if not selector.keys:
            for at in _chosen(connection, selector):
                held = area(at)
                for type_ in [one for one in held if selector.matches(Scope(*at, one))]:
                    del held[type_]
    started = {claim.scope: claim.started_at for claim in patch.claims}
    for new in patch.coverage:
        held = area(area_of(new.scope))
        old = held.get(new.scope.type)
        held[new.scope.type] = settle_coverage(old, new, started.get(new.scope))
    changed = {at: held for at, held in after.items() if held != before[at]}
    _write(connection, bodies, commit, changed)


def _chosen(connection: Connection, selector: Selector) -> Iterable[Area]:
    found = connection.execute(select(areas.c.provider, areas.c.account, areas.c.region))
    anything = Selector(selector.providers, selector.accounts, selector.regions)
    return [area for row in found if anything.matches(Scope(*(area := Area(*row)), ""))]


def _write(
    connection: Connection, bodies: Bodies, commit: int, changed: dict[Area, AreaCoverage]
) -> None:
    numbers = _numbers(connection, changed) if changed else {}
    close = update(sweeps).where(sweeps.c.to_commit == OPEN)
    for at, coverage in changed.items():
        number = numbers[at]
        connection.execute(close.where(sweeps.c.area_id == number).values(to_commit=commit))
        if coverage:
            standing, times = _pack(coverage)
            bodies.save(connection, {(hash_ := address(standing)): standing})
            row = (number, commit, OPEN, hash_, times)
            connection.execute(insert(sweeps).values(row))


def _numbers(connection: Connection, wanted: Iterable[Area]) -> dict[Area, int]:
    """Return the numbers of areas; new ones get theirs."""
    query = select(areas.c.id, areas.c.provider, areas.c.account, areas.c.region)
    known = {Area(*row[1:]): row.id for row in connection.execute(query)}
    following = (connection.scalar(select(func.max(areas.c.id))) or 0) + 1
    for number, at in enumerate(sorted(set(wanted) - known.keys()), following):
        connection.execute(insert(areas).values((number, *at)))
        known[at] = number
    return known
