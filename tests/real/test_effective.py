"""What was seen to leave a machine on live AWS, its own filters and routes let leave."""

import os

import pytest

from cartographer.exposure.verification import LocalFlow, verify
from tests.real.test_reach import OBSERVED, lab

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(
        os.environ.get("CARTOGRAPHER_REAL_DATA") is None,
        reason="CARTOGRAPHER_REAL_DATA is not set",
    ),
]


def verified(lab_, row):
    """Return what is found of a flow where it begins."""
    icmp = row["protocol"] == "icmp"
    flow = LocalFlow(
        "outbound",
        row["dst_ip"],
        local_address=row["src_ip"],
        remote_port=None if icmp else row["dst_port"],
        protocol=row["protocol"],
        icmp_type=8 if icmp else None,
        icmp_code=0 if icmp else None,
    )
    return verify(lab_.atlas, lab_.search, lab_.source(row).ports, flow)


@pytest.mark.parametrize("path", OBSERVED, ids=lambda path: path.name)
def test_what_was_seen_to_get_through_may_leave(path):
    """No filter denies it where it begins, and a route leads somewhere."""
    here = lab(path)
    seen = [row for row in here.rows if row.get("src_eni") and row["expected"] == "ACCEPTED"]
    found = [verified(here, row) for row in seen]
    assert {(one.access, one.next_hop.type in {"none", "unknown"}) for one in found} == {
        ("allow", False)
    }
