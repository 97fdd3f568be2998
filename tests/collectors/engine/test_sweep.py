"""A run over accounts: whole patches, one each, whatever happens to the others."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartographer.model.coverage import Scope, Selector, State
from cartographer.model.error import SourceError
from cartographer.model.snapshot import MemorySnapshot, resources
from collectors.engine.fault import Fault
from collectors.engine.specification import GLOBAL
from collectors.engine.sweep import NOT_ENTERED, Sweep
from collectors.engine.tools import Limits
from tests.collectors.engine.cloud import (
    BUSY,
    CHILD,
    DENIED,
    FakeClock,
    FakeDoor,
    FakeTransport,
    Immediately,
    declare,
    empty,
    items,
    states,
    tools,
)

PLAIN = declare()
WIDE = declare("T::Wide", where=GLOBAL)


def door(account, *names, **more):
    return FakeDoor(FakeTransport({"ListThings": items(*names)}, account=account, **more))


def sweep(doors, *declarations, selection=None, known=(), executor=None, of=None, **limits):
    """Return the patches of a sweep, in the order in which they come out."""
    of = of or tools(*(declarations or (PLAIN,)), limits=Limits(**limits))
    return list(Sweep(of, executor or Immediately(), known).run(doors, selection or Selector()))


def accounts(patches):
    return [one.cause.rpartition(" ")[2] for one in patches]


def test_each_account_is_one_whole_patch():
    """Its upserts, claims and coverage stand together."""
    patches = sweep([door("111", "a"), door("222", "b", "c")])
    found = {
        account: (sorted(one.native_id for one in patch.upserts), len(patch.claims))
        for account, patch in zip(accounts(patches), patches, strict=True)
    }
    assert found == {"111": (["a"], 1), "222": (["b", "c"], 1)}


def test_more_accounts_than_are_under_way_at_once():
    """All get their turn."""
    doors = [door(str(n), "a") for n in range(10)]
    assert sorted(accounts(sweep(doors, accounts=2)), key=int) == [str(n) for n in range(10)]


def test_no_accounts_and_no_types_end_at_once():
    """An empty run has an end."""
    assert sweep([]) == []
    (patch,) = sweep([door("111")], of=tools())
    assert (patch.upserts, patch.coverage) == ((), ())


def test_an_account_that_cannot_be_entered_becomes_denied_scopes():
    """Each scope of it that is known and selected is denied, and nothing is claimed."""
    known = [
        Scope("aws", "111", "r1", "T::Thing"),
        Scope("aws", "111", "r2", "T::Thing"),
        Scope("aws", "111", "r1", "T::Other"),
        Scope("aws", "222", "r1", "T::Thing"),
        Scope("gcp", "111", "r1", "T::Thing"),
    ]
    chosen = Selector(types=("T::Thing",))
    (patch,) = sweep([FakeDoor(None, DENIED)], known=known, selection=chosen)
    assert states(patch) == {("T::Thing", "r1"): "denied", ("T::Thing", "r2"): "denied"}
    assert [one.reason for one in patch.coverage] == [str(DENIED)] * 2
    assert all(one.since is not None for one in patch.coverage)
    assert (patch.claims, patch.upserts, accounts([patch])) == ((), (), ["111"])


def test_an_account_of_which_nothing_is_known_has_the_scopes_that_were_asked_for():
    """Global types, and in the regions that were named the others."""
    (patch,) = sweep([FakeDoor(None, DENIED)], PLAIN, WIDE)
    assert states(patch) == {("T::Wide", "global"): "denied"}
    named = Selector(regions=("global", "r1"))
    (patch,) = sweep([FakeDoor(None, DENIED)], PLAIN, WIDE, selection=named)
    assert states(patch) == {("T::Wide", "global"): "denied", ("T::Thing", "r1"): "denied"}


def test_a_shut_account_does_not_touch_the_others():
    """One role that may not be assumed costs one account."""
    patches = sweep([door("111", "a"), FakeDoor(None, DENIED, "222"), door("333", "b")])
    assert sorted(accounts(patches)) == ["111", "222", "333"]
    assert sum(len(one.claims) for one in patches) == 2


def test_entering_is_tried_again_after_a_passing_fault():
    """A throttled sign-in is no shut door."""

    class Stubborn(FakeDoor):
        def open(self):
            """Open at the third try."""
            transport = super().open
            self.fault = BUSY if self.opened < 2 else None
            return transport()

    stubborn = Stubborn(FakeTransport({"ListThings": items("a")}))
    stubborn.fault = BUSY
    (patch,) = sweep([stubborn])
    assert (len(patch.claims), stubborn.opened) == (1, 3)


def test_entering_is_not_tried_for_ever():
    """The bound on tries holds here too."""
    shut = FakeDoor(None, BUSY)
    (patch,) = sweep([shut], PLAIN, WIDE, tries=3)
    assert (shut.opened, states(patch)) == (3, {("T::Wide", "global"): "throttled"})


def test_an_error_of_the_settings_ends_the_run():
    """No credentials at all is nothing that a scope could say."""

    class Nobody(FakeDoor):
        def open(self):
            raise SourceError("no credentials")

    with pytest.raises(SourceError, match="no credentials"):
        sweep([Nobody(None)])


def test_accounts_that_were_not_selected_are_not_collected():
    """Their door may have to be opened to see whose it is, and nothing more."""
    doors = [door("111", "a"), door("222", "b")]
    patches = sweep(doors, selection=Selector(accounts=("222",)))
    assert accounts(patches) == ["222"]
    assert doors[0].transport.calls == []


def test_a_door_that_is_known_to_lead_elsewhere_is_not_opened():
    """An account that is held already need not be signed in to."""
    other = door("111", "a")
    known = [Scope("aws", "111", "r1", "T::Thing")]
    assert sweep([other], selection=Selector(accounts=("222",)), known=known) == []
    assert other.opened == 0


def test_a_slow_account_does_not_hold_back_anothers_patch():
    """A patch comes out while another account has not even begun to answer."""
    go_on = threading.Event()
    slow, quick = door("111", "a"), door("222", "b")
    slow.transport.before = lambda _: go_on.wait(30)
    with ThreadPoolExecutor(4) as executor:
        patches = Sweep(tools(PLAIN), executor, ()).run([slow, quick], Selector())
        first = next(patches)
        go_on.set()
        rest = list(patches)
    assert (accounts([first]), accounts(rest)) == (["222"], ["111"])


def test_a_slow_door_does_not_hold_back_anothers_patch():
    """Signing in is work like any other."""
    go_on = threading.Event()

    class Slow(FakeDoor):
        def open(self):
            go_on.wait(30)
            return super().open()

    slow = Slow(FakeTransport({"ListThings": items("a")}))
    with ThreadPoolExecutor(4) as executor:
        patches = Sweep(tools(PLAIN), executor, ()).run([slow, door("222", "b")], Selector())
        first = next(patches)
        go_on.set()
        rest = list(patches)
    assert (accounts([first]), accounts(rest)) == (["222"], ["111"])


def test_a_stop_ends_the_run_with_skipped_scopes():
    """What was not begun is skipped; no door is opened any more, and a patch comes out."""
    of = tools(PLAIN, CHILD, limits=Limits(accounts=1))
    transport = FakeTransport({"ListThings": items("a"), "ListChilds": items("x")})
    transport.before = lambda _: of.stop.set()
    later = door("222", "b")
    known = [Scope("aws", "222", "r1", "T::Thing")]
    first, second = sweep([FakeDoor(transport), later], of=of, known=known)
    assert states(first) == {("T::Thing", "r1"): "complete", ("T::Child", "r1"): "skipped"}
    assert (states(second), later.opened) == ({("T::Thing", "r1"): "skipped"}, 0)


def test_a_stop_while_a_door_is_tried_again():
    """The pause before the next try ends with the run."""
    of = tools(WIDE)

    class Busy(FakeDoor):
        def open(self):
            of.stop.set()
            return super().open()

    (patch,) = sweep([Busy(None, BUSY)], of=of)
    assert states(patch) == {("T::Wide", "global"): "skipped"}


def test_a_stop_does_not_wait_for_what_does_not_come_back():
    """A call or a door that hangs is left behind, as skipped."""
    go_on = threading.Event()
    of = tools(PLAIN, WIDE, clock=FakeClock(tick=1.0))
    hanging = door("111", "a")
    hanging.transport.answers["ListWides"] = items("w")

    def hang(ask):
        if ask.operation == "ListThings":
            go_on.wait(30)

    hanging.transport.before = hang

    class Hangs(FakeDoor):
        def open(self):
            of.stop.set()
            go_on.wait(30)
            return super().open()

    stuck = Hangs(FakeTransport({"ListThings": items("b")}, account="222"))
    known = [Scope("aws", "222", "r1", "T::Thing")]
    executor = ThreadPoolExecutor(4)
    try:
        patches = sweep([hanging, stuck], of=of, known=known, executor=executor)
    finally:
        go_on.set()
        executor.shutdown()
    by_account = dict(zip(accounts(patches), patches, strict=True))
    assert states(by_account["111"])["T::Thing", "r1"] == "skipped"
    assert states(by_account["222"]) == {("T::Thing", "r1"): "skipped"}


def test_the_run_has_its_time_and_no_more():
    """An account whose turn comes behind the deadline is not entered, and is failed."""
    clock = FakeClock()
    of = tools(PLAIN, limits=Limits(accounts=1, run_seconds=10), clock=clock)
    first = door("111", "a", clock=clock)
    first.transport.before = lambda _: clock.sleep(11)
    late = door("222", "b", clock=clock)
    known = [Scope("aws", "222", "r1", "T::Thing")]
    _, patch = sweep([first, late], of=of, known=known)
    (coverage,) = patch.coverage
    assert (coverage.state, late.opened) == (State.FAILED, 0)
    assert coverage.reason.startswith("deadline")


class Shuffled(Immediately):
    """An executor that does its work in an order of its own, when nobody hands over more."""

    def __init__(self, random):
        super().__init__()
        self.random = random
        self.waiting = []

    def submit(self, fn, /, *_args, **_kwargs):
        """Take note of some work."""
        later = Future()
        self.waiting.append((later, fn))
        return later

    def work(self):
        """Do a piece of it."""
        later, fn = self.waiting.pop(self.random.randrange(len(self.waiting)))
        try:
            later.set_result(fn())
        except Fault as fault:
            later.set_exception(fault)


class Patient(Sweep):
    """A sweep whose executor works only while it is waited for."""

    def _step(self, selection):
        if self._done.empty():
            self._executor.work()
        super()._step(selection)


def everything(snapshot: MemorySnapshot):
    """Return all that a snapshot says, times left out."""
    held = [
        (one.key, one.record.config, one.record.viewers, one.record.aspects)
        for one in resources(snapshot)
    ]
    return held, [(one.scope, one.state, one.reason) for one in snapshot.coverage()]


def estate():
    """Return the doors of two accounts that share a thing, and of one that stays shut."""
    shared = {"Id": "s", "Owner": "111", "Size": 1}
    first = {"Items": [{"Id": "a"}, shared]}
    second = {"Items": [{"Id": "b"}, shared, {}]}
    return [
        FakeDoor(FakeTransport({"ListThings": first, "ListChilds": items("x")})),
        FakeDoor(FakeTransport({"ListThings": second, "ListChilds": items("y")}, account="222")),
        FakeDoor(None, DENIED, "333"),
    ]


@settings(deadline=None, max_examples=40)
@given(st.randoms())
def test_the_order_in_which_accounts_and_calls_end_does_not_matter(random):
    """The state after all patches is the same, whoever was first."""
    of = [declare(owner="Owner"), CHILD]

    def after(doors, sweep_class, executor):
        head = empty(*of)
        for patch in sweep_class(tools(*of), executor, ()).run(doors, Selector()):
            head = head.apply(patch)
        return everything(head)

    doors = estate()
    random.shuffle(doors)
    expected = after(estate(), Sweep, Immediately())
    assert after(doors, Patient, Shuffled(random)) == expected


def test_an_account_that_is_entered_outgrows_the_name_of_its_source():
    """What stood under the name while it could not be entered is forgotten; others' is not."""
    opened = door("111", "a")
    opened.account = "source"
    known = [Scope("aws", "source", "global", "T::Thing"), Scope("aws", "222", "r1", "T::Thing")]
    (patch,) = sweep([opened], known=known)
    assert patch.forget == (Selector(providers=("aws",), accounts=("source",)),)
    (again,) = sweep([door("111", "a")], known=known)
    assert again.forget == ()


def test_an_account_of_which_not_even_a_region_is_known_still_counts_as_asked_for():
    """A role that nobody ever entered is denied, not passed over."""
    (patch,) = sweep([FakeDoor(None, DENIED)], PLAIN, selection=Selector(types=("T::Thing",)))
    assert states(patch) == {("T::Thing", NOT_ENTERED): "denied"}
    (whole,) = sweep([FakeDoor(None, DENIED)], PLAIN)
    assert states(whole) == {("T::Thing", NOT_ENTERED): "denied"}


def test_an_account_that_is_entered_outgrows_the_time_before_its_regions_were_known():
    """The scopes that stood for all of it are forgotten."""
    known = [Scope("aws", "111", NOT_ENTERED, "T::Thing")]
    (patch,) = sweep([door("111", "a")], known=known)
    assert patch.forget == (
        Selector(providers=("aws",), accounts=("111",), regions=(NOT_ENTERED,)),
    )
