"""moto's server in a process of its own, on a free port of loopback, for as long as it is needed.

A process of its own keeps its state away from other servers of the same program, and lets client
and server use a core each. It ends with the one who started it, however that one ends.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, partial, wraps
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
    _own_up()
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    print(f"http://{host}:{port}", flush=True)
    # Nobody reads on, and moto prints which services it does not know: a full pipe would stop it.
    sys.stdout = sys.stderr
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
    # Every session of the SDK, and there are many, would read each service's model for itself.
    files: Any = import_module("botocore.loaders").JSONFileLoader
    read = _in_turn(cache(partial(files.load_file, files())))
    files.load_file = lambda _, path: read(path)
    routing: Any = import_module("moto.core.routing")
    routers = routing.ServiceOperationRouter
    routers._get_router = _in_turn(routers._get_router)  # noqa: SLF001
    responses: Any = import_module("moto.core.responses")
    responses.get_service_router = _in_turn(responses.get_service_router)
    responses.method_names_from_class = cache(responses.method_names_from_class)
    # It reads addresses and writes none: what would write them is most of what its routes cost.
    rules: Any = import_module("werkzeug.routing.rules")
    rules.Rule._compile_builder = lambda *_, **__: _no_address  # noqa: SLF001
    tags: Any = import_module("moto.ec2.models.tags")
    tags.simple_aws_filter_to_re = cache(tags.simple_aws_filter_to_re)
    # Nobody reads what it logs, and no browser sends it forms.
    serving: Any = import_module("werkzeug.serving")
    serving.WSGIRequestHandler.log_request = lambda *_, **__: None
    helpers: Any = import_module("flask.debughelpers")
    helpers.attach_enctype_error_multidict = lambda _: None


def _in_turn(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that keeps what it makes, made once for threads that ask together."""
    lock = RLock()

    @wraps(function)
    def locked(*arguments: Any) -> Any:
        with lock:
            return function(*arguments)

    return locked


def _no_address(*_: Any, **__: Any) -> tuple[str, str]:
    raise RuntimeError("moto was not expected to write an address")


def _own_up() -> None:
    """Let moto say 501 to what it has no part for, and 500 only to what it fails at.

    Of itself it says 500 to both, so that nobody could tell them apart.
    """
    application: Any = import_module("moto.moto_server.werkzeug_app").DomainDispatcherApplication
    not_implemented: Any = import_module("werkzeug.exceptions").NotImplemented
    backend, answer = application.get_backend_for_host, application.__call__

    def known(self: Any, host: str | None) -> Any:
        found = backend(self, host)
        if found is None and host is not None:
            raise NotImplementedError(host)
        return found

    def owned_up(self: Any, environ: Any, start_response: Any) -> Any:
        try:
            return answer(self, environ, start_response)
        except NotImplementedError as error:
            return not_implemented(str(error))(environ, start_response)

    application.get_backend_for_host = known
    application.__call__ = owned_up


def _correct() -> None:
    """Let moto answer as AWS does where it would fail, or tell of what is not there."""
    _name_tagged(import_module("moto.ec2.models").EC2Backend)
    _make_work_groups_once(import_module("moto.athena.models").AthenaBackend)
    _describe_all_providers(import_module("moto.ecs.models").EC2ContainerServiceBackend)
    _write_policies(import_module("moto.iam.models").Role)


def _name_tagged(ec2: Any) -> None:
    """Correct two names of the tagging API, by which a flow log would be found a second time.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
    """
    tagged = ec2.iter_tagged_resources

    def iter_tagged_resources(self: Any) -> Iterator[Any]:
        for one in tagged(self):
            arn = one.arn
            for wrong, right in _ARNS.items():
                arn = arn.replace(wrong, right)
            yield replace(one, arn=arn)

    ec2.iter_tagged_resources = iter_tagged_resources


def _make_work_groups_once(athena: Any) -> None:
    """Keep when a work group was made: moto says with every answer that it was now."""
    asked = athena.get_work_group

    def get_work_group(self: Any, name: str) -> Any:
        answer = asked(self, name)
        if answer is not None:
            kept = vars(self.work_groups[name])
            answer["CreationTime"] = kept.setdefault("made_at", answer["CreationTime"])
        return answer

    athena.get_work_group = get_work_group


def _describe_all_providers(ecs: Any) -> None:
    """Describe all capacity providers to who names none, where moto fails.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeCapacityProviders.html
    """
    asked = ecs.describe_capacity_providers

    def describe_capacity_providers(self: Any, names: list[str] | None) -> Any:
        every = [one.name for one in self.capacity_providers.values()]
        return asked(self, names or every)

    ecs.describe_capacity_providers = describe_capacity_providers


def _write_policies(role: Any) -> None:
    """Keep a role's own policies as text, also those of a template, at which moto would fail."""
    put = role.put_policy

    def put_policy(self: Any, name: str, policy: Any) -> None:
        put(self, name, policy if isinstance(policy, str) else json.dumps(policy, default=str))

    role.put_policy = put_policy


if __name__ == "__main__":
    main()
