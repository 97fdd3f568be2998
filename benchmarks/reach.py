"""What the internet can reach, by the number of interfaces: at first, and after one change.

The yardstick reads the same documents the naive way: an interface is called open if it has a
public address and a group with a rule for any address. It knows no route, ACL or reply.
"""

import gc
import math
import random
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from benchmarks.network import START, entry, estate, group, key, observed
from benchmarks.part import apart, megabytes, peak_bytes, table
from cartographer.bootstrap import catalogue
from cartographer.clouds.aws.network import AwsAtlas
from cartographer.exposure.front import Front
from cartographer.model.patch import Patch
from cartographer.model.reading import Asker, Memo
from cartographer.model.resource import Observation
from cartographer.model.snapshot import MemorySnapshot
from cartographer.reach.traffic import Traffic

_SIZES = (1_000, 10_000, 50_000)
_LATER = START + timedelta(hours=1)
_ANY = "0.0.0.0/0"


class _Estate:
    """An estate that is looked at, changed, and looked at again."""

    def __init__(self, size: int) -> None:
        self.snapshot = MemorySnapshot(catalogue().derive).apply(estate(size))
        self._space = Traffic()
        self.memo = Memo(self.snapshot)
        self._front = Front(self.memo, self._atlas, self._space)

    def _atlas(self, asker: Asker) -> AwsAtlas:
        return AwsAtlas(asker, self.snapshot, self._space)

    def look(self) -> int:
        """Return how many addresses are open."""
        return sum(1 for _ in self._front.all())

    def change(self, seen: Observation) -> tuple[float, int]:
        """Return the seconds of looking again after one change, and the queries computed."""
        after = self.snapshot.apply(Patch(cause="benchmark", upserts=(seen,)))
        computed, began = self.memo.computed, time.perf_counter()
        self.memo.advance(after, [seen.key])
        self.snapshot = after
        self.look()
        return time.perf_counter() - began, self.memo.computed - computed


def _measure(size: int) -> dict[str, float]:
    """Return the figures of one size, in seconds, bytes and counts."""
    held = _Estate(size)
    gc.collect()
    gc.freeze()
    gc.disable()
    before = peak_bytes()
    figures: dict[str, float] = {"naive": _timed(lambda: _naive(held.snapshot))}
    began = time.perf_counter()
    figures["open"] = held.look()
    figures["first"] = time.perf_counter() - began
    figures["computed"] = held.memo.computed
    figures["bytes"] = peak_bytes() - before
    for name, seen in _changes(held.snapshot):
        figures[name], figures[f"{name}_computed"] = held.change(seen)
    return figures


def _changes(snapshot: MemorySnapshot) -> Iterator[tuple[str, Observation]]:
    yield "group", group("vpc-0", "sg-0-3", random.Random(99), _LATER)
    acl = _config(snapshot, "NetworkAcl", "acl-0-0")
    rows = [entry(50, "deny", "9.0.0.0/8", egress=False), *acl["Entries"]]
    yield "acl", observed("NetworkAcl", "acl-0-0", {**acl, "Entries": rows}, _LATER)
    routes = _config(snapshot, "RouteTable", "rtb-0-public")
    fewer = {**routes, "Routes": routes["Routes"][:1]}
    yield "route", observed("RouteTable", "rtb-0-public", fewer, _LATER)
    one = _config(snapshot, "NetworkInterface", "eni-0-0")
    moved = {**one, "Groups": [{"GroupId": "sg-0-5"}]}
    yield "interface", observed("NetworkInterface", "eni-0-0", moved, _LATER)


def _config(snapshot: MemorySnapshot, type_: str, id_: str) -> dict[str, Any]:
    found = snapshot.get(key(type_, id_))
    return {} if found is None else found.record.config


def _naive(snapshot: MemorySnapshot) -> int:
    """Return how many interfaces have a public address and a group that is open to any."""
    wide = {
        one.record.native_id
        for one in snapshot.of_type("AWS::EC2::SecurityGroup")
        if any(
            row.get("CidrIp") == _ANY
            for permission in one.record.config["IpPermissions"]
            for row in permission["IpRanges"]
        )
    }
    return sum(
        any("Association" in row for row in one.record.config["PrivateIpAddresses"])
        and any(row["GroupId"] in wide for row in one.record.config["Groups"])
        for one in snapshot.of_type("AWS::EC2::NetworkInterface")
    )


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def section() -> Iterator[str]:
    """Yield the section's paragraphs."""
    measured = {size: apart(_measure, size) for size in _SIZES}
    yield (
        "All exposures to the internet of a seeded estate, computed by one thread, and again after "
        "one change. The yardstick is a naive pass over the same documents in the same process: "
        "*public address, and a group open to any*."
    )
    yield table(
        ("interfaces", "open addresses", "queries", "first", "to naive", "memory"),
        [
            (
                f"{size:,}",
                f"{one['open']:,.0f}",
                f"{one['computed']:,.0f}",
                f"{one['first']:.2f} s",
                f"{one['first'] / one['naive']:.0f}",
                megabytes(one["bytes"]),
            )
            for size, one in measured.items()
        ],
    )
    yield "Looking again after one change, and how many queries it computed:"
    names = ("group", "acl", "route", "interface")
    yield table(
        ("interfaces", *names),
        [
            (
                f"{size:,}",
                *(f"{one[name] * 1000:.1f} ms ({one[f'{name}_computed']:.0f})" for name in names),
            )
            for size, one in measured.items()
        ],
    )
    small, large = _SIZES[0], _SIZES[-1]
    power = math.log(measured[large]["first"] / measured[small]["first"], large / small)
    yield f"From {small:,} to {large:,} interfaces the first look grows with the power {power:.2f}."
