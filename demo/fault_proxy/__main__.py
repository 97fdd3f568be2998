"""The proxy on the command line: `python -m demo.fault_proxy --upstream URL --fault KIND:...`."""

import argparse
import sys
import time
from collections.abc import Sequence

from demo.fault_proxy.fault import KINDS, Fault
from demo.fault_proxy.server import FaultProxy

_FORM = "KIND[:SERVICE[:REGION[:ACTION]]]"


def read_fault(text: str) -> Fault:
    """Return the rule that a text of the form `KIND[:SERVICE[:REGION[:ACTION]]]` stands for.

    An empty part or `*` matches everything: `deny:*:eu-west-1`. Raises `ValueError` for an
    unknown kind.
    """
    kind, *filters = text.split(":", 3)
    names = ("service", "region", "action")
    given = {n: part for n, part in zip(names, filters, strict=False) if part not in {"", "*"}}
    return Fault(kind, **given)  # type: ignore[arg-type]  # Fault itself refuses other kinds


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the proxy until it is interrupted, and say on each line what came through."""
    parser = argparse.ArgumentParser(prog="python -m demo.fault_proxy", description=__doc__)
    parser.add_argument("--upstream", required=True, metavar="URL", help="moto's server")
    parser.add_argument("--port", type=int, default=0, help="port to listen on; any by default")
    parser.add_argument(
        "--fault",
        type=_fault,
        action="append",
        default=[],
        metavar=_FORM,
        help=f"what goes wrong: {', '.join(KINDS)}",
    )
    options = parser.parse_args(arguments)
    with FaultProxy(options.upstream, port=options.port) as proxy:
        for fault in options.fault:
            proxy.add(fault)
        print(proxy.url, flush=True)
        try:
            _report(proxy)
        except KeyboardInterrupt:
            sys.exit(130)


def _fault(text: str) -> Fault:
    try:
        return read_fault(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _report(proxy: FaultProxy) -> None:
    told = 0
    while True:
        for seen in proxy.seen[told:]:
            told += 1
            kind = seen.fault.kind if seen.fault else "-"
            call = seen.call
            print(seen.status, kind, call.region, call.service, call.action, flush=True)
        time.sleep(0.5)


if __name__ == "__main__":
    main()
