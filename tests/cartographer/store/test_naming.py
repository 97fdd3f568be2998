from datetime import timedelta

import pytest

from cartographer.model.coverage import State
from cartographer.model.error import NotFoundError
from cartographer.model.history import Run
from tests.contracts.snapshot_suite import at, key, saw, scope, sweep

A, B = ("aws:a",), ("aws:b",)


def publish(store, minutes, lineage=A, **facts):
    """Commit something and name it."""
    store.commit(sweep(saw("i-1", minutes), minutes=minutes))
    return store.publish(lineage, Run(at(minutes), **facts))


def test_snapshots_are_numbered_and_counted(store):
    """A name knows its commit, what it holds and how it was covered."""
    denied = scope(region="us-east-1")
    config = {"links": [["in-subnet", "s-1"], ["in-subnet", "s-1"], ["targets", "x"]]}
    store.commit(sweep(saw("i-1", 1, config), saw("i-2", 1), minutes=1, denied=(denied,)))
    first = store.publish(("b", "a"), Run(at(1), calls=7, by_service={"ec2": 7}), (denied,))
    store.commit(sweep(saw("i-2", 2), minutes=2))
    second = store.publish(("a", "b"), Run(at(2)))

    assert (first.id, first.commit, second.id, second.commit) == ("s-1", 1, "s-2", 2)
    assert first.lineage == second.lineage == ("a", "b")
    assert (first.resources, first.relations) == (2, 2)
    assert (second.resources, second.relations) == (1, 0)
    assert first.coverage == {State.COMPLETE.value: 1, State.DENIED.value: 1}
    assert first.new_gaps == (denied,)
    assert store.snapshots() == (first, second)
    assert first.run.by_service == {"ec2": 7}


def test_nothing_can_be_named_too(store):
    """A run that collected nothing names the empty beginning."""
    info = store.publish(A, Run(at(0)))

    assert (info.commit, info.resources) == (0, 0)
    assert store.snapshot("latest").commit == 0
    assert store.snapshot(0).types() == ()


def test_a_moment_is_an_id_a_word_a_commit_or_a_time(store):
    """Every form finds the same snapshot."""
    first, second, third = (publish(store, minutes) for minutes in (10, 20, 30))

    assert store.info("s-2") == second
    assert store.info("latest") == third
    assert store.info("previous") == second
    assert store.info(2) == store.info("2") == second
    assert store.info(at(10)) == store.info(at(19)) == first
    assert store.info(at(25).isoformat()) == second
    assert store.info("2026-05-01T08:25:00") == second
    assert store.info("2026-05-01T10:25+02:00") == second
    assert store.info("2026-05-02") == third
    assert store.snapshot("s-1").commit == 1
    assert store.snapshot(2).commit == store.snapshot("2").commit == 2
    assert store.snapshot(at(20)).commit == 2
    assert store.head().commit == 3


def test_previous_is_of_the_same_lineage(store):
    """Snapshots of other sources stand between and do not count."""
    first = publish(store, 1, A)
    other = publish(store, 2, B)
    third = publish(store, 3, A)

    assert store.info("previous") == first
    assert store.info("latest") == third
    assert store.info("latest", B) == other
    assert store.info("previous", A) == first
    assert store.info(at(2), A) == first
    with pytest.raises(NotFoundError, match="no snapshot before s-2 of the same sources"):
        store.info("previous", B)


@pytest.mark.parametrize(
    ("moment", "lineage", "message"),
    [
        ("s-9", None, r"no snapshot s-9: there are 2, from s-1 \(2026-05-01T08:01:00"),
        (9, None, "no snapshot names commit 9"),
        (at(-1), None, "no snapshot was taken by 2026-05-01T07:59"),
        ("latest", ("other",), "no snapshot of these sources yet"),
        ("previous", ("other",), "no snapshot of these sources yet"),
        ("yesterday", None, "no snapshot 'yesterday': give an id"),
        ("s-x", None, "no snapshot 's-x': give an id"),
    ],
)
def test_what_is_not_there_says_what_is(store, moment, lineage, message):
    """A message names what was asked for and what there is."""
    publish(store, 1)
    publish(store, 2)

    with pytest.raises(NotFoundError, match=message):
        store.info(moment, lineage)


def test_an_empty_store_says_what_to_do(store):
    """There is no snapshot, and the command that makes one."""
    for moment in ("latest", "previous", "s-1", at(1)):
        with pytest.raises(NotFoundError, match="no snapshot yet: run `cartographer snapshot`"):
            store.snapshot(moment)
    with pytest.raises(NotFoundError, match="no commit 3: the latest is 0"):
        store.snapshot(3)


def test_history_tells_every_version(store):
    """Changes, an end, and a return, with the first snapshot that shows each."""
    publish(store, 1)
    store.commit(sweep(saw("i-1", 2, {"v": 1}), minutes=2))
    store.commit(sweep(saw("i-1", 3, {"v": 2}), minutes=3))
    store.publish(A, Run(at(3)))
    store.commit(sweep(minutes=4))
    store.publish(A, Run(at(4)))
    store.commit(sweep(saw("i-1", 5, {"v": 3}), minutes=5))
    found = store.history(key("i-1"))

    assert [
        (one.commit, one.at, one.record and one.record.config, one.reason, one.snapshot)
        for one in found
    ] == [
        (1, at(1), {}, None, "s-1"),
        (2, at(2), {"v": 1}, None, None),
        (3, at(3), {"v": 2}, None, "s-2"),
        (4, at(4), None, "claim", "s-3"),
        (5, at(5), {"v": 3}, None, None),
    ]
    assert store.history(key("other")) == ()


def test_volatile_values_are_the_latest_and_make_no_version(store):
    """They move without a write of the record, and an older call never sets them back."""
    store.commit(sweep(saw("i-1", 1, volatile={"/LastUsed": 1}), minutes=1))
    store.commit(sweep(saw("i-1", 2, volatile={"/LastUsed": 2}), minutes=2))
    store.commit(sweep(saw("i-1", 1.5, volatile={"/LastUsed": 0}), minutes=1.5))
    store.commit(sweep(saw("i-1", 3), minutes=3))

    assert store.volatile(key("i-1")) == {"/LastUsed": 2}
    assert len(store.history(key("i-1"))) == 1
    assert store.volatile(key("other")) == {}

    store.commit(sweep(minutes=3 + timedelta(1).days))
    assert store.volatile(key("i-1")) == {}


def test_volatile_values_of_what_ends_in_the_same_patch_are_not_kept(store):
    """Nor of a resource that was never held."""
    from cartographer.model.patch import Patch
    from tests.contracts.snapshot_suite import gone

    seen = (saw("i-1", 1, volatile={"/A": 1}),)
    store.commit(Patch("both", upserts=seen, tombstones=gone("i-1", 2).tombstones))
    store.commit(Patch("late", upserts=seen))

    assert store.volatile(key("i-1")) == {}
