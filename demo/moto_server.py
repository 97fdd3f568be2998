"""moto's server in a process of its own, on a free port of loopback, for as long as it is needed.

A process of its own keeps its state away from other servers of the same program, and lets client
and server use a core each. It ends with the one who started it, however that one ends.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[1]


@contextmanager
def moto_server() -> Iterator[str]:
    """Start moto's server, yield its URL, and end it."""
    environment = {name: value for name, value in os.environ.items() if name[:5] != "MOTO_"}
    # The sample estate brings its own machine image.
    environment["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
    child = subprocess.Popen(
        [sys.executable, "-m", "demo.moto_server"],
        cwd=_ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    # Leaving the block closes the pipes, which ends the child.
    with child:
        url = child.stdout.readline().strip() if child.stdout else ""
        if not url:
            raise RuntimeError("moto's server did not start: is moto[server] installed?")
        yield url


def main() -> None:
    """Serve until standard input ends, which it does when the parent is gone."""
    from moto.server import ThreadedMotoServer  # noqa: PLC0415  slow, and for the child only

    _quicken()
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    print(f"http://{host}:{port}", flush=True)
    sys.stdin.read()
    # Its threads may wait on connections that were kept alive: nothing of theirs is worth saving.
    os._exit(0)


def _quicken() -> None:
    """Let moto find out once what it finds out with every request; its answers stay the same."""
    backends: Any = import_module("moto.backends")
    names = tuple(backends.list_of_moto_modules())
    backends.list_of_moto_modules = lambda: names
    models: Any = import_module("moto.core.utils")
    loader = models.create_loader()
    models.create_loader = lambda: loader
    responses: Any = import_module("moto.core.responses")
    responses.method_names_from_class = cache(responses.method_names_from_class)
    tags: Any = import_module("moto.ec2.models.tags")
    tags.simple_aws_filter_to_re = cache(tags.simple_aws_filter_to_re)


if __name__ == "__main__":
    main()
