"""Peerings between VPCs, and gateway endpoints to the provider's services.

https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html
https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
"""

from __future__ import annotations

from cartographer.clouds.aws.estate import EC2, Estate
from cartographer.clouds.aws.gateway import state_of
from cartographer.clouds.aws.guard import entries
from cartographer.clouds.aws.inspection import gate
from cartographer.clouds.aws.interface import Where
from cartographer.clouds.aws.name import name
from cartographer.clouds.aws.packet import at, cidrs, protocol
from cartographer.clouds.aws.peer import blocks, ends
from cartographer.model.key import Key
from cartographer.model.reading import Context
from cartographer.reach.address import span
from cartographer.reach.bounds import Bounds
from cartographer.reach.diagram import Range
from cartographer.reach.network import (
    Domain,
    Element,
    Link,
    Local,
    Next,
    Opaque,
    To,
)
from cartographer.reach.traffic import TCP, Field, Traffic, TrafficSet

Span = tuple[int, Range]
_WEB_SERVICES = frozenset({"s3", "dynamodb", "s3express"})
"""Services of gateway endpoints, by the last part of their name."""


# --- peering ----------------------------------------------------------------------------------


def peering(context: Context, space: Traffic, peering_text: str, vpc_text: str) -> Element:
    """Return a peering as seen from one of its VPCs: only between the two, never beyond."""
    estate = Estate(context, space)
    key, here = Key.parse(peering_text), Key.parse(vpc_text)
    config = estate.config(key)
    own = estate.config(here).get("VpcId")
    both = ends(config)
    other = next((one for one in both if one.get("VpcId") != own), {})
    there = estate.find(f"{EC2}VPC", other.get("VpcId"))
    law = Bounds.exactly(at(space, Field.SOURCE, cidrs(estate.config(here))))
    if there is None or not estate.config(there):
        known = blocks(other)
        unseen: Next = To(name("unseen", "peer-not-seen"))
        law = law.within(at(space, Field.DESTINATION, known)) if known else law
        exits = ((None, unseen),)
    else:
        law = law.within(at(space, Field.DESTINATION, cidrs(estate.config(there))))
        exits = ((None, Local(name("vpc", there))),)
    return Link(
        id=name("peering", key, here),
        law=law,
        code="beyond-the-peer",
        exits=exits,
        keeps_labels=len({one.get("Region") for one in both}) == 1,
        state=state_of((config.get("Status") or {}).get("Code"), "peering"),
    )


def peer_door(context: Context, space: Traffic, peering_text: str, vpc_text: str) -> Element:
    """Return a peering as a VPC that nobody read comes in by it: with its own addresses only."""
    estate = Estate(context, space)
    key, here = Key.parse(peering_text), Key.parse(vpc_text)
    config, vpc = estate.config(key), estate.config(here)
    known = [
        prefix
        for end in ends(config)
        if end.get("VpcId") != vpc.get("VpcId")
        for prefix in blocks(end)
    ]
    theirs = at(space, Field.SOURCE, known) if known else space.everything
    to = at(space, Field.DESTINATION, cidrs(vpc))
    return Link(
        id=name("peer-door", key, here),
        law=Bounds.exactly(theirs & to),
        code="beyond-the-peer",
        exits=((None, Local(name("vpc", here))),),
        state=state_of((config.get("Status") or {}).get("Code"), "peering"),
    )


# --- gateway endpoints ------------------------------------------------------------------------


def endpoint(context: Context, space: Traffic, endpoint_text: str, vpc_text: str) -> Element:
    """Return an endpoint that traffic is routed to: of a service, or of what inspects it."""
    estate = Estate(context, space)
    key, here = Key.parse(endpoint_text), Key.parse(vpc_text)
    kind = estate.config(key).get("VpcEndpointType", "Gateway")
    if kind == "GatewayLoadBalancer":
        return gate(context, space, key, vpc_text)
    if kind != "Gateway":
        return Opaque(name("endpoint", key, here), "endpoint-not-routed-to")
    return _of_service(estate, key, here)


def _of_service(estate: Estate, key: Key, here: Key) -> Element:
    """Return a gateway endpoint: TCP and echo requests, from the VPC's own addresses.

    https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
    """
    space, config = estate.space, estate.config(key)
    own = at(space, Field.SOURCE, cidrs(estate.config(here)))
    carried = space.protocol(TCP) | _echo(space)
    return Link(
        id=name("endpoint", key, here),
        law=Bounds.exactly(own & carried),
        code="not-carried-by-endpoint",
        exits=((None, To(name("service-door", config.get("ServiceName", "")))),),
        keeps_labels=False,
        back=Local(name("vpc", here)),
        state=state_of(str(config.get("State", "")).lower(), "endpoint"),
    )


def _echo(space: Traffic) -> TrafficSet:
    """Return the requests that ask for an echo."""
    return protocol(space, "icmp", 8, -1) | protocol(space, "icmpv6", 128, -1)


def service(_: Context, space: Traffic, service_name: str) -> Element:
    """Return a public service of the provider, as an address space of its own."""
    return Domain(name("service", service_name), Bounds.exactly(space.everything), outside=True)


# --- the provider's services ------------------------------------------------------------------


def service_lists(context: Context, space: Traffic) -> tuple[tuple[str, tuple[Span, ...]], ...]:
    """Return the prefix lists that name a service's own addresses, with their ranges.

    https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
    """
    estate = Estate(context, space)
    found = []
    for one in context.of_type(f"{EC2}PrefixList"):
        list_name = str(one.record.config.get("PrefixListName", ""))
        if list_name.rsplit(".", 1)[-1] in _WEB_SERVICES:
            prefixes = entries(estate, one.record.native_id) or ()
            found.append((list_name, tuple(span(prefix) for prefix in prefixes)))
    return tuple(found)


def service_at(context: Context, space: Traffic, place: Where) -> str | None:
    """Return the service that an address is one of, as far as prefix lists say."""
    family, address = place
    for list_name, spans in Estate(context, space).query(service_lists):
        if any(of == family and low <= address <= high for of, (low, high) in spans):
            return list_name
    return None


def service_door(_: Context, space: Traffic, service_name: str) -> Element:
    """Return the way in to a service that is called by HTTP and HTTPS, and answers pings.

    https://docs.aws.amazon.com/general/latest/gr/s3.html
    https://docs.aws.amazon.com/general/latest/gr/ddb.html
    """
    web = space.protocol(TCP) & space.where(Field.DESTINATION_PORT, ((80, 80), (443, 443)))
    law = Bounds.exactly(web | _echo(space))
    known = service_name.rsplit(".", 1)[-1] in _WEB_SERVICES
    return Link(
        id=name("service-door", service_name),
        law=law if known else Bounds(web & space.nothing, space.everything),
        code="not-taken",
        exits=((None, To(name("service", service_name))),),
    )
