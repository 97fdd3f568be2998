"""The collector as the pipeline uses it: sweeps, refreshes and repairs on one state."""

from cartographer.model.coverage import Selector
from cartographer.model.document import encode
from cartographer.model.history import Run
from cartographer.model.snapshot import resources
from collectors.engine.derive import DeclaredCatalogue
from collectors.engine.redact import Redactor
from collectors.engine.specification import GLOBAL, Rel
from diff.compare import compare
from tests.collectors.engine.cloud import (
    DENIED,
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
from tests.collectors.engine.estate import BASIC, LISTED, Estate
from tests.collectors.engine.organization import Home, Organization


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


# --- two sources ------------------------------------------------------------------------


def account(number, *names):
    return FakeTransport({"ListThings": items(*names)}, account=number)


def test_an_account_in_two_sources_is_read_once_with_a_remark():
    """The first one reads it, and a person is told of both."""
    first = Organization("org", account("111", "a"), account("222", "b"))
    second = Organization("two", account("222", "b"))
    with Home(BASIC) as home:
        collected = home.run(first, second)

        assert collected.remarks == ("account 222: in org and two; read once",)
        assert (first.opened()["222"], second.opened()["222"]) == (1, 0)
        assert len(first.members["222"].transport.calls) == 1


def test_an_account_that_two_sources_turn_out_to_lead_to_is_read_once():
    """A source without a role learns only when it is entered whose account it is."""
    transports = [account("222", "b"), account("222", "b")]
    doors = [FakeDoor(one) for one in transports]
    for name, door in zip(("one", "two"), doors, strict=True):
        door.name = door.account = name
    with Home(BASIC) as home:
        collected = home.run(*doors)

        assert len(collected.remarks) == 1
        assert collected.remarks[0].startswith("account 222: in ")
        assert sum(len(one.calls) for one in transports) == 1


# --- what is counted ---------------------------------------------------------------------


def test_a_runs_facts_are_counted():
    """Calls by service and throttled ones are added to what others counted."""
    estate = Estate("a")
    estate.sweep()
    run = estate.collector.facts(Run(NOON, 1.0, calls=2, by_service={"svc": 1, "b": 1}))
    assert (run.calls, run.by_service, run.throttled) == (3, {"b": 1, "svc": 2}, 0)


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
