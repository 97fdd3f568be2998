"""Classic load balancers: they end connections, and their ACL looks at all they send.

https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-listener-config.html
https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/enable-disable-crosszone-lb.html

It refuses to know the generations after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cartographer.clouds.aws.estate import EC2, Estate
from cartographer.clouds.aws.interface import balancer_name
from cartographer.clouds.aws.reads import CLASSIC
from cartographer.model.key import Key
from cartographer.reach.address import span
from cartographer.reach.network import Listener, Proxy, State, Target
from cartographer.reach.traffic import TCP, Field, Traffic, TrafficSet


def classic_balancer(estate: Estate, interface: Key) -> Key | None:
    """Return the Classic balancer that an interface belongs to: its description names it."""
    said = balancer_name(estate.config(interface))
    held = estate.get(interface)
    if held is None or said is None or "/" in said:
        return None
    near = (held.record.account, held.record.region)
    for key in estate.named(CLASSIC, said):
        found = estate.get(key)
        if found is not None and (found.record.account, found.record.region) == near:
            return key
    return None


def classic(estate: Estate, id_: str, key: Key) -> Proxy:
    """Return a Classic balancer: all its listeners are in its document."""
    config = estate.config(key)
    return Proxy(
        id=id_,
        listeners=tuple(
            _listener(estate, one.get("Listener") or {}, key)
            for one in config.get("ListenerDescriptions") or ()
        ),
        ends=True,
        holder=str(key),
    )


def _listener(estate: Estate, listener: dict[str, Any], key: Key) -> Listener:
    port, number = listener.get("LoadBalancerPort"), listener.get("InstancePort")
    said = (estate.aspect(key, "attributes") or {}).get("CrossZoneLoadBalancing") or {}
    return Listener(
        id=f"{listener.get('Protocol')} {port}",
        match=_at_port(estate.space, port),
        targets=tuple(_targets(estate, key, number)),
        crosses_zones=said.get("Enabled"),
        holder=str(key),
    )


def _at_port(space: Traffic, port: int | None) -> TrafficSet:
    ports = () if port is None else ((port, port),)
    return space.protocol(TCP) & space.where(Field.DESTINATION_PORT, ports)


def _targets(estate: Estate, key: Key, number: int | None) -> Iterator[Target]:
    """Yield the instances of a balancer, in service or not."""
    health = {
        one.get("InstanceId"): one.get("State")
        for one in estate.aspect(key, "instance-health") or ()
    }
    for one in estate.config(key).get("Instances") or ():
        instance = estate.find(f"{EC2}Instance", one.get("InstanceId"))
        held = estate.config(instance) if instance is not None else {}
        if instance is None or not held.get("PrivateIpAddress"):
            continue
        family, (low, _) = span(held["PrivateIpAddress"])
        zone = (held.get("Placement") or {}).get("AvailabilityZone")
        yield Target(
            str(instance), number, (family, low), zone, _state(health.get(one["InstanceId"]))
        )


def _state(word: str | None) -> State:
    """Return whether an instance gets requests, by the word for its health."""
    if word == "InService":
        return State()
    return State(up=None if word is None else False, code=f"target-{word}")
