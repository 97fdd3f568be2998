"""The command line as a person uses it, on recorded answers, in a home of its own."""

import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cartographer.cli.program import program

VPC = "vpc-0a000000000000001"
SUBNET = "subnet-0a000000000000001"
GROUP = "sg-0a000000000000001"


class Program:
    """The program, run in this process with a store of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = folder / "store.db"

    def __call__(self, *arguments: str, code: int | None = 0, stdin: str | None = None) -> Result:
        """Run a command, and check its exit code unless none is expected."""
        words = ["--store", str(self.store), *map(str, arguments)]
        result = CliRunner().invoke(program, words, input=stdin)
        assert code is None or result.exit_code == code, result.stderr + result.stdout
        assert "Traceback" not in result.stderr
        return result

    def json(self, *arguments: str, code: int = 0):
        """Run a command and return what it printed as JSON."""
        return json.loads(self(*arguments, "-o", "json", code=code).stdout)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home without settings, credentials or a store."""
    for name in list(os.environ):
        if name.startswith(("AWS_", "CARTOGRAPHER_")):
            monkeypatch.delenv(name)
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def run(home):
    return Program(home)


def record(folder: Path, name: str, answer: dict) -> None:
    """Write an answer as the AWS command line prints it."""
    place = folder / "111122223333" / "eu-west-1"
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{name}.json").write_text(json.dumps(answer))


def group(*ports: int, name: str = "web") -> dict:
    """Return a security group that opens some ports to everyone."""
    return {
        "GroupId": GROUP,
        "GroupName": name,
        "Description": "of the tests",
        "OwnerId": "111122223333",
        "VpcId": VPC,
        "SecurityGroupArn": f"arn:aws:ec2:eu-west-1:111122223333:security-group/{GROUP}",
        "IpPermissions": [
            {
                "IpProtocol": "tcp",
                "FromPort": port,
                "ToPort": port,
                "IpRanges": [{"CidrIp": "0.0.0.0/0"}],
            }
            for port in ports
        ],
        "IpPermissionsEgress": [],
    }


def record_estate(folder: Path) -> Path:
    """Write recorded answers: a network, a subnet and a security group."""
    vpc = {
        "VpcId": VPC,
        "OwnerId": "111122223333",
        "CidrBlock": "10.0.0.0/16",
        "State": "available",
        "IsDefault": False,
        "Tags": [{"Key": "Name", "Value": "shop"}, {"Key": "env", "Value": "prod"}],
    }
    subnet = {
        "SubnetId": SUBNET,
        "SubnetArn": f"arn:aws:ec2:eu-west-1:111122223333:subnet/{SUBNET}",
        "VpcId": VPC,
        "OwnerId": "111122223333",
        "CidrBlock": "10.0.1.0/24",
        "AvailabilityZone": "eu-west-1a",
        "State": "available",
        "Tags": [{"Key": "Name", "Value": "front"}],
    }
    record(folder, "Vpcs", {"Vpcs": [vpc]})
    record(folder, "Subnets", {"Subnets": [subnet]})
    record(folder, "SecurityGroups", {"SecurityGroups": [group(443)]})
    return folder


@pytest.fixture
def answers(home):
    """Recorded answers in the home."""
    return record_estate(home / "answers")


@pytest.fixture(scope="session")
def first_store(tmp_path_factory):
    """A store with one snapshot of the recorded answers, to be copied."""
    folder = tmp_path_factory.mktemp("first")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CARTOGRAPHER_REDACTION_KEY", "a key of the tests")
        answers = record_estate(folder / "answers")
        run = Program(folder)
        run("snapshot", "--recorded", answers, "-q")
    return run.store


@pytest.fixture
def estate(run, answers, first_store):
    """The program with one snapshot taken of the recorded answers."""
    shutil.copy(first_store, run.store)
    return run
