"""Accepted blind spots: what a pattern means, how long it stands, and what it leaves."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartographer.model.coverage import GAPS, Coverage, Scope, State, Unread
from cartographer.model.gap import AcceptedGap, acceptance, alike, terms

TODAY = date(2026, 11, 24)
KEYS = Scope("aws", "111122223333", "eu-west-1", "AWS::KMS::Key")
POLICY, ROTATION = Unread("policy", State.DENIED, 3), Unread("rotation", State.THROTTLED, 1)


def gap(state=State.DENIED, *unread, scope=KEYS):
    return Coverage(scope, state, "AccessDenied", unread=unread)


def accepted(pattern, until=TODAY):
    return AcceptedGap(pattern, "we know", until)


def left(coverage, *patterns, today=TODAY):
    return acceptance([accepted(one) for one in patterns], today)(coverage)


@pytest.mark.parametrize(
    ("pattern", "meant"),
    [
        ("barred:eu-west-1", {"state": "barred", "region": "eu-west-1"}),
        ("denied:eu-*", {"state": "denied", "region": "eu-*"}),
        ("failed:*", {"state": "failed", "region": "*"}),
        ("account=111*,type=AWS::KMS::Key", {"account": "111*", "type": "AWS::KMS::Key"}),
        (" account=1 , region=global ", {"account": "1", "region": "global"}),
        ("aspect=policy", {"aspect": "policy"}),
        ("type=A=B", {"type": "A=B"}),
    ],
)
def test_a_pattern_is_a_state_and_a_region_or_terms(pattern, meant):
    """Types contain colons and may contain more: the first = divides a term."""
    assert terms(pattern) == meant


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "eu-west-1",
        "barred",
        "barred:",
        "complete:eu-west-1",
        "unavailable:eu-west-1",
        "skipped:*",
        "Denied:eu-west-1",
        "account",
        "account=",
        "=111",
        "owner=111",
        "account=111,",
        "account=111,,region=x",
        "account=111;region=x,oops",
        "account=1,account=2",
        "state=complete",
        "state=nonsense",
    ],
)
def test_what_is_no_pattern_is_refused(pattern):
    """It would accept nothing, or something else than is meant."""
    with pytest.raises(ValueError, match="is no"):
        terms(pattern)


@pytest.mark.parametrize(
    ("pattern", "covers"),
    [
        ("denied:eu-west-1", True),
        ("denied:eu-*", True),
        ("denied:us-east-1", False),
        ("barred:eu-west-1", False),
        ("account=111122223333", True),
        ("account=1111*", True),
        ("account=111", False),
        ("account=1111????3333", True),
        ("type=AWS::KMS::Key", True),
        ("type=AWS::KMS::*", True),
        ("type=aws::kms::key", False),
        ("type=AWS::KMS::Key,region=eu-west-2", False),
        ("state=denied,account=*,region=*,type=*", True),
        ("state=throttled", False),
        ("aspect=policy", False),
        ("aspect=*", False),
    ],
)
def test_a_scope_is_accepted_where_all_terms_fit(pattern, covers):
    """What is not named fits; a name without wildcards fits itself alone."""
    assert left(gap(), pattern) == (None if covers else gap())


def test_the_last_day_is_one_on_which_it_stands():
    """And the next is none."""
    kept = accepted("denied:*", until=date(2026, 11, 24))
    assert acceptance([kept], date(2026, 11, 23))(gap()) is None
    assert acceptance([kept], date(2026, 11, 24))(gap()) is None
    assert acceptance([kept], date(2026, 11, 25))(gap()) == gap()


def test_one_that_ran_out_does_not_hide_one_that_stands():
    """Whatever their order."""
    old, new = accepted("denied:*", until=date(2020, 1, 1)), accepted("denied:eu-west-1")
    for both in ([old, new], [new, old]):
        assert acceptance(both, TODAY)(gap()) is None


def test_what_is_complete_is_no_gap():
    """With nothing accepted, or with everything."""
    for state in set(State) - GAPS:
        assert left(gap(state)) is None
        assert left(gap(state), "account=*") is None


def test_an_aspect_is_accepted_by_its_name_and_the_others_stay():
    """Only what is accepted is taken out."""
    whole = gap(State.COMPLETE, POLICY, ROTATION)
    assert left(whole, "aspect=policy") == gap(State.COMPLETE, ROTATION)
    assert left(whole, "aspect=policy,state=throttled") == whole
    assert left(whole, "state=denied") == gap(State.COMPLETE, ROTATION)
    assert left(whole, "aspect=policy", "aspect=rotation") is None
    assert left(whole, "type=AWS::KMS::Key") is None


def test_a_scope_whose_state_is_accepted_may_still_lack_an_aspect():
    """What remains says what it is about."""
    remains = left(gap(State.DENIED, ROTATION), "denied:eu-west-1")
    assert remains.unread == (ROTATION,)


def test_a_scope_that_is_a_gap_stays_one_although_its_aspect_is_accepted():
    """The aspect alone was accepted."""
    assert left(gap(State.DENIED, ROTATION), "aspect=rotation") == gap(State.DENIED)


def test_who_accepted_it_can_be_told():
    """Those that take something out, and no others."""
    by_state, by_aspect, other = map(accepted, ("denied:*", "aspect=rotation", "barred:*"))
    found = list(alike([by_state, by_aspect, other], gap(State.DENIED, ROTATION)))
    assert found == [by_state, by_aspect]


names = st.sampled_from(["111122223333", "444455556666", "1*", "*", "4?4455556666"])
patterns = st.one_of(
    st.builds("account={}".format, names),
    st.builds("{}:{}".format, st.sampled_from(sorted(GAPS)), st.sampled_from(["eu-*", "global"])),
    st.builds("aspect={}".format, st.sampled_from(["policy", "rotation", "*"])),
)
unreads = st.lists(
    st.builds(
        Unread, st.sampled_from(["policy", "rotation"]), st.sampled_from(State), st.integers(1, 9)
    ),
    max_size=3,
).map(tuple)
coverages = st.builds(
    Coverage,
    st.builds(
        Scope,
        st.just("aws"),
        st.sampled_from(["111122223333", "444455556666"]),
        st.sampled_from(["eu-west-1", "global"]),
        st.just("T"),
    ),
    st.sampled_from(State),
    unread=unreads,
)


@given(coverages, st.lists(patterns, max_size=3), st.lists(patterns, max_size=2))
def test_to_accept_more_never_leaves_more(coverage, some, more):
    """What is left is a part of the gap, and the more is accepted the smaller it is."""
    first, second = left(coverage, *some), left(coverage, *some, *more)
    gaps = {one for one in coverage.unread if one.state in GAPS}
    assert first is None or gaps.issuperset(one for one in first.unread if one.state in GAPS)
    assert first is not None or second is None
    assert second is None or second.gap or second.state in GAPS
    if first is not None and second is not None:
        assert set(second.unread) <= set(first.unread)
