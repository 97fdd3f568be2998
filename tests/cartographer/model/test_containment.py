"""Where a thing lies, from the organization down to its subnet."""

from cartographer.model.containment import containment
from cartographer.model.patch import Patch
from cartographer.model.snapshot import MemorySnapshot
from tests.cartographer.model.estate import derive, key, seen


def rooms(*observations, of):
    snapshot = MemorySnapshot(derive).apply(Patch("x", upserts=observations))
    return [(one.kind, one.name or one.id) for one in containment(snapshot, snapshot.get(of))]


def test_a_thing_lies_in_its_subnet_region_account_and_unit():
    """The way in is derived from relations, the outermost first."""
    found = rooms(
        seen("o", 0, type_="Org::Organization", config={"Name": "acme"}),
        seen("u", 0, type_="Org::Unit", config={"Name": "shops", "Unit": "o"}),
        seen("1", 0, type_="Org::Account", config={"Name": "prod", "Unit": "u"}),
        seen("sub", 0, type_="Net::Subnet", config={"Name": "web"}),
        seen("a", 0, config={"Subnet": "sub"}),
        of=key("a"),
    )
    assert found == [
        ("organization", "acme"),
        ("unit", "shops"),
        ("account", "prod"),
        ("region", "r1"),
        ("subnet", "web"),
    ]


def test_what_is_not_held_is_left_out():
    """An account whose organization nobody read still has a number and a region."""
    assert rooms(seen("a", 0, config={"Subnet": "gone"}), of=key("a")) == [
        ("account", "1"),
        ("region", "r1"),
    ]


def test_a_circle_of_containers_ends():
    """A nonsensical document does not hang the map."""
    first = seen("s1", 0, type_="Net::Subnet", config={"Subnet": "s2"})
    second = seen("s2", 0, type_="Net::Subnet", config={"Subnet": "s1"})
    found = rooms(first, second, of=key("s1", "Net::Subnet"))
    assert [kind for kind, _ in found] == ["account", "region", "subnet"]


def test_a_circle_of_units_ends():
    """The same holds above accounts."""
    account = seen("1", 0, type_="Org::Account", config={"Unit": "u"})
    unit = seen("u", 0, type_="Org::Unit", config={"Unit": "u"})
    found = rooms(account, unit, seen("a", 0), of=key("a"))
    assert [kind for kind, _ in found] == ["unit", "account", "region"]


def test_the_region_is_that_of_the_outermost_container():
    """What has no region of its own lies where its container does."""
    subnet = seen("sub", 0, type_="Net::Subnet", region="r7")
    found = rooms(subnet, seen("a", 0, config={"Subnet": "sub"}, region="global"), of=key("a"))
    assert ("region", "r7") in found
