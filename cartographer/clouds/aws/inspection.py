"""Endpoints that traffic is routed through: of Network Firewall, of Gateway Load Balancers.

What is routed to such an endpoint is inspected and comes out of it again as it was, by the table
of its subnet; requests and replies must come to the same one. The ACL of its subnet counts, groups
it has none, and what it sends bears none. An appliance behind a Gateway Load Balancer passes what
only its owner knows; without a healthy one the balancer sends to the others.
https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-load-balancer-endpoints.html
https://docs.aws.amazon.com/network-firewall/latest/developerguide/asymmetric-routing.html
https://docs.aws.amazon.com/whitepapers/latest/building-scalable-secure-multi-vpc-network-infrastructure/using-gwlb-with-tg-for-cns.html
https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html

It refuses to know the rules of a firewall.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from cartographer.clouds.aws.estate import EC2, Estate
from cartographer.clouds.aws.firewall import (
    CODE,
    DROP,
    FIREWALL,
    FORWARD,
    PASS,
    UNDECIDED,
    Screened,
    policy_of,
    screened,
)
from cartographer.clouds.aws.gateway import state_of
from cartographer.clouds.aws.listening import SERVICE
from cartographer.clouds.aws.name import name
from cartographer.clouds.aws.reads import ELB, NFW
from cartographer.clouds.aws.rule import group_arns
from cartographer.model.key import Key
from cartographer.model.reading import Context
from cartographer.reach.bounds import Bounds
from cartographer.reach.network import (
    Behaviour,
    Drop,
    Element,
    Emit,
    Link,
    Next,
    OneOf,
    Opaque,
    Port,
    Route,
    State,
    Table,
    To,
)
from cartographer.reach.traffic import Traffic

APPLIANCE = "appliance"
ASSOCIATED = f"{NFW}VpcEndpointAssociation"
_DOWN = frozenset({"CREATING", "DELETING", "FAILED", "ERROR"})
"""Words for an endpoint of a firewall that takes no traffic; of others nobody says."""
_READY, _IN_SYNC = "READY", "IN_SYNC"


def gate(context: Context, space: Traffic, endpoint: Key, vpc_text: str) -> Element:
    """Return an endpoint's place in its subnet."""
    estate = Estate(context, space)
    id_ = name("endpoint", endpoint, vpc_text)
    subnet = _subnet(estate, endpoint)
    if subnet is None:
        return Opaque(id_, "subnet-not-seen")
    edges = {"ingress": (name("acl-in", subnet),), "egress": (name("acl-out", subnet),)}
    behaviour = replace(_behaviour(estate, subnet, vpc_text), **edges)
    return Port(id_, (), behaviour, beyond=name("inspection", endpoint, vpc_text))


def inspection(context: Context, space: Traffic, endpoint_text: str, vpc_text: str) -> Element:
    """Return what an endpoint does with what is routed to it."""
    estate = Estate(context, space)
    endpoint = Key.parse(endpoint_text)
    out: Next = Emit(name("endpoint", endpoint, vpc_text))
    law, code = Bounds.exactly(space.everything), CODE
    firewall = firewall_of(estate, endpoint)
    if firewall is None:
        law, code = _of_appliances(estate, estate.config(endpoint))
    elif policy_of(estate, firewall) is None:
        law, code = Bounds.unknown(space), "firewall-policy-not-seen"
    else:
        out = To(name("screen", endpoint, vpc_text))
    state = _state(estate, endpoint, firewall)
    return Link(name("inspection", endpoint, vpc_text), law, code, ((None, out),), state=state)


def _subnet(estate: Estate, endpoint: Key) -> Key | None:
    """Return the one subnet of an endpoint."""
    ids = estate.config(endpoint).get("SubnetIds") or ()
    return estate.find(f"{EC2}Subnet", next(iter(ids), None))


def _behaviour(estate: Estate, subnet: Key, vpc_text: str) -> Behaviour:
    return Behaviour(
        domain=name("vpc", vpc_text),
        table=name("table", subnet),
        zone=estate.config(subnet).get("AvailabilityZone"),
        place=str(subnet),
        forwards=True,
    )


# --- Network Firewall -------------------------------------------------------------------------


def firewall_of(estate: Estate, endpoint: Key) -> Key | None:
    """Return the firewall that an endpoint is of: it names the endpoint, or an association does."""
    for one in estate.pointing(endpoint, "attached-to", FIREWALL):
        return one
    for one in estate.pointing(endpoint, "refers-to", ASSOCIATED):
        return next(
            iter(estate.named(FIREWALL, estate.config(one).get("FirewallArn"), "arn")), None
        )
    return None


def screen(context: Context, space: Traffic, endpoint_text: str, vpc_text: str) -> Element:
    """Return the stateless engine behind an endpoint: a way for each packet, by its rules."""
    estate = Estate(context, space)
    id_ = name("screen", endpoint_text, vpc_text)
    firewall = firewall_of(estate, Key.parse(endpoint_text))
    policy = None if firewall is None else policy_of(estate, firewall)
    if policy is None:
        return Opaque(id_, "firewall-policy-not-seen")
    nexts: dict[str, Next] = {
        PASS: Emit(name("endpoint", endpoint_text, vpc_text)),
        DROP: Drop(CODE),
        FORWARD: To(name("engine", endpoint_text, vpc_text)),
    }
    rules = estate.query(screened, str(policy))
    routes = tuple(_route(one, at_, nexts) for at_, one in enumerate(rules))
    return Table(id_, routes, gap=UNDECIDED, holder=str(policy))


def _route(one: Screened, order: int, nexts: dict[str, Next]) -> Route:
    choices = tuple(nexts[action] for action in one.actions)
    next_ = choices[0] if len(choices) == 1 else OneOf(choices, UNDECIDED)
    return Route(one.match, 0, next_, one.text, tier=order, known=one.known)


def engine(context: Context, space: Traffic, endpoint_text: str, vpc_text: str) -> Element:
    """Return the stateful engine behind an endpoint; each endpoint knows its own flows only."""
    estate = Estate(context, space)
    id_ = name("engine", endpoint_text, vpc_text)
    endpoint = Key.parse(endpoint_text)
    firewall, subnet = firewall_of(estate, endpoint), _subnet(estate, endpoint)
    if firewall is None or subnet is None:
        return Opaque(id_, "firewall-not-seen")
    behaviour = _behaviour(estate, subnet, vpc_text)
    behaviour = replace(behaviour, ingress=(name("engine-rules", firewall),))
    return Port(id_, (), behaviour, beyond=name("inspected", endpoint_text, vpc_text))


def inspected(_: Context, space: Traffic, endpoint_text: str, vpc_text: str) -> Element:
    """Return the way of what the stateful engine let pass: out of the endpoint again."""
    out = Emit(name("endpoint", endpoint_text, vpc_text))
    id_ = name("inspected", endpoint_text, vpc_text)
    return Link(id_, Bounds.exactly(space.everything), "never", ((None, out),))


def _state(estate: Estate, endpoint: Key, firewall: Key | None) -> State:
    """Return whether an endpoint takes traffic, by the words of all that tell of it.

    https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_Attachment.html
    """
    config = estate.config(endpoint)
    own = state_of(str(config.get("State", "")).lower(), "endpoint")
    if firewall is None or not own.up:
        return own
    status = estate.config(firewall).get("FirewallStatus") or {}
    rows = dict(status.get("SyncStates") or {})
    for one in estate.pointing(endpoint, "refers-to", ASSOCIATED):
        said = estate.config(one).get("VpcEndpointAssociationStatus") or {}
        rows |= said.get("AssociationSyncState") or {}
    attached = [one.get("Attachment") or {} for one in rows.values()]
    id_ = config.get("VpcEndpointId")
    word = next((one.get("Status") for one in attached if one.get("EndpointId") == id_), None)
    if word != _READY:
        return State(False if word in _DOWN else None, f"firewall-{str(word).lower()}")
    synced = status.get("ConfigurationSyncStateSummary", _IN_SYNC) == _IN_SYNC
    return State() if synced else State(None, "firewall-not-in-sync")


# --- Gateway Load Balancers -------------------------------------------------------------------


def _of_appliances(estate: Estate, config: dict[str, Any]) -> tuple[Bounds, str]:
    """Return what appliances let pass, which nobody knows, unless there is none, and our reason."""
    balancers = [
        arn
        for key in estate.named(SERVICE, config.get("ServiceName"), "service")
        for arn in estate.config(key).get("GatewayLoadBalancerArns") or ()
    ]
    if balancers and all(_without_targets(estate, arn) for arn in balancers):
        return Bounds.exactly(estate.space.nothing), "no-target"
    return Bounds.unknown(estate.space), APPLIANCE


def _without_targets(estate: Estate, arn: str) -> bool:
    """Return whether nothing is registered with a balancer, as far as all of it was read."""
    found = next(iter(estate.named(f"{ELB}LoadBalancer", arn, "arn")), None)
    if found is None or not estate.seen(f"{ELB}Listener", found):
        return False
    arns = [
        group
        for listener in estate.pointing(found, "part-of", f"{ELB}Listener")
        for group in group_arns(estate, listener)
    ]
    groups = [key for one in arns for key in estate.named(f"{ELB}TargetGroup", one, "arn")]
    return len(groups) == len(arns) and all(
        estate.aspect(group, "target-health") == [] for group in groups
    )
