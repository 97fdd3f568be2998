"""Finding resources: ls, show, history, and all that may be pasted where an id is asked for."""

import re

import pytest

from tests.cartographer.cli.conftest import GROUP, SUBNET, VPC, group, record

VPC_ARN = f"arn:aws:ec2:eu-west-1:111122223333:vpc/{VPC}"
CONSOLE = "https://eu-west-1.console.aws.amazon.com/vpcconsole/home?region=eu-west-1"


def ids(run, *words):
    return [one["native_id"] for one in run.json("ls", *words)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ([], [GROUP, SUBNET, VPC]),
        (["--type", "AWS::EC2::VPC"], [VPC]),
        (["--type", "AWS::EC2::S*"], [GROUP, SUBNET]),
        (["--kind", "subnet"], [SUBNET]),
        (["--account", "999999999999"], []),
        (["--region", "eu-*", "--name", "shop"], [VPC]),
        (["--tag", "env=prod"], [VPC]),
        (["--tag", "Name"], [SUBNET, VPC]),
        (["--scope", "account=111122223333,tag:env=pr*"], [VPC]),
        (["--where", "config.CidrBlock == '10.0.1.0/24'"], [SUBNET]),
        (["--where", "kind == 'subnet' && !stale_since"], [SUBNET]),
        (["--limit", "1"], [GROUP]),
    ],
)
def test_ls_narrows_by_each_filter(estate, words, found):
    """Filters of one name are alternatives, filters of different names all have to hold."""
    assert ids(estate, *words) == found


def test_nothing_found_is_an_empty_list(estate):
    """An empty answer is an answer: exit 0."""
    assert estate.json("ls", "--kind", "spaceship") == []


def test_the_table_ends_with_what_was_not_seen_and_the_age(estate):
    """People read the blind spots and the age below every list."""
    last = estate("ls").stdout.splitlines()[-2:]

    assert last[0].startswith("Not seen: ")
    assert last[1].startswith("Oldest fact used: ")


@pytest.mark.parametrize(
    "text",
    [
        VPC,
        VPC_ARN,
        f"aws|aws|AWS::EC2::VPC|{VPC_ARN}",
        "shop",
        "network/shop",
        "AWS::EC2::VPC/shop",
        f"{CONSOLE}#VpcDetails:VpcId={VPC}",
        f"https://console.aws.amazon.com/go/view?arn={VPC_ARN.replace(':', '%3A')}",
        f" {VPC} ",
    ],
)
def test_whatever_names_a_resource_finds_it(estate, text):
    """Id, ARN, key, name, kind and name, console URL: all the same."""
    assert estate.json("show", text)["native_id"] == VPC


def test_several_matches_are_listed_and_none_is_chosen(estate, answers):
    """A name that two resources bear ends with 2 and both ids."""
    record(answers, "SecurityGroups", {"SecurityGroups": [group(443, name="shop")]})
    estate("snapshot", "--recorded", answers, "-q")

    told = estate("show", "shop", code=2).stderr

    assert "'shop' is 2 resources" in told
    assert VPC_ARN in told
    assert GROUP in told


def test_a_near_miss_is_named(estate):
    """A misspelt name ends with 2 and the nearest ones."""
    assert "near it are shop" in estate("show", "shopp", code=2).stderr


def test_show_has_everything_of_a_resource(estate):
    """Settings, details with their state, the rooms around, relations both ways."""
    told = estate.json("show", VPC)

    assert told["config"]["CidrBlock"] == "10.0.0.0/16"
    assert [room["kind"] for room in told["containment"]] == ["account", "region"]
    inward = {(one["kind"], one["targets"][0]["native_id"]) for one in told["relations_in"]}
    assert ("network-of", SUBNET) in inward
    assert told["details"]["dns-support"]["state"] == "unknown"


def test_history_tells_versions_with_their_differences(estate, answers):
    """Each version says when it began, in which snapshot, and which fields differ."""
    record(answers, "SecurityGroups", {"SecurityGroups": [group(443, 22)]})
    estate("snapshot", "--recorded", answers, "-q")

    versions = estate.json("history", GROUP)["versions"]

    assert [(one["event"], one["snapshot"]) for one in versions] == [
        ("added", "s-1"),
        ("modified", "s-2"),
    ]
    assert [field["op"] for field in versions[1]["fields"]] == ["add"]
    assert "FromPort=22" in versions[1]["fields"][0]["pointer"]


def test_history_of_what_is_gone_is_found_by_its_id(estate, answers):
    """A resource that ended still has its history."""
    record(answers, "SecurityGroups", {"SecurityGroups": []})
    estate("snapshot", "--recorded", answers, "-q")

    versions = estate.json("history", GROUP)["versions"]

    assert [one["event"] for one in versions] == ["added", "removed"]
    estate("show", GROUP, code=2)
    assert estate.json("show", GROUP, "--at", "s-1")["native_id"] == GROUP


def test_for_people_everything_is_told_too(estate):
    """The tables of show and history hold what the documents hold."""
    shown = estate("show", SUBNET).stdout
    wide = estate("show", SUBNET, "-o", "wide").stdout

    assert f"network {VPC} (shop)" in shown
    assert '"CidrBlock": "10.0.1.0/24"' in wide
    assert "added      first in s-1" in estate("history", SUBNET).stdout
    assert "s-1" in estate("snapshots").stdout


@pytest.mark.parametrize("words", ["ls", "coverage", "types", "snapshots"])
def test_a_limit_of_none_is_not_called_nothing(estate, words):
    """Where all was left out by --limit 0, nothing says that there is none."""
    told = estate(words, "--limit", "0")

    assert "is like that" not in told.stdout
    assert "No snapshot yet" not in told.stdout
    assert re.search(r"0 of \d+ s", told.stderr + told.stdout)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--type", "AWS::EC2::Instanc"), "no type 'AWS::EC2::Instanc'; did you mean AWS::EC2::In"),
        (("--kind", "vpcs"), "no kind 'vpcs'"),
        (("--type", "AWS::EC2::*", "--kind", "network"), None),
    ],
)
def test_a_type_that_is_not_declared_is_said(estate, words, told):
    """It is no error: what is held may be of a type that is not declared any more."""
    result = estate("ls", *words)

    assert told is None or told in result.stderr
    assert (result.stderr == "") is (told is None)
