"""How patches settle: unknown is not absent, later is not earlier, richer is not poorer."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartographer.model.coverage import Claim, Selector, State
from cartographer.model.patch import Patch, Tombstone
from cartographer.model.resource import ABSENT, Aspect, present, unknown
from cartographer.model.snapshot import MemorySnapshot, resources
from tests.cartographer.model.estate import at, complete, derive, key, lost, scope, seen


def after(*patches: Patch) -> MemorySnapshot:
    snapshot = MemorySnapshot(derive)
    for patch in patches:
        snapshot = snapshot.apply(patch)
    return snapshot


def names(snapshot: MemorySnapshot) -> list[str]:
    return sorted(one.record.native_id for one in resources(snapshot))


def test_a_claim_removes_what_it_covers_and_does_not_list():
    """Only a complete listing proves absence, and it does."""
    assert names(after(complete(0, seen("a", 0), seen("b", 0)), complete(1, seen("a", 1)))) == ["a"]


@pytest.mark.parametrize("state", [one for one in State if one is not State.COMPLETE])
def test_nothing_is_removed_without_a_claim(state):
    """Denied, throttled, failed, barred, not asked: what was there stays."""
    assert names(after(complete(0, seen("a", 0)), lost(1, state))) == ["a"]


def test_a_claim_of_another_scope_removes_nothing():
    """Region, type and account bound what a claim proves."""
    base = complete(0, seen("a", 0))
    others = [complete(1, region="r2"), complete(2, type_="Net::Subnet"), complete(3, viewer="2")]
    assert names(after(base, *others)) == ["a"]


def test_a_claim_that_began_before_the_last_observation_removes_nothing():
    """A refresh during a sweep wins over the sweep."""
    base, refreshed = complete(0), Patch("refresh", upserts=(seen("new", 5),))
    assert names(after(base, refreshed, complete(3))) == ["new"]
    assert names(after(base, refreshed, complete(6))) == []


def test_an_older_observation_never_replaces_a_later_one():
    """Whatever order patches arrive in, the later observation stands."""
    new, old = seen("a", 5, config={"V": "new"}), seen("a", 3, config={"V": "old"})
    for patches in itertools.permutations((Patch("x", upserts=(new,)), Patch("y", upserts=(old,)))):
        assert after(*patches).get(key("a")).record.config == {"V": "new"}


def test_a_tombstone_removes_and_an_older_listing_does_not_bring_back():
    """A by-id not-found proves absence at its own time."""
    gone = Patch("refresh", tombstones=(Tombstone(key("a"), at(5), "1"),))
    base = complete(0, seen("a", 0))
    assert names(after(base, gone)) == []
    assert names(after(base, gone, complete(3, seen("a", 3)))) == []
    assert names(after(base, gone, complete(7, seen("a", 7)))) == ["a"]


def test_a_tombstone_older_than_the_last_sight_changes_nothing():
    """What was seen since is there."""
    gone = Patch("refresh", tombstones=(Tombstone(key("a"), at(5), "1"),))
    assert names(after(complete(6, seen("a", 6)), gone)) == ["a"]


def test_a_tombstone_of_something_unheard_of_changes_nothing():
    """Nothing ends that never was."""
    assert names(after(Patch("x", tombstones=(Tombstone(key("a"), at(5), "1"),)))) == []


def test_sight_advances_with_each_complete_listing():
    """A tombstone between two listings is older than the second."""
    gone = Patch("refresh", tombstones=(Tombstone(key("a"), at(5), "1"),))
    listed_twice = (complete(0, seen("a", 0)), complete(6, seen("a", 6)))
    assert names(after(*listed_twice, gone)) == ["a"]


class TestSharing:
    """A subnet of account 1 that account 2 takes part in."""

    owner = complete(0, seen("s", 0))
    participant = complete(0, seen("s", 0, viewer="2"), viewer="2")

    def test_the_owners_claim_removes_whoever_else_saw_it(self):
        """The owner's view decides."""
        assert names(after(self.owner, self.participant, complete(1))) == []

    def test_a_participants_claim_removes_nothing_that_the_owner_sees(self):
        """It only tells that the participant does not see it any more."""
        snapshot = after(self.owner, self.participant, complete(1, viewer="2"))
        assert snapshot.get(key("s")).record.viewers == ("1",)

    def test_without_an_owners_view_every_viewer_must_miss_it(self):
        """Two participants saw it; one missing it is not enough."""
        third = complete(0, seen("s", 0, viewer="3"), viewer="3")
        snapshot = after(self.participant, third, complete(1, viewer="2"))
        assert names(snapshot) == ["s"]
        assert names(snapshot.apply(complete(2, viewer="3"))) == []

    def test_a_participants_document_does_not_replace_the_owners(self):
        """A poorer source never replaces a richer one."""
        owner = complete(0, seen("s", 0, config={"Tags": "all"}))
        poor = complete(1, seen("s", 1, viewer="2", config={}), viewer="2")
        snapshot = after(owner, poor)
        assert snapshot.get(key("s")).record.config == {"Tags": "all"}
        assert snapshot.get(key("s")).record.viewers == ("1", "2")

    def test_the_owners_lost_view_leaves_it_there_and_stale(self):
        """The owner's scope speaks for it, even if a participant still sees it."""
        snapshot = after(
            self.owner, self.participant, lost(1), complete(2, seen("s", 2, viewer="2"), viewer="2")
        )
        assert snapshot.get(key("s")).stale_since == at(2)

    def test_a_claim_to_own_things_alone_says_nothing_of_others(self):
        """Listing what one owns does not prove that what is shared is gone."""
        snapshot = after(self.participant, complete(1, viewer="2", own_only=True))
        assert names(snapshot) == ["s"]


class TestAspects:
    """Present, absent and unknown are never the same."""

    def merge(self, *aspects: Aspect | None) -> Aspect:
        """Return an aspect after some sights of it."""
        patches = [
            Patch("x", upserts=(seen("a", n, aspects={} if one is None else {"policy": one}),))
            for n, one in enumerate(aspects)
        ]
        return after(*patches).aspect(key("a"), "policy")

    @pytest.mark.parametrize("known", [present({"x": 1}), ABSENT])
    def test_an_unknown_aspect_keeps_what_was_known(self, known):
        """It says why, what it was, and since when."""
        merged = self.merge(known, unknown("denied"))
        assert merged == Aspect("unknown", known.value, "denied", known.state, at(0))

    def test_it_keeps_it_through_further_failures(self):
        """The age is that of the last success, the reason that of the last failure."""
        merged = self.merge(present(1), unknown("denied"), unknown("throttled"))
        assert merged == Aspect("unknown", 1, "throttled", "present", at(0))

    def test_it_is_known_again_once_it_answers(self):
        """Nothing of the failure stays behind."""
        assert self.merge(present(1), unknown("denied"), present(1)) == present(1)

    @pytest.mark.parametrize("silent", [unknown("not-supplied"), unknown("not-asked"), None])
    def test_a_source_that_says_nothing_changes_nothing(self, silent):
        """What was not asked is not unknown; it only grows older."""
        assert self.merge(present(1), silent) == Aspect("present", 1, as_of=at(0))
        assert self.merge(present(1), silent, silent) == Aspect("present", 1, as_of=at(0))

    def test_never_known_stays_unknown_without_a_value(self):
        """There is no earlier state to lean on."""
        assert self.merge(unknown("denied"), unknown("failed")) == unknown("failed")
        assert self.merge(None) is None

    def test_a_document_of_which_only_the_id_was_seen_is_kept(self):
        """A failed describe call loses nothing and says so."""
        first = Patch("x", upserts=(seen("a", 0, config={"V": 1}),))
        bare = Patch(
            "y", upserts=(seen("a", 1, config=None, aspects={"config": unknown("denied")}),)
        )
        resource = after(first, bare).get(key("a"))
        assert resource.record.config == {"V": 1}
        assert resource.aspect("config") == Aspect("unknown", {"V": 1}, "denied", "present", at(0))
        again = after(first, bare, Patch("z", upserts=(seen("a", 2, config={"V": 1}),)))
        assert again.get(key("a")).aspect("config") == present({"V": 1})

    def test_a_first_sight_without_a_document_has_an_unknown_one(self):
        """The resource is there; what it looks like is not known."""
        bare = Patch(
            "y", upserts=(seen("a", 1, config=None, aspects={"config": unknown("denied")}),)
        )
        assert after(bare).aspect(key("a"), "config") == Aspect("unknown", {}, "denied")


def test_a_new_immutable_identity_begins_a_new_incarnation():
    """Nothing of the old one clings to it."""
    old = seen("a", 0, uid="u1", aspects={"policy": present(1)})
    new = seen("a", 1, uid="u2", aspects={"policy": unknown("denied")})
    resource = after(Patch("x", upserts=(old,)), Patch("y", upserts=(new,))).get(key("a"))
    assert (resource.record.uid, resource.record.aspects["policy"]) == ("u2", unknown("denied"))


def test_an_observation_without_a_uid_keeps_the_known_one():
    """A poorer source does not make a thing anonymous."""
    patches = [Patch("x", upserts=(seen("a", n, uid=uid),)) for n, uid in enumerate(("u1", None))]
    assert after(*patches).get(key("a")).record.uid == "u1"


def test_forgetting_a_scope_ends_what_it_holds_and_its_coverage():
    """A person's word ends an account; nothing else does without proof."""
    forget = Patch("forget", forget=(Selector(accounts=("1",)),))
    other = complete(0, seen("b", 0, viewer="2", account="2"), viewer="2")
    snapshot = after(complete(0, seen("a", 0)), other, forget)
    assert names(snapshot) == ["b"]
    assert [one.scope for one in snapshot.coverage()] == [scope("2")]


def test_forgetting_a_key_ends_that_alone():
    """Coverage of its scope stays."""
    forget = Patch("forget", forget=(Selector(keys=(key("a"),)),))
    snapshot = after(complete(0, seen("a", 0), seen("b", 0)), forget)
    assert (names(snapshot), len(snapshot.coverage())) == (["b"], 1)


class TestCoverage:
    """What is remembered of scopes."""

    def test_a_failure_keeps_when_it_was_last_complete(self):
        """Staleness is derived from coverage."""
        (coverage,) = after(complete(0, seen("a", 0)), lost(5)).coverage()
        assert (coverage.state, coverage.since, coverage.last_complete) == (
            State.DENIED,
            at(5),
            at(0),
        )

    def test_since_is_when_a_state_began(self):
        """Repeating it does not make it younger."""
        (coverage,) = after(lost(1), lost(2), lost(3)).coverage()
        assert (coverage.since, coverage.last_complete) == (at(1), None)

    def test_what_is_not_asked_keeps_its_state(self):
        """Not asked is not failed."""
        (coverage,) = after(complete(0, seen("a", 0)), lost(5, State.NOT_ASKED)).coverage()
        assert coverage.state is State.COMPLETE

    def test_a_resource_is_stale_only_while_its_scope_was_asked_for_in_vain(self):
        """Complete again, and it is fresh."""
        snapshot = after(complete(0, seen("a", 0)), lost(5))
        assert snapshot.get(key("a")).stale_since == at(0)
        assert snapshot.apply(complete(6, seen("a", 6))).get(key("a")).stale_since is None


def test_an_unchanged_resource_under_a_claim_costs_nothing():
    """Its record is not written again; its age follows from the claim."""
    snapshot = after(complete(0, seen("a", 0)), complete(5, seen("a", 5)))
    resource = snapshot.get(key("a"))
    assert (resource.record.observed_at, resource.observed_at) == (at(0), at(5))
    assert list(snapshot.changed_since(1)) == []


def test_an_unchanged_refresh_is_remembered_against_older_sweeps():
    """A sweep that began before the refresh does not remove what the refresh saw."""
    snapshot = after(complete(0, seen("a", 0)), Patch("refresh", upserts=(seen("a", 5),)))
    assert names(snapshot.apply(complete(4))) == ["a"]


# One viewer: two that contradict each other at the same moment have no one truth to repeat.
OBSERVATIONS = st.builds(
    lambda name, minutes, config: seen(name, minutes, config=config, uid=f"u{minutes // 5}"),
    st.sampled_from("abc"),
    st.integers(0, 9),
    st.sampled_from([{"V": 1}, {"V": 2}, None]),
)
PATCHES = st.builds(
    Patch,
    st.just("x"),
    upserts=st.lists(OBSERVATIONS, max_size=3).map(tuple),
    claims=st.lists(
        st.builds(
            lambda minutes: Claim("aws", "1", "r1", "Net::Interface", at(minutes)),
            st.integers(0, 9),
        ),
        max_size=1,
    ).map(tuple),
    tombstones=st.lists(
        st.builds(
            lambda name, minutes: Tombstone(key(name), at(minutes), "1"),
            st.sampled_from("abc"),
            st.integers(0, 9),
        ),
        max_size=1,
    ).map(tuple),
)


@settings(max_examples=150)
@given(st.lists(PATCHES, max_size=5), PATCHES)
def test_a_patch_applied_twice_is_a_patch_applied_once(patches, last):
    """Repeating what is known changes nothing."""
    once = after(*patches, last)
    twice = once.apply(last)
    assert [one.record for one in resources(twice)] == [one.record for one in resources(once)]


@settings(max_examples=150)
@given(st.lists(PATCHES, max_size=5), PATCHES)
def test_applying_a_patch_leaves_the_snapshot_before_it_alone(patches, last):
    """A snapshot is one moment, whatever comes after."""
    before = after(*patches)
    held = [one.record for one in resources(before)]
    before.apply(last)
    assert [one.record for one in resources(before)] == held
