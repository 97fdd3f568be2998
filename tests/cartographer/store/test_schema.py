import sqlite3
import stat

import pytest
from sqlalchemy import select, text, update

from cartographer.model.error import NotFoundError, StoreError, UsageError
from cartographer.store import open_store, schema
from cartographer.store.database import Database
from tests.contracts.snapshot_suite import (
    SUBNET,
    SuiteCatalogue,
    arn,
    at,
    key,
    saw,
    scope,
    sweep,
)

LINKED = {"links": [["in-subnet", "s-1"]]}


def filled(store):
    """Put an instance in a subnet."""
    both = (scope(), scope(SUBNET))
    store.commit(sweep(saw("i-1", 1, LINKED), saw("s-1", 1, type_=SUBNET), minutes=1, scopes=both))


def test_an_older_store_is_brought_up_to_date(url, opened):
    """A store of schema version 1, with history in it, opens and answers what was added since."""
    new = opened()
    filled(new)
    with new.database.writing() as connection:
        # Version 1 had the truth and no index.
        schema.links.drop(connection)
        schema.kinds.drop(connection)
        for table in (
            schema.under_way,
            schema.progress,
            schema.spending,
            schema.accepted_gaps,
            schema.attempts,
        ):
            table.drop(connection)
        connection.execute(text("DELETE FROM cartographer_meta WHERE name = 'catalogue'"))
        stamp = update(schema.meta).where(schema.meta.c.name == "schema")
        connection.execute(stamp.values(value="1"))
    new.close()
    store = opened()

    with store.database.reading() as connection:
        assert schema.version_of(connection) == len(schema.STEPS)
    assert store.head().resolve(arn("s-1")) == (key("s-1", SUBNET),)
    assert [one.source for one in store.head().into(key("s-1", SUBNET))] == [key("i-1")]
    assert store.commit(sweep(saw("i-1", 2), minutes=2)) == 2
    assert store.accepted() == ()


def test_steps_run_once_and_in_order(url):
    """Each step is taken from the version before it, and all of them or none."""
    database = Database(url, timeout=5, create=True)
    taken = []
    steps = [lambda _, number=number: taken.append(number) for number in range(4)]
    with database.writing() as connection:
        schema.migrate(connection, "store", steps[:2])
    with database.writing() as connection:
        schema.migrate(connection, "store", steps)
    with database.writing() as connection:
        schema.migrate(connection, "store", steps)

    def fails(_):
        message = "a step that fails"
        raise RuntimeError(message)

    with pytest.raises(RuntimeError), database.writing() as connection:
        schema.migrate(connection, "store", [*steps, fails])
    with database.reading() as connection:
        assert schema.version_of(connection) == 4
    database.close()
    assert taken == [0, 1, 2, 3]


def test_a_newer_store_is_refused(opened):
    """The message names the store, both versions and what to do; nothing is touched."""
    store = opened()
    with store.database.writing() as connection:
        connection.execute(update(schema.meta).values(value="99"))

    with pytest.raises(StoreError) as caught:
        opened()

    message = str(caught.value)
    assert store.name in message
    assert "schema version 99" in message
    assert f"versions up to {len(schema.STEPS)}" in message
    assert "upgrade cartographer" in message


def test_other_rules_make_the_index_anew(opened):
    """A catalogue of another version never reads what an older one derived."""
    filled(opened())
    newer = opened(SuiteCatalogue("2", prefix="new:"))

    assert newer.head().resolve(arn("s-1")) == ()
    assert newer.head().resolve(arn("new:s-1")) == (key("s-1", SUBNET),)
    assert [one.target for one in newer.head().into(key("s-1", SUBNET))] == [arn("new:s-1")]


def test_a_commit_by_other_rules_makes_the_index_anew(opened):
    """And the number of relations that they find."""

    class Nothing(SuiteCatalogue):
        def derive(self, record):
            import msgspec

            return msgspec.structs.replace(super().derive(record), relations=())

    filled(opened())
    store = opened(Nothing("none"))
    store.commit(sweep(saw("i-2", 2, LINKED), minutes=1))
    with store.database.reading() as connection:
        assert connection.execute(select(schema.head.c.relations)).scalar_one() == 0
    assert store.head().into(key("s-1", SUBNET)) == ()


def test_a_file_is_readable_by_its_owner_alone(tmp_path):
    """Also the two files that SQLite puts beside it, and folders that were missing."""
    path = tmp_path / "a" / "b" / "store.db"
    store = open_store(f"sqlite:///{path}", SuiteCatalogue())
    filled(store)

    modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()}
    assert modes == dict.fromkeys(("store.db", "store.db-wal", "store.db-shm"), 0o600)
    assert store.name == str(path)
    store.close()
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_a_store_is_not_made_where_one_is_asked_for(tmp_path):
    """Reading commands say that there is none yet."""
    with pytest.raises(NotFoundError, match=r"no store at .*: run `cartographer snapshot`"):
        open_store(f"sqlite:///{tmp_path}/none.db", SuiteCatalogue(), create=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("store.db", "'store.db' is no store"),
        ("nonsense://me:secret@host/x", "'host/x' is no store"),
        ("mysql://host/x", "not mysql|is no store"),
        ("sqlite://", "a store needs a file"),
        ("sqlite:///:memory:", "a store needs a file"),
    ],
)
def test_a_url_of_no_supported_kind_is_refused(bad, message):
    """The message says which forms there are, and no password."""
    with pytest.raises(UsageError, match=message) as caught:
        open_store(bad, SuiteCatalogue())
    assert "secret" not in str(caught.value)


def test_times_are_exact(store):
    """A time in another zone is the same moment; one without a zone is UTC."""
    from datetime import timedelta, timezone

    from cartographer.store.instant import from_micros, to_micros

    local = at(1.123456).astimezone(timezone(timedelta(hours=5, minutes=45)))
    assert from_micros(to_micros(local)) == at(1.123456)
    assert to_micros(at(2).replace(tzinfo=None)) == to_micros(at(2))
