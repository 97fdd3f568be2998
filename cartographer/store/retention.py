"""How old commits without a name are merged away, and what nobody refers to is collected.

Work is done a batch at a time, each in a short transaction of its own, so that others can
write in between and a run that was killed is taken up by the next one. A commit that is being
merged away is marked `fading` and not shown any more; the row of a commit goes once nothing
begins or ends at it. No read of a kept commit changes at any point of this.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Column, Connection, Table, and_, delete, exists, func, select, update

from cartographer.store.body import Bodies
from cartographer.store.database import Database, chunks
from cartographer.store.naming import load_all
from cartographer.store.policy import Policy
from cartographer.store.row import hashes_of
from cartographer.store.schema import (
    ENDED,
    bodies,
    commits,
    head,
    links,
    snapshots,
    states,
    sweeps,
)

BATCH = 5000
_LINKS = 100_000
"""Links looked at in one transaction, roughly."""

_BODIES = 200_000
"""Bodies looked at in one pass: bounds the memory of a collection."""


class Retention:
    """Applies a policy to one store."""

    def __init__(self, database: Database, documents: Bodies, *, batch: int = BATCH) -> None:
        """Work in batches of a number of rows."""
        self._database = database
        self._documents = documents
        self._batch = batch

    def retain(self, keep: Mapping[str, str], now: datetime) -> int:
        """Drop what a policy does not keep; return how many names went."""
        policy = Policy.parse(keep)
        with self._database.writing() as connection:
            dropped = policy.drops(load_all(connection), now)
            for chunk in chunks([int(one.id.removeprefix("s-")) for one in dropped]):
                connection.execute(delete(snapshots).where(snapshots.c.id.in_(chunk)))
            _fade(connection)
        merged = self._merge()
        if merged:
            self._collect_links()
            self._collect_bodies()
            self._database.compact()
        return len(dropped)

    # --- merging ------------------------------------------------------------------------

    def _merge(self) -> bool:
        """Merge away all fading commits, the latest first; return whether there were any."""
        merged = False
        while True:
            with self._database.writing() as connection:
                fading = connection.scalar(
                    select(func.max(commits.c.id)).where(commits.c.fading == 1)
                )
                if fading is None:
                    return merged
                merged = True
                following = connection.execute(
                    select(func.min(commits.c.id)).where(commits.c.id > fading)
                ).scalar_one()
                if not self._move(connection, fading, following):
                    connection.execute(delete(commits).where(commits.c.id == fading))

    def _move(self, connection: Connection, old: int, new: int) -> int:
        """Let some intervals begin or end at a later commit; return how many."""
        _drop_empty(connection, old, new)
        moved = 0
        for table in (states, sweeps):
            moved += self._shift(connection, table, table.c.to_commit, old, new)
            moved += self._shift(connection, table, table.c.from_commit, old, new)
        return moved

    def _shift(
        self,
        connection: Connection,
        table: Table,
        bound: "Column[int]",
        old: int,
        new: int,
    ) -> int:
        if table is states:
            at = bound == old
            if bound is table.c.to_commit:
                at = and_(at, ENDED)
            query = select(states.c.id).where(at).limit(self._batch)
            numbers = list(connection.scalars(query))
            for chunk in chunks(numbers):
                change = update(states).where(states.c.id.in_(chunk))
                connection.execute(change.values({bound.name: new}))
            return len(numbers)
        change = update(table).where(bound == old).values({bound.name: new})
        return connection.execute(change).rowcount

    # --- collecting ---------------------------------------------------------------------

    def _collect_links(self) -> None:
        """Delete links of states that are gone, one part of the index at a time."""
        gone = ~exists(select(states.c.id).where(states.c.id == links.c.state_id))
        with self._database.reading() as connection:
            total = connection.execute(select(func.count()).select_from(links)).scalar_one()
        step = max(1, 256 * _LINKS // max(total, _LINKS))
        for first in range(0, 256, step):
            part = [links.c.ref >= bytes([first])]
            if first + step < 256:  # noqa: PLR2004  the values of the first byte
                part.append(links.c.ref < bytes([first + step]))
            with self._database.writing() as connection:
                connection.execute(delete(links).where(*part, gone))

    def _collect_bodies(self) -> None:
        """Delete bodies that no state and no sweep refers to."""
        last: bytes = b""
        while True:
            with self._database.reading() as connection:
                query = select(bodies.c.hash).where(bodies.c.hash > last)
                found = connection.scalars(query.order_by(bodies.c.hash).limit(_BODIES))
                unused = {bytes(one) for one in found}
                if not unused:
                    return
                last = max(unused)
                seen = _unmark(connection, unused, -1)
            for chunk in chunks(sorted(unused), self._batch):
                self._delete_bodies(set(chunk), seen)

    def _delete_bodies(self, unused: set[bytes], seen: int) -> None:
        """Delete bodies that were found unused, but for those used since."""
        with self._database.writing() as connection:
            _unmark(connection, unused, seen)
            for part in chunks(unused):
                connection.execute(delete(bodies).where(bodies.c.hash.in_(part)))
            connection.execute(update(head).values(sweeps=head.c.sweeps + 1))


def _fade(connection: Connection) -> None:
    """Mark all commits that have no name, but for the first and the latest."""
    latest = select(head.c.commit_id).scalar_subquery()
    named = select(snapshots.c.commit_id)
    unnamed = and_(commits.c.id != 0, commits.c.id != latest, commits.c.id.not_in(named))
    connection.execute(update(commits).where(unnamed).values(fading=1))


def _drop_empty(connection: Connection, old: int, new: int) -> None:
    """Delete intervals that no commit lies in once `old` is merged into `new`."""
    begun = (states.c.from_commit == old, states.c.to_commit == new)
    connection.execute(delete(states).where(*begun))
    swept = (sweeps.c.from_commit == old, sweeps.c.to_commit == new)
    connection.execute(delete(sweeps).where(*swept))


def _unmark(connection: Connection, unused: set[bytes], seen: int) -> int:
    """Take out of a set all that states after a number, and sweeps, refer to.

    Returns the number of the last state that was looked at.
    """
    query = select(states.c.id, states.c.config, states.c.aspects).where(states.c.id > seen)
    for number, config, aspects in connection.execute(query.execution_options(yield_per=BATCH)):
        unused.difference_update(hashes_of(bytes(config), aspects))
        seen = max(seen, number)
    unused.difference_update(bytes(one) for one in connection.scalars(select(sweeps.c.standing)))
    return seen
