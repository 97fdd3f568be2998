"""Several writers and readers on one store, on both databases."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from cartographer.model.error import StoreError
from cartographer.model.patch import Patch
from cartographer.store import open_store
from tests.contracts.snapshot_suite import (
    SuiteCatalogue,
    at,
    claim,
    covered,
    gone,
    key,
    saw,
    scope,
    sweep,
)

COMMITTER = Path(__file__).with_name("committer.py")


def test_two_threads_are_serialised(opened):
    """Commits have no gap, and of each resource the latest observation stands."""
    store, other = opened(), opened()

    def write(history, offset):
        return [
            history.commit(
                Patch(
                    "run",
                    upserts=tuple(
                        saw(f"i-{number}", minutes + offset / 2, {"at": minutes + offset / 2})
                        for number in range(20)
                    ),
                )
            )
            for minutes in (1, 5, 3, 9, 2, 8)
        ]

    with ThreadPoolExecutor() as pool:
        jobs = [pool.submit(write, store, 0), pool.submit(write, other, 1)]
        numbers = [number for job in jobs for number in job.result()]

    assert sorted(numbers) == list(range(1, 13))
    assert [one.record.config["at"] for one in store.head().of_type(key("i").type)] == [9.5] * 20


def test_two_processes_are_serialised(url):
    """Two programs that commit at once leave one sequence without gaps."""
    command = [sys.executable, "-W", "ignore", str(COMMITTER), url]
    programs = [
        subprocess.Popen([*command, name, "6"], stdout=subprocess.PIPE, text=True)
        for name in ("one", "two")
    ]
    said = [program.communicate(timeout=60)[0] for program in programs]

    assert [program.returncode for program in programs] == [0, 0]
    ids = [line.split()[0] for one in said for line in one.splitlines()[1:]]
    store = open_store(url, SuiteCatalogue())
    assert sorted(ids, key=lambda id_: int(id_[2:])) == [one.id for one in store.snapshots()]
    assert store.head().commit == 24
    store.close()


def test_an_overtaken_patch_settles_on_the_later_state(opened):
    """A refresh in the middle of a sweep wins over the sweep's older observation and claim."""
    sweeper, refresher = opened(), opened()
    sweeper.commit(sweep(saw("old", 0), saw("both", 0, {"v": 0}), minutes=0))
    slow = sweep(saw("both", 10, {"v": 1}), minutes=10)
    refresher.commit(
        Patch("refresh", upserts=(saw("both", 12, {"v": 2}), saw("new", 12))),
    )
    refresher.commit(gone("old", 13))
    sweeper.commit(slow)
    head = refresher.head()

    assert head.get(key("both")).record.config == {"v": 2}
    assert head.get(key("new")) is not None
    assert head.get(key("old")) is None
    assert head.coverage()[0].last_complete == at(10)


def test_a_reader_is_not_disturbed_by_a_writer(opened):
    """While one writes, another reads the state before, and then the state after."""
    writer, reader = opened(), opened()
    writer.commit(sweep(*(saw(f"i-{number:04d}", 1) for number in range(1500)), minutes=1))
    before = reader.head()
    walk = before.of_type(key("i").type)
    first = next(walk)
    with writer.database.writing():
        assert reader.head().commit == 1
        assert reader.head().get(key("i-0001")) is not None
    writer.commit(sweep(minutes=2))

    assert [first.key, *(one.key for one in walk)] == [
        key(f"i-{number:04d}") for number in range(1500)
    ]
    assert before.get(key("i-0001")) is not None
    assert reader.head().types() == ()


def test_a_locked_store_says_so(opened):
    """A writer that waits too long is told by whom, and nothing of its patch is stored."""
    holder, waiting = opened(), opened(timeout=0.2)
    with (
        holder.database.writing(),
        pytest.raises(StoreError, match=r"store .* is locked by another process; wait"),
    ):
        waiting.commit(sweep(saw("i-1"), minutes=1))

    assert waiting.head().commit == 0
    assert waiting.commit(sweep(saw("i-1"), minutes=1)) == 1


def test_a_failed_commit_leaves_nothing_of_it(opened):
    """A fault in the middle of the last step takes all back; the next commit has its number."""
    store = opened()
    store.commit(sweep(saw("i-1"), minutes=1))

    class Broken(SuiteCatalogue):
        def derive(self, record):
            if record.key.id == "i-3":
                message = "a rule that fails"
                raise RuntimeError(message)
            return super().derive(record)

    with pytest.raises(RuntimeError, match="a rule that fails"):
        opened(Broken()).commit(sweep(saw("i-2", 2), saw("i-3", 2), minutes=2))

    assert store.head().commit == 1
    assert [one.key.id for one in store.head().of_type(key("i").type)] == ["i-1"]
    assert store.commit(sweep(saw("i-2", 2), minutes=2)) == 2


def test_bodies_that_a_retention_collected_are_stored_again(opened, monkeypatch):
    """A patch whose documents were collected between staging and publishing is still whole."""
    from cartographer.store import writing

    store, other = opened(), opened()
    store.commit(sweep(saw("a", 1, {"v": "first"}), minutes=1))
    store.commit(sweep(saw("a", 2, {"v": "second"}), minutes=2))
    stage = writing.stage

    def staged_then_collected(*arguments):
        result = stage(*arguments)
        assert other.retain({}, at(10)) == 0
        return result

    # The only way to be sure of the order of two processes is to put one inside the other.
    monkeypatch.setattr(writing, "stage", staged_then_collected)
    store.commit(sweep(saw("a", 3, {"v": "third"}), minutes=3))

    assert opened().head().get(key("a")).record.config == {"v": "third"}


def test_threads_share_a_store(store):
    """One store object serves several threads that read at once."""
    store.commit(sweep(*(saw(f"i-{number:03d}", 1) for number in range(300)), minutes=1))
    snapshot = store.head()
    barrier = threading.Barrier(4)

    def read(_):
        barrier.wait(10)
        return [one.key for one in snapshot.of_type(key("i").type)]

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(read, range(4)))

    assert all(len(one) == 300 and one == answers[0] for one in answers)


def test_a_claim_alone_moves_no_time(store):
    """A claim without its coverage proves absence and says nothing of completeness."""
    store.commit(sweep(saw("a", 1), minutes=1))
    store.commit(Patch("claim", claims=(claim(scope(), 5),)))
    store.commit(Patch("coverage", coverage=(covered(scope(), 6),)))

    assert store.head().coverage()[0].last_complete == at(1)
    with store.database.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM sweeps")) == 1
