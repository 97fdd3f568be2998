"""A type that is listed only in part was read to its end, and says so instead of *never*."""

from datetime import date

import pytest

from cartographer.cli.coverage import _last
from cartographer.cli.standing import Ledger, standing
from cartographer.model.coverage import Coverage, Scope, State


def scope(state, type_="AWS::Config::DiscoveredResource"):
    """Return how a scope was covered that was never complete."""
    return Coverage(Scope("aws", "111", "eu-west-1", type_), state)


@pytest.mark.parametrize(
    ("state", "expected"), [(State.COMPLETE, "lists in part"), (State.DENIED, "never")]
)
def test_last_complete_says_what_never_is(state, expected):
    """Only a scope that was not read to its end was never complete."""
    assert _last({"state": state, "last_complete": None}) == expected


def test_account_counts_only_what_was_never_read():
    """What lists in part does not make the account older than it is."""
    found = standing(
        "111",
        [scope(State.COMPLETE), scope(State.DENIED, type_="T::A")],
        Ledger((), date(2026, 5, 1)),
    )

    assert found.never_complete == 1
