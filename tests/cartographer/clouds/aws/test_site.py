"""Networks that people placed beyond a gateway: where they come in, and where they do not."""

import pytest

from cartographer.model.error import UsageError
from tests.cartographer.clouds.aws.documents import row
from tests.cartographer.clouds.aws.estate import public

OUT = {"0.0.0.0/0": "igw-main", "10.8.0.0/16": "vgw-main"}


def world(*, static=None, routes=OUT, via="vgw-main"):
    """Return an estate with a network on premises, behind a VPN that announces it or says it."""
    made = public()
    made.vgw()
    made.vpn("v", "vgw-main", *(static or ()), static=static is not None)
    made.table("public", "subnet-public", routes=routes)
    made.named("dc", "10.8.0.0/16", via=via)
    return made


@pytest.mark.parametrize("source", ["dc", "10.8.3.4", "10.8.128.0/17"])
def test_a_placed_network_comes_in_by_its_gateway(source):
    """By name, and each of its addresses; what a router announces is taken as people say it."""
    found = world().ask(source, "10.0.1.10", 22)
    assert found.verdict == "reachable"
    assert not any("internet-gateway" in str(one) for one in found.path)


def test_a_network_that_nobody_placed_is_unknown_where_a_private_way_leads():
    """The same addresses without a word of where they are."""
    made = world()
    made.networks = ()
    made.named("dc", "10.8.0.0/16")
    found = made.ask("dc", "10.0.1.10", 22)
    assert (found.verdict, found.codes) == ("unknown", {"private-source-unplaced"})


def test_it_comes_in_nowhere_else():
    """The other subnet has no route back, and a VPC without the gateway is not entered at all."""
    made = world()
    assert made.ask("dc", "10.0.2.10", 22).verdict == "blocked"
    made.vpc("other", "10.1.0.0/16")
    made.subnet("other", "10.1.1.0/24")
    made.eni("other", "subnet-other", "10.1.1.10")
    found = made.ask("dc", "10.1.1.10", 22)
    assert (found.verdict, found.there) == ("blocked", {"no-such-address"})


def test_filters_stand_before_it_as_before_others():
    """The group and the ACL see its own addresses."""
    made = world()
    made.group("dc", ("tcp", 22, "10.8.0.0/17"))
    made.wear("eni-web", "sg-dc")
    assert made.ask("10.8.3.4", "10.0.1.10", 22).verdict == "reachable"
    assert made.ask("10.8.200.4", "10.0.1.10", 22).verdict == "blocked"
    rows = (row(50, "deny", "10.8.0.0/16"), row(100), row(100, out=True))
    made.acl("public", "subnet-public", rows=rows)
    assert made.ask("10.8.3.4", "10.0.1.10", 22).there == {"network-acl"}


def test_documents_that_say_all_are_believed_before_people():
    """A static connection says what is behind it: the reply has no way to anything else."""
    assert world(static=("10.8.0.0/16",)).ask("dc", "10.0.1.10", 22).verdict == "reachable"
    found = world(static=("10.9.0.0/16",)).ask("dc", "10.0.1.10", 22)
    assert (found.verdict, found.back) == ("blocked", {"not-behind-gateway"})


def test_what_bears_an_address_of_the_network_itself_is_spoofed():
    """A gateway takes from its site nothing that says to come from the VPC."""
    made = world()
    made.networks = ()
    made.named("dc", "10.0.0.0/16", via="vgw-main")
    found = made.ask("10.0.77.77", "10.0.1.10", 22)
    assert (found.verdict, found.there) == ("blocked", {"not-carried-by-gateway"})


def test_a_gateway_that_is_down_is_latent():
    """Detached, or with all its tunnels down."""
    made = world()
    made.of("AWS::EC2::VPNConnection")[0]["VgwTelemetry"] = [{"Status": "DOWN"}]
    made.changed()
    found = made.ask("dc", "10.0.1.10", 22)
    assert (found.verdict, found.latent, found.there) == ("blocked", True, {"vpn-down"})


@pytest.mark.parametrize("via", ["vpn-v", "dxgw"])
def test_it_may_be_placed_by_a_connection(via):
    """A VPN connection, or a Direct Connect gateway that is associated with the gateway."""
    made = world(via=via)
    made.add(
        "AWS::DirectConnect::DirectConnectGatewayAssociation",
        {
            "associationId": "a",
            "directConnectGatewayId": "dxgw",
            "directConnectGatewayOwnerAccount": "111122223333",
            "associatedGateway": {"id": "vgw-main", "ownerAccount": "111122223333"},
        },
        region="global",
    )
    assert made.ask("dc", "10.0.1.10", 22).verdict == "reachable"


def test_a_gateway_that_nobody_read_is_refused():
    """Rather than to call shut what nobody looked at."""
    with pytest.raises(UsageError, match=r"networks\.dc: via vgw-none is nothing that was read"):
        world(via="vgw-none").ask("dc", "10.0.1.10", 22)
    assert world(via="vgw-none").ask("10.9.9.9", "10.0.1.10", 22).verdict == "unknown"


def test_a_public_network_comes_from_outside_too():
    """What people placed may hold public addresses: both ways are asked."""
    made = public()
    made.vgw()
    made.vpn("v", "vgw-main", static=False)
    made.named("partner", "198.51.100.0/24", via="vgw-main")
    assert made.ask("partner", "52.0.0.10", 22).verdict == "reachable"
    made.also("rtb-public", "198.51.100.0/24", "vgw-main")
    assert made.ask("partner", "52.0.0.10", 22).verdict == "blocked"
    assert made.ask("partner", "10.0.1.10", 22).verdict == "reachable"


def transit(via):
    """Return an estate with a network behind a VPN of a transit gateway."""
    made = public()
    made.tgw()
    made.transit_table("main", "tgw-main")
    made.attach("vpc", "tgw-main", "subnet-public", table="tgw-rtb-main")
    made.attach_other("vpn", "tgw-main", "vpn-t", "vpn", "tgw-rtb-main")
    routes = {"10.0.0.0/16": "tgw-attach-vpc", "10.8.0.0/16": "tgw-attach-vpn"}
    made.transit_table("both", "tgw-main", routes)
    for one in made.of("AWS::EC2::TransitGatewayAttachment"):
        one["Association"]["TransitGatewayRouteTableId"] = "tgw-rtb-both"
    made.table("public", "subnet-public", routes={"10.8.0.0/16": "tgw-main"})
    made.vpn("t", "tgw-main")
    made.named("dc", "10.8.0.0/16", via=via)
    return made


@pytest.mark.parametrize("via", ["tgw-main", "tgw-attach-vpn", "vpn-t"])
def test_a_transit_gateway_leads_on_by_its_table(via):
    """In by the table of the attachment, and back by it; the other subnet has no way back."""
    found = transit(via).ask("dc", "10.0.1.10", 22)
    assert (found.verdict, found.forward) == ("reachable", "reachable")
    assert transit(via).ask("dc", "10.0.2.10", 22).verdict == "blocked"
