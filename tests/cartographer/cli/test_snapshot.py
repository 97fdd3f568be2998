"""What `snapshot` prints, and how it ends."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from cartographer import bootstrap, config
from cartographer.cli.run import gap_lines
from cartographer.model.coverage import Coverage, Scope, State
from cartographer.model.key import Key
from cartographer.model.patch import Patch
from cartographer.model.resource import Observation, unknown
from tests.cartographer.cli.conftest import group, record

MAIN = """
import signal
# A test runner in the background has it ignored, and children inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
from cartographer.cli import main
main()
"""
IDENTITY = (
    b'<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
    b"<GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/ann</Arn>"
    b"<UserId>AIDAEXAMPLE</UserId><Account>111122223333</Account>"
    b"</GetCallerIdentityResult></GetCallerIdentityResponse>"
)


def test_the_machine_form_has_the_members_of_the_contract(run, answers):
    """A run on recorded answers is told with its coverage, and its own facts stand in `run`."""
    told = run.json("snapshot", "--recorded", answers)

    assert (told["schema"], told["snapshot"]) == ("cartographer.snapshot/1", "s-1")
    assert (told["resources"], told["coverage"]["complete"]) == (3, 3)
    assert told["new_gaps"] == []
    assert {"taken", "calls", "seconds", "unrecognised"} <= told["run"].keys()


def test_the_second_snapshot_says_what_is_new(estate, answers):
    """People read counts since the snapshot before."""
    record(answers, "SecurityGroups", {"SecurityGroups": [group(443, 22)]})

    told = estate("snapshot", "--recorded", answers).stdout

    assert "Snapshot s-2" in told
    assert "(+0  -0  ~1 since s-1)" in told
    assert "Next: cartographer diff previous latest" in told


def test_regions_choose_among_recorded_answers(run, answers):
    """Another region holds none of what was recorded; the one that was holds all of it."""
    here = run.json("snapshot", "--recorded", answers, "--region", "eu-west-1")
    elsewhere = run.json("snapshot", "--recorded", answers, "--region", "us-east-1")

    assert here["coverage"]["complete"] == 3
    assert (elsewhere["coverage"]["complete"], elsewhere["resources"]) == (0, 3)


def test_what_was_not_recognised_is_named(run, answers):
    """Ten lines of it, all with -v; machines read the count."""
    for number in range(12):
        record(answers, f"Foreign{number:02}", {"Foreign": [{"Id": str(number)}]})

    told = run("snapshot", "--recorded", answers).stdout
    every = run("snapshot", "--recorded", answers, "-v").stdout

    assert "Not recognised: 12 recorded items" in told
    assert (told.count("Foreign"), every.count("Foreign11.json")) == (20, 1)
    assert "  2 more: -v" in told.splitlines()
    assert max(map(len, told.splitlines())) <= 120
    assert run.json("snapshot", "--recorded", answers)["run"]["unrecognised"] == 12


def test_a_table_ends_with_what_was_not_seen(run, answers):
    """Before it says what to do next."""
    told = run("snapshot", "--recorded", answers).stdout.splitlines()

    assert told[-2] == "Not seen: nothing that was asked for"
    assert told[-1].startswith("Next: ")


@pytest.mark.parametrize(
    ("number", "said"), [(1, "1 resource has details"), (7, "7 resources have details")]
)
def test_a_table_ends_with_details_that_were_not_read(estate, answers, number, said):
    """Where every scope was read and some details were not, the end does not call it all."""
    now = datetime(2026, 5, 31, tzinfo=UTC)
    buckets = (
        Observation(
            Key("aws", "aws", "AWS::S3::Bucket", f"arn:aws:s3:::{name}"),
            *("444455556666", now, "444455556666", "eu-west-1", "global", f"{name}", {}),
            aspects={"policy": unknown("AccessDenied")},
        )
        for name in range(number)
    )
    store = bootstrap.store(config.Settings(), str(estate.store))
    store.commit(Patch("sweep", upserts=tuple(buckets)))
    store.close()

    told = estate("snapshot", "--recorded", answers).stdout

    where = "cartographer coverage / diff --unknown"
    assert told.splitlines()[-2] == f"Not known: {said} that could not be read: {where}"
    assert "nothing that was asked for" not in told


def test_a_file_has_reasons_of_new_gaps_as_they_are(run, answers):
    """What is no terminal is not as wide as one: a reason is cut at 300 characters alone."""
    place = answers / "111122223333" / "eu-west-1"
    (place / "Vpcs.json").write_text('{"Vpcs": "none, but a text"}')

    told = run("snapshot", "--recorded", answers, code=4).stdout

    assert "NEW GAPS (1)\n  111122223333 eu-west-1  AWS::EC2::VPC failed: malformed" in told
    gap = Coverage(
        Scope("aws", "1", "eu-west-1", "AWS::EC2::VPC"), State.FAILED, "Why: " + "x" * 1000
    )
    head, only = gap_lines([gap], 100_000)
    assert head.text == "NEW GAPS (1)"
    assert only.text.count("x") == 300 - len("Why: ") - len("…")


def test_without_a_source_it_says_how_to_name_one(run):
    """No flag and no setting is a question of usage."""
    told = run("snapshot", code=2)

    assert "give --aws, or a [[source]]" in told.stderr


def test_an_unknown_type_is_refused_with_the_nearest(run, answers):
    """A misspelt type is named, and so is the one that was meant."""
    told = run("snapshot", "--aws", "--type", "AWS::EC2::Instanz", code=2)

    assert "did you mean AWS::EC2::Instance" in told.stderr


def test_a_secret_does_not_go_on_the_command_line(run):
    """An external id is named, never spelt out."""
    told = run("snapshot", "--aws", "--external-id", "hunter2", code=2)

    assert "env:NAME" in told.stderr
    assert "hunter2" not in told.stderr


def test_flags_that_mean_nothing_are_refused(run, answers):
    """A profile has nothing to say of recorded answers."""
    run("snapshot", "--recorded", answers, "--profile", "prod", code=2)
    run("snapshot", "--profile", "prod", code=2)


@pytest.mark.parametrize(
    ("content", "code"), [("{", 1), ("[]", 1)], ids=["truncated", "of no known form"]
)
def test_input_that_is_not_usable_ends_with_a_message(run, home, content, code):
    """A corrupt or foreign file is named, and nothing is lost or half stored."""
    (home / "bad.json").write_text(content)

    told = run("snapshot", "--recorded", home / "bad.json", code=code)

    assert told.stderr.startswith("error: ")
    assert "bad.json" in told.stderr


def test_missing_credentials_end_with_advice(run):
    """Nothing to sign in with: exit 1, and what to set."""
    told = run("snapshot", "--aws", "--region", "eu-west-1", code=1)

    assert "no AWS credentials found" in told.stderr


def test_a_store_that_is_none_is_named(run, home, answers):
    """A file that is no store is left alone."""
    run.store.write_text("not a database, but long enough to be read as one\n" * 40)

    told = run("snapshot", "--recorded", answers, code=1)

    assert "store.db" in told.stderr
    assert run.store.read_text().startswith("not a database")


class _Mute(BaseHTTPRequestHandler):
    """Says who is asking, and then nothing any more."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if b"GetCallerIdentity" not in body:
            self.server.asked.set()
            self.server.ended.wait(60)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(IDENTITY)))
        self.end_headers()
        self.wfile.write(IDENTITY)

    do_GET = do_POST  # noqa: N815  the name that the server looks for

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def mute():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Mute)
    server.daemon_threads = True
    server.asked, server.ended = threading.Event(), threading.Event()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.ended.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_ends_within_five_seconds(home, mute, sent):
    """Ctrl-C in the middle of calls that hang: exit 130, and no snapshot has a name."""
    environment = {
        **os.environ,
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{mute.server_port}",
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
    }
    shared = ("--store", str(home / "store.db"), "--log-format", "json")
    own = ("--aws", "--region", "eu-west-1", "--type", "AWS::EC2::VPC")
    child = subprocess.Popen(
        [sys.executable, "-c", MAIN, *shared, "snapshot", *own],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert mute.asked.wait(60)
    time.sleep(0.5)
    child.send_signal(sent)
    began = time.monotonic()
    _, told = child.communicate(timeout=30)

    assert (child.returncode, time.monotonic() - began < 5) == (130, True)
    last = json.loads(told.splitlines()[-1])
    assert (last["level"], last["exit_code"]) == ("error", 130)
    assert "no snapshot was named" in last["message"]
