"""Doors: protocols and ports of a set of packets, as people list them."""

import pytest

from cartographer.exposure.listing import doors
from cartographer.reach.address import span
from cartographer.reach.rewriting import at
from cartographer.reach.traffic import TCP, UDP, Field, Traffic

SPACE = Traffic()


def sent(protocol=None, ports=None, source=None):
    """Return the packets of a protocol, to some ports, from a prefix."""
    traffic = SPACE.everything if protocol is None else SPACE.protocol(protocol)
    if ports:
        traffic &= SPACE.where(Field.DESTINATION_PORT, (ports,))
    return traffic & at(SPACE, Field.SOURCE, (span(source),)) if source else traffic


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ([sent()], ["all"]),
        ([sent(source="10.0.0.0/8")], ["all"]),
        ([sent(TCP, (22, 22)), sent(UDP)], ["tcp/22", "udp"]),
        ([sent(TCP, (0, 0))], ["tcp/0"]),
        ([sent(source="10.0.0.0/8"), sent(TCP, (443, 443))], ["all", "tcp/443"]),
        ([sent() - sent(TCP, (22, 22))], ["others", "tcp/0-21", "tcp/23-65535"]),
        ([sent() - sent(TCP)], ["others"]),
        ([sent(50), sent(47)], ["47", "50"]),
        ([sent() & SPACE.families[0], sent(TCP) & SPACE.families[1]], ["all", "tcp"]),
    ],
)
def test_doors_are_protocols_and_ports(parts, told):
    """What all share is `all`, what many share `others`; no packet is without a door."""
    traffic = SPACE.union(parts)
    found = dict(doors(traffic))
    assert sorted(found) == told
    assert SPACE.union(found.values()) == traffic


def test_a_door_has_all_its_packets():
    """TCP 443 is open to any, beside what is open to one network for all protocols."""
    found = dict(doors(sent(source="10.0.0.0/8") | sent(TCP, (443, 443))))
    assert found == {"all": sent(source="10.0.0.0/8"), "tcp/443": sent(TCP, (443, 443))}
