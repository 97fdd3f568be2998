"""What went wrong with a database, in words for a person.

No exception of a driver leaves the store: each becomes a `StoreError` that names the store
and says what to do.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from cartographer.model.error import StoreError

MEANINGS: tuple[tuple[str, str], ...] = (
    ("database is locked", "is locked by another process; wait for it to end and try again"),
    ("database table is locked", "is locked by another process; wait for it and try again"),
    ("lock timeout", "is locked by another process; wait for it to end and try again"),
    ("statement timeout", "did not answer in time; try again when it is less busy"),
    ("disk is full", "cannot grow: the disk is full; make room and try again"),
    ("no space left", "cannot grow: the disk is full; make room and try again"),
    ("readonly database", "cannot be written: the file or its folder is read-only"),
    ("read-only transaction", "cannot be written: the server allows only reads"),
    ("attempt to write a readonly", "cannot be written: the file or its folder is read-only"),
    ("not a database", "is not a store: the file holds something else; name another file"),
    ("unable to open", "cannot be opened: look at the path and at who may read and write it"),
    ("malformed", "is damaged; restore it from a copy"),
    ("disk i/o error", "cannot be read or written: the disk reports an error"),
    ("permission denied", "may not be used by this user: the server denies it"),
    ("authentication failed", "refuses the user or the password"),
    ("does not exist", "does not exist; make the database first"),
    ("connection", "cannot be reached; is the server running?"),
)
"""A part of a driver's message, in small letters, and what it means."""


def explain(name: str, error: Exception) -> StoreError:
    """Return what a person reads about a failure of the database."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    said = " ".join(str(cause).split())
    small = said.lower()
    meaning = next((text for part, text in MEANINGS if part in small), None)
    if meaning is None:
        return StoreError(f"store {name} failed: {said}")
    return StoreError(f"store {name} {meaning} ({said})")


@contextmanager
def guarded(name: str) -> Iterator[None]:
    """Turn every failure of the database inside into a `StoreError`."""
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        raise explain(name, error) from error
