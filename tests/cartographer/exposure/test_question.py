"""Which way of several is told."""

from tests.cartographer.clouds.aws.estate import public

ANY = "0.0.0.0/0"


def test_of_several_lost_ways_that_of_most_packets_is_told():
    """Replies to a few addresses go to an endpoint, all others to a NAT gateway: that is told."""
    world = public()
    world.prefix_list("s3", "52.94.0.0/16", called="com.amazonaws.eu-central-1.s3")
    world.gateway_endpoint("s3")
    world.table("public", "subnet-public", routes={ANY: "nat-main", "pl-s3": "vpce-s3"})
    found = world.ask("internet", "eni-web", 443)
    assert found.verdict == "blocked"
    assert "0.0.0.0/0 → nat-main" in found.rules
    told = world.ask("52.94.0.9", "eni-web", 443)
    assert "pl-s3 (52.94.0.0/16) → vpce-s3" in told.rules


def test_of_several_that_lose_as_many_the_one_that_got_farthest_is_told():
    """The group lets nobody in: the hops before it are told."""
    world = public()
    world.group("shut", ("tcp", 22, ANY), outward=())
    world.wear("eni-web", "sg-shut")
    assert world.ask("internet", "eni-web", 443).rules[:3] == ["mapping", None, "rule 100"]
