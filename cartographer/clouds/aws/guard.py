"""Security groups and network ACLs as filters.

A group's rules match the private addresses of the interfaces of the group that they name, never
public ones; an ACL is looked at where a packet crosses its subnet's edge, never inside.
https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
https://docs.aws.amazon.com/vpc/latest/userguide/nacl-basics.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from cartographer.clouds.aws.estate import EC2, Estate
from cartographer.clouds.aws.name import name
from cartographer.clouds.aws.packet import ALL, PRIVATE, at, cidrs, protocol
from cartographer.clouds.aws.peer import PEERING, blocks, ends
from cartographer.model.key import Key
from cartographer.model.reading import Context
from cartographer.reach.address import span
from cartographer.reach.bounds import Bounds
from cartographer.reach.network import Addresses, Element, Filter, Opaque, Rule, Stage, Verb
from cartographer.reach.traffic import Field, Traffic, TrafficSet

ACL, GROUP = f"{EC2}NetworkAcl", f"{EC2}SecurityGroup"
NO_RULE, NO_ENTRY = "security-group", "network-acl"
"""Our reasons when no rule of a group, or an entry of an ACL, denies."""
_LAST_NUMBER = 32766
"""Entries above it are the provider's: the rule `*`, which denies what no other matches.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html
"""


# --- security groups --------------------------------------------------------------------------


def groups_in(context: Context, space: Traffic, *groups: str) -> Element:
    """Return what the groups of an interface let in: all their rules together."""
    return _groups(Estate(context, space), groups, inward=True)


def groups_out(context: Context, space: Traffic, *groups: str) -> Element:
    """Return what the groups of an interface let out."""
    return _groups(Estate(context, space), groups, inward=False)


def _groups(estate: Estate, groups: tuple[str, ...], *, inward: bool) -> Element:
    id_ = name("groups-in" if inward else "groups-out", *groups)
    rules: list[Rule] = []
    held = [estate.find(GROUP, group) for group in groups]
    gap = "security-group-not-seen" if None in held else None
    for found in filter(None, held):
        rules += estate.query(group_rules, found, inward)
    return Filter(
        id=id_,
        stages=(Stage(tuple(rules), otherwise=Verb.DENY, otherwise_rule="no rule"),),
        code=NO_RULE,
        session=name("groups", *groups),
        complete=gap is None,
        gap=gap,
        holders=tuple(str(one) for one in held if one is not None),
    )


def group_rules(context: Context, space: Traffic, group: Key, inward: bool) -> tuple[Rule, ...]:  # noqa: FBT001
    """Return the rules of one group in one direction."""
    estate = Estate(context, space)
    permissions = estate.config(group).get("IpPermissions" if inward else "IpPermissionsEgress")
    field = Field.SOURCE if inward else Field.DESTINATION
    ids = _rule_ids(estate, group, inward=inward)
    unseen = tuple(_of_unseen(estate, group, permissions or (), inward=inward))
    return tuple(
        Rule(text, Verb.ALLOW, match, label, str(group), native_id=ids.get(text))
        for permission in permissions or ()
        for text, match, label in _permission(estate, permission, field)
    ) + tuple(
        Rule(text, Verb.ALLOW, Bounds(space.nothing, what), holder=str(group))
        for text, what in unseen
    )


def _of_unseen(
    estate: Estate, group: Key, permissions: Sequence[dict[str, Any]], *, inward: bool
) -> Iterator[tuple[str, TrafficSet]]:
    """Yield what a group lets out to, or in from, groups of accounts that were not read, maybe.

    Out to any address; in from where such accounts are joined to its VPC. Of an account that was
    read a group that is not there is stale, and matches nothing.
    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeStaleSecurityGroups.html
    """
    held = estate.get(group)
    if held is None:
        return
    for permission in permissions:
        number = str(permission.get("IpProtocol", ALL))
        low, high = permission.get("FromPort"), permission.get("ToPort")
        for one in permission.get("UserIdGroupPairs") or ():
            account = str(one.get("UserId") or held.record.account)
            if not estate.seen_of(GROUP, account, held.record.region):
                what = protocol(estate.space, number, low, high)
                if inward:
                    what &= _from_unseen(estate, group)
                word = "from" if inward else "to"
                yield f"{_said(number, low, high)} {word} {one.get('GroupId')}", what


def _from_unseen(estate: Estate, group: Key) -> TrafficSet:
    """Return the packets of VPCs that were not read: of peers by their ranges, else private ones.

    A rule names groups of peers, and of what the same transit gateway joins.
    https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html
    https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html
    """
    vpc = estate.find(f"{EC2}VPC", estate.config(group).get("VpcId"))
    if vpc is None:
        return estate.space.everything
    prefixes = [
        prefix
        for peering in estate.pointing(vpc, "peers-with", PEERING)
        for end in ends(estate.config(peering))
        if estate.find(f"{EC2}VPC", end.get("VpcId")) is None
        for prefix in blocks(end)
    ]
    joined = f"{EC2}TransitGatewayVpcAttachment"
    if estate.pointing(vpc, "in-network", joined) or not estate.seen(joined, vpc):
        prefixes += PRIVATE
    return at(estate.space, Field.SOURCE, prefixes)


def _rule_ids(estate: Estate, group: Key, *, inward: bool) -> dict[str, str]:
    """Return the ids of a group's rules by what they say, as far as they were collected.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html
    """
    word = "from" if inward else "to"
    found = {}
    for key in estate.pointing(group, "part-of", f"{EC2}SecurityGroupRule"):
        rule = estate.config(key)
        if bool(rule.get("IsEgress")) is inward:
            continue
        peer = (rule.get("ReferencedGroupInfo") or {}).get("GroupId")
        peer = peer or rule.get("PrefixListId") or rule.get("CidrIpv4") or rule.get("CidrIpv6")
        number = str(rule.get("IpProtocol", ALL))
        said = _said(number, rule.get("FromPort"), rule.get("ToPort"))
        found[f"{said} {word} {peer}"] = str(rule.get("SecurityGroupRuleId"))
    return found


def _permission(
    estate: Estate, permission: dict[str, Any], field: Field
) -> Iterator[tuple[str, Bounds, str | None]]:
    number = str(permission.get("IpProtocol", ALL))
    low, high = permission.get("FromPort"), permission.get("ToPort")
    what = protocol(estate.space, number, low, high)
    said = _said(number, low, high)
    word = "from" if field is Field.SOURCE else "to"
    for prefix in _prefixes(permission):
        yield (
            f"{said} {word} {prefix}",
            Bounds.exactly(what & at(estate.space, field, (prefix,))),
            None,
        )
    for one in permission.get("PrefixListIds") or ():
        list_ = one.get("PrefixListId")
        yield f"{said} {word} {list_}", estate.query(prefix_list, list_, field).within(what), None
    for one in permission.get("UserIdGroupPairs") or ():
        yield f"{said} {word} {one.get('GroupId')}", Bounds.exactly(what), one.get("GroupId")


def _prefixes(permission: dict[str, Any]) -> Iterator[str]:
    for one in permission.get("IpRanges") or ():
        if one.get("CidrIp"):
            yield one["CidrIp"]
    for one in permission.get("Ipv6Ranges") or ():
        if one.get("CidrIpv6"):
            yield one["CidrIpv6"]


def _said(number: str, low: int | None, high: int | None) -> str:
    if number == ALL:
        return "all traffic"
    if low is None or low == -1:
        return number if not number.isdigit() else f"protocol {number}"
    return f"{number} {low}" if low == high or high in (None, -1) else f"{number} {low}-{high}"


# --- prefix lists -----------------------------------------------------------------------------


def prefix_list(context: Context, space: Traffic, list_: str, field: Field) -> Bounds:
    """Return the packets to or from a prefix list; of one that was not read, any.

    https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html
    """
    estate = Estate(context, space)
    prefixes = entries(estate, list_)
    if prefixes is None:
        return Bounds.unknown(space)
    return Bounds.exactly(at(space, field, prefixes))


def entries(estate: Estate, list_: str) -> tuple[str, ...] | None:
    """Return the prefixes of a list; none if they were never read."""
    for key in estate.named(f"{EC2}PrefixList", list_):
        found = estate.aspect(key, "entries")
        if found is not None:
            return tuple(one["Cidr"] for one in found if one.get("Cidr"))
    return None


def lists(context: Context, space: Traffic) -> tuple[tuple[str, Addresses], ...]:
    """Return all prefix lists that were read, by id and name, with their ranges."""
    estate = Estate(context, space)
    found = []
    for one in context.of_type(f"{EC2}PrefixList"):
        prefixes = entries(estate, one.record.native_id)
        called = one.record.config.get("PrefixListName")
        if prefixes:
            said = f"{one.record.native_id} ({called})" if called else one.record.native_id
            found.append((said, tuple(map(span, prefixes))))
    return tuple(found)


# --- network ACLs -----------------------------------------------------------------------------


def acl_in(context: Context, space: Traffic, subnet: str) -> Element:
    """Return what a subnet's ACL lets in across the subnet's edge."""
    return _acl(Estate(context, space), subnet, inward=True)


def acl_out(context: Context, space: Traffic, subnet: str) -> Element:
    """Return what a subnet's ACL lets out; what stays in the subnet never meets it."""
    return _acl(Estate(context, space), subnet, inward=False)


def acl_always(context: Context, space: Traffic, subnet: str) -> Element:
    """Return what a subnet's ACL lets out of a Classic load balancer: it looks at all of it.

    https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html
    """
    found = _acl(Estate(context, space), subnet, inward=False)
    id_ = name("acl-always", subnet)
    return replace(found, id=id_, exempt=None) if isinstance(found, Filter) else found


def _of_subnet(estate: Estate, subnet: Key) -> Key | None:
    """Return the ACL of a subnet: the one that names it, else its VPC's default one."""
    own = estate.pointing(subnet, "applies-to", ACL)
    if own:
        return own[0]
    vpc = estate.find(f"{EC2}VPC", estate.config(subnet).get("VpcId"))
    if vpc is None or not estate.seen(ACL, vpc):
        return None
    found = estate.pointing(vpc, "in-network", ACL)
    return next((one for one in found if estate.config(one).get("IsDefault")), None)


def _acl(estate: Estate, subnet_text: str, *, inward: bool) -> Element:
    subnet = Key.parse(subnet_text)
    id_ = name("acl-in" if inward else "acl-out", subnet_text)
    acl = _of_subnet(estate, subnet)
    if acl is None:
        return Opaque(id_, "network-acl-not-seen")
    space = estate.space
    field = Field.SOURCE if inward else Field.DESTINATION
    rows = [
        one
        for one in estate.config(acl).get("Entries") or ()
        if one.get("Egress") is not inward and one.get("RuleNumber", 0) <= _LAST_NUMBER
    ]
    rules = [
        Rule(
            f"rule {one.get('RuleNumber')}",
            Verb.ALLOW if one.get("RuleAction") == "allow" else Verb.DENY,
            Bounds.exactly(_entry(space, one, field)),
            holder=str(acl),
        )
        for one in sorted(rows, key=lambda one: one.get("RuleNumber", 0))
    ]
    own = at(space, Field.DESTINATION, cidrs(estate.config(subnet)))
    return Filter(
        id=id_,
        stages=(Stage(tuple(rules), otherwise=Verb.DENY, otherwise_rule="rule *"),),
        code=NO_ENTRY,
        exempt=None if inward else own,
        edge=True,
        holders=(str(acl),),
    )


def _entry(space: Traffic, entry: dict[str, Any], field: Field) -> TrafficSet:
    prefix = entry.get("CidrBlock") or entry.get("Ipv6CidrBlock")
    ports = entry.get("PortRange") or {}
    types = entry.get("IcmpTypeCode") or {}
    what = protocol(
        space,
        str(entry.get("Protocol", "-1")),
        types.get("Type", ports.get("From")),
        types.get("Code", ports.get("To")),
    )
    return what & at(space, field, (prefix,)) if prefix else space.nothing
