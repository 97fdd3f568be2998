"""What was made while a run was on is pointed at before it is held, and is read then."""

from datetime import timedelta

from cartographer.model.patch import Patch, Tombstone
from cartographer.model.resource import Observation
from collectors.engine.refresh import Target
from collectors.engine.repair import dangling
from collectors.engine.specification import ListCall, Rel
from tests.collectors.engine.cloud import NOON, THING, declare, empty, key

HOST = declare(
    "T::Host",
    relations=(Rel("in-subnet", "SubnetId"), Rel("refers-to", "Arn", by="arn")),
    by_id=THING.by_id,
)
NET = declare("T::Net", by_id=THING.by_id)
OWN = declare("T::Own", list=ListCall("ListOwns", "Items", own_only=True), by_id=THING.by_id)
MUTE = declare("T::Mute")
ALL = {one.type: one for one in (HOST, NET, OWN, MUTE)}


def saw(type_, id_, viewer="111", **members):
    return Observation(
        key=key(id_, type_),
        viewer=viewer,
        observed_at=NOON,
        account="111",
        region="r1",
        listed_in="r1",
        native_id=id_,
        config=members,
    )


def head(*patches):
    snapshot = empty(*ALL.values())
    for observations in patches:
        snapshot = snapshot.apply(Patch("sweep", upserts=tuple(observations)))
    return snapshot


NETS = [saw("T::Net", "net-0123456789abcdef0")]


def test_an_id_that_nobody_answers_to_is_read_by_its_spelling():
    """Its type is that of those whose ids begin alike; it is asked where the pointer is."""
    wanted = "net-00000000000000001"
    snapshot = head(NETS, [saw("T::Host", "host-01234567", SubnetId=wanted)])
    assert dangling(snapshot, 0, ALL) == (Target("T::Net", "111", "r1", wanted),)


def test_an_id_that_is_held_does_not_dangle():
    """Who answers need not be asked for."""
    held = NETS[0].native_id
    assert dangling(head([*NETS, saw("T::Host", "h", SubnetId=held)]), 0, ALL) == ()


def test_only_what_changed_since_is_looked_at():
    """What dangled before the run is external, and was looked for then."""
    snapshot = head([*NETS, saw("T::Host", "h", SubnetId="net-00000000000000001")], [])
    assert dangling(snapshot, snapshot.commit - 1, ALL) == ()


def test_what_ended_points_at_nothing():
    """A changed key may be gone."""
    host = saw("T::Host", "h", SubnetId="net-00000000000000001")
    stone = Tombstone(host.key, NOON + timedelta(minutes=1), "111")
    snapshot = head([*NETS, host]).apply(Patch("refresh", tombstones=(stone,)))
    assert host.key in set(snapshot.changed_since(0))
    assert dangling(snapshot, 0, ALL) == ()


def test_each_id_is_asked_once():
    """However many point at it."""
    wanted = "net-00000000000000001"
    hosts = [saw("T::Host", f"h{n}", SubnetId=wanted) for n in range(3)]
    assert len(dangling(head([*NETS, *hosts]), 0, ALL)) == 1


def test_no_more_than_a_bound_is_asked():
    """An estate that points outside a thousand times is not asked a thousand times."""
    hosts = [saw("T::Host", f"h{n}", SubnetId=f"net-{n:017x}") for n in range(300)]
    assert len(dangling(head([*NETS, *hosts]), 0, ALL)) == 200


def test_ids_of_unknown_spelling_and_other_references_stay_external():
    """An ARN, a name, an id whose like nobody has seen: it may be anybody's."""
    hosts = [
        saw("T::Host", "h1", SubnetId="other-00000000000000001"),
        saw("T::Host", "h2", SubnetId="not an id"),
        saw("T::Host", "h3", Arn="arn:aws:x"),
    ]
    assert dangling(head([*NETS, *hosts]), 0, ALL) == ()


def test_types_that_cannot_be_read_by_id_or_are_listed_as_own_are_not_asked():
    """Without a by-id call there is nothing to ask, and others' things are not ours to list."""
    seen = [
        saw("T::Mute", "mute-0123456789abcdef0"),
        saw("T::Own", "own-0123456789abcdef0"),
        saw("T::Alien", "alien-0123456789abcdef0"),
        *(saw("T::Host", f"h{n}", SubnetId=f"{n}-00000000000000001") for n in ("mute", "own")),
    ]
    assert dangling(head(seen), 0, ALL) == ()
