"""What all runs of one collector share, and how a run is begun and ended with it.

Its pace, its counts and its stop outlive a single run. Which accounts there are, and what is
selected of them, is not known here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor

from cartographer.model.patch import Patch
from cartographer.ports import Clock, Progress
from collectors.engine.caller import Barring, nothing_barred
from collectors.engine.quiet import Quiet
from collectors.engine.rate import RateLimiter, Rates
from collectors.engine.redact import Redactor
from collectors.engine.resume import Resumed
from collectors.engine.specification import Declaration
from collectors.engine.sweep import Known, Sweep
from collectors.engine.tools import Limits, Tally, Tools


class Workshop:
    """Gives each run its tools, and ends it whole when nobody listens any longer."""

    def __init__(  # noqa: PLR0913  what all runs share
        self,
        provider: str,
        declarations: Iterable[Declaration],
        *,
        redactor: Redactor,
        rates: Rates,
        limits: Limits,
        clock: Clock,
        executor: Callable[[int], Executor],
    ) -> None:
        """Take what is shared; `executor` makes one with as many workers as it is told."""
        self.provider = provider
        self.declarations = {one.type: one for one in declarations}
        self.rates = rates
        self.limits = limits
        self.clock = clock
        self.executor = executor
        self.tally = Tally()
        self.stop = threading.Event()
        """Set to end the run that is on."""
        self._redactor = redactor
        self._limiter = RateLimiter(rates, clock)

    def tools(self, progress: Progress) -> Tools:
        """Return the tools of a run."""
        return Tools(
            self.provider,
            self.declarations,
            self._redactor,
            self._limiter,
            self.limits,
            self.clock,
            self.stop,
            self.tally,
            progress,
        )

    def running(  # noqa: PLR0913, PLR0917  what a sweep is made of
        self,
        tools: Tools,
        known: Known,
        work: Callable[[Sweep], Iterator[Patch]],
        resumed: Resumed | None = None,
        barring: Barring = nothing_barred,
        quiet: Quiet | None = None,
    ) -> Iterator[Patch]:
        """Yield the patches of a sweep's work on an executor of its own."""
        executor = self.executor(self.limits.workers)
        try:
            yield from work(Sweep(tools, executor, known, resumed, barring, quiet))
        finally:
            # Reached on an interruption too: nothing new is begun, nothing is waited for.
            told = self.stop.is_set()
            self.stop.set()
            executor.shutdown(wait=False, cancel_futures=True)
            if not told:  # a stop that was asked for stands
                self.stop = threading.Event()
