"""The demo from end to end: what it leaves, what it says, and what it must not say."""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from collectors.aws.proof import ESTATE

ROOT = Path(__file__).parents[2]
PLANTED = b"planted-secret"
_FILTERS = ("network-acl", "security-group")


@pytest.fixture(scope="module")
def left(tmp_path_factory):
    """The folder that the demo leaves, with what it said."""
    folder = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        [sys.executable, "-m", "demo", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (folder / "said.txt").write_text(done.stdout + done.stderr)
    return folder


@pytest.fixture(scope="module")
def difference(left):
    return json.loads((left / "diff.json").read_text())


pytestmark = pytest.mark.timeout(600)


def test_it_leaves_pictures_documents_and_the_store(left):
    """There is something to look at, and something to go on playing with."""
    for name in ("map.svg", "diff.svg", "map.json", "diff.json", "store.db"):
        assert (left / name).stat().st_size > 10_000


def test_what_opened_is_told_hop_by_hop_and_what_only_looks_open_is_not(left):
    """One host is reachable; one lacks but the way back, and one but an address."""
    said = (left / "said.txt").read_text()
    told = [part.split("\n\n")[0] for part in said.split("$ cartographer reach ")[1:]]
    verdicts = [part.splitlines()[1].split()[0] for part in told]
    assert verdicts == ["REACHABLE", "BLOCKED", "BLOCKED"]
    assert re.search(r"✓ reply: route-table/\S+  0.0.0.0/0 → nat-", told[1])
    assert "✗ reply: network-interface/" in told[1]
    assert "no-address-to-call" in told[2]
    hops = [re.split(r"/| {2}", line.strip())[0] for line in told[0].splitlines()[2:]]
    assert hops[:4] == [f"✓ {one}" for one in ("internet-gateway", "internet-gateway", *_FILTERS)]


def test_the_exposures_are_drawn_and_no_false_one(left):
    """The picture shows whom ssh opens, and how, and the endpoints that are outside any network."""
    cards = re.findall(r'<g class="card ([\w-]+)', (left / "exposure.svg").read_text())
    opened = Counter(cards) - Counter(["audience", "door", "internet-gateway", *_FILTERS * 2])
    machines = {"auto-scaling-group": 1, "instance": 1}
    assert opened == {**machines, "api": 2, "cluster": 1, "distribution": 2, "door": 2}


def test_friday_is_told_as_what_it_was(difference):
    """A role made again is replaced, an instance replaced is another one, a queue is gone."""
    assert [one["type"] for one in difference["replaced"]] == ["AWS::IAM::Role"]
    assert "AWS::SQS::Queue" in {one["type"] for one in difference["removed"]}
    assert "AWS::EC2::Instance" in {one["type"] for one in difference["added"]}
    pointers = {field["pointer"] for one in difference["modified"] for field in one["fields"]}
    assert "/IpPermissions[IpProtocol=tcp,FromPort=22,ToPort=22]/IpRanges[CidrIp=0.0.0.0~10]" in (
        pointers
    )
    assert "/Tags[Key=Name]/Value" in pointers


def test_the_locked_region_is_unknown_and_nothing_of_it_is_gone(difference):
    """Unknown is not absent, on a Friday too."""
    locked = [one for one in difference["unknown"] if ":eu-west-1:" in one["id"]]
    assert len(locked) > 50
    gone = [one["id"] for one in difference["removed"] if ":eu-west-1:" in one["id"]]
    assert gone == []
    assert difference["not_compared"] == {"scopes": 0, "resources": 0}


def test_no_planted_secret_is_left_anywhere(left):
    """Neither in the store, nor in a picture, a document, or on the terminal."""
    for file in left.iterdir():
        assert PLANTED not in file.read_bytes(), file.name


def test_the_store_holds_the_types_that_are_said_to_be_proven_with_moto(left):
    """`cartographer types` tells the truth."""
    program = Path(sys.executable).with_name("cartographer")
    done = subprocess.run(
        [program, "--store", left / "store.db", "ls", "-o", "json"],
        capture_output=True,
        check=True,
    )
    assert {one["type"] for one in json.loads(done.stdout)} == ESTATE
