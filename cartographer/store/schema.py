"""The tables of the history, and the steps that lead from one schema version to the next.

A step is never changed once it was released: a new one is put behind it.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    insert,
    inspect,
    select,
    text,
    update,
)

from cartographer.model.error import StoreError
from cartographer.store.instant import OPEN

_METADATA = MetaData()
_SORTED = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that the database sorts as Python does: by code point."""

ENDED = text(f"to_commit < {OPEN}")
"""Intervals that have ended: a query that says so in these words uses the index of them."""

DOUBT = text("in_doubt = 1")
"""States with an aspect that was asked for in vain: the same for their index."""

_NUMBER = BigInteger().with_variant(Integer(), "sqlite")


def _id() -> "Column[int]":
    return Column("id", _NUMBER, primary_key=True, autoincrement=False)


meta = Table(
    "cartographer_meta",
    _METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""Facts on the store itself: its schema version, the version of its index."""

head = Table(
    "head",
    _METADATA,
    _id(),
    Column("commit_id", _NUMBER, nullable=False),
    Column("snapshot_id", _NUMBER, nullable=False),
    Column("state_id", _NUMBER, nullable=False),
    Column("resources", _NUMBER, nullable=False),
    Column("relations", _NUMBER, nullable=False),
    Column("sweeps", _NUMBER, nullable=False),
)
"""One row: the numbers given out last, what is held now, and how often bodies were collected."""

commits = Table(
    "commits",
    _METADATA,
    _id(),
    Column("cause", Text, nullable=False),
    Column("fading", SmallInteger, nullable=False),
)
"""Commits that can be told apart; `fading` is one that retention is merging away."""

snapshots = Table(
    "snapshots",
    _METADATA,
    _id(),
    Column("commit_id", _NUMBER, nullable=False, index=True),
    Column("taken", BigInteger, nullable=False, index=True),
    Column("lineage", Text, nullable=False),
    Column("info", LargeBinary, nullable=False),
)
"""Names of commits."""

types = Table(
    "types",
    _METADATA,
    _id(),
    Column("provider", _SORTED, nullable=False),
    Column("partition", _SORTED, nullable=False),
    Column("type", _SORTED, nullable=False),
    Index("types_type", "type"),
)
"""Native types, each with its provider and partition."""

places = Table(
    "places",
    _METADATA,
    _id(),
    Column("type_id", _NUMBER, nullable=False, index=True),
    Column("account", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("listed_in", Text, nullable=False),
    Column("viewers", Text, nullable=False),
)
"""Where resources of a type lie, and who sees them there; each combination once."""

resources = Table(
    "resources",
    _METADATA,
    _id(),
    Column("type_id", _NUMBER, nullable=False),
    Column("name", _SORTED, nullable=False),
    Column("ended_at", BigInteger),
    Index("resources_key", "type_id", "name", unique=True),
)
"""Every key that was ever held, and when it was last proven absent."""

bodies = Table(
    "bodies",
    _METADATA,
    Column("hash", LargeBinary, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)
"""Documents by their content address, compressed."""

states = Table(
    "states",
    _METADATA,
    _id(),
    Column("resource_id", _NUMBER, nullable=False),
    Column("from_commit", _NUMBER, nullable=False, index=True),
    Column("to_commit", _NUMBER, nullable=False),
    Column("place_id", _NUMBER, nullable=False),
    Column("uid", Text),
    Column("native_id", Text),
    Column("observed_at", BigInteger, nullable=False),
    Column("config", LargeBinary, nullable=False),
    Column("aspects", LargeBinary),
    Column("relations", _NUMBER, nullable=False),
    Column("in_doubt", SmallInteger, nullable=False),
    Column("end_at", BigInteger),
    Column("end_reason", Text),
    Index("states_resource", "resource_id", "from_commit"),
    Index("states_place", "place_id", "to_commit"),
    Index("states_doubt", "to_commit", sqlite_where=DOUBT, postgresql_where=DOUBT),
    Index("states_ended", "to_commit", sqlite_where=ENDED, postgresql_where=ENDED),
)
"""What a resource was, from one commit until another; a native id like the key's is left out."""

volatile = Table(
    "volatile",
    _METADATA,
    Column("resource_id", _NUMBER, primary_key=True, autoincrement=False),
    Column("observed_at", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
)
"""Latest values of volatile fields; they have no history."""

areas = Table(
    "areas",
    _METADATA,
    _id(),
    Column("provider", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("region", Text, nullable=False),
    Index("areas_key", "provider", "account", "region", unique=True),
)
"""An account's view of a region."""

sweeps = Table(
    "sweeps",
    _METADATA,
    Column("area_id", _NUMBER, primary_key=True, autoincrement=False),
    Column("from_commit", _NUMBER, primary_key=True, autoincrement=False),
    Column("to_commit", _NUMBER, nullable=False, index=True),
    Column("standing", LargeBinary, nullable=False),
    Column("times", LargeBinary, nullable=False),
)
"""How the types of an area were covered: their standing is a body, as it seldom changes; the
times at which each was last complete change with every run."""

links = Table(
    "links",
    _METADATA,
    Column("ref", LargeBinary, primary_key=True),
    Column("kind_id", _NUMBER, primary_key=True, autoincrement=False),
    Column("state_id", _NUMBER, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""A cache of what is derived: who answers to a reference (kind 0), and who points at it."""

kinds = Table("kinds", _METADATA, _id(), Column("kind", Text, nullable=False))
"""Relation kinds that `links` name by number; 0 is that of an alias."""

under_way = Table(
    "under_way",
    _METADATA,
    Column("sweep", Text, primary_key=True),
    Column("began", BigInteger, nullable=False),
)
"""Sweeps that have not come to their end."""

progress = Table(
    "progress",
    _METADATA,
    Column("sweep", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("type", Text, primary_key=True),
    Column("part", _NUMBER, primary_key=True, autoincrement=False),
    Column("sighted", LargeBinary, nullable=False),
)
"""What such a sweep has read: resources by viewer and type; no type stands for all of it."""

spending = Table(
    "spending",
    _METADATA,
    Column("source", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("calls", _NUMBER, nullable=False),
)
"""Calls that each source made on a day."""

accepted_gaps = Table(
    "accepted_gaps",
    _METADATA,
    Column("scope", _SORTED, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("until", Text, nullable=False),
)
"""Blind spots that somebody has accepted."""

attempts = Table(
    "attempts",
    _METADATA,
    Column("sweep", Text, primary_key=True),
    Column("run", LargeBinary, nullable=False),
)
"""What such a sweep has spent in all its attempts."""

_RUNS = (under_way, progress, spending, accepted_gaps)

Step = Callable[[Connection], None]


def _history(connection: Connection) -> None:
    """Make the tables of the truth."""
    later = {meta, links, kinds, *_RUNS, attempts}
    truth = [table for table in _METADATA.sorted_tables if table not in later]
    _METADATA.create_all(connection, truth, checkfirst=False)
    zero = dict.fromkeys((column.name for column in head.columns), 0)
    connection.execute(insert(head).values(zero))
    connection.execute(insert(commits).values(id=0, cause="", fading=0))


def _index(connection: Connection) -> None:
    """Make the tables of the cache; they fill when they are first asked."""
    _METADATA.create_all(connection, [links, kinds], checkfirst=False)
    connection.execute(insert(kinds).values(id=0, kind=""))


def _runs(connection: Connection) -> None:
    """Make the tables of runs under way, of what they spend, and of what is accepted."""
    _METADATA.create_all(connection, _RUNS, checkfirst=False)


def _attempts(connection: Connection) -> None:
    """Make the table of what runs under way have spent."""
    _METADATA.create_all(connection, [attempts], checkfirst=False)


STEPS: tuple[Step, ...] = (_history, _index, _runs, _attempts)
"""What leads from version n to n + 1, beginning with an empty database."""


def version_of(connection: Connection) -> int:
    """Return the schema version of a database; 0 for one that holds no store."""
    if not inspect(connection).has_table(meta.name):
        return 0
    found = connection.scalar(select(meta.c.value).where(meta.c.name == "schema"))
    return int(found or 0)


def refuse_newer(name: str, version: int, known: int) -> None:
    """Do nothing for a version that is known.

    Raises:
        StoreError: the store was written by a later version of the program.
    """
    if version > known:
        raise StoreError(
            f"store {name} has schema version {version}, and this cartographer knows only "
            f"versions up to {known}: upgrade cartographer, or name another store"
        )


def migrate(connection: Connection, name: str, steps: Sequence[Step] = STEPS) -> None:
    """Bring a database to the latest version, inside a transaction that holds its lock.

    Raises:
        StoreError: the store is newer than the last step.
    """
    version = version_of(connection)
    refuse_newer(name, version, len(steps))
    if version == 0:
        meta.create(connection, checkfirst=True)
        connection.execute(insert(meta).values(name="schema", value="0"))
    for step in steps[version:]:
        step(connection)
    stamp = update(meta).where(meta.c.name == "schema").values(value=str(len(steps)))
    connection.execute(stamp)
