"""What the outside can reach: class by class as port by port, and after changes as from scratch."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.network import START, entry, estate, key, observed, permission
from cartographer.bootstrap import catalogue
from cartographer.clouds.aws.network import AwsAtlas
from cartographer.exposure.front import Front
from cartographer.model.patch import Patch
from cartographer.model.reading import Memo
from cartographer.model.snapshot import MemorySnapshot
from cartographer.reach.rewriting import at
from cartographer.reach.search import Search
from cartographer.reach.traffic import Field, Traffic

SIZE = 60
SPACE = Traffic()
BEGIN = MemorySnapshot(catalogue().derive).apply(estate(SIZE))
INTERFACES = [f"eni-0-{number}" for number in range(SIZE)]
GROUPS = st.sampled_from([f"sg-0-{number}" for number in range(5)])
prefixes = st.sampled_from(["0.0.0.0/0", "10.0.0.0/8", "9.0.0.0/8", "52.0.0.0/16", "10.0.32.0/20"])


def config(snapshot, type_, id_):
    """Return the document of a resource."""
    return snapshot.get(key(type_, id_)).record.config


@st.composite
def changes(draw):
    """Draw a change: a function of a snapshot that returns type, id and new document."""
    kind = draw(st.sampled_from(["group", "acl", "route", "interface", "machine"]))
    if kind == "group":
        id_ = draw(GROUPS)
        rows = [permission(draw(st.sampled_from([22, 443])), draw(prefixes))]
        return lambda old: (
            "SecurityGroup",
            id_,
            {**config(old, "SecurityGroup", id_), "IpPermissions": rows},
        )
    if kind == "acl":
        id_ = f"acl-0-{draw(st.integers(0, 3))}"
        action, outward = draw(st.sampled_from(["allow", "deny"])), draw(st.booleans())
        row = entry(draw(st.integers(1, 300)), action, draw(prefixes), egress=outward)
        return lambda old: (
            "NetworkAcl",
            id_,
            {
                **config(old, "NetworkAcl", id_),
                "Entries": [*config(old, "NetworkAcl", id_)["Entries"], row],
            },
        )
    if kind == "route":
        out = {"DestinationCidrBlock": draw(prefixes), "State": "active", "GatewayId": "igw-0"}
        id_ = draw(st.sampled_from(["rtb-0-public", "rtb-0-private"]))

        def with_route(old):
            document = config(old, "RouteTable", id_)
            return "RouteTable", id_, {**document, "Routes": [*document["Routes"][:1], out]}

        return with_route
    id_ = draw(st.sampled_from(INTERFACES))
    if kind == "machine":
        word = draw(st.sampled_from(["running", "stopped"]))
        name = id_.replace("eni", "i", 1)
        return lambda _: ("Instance", name, {"InstanceId": name, "State": {"Name": word}})
    groups = draw(st.lists(GROUPS, unique=True))
    public = draw(st.booleans())

    def regrouped(old):
        document = config(old, "NetworkInterface", id_)
        (address,) = document["PrivateIpAddresses"]
        address = {name: value for name, value in address.items() if name != "Association"}
        if public:
            address["Association"] = {"PublicIp": f"52.1.0.{INTERFACES.index(id_)}"}
        return (
            "NetworkInterface",
            id_,
            {
                **document,
                "PrivateIpAddresses": [address],
                "Groups": [{"GroupId": one} for one in groups],
            },
        )

    return regrouped


class Held:
    """A front on a moving snapshot."""

    def __init__(self, snapshot):
        self.snapshot = snapshot
        self.memo = Memo(snapshot)
        self.front = Front(self.memo, self.atlas, SPACE)

    def atlas(self, asker):
        """Return the network as of now."""
        return AwsAtlas(asker, self.snapshot, SPACE)

    def move(self, snapshot, changed):
        """Move to a later snapshot."""
        self.memo.advance(snapshot, [changed])
        self.snapshot = snapshot

    def open(self):
        """Return what is open, by port and address."""
        return {(one.port, one.face.outside): one.outside[:3] for one in self.front.all()}


def port_by_port(snapshot):
    """Return what is open, each interface asked by itself."""
    atlas = AwsAtlas(Memo(snapshot), snapshot, SPACE)
    search = Search(atlas, SPACE)
    sources = atlas.element(atlas.outside).holds.possible.reverse()
    found = {}
    for id_ in INTERFACES:
        (port,) = atlas.ports(key("NetworkInterface", id_))
        for family, address in atlas.faces(port):
            to = at(SPACE, Field.DESTINATION, ((family, (address, address)),))
            stream = search.ask(atlas.outside, sources & to).round_trip
            if stream.latent or stream.possible:
                found[port, address] = stream[:3]
    return found


@settings(deadline=None, max_examples=25)
@given(st.lists(changes(), min_size=1, max_size=4))
def test_after_changes_it_is_as_from_scratch_and_port_by_port(drawn):
    """Whatever changed: remembered, computed anew and asked one by one are the same."""
    held = Held(BEGIN)
    held.open()
    snapshot = BEGIN
    for number, change in enumerate(drawn, 1):
        type_, id_, document = change(snapshot)
        seen = observed(type_, id_, document, START + timedelta(minutes=number))
        snapshot = snapshot.apply(Patch(cause="test", upserts=(seen,)))
        held.move(snapshot, seen.key)
    assert held.open() == Held(snapshot).open() == port_by_port(snapshot)


def test_the_estate_has_something_to_find():
    """Some interfaces are open, and some that have a public address are not."""
    found = Held(BEGIN).open()
    public = [
        one
        for one in BEGIN.of_type("AWS::EC2::NetworkInterface")
        if "Association" in one.record.config["PrivateIpAddresses"][0]
    ]
    assert 0 < len(found) < len(public)
