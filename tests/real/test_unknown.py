"""What is taken away from the observed labs flips no verdict: it is unknown then, or assumed.

Each type and each detail that the translator reads is left out in turn, as if nobody had asked for
it and as if it could not be read. Of each lab the rows are asked that have evidence of their own,
at most so many, evenly drawn: a full pass takes minutes. Run with `-s` to read a table.
"""

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from cartographer.clouds.aws.reads import READS
from cartographer.model.coverage import State
from cartographer.model.resource import unknown
from cartographer.model.snapshot import MemorySnapshot
from tests.collectors.aws.recorded_input import Loaded
from tests.real.lab import Lab

DATA = os.environ.get("CARTOGRAPHER_REAL_DATA")
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(DATA is None, reason="CARTOGRAPHER_REAL_DATA is not set"),
]
OBSERVED = sorted(Path(DATA, "network", "observed").glob("aws_*")) if DATA else []
MOST = 20
"""Rows of a lab that are asked each time."""
INTERFACE = "AWS::EC2::NetworkInterface"


def without(loaded, path, type_, state):
    """Return a lab without a type: nobody asked for it, or it could not be read."""
    snapshot = MemorySnapshot(loaded.catalogue.derive)
    for patch in loaded.patches:
        covered = (
            replace(one, state=state) if one.scope.type == type_ else one for one in patch.coverage
        )
        snapshot = snapshot.apply(
            replace(
                patch,
                upserts=tuple(one for one in patch.upserts if one.key.type != type_),
                claims=tuple(one for one in patch.claims if one.type != type_),
                coverage=tuple(covered),
            )
        )
    return Lab(snapshot, path)


def without_detail(loaded, path, type_, aspect):
    """Return a lab in which a detail of a type could not be read."""

    def cut(one):
        if one.key.type != type_ or aspect not in one.aspects:
            return one
        return replace(one, aspects={**one.aspects, aspect: unknown("AccessDenied")})

    snapshot = MemorySnapshot(loaded.catalogue.derive)
    for patch in loaded.patches:
        snapshot = snapshot.apply(replace(patch, upserts=tuple(map(cut, patch.upserts))))
    return Lab(snapshot, path)


def telling(lab):
    """Return rows with evidence of their own, at most so many, each with what is found."""
    found = {}
    for row in lab.rows:
        now = lab.ask(row)
        evidence = (now.verdict, tuple((hop.resource, hop.rule) for hop in now.path))
        found.setdefault(evidence, (row, now))
    every = list(found.values())
    step = max(1, -(-len(every) // MOST))
    return every[::step]


def flips(lab, rows, assumes, gone):
    """Return the rows whose verdict is now the opposite, and how many of each outcome there are."""
    counted = dict.fromkeys(("as before", "unknown", "assumed"), 0)
    flipped = []
    for row, was in rows:
        if gone and row.get("src_eni"):
            continue  # the question cannot be put: nobody knows who asks
        now = lab.ask(row)
        if now.verdict == was.verdict:
            counted["as before"] += 1
        elif "unknown" in (now.verdict, was.verdict):
            counted["unknown"] += 1
        elif assumes in now.assumes:
            counted["assumed"] += 1
        else:
            flipped.append((row, was.verdict, now.verdict))
    return flipped, counted


@pytest.mark.parametrize("path", OBSERVED, ids=lambda path: path.name)
def test_what_is_taken_away_flips_no_verdict(path):
    """Without a type or a detail an answer stays, is unknown, or names what is assumed."""
    loaded = Loaded(path, types=None)
    rows = telling(Lab(loaded.snapshot, path))
    held = set(loaded.snapshot.types())
    total = dict.fromkeys(("as before", "unknown", "assumed"), 0)
    for one in READS:
        if one.type not in held:
            continue
        cases = {
            state.name: without(loaded, path, one.type, state)
            for state in (State.NOT_ASKED, State.FAILED)
        }
        cases |= {name: without_detail(loaded, path, one.type, name) for name in one.aspects}
        for name, lab in cases.items():
            gone = one.type == INTERFACE and name.isupper()
            flipped, counted = flips(lab, rows, one.assumes, gone)
            assert (one.type, name, flipped) == (one.type, name, [])
            total = {word: total[word] + counted[word] for word in total}
    print("", f"{path.name:35} {len(rows):3} rows  {total}", sep="\n")  # noqa: T201  read with -s
    assert total["unknown"]
