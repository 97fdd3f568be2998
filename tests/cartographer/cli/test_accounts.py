"""accounts: which there are, and how each stands."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest

from cartographer import bootstrap, config
from cartographer.cli.accounts import age
from cartographer.model.coverage import State
from cartographer.model.gap import AcceptedGap
from cartographer.model.history import Listed, Listing, Run, Visit
from cartographer.model.patch import Patch
from tests.cartographer.cli.blind import (
    AT,
    FAR,
    KEY,
    LAB,
    MANAGEMENT,
    NEW,
    OLD,
    PAY,
    SHOP,
    VPC,
    blind_estate,
    covered,
)

SOON = datetime.now(UTC).date() + timedelta(days=30)


@pytest.fixture
def blind(run):
    """The program on an organization with blind spots."""
    blind_estate(run.store)
    return run


def opened(run):
    return bootstrap.store(config.Settings(), str(run.store))


def rows(run, *words):
    return {one["account"]: one for one in run.json("accounts", *words)["accounts"]}


def states(run, *words):
    return {account: one["state"] for account, one in rows(run, *words).items()}


def test_every_account_has_its_state(blind, home):
    """Those that were asked for, and those that only the organization names."""
    source = '[[source]]\nname = "org"\nkind = "aws-organization"\n'
    (home / "cartographer.toml").write_text(f'{source}exclude = ["account:{FAR}"]\n')

    assert states(blind) == {
        MANAGEMENT: "complete",
        PAY: "partial",
        SHOP: "denied",
        LAB: "partial",
        OLD: "retired",
        FAR: "excluded",
        NEW: "not_asked",
    }


def test_a_unit_that_is_left_out_leaves_its_accounts_out(blind, home):
    """Also one that was read before: what is held of it is nobody's statement any more."""
    source = '[[source]]\nname = "org"\nkind = "aws-organization"\n'
    (home / "cartographer.toml").write_text(
        f'{source}exclude = ["ou:ou-ab12-far", "ou:ou-ab12-prod"]\n'
    )

    told = states(blind)

    assert (told[FAR], told[NEW], told[PAY]) == ("excluded", "not_asked", "excluded")


def test_a_row_says_what_is_known_of_an_account(blind):
    """Its name and place, what could not be read, and what its latest run cost."""
    told = rows(blind)[PAY]

    assert told == {
        "provider": "aws",
        "account": PAY,
        "name": "pay-prod",
        "ou": ["Root", "prod"],
        "state": "partial",
        "entered": True,
        "reason": None,
        "last_complete": "2026-05-31T06:00:00Z",
        "never_complete": 3,
        "types_denied": 1,
        "details_denied": 1,
        "regions_barred": 1,
        "new_gaps": 4,
        "accepted_gaps": 0,
        "snapshot": "s-1",
        "calls": 31,
        "seconds": 4.25,
        "tags": {"team": "pay"},
    }


def test_an_account_that_could_not_be_entered_says_why(blind):
    """It was never seen, and no run spent anything on it."""
    told = rows(blind)[SHOP]

    assert (told["entered"], told["last_complete"], told["calls"]) == (False, None, None)
    assert "AssumeRole" in told["reason"]
    people = blind("accounts").stdout
    assert "not entered: AccessDenied" in people


def test_without_the_organization_there_are_numbers_alone(run):
    """What is not collected is null, and a table has an empty cell."""
    blind_estate(run.store, with_organization=False)

    told = rows(run)

    assert set(told) == {PAY, SHOP, LAB}
    assert {(one["name"], one["ou"], one["tags"]) for one in told.values()} == {(None, None, None)}


def test_an_accepted_gap_does_not_keep_an_account_from_being_complete(blind):
    """But an account that nobody could look into is never complete."""
    store = opened(blind)
    store.accept(AcceptedGap("barred:*", "region deny", SOON))
    store.accept(AcceptedGap(f"account={SHOP}", "no role there", SOON))
    store.close()

    told = rows(blind)

    assert (told[LAB]["state"], told[LAB]["accepted_gaps"]) == ("complete", 2)
    assert (told[SHOP]["state"], told[SHOP]["new_gaps"]) == ("denied", 0)
    assert told[PAY]["state"] == "partial"


@pytest.mark.parametrize(
    ("state", "reason", "told"),
    [
        (State.DENIED, "left: no longer listed; cartographer forget ends it", "left"),
        (State.FAILED, "deadline: no time left for this account", "failed"),
        (State.THROTTLED, "Throttling: x", "failed"),
        (State.BARRED, "AccessDenied: by a service control policy", "barred"),
        (State.SKIPPED, "interrupted", "partial"),
        (State.NOT_ASKED, None, "not_asked"),
        (State.UNAVAILABLE, "OptInRequired", "complete"),
        (State.COMPLETE, None, "complete"),
    ],
)
def test_an_account_of_which_all_ended_alike(run, state, reason, told):
    """One state of its scopes is one state of the account."""
    store = opened(run)
    store.commit(Patch("sweep", coverage=(covered(PAY, "global", VPC, state, reason),)))
    store.close()

    assert states(run) == {PAY: told}


def test_a_shut_account_that_was_read_before_says_when(run):
    """Every scope that it had is denied; the oldest complete reading is told with its age."""
    store = opened(run)
    reason = "AccessDenied: x (AssumeRole: it must exist)"
    places = (("eu-west-1", VPC), ("global", KEY))
    for state, why in ((State.COMPLETE, None), (State.DENIED, reason)):
        coverage = tuple(covered(PAY, *place, state, why) for place in places)
        store.commit(Patch("sweep", coverage=coverage))
    store.close()

    told = rows(run)[PAY]

    assert (told["state"], told["entered"], told["types_denied"]) == ("denied", False, 2)


@pytest.mark.parametrize(
    ("words", "accounts"),
    [
        (("--state", "denied"), {SHOP}),
        (("--state", "!complete"), {PAY, SHOP, LAB, OLD, FAR, NEW}),
        (("--state", "denied", "--state", "partial"), {PAY, SHOP, LAB}),
        (("--scope", f"account={PAY[:3]}*"), {PAY}),
        (("--scope", "ou=prod"), {PAY, SHOP}),
        (("--scope", "ou=ou-ab12-prod,tag:team=pay"), {PAY}),
        (("--scope", "name=*-prod"), {PAY, SHOP}),
        (("--limit", "2"), {MANAGEMENT, PAY}),
    ],
)
def test_states_and_scopes_choose(blind, words, accounts):
    """By state, and by what the organization says of an account."""
    assert set(rows(blind, *words)) == accounts


def test_what_means_nothing_is_refused(blind):
    """No such state; and accounts have no region."""
    assert "no state 'gone'" in blind("accounts", "--state", "gone", code=2).stderr
    assert "--scope takes account=" in blind("accounts", "--scope", "region=a", code=2).stderr


def test_calls_are_those_of_the_latest_run_that_entered(blind):
    """A later run of other accounts changes nothing; an earlier moment has its own."""
    store = opened(blind)
    store.commit(Patch("sweep", coverage=(covered(LAB, "global", KEY),)))
    store.publish(("aws:org",), Run(AT + timedelta(days=1), visits={LAB: Visit(2, 0.5)}))
    store.close()

    later, earlier = rows(blind), rows(blind, "--at", "s-1")

    assert [(later[one]["snapshot"], later[one]["calls"]) for one in (PAY, LAB)] == [
        ("s-1", 31),
        ("s-2", 2),
    ]
    assert earlier[LAB]["calls"] == 9


def test_people_read_how_many_are_in_which_state(blind):
    """A line a provider at the end, and what to ask next."""
    told = blind("accounts").stdout

    summary = "aws  7 accounts  1 complete  2 partial  1 denied  1 retired  2 not asked"
    assert summary in told.splitlines()
    assert "3 accounts have new gaps: cartographer gaps ls" in told
    assert "team=pay" in blind("accounts", "-o", "wide").stdout


def test_csv_has_a_row_an_account(blind):
    """Under the names of the members."""
    found = list(csv.DictReader(io.StringIO(blind("accounts", "-o", "csv").stdout)))

    assert [one["account"] for one in found][:2] == [MANAGEMENT, PAY]
    assert found[1]["name"] == "pay-prod"


def test_a_run_ends_with_how_the_accounts_stand(estate, answers):
    """The first line; several accounts make the next step the list of those not complete."""
    alone = estate("snapshot", "--recorded", answers).stdout.splitlines()
    store = opened(estate)
    store.commit(Patch("sweep", coverage=(covered(PAY, "global", KEY, State.DENIED, "x"),)))
    store.close()
    (answers / "111122223333" / "eu-west-1" / "Vpcs.json").write_text('{"Vpcs": "none"}')
    several = estate("snapshot", "--recorded", answers, code=4).stdout.splitlines()

    assert alone[0] == "aws  1 account  1 complete"
    assert several[0] == "aws  2 accounts  1 partial  1 denied"
    assert "cartographer gaps ls      cartographer accounts --state '!complete'" in several[-1]


@pytest.mark.parametrize(
    ("passed", "told"),
    [({"minutes": 5}, "5 min"), ({"hours": 30}, "1 d"), ({"hours": 3}, "3 h"), ({}, "0 min")],
)
def test_an_age_is_told_in_its_largest_unit(passed, told):
    """Days, hours or minutes; what is not known has none."""
    assert age(AT, AT + timedelta(**passed)) == told
    assert age(None, AT) == ""


def test_the_latest_list_of_accounts_completes_what_is_held(blind):
    """Names, what is closed and what is left out; units and tags stay those that were read."""
    accounts = {
        PAY: Listed("pay-renamed", excluded=True),
        NEW: Listed("new", closed=True),
        "9" * 12: Listed("young"),
    }
    store = opened(blind)
    store.commit(Patch("sweep", coverage=(covered(LAB, "global", KEY),)))
    run = Run(AT + timedelta(days=1), listings={"org": Listing("aws", (), accounts)})
    store.publish(("aws:org",), run)
    store.close()

    now, before = rows(blind), rows(blind, "--at", "s-1")

    assert (now[PAY]["name"], now[PAY]["state"], now[PAY]["ou"]) == (
        "pay-renamed",
        "excluded",
        ["Root", "prod"],
    )
    assert (now[NEW]["state"], now["9" * 12]["state"]) == ("retired", "not_asked")
    assert (now["9" * 12]["name"], now["9" * 12]["ou"], now["9" * 12]["tags"]) == (
        "young",
        None,
        None,
    )
    assert (before[PAY]["name"], before[PAY]["state"]) == ("pay-prod", "partial")
    assert "9" * 12 not in before


def test_gaps_that_the_settings_accept_no_longer_are_said(estate, home, answers):
    """They are kept, and count as new again."""
    gap = '[[gap]]\nscope = "denied:*"\nreason = "x"\nuntil = {}\n'
    (home / "cartographer.toml").write_text(gap.format("2020-01-31") + gap.format("2999-01-31"))

    told = estate("snapshot", "--recorded", answers).stderr

    assert "[[gap]] denied:* of the settings was accepted until 2020-01-31: what it covers" in told
    assert "2999" not in told
