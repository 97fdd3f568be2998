"""Laws that every answer about the network obeys, on a seeded estate with drawn changes."""

import random
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from benchmarks.network import START, entry, estate, key, observed, permission
from cartographer.bootstrap import catalogue
from cartographer.clouds.aws.network import AwsAtlas
from cartographer.exposure.front import Front
from cartographer.model.coverage import State
from cartographer.model.patch import Patch
from cartographer.model.reading import Memo
from cartographer.model.snapshot import MemorySnapshot
from cartographer.reach.traffic import Traffic

SIZE = 60
SPACE = Traffic()
DERIVE = catalogue().derive
PATCH = estate(SIZE)
BEGIN = MemorySnapshot(DERIVE).apply(PATCH)
prefixes = st.sampled_from(["0.0.0.0/0", "9.0.0.0/8", "52.0.0.0/16", "203.0.113.0/24"])
ACLS = [f"acl-0-{number}" for number in range(4)]
TYPES = sorted({one.scope.type for one in PATCH.coverage} - {"AWS::EC2::EIP"})


def opened(snapshot, *, assumes=True):
    """Return certain and possible of all addresses, together."""
    memo = Memo(snapshot, assumes=assumes)
    front = Front(memo, lambda asker: AwsAtlas(asker, snapshot, SPACE), SPACE)
    streams = [one.outside for one in front.all()]
    return (
        SPACE.union(one.certain for one in streams),
        SPACE.union(one.possible for one in streams),
    )


FIRST = opened(BEGIN)


def changed(type_, id_, document):
    """Return the estate after one change."""
    seen = observed(type_, id_, document, START + timedelta(hours=1))
    return BEGIN.apply(Patch(cause="test", upserts=(seen,)))


def config(type_, id_):
    """Return the document of a resource."""
    return BEGIN.get(key(type_, id_)).record.config


def test_certain_lies_within_possible():
    """Whatever is sure is possible, and something is."""
    certain, possible = FIRST
    assert certain
    assert certain <= possible


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 4), st.sampled_from([22, 443, 9999]), prefixes)
def test_adding_an_allow_never_closes(number, port, prefix):
    """A rule more in a group, or an allow at the end of an ACL, takes nothing away."""
    id_ = f"sg-0-{number}"
    document = config("SecurityGroup", id_)
    rows = [*document["IpPermissions"], permission(port, prefix)]
    wider = opened(changed("SecurityGroup", id_, {**document, "IpPermissions": rows}))
    assert all(before <= after for before, after in zip(FIRST, wider, strict=True))
    acl = config("NetworkAcl", ACLS[number % 4])
    rows = [*acl["Entries"], entry(30_000, "allow", prefix, egress=False)]
    wider = opened(changed("NetworkAcl", ACLS[number % 4], {**acl, "Entries": rows}))
    assert all(before <= after for before, after in zip(FIRST, wider, strict=True))


@settings(deadline=None, max_examples=20)
@given(st.sampled_from(ACLS), st.integers(1, 300), prefixes, st.booleans())
def test_adding_a_deny_never_opens(id_, number, prefix, outward):
    """An entry that denies, wherever it stands, adds nothing."""
    acl = config("NetworkAcl", id_)
    rows = [*acl["Entries"], entry(number, "deny", prefix, egress=outward)]
    narrower = opened(changed("NetworkAcl", id_, {**acl, "Entries": rows}))
    assert all(after <= before for before, after in zip(FIRST, narrower, strict=True))


@settings(deadline=None, max_examples=5)
@given(st.randoms(use_true_random=False))
def test_the_order_of_documents_is_irrelevant(dice: random.Random):
    """The same documents in another order are the same network."""
    upserts = list(PATCH.upserts)
    dice.shuffle(upserts)
    shuffled = MemorySnapshot(DERIVE).apply(replace(PATCH, upserts=tuple(upserts)))
    assert opened(shuffled) == FIRST


@settings(deadline=None, max_examples=len(TYPES))
@given(st.sets(st.sampled_from(TYPES), min_size=1, max_size=3))
def test_less_coverage_only_widens_the_doubt(types):
    """What was asked for in vain lowers what is certain, and hides nothing of what is possible."""
    patch = replace(
        PATCH,
        upserts=tuple(one for one in PATCH.upserts if one.key.type not in types),
        claims=tuple(one for one in PATCH.claims if one.type not in types),
        coverage=tuple(
            replace(one, state=State.FAILED) if one.scope.type in types else one
            for one in PATCH.coverage
        ),
    )
    certain, possible = opened(MemorySnapshot(DERIVE).apply(patch))
    assert certain <= FIRST[0]
    if "AWS::EC2::NetworkInterface" not in types:  # of which there is then none to tell of
        assert FIRST[1] <= possible


def unasked(types):
    """Return what is open where nobody asked for some types, and nothing is assumed."""
    patch = replace(
        PATCH,
        upserts=tuple(one for one in PATCH.upserts if one.key.type not in types),
        claims=tuple(one for one in PATCH.claims if one.type not in types),
        coverage=tuple(one for one in PATCH.coverage if one.scope.type not in types),
    )
    return opened(MemorySnapshot(DERIVE).apply(patch), assumes=False)


@settings(deadline=None, max_examples=len(TYPES))
@given(st.sets(st.sampled_from(TYPES), min_size=1, max_size=4), st.data())
def test_where_nothing_is_assumed_more_coverage_only_narrows_the_doubt(less, data):
    """Asking for more never lowers what is certain, nor raises what is possible."""
    more = data.draw(st.sets(st.sampled_from(sorted(less)), max_size=len(less) - 1))
    before, after = unasked(less), unasked(more)
    assert before[0] <= after[0]
    if "AWS::EC2::NetworkInterface" not in less:  # of which there is then none to tell of
        assert after[1] <= before[1]


def test_where_nothing_is_assumed_a_switch_decides():
    """The switch that nobody asked for takes all certainty away, and with it all is as before."""
    options = "AWS::EC2::VPCBlockPublicAccessOptions"
    assert not unasked({options})[0]
    assert unasked(set()) == FIRST
