"""Packets: their sets are exact, canonical, and each has its reply."""

from ipaddress import ip_address

import pytest

from cartographer.reach.traffic import ICMP, IPV4, IPV6, TCP, UDP, Field, Packet, Traffic, last


@pytest.fixture
def space():
    """Return a space to make sets in."""
    return Traffic()


def test_equal_sets_are_one_object(space):
    """Two ways to say the same set give the same object."""
    halves = space.where(Field.SOURCE, ((0, 2**31 - 1), (2**31, 2**32 - 1)), IPV4)
    low = space.where(Field.DESTINATION_PORT, ((0, 99),))
    high = space.where(Field.DESTINATION_PORT, ((100, 65535),))
    assert halves is space.everything
    assert low | high is space.everything
    assert ~low is high
    assert low & high is space.nothing
    assert (low & space.protocol(TCP)) | (low - space.protocol(TCP)) is low


def test_two_halves_of_the_internet_are_the_internet(space):
    """What covers each IPv4 address covers all of the family, and nothing of the other."""
    half, other = (
        space.addresses(Field.SOURCE, IPV4, (one,)) for one in ((0, 2**31 - 1), (2**31, 2**32 - 1))
    )
    assert half | other is space.families[IPV4]
    assert (half | other) & space.families[IPV6] is space.nothing


def test_the_reply_swaps_addresses_and_ports(space):
    """A request from a client's port is answered to that port, from the server's."""
    request = (
        space.addresses(Field.SOURCE, IPV4, ((1, 4),))
        & space.addresses(Field.DESTINATION, IPV4, ((9, 9),))
        & space.protocol(TCP)
        & space.where(Field.DESTINATION_PORT, ((443, 443),))
        & space.where(Field.SOURCE_PORT, ((1024, 65535),))
    )
    reply = request.reverse()
    assert Packet(IPV4, TCP, 2000, 9, 3, 443) in reply
    assert Packet(IPV4, TCP, 443, 9, 3, 2000) not in reply
    assert Packet(IPV4, UDP, 2000, 9, 3, 443) not in reply
    assert reply.reverse() is request


@pytest.mark.parametrize(
    ("protocol", "type_", "code", "answer"),
    [(1, 8, 0, 0), (1, 3, 4, 3), (1, 13, 0, 14), (58, 128, 0, 129), (58, 1, 0, 1)],
)
def test_an_icmp_request_becomes_its_reply(space, protocol, type_, code, answer):
    """Echo and timestamp requests have replies; other messages stay what they are."""
    asked = space.protocol(protocol) & space.where(
        Field.DESTINATION_PORT, ((type_ * 256 + code, type_ * 256 + code),)
    )
    expected = space.protocol(protocol) & space.where(
        Field.DESTINATION_PORT, ((answer * 256 + code, answer * 256 + code),)
    )
    assert asked.reverse() is expected


def test_the_reply_of_all_icmp_is_all_icmp(space):
    """Types that change places leave nothing out and nothing twice."""
    assert space.protocol(ICMP).reverse() is space.protocol(ICMP)
    assert space.everything.reverse() is space.everything


def test_forgetting_a_field_keeps_who_has_any_value(space):
    """What is left of one client at one port is the client."""
    source = space.addresses(Field.SOURCE, IPV4, ((5, 5),))
    narrow = source & space.protocol(TCP) & space.where(Field.DESTINATION_PORT, ((22, 22),))
    assert narrow.forget(Field.PROTOCOL, Field.DESTINATION_PORT) is source


def test_the_values_of_a_field_do_not_touch(space):
    """Ranges that touch are one; of another family there are none."""
    traffic = space.addresses(Field.SOURCE, IPV4, ((1, 4), (5, 9), (20, 2**32 - 1)))
    assert traffic.values(Field.SOURCE) == ((1, 9), (20, 2**32 - 1))
    assert traffic.values(Field.SOURCE, IPV6) == ()
    assert traffic.values(Field.DESTINATION) == ((0, last(Field.DESTINATION, IPV4)),)


def test_a_sample_lies_in_its_set(space):
    """A sample is one of the packets, the same each time, and reads as a person writes it."""
    traffic = (
        space.addresses(Field.SOURCE, IPV6, ((int(ip_address("2001:db8::")),) * 2,))
        & space.protocol(58)
        & space.where(Field.DESTINATION_PORT, ((128 * 256, 128 * 256),))
    )
    sample = traffic.sample()
    assert sample in traffic
    assert str(sample) == "icmpv6 from 2001:db8:: to :: type 128 code 0"
    assert space.nothing.sample() is None
