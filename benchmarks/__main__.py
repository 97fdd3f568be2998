"""Run every measurement and write `docs/benchmarks.md`: `make bench`.

Each figure is a ratio to a named yardstick of the same run, beside the seconds it came from.
Each part runs in a process of its own, so that memory and caches do not leak between them.
"""

import json
import math
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SIZES = (2_000, 10_000, 100_000)
RUNS = 5
_MEGA = 1_000_000


def _part(module: str, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{module}", *arguments],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def _median_seconds(*command: str) -> float:
    seconds = []
    for _ in range(RUNS):
        began = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


def _start_up() -> Iterator[str]:
    bare = _median_seconds(sys.executable, "-c", "pass")
    help_ = _median_seconds(str(Path(sys.executable).with_name("cartographer")), "--help")
    yield "## Start-up\n"
    yield f"`cartographer --help` against `python -c pass`, medians of {RUNS} runs.\n"
    yield "| yardstick | ours | ratio |\n| --- | --- | --- |"
    yield f"| {bare * 1000:.0f} ms | {help_ * 1000:.0f} ms | {help_ / bare:.1f} |\n"


def _collection() -> Iterator[str]:
    found = _part("collection")
    bare = found["bare_seconds"]
    yield "## Collection\n"
    yield (
        f"The sample estate of the demo in moto's server: {found['resources']} resources, "
        f"{found['asks']} asks. Yardstick: a bare boto3 loop of the same asks, one after another "
        "(mean of a run before and a run after). Rates are unlimited. The server is the same "
        "for all and takes most of the time.\n"
    )
    yield "| who | seconds | ratio to the bare loop |\n| --- | --- | --- |"
    yield f"| bare boto3 loop | {bare:.2f} | 1.00 |"
    for name, label in (("one_worker", "ours, 1 worker"), ("many_workers", "ours, 16 workers")):
        seconds = found[f"{name}_seconds"]
        yield f"| {label} | {seconds:.2f} | {seconds / bare:.2f} |"
    yield ""


def _history() -> Iterator[str]:
    rows = [_part("history", str(size)) for size in SIZES]
    yield "## History\n"
    yield (
        "A first snapshot, and a next one in which 0.5 % changed, into SQLite. Yardstick: "
        "encoding the same patch as JSON and writing it to one file. Times include commit and "
        "naming; the diff is between the two.\n"
    )
    yield (
        "| resources | file | first | ratio | next | ratio | changes | diff | read all |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    )
    for row in rows:
        file = row["file_seconds"]
        yield (
            f"| {row['size']:,} | {file:.3f} s | {row['first_seconds']:.2f} s "
            f"| {row['first_seconds'] / file:.1f} | {row['next_seconds']:.2f} s "
            f"| {row['next_seconds'] / file:.1f} | {row['changes']:,} "
            f"| {row['diff_seconds'] * 1000:.0f} ms | {row['read_seconds']:.2f} s |"
        )
    yield ""
    small, large = rows[-2:]
    yield (
        f"From {small['size']:,} to {large['size']:,} resources the time of the diff grows with "
        f"the power {_exponent(small, large, 'diff_seconds'):.2f} of the size, and the number of "
        f"changes with {_exponent(small, large, 'changes'):.2f}.\n"
    )
    yield (
        "| resources | JSON file | store after first | growth by next | bytes a change "
        "| memory of the patches | peak memory |\n| --- | --- | --- | --- | --- | --- | --- |"
    )
    for row in rows:
        yield (
            f"| {row['size']:,} | {row['file_bytes'] / _MEGA:.1f} MB "
            f"| {row['first_bytes'] / _MEGA:.1f} MB | {row['next_bytes'] / _MEGA:.2f} MB "
            f"| {row['next_bytes'] / max(1, row['changes']):,.0f} "
            f"| {row['estate_bytes'] / _MEGA:.0f} MB | {row['peak_bytes'] / _MEGA:.0f} MB |"
        )
    yield ""


def _exponent(small: dict[str, Any], large: dict[str, Any], figure: str) -> float:
    """Return the power of the size with which a figure grows between two rows."""
    return math.log(large[figure] / small[figure]) / math.log(large["size"] / small["size"])


def main() -> None:
    """Measure, and write the page."""
    about = (
        "Written by `make bench`; seeded, so that everyone measures the same estates. "
        f"Machine of this table: {platform.machine()}, {len(os.sched_getaffinity(0))} cores, "
        f"Python {platform.python_version()}, {platform.system()}. Compare ratios, not seconds.\n"
    )
    lines = ["# Benchmarks\n", about]
    for part in (_start_up, _collection, _history):
        for line in part():
            print(line, flush=True)
            lines.append(line)
    page = ROOT / "docs" / "benchmarks.md"
    page.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    print(f"written: {page.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
