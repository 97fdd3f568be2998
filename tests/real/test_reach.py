"""Flows whose answers were observed on live AWS, or stated by another analyser."""

import json
import os
from collections import Counter
from ipaddress import ip_address
from pathlib import Path

import pytest

from cartographer.clouds.aws.network import AwsAtlas
from cartographer.exposure.end import End, read
from cartographer.exposure.flow import Flow, packets
from cartographer.exposure.question import Question, ask
from cartographer.model.key import Ref
from cartographer.model.reading import Memo
from cartographer.reach.search import Search
from cartographer.reach.traffic import Traffic
from tests.collectors.aws.recorded_input import Loaded

DATA = os.environ.get("CARTOGRAPHER_REAL_DATA")
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(DATA is None, reason="CARTOGRAPHER_REAL_DATA is not set"),
]
TESTER = "67.160.71.197"
"""Who stands behind 8.8.8.8 where it is a source."""
OBSERVED = sorted(Path(DATA, "network", "observed").glob("aws_*")) if DATA else []
MODELLED = sorted(Path(DATA, "network", "modelled").glob("test-*")) if DATA else []
EXPECTED = {"ACCEPTED": "reachable", "DENIED": "blocked"}


class Case:
    """A case, loaded, to be asked."""

    def __init__(self, path):
        self.snapshot = Loaded(path, types=None).snapshot
        space = Traffic()
        memo = Memo(self.snapshot)
        self.atlas = AwsAtlas(memo, self.snapshot, space)
        self.search = Search(self.atlas, space)
        self.flows = json.loads(Path(path, "expected.json").read_bytes())["flows"]

    def source(self, row):
        """Return the end of a source that is named, else of its address."""
        id_ = row.get("src_eni")
        if id_:
            (key,) = self.snapshot.resolve(Ref("id", id_))
            return End("ports", self.atlas.ports(key))
        return read(TESTER if row["src_ip"] == "8.8.8.8" else row["src_ip"])

    def ask(self, row):
        """Return what was found for a row."""
        icmp = row["protocol"] == "icmp"
        named = row["protocol"] in {"icmp", "tcp", "udp"}
        flow = Flow(
            source="",
            destination=row["dst_ip"],
            protocol=row["protocol"] if named else 0,
            port=row.get("dst_port") if named and not icmp else None,
            source_port=row.get("src_port") if named and not icmp else None,
            icmp_type=8 if icmp else None,
            icmp_code=0 if icmp else None,
        )
        traffic = packets(self.search.space, flow)
        return ask(self.atlas, self.search, Question(self.source(row), traffic))


def _is_address(text):
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def score(case, member):
    """Count right, wrong and unknown answers."""
    counted = Counter()
    for row in case.flows:
        if not _is_address(row.get("src_ip") or "") or not _is_address(row.get("dst_ip") or ""):
            continue
        found = case.ask(row)
        word = found.forward if row.get("kind") == "forward" else getattr(found, member)
        right = word == EXPECTED[row["expected"]]
        counted["right" if right else f"{word} for {row['expected']}"] += 1
    return counted


@pytest.mark.parametrize("path", OBSERVED, ids=lambda path: path.name)
def test_every_observed_flow_is_told(path):
    """What was seen on the wire is what is found: nothing wrong, nothing unknown."""
    case = Case(path)
    assert score(case, "verdict") == {"right": len(case.flows)}


@pytest.mark.parametrize("path", MODELLED, ids=lambda path: path.name)
def test_modelled_flows_are_told(path):
    """Another analyser's answers, the way there alone where it says no more."""
    found = score(Case(path), "verdict")
    assert set(found) == {"right"}
