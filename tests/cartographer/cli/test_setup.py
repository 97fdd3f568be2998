"""init, doctor, permissions, types, forget, export: everything around a snapshot."""

import csv
import io
import json
import os
import re
import stat
import threading

import pytest
import yaml

from cartographer import bootstrap, config
from cartographer.cli import init
from cartographer.cli.export import FORMATS, VIEWS
from cartographer.cli.permissions import LONGEST, policy, split
from cartographer.cli.whole import write_whole
from collectors.aws.proof import LIVE, MOTO, RECORDED
from collectors.aws.registry import declarations
from exporters.view import VIEWS as DRAWN
from tests.cartographer.cli.conftest import GROUP, VPC

PROFILES = """
[default]
region = eu-west-1
[profile prod]
role_arn = arn:aws:iam::111122223333:role/Read
source_profile = default
[sso-session corp]
sso_region = eu-west-1
"""


@pytest.fixture
def profiles(home):
    folder = home / ".aws"
    folder.mkdir()
    (folder / "config").write_text(PROFILES)


def test_init_writes_settings_that_load(run, home, profiles):
    """The default profile is a source, the other one a comment."""
    run("init")

    settings = config.load(home / "cartographer.toml")
    assert [(one.name, one.profile) for one in settings.source] == [("default", "default")]
    assert '# name = "prod"' in (home / "cartographer.toml").read_text()


def test_init_without_anything_found_still_loads(home, run):
    """A machine without profiles gets a source that reads with what the SDK finds."""
    run("init", "--role", "arn:aws:iam::111122223333:role/Read", "--region", "eu-west-1")

    (source,) = config.load(home / "cartographer.toml").source
    assert (source.role, source.regions) == (
        "arn:aws:iam::111122223333:role/Read",
        ("eu-west-1",),
    )


def test_init_never_overwrites_without_force(run, home):
    """A file that is there stays, byte for byte."""
    (home / "cartographer.toml").write_text("# mine\n")

    assert "--force" in run("init", code=2).stderr
    assert (home / "cartographer.toml").read_text() == "# mine\n"
    run("init", "--force")
    assert stat.S_IMODE((home / "cartographer.toml").stat().st_mode) == 0o600
    assert "[store]" in run("init", "--print").stdout


def test_init_refuses_a_profile_that_is_not_there(run, profiles):
    """Naming one that does not exist lists those that do."""
    assert "default, prod" in run("init", "--profile", "nope", code=2).stderr


def test_doctor_is_content_with_a_new_machine(run):
    """Nothing is configured, so nothing that is needed is missing."""
    checks = {one["check"]: one for one in run.json("doctor", "--offline")["checks"]}

    assert checks["package diff"]["state"] == "ok"
    assert checks["store"]["found"].startswith("none yet")
    assert checks["extra aws"]["state"] == "ok"


def test_doctor_fails_if_a_configured_source_lets_nobody_in(run, home):
    """Exit 1 where a snapshot would fail, with what to do."""
    (home / "cartographer.toml").write_text('[[source]]\nname = "prod"\nprofile = "nope"\n')

    told = run("doctor", code=1).stdout

    assert re.search(r"missing +sign in prod", told)


def test_doctor_sees_broken_settings_and_keys(run, home):
    """An unknown key, and a redaction key that others may read."""
    key = config.redaction_key_file(os.environ)
    key.parent.mkdir(parents=True)
    key.write_bytes(b"k" * 32)
    key.chmod(0o644)
    assert "chmod 600" in run("doctor", "--offline", code=1).stdout

    (home / "cartographer.toml").write_text("[stroe]\n")
    assert "stroe" in run("doctor", "--offline", code=1).stdout


def test_permissions_name_each_read_of_the_types(run):
    """The exceptions of the vendor's reference hold, and nothing writes."""
    told = json.loads(run("permissions", "--aws", "--type", "AWS::S3::Bucket").stdout)
    actions = told["Statement"][0]["Action"]

    assert "s3:ListAllMyBuckets" in actions
    assert "s3:GetEncryptionConfiguration" in actions
    assert "s3:ListBuckets" not in actions
    assert actions == sorted(actions)


def test_all_permissions_read_and_are_well_formed(run):
    """Every action is a read of a service, in the grammar of policies."""
    actions = bootstrap.aws_actions(())

    assert all(re.fullmatch(r"[a-z0-9-]+:[A-Za-z0-9]+", one) for one in actions)
    verbs = ("Describe", "Get", "List", "GET", "BatchGet", "Search", "Select", "Lookup")
    assert [one for one in actions if not one.partition(":")[2].startswith(verbs)] == []
    assert "not-a-service" not in actions


def test_long_policies_are_split_below_the_limit(run):
    """Each managed policy is as long as it may be, and none is longer."""
    actions = [f"service:DescribeSomethingThatIsLong{number}" for number in range(400)]
    parts = split(actions)

    assert [one for part in parts for one in part] == actions
    lengths = [len(json.dumps(policy(part), separators=(",", ":"))) for part in parts]
    assert len(parts) > 1
    assert max(lengths) <= LONGEST


def test_permissions_for_other_tools_hold_the_same_actions(run):
    """Terraform and CloudFormation name what the JSON names."""
    words = ("permissions", "--aws", "--type", "AWS::EC2::VPC", "--format")
    wanted = set(json.loads(run(*words, "json").stdout)["Statement"][0]["Action"])

    terraform = run(*words, "terraform").stdout
    template = yaml.safe_load(run(*words, "cloudformation").stdout)

    assert set(re.findall(r'"([a-z0-9-]+:[A-Za-z0-9]+)"', terraform)) == wanted
    made = template["Resources"]["CartographerRead"]
    assert set(made["Properties"]["PolicyDocument"]["Statement"][0]["Action"]) == wanted


def test_types_show_the_proof_of_each(run):
    """Every declared type is listed, with its proof."""
    types = run.json("types")["types"]

    assert [one["type"] for one in types] == [one.type for one in declarations()]
    assert {one["service"] for one in run.json("types", "--service", "s3")["types"]} == {"s3"}
    assert "proof" in run("types").stdout.lower()


def test_proofs_name_declared_types_only():
    """A type that was renamed cannot keep its proof."""
    assert {*LIVE, *RECORDED, *MOTO} - {one.type for one in declarations()} == set()


def test_forget_asks_first_and_drops_what_is_named(estate):
    """Without --yes nothing goes; with it the present state loses it and history keeps it."""
    assert "give --yes" in estate("forget", GROUP, code=2).stderr
    assert estate.json("forget", GROUP, "--yes")["resources"] == 1
    estate("show", GROUP, code=2)
    assert [one["event"] for one in estate.json("history", GROUP)["versions"]][-1] == "removed"


def test_forget_takes_whole_places(estate):
    """An account that was closed goes with its coverage."""
    told = estate.json("forget", "--account", "111122223333", "--yes")

    assert told["resources"] == 3
    assert estate.json("ls") == []
    assert estate.json("coverage")["scopes"] == []
    estate("forget", code=2)
    estate("forget", GROUP, "--account", "1", code=2)
    estate("forget", "--account", "999", "--yes", code=2)


def test_the_formats_and_views_are_those_of_the_exporters():
    """What the help lists is what there is."""
    assert bootstrap.export_formats() == FORMATS
    assert tuple(DRAWN) == VIEWS


def test_an_export_is_written_whole_and_for_its_owner(estate, home):
    """The file has mode 0600, and a failure leaves the old one."""
    estate("export", "--format", "graph-json", "--out", home / "map.json")

    assert stat.S_IMODE((home / "map.json").stat().st_mode) == 0o600
    before = (home / "map.json").read_bytes()
    estate("export", "--focus", "nobody", "--out", home / "map.json", code=2)
    assert (home / "map.json").read_bytes() == before
    assert "cannot write" in estate("export", "--out", home / "no" / "map", code=1).stderr
    assert sorted(path.name for path in home.glob("*map*")) == ["map.json"]


def test_an_export_goes_to_standard_output_too(estate):
    """Data and drawings can be piped."""
    assert json.loads(estate("export").stdout)["snapshot"] == "s-1"
    assert estate("export", "--format", "dot", "--focus", VPC).stdout.startswith("digraph")
    estate("export", "--diff", "s-1", "s-1", "--at", "s-1", code=2)
    assert json.loads(estate("export", "--diff", "s-1", "s-1").stdout)["from"] == "s-1"


@pytest.mark.parametrize(
    "url", ["postgresql://ann:hunter2@db/maps", "postgresql://db/maps?user=ann&password=hunter2"]
)
def test_init_never_writes_a_password(run, home, monkeypatch, url):
    """A store's URL with a password stands in the file by the name of its variable alone."""
    monkeypatch.setenv("CARTOGRAPHER_STORE", url)
    run.store = url

    run("init")

    written = (home / "cartographer.toml").read_text()
    assert "hunter2" not in written
    assert '\nurl = "env:CARTOGRAPHER_STORE"' in written
    assert "hunter2" not in "\n".join(init.lines(os.environ, None, (), (), ()))


def test_init_leaves_no_file_that_does_not_load(run, home):
    """A role that is no ARN is refused before anything is written."""
    assert "role" in run("init", "--role", "reader", code=2).stderr
    assert not (home / "cartographer.toml").exists()


def test_an_export_is_written_into_a_pipe_that_stays_one(estate, home):
    """What is no regular file is written to, and not replaced."""
    pipe = home / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()

    estate("export", "--out", pipe)

    reader.join(10)
    assert json.loads(read[0])["snapshot"] == "s-1"
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_an_export_into_a_full_device_is_an_error_that_names_it(estate, home):
    """The message names the path that was given, and the link to the device stays."""
    full = home / "full"
    full.symlink_to("/dev/full")

    told = estate("export", "--out", full, code=1).stderr

    assert f"cannot write {full}: No space left on device" in told
    assert full.is_symlink()


def test_what_a_process_has_open_is_never_replaced(tmp_path):
    """/dev/stdout is written to, also where it leads to a regular file."""
    file = tmp_path / "out"
    with file.open("wb") as opened:
        link = tmp_path / "stdout"
        link.symlink_to(f"/proc/self/fd/{opened.fileno()}")
        write_whole(link, lambda out: out.write(b"map"))
        write_whole(file.parent / "other", lambda out: out.write(b"map"))

    assert link.is_symlink()
    assert file.read_bytes() == b"map"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--service", "ec3"), "--service: no service 'ec3'; did you mean "),
        (("--kind", "bukket"), "--kind: no kind 'bukket'; did you mean bucket?"),
        (("--type", "aws::ec2::instanc"), "did you mean AWS::EC2::Instance or "),
        (("--type", "AWS::Nothing::*"), "--type: no type 'AWS::Nothing::*'"),
    ],
)
def test_a_name_that_no_type_has_is_refused_with_what_may_be_meant(run, words, told):
    """An empty list would seem to say that it cannot be read."""
    assert told in run("types", *words, code=2).stderr


def test_a_service_may_be_named_as_its_types_are(run):
    """Clusters of DocumentDB are listed by calls of another service."""
    found = run.json("types", "--service", "docdb")["types"]

    assert {one["type"].split("::")[1] for one in found} == {"DocDB"}
    assert {one["service"] for one in found} == {"rds"}


def test_types_say_how_many_relations_they_have_or_why_none(run):
    """In the table, and in CSV with the reasons."""
    rows = list(csv.DictReader(io.StringIO(run("types", "-o", "csv").stdout)))
    words = run("types", "--type", "AWS::SQS::Queue").stdout.splitlines()

    assert words[0].split()[-1] == "RELATIONS"
    assert words[1].split()[-1].isdigit()
    assert all(json.loads(one["relations"]) or one["no_relations"] for one in rows)
    assert all(one["by_id"] or one["no_by_id"] for one in rows)
