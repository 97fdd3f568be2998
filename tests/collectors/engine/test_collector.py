"""The collector as the pipeline uses it: sweeps, refreshes and repairs on one state."""

import threading
from concurrent.futures import ThreadPoolExecutor

from cartographer.model.coverage import Selector
from cartographer.model.document import encode
from cartographer.model.history import Run
from cartographer.model.key import Key
from cartographer.model.snapshot import resources
from collectors.engine.derive import DeclaredCatalogue
from collectors.engine.redact import Redactor
from collectors.engine.specification import GLOBAL, ById, Rel
from diff.compare import compare
from tests.collectors.engine.cloud import (
    DENIED,
    GONE,
    NOON,
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
    states,
)

BASIC = declare(by_id=ById(params={"Ids": "=ids"}, batch=10, not_found=("NotFound",)))
LISTED = declare("T::Listed", where=GLOBAL)


class Estate:
    """An account whose things a test may change, with its state and its collector."""

    def __init__(self, *names, declarations=(BASIC,)):
        self.clock = FakeClock(tick=0.001)
        self.things = {name: {"Id": name} for name in names}
        self.declarations = declarations
        self.transport = FakeTransport(
            {"ListThings": self._list, "ListListeds": items("l")}, clock=self.clock
        )
        self.collector = collector([FakeDoor(self.transport)], *declarations, clock=self.clock)
        self.head = empty(*declarations)

    def _list(self, ask):
        wanted = ask.params.get("Ids")
        if wanted is None:
            return {"Items": list(self.things.values())}
        if any(one not in self.things for one in wanted):
            return GONE
        return {"Items": [self.things[one] for one in wanted]}

    def sweep(self, selection=None, of=None):
        """Apply each patch of a collection as it comes."""
        for patch in (of or self.collector).collect(selection or Selector(), Listener(), self.head):
            self.head = self.head.apply(patch)

    def refresh(self, *names, of=None):
        """Read some things again."""
        self.sweep(Selector(keys=tuple(map(key, names))), of)

    def second(self):
        """Return another collector, as another process would have."""
        return collector([FakeDoor(self.transport)], *self.declarations, clock=self.clock)


def test_a_sweep_yields_what_is_there():
    """One patch an account, applied to what is held."""
    estate = Estate("a", "b")
    estate.sweep()
    assert ids(estate.head) == ["a", "b"]
    del estate.things["a"]
    estate.sweep()
    assert ids(estate.head) == ["b"]


def test_the_same_twice_differs_in_nothing():
    """A second look at the same estate is no change."""
    estate = Estate("a", "b")
    estate.sweep()
    before = estate.head
    estate.sweep()
    changes = compare(before, estate.head, lambda _: None)
    assert (changes.empty, changes.unknown) == (True, ())


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


def test_a_door_that_does_not_know_its_account_is_opened_to_see():
    """A source may be configured by a name; it is entered once for all that follows."""
    estate = Estate("a")
    named = FakeDoor(estate.transport)
    named.account = named.name = "my-source"
    of = collector([FakeDoor(None, DENIED, "other"), named], BASIC, clock=estate.clock)
    estate.sweep()
    estate.refresh("a", of=of)
    estate.refresh("a", of=of)
    assert (of.failed, named.opened) == ([], 1)


# --- two at once ------------------------------------------------------------------------


def test_a_refresh_during_a_sweep_wins_over_the_sweeps_older_observation():
    """The sweep saw it before: what the refresh read later stands."""
    estate = Estate("a", declarations=(THING,))
    estate.transport.answers["GetPolicy"] = {"Policy": 1}
    estate.sweep()
    refreshing = estate.second()

    def meanwhile(ask):
        if ask.operation == "GetPolicy":  # the sweep has listed, and reads the details
            estate.transport.before = lambda _: None
            estate.things["a"] = {"Id": "a", "Size": 2}
            estate.refresh("a", of=refreshing)

    estate.transport.before = meanwhile
    (patch,) = estate.collector.collect(Selector(), Listener(), estate.head)
    assert [one.config for one in patch.upserts] == [{"Id": "a"}]
    estate.head = estate.head.apply(patch)
    assert estate.head.get(key("a")).record.config == {"Id": "a", "Size": 2}


def test_a_sweeps_claim_does_not_remove_what_a_refresh_found_meanwhile():
    """It was made after the sweep had listed its scope."""
    estate = Estate("a", "b", declarations=(THING,))
    estate.transport.answers["GetPolicy"] = {"Policy": 1}
    estate.sweep()
    gone = estate.things.pop("b")
    refreshing = estate.second()

    def meanwhile(ask):
        if ask.operation == "GetPolicy":
            estate.transport.before = lambda _: None
            estate.things["b"] = gone  # back again, under its id
            estate.refresh("b", of=refreshing)

    estate.transport.before = meanwhile
    (patch,) = estate.collector.collect(Selector(), Listener(), estate.head)
    assert len(patch.claims) == 1
    estate.head = estate.head.apply(patch)
    assert ids(estate.head) == ["a", "b"]
    del estate.things["b"]
    estate.sweep()
    assert ids(estate.head) == ["a"]


def test_a_sweep_does_not_bring_back_what_a_refresh_found_gone_meanwhile():
    """The tombstone is later than the sweep's sight of it."""
    estate = Estate("a", "b", declarations=(THING,))
    estate.transport.answers["GetPolicy"] = {"Policy": 1}
    estate.sweep()
    refreshing = estate.second()

    def meanwhile(ask):
        if ask.operation == "GetPolicy":
            estate.transport.before = lambda _: None
            del estate.things["b"]
            estate.refresh("b", of=refreshing)

    estate.transport.before = meanwhile
    estate.sweep()
    assert ids(estate.head) == ["a"]


# --- repair -----------------------------------------------------------------------------


def test_a_repair_reads_what_was_made_during_the_run():
    """An id that is pointed at in vain is asked for, and what is found is held."""
    host = declare("T::Host", relations=(Rel("in-subnet", "ThingId"),))
    estate = Estate("thing-00000001", declarations=(BASIC, host))
    hosts = [{"Id": "h1", "ThingId": "thing-00000002"}, {"Id": "h2", "ThingId": "thing-00000003"}]

    def list_hosts(ask):
        estate.things["thing-00000002"] = {"Id": "thing-00000002"}
        return {"Items": hosts}

    estate.transport.answers["ListHosts"] = list_hosts
    quick = estate.transport.answers["ListThings"]
    estate.transport.answers["ListThings"] = items("thing-00000001")
    estate.sweep()
    estate.transport.answers["ListThings"] = quick
    assert ids(estate.head) == ["h1", "h2", "thing-00000001"]
    for patch in estate.collector.repair(Listener(), estate.head, 0):
        assert (patch.claims, patch.coverage, patch.tombstones) == ((), (), ())
        estate.head = estate.head.apply(patch)
    assert ids(estate.head) == ["h1", "h2", "thing-00000001", "thing-00000002"]


def test_a_repair_never_lists_a_whole_scope():
    """Without a by-id call a dangling id stays external."""
    estate = Estate("a", declarations=(LISTED, BASIC))
    estate.sweep()
    made = len(estate.transport.calls)
    assert list(estate.collector.repair(Listener(), estate.head, 0)) == []
    assert len(estate.transport.calls) == made


# --- what was selected ------------------------------------------------------------------


def test_another_clouds_selection_is_not_ours():
    """A collector answers for its own cloud."""
    estate = Estate("a")
    estate.sweep(Selector(providers=("azure",)))
    assert (ids(estate.head), estate.transport.calls) == ([], [])
    estate.sweep(Selector(providers=("aws",)))
    assert ids(estate.head) == ["a"]


def test_what_a_run_did_not_ask_for_keeps_its_state():
    """Other types, regions or accounts are not unknown: they are as old as they were."""
    first = FakeTransport(
        {"ListThings": items("a"), "ListListeds": items("l")}, regions=("r1", "r2")
    )
    second = FakeTransport(
        {"ListThings": items("b"), "ListListeds": items("m")}, account="222", regions=("r1",)
    )
    of = [BASIC, LISTED]
    clock = FakeClock(tick=0.001)
    first.clock = second.clock = clock
    both = collector([FakeDoor(first), FakeDoor(second)], *of, clock=clock)
    before = collect(both, empty(*of))
    for selection in (
        Selector(accounts=("222",)),
        Selector(types=("T::Listed",)),
        Selector(regions=("r2",)),
        Selector(accounts=("111",), types=("T::Thing",), regions=("r1",)),
    ):
        after = collect(both, before, selection)
        changes = compare(before, after, lambda _: None)
        assert (changes.empty, changes.unknown) == (True, ())


def test_an_account_that_is_denied_now_keeps_what_is_held():
    """Each scope that is known of it is denied, all it holds is unknown, nothing is removed."""
    estate = Estate("a")
    estate.sweep()
    before = estate.head
    estate.sweep(of=collector([FakeDoor(None, DENIED)], BASIC, clock=estate.clock))
    changes = compare(before, estate.head, lambda _: None)
    assert (changes.empty, [one.key for one in changes.unknown]) == (True, [key("a")])
    assert states(estate.head) == {("T::Thing", "r1"): "denied"}
    estate.sweep()
    assert compare(before, estate.head, lambda _: None).unknown == ()


def test_what_changed_is_told_in_the_words_of_what_happened():
    """Made again under its name: replaced. Renamed, a rule on top: modified. Last used: nothing."""
    roles = declare(
        "T::Role",
        uid="RoleId",
        where=GLOBAL,
        volatile=("LastUsed",),
        keyed={"Tags": ("Key",), "Rules": ("Port",)},
    )
    items_ = [
        {"Id": "again", "RoleId": "A1"},
        {"Id": "renamed", "RoleId": "B", "Tags": [{"Key": "Name", "Value": "old"}]},
        {"Id": "ruled", "RoleId": "C", "Rules": [{"Port": 22, "From": "x"}]},
        {"Id": "used", "RoleId": "D", "LastUsed": "yesterday"},
    ]
    transport = FakeTransport({"ListRoles": {"Items": items_}})
    of = collector([FakeDoor(transport)], roles)
    before = collect(of, empty(roles))
    items_[0]["RoleId"] = "A2"
    items_[1]["Tags"][0]["Value"] = "new"
    items_[2]["Rules"].insert(0, {"Port": 443, "From": "anywhere"})
    items_[3]["LastUsed"] = "today"
    changes = compare(before, collect(of, before), DeclaredCatalogue((roles,)).shape)
    assert [(one.old_uid, one.new_uid) for one in changes.replaced] == [("A1", "A2")]
    assert [[(two.pointer, two.op) for two in one.fields] for one in changes.modified] == [
        [("/Tags[Key=Name]/Value", "replace")],
        [("/Rules[Port=443]", "add")],
    ]
    assert (changes.added, changes.removed, changes.moved, changes.unknown) == ((), (), (), ())


# --- ends -------------------------------------------------------------------------------


def test_a_stop_ends_a_collection_and_what_would_follow_it():
    """Told once is told: the repair after a stopped sweep asks nothing."""
    host = declare("T::Host", relations=(Rel("in-subnet", "ThingId"),))
    estate = Estate("thing-00000001", declarations=(BASIC, host))
    estate.transport.answers["ListHosts"] = {"Items": [{"Id": "h", "ThingId": "thing-00000009"}]}
    estate.sweep()
    estate.collector.stop()
    made = len(estate.transport.calls)
    estate.sweep()
    assert set(states(estate.head).values()) == {"skipped"}
    assert list(estate.collector.repair(Listener(), estate.head, 0)) == []
    assert len(estate.transport.calls) == made


def test_leaving_a_collection_half_way_ends_its_work():
    """Who stops listening gets no more calls made, as after Ctrl-C."""
    doors = [FakeDoor(FakeTransport({"ListThings": items("a")}, account=str(n))) for n in range(5)]
    running = threading.Event()
    for door in doors[1:]:
        door.transport.before = lambda _: running.wait(0.01)
    of = collector(doors, BASIC, executor=ThreadPoolExecutor)
    patches = of.collect(Selector(), Listener(), empty(BASIC))
    next(patches)
    patches.close()
    again = [one for one in of.collect(Selector(), Listener(), empty(BASIC)) if one.claims]
    assert len(again) == 5


def test_a_runs_facts_are_counted():
    """Calls by service and throttled ones are added to what others counted."""
    estate = Estate("a")
    estate.sweep()
    run = estate.collector.facts(Run(NOON, 1.0, calls=2, by_service={"svc": 1, "b": 1}))
    assert (run.calls, run.by_service, run.throttled) == (3, {"b": 1, "svc": 2}, 0)


def test_work_is_done_by_the_executor_that_was_given():
    """It gets as many workers as the limits say."""
    made = []

    def executor(workers):
        made.append(workers)
        return ThreadPoolExecutor(workers)

    transport = FakeTransport({"ListThings": items("a")})
    of = collector([FakeDoor(transport)], BASIC, executor=executor)
    assert ids(collect(of, empty(BASIC))) == ["a"]
    assert made == [16]


def test_digests_of_another_key_are_unknown_and_no_change():
    """Two installations cannot tell whether a secret changed."""
    secret = declare(secret=("Password",))
    transport = FakeTransport({"ListThings": {"Items": [{"Id": "a", "Password": "hunter22"}]}})
    ours = collector([FakeDoor(transport)], secret)
    theirs = collector([FakeDoor(transport)], secret, redactor=Redactor(b"x" * 32))
    before = collect(ours, empty(secret))
    after = collect(theirs, before)
    changes = compare(before, after, lambda _: None)
    assert changes.empty
    assert [one.reason for one in changes.unknown] == ["redaction-key"]
    assert b"hunter22" not in encode([one.record for one in resources(after)])


def test_a_source_that_cannot_be_entered_today_speaks_for_the_account_it_led_to():
    """What is held of that account becomes unknown; nothing stands under the source's name."""
    head = collect(
        collector([FakeDoor(FakeTransport({"ListThings": items("a")}))], declare()),
        empty(declare()),
    )
    later = collector([FakeDoor(None, DENIED, account="shop")], declare())
    later.recall({"shop": "111"})
    head = collect(later, head)
    assert {(one.scope.account, str(one.state)) for one in head.coverage()} == {("111", "denied")}
    assert later.facts(Run(NOON)).accounts == {"shop": "111"}
