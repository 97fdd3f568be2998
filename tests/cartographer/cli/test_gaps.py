"""gaps: what cannot be seen, accepted until a day, and new again afterwards."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cartographer import bootstrap, config
from cartographer.cli.gap_line import gap_lines
from cartographer.cli.gaps import last_day
from cartographer.model.coverage import Coverage, Scope, State, Unread
from cartographer.model.error import UsageError
from cartographer.model.gap import AcceptedGap
from cartographer.model.patch import Patch
from tests.cartographer.cli.blind import BARRED, KEY, LAB, PAY, SHOP, SHUT, VPC, blind_estate

TODAY = datetime.now(UTC).date()
SOON = TODAY + timedelta(days=30)


@pytest.fixture
def blind(run):
    """The program on an organization with blind spots."""
    blind_estate(run.store)
    return run


def accepted_here(run, *gaps):
    store = bootstrap.store(config.Settings(), str(run.store))
    for gap in gaps:
        store.accept(gap)
    store.close()


def test_it_lists_scopes_and_details_that_could_not_be_read(blind):
    """Every one by itself in the machine form, with what accepts it."""
    told = blind.json("gaps", "ls")

    found = [(one["account"], one["region"], one["type"], one["aspect"]) for one in told["gaps"]]
    assert found == [
        (PAY, "eu-central-1", KEY, None),
        (PAY, "eu-west-1", KEY, "policy"),
        (PAY, "us-east-1", VPC, None),
        (PAY, "us-east-1", KEY, None),
        (SHOP, None, VPC, None),
        (SHOP, None, KEY, None),
        (LAB, "us-east-1", VPC, None),
        (LAB, "us-east-1", KEY, None),
    ]
    detail = told["gaps"][1]
    assert (detail["state"], detail["resources"], detail["reason"]) == ("denied", 3, None)
    assert {one["accepted"] for one in told["gaps"]} == {None}
    assert told["accepted"] == []


def test_a_region_that_is_barred_in_many_accounts_is_one_row(blind):
    """Not one for each account and type, unless --all asks for them."""
    few = blind("gaps").stdout.splitlines()
    every = blind("gaps", "ls", "--all").stdout.splitlines()

    assert [one.split()[:6] for one in few if one.startswith("barred")] == [
        ["barred", "2", "accounts", "us-east-1", "2", "types"]
    ]
    assert sum(one.startswith("barred") for one in every) == 4
    assert "8 gaps: 8 new, 0 accepted" in few


def test_many_accounts_that_lack_the_same_are_one_row(run):
    """A detail that is denied everywhere is told once."""
    store = bootstrap.store(config.Settings(), str(run.store))
    scopes = [Scope("aws", f"{number:012}", "eu-west-1", KEY) for number in range(50)]
    coverage = tuple(Coverage(one, State.DENIED, "AccessDenied: x") for one in scopes)
    store.commit(Patch("sweep", coverage=coverage))
    store.close()

    (row,) = [one for one in run("gaps").stdout.splitlines() if one.startswith("denied")]

    assert row.split()[:4] == ["denied", "50", "accounts", "eu-west-1"]


def test_accepting_says_what_it_covers_and_takes_it_out_of_what_is_new(blind):
    """Until its last day the gap names its pattern, its reason and where it is accepted."""
    words = ("gaps", "accept", "barred:us-east-1", "--reason", "region deny", "--until", "30d")
    told = blind.json(*words)
    listed = blind.json("gaps", "ls")

    assert (told["scope"], told["until"], told["gaps"]) == ("barred:us-east-1", str(SOON), 4)
    accepted = [one["accepted"] for one in listed["gaps"] if one["state"] == "barred"]
    wanted = {"scope": "barred:us-east-1", "reason": "region deny", "until": str(SOON)}
    assert accepted == [{**wanted, "where": "here"}] * 4
    assert listed["accepted"] == [{**wanted, "where": "here", "expired": False, "gaps": 4}]
    people = blind("gaps").stdout
    assert "8 gaps: 4 new, 4 accepted" in people
    assert "barred:us-east-1 (here)" in people
    assert ["barred:us-east-1", str(SOON), "here", "covers", "4", "gaps"] in [
        one.split()[:6] for one in people.splitlines()
    ]


def test_a_detail_is_accepted_by_its_terms(blind):
    """Terms of account, type, aspect and state mean a detail, and nothing beside it."""
    pattern = f"account={PAY[:4]}*,type={KEY},aspect=policy,state=denied"
    told = blind.json("gaps", "accept", pattern, "--reason", "theirs", "--until", str(SOON))

    assert told["gaps"] == 1
    listed = blind.json("gaps", "ls")["gaps"]
    assert [one["aspect"] for one in listed if one["accepted"] is not None] == ["policy"]


def test_a_pattern_that_covers_nothing_is_kept_with_a_warning(blind):
    """It may be meant for tomorrow."""
    told = blind("gaps", "accept", "barred:me-south-1", "--reason", "x", "--until", "1y")

    assert "warning: no gap of now is like barred:me-south-1" in told.stderr
    assert "matches nothing now" in blind("gaps").stdout


def test_what_has_run_out_counts_as_new_again(blind):
    """It stays in the list, and says since when."""
    three_days_ago = TODAY - timedelta(days=3)
    accepted_here(blind, AcceptedGap("barred:*", "region deny", three_days_ago))

    told = blind.json("gaps", "ls")

    assert {one["accepted"] for one in told["gaps"]} == {None}
    assert [(one["expired"], one["gaps"]) for one in told["accepted"]] == [(True, 4)]
    assert "expired 3 days ago: counts as new again" in blind("gaps").stdout


def test_a_gap_that_the_settings_accept_cannot_be_withdrawn_here(blind, home):
    """The message says in which file it stands."""
    gap = f'[[gap]]\nscope = "barred:*"\nreason = "region deny"\nuntil = {SOON}\n'
    (home / "cartographer.toml").write_text(gap)

    told = blind("gaps", "withdraw", "barred:*", code=2)

    assert f"accepted in the settings, {home / 'cartographer.toml'}" in told.stderr
    assert {one["where"] for one in blind.json("gaps", "ls")["accepted"]} == {"settings"}


def test_withdrawing_makes_it_new_again(blind):
    """And what is not accepted cannot be withdrawn: the message says what is."""
    blind("gaps", "accept", "barred:*", "--reason", "x", "--until", "1y")

    told = blind("gaps", "withdraw", "barred:eu-*", code=2)
    assert "'barred:eu-*' is not accepted here: there are barred:*" in told.stderr
    assert blind.json("gaps", "withdraw", "barred:*")["scope"] == "barred:*"
    assert blind.json("gaps", "ls")["accepted"] == []
    assert "nothing is" in blind("gaps", "withdraw", "barred:*", code=2).stderr


@pytest.mark.parametrize("pattern", ["barred", "complete:eu-west-1", "color=red", "account="])
def test_what_is_no_pattern_is_refused(blind, pattern):
    """The message says how one is written."""
    told = blind("gaps", "accept", pattern, "--reason", "x", "--until", "90d", code=2)

    assert "give" in told.stderr
    assert blind.json("gaps", "ls")["accepted"] == []


def test_an_empty_reason_is_refused(blind):
    """Whoever reads it later wants to know why."""
    blind("gaps", "accept", "barred:*", "--reason", " ", "--until", "90d", code=2)
    blind("gaps", "accept", "barred:*", "--until", "90d", code=2)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-06-30", date(2026, 6, 30)),
        ("90d", date(2026, 8, 29)),
        ("2w", date(2026, 6, 14)),
        ("1y", date(2027, 5, 31)),
        ("2027-05-31", date(2027, 5, 31)),
    ],
)
def test_a_day_is_a_date_or_a_span(text, day):
    """Counted from today."""
    assert last_day(text, date(2026, 5, 31)) == day


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-05-31", "not in the future"),
        ("0d", "not in the future"),
        ("2027-06-01", "a year ahead at most"),
        ("9999y", "a year ahead at most"),
        ("next week", "give a day as YYYY-MM-DD"),
        ("2026-02-30", "give a day as YYYY-MM-DD"),
        ("30", "give a day as YYYY-MM-DD"),
    ],
)
def test_another_day_is_refused(text, said):
    """In the past, too far ahead, or none at all."""
    with pytest.raises(UsageError, match=said):
        last_day(text, date(2026, 5, 31))


def test_a_leap_day_has_a_year_after_it():
    """The first of March."""
    assert last_day("1y", date(2028, 2, 29)) == date(2029, 3, 1)


def test_scope_and_limit_choose(blind):
    """What --scope says of scopes; what a pattern covers is counted over all."""
    accepted_here(blind, AcceptedGap("barred:*", "x", SOON))

    told = blind.json("gaps", "ls", "--scope", f"account={LAB}")
    assert {one["account"] for one in told["gaps"]} == {LAB}
    assert told["accepted"][0]["gaps"] == 4
    assert len(blind.json("gaps", "ls", "--limit", "1")["gaps"]) == 1
    assert "--scope takes account=" in blind("gaps", "ls", "--scope", "tag:a=b", code=2).stderr


def test_an_estate_without_gaps_says_so(estate):
    """All that was asked for was read."""
    assert estate("gaps").stdout.strip() == "No gap: all that was asked for and is there was read."
    assert estate("gaps", "ls", "-o", "csv").stdout.startswith("provider,account,region,type,")


def test_where_nobody_knows_a_region_people_read_so_and_machines_null(blind):
    """The word that stands for it inside is nowhere."""
    for words in (("gaps", "ls"), ("gaps", "ls", "--all"), ("coverage",), ("ls",)):
        told = blind(*words).stdout
        assert "(not entered)" in told
        assert "not-entered" not in told
    for words in (("gaps", "ls"), ("coverage",), ("export", "--format", "json")):
        text = blind(*words, *(() if words[0] == "export" else ("-o", "json"))).stdout
        assert '"region":null' in text.replace(" ", "")
        assert "not-entered" not in text


# --- what a run says of its gaps ----------------------------------------------------------


def gap(account, region, type_, state, reason, unread=()):
    return Coverage(Scope("aws", account, region, type_), state, reason, unread=unread)


def texts(*gaps, width=200, name=lambda _: None):
    return [one.text for one in gap_lines(gaps, width, name)]


def test_an_account_that_is_shut_is_one_line():
    """Not one for each region; its name stands beside it if it is known."""
    regions = ("eu-west-1", "us-east-1", "global")
    gaps = [gap(SHOP, region, VPC, State.DENIED, SHUT) for region in regions]

    head, only = texts(*gaps, name={SHOP: "shop-prod"}.get)

    assert head == "NEW GAPS (3)"
    assert only.startswith(f"  {SHOP} shop-prod  cannot be entered: AccessDenied: User: arn:")
    assert only.endswith("  never seen")


def test_an_account_with_one_reason_is_one_line_and_others_are_by_region():
    """A reason is one if its code is."""
    same = [gap(PAY, one, KEY, State.DENIED, f"AccessDenied: {one}") for one in ("a", "b")]
    other = [
        gap(LAB, "a", KEY, State.DENIED, "AccessDenied: x"),
        gap(LAB, "b", VPC, State.FAILED, "Broken: y"),
    ]

    told = texts(*same, *other)

    assert told[1:] == [
        f"  {PAY}  {KEY} denied in 2 regions: AccessDenied  never seen",
        f"  {LAB} a  {KEY} denied: AccessDenied: x  never seen",
        f"  {LAB} b  {VPC} failed: Broken: y  never seen",
    ]


def test_what_is_barred_is_one_line_with_how_to_accept_it():
    """Over all accounts; on a narrow terminal the command has a line of its own."""
    gaps = [
        gap(account, region, type_, State.BARRED, BARRED)
        for account in (PAY, LAB)
        for region in ("us-east-1", "us-west-2")
        for type_ in (VPC, KEY)
    ]

    told = "barred by a control policy: 2 regions in 2 accounts, 2 types"
    accept = "accept: cartographer gaps accept 'barred:*' --reason TEXT --until DATE"
    assert texts(*gaps) == ["NEW GAPS (8)", f"  {told}  {accept}"]
    assert texts(*gaps, width=80)[1:] == [f"  {told}", f"    {accept}"]
    assert "'barred:us-east-1'" in texts(gaps[0])[1]


def test_details_of_what_was_read_are_told():
    """Which of how many resources, and how that ended."""
    unread = (Unread("policy", State.DENIED, 3), Unread("tags", State.THROTTLED, 1))

    told = texts(gap(PAY, "eu-west-1", KEY, State.COMPLETE, None, unread))

    assert told[1] == f"  {PAY} eu-west-1  {KEY} details policy of 3 denied, tags of 1 throttled"


def test_more_lines_than_anyone_reads_are_counted():
    """Ten, and where the rest is."""
    gaps = [gap(f"{number:012}", "a", KEY, State.FAILED, "x") for number in range(12)]

    assert texts(*gaps)[-1] == "  2 more: cartographer gaps ls"
