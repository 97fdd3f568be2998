"""Serve a made-up organization: `python -m benchmarks.organization --accounts 300 ...`.

It prints its URL and serves until standard input ends, which it does when the parent is gone.
"""

import argparse
import asyncio
import gc
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import get_type_hints

import msgspec

from benchmarks.organization.cloud import Cloud
from benchmarks.organization.connection import Connection, Log
from benchmarks.organization.settings import Settings
from collectors.aws.permission import ALWAYS, operations
from collectors.aws.registry import declarations

_BACKLOG = 1024


def read_settings(arguments: Sequence[str] | None = None) -> Settings:
    """Return the settings that the options stand for: one option a field."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.organization", description=__doc__)
    hints = get_type_hints(Settings, include_extras=True)
    for one in msgspec.structs.fields(Settings):
        option = f"--{one.name.replace('_', '-')}"
        meaning = hints[one.name].__metadata__[0].description
        if one.name == "refused":
            parser.add_argument(option, action="append", default=[], help=meaning)
        else:
            kind = int if isinstance(one.default, int) else str
            parser.add_argument(option, type=kind, default=one.default, help=meaning)
    return msgspec.convert(vars(parser.parse_args(arguments)), Settings)


async def serve(settings: Settings) -> None:
    """Serve until standard input ends."""
    cloud = Cloud(settings)
    # What the collector asks for is read beforehand, so that no measurement waits for a model.
    cloud.learn(sorted({call for one in declarations() for call in operations(one)} | {*ALWAYS}))
    gc.collect()
    gc.freeze()
    log = Log(Path(settings.log)) if settings.log else None
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Connection(cloud, log), "127.0.0.1", 0, backlog=_BACKLOG
    )
    writing = asyncio.create_task(log.keep()) if log else None
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await _end_of_input(loop)
    if log and writing:
        writing.cancel()
        log.close()


async def _end_of_input(loop: asyncio.AbstractEventLoop) -> None:
    ended = asyncio.Event()

    def wait() -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=wait, daemon=True).start()
    await ended.wait()


if __name__ == "__main__":
    asyncio.run(serve(read_settings()))
