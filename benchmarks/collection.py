"""Collection beside a bare boto3 loop of the same calls, in the same run.

The loop makes each call that the collector made, in the same order, with paginators where there
are any, one after another. It is run before and after the collector, so that neither has the
warmer server; and each run has a process of its own, so that neither finds models and clients
that another has loaded.
"""

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import boto3
import botocore.exceptions
from botocore import xform_name
from botocore.config import Config
from msgspec import Struct

from benchmarks.organization import Settings, organization_server
from benchmarks.part import apart, table
from benchmarks.program import organization_cloud
from benchmarks.quiet import Silent
from cartographer import bootstrap, config
from cartographer.model.coverage import Selector
from cartographer.model.meaning import says
from collectors.aws.proof import MOTO
from collectors.aws.session import AwsDoor, Login
from collectors.engine.transport import Around, Ask, Knock, Page, Transport, directly
from demo import estate
from demo.moto_server import moto_server

_HOME = "us-east-1"
_WORKERS = 16
_PLAYED = Selector(types=tuple(sorted(MOTO)))
"""What moto has a part for: its web page of an error is nobody's yardstick."""

_GREAT = Settings(accounts=1, closed=0, regions=2, log_groups=200, buckets=50)


class Race(Struct, frozen=True):
    """What the collector and the loop took for the same asks."""

    asks: Annotated[int, says("What was asked for; each takes a call a page.")]
    resources: Annotated[int, says("What the collector found.")]
    bare: Annotated[float, says("Seconds of the loop, the mean of before and after.")]
    alone: Annotated[float, says("Seconds of the collector with one worker.")]
    many: Annotated[float, says("Seconds of the collector with sixteen workers.")]


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
    # The servers are addresses, and no name can stand before an address.
    plain = Config(retries={"total_max_attempts": 1}, inject_host_prefix=False)
    clients: dict[tuple[str, str], Any] = {}
    began = time.perf_counter()
    for ask in asks:
        region = _HOME if ask.region == "global" else ask.region
        if (ask.service, region) not in clients:
            clients[ask.service, region] = session.client(
                ask.service, region_name=region, config=plain
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


def _ours(
    selector: Selector, regions: tuple[str, ...], workers: int
) -> tuple[float, list[Ask], int]:
    """Return the seconds that the collector takes, what it asks, and how much it finds."""
    settings = config.Settings(
        rate={"default": 0.0}, limits=config.LimitSettings(workers=workers, tries=1)
    )
    asks: list[Ask] = []
    door = _NotingDoor(AwsDoor(Login(regions=regions), workers), asks)
    collector = bootstrap.aws_collector(settings, "aws:benchmark", [door])
    with tempfile.TemporaryDirectory() as folder:
        store = bootstrap.store(settings, str(Path(folder) / "store.db"))
        began = time.perf_counter()
        for patch in collector.collect(selector, Silent(), store.head()):
            store.commit(patch)
        seconds = time.perf_counter() - began
        count = sum(1 for type_ in store.head().types() for _ in store.head().of_type(type_))
        store.close()
    return seconds, asks, count


def _race(selector: Selector, regions: tuple[str, ...]) -> Race:
    """Let both read the cloud of the environment; a first run warms the server."""
    _, asks, _ = apart(_ours, selector, regions, _WORKERS)
    before = apart(_bare, asks)
    alone, _, _ = apart(_ours, selector, regions, 1)
    many, _, count = apart(_ours, selector, regions, _WORKERS)
    after = apart(_bare, asks)
    return Race(len(asks), count, (before + after) / 2, alone, many)


def _moto() -> Race:
    """Race through the sample estate."""
    with moto_server() as url:
        built = estate.build(url)
        os.environ.update(built.environment())
        race = _race(_PLAYED, estate.REGIONS)
        built.close()
    return race


def _organization() -> Race:
    """Race through an account of a made-up organization."""
    with organization_server(_GREAT) as url:
        os.environ.update(organization_cloud(url))
        return _race(Selector(), _GREAT.region_names)


def section() -> Iterator[str]:
    """Yield the section."""
    yield (
        "Yardstick: a bare boto3 loop of the same asks, one after another (mean of a run before "
        "and a run after); reading models and making clients is in the time of both. Rates are "
        "unlimited. All declared types are read from a server that "
        f"makes up one account with {_GREAT.log_groups} log groups and {_GREAT.buckets} buckets; "
        f"the {len(MOTO)} of them that moto plays, from the sample estate of the demo in moto's "
        "server, which takes most of the time itself. Two regions each. Seconds, and the ratio "
        "to the loop."
    )
    races = {
        "all declared types, made-up account": apart(_organization),
        "types that moto plays, sample estate": apart(_moto),
    }
    yield table(
        ("read", "resources", "asks", "bare loop", "ours, 1 worker", f"ours, {_WORKERS} workers"),
        [
            (
                name,
                f"{one.resources:,}",
                f"{one.asks:,}",
                f"{one.bare:.1f} s",
                *(f"{ours:.1f} s, {ours / one.bare:.2f}" for ours in (one.alone, one.many)),
            )
            for name, one in races.items()
        ],
    )
