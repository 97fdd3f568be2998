"""Sets of packets as people and machines read them."""

import pytest

from cartographer.model.verdict import TrafficBox
from cartographer.reach.traffic import TCP, Field, Traffic
from cartographer.reach.written import read, words, written

ANY = ("0.0.0.0/0",)
ANY6 = ("::/0",)


def box(protocol, **fields):
    """Return an IPv4 box that is any where nothing is said."""
    return TrafficBox("ipv4", protocol, **{"source": ANY, "destination": ANY, **fields})


@pytest.mark.parametrize(
    ("boxes", "expected"),
    [
        ((), "nothing"),
        ((box("tcp", destination_ports=((443, 443),)),), "tcp 443 from any ipv4 address"),
        (
            (
                box("tcp", source=("203.0.113.0/24",), destination_ports=((22, 22), (80, 81))),
                TrafficBox("ipv6", "tcp", ("2001:db8::/32",), ANY6, (), ((22, 22), (80, 81))),
            ),
            "tcp 22,80-81 from 203.0.113.0/24 and from 2001:db8::/32",
        ),
        ((box("icmp", icmp=((8, 0),)),), "icmp type 8 from any ipv4 address"),
        (
            (box("47", destination=("10.0.0.1/32",)),),
            "protocol 47 from any ipv4 address to 10.0.0.1/32",
        ),
        (
            (box("udp", source_ports=((53, 53),)),),
            "udp from any ipv4 address with source port 53",
        ),
        ((box("all"),), "all traffic from any ipv4 address"),
    ],
)
def test_words_say_what_a_set_is(boxes, expected):
    """A person reads protocol, ports and where from."""
    assert words(read(Traffic(), boxes)) == expected


def test_a_protocol_of_number_zero_is_a_protocol():
    """Number 0 is hop-by-hop options, not all protocols."""
    space = Traffic()
    traffic = read(space, (box("0"),))
    assert traffic is space.families[0] & space.protocol(0)
    assert written(traffic).boxes == (box("0"),)


def test_what_all_protocols_share_stands_once():
    """All traffic of one prefix and more of TCP are two boxes, not hundreds."""
    space = Traffic()
    traffic = read(space, (box("all", source=("10.0.0.0/8",)), box("tcp", source=ANY)))
    assert len(written(traffic).boxes) == 2
    assert read(space, written(traffic).boxes) is traffic


def test_all_but_one_port_is_written_by_protocol():
    """What a protocol lacks cannot stand under all: each other protocol has its own box."""
    space = Traffic()
    traffic = space.everything - (
        space.protocol(TCP) & space.where(Field.DESTINATION_PORT, ((22, 22),))
    )
    boxes = written(traffic).boxes
    tcp = [one for one in boxes if one.protocol == "tcp" and one.family == "ipv4"]
    assert [one.destination_ports for one in tcp] in ([], [((0, 21), (23, 65535))])
    assert read(space, boxes) is traffic


@pytest.mark.parametrize("wrong", [{"source": ("10.0.0.1/8",)}, {"protocol": "tpc"}])
def test_what_is_no_prefix_or_protocol_is_refused(wrong):
    """A misprint in a box is an error and not another set."""
    fields = {"protocol": "tcp", **wrong}
    with pytest.raises(ValueError, match=r"tpc|host bits"):
        read(Traffic(), (box(**fields),))
