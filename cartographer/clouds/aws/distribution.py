"""Doors of CloudFront: distributions, whose origins stand behind them.

A distribution listens to 80 and 443 whatever its viewer protocol policy: what it does not want it
answers with a redirect or a refusal. A web ACL and a restriction by country judge requests.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-web-values-general.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-viewers-to-cloudfront.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PrivateContent.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html

It refuses to know whether an origin admits the distribution.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cartographer.clouds.aws.door import HTTP, HTTPS, Traits, of_family, ports, web
from cartographer.clouds.aws.estate import Estate
from cartographer.clouds.aws.host import bearers
from cartographer.clouds.aws.reads import VPC_ORIGIN
from cartographer.model.key import Key
from cartographer.reach.bounds import Bounds
from cartographer.reach.network import Door, Id, State
from cartographer.reach.traffic import UDP, Field

_SIGNED = ("TrustedKeyGroups", "TrustedSigners")
Part = dict[str, Any]


def distribution(estate: Estate, key: Key) -> Door:
    """Return a distribution; one that is switched off opens when it is switched on."""
    config = estate.config(key)
    aliases = (config.get("Aliases") or {}).get("Items") or ()
    traits = Traits(
        _asked(config),
        _condition(config),
        _origins(estate, config),
        "staging-distribution" if config.get("Staging") else None,
        state=State()
        if config.get("Enabled", True)
        else State(up=False, code="distribution-disabled"),
    )
    return web(estate, key, [config.get("DomainName"), *aliases], _admits(estate, config), traits)


def _admits(estate: Estate, config: Part) -> Bounds:
    space = estate.space
    admits = ports(space, HTTP, HTTPS)
    if str(config.get("HttpVersion", "")).lower().endswith("3"):
        quic = space.protocol(UDP) & space.where(Field.DESTINATION_PORT, ((HTTPS, HTTPS),))
        admits |= Bounds.exactly(quic)
    return admits.within(of_family(space, config.get("IsIPV6Enabled")))


def _asked(config: Part) -> str | None:
    """Return what a distribution asks of a viewer."""
    words = []
    if (config.get("ViewerMtlsConfig") or {}).get("Mode") == "required":
        words.append("client certificate")
    signed = [
        any((one.get(kind) or {}).get("Enabled") for kind in _SIGNED) for one in _ways(config)
    ]
    if any(signed):
        words.append("signed URL or cookie" + ("" if all(signed) else " on some paths"))
    return " and ".join(words) or None


def _ways(config: Part) -> Iterator[Part]:
    yield config.get("DefaultCacheBehavior") or {}
    yield from (config.get("CacheBehaviors") or {}).get("Items") or ()


def _condition(config: Part) -> str | None:
    """Return what else may turn a request away."""
    words = ["web ACL"] if config.get("WebACLId") else []
    limits = (config.get("Restrictions") or {}).get("GeoRestriction") or {}
    kind = limits.get("RestrictionType", "none")
    if kind != "none":
        only = "only from" if kind == "whitelist" else "not from"
        words.append(f"{only} {' '.join(sorted(limits.get('Items') or ()))}")
    return " and ".join(words) or None


def _origins(estate: Estate, config: Part) -> tuple[Id, ...]:
    """Return the origins: resources that bear their name, else the name."""
    found: dict[Id, None] = {}
    for origin in (config.get("Origins") or {}).get("Items") or ():
        vpc_origin = (origin.get("VpcOriginConfig") or {}).get("VpcOriginId")
        keys = list(_of_vpc_origin(estate, vpc_origin))
        keys += () if vpc_origin else bearers(estate, str(origin.get("DomainName", "")))
        found.update(dict.fromkeys(map(str, keys or (origin.get("DomainName"),))))
    return tuple(found)


def _of_vpc_origin(estate: Estate, id_: str | None) -> Iterator[Key]:
    """Yield what a VPC origin stands for."""
    for one in estate.named(VPC_ORIGIN, id_):
        for relation in estate.context.out(one, "targets"):
            yield from estate.context.resolve(relation.target)
