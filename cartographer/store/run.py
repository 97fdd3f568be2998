"""Runs in the store: sweeps that have not come to their end, and what sources spend a day."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

import msgspec
from sqlalchemy import Connection, delete, func, insert, select, update

from cartographer.model.history import Resumption, Run
from cartographer.model.key import Key
from cartographer.store.body import compress, decompress
from cartographer.store.instant import from_micros, to_micros
from cartographer.store.schema import attempts, progress, spending, under_way

_KEPT_DAYS = 7
_ALL = ""
"""Stands for the type where a whole account was read."""
_KEYS = msgspec.msgpack.Decoder(list[Key])
_RUN = msgspec.msgpack.Decoder(Run)


def begin(
    connection: Connection, sweep: str, now: datetime, patience: timedelta
) -> Resumption | None:
    """Take note that a sweep begins; return what one of its name left that never ended."""
    began = connection.scalar(select(under_way.c.began).where(under_way.c.sweep == sweep))
    if began is not None and now - from_micros(began) <= patience:
        return _left(connection, sweep, from_micros(began))
    end(connection, sweep)
    connection.execute(insert(under_way).values(sweep=sweep, began=to_micros(now)))
    return None


def _left(connection: Connection, sweep: str, began: datetime) -> Resumption:
    query = select(progress.c.account, progress.c.type, progress.c.sighted)
    rows = connection.execute(query.where(progress.c.sweep == sweep)).all()
    done = frozenset(row.account for row in rows if row.type == _ALL)
    return Resumption(
        began,
        done,
        frozenset(
            (row.account, key)
            for row in rows
            if row.account not in done
            for key in _KEYS.decode(decompress(row.sighted))
        ),
        _before(connection, sweep),
    )


def _before(connection: Connection, sweep: str) -> Run | None:
    run = connection.scalar(select(attempts.c.run).where(attempts.c.sweep == sweep))
    return None if run is None else _RUN.decode(decompress(run))


def tally(connection: Connection, sweep: str, run: Run) -> None:
    """Keep what a sweep that did not come to its end has spent in all its attempts."""
    connection.execute(delete(attempts).where(attempts.c.sweep == sweep))
    row = {"sweep": sweep, "run": compress(msgspec.msgpack.encode(run))}
    connection.execute(insert(attempts).values(row))


def note(
    connection: Connection, sweep: str, sighted: Iterable[tuple[str, Key]], done: Iterable[str]
) -> None:
    """Take note of what a sweep has read: resources by viewer, and whole accounts."""
    keys: dict[tuple[str, str], list[Key]] = {}
    for viewer, key in sighted:
        keys.setdefault((viewer, key.type), []).append(key)
    mine = progress.c.sweep == sweep
    part = (connection.scalar(select(func.max(progress.c.part)).where(mine)) or 0) + 1
    rows = [
        {"account": account, "type": type_, "sighted": compress(msgspec.msgpack.encode(found))}
        for (account, type_), found in sorted(keys.items())
    ]
    for account in dict.fromkeys(done):
        connection.execute(delete(progress).where(mine, progress.c.account == account))
        rows.append(
            {"account": account, "type": _ALL, "sighted": compress(msgspec.msgpack.encode([]))}
        )
    for row in rows:
        connection.execute(insert(progress).values(sweep=sweep, part=part, **row))


def end(connection: Connection, sweep: str) -> None:
    """Take note that a sweep came to its end."""
    for table in (progress, attempts, under_way):
        connection.execute(delete(table).where(table.c.sweep == sweep))


def spend(connection: Connection, day: date, calls: Mapping[str, int]) -> None:
    """Add to the calls that each source made on a day; what is long ago is dropped."""
    before = spent(connection, day)
    for source, count in calls.items():
        row = (spending.c.source == source) & (spending.c.day == day.isoformat())
        if source in before:
            change = update(spending).where(row)
            connection.execute(change.values(calls=before[source] + count))
        else:
            new = {"source": source, "day": day.isoformat(), "calls": count}
            connection.execute(insert(spending).values(**new))
    old = (day - timedelta(days=_KEPT_DAYS)).isoformat()
    connection.execute(delete(spending).where(spending.c.day < old))


def spent(connection: Connection, day: date) -> dict[str, int]:
    """Return the calls that each source made on a day."""
    query = select(spending.c.source, spending.c.calls).where(spending.c.day == day.isoformat())
    return {row.source: row.calls for row in connection.execute(query)}
