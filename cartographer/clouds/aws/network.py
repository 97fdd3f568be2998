"""The network of all accounts of AWS, as the search reads it.

It refuses to know how a question is answered.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from cartographer.clouds.aws import (
    balancer,
    entrance,
    firewall,
    gateway,
    guard,
    hop,
    inspection,
    interface,
    link,
    managed,
    owner,
    private_link,
    private_way,
    public_access,
    site,
    table,
    transit,
    way_out,
)
from cartographer.clouds.aws import host as host_name
from cartographer.clouds.aws.name import name, parts, resource
from cartographer.clouds.aws.reads import HAS_DOOR, UNREAD
from cartographer.model.audience import NamedNetwork
from cartographer.model.coverage import State
from cartographer.model.key import Key
from cartographer.model.reading import Asker, Context, Read
from cartographer.model.snapshot import Snapshot
from cartographer.reach.diagram import Range
from cartographer.reach.network import (
    Addresses,
    Element,
    Face,
    Hop,
    Id,
    Label,
    Member,
    Named,
    Next,
    Opaque,
    Place,
)
from cartographer.reach.traffic import Traffic

_Build = Callable[..., Element]


def _unseen(_: Context, __: Traffic, code: str) -> Element:
    return Opaque(name("unseen", code), code)


_BUILD: dict[str, _Build] = {
    "vpc": interface.vpc,
    "interface": interface.interface,
    "groups-in": guard.groups_in,
    "groups-out": guard.groups_out,
    "acl-in": guard.acl_in,
    "acl-out": guard.acl_out,
    "acl-always": guard.acl_always,
    "table": table.subnet_table,
    "edge-table": table.gateway_table,
    "transit-table": table.transit_table,
    "internet": gateway.internet,
    "internet-gateway": gateway.internet_gateway,
    "idle": gateway.idle,
    "egress-gateway": gateway.egress_gateway,
    "carrier-gateway": gateway.carrier_gateway,
    "nat-door": gateway.nat_door,
    "nat": gateway.nat,
    "virtual-gateway": site.virtual_gateway,
    "site": site.site,
    "site-door": site.site_door,
    "peering": link.peering,
    "peer-door": link.peer_door,
    "transit-door": transit.transit_door,
    "gate": transit.gate,
    "associated": transit.associated,
    "attachment": transit.attachment,
    "endpoint": link.endpoint,
    "private-link": private_link.private_link,
    "service-node": private_link.service_node,
    "service-balancer": private_link.service_balancer,
    "inspection": inspection.inspection,
    "screen": inspection.screen,
    "engine": inspection.engine,
    "engine-rules": firewall.engine_rules,
    "inspected": inspection.inspected,
    "service": link.service,
    "service-door": link.service_door,
    "balancer": balancer.balancer,
    "door": managed.door,
    "unseen": _unseen,
}
"""Kind of an element -> the query that makes it."""


_LEANS_ON: dict[Callable[..., Any], tuple[Callable[..., tuple[str, ...]], int]] = {
    gateway.internet_gateway: (public_access.assumed, 1),
    gateway.egress_gateway: (public_access.assumed, 1),
    gateway.carrier_gateway: (public_access.assumed, 1),
    site.virtual_gateway: (site.assumed, 0),
    balancer.balancer: (balancer.assumed, 0),
    entrance.entrances: (entrance.assumed, 0),
    host_name.led_to: (host_name.assumed, 0),
    private_link.service_balancer: (balancer.assumed, 0),
}
"""Queries whose answers lean on a switch -> who tells, and which argument it is asked about."""


_WAYS_OUT: dict[str, Callable[..., tuple[Id, ...]]] = {
    "table": way_out.of_subnet,
    "transit-table": way_out.of_transit_table,
}
"""Kind of a table -> the query that tells where its routes may lead."""

_PLACE = frozenset({site.virtual_gateway})
"""Queries that are told which networks people placed."""
_Result = TypeVar("_Result")
_Made = tuple[Callable[..., Any], tuple[Hashable, ...]]
"""A query and what it was asked."""


class AwsAtlas:
    """Elements by name, each made once while nothing that it was made from changes.

    It also finds resources and addresses in the network, and says what answers rest on.
    """

    def __init__(
        self,
        asker: Asker,
        snapshot: Snapshot,
        space: Traffic,
        networks: tuple[NamedNetwork, ...] = (),
    ) -> None:
        """Read a snapshot through its memo, or through a query's context.

        Of the networks that people name, those count that they say the way in of.
        """
        self._asker = asker
        self._snapshot = snapshot
        self._space = space
        self._placed = tuple(one for one in networks if one.via is not None)
        self._touched: set[_Made] = set()
        self._ages: dict[_Made, tuple[datetime, Key] | None] = {}

    # --- the network ----------------------------------------------------------------------

    def element(self, id_: Id) -> Element:
        """Return an element; an id that nothing stands for is Opaque."""
        kind, *texts = parts(id_)
        build = _BUILD.get(kind)
        if build is None:
            return Opaque(id_, f"{kind}-not-modelled")
        return self._ask(build, *texts, *((self._placed,) if build in _PLACE else ()))

    def holders(self, domain: Id, family: int, address: int) -> tuple[Id, ...]:
        """Return the elements that get what is sent to an address of a domain."""
        kind, *texts = parts(domain)
        if kind == "vpc":
            return self._ask(interface.holders, texts[0], (family, address))
        if kind == "internet":
            service = self._ask(link.service_at, (family, address))
            if service is not None:
                return (name("service-door", service),)
            return self._ask(entrance.entrances, (family, address))
        if kind == "site":
            return self._ask(site.holders, texts[0], (family, address))
        return ()

    def inhabited(self, domain: Id, family: int, span: Range) -> tuple[Range, ...]:
        """Return which addresses within a range an interface of a domain holds."""
        kind, *texts = parts(domain)
        if kind == "vpc":
            held = self._ask(interface.inhabited, texts[0])
        elif kind == "site":
            held = self._ask(site.inhabited, texts[0])
        elif kind == "internet":
            held = tuple((of, (one, one)) for of, one in self.called())
        else:
            return ()
        low, high = span
        return tuple(
            (max(low, first), min(high, last))
            for of, (first, last) in held
            if of == family and first <= high and last >= low
        )

    def labels(self, domain: Id, family: int, address: int) -> frozenset[Label]:
        """Return the security groups that rules of a VPC see at an address."""
        kind, *texts = parts(domain)
        if kind != "vpc":
            return frozenset()
        return self._ask(interface.labels, texts[0], (family, address))

    def mapping(self, rewrite: Id, *, outside: bool, family: int, address: int) -> int | None:
        """Return what an address becomes at an internet or a carrier gateway."""
        kind, *texts = parts(rewrite)
        if kind not in entrance.EXTERNAL:
            return None
        place = (entrance.EXTERNAL[kind], family, address)
        return self._ask(gateway.mapped, texts[-1], outside, place)

    # --- where things are -----------------------------------------------------------------

    @property
    def outside(self) -> Id:
        """The internet."""
        return gateway.INTERNET

    @property
    def placed(self) -> tuple[tuple[NamedNetwork, tuple[Id, ...]], ...]:
        """The networks that people placed, and the sites in which they lie."""
        return tuple((one, self._ask(site.beyond, one.via)) for one in self._placed)

    def leads_on(self, domain: Id) -> bool:
        """Return whether a domain is the internet, or a site that may have a way there."""
        return domain == self.outside or parts(domain)[0] == "site"

    def of_account(self, account: str) -> tuple[Id, ...]:
        """Return an account's interfaces, and its networks that nobody read."""
        return self._ask(interface.of_account, account) + self._ask(site.strangers, account)

    def ports(self, key: Key) -> tuple[Id, ...]:
        """Return the interfaces of a resource: its own, or those attached to it."""
        return self._ask(interface.ports, str(key))

    def faces(self, port: Id) -> tuple[tuple[int, int], ...]:
        """Return family and value of each address by which the outside calls a port."""
        return self._ask(interface.faces, parts(port)[1])

    def holding(self, family: int, address: int) -> tuple[Place, ...]:
        """Return the interfaces that hold an address, private or public, in any VPC."""
        return self._ask(interface.holding, (family, address))

    def within(self, family: int, span: Range) -> tuple[Place, ...]:
        """Return the interfaces that hold addresses of a range themselves, in any VPC."""
        return self._ask(interface.within, family, span)

    def called(self) -> tuple[tuple[int, int], ...]:
        """Return family and value of each address by which the outside calls something."""
        return self._ask(interface.called)

    def lists(self) -> tuple[tuple[str, Addresses], ...]:
        """Return the prefix lists that were read, by id and name."""
        return self._ask(guard.lists)

    def private_way(self, port: Id) -> bool:
        """Return whether unplaced private addresses may come to a port."""
        return self._ask(private_way.private_way, parts(port)[1])

    def resource(self, id_: Id) -> Key | None:
        """Return the resource that an element stands for; a NAT gateway, not its interface."""
        kind, *texts = parts(id_)
        return (self._ask(gateway.of_nat, texts[0]) if kind == "nat" else None) or resource(id_)

    def hop(self, next_: Next) -> Hop:
        """Return what a route of a subnet leads to."""
        return self._ask(hop.hop, next_)

    def ways_out(self, table: Id) -> tuple[Id, ...]:
        """Return the gateways, peerings and attachments that a route of a table may lead to."""
        kind, *texts = parts(table)
        query = _WAYS_OUT.get(kind)
        return () if query is None else self._ask(query, *texts)

    def owner(self, id_: Id) -> Key | None:
        """Return whom an interface serves, else the resource that an element stands for."""
        found = resource(id_)
        if found is None or found.type != interface.INTERFACE:
            return found
        return self._ask(owner.owner, str(found))

    def led_to(self, host: str, port: Id | None) -> Named:
        """Return to whom a host name leads, as asked from a port, or from outside."""
        return self._ask(host_name.led_to, host, port)

    def services(self) -> Addresses:
        """Return the addresses of services of which prefix lists tell them."""
        lists = self._ask(link.service_lists)
        return tuple(sorted({one for _, spans in lists for one in spans}))

    # --- all that is there ----------------------------------------------------------------

    def door(self, key: Key) -> Id | None:
        """Return the door of a managed endpoint outside any VPC."""
        return name("door", key) if key.type in HAS_DOOR else None

    def doors(self) -> tuple[Id, ...]:
        """Return the managed endpoints outside any VPC."""
        return self._ask(managed.doors)

    def places(self) -> tuple[Id, ...]:
        """Return the subnets."""
        return self._ask(interface.places)

    def faced(self, place: Id, *, outside: bool) -> tuple[Member, ...]:
        """Return the interfaces of a subnet that the internet may call, or all of them."""
        return self._ask(interface.faced, place, outside)

    def unplaced(self, *, outside: bool) -> tuple[tuple[Id, tuple[Face, ...]], ...]:
        """Return those that stand in no known subnet."""
        return self._ask(interface.unplaced, outside)

    def entrances(self, place: Id, start: Id) -> tuple[Id, ...]:
        """Return by what the internet, or a site, comes into a subnet's VPC."""
        if start == gateway.INTERNET:
            return self._ask(entrance.into_place, place)
        return self._ask(site.leads_into, parts(start)[1], place)

    def extent(self, place: Id) -> Addresses:
        """Return the addresses of a subnet."""
        return self._ask(interface.extent, place)

    # --- what answers rest on ---------------------------------------------------------------

    def unread(self, code: str) -> tuple[tuple[str, str | None], ...]:
        """Return types and aspects that would have to be read where a reason leaves it open."""
        return tuple(one for one in UNREAD.get(code, ()) if one[1] or not self._all_read(one[0]))

    def _all_read(self, type_: str) -> bool:
        """Return whether a type was read wherever it was asked for."""
        states = {one.state for one in self._snapshot.coverage() if one.scope.type == type_}
        return states == {State.COMPLETE}

    def begin(self) -> None:
        """Note from now on what is read."""
        self._touched.clear()

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The facts read since `begin`, misses included."""
        reads = {one for made in self._touched for one in self._reads(made)}
        return tuple(sorted(f"{one.what} {one.at} {one.part}" for one in reads))

    @property
    def as_of(self) -> datetime | None:
        """The time of the oldest fact read since `begin`."""
        return None if self.oldest is None else self.oldest[0]

    @property
    def oldest(self) -> tuple[datetime, Key] | None:
        """The oldest fact read since `begin`."""
        return min(filter(None, map(self._oldest, self._touched)), default=None)

    def oldest_of(self, reads: Iterable[Read]) -> tuple[datetime, Key] | None:
        """Return the oldest of some facts; of indexes nobody knows an age."""
        keys = {Key.parse(one.at) for one in reads if one.what == "aspect"}
        held = filter(None, map(self._snapshot.get, keys))
        return min(((one.observed_at, one.key) for one in held), default=None)

    @property
    def assumes(self) -> tuple[str, ...]:
        """The switches taken as off since `begin`, because nobody asked."""
        found = {
            switch
            for build, texts in self._touched
            if build in _LEANS_ON
            for switch in self._asker.query(
                _LEANS_ON[build][0], self._space, texts[_LEANS_ON[build][1]]
            )
        }
        return tuple(sorted(found))

    def _ask(self, query: Callable[..., _Result], *arguments: Hashable) -> _Result:
        self._touched.add((query, arguments))
        return self._asker.query(query, self._space, *arguments)

    def _reads(self, made: _Made) -> tuple[Read, ...]:
        query, arguments = made
        return self._asker.rests_on(query, self._space, *arguments)

    def _oldest(self, made: _Made) -> tuple[datetime, Key] | None:
        if made not in self._ages:
            self._ages[made] = self.oldest_of(self._reads(made))
        return self._ages[made]
