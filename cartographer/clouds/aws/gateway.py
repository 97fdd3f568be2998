"""Ways between a VPC and the outside: internet, egress-only and carrier gateways, NAT gateways.

https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html

It refuses to know ways between VPCs.
"""

from __future__ import annotations

from cartographer.clouds.aws.entrance import by_carrier
from cartographer.clouds.aws.estate import EC2, Estate
from cartographer.clouds.aws.interface import (
    CARRIER,
    INTERFACE,
    addresses,
    public_addresses,
)
from cartographer.clouds.aws.name import name
from cartographer.clouds.aws.packet import PRIVATE, at, cidrs
from cartographer.clouds.aws.public_access import OFF, inward, mode, outward, outward_only
from cartographer.clouds.aws.table import edge_table
from cartographer.model.coverage import NOT_LOOKED
from cartographer.model.key import Key
from cartographer.model.reading import Context
from cartographer.reach.address import spelt
from cartographer.reach.bounds import Bounds
from cartographer.reach.network import (
    Domain,
    Element,
    Emit,
    Link,
    Local,
    Maybe,
    Next,
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
Called = tuple[str, int, int]
"""Member of an association that holds outside addresses, family and address."""
_TRANSLATED_PORTS = (1024, 65535)
_UP = frozenset({"available", "active", "attached", "enabled", "modifying"})


def state_of(word: str | None, what: str) -> State:
    """Return whether a gateway works, by the word that its document has for it."""
    return State() if word in _UP else State(up=False, code=f"{what}-{word}")


def internet(context: Context, space: Traffic) -> Element:
    """Return the internet: whatever is not private.

    Where interfaces could not be read, any of its addresses may be one of theirs.
    """
    public = _public(space, Field.DESTINATION)
    certain = public if context.query(_all_addresses, space) else space.nothing
    return Domain(INTERNET, Bounds(certain, public), outside=True)


def _all_addresses(context: Context, space: Traffic) -> bool:
    """Return whether the interfaces of all places that have a VPC, or were asked, were read.

    Where nothing may be assumed, of all places of which anything was read, and their Elastic
    addresses too.
    """
    estate = Estate(context, space)
    if not context.assumes:
        return estate.everywhere(INTERFACE) and estate.everywhere(f"{EC2}EIP")
    failed = any(
        one.last_complete is None and one.state in NOT_LOOKED
        for one in context.coverage()
        if one.scope.type == INTERFACE
    )
    return not failed and all(
        estate.seen(INTERFACE, one.key) for one in context.of_type(f"{EC2}VPC")
    )


def _public(space: Traffic, field: Field) -> TrafficSet:
    return space.everything - at(space, field, PRIVATE)


# --- internet gateways ------------------------------------------------------------------------


def internet_gateway(context: Context, space: Traffic, gateway_text: str, vpc_text: str) -> Element:
    """Return an internet gateway: one public address for one private one, IPv6 as it is."""
    estate = Estate(context, space)
    key, vpc = Key.parse(gateway_text), Key.parse(vpc_text)
    own = at(space, Field.SOURCE, cidrs(estate.config(vpc)))
    foreign = Bounds.exactly(_public(space, Field.SOURCE) - own)
    return Rewrite(
        id=name("internet-gateway", key, vpc_text),
        inward=inward_of(estate, key, vpc),
        outward=Local(INTERNET),
        admits=estate.query(outward, vpc_text) & Bounds.exactly(_public(space, Field.DESTINATION)),
        code=_code(estate, vpc),
        takes=estate.query(inward, vpc_text) & foreign,
        maps=True,
        plain=space.families[IPV6],
        open=True,
        state=_attached(estate, key, vpc),
    )


def inward_of(estate: Estate, gateway: Key, vpc: Key) -> Next:
    """Return where what comes in goes: by the gateway's own table, if it has one."""
    if edge_table(estate, gateway) is not None:
        return To(name("edge-table", gateway))
    seen = estate.seen(f"{EC2}RouteTable", vpc)
    return Local(name("vpc", vpc)) if seen else Maybe("route-table-not-seen")


def _attached(estate: Estate, gateway: Key, vpc: Key) -> State:
    """Return whether a gateway is attached to a VPC."""
    own = estate.config(vpc).get("VpcId")
    rows = estate.config(gateway).get("Attachments") or ()
    words = [one.get("State") for one in rows if one.get("VpcId") == own]
    return state_of(next(iter(words), "detached"), "gateway")


def _code(estate: Estate, vpc: Key) -> str:
    """Return our reason for what a gateway does not carry: a switch, or its nature."""
    return "not-carried-by-gateway" if mode(estate, vpc) == OFF else "block-public-access"


def mapped(
    context: Context,
    space: Traffic,
    vpc_text: str,
    outside: bool,  # noqa: FBT001  a query has no keywords
    called: Called,
) -> int | None:
    """Return the outside address of a private one in a VPC, or the private one of an outside one.

    It is the internet's or a carrier's, by the member that holds it.
    """
    estate = Estate(context, space)
    member, family, address = called
    network = estate.config(Key.parse(vpc_text)).get("VpcId")
    carried = by_carrier(estate, family, address) if outside and member == CARRIER else ()
    for key in (*estate.named(INTERFACE, spelt(family, address), "ip"), *carried):
        config = estate.config(key)
        if config.get("VpcId") != network:
            continue
        for private, public in public_addresses(config, member):
            old, new = (public, private) if outside else (private, public)
            if old == address:
                return new
    return None


def idle(_: Context, space: Traffic, address: str, code: str) -> Element:
    """Return the end of what is sent to an address that leads to nothing now."""
    return Link(
        id=name("idle", address, code),
        law=Bounds.exactly(space.everything),
        code="never",
        exits=(),
        zone_code=code,
    )


def egress_gateway(context: Context, space: Traffic, gateway_text: str, vpc_text: str) -> Element:
    """Return an egress-only internet gateway: IPv6 out, replies back, nothing else.

    https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html
    """
    estate = Estate(context, space)
    key, vpc = Key.parse(gateway_text), Key.parse(vpc_text)
    carried = space.families[IPV6] & _public(space, Field.DESTINATION)
    return Rewrite(
        id=name("egress-gateway", key, vpc_text),
        inward=Local(name("vpc", vpc_text)),
        outward=Local(INTERNET),
        admits=estate.query(outward_only, vpc_text) & Bounds.exactly(carried),
        code=_code(estate, vpc),
        plain=space.families[IPV6],
        state=_attached(estate, key, vpc),
    )


def carrier_gateway(context: Context, space: Traffic, gateway_text: str, vpc_text: str) -> Element:
    """Return a carrier gateway: a carrier's address for a private one, as an internet gateway.

    Out to the carrier's network and the internet, in from the carrier's network alone; which
    addresses that has, nobody tells.
    https://docs.aws.amazon.com/vpc/latest/userguide/Carrier_Gateway.html
    """
    estate = Estate(context, space)
    key, vpc = Key.parse(gateway_text), Key.parse(vpc_text)
    perhaps = Bounds(space.nothing, _public(space, Field.SOURCE))
    return Rewrite(
        id=name("carrier-gateway", key, vpc_text),
        inward=Local(name("vpc", vpc_text)),
        outward=Local(INTERNET),
        admits=estate.query(outward, vpc_text) & Bounds.exactly(_public(space, Field.DESTINATION)),
        code=_code(estate, vpc),
        takes=estate.query(inward, vpc_text) & perhaps,
        maps=True,
        state=state_of(estate.config(key).get("State"), "gateway"),
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


def of_nat(context: Context, space: Traffic, interface_text: str) -> Key | None:
    """Return the NAT gateway whose interface it is; none if it was not read."""
    found = Estate(context, space).pointing(
        Key.parse(interface_text), "attached-to", f"{EC2}NatGateway"
    )
    return found[0] if found else None
