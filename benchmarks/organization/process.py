"""The server in a process of its own, for as long as it is needed."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from benchmarks.organization.settings import Settings

_ROOT = Path(__file__).parents[2]


@contextmanager
def organization_server(settings: Settings | None = None) -> Iterator[str]:
    """Start the server, yield its URL, and end it.

    It ends with the one who started it, however that one ends. Its log is whole when this is left.
    """
    command = [sys.executable, "-m", "benchmarks.organization"]
    for name, value in msgspec.to_builtins(settings or Settings()).items():
        option = f"--{name.replace('_', '-')}"
        if isinstance(value, list | tuple):
            for one in value:
                command += [option, one]
        elif value is not None:
            command += [option, str(value)]
    child = subprocess.Popen(
        command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    # Leaving the block closes the pipes, which ends the child.
    with child:
        url = child.stdout.readline().strip() if child.stdout else ""
        if not url:
            raise RuntimeError("the server of the organization did not start")
        yield url
