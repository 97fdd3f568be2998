"""Load balancers of both generations, as their interfaces meet them.

https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html
https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html

It refuses to know where a balancer's interface stands.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from cartographer.clouds.aws.classic import classic, classic_balancer
from cartographer.clouds.aws.estate import Estate
from cartographer.clouds.aws.interface import balancer_name
from cartographer.clouds.aws.name import name
from cartographer.clouds.aws.reads import BALANCER_DEFAULTS, ELB
from cartographer.clouds.aws.rule import group_arns, handovers
from cartographer.clouds.aws.target import Group, targets, unplaced
from cartographer.model.key import Key
from cartographer.model.reading import Context
from cartographer.reach.network import Element, Listener, Opaque, Proxy
from cartographer.reach.traffic import TCP, UDP, Field, Traffic, TrafficSet

_PROTOCOLS = {"UDP": (UDP,), "QUIC": (UDP,), "TCP_UDP": (TCP, UDP), "TCP_QUIC": (TCP, UDP)}
"""Protocols of a listener other than TCP."""
_KEEPS_BY_DEFAULT = frozenset({"UDP", "TCP_UDP", "QUIC", "TCP_QUIC"})
_DENIES = "ipv6.deny_all_igw_traffic"


def balancer(context: Context, space: Traffic, interface_text: str) -> Element:
    """Return the balancer behind an interface."""
    estate = Estate(context, space)
    interface = Key.parse(interface_text)
    id_ = name("balancer", interface)
    found = load_balancer(estate, interface)
    if found is None:
        old = classic_balancer(estate, interface)
        return classic(estate, id_, old) if old else Opaque(id_, "load-balancer-not-seen")
    kind = estate.config(found).get("Type")
    if kind not in {"network", "application"}:
        return Opaque(id_, f"{kind}-balancer-not-modelled")
    complete = estate.seen(f"{ELB}Listener", found)
    return Proxy(
        id=id_,
        listeners=tuple(
            _listener(estate, key, found, interface)
            for key in estate.pointing(found, "part-of", f"{ELB}Listener")
        ),
        ends=kind == "application",
        complete=complete,
        gap=None if complete else "listener-not-seen",
        holder=str(found),
    )


def load_balancer(estate: Estate, interface: Key) -> Key | None:
    """Return the balancer that an interface belongs to: its description names it."""
    said = balancer_name(estate.config(interface))
    held = estate.get(interface)
    if held is None or said is None:
        return None
    record = held.record
    arn = (
        f"arn:{interface.partition}:elasticloadbalancing:{record.region}:{record.account}"
        f":loadbalancer/{said}"
    )
    return next(iter(estate.named(f"{ELB}LoadBalancer", arn, "arn")), None)


def internal_only(estate: Estate, interface: Key) -> bool | None:
    """Return whether a balancer takes nothing from internet gateways by IPv6; none if unread.

    Where its attributes do not say it, its scheme does.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
    """
    found = load_balancer(estate, interface)
    if found is None:
        return False
    held = attributes(estate, found)
    if held is None:
        return None
    said = held.get(_DENIES)
    return said == "true" if said else estate.config(found).get("Scheme") == "internal"


def attributes(estate: Estate, key: Key) -> dict[str, str] | None:
    """Return the attributes of a balancer or a group that are not as they come.

    None if they could not be read; if nobody asked for them they are taken as they come.
    """
    rows = estate.aspect(key, "attributes")
    if rows is None:
        return None if estate.asked_aspect(key, "attributes") else {}
    return {one["Key"]: one.get("Value", "") for one in rows}


def assumed(context: Context, space: Traffic, interface_text: str) -> tuple[str, ...]:
    """Return the assumption that a balancer's answer leans on, if nobody asked."""
    estate = Estate(context, space)
    found = load_balancer(estate, Key.parse(interface_text))
    if found is None or estate.config(found).get("Type") != "network":
        return ()
    holders = [found]
    for listener in estate.pointing(found, "part-of", f"{ELB}Listener"):
        for arn in group_arns(estate, listener):
            holders += estate.named(f"{ELB}TargetGroup", arn, "arn")
    asked = all(estate.asked_aspect(one, "attributes") for one in holders)
    return () if asked else (BALANCER_DEFAULTS,)


# --- listeners --------------------------------------------------------------------------------


def _listener(estate: Estate, key: Key, owner: Key, interface: Key) -> Listener:
    config = estate.config(key)
    word = str(config.get("Protocol", "TCP"))
    arns = group_arns(estate, key)
    keys = [group for arn in arns for group in estate.named(f"{ELB}TargetGroup", arn, "arn")]
    here = estate.config(interface).get("AvailabilityZone")
    served = _zones(estate, owner)
    found = [
        replace(target, condition=way.condition, takes=way.takes, authorization=way.authorization)
        for way in handovers(estate, key)
        for group in estate.named(f"{ELB}TargetGroup", way.group, "arn")
        for target in targets(
            estate, Group(group, here, served, _crosses(estate, group, owner, config))
        )
    ]
    known = len(keys) == len(arns) and all(
        estate.aspect(group, "target-health") is not None and not unplaced(estate, group)
        for group in keys
    )
    known = known and (_all_rules(estate, key) or not arns)
    network = estate.config(owner).get("Type") == "network"
    return Listener(
        id=f"{word} {config.get('Port')}",
        match=_match(estate.space, word, config.get("Port")),
        targets=tuple(found),
        known=known or not network,
        gap=None if known else "targets-not-seen",
        crosses_zones=False,
        preserves=_agreed([_preserves(estate, one, word) for one in keys]) if network else False,
        holder=str(key),
    )


def _all_rules(estate: Estate, listener: Key) -> bool:
    """Return whether all rules of a listener were read; only application balancers have them."""
    return ":listener/app/" not in listener.id or estate.seen(f"{ELB}ListenerRule", listener)


def _match(space: Traffic, word: str, port: int | None) -> TrafficSet:
    what = space.union(space.protocol(one) for one in _PROTOCOLS.get(word, (TCP,)))
    return what if port is None else what & space.where(Field.DESTINATION_PORT, ((port, port),))


def _zones(estate: Estate, owner: Key) -> frozenset[str]:
    """Return the zones that a balancer serves."""
    rows = estate.config(owner).get("AvailabilityZones") or ()
    return frozenset(one["ZoneName"] for one in rows if one.get("ZoneName"))


def _agreed(found: list[bool | None]) -> bool | None:
    return found[0] if len(set(found)) == 1 else None


def _preserves(estate: Estate, group: Key, word: str) -> bool | None:
    """Return whether targets see the client's address; none if nobody read it."""
    kind = estate.config(group).get("TargetType")
    if word in _KEEPS_BY_DEFAULT or kind == "alb":
        return True
    said = attributes(estate, group)
    if said is None:
        return None
    return said.get("preserve_client_ip.enabled", str(kind == "instance").lower()) == "true"


def _crosses(estate: Estate, group: Key, owner: Key, listener: dict[str, Any]) -> bool | None:
    """Return whether a node sends to targets of other zones.

    Of application balancers always, unless the group says otherwise.
    """
    member = "load_balancing.cross_zone.enabled"
    own = attributes(estate, group)
    if own is None:
        return None
    said = own.get(member, "use_load_balancer_configuration")
    if said in {"true", "false"}:
        return said == "true"
    if listener.get("Protocol") in {"HTTP", "HTTPS"}:
        return True
    of_balancer = attributes(estate, owner)
    return None if of_balancer is None else of_balancer.get(member) == "true"
