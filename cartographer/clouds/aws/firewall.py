"""Policies of AWS Network Firewall: what its two engines do with packets.

The stateless one looks at each packet, requests and replies alike, by its rules in order of
priority: pass, drop, or forward to the stateful one. That judges flows: in strict order the first
rule counts, in action order one that passes before one that drops. A flow that no rule passed is
looked at again in its replies. Whether a connection may go on after it was made, which drop
established decides, is known of nothing but what has no connections.
https://docs.aws.amazon.com/network-firewall/latest/developerguide/firewall-policy-processing.html
https://docs.aws.amazon.com/network-firewall/latest/developerguide/suricata-rule-evaluation-order.html
https://docs.aws.amazon.com/network-firewall/latest/developerguide/suricata-limitations-caveats.html

It refuses to know where a firewall stands. What a reply is dropped for counts on the way there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from cartographer.clouds.aws.estate import EC2, Estate
from cartographer.clouds.aws.firewall_rule import EXTERNAL, HOME, Group, Said, Words, said, unread
from cartographer.clouds.aws.guard import entries
from cartographer.clouds.aws.name import name
from cartographer.clouds.aws.packet import at, cidrs
from cartographer.clouds.aws.reads import NFW
from cartographer.model.key import Key
from cartographer.model.reading import Context
from cartographer.reach.bounds import Bounds
from cartographer.reach.network import Element, Filter, Opaque, Rule, Stage, Verb
from cartographer.reach.traffic import TCP, Field, Traffic, TrafficSet

FIREWALL, POLICY, RULES = f"{NFW}Firewall", f"{NFW}FirewallPolicy", f"{NFW}RuleGroup"
CODE, UNDECIDED = "network-firewall", "firewall-rule-not-decided"
"""Our reasons where a firewall drops, and where nobody knows whether it does."""
PASS, DROP, FORWARD = "aws:pass", "aws:drop", "aws:forward_to_sfe"
_UNDERSTOOD = frozenset(
    {
        "StatelessRuleGroupReferences",
        "StatelessDefaultActions",
        "StatelessFragmentDefaultActions",
        "StatelessCustomActions",
        "StatefulRuleGroupReferences",
        "StatefulDefaultActions",
        "StatefulEngineOptions",
        "PolicyVariables",
        "TLSInspectionConfigurationArn",
        "EnableTLSSessionHolding",
    }
)
"""Members of a policy; another one that is set may decide what nobody knows."""
_DROP_ALL, _DROP_ESTABLISHED = "aws:drop_strict", "aws:drop_established"


class Screened(NamedTuple):
    """What the stateless engine does with packets: one action of several, if any is sure."""

    text: str
    match: TrafficSet
    actions: tuple[str, ...]
    known: bool = True


def policy_of(estate: Estate, firewall: Key) -> Key | None:
    """Return the policy of a firewall, if it was read."""
    arn = estate.config(firewall).get("FirewallPolicyArn")
    found = next(iter(estate.named(POLICY, arn, "arn")), None)
    return found if found is not None and _policy(estate, found) else None


def _policy(estate: Estate, policy: Key) -> dict[str, Any]:
    return estate.config(policy).get("FirewallPolicy") or {}


def _group(estate: Estate, arn: str) -> tuple[Key | None, dict[str, Any]]:
    """Return a group of rules with its document, which is empty if nobody read it."""
    key = next(iter(estate.named(RULES, arn, "arn")), None)
    return key, {} if key is None else estate.config(key).get("RuleGroup") or {}


def _referred(policy: dict[str, Any], kind: str) -> list[str]:
    """Return the ARNs of a policy's groups, in the order of their priority."""
    rows = policy.get(f"{kind}RuleGroupReferences") or ()
    return [one["ResourceArn"] for one in sorted(rows, key=lambda one: one.get("Priority") or 0)]


# --- the stateless engine ---------------------------------------------------------------------


def screened(context: Context, space: Traffic, policy_text: str) -> tuple[Screened, ...]:
    """Return what the stateless engine does, in its order; the first that matches counts."""
    estate = Estate(context, space)
    policy = _policy(estate, Key.parse(policy_text))
    found = [one for arn in _referred(policy, "Stateless") for one in _stateless_group(estate, arn)]
    default = _action(policy.get("StatelessDefaultActions") or ())
    rest = Screened(f"default: {', '.join(default)}", space.everything, default)
    return (*found, rest._replace(known=len(default) == 1))


def _stateless_group(estate: Estate, arn: str) -> Iterator[Screened]:
    _, document = _group(estate, arn)
    last = arn.rsplit("/", 1)[-1]
    source = (document.get("RulesSource") or {}).get("StatelessRulesAndCustomActions")
    if source is None:
        every = estate.space.everything
        yield Screened(f"{last}, not read", every, (PASS, FORWARD), known=False)
        return
    rules = source.get("StatelessRules") or ()
    for one in sorted(rules, key=lambda one: one.get("Priority") or 0):
        definition = one.get("RuleDefinition") or {}
        wanted = definition.get("MatchAttributes") or {}
        actions = _action(definition.get("Actions") or ())
        text = f"{last} priority {one.get('Priority')}: {', '.join(actions)}"
        known = len(actions) == 1 and not wanted.get("TCPFlags")
        yield Screened(text, _attributes(estate.space, wanted), actions, known)


def _action(actions: Iterable[str]) -> tuple[str, ...]:
    """Return what is done, of a list that may name metrics too; any of it if it says nothing."""
    return tuple(one for one in actions if one in {PASS, DROP, FORWARD}) or (PASS, FORWARD)


def _attributes(space: Traffic, wanted: dict[str, Any]) -> TrafficSet:
    """Return the packets that a stateless rule looks for; what it leaves out is any.

    https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_MatchAttributes.html
    """
    found = space.everything
    for member, field in (("Sources", Field.SOURCE), ("Destinations", Field.DESTINATION)):
        rows = wanted.get(member)
        if rows:
            found &= at(space, field, [one["AddressDefinition"] for one in rows])
    for member, field in (
        ("SourcePorts", Field.SOURCE_PORT),
        ("DestinationPorts", Field.DESTINATION_PORT),
    ):
        rows = wanted.get(member)
        if rows:
            spans = [(one["FromPort"], one.get("ToPort", one["FromPort"])) for one in rows]
            found &= space.where(field, spans) & space.with_ports
    numbers = wanted.get("Protocols")
    if numbers:
        found &= space.union(space.protocol(int(one)) for one in numbers)
    return found & space.protocol(TCP) if wanted.get("TCPFlags") else found


# --- the stateful engine ----------------------------------------------------------------------


def engine_rules(context: Context, space: Traffic, firewall_text: str) -> Element:
    """Return what the stateful engine of a firewall lets pass of flows, by how they begin."""
    estate = Estate(context, space)
    firewall = Key.parse(firewall_text)
    key = policy_of(estate, firewall)
    id_ = name("engine-rules", firewall)
    if key is None:
        return Opaque(id_, "firewall-policy-not-seen")
    policy = _policy(estate, key)
    options = policy.get("StatefulEngineOptions") or {}
    strict = options.get("RuleOrder") == "STRICT_ORDER"
    rules = [*_not_understood(space, policy), *_stateful(estate, firewall, policy)]
    if not strict:
        rules.sort(key=lambda one: one[0].verb is Verb.DENY)
    defaults = tuple(policy.get("StatefulDefaultActions") or ()) if strict else ()
    last = list(_by_default(space, defaults))
    there = tuple(_rule(one, group, one.match) for one, group in rules if one.requests)
    back = tuple(_rule(one, group, one.match.reverse()) for one, group in rules if one.replies)
    after = tuple(_rule(one, None, one.match) for one in last)
    return Filter(
        id=id_,
        stages=(
            Stage((*there, *after), otherwise=Verb.NEXT),
            Stage(back, otherwise=Verb.ALLOW),
        ),
        code=CODE,
        gap=UNDECIDED,
        session=name("engine", firewall),
        pairs=None if options.get("StreamExceptionPolicy") == "CONTINUE" else True,
    )


def _rule(one: Said, group: Key | None, match: Bounds) -> Rule:
    return Rule(one.text, one.verb, match, holder=None if group is None else str(group))


def _not_understood(space: Traffic, policy: dict[str, Any]) -> Iterator[tuple[Said, Key | None]]:
    for member in sorted(policy.keys() - _UNDERSTOOD):
        if policy[member]:
            yield from ((one, None) for one in unread(space, member))


def _stateful(
    estate: Estate, firewall: Key, policy: dict[str, Any]
) -> Iterator[tuple[Said, Key | None]]:
    """Yield the rules of a policy's stateful groups, each with its group."""
    for arn in _referred(policy, "Stateful"):
        key, document = _group(estate, arn)
        if not document:
            rules: Iterable[Said] = unread(estate.space, f"{arn.rsplit('/', 1)[-1]}, not read")
        else:
            addresses = _addresses(estate, firewall, policy, document)
            rules = said(estate.space, Group(document, addresses, _ports(document)))
        yield from ((one, key) for one in rules)


def _by_default(space: Traffic, actions: tuple[str, ...]) -> Iterator[Said]:
    """Yield what becomes of a flow that no rule matches; without such an action it passes."""
    for action in actions:
        if action == _DROP_ALL:
            yield Said(action, Verb.DENY, Bounds.exactly(space.everything))
        elif action == _DROP_ESTABLISHED:
            unconnected = space.everything - space.protocol(TCP)
            yield Said(action, Verb.DENY, Bounds(unconnected, space.everything))
        elif action.startswith("aws:drop"):
            yield Said(action, Verb.DENY, Bounds.unknown(space))


# --- what names stand for ---------------------------------------------------------------------


def _addresses(
    estate: Estate, firewall: Key, policy: dict[str, Any], document: dict[str, Any]
) -> Words:
    """Return the sets of addresses that rules of a group may name.

    Home is the firewall's VPC unless the policy says otherwise, and external what is not home; a
    group may set either for itself.
    """
    set_ = (policy.get("PolicyVariables") or {}).get("RuleVariables") or {}
    home = (set_.get(HOME) or {}).get("Definition") or _deployed(estate, firewall)
    found: dict[str, list[str] | None] = {HOME: home, EXTERNAL: _other_than(home)}
    sets = ((document.get("RuleVariables") or {}).get("IPSets") or {}).items()
    found |= {name_: list(one.get("Definition") or ()) for name_, one in sets}
    lists = ((document.get("ReferenceSets") or {}).get("IPSetReferences") or {}).items()
    for name_, one in lists:
        found[name_] = _listed(estate, one.get("ReferenceArn"))
    return found


def _other_than(home: list[str] | None) -> list[str] | None:
    return None if home is None else [f"![{','.join(home)}]"]


def _deployed(estate: Estate, firewall: Key) -> list[str] | None:
    vpc = estate.find(f"{EC2}VPC", estate.config(firewall).get("VpcId"))
    return list(cidrs(estate.config(vpc))) or None if vpc is not None else None


def _listed(estate: Estate, arn: str | None) -> list[str] | None:
    """Return the prefixes of a prefix list; of other sets that a name may refer to, none."""
    for key in estate.named(f"{EC2}PrefixList", arn, "arn"):
        held = estate.get(key)
        found = None if held is None else entries(estate, held.record.native_id)
        if found is not None:
            return list(found)
    return None


def _ports(document: dict[str, Any]) -> Words:
    sets = ((document.get("RuleVariables") or {}).get("PortSets") or {}).items()
    return {name_: list(one.get("Definition") or ()) for name_, one in sets}
