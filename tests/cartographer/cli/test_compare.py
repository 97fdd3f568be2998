"""diff and coverage: what changed, what is not known, and the exit codes of both."""

import pytest

from cartographer import bootstrap, config
from cartographer.model.coverage import Coverage, Scope, State
from cartographer.model.history import Run
from cartographer.model.patch import Patch
from tests.cartographer.cli.conftest import GROUP, VPC, group, record


@pytest.fixture
def changed(estate, answers):
    """Two snapshots: a port opened, a subnet gone."""
    record(answers, "SecurityGroups", {"SecurityGroups": [group(443, 22)]})
    record(answers, "Subnets", {"Subnets": []})
    estate("snapshot", "--recorded", answers, "-q")
    return estate


@pytest.fixture
def denied(estate, answers):
    """Two snapshots: the second was denied the VPCs."""
    store = bootstrap.store(config.Settings(), str(estate.store))
    scope = Scope("aws", "111122223333", "eu-west-1", "AWS::EC2::VPC")
    first = store.info("latest")
    now = bootstrap.SystemClock().now()
    store.commit(
        Patch("sweep", coverage=(Coverage(scope, State.DENIED, "AccessDenied", since=now),))
    )
    store.publish(first.lineage, Run(now), (scope,))
    store.close()
    return estate


def test_diff_names_what_changed_by_pointers(changed):
    """A new rule is one added element, addressed by its key."""
    told = changed.json("diff")

    assert [one["id"].rpartition("/")[2] for one in told["modified"]] == [GROUP]
    assert len(told["removed"]) == 1
    assert (told["from"], told["to"]) == ("s-1", "s-2")


def test_diff_of_a_snapshot_with_itself_is_empty(changed):
    """Nothing differs from itself: exit 0 with --exit-code."""
    told = changed.json("diff", "s-1", "s-1", "--exit-code")

    assert [told[name] for name in ("added", "removed", "modified", "unknown")] == [[], [], [], []]


def test_differences_exit_with_3_only_if_asked(changed):
    """A difference is no failure unless --exit-code makes it one."""
    changed("diff")
    changed("diff", "--exit-code", code=3)


def test_what_is_not_known_exits_with_4(denied):
    """Unknown is not absent: no difference, but not all is known."""
    told = denied.json("diff", "--exit-code", code=4)

    assert told["removed"] == []
    assert [(one["type"], one["reason"]) for one in told["unknown"]] == [
        ("AWS::EC2::VPC", "denied")
    ]


def test_people_read_words_pointers_and_unknown_by_place(changed, denied):
    """Each kind of change has its word; unknown is grouped with its reason and since when."""
    told = denied("diff", "s-1", "latest", "--no-color").stdout

    assert "UNKNOWN" in told
    assert "111122223333 eu-west-1  1 resource of AWS::EC2::VPC denied, not seen since" in told
    listed = denied("diff", "s-1", "latest", "--unknown").stdout
    assert "111122223333 eu-west-1  1 resource: AWS::EC2::VPC  denied, not seen since" in listed
    assert f"          {VPC}" in listed.splitlines()
    earlier = changed("diff", "s-1", "s-2").stdout
    assert "REMOVED  AWS::EC2::Subnet" in earlier
    assert f"MODIFIED AWS::EC2::SecurityGroup  {GROUP}" in earlier
    assert "/IpPermissions[" in earlier


def test_diff_can_be_narrowed(changed):
    """--scope leaves out what lies elsewhere."""
    assert changed.json("diff", "--scope", "kind=subnet")["modified"] == []
    assert len(changed.json("diff", "--scope", "kind=subnet")["removed"]) == 1


def test_an_unknown_moment_says_what_there_is(changed):
    """Exit 2, and the snapshots that exist."""
    assert "s-1" in changed("diff", "s-77", code=2).stderr


def test_coverage_says_state_reason_and_last_complete(denied):
    """A denied scope keeps the time at which it was last complete."""
    (scope,) = denied.json("coverage", "--state", "denied")["scopes"]

    assert (scope["type"], scope["reason"]) == ("AWS::EC2::VPC", "AccessDenied")
    assert scope["last_complete"] is not None


def test_coverage_for_people_begins_with_accounts_and_regions(denied):
    """A line a place with counts, then what could not be read."""
    told = denied("coverage").stdout.splitlines()

    assert told[0].split()[:2] == ["ACCOUNT", "REGION"]
    assert any("AWS::EC2::VPC" in one and "denied" in one for one in told)
    assert any("1 scope could not be read" in one for one in told)


@pytest.fixture
def locked(estate):
    """A region of which every type is denied, by two codes and with a message each."""
    store = bootstrap.store(config.Settings(), str(estate.store))
    now = bootstrap.SystemClock().now()
    asked = [one.scope for one in store.head().coverage() if one.scope.region == "eu-west-1"]
    more = [Scope("aws", "111122223333", "eu-west-1", f"AWS::EC2::Type{n}") for n in range(9)]
    covered = tuple(
        Coverage(
            scope,
            State.DENIED,
            f"{'AccessDenied' if n % 3 else 'UnauthorizedOperation'}: {scope.type} by {'x' * 90}",
            since=now,
        )
        for n, scope in enumerate({*asked, *more})
    )
    store.commit(Patch("sweep", coverage=covered))
    store.publish(store.info("latest").lineage, Run(now), tuple(one.scope for one in covered))
    store.close()
    return estate, len(covered)


def test_a_region_that_is_denied_is_one_line_of_coverage(locked):
    """However the services word it; --all and the wide table list each type."""
    run, number = locked
    told = run("coverage").stdout.splitlines()
    (row,) = [one for one in told if "denied" in one]

    assert row.split()[:5] == ["111122223333", "eu-west-1", str(number), "types", "denied"]
    assert "AccessDenied, UnauthorizedOperation" in row
    for words in (("--all",), ("-o", "wide")):
        rows = [one for one in run("coverage", *words).stdout.splitlines() if " denied " in one]
        assert len(rows) == number


@pytest.mark.parametrize("words", [("coverage",), ("coverage", "--all"), ("diff",)])
def test_a_file_is_written_in_120_columns(locked, words):
    """Whoever reads it later has no wider screen."""
    run, _ = locked

    assert max(map(len, run(*words).stdout.splitlines())) <= 120


def test_a_diff_ends_with_one_line_a_place_that_was_not_seen(locked):
    """One line an account and region, however many types it lacks."""
    run, number = locked
    told = run("diff").stdout.splitlines()

    assert [one for one in told if one.startswith("Not seen")] == told[-1:]
    assert f"111122223333 eu-west-1: {number} types denied" in told[-1]


def test_coverage_filters_by_state_and_place(denied):
    """!STATE means all others; --scope narrows to an account or region."""
    states = {one["state"] for one in denied.json("coverage", "--state", "!complete")["scopes"]}

    assert "complete" not in states
    assert denied.json("coverage", "--scope", "account=9*")["scopes"] == []
    denied("coverage", "--scope", "tag:env=prod", code=2)


def test_what_is_stale_is_said_of_the_resource(denied):
    """A resource of a denied scope says since when it was not seen."""
    assert denied.json("show", VPC)["stale_since"] is not None
    assert "denied" in denied("show", VPC).stdout
    assert "Not seen: 111122223333 eu-west-1: 1 type denied" in denied("ls").stdout
