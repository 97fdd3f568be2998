"""Ways out of a VPC: gateways, translators, peerings, transit gateways, endpoints.

https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html
https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html
https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html
"""

from __future__ import annotations

from cartographer.clouds.aws.estate import EC2, Estate
from cartographer.clouds.aws.interface import INTERFACE, Where, addresses, public_addresses, written
from cartographer.clouds.aws.name import name
from cartographer.clouds.aws.packet import PRIVATE, at
from cartographer.clouds.aws.public_access import inward, outward, outward_only
from cartographer.clouds.aws.table import edge_table
from cartographer.model.key import Key
from cartographer.model.reading import Context
from cartographer.reach.bounds import Bounds
from cartographer.reach.network import (
    Domain,
    Element,
    Emit,
    Id,
    Link,
    Local,
    Opaque,
    Rewrite,
    State,
    To,
)
from cartographer.reach.traffic import (
    ICMP,
    ICMPV6,
    IPV6,
    TCP,
    UDP,
    Field,
    Traffic,
    TrafficSet,
)

INTERNET = name("internet")
_TRANSLATED_PORTS = (1024, 65535)
_UP = frozenset({"available", "active", "attached", "enabled"})


def state_of(word: str | None, what: str) -> State:
    """Return whether a gateway works, by the word that its document has for it."""
    return State() if word in _UP else State(up=False, code=f"{what}-{word}")


def internet(_: Context, space: Traffic) -> Element:
    """Return the internet: whatever is not private."""
    return Domain(INTERNET, Bounds.exactly(_public(space, Field.DESTINATION)), outside=True)


def _public(space: Traffic, field: Field) -> TrafficSet:
    return space.everything - at(space, field, PRIVATE)


# --- internet gateways ------------------------------------------------------------------------


def internet_gateway(context: Context, space: Traffic, gateway_text: str, vpc_text: str) -> Element:
    """Return an internet gateway: one public address for one private one, IPv6 as it is."""
    estate = Estate(context, space)
    key = Key.parse(gateway_text)
    attachments = estate.config(key).get("Attachments") or ()
    state = next((one.get("State") for one in attachments), "detached")
    edge = edge_table(estate, key)
    return Rewrite(
        id=name("internet-gateway", key, vpc_text),
        inward=Local(name("vpc", vpc_text)) if edge is None else To(name("edge-table", key)),
        outward=Local(INTERNET),
        admits=estate.query(outward, vpc_text) & Bounds.exactly(_public(space, Field.DESTINATION)),
        code="not-carried-by-gateway",
        takes=estate.query(inward, vpc_text) & Bounds.exactly(_public(space, Field.SOURCE)),
        maps=True,
        plain=space.families[IPV6],
        open=True,
        state=state_of(state, "gateway"),
    )


def mapped(
    context: Context,
    space: Traffic,
    vpc_text: str,
    outside: bool,  # noqa: FBT001  a query has no keywords
    place: Where,
) -> int | None:
    """Return the public address of a private one in a VPC, or the private one of a public."""
    estate = Estate(context, space)
    family, address = place
    network = estate.config(Key.parse(vpc_text)).get("VpcId")
    for key in estate.named(INTERFACE, written(family, address), "ip"):
        config = estate.config(key)
        if config.get("VpcId") != network:
            continue
        for private, public in public_addresses(config):
            old, new = (public, private) if outside else (private, public)
            if old == address:
                return new
    return None


def entrances(context: Context, space: Traffic, place: Where) -> tuple[Id, ...]:
    """Return the gateways by which the internet comes to an address."""
    estate = Estate(context, space)
    family, address = place
    found: set[Id] = set()
    for key in estate.named(INTERFACE, written(family, address), "ip"):
        config = estate.config(key)
        public = family == IPV6 or any(one == address for _, one in public_addresses(config))
        network = estate.find(f"{EC2}VPC", config.get("VpcId"))
        if not public or network is None:
            continue
        gateways = list(estate.pointing(network, "in-network", f"{EC2}InternetGateway"))
        if gateways:
            found |= {name("internet-gateway", one, network) for one in gateways}
        elif not estate.seen(f"{EC2}InternetGateway", network):
            found.add(name("unseen", "internet-gateway-not-seen"))
    if not found and _idle(estate, family, address):
        return (name("idle", written(family, address)),)
    return tuple(sorted(found))


def into_place(context: Context, space: Traffic, subnet_text: str) -> tuple[Id, ...]:
    """Return the gateways by which the internet comes into a subnet's VPC."""
    estate = Estate(context, space)
    network = estate.find(f"{EC2}VPC", estate.config(Key.parse(subnet_text)).get("VpcId"))
    if network is None:
        return (name("unseen", "vpc-not-seen"),)
    gateways = estate.pointing(network, "in-network", f"{EC2}InternetGateway")
    if not gateways and not estate.seen(f"{EC2}InternetGateway", network):
        return (name("unseen", "internet-gateway-not-seen"),)
    return tuple(name("internet-gateway", one, network) for one in gateways)


def _idle(estate: Estate, family: int, address: int) -> bool:
    """Return whether an address is, or was, of something of ours that it does not lead to."""
    text = written(family, address)
    return any(estate.named(type_, text, "ip") for type_ in (f"{EC2}EIP", f"{EC2}NatGateway"))


def idle(_: Context, space: Traffic, address: str) -> Element:
    """Return the end of what is sent to an address that leads to nothing now."""
    return Link(
        id=name("idle", address),
        law=Bounds.exactly(space.everything),
        code="never",
        exits=(),
        zone_code="address-not-in-use",
    )


def egress_gateway(context: Context, space: Traffic, gateway_text: str, vpc_text: str) -> Element:
    """Return an egress-only internet gateway: IPv6 out, replies back, nothing else.

    https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html
    """
    estate = Estate(context, space)
    key = Key.parse(gateway_text)
    attachments = estate.config(key).get("Attachments") or ()
    return Rewrite(
        id=name("egress-gateway", key, vpc_text),
        inward=Local(name("vpc", vpc_text)),
        outward=Local(INTERNET),
        admits=estate.query(outward_only, vpc_text) & Bounds.exactly(space.families[IPV6]),
        code="not-carried-by-gateway",
        plain=space.families[IPV6],
        state=state_of(next((one.get("State") for one in attachments), "detached"), "gateway"),
    )


# --- NAT gateways -----------------------------------------------------------------------------


def nat_door(context: Context, space: Traffic, gateway_text: str) -> Element:
    """Return a NAT gateway as its subnet meets it: the port of its interface."""
    estate = Estate(context, space)
    key = Key.parse(gateway_text)
    port = _nat_interface(estate, key)
    id_ = name("nat-door", key)
    if port is None:
        return Opaque(id_, "nat-gateway-interface-not-seen")
    return Link(
        id=id_,
        law=Bounds.exactly(space.everything),
        code="never",
        exits=((None, To(name("interface", port))),),
        keeps_labels=False,
        state=state_of(estate.config(key).get("State"), "nat-gateway"),
    )


def _nat_interface(estate: Estate, gateway: Key) -> Key | None:
    for one in estate.config(gateway).get("NatGatewayAddresses") or ():
        found = estate.find(INTERFACE, one.get("NetworkInterfaceId"))
        if found is not None:
            return found
    return None


def nat(context: Context, space: Traffic, interface_text: str) -> Element:
    """Return what a NAT gateway does behind its interface: all go out as its own address.

    TCP, UDP and ICMP only, from source ports 1024 to 65535.
    """
    estate = Estate(context, space)
    key = Key.parse(interface_text)
    carried = space.union(space.protocol(one) for one in (TCP, UDP, ICMP, ICMPV6))
    port = Emit(name("interface", key))
    return Rewrite(
        id=name("nat", key),
        inward=port,
        outward=port,
        admits=Bounds.exactly(carried),
        code="protocol-not-translated",
        masks=addresses(estate.config(key)),
        ports=_TRANSLATED_PORTS,
    )
