"""What every account of a run shares: bounds, pace, counts, time, and the stop."""

import threading
from collections import Counter
from typing import Annotated

from msgspec import Struct, field

from cartographer.model.coverage import Scope
from cartographer.model.meaning import says
from cartographer.ports import Clock, Progress
from collectors.engine.patience import Patience
from collectors.engine.rate import RateLimiter
from collectors.engine.redact import Redactor
from collectors.engine.specification import Declaration


class Limits(Struct, frozen=True):
    """Bounds on time and tries."""

    call_seconds: Annotated[float, says("For one call with all its tries.")] = 60.0
    scope_seconds: Annotated[float, says("For all calls of one scope.")] = 1800.0
    run_seconds: Annotated[float, says("For a whole run.")] = 6 * 3600.0
    tries: Annotated[int, says("Tries of a call that fails in a way that may pass.")] = 4
    workers: Annotated[int, says("Calls under way at once.")] = 16
    accounts: Annotated[int, says("Accounts under way at once.")] = 4


class Tally:
    """Counts of calls, shared by the threads of a run."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self._lock = threading.Lock()
        self.by_service: Counter[str] = Counter()
        self.by_scope: Counter[Scope] = Counter()
        self.throttled = 0

    def count(self, scope: Scope, service: str) -> None:
        """Count one call."""
        with self._lock:
            self.by_service[service] += 1
            self.by_scope[scope] += 1

    def count_throttled(self) -> None:
        """Count one throttled call."""
        with self._lock:
            self.throttled += 1


class Tools(Struct, frozen=True):
    """The tools of a run."""

    provider: Annotated[str, says("Cloud.")]
    declarations: Annotated[dict[str, Declaration], says("Declared types by name.")]
    redactor: Annotated[Redactor, says("Who takes the secrets out.")]
    limiter: Annotated[RateLimiter, says("Who paces the calls.")]
    limits: Annotated[Limits, says("Bounds on time and tries.")]
    clock: Annotated[Clock, says("The time.")]
    stop: Annotated[threading.Event, says("Set to end the run.")]
    tally: Annotated[Tally, says("Counts of calls.")]
    progress: Annotated[Progress, says("Who is told.")]
    patience: Annotated[Patience, says("Which doors are given up.")] = field(
        default_factory=Patience
    )
