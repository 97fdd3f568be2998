"""What gets out: class by class as port by port, and after changes as from scratch."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.network import START, key, observed
from cartographer.clouds.aws.network import AwsAtlas
from cartographer.exposure.egress import Egress
from cartographer.exposure.end import End, Starts, destination
from cartographer.model.patch import Patch
from cartographer.model.reading import Memo
from cartographer.reach.network import Domain, Port
from cartographer.reach.search import Search
from cartographer.reach.together import together
from cartographer.reach.traffic import Traffic
from tests.properties.test_front import BEGIN as WITHOUT
from tests.properties.test_front import INTERFACES, changes, config

SPACE = Traffic()


def translated():
    """Return the estate with a NAT gateway, to which the private table leads."""
    address = {"PrivateIpAddress": "10.0.0.9", "Association": {"PublicIp": "52.9.9.9"}}
    interface = {
        "NetworkInterfaceId": "eni-nat",
        "VpcId": "vpc-0",
        "SubnetId": "subnet-0-0",
        "PrivateIpAddress": "10.0.0.9",
        "PrivateIpAddresses": [address],
        "InterfaceType": "nat_gateway",
        "SourceDestCheck": False,
        "Status": "in-use",
    }
    nat = {
        "NatGatewayId": "nat-0",
        "VpcId": "vpc-0",
        "State": "available",
        "NatGatewayAddresses": [{"NetworkInterfaceId": "eni-nat", "PrivateIp": "10.0.0.9"}],
    }
    table = config(WITHOUT, "RouteTable", "rtb-0-private")
    out = {"DestinationCidrBlock": "0.0.0.0/0", "State": "active", "NatGatewayId": "nat-0"}
    seen = (
        observed("NetworkInterface", "eni-nat", interface),
        observed("NatGateway", "nat-0", nat),
        observed("RouteTable", "rtb-0-private", {**table, "Routes": [*table["Routes"], out]}),
    )
    return WITHOUT.apply(Patch(cause="test", upserts=seen))


BEGIN = translated()


@st.composite
def routes(draw):
    """Draw a change of where a table leads: to a gateway, or to nothing."""
    id_ = draw(st.sampled_from(["rtb-0-public", "rtb-0-private"]))
    prefix = draw(st.sampled_from(["0.0.0.0/0", "9.0.0.0/8"]))
    hop = draw(st.sampled_from([("GatewayId", "igw-0"), ("NatGatewayId", "nat-0"), None]))

    def with_route(old):
        document = config(old, "RouteTable", id_)
        out = {"DestinationCidrBlock": prefix, "State": "active", **dict([hop] if hop else [])}
        return "RouteTable", id_, {**document, "Routes": [*document["Routes"][:1], out]}

    return with_route


@st.composite
def rules(draw):
    """Draw a change of what a group lets out."""
    id_ = f"sg-0-{draw(st.integers(0, 4))}"
    prefix = draw(st.sampled_from(["0.0.0.0/0", "9.0.0.0/8", "10.0.0.0/8"]))
    port = draw(st.sampled_from([53, 443]))
    row = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [{"CidrIp": prefix}]}
    return lambda old: (
        "SecurityGroup",
        id_,
        {**config(old, "SecurityGroup", id_), "IpPermissionsEgress": [row]},
    )


class Held:
    """What gets out of a moving snapshot."""

    def __init__(self, snapshot):
        self.snapshot = snapshot
        self.memo = Memo(snapshot)
        self.egress = Egress(self.memo, self.atlas, SPACE)

    def atlas(self, asker):
        """Return the network as of now."""
        return AwsAtlas(asker, self.snapshot, SPACE)

    def move(self, snapshot, changed):
        """Move to a later snapshot."""
        self.memo.advance(snapshot, [changed])
        self.snapshot = snapshot

    def out(self):
        """Return what gets out, by port and where to."""
        found = {}
        for one in self.egress.all():
            at = one.port, one.exit.end
            found[at] = found[at] | one.stream if at in found else one.stream
        return {at: stream[:3] for at, stream in found.items()}


def port_by_port(snapshot):
    """Return what gets out, each interface asked by itself."""
    atlas = AwsAtlas(Memo(snapshot), snapshot, SPACE)
    search = Search(atlas, SPACE)
    to = destination(atlas, SPACE, End("internet"), Starts((), SPACE.nothing))
    found = {}
    for id_ in INTERFACES:
        (port,) = atlas.ports(key("NetworkInterface", id_))
        ends = {}
        for way in search.ask(port, to).ways:
            if not isinstance(atlas.element(way.at), (Port, Domain)) or atlas.leads_on(way.at):
                ends.setdefault(way.at, []).append(way.trail)
        for end, trails in ends.items():
            stream = together(SPACE, trails)
            stream = stream if end == atlas.outside else stream.doubt()
            if stream.latent or stream.possible:
                found[port, end] = stream[:3]
    return found


@settings(deadline=None, max_examples=20)
@given(st.lists(st.one_of(changes(), routes(), rules()), min_size=1, max_size=4))
def test_after_changes_it_is_as_from_scratch_and_port_by_port(drawn):
    """Whatever changed: remembered, computed anew and asked one by one are the same."""
    held = Held(BEGIN)
    held.out()
    snapshot = BEGIN
    for number, change in enumerate(drawn, 1):
        type_, id_, document = change(snapshot)
        seen = observed(type_, id_, document, START + timedelta(minutes=number))
        snapshot = snapshot.apply(Patch(cause="test", upserts=(seen,)))
        held.move(snapshot, seen.key)
    assert held.out() == Held(snapshot).out() == port_by_port(snapshot)


def test_the_estate_has_something_to_find():
    """Some interfaces get out, and some that have a public address do not."""
    assert 0 < len(Held(BEGIN).out()) < len(INTERFACES)


def test_a_change_of_one_group_is_not_a_look_at_all_classes():
    """Only classes that wear it are asked again."""
    held = Held(BEGIN)
    held.out()
    first = held.memo.computed
    group = {**config(BEGIN, "SecurityGroup", "sg-0-0"), "IpPermissionsEgress": []}
    seen = observed("SecurityGroup", "sg-0-0", group, START + timedelta(minutes=1))
    held.move(BEGIN.apply(Patch(cause="test", upserts=(seen,))), seen.key)
    held.out()
    assert held.memo.computed - first < first / 4
