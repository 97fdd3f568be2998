"""An invented cloud with secrets in every kind of place, recorded and replayed by tests."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count

import msgspec

from cartographer.model.coverage import Selector, State
from cartographer.model.document import encode
from cartographer.model.snapshot import MemorySnapshot
from collectors.engine.collector import EngineCollector
from collectors.engine.derive import DeclaredCatalogue
from collectors.engine.fault import Fault
from collectors.engine.rate import Rates
from collectors.engine.record import Recorder
from collectors.engine.recording import Manifest
from collectors.engine.redact import Redactor
from collectors.engine.replay import ReplayDoor, Tape, heading_of
from collectors.engine.specification import GLOBAL, Declaration, Describe, Detail, ListCall
from collectors.engine.tools import Limits
from collectors.engine.transport import Page

ACCOUNT = "111122223333"
PLANTED = ("S3cret-user-data", "S3cret-variable", "S3cret-task", "S3cret-key", "S3cret-text")
BEGAN = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

MACHINE = Declaration(
    type="Test::Machine",
    kind="instance",
    service="compute",
    doc="https://example.com",
    list=ListCall("ListMachines", "Groups[].Machines[]"),
    id="{Id}",
    native_id="Id",
    aspects=(
        Detail(
            aspect="user-data",
            operation="GetUserData",
            params={"Id": "=item.Id"},
            result="Data.Value",
        ),
        Detail(
            aspect="policy",
            operation="GetMachinePolicy",
            params={"Id": "=item.Id"},
            result="Policy",
            absent=("NoPolicy",),
        ),
    ),
    secret=("@user-data", "@policy.Token", "Environment.Variables"),
    json=("@policy",),
)
TUNNEL = Declaration(
    type="Test::Tunnel",
    kind="vpn",
    service="compute",
    doc="https://example.com",
    list=ListCall("ListTunnels", "Tunnels[?State!='deleted']"),
    id="{Id}",
    native_id="Id",
    secret=("Options[].Key",),
)
TASK = Declaration(
    type="Test::Task",
    kind="task",
    service="containers",
    doc="https://example.com",
    list=ListCall("ListTasks", "names[].{Name: @}"),
    describe=Describe(
        operation="GetTask",
        params={"Name": "=item.Name"},
        result="merge(task, {tags: tags})",
    ),
    id="{Name}",
    native_id="Name",
    secret=("containers[].environment[].value",),
)
SHUT = Declaration(
    type="Test::Shut",
    kind="thing",
    service="closed",
    doc="https://example.com",
    where=GLOBAL,
    list=ListCall("ListShut", "Things"),
    id="{Id}",
    native_id="Id",
)
DECLARED = (MACHINE, TUNNEL, TASK, SHUT)

ANSWERS = {
    "ListMachines": [
        {
            "Groups": [
                {
                    "Machines": [
                        {"Id": "m-1", "Environment": {"Variables": {"A": "S3cret-variable"}}},
                        {"Id": "m-2", "Zone": "S3cret-like", "Environment": {"Variables": {}}},
                    ]
                }
            ],
            "At": BEGAN,
        },
        {"Groups": [{"Machines": [{"Id": "m-3"}]}]},
    ],
    "ListTunnels": [
        {
            "Tunnels": [
                {"Id": "t-1", "State": "up", "Options": [{"Key": "S3cret-key"}, {"Key": "true"}]},
                {"Id": "t-2", "State": "deleted", "Options": [{"Key": "none"}]},
            ]
        }
    ],
    "ListTasks": [{"names": ["web"]}],
    "GetTask": [
        {
            "task": {
                "Name": "web",
                "containers": [{"environment": [{"name": "A", "value": "S3cret-task"}]}],
            },
            "tags": [],
        }
    ],
    "GetUserData": [{"Data": {"Value": "S3cret-user-data"}}],
    "ListShut": Fault(State.DENIED, "AccessDenied", "not for you"),
}


class Cloud:
    """A transport that answers from a table, each call a second after the one before."""

    account = name = ACCOUNT
    partition = "aws"
    regions = ("north", "south")

    def __init__(self, answers):
        self._answers = answers
        self._seconds = count()
        self._lock = threading.Lock()

    def open(self, *_):
        """Return itself."""
        return self

    def available(self, service, region):
        """Return that one service is missing in one region."""
        return (service, region) != ("containers", "south")

    def pages(self, ask, around):
        """Yield the answers of the table."""
        found = self._answers.get(ask.operation)
        if ask.operation == "GetMachinePolicy":
            if ask.params["Id"] == "m-1":
                found = [{"Policy": json.dumps({"Token": "S3cret-text", "Statement": []})}]
            else:
                found = Fault(State.FAILED, "NoPolicy", "there is none")
        for body in [] if isinstance(found, Fault) else found:
            with self._lock:
                at = BEGAN + timedelta(seconds=next(self._seconds))
            yield Page(around(lambda body=body: body), at)
        if isinstance(found, Fault):
            raise found


class Shut:
    """A door that does not open."""

    account = name = ACCOUNT

    def open(self, *_):
        """Refuse."""
        raise Fault(State.DENIED, "AccessDenied", "the role does not trust us")


class Quiet:
    """Nobody who is told anything."""

    def planned(self, scopes):
        """Take note."""
        list(scopes)

    def called(self, scope, *, throttled=False):
        """Take note."""

    def finished(self, scope, state, resources):
        """Take note."""


class Clock:
    """A clock that stands at one day."""

    def now(self):
        """Return the day."""
        return BEGAN

    def sleep(self, seconds):
        """Return at once."""

    def monotonic(self):
        """Return no time."""
        return 0.0


def collect(door, key=b"key"):
    """Return the one patch of a door's account."""
    collector = EngineCollector(
        "test",
        "aws",
        [door],
        DECLARED,
        redactor=Redactor(key),
        rates=Rates(0.0),
        limits=Limits(tries=1),
        clock=Clock(),
        executor=lambda _: ThreadPoolExecutor(1),
    )
    head = MemorySnapshot(DeclaredCatalogue(DECLARED).derive)
    (patch,) = collector.collect(Selector(), Quiet(), head)
    return patch


def record(folder, door, key=b"key"):
    """Return what a recorded run came to."""
    recorder = Recorder(folder, DECLARED, Redactor(key))
    return collect(recorder.door(door), key)


def tape_of(folder):
    """Return the recording in a folder."""
    tape = Tape()
    for file in folder.rglob("*.json"):
        heading = heading_of(json.loads(file.read_bytes()))
        if isinstance(heading, Manifest):
            tape.manifest = heading
        else:
            tape.files[heading.call] = file
    return tape


def replay(folder, key=b"key"):
    """Return what a replay of a folder comes to."""
    tape = tape_of(folder)
    return collect(ReplayDoor(tape.manifest, tape, threading.Event()), key)


def outcome(patch):
    """Return what a patch says, but for the number of calls."""
    coverage = [(one.scope, one.state, one.reason, one.since) for one in patch.coverage]
    return encode(msgspec.to_builtins([patch.upserts, patch.claims, patch.tombstones, coverage]))
