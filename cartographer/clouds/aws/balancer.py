"""Load balancers and interface endpoints, as their interfaces meet them.

https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html
https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cartographer.clouds.aws.estate import EC2, Estate
from cartographer.clouds.aws.interface import INTERFACE, written
from cartographer.clouds.aws.name import name
from cartographer.clouds.aws.packet import span
from cartographer.model.key import Key
from cartographer.model.reading import Context
from cartographer.reach.network import Element, Listener, Opaque, Proxy, State, Target
from cartographer.reach.traffic import TCP, UDP, Field, Traffic, TrafficSet

ELB = "AWS::ElasticLoadBalancingV2::"
_SAYS = "ELB "
_PROTOCOLS = {"UDP": (UDP,), "QUIC": (UDP,), "TCP_UDP": (TCP, UDP), "TCP_QUIC": (TCP, UDP)}
"""Protocols of a listener other than TCP."""
_KEEPS_BY_DEFAULT = frozenset({"UDP", "TCP_UDP", "QUIC", "TCP_QUIC"})
_GOOD = frozenset({"healthy", "initial"})


def balancer(context: Context, space: Traffic, interface_text: str) -> Element:
    """Return the balancer behind an interface."""
    estate = Estate(context, space)
    interface = Key.parse(interface_text)
    id_ = name("balancer", interface)
    found = load_balancer(estate, interface)
    if found is None:
        return Opaque(id_, "load-balancer-not-seen")
    kind = estate.config(found).get("Type")
    if kind not in {"network", "application"}:
        return Opaque(id_, f"{kind}-balancer-not-modelled")
    complete = estate.seen(f"{ELB}Listener", found)
    return Proxy(
        id=id_,
        listeners=tuple(
            _listener(estate, key, found)
            for key in estate.pointing(found, "part-of", f"{ELB}Listener")
        ),
        ends=kind == "application",
        complete=complete,
        gap=None if complete else "listener-not-seen",
        holder=str(found),
    )


def load_balancer(estate: Estate, interface: Key) -> Key | None:
    """Return the balancer that an interface belongs to: its description names it."""
    said = str(estate.config(interface).get("Description", ""))
    held = estate.get(interface)
    if held is None or not said.startswith(_SAYS):
        return None
    record = held.record
    arn = (
        f"arn:{interface.partition}:elasticloadbalancing:{record.region}:{record.account}"
        f":loadbalancer/{said.removeprefix(_SAYS)}"
    )
    return next(iter(estate.named(f"{ELB}LoadBalancer", arn, "arn")), None)


def _listener(estate: Estate, key: Key, owner: Key) -> Listener:
    config = estate.config(key)
    word = str(config.get("Protocol", "TCP"))
    groups = tuple(_groups(estate, config))
    zones: bool | None = True
    preserves: bool | None = False
    if estate.config(owner).get("Type") == "network":
        preserves = _agreed([_preserves(estate, group, word) for group in groups])
        zones = _agreed([_crosses(estate, group, owner) for group in groups])
    targets = [target for group in groups for target in _targets(estate, group)]
    known = all(estate.aspect(group, "target-health") is not None for group in groups)
    return Listener(
        id=f"{word} {config.get('Port')}",
        match=_match(estate.space, word, config.get("Port")),
        targets=tuple(targets),
        known=known,
        gap=None if known else "targets-not-seen",
        preserves=preserves,
        crosses_zones=zones,
        holder=str(key),
    )


def _match(space: Traffic, word: str, port: int | None) -> TrafficSet:
    what = space.union(space.protocol(one) for one in _PROTOCOLS.get(word, (TCP,)))
    return what if port is None else what & space.where(Field.DESTINATION_PORT, ((port, port),))


def _groups(estate: Estate, listener: dict[str, Any]) -> Iterator[Key]:
    arns: dict[str, None] = {}
    for action in listener.get("DefaultActions") or ():
        if action.get("TargetGroupArn"):
            arns[action["TargetGroupArn"]] = None
        for one in (action.get("ForwardConfig") or {}).get("TargetGroups") or ():
            arns[one.get("TargetGroupArn", "")] = None
    for arn in arns:
        yield from estate.named(f"{ELB}TargetGroup", arn, "arn")


def _agreed(found: list[bool | None]) -> bool | None:
    return found[0] if len(set(found)) == 1 else None


def _attributes(estate: Estate, key: Key) -> dict[str, str] | None:
    rows = estate.aspect(key, "attributes")
    return None if rows is None else {one["Key"]: one.get("Value", "") for one in rows}


def _preserves(estate: Estate, group: Key, word: str) -> bool | None:
    """Return whether targets see the client's address."""
    if word in _KEEPS_BY_DEFAULT:
        return True
    said = (_attributes(estate, group) or {}).get("preserve_client_ip.enabled")
    if said is not None:
        return said == "true"
    return estate.config(group).get("TargetType") == "instance"


def _crosses(estate: Estate, group: Key, owner: Key) -> bool | None:
    """Return whether a node sends to targets of other zones."""
    member = "load_balancing.cross_zone.enabled"
    said = (_attributes(estate, group) or {}).get(member, "use_load_balancer_configuration")
    if said in {"true", "false"}:
        return said == "true"
    attributes = _attributes(estate, owner)
    return None if attributes is None else attributes.get(member) == "true"


def _targets(estate: Estate, group: Key) -> Iterator[Target]:
    """Yield the targets of a group; if none of them is healthy all are used."""
    config = estate.config(group)
    rows = estate.aspect(group, "target-health") or ()
    states = [(one.get("TargetHealth") or {}).get("State") for one in rows]
    fail_open = not any(one in _GOOD for one in states)
    for row, word in zip(rows, states, strict=True):
        target = row.get("Target") or {}
        up = word in _GOOD or (fail_open and word == "unhealthy")
        yield from _target(
            estate,
            config,
            target,
            State() if up else State(up=False, code=f"target-{word}"),
        )


def _target(
    estate: Estate, config: dict[str, Any], target: dict[str, Any], state: State
) -> Iterator[Target]:
    kind = config.get("TargetType")
    number = target.get("Port", config.get("Port"))
    if kind == "instance":
        instance = estate.find(f"{EC2}Instance", target.get("Id"))
        held = estate.config(instance) if instance is not None else {}
        address = held.get("PrivateIpAddress")
        zone = (held.get("Placement") or {}).get("AvailabilityZone")
        shown = str(instance or target.get("Id"))
    elif kind == "ip":
        address, zone = target.get("Id"), target.get("AvailabilityZone")
        shown = str(address)
        if zone is None:
            zone = _zone(estate, config, str(address))
    else:
        return
    if address:
        family, (low, _) = span(address)
        yield Target(shown, number, (family, low), None if zone == "all" else zone, state)


def _zone(estate: Estate, config: dict[str, Any], address: str) -> str | None:
    family, (low, _) = span(address)
    for key in estate.named(INTERFACE, written(family, low), "ip"):
        held = estate.config(key)
        if held.get("VpcId") == config.get("VpcId"):
            zone = held.get("AvailabilityZone")
            return zone if isinstance(zone, str) else None
    return None
