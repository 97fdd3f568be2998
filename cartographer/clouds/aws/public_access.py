"""VPC block public access: which subnets an internet gateway serves, in which direction.

Block-bidirectional stops all through internet and egress-only gateways. Block-ingress stops what
begins outside; out go NAT gateways and egress-only gateways alone. An exclusion lifts it for a
VPC or a subnet, wholly or for what goes out. VPCs and subnets say their own mode, exclusions
taken in; where they do not, the account's switch and the exclusions do.
https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_BlockPublicAccessStates.html

It refuses to know anything of other filters.
"""

from __future__ import annotations

from collections.abc import Iterator

from cartographer.clouds.aws.estate import EC2, Estate
from cartographer.clouds.aws.packet import at, cidrs
from cartographer.clouds.aws.reads import BLOCK_OFF
from cartographer.model.key import Key
from cartographer.model.reading import Context
from cartographer.reach.address import span
from cartographer.reach.bounds import Bounds
from cartographer.reach.traffic import Field, Traffic, TrafficSet

OPTIONS = f"{EC2}VPCBlockPublicAccessOptions"
EXCLUSION = f"{EC2}VPCBlockPublicAccessExclusion"
SUBNET = f"{EC2}Subnet"
OFF, BOTH, INGRESS = "off", "block-bidirectional", "block-ingress"
UNKNOWN = "unknown"
_ALLOWS_ALL, _ALLOWS_OUT = "allow-bidirectional", "allow-egress"


def assumed(context: Context, space: Traffic, vpc_text: str) -> tuple[str, ...]:
    """Return the assumption that a VPC's gateways lean on, if nobody asked for the switch."""
    estate = Estate(context, space)
    vpc = Key.parse(vpc_text)
    told = _said(estate, vpc) is not None or estate.asked(OPTIONS, vpc)
    return () if told else (BLOCK_OFF,)


def mode(estate: Estate, vpc: Key) -> str:
    """Return the mode of a VPC, else of its account and region."""
    said = _said(estate, vpc)
    held = estate.get(vpc)
    if said is not None or held is None:
        return said or UNKNOWN
    for one in estate.context.of_type(OPTIONS):
        record = one.record
        if (record.account, record.region) == (held.record.account, held.record.region):
            return str(record.config.get("InternetGatewayBlockMode", OFF))
    if estate.seen(OPTIONS, vpc) or not estate.asked(OPTIONS, vpc):
        return OFF
    return UNKNOWN


def _said(estate: Estate, key: Key) -> str | None:
    """Return the mode that a VPC or a subnet says of itself."""
    states = estate.config(key).get("BlockPublicAccessStates") or {}
    found = states.get("InternetGatewayBlockMode")
    return found if isinstance(found, str) else None


def inward(context: Context, space: Traffic, vpc_text: str) -> Bounds:
    """Return the packets that may begin outside, by where in the VPC they go."""
    estate = Estate(context, space)
    return _where(estate, Key.parse(vpc_text), Field.DESTINATION, {OFF: space.everything})


def outward(context: Context, space: Traffic, vpc_text: str) -> Bounds:
    """Return the packets that an internet gateway lets out, by where in the VPC they begin."""
    estate, vpc = Estate(context, space), Key.parse(vpc_text)
    lets = {OFF: space.everything, INGRESS: _translators(estate, vpc)}
    return _where(estate, vpc, Field.SOURCE, lets)


def outward_only(context: Context, space: Traffic, vpc_text: str) -> Bounds:
    """Return the packets that an egress-only gateway lets out."""
    estate = Estate(context, space)
    lets = {OFF: space.everything, INGRESS: space.everything}
    return _where(estate, Key.parse(vpc_text), Field.SOURCE, lets)


def _where(estate: Estate, vpc: Key, field: Field, lets: dict[str, TrafficSet]) -> Bounds:
    """Return the packets of all subnets that the mode of each lets pass."""
    space = estate.space
    general = mode(estate, vpc)
    if general == UNKNOWN:
        return Bounds.unknown(space)
    if lets.get(general) is space.everything:
        return Bounds.exactly(space.everything)
    certain, possible = [], []
    for prefixes, found in _subnets(estate, vpc, general):
        here = at(space, field, prefixes)
        if found == UNKNOWN:
            possible.append(here)
        elif found in lets:
            certain.append(here & lets[found])
    known = space.union(certain)
    if not estate.seen(SUBNET, vpc):
        return Bounds(known, space.everything)
    return Bounds(known, space.union((known, *possible)))


def _subnets(estate: Estate, vpc: Key, general: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield prefixes and mode of each subnet."""
    for subnet in estate.pointing(vpc, "in-network", SUBNET):
        said = _said(estate, subnet)
        yield cidrs(estate.config(subnet)), said or _spared(estate, vpc, subnet, general)


def _spared(estate: Estate, vpc: Key, subnet: Key, general: str) -> str:
    """Return the mode of a subnet after exclusions."""
    if not estate.seen(EXCLUSION, vpc):
        return UNKNOWN
    allows = {
        one.record.config.get("InternetGatewayExclusionMode")
        for one in estate.context.of_type(EXCLUSION)
        if one.record.config.get("ResourceArn") in {vpc.id, subnet.id}
        and _live(str(one.record.config.get("State", "")))
    }
    if _ALLOWS_ALL in allows:
        return OFF
    return INGRESS if _ALLOWS_OUT in allows else general


def _live(state: str) -> bool:
    return state.endswith("complete") and "delete" not in state


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
