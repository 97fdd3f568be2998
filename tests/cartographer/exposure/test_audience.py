"""Who sources are, and how many, in people's words."""

import pytest

from cartographer.exposure.audience import Audiences
from cartographer.reach.address import span
from cartographer.reach.rewriting import at
from cartographer.reach.traffic import Field, Traffic

SPACE = Traffic()
OFFICE, BRANCH = ("203.0.113.0/28", "2001:db8:1::/48"), ("198.51.100.0/24",)
LISTED = {"pl-1 (partners)": ("203.0.113.0/24", "192.0.2.0/24"), "pl-2": ("203.0.0.0/16",)}


def spans(*prefixes):
    return tuple(map(span, prefixes))


def sources(*prefixes):
    return at(SPACE, Field.SOURCE, spans(*prefixes))


KNOWN = Audiences(
    SPACE,
    {"office": spans(*OFFICE), "branch": spans(*BRANCH)},
    {name: spans(*held) for name, held in LISTED.items()},
)


@pytest.mark.parametrize(
    ("prefixes", "width"),
    [
        (("0.0.0.0/0",), "any"),
        (("::/0",), "any"),
        (("0.0.0.0/1", "128.0.0.0/1"), "any"),
        (("128.0.0.0/1",), "50% of IPv4"),
        (("8.0.0.0/7",), "33,554,432 addresses"),
        (("52.0.0.0/8", "53.0.0.0/8", "54.0.0.0/7"), "2% of IPv4"),
        (("192.88.99.7/32",), "192.88.99.7"),
        (("2a00::7/128",), "2a00::7"),
        (("192.88.99.0/30",), "4 addresses"),
        (("2a00::/62",), "4 IPv6 /64s"),
        (("192.88.99.0/31", "2a00::/64"), "2 addresses and 1 IPv6 /64"),
        (OFFICE, "office"),
        (("203.0.113.0/30",), "office"),
        (("203.0.113.0/27",), "pl-1 (partners)"),
        (("203.0.113.0/24", "192.0.2.0/25"), "pl-1 (partners)"),
        (("203.0.112.0/23",), "pl-2"),
        (("203.0.113.0/27", "192.88.99.0/31"), "34 addresses"),
    ],
)
def test_width_is_any_one_a_name_or_numbers(prefixes, width):
    """People's names first, narrow lists before wide; two halves are any, one half is half."""
    assert KNOWN.width(sources(*prefixes)) == width


@pytest.mark.parametrize(
    ("prefixes", "audiences"),
    [
        (("203.0.113.0/29",), {"office": ("203.0.113.0/29",)}),
        (OFFICE + BRANCH, {"office": OFFICE, "branch": BRANCH}),
        (
            ("203.0.113.0/28", "192.88.99.7"),
            {"office": ("203.0.113.0/28",), "internet": ("192.88.99.7",)},
        ),
        (("0.0.0.0/0",), {"internet": ("0.0.0.0/0",)}),
        (("203.0.0.0/8",), {"office": OFFICE[:1], "internet": ("203.0.0.0/8",)}),
    ],
)
def test_each_named_network_is_an_audience_unless_it_is_wide(prefixes, audiences):
    """What nobody named is the internet's; who is in a wide one is not told apart."""
    found = dict(KNOWN.of(sources(*prefixes)))
    expected = {name: sources(*held) for name, held in audiences.items()}
    if "internet" in expected and len(expected) > 1:
        expected["internet"] -= expected["office"]
    assert found == expected


def test_who_is_asked_about_alone_is_the_audience():
    """Whatever its packets bear."""
    alone = Audiences(SPACE, {"office": spans(*OFFICE)}, {}, alone="444455556666")
    assert dict(alone.of(sources(*OFFICE))) == {"444455556666": sources(*OFFICE)}


def test_destinations_are_told_apart_alike():
    """The far end of what goes out."""
    out = Audiences(SPACE, {}, {}, field=Field.DESTINATION)
    assert out.width(at(SPACE, Field.DESTINATION, spans("192.88.99.0/30"))) == "4 addresses"
    assert out.width(sources("192.88.99.0/30")) == "any"
