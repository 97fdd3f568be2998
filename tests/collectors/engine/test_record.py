"""Recording and replay: nothing secret on disk, and the same resources and coverage again."""

import threading

import msgspec
import pytest

from cartographer.model.coverage import State
from cartographer.model.error import SourceError, UsageError
from collectors.engine.fault import Fault
from collectors.engine.record import Recorder
from collectors.engine.recording import MANIFEST, RecordedAnswer, file_of
from collectors.engine.redact import Redactor
from collectors.engine.replay import ReplayDoor
from tests.collectors.engine.recorded_cloud import (
    ACCOUNT,
    ANSWERS,
    DECLARED,
    PLANTED,
    Cloud,
    Shut,
    collect,
    outcome,
    record,
    replay,
    tape_of,
)


def test_a_replay_is_byte_for_byte_what_the_run_was(tmp_path):
    """A replay gives the same resources, claims and coverage, to the byte."""
    live = record(tmp_path / "out", Cloud(ANSWERS))
    assert len(live.upserts) == 9  # three machines and a tunnel in two regions, one task
    assert outcome(replay(tmp_path / "out")) == outcome(live)


def test_a_recorded_run_is_what_it_would_have_been(tmp_path):
    """Recording changes nothing of the run itself."""
    assert outcome(record(tmp_path / "out", Cloud(ANSWERS))) == outcome(collect(Cloud(ANSWERS)))


def test_no_planted_secret_is_on_disk(tmp_path):
    """Secrets of every kind of place leave no trace in any file."""
    record(tmp_path / "out", Cloud(ANSWERS))
    written = b"".join(
        file.read_bytes() for file in (tmp_path / "out").rglob("*") if file.is_file()
    )
    assert [planted for planted in PLANTED if planted.encode() in written] == []
    assert b"S3cret-like" in written  # what only looks like one is left alone


def test_another_key_leaves_the_digests_as_they_are(tmp_path):
    """A replay with another installation's key keeps the digests of the recording."""
    live = record(tmp_path / "out", Cloud(ANSWERS))
    assert outcome(replay(tmp_path / "out", key=b"other")) == outcome(live)


def test_files_are_their_owners_alone(tmp_path):
    """Every file has mode 0600, and no unfinished one is left."""
    record(tmp_path / "out", Cloud(ANSWERS))
    found = [file for file in (tmp_path / "out").rglob("*") if file.is_file()]
    assert {file.stat().st_mode & 0o777 for file in found} == {0o600}
    assert {file.suffix for file in found} == {".json"}


def test_a_call_has_a_file_of_its_own(tmp_path):
    """The path names account, region, service, operation and a digest of the parameters."""
    record(tmp_path / "out", Cloud(ANSWERS))
    home = tmp_path / "out" / ACCOUNT
    assert (home / MANIFEST).is_file()
    assert (home / "north/compute/ListMachines.json").is_file()
    named = file_of("north", "compute", "GetUserData", {"Id": "m-1"})
    answer = msgspec.json.decode((home / named).read_bytes(), type=RecordedAnswer)
    assert (answer.params, answer.region) == ({"Id": "m-1"}, "north")


def test_names_cannot_lead_out_of_the_folder():
    """What a cloud or a user calls a thing is never a path."""
    assert file_of("../../etc", "..", "a/b", {}) == "_.._etc/_/a_b.json"


def test_an_account_that_stays_shut_is_recorded(tmp_path):
    """A replay of an account that could not be entered shows the same."""
    live = record(tmp_path / "out", Shut())
    again = replay(tmp_path / "out")
    assert {one.state for one in live.coverage} == {State.DENIED}
    assert [one.reason for one in again.coverage] == [one.reason for one in live.coverage]


def test_what_is_not_recorded_is_not_asked(tmp_path):
    """A call without a file is unknown: no claim, and the state not asked."""
    record(tmp_path / "out", Cloud(ANSWERS))
    (tmp_path / "out" / ACCOUNT / "north/compute/ListTunnels.json").unlink()
    (
        tmp_path / "out" / ACCOUNT / file_of("south", "compute", "GetUserData", {"Id": "m-1"})
    ).unlink()
    patch = replay(tmp_path / "out")
    missing = {one.scope.region for one in patch.coverage if one.state is State.NOT_ASKED}
    assert missing == {"north"}
    assert ("north", "Test::Tunnel") not in {(one.region, one.type) for one in patch.claims}
    (machine,) = [
        one for one in patch.upserts if (one.native_id, one.listed_in) == ("m-1", "south")
    ]
    assert machine.aspects["user-data"].reason == "not-supplied"


def test_a_fault_behind_a_page_is_recorded_with_the_page(tmp_path):
    """Pages that came before a fault are there again, and so is the fault."""

    class Cut(Cloud):
        def pages(self, ask, around):
            yield from super().pages(ask, around)
            if ask.operation == "ListMachines":
                raise Fault(State.THROTTLED, "SlowDown", "too fast")

    live = record(tmp_path / "out", Cut(ANSWERS))
    assert outcome(replay(tmp_path / "out")) == outcome(live)
    assert State.THROTTLED in {one.state for one in live.coverage}


def test_an_interrupted_call_is_not_recorded(tmp_path):
    """Only whole calls are written: a stop leaves nothing that could pass for an answer."""

    class Stopped(Cloud):
        def pages(self, ask, around):
            yield from super().pages(ask, around)
            raise Fault(State.SKIPPED, "interrupted")

    record(tmp_path / "out", Stopped({**ANSWERS, "ListShut": []}))
    assert [file.name for file in (tmp_path / "out").rglob("*.json")] == [MANIFEST]


def test_two_doors_into_one_account_make_one_manifest(tmp_path):
    """A second login with other regions adds them."""
    recorder = Recorder(tmp_path / "out", DECLARED, Redactor(b"key"))
    other = Cloud(ANSWERS)
    other.regions = ("east",)
    recorder.door(Cloud(ANSWERS)).open()
    recorder.door(other).open()
    recorder.shut(ACCOUNT, Fault(State.DENIED, "AccessDenied"))
    manifest = tape_of(tmp_path / "out").manifest
    assert (manifest.regions, manifest.fault) == (("east", "north", "south"), None)


def test_a_folder_that_holds_something_is_refused(tmp_path):
    """Two recordings in one folder would be read as one."""
    (tmp_path / "old.json").write_text("{}")
    with pytest.raises(UsageError, match="is not empty"):
        Recorder(tmp_path, DECLARED, Redactor(b"key"))


def test_a_folder_that_is_a_file_is_refused(tmp_path):
    """A name that is taken is told."""
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be recorded into"):
        Recorder(tmp_path / "file", DECLARED, Redactor(b"key"))


def test_a_file_that_cannot_be_written_is_named(tmp_path):
    """A folder that went away is a clear message, and leaves no half file."""
    recorder = Recorder(tmp_path / "out", DECLARED, Redactor(b"key"))
    (tmp_path / "out" / ACCOUNT).write_text("in the way")
    with pytest.raises(SourceError, match="cannot be written"):
        recorder.door(Cloud(ANSWERS)).open()


def test_a_truncated_file_fails_its_scope(tmp_path):
    """A file that cannot be read is a failed scope that names it, never an empty one."""
    record(tmp_path / "out", Cloud(ANSWERS))
    tape = tape_of(tmp_path / "out")
    file = tmp_path / "out" / ACCOUNT / "north/compute/ListMachines.json"
    file.write_bytes(file.read_bytes()[:200])
    patch = collect(ReplayDoor(tape.manifest, tape, threading.Event()))
    (failed,) = [one for one in patch.coverage if one.state is State.FAILED]
    assert "ListMachines.json" in failed.reason
    assert failed.reason.startswith("malformed")


def test_a_stopped_replay_ends(tmp_path):
    """A replay that is told to stop asks for nothing more."""
    record(tmp_path / "out", Cloud(ANSWERS))
    tape, stop = tape_of(tmp_path / "out"), threading.Event()
    stop.set()
    patch = collect(ReplayDoor(tape.manifest, tape, stop))
    assert patch.upserts == ()
