"""What an analysis read, and what is computed again: recording and the memo."""

from hypothesis import given, settings
from hypothesis import strategies as st

from cartographer.model.coverage import State
from cartographer.model.key import Ref
from cartographer.model.patch import Patch
from cartographer.model.reading import Context, Memo, Read, Recording, dirtied, members
from cartographer.model.snapshot import MemorySnapshot, resources
from tests.cartographer.model.estate import at, complete, derive, key, lost, scope, seen

SUBNET = key("sub", "Net::Subnet")


def estate() -> MemorySnapshot:
    """Return a subnet with two interfaces."""
    subnet = complete(0, seen("sub", 0, type_="Net::Subnet"), type_="Net::Subnet")
    inside = [seen(name, 0, config={"Subnet": "sub"}) for name in "ab"]
    return MemorySnapshot(derive).apply(subnet).apply(complete(0, *inside))


def test_every_read_is_named_misses_included():
    """What found nothing rests on there being nothing."""
    recording = Recording(estate())
    recording.get(key("a"))
    recording.get(key("nobody"))
    recording.aspect(key("b"), "policy")
    recording.out(key("a"), "in-subnet")
    recording.into(SUBNET)
    recording.resolve(Ref("ip", "10.0.0.9"))
    recording.coverage()
    recording.types()
    list(recording.of_type("Net::Interface"))
    list(recording.of_scope(scope()))
    assert recording.reads == {
        Read("aspect", str(key("a"))),
        Read("aspect", str(key("nobody"))),
        Read("aspect", str(key("b")), "policy"),
        Read("out", str(key("a")), "in-subnet"),
        Read("into", str(SUBNET)),
        Read("alias", "ip:10.0.0.9"),
        Read("coverage", "*"),
        Read("type", "*"),
        Read("type", "Net::Interface"),
    }


def test_a_recording_answers_as_the_snapshot_does():
    """It only takes notes."""
    snapshot, recording = estate(), Recording(estate())
    assert recording.commit == snapshot.commit
    assert recording.into(SUBNET) == snapshot.into(SUBNET)
    assert list(recording.in_doubt()) == list(snapshot.in_doubt())
    assert list(recording.changed_since(1)) == list(snapshot.changed_since(1))


def test_in_doubt_rests_on_every_type():
    """Any resource may come into doubt."""
    recording = Recording(estate())
    list(recording.in_doubt())
    assert Read("type", "Net::Subnet") in recording.reads


def test_members_of_a_subnet_are_who_points_at_it():
    """The smallest useful query."""
    memo = Memo(estate())
    assert memo.query(members, SUBNET, "in-subnet") == (key("a"), key("b"))
    assert memo.rests_on(members, SUBNET, "in-subnet") == (Read("into", str(SUBNET), "in-subnet"),)


def advance(memo: Memo, before: MemorySnapshot, patch: Patch) -> MemorySnapshot:
    after = before.apply(patch)
    memo.advance(after, list(after.changed_since(before.commit)))
    return after


def test_what_a_query_did_not_read_does_not_compute_it_again():
    """The cost of a change is that of what depends on it."""
    snapshot = estate()
    memo = Memo(snapshot)
    memo.query(members, SUBNET, "in-subnet")
    advance(memo, snapshot, Patch("x", upserts=(seen("a", 1, config={"Subnet": "sub", "V": 2}),)))
    memo.query(members, SUBNET, "in-subnet")
    assert memo.computed == 1


def test_a_new_member_computes_it_again():
    """An index key is dirtied by what begins to stand under it."""
    snapshot = estate()
    memo = Memo(snapshot)
    memo.query(members, SUBNET, "in-subnet")
    advance(memo, snapshot, Patch("x", upserts=(seen("c", 1, config={"Subnet": "sub"}),)))
    assert memo.query(members, SUBNET, "in-subnet") == (key("a"), key("b"), key("c"))


def crowded(context: Context, subnet) -> bool:
    return len(context.query(members, subnet, "in-subnet")) > 2


def label(context: Context, subnet) -> str:
    return "crowded" if context.query(crowded, subnet) else "roomy"


def test_an_equal_result_leaves_its_readers_untouched():
    """A member replaced by another: the question above them is not asked again."""
    snapshot = estate()
    memo = Memo(snapshot)
    memo.query(label, SUBNET)
    patch = complete(
        1, seen("a", 1, config={"Subnet": "sub"}), seen("z", 1, config={"Subnet": "sub"})
    )
    advance(memo, snapshot, patch)
    assert (memo.computed, memo.query(label, SUBNET), memo.computed) == (3, "roomy", 5)


def test_rests_on_reaches_through_other_queries():
    """The facts of the facts count."""
    memo = Memo(estate())
    assert memo.rests_on(label, SUBNET) == (Read("into", str(SUBNET), "in-subnet"),)


def test_coverage_that_changes_dirties_who_read_it():
    """Age and doubt follow from coverage."""
    before = estate()
    after = before.apply(lost(1))
    assert dirtied(before, after, ()) == {Read("coverage", "*")}


def subnet_of_address(context: Context, address: str) -> str:
    """Resolve, look up, and follow a relation: every kind of read."""
    found = context.resolve(Ref("ip", address))
    if len(found) != 1:
        return f"{len(found)} answer"
    owner = context.get(found[0])
    links = context.out(found[0], "in-subnet")
    policy = context.aspect(found[0], "policy")
    return repr((owner and owner.record.config, links, policy, context.types()))


CHANGES = st.lists(
    st.one_of(
        st.builds(
            lambda name, subnet, ip: (
                lambda n: Patch(
                    "x",
                    upserts=(
                        seen(
                            name, n, config={k: v for k, v in (("Subnet", subnet), ("Ip", ip)) if v}
                        ),
                    ),
                )
            ),
            st.sampled_from("abc"),
            st.sampled_from([None, "sub", "other"]),
            st.sampled_from([None, "10.0.0.1", "10.0.0.2"]),
        ),
        st.builds(
            lambda names: (
                lambda n: complete(n, *(seen(one, n, config={"Ip": "10.0.0.1"}) for one in names))
            ),
            st.sets(st.sampled_from("abc")),
        ),
        st.just(lambda n: lost(n, State.THROTTLED)),
    ),
    max_size=6,
)


@settings(max_examples=100)
@given(CHANGES)
def test_after_any_patches_answers_equal_those_from_scratch(changes):
    """Incremental equals from scratch, whatever was asked in between."""
    snapshot = estate()
    memo = Memo(snapshot)
    questions = [(subnet_of_address, "10.0.0.1"), (subnet_of_address, "10.0.0.2"), (label, SUBNET)]
    for number, change in enumerate(changes, start=1):
        snapshot = advance(memo, snapshot, change(number))
        for query, argument in questions:
            assert memo.query(query, argument) == Memo(snapshot).query(query, argument)


def test_a_snapshot_lists_what_it_holds_by_type_scope_and_relation():
    """The reads agree with one another."""
    snapshot = estate()
    assert [one.key for one in resources(snapshot)] == [key("a"), key("b"), SUBNET]
    assert [one.key for one in snapshot.of_scope(scope())] == [key("a"), key("b")]
    assert [one.source for one in snapshot.into(SUBNET, "in-subnet")] == [key("a"), key("b")]
    assert snapshot.out(key("a"), "trusts") == ()
    assert snapshot.into(key("nobody")) == ()
    assert snapshot.resolve(Ref("id", "sub")) == (SUBNET,)
    assert snapshot.get(key("a")).observed_at == at(0)
