"""One measurement of the store in a process of its own: `python -m benchmarks.history SIZE`.

Prints one JSON document: seconds of a first and of a next snapshot with 0.5 % changed, of
writing the same JSON to one file, of the diff between them, sizes, and the peak of memory.
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.estate import START, patch
from cartographer import bootstrap, config, pipeline
from cartographer.model.history import Run
from cartographer.model.snapshot import resources
from cartographer.ports import SnapshotStore

CHANGED = 0.005
_RUN = Run(START)
_LINEAGE = ("benchmark",)


def _timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure(size: int, folder: Path) -> dict[str, float]:
    """Return the figures of one size, in seconds and bytes."""

    def open_() -> SnapshotStore:
        return bootstrap.store(config.Settings(), str(folder / "store.db"))

    store = open_()
    first, after = patch(size, 0, CHANGED), patch(size, 1, CHANGED)
    baseline = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

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

    figures = {"size": size, "file_seconds": min(_timed(write) for _ in range(3))}
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
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    figures["estate_bytes"], figures["peak_bytes"] = baseline * 1024, peak * 1024
    store.close()
    return figures


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(int(sys.argv[1]), Path(folder))))
