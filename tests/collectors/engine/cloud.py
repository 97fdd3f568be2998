"""A small invented cloud for tests of the engine: a clock, a stop, a listener, and doors.

The doors answer from tables: no network, no waiting, and every call is written down.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from datetime import UTC, datetime, timedelta
from typing import Any

from cartographer.model.coverage import Coverage, Scope, Selector, State
from cartographer.model.key import Key
from cartographer.model.patch import Patch
from cartographer.model.snapshot import MemorySnapshot, resources
from collectors.engine.caller import Caller, Deadline
from collectors.engine.collector import EngineCollector
from collectors.engine.derive import DeclaredCatalogue
from collectors.engine.door import Terms
from collectors.engine.fault import Fault
from collectors.engine.listing import Bench
from collectors.engine.rate import RateLimiter, Rates
from collectors.engine.redact import Redactor
from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel
from collectors.engine.tools import Limits, Tally, Tools
from collectors.engine.transport import Around, Ask, Page

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
DOC = "https://example.com/reference"
UNLIMITED = Rates(0.0)
DENIED = Fault(State.DENIED, "AccessDenied", "you may not")
BUSY = Fault(State.THROTTLED, "Throttling", "slow down", retry=True)
BROKEN = Fault(State.FAILED, "InternalError", "sorry", retry=True)
GONE = Fault(State.FAILED, "NotFound", "no such thing")


class FakeClock:
    """A clock that moves when it is told to, and by a little whenever it is read."""

    def __init__(self, tick: float = 0.0) -> None:
        self._lock = threading.Lock()
        self._seconds = 1000.0
        self._tick = tick

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        with self._lock:
            self._seconds += self._tick
            return self._seconds

    def now(self) -> datetime:
        """Return the time of day."""
        return NOON + timedelta(seconds=self.monotonic() - 1000.0)

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        with self._lock:
            self._seconds += seconds


class Stop(threading.Event):
    """A stop whose waiting moves the clock instead of the world."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self._fake = clock
        self.waits: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        """Let time pass, unless it is set."""
        if not self.is_set():
            self.waits.append(timeout or 0.0)
            self._fake.sleep(timeout or 0.0)
        return self.is_set()


class Listener:
    """A progress that collects what it is told."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = []
        self.calls: Counter[Scope] = Counter()
        self.throttled: Counter[Scope] = Counter()
        self.ends: dict[Scope, tuple[str, int]] = {}

    def planned(self, scopes: Iterable[Scope]) -> None:
        """Keep the scopes."""
        self.scopes.extend(scopes)

    def called(self, scope: Scope, *, throttled: bool = False) -> None:
        """Count a call."""
        (self.throttled if throttled else self.calls)[scope] += 1

    def finished(self, scope: Scope, state: str, resources: int) -> None:
        """Keep an end."""
        self.ends[scope] = (state, resources)


Answered = Mapping[str, Any] | Sequence[Mapping[str, Any] | Fault] | Fault
Answering = Answered | Callable[[Ask], Answered]


class FakeTransport:
    """A door that answers from a table of operations; `Operation@region` comes first.

    An answer is a page, several pages, or a fault; a fault among pages cuts them off. `script`
    holds, by operation, faults that come before the answers, one a call (None: no fault).
    """

    def __init__(
        self,
        answers: Mapping[str, Answering],
        *,
        account: str = "111",
        regions: tuple[str, ...] = ("r1",),
        clock: FakeClock | None = None,
        missing: tuple[str, ...] = (),
    ) -> None:
        self.answers = dict(answers)
        self.script: dict[str, list[Fault | None]] = {}
        self.account = account
        self.partition = "aws"
        self.regions = regions
        self.clock = clock or FakeClock()
        self.missing = missing
        self.calls: list[Ask] = []
        self.before: Callable[[Ask], None] = lambda _: None
        self._lock = threading.Lock()

    def available(self, service: str, region: str) -> bool:  # noqa: ARG002  a port's signature
        """Return whether a service is there."""
        return service not in self.missing

    def made(self, operation: str) -> list[dict[str, Any]]:
        """Return the parameters of the calls of an operation."""
        return [ask.params for ask in self.calls if ask.operation == operation]

    def pages(self, ask: Ask, around: Around) -> Iterator[Page]:
        """Yield the pages of the table."""
        number, count = 0, 1
        while number < count:
            started_at = self.clock.now()

            def call() -> Mapping[str, Any]:
                nonlocal started_at, count
                started_at = self.clock.now()
                parts = self._answer(ask)
                if isinstance(parts, Fault):
                    raise parts
                count = len(parts)
                part = parts[number]  # noqa: B023  called before the next turn
                if isinstance(part, Fault):
                    raise part
                return part

            body = around(call)
            number += 1
            yield Page(body, started_at)

    def _answer(self, ask: Ask) -> Sequence[Mapping[str, Any] | Fault] | Fault:
        with self._lock:
            self.calls.append(ask)
            waiting = self.script.get(ask.operation)
            fault = waiting.pop(0) if waiting else None
        self.before(ask)
        if fault is not None:
            return fault
        found = self.answers.get(f"{ask.operation}@{ask.region}", self.answers.get(ask.operation))
        assert found is not None, f"nobody asked for {ask.operation}"
        if callable(found):
            found = found(ask)
        return [found] if isinstance(found, Mapping) else found


class FakeDoor:
    """A door that opens onto a transport, or does not open."""

    def __init__(
        self, transport: FakeTransport | None, fault: Fault | None = None, account: str = "111"
    ) -> None:
        self.account = transport.account if transport is not None else account
        self.name = self.account
        self.terms = Terms()
        self.transport = transport
        self.fault = fault
        self.opened = 0

    def open(self, *_) -> FakeTransport:
        """Open, or fail to."""
        self.opened += 1
        if self.fault is not None:
            raise self.fault
        assert self.transport is not None
        return self.transport


class Immediately(Executor):
    """An executor that does the work at once, in the thread that hands it over."""

    def __init__(self, workers: int = 1) -> None:
        self.workers = workers

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Do it."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:  # noqa: BLE001  that is what a future does
            future.set_exception(error)
        return future


def declare(type_: str = "T::Thing", **members: Any) -> Declaration:
    """Return a declaration of things with an `Id`, with some members of its own."""
    name = type_.rpartition("::")[2]
    usual: dict[str, Any] = {
        "kind": "thing",
        "service": "svc",
        "doc": DOC,
        "list": ListCall(f"List{name}s", "Items"),
        "id": "arn:{partition}:svc:{region}:{account}:" + name.lower() + "/{Id}",
        "native_id": "Id",
    }
    return Declaration(type=type_, **(usual | members))


THING = declare(
    uid="Uid",
    aspects=(
        Detail(
            aspect="policy",
            operation="GetPolicy",
            params={"Id": "=item.Id"},
            result="Policy",
            absent=("NoSuchPolicy",),
        ),
    ),
    relations=(Rel("refers-to", "Other"),),
    by_id=ById(params={"Ids": "=ids"}, batch=10, not_found=("NotFound",)),
)
CHILD = declare(
    "T::Child",
    list=ListCall("ListChilds", "Items", params={"Parent": "=parent.Id"}, each="T::Thing"),
    id="{parent}#{Id}",
)


def tools(
    *declarations: Declaration,
    clock: FakeClock | None = None,
    limits: Limits | None = None,
    rates: Rates = UNLIMITED,
    progress: Listener | None = None,
) -> Tools:
    """Return the tools of a run that never really waits."""
    clock = clock or FakeClock()
    return Tools(
        "aws",
        {one.type: one for one in declarations},
        Redactor(b"k" * 32),
        RateLimiter(rates, clock),
        limits or Limits(),
        clock,
        Stop(clock),
        Tally(),
        progress or Listener(),
    )


def bench(transport: FakeTransport, of: Tools, region: str = "r1") -> Bench:
    """Return a bench with all the time in the world."""
    return Bench("aws", region, Caller(transport, of), of.redactor, Deadline(0, float("inf")))


def collector(
    doors: Iterable[FakeDoor],
    *declarations: Declaration,
    clock: FakeClock | None = None,
    limits: Limits | None = None,
    redactor: Redactor | None = None,
    **more: Any,
) -> EngineCollector:
    """Return a collector that does all work at once, unless another executor is given."""
    return EngineCollector(
        "fake",
        "aws",
        list(doors),
        declarations,
        redactor=redactor or Redactor(b"k" * 32),
        rates=UNLIMITED,
        limits=limits or Limits(),
        clock=clock or FakeClock(tick=0.001),
        **{"executor": Immediately} | more,
    )


def empty(*declarations: Declaration) -> MemorySnapshot:
    """Return a snapshot of nothing that can read the declared types."""
    return MemorySnapshot(DeclaredCatalogue(declarations).derive)


def collect(
    of: EngineCollector, head: MemorySnapshot, selection: Selector | None = None
) -> MemorySnapshot:
    """Return the snapshot after a collection."""
    for patch in of.collect(selection or Selector(), Listener(), head):
        head = head.apply(patch)
    return head


def ids(snapshot: MemorySnapshot) -> list[str]:
    """Return the short ids of all that is held, sorted."""
    return sorted(one.record.native_id for one in resources(snapshot))


def states(of: Patch | MemorySnapshot) -> dict[tuple[str, str], str]:
    """Return the states of coverage by type and region."""
    coverage: Iterable[Coverage] = of.coverage if isinstance(of, Patch) else of.coverage()
    return {(one.scope.type, one.scope.region): one.state.value for one in coverage}


def key(id_: str, type_: str = "T::Thing", account: str = "111", region: str = "r1") -> Key:
    """Return the key of a thing of `declare`."""
    name = type_.rpartition("::")[2].lower()
    return Key("aws", "aws", type_, f"arn:aws:svc:{region}:{account}:{name}/{id_}")


def items(*names: str) -> dict[str, Any]:
    """Return a page of things."""
    return {"Items": [{"Id": name} for name in names]}
