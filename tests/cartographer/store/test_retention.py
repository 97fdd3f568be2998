import pytest
from sqlalchemy import func, select

from cartographer.model.coverage import Selector
from cartographer.model.error import NotFoundError, StoreError
from cartographer.model.history import Run
from cartographer.model.patch import Patch
from cartographer.store import schema
from cartographer.store.policy import DEFAULT
from cartographer.store.retention import Retention
from tests.cartographer.store.committer import fingerprint
from tests.contracts.snapshot_suite import arn, as_bytes, at, everything, key, saw, scope, sweep

DAY = 24 * 60
NOTHING = {"all": "0h", "daily": "0h", "weekly": "0h"}


def count(store, table):
    """Return the number of rows of a table."""
    with store.database.reading() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def run(store, day, number=0):
    """Commit and name a run that changes three of five resources."""
    minutes = day * DAY + number
    seen = [saw(f"i-0{one}", minutes, {"v": max(0, one - 1) * minutes}) for one in range(5)]
    store.commit(sweep(*seen, minutes=minutes))
    return store.publish(("a",), Run(at(minutes)))


def test_what_is_kept_reads_the_same_and_what_is_not_is_gone(store):
    """Names go by the default policy; states and bodies that nobody sees go with them."""
    infos = [run(store, day, number) for day in range(0, 160, 20) for number in (0, 1)]
    before = {one.id: fingerprint(store, one.commit) for one in infos}
    bodies, states = count(store, schema.bodies), count(store, schema.states)
    now = at(160 * DAY)

    assert store.retain(None, now) == 7
    kept = store.snapshots()
    assert len(kept) == len(infos) - 7
    assert kept[-1] == infos[-1]
    assert {one.id: fingerprint(store, one.commit) for one in kept} == {
        one.id: before[one.id] for one in kept
    }
    assert count(store, schema.states) < states
    assert count(store, schema.bodies) < bodies
    assert count(store, schema.commits) == 1 + len(kept)
    with pytest.raises(NotFoundError, match="commit 1 is no longer kept"):
        store.snapshot(1)
    with pytest.raises(NotFoundError, match="no snapshot s-1: there are"):
        store.info("s-1")
    assert store.retain(DEFAULT, now) == 0
    assert run(store, 161).id == f"s-{len(infos) + 1}"


def test_the_latest_commit_is_always_kept(store):
    """With a name or without one."""
    run(store, 1)
    store.commit(sweep(saw("i-01", 2 * DAY, {"v": "new"}), minutes=2 * DAY))
    before = fingerprint(store, 2)

    assert store.retain(NOTHING, at(9 * DAY)) == 0
    assert fingerprint(store, 2) == before
    assert [one.id for one in store.snapshots()] == ["s-1"]


def test_links_of_states_that_are_gone_are_collected(store):
    """The index holds what can be read, and no more."""
    for minutes in range(5):
        linked = {"links": [["targets", f"t-{minutes}"]]}
        store.commit(sweep(saw("i-1", minutes, linked), minutes=minutes))
    store.retain(NOTHING, at(DAY))

    assert count(store, schema.states) == 1
    assert count(store, schema.links) == 2
    assert store.head().resolve(arn("i-1")) == (key("i-1"),)


def test_what_was_begun_is_taken_up_again(opened):
    """A retention that was cut off is finished by the next, and shows nothing half done."""
    store = opened()
    for minutes in range(6):
        run(store, minutes)

    class CutOff(Retention):
        left = 3

        def _move(self, connection, old, new):
            self.left -= 1
            if self.left < 0:
                message = "the power is gone"
                raise StoreError(message)
            return super()._move(connection, old, new)

    with pytest.raises(StoreError, match="the power is gone"):
        CutOff(store.database, store.bodies, batch=2).retain(NOTHING, at(99 * DAY))

    assert [one.id for one in store.snapshots()] == ["s-6"]
    with pytest.raises(NotFoundError, match="no longer kept"):
        store.snapshot(2)
    whole = fingerprint(store, 6)
    Retention(store.database, store.bodies, batch=2).retain(NOTHING, at(99 * DAY))
    assert fingerprint(store, 6) == whole
    assert count(store, schema.commits) == 2
    assert count(store, schema.states) == 5


def test_history_is_told_by_what_is_kept(store):
    """Versions begin at the first kept commit that shows them."""
    for minutes in range(1, 4):
        store.commit(sweep(saw("i-1", minutes, {"v": minutes}), minutes=minutes))
    store.publish(("a",), Run(at(3)))
    store.commit(sweep(minutes=4))
    store.commit(sweep(saw("i-1", 5, {"v": 5}), minutes=5))
    store.publish(("a",), Run(at(5)))
    store.retain({}, at(6))

    assert [
        (one.commit, one.record and one.record.config["v"], one.reason, one.snapshot)
        for one in store.history(key("i-1"))
    ] == [(3, 3, None, "s-1"), (5, None, "claim", None), (5, 5, None, "s-2")]


def test_an_end_is_remembered_after_its_states_are_gone(store):
    """An observation from before the end does not bring a resource back."""
    store.commit(sweep(saw("i-1", 1), minutes=1))
    store.commit(sweep(minutes=5))
    store.retain(NOTHING, at(DAY))
    store.commit(Patch("late", upserts=(saw("i-1", 4),)))

    assert count(store, schema.states) == 0
    assert store.head().get(key("i-1")) is None


def test_coverage_that_was_forgotten_goes_with_its_commits(store):
    """Nothing of a forgotten account is left once no kept commit shows it."""
    store.commit(sweep(saw("i-1", 1), minutes=1))
    store.commit(Patch("forget", forget=(Selector(),)))
    store.retain(NOTHING, at(DAY))

    assert count(store, schema.sweeps) == 0
    assert count(store, schema.bodies) == 0
    assert store.head().coverage() == ()


def test_documents_in_use_survive(store):
    """Bodies that an old state shares with a new one are not collected."""
    same, other = {"v": 1}, {"v": 2}
    for minutes, config in enumerate((same, other, same)):
        store.commit(sweep(saw("i-1", minutes, config), minutes=minutes))
    store.commit(sweep(saw("i-1", 3, {"v": 3}), saw("i-2", 3, same), minutes=3))
    store.retain(NOTHING, at(DAY))
    read = everything(store.head(), [key("i-1"), key("i-2")], [], [scope()])

    assert as_bytes(read)
    assert count(store, schema.bodies) == 3
