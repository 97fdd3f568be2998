"""Host names: to whom one leads, by the zones and records that were read, or by its own making.

Public zones answer everybody. A private zone answers in the VPCs that it is attached to, and
there before any public one; the narrowest zone that fits answers, and what has no record in it
does not exist. Every record of a name counts, whatever its weight, place or health: somebody is
told it. Names that no zone of ours holds lead to whoever bears them by nature: a balancer's, a
distribution's, a function's.
https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html
https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html
https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-choosing-alias-non-alias.html

It refuses to know resolvers of our own, forwarding rules, and zones that others run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from cartographer.clouds.aws import interface
from cartographer.clouds.aws.estate import EC2, Estate
from cartographer.clouds.aws.name import name
from cartographer.clouds.aws.reads import (
    CLASSIC,
    ELB,
    HAS_DOOR,
    RECORD,
    REST_API,
    UNREAD_NAMES,
    ZONE,
)
from cartographer.model.coverage import NOT_LOOKED, State
from cartographer.model.key import Key, Ref
from cartographer.model.reading import Context
from cartographer.reach.address import span
from cartographer.reach.network import Id, Named
from cartographer.reach.traffic import Traffic

_EXECUTE = re.compile(r"(\w+)\.execute-api\.([\w-]+)\.amazonaws\.com(?:\.cn)?")
_BOTH_FAMILIES = "dualstack."
"""What stands before a balancer's name where an alias asks for both families."""
_ANY = "\\052."
"""How a record writes the asterisk of a name that stands for all below another."""
_NOT_ANSWERED = "name-not-answered"
_TELL = (*HAS_DOOR, f"{ELB}LoadBalancer", CLASSIC, ZONE, RECORD)
"""Types of what bears names."""
_PROVIDERS = (
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".api.aws",
    ".awsapprunner.com",
    ".awsglobalaccelerator.com",
    ".cloudfront.net",
    ".on.aws",
)
"""Ends of names that the provider gives, in zones of its own."""
_FARTHEST = 9
"""Names that lead to names at most."""
_ADDRESS_TYPES = frozenset({"A", "AAAA"})


def bearers(estate: Estate, host: str) -> tuple[Key, ...]:
    """Return the resources that bear a name themselves; records and zones do not."""
    form = _spelt(host).removeprefix(_BOTH_FAMILIES)
    found = {
        one for one in estate.context.resolve(Ref("dns", form)) if one.type not in {RECORD, ZONE}
    }
    match = _EXECUTE.fullmatch(form)
    for key in estate.named(REST_API, match[1]) if match else ():
        held = estate.get(key)
        if held is not None and match is not None and held.record.region == match[2]:
            found.add(key)
    return tuple(sorted(found))


def led_to(context: Context, space: Traffic, host: str, port: Id | None) -> Named:
    """Return to whom a host name leads, as asked from a port, or from outside."""
    estate = Estate(context, space)
    vpc = None if port is None else _vpc(estate, port)
    elements: dict[Id, None] = {}
    addresses: dict[tuple[int, tuple[int, int]], None] = {}
    code: str | None = None
    for end in _follow(estate, _spelt(host), vpc, 0):
        elements.update(dict.fromkeys(end.elements))
        addresses.update(dict.fromkeys(end.addresses))
        code = code or end.code
    return Named(tuple(elements), tuple(addresses), code)


def _vpc(estate: Estate, port: Id) -> Key | None:
    config = estate.config(Key.parse(port.partition(" > ")[2]))
    return estate.find(f"{EC2}VPC", config.get("VpcId"))


def assumed(context: Context, space: Traffic, host: str) -> tuple[str, ...]:
    """Return the assumption that an answer about a name leans on, if nobody asked who bears it."""
    if not context.assumes:
        return ()
    found = context.query(led_to, space, host, None)
    asked = {one.scope.type for one in context.coverage() if one.state is not State.NOT_ASKED}
    chosen = () if _spelt(host).endswith(_PROVIDERS) else (ZONE, RECORD)
    tell = _TELL if found.code == _NOT_ANSWERED else chosen
    return () if asked.issuperset(tell) else (UNREAD_NAMES,)


def _failed(estate: Estate, types: tuple[str, ...]) -> bool:
    """Return whether one of some types was asked for and never read, somewhere.

    Where nothing may be assumed, what nobody ever read counts as that too.
    """
    read = {one.scope.type for one in estate.context.coverage() if one.last_complete is not None}
    if not estate.context.assumes and not read.issuperset(types):
        return True
    return any(
        one.last_complete is None and one.state in NOT_LOOKED
        for one in estate.context.coverage()
        if one.scope.type in types
    )


class _Zone(NamedTuple):
    name: str
    key: Key


def _follow(estate: Estate, host: str, vpc: Key | None, depth: int) -> Iterator[Named]:
    """Yield what a name leads to, each record by itself."""
    if depth > _FARTHEST:
        yield Named(code="name-loop")
        return
    zones = _zones(estate, host, vpc)
    if zones is None:
        yield Named(code="zone-network-not-seen")
        return
    if not zones:
        yield _by_nature(estate, host)
        return
    records = _records(estate, host, zones)
    if not records:
        yield Named(code=_missing(estate, host, zones))
    for record in records:
        alias = (record.get("AliasTarget") or {}).get("DNSName")
        values = [str(one.get("Value")) for one in record.get("ResourceRecords") or ()]
        if alias:
            target = _spelt(alias).removeprefix(_BOTH_FAMILIES)
            yield from _follow(estate, target, vpc, depth + 1)
        elif record.get("Type") == "CNAME":
            for one in values:
                yield from _follow(estate, _spelt(one), vpc, depth + 1)
        else:
            yield Named(addresses=tuple(map(span, values)))


def _by_nature(estate: Estate, host: str) -> Named:
    """Return the doors and interfaces of who bears a name.

    A name that its owner chose leads there only if no zone says otherwise.
    """
    keys = bearers(estate, host)
    if not host.endswith(_PROVIDERS) and _failed(estate, (ZONE, RECORD)):
        return Named(code="zone-not-seen")
    if not keys:
        return Named(code="name-not-seen" if _failed(estate, _TELL) else _NOT_ANSWERED)
    elements: list[Id] = []
    for key in keys:
        if key.type in HAS_DOOR:
            elements.append(name("door", key))
        else:
            elements += estate.query(interface.ports, str(key))
    return Named(tuple(elements), code=None if elements else "name-without-interface")


def _zones(estate: Estate, host: str, vpc: Key | None) -> tuple[Key, ...] | None:
    """Return the zones that answer for a name: the narrowest, private ones first.

    None where nobody read in which VPCs a private one answers.
    """
    fitting: dict[bool, list[_Zone]] = {True: [], False: []}
    for one in estate.context.of_type(ZONE):
        zone = _spelt(one.record.config.get("Name"))
        private = bool((one.record.config.get("Config") or {}).get("PrivateZone"))
        if not f".{host}".endswith(f".{zone}") or (private and vpc is None):
            continue
        networks = estate.aspect(one.key, "networks") if private else []
        if networks is None:
            return None
        if not private or _names(estate, vpc, networks):
            fitting[private].append(_Zone(zone, one.key))
    found = fitting[True] or fitting[False]
    narrowest = max((len(one.name) for one in found), default=0)
    return tuple(one.key for one in found if len(one.name) == narrowest)


def _names(estate: Estate, vpc: Key | None, networks: list[dict[str, Any]]) -> bool:
    own = None if vpc is None else estate.config(vpc).get("VpcId")
    return any(one.get("VPCId") == own for one in networks)


def _spelt(name_: str | None) -> str:
    """Return a name in the form in which names are looked up."""
    return str(name_ or "").rstrip(".").lower()


def _records(estate: Estate, host: str, zones: tuple[Key, ...]) -> list[dict[str, Any]]:
    """Return the records of a name that lead somewhere, or of the nearest that stands for it."""
    held = [
        config
        for zone in zones
        for key in estate.pointing(zone, "part-of", RECORD)
        if (config := estate.config(key)).get("Type") in {*_ADDRESS_TYPES, "CNAME"}
    ]
    labels = host.split(".")
    forms = [host, *(_ANY + ".".join(labels[at:]) for at in range(1, len(labels)))]
    for form in forms:
        found = [one for one in held if _spelt(one.get("Name")) == form]
        if found:
            return found
    return []


def _missing(estate: Estate, host: str, zones: tuple[Key, ...]) -> str:
    """Return why a zone of ours has no record of a name: there is none, or others may know."""
    for zone in zones:
        if not estate.seen(RECORD, zone):
            return "record-not-seen"
        apex = _spelt(estate.config(zone).get("Name"))
        for key in estate.pointing(zone, "part-of", RECORD):
            config = estate.config(key)
            below = _spelt(config.get("Name"))
            if config.get("Type") == "NS" and below != apex and f".{host}".endswith(f".{below}"):
                return _NOT_ANSWERED
    return "no-such-name"
