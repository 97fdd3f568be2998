"""Single resources read again wherever they lie, each by the door of an account that sees it."""

from cartographer.model.coverage import Selector
from cartographer.model.key import Key
from cartographer.model.snapshot import resources
from collectors.engine.door import Terms
from collectors.engine.rate import Rates
from tests.collectors.engine.cloud import (
    DENIED,
    THING,
    FakeClock,
    FakeDoor,
    FakeTransport,
    Listener,
    collect,
    collector,
    declare,
    empty,
    ids,
    items,
    key,
)
from tests.collectors.engine.estate import BASIC, LISTED, Estate
from tests.collectors.engine.organization import Home, Organization


def test_a_refresh_reads_what_is_asked_for_again_and_nothing_else():
    """By id, in one call, without touching the rest."""
    estate = Estate("a", "b", "c")
    estate.sweep()
    for name in estate.things:
        estate.things[name] = {"Id": name, "Size": 2}
    made = len(estate.transport.calls)
    estate.refresh("a", "c")
    sizes = {one.record.native_id: one.record.config.get("Size") for one in resources(estate.head)}
    assert sizes == {"a": 2, "b": None, "c": 2}
    assert len(estate.transport.calls) == made + 1
    assert estate.collector.failed == []


def test_a_refresh_of_what_is_gone_takes_it_away():
    """The others of its batch are read all the same."""
    estate = Estate("a", "b")
    estate.sweep()
    del estate.things["a"]
    estate.refresh("a", "b")
    assert ids(estate.head) == ["b"]


def test_a_refresh_that_is_refused_changes_nothing_and_says_so():
    """Denied is not gone."""
    estate = Estate("a")
    estate.sweep()
    estate.transport.answers["ListThings"] = DENIED
    estate.refresh("a")
    assert ids(estate.head) == ["a"]
    assert estate.collector.failed == [("a", str(DENIED))]


def test_a_refresh_asks_the_owners_view_first():
    """Of those who see a shared thing the owner sees most."""
    shared = declare(owner="Owner", by_id=BASIC.by_id)
    thing = {"Items": [{"Id": "s", "Owner": "222"}]}
    doors = [
        FakeDoor(FakeTransport({"ListThings": thing}, account=account))
        for account in ("111", "222")
    ]
    of = collector(doors, shared)
    head = collect(of, empty(shared))
    made = [len(door.transport.calls) for door in doors]
    collect(of, head, Selector(keys=(key("s", account="222"),)))
    assert [len(door.transport.calls) for door in doors] == [made[0], made[1] + 1]


def test_a_refresh_asks_who_saw_it_where_the_owner_is_not_ours():
    """A participant can read what is shared with it."""
    shared = declare(owner="Owner", by_id=BASIC.by_id)
    transport = FakeTransport({"ListThings": {"Items": [{"Id": "s", "Owner": "999"}]}})
    of = collector([FakeDoor(transport)], shared)
    head = collect(of, empty(shared))
    collect(of, head, Selector(keys=(key("s", account="999"),)))
    assert len(transport.made("ListThings")) == 2


def test_a_type_without_a_by_id_call_has_its_scope_listed():
    """And by-id reads go on after it."""
    estate = Estate("a", declarations=(BASIC, LISTED))
    estate.sweep()
    listed = Key("aws", "aws", "T::Listed", "arn:aws:svc:global:111:listed/l")
    estate.things["a"] = {"Id": "a", "Size": 2}
    chosen = Selector(keys=(listed, key("a")))
    patches = list(estate.collector.collect(chosen, Listener(), estate.head))
    assert [len(one.upserts) for one in patches] == [1, 1]
    assert [len(one.claims) for one in patches] == [1, 0]
    assert estate.collector.failed == []


def test_what_no_source_can_answer_for_is_told():
    """An account without a door, a door that does not open, a type that nobody declares."""
    estate = Estate("a")
    estate.sweep()
    shut = FakeDoor(None, DENIED, "name")
    for of in (
        collector([], BASIC),
        collector([shut], BASIC),
        collector([FakeDoor(estate.transport)], LISTED),
    ):
        estate.refresh("a", of=of)
        assert of.failed == [("a", "no source for it")]
    known = collector([FakeDoor(None, DENIED)], BASIC)
    estate.refresh("a", of=known)
    assert known.failed == [("a", str(DENIED))]


def test_a_key_that_is_not_held_is_not_asked():
    """Nobody knows whom to ask for it."""
    estate = Estate("a")
    made = len(estate.transport.calls)
    estate.refresh("zzz")
    assert len(estate.transport.calls) == made


def test_a_repair_never_lists_a_whole_scope():
    """Without a by-id call a dangling id stays external."""
    estate = Estate("a", declarations=(LISTED, BASIC))
    estate.sweep()
    made = len(estate.transport.calls)
    assert list(estate.collector.repair(Listener(), estate.head, 0)) == []
    assert len(estate.transport.calls) == made


def test_a_refresh_keeps_the_sources_pace():
    """Single resources are no reason to be faster than its owner allows."""
    clock = FakeClock()
    transport = FakeTransport(
        {"ListThings": items("a"), "GetPolicy": {"Policy": 1}}, account="111", clock=clock
    )
    source = Organization("org", transport, terms=Terms(Rates(2.0)))
    with Home(THING, clock=clock) as home:
        home.run(source)
        clock.sleep(60)
        collector = home.collector(source)
        collector.recall({"org/111": "111"})
        list(collector.collect(Selector(keys=(key("a"),)), Listener(), home.store.head()))

        assert collector.waits == [0.55]
