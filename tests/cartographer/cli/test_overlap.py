"""Networks that overlap: no address and no name is taken for the first that bears it.

AWS refuses to peer networks whose ranges overlap; what is recorded may say so all the same, and
then the peering leads to the peer that it names.
https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html
"""

import pytest

from cartographer import bootstrap, config
from cartographer.model.history import Run
from tests.cartographer.clouds.aws.documents import EC2, OTHER, OWN
from tests.cartographer.clouds.aws.estate import AT, World

APP, DATA = "10.0.1.10", "10.0.9.10"
NETWORKS = {"vpc-a": OWN, "vpc-b": OTHER, "vpc-c": OTHER}


@pytest.fixture
def overlapping(run):
    """Return the program on three networks of the same range in two accounts, two of them peered.

    Each has a machine `app` and a machine `data`, at the same addresses. What `app` of the first
    sends to the range of `data` is routed to its peer, and back.
    """
    world = World()
    for network, account in NETWORKS.items():
        name = network[-1]
        world.vpc(name, "10.0.0.0/16", account=account)
        for machine, prefix, address in (("app", "10.0.1", APP), ("data", "10.0.9", DATA)):
            subnet = world.subnet(f"{machine}-{name}", f"{prefix}.0/24")
            world.eni(f"{machine}-{name}", subnet, address)
    for one in world.of(f"{EC2}Instance"):
        one["Tags"] = [{"Key": "Name", "Value": one["InstanceId"][2:-2]}]
    pcx = world.peering("ab", "vpc-a", "vpc-b")
    world.also("rtb-a-main", "10.0.9.0/24", pcx)
    world.also("rtb-b-main", "10.0.1.0/24", pcx)
    store = bootstrap.store(config.Settings(), str(run.store))
    store.commit(world.patch)
    store.publish(("aws:overlap",), Run(AT, 1.0, 1))
    store.close()
    return run


@pytest.mark.parametrize("text", [APP, "app", "tag:Name=app"])
@pytest.mark.parametrize("place", [0, 1])
def test_what_several_bear_is_listed(overlapping, text, place):
    """With account and network, from either end; nothing is answered."""
    words = ["internet", "internet"]
    words[place] = text
    refused = overlapping("reach", *words, "--port", "443", code=2)
    assert refused.stdout == ""
    assert f"{text!r} is 3 resources" in refused.stderr
    for network, account in NETWORKS.items():
        assert any(
            line.rstrip().endswith(network) and account in line
            for line in refused.stderr.splitlines()
        )


@pytest.mark.parametrize("name", ["app@vpc-a", f"{APP}@vpc-a", "i-app-a"])
def test_what_one_bears_is_that_one(overlapping, name):
    """By its network or its id there is only one."""
    found = overlapping.json("reach", name, f"{DATA}@vpc-b", "--port", "443")
    assert found["verdict"] == "reachable"
    assert found["certain"][0]["source"] == [f"{APP}/32"]


def test_a_peering_leads_to_the_peer_and_to_no_other(overlapping):
    """From the first network to the second, and neither to the third nor to itself."""
    words = ("reach", f"{APP}@vpc-a")
    found = overlapping.json(*words, f"{DATA}@vpc-b", "--port", "443")
    met = " ".join(str(hop["resource"]) for hop in found["path"])
    assert found["verdict"] == "reachable"
    assert "peering-connection/pcx-ab" in met
    assert "rtb-b-main" in met
    assert "rtb-c-main" not in met
    for other in ("vpc-a", "vpc-c"):
        found = overlapping.json(*words, f"{DATA}@{other}", "--port", "443")
        assert found["verdict"] == "blocked"
        assert "elsewhere" in {one["code"] for one in found["reasons"]}


def test_a_network_without_a_peering_keeps_to_itself(overlapping):
    """In the third network the same address is its own machine's, and no peering is met."""
    found = overlapping.json("reach", f"{APP}@vpc-c", f"{DATA}@vpc-c", "--port", "443")
    assert found["verdict"] == "reachable"
    assert not any("pcx-ab" in str(hop["resource"]) for hop in found["path"])
    found = overlapping.json("reach", f"{APP}@vpc-c", f"{DATA}@vpc-b", "--port", "443")
    assert found["verdict"] == "blocked"
