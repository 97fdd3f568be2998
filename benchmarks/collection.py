"""Collection against moto, and a bare boto3 loop of the same calls, in the same run.

`python -m benchmarks.collection` prints one JSON document. The loop makes each call that the
collector made, in the same order, with paginators where there are any, one after another. It
is run before and after the collector, so that neither has the warmer server.
"""

import json
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import botocore.exceptions
from botocore import xform_name
from botocore.config import Config

from benchmarks.quiet import Silent
from cartographer import bootstrap, config
from cartographer.model.coverage import Selector
from collectors.aws.proof import MOTO
from collectors.aws.session import AwsDoor, Login
from collectors.engine.transport import Around, Ask, Knock, Page, Transport, directly
from demo import estate
from demo.moto_server import moto_server

_HOME = "us-east-1"
_PLAYED = Selector(types=tuple(sorted(MOTO)))
"""What moto has a part for: its web page of an error is nobody's yardstick."""


class _NotingDoor:
    """A door whose transport notes every ask."""

    def __init__(self, door: AwsDoor, asks: list[Ask]) -> None:
        self._door = door
        self._asks = asks
        self.account = door.account
        self.name = door.name

    def open(self, knock: Knock = directly) -> Transport:
        transport = _Noting(self._door.open(knock), self._asks)
        self.account = transport.account
        return transport


class _Noting:
    def __init__(self, inner: Transport, asks: list[Ask]) -> None:
        self._inner = inner
        self._asks = asks
        self._lock = threading.Lock()
        self.account = inner.account
        self.partition = inner.partition
        self.regions = inner.regions

    def available(self, service: str, region: str) -> bool:
        return self._inner.available(service, region)

    def pages(self, ask: Ask, around: Around) -> Iterator[Page]:
        with self._lock:
            self._asks.append(ask)
        yield from self._inner.pages(ask, around)


def _bare(asks: list[Ask]) -> float:
    """Return the seconds that a plain loop over the same calls takes, clients included."""
    session = boto3.session.Session()
    clients: dict[tuple[str, str], Any] = {}
    began = time.perf_counter()
    for ask in asks:
        region = _HOME if ask.region == "global" else ask.region
        if (ask.service, region) not in clients:
            clients[ask.service, region] = session.client(
                ask.service,
                region_name=region,
                config=Config(retries={"total_max_attempts": 1}),
            )
        client, name = clients[ask.service, region], xform_name(ask.operation)
        try:
            if client.can_paginate(name):
                for _ in client.get_paginator(name).paginate(**ask.params):
                    pass
            else:
                getattr(client, name)(**ask.params)
        except (botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError):
            continue
    return time.perf_counter() - began


def _ours(folder: Path, regions: tuple[str, ...], workers: int) -> tuple[float, list[Ask], int]:
    settings = config.Settings(
        rate={"default": 0.0}, limits=config.LimitSettings(workers=workers, tries=1)
    )
    asks: list[Ask] = []
    door = _NotingDoor(AwsDoor(Login(regions=regions), workers), asks)
    collector = bootstrap.aws_collector(settings, "aws:benchmark", [door])
    store = bootstrap.store(settings, str(folder / f"store-{workers}.db"))
    began = time.perf_counter()
    for patch in collector.collect(_PLAYED, Silent(), store.head()):
        store.commit(patch)
    seconds = time.perf_counter() - began
    count = sum(1 for type_ in store.head().types() for _ in store.head().of_type(type_))
    store.close()
    return seconds, asks, count


def measure(folder: Path) -> dict[str, float]:
    """Return seconds of the collector with one and with sixteen workers, and of the loop."""
    with moto_server() as url:
        built = estate.build(url)
        os.environ.update(built.environment())
        regions = estate.REGIONS
        _, asks, _ = _ours(folder / "warm", regions, 16)
        before = _bare(asks)
        alone, _, _ = _ours(folder / "alone", regions, 1)
        many, _, count = _ours(folder / "many", regions, 16)
        after = _bare(asks)
        built.close()
    return {
        "asks": len(asks),
        "resources": count,
        "bare_seconds": (before + after) / 2,
        "one_worker_seconds": alone,
        "many_workers_seconds": many,
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        for part in ("warm", "alone", "many"):
            (Path(name) / part).mkdir()
        print(json.dumps(measure(Path(name))))
