"""An account that answers what a test tells it to, and what a run over it comes to."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from cartographer.model.coverage import Selector, State
from cartographer.model.patch import Patch
from cartographer.model.resource import Derived, Observation, Record
from collectors.aws.registry import declarations
from collectors.engine.collector import EngineCollector
from collectors.engine.derive import DeclaredCatalogue
from collectors.engine.fault import Fault
from collectors.engine.rate import Rates
from collectors.engine.redact import Redactor
from collectors.engine.tools import Limits
from collectors.engine.transport import Around, Ask, Page

OWN = "111122223333"
OTHER = "444455556666"
REGION = "eu-west-1"
CATALOGUE = DeclaredCatalogue(declarations())


class StillClock:
    """A clock that stands."""

    def now(self):
        """Return one moment."""
        return datetime(2026, 1, 1, tzinfo=UTC)

    def sleep(self, seconds):
        """Not wait."""

    def monotonic(self):
        """Return no seconds."""
        return 0.0


class NothingHeld:
    """A snapshot before the first one."""

    def coverage(self, _=None):
        """Return that nothing was asked for."""
        return ()


class DeafProgress:
    """Someone who is told and does not listen."""

    def planned(self, scopes):
        """Ignore it."""

    def called(self, scope, *, throttled=False):
        """Ignore it."""

    def finished(self, scope, state, resources):
        """Ignore it."""


class Answers:
    """A door to an account that answers what it was told to, and says which calls it heard."""

    def __init__(self, answers: Mapping[str, Any], account: str = OWN) -> None:
        self.account = self.name = account
        self.partition = "aws"
        self.regions = (REGION,)
        self._answers = answers
        self.heard: list[Ask] = []

    def open(self, *_):
        """Return itself: door and transport are one."""
        return self

    def available(self, service, region):  # noqa: ARG002  as the port has them
        """Return that every service is everywhere."""
        return True

    def pages(self, ask: Ask, around: Around) -> Iterator[Page]:
        """Yield the one page that was prepared, or raise the code that was."""
        self.heard.append(ask)
        answer = self._answers.get(ask.operation)
        if isinstance(answer, Callable):
            answer = answer(ask.params)
        if isinstance(answer, str):
            raise Fault(State.FAILED, answer)
        if answer is None:
            raise Fault(State.DENIED, "AccessDenied")
        yield Page(around(lambda: answer), StillClock().now())

    def calls(self, operation: str) -> list[dict[str, Any]]:
        """Return the parameters of each call of an operation."""
        return [ask.params for ask in self.heard if ask.operation == operation]


def collect(door: Answers, *types: str) -> Patch:
    """Return what a run over a door comes to, for some types and their parents."""
    collector = EngineCollector(
        "test",
        "aws",
        [door],
        declarations(),
        redactor=Redactor(b"key of the tests"),
        rates=Rates(default=0),
        limits=Limits(tries=1),
        clock=StillClock(),
        executor=ThreadPoolExecutor,
    )
    (patch,) = collector.collect(Selector(types=types), DeafProgress(), NothingHeld())
    return patch


def seen(patch: Patch, type_: str) -> list[Observation]:
    """Return the observations of a type, sorted by key."""
    found = [one for one in patch.upserts if one.key.type == type_]
    return sorted(found, key=lambda one: one.key)


def derived(observation: Observation) -> Derived:
    """Return what the catalogue reads out of an observation."""
    return CATALOGUE.derive(
        Record(
            key=observation.key,
            uid=observation.uid,
            native_id=observation.native_id,
            account=observation.account,
            region=observation.region,
            listed_in=observation.listed_in,
            viewers=(observation.viewer,),
            observed_at=observation.observed_at,
            config=observation.config,
            aspects=observation.aspects,
        )
    )


def targets(observation: Observation, kind: str) -> set[str]:
    """Return the targets of an observation's relations of a kind, as text."""
    return {str(one.target) for one in derived(observation).relations if one.kind == kind}


def policy(*statements: Mapping[str, Any]) -> dict[str, Any]:
    """Return a policy document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}
