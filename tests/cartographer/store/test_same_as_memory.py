"""A law: the store answers every read of every commit as the snapshot in memory does."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cartographer.model.coverage import Coverage, Selector, State
from cartographer.model.history import Run
from cartographer.model.patch import Patch, Tombstone
from cartographer.model.resource import ABSENT, present, unknown
from cartographer.store import HistoryStore, open_store
from tests.contracts.snapshot_suite import (
    HOST,
    MEMORY,
    VPC,
    MemoryHistory,
    SuiteCatalogue,
    arn,
    as_bytes,
    at,
    claim,
    database_url,
    everything,
    key,
    saw,
    scope,
)

NAMES = ("a", "b", "c")
ACCOUNTS = ("111", "222", "333")
REGIONS = ("eu-west-1", "global")
KINDS = (HOST, VPC)
KEYS = [key(name, type_) for name in NAMES for type_ in KINDS]
REFS = [arn(name) for name in (*NAMES, "nobody")]
SCOPES = [
    scope(type_, account, region) for type_ in KINDS for account in ACCOUNTS for region in REGIONS
]

minutes = st.integers(0, 12)
configs = st.fixed_dictionaries(
    {"v": st.integers(0, 2)},
    optional={
        "aliases": st.lists(st.sampled_from(NAMES), max_size=2),
        "links": st.lists(
            st.tuples(st.sampled_from(("in-subnet", "targets")), st.sampled_from(NAMES)),
            max_size=2,
        ),
    },
)
aspect_values = st.one_of(
    st.integers(0, 1).map(lambda number: present({"v": number})),
    st.just(present(None)),
    st.just(ABSENT),
    st.sampled_from(("denied:X", "not-asked", "not-supplied")).map(unknown),
)
aspects = st.dictionaries(st.sampled_from(("policy", "acl")), aspect_values, max_size=2)
observations = st.builds(
    saw,
    st.sampled_from(NAMES),
    minutes,
    configs,
    type_=st.sampled_from(KINDS),
    viewer=st.sampled_from(ACCOUNTS),
    account=st.sampled_from(ACCOUNTS),
    region=st.sampled_from(REGIONS),
    uid=st.sampled_from((None, "u1", "u2")),
    aspects=aspects,
    only_id=st.booleans(),
)
tombstones = st.builds(
    Tombstone,
    st.sampled_from(KEYS),
    minutes.map(at),
    st.sampled_from(ACCOUNTS),
    st.sampled_from(("not-found", "NoSuchBucket")),
)
claims = st.builds(claim, st.sampled_from(SCOPES), minutes, own_only=st.booleans())
coverages = st.builds(
    Coverage,
    st.sampled_from(SCOPES),
    st.sampled_from(State),
    st.sampled_from((None, "denied:X")),
    minutes.map(at),
)
selectors = st.one_of(
    st.builds(Selector, keys=st.lists(st.sampled_from(KEYS), min_size=1, max_size=2).map(tuple)),
    st.builds(
        Selector,
        accounts=st.lists(st.sampled_from(ACCOUNTS), max_size=1).map(tuple),
        types=st.lists(st.sampled_from(KINDS), max_size=1).map(tuple),
    ),
)


def tuples(one: st.SearchStrategy, most: int) -> st.SearchStrategy:
    """Return a strategy of tuples."""
    return st.lists(one, max_size=most).map(tuple)


patches = st.builds(
    Patch,
    st.just("random"),
    upserts=tuples(observations, 5),
    tombstones=tuples(tombstones, 1),
    claims=tuples(claims, 3),
    coverage=tuples(coverages, 3),
    forget=st.one_of(st.just(()), st.just(()), st.just(()), tuples(selectors, 1)),
)
keeps = st.lists(st.booleans(), min_size=8, max_size=8)


SLOW_SERVER = 0.25
"""Share of the examples that PostgreSQL is tried with: what differs there is little."""


def law(examples: int) -> Callable:
    """Return the settings of a law for a number of examples."""
    return settings(
        max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )


def fresh(kind: str) -> Iterator[HistoryStore]:
    """Yield an empty store, and take it away afterwards."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        store = open_store(database_url(kind, Path(folder)), SuiteCatalogue())
        try:
            yield store
        finally:
            store.close()


def answers(history, commit: int) -> bytes:
    """Return what a commit answers to every read."""
    return as_bytes(everything(history.snapshot(commit), KEYS, REFS, SCOPES))


def same_as_memory(kind: str, sequence: list[Patch]) -> None:
    """Every commit answers every read as the one in memory does."""
    memory = MemoryHistory()
    for store in fresh(kind):
        for patch in sequence:
            assert store.commit(patch) == memory.commit(patch)
        for commit in range(len(sequence) + 1):
            assert answers(store, commit) == answers(memory, commit)
            for earlier in range(commit):
                assert list(store.snapshot(commit).changed_since(earlier)) == list(
                    memory.snapshot(commit).changed_since(earlier)
                )


@given(st.lists(patches, min_size=1, max_size=6))
@law(50)
def test_sqlite_answers_as_memory_does(sequence):
    """After any sequence of patches, at every commit, by every read."""
    same_as_memory("sqlite", sequence)


@pytest.mark.postgres
@given(st.lists(patches, min_size=1, max_size=6))
@law(int(50 * SLOW_SERVER))
def test_postgresql_answers_as_memory_does(sequence):
    """After any sequence of patches, at every commit, by every read."""
    same_as_memory("postgresql", sequence)


def kept_reads_the_same(kind: str, sequence: list[Patch], kept: list[bool]) -> None:
    """Retention changes no answer of a commit that has a name, nor of the latest."""
    for store in fresh(kind):
        named = []
        for patch, keep in zip(sequence, kept, strict=False):
            commit = store.commit(patch)
            if keep:
                store.publish((f"lineage-{commit}",), Run(at(commit)))
                named.append(commit)
        seen = sorted({*named, len(sequence)})
        before = {commit: answers(store, commit) for commit in seen}
        moved = _changes(store, seen)

        assert store.retain({"all": "0d", "daily": "0d", "weekly": "0d"}, at(10**6)) == 0
        store.cache.clear()

        assert {commit: answers(store, commit) for commit in seen} == before
        for pair, keys in _changes(store, seen).items():
            assert keys <= moved[pair]
            assert keys >= _really_changed(store, *pair)
        assert store.commit(sequence[0]) == len(sequence) + 1


@given(st.lists(patches, min_size=2, max_size=8), keeps)
@law(40)
def test_retention_changes_no_kept_commit_of_sqlite(sequence, kept):
    """Whatever is merged and collected, what has a name reads the same bytes."""
    kept_reads_the_same("sqlite", sequence, kept)


@pytest.mark.postgres
@given(st.lists(patches, min_size=2, max_size=8), keeps)
@law(int(40 * SLOW_SERVER))
def test_retention_changes_no_kept_commit_of_postgresql(sequence, kept):
    """Whatever is merged and collected, what has a name reads the same bytes."""
    kept_reads_the_same("postgresql", sequence, kept)


def _changes(store: HistoryStore, commits: list[int]) -> dict:
    return {
        (early, late): set(store.snapshot(late).changed_since(early))
        for early in commits
        for late in commits
        if early < late
    }


def _really_changed(store: HistoryStore, early: int, late: int) -> set:
    before, after = store.snapshot(early), store.snapshot(late)
    return {one for one in KEYS if _record(before, one) != _record(after, one)}


def _record(snapshot, one):
    found = snapshot.get(one)
    return None if found is None else found.record
