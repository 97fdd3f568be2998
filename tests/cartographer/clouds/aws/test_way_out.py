"""Where the routes of a table may lead, whether one does or not."""

from cartographer.clouds.aws.name import parts
from tests.cartographer.clouds.aws.documents import EC2
from tests.cartographer.clouds.aws.estate import World
from tests.cartographer.clouds.aws.test_unknown import estate


def ways(world, type_, id_, kind="table"):
    """Return kind and short id of each way out of a table."""
    atlas, snapshot, _ = world.network
    (key,) = [one.key for one in snapshot.of_type(type_) if one.record.native_id == id_]
    found = (parts(one) for one in atlas.ways_out(f"{kind} > {key}"))
    return {(one[0], one[1].rpartition("/")[2]) for one in found}


def test_a_subnet_has_the_ways_out_of_its_network():
    """Every gateway, peering and transit gateway of its VPC, and none of another's."""
    world = estate()
    assert ways(world, f"{EC2}Subnet", "subnet-private") == {
        ("internet-gateway", "igw-main"),
        ("egress-gateway", "eigw-main"),
        ("carrier-gateway", "cagw-main"),
        ("virtual-gateway", "vgw-main"),
        ("peering", "pcx-p"),
        ("nat-door", "nat-main"),
        ("transit-door", "tgw-main"),
    }
    assert ways(world, f"{EC2}Subnet", "subnet-peer") == {("peering", "pcx-p")}


def test_a_transit_table_has_the_attachments_of_its_gateway():
    """And not those of the gateway that it is peered with."""
    found = ways(estate(), f"{EC2}TransitGatewayRouteTable", "tgw-rtb-t", "transit-table")
    assert {name for _, name in found} >= {"tgw-attach-main", "tgw-attach-far"}
    assert "tgw-attach-away" not in {name for _, name in found}


def test_what_has_no_table_of_its_own_has_no_ways():
    """A subnet of a network that was not read, and the table of a gateway."""
    world = World()
    world.vpc()
    world.subnet("one", "10.0.1.0/24")
    world.igw()
    assert ways(world, f"{EC2}InternetGateway", "igw-main", "edge-table") == set()
    assert ways(world.without(f"{EC2}VPC"), f"{EC2}Subnet", "subnet-one") == set()
