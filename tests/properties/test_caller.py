"""What is open to a site, and to ports: class by class as port by port, and as from scratch."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.network import START, key, observed
from cartographer.clouds.aws.network import AwsAtlas
from cartographer.exposure.caller import Callers
from cartographer.exposure.end import End, starts
from cartographer.model.audience import NamedNetwork
from cartographer.model.patch import Patch
from cartographer.model.reading import Memo
from cartographer.reach.rewriting import at
from cartographer.reach.search import Search
from cartographer.reach.traffic import IPV4, Field, Traffic
from tests.properties.test_front import BEGIN as WITHOUT
from tests.properties.test_front import INTERFACES, changes, config

SPACE = Traffic()
DC = NamedNetwork("dc", ("9.0.0.0/8",), "vgw-0")


def joined():
    """Return the estate with a way to a site, by one of its tables."""
    gateway = {"VpnGatewayId": "vgw-0", "VpcAttachments": [{"State": "attached", "VpcId": "vpc-0"}]}
    table = config(WITHOUT, "RouteTable", "rtb-0-private")
    out = {"DestinationCidrBlock": "9.0.0.0/9", "State": "active", "GatewayId": "vgw-0"}
    seen = (
        observed("VPNGateway", "vgw-0", gateway),
        observed("RouteTable", "rtb-0-private", {**table, "Routes": [*table["Routes"], out]}),
    )
    return WITHOUT.apply(Patch(cause="test", upserts=seen))


BEGIN = joined()


class Held:
    """Callers of a moving snapshot."""

    def __init__(self, snapshot, ends):
        self.snapshot = snapshot
        self.memo = Memo(snapshot)
        self.callers = Callers(self.memo, self.atlas, SPACE)
        self.ends = ends

    def atlas(self, asker):
        """Return the network as of now."""
        return AwsAtlas(asker, self.snapshot, SPACE, (DC,))

    def move(self, snapshot, changed):
        """Move to a later snapshot."""
        self.memo.advance(snapshot, [changed])
        self.snapshot = snapshot

    @property
    def begins(self):
        """Where callers begin now."""
        return starts(self.atlas(self.memo), SPACE, self.ends(self.atlas(self.memo)))

    def open(self):
        """Return what is open to them, by port and address."""
        found = {}
        for one in self.callers.open_to(self.begins):
            at_ = one.port, one.face.outside
            found[at_] = found[at_] | one.outside if at_ in found else one.outside
        return {at_: stream[:3] for at_, stream in found.items()}

    def one_by_one(self):
        """Return the same, each interface asked by itself."""
        atlas = AwsAtlas(Memo(self.snapshot), self.snapshot, SPACE, (DC,))
        search, found = Search(atlas, SPACE), {}
        begins = self.begins
        callers = {one.at for one in begins.known}
        for id_ in INTERFACES:
            (port,) = atlas.ports(key("NetworkInterface", id_))
            ((_, (address, _)),) = atlas.element(port).addresses
            to = at(SPACE, Field.DESTINATION, ((IPV4, (address, address)),))
            for start in begins.known if port not in callers else ():
                asked = start.sources & to
                stream = search.ask(start.at, asked, frozenset((port,))).round_trip
                if stream.latent or stream.possible:
                    at_ = port, address
                    found[at_] = found[at_] | stream if at_ in found else stream
        return {at_: stream[:3] for at_, stream in found.items()}


def site(atlas):
    """Return the site beyond the gateway."""
    (((_, sites)),) = atlas.placed
    return End("ports", ports=sites)


def some(atlas):
    """Return a third of the interfaces, some of each subnet."""
    return End(
        "ports",
        ports=tuple(
            port for id_ in INTERFACES[::3] for port in atlas.ports(key("NetworkInterface", id_))
        ),
    )


@pytest.mark.parametrize("ends", [site, some])
@settings(deadline=None, max_examples=8)
@given(drawn=st.lists(changes(), min_size=1, max_size=3))
def test_after_changes_it_is_as_from_scratch_and_port_by_port(ends, drawn):
    """Whatever changed: remembered, computed anew and asked one by one are the same."""
    held = Held(BEGIN, ends)
    held.open()
    snapshot = BEGIN
    for number, change in enumerate(drawn, 1):
        type_, id_, document = change(snapshot)
        seen = observed(type_, id_, document, START + timedelta(minutes=number))
        snapshot = snapshot.apply(Patch(cause="test", upserts=(seen,)))
        held.move(snapshot, seen.key)
    assert held.open() == Held(snapshot, ends).open() == held.one_by_one()


@pytest.mark.parametrize("ends", [site, some])
def test_the_estate_has_something_to_find(ends):
    """Some interfaces are open, and some are not."""
    assert 0 < len(Held(BEGIN, ends).open()) < len(INTERFACES)
