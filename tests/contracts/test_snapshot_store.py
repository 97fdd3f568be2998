"""One suite that every implementation of a snapshot passes: memory, SQLite and PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cartographer.model.coverage import Scope, Selector, State
from cartographer.model.key import Ref
from cartographer.model.patch import Patch
from cartographer.model.relation import Relation
from cartographer.model.resource import ABSENT, Aspect, present, unknown
from cartographer.store import HistoryStore, open_store
from tests.contracts.snapshot_suite import (
    HOST,
    SUBNET,
    VPC,
    MemoryHistory,
    SuiteCatalogue,
    arn,
    at,
    claim,
    covered,
    database_url,
    gone,
    key,
    saw,
    scope,
    sweep,
)


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MemoryHistory | HistoryStore]:
    """A history, of each implementation in turn."""
    if request.param == "memory":
        yield MemoryHistory()
        return
    store = open_store(database_url(request.param, tmp_path), SuiteCatalogue())
    yield store
    store.close()


def test_nothing_is_held_in_the_beginning(world):
    """An empty history answers every read with nothing."""
    head = world.head()

    assert head.commit == 0
    assert head.get(key("i-1")) is None
    assert head.aspect(key("i-1"), "policy") is None
    assert head.types() == ()
    assert list(head.of_type(HOST)) == []
    assert list(head.of_scope(scope())) == []
    assert list(head.in_doubt()) == []
    assert head.out(key("i-1")) == head.into(key("i-1")) == ()
    assert head.resolve(arn("i-1")) == ()
    assert head.coverage() == ()
    assert list(head.changed_since(0)) == []


def test_what_was_seen_is_held(world):
    """An observation reads back with all that it said."""
    aspects = {
        "acl": ABSENT,
        "policy": present({"Statement": [1, {"a": None}]}),
        "tags": unknown("denied:AccessDenied"),
    }
    seen = saw("i-1", 1.5, {"name": "web \u202e</script>\n"}, uid="u-1", aspects=aspects)

    assert world.commit(sweep(seen, minutes=1)) == 1
    resource = world.head().get(key("i-1"))

    assert resource.record.config == {"name": "web \u202e</script>\n"}
    assert resource.record.aspects == aspects
    assert (resource.record.uid, resource.record.native_id) == ("u-1", "i-1")
    assert resource.record.viewers == ("111",)
    assert resource.observed_at == at(1.5)
    assert resource.stale_since is None
    assert resource.derived.name == "web \u202e</script>\n"
    assert world.head().aspect(key("i-1"), "policy") == aspects["policy"]
    assert [one.key for one in world.head().in_doubt()] == [key("i-1")]


def test_an_unchanged_resource_is_only_seen_later(world):
    """A second run that changes nothing moves the times and touches no record."""
    world.commit(sweep(saw("i-1", 1), minutes=1))
    world.commit(sweep(saw("i-1", 9), minutes=9))
    head = world.head()

    assert head.get(key("i-1")).record.observed_at == at(1)
    assert head.get(key("i-1")).observed_at == at(9)
    assert list(head.changed_since(1)) == []
    assert head.coverage()[0].since == at(1)
    assert head.coverage()[0].last_complete == at(9)


def test_a_claim_removes_what_it_does_not_list(world):
    """Absence from a complete later listing ends a record; the earlier commit keeps it."""
    world.commit(sweep(saw("i-1"), saw("i-2"), minutes=1))
    world.commit(sweep(saw("i-2", 2), minutes=2))

    assert world.head().get(key("i-1")) is None
    assert [one.key for one in world.head().of_type(HOST)] == [key("i-2")]
    assert list(world.head().changed_since(1)) == [key("i-1")]
    assert world.snapshot(1).get(key("i-1")) is not None
    assert [one.key for one in world.snapshot(1).of_type(HOST)] == [key("i-1"), key("i-2")]


def test_a_denied_scope_removes_nothing(world):
    """What could not be read stays, stale since it was last seen."""
    world.commit(sweep(saw("i-1", 1), minutes=1))
    world.commit(sweep(minutes=2, scopes=(), denied=(scope(),)))
    resource = world.head().get(key("i-1"))

    assert resource.stale_since == at(1)
    assert world.head().coverage()[0].state is State.DENIED
    assert world.head().coverage()[0].last_complete == at(1)
    assert world.snapshot(1).get(key("i-1")).stale_since is None


def test_an_older_observation_does_not_come_back(world):
    """Neither over a later observation nor over a later end."""
    world.commit(sweep(saw("i-1", 5, {"v": 2}), minutes=5))
    world.commit(Patch("late", upserts=(saw("i-1", 4, {"v": 1}),)))
    assert world.head().get(key("i-1")).record.config == {"v": 2}

    world.commit(gone("i-1", 6))
    world.commit(Patch("late", upserts=(saw("i-1", 5.5, {"v": 2}),)))
    assert world.head().get(key("i-1")) is None

    world.commit(Patch("new", upserts=(saw("i-1", 7, {"v": 3}),)))
    assert world.head().get(key("i-1")).record.config == {"v": 3}


def test_what_begins_and_ends_in_one_patch_was_never_held(world):
    """A tombstone after the observation leaves no record, but is remembered."""
    patch = Patch("both", upserts=(saw("i-1", 1),), tombstones=gone("i-1", 2).tombstones)
    world.commit(patch)
    world.commit(Patch("late", upserts=(saw("i-1", 1.5),)))

    assert world.head().get(key("i-1")) is None
    assert list(world.head().changed_since(0)) == []


def test_another_viewer_does_not_bring_back_what_its_owner_ended(world):
    """Claims of several viewers in one patch: the owner's decides."""
    seen = tuple(saw("i-1", 1, viewer=viewer, account="111") for viewer in ("111", "222", "333"))
    theirs = (scope(), scope(account="222"))
    world.commit(Patch("first", upserts=seen))
    world.commit(Patch("then", claims=tuple(claim(one, 2) for one in theirs)))

    assert world.head().get(key("i-1")) is None


def test_a_shared_resource_stays_while_anybody_sees_it(world):
    """Without the owner's view, the last viewer's claim ends it."""
    shared = [saw("subnet-1", 1, viewer=viewer, account="999") for viewer in ("111", "222")]
    world.commit(Patch("first", upserts=tuple(shared)))
    assert world.head().get(key("subnet-1")).record.viewers == ("111", "222")
    world.commit(sweep(minutes=2))
    assert world.head().get(key("subnet-1")).record.viewers == ("222",)
    world.commit(sweep(minutes=3, scopes=(scope(account="222"),)))
    assert world.head().get(key("subnet-1")) is None


def test_a_recreated_resource_keeps_nothing_of_the_old(world):
    """Another uid under the same key starts afresh."""
    policy = {"policy": present({"v": 1})}
    world.commit(sweep(saw("i-1", 1, uid="a", aspects=policy), minutes=1))
    world.commit(sweep(saw("i-1", 2, uid="b"), minutes=2))

    assert world.head().get(key("i-1")).record.uid == "b"
    assert world.head().aspect(key("i-1"), "policy") is None


def test_an_unknown_aspect_keeps_its_last_value(world):
    """A denied detail call leaves the value, and says how old it is."""
    world.commit(sweep(saw("i-1", 1, aspects={"policy": present({"v": 1})}), minutes=1))
    denied = {"policy": unknown("denied:AccessDenied")}
    world.commit(sweep(saw("i-1", 2, aspects=denied), minutes=2))

    assert world.head().aspect(key("i-1"), "policy") == Aspect(
        "unknown", {"v": 1}, "denied:AccessDenied", "present", at(1)
    )
    assert [one.key for one in world.head().in_doubt()] == [key("i-1")]


def test_only_an_id_leaves_the_document(world):
    """An observation without a document keeps the one that is held."""
    world.commit(sweep(saw("i-1", 1, {"v": 1}), minutes=1))
    world.commit(Patch("refresh", upserts=(saw("i-1", 2, only_id=True),)))
    world.commit(Patch("refresh", upserts=(saw("i-2", 2, only_id=True),)))

    assert world.head().get(key("i-1")).record.config == {"v": 1}
    assert world.head().aspect(key("i-1"), "config").as_of == at(1)
    assert world.head().get(key("i-2")).record.config == {}


def test_relations_are_read_both_ways(world):
    """`out`, `into` and `resolve` agree, at every commit."""
    world.commit(
        sweep(
            saw("i-1", config={"links": [["in-subnet", "s-1"], ["uses-filter", "sg-1"]]}),
            saw("s-1", type_=SUBNET, config={"aliases": ["other"], "links": []}),
            minutes=1,
        )
    )
    world.commit(Patch("moved", upserts=(saw("i-1", 2, {"links": [["targets", "other"]]}),)))
    inside = Relation(key("i-1"), "in-subnet", arn("s-1"))
    filtered = Relation(key("i-1"), "uses-filter", arn("sg-1"))
    target = Relation(key("i-1"), "targets", arn("other"))
    before, after = world.snapshot(1), world.head()

    assert before.out(key("i-1")) == (inside, filtered)
    assert before.out(key("i-1"), "uses-filter") == (filtered,)
    assert before.into(key("s-1", SUBNET)) == (inside,)
    assert before.into(key("s-1", SUBNET), "targets") == ()
    assert before.resolve(arn("s-1")) == (key("s-1", SUBNET),)
    assert before.resolve(arn("sg-1")) == ()
    assert after.into(key("s-1", SUBNET)) == (target,)
    assert after.into(key("none")) == ()
    assert after.resolve(Ref("dns", "s-1")) == ()


def test_two_that_answer_are_ambiguous(world):
    """A reference that several answer to resolves to all of them, sorted."""
    world.commit(
        sweep(
            saw("b", config={"aliases": ["x"]}),
            saw("a", type_=VPC, config={"aliases": ["x"]}),
            minutes=1,
        )
    )

    assert world.head().resolve(arn("x")) == (key("b"), key("a", VPC))


def test_iterators_are_sorted_by_key(world):
    """By code point, whatever the database's own order of letters is."""
    names = ["b", "B", "a-1", "a_1", "ä", "Z", "é", "\U0001f600", "\uffee", "a b"]
    world.commit(sweep(*(saw(name) for name in names), minutes=1))
    world.commit(Patch("vpc", upserts=(saw("v", type_=VPC),)))

    assert [one.key.id for one in world.head().of_type(HOST)] == sorted(names)
    assert [one.key.id for one in world.head().of_scope(scope())] == sorted(names)
    assert world.head().types() == (HOST, VPC)


def test_more_than_a_page_is_read_whole(world):
    """What takes several queries comes out once, and in order."""
    names = [f"i-{number:05d}" for number in range(2500)]
    doubt = {"policy": unknown("denied:X")}
    world.commit(sweep(*(saw(name, aspects=doubt) for name in names), minutes=1))

    assert [one.key.id for one in world.head().of_type(HOST)] == names
    assert [one.key.id for one in world.head().of_scope(scope())] == names
    assert [one.key.id for one in world.head().in_doubt()] == names
    assert [one.id for one in world.head().changed_since(0)] == names


def test_a_scope_speaks_for_its_owner_or_its_viewers(world):
    """What the owner sees is the owner's; what only others see is theirs."""
    world.commit(
        Patch(
            "shared",
            upserts=(
                saw("both", 1, viewer="111", account="111"),
                saw("both", 2, viewer="222", account="111"),
                saw("theirs", 1, viewer="222", account="999"),
            ),
        )
    )

    assert [one.key.id for one in world.head().of_scope(scope())] == ["both"]
    assert [one.key.id for one in world.head().of_scope(scope(account="222"))] == ["theirs"]
    assert list(world.head().of_scope(scope(account="999"))) == []


def test_a_region_is_told_from_another(world):
    """A claim of one region ends nothing in another."""
    there = scope(region="us-east-1")
    world.commit(sweep(saw("a"), saw("b", region="us-east-1"), minutes=1, scopes=(scope(), there)))
    world.commit(sweep(minutes=2))

    assert [one.key.id for one in world.head().of_type(HOST)] == ["b"]
    assert [one.key.id for one in world.head().of_scope(there)] == ["b"]


def test_a_claim_of_what_it_owns_ends_nothing_else(world):
    """A listing with an owner filter says nothing of what others share."""
    world.commit(Patch("one", upserts=(saw("a", 1), saw("b", 1, account="999"))))
    world.commit(Patch("two", claims=(claim(scope(), 2, own_only=True),)))

    assert [one.key.id for one in world.head().of_type(HOST)] == ["b"]


def test_not_asked_keeps_state_and_age(world):
    """What a run did not select stays as it was."""
    world.commit(sweep(saw("a"), minutes=1))
    not_asked = (covered(scope(), 2, State.NOT_ASKED), covered(scope(VPC), 2, State.NOT_ASKED))
    world.commit(Patch("other", coverage=not_asked))
    found = {one.scope.type: one for one in world.head().coverage()}

    assert found[HOST].state is State.COMPLETE
    assert found[VPC].state is State.NOT_ASKED
    assert found[VPC].last_complete is None


def test_each_type_has_its_exact_time(world):
    """Types that were listed at different moments keep them apart, to the microsecond."""
    kinds = [(scope(type_), 1 + number / 7_000_000) for number, type_ in enumerate((HOST, VPC))]
    world.commit(
        Patch(
            "sweep",
            claims=tuple(claim(one, minutes) for one, minutes in kinds),
            coverage=tuple(covered(one, minutes) for one, minutes in kinds),
        )
    )

    times = [one.last_complete for one in world.head().coverage()]
    assert times == [at(minutes) for _, minutes in kinds]


def test_forget_ends_records_and_drops_scopes(world):
    """What a person said to forget is neither held nor covered."""
    theirs = scope(account="222")
    world.commit(sweep(saw("a"), saw("b", viewer="222"), minutes=1, scopes=(scope(), theirs)))
    world.commit(Patch("forget", forget=(Selector(accounts=("222",)),)))
    assert [one.key.id for one in world.head().of_type(HOST)] == ["a"]
    assert [one.scope.account for one in world.head().coverage()] == ["111"]
    assert list(world.head().changed_since(1)) == [key("b")]

    world.commit(Patch("forget", forget=(Selector(keys=(key("a"), key("none"))),)))
    assert list(world.head().of_type(HOST)) == []
    assert [one.scope.account for one in world.head().coverage()] == ["111"]
    assert world.head().types() == ()

    world.commit(sweep(saw("b", 3, viewer="222"), minutes=3, scopes=(theirs,)))
    assert world.head().get(key("b")).observed_at == at(3)
    assert world.snapshot(1).coverage()[1].scope == theirs


def test_partitions_are_kept_apart(world):
    """The same type and id in two partitions are two resources."""
    import msgspec

    china = msgspec.structs.replace(key("a"), partition="aws-cn")
    world.commit(Patch("two", upserts=(saw("a"), msgspec.structs.replace(saw("a"), key=china))))

    assert [one.key for one in world.head().of_type(HOST)] == [key("a"), china]
    assert [one.key for one in world.head().of_scope(Scope("aws", "111", "eu-west-1", HOST))] == [
        key("a"),
        china,
    ]
    assert world.head().get(china).key == china
