"""The network as facts: the nine primitives in which every cloud is told.

A translator makes these from documents, one element at a time, through queries that record what
they read. Elements name each other by id, so that a change of one is not a change of its
neighbours. `docs/adr/0007-network-primitives.md` says which feature of which cloud becomes what.

It refuses to know a cloud's words, other than as ids, rule names and reasons to show.
"""

from __future__ import annotations

from enum import Enum
from typing import Literal, NamedTuple, Protocol, TypeAlias

from msgspec import Struct

from cartographer.reach.bounds import Bounds
from cartographer.reach.diagram import Range
from cartographer.reach.traffic import TrafficSet

Id: TypeAlias = str
"""Name of an element: the canonical id of the resource that it stands for, or one below it."""
Label: TypeAlias = str
"""What a filter may name instead of addresses: a security group, a tag, a service account."""
Addresses: TypeAlias = tuple[tuple[int, Range], ...]
"""Addresses by family, as inclusive ranges."""
Source: TypeAlias = Literal["default", "user", "policy"]
"""Who wrote a rule: the provider, whoever owns the filter, or somebody above them."""
Origin: TypeAlias = Literal["default", "user", "learned"]
"""Where a route is from: the provider, whoever owns the table, or another router."""
Way: TypeAlias = Literal[
    "local", "internet", "peering", "gateway", "appliance", "endpoint", "none", "unknown"
]
"""What a route leads to, whichever cloud it is in."""


class Verb(Enum):
    """What a rule does with the packets that it matches."""

    ALLOW = "allow"
    """Pass this stage."""
    DENY = "deny"
    """Drop."""
    NEXT = "next"
    """Leave it to the next stage."""
    FINAL = "final-allow"
    """Pass the whole filter, whatever later stages say."""


# --- where a packet goes next -----------------------------------------------------------------


class Local(Struct, frozen=True):
    """Deliver within a domain: whoever holds the destination gets it."""

    domain: Id


class To(Struct, frozen=True):
    """Hand over to an element, with the zone that it is handed over in."""

    element: Id
    zone: str | None = None


class Emit(Struct, frozen=True):
    """Come out of a port, as if its owner had sent it."""

    port: Id


class Drop(Struct, frozen=True):
    """Go nowhere. `onward` is where it would go, were it not for a state: it may tomorrow."""

    code: str
    onward: Next | None = None


class Maybe(Struct, frozen=True):
    """Nobody knows where to: nothing is certain, all is possible, for this reason."""

    code: str


class OneOf(Struct, frozen=True):
    """Go one of several ways, and nobody knows which: certain is what every one of them brings.

    `both_ways` says that replies that come by here go the way that their request went.
    """

    choices: tuple[Next, ...]
    code: str
    """Our reason where the choices differ."""
    both_ways: bool = False


Next: TypeAlias = Local | To | Emit | Drop | Maybe | OneOf

# --- the primitives ---------------------------------------------------------------------------


class Domain(Struct, frozen=True):
    """An address space: a VPC, a gateway's tables, a site, the internet.

    `holds` are the packets whose destination lies in it. `outside` marks one whose insides
    nobody models: what gets there has arrived.
    """

    id: Id
    holds: Bounds
    outside: bool = False


class State(Struct, frozen=True):
    """Whether an element works now.

    `up` none is unknown. `code` says what stands in the way, as one of our reasons.
    """

    up: bool | None = True
    code: str | None = None


class Behaviour(Struct, frozen=True, cache_hash=True):
    """All about a port but its addresses; ports that share it make one class.

    `table` is looked at for what the port sends. `egress` and `ingress` are filters in the order
    in which a packet meets them. `forwards` says whether it may send and take what is not its own.
    """

    domain: Id
    table: Id
    egress: tuple[Id, ...] = ()
    ingress: tuple[Id, ...] = ()
    paired: tuple[tuple[Id, Id], ...] = ()
    """Filters of both, inward and outward, that share a session: replies pass them."""
    labels: frozenset[Label] = frozenset()
    zone: str | None = None
    place: Id | None = None
    """The part of the domain that it stands in: filters at its edge see what crosses it."""
    beside: bool = False
    """Whether it stands half outside of its place, so that what it takes crosses the edge."""
    forwards: bool | None = False
    state: State = State()
    takes: Bounds | None = None
    """What is taken at all, of what is addressed to it; none for everything."""


class Port(Struct, frozen=True):
    """An attachment to a domain: its addresses, and how it behaves.

    `beyond` is what its owner does with what it takes and does not keep for itself: a machine
    that forwards, a balancer, an address translator.
    """

    id: Id
    addresses: Addresses
    behaviour: Behaviour
    owner: Id | None = None
    beyond: Id | None = None


class Route(Struct, frozen=True, cache_hash=True):
    """One entry of a table. A lower tier wins, then the narrower match, then lower preference."""

    match: TrafficSet
    length: int
    next: Next
    rule: str
    preference: int = 0
    tier: int = 0
    """What beats narrower routes of a higher tier: local routes beat what routers announce."""
    known: bool = True
    """False if nobody knows whether it is there."""
    origin: Origin = "user"
    holder: Id | None = None
    """The resource that holds the route, if it is not the table's own."""


class Table(Struct, frozen=True, cache_hash=True):
    """Where a packet goes, by destination and, of policy routes, by more.

    `complete` false says that there may be routes that were not seen. `gap` is our reason for
    that, or where routes may match or not.
    """

    id: Id
    routes: tuple[Route, ...]
    complete: bool = True
    gap: str | None = None
    holder: Id | None = None
    """The resource that it stands for."""


class Rule(Struct, frozen=True, cache_hash=True):
    """One rule of a filter: a verb for packets, of peers that bear a label if it names one."""

    id: str
    verb: Verb
    match: Bounds
    label: Label | None = None
    holder: Id | None = None
    """The resource that holds the rule, if it is not the filter's own."""
    source: Source = "user"
    native_id: str | None = None
    """The provider's id of the rule, where it has one beside what it says."""

    @property
    def shown(self) -> str:
        """The rule as a path shows it."""
        return self.id if self.native_id is None else f"{self.native_id}: {self.id}"


class Stage(Struct, frozen=True, cache_hash=True):
    """Rules in their order; the first that matches decides, and `otherwise` what none matches."""

    rules: tuple[Rule, ...]
    otherwise: Verb = Verb.DENY
    otherwise_rule: str = "default"


class Filter(Struct, frozen=True, cache_hash=True):
    """What may pass a place in one direction, stage after stage.

    `session` is the name under which its two directions remember flows, so that replies pass of
    what passed; none for a stateless one. `exempt` is what it never looks at. `complete` false
    says that there may be rules that were not seen. `gap` is our reason for that, or where rules
    may match or not. `holders` are the resources whose rules it has.
    """

    id: Id
    stages: tuple[Stage, ...]
    code: str
    """Our reason when it denies."""
    session: Id | None = None
    pairs: bool | None = False
    """Whether it loses a flow of which it saw one direction only; none if nobody knows."""
    exempt: TrafficSet | None = None
    edge: bool = False
    """Whether it stands at the edge of a place: what comes from inside the place never meets it."""
    complete: bool = True
    gap: str | None = None
    holders: tuple[Id, ...] = ()

    @property
    def holder(self) -> Id | None:
        """The resource that holds its rules, if it is one alone."""
        return self.holders[0] if len(self.holders) == 1 else None


class Rewrite(Struct, frozen=True):
    """A translation of addresses on the way from inside to outside, and back.

    If it `maps`, the network knows each inside address's own outside one, and both sides may
    initiate. Other inside addresses bear one of the `masks` outside, their source ports become
    some of `ports`, and only the inside may initiate. What is `plain` passes as it is, from
    outside too if `open`. The reply must come back through the same one.
    """

    id: Id
    inward: Next
    outward: Next
    admits: Bounds
    """What it takes from inside at all."""
    code: str
    """Our reason when it does not, or does not take."""
    takes: Bounds | None = None
    """What it takes from outside at all, as it is inside; none for everything."""
    maps: bool = False
    masks: Addresses = ()
    ports: Range | None = None
    plain: TrafficSet | None = None
    open: bool = False
    state: State = State()


class Link(Struct, frozen=True):
    """A way from one domain to another, in one direction.

    `law` is what it carries. `exits` say where what it carries comes out, by the zone that it
    came in at, `None` for any other.
    """

    id: Id
    law: Bounds
    code: str
    """Our reason when the law bars."""
    exits: tuple[tuple[str | None, Next], ...]
    keeps_labels: bool | None = False
    keeps_zone: bool = True
    """Whether what comes out is still in the zone that it came in at."""
    zone_code: str = "no-zone"
    """Our reason where it has no exit for a zone."""
    back: Next | None = None
    """Where replies come back in, whatever tables say, of a link that remembers its flows."""
    state: State = State()


class Target(Struct, frozen=True):
    """One place to which a proxy or balancer sends: a port and a number there."""

    port: Id
    number: int | None
    address: tuple[int, int]
    """Family and address to which the packets go."""
    zone: str | None = None
    state: State = State()
    condition: str | None = None
    """What else decides that is no packet's field: host, path, header."""
    takes: Bounds | None = None
    """What of the listener's packets may be handed on here; none for all of them."""
    authorization: str | None = None
    """What the listener asks of a client before it hands on."""


class Listener(Struct, frozen=True):
    """What a proxy or balancer takes, and to whom it hands it on."""

    id: Id
    match: TrafficSet
    targets: tuple[Target, ...]
    known: bool = True
    gap: str | None = None
    preserves: bool | None = False
    """Whether targets see the client's address; of a balancer."""
    crosses_zones: bool | None = True
    """Whether it sends to targets in other zones than its port's."""
    holder: Id | None = None


class Proxy(Struct, frozen=True):
    """An end of flows that starts new ones from its own ports, or passes them on rewritten.

    `ends` is true for a proxy: the flow that comes in is answered by itself. Else it is a
    balancer that rewrites the destination and, unless it preserves the source, that too.
    """

    id: Id
    listeners: tuple[Listener, ...]
    ends: bool
    complete: bool = True
    gap: str | None = None
    holder: Id | None = None


class Door(Struct, frozen=True):
    """A managed endpoint outside any domain of ours, which is called in one by names.

    `admits` is who gets to it by the network; what access must answer stands in `authorization`,
    and what else a request must have in `condition`.
    """

    id: Id
    domain: Id
    """Where it is called, and where its replies come back in."""
    admits: Bounds
    code: str
    """Our reason when it does not admit."""
    names: tuple[str, ...] = ()
    """Host names by which it is called."""
    addresses: Addresses | None = None
    """Its addresses, if they are its own and known; none if nobody knows which it has now."""
    authorization: str | None = None
    condition: str | None = None
    behind: tuple[Id, ...] | None = ()
    """What it hands on to; none where not all of it was read."""
    inside: tuple[Id, ...] | None = ()
    """Domains in which it is called by a way that nobody follows; none for any but its own."""
    state: State = State()


class Opaque(Struct, frozen=True):
    """What nobody models, by name: nothing is certain behind it, and all is possible."""

    id: Id
    code: str


Element: TypeAlias = Domain | Port | Table | Filter | Rewrite | Link | Proxy | Door | Opaque


class Place(NamedTuple):
    """A port, and an address that it holds itself."""

    port: Id
    family: int
    address: int


class Face(NamedTuple):
    """An address by which the outside calls a port, and what it is inside."""

    family: int
    inside: int
    outside: int


class Named(NamedTuple):
    """To whom a host name leads: elements, addresses, or nobody that is known, and why."""

    elements: tuple[Id, ...] = ()
    addresses: Addresses = ()
    code: str | None = None


class Member(Struct, frozen=True, cache_hash=True):
    """A port of a place, with what tells it from others of its class."""

    port: Id
    behaviour: Behaviour
    faces: tuple[Face, ...]
    beyond: bool
    """Whether something behind it takes its packets, so that it is asked about by itself."""


class Hop(NamedTuple):
    """Where a route leads: what sort of thing, the provider's word for it, and its address."""

    type: Way
    native_type: str | None = None
    address: str | None = None


class Network(Protocol):
    """What a translator offers to the search: elements by id, and who holds an address."""

    def element(self, id_: Id) -> Element:
        """Return an element; an id that nothing stands for is Opaque, never an error."""
        ...

    def holders(self, domain: Id, family: int, address: int) -> tuple[Id, ...]:
        """Return the elements that get what is sent to an address of a domain."""
        ...

    def inhabited(self, domain: Id, family: int, span: Range) -> tuple[Range, ...]:
        """Return which addresses within a range something in a domain holds."""
        ...

    def labels(self, domain: Id, family: int, address: int) -> frozenset[Label]:
        """Return the labels that filters of a domain see at an address."""
        ...

    def mapping(self, rewrite: Id, *, outside: bool, family: int, address: int) -> int | None:
        """Return what an address becomes at a translator, coming from inside or outside."""
        ...
