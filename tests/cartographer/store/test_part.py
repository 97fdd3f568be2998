"""A large account comes in parts: memory and store agree, with each other and with one patch."""

import tempfile
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cartographer.model.coverage import Selector
from cartographer.model.patch import Patch
from cartographer.model.resource import present, unknown
from cartographer.model.snapshot import MemorySnapshot, resources
from cartographer.store import open_store
from tests.contracts.snapshot_suite import (
    HOST,
    MEMORY,
    VPC,
    MemoryHistory,
    SuiteCatalogue,
    as_bytes,
    claim,
    covered,
    database_url,
    key,
    saw,
    scope,
    sweep,
)

NAMES = [f"i-{number}" for number in range(8)]
SCOPES = [scope(type_, viewer) for type_ in (HOST, VPC) for viewer in ("111", "222")]


def reading(draw, minutes):
    """Return what one reading of all scopes saw, a later minute an observation."""
    seen = []
    for one in SCOPES:
        for number, name in enumerate(NAMES):
            if draw.random() < 0.6:
                aspects = draw.choice(
                    [
                        {},
                        {"policy": present({"v": draw.randrange(2)})},
                        {"policy": unknown("denied")},
                    ]
                )
                seen.append(
                    saw(
                        name,
                        minutes + 1 + number,
                        {"v": draw.randrange(2)},
                        type_=one.type,
                        viewer=one.account,
                        account="111",
                        uid=draw.choice([None, "u1", "u2"]),
                        aspects=aspects,
                    )
                )
    return seen


def whole(seen, minutes, claimed=SCOPES):
    """Return a reading as one patch."""
    return Patch(
        "sweep",
        upserts=tuple(seen),
        claims=tuple(claim(one, minutes) for one in claimed),
        coverage=tuple(covered(one, minutes) for one in claimed),
    )


def parts(seen, minutes, draw):
    """Return a reading as several patches, cut anywhere; each scope is claimed by its last."""
    todo = list(seen)
    sighted, found = [], []
    while todo and draw.random() < 0.8:
        count = draw.randint(1, len(todo))
        now, todo = todo[:count], todo[count:]
        pending = {scope(one.key.type, one.viewer) for one in now}
        found.append(Patch("sweep", upserts=tuple(now), pending=tuple(sorted(pending))))
        sighted.extend((one.viewer, one.key) for one in now)
    last = whole(todo, minutes)
    return [*found, Patch("sweep", upserts=last.upserts, sighted=tuple(sighted), **rest(last))]


def rest(patch):
    return {"claims": patch.claims, "coverage": patch.coverage}


def state(snapshot):
    """Return all that a snapshot says but its number and when what did not change was seen."""
    held = [
        (one.record.key, one.record.uid, one.record.config, one.record.viewers, one.record.aspects)
        for one in resources(snapshot)
    ]
    return held, snapshot.coverage()


def store_of(folder, kind="sqlite"):
    return open_store(database_url(kind, Path(folder)), SuiteCatalogue())


@given(st.integers(0, 10**6))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_however_a_reading_is_cut_it_comes_to_the_same(seed):
    """In memory and in the store, in one patch and in parts, whatever vanished or changed."""
    draw = Random(seed)
    one, cut = MemoryHistory(), MemoryHistory()
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        store = store_of(folder)
        for number in range(3):
            minutes = 100 * number
            seen = reading(draw, minutes)
            one.commit(whole(seen, minutes))
            for patch in parts(seen, minutes, draw):
                cut.commit(patch)
                store.commit(patch)
                assert as_bytes({"state": state(store.head())}) == as_bytes(
                    {"state": state(cut.head())}
                )
            assert state(cut.head()) == state(one.head())
        store.close()


def test_what_did_not_change_is_not_written_by_a_part(store):
    """Its last sight is the claim's, which comes with the last part."""
    seen = [saw(name, 1) for name in NAMES]
    store.commit(sweep(*seen, minutes=0))
    before = store.head().commit
    again = [saw(name, 101) for name in NAMES]
    store.commit(Patch("sweep", upserts=tuple(again[:5]), pending=(scope(),)))
    last = sweep(*again[5:], minutes=100)
    sighted = tuple((one.viewer, one.key) for one in again[:5])
    store.commit(Patch("sweep", upserts=last.upserts, sighted=sighted, **rest(last)))

    assert list(store.head().changed_since(before)) == []
    assert [len(store.history(key(name))) for name in NAMES] == [1] * len(NAMES)


def test_a_part_whose_rest_never_comes_removes_nothing(store):
    """And what it saw is there."""
    store.commit(sweep(*(saw(name, 1) for name in NAMES), minutes=0))
    store.commit(Patch("sweep", upserts=(saw("new", 101),), pending=(scope(),)))

    found = [one.record.native_id for one in store.head().of_scope(scope())]
    assert found == [*NAMES, "new"]


def test_what_vanished_is_removed_by_the_last_part(store):
    """Wherever it would have stood."""
    store.commit(sweep(*(saw(name, 1) for name in NAMES), minutes=0))
    store.commit(Patch("sweep", upserts=(saw("i-1", 101),), pending=(scope(),)))
    last = sweep(saw("i-6", 102), minutes=100)
    store.commit(Patch("sweep", upserts=last.upserts, sighted=(("111", key("i-1")),), **rest(last)))

    found = [one.record.native_id for one in store.head().of_scope(scope())]
    assert found == ["i-1", "i-6"]


def test_what_is_retired_ends_and_says_so(store):
    """With its scopes; what others hold stays."""
    both = sweep(
        saw("mine", 1),
        saw("theirs", 1, viewer="222"),
        minutes=0,
        scopes=(scope(), scope(account="222")),
    )
    store.commit(both)
    store.commit(Patch("222 is CLOSED", retired=(Selector(accounts=("222",)),)))

    assert [one.record.native_id for one in resources(store.head())] == ["mine"]
    assert [one.scope.account for one in store.head().coverage()] == ["111"]
    assert store.history(key("theirs"))[-1].reason == "retired"
    assert store.head().endings([key("mine"), key("theirs"), key("nobody")]) == {
        key("theirs"): "retired"
    }
    assert store.snapshot(1).endings([key("theirs")]) == {}


def test_what_came_back_has_not_ended(store):
    """Only how it stands now counts; memory and store say the same."""
    there, gone = sweep(saw("mine", 1), minutes=0), sweep(minutes=2)
    memory = MemorySnapshot(store.head()._source.derive)  # noqa: SLF001  the same rules
    for patch, told in (
        (there, {}),
        (gone, {key("mine"): "claim"}),
        (sweep(saw("mine", 4), minutes=3), {}),
        (sweep(minutes=5), {key("mine"): "claim"}),
    ):
        store.commit(patch)
        memory = memory.apply(patch)
        assert store.head().endings([key("mine")]) == told
        assert memory.endings([key("mine")]) == told
