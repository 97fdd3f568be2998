"""PrivateLink: from an interface endpoint to the balancer of the service behind it, and back.

A node of the balancer takes what comes as if it were sent to itself, and targets see the node's
address. The balancer's groups count, unless it says that they do not for such traffic; the ACL of
its subnet sees none of it. Replies go back by the endpoint, whatever tables say.
https://docs.aws.amazon.com/vpc/latest/privatelink/create-endpoint-service.html
https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html
https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html

It refuses to know who may create an endpoint: one that is available was accepted.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from cartographer.clouds.aws.balancer import balancer, load_balancer
from cartographer.clouds.aws.estate import EC2, Estate
from cartographer.clouds.aws.gateway import state_of
from cartographer.clouds.aws.interface import INTERFACE, interface
from cartographer.clouds.aws.listening import service_of
from cartographer.clouds.aws.name import name, parts
from cartographer.clouds.aws.reads import ELB
from cartographer.model.key import Key
from cartographer.model.reading import Context
from cartographer.reach.bounds import Bounds
from cartographer.reach.network import (
    Element,
    Emit,
    Link,
    Maybe,
    Next,
    OneOf,
    Opaque,
    Port,
    Proxy,
    To,
)
from cartographer.reach.traffic import Traffic

_ENFORCED = "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"


def private_link(context: Context, space: Traffic, interface_text: str) -> Element:
    """Return the way from an endpoint's interface to the nodes of a service's balancers."""
    estate = Estate(context, space)
    key = Key.parse(interface_text)
    id_ = name("private-link", key)
    service = service_of(estate, estate.config(key), key)
    if service is None:
        return Opaque(id_, "service-not-seen")
    choices = tuple(_choices(estate, key, service))
    next_ = choices[0] if len(choices) == 1 else OneOf(choices, "any-zone")
    return Link(
        id=id_,
        law=Bounds.exactly(space.everything),
        code="never",
        exits=((None, next_),),
        back=Emit(name("interface", key)),
        state=state_of(str(estate.config(service).get("ServiceState", "")).lower(), "service"),
    )


def _choices(estate: Estate, endpoint: Key, service: Key) -> Iterator[Next]:
    """Yield the nodes that may take what comes in at an endpoint: the one of its zone, if known.

    In another account the same name may stand for another zone.
    https://docs.aws.amazon.com/vpc/latest/privatelink/create-endpoint-service.html
    """
    zone = estate.config(endpoint).get("AvailabilityZone")
    nodes = [node for arn in _balancers(estate, service) for node in _nodes(estate, arn)]
    near = [
        one
        for one in nodes
        if one is not None and estate.config(one).get("AvailabilityZone") == zone
    ]
    alike = _account(estate, endpoint) == _account(estate, service)
    for one in near if alike and near and None not in nodes else nodes:
        yield Maybe("service-not-seen") if one is None else To(name("service-node", one))


def _account(estate: Estate, key: Key) -> str | None:
    held = estate.get(key)
    return None if held is None else held.record.account


def _balancers(estate: Estate, service: Key) -> tuple[str, ...]:
    return tuple(estate.config(service).get("NetworkLoadBalancerArns") or ())


def _nodes(estate: Estate, arn: str) -> Iterator[Key | None]:
    """Yield the interfaces of a balancer; none for one of which they were not read."""
    found = next(iter(estate.named(f"{ELB}LoadBalancer", arn, "arn")), None)
    vpc = None if found is None else estate.find(f"{EC2}VPC", estate.config(found).get("VpcId"))
    keys = () if vpc is None else estate.pointing(vpc, "in-network", INTERFACE)
    nodes = [key for key in keys if load_balancer(estate, key) == found]
    yield from nodes or (None,)


def service_node(context: Context, space: Traffic, node_text: str) -> Element:
    """Return a balancer's node as traffic meets it that comes from endpoints."""
    estate = Estate(context, space)
    node = Key.parse(node_text)
    found = interface(context, space, node_text)
    owner = load_balancer(estate, node)
    if not isinstance(found, Port) or owner is None:
        return Opaque(name("service-node", node), "service-not-seen")
    enforced = estate.config(owner).get(_ENFORCED) != "off"
    groups = tuple(one for one in found.behaviour.ingress if parts(one)[0] == "groups-in")
    behaviour = replace(found.behaviour, ingress=groups if enforced else (), forwards=True)
    id_, beyond = name("service-node", node), name("service-balancer", node)
    return replace(found, id=id_, behaviour=behaviour, beyond=beyond)


def service_balancer(context: Context, space: Traffic, node_text: str) -> Element:
    """Return a balancer as it hands on what comes from endpoints: targets see its own address."""
    found = balancer(context, space, node_text)
    if not isinstance(found, Proxy):
        return found
    listeners = tuple(replace(one, preserves=False) for one in found.listeners)
    return replace(found, id=name("service-balancer", node_text), listeners=listeners)
