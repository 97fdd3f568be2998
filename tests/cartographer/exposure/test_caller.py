"""What is open to whom: networks, accounts, VPCs, and accounts that nobody read."""

import pytest

from cartographer.cli.end import Names
from cartographer.clouds.aws.network import AwsAtlas
from cartographer.config import Settings
from cartographer.config.setting import NetworkSettings
from cartographer.exposure.caller import Callers
from cartographer.model.error import UsageError
from cartographer.model.reading import Memo
from cartographer.reach.network import Port
from cartographer.reach.rewriting import at
from cartographer.reach.search import Search
from cartographer.reach.traffic import Field, Traffic
from cartographer.reach.written import words
from tests.cartographer.clouds.aws.documents import OTHER, OWN
from tests.cartographer.clouds.aws.estate import World, public
from tests.cartographer.clouds.aws.test_private_link import provided


class Asked:
    """An estate that is asked from somewhere."""

    def __init__(self, world):
        snapshot, self.space = world.snapshot, Traffic()
        networks = {one.name: NetworkSettings(one.ranges, one.via) for one in world.networks}
        self.names = Names(snapshot, Settings(networks=networks))
        memo = Memo(snapshot)
        self.callers = Callers(memo, self.view(snapshot, world.networks), self.space)
        self.atlas = self.view(snapshot, world.networks)(memo)

    def view(self, snapshot, networks):
        """Return how a network is read."""
        return lambda asker: AwsAtlas(asker, snapshot, self.space, networks)

    def begins(self, source):
        """Return where it begins."""
        return self.callers.begins(self.names.end(self.atlas, source))

    def open(self, source):
        """Return what is open, by the name of the interface: certain, possible and latent."""
        found = {}
        for one in self.callers.open_to(self.begins(source)):
            at_ = one.port.rsplit("/", 1)[-1]
            stream = one.outside
            found[at_] = found[at_] | stream if at_ in found else stream
        return found

    def one_by_one(self, source):
        """Return the same, each pair of a start and an address asked by itself."""
        search, found = Search(self.atlas, self.space), {}
        begins = self.begins(source)
        inside = {one.at for one in begins.known}
        known = [one for one in begins.known if not _beyond(self.atlas.element(one.at))]
        for place in self.atlas.places():
            for member in self.atlas.faced(place, outside=False):
                if member.port in inside or member.beyond:
                    continue
                to = self.atlas.element(member.port).addresses
                for start in known:
                    asked = start.sources & at(self.space, Field.DESTINATION, to)
                    stream = search.ask(start.at, asked, frozenset((member.port,))).round_trip
                    if stream.latent or stream.possible:
                        name = member.port.rsplit("/", 1)[-1]
                        found[name] = found[name] | stream if name in found else stream
        return found


def _beyond(element):
    """Return whether something behind a port takes its packets: that begins nothing itself."""
    return isinstance(element, Port) and element.beyond is not None


def sorts(found):
    """Return the three sets that say what may pass, in words."""
    return {name: tuple(map(words, stream[:3])) for name, stream in found.items()}


def peered(*, references=False):
    """Return two accounts: `eni-web` and `eni-db` of ours, and two peered machines of another's."""
    world = public()
    world.vpc("other", "10.1.0.0/16", account=OTHER)
    world.subnet("other", "10.1.1.0/24")
    world.subnet("far", "10.1.2.0/24", zone="b")
    world.eni("app", "subnet-other", "10.1.1.10", groups=("sg-app",), account=OTHER)
    world.eni("mute", "subnet-far", "10.1.2.10", groups=("sg-mute",), account=OTHER)
    outward = (("tcp", 5432, "sg-db"),) if references else (("tcp", (1000, 9999), "10.0.0.0/8"),)
    world.group("app", ("tcp", 22, "10.0.0.0/16"), outward=outward, vpc="vpc-other")
    world.group("mute", outward=(), vpc="vpc-other")
    peer = "sg-app" if references else "10.1.0.0/16"
    world.group("db", ("tcp", 5432, peer), ("tcp", 443, "10.1.9.0/24"), vpc="vpc-main")
    if references:
        for group in world.of("AWS::EC2::SecurityGroup"):
            for permission in group["IpPermissions"]:
                for pair in permission.get("UserIdGroupPairs", ()):
                    pair["UserId"] = OTHER
    world.wear("eni-db", "sg-db")
    world.peering("p", "vpc-main", "vpc-other")
    world.also("rtb-private", "10.1.0.0/16", "pcx-p")
    world.table("other", "subnet-other", "subnet-far", routes={"10.0.0.0/16": "pcx-p"})
    return world


@pytest.mark.parametrize("references", [False, True])
@pytest.mark.parametrize("source", [OTHER, "vpc-other", "eni-app"])
def test_another_account_reaches_what_both_sides_let_pass(source, references):
    """By prefix and by group over the peering: the one port, from the one machine."""
    found = sorts(Asked(peered(references=references)).open(source))
    assert found.keys() == {"eni-db"}
    assert found["eni-db"][0] == "tcp 5432 from 10.1.1.10/32 to 10.0.2.10/32"


def test_the_other_way_round_is_another_question():
    """Ours reaches the one that lets in, not the one without a rule."""
    found = sorts(Asked(peered()).open(OWN))
    assert found == {"eni-app": (found["eni-app"][0],) * 3}
    assert found["eni-app"][0].startswith("tcp 22 from 10.0.2.10/32 to 10.1.1.10/32")


def test_class_by_class_is_port_by_port():
    """Of a peering, a shared subnet, a transit gateway, and a way that nobody read."""
    world = peered(references=True)
    world.eni("guest", "subnet-private", "10.0.2.77", account=OTHER)
    world.eni("guest2", "subnet-private", "10.0.2.78", account=OTHER)
    world.vpc("third", "10.3.0.0/16")
    world.subnet("third", "10.3.1.0/24")
    world.eni("third", "subnet-third", "10.3.1.10", "10.3.1.11", instance="stopped")
    world.tgw()
    world.transit_table("main", "tgw-main")
    one = world.attach("one", "tgw-main", "subnet-other", table="tgw-rtb-all")
    three = world.attach("three", "tgw-main", "subnet-third", table="tgw-rtb-all")
    world.transit_table("all", "tgw-main", propagates=(one, three))
    world.also("rtb-other", "10.3.0.0/16", "tgw-main")
    world.table("third", "subnet-third", routes={"10.1.0.0/16": "tgw-main"})
    world.group("wide", ("tcp", 22, "10.0.0.0/8"), vpc="vpc-other")
    world.wear("eni-app", "sg-app", "sg-wide")
    for type_ in (None, "AWS::EC2::NetworkAcl"):
        if type_:
            world.without(type_)
        for source in (OTHER, OWN, "vpc-third", "vpc-other"):
            asked = Asked(world)
            found = asked.open(source)
            assert sorts(found) == sorts(asked.one_by_one(source))
            assert found


def test_a_shared_subnet_is_a_way_to_its_owner():
    """A machine of another account in our subnet meets groups, and no ACL."""
    world = public()
    world.eni("guest", "subnet-private", "10.0.2.77", account=OTHER)
    found = sorts(Asked(world).open(OTHER))
    assert found.keys() == {"eni-db", "eni-web", "eni-nat-main"} - {"eni-nat-main"}


@pytest.mark.parametrize("state", ["Available", "Deleting"])
def test_an_endpoint_leads_to_the_service_of_another_account(state):
    """Called in the client's own network, taken by the target; if it is gone, by nobody."""
    asked = Asked(provided(client=OTHER, state=state))
    found = asked.open(OTHER)
    assert words(found["eni-app"].certain if "eni-app" in found else asked.space.nothing) == (
        "tcp 443 from 10.0.1.10/32 to 10.0.1.30/32" if state == "Available" else "nothing"
    )


def strange(*, references=False):
    """Return an estate with a peering to a VPC of an account that nobody read."""
    world = peered()
    if references:
        world.group("in", ("tcp", 22, "sg-foreign"), vpc="vpc-main")
        pair = world.of("AWS::EC2::SecurityGroup")[-1]["IpPermissions"][0]["UserIdGroupPairs"]
        pair[0]["UserId"] = OTHER
        world.wear("eni-db", "sg-in")
    world.forget(OTHER, "vpc-other")
    return world


def test_an_account_that_nobody_read_may_reach_what_our_side_lets_in():
    """Never surely: what its own side lets out nobody knows."""
    found = sorts(Asked(strange()).open(OTHER))
    assert found.keys() == {"eni-db"}
    certain, possible, _ = found["eni-db"]
    assert certain == "nothing"
    assert "tcp 5432 from 10.1.0.0/16 to 10.0.2.10/32" in possible
    assert "443 from 10.1.9.0/24" in possible


def test_a_group_of_an_account_that_nobody_read_may_be_anybodys_there():
    """A rule that names it lets in its network, maybe, and not the internet."""
    found = sorts(Asked(strange(references=True)).open(OTHER))
    assert found["eni-db"][:2] == ("nothing", "tcp 22 from 10.1.0.0/16 to 10.0.2.10/32")
    world = strange(references=True)
    world.wear("eni-web", "sg-in")
    assert world.ask("internet", "eni-web", 22).verdict == "blocked"
    assert world.ask("10.1.7.7", "10.0.2.10", 22).verdict == "unknown"


def test_a_named_network_of_the_internet_is_cut_out_of_it():
    """What is open to any is open to the office, with its addresses alone."""
    world = public()
    world.named("office", "203.0.113.0/28")
    world.group("web", ("tcp", 22, "203.0.113.0/24"), ("tcp", 443, "198.51.100.0/24"))
    world.wear("eni-web", "sg-web")
    found = sorts(Asked(world).open("office"))
    assert found["eni-web"][0] == "tcp 22 from 203.0.113.0/28 to 52.0.0.10/32"


def test_a_placed_network_comes_in_by_its_gateway():
    """To every machine that has a way back, by its own address."""
    world = public()
    world.vgw()
    world.vpn("v", "vgw-main", static=False)
    world.also("rtb-public", "10.8.0.0/16", "vgw-main")
    world.named("dc", "10.8.0.0/16", via="vgw-main")
    asked = Asked(world)
    found = asked.open("dc")
    assert found.keys() == {"eni-web"}
    assert words(found["eni-web"].certain).startswith("all traffic from 10.8.0.0/16")
    assert sorts(found) == sorts(asked.one_by_one("dc"))


def test_a_private_network_that_nobody_placed_is_refused():
    """Rather than to call shut what may come in."""
    world = public()
    world.named("dc", "10.8.0.0/16")
    with pytest.raises(UsageError, match="private, so say in"):
        Asked(world).begins("dc")


def test_an_address_that_several_hold_is_refused():
    """One of them has to be named."""
    world = public()
    world.vpc("twin", "10.0.0.0/16")
    world.subnet("twin", "10.0.1.0/24")
    world.eni("twin", "subnet-twin", "10.0.1.10")
    with pytest.raises(UsageError, match="2 interfaces hold that address"):
        Asked(world).begins("10.0.1.10")


def test_an_account_of_which_nothing_is_known_is_refused():
    """Neither an interface of it, nor a way in from it."""
    with pytest.raises(UsageError, match="account 999988887777 has no network interface"):
        Asked(World()).begins("999988887777")
