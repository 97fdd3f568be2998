"""The store by the number of resources: time, size and memory of snapshots and of their diff.

Each size is measured in a process of its own. The yardstick is one file of the same JSON.
"""

import math
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.estate import START, patch
from benchmarks.part import apart, megabytes, peak_bytes, table
from cartographer import bootstrap, config, pipeline
from cartographer.model.history import Run
from cartographer.model.snapshot import resources
from cartographer.ports import SnapshotStore

_SIZES = (2_000, 10_000, 100_000)
_CHANGED = 0.005
_RUN = Run(START)
_LINEAGE = ("benchmark",)


def _timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _measure(size: int, folder: Path) -> dict[str, float]:
    """Return the figures of one size, in seconds and bytes."""

    def open_() -> SnapshotStore:
        return bootstrap.store(config.Settings(), str(folder / "store.db"))

    store = open_()
    first, after = patch(size, 0, _CHANGED), patch(size, 1, _CHANGED)
    figures: dict[str, float] = {"size": size, "estate_bytes": peak_bytes()}

    def save(one: Any) -> Callable[[], None]:
        def work() -> None:
            store.commit(one)
            store.publish(_LINEAGE, _RUN)

        return work

    def write() -> None:
        (folder / "estate.json").write_bytes(msgspec.json.encode(first))

    def size_of_store() -> int:
        store.close()  # which folds the log into the file
        return (folder / "store.db").stat().st_size

    figures["file_seconds"] = min(_timed(write) for _ in range(3))
    figures["file_bytes"] = (folder / "estate.json").stat().st_size
    figures["first_seconds"] = _timed(save(first))
    figures["first_bytes"] = size_of_store()
    store = open_()
    figures["next_seconds"] = _timed(save(after))
    figures["next_bytes"] = size_of_store() - figures["first_bytes"]
    store = open_()
    shape = bootstrap.catalogue().shape
    figures["diff_seconds"] = _timed(
        lambda: pipeline.difference(store, "previous", "latest", shape)
    )
    _, _, changes = pipeline.difference(store, "previous", "latest", shape)
    figures["changes"] = len(changes.added) + len(changes.removed) + len(changes.modified)
    figures["read_seconds"] = _timed(lambda: sum(1 for _ in resources(store.head())))
    figures["peak_bytes"] = peak_bytes()
    store.close()
    return figures


def _alone(size: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        return _measure(size, Path(folder))


def section() -> Iterator[str]:
    """Yield the section."""
    rows = [apart(_alone, size) for size in _SIZES]
    yield (
        f"A first snapshot, and a next one in which {_CHANGED:.1%} changed, into SQLite. "
        "Yardstick: encoding the same patch as JSON and writing it to one file. Times include "
        "commit and naming; the diff is between the two."
    )
    yield table(
        ("resources", "file", "first", "ratio", "next", "ratio", "changes", "diff", "read all"),
        [
            (
                f"{row['size']:,}",
                f"{row['file_seconds']:.3f} s",
                f"{row['first_seconds']:.2f} s",
                f"{row['first_seconds'] / row['file_seconds']:.1f}",
                f"{row['next_seconds']:.2f} s",
                f"{row['next_seconds'] / row['file_seconds']:.1f}",
                f"{row['changes']:,}",
                f"{row['diff_seconds'] * 1000:.0f} ms",
                f"{row['read_seconds']:.2f} s",
            )
            for row in rows
        ],
    )
    small, large = rows[-2:]
    yield (
        f"From {small['size']:,} to {large['size']:,} resources the time of the diff grows with "
        f"the power {exponent(small, large, 'diff_seconds'):.2f} of the size, and the number of "
        f"changes with {exponent(small, large, 'changes'):.2f}."
    )
    yield table(
        (
            "resources",
            "JSON file",
            "store after first",
            "growth by next",
            "bytes a change",
            "memory of the patches",
            "peak memory",
        ),
        [
            (
                f"{row['size']:,}",
                megabytes(row["file_bytes"], 1),
                megabytes(row["first_bytes"], 1),
                megabytes(row["next_bytes"], 2),
                f"{row['next_bytes'] / row['changes']:,.0f}",
                megabytes(row["estate_bytes"]),
                megabytes(row["peak_bytes"]),
            )
            for row in rows
        ],
    )


def exponent(small: Mapping[str, float], large: Mapping[str, float], figure: str) -> float:
    """Return the power of the size with which a figure grows between two rows."""
    return math.log(large[figure] / small[figure]) / math.log(large["size"] / small["size"])
