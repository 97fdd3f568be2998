"""One database and how it is spoken to: connections, transactions, bulk inserts.

The only file that tells SQLite from PostgreSQL. It knows no table.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry

from cartographer.model.error import NotFoundError, StoreError, UsageError
from cartographer.store.fault import guarded

CHUNK = 4000
"""Values in one IN list: below the limits of both databases."""

_WRITER = 0x6361_7274
"""Key of the advisory lock that serialises the writers of a schema on PostgreSQL."""

_PRAGMAS = (
    "synchronous = FULL",
    "wal_autocheckpoint = 4000",
    "cache_size = -65536",
    "temp_store = MEMORY",
)

_One = TypeVar("_One")


def chunks(items: Iterable[_One], size: int = CHUNK) -> Iterator[list[_One]]:
    """Yield items in lists of at most `size`."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


class Database:
    """An engine with the manners of a store: one writer at a time, any number of readers."""

    def __init__(self, url: str, *, timeout: float, create: bool) -> None:
        """Connect lazily; a SQLite file is made at once, readable by its owner alone.

        Raises:
            UsageError: the URL is of no supported kind.
            NotFoundError: the file does not exist and shall not be made.
            StoreError: the file cannot be made.
        """
        self.url = _parsed(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.timeout = timeout
        self.name = str(self.url.database) if self.sqlite else self.url.render_as_string()
        if self.sqlite:
            self._make_file(create=create)
        self.engine = self._engine()

    def _make_file(self, *, create: bool) -> None:
        path = Path(self.name)
        if path.exists() or self.name.startswith("file:"):  # a URI of SQLite's own says how
            return
        if not create:
            raise NotFoundError(f"no store at {path} yet: run `cartographer snapshot`")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise StoreError(f"store {path} cannot be made: {error.strerror}") from error

    def _engine(self) -> Engine:
        if self.sqlite:
            # A list in a statement makes a text of its own for each length: kept statements would
            # be seldom used again, and hold more memory with each account that is stored.
            options = {"timeout": self.timeout, "cached_statements": 0}
            engine = create_engine(self.url, connect_args=options)
            event.listen(engine, "connect", _set_up_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        with guarded(self.name):
            try:
                return create_engine(self.url, pool_pre_ping=True)
            except ModuleNotFoundError as error:
                message = f"a store on {self.url.drivername} needs the extra [postgres]"
                raise UsageError(message) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Lend a connection in a transaction that only reads."""
        with guarded(self.name), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Lend a connection in a transaction that holds the writers' lock.

        All of it is stored, or nothing.
        """
        with guarded(self.name), self.engine.connect() as connection:
            connection = connection.execution_options(cartographer_writes=True)  # noqa: PLW2901
            with connection.begin():
                if not self.sqlite:
                    self._lock(connection)
                yield connection

    def _lock(self, connection: Connection) -> None:
        wait = text("SELECT set_config('lock_timeout', :wait, true)")
        connection.execute(wait, {"wait": f"{max(1, int(self.timeout * 1000))}ms"})
        lock = text("SELECT pg_advisory_xact_lock(:key, hashtext(current_schema()))")
        connection.execute(lock, {"key": _WRITER})

    def insert(
        self,
        connection: Connection,
        table: Table,
        columns: Sequence[str],
        rows: Sequence[tuple[Any, ...]],
        *,
        ignore: bool = False,
    ) -> None:
        """Insert many rows by the quickest way of the database.

        With `ignore` a row whose primary key is taken is left out.
        """
        if not rows:
            return
        names = ", ".join(columns)
        if self.sqlite:
            verb = "INSERT OR IGNORE" if ignore else "INSERT"
            marks = ", ".join("?" for _ in columns)
            statement = f"{verb} INTO {table.name} ({names}) VALUES ({marks})"
            connection.exec_driver_sql(statement, list(rows))
        elif ignore:
            stage = f"stage_{table.name}"
            for sql in (
                f"CREATE TEMP TABLE IF NOT EXISTS {stage} (LIKE {table.name}) ON COMMIT DROP",
                f"TRUNCATE {stage}",
            ):
                connection.exec_driver_sql(sql)
            _copy(connection, stage, names, rows)
            connection.exec_driver_sql(
                f"INSERT INTO {table.name} ({names}) SELECT {names} FROM {stage}"  # noqa: S608
                " ON CONFLICT DO NOTHING"
            )
        else:
            _copy(connection, table.name, names, rows)

    def compact(self) -> None:
        """Give pages that are free back to the file system, where the database can."""
        if self.sqlite:
            with self.writing() as connection:
                driver = cast("Any", connection.connection.dbapi_connection)
                driver.execute("PRAGMA incremental_vacuum").fetchall()  # each row frees a page

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
        parsed.get_dialect()
    except (ArgumentError, NoSuchModuleError) as error:
        message = f"{url.rpartition('@')[2]!r} is no store: give sqlite:///PATH or postgresql://…"
        raise UsageError(message) from error
    if backend == "sqlite":
        if parsed.database in {None, "", ":memory:"}:
            raise UsageError("a store needs a file: give sqlite:///PATH")
        return parsed
    if backend == "postgresql":
        plain = parsed.drivername == "postgresql"
        return parsed.set(drivername="postgresql+psycopg") if plain else parsed
    message = f"a store is SQLite or PostgreSQL, not {backend}: give sqlite:///PATH"
    raise UsageError(message)


def _set_up_sqlite(connection: Any, _: ConnectionPoolEntry) -> None:  # noqa: ANN401  a driver's
    connection.isolation_level = None  # `_begin_sqlite` begins, not the driver
    if _pragma(connection, "page_count") == 0:
        _pragma(connection, "auto_vacuum = INCREMENTAL")
    if _pragma(connection, "journal_mode") != "wal":
        _pragma(connection, "journal_mode = WAL")
    for pragma in _PRAGMAS:
        _pragma(connection, pragma)


def _pragma(connection: Any, pragma: str) -> Any:  # noqa: ANN401
    row = connection.execute(f"PRAGMA {pragma}").fetchone()
    return None if row is None else row[0]


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("cartographer_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _copy(connection: Connection, table: str, names: str, rows: Iterable[tuple[Any, ...]]) -> None:
    driver = cast("Any", connection.connection.dbapi_connection)
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
