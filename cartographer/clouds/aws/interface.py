"""Interfaces, subnets and VPCs: who holds an address, and what stands before it.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterface.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cartographer.clouds.aws.estate import EC2, Estate
from cartographer.clouds.aws.listening import service_of, service_state, takes
from cartographer.clouds.aws.name import name
from cartographer.clouds.aws.packet import at, cidrs
from cartographer.clouds.aws.peer import PEERING, ends
from cartographer.model.key import Key
from cartographer.model.reading import Context
from cartographer.reach.address import span, spelt
from cartographer.reach.bounds import Bounds
from cartographer.reach.diagram import Range
from cartographer.reach.network import (
    Addresses,
    Behaviour,
    Domain,
    Element,
    Face,
    Id,
    Member,
    Opaque,
    Place,
    Port,
    State,
)
from cartographer.reach.traffic import IPV4, IPV6, Field, Traffic

INTERFACE = f"{EC2}NetworkInterface"
Where = tuple[int, int]
"""Family and address."""
_RUNNING = "running"
_SAYS = "ELB "
_OUTSIDE = True
"""As the outside calls them."""
CARRIER, PUBLIC = "CarrierIp", "PublicIp"
"""Members of an association that hold an outside address."""
_WITHIN = {f"{EC2}VPC": "in-network", f"{EC2}Subnet": "in-subnet"}
"""Type of what interfaces stand in -> relation by which they say so."""
_MANAGED_DOORS = {
    "nat_gateway": "nat",
    "network_load_balancer": "balancer",
    "load_balancer": "balancer",
    "gateway_load_balancer_endpoint": "appliance-endpoint",
    "gateway_load_balancer": "balancer",
}
"""Interface types whose packets an element behind them takes."""


def vpc(context: Context, space: Traffic, vpc_text: str) -> Element:
    """Return a VPC's address space."""
    estate = Estate(context, space)
    key = Key.parse(vpc_text)
    id_ = name("vpc", key)
    config = estate.config(key)
    if not config:
        return Opaque(id_, "vpc-not-seen")
    return Domain(id_, Bounds.exactly(at(space, Field.DESTINATION, cidrs(config))))


def interface(context: Context, space: Traffic, interface_text: str) -> Element:
    """Return an interface as a port."""
    estate = Estate(context, space)
    key = Key.parse(interface_text)
    config = estate.config(key)
    subnet = estate.find(f"{EC2}Subnet", config.get("SubnetId"))
    network = estate.find(f"{EC2}VPC", config.get("VpcId"))
    if not config or subnet is None or network is None:
        unseen = "subnet-not-seen" if subnet is None else "vpc-not-seen"
        return Opaque(name("interface", key), unseen if config else "interface-not-seen")
    return Port(
        id=name("interface", key),
        addresses=addresses(config),
        behaviour=_behaviour(estate, key, config, (subnet, network)),
        owner=(config.get("Attachment") or {}).get("InstanceId"),
        beyond=_beyond(estate, config, key),
    )


def _behaviour(
    estate: Estate, key: Key, config: dict[str, Any], at_: tuple[Key, Key | None]
) -> Behaviour:
    subnet, network = at_
    groups = sorted(one["GroupId"] for one in config.get("Groups") or () if one.get("GroupId"))
    kind = "acl-always" if _of_classic(config) else "acl-out"
    edge_out, edge_in = name(kind, subnet), name("acl-in", subnet)
    out, in_ = name("groups-out", *groups), name("groups-in", *groups)
    return Behaviour(
        domain=name("unseen", "vpc-not-seen") if network is None else name("vpc", network),
        table=name("table", subnet),
        egress=(out, edge_out) if groups else (edge_out,),
        ingress=(edge_in, in_) if groups else (edge_in,),
        paired=((in_, out),) if groups else (),
        labels=frozenset(groups),
        zone=config.get("AvailabilityZone"),
        place=str(subnet),
        forwards=not config.get("SourceDestCheck", True),
        state=_state(estate, config, key),
        takes=takes(estate, config, key),
    )


# --- all interfaces of a subnet ---------------------------------------------------------------


def places(context: Context, _: Traffic) -> tuple[Id, ...]:
    """Return the subnets."""
    return tuple(str(one.key) for one in context.of_type(f"{EC2}Subnet"))


def extent(context: Context, space: Traffic, subnet_text: str) -> Addresses:
    """Return the addresses of a subnet."""
    config = Estate(context, space).config(Key.parse(subnet_text))
    return tuple(sorted(span(one) for one in cidrs(config)))


def faced(
    context: Context,
    space: Traffic,
    subnet_text: str,
    outside: bool,  # noqa: FBT001  a query has no keywords
) -> tuple[Member, ...]:
    """Return the interfaces of a subnet that may be called: from outside, or by their own."""
    estate = Estate(context, space)
    subnet = Key.parse(subnet_text)
    network = estate.find(f"{EC2}VPC", estate.config(subnet).get("VpcId"))
    found = []
    for key in estate.pointing(subnet, "in-subnet", INTERFACE):
        config = estate.config(key)
        faces_ = tuple(_faces(config, outside=outside))
        if faces_:
            behaviour = _behaviour(estate, key, config, (subnet, network))
            beyond = _beyond(estate, config, key) is not None
            found.append(Member(name("interface", key), behaviour, faces_, beyond))
    return tuple(found)


def unplaced(
    context: Context,
    space: Traffic,
    outside: bool,  # noqa: FBT001  a query has no keywords
) -> tuple[tuple[Id, tuple[Face, ...]], ...]:
    """Return the interfaces that may be called and whose subnet nobody has read.

    Looked for only where subnets were not read: there are many interfaces.
    """
    estate = Estate(context, space)
    if all(estate.known(f"{EC2}Subnet", scope) for scope in estate.covering(INTERFACE)):
        return ()
    return tuple(
        (name("interface", one.key), faces_)
        for one in context.of_type(INTERFACE)
        if estate.find(f"{EC2}Subnet", one.record.config.get("SubnetId")) is None
        and (faces_ := tuple(_faces(one.record.config, outside=outside)))
    )


def _faces(config: dict[str, Any], *, outside: bool) -> Iterator[Face]:
    """Yield the addresses of an interface, as the outside calls them or as they are."""
    if not outside:
        for family, (low, high) in addresses(config):
            if low == high:
                yield Face(family, low, low)
        return
    for private, public in public_addresses(config):
        yield Face(IPV4, private, public)
    for one in config.get("Ipv6Addresses") or ():
        if one.get("Ipv6Address"):
            _, (low, _) = span(one["Ipv6Address"])
            yield Face(IPV6, low, low)


def addresses(config: dict[str, Any]) -> Addresses:
    """Return the private addresses of an interface, and its IPv6 ones."""
    found = [one.get("PrivateIpAddress") for one in config.get("PrivateIpAddresses") or ()]
    found.append(config.get("PrivateIpAddress"))
    found += [one.get("Ipv6Address") for one in config.get("Ipv6Addresses") or ()]
    found += [one.get("Ipv4Prefix") for one in config.get("Ipv4Prefixes") or ()]
    found += [one.get("Ipv6Prefix") for one in config.get("Ipv6Prefixes") or ()]
    return tuple(sorted({span(one) for one in found if one}))


def _state(estate: Estate, config: dict[str, Any], key: Key) -> State:
    if config.get("Status") == "available":
        return State(up=False, code="interface-detached")
    attachment = config.get("Attachment") or {}
    instance_id, owner = attachment.get("InstanceId"), attachment.get("InstanceOwnerId")
    if not instance_id:
        return service_state(estate, config, key)
    instance = estate.find(f"{EC2}Instance", instance_id)
    if instance is None:
        own = owner in {None, config.get("OwnerId")}
        gone = own and estate.seen(f"{EC2}Instance", key)
        code = "instance-gone" if gone else "instance-not-seen"
        return State(up=False if gone else None, code=code)
    word = (estate.config(instance).get("State") or {}).get("Name")
    return State() if word == _RUNNING else State(up=False, code=f"instance-{word}")


def _beyond(estate: Estate, config: dict[str, Any], key: Key) -> Id | None:
    """Return what takes an interface's packets: its type says so, or its description.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
    """
    kind = _MANAGED_DOORS.get(config.get("InterfaceType", "interface"))
    if kind is None and balancer_name(config) is not None:
        kind = "balancer"
    if kind is None and service_of(estate, config, key) is not None:
        kind = "private-link"
    return None if kind is None else name(kind, key)


def balancer_name(config: dict[str, Any]) -> str | None:
    """Return the name of the load balancer that an interface says to be of.

    Anybody may write such a description; only the provider requests interfaces for itself.
    """
    said = str(config.get("Description", ""))
    if not said.startswith(_SAYS) or config.get("RequesterManaged") is False:
        return None
    return said.removeprefix(_SAYS)


def _of_classic(config: dict[str, Any]) -> bool:
    said = balancer_name(config)
    return said is not None and "/" not in said


# --- who holds an address ---------------------------------------------------------------------


def holders(context: Context, space: Traffic, vpc_text: str, place: Where) -> tuple[Id, ...]:
    """Return the interfaces of a VPC that hold an address."""
    estate = Estate(context, space)
    family, address = place
    network = Key.parse(vpc_text)
    found = [
        name("interface", key)
        for key in estate.named(INTERFACE, spelt(family, address), "ip")
        if _holds(estate, key, network, family, address)
    ]
    if found:
        return tuple(found)
    found = [name("interface", key) for key in holding_prefix(estate, network, family, address)]
    if not found and not estate.seen(INTERFACE, network):
        return (name("unseen", "interface-not-seen"),)
    if not found and family == IPV4 and _of_provider(estate, network, address):
        return (name("unseen", "address-of-provider"),)
    return tuple(found)


def inhabited(context: Context, space: Traffic, vpc_text: str) -> Addresses:
    """Return all addresses that interfaces of a VPC hold."""
    estate = Estate(context, space)
    keys = estate.pointing(Key.parse(vpc_text), "in-network", INTERFACE)
    return tuple(sorted({one for key in keys for one in addresses(estate.config(key))}))


def called(context: Context, space: Traffic) -> tuple[Where, ...]:
    """Return all addresses by which the internet calls an interface of ours."""
    estate = Estate(context, space)
    faces_ = [
        face
        for place in estate.query(places)
        for one in estate.query(faced, place, _OUTSIDE)
        for face in one.faces
    ]
    faces_ += [face for _, found in estate.query(unplaced, _OUTSIDE) for face in found]
    return tuple(sorted({(face.family, face.outside) for face in faces_}))


def holding_prefix(estate: Estate, network: Key, family: int, address: int) -> tuple[Key, ...]:
    """Return the interfaces of a VPC that hold a prefix with an address."""
    return tuple(
        key
        for key in estate.query(with_prefixes, str(network))
        if _holds(estate, key, network, family, address)
    )


def _of_provider(estate: Estate, network: Key, address: int) -> bool:
    """Return whether the router or the resolver of a VPC answers at an address.

    https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
    """
    resolvers = {low + 2 for of, (low, _) in map(span, cidrs(estate.config(network))) if of == IPV4}
    return address in resolvers or any(
        of == IPV4 and low + 1 <= address <= low + 2
        for subnet in estate.pointing(network, "in-network", f"{EC2}Subnet")
        for of, (low, _) in map(span, cidrs(estate.config(subnet)))
    )


def ports(context: Context, space: Traffic, key_text: str) -> tuple[Id, ...]:
    """Return the interfaces of a resource: itself, what is attached to it, or what is in it."""
    estate = Estate(context, space)
    key = Key.parse(key_text)
    if key.type == INTERFACE:
        return (name("interface", key),)
    if key.type in _WITHIN:
        inside = estate.pointing(key, _WITHIN[key.type], INTERFACE)
        return tuple(name("interface", one) for one in inside)
    found = set(estate.pointing(key, "attached-to", INTERFACE))
    for relation in context.out(key, "attached-to"):
        found |= {one for one in context.resolve(relation.target) if one.type == INTERFACE}
    for relation in context.out(key, "in-subnet"):
        for subnet in context.resolve(relation.target):
            found |= _named_after(estate, key, subnet)
    return tuple(name("interface", one) for one in sorted(found))


def _named_after(estate: Estate, key: Key, subnet: Key) -> set[Key]:
    """Return the interfaces of a subnet that a balancer's id stands on.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
    """
    _, found, last = key.id.partition(":loadbalancer/")
    if not found:
        return set()
    return {
        one
        for one in estate.pointing(subnet, "in-subnet", INTERFACE)
        if balancer_name(estate.config(one)) == last
    }


def of_account(context: Context, _: Traffic, account: str) -> tuple[Id, ...]:
    """Return the interfaces of an account, in its own VPCs and in those shared with it."""
    return tuple(
        name("interface", one.key)
        for one in context.of_type(INTERFACE)
        if one.record.account == account
    )


def faces(context: Context, space: Traffic, interface_text: str) -> tuple[Where, ...]:
    """Return the addresses by which the internet calls an interface."""
    config = Estate(context, space).config(Key.parse(interface_text))
    public = {(IPV4, public) for _, public in public_addresses(config)}
    own = {(family, low) for family, (low, _) in addresses(config) if family == IPV6}
    return tuple(sorted(public | own))


def holding(context: Context, space: Traffic, place: Where) -> tuple[Place, ...]:
    """Return the interfaces of any VPC that hold an address, by its private one."""
    estate = Estate(context, space)
    family, address = place
    found = []
    for key in estate.named(INTERFACE, spelt(family, address), "ip"):
        config = estate.config(key)
        inside = {public: private for private, public in public_addresses(config)}
        found.append(Place(name("interface", key), family, inside.get(address, address)))
    return tuple(found)


def within(context: Context, space: Traffic, family: int, range_: Range) -> tuple[Place, ...]:
    """Return the interfaces of any VPC that hold single addresses of a range themselves."""
    del space
    low, high = range_
    return tuple(
        Place(name("interface", one.key), family, first)
        for one in context.of_type(INTERFACE)
        for of, (first, last) in addresses(one.record.config)
        if of == family and first == last and low <= first <= high
    )


def public_addresses(config: dict[str, Any], member: str = PUBLIC) -> Iterator[tuple[int, int]]:
    """Yield each private address of an interface that has one outside, with it.

    The interface's own association is that of its primary address.
    """
    found = {
        one["PrivateIpAddress"]: (one.get("Association") or {}).get(member)
        for one in config.get("PrivateIpAddresses") or ()
        if one.get("PrivateIpAddress")
    }
    primary = config.get("PrivateIpAddress")
    if primary and not found.get(primary):
        found[primary] = (config.get("Association") or {}).get(member)
    for private, public in found.items():
        if public:
            yield span(private)[1][0], span(public)[1][0]


def with_prefixes(context: Context, space: Traffic, vpc_text: str) -> tuple[Key, ...]:
    """Return the interfaces of a VPC that hold whole prefixes."""
    estate = Estate(context, space)
    return tuple(
        key
        for key in estate.pointing(Key.parse(vpc_text), "in-network", INTERFACE)
        if estate.config(key).get("Ipv4Prefixes") or estate.config(key).get("Ipv6Prefixes")
    )


def _holds(estate: Estate, key: Key, network: Key, family: int, address: int) -> bool:
    config = estate.config(key)
    if estate.find(f"{EC2}VPC", config.get("VpcId")) != network:
        return False
    return any(of == family and low <= address <= high for of, (low, high) in addresses(config))


def labels(context: Context, space: Traffic, vpc_text: str, place: Where) -> frozenset[str]:
    """Return the groups at an address that rules of a VPC may name: its own and its peers'."""
    estate = Estate(context, space)
    family, address = place
    found: set[str] = set()
    for network in (Key.parse(vpc_text), *_peers(estate, Key.parse(vpc_text))):
        named = [
            key
            for key in estate.named(INTERFACE, spelt(family, address), "ip")
            if _holds(estate, key, network, family, address)
        ]
        for key in named or holding_prefix(estate, network, family, address):
            groups = estate.config(key).get("Groups") or ()
            found |= {one["GroupId"] for one in groups if one.get("GroupId")}
        if found:
            break
    return frozenset(found)


def _peers(estate: Estate, network: Key) -> Iterator[Key]:
    """Yield the VPCs of the same region that are peered with a VPC.

    Rules cannot name a group of another region.
    https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html
    """
    for peering in estate.pointing(network, "peers-with", PEERING):
        both = ends(estate.config(peering))
        if len({one.get("Region") for one in both}) == 1:
            for one in both:
                other = estate.find(f"{EC2}VPC", one.get("VpcId"))
                if other is not None and other != network:
                    yield other
