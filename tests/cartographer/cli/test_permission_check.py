"""permissions check: which actions the accounts' roles lack, by what was denied."""

from datetime import UTC, datetime, timedelta

import pytest

from cartographer import bootstrap, config
from cartographer.model.coverage import State
from cartographer.model.gap import AcceptedGap
from cartographer.model.patch import Patch
from collectors.aws.permission import actions, actions_of
from collectors.aws.registry import declarations
from tests.cartographer.cli.blind import (
    BUCKET,
    KEY,
    LAB,
    PAY,
    SHOP,
    SHUT,
    VPC,
    blind_estate,
    bucket_estate,
    covered,
)

WORDS = ("permissions", "check")
SOON = datetime.now(UTC).date() + timedelta(days=30)


@pytest.fixture
def blind(run):
    """The program on an organization with blind spots."""
    blind_estate(run.store)
    return run


def denied(run, *coverage):
    store = bootstrap.store(config.Settings(), str(run.store))
    store.commit(Patch("sweep", coverage=coverage))
    store.close()


def test_it_names_actions_with_what_needs_them(blind):
    """A scope needs what its denial names, a detail the action of its call."""
    told = blind.json(*WORDS)

    assert told["lacking"] == [
        {
            "provider": "aws",
            "account": PAY,
            "action": "kms:GetKeyPolicy",
            "types": [],
            "details": [{"type": KEY, "aspect": "policy", "resources": 3}],
            "regions": ["eu-west-1"],
        },
        {
            "provider": "aws",
            "account": PAY,
            "action": "kms:ListKeys",
            "types": [KEY],
            "details": [],
            "regions": ["eu-central-1"],
        },
    ]


def test_what_no_policy_of_a_role_helps_against_is_told_apart(blind):
    """Control policies bar, and an account may not be entered at all."""
    told = blind.json(*WORDS)

    barred = {"region": "us-east-1", "accounts": [PAY, LAB], "types": [VPC, KEY]}
    assert told["barred"] == [barred]
    assert told["not_entered"] == [{"account": SHOP, "state": "denied", "reason": SHUT}]
    people = blind(*WORDS).stdout
    assert "Barred by a control policy, whatever a role may: us-east-1 in 2 accounts" in people
    assert f"{SHOP} cannot be entered: its role or its trust" in people


def test_a_denial_that_names_no_action_lacks_those_of_list_and_describe(run):
    """EC2 used to say no more than that; several accounts that lack the same are one row."""
    why = "UnauthorizedOperation: You are not authorized to perform this operation."
    denied(run, *(covered(one, "eu-west-1", VPC, State.DENIED, why) for one in (PAY, LAB)))

    told = run.json(*WORDS)["lacking"]

    assert [(one["account"], one["action"]) for one in told] == [
        (PAY, "ec2:DescribeVpcs"),
        (LAB, "ec2:DescribeVpcs"),
    ]
    people = run(*WORDS).stdout
    assert "1 action lacking in 2 accounts" in people
    assert any(
        one.split()[:3] == ["ec2:DescribeVpcs", "2", "accounts"] for one in people.splitlines()
    )


def test_regions_that_cannot_be_asked_for_are_no_missing_role(run):
    """The account is entered, and the denial names what is lacking."""
    why = "UnauthorizedOperation: u is not authorized to perform: ec2:DescribeRegions"
    denied(run, covered(PAY, "not-entered", VPC, State.DENIED, why))

    told = run.json(*WORDS)

    assert [one["action"] for one in told["lacking"]] == ["ec2:DescribeRegions"]
    assert told["not_entered"] == []


def test_a_resource_that_refuses_is_no_lacking_action(run):
    """The same call was answered for another bucket: it is this one's own policy."""
    bucket_estate(run.store)

    told = run.json(*WORDS)

    assert told["lacking"] == []
    assert told["refused"] == [
        {
            "account": PAY,
            "action": "s3:GetBucketPolicy",
            "type": BUCKET,
            "aspect": "policy",
            "resources": 1,
        }
    ]
    assert "Refused by a policy of the resource" in run(*WORDS, "--exit-code").stdout


def test_the_exit_code_is_asked_for(blind, run):
    """3 where an action or a role is lacking, else 0."""
    blind(*WORDS)
    blind(*WORDS, "--exit-code", code=3)
    blind(*WORDS, "--exit-code", "--scope", f"account={SHOP}", code=3)
    blind(*WORDS, "--exit-code", "--scope", f"account={LAB}", code=0)


def test_what_is_accepted_is_left_out_and_counted(blind):
    """Nobody means to mend it."""
    store = bootstrap.store(config.Settings(), str(blind.store))
    store.accept(AcceptedGap("state=denied", "as agreed", SOON))
    store.close()

    told = blind.json(*WORDS, "--exit-code")

    assert (told["lacking"], told["not_entered"], told["accepted"]) == ([], [], 4)
    assert "Accepted, and left out: 4 gaps" in blind(*WORDS).stdout


def test_an_account_that_left_is_no_missing_role(run):
    """Nobody can give it one."""
    denied(run, covered(PAY, "global", VPC, State.DENIED, "left: no longer listed"))

    told = run.json(*WORDS, "--exit-code")

    assert [one["state"] for one in told["not_entered"]] == ["left"]


def test_nothing_lacks_where_all_was_read(estate):
    """It says so, and exit is 0."""
    told = estate(*WORDS, "--exit-code").stdout

    assert told.strip() == "No role lacks an action for what was asked for."


def test_permissions_stays_as_it_was(run):
    """Without the verb it prints the policy, and takes no form of its own."""
    run("permissions", "--aws", "--type", VPC)
    assert "no --output json" in run("permissions", "--aws", "-o", "json", code=2).stderr
    run("permissions", code=2)
    run("permissions", "chek", code=2)


def test_the_actions_of_every_type_and_aspect_are_in_the_policy():
    """What a check may ask for is what the policy grants."""
    granted = set(actions())
    for one in declarations():
        assert set(actions_of(one.type)) <= granted
        for detail in one.aspects:
            found = actions_of(one.type, detail.aspect)
            assert found
            assert set(found) <= granted
    assert actions_of("AWS::No::Such") == ()
