"""What each command prints as JSON is what its schema says."""

import json
from pathlib import Path

import jsonschema
import pytest

from tests.cartographer.cli.blind import blind_estate
from tests.cartographer.cli.conftest import GROUP, VPC, group, record
from tests.cartographer.cli.test_reach import INSTANCE, PUBLIC
from tests.cartographer.cli.test_reach import estate as public_estate

SCHEMAS = Path(__file__).parents[3] / "docs/schemas"


def valid(name, document):
    schema = json.loads((SCHEMAS / f"{name}-1.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(
        document
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ls", ["ls"]),
        ("show", ["show", VPC]),
        ("history", ["history", GROUP]),
        ("coverage", ["coverage"]),
        ("snapshots", ["snapshots"]),
        ("accounts", ["accounts"]),
        ("gaps", ["gaps", "ls"]),
        ("permissions-check", ["permissions", "check"]),
        ("types", ["types"]),
        ("diff", ["diff"]),
        ("doctor", ["doctor", "--offline"]),
    ],
)
def test_the_output_of_a_question_is_valid(estate, answers, name, words):
    """The machine form is what its published schema says."""
    record(answers, "SecurityGroups", {"SecurityGroups": [group(22, name="other")]})
    estate("snapshot", "--recorded", answers, "-q")

    valid(name, estate.json(*words))


def test_the_output_about_reach_is_valid(run, tmp_path):
    """Also of what is blocked, of a line, and of a line that is no question."""
    public_estate(tmp_path / "answers", 22)
    run("snapshot", "--recorded", tmp_path / "answers", "-q", code=None)
    for port in ("22", "23"):
        valid("reach", run.json("reach", "internet", INSTANCE, "--port", port))
    valid("reach", run.json("reach", INSTANCE, "10.1.1.99", "--port", "22"))
    valid("reach", run.json("reach", "internet", INSTANCE, "--max-age", "0m"))
    valid("exposures", run.json("exposures"))
    valid("exposures", run.json("exposures", "--max-age", "0m"))
    for source in ("internet", "203.0.113.0/28", "10.1.1.0/24"):
        valid("exposures", run.json("exposures", "--from", source))
    valid("egress", run.json("egress"))
    file = tmp_path / "flows.jsonl"
    question = {"source": "203.0.113.7", "destination": PUBLIC, "protocol": "icmp"}
    file.write_text(json.dumps(question) + "\n{\n")
    for line in run("reach", "--flows", file, code=1).stdout.splitlines():
        valid("reach-flows", json.loads(line))


def test_the_output_about_one_interface_is_valid(run, tmp_path):
    """All that holds, and each verified line."""
    public_estate(tmp_path / "answers", 22)
    run("snapshot", "--recorded", tmp_path / "answers", "-q", code=None)
    valid("effective", run.json("effective", INSTANCE))
    file = tmp_path / "flows.jsonl"
    questions = [
        {"direction": "inbound", "remote_address": "203.0.113.7", "local_port": 22},
        {"direction": "inbound", "remote_address": "203.0.113.7", "protocol": "udp"},
        {"direction": "outbound"},
    ]
    file.write_text("\n".join(map(json.dumps, questions)))
    for line in run("effective", INSTANCE, "--flows", file, code=1).stdout.splitlines():
        valid("effective-flows", json.loads(line))


def test_the_output_of_a_snapshot_is_valid(run, answers):
    """The machine form of a run, too."""
    valid("snapshot", run.json("snapshot", "--recorded", answers))


def test_the_output_of_forget_is_valid(estate):
    """What was forgotten, too."""
    valid("forget", estate.json("forget", GROUP, "--yes"))


def test_the_output_about_blind_spots_is_valid(run):
    """Also where there are some, and some are accepted."""
    blind_estate(run.store)
    words = ("--reason", "region deny", "--until", "90d")
    valid("gaps-accept", run.json("gaps", "accept", "barred:*", *words))
    valid("gaps", run.json("gaps", "ls"))
    valid("accounts", run.json("accounts"))
    valid("permissions-check", run.json("permissions", "check"))
    valid("gaps-withdraw", run.json("gaps", "withdraw", "barred:*"))


def test_a_snapshot_with_gaps_is_valid(run, answers):
    """What a run could not read has its place in the machine form."""
    (answers / "111122223333" / "eu-west-1" / "Vpcs.json").write_text('{"Vpcs": "none"}')

    told = run.json("snapshot", "--recorded", answers, code=4)

    valid("snapshot", told)
    assert told["new_gaps"][0]["details"] == []


def test_refresh_of_what_has_no_source_fails_and_is_valid(estate, answers):
    """Recorded answers hold no by-id calls for a group of another account: exit 1 or done."""
    told = estate("refresh", GROUP, "--recorded", answers, "-o", "json", code=None)

    assert told.exit_code in (0, 1, 4)
    valid("refresh", json.loads(told.stdout))


def test_the_same_question_twice_has_the_same_bytes(estate):
    """Nothing in an answer depends on when it is asked."""
    for words in (
        ["ls"],
        ["show", VPC],
        ["coverage"],
        ["accounts"],
        ["gaps"],
        ["types"],
        ["history", GROUP],
    ):
        assert estate(*words, "-o", "json").stdout == estate(*words, "-o", "json").stdout
