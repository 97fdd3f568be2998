"""Which route counts, in subnets and in transit gateways."""

import pytest

from tests.cartographer.clouds.aws.documents import EC2, ELSEWHERE
from tests.cartographer.clouds.aws.estate import World, public
from tests.cartographer.clouds.aws.test_gotchas import transit

ANY = "0.0.0.0/0"


def test_a_route_to_an_appliance_does_not_touch_what_stays_in_the_subnet():
    """Neighbours talk directly; from another subnet the appliance stands between."""
    world = public()
    world.eni("db2", "subnet-private", "10.0.2.11")
    world.eni("appliance", "subnet-public", "10.0.1.60", check=False)
    world.also("rtb-private", "10.0.2.0/24", "eni-appliance")
    world.also("rtb-public", "10.0.2.0/24", "eni-appliance")
    assert world.ask("eni-db", "eni-db2", 22).verdict == "reachable"
    assert world.ask("eni-web", "eni-db", 22).there == {"appliance"}


@pytest.mark.parametrize(("second", "verdict"), [("eni-one", "reachable"), ("eni-two", "unknown")])
def test_two_lists_with_one_prefix_lead_nobody_knows_where(second, verdict):
    """Unless they lead to the same place."""
    world = public()
    world.eni("one", "subnet-public", "10.0.1.61", check=False)
    world.eni("two", "subnet-public", "10.0.1.62", check=False)
    for name in ("a", "b"):
        world.prefix_list(name, "9.9.9.0/24")
    world.also("rtb-private", "pl-a", "nat-main")
    world.also("rtb-private", "pl-b", "nat-main" if second == "eni-one" else second)
    assert world.ask("eni-db", "9.9.9.9", 443).verdict == verdict


def test_a_list_that_was_not_read_may_be_narrower_than_any_route():
    """It may take what another route would carry: unknown."""
    world = public()
    world.prefix_list("a", "10.0.0.0/24")
    world.also("rtb-private", "pl-a", "!nat-main")
    world.without_aspect(f"{EC2}PrefixList", "entries")
    assert world.ask("eni-db", "eni-web", 22).verdict == "unknown"


def test_the_list_of_a_gateway_endpoint_holds_public_addresses_only():
    """Unread, it makes nothing in the VPC unknown."""
    world = public()
    world.prefix_list("s3", "52.94.0.0/16")
    world.gateway_endpoint("s3")
    world.also("rtb-public", "pl-s3", "vpce-s3")
    world.without_aspect(f"{EC2}PrefixList", "entries")
    assert world.ask("eni-web", "eni-db", 22).verdict == "reachable"
    assert world.ask("eni-web", "9.9.9.9", 443).verdict == "unknown"


# --- transit gateways -----------------------------------------------------------------------


def pair(state="available", said=None):
    """Return two regions whose transit gateways are peered; its two documents may differ."""
    world = World()
    for vpc, net, region in (("here", 0, None), ("there", 1, ELSEWHERE)):
        where = {"region": region} if region else {}
        world.tgw(vpc, **where)
        world.vpc(vpc, f"10.{net}.0.0/16", **where)
        world.subnet(vpc, f"10.{net}.1.0/24")
        world.eni(vpc, f"subnet-{vpc}", f"10.{net}.1.10")
        world.table(vpc, f"subnet-{vpc}", routes={"10.0.0.0/8": f"tgw-{vpc}"})
        world.attach(vpc, f"tgw-{vpc}", f"subnet-{vpc}", table=f"tgw-rtb-{vpc}")
    both = ("tgw-rtb-here", "tgw-rtb-there")
    world.attach_peer("pair", "tgw-here", "tgw-there", both, state)
    world.of(f"{EC2}TransitGatewayPeeringAttachment")[0]["State"] = said or state
    for vpc, other, where in (("here", 1, {}), ("there", 0, {"region": ELSEWHERE})):
        routes = {f"10.{other}.0.0/16": "tgw-attach-pair"}
        propagates = (f"tgw-attach-{vpc}",)
        world.transit_table(vpc, f"tgw-{vpc}", routes, propagates=propagates, **where)
    return world


def test_a_peering_of_transit_gateways_carries_both_ways():
    """By static routes on both sides."""
    assert pair().ask("eni-here", "eni-there", 22).verdict == "reachable"


@pytest.mark.parametrize(
    ("state", "said", "code"),
    [
        ("pendingAcceptance", None, "peering-attachment-pendingAcceptance"),
        ("available", "modifying", None),
        ("available", "failed", "peering-attachment-failed"),
    ],
)
def test_a_peering_that_is_not_up_is_latent(state, said, code):
    """The side that says more counts."""
    found = pair(state, said).ask("eni-here", "eni-there", 22)
    assert (found.latent, found.there) == (code is not None, {code} - {None})


def test_an_attachment_that_is_gone_does_not_hide_its_successor():
    """A deleted one is listed for a while beside the one that took its place."""
    world = transit()
    old = world.attach("a-old", "tgw-main", "subnet-one-tgw", table="tgw-rtb-t", state="deleted")
    assert world.ask("eni-one", "eni-two", 22).verdict == "reachable"
    for type_ in ("TransitGatewayAttachment", "TransitGatewayVpcAttachment"):
        for one in world.of(f"{EC2}{type_}"):
            if one["TransitGatewayAttachmentId"] != old and one.get("VpcId") == "vpc-one":
                one["State"] = "deleted"
    world.changed()
    assert world.ask("eni-one", "eni-two", 22).there == {"not-attached"}


def test_an_association_that_only_the_gateways_owner_sees_is_unknown():
    """Without its tables, no association is not known to be none."""
    world = transit(associated=None)
    world.without(f"{EC2}TransitGatewayRouteTable")
    found = world.ask("eni-one", "eni-two", 22)
    assert (found.verdict, found.there) == ("unknown", {"transit-table-not-seen"})
