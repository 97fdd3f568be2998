"""What differs between two snapshots, and what cannot be told."""

from hypothesis import given, settings
from hypothesis import strategies as st

from cartographer.model.change import ChangeSet, FieldChange, Moved, NotCompared, Replaced, Unknown
from cartographer.model.coverage import Selector, State
from cartographer.model.patch import Patch
from cartographer.model.resource import ABSENT, present, unknown
from cartographer.model.snapshot import MemorySnapshot
from diff.compare import compare
from tests.cartographer.model.estate import SHAPES, at, complete, derive, key, lost, scope, seen

POLICY = {"Statement": [{"Sid": "A", "Action": "s3:*"}]}


def changes(first: list[Patch], *then: Patch) -> ChangeSet:
    """Return what differs after some more patches."""
    before = MemorySnapshot(derive)
    for patch in first:
        before = before.apply(patch)
    after = before
    for patch in then:
        after = after.apply(patch)
    return compare(before, after, SHAPES.get)


BASE = [complete(0, seen("a", 0, config={"V": 1}, uid="u1", aspects={"policy": present(POLICY)}))]


def same(minutes: float, **changed):
    observation = {
        "config": {"V": 1},
        "uid": "u1",
        "aspects": {"policy": present(POLICY)},
        **changed,
    }
    return seen("a", minutes, **observation)


def test_nothing_differs_when_nothing_changed():
    """The same answers a day later are no change."""
    assert changes(BASE, complete(9, same(9))) == ChangeSet()


def test_added_and_removed_are_told():
    """A listing proves both."""
    found = changes(BASE, complete(1, seen("b", 1)))
    assert (found.added, found.removed, found.empty) == ((key("b"),), (key("a"),), False)


def test_a_role_deleted_and_made_again_is_replaced():
    """Same key, new immutable identity: neither modified nor removed and added."""
    found = changes(BASE, complete(1, same(1, uid="u2")))
    assert found.replaced == (Replaced(key("a"), "u1", "u2"),)
    assert (found.added, found.removed, found.modified) == ((), (), ())


def test_a_user_renamed_is_moved_with_what_changed_besides():
    """Same immutable identity, new key."""
    found = changes(
        BASE,
        complete(1, seen("z", 1, config={"V": 2}, uid="u1", aspects={"policy": present(POLICY)})),
    )
    assert found.moved == (Moved(key("z"), key("a"), (FieldChange("/V", "replace", 1, 2),)),)
    assert (found.added, found.removed) == ((), ())


def test_modified_fields_have_pointers_into_document_and_aspects():
    """Elements of keyed lists are addressed by key, aspects by name."""
    policy = {"Statement": [{"Sid": "A", "Action": "*"}, {"Sid": "B"}]}
    (modified,) = changes(
        BASE, complete(1, same(1, config={"V": 2}, aspects={"policy": present(policy)}))
    ).modified
    assert modified.fields == (
        FieldChange("/@policy/Statement[Sid=A]/Action", "replace", "s3:*", "*"),
        FieldChange("/@policy/Statement[Sid=B]", "add", None, {"Sid": "B"}),
        FieldChange("/V", "replace", 1, 2),
    )


def test_an_aspect_that_comes_or_goes_is_one_change():
    """Absent because the API said so is a fact like any other."""
    (gone,) = changes(BASE, complete(1, same(1, aspects={"policy": ABSENT}))).modified
    assert gone.fields == (FieldChange("/@policy", "remove", POLICY, None),)
    first = [complete(0, same(0, aspects={"policy": ABSENT}))]
    (come,) = changes(first, complete(1, same(1))).modified
    assert come.fields == (FieldChange("/@policy", "add", None, POLICY),)
    assert changes(first, complete(1, same(1, aspects={"policy": ABSENT}))) == ChangeSet()


def test_a_denied_scope_makes_everything_in_it_unknown_and_nothing_removed():
    """Unknown is not absent."""
    found = changes(BASE, lost(5))
    assert (found.removed, found.modified) == ((), ())
    assert found.unknown == (Unknown(key("a"), None, "denied", at(0)),)


def test_once_it_answers_again_nothing_differs():
    """Neither from before the trouble nor from within it."""
    again = complete(9, same(9))
    assert changes(BASE, lost(5), again) == ChangeSet()
    assert changes([*BASE, lost(5)], again) == ChangeSet()


def test_an_unavailable_or_unasked_scope_makes_nothing_unknown():
    """Only what was asked for in vain is unknown."""
    for state in (State.UNAVAILABLE, State.NOT_ASKED, State.SKIPPED):
        assert changes(BASE, lost(5, state)) == ChangeSet()


def test_a_denied_aspect_is_unknown_and_nothing_else():
    """It says since when, in this and in every later comparison."""
    denied = complete(1, same(1, aspects={"policy": unknown("denied")}))
    expected = ChangeSet(unknown=(Unknown(key("a"), "policy", "denied", at(0)),))
    assert changes(BASE, denied) == expected
    still = complete(2, same(2, aspects={"policy": unknown("denied")}))
    assert changes([*BASE, denied], still) == expected
    assert changes([*BASE, denied], complete(3, same(3))) == ChangeSet()


def test_an_unknown_aspect_stands_beside_modified_others():
    """What is known to have changed is told all the same."""
    found = changes(
        BASE, complete(1, same(1, config={"V": 2}, aspects={"policy": unknown("failed")}))
    )
    assert [one.key for one in found.modified] == [key("a")]
    assert found.unknown == (Unknown(key("a"), "policy", "failed", at(0)),)


def test_an_aspect_known_for_the_first_time_is_not_compared():
    """There is nothing to hold it against."""
    first = [complete(0, same(0, aspects={"policy": unknown("denied")}))]
    found = changes(first, complete(1, same(1)))
    assert (found.empty, found.not_compared.resources) == (True, 1)


def test_a_scope_that_was_never_looked_at_before_is_not_compared():
    """Its resources are not new: nobody knows since when they are there."""
    found = changes(BASE, complete(1, seen("x", 1, region="r2"), region="r2"))
    assert found == ChangeSet(not_compared=NotCompared(scopes=1, resources=1))


def test_a_forgotten_scope_is_not_compared():
    """To forget is not to have been removed."""
    found = changes(BASE, Patch("forget", forget=(Selector(accounts=("1",)),)))
    assert found == ChangeSet(not_compared=NotCompared(scopes=1, resources=1))


def test_a_change_known_before_the_scope_was_lost_is_a_change():
    """A resource stands in one list."""
    refreshed = Patch("refresh", upserts=(same(1, config={"V": 2}),))
    found = changes(BASE, refreshed, lost(5))
    assert ([one.key for one in found.modified], found.unknown) == ([key("a")], ())


def test_what_came_and_went_between_is_no_difference():
    """Two moments are compared, not what lies between them."""
    assert changes(BASE, complete(1, same(1), seen("b", 1)), complete(2, same(2))).empty


def test_digests_of_another_key_are_unknown():
    """Nobody can say whether the secret changed."""
    first = [complete(0, seen("a", 0, config={"S": "redacted:aaaa:11"}))]
    found = changes(first, complete(1, seen("a", 1, config={"S": "redacted:bbbb:11"})))
    assert found == ChangeSet(unknown=(Unknown(key("a"), "config", "redaction-key"),))


def test_an_undeclared_type_is_compared_by_position():
    """Without a shape no list is keyed."""
    first = [complete(0, seen("s", 0, type_="X::Y", config={"Tags": [1]}), type_="X::Y")]
    found = changes(
        first, complete(1, seen("s", 1, type_="X::Y", config={"Tags": [2]}), type_="X::Y")
    )
    assert found.modified[0].fields == (FieldChange("/Tags/0", "replace", 1, 2),)


def test_comparing_backwards_turns_added_into_removed():
    """The order of the arguments is the direction of time."""
    before = MemorySnapshot(derive).apply(BASE[0])
    after = before.apply(complete(1, same(1), seen("b", 1)))
    assert compare(after, before, SHAPES.get).removed == (key("b"),)


DOCUMENTS = st.dictionaries(st.sampled_from("XYZ"), st.integers(0, 3), max_size=3)
STATES = st.dictionaries(st.sampled_from("abcd"), DOCUMENTS, max_size=4)


@settings(max_examples=100)
@given(STATES, STATES)
def test_added_removed_and_modified_account_for_every_difference(old, new):
    """Nothing is overlooked, nothing invented, and each stands in one list."""
    patches = [
        complete(n, *(seen(name, n, config=document) for name, document in state.items()))
        for n, state in enumerate((old, new))
    ]
    found = changes(patches[:1], patches[1])
    assert found.added == tuple(sorted(key(name) for name in new.keys() - old.keys()))
    assert found.removed == tuple(sorted(key(name) for name in old.keys() - new.keys()))
    differing = sorted(key(name) for name in old.keys() & new.keys() if old[name] != new[name])
    assert [one.key for one in found.modified] == differing
    assert scope() not in found.unknown


def test_what_ended_with_its_account_is_removed_and_retired():
    """The provider says that the account is closed: its scopes are not one side's matter only."""
    closed = Patch("closed", retired=(Selector(accounts=("1",)),))
    found = changes(BASE, closed)

    assert (found.removed, found.retired) == ((key("a"),), (key("a"),))
    assert found.not_compared == NotCompared()


def test_what_a_person_forgot_is_not_compared():
    """Nobody says that it ended."""
    found = changes(BASE, Patch("forget", forget=(Selector(accounts=("1",)),)))

    assert (found.removed, found.retired) == ((), ())
    assert found.not_compared.resources == 1
