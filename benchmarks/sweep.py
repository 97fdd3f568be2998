"""Memory of a sweep by the number of accounts: `python -m benchmarks.sweep ACCOUNTS`.

An organization whose accounts hold little, read through the command line without limits of rate.
Prints one JSON document.
"""

import json
import sys
import tempfile
from pathlib import Path

from benchmarks.organization import Settings, organization_server
from benchmarks.program import Program, organization_cloud


def measure(accounts: int, folder: Path) -> dict[str, float]:
    """Return what a first sweep of an organization takes, in bytes and seconds."""
    with organization_server(Settings(accounts=accounts, closed=0)) as url:
        program = Program(folder, organization_cloud(url))
        done = program.run("snapshot", "--aws", "--organization")
    found = done.document
    return {
        "accounts": accounts,
        "resources": found["resources"],
        "calls": found["run"]["calls"],
        "seconds": done.seconds,
        "busy_seconds": done.busy_seconds,
        "peak_bytes": done.peak_bytes,
        "store_bytes": (folder / "store.db").stat().st_size,
        "gaps": len(found["new_gaps"]),
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        print(json.dumps(measure(int(sys.argv[1]), Path(name))))
