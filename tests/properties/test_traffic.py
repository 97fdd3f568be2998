"""Packet sets and their bounds against brute force over a small universe."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from cartographer.reach.bounds import Bounds
from cartographer.reach.traffic import Field, Packet, Traffic
from cartographer.reach.written import read, written

EDGE = 3
"""Ranges end at or below this value or never: one value above stands for all that are above."""
VALUES = {
    Field.FAMILY: (0, 1),
    Field.PROTOCOL: (6, 17, 47),
    Field.DESTINATION_PORT: (0, 2, 4),
    Field.SOURCE: (0, 2, 4),
    Field.DESTINATION: (1, 4),
    Field.SOURCE_PORT: (0, 4),
}
UNIVERSE = [Packet(*values) for values in product(*(VALUES[field] for field in Field))]
PORTLESS = 47
SPACE = Traffic()


def _swap(packet):
    return Packet(
        packet.family,
        packet.protocol,
        packet.source_port,
        packet.destination,
        packet.source,
        packet.destination_port,
    )


@st.composite
def boxes(draw):
    """Draw a product of ranges; only protocols with ports name ports."""
    family = draw(st.sampled_from([0, 1]))
    protocol = draw(st.sampled_from([6, 17, PORTLESS]))
    traffic = SPACE.families[family] & SPACE.protocol(protocol)
    names = [Field.SOURCE, Field.DESTINATION]
    if protocol != PORTLESS:
        names += [Field.DESTINATION_PORT, Field.SOURCE_PORT]
    for field in draw(st.lists(st.sampled_from(names), unique=True)):
        low = draw(st.integers(0, EDGE))
        high = draw(st.one_of(st.integers(low, EDGE), st.just(None)))
        ends = (low, EDGE + 2**20 if high is None else high)
        traffic &= (
            SPACE.addresses(field, family, (ends,))
            if field
            in {
                Field.SOURCE,
                Field.DESTINATION,
            }
            else SPACE.where(field, ((low, 65535 if high is None else high),))
        )
    return traffic


sets = st.recursive(
    st.one_of(boxes(), st.just(SPACE.nothing), st.just(SPACE.everything)),
    lambda inner: st.builds(
        lambda one, other, how: {"&": one & other, "|": one | other, "-": one - other}[how],
        inner,
        inner,
        st.sampled_from("&|-"),
    ),
    max_leaves=6,
)


def _members(traffic):
    return {packet for packet in UNIVERSE if packet in traffic}


@settings(deadline=None)
@given(sets, sets)
def test_the_algebra_is_that_of_sets(one, other):
    """And, or, minus, not and within do what they do to sets of single packets."""
    ours, theirs = _members(one), _members(other)
    assert _members(one & other) == ours & theirs
    assert _members(one | other) == ours | theirs
    assert _members(one - other) == ours - theirs
    assert _members(~one) == set(UNIVERSE) - ours


@settings(deadline=None)
@given(sets, sets, sets)
def test_equal_sets_are_one_object(one, other, third):
    """The same set, however it was made, is the same object."""
    assert (one | other) & third is (one & third) | (other & third)
    assert one - (other | third) is (one - other) - third
    assert ~(one & other) is ~one | ~other
    assert one - other is one & ~other


@settings(deadline=None)
@given(sets)
def test_the_reply_of_the_reply_is_the_request(one):
    """A set's replies are its packets with both ends swapped."""
    wide = Packet(1, 6, 4, 4, 4, 4)
    assert one.reverse().reverse() is one
    assert (wide in one.reverse()) == (_swap(wide) in one)
    for packet in UNIVERSE:
        if packet.protocol != PORTLESS:
            assert (_swap(packet) in one.reverse()) == (packet in one)


@settings(deadline=None)
@given(sets, st.sampled_from([Field.SOURCE, Field.DESTINATION_PORT, Field.PROTOCOL]))
def test_forgetting_is_for_some_value(one, field):
    """A packet is in what is left if for some value of the field it was in the set."""
    assert one <= one.forget(field)
    assert one.forget(field).forget(field) is one.forget(field)
    left = one.forget(field)
    for packet in UNIVERSE:
        others = [packet._replace(**{field.name.lower(): value}) for value in range(EDGE + 2)]
        if field is not Field.PROTOCOL:
            assert (packet in left) == any(other in one for other in others)


@settings(deadline=None)
@given(sets)
def test_a_sample_is_in_the_set(one):
    """Whoever has a packet can show one."""
    sample = one.sample()
    assert (sample is None) == (not one)
    assert sample is None or sample in one


@settings(deadline=None)
@given(sets)
def test_what_is_written_reads_back(one):
    """Boxes are the whole set, and no packet stands in two of them."""
    boxes_ = written(one).boxes
    assert read(SPACE, boxes_) is one
    left = SPACE.nothing
    for box in boxes_:
        part = read(SPACE, (box,))
        assert part & left is SPACE.nothing
        left |= part


@st.composite
def bounds(draw):
    """Draw two bounds, certain within possible, and a set between them."""
    certain, more, some = draw(sets), draw(sets), draw(sets)
    possible = certain | more
    return Bounds(certain, possible), certain | (more & some)


@settings(deadline=None)
@given(bounds(), bounds())
def test_bounds_hold_what_is_between_them(one, other):
    """Whatever the truth is between the bounds, the result lies between the result's bounds."""
    (first, truth), (second, other_truth) = one, other
    for result, true in (
        (first & second, truth & other_truth),
        (first | second, truth | other_truth),
        (first - second, truth - other_truth),
        (first.reverse(), truth.reverse()),
        (first.forget(Field.SOURCE), truth.forget(Field.SOURCE)),
        (first.within(other_truth), truth & other_truth),
    ):
        assert result.certain <= true
        assert true <= result.possible
