"""Allowed connections between the machines of a VPC, complete: what is not listed is denied.

They are another analyser's, for collector documents of two accounts. Rows of the internet are not
scored: they rest on whether a subnet gives its instances public addresses at launch, and not on
routes.
"""

import json
import os
import re
from itertools import permutations
from pathlib import Path

import pytest

from cartographer.exposure.end import End
from cartographer.exposure.question import Question, ask
from cartographer.reach.traffic import ICMP, TCP, UDP, Field
from cartographer.reach.written import read, written
from tests.collectors.aws.recorded_input import Loaded
from tests.real.collected import recorded
from tests.real.lab import Lab, score

DATA = os.environ.get("CARTOGRAPHER_REAL_DATA")
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(DATA is None, reason="CARTOGRAPHER_REAL_DATA is not set"),
]
CASES = sorted(Path(DATA, "network", "connections").glob("aws_*")) if DATA else []
MACHINE = re.compile(r"\w+\[(?P<address>[\d.]+)\]")
LISTED = re.compile(r"All Connections|protocol: TCP(?: dst-ports: (?P<ports>[\d,-]+))?")


@pytest.fixture(params=CASES, ids=lambda path: path.name)
def lab(request, tmp_path):
    """Return a case as a lab."""
    document = json.loads((request.param / "input.json").read_bytes())
    return Lab(Loaded(recorded(document, tmp_path), types=None).snapshot, request.param)


def machines(lab):
    """Return the ports of the machines by address."""
    return {
        one.record.config["PrivateIpAddress"]: lab.ports(one.record.native_id)
        for one in lab.snapshot.of_type("AWS::EC2::NetworkInterface")
    }


def told(lab):
    """Return what is listed from each machine to each, in words."""
    listed = {}
    for row in lab.told["connections"]:
        ends = MACHINE.fullmatch(row["src"]), MACHINE.fullmatch(row["dst"])
        if row["level"] == "endpoint" and all(ends):
            assert not row["tcp_response_blocked"]
            listed[tuple(end["address"] for end in ends)] = row["conn"]
    return listed


def packets(space, said):
    """Return the packets of what is listed; none of nothing."""
    if said is None:
        return space.nothing
    found = LISTED.fullmatch(said)
    if "TCP" not in said:
        return space.everything
    tcp = space.protocol(TCP)
    if found["ports"] is None:
        return tcp
    spans = [[int(end) for end in part.split("-")] for part in found["ports"].split(",")]
    return tcp & space.where(Field.DESTINATION_PORT, [(span[0], span[-1]) for span in spans])


def test_what_each_machine_may_send_to_each_is_told(lab):
    """Exactly the listed packets of TCP, UDP and ICMP get there and are answered, no others."""
    space, ports, listed = lab.space, machines(lab), told(lab)
    known = space.union(space.protocol(one) for one in (TCP, UDP, ICMP))
    rows = []
    for source, target in permutations(sorted(ports), 2):
        asked = known & space.addresses(Field.DESTINATION, 0, (_one(target),))
        asked &= space.addresses(Field.SOURCE, 0, (_one(source),))
        found = ask(lab.atlas, lab.search, Question(End("ports", ports[source]), asked))
        certain, possible = read(space, found.certain), read(space, found.possible)
        word = written(certain) if certain == possible else "unknown"
        right = written(asked & packets(space, listed.get((source, target))))
        rows.append((f"{source} to {target}", right, word))
    assert listed.keys() <= {(a, b) for a, b in permutations(ports, 2)}
    assert score(lab, rows) == {"right": len(rows), "wrong": 0, "unknown": 0}


def test_the_cases_have_the_machines_that_they_list(lab):
    """Two cases: two machines with everything open, and five with doors."""
    assert (lab.name, len(machines(lab)), len(told(lab))) in {
        ("aws_basic_config_with_sg", 2, 2),
        ("aws_sg_1", 5, 9),
    }


def _one(text):
    number = int.from_bytes(bytes(int(part) for part in text.split(".")), "big")
    return number, number
