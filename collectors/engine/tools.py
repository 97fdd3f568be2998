"""What every account of a run shares: bounds, pace, counts, budget, time, and the stop."""

import threading
from collections import Counter
from typing import Annotated

from msgspec import Struct, field

from cartographer.model.coverage import Scope, State
from cartographer.model.meaning import says
from cartographer.ports import Clock, Progress
from collectors.engine.fault import Fault
from collectors.engine.patience import Patience
from collectors.engine.rate import RateLimiter
from collectors.engine.redact import Redactor
from collectors.engine.specification import Declaration


class Limits(Struct, frozen=True):
    """Bounds on time and tries."""

    call_seconds: Annotated[float, says("For one call with all its tries.")] = 60.0
    scope_seconds: Annotated[float, says("For one scope in which nothing answers.")] = 1800.0
    run_seconds: Annotated[float, says("For a whole run.")] = 6 * 3600.0
    tries: Annotated[int, says("Tries of a call that fails in a way that may pass.")] = 4
    workers: Annotated[int, says("Calls under way at once.")] = 16
    accounts: Annotated[int, says("Accounts under way at once.")] = 4
    held: Annotated[
        int, says("Observations of an account that are held back until a part is handed over.")
    ] = 2_000
    part_calls: Annotated[
        int, says("Calls of an account that are made until a part of it is handed over.")
    ] = 200


class Tally:
    """Counts of calls, shared by the threads of a run."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self._lock = threading.Lock()
        self.by_service: Counter[str] = Counter()
        self.by_account: Counter[str] = Counter()
        self.by_scope: Counter[Scope] = Counter()
        self.throttled = 0

    def count(self, account: str, service: str, scope: Scope | None = None) -> None:
        """Count one call; `scope` is none for one on the way into the account."""
        with self._lock:
            self.by_service[service] += 1
            self.by_account[account] += 1
            if scope is not None:
                self.by_scope[scope] += 1

    def count_throttled(self) -> None:
        """Count one throttled call."""
        with self._lock:
            self.throttled += 1

    def of_account(self, account: str) -> int:
        """Return the calls of an account so far."""
        with self._lock:
            return self.by_account[account]

    def take(self, scope: Scope) -> int:
        """Return the calls of a scope that has ended, and keep no count of it any longer."""
        with self._lock:
            return self.by_scope.pop(scope, 0)


class Budget:
    """How many calls a source may make a day; shared by its accounts."""

    def __init__(self, most: int | None = None) -> None:
        """Take the bound; none for as many as it takes."""
        self._lock = threading.Lock()
        self.most = most
        self._before = 0
        self.spent = 0

    def begin(self, before: int) -> None:
        """Learn how many calls were made today before this run."""
        self._before, self.spent = before, 0

    @property
    def left(self) -> int:
        """Calls that are left of the day; of no bound, none is ever missing."""
        return 0 if self.most is None else max(0, self.most - self._before - self.spent)

    def check(self) -> None:
        """Do nothing while there is a call left.

        Raises:
            Fault: there is none.
        """
        if self.most is not None and self._before + self.spent >= self.most:
            message = f"the {self.most:,} calls of this day are used up"
            raise Fault(State.FAILED, "budget", message)

    def spend(self) -> None:
        """Take one call out.

        Raises:
            Fault: there is none left.
        """
        with self._lock:
            self.check()
            self.spent += 1


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
