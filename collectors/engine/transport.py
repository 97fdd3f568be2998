"""The seam between the engine and whoever answers: a cloud's session, or a recording.

The engine never sees an SDK. A live transport runs every single call through `around`, where
the engine limits rates, tries again and keeps time; a recording just answers.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any, Protocol

from msgspec import Struct

from cartographer.model.meaning import says

Answer = Mapping[str, Any]
Around = Callable[[Callable[[], Answer]], Answer]
"""Runs one call under the engine's care; raises `Fault` when it finally does not answer."""


class Ask(Struct, frozen=True):
    """One call that the engine wants to have answered, all its pages."""

    service: Annotated[str, says("SDK name of the service.")]
    region: Annotated[str, says("Region, or global.")]
    operation: Annotated[str, says("API operation, such as DescribeInstances.")]
    params: Annotated[dict[str, Any], says("Parameters.")]
    paced_as: Annotated[
        str | None, says("In whose name it is made, if not in that of the account it leads into.")
    ] = None


Knock = Callable[[Ask, Callable[[], Answer]], Answer]
"""Runs one call on the way into an account, at the engine's pace and counted by it."""


def directly(_: Ask, call: Callable[[], Answer]) -> Answer:
    """Run a call at once: nobody keeps pace or counts."""
    return call()


class Page(Struct, frozen=True):
    """One answer."""

    body: Annotated[Answer, says("The answer's members, metadata left out.")]
    started_at: Annotated[datetime, says("Start of the call that it answers.")]


class Transport(Protocol):
    """The door to one account."""

    @property
    def account(self) -> str:
        """Account whose view this is."""
        ...

    @property
    def partition(self) -> str:
        """Partition that the account belongs to, such as aws or aws-cn."""
        ...

    @property
    def regions(self) -> tuple[str, ...]:
        """Regions that are enabled for the account, sorted; global is not among them."""
        ...

    def available(self, service: str, region: str) -> bool:
        """Return whether the provider has the service in the region."""
        ...

    def pages(self, ask: Ask, around: Around) -> Iterator[Page]:
        """Yield the pages of an answer.

        Raises:
            Fault: the call did not answer; pages that came before are not to be trusted as all.
        """
        ...
