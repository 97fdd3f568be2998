"""A process that dies at any moment leaves the store as it was before the commit."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cartographer.store import open_store
from tests.cartographer.store.committer import fingerprint
from tests.contracts.snapshot_suite import SuiteCatalogue

KILLS = int(os.environ.get("CARTOGRAPHER_KILLS", "10"))
COMMITTER = Path(__file__).with_name("committer.py")


@pytest.mark.slow
@pytest.mark.timeout(60 + 10 * KILLS)
def test_a_killed_process_leaves_whole_commits(url):
    """After each kill the last snapshots, and in the end all, read the same bytes as ever."""
    draw = random.Random(7)
    known: dict[str, tuple[int, str]] = {}
    for kill in range(KILLS):
        for line in killed(url, f"run-{kill}", draw.randrange(3), draw.uniform(0, 0.3)):
            id_, commit, read = line.split()
            known[id_] = (int(commit), read)
        check_integrity(url)
        store = open_store(url, SuiteCatalogue())
        named = {one.id: one.commit for one in store.snapshots()}
        numbers = sorted(int(id_.removeprefix("s-")) for id_ in named)
        assert numbers == list(range(1, len(numbers) + 1))
        for id_ in known if kill == KILLS - 1 else list(known)[-5:]:
            commit, read = known[id_]
            assert named[id_] == commit
            assert fingerprint(store, commit) == read, id_
        assert store.head().commit >= max(named.values(), default=0)
        store.close()
    assert known


def killed(url: str, name: str, snapshots: int, seconds: float) -> list[str]:
    """Start a committer; kill it some seconds after so many snapshots; return what it said."""
    command = [sys.executable, "-W", "ignore", str(COMMITTER), url, name, "100000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(1 + snapshots)]
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        said.extend(process.stdout.read().splitlines(keepends=True))
    assert process.returncode == -signal.SIGKILL
    return [line for line in said[1:] if line.endswith("\n")]


def check_integrity(url: str) -> None:
    """Let SQLite look for damage."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.close()
