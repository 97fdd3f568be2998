"""The history store as the rest of the program sees it: `ports.SnapshotStore`, persistent."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from cartographer.model.coverage import Scope
from cartographer.model.gap import AcceptedGap
from cartographer.model.history import Resumption, Run, SnapshotInfo, Version
from cartographer.model.key import Key
from cartographer.model.patch import Patch
from cartographer.model.resource import Derived, Record
from cartographer.ports import Catalogue, Moment
from cartographer.store import gap, naming, run
from cartographer.store.body import Bodies
from cartographer.store.cache import Cache
from cartographer.store.database import Database
from cartographer.store.fault import guarded
from cartographer.store.link import Rebuild
from cartographer.store.place import Places
from cartographer.store.policy import DEFAULT
from cartographer.store.reading import StoreSnapshot
from cartographer.store.retention import Retention
from cartographer.store.schema import STEPS, head, migrate, refuse_newer, version_of
from cartographer.store.version import load_versions
from cartographer.store.volatile import load_volatile
from cartographer.store.writing import Writer


def open_store(
    url: str,
    catalogue: Catalogue,
    *,
    timeout: float = 30.0,
    create: bool = True,
    keep_records: int = 20_000,
) -> "HistoryStore":
    """Open the store at a URL, `sqlite:///PATH` or `postgresql://…`, and bring it up to date.

    `timeout` is how many seconds a writer waits for another one. `keep_records` bounds how
    many decoded records stay in memory.

    Raises:
        UsageError: the URL is of no kind that is supported.
        NotFoundError: with `create` off, there is no store yet.
        StoreError: it cannot be opened, is no store, or is newer than this version.
    """
    database = Database(url, timeout=timeout, create=create)
    try:
        _prepare(database)
    except BaseException:
        database.close()
        raise
    return HistoryStore(database, catalogue, keep_records=keep_records)


def _prepare(database: Database) -> None:
    with database.reading() as connection:
        version = version_of(connection)
    refuse_newer(database.name, version, len(STEPS))
    if version < len(STEPS):
        with database.writing() as connection:
            migrate(connection, database.name)


class HistoryStore:
    """The sequence of commits in one database."""

    def __init__(self, database: Database, catalogue: Catalogue, *, keep_records: int) -> None:
        """Serve a database that is up to date."""
        self.database = database
        self.bodies = Bodies(database)
        self.places = Places()
        self.cache = Cache(keep_records)
        self._catalogue = catalogue
        self._writer = Writer(database, self.bodies, catalogue)
        self._rebuild = Rebuild(database, self.bodies, catalogue)

    @property
    def name(self) -> str:
        """Path or URL, without a password."""
        return self.database.name

    @property
    def derive(self) -> Callable[[Record], Derived]:
        """The rules of derivation."""
        return self._catalogue.derive

    def ensure_index(self) -> None:
        """Make the index of references anew if other rules made it."""
        with self.database.reading() as connection:
            current = self._rebuild.current(connection)
        if not current:
            with self.database.writing() as connection:
                self._rebuild.ensure(connection)

    # --- writing ------------------------------------------------------------------------

    def commit(self, patch: Patch) -> int:
        """Settle a patch on the latest state in one transaction; return the new commit.

        Raises:
            StoreError: the store is locked, full, or not writable; nothing of it is stored.
        """
        return self._writer.commit(patch)

    def publish(
        self, lineage: tuple[str, ...], run: Run, new_gaps: tuple[Scope, ...] = ()
    ) -> SnapshotInfo:
        """Name the latest commit."""
        with self.database.writing() as connection:
            return naming.publish(connection, self.bodies, lineage, run, new_gaps)

    def begin(self, sweep: str, now: datetime, patience: timedelta) -> Resumption | None:
        """Take note that a sweep begins; return what one of its name left that never ended."""
        with self.database.writing() as connection:
            return run.begin(connection, sweep, now, patience)

    def note(
        self, sweep: str, sighted: Iterable[tuple[str, Key]], done: Iterable[str] = ()
    ) -> None:
        """Take note of what a sweep has read: resources by viewer, and whole accounts."""
        with self.database.writing() as connection:
            run.note(connection, sweep, sighted, done)

    def tally(self, sweep: str, facts: Run) -> None:
        """Keep what a sweep that did not come to its end has spent in all its attempts."""
        with self.database.writing() as connection:
            run.tally(connection, sweep, facts)

    def end(self, sweep: str) -> None:
        """Take note that a sweep came to its end."""
        with self.database.writing() as connection:
            run.end(connection, sweep)

    def spend(self, day: date, calls: Mapping[str, int]) -> None:
        """Add to the calls that each source made on a day."""
        with self.database.writing() as connection:
            run.spend(connection, day, calls)

    def spent(self, day: date) -> Mapping[str, int]:
        """Return the calls that each source made on a day."""
        with self.database.reading() as connection:
            return run.spent(connection, day)

    def accept(self, accepted: AcceptedGap) -> None:
        """Keep an accepted gap, in place of one of the same scope."""
        with self.database.writing() as connection:
            gap.accept(connection, accepted)

    def accepted(self) -> tuple[AcceptedGap, ...]:
        """Return the gaps that were accepted here, sorted by scope."""
        with self.database.reading() as connection:
            return gap.accepted(connection)

    def withdraw(self, scope: str) -> bool:
        """Drop an accepted gap; return whether there was one."""
        with self.database.writing() as connection:
            return gap.withdraw(connection, scope)

    def retain(self, keep: Mapping[str, str] | None, now: datetime) -> int:
        """Drop the names of commits that a policy does not keep; return how many went.

        What a policy leaves out is as in `policy.DEFAULT`. The latest commit is always kept.
        """
        policy = DEFAULT if keep is None else keep
        return Retention(self.database, self.bodies).retain(policy, now)

    # --- reading ------------------------------------------------------------------------

    def snapshots(self) -> tuple[SnapshotInfo, ...]:
        """Return the named commits, oldest first."""
        with self.database.reading() as connection:
            return naming.load_all(connection)

    def info(self, moment: Moment, lineage: tuple[str, ...] | None = None) -> SnapshotInfo:
        """Return the named commit for an id, `latest`, `previous`, a commit or a time.

        Raises:
            NotFoundError: there is none; the message says what there is.
        """
        with self.database.reading() as connection:
            return naming.find(connection, moment, lineage)

    def snapshot(self, moment: Moment) -> StoreSnapshot:
        """Return the view of a moment; a commit number need not have a name.

        Raises:
            NotFoundError: there is none; the message says what there is.
        """
        with self.database.reading() as connection:
            return StoreSnapshot(self, naming.commit_of(connection, moment))

    def head(self) -> StoreSnapshot:
        """Return the view of the latest commit, named or not."""
        with self.database.reading() as connection:
            latest = connection.execute(select(head.c.commit_id)).scalar_one()
        return StoreSnapshot(self, latest)

    def history(self, key: Key) -> tuple[Version, ...]:
        """Return what a resource went through, oldest first."""
        with self.database.reading() as connection:
            number = self.places.number(connection, key)
            if number is None:
                return ()
            return load_versions(connection, self.bodies, self.places, number)

    def volatile(self, key: Key) -> Mapping[str, Any]:
        """Return the latest volatile values of a resource by pointer; they have no history."""
        with self.database.reading() as connection:
            number = self.places.number(connection, key)
            return {} if number is None else load_volatile(connection, number)

    def close(self) -> None:
        """Release files and connections."""
        with guarded(self.database.name):
            self.database.close()
