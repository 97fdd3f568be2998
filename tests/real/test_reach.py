"""Flows whose answers were observed on live AWS, or stated by another analyser.

Run with `-s` to read a table of each lab.
"""

import os
from pathlib import Path

import pytest

from tests.collectors.aws.recorded_input import Loaded
from tests.real.lab import EXPECTED, Lab, score, shared

DATA = os.environ.get("CARTOGRAPHER_REAL_DATA")
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(DATA is None, reason="CARTOGRAPHER_REAL_DATA is not set"),
]
OBSERVED = sorted(Path(DATA, "network", "observed").glob("aws_*")) if DATA else []
MODELLED = sorted(Path(DATA, "network", "modelled").glob("test-*")) if DATA else []
DOWN = "testToSite"
"""A test to a site whose two tunnels are recorded as down, which the other analyser ignores.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VgwTelemetry.html
"""
ALIKE = 22
"""Paths of all modelled cases that name something in common, there or back."""


def lab(path):
    """Return a lab, loaded, to be asked."""
    return Lab(Loaded(path, types=None).snapshot, path)


def asked(row):
    """Return a row in words."""
    ends = row.get("src_ip", row.get("ingress")), row.get("dst_ip", row.get("final_node"))
    port = row.get("dst_port") or ""
    return f"{ends[0]} to {ends[1]} {row.get('protocol', 'any')} {port} {row.get('test', '')}"


def word(row, found):
    """Return the word of an answer: of the way there alone where a row says no more.

    What only tunnels that are down block is what the other analyser calls accepted.
    """
    if "raw" in row and row["test"] == DOWN and found.forward == "blocked" and found.latent:
        return "reachable"
    return found.forward if row.get("kind") == "forward" else found.verdict


def scored(path):
    """Return the scores of a lab, after each row was asked."""
    here = lab(path)
    rows = [(asked(row), EXPECTED[row["expected"]], word(row, here.ask(row))) for row in here.rows]
    return score(here, rows), len(here.told["flows"])


@pytest.mark.parametrize("path", OBSERVED, ids=lambda path: path.name)
def test_every_observed_flow_is_told(path):
    """What was seen on the wire is what is found: nothing wrong, nothing unknown."""
    found, rows = scored(path)
    assert found == {"right": rows, "wrong": 0, "unknown": 0}


@pytest.mark.parametrize("path", MODELLED, ids=lambda path: path.name)
def test_modelled_flows_are_told(path):
    """Another analyser's answers, every row: the way there alone where it says no more."""
    found, rows = scored(path)
    assert found == {"right": rows, "wrong": 0, "unknown": 0}


def test_paths_name_the_same_hops_in_the_same_order():
    """What both paths name is met in one order, there and back: gateways, endpoints, subnets."""
    alike = 0
    for path in MODELLED:
        here = lab(path)
        for row in here.rows:
            found = here.ask(row)
            for member, direction in (("path", "forward"), ("return_path", "return")):
                ours, theirs = shared(here.met(found, direction), row.get(member, ()))
                assert (path.name, asked(row), ours) == (path.name, asked(row), theirs)
                alike += bool(ours)
    assert alike == ALIKE
