"""A small network of no cloud in which things can be found."""

from cartographer.exposure.verification import LocalFlow, verify
from cartographer.model.key import Key
from cartographer.reach.bounds import Bounds
from cartographer.reach.network import Drop, Hop, Local, Maybe, Place, Rule, Stage, Verb
from tests.cartographer.reach.network import OUTSIDE, Net


class Findable(Net):
    """A network whose elements stand for resources of the same name."""

    as_of = None
    outside = OUTSIDE

    def __init__(self):
        super().__init__()
        self.hops, self.extents, self.private = {}, {}, False

    def begin(self):
        """Note nothing."""

    def resource(self, id_):
        """Return the resource of an element."""
        return Key("test", "test", "Thing", id_)

    def faces(self, port):
        """Return no address: nobody outside calls."""
        del port
        return ()

    def extent(self, place):
        """Return the addresses of a place."""
        return self.extents.get(place, ())

    def private_way(self, port):
        """Return whether unplaced addresses come in."""
        del port
        return self.private

    def holding(self, family, address):
        """Return who holds an address, anywhere."""
        return tuple(
            Place(holder, family, address)
            for (_, at), holders in sorted(self.addresses.items())
            for holder in holders
            if at == address
        )

    def hop(self, next_):
        """Return where a route leads."""
        match next_:
            case Local():
                return Hop("local", "VnetLocal")
            case Drop():
                return Hop("none", "None")
            case Maybe():
                return Hop("unknown")
        return self.hops[next_.element]

    # --- how tests make it, and ask ---------------------------------------------------------

    def stage(self, *rules, otherwise=Verb.DENY, **more):
        """Return a stage."""
        return Stage(rules, otherwise=otherwise, **more)

    def rule(self, name, verb, traffic, **more):
        """Return a rule that matches packets for sure."""
        return Rule(name, verb, Bounds.exactly(traffic), **more)

    def verify(self, port, direction, remote, **more):
        """Return what is found of a port's packets."""
        flow = LocalFlow(direction=direction, remote_address=remote, **more)
        ports = (port,) if isinstance(port, str) else port
        return verify(self, self.search, ports, flow)


def codes(answer):
    """Return the codes of an answer's reasons."""
    return [one.code for one in answer.reasons]
