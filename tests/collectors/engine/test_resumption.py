"""A sweep that was killed is taken up again, and comes to what an undisturbed one comes to."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cartographer.model.coverage import Selector, State
from cartographer.model.error import SourceError
from cartographer.pipeline import collect, forget
from collectors.engine.specification import GLOBAL, Detail, ListCall
from collectors.engine.tools import Limits
from tests.collectors.engine.cloud import (
    BUSY,
    DENIED,
    FakeTransport,
    Listener,
    declare,
    items,
    key,
    resources,
)
from tests.collectors.engine.organization import Home, Organization, covered, held

POLICY = Detail(aspect="policy", operation="GetPolicy", params={"Id": "=item.Id"}, result="Policy")
THING = declare(aspects=(POLICY,))
CHILD = declare(
    "T::Child", list=ListCall("ListChilds", "Items", {"Parent": "=parent.Id"}, each="T::Thing")
)
WIDE = declare("T::Wide", where=GLOBAL)
SOME = declare("T::Some", list=ListCall("ListSomes", "Items", claims=False))
ALL = (THING, CHILD, WIDE)
SMALL_PARTS = Limits(held=3, accounts=1, workers=2)


class KilledError(BaseException):
    """The end of a process, wherever it was."""


class Killer:
    """Ends a run at a call, or at a write to the store, of some number."""

    def __init__(self, store, after=None, end=KilledError):
        self._store = store
        self.left = after
        self._end = end

    def step(self, *_):
        """Count one, and end the run if it was the last."""
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                raise self._end

    def __getattr__(self, name):
        found = getattr(self._store, name)
        if name not in {"commit", "note", "spend", "publish", "end", "begin"}:
            return found

        def counted(*arguments):
            self.step()
            return found(*arguments)

        return counted


def estate(things=7):
    """Return an organization of three accounts, one of them in two regions."""

    def account(number, *regions):
        return FakeTransport(
            {
                "ListThings": items(*(f"{number}-{one}" for one in range(things))),
                "ListChilds": lambda ask: items(f"of-{ask.params['Parent']}"),
                "ListWides": items("w"),
                "ListSomes": items("s"),
                "GetPolicy": lambda ask: {"Policy": {"of": ask.params["Id"]}},
            },
            account=number,
            regions=regions,
        )

    return Organization(
        "org", account("111", "r1"), account("222", "r1", "r2"), account("333", "r1")
    )


def calls(source):
    """Return the calls of all accounts so far, countable."""
    return Counter(
        (account, ask.operation, ask.region, str(ask.params))
        for account, member in source.members.items()
        for ask in member.transport.calls
    )


def forget_calls(source):
    for member in source.members.values():
        member.transport.calls.clear()
        member.opened = 0


def undisturbed(source, *declarations, **more):
    """Return what is held, how it is covered, and what was called, without any interruption."""
    with Home(*declarations, database=False) as home:
        collected = home.run(source, **more)
        found = held(home.store.head()), covered(home.store.head()), calls(source)
        assert collected.info.coverage is not None
        return (*found, collected)


def kill(home, source, after, end=KilledError, **more):
    """Run until some number of calls were made and then no further; return whether it ended."""
    killer = Killer(home.store, after, end)
    for member in source.members.values():
        member.transport.before = killer.step
    try:
        home.run(source, **more)
    except end:
        return True
    except SourceError:
        return False  # it came to its end, with nothing
    finally:
        for member in source.members.values():
            member.transport.before = lambda _: None
    return False


def test_a_sweep_that_is_killed_at_any_call_is_taken_up_again():
    """Then the snapshot is the same, the calls are fewer, and none was made before for nothing."""
    things, coverage, asked, whole = undisturbed(estate(4), *ALL, limits=SMALL_PARTS)
    saved = []
    for after in range(asked.total()):
        source = estate(4)
        with Home(*ALL, database=False) as home:
            assert kill(home, source, after, limits=SMALL_PARTS)
            forget_calls(source)
            collected = home.run(source, limits=SMALL_PARTS)

            assert held(home.store.head()) == things
            assert covered(home.store.head()) == coverage
            assert (collected.coverage, collected.gaps) == (whole.coverage, ())
            assert calls(source).total() <= asked.total()
            saved.append(asked.total() - calls(source).total())
    assert saved[0] == 0
    assert saved[-1] > asked.total() * 2 // 3


def test_an_account_that_is_done_is_not_entered_again():
    """Nor is it asked for anything; the account under way is."""
    source = estate()
    in_first = undisturbed(estate(), *ALL, limits=SMALL_PARTS)[2]
    per_account = sum(count for name, count in in_first.items() if name[0] == "111")
    with Home(*ALL) as home:
        kill(home, source, per_account + 3, limits=SMALL_PARTS)
        forget_calls(source)
        home.run(source, limits=SMALL_PARTS)

        assert source.opened() == {"111": 0, "222": 1, "333": 1}
        assert source.members["111"].transport.calls == []


@pytest.mark.parametrize("number", range(0, 36, 6))
def test_what_a_resumed_sweep_counts_is_what_the_store_counts(number):
    """Wherever it was cut off, and also of types that list only a part of what there is."""
    with Home(THING, SOME) as home:
        assert kill(home, estate(), number, limits=SMALL_PARTS)
        counts = home.run(estate(), limits=SMALL_PARTS).coverage
        (info,) = home.store.snapshots()

        assert counts == dict.fromkeys(map(str, State), 0) | {"complete": 8}
        assert info.coverage["complete"] == 8


def test_what_a_resumed_sweep_was_not_asked_for_is_so_counted():
    """Though an earlier sweep has read it."""
    with Home(WIDE, SOME) as home:
        home.run(estate())
        chosen = Selector(types=("T::Wide",))
        assert kill(home, estate(), 1, selection=chosen)
        counts = home.run(estate(), selection=chosen).coverage

        assert (counts["complete"], counts["not_asked"]) == (3, 4)


def test_details_that_were_read_are_not_read_again():
    """A large account that was cut off goes on behind what was handed over."""
    transport = FakeTransport(
        {
            "ListThings": items(*(f"n{number:03}" for number in range(100))),
            "GetPolicy": lambda ask: {"Policy": {"of": ask.params["Id"]}},
        },
        account="111",
    )
    source = Organization("org", transport)
    limits = Limits(held=20, accounts=1)
    with Home(THING) as home:
        assert kill(home, source, 81, limits=limits)
        first = {one["Id"] for one in transport.made("GetPolicy")}
        forget_calls(source)
        home.run(source, limits=limits)
        second = [one["Id"] for one in transport.made("GetPolicy")]

        assert len(transport.made("ListThings")) == 1
        assert len(second) == len(set(second)) <= 60
        assert len(first.intersection(second)) <= 41  # what was not handed over yet
        assert [row[-1]["policy"][1] for row in held(home.store.head())] == [
            {"of": f"n{number:03}"} for number in range(100)
        ]


def middling(things):
    """Return an organization of one account, which takes a call more than it has things."""
    transport = FakeTransport(
        {
            "ListThings": items(*(f"n{number:03}" for number in range(things))),
            "GetPolicy": lambda ask: {"Policy": {"of": ask.params["Id"]}},
        },
        account="111",
    )
    return Organization("org", transport)


def test_an_account_of_middling_size_goes_on_where_it_was_killed():
    """It is too small to fill the memory, and large enough to be missed."""
    source = middling(700)
    with Home(THING) as home:
        assert kill(home, source, 460, limits=Limits(workers=2))
        forget_calls(source)
        home.run(source)

        assert calls(source).total() < 701 // 2
        assert len(list(resources(home.store.head()))) == 700


def test_a_small_account_is_one_commit():
    """What is read again in no time is not worth one of its own."""
    source = middling(150)
    with Home(THING) as home:
        home.run(source)

        assert home.store.head().commit == 1


def test_calls_that_came_to_nothing_yet_make_no_commit():
    """What was asked for is still being listed: there is nothing to store."""
    paged = FakeTransport({"ListThings": [items(f"n{one}") for one in range(9)]}, account="111")
    with Home(declare()) as home:
        home.run(Organization("org", paged), limits=Limits(part_calls=1))

        assert home.store.head().commit == 1


def test_an_interruption_stores_what_was_read_until_then():
    """Whole types count as read, and of the one under way all that has its details."""
    source = middling(100)
    source.members["111"].transport.answers["ListWides"] = items("w")
    with Home(THING, WIDE) as home:
        assert kill(home, source, 62, end=KeyboardInterrupt)
        states = {one.scope.type: one.state for one in home.store.head().coverage("111")}
        assert states == {"T::Wide": State.COMPLETE}
        assert len(list(home.store.head().of_type("T::Thing"))) == 60
        forget_calls(source)
        home.run(source)

        transport = source.members["111"].transport
        assert Counter(ask.operation for ask in transport.calls) == {
            "ListThings": 1,
            "GetPolicy": 40,
        }


def test_who_is_interrupted_asks_nothing_more_meanwhile():
    """What is read while the last of it is stored would be lost."""
    source = middling(100)
    transport = source.members["111"].transport
    with Home(THING) as home:
        collector = home.collector(source)
        transport.before = Killer(home.store, 62, KeyboardInterrupt).step
        patches = collector.collect(Selector(), Listener(), home.store.head())

        assert len(next(patches).upserts) == 60
        assert collector.waiting.is_set()
        with pytest.raises(KeyboardInterrupt):
            next(patches)


@pytest.mark.parametrize("seed", range(4))
def test_a_sweep_may_be_killed_again_and_again(seed):
    """Each time it gets further, and what was read before stays read."""
    things, coverage, *_ = undisturbed(estate(), *ALL, limits=SMALL_PARTS)
    source, draw = estate(), Random(seed)
    with Home(*ALL) as home:
        runs = 0
        while kill(home, source, draw.randrange(8, 25), limits=SMALL_PARTS):
            runs += 1
            assert runs < 40

        assert runs > 1
        assert (held(home.store.head()), covered(home.store.head())) == (things, coverage)


@pytest.mark.parametrize("end", [KilledError, KeyboardInterrupt])
def test_a_sweep_may_be_killed_between_any_two_writes(end):
    """A patch that was stored and not noted, or noted and not spent, is no harm."""
    things, coverage, *_ = undisturbed(estate(2), *ALL, limits=SMALL_PARTS)
    for after in range(200):
        source = estate(2)
        with Home(*ALL) as home:
            try:
                home.run(source, store=Killer(home.store, after, end), limits=SMALL_PARTS)
            except end:
                collected = home.run(source, limits=SMALL_PARTS)
            else:
                return

            assert (held(home.store.head()), covered(home.store.head())) == (things, coverage)
            assert collected.gaps == ()
    raise AssertionError("it never came to its end")


def test_what_could_not_be_read_before_the_interruption_is_asked_for_again():
    """A gap of the first part is no reading, be it a scope, an account, or a detail."""
    source = estate()
    shut = source.members["111"]
    policies = source.members["222"].transport.answers["GetPolicy"]
    shut.fault = DENIED
    source.members["222"].transport.answers |= {"GetPolicy": DENIED, "ListWides": DENIED}

    with Home(*ALL) as home:
        source.members["333"].transport.before = _kill
        with pytest.raises(KilledError):
            home.run(source, limits=SMALL_PARTS)
        source.members["333"].transport.before = lambda _: None
        collected = home.run(source, limits=SMALL_PARTS)
        assert {(one.scope.account, one.scope.type) for one in collected.gaps} == {
            ("111", "T::Wide"),
            ("222", "T::Thing"),
            ("222", "T::Wide"),
        }

    shut.fault = None
    with Home(*ALL) as home:
        shut.fault = DENIED
        source.members["333"].transport.before = _kill
        with pytest.raises(KilledError):
            home.run(source, limits=SMALL_PARTS)
        source.members["333"].transport.before = lambda _: None
        shut.fault = None
        source.members["222"].transport.answers |= {"GetPolicy": policies, "ListWides": items("w")}
        collected = home.run(source, limits=SMALL_PARTS)

        assert collected.gaps == ()
        assert held(home.store.head()) == undisturbed(estate(), *ALL, limits=SMALL_PARTS)[0]


def _kill(_):
    raise KilledError


def test_a_detail_that_was_throttled_in_the_first_part_is_still_a_gap():
    """Its scope was listed to the end, and not all that was asked for is known."""
    source = Organization(
        "org",
        FakeTransport(
            {
                "ListThings": items("a", "b"),
                "GetPolicy": lambda ask: BUSY if ask.params["Id"] == "b" else {"Policy": 1},
            },
            account="111",
        ),
        FakeTransport({"ListThings": items("c"), "GetPolicy": {"Policy": 1}}, account="222"),
    )
    with Home(THING) as home:
        source.members["222"].transport.before = _kill
        with pytest.raises(KilledError):
            home.run(source, limits=Limits(accounts=1, tries=1))
        source.members["222"].transport.before = lambda _: None
        collected = home.run(source, limits=Limits(accounts=1, tries=1))

        assert [one.scope.account for one in collected.gaps] == ["111"]
        assert collected.gaps[0].unread[0].state is State.THROTTLED


def test_a_thing_that_was_made_anew_in_the_meantime_is_read_with_its_details():
    """It has the id of one that was read, and is another."""
    named = declare(uid="Uid", aspects=(POLICY,))
    things = {"Items": [{"Id": f"n{one}", "Uid": f"u{one}"} for one in range(30)]}
    transport = FakeTransport(
        {"ListThings": things, "GetPolicy": lambda ask: {"Policy": {"of": ask.params["Id"]}}},
        account="111",
    )
    source = Organization("org", transport)
    limits = Limits(held=10, accounts=1)
    with Home(named) as home:
        assert kill(home, source, 25, limits=limits)
        things["Items"][0] = {"Id": "n0", "Uid": "another"}
        home.run(source, limits=limits)

        found = {one.record.native_id: one.record for one in resources(home.store.head())}
        assert found["n0"].uid == "another"
        assert found["n0"].aspects["policy"].value == {"of": "n0"}


def test_a_thing_that_was_forgotten_in_the_meantime_is_read_with_its_details():
    """What nobody holds any more was not read."""
    transport = FakeTransport(
        {
            "ListThings": items(*(f"n{one}" for one in range(30))),
            "GetPolicy": lambda ask: {"Policy": {"of": ask.params["Id"]}},
        },
        account="111",
    )
    source = Organization("org", transport)
    limits = Limits(held=10, accounts=1)
    with Home(THING) as home:
        assert kill(home, source, 25, limits=limits)
        forget(home.store, Selector(keys=(key("n0"),)))
        home.run(source, limits=limits)

        assert home.store.head().get(key("n0")).record.aspects["policy"].value == {"of": "n0"}


def test_what_vanished_between_the_parts_is_removed():
    """The later listing counts."""
    source = estate()
    with Home(*ALL) as home:
        home.run(source, limits=SMALL_PARTS)
        kill(home, source, 12, limits=SMALL_PARTS)
        source.members["111"].transport.answers["ListThings"] = items("111-3")
        home.run(source, limits=SMALL_PARTS)

        things = [
            one.record.native_id
            for one in home.store.head().of_type("T::Thing")
            if one.record.account == "111"
        ]
        assert things == ["111-3"]


def test_another_selection_is_another_sweep():
    """Who asks for something else does not get what is left of the first."""
    source = estate()
    with Home(*ALL) as home:
        kill(home, source, 40, limits=SMALL_PARTS)
        forget_calls(source)
        home.run(source, selection=Selector(types=("T::Wide",)), limits=SMALL_PARTS)

        assert calls(source).total() == 3


def test_a_sweep_that_is_too_old_is_begun_anew():
    """What was read yesterday is not today's."""
    source = estate()
    asked = undisturbed(estate(), *ALL, limits=SMALL_PARTS)[2]
    with Home(*ALL) as home:
        kill(home, source, 40, limits=SMALL_PARTS)
        home.clock.sleep(timedelta(days=2).total_seconds())
        forget_calls(source)
        home.run(source, limits=SMALL_PARTS)

        assert calls(source) == asked


def test_a_sweep_that_ended_is_not_taken_up_again():
    """The next one reads everything."""
    source = estate()
    with Home(*ALL) as home:
        home.run(source, limits=SMALL_PARTS)
        first = calls(source)
        forget_calls(source)
        told = []
        collect(
            home.store,
            [home.collector(source, limits=SMALL_PARTS)],
            Selector(),
            Listener(),
            home.clock,
            started=told.append,
        )

        assert (calls(source), told) == (first, [None])


def test_who_takes_it_up_is_told():
    """With when it began, and what was done."""
    source = estate()
    with Home(*ALL) as home:
        kill(home, source, 30, limits=SMALL_PARTS)
        told = []
        collect(
            home.store,
            [home.collector(source, limits=SMALL_PARTS)],
            Selector(),
            Listener(),
            home.clock,
            started=told.append,
        )

        assert told[0].done == {"111"}


# --- any estate, any interruption -----------------------------------------------------------


def drawn(seed):
    """Return a random organization: regions, things, children, details, and faults."""
    draw = Random(seed)

    def account(number):
        regions = tuple(f"r{one}" for one in range(draw.randint(1, 3)))
        names = [f"{number}-{one}" for one in range(draw.randint(0, 9))]
        lost = {one for one in names if draw.random() < 0.15}
        answers = {
            "ListThings": items(*names),
            "ListWides": draw.choice([items("w"), items(), DENIED]),
            "ListChilds": lambda ask: (
                DENIED
                if ask.params["Parent"] in lost and len(lost) == 1
                else items(f"of-{ask.params['Parent']}", "shared")
            ),
            "GetPolicy": lambda ask: (
                DENIED if ask.params["Id"] in lost else {"Policy": {"of": ask.params["Id"]}}
            ),
        }
        if draw.random() < 0.3:
            answers[f"ListThings@{regions[0]}"] = [items(*names[:2]), DENIED]
        return FakeTransport(answers, account=str(number), regions=regions)

    source = Organization("org", *(account(100 + one) for one in range(draw.randint(1, 4))))
    for member in source.members.values():
        if draw.random() < 0.15:
            member.fault = DENIED
    return source


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(0, 10**6),
    st.lists(
        st.tuples(st.integers(0, 60), st.sampled_from([KilledError, KeyboardInterrupt])),
        min_size=1,
        max_size=3,
    ),
    st.integers(1, 6),
    st.integers(1, 20),
    st.integers(1, 3),
)
def test_after_any_interruptions_the_snapshot_is_that_of_an_undisturbed_sweep(
    seed, interruptions, most, part_calls, at_once
):
    """Whatever there is, whatever is denied, wherever and however often it was cut off."""
    limits = Limits(held=most, part_calls=part_calls, accounts=at_once, tries=1)
    with Home(*ALL, database=False) as home:
        whole = attempt(home, drawn(seed), limits)
        expected = held(home.store.head()), covered(home.store.head())
    source = drawn(seed)
    with Home(*ALL, database=False) as home:
        for after, end in interruptions:
            kill(home, source, after, end, limits=limits)
        resumed = attempt(home, source, limits)

        assert (held(home.store.head()), covered(home.store.head())) == expected
        assert resumed == whole


def attempt(home, source, limits):
    """Return the gaps of a run: places, states and details; none of one that has nothing."""
    try:
        collected = home.run(source, limits=limits)
    except SourceError as error:
        return str(error)
    return [
        (one.scope, one.state, [(two.aspect, two.state, two.resources) for two in one.unread])
        for one in collected.gaps
    ]


def test_other_regions_are_another_sweep():
    """An account that is done in one region is not done in another."""
    source = estate()
    with Home(*ALL) as home:
        kill(home, source, 60, selection=Selector(regions=("global", "r1")), limits=SMALL_PARTS)
        forget_calls(source)
        home.run(source, selection=Selector(regions=("global", "r2")), limits=SMALL_PARTS)

        assert len(source.members["222"].transport.made("ListThings")) == 1
        assert source.opened() == {"111": 1, "222": 1, "333": 1}
