"""Targets of a group: where they are, and whether a node of a balancer sends to them now.

https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html
https://docs.aws.amazon.com/elasticloadbalancing/latest/network/application-load-balancer-target.html

It refuses to know listeners.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from cartographer.clouds.aws.estate import EC2, Estate
from cartographer.clouds.aws.interface import INTERFACE, addresses, balancer_name
from cartographer.model.key import Key
from cartographer.reach.address import span, spelt
from cartographer.reach.network import State, Target

_GOOD = frozenset({"healthy", "initial", "unavailable"})
"""Words for health with which a target is used; `unavailable` is of groups without checks."""


class Group(NamedTuple):
    """A target group, as one node of a balancer uses it."""

    key: Key
    here: str | None
    """Zone of the node."""
    served: frozenset[str]
    """Zones of the balancer."""
    crosses: bool | None
    """Whether the node sends to other zones than its own."""


class _Place(NamedTuple):
    shown: str
    address: str
    zone: str | None


def targets(estate: Estate, group: Group) -> Iterator[Target]:
    """Yield the targets of a group; if none of them is healthy all are used."""
    config = estate.config(group.key)
    rows = estate.aspect(group.key, "target-health") or ()
    states = [(one.get("TargetHealth") or {}).get("State") for one in rows]
    fail_open = not any(one in _GOOD for one in states)
    for row, word in zip(rows, states, strict=True):
        target = row.get("Target") or {}
        up = word in _GOOD or (fail_open and word == "unhealthy")
        state = State() if up else State(up=False, code=f"target-{word}")
        for place in _places(estate, config, target):
            yield _target(group, place, target.get("Port", config.get("Port")), state)


def unplaced(estate: Estate, group: Key) -> bool:
    """Return whether a group has targets of which nobody read where they are."""
    type_ = {"instance": f"{EC2}Instance", "alb": INTERFACE}.get(
        estate.config(group).get("TargetType", "")
    )
    return type_ is not None and not estate.seen(type_, group)


def _target(group: Group, place: _Place, number: int | None, state: State) -> Target:
    """Return a target, with its zone only where that keeps the node from it.

    A balancer never sends to a zone that it does not serve.
    """
    sends: bool | None = True
    if place.zone is not None and place.zone != group.here:
        sends = group.crosses if place.zone in group.served else False
    if sends is None and state.up:
        state = State(up=None, code="cross-zone-not-seen")
    family, (low, _) = span(place.address)
    return Target(place.shown, number, (family, low), place.zone if sends is False else None, state)


def _places(estate: Estate, config: dict[str, Any], target: dict[str, Any]) -> Iterator[_Place]:
    kind, id_ = config.get("TargetType"), str(target.get("Id"))
    if kind == "instance":
        instance = estate.find(f"{EC2}Instance", id_)
        held = estate.config(instance) if instance is not None else {}
        address = _of_instance(held, config)
        if address:
            zone = (held.get("Placement") or {}).get("AvailabilityZone")
            yield _Place(str(instance), address, zone)
    elif kind == "ip":
        zone = target.get("AvailabilityZone") or _zone(estate, config, id_)
        yield _Place(id_, id_, None if zone == "all" else zone)
    elif kind == "alb":
        yield from _of_balancer(estate, config, id_)


def _of_instance(held: dict[str, Any], config: dict[str, Any]) -> str | None:
    """Return the address by which an instance is a target: of its first interface."""
    if config.get("IpAddressType") != "ipv6":
        return held.get("PrivateIpAddress")
    return held.get("Ipv6Address") or next(
        (
            one["Ipv6Address"]
            for interface in held.get("NetworkInterfaces") or ()
            for one in interface.get("Ipv6Addresses") or ()
            if one.get("Ipv6Address")
        ),
        None,
    )


def _of_balancer(estate: Estate, config: dict[str, Any], arn: str) -> Iterator[_Place]:
    """Yield the addresses of a balancer that is a target; it has its own zones."""
    vpc = estate.find(f"{EC2}VPC", config.get("VpcId"))
    said = arn.partition(":loadbalancer/")[2]
    for key in () if vpc is None else estate.pointing(vpc, "in-network", INTERFACE):
        held = estate.config(key)
        if balancer_name(held) == said:
            for _, (low, _high) in addresses(held):
                yield _Place(str(key), spelt(_family(low), low), None)


def _family(address: int) -> int:
    return int(address >= 1 << 32)


def _zone(estate: Estate, config: dict[str, Any], address: str) -> str | None:
    family, (low, _) = span(address)
    for key in estate.named(INTERFACE, spelt(family, low), "ip"):
        held = estate.config(key)
        if held.get("VpcId") == config.get("VpcId"):
            zone = held.get("AvailabilityZone")
            return zone if isinstance(zone, str) else None
    return None
