"""VPC block public access: which subnets an internet gateway serves, in which direction.

Block-bidirectional stops all through internet and egress-only gateways. Block-ingress stops what
begins outside; out go NAT gateways and egress-only gateways alone. An exclusion lifts it for a
VPC or a subnet, wholly or for what goes out.
https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html

It refuses to know anything of other filters.
"""

from __future__ import annotations

from collections.abc import Iterator

from cartographer.clouds.aws.estate import EC2, Estate
from cartographer.clouds.aws.packet import at, cidrs, span
from cartographer.model.key import Key
from cartographer.model.reading import Context
from cartographer.reach.bounds import Bounds
from cartographer.reach.traffic import Field, Traffic, TrafficSet

OPTIONS = f"{EC2}VPCBlockPublicAccessOptions"
EXCLUSION = f"{EC2}VPCBlockPublicAccessExclusion"
OFF, BOTH, INGRESS = "off", "block-bidirectional", "block-ingress"
UNKNOWN = "unknown"
ASSUMED = "vpc-block-public-access=off"
_ALLOWS_ALL, _ALLOWS_OUT = "allow-bidirectional", "allow-egress"


def assumed(context: Context, space: Traffic, vpc_text: str) -> tuple[str, ...]:
    """Return the assumption that a VPC's gateways lean on, if nobody asked for the switch."""
    estate = Estate(context, space)
    return (ASSUMED,) if not estate.asked(OPTIONS, Key.parse(vpc_text)) else ()


def mode(estate: Estate, vpc: Key) -> str:
    """Return the mode of a VPC's account and region."""
    held = estate.get(vpc)
    if held is None:
        return UNKNOWN
    for one in estate.context.of_type(OPTIONS):
        record = one.record
        if (record.account, record.region) == (held.record.account, held.record.region):
            return str(record.config.get("InternetGatewayBlockMode", OFF))
    if estate.seen(OPTIONS, vpc) or not estate.asked(OPTIONS, vpc):
        return OFF
    return UNKNOWN


def inward(context: Context, space: Traffic, vpc_text: str) -> Bounds:
    """Return the packets that may begin outside, by where in the VPC they go."""
    estate = Estate(context, space)
    vpc = Key.parse(vpc_text)
    found = mode(estate, vpc)
    if found == OFF:
        return Bounds.exactly(space.everything)
    if found == UNKNOWN:
        return Bounds.unknown(space)
    return _excluded(estate, vpc, Field.DESTINATION, (_ALLOWS_ALL,))


def outward(context: Context, space: Traffic, vpc_text: str) -> Bounds:
    """Return the packets that an internet gateway lets out, by where in the VPC they begin."""
    return _out(Estate(context, space), Key.parse(vpc_text), egress_only=False)


def outward_only(context: Context, space: Traffic, vpc_text: str) -> Bounds:
    """Return the packets that an egress-only gateway lets out."""
    return _out(Estate(context, space), Key.parse(vpc_text), egress_only=True)


def _out(estate: Estate, vpc: Key, *, egress_only: bool) -> Bounds:
    space = estate.space
    found = mode(estate, vpc)
    if found == OFF or (found == INGRESS and egress_only):
        return Bounds.exactly(space.everything)
    if found == UNKNOWN:
        return Bounds.unknown(space)
    free = _excluded(estate, vpc, Field.SOURCE, (_ALLOWS_ALL,))
    translators = Bounds.exactly(_translators(estate, vpc))
    if found == INGRESS:
        return free | translators
    out = _excluded(estate, vpc, Field.SOURCE, (_ALLOWS_OUT,))
    return free | (out if egress_only else out & translators)


def _excluded(estate: Estate, vpc: Key, field: Field, modes: tuple[str, ...]) -> Bounds:
    """Return the packets of subnets that an exclusion of one of the modes covers."""
    space = estate.space
    if not estate.seen(EXCLUSION, vpc):
        return Bounds.unknown(space)
    served = set(_named(estate, modes))
    prefixes: list[str] = []
    if vpc.id in served:
        prefixes += cidrs(estate.config(vpc))
    for subnet in estate.pointing(vpc, "in-network", f"{EC2}Subnet"):
        if subnet.id in served:
            prefixes += cidrs(estate.config(subnet))
    return Bounds.exactly(at(space, field, prefixes))


def _named(estate: Estate, modes: tuple[str, ...]) -> Iterator[str]:
    for one in estate.context.of_type(EXCLUSION):
        config = one.record.config
        live = str(config.get("State", "")).endswith("complete") and "delete" not in str(
            config.get("State")
        )
        if live and config.get("InternetGatewayExclusionMode") in modes:
            yield str(config.get("ResourceArn"))


def _translators(estate: Estate, vpc: Key) -> TrafficSet:
    """Return the packets that NAT gateways of a VPC send."""
    space = estate.space
    found = [
        address["PrivateIp"]
        for key in estate.pointing(vpc, "in-network", f"{EC2}NatGateway")
        for address in estate.config(key).get("NatGatewayAddresses") or ()
        if address.get("PrivateIp")
    ]
    return space.union(
        space.addresses(Field.SOURCE, family, (range_,)) for family, range_ in map(span, found)
    )
