"""Replay: a recording answers in place of a cloud, each page at the time of its call.

Files are found by what they say of themselves. What was not recorded is not asked: it is
unknown, never absent. One file is read for each call; contents are not kept.
"""

import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Protocol

import msgspec
from msgspec import Struct, field

from cartographer.model.coverage import State
from cartographer.model.meaning import says
from collectors.engine.fault import NOT_SUPPLIED, Fault
from collectors.engine.recording import (
    FORMAT,
    Manifest,
    RecordedAnswer,
    digest_of,
    file_of,
)
from collectors.engine.transport import Around, Ask, Knock, Page, directly

MALFORMED = "malformed"
DEEPEST = 200
"""Levels of nesting that are read; a provider's documents have a few dozen."""

CallKey = tuple[str, str, str, str]
"""Region, service, operation, digest of parameters."""


class UnreadableError(ValueError):
    """Bytes that are no document of the expected form; the message says why."""


class NewerFormatError(UnreadableError):
    """A recording by a later version."""


_MARK = "cartographer-recording"
_ANSWER = msgspec.json.Decoder(RecordedAnswer)


class Heading(Struct, frozen=True):
    """The beginning of a file of a recording: what it answers."""

    account: Annotated[str, says("Account whose view this is.")]
    call: Annotated[CallKey, says("The call that it answers.")]


def is_recorded(document: Any) -> bool:  # noqa: ANN401  any JSON
    """Return whether a document says that it is part of a recording."""
    return isinstance(document, dict) and _MARK in document


def heading_of(document: Mapping[str, Any]) -> Heading | Manifest:
    """Return what a part of a recording is: an account's manifest, or the call it answers.

    Raises:
        UnreadableError: it is not of the form that it says.
    """
    version = document.get("format")
    if isinstance(version, int) and version > FORMAT:
        message = f"recorded in form {version}, by a later version; this one reads {FORMAT}"
        raise NewerFormatError(message)
    try:
        if document[_MARK] == "account":
            return msgspec.convert(document, Manifest)
        answer = msgspec.convert(document, RecordedAnswer)
    except msgspec.ValidationError as error:
        raise UnreadableError(str(error)) from error
    key = (answer.region, answer.service, answer.operation, digest_of(answer.params))
    return Heading(answer.account, key)


def check_depth(value: Any) -> None:  # noqa: ANN401  any JSON
    """Refuse a document that is nested too deeply to be one.

    Raises:
        UnreadableError: it is nested more deeply than any provider's document.
    """
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(DEEPEST):
        if not level:
            return
        level = [
            inner
            for one in level
            for inner in (one.values() if isinstance(one, dict) else one)
            if isinstance(inner, dict | list)
        ]
    message = f"nested more than {DEEPEST} levels deep"
    raise UnreadableError(message)


class Tape(Struct):
    """What a recording has of one account."""

    manifest: Annotated[Manifest | None, says("Its manifest; none where it is lost.")] = None
    files: Annotated[dict[CallKey, Path], says("Files by the call that they answer.")] = field(
        default_factory=dict
    )
    broken: Annotated[
        dict[str, str], says("Files that cannot be read, and why, by path in the account.")
    ] = field(default_factory=dict)

    def answer(self, ask: Ask) -> Iterator[Page] | None:
        """Return the pages of an answer, or none if the call was not recorded.

        Raises:
            Fault: its file cannot be read, or the call itself did not answer.
        """
        key = (ask.region, ask.service, ask.operation, digest_of(ask.params))
        path = self.files.get(key)
        if path is not None:
            return _play(path)
        if self.broken:
            reason = self.broken.get(file_of(*key[:3], ask.params))
            if reason is not None:
                raise Fault(State.FAILED, MALFORMED, reason)
        return None


def _play(path: Path) -> Iterator[Page]:
    try:
        answer = _ANSWER.decode(path.read_bytes())
    except (OSError, RecursionError, msgspec.DecodeError) as error:
        raise Fault(State.FAILED, MALFORMED, f"{path}: {error}") from error
    for page in answer.pages:
        yield Page(page.body, page.started_at)
    if answer.fault is not None:
        raise answer.fault.fault()


class Answers(Protocol):
    """Who answers for an account in place of its cloud."""

    def answer(self, ask: Ask) -> Iterator[Page] | None:
        """Return the pages of an answer, or none where there is none.

        Raises:
            Fault: there is one, and it is a fault or cannot be read.
        """
        ...


class ReplayTransport:
    """A transport that answers from what was written down."""

    def __init__(self, manifest: Manifest, answers: Answers, stop: threading.Event) -> None:
        """Take what is known of an account; `stop` ends the replay."""
        self.account = manifest.account
        self.partition = manifest.partition
        self.regions = manifest.regions
        self._absent = manifest.absent
        self._answers = answers
        self._stop = stop

    def available(self, service: str, region: str) -> bool:
        """Return whether the provider had the service in the region."""
        return region not in self._absent.get(service, ())

    def pages(self, ask: Ask, around: Around) -> Iterator[Page]:  # noqa: ARG002  no call is made
        """Yield the pages of a recorded answer.

        Raises:
            Fault: the call did not answer then, is not recorded, or the run is to stop.
        """
        if self._stop.is_set():
            raise Fault(State.SKIPPED, "interrupted")
        pages = self._answers.answer(ask)
        if pages is None:
            raise Fault(State.NOT_ASKED, NOT_SUPPLIED, f"no answer of {ask.operation}")
        yield from pages


class ReplayDoor:
    """A recorded account."""

    def __init__(self, manifest: Manifest, answers: Answers, stop: threading.Event) -> None:
        """Take what is known of an account; `stop` ends the replay."""
        self.account = self.name = manifest.account
        self._manifest = manifest
        self._answers = answers
        self._stop = stop

    def open(self, _: Knock = directly) -> ReplayTransport:
        """Return the account's transport.

        Raises:
            Fault: it could not be entered when it was recorded.
        """
        if self._manifest.fault is not None:
            raise self._manifest.fault.fault()
        return ReplayTransport(self._manifest, self._answers, self._stop)
