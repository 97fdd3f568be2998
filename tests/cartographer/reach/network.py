"""A small network for tests, made by hand, of no cloud."""

from ipaddress import ip_address, ip_network

from cartographer.reach.bounds import Bounds
from cartographer.reach.network import (
    Behaviour,
    Domain,
    Emit,
    Filter,
    Local,
    Opaque,
    Port,
    Rewrite,
    Route,
    Rule,
    Stage,
    Table,
    Verb,
)
from cartographer.reach.search import Search
from cartographer.reach.traffic import IPV4, TCP, Field, Traffic

OUTSIDE = "outside"


def number(text):
    """Return an address as a number."""
    return int(ip_address(text))


def spans(text):
    """Return a prefix as family and range."""
    network = ip_network(text)
    return IPV4, (int(network.network_address), int(network.broadcast_address))


class Net:
    """Elements by id, and who holds an address."""

    def __init__(self):
        self.space = Traffic()
        self.elements = {}
        self.addresses = {}
        self.mapped = {}
        self.search = Search(self, self.space)

    # --- what the search reads --------------------------------------------------------

    def element(self, id_):
        """Return an element."""
        return self.elements.get(id_, Opaque(id_, "unseen"))

    def holders(self, domain, family, address):
        """Return who gets what is sent to an address of a domain."""
        del family
        return tuple(self.addresses.get((domain, address), ()))

    def inhabited(self, domain, family, span):
        """Return which addresses within a range something holds."""
        del family
        low, high = span
        held = sorted(at for of, at in self.addresses if of == domain and low <= at <= high)
        return tuple((at, at) for at in held)

    def labels(self, domain, family, address):
        """Return the labels at an address."""
        found = frozenset()
        for holder in self.holders(domain, family, address):
            port = self.element(holder)
            if isinstance(port, Port):
                found |= port.behaviour.labels
        return found

    def mapping(self, rewrite, *, outside, family, address):
        """Return what an address becomes."""
        del rewrite, family
        pairs = {new: old for old, new in self.mapped.items()} if outside else self.mapped
        return pairs.get(address)

    # --- how tests make it --------------------------------------------------------------

    def add(self, *elements):
        """Add elements."""
        for one in elements:
            self.elements[one.id] = one
        return elements[0]

    def domain(self, id_, prefix="0.0.0.0/0", *, outside=False):
        """Add a domain."""
        holds = self.to(prefix)
        return self.add(Domain(id_, Bounds.exactly(holds), outside=outside))

    def port(self, id_, address, domain, **behaviour):
        """Add a port that holds an address."""
        at = number(address)
        self.addresses.setdefault((domain, at), []).append(id_)
        more = {name: behaviour.pop(name) for name in ("beyond", "owner") if name in behaviour}
        behaviour.setdefault("table", f"table-{domain}")
        return self.add(
            Port(id_, ((IPV4, (at, at)),), Behaviour(domain=domain, **behaviour), **more)
        )

    def table(self, id_, **routes):
        """Add a table: keyword arguments are made by `route`."""
        return self.add(Table(id_, tuple(routes.values())))

    def route(self, prefix, next_, **more):
        """Return a route."""
        return Route(self.to(prefix), ip_network(prefix).prefixlen, next_, f"{prefix}", **more)

    def local(self, domain, **more):
        """Add the table of a domain in which everything is local."""
        return self.table(f"table-{domain}", all=self.route("0.0.0.0/0", Local(domain)), **more)

    def filter(self, id_, *rules, **more):
        """Add a filter of one stage."""
        more.setdefault("code", "barred")
        return self.add(Filter(id_, (Stage(rules),), **more))

    def gateway(self, id_, domain, **more):
        """Add a translator from a domain to the outside that maps addresses one to one."""
        more.setdefault("admits", Bounds.exactly(self.space.everything))
        rewrite = Rewrite(
            id_, inward=Local(domain), outward=Local(OUTSIDE), code="refused", maps=True, **more
        )
        return self.add(rewrite)

    def map(self, gateway, inside, outside):
        """Give an inside address an outside one, which the gateway holds."""
        self.mapped[number(inside)] = number(outside)
        self.addresses.setdefault((OUTSIDE, number(outside)), []).append(gateway)

    def masker(self, id_, address, domain):
        """Add a port behind which all that goes through bears the port's address."""
        span = ((IPV4, (number(address), number(address))),)
        self.add(
            Rewrite(
                f"{id_}-mask",
                inward=Emit(id_),
                outward=Emit(id_),
                admits=Bounds.exactly(self.space.everything),
                code="refused",
                masks=span,
                ports=(1024, 65535),
            )
        )
        return self.port(
            id_, address, domain, forwards=True, beyond=f"{id_}-mask", table=f"{id_}-t"
        )

    # --- packets ------------------------------------------------------------------------

    def to(self, prefix):
        """Return the packets to a prefix."""
        family, span = spans(prefix)
        return self.space.addresses(Field.DESTINATION, family, (span,))

    def from_(self, prefix):
        """Return the packets from a prefix."""
        family, span = spans(prefix)
        return self.space.addresses(Field.SOURCE, family, (span,))

    def tcp(self, port=None):
        """Return the TCP packets, of one port if named."""
        traffic = self.space.protocol(TCP)
        if port is not None:
            traffic &= self.space.where(Field.DESTINATION_PORT, ((port, port),))
        return traffic

    def allow(self, traffic, label=None):
        """Return a rule that allows packets."""
        return Rule(f"allow-{label}", Verb.ALLOW, Bounds.exactly(traffic), label)

    def deny(self, traffic):
        """Return a rule that denies packets."""
        return Rule("deny", Verb.DENY, Bounds.exactly(traffic))

    def ask(self, start, traffic, goals=None):
        """Return an answer."""
        return self.search.ask(start, traffic, None if goals is None else frozenset(goals))


def verdict(stream):
    """Return a verdict in one word."""
    return "reachable" if stream.certain else "unknown" if stream.possible else "blocked"


def codes(answer):
    """Return every reason of an answer, with its direction."""
    return {
        (step.direction, step.code)
        for way in (*answer.lost, *answer.ways)
        for step in way.trail.steps
        if step.code
    }
