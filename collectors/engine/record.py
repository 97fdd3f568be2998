"""Recording: each answer of a run, its secrets taken out, as a file of its own.

`DIR/<account>/<region>/<service>/<Operation>[-<digest of params>].json` holds one call with
all its pages or the fault that ended it; `DIR/<account>/manifest.json` holds what an account
is. A file is written whole or not at all, and for its owner's eyes only (mode 0600). What a
reader needs to know stands inside the files: their names are for people.

A call that was interrupted, or whose pages nobody read to the end, is not recorded.
"""

import os
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec.structs import replace

from cartographer.model.coverage import GLOBAL_REGION, State
from cartographer.model.document import encode
from cartographer.model.error import SourceError, UsageError
from collectors.engine.door import Door, Roster, Source, Terms, Within, never_seen
from collectors.engine.fault import Fault
from collectors.engine.mask import Masker
from collectors.engine.normalize import plain
from collectors.engine.recording import (
    FORMAT,
    MANIFEST,
    Manifest,
    RecordedAnswer,
    RecordedFault,
    RecordedPage,
    file_of,
    safe,
)
from collectors.engine.redact import Redactor
from collectors.engine.specification import Declaration
from collectors.engine.transport import Around, Ask, Knock, Page, Transport, directly


class Recorder:
    """One recording: a folder, and who may write into it."""

    def __init__(
        self, folder: Path, declarations: Iterable[Declaration], redactor: Redactor
    ) -> None:
        """Take a folder that is new or empty.

        Raises:
            UsageError: the folder holds something, or cannot be made.
        """
        declared = tuple(declarations)
        self._folder = folder
        self._masker = Masker(declared, redactor)
        self._services = sorted(
            {one.service for one in declared}
            | {detail.service for one in declared for detail in one.aspects if detail.service}
        )
        self._lock = threading.Lock()
        self._manifests: dict[str, Manifest] = {}
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            held = next(folder.iterdir(), None)
        except OSError as error:
            message = f"the folder {folder} cannot be recorded into: {error.strerror}"
            raise UsageError(message) from error
        if held is not None:
            message = f"the folder {folder} is not empty; a recording goes into a new one"
            raise UsageError(message)

    def door(self, door: Door) -> "RecordingDoor":
        """Return a door through which all that comes is recorded."""
        return RecordingDoor(door, self)

    def source(self, source: Source) -> "RecordingSource":
        """Return a source with such doors."""
        return RecordingSource(source, self)

    def shut(self, account: str, fault: Fault) -> None:
        """Record that an account could not be entered."""
        now = datetime.now(UTC)
        self._put(Manifest(FORMAT, account, fault=RecordedFault.of(fault), started_at=now))

    def entered(self, transport: Transport) -> None:
        """Record what an account is."""
        where = (*transport.regions, GLOBAL_REGION)
        absent = {
            service: tuple(one for one in where if not transport.available(service, one))
            for service in self._services
        }
        self._put(
            Manifest(
                FORMAT,
                transport.account,
                transport.partition,
                transport.regions,
                {service: regions for service, regions in absent.items() if regions},
                started_at=datetime.now(UTC),
            )
        )

    def _put(self, new: Manifest) -> None:
        """Write an account's manifest; two doors into it make one."""
        with self._lock:
            old = self._manifests.get(new.account)
            if old is not None and new.fault is not None:
                return
            if old is not None and old.fault is None:
                new = msgspec.structs.replace(
                    new,
                    regions=tuple(sorted({*old.regions, *new.regions})),
                    absent={**old.absent, **new.absent},
                    started_at=old.started_at,
                )
            self._manifests[new.account] = new
            self._write(f"{safe(new.account)}/{MANIFEST}", msgspec.to_builtins(new))

    def answered(self, account: str, ask: Ask, pages: list[Page], fault: Fault | None) -> None:
        """Record how a call ended."""
        answer = RecordedAnswer(
            FORMAT,
            account,
            ask.region,
            ask.service,
            ask.operation,
            plain(ask.params),
            tuple(self._masked(ask, page) for page in pages),
            None if fault is None else RecordedFault.of(fault),
        )
        name = file_of(ask.region, ask.service, ask.operation, ask.params)
        self._write(f"{safe(account)}/{name}", msgspec.to_builtins(answer))

    def _masked(self, ask: Ask, page: Page) -> RecordedPage:
        body = self._masker.mask(ask.service, ask.operation, plain(page.body))
        return RecordedPage(page.started_at, body)

    def _write(self, name: str, document: object) -> None:
        """Write a file whole, readable by its owner alone.

        Raises:
            SourceError: it cannot be written.
        """
        target = self._folder / name
        try:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, unfinished = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(encode(document))
                Path(unfinished).replace(target)
            except BaseException:
                with suppress(OSError):
                    Path(unfinished).unlink()
                raise
        except OSError as error:
            message = f"the recording {target} cannot be written: {error.strerror}"
            raise SourceError(message) from error


class RecordingDoor:
    """A door through which all that comes is recorded."""

    def __init__(self, door: Door, recorder: Recorder) -> None:
        """Take the real door."""
        self._door = door
        self._recorder = recorder

    @property
    def name(self) -> str:
        """Name that it was configured by."""
        return self._door.name

    @property
    def account(self) -> str:
        """Account behind the door."""
        return self._door.account

    def open(self, knock: Knock = directly) -> Transport:
        """Return the account's transport, recorded.

        Raises:
            Fault: it cannot be entered, which is recorded too.
        """
        try:
            transport = self._door.open(knock)
        except Fault as fault:
            self._recorder.shut(self._door.account, fault)
            raise
        self._recorder.entered(transport)
        return RecordingTransport(transport, self._recorder)


class RecordingSource:
    """A source through whose doors all that comes is recorded."""

    def __init__(self, source: Source, recorder: Recorder) -> None:
        """Take the real source."""
        self._source = source
        self._recorder = recorder
        self.name = source.name
        self.lists_as = source.lists_as

    @property
    def terms(self) -> Terms:
        """What its owner allows."""
        return self._source.terms

    def roster(self, knock: Knock, within: Within = never_seen) -> Roster:
        """Return its accounts, each behind a door that records.

        Raises:
            Fault: they cannot be listed.
        """
        return self._recorded(self._source.roster(knock, within))

    def earlier(self, accounts: Iterable[str], within: Within = never_seen) -> Roster:
        """Return what is to be done with accounts that it had before."""
        return self._recorded(self._source.earlier(accounts, within))

    def _recorded(self, roster: Roster) -> Roster:
        return replace(roster, doors=tuple(self._recorder.door(one) for one in roster.doors))

    def door(self, account: str) -> RecordingDoor:
        """Return the door of an account that the source had at an earlier time."""
        return self._recorder.door(self._source.door(account))


class RecordingTransport:
    """A transport whose answers are written down as they pass."""

    def __init__(self, transport: Transport, recorder: Recorder) -> None:
        """Take the real transport."""
        self._transport = transport
        self._recorder = recorder
        self.account = transport.account
        self.partition = transport.partition
        self.regions = transport.regions

    def available(self, service: str, region: str) -> bool:
        """Return what the real transport says."""
        return self._transport.available(service, region)

    def pages(self, ask: Ask, around: Around) -> Iterator[Page]:
        """Yield the pages as they come, and record them at the end.

        Raises:
            Fault: the call did not answer; recorded, unless it was told to stop.
        """
        pages: list[Page] = []
        try:
            for page in self._transport.pages(ask, around):
                pages.append(page)
                yield page
        except Fault as fault:
            if fault.state is not State.SKIPPED:
                self._recorder.answered(self.account, ask, pages, fault)
            raise
        self._recorder.answered(self.account, ask, pages, None)
