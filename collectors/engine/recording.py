"""The files of a recording: what stands in them, and where they lie in its folder.

One file holds one call, or what an account is. What a reader needs stands inside; names are
for people. Nothing is read or written here.
"""

import hashlib
import re
from datetime import datetime
from typing import Annotated, Any

from msgspec import Struct, field

from cartographer.model.coverage import State
from cartographer.model.document import encode
from cartographer.model.meaning import says
from collectors.engine.fault import Fault
from collectors.engine.normalize import plain

FORMAT = 1
MANIFEST = "manifest.json"
_DIGEST_LENGTH = 16
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


class RecordedPage(Struct, frozen=True):
    """One page of an answer."""

    started_at: Annotated[datetime, says("Start of the call that it answers.")]
    body: Annotated[dict[str, Any], says("The answer's members, secrets as digests.")]


class RecordedFault(Struct, frozen=True):
    """How a call, or the entry into an account, ended without an answer."""

    state: Annotated[State, says("Its state in the words of coverage.")]
    code: Annotated[str, says("The provider's code, or one of ours.")]
    message: Annotated[str, says("The provider's message.")] = ""

    @classmethod
    def of(cls, fault: Fault) -> "RecordedFault":
        """Return what is written of a fault."""
        return cls(fault.state, fault.code, fault.message)

    def fault(self) -> Fault:
        """Return the fault that was written."""
        return Fault(self.state, self.code, self.message)


class RecordedAnswer(Struct, frozen=True, tag_field="cartographer-recording", tag="answer"):
    """One call: a file of a recording."""

    format: Annotated[int, says("Version of the form of the file.")]
    account: Annotated[str, says("Account whose view this is.")]
    region: Annotated[str, says("Region, or global.")]
    service: Annotated[str, says("SDK name of the service.")]
    operation: Annotated[str, says("API operation.")]
    params: Annotated[dict[str, Any], says("Parameters.")]
    pages: Annotated[tuple[RecordedPage, ...], says("Pages in order.")]
    fault: Annotated[RecordedFault | None, says("Why it is not all; null where it is.")] = None


class Manifest(Struct, frozen=True, tag_field="cartographer-recording", tag="account"):
    """What an account is: the file that stands beside its answers."""

    format: Annotated[int, says("Version of the form of the file.")]
    account: Annotated[str, says("Account, or the name it was configured by.")]
    partition: Annotated[str, says("Partition.")] = "aws"
    regions: Annotated[tuple[str, ...], says("Regions that are enabled, sorted.")] = ()
    absent: Annotated[
        dict[str, tuple[str, ...]], says("Regions in which a service is not there, by service.")
    ] = field(default_factory=dict)
    fault: Annotated[RecordedFault | None, says("Why it could not be entered.")] = None
    started_at: Annotated[datetime | None, says("When it was entered.")] = None


def digest_of(params: Any) -> str:  # noqa: ANN401  any JSON
    """Return the digest by which parameters are told apart; of none, nothing."""
    params = plain(params)
    return hashlib.sha256(encode(params)).hexdigest()[:_DIGEST_LENGTH] if params else ""


def file_of(region: str, service: str, operation: str, params: Any) -> str:  # noqa: ANN401
    """Return the path of an answer's file inside its account's folder."""
    end = digest_of(params)
    name = f"{safe(operation)}-{end}.json" if end else f"{safe(operation)}.json"
    return f"{safe(region)}/{safe(service)}/{name}"


def safe(part: str) -> str:
    """Return a text as one part of a path: never above its folder, never hidden."""
    return _UNSAFE.sub("_", part).lstrip(".") or "_"
