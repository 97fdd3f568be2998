"""How long the command line takes to say anything at all, beside a bare interpreter."""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

from benchmarks.part import table
from benchmarks.program import PROGRAM

_RUNS = 5


def section() -> Iterator[str]:
    """Yield the section."""
    bare = _median_seconds(sys.executable, "-c", "pass")
    help_ = _median_seconds(str(PROGRAM), "--help")
    yield f"`cartographer --help` against `python -c pass`, medians of {_RUNS} runs."
    yield table(
        ("yardstick", "ours", "ratio"),
        [(f"{bare * 1000:.0f} ms", f"{help_ * 1000:.0f} ms", f"{help_ / bare:.1f}")],
    )


def _median_seconds(*command: str) -> float:
    seconds = []
    for _ in range(_RUNS):
        began = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)
