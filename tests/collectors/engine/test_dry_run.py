"""What a run would cost: its accounts are asked for, and none is entered."""

import pytest

from cartographer.model.coverage import Scope, Selector, State
from cartographer.model.error import SourceError, UsageError
from cartographer.model.estimate import HELD, OTHERS, SHUT, BudgetEstimate
from cartographer.pipeline import estimate
from collectors.engine.door import Terms
from collectors.engine.dry_run import Unheard
from collectors.engine.fault import UNTRIED, Fault
from collectors.engine.tools import Budget
from tests.collectors.engine.cloud import (
    DENIED,
    FakeDoor,
    FakeTransport,
    declare,
    items,
)
from tests.collectors.engine.organization import Home, Organization

PLAIN = declare()


def account(number, *names, **more):
    return FakeTransport({"ListThings": items(*names)}, account=number, **more)


class Offering(Organization):
    """An organization of accounts that say beforehand what they offer."""

    def __init__(self, name, *accounts, **more):
        super().__init__(name, *accounts, **more)
        for member in self.members.values():
            member.offer = lambda: self

    def likely_regions(self):
        """Return one region."""
        return ("r1",)

    def available(self, *_):
        """Return that everything is offered."""
        return True


def told(home, *sources, selection=None):
    """Return what a run over some sources would cost."""
    collectors = [home.collector(*sources)]
    return estimate(home.store, home.store.head(), collectors, selection or Selector(), home.clock)


def test_an_account_that_two_sources_have_is_counted_once_beforehand():
    """As it is read once."""
    with Home(PLAIN) as home:
        both = [Offering("org", account("111")), Offering("two", account("111"))]
        found = told(home, *both)

        assert [one.account for one in found.accounts] == ["111"]


def test_no_account_is_entered_and_nothing_is_read():
    """The list of the accounts is all that is asked for."""
    source = Offering("org", account("111", "a"), account("222", "b"))
    with Home(PLAIN) as home:
        found = told(home, source)

        assert [(one.account, one.calls) for one in found.accounts] == [("111", 1), ("222", 1)]
        assert (source.asked, source.opened()) == (1, {"111": 0, "222": 0})
        assert found.entering == 1 + 2 * 3  # the list; and of each the role, who, which regions


def test_an_account_of_which_something_is_held_is_no_guess():
    """Its regions are those that were read."""
    source = Offering("org", account("111", "a", regions=("r1", "r2")))
    with Home(PLAIN) as home:
        assert [one.basis == HELD for one in told(home, source).accounts] == [False]
        home.run(source)
        (found,) = told(home, source).accounts

        assert (found.basis, found.regions, found.calls) == (HELD, 2, 2)


def test_an_account_that_could_not_be_entered_is_the_one_call_that_tries():
    """Whether it was never entered or is shut since; the others stay no guess."""
    source = Offering("org", *(account(one, "a") for one in ("111", "222", "333")))
    source.members["222"].fault = DENIED
    with Home(PLAIN) as home:
        home.run(source)
        source.members["333"].fault = DENIED
        home.run(source)
        whole = told(home, source)
        found = {one.account: (one.calls, one.regions, one.basis) for one in whole.accounts}

        assert found == {"111": (1, 1, HELD), "222": (0, 0, SHUT), "333": (0, 0, SHUT)}
        assert whole.entering == 1 + 3 + 1 + 1  # the list; one that is entered, two that are tried
        assert not whole.guessed


@pytest.mark.parametrize(
    "fault",
    [
        Fault(State.THROTTLED, "Throttling"),
        Fault(State.FAILED, "budget", "no calls left"),
        Fault(State.DENIED, "AccessDenied", f"{UNTRIED}the management role cannot be assumed"),
    ],
)
def test_an_account_that_nobody_was_denied_may_be_entered_next_time(fault):
    """It had no turn, or was not tried: that says nothing of the next run."""
    source = Offering("org", account("111", "a"), account("222", "b"))
    source.members["222"].fault = fault
    with Home(PLAIN) as home:
        home.run(source)
        found = {one.account: one.calls for one in told(home, source).accounts}

        assert found == {"111": 1, "222": 1}


def test_an_account_of_which_one_type_was_denied_is_no_shut_one():
    """What was read of it says that it was entered."""
    source = Offering("org", account("111", "a", regions=("r1", "r2")))
    source.members["111"].transport.answers["ListThings@r2"] = DENIED
    with Home(PLAIN) as home:
        home.run(source)
        (found,) = told(home, source).accounts

        assert (found.basis, found.regions, found.calls) == (HELD, 2, 2)


def test_an_account_of_which_nothing_is_held_has_the_regions_of_the_others():
    """Of those that the same source lists; another source's are no guide."""
    wide = {"regions": ("r1", "r2", "r3")}
    source = Offering("org", account("222", "a", **wide))
    with Home(PLAIN) as home:
        home.run(source)
        more = Offering("org", account("111"), account("222"))
        other = Offering("two", account("333"))
        found = {one.account: (one.regions, one.basis) for one in told(home, more, other).accounts}

        assert found == {"222": (3, HELD), "111": (3, OTHERS), "333": (1, OTHERS)}


def test_what_a_run_needs_of_a_days_calls_is_told_beside_what_is_left():
    """Of sources with a bound; the list that was asked for is among them."""
    source = Offering("org", account("111", "a"), terms=Terms(budget=Budget(3)))
    with Home(PLAIN) as home:
        (budget,) = told(home, source, Offering("two", account("222"))).budgets

        assert budget == BudgetEstimate("org", most=3, left=2, calls=5)
        assert not budget.enough


def test_an_account_that_cannot_be_found_out_is_told_and_the_others_are_counted():
    """A source without a role learns only when it is entered whose account it is."""
    shut = FakeDoor(None, DENIED, account="shop")
    with Home(PLAIN) as home:
        found = told(home, shut, Offering("org", account("111", "a")))

        assert [one.account for one in found.accounts] == ["111"]
        assert found.lost == (f"shop: {DENIED}",)
        with pytest.raises(SourceError, match="nothing could be read: AccessDenied"):
            told(home, shut)


def test_an_account_that_is_not_there_is_refused_beforehand():
    """And one that is chosen is the only one that is counted."""
    source = Offering("org", account("111", "a"), account("222", "b"))
    with Home(PLAIN) as home:
        found = told(home, source, selection=Selector(accounts=("222",)))
        assert [one.account for one in found.accounts] == ["222"]
        with pytest.raises(UsageError, match="no account 333"):
            told(home, source, selection=Selector(accounts=("333",)))


def test_nobody_hears_of_a_run_that_is_not_made():
    """Whoever reports progress is told nothing."""
    scope = Scope("aws", "111", "r1", "T::Thing")
    nobody = Unheard()

    assert nobody.planned([scope]) is None
    assert nobody.called(scope, throttled=True) is None
    assert nobody.finished(scope, State.COMPLETE.value, 1) is None
