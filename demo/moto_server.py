"""moto's server in a process of its own, on a free port of loopback, for as long as it is needed.

A process of its own keeps its state away from other servers of the same program, and lets client
and server use a core each. It ends with the one who started it, however that one ends.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, wraps
from importlib import import_module
from pathlib import Path
from threading import RLock
from typing import Any

_ROOT = Path(__file__).parents[1]
_ARNS = {":flow-logs/": ":vpc-flow-log/", ":managed-prefix-lists/": ":prefix-list/"}
"""Parts of ARNs as moto's tagging API writes them, and as AWS does."""


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
    _correct()
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
    models._load_service_model = _in_turn(cache(models._load_service_model))  # noqa: SLF001
    routing: Any = import_module("moto.core.routing")
    routers = routing.ServiceOperationRouter
    routers._get_router = _in_turn(routers._get_router)  # noqa: SLF001
    responses: Any = import_module("moto.core.responses")
    responses.get_service_router = _in_turn(responses.get_service_router)
    responses.method_names_from_class = cache(responses.method_names_from_class)
    # It reads addresses and writes none: what would write them is most of what its routes cost.
    rules: Any = import_module("werkzeug.routing.rules")
    rules.Rule._compile_builder = lambda *_, **__: _never  # noqa: SLF001
    tags: Any = import_module("moto.ec2.models.tags")
    tags.simple_aws_filter_to_re = cache(tags.simple_aws_filter_to_re)


def _in_turn(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that keeps what it makes, made once for threads that ask together."""
    lock = RLock()

    @wraps(function)
    def locked(*arguments: Any) -> Any:
        with lock:
            return function(*arguments)

    return locked


def _never(*_: Any, **__: Any) -> tuple[str, str]:
    raise NotImplementedError


def _correct() -> None:
    """Let moto answer as AWS does where it would tell of things twice, or of changes that are none.

    Its tagging API has names of its own for two types of EC2, and in Athena a work group is made
    again with every question.
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
    """
    ec2: Any = import_module("moto.ec2.models")
    tagged = ec2.EC2Backend.iter_tagged_resources

    def rightly_named(backend: Any) -> Iterator[Any]:
        for one in tagged(backend):
            arn = one.arn
            for wrong, right in _ARNS.items():
                arn = arn.replace(wrong, right)
            yield replace(one, arn=arn)

    ec2.EC2Backend.iter_tagged_resources = rightly_named
    athena: Any = import_module("moto.athena.models")
    asked = athena.AthenaBackend.get_work_group

    def made_once(backend: Any, name: str) -> Any:
        answer = asked(backend, name)
        if answer is not None:
            kept = vars(backend.work_groups[name])
            answer["CreationTime"] = kept.setdefault("made_at", answer["CreationTime"])
        return answer

    athena.AthenaBackend.get_work_group = made_once


if __name__ == "__main__":
    main()
