"""A run over accounts: whole patches, one each, whatever happens to the others."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartographer.model.coverage import Coverage, Scope, Selector, State
from cartographer.model.error import SourceError
from cartographer.model.snapshot import MemorySnapshot, resources
from collectors.engine.fault import Fault
from collectors.engine.rate import RateLimiter, Rates
from collectors.engine.specification import GLOBAL, Detail, ListCall
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
    run = Sweep(of, executor or Immediately(), before(known))
    return list(run.run(doors, selection or Selector()))


def before(scopes):
    """Return how the scopes of an account were covered before."""
    return lambda account: [
        Coverage(one, State.COMPLETE) for one in scopes if one.account == account
    ]


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
        def open(self, *_):
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
        def open(self, *_):
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
        patches = Sweep(tools(PLAIN), executor, before(())).run([slow, quick], Selector())
        first = next(patches)
        go_on.set()
        rest = list(patches)
    assert (accounts([first]), accounts(rest)) == (["222"], ["111"])


def test_a_slow_door_does_not_hold_back_anothers_patch():
    """Signing in is work like any other."""
    go_on = threading.Event()

    class Slow(FakeDoor):
        def open(self, *_):
            go_on.wait(30)
            return super().open()

    slow = Slow(FakeTransport({"ListThings": items("a")}))
    with ThreadPoolExecutor(4) as executor:
        patches = Sweep(tools(PLAIN), executor, before(())).run(
            [slow, door("222", "b")], Selector()
        )
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
        def open(self, *_):
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
        def open(self, *_):
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
        for patch in sweep_class(tools(*of), executor, before(())).run(doors, Selector()):
            head = head.apply(patch)
        return everything(head)

    doors = estate()
    random.shuffle(doors)
    expected = after(estate(), Sweep, Immediately())
    assert after(doors, Patient, Shuffled(random)) == expected


def test_an_account_that_is_entered_outgrows_the_name_of_its_source():
    """What stood under the name while it could not be entered is forgotten; others' is not."""
    opened = door("111", "a")
    opened.account = opened.name = "source"
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


# --- slow and large accounts ----------------------------------------------------------------


def test_an_account_whose_calls_all_hang_leaves_workers_to_the_others():
    """However much it has to ask for, another's patch comes out while it waits."""
    go_on = threading.Event()
    many = [declare(f"T::N{number}") for number in range(30)]
    answers = {f"ListN{number}s": items("x") for number in range(30)}
    doors = [FakeDoor(FakeTransport(answers, account=str(one))) for one in (111, 222, 333, 444)]
    let_go = []
    doors[0].transport.before = lambda _: let_go.append(go_on.wait(20))
    with ThreadPoolExecutor(4) as executor:
        of = tools(*many, limits=Limits(workers=4, accounts=2))
        patches = Sweep(of, executor, before(())).run(doors, Selector())
        first = [next(patches) for _ in doors[1:]]
        go_on.set()
        rest = list(patches)
    assert (sorted(accounts(first)), accounts(rest)) == (["222", "333", "444"], ["111"])
    assert all(let_go)


def parts_of(of, *doors, selection=None):
    """Return the patches of a sweep by account."""
    found = {}
    for patch in sweep(doors, of=of, selection=selection):
        found.setdefault(accounts([patch])[0], []).append(patch)
    return found


def test_a_large_account_comes_out_in_parts():
    """Each resource in one of them; the scope is pending until the one that claims it."""
    names = [f"n{number}" for number in range(100)]
    of = tools(PLAIN, limits=Limits(held=30))
    (parts,) = parts_of(of, door("111", *names)).values()
    scope = Scope("aws", "111", "r1", "T::Thing")
    *earlier, last = parts
    assert [one.native_id for part in parts for one in part.upserts] == names
    assert len(earlier) >= 2
    assert {(part.pending, part.claims, part.coverage, part.ends) for part in earlier} == {
        ((scope,), (), (), ())
    }
    assert [one.scope for one in last.claims] == [one.scope for one in last.coverage] == [scope]
    assert (last.pending, last.ends) == ((), ("111",))
    handed_over = {one.key for part in earlier for one in part.upserts}
    assert {key for _, key in last.sighted} == handed_over


def test_a_small_account_is_one_patch_beside_a_large_one():
    """Parts are for what is large."""
    of = tools(PLAIN, limits=Limits(held=30))
    found = parts_of(of, door("111", *map(str, range(100))), door("222", "a", "b"))
    assert (len(found["111"]) > 1, len(found["222"])) == (True, 1)


def test_an_account_of_many_calls_comes_out_in_parts():
    """However little they came to; the account beside it, which made few, is one patch."""
    policy = Detail(aspect="policy", operation="GetPolicy", params={"Id": "=item.Id"})
    of = tools(declare(aspects=(policy,)), limits=Limits(part_calls=40, workers=2))
    doors = [door("111", *map(str, range(100))), door("222", "a", "b")]
    for one in doors:
        one.transport.answers["GetPolicy"] = {"Policy": 1}
    found = parts_of(of, *doors)
    assert (len(found["111"]) > 1, len(found["222"])) == (True, 1)
    assert len({one.key for part in found["111"] for one in part.upserts}) == 100


def test_a_part_proves_nothing_absent():
    """What the rest would have listed stays where the rest never comes."""
    clock = FakeClock(tick=0.001)
    names = [f"n{number:03}" for number in range(100)]
    of = tools(PLAIN, clock=clock, limits=Limits(held=30))
    head = after_all(empty(PLAIN), sweep([door("111", *names, clock=clock)], of=of))
    first, *rest = sweep([door("111", *names[:60], clock=clock)], of=of)
    assert len(list(resources(head.apply(first)))) == 100
    whole = after_all(head.apply(first), rest)
    assert [one.record.native_id for one in resources(whole)] == names[:60]


def test_parts_write_only_what_changed():
    """A record that a later part's claim covers is not written because it was seen again."""
    clock = FakeClock(tick=0.001)
    names = [f"n{number:03}" for number in range(100)]
    of = tools(PLAIN, clock=clock, limits=Limits(held=30))
    head = after_all(empty(PLAIN), sweep([door("111", *names, clock=clock)], of=of))
    again = door("111", *names, clock=clock)
    again.transport.answers["ListThings"]["Items"][7]["Size"] = 1
    after = after_all(head, sweep([again], of=of))
    assert [key.id.rpartition("/")[2] for key in after.changed_since(head.commit)] == ["n007"]


def after_all(head, patches):
    """Return a snapshot after some patches."""
    for patch in patches:
        head = head.apply(patch)
    return head


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 12), st.randoms())
def test_in_parts_or_in_one_the_state_is_the_same(most, random):
    """However the observations of two readings are cut, with children, faults and removals."""
    child = declare(
        "T::Child", list=ListCall("ListChilds", "Items", {"Parent": "=parent.Id"}, each="T::Thing")
    )

    def readings(seed):
        for number in range(2):
            draw = Random(f"{seed} {number}")
            names = [f"n{one}" for one in range(40) if draw.random() < 0.7]
            bad = draw.choice([*names, None, None])
            yield {
                "ListThings": {"Items": [{"Id": one, "V": draw.randrange(3)} for one in names]},
                "ListChilds": lambda ask, bad=bad: (
                    DENIED if ask.params["Parent"] == bad else items(f"of-{ask.params['Parent']}")
                ),
            }

    def state(held, seed):
        clock = FakeClock(tick=0.001)
        of = tools(PLAIN, child, clock=clock, limits=Limits(held=held))
        head = empty(PLAIN, child)
        for answers in readings(seed):
            transport = FakeTransport(answers, account="111", clock=clock)
            head = after_all(head, sweep([FakeDoor(transport)], of=of))
        return everything(head)

    seed = random.random()
    assert state(most, seed) == state(10_000, seed)


def test_the_pace_of_an_account_that_is_done_is_kept_while_it_matters():
    """What is asked of it right afterwards is a call like the one before."""
    clock = FakeClock()
    limiter = RateLimiter(Rates(2.0), clock)
    limiter.start(("111", "r1", "svc"))
    limiter.throttled(("111", "r2", "svc"))
    clock.sleep(0.1)
    limiter.forget("111")
    assert limiter.start(("111", "r1", "svc")) == pytest.approx(0.45)
    assert limiter.rate(("111", "r2", "svc")) == 1.0
    clock.sleep(10)
    limiter.forget("111")
    assert limiter.start(("111", "r1", "svc")) == 0.0
    assert limiter.rate(("111", "r2", "svc")) == 1.0


# --- barred regions ---------------------------------------------------------------------------

BARRED = Fault(State.BARRED, "AccessDenied", "with an explicit deny in a service control policy")
SERVICES = [
    declare(f"T::N{number}", service=f"svc{number}", list=ListCall(f"List{number}", "Items"))
    for number in range(8)
]
EVERYWHERE = [
    declare(
        f"T::G{number}",
        service=f"svc{number}",
        list=ListCall(f"List{number}", "Items"),
        where=GLOBAL,
    )
    for number in range(8)
]


def test_a_region_that_is_barred_is_not_asked_for_all_the_rest():
    """Three services tell; the others' scopes are barred without a call, there and only there."""
    answers = {f"List{number}@r1": BARRED for number in range(8)}
    answers |= {f"List{number}@r2": items("a") for number in range(8)}
    transport = FakeTransport(answers, regions=("r1", "r2"))
    (patch,) = sweep([FakeDoor(transport)], *SERVICES)
    found = states(patch)
    assert {found[f"T::N{number}", "r1"] for number in range(8)} == {"barred"}
    assert {found[f"T::N{number}", "r2"] for number in range(8)} == {"complete"}
    assert sum(ask.region == "r1" for ask in transport.calls) == 3
    assert not [one for one in patch.claims if one.region == "r1"]


def test_one_answer_keeps_a_region_open():
    """Where one service answers, each is asked for itself."""
    for number in (0, 2):
        answers = {f"List{one}": BARRED for one in range(8)} | {f"List{number}": items("a")}
        transport = FakeTransport(answers)
        (patch,) = sweep([FakeDoor(transport)], *SERVICES)
        assert len(transport.calls) == 8
        assert sorted(states(patch).values()) == ["barred"] * 7 + ["complete"]


def test_what_is_global_is_always_asked_for():
    """No policy bars the region that is none."""
    transport = FakeTransport({f"List{number}": BARRED for number in range(8)})
    (patch,) = sweep([FakeDoor(transport)], *EVERYWHERE)
    assert len(transport.calls) == 8
    assert set(states(patch).values()) == {"barred"}


def test_a_region_that_is_barred_in_one_account_is_not_so_in_another():
    """Each account stands under policies of its own."""
    first = FakeTransport({f"List{number}": BARRED for number in range(8)})
    second = FakeTransport({f"List{number}": items("a") for number in range(8)}, account="222")
    found = dict(
        zip(("111", "222"), sweep([FakeDoor(first), FakeDoor(second)], *SERVICES), strict=True)
    )
    assert set(states(found["222"]).values()) == {"complete"}


def test_three_refusals_of_one_service_do_not_bar_a_region():
    """A policy against one service says nothing about the others."""
    same = [
        declare(f"T::S{number}", list=ListCall(f"List{number}", "Items")) for number in range(4)
    ]
    transport = FakeTransport({f"List{number}": BARRED for number in range(4)})
    sweep([FakeDoor(transport)], *same)
    assert len(transport.calls) == 4


def test_a_shut_account_is_unknown_only_where_it_was_asked_for():
    """A run over one region says nothing about the others."""
    known = [Scope("aws", "111", region, "T::Thing") for region in ("r1", "r2")]
    chosen = Selector(regions=("global", "r2"))
    (patch,) = sweep([FakeDoor(None, DENIED)], known=known, selection=chosen)
    assert states(patch) == {("T::Thing", "r2"): "denied"}
