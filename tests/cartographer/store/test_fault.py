"""What goes wrong with a database ends in a message that names the store."""

import os
import sqlite3
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidRequestError

from cartographer.model.error import StoreError
from cartographer.store import open_store
from cartographer.store.fault import explain, guarded
from tests.contracts.snapshot_suite import SuiteCatalogue, key, saw, sweep


@pytest.fixture
def path(tmp_path):
    """Where a store of the test lies."""
    return tmp_path / "store.db"


def opened(path, **options):
    """Open a store."""
    return open_store(f"sqlite:///{path}", SuiteCatalogue(), **options)


def test_a_file_that_is_something_else_is_refused(path):
    """And left as it is."""
    path.write_text("This is a letter, and no database at all.\n" * 50)

    with pytest.raises(StoreError, match=rf"store {path} is not a store"):
        opened(path)
    assert path.read_text().startswith("This is a letter")


def test_a_database_of_something_else_is_left_alone(path):
    """Tables of others in the same file stay; a name that is taken is an error, not a loss."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE states (mine TEXT)")
    connection.commit()
    connection.close()

    with pytest.raises(StoreError, match=rf"store {path} failed: table states already exists"):
        opened(path)
    connection = sqlite3.connect(path)
    names = connection.execute("SELECT name FROM sqlite_master").fetchall()
    connection.close()
    assert names == [("states",)]


def test_a_folder_is_no_store(tmp_path):
    """Nor is a place in which no file can be made."""
    with pytest.raises(StoreError, match="cannot be opened"):
        opened(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be made"):
        opened(tmp_path / "file" / "store.db")


def test_a_damaged_file_is_told(path):
    """What cannot be read is not guessed."""
    store = opened(path)
    store.commit(sweep(*(saw(f"i-{number}", 1) for number in range(500)), minutes=1))
    store.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))

    with pytest.raises(StoreError, match=f"store {path} is damaged"):
        opened(path)


@pytest.fixture
def small_disk() -> Iterator[list[int]]:
    """Lets a SQLite file grow to so many pages and no further, as a full disk does."""
    pages = [2**30]

    def limit(connection, _):
        connection.execute(f"PRAGMA max_page_count = {pages[0]}").close()

    event.listen(Engine, "connect", limit)
    yield pages
    event.remove(Engine, "connect", limit)


@pytest.mark.parametrize("room", [0, 60])
def test_a_full_disk_stores_nothing_of_a_patch(path, small_disk, room):
    """Wherever the room ends, the commit before stands and nothing after."""
    store = opened(path)
    store.commit(sweep(saw("a", 1), minutes=1))
    store.close()
    small_disk[0] = path.stat().st_size // 4096 + room
    store = opened(path)
    large = tuple(saw(f"i-{number:05d}", 2, {"v": number}) for number in range(3000))

    with pytest.raises(StoreError, match=rf"store {path} cannot grow: the disk is full; make room"):
        store.commit(sweep(*large, minutes=2))

    assert store.head().commit == 1
    assert [one.key.id for one in store.head().of_type(key("a").type)] == ["a"]
    store.close()
    small_disk[0] = 2**30
    store = opened(path)
    assert store.commit(sweep(*large, minutes=2)) == 2
    assert len(list(store.head().of_type(key("a").type))) == 3000
    store.close()


def test_a_server_that_is_not_there_is_told(tmp_path):
    """The password is not."""
    with pytest.raises(StoreError, match="cannot be reached") as caught:
        open_store(f"postgresql://me:secret@/x?host={tmp_path}", SuiteCatalogue())
    assert "secret" not in str(caught.value)


def test_a_store_that_only_reads_is_told(path):
    """A read-only connection reads what is there and refuses to write."""
    store = opened(path)
    store.commit(sweep(saw("a", 1), minutes=1))
    store.close()
    only = open_store(f"sqlite:///file:{path}?mode=ro&uri=true", SuiteCatalogue(), create=True)

    assert only.head().get(key("a")) is not None
    assert only.head().resolve(only.head().get(key("a")).derived.aliases[0]) == (key("a"),)
    with pytest.raises(StoreError, match="cannot be written"):
        only.commit(sweep(saw("b", 2), minutes=2))
    only.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_without_permission_is_told(path):
    """A read-only file reads, and a commit says why not."""
    opened(path).close()
    path.chmod(0o400)
    with pytest.raises(StoreError, match="cannot be"):
        opened(path).commit(sweep(saw("a", 1), minutes=1))


def test_what_has_no_words_of_ours_keeps_the_drivers():
    """Nothing is swallowed, and lines are joined."""
    assert str(explain("x", OSError("a\n b"))) == "store x failed: a b"
    with pytest.raises(StoreError, match="store x failed: odd"), guarded("x"):
        raise InvalidRequestError("odd")


def test_closing_twice_is_harmless(path):
    """A store that is closed lets go of its files."""
    store = opened(path)
    assert store.head().coverage() == ()
    store.close()
    store.close()
