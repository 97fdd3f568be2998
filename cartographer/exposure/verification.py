"""Packets of one machine, verified line by line: `effective --flows`.

Each line is what a provider's flow verifier is asked: a direction, an address on the other side,
ports and a protocol. The next hop is where the machine sends what it addresses to the other side;
of what comes in that is the way of the replies, as Azure's next hop has it.
https://learn.microsoft.com/rest/api/network-watcher/network-watchers/verify-ip-flow
https://learn.microsoft.com/rest/api/network-watcher/network-watchers/get-next-hop

It refuses to know a cloud, and where the lines come from.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from msgspec import Struct
from msgspec.structs import replace

from cartographer.exposure.atlas import Atlas, named
from cartographer.exposure.header import (
    ICMPS,
    FlowError,
    address,
    each_line,
    ports,
    protocol_number,
    types,
)
from cartographer.exposure.passage import (
    Access,
    Decider,
    NextHop,
    Passage,
    gap,
    next_hop,
    passage,
)
from cartographer.exposure.peer import peer
from cartographer.model.meaning import says
from cartographer.model.verdict import Reason
from cartographer.reach.address import spelt
from cartographer.reach.network import Addresses, Element, Id, Port
from cartographer.reach.rewriting import at
from cartographer.reach.search import Search
from cartographer.reach.traffic import WITH_PORTS, Field, Traffic, TrafficSet, last
from cartographer.reach.written import FAMILIES

_INWARD = {"inbound": True, "ingress": True, "outbound": False, "egress": False}
"""Words for a direction -> whether packets come in."""


class LocalFlow(Struct, frozen=True):
    """One question about a machine's own packets."""

    direction: Annotated[str, says("inbound or outbound; ingress and egress are the same.")]
    remote_address: Annotated[str, says("The address on the other side.")]
    local_address: Annotated[str | None, says("Which interface is meant; its own if left out.")] = (
        None
    )
    local_port: Annotated[int | None, says("Any if left out.")] = None
    remote_port: Annotated[int | None, says("Any if left out.")] = None
    protocol: Annotated[str | int | None, says("tcp, udp, icmp, icmpv6, a number; else any.")] = (
        None
    )
    icmp_type: Annotated[int | None, says("Any if left out.")] = None
    icmp_code: Annotated[int | None, says("Any if left out.")] = None


class LocalAnswer(Struct, frozen=True):
    """What filters and routes do with the packets of one question."""

    line: Annotated[int, says("Number of the question's line, from 1.")]
    access: Annotated[Access | None, says("What all filters of the direction say together.")] = None
    rule: Annotated[Decider | None, says("The rule that decides; null if none or unknown.")] = None
    next_hop: Annotated[NextHop | None, says("Where packets to the other side are sent.")] = None
    reasons: Annotated[tuple[Reason, ...], says("What is not known, or differs in parts.")] = ()
    as_of: Annotated[datetime | None, says("Time of the oldest fact that it rests on.")] = None
    error: Annotated[str | None, says("Why the line could not be answered.")] = None


def verified(
    atlas: Atlas, search: Search, interfaces: tuple[Id, ...], lines: Iterator[bytes]
) -> Iterator[LocalAnswer]:
    """Yield an answer for each line about a machine's interfaces; a bad line has its error."""

    def answer(line: int, flow: LocalFlow) -> LocalAnswer:
        atlas.begin()
        found = verify(atlas, search, interfaces, flow)
        return replace(found, line=line, as_of=atlas.as_of)

    def failed(line: int, _: LocalFlow | None, error: str) -> LocalAnswer:
        return LocalAnswer(line, error=error)

    yield from each_line(lines, LocalFlow, answer, failed)


def verify(
    atlas: Atlas, search: Search, interfaces: tuple[Id, ...], flow: LocalFlow
) -> LocalAnswer:
    """Return what filters and routes do with a question's packets, as its first line.

    Raises:
        FlowError: the question names no interface, or an address, port or protocol that is none.
    """
    inward = _INWARD.get(flow.direction.lower())
    if inward is None:
        message = f"direction {flow.direction!r} is neither inbound nor outbound"
        raise FlowError(message)
    remote = address(flow.remote_address, "remote_address")
    local = None if flow.local_address is None else address(flow.local_address, "local_address")
    headers = _headers(search.space, flow, inward=inward)
    port = _meant(atlas, interfaces, local)
    if not isinstance(port, Port):
        reason = Reason(gap(port), named(atlas, port.id), certain=False)
        return LocalAnswer(1, "unknown", None, NextHop("unknown"), (reason,))
    own, doubt = _own(atlas, port, remote[0], local)
    sent = headers & _between(search.space, own, remote, inward=inward)
    to_remote = sent.reverse() if inward else sent
    seen = peer(atlas, search.space, port, remote, inward)
    access = passage(atlas, search.evaluation, port, sent, seen)
    hop, reasons = next_hop(atlas, search.evaluation, port, to_remote)
    return _answer(access, hop, doubt, reasons, inward=inward)


def _answer(
    access: Passage,
    hop: NextHop,
    doubt: tuple[Reason, ...],
    reasons: tuple[Reason, ...],
    *,
    inward: bool,
) -> LocalAnswer:
    there = (replace(one, direction="forward") for one in (*doubt, *access.reasons))
    routed = (replace(one, direction="return" if inward else "forward") for one in reasons)
    return LocalAnswer(1, access.access, access.rule, hop, (*there, *routed))


# --- which packets ----------------------------------------------------------------------------


def _headers(space: Traffic, flow: LocalFlow, *, inward: bool) -> TrafficSet:
    """Return the packets of a question's protocol, ports and ICMP type, of any address.

    A port without a protocol means all protocols that have ports.
    """
    number = None if flow.protocol is None else protocol_number(flow.protocol)
    traffic = space.everything if number is None else space.protocol(number)
    if number in ICMPS:
        traffic &= types(space, flow.icmp_type, flow.icmp_code)
    named_ports = (flow.local_port, flow.remote_port)
    if named_ports == (None, None):
        return traffic
    if number is not None and number not in WITH_PORTS:
        message = f"{flow.protocol} has no ports: leave local_port and remote_port out"
        raise FlowError(message)
    destination, source = named_ports if inward else reversed(named_ports)
    return traffic & space.with_ports & ports(space, destination, source)


def _between(
    space: Traffic, own: Addresses, remote: tuple[int, int], *, inward: bool
) -> TrafficSet:
    family, value = remote
    ends = (Field.SOURCE, Field.DESTINATION) if inward else (Field.DESTINATION, Field.SOURCE)
    there = at(space, ends[0], ((family, (value, value)),))
    return there & at(space, ends[1], own)


# --- which interface --------------------------------------------------------------------------


def _meant(atlas: Atlas, interfaces: tuple[Id, ...], local: tuple[int, int] | None) -> Element:
    """Return the interface that a question is about: the only one, or who holds an address."""
    found = [atlas.element(one) for one in interfaces]
    if len(found) > 1 and local is not None:
        found = [one for one in found if isinstance(one, Port) and _inside(atlas, one, local)]
    if len(found) == 1:
        return found[0]
    message = f"name the local_address of one interface: {', '.join(candidates(atlas, interfaces))}"
    raise FlowError(message)


def candidates(atlas: Atlas, interfaces: tuple[Id, ...]) -> Iterator[str]:
    """Yield interfaces with their first address, as people may choose among them."""
    for one in interfaces:
        port = atlas.element(one)
        held = port.addresses[:1] if isinstance(port, Port) else ()
        addresses = "".join(f" ({spelt(family, low)})" for family, (low, _) in held)
        yield f"{named(atlas, one) or one}{addresses}"


def _inside(atlas: Atlas, port: Port, local: tuple[int, int]) -> tuple[int, int] | None:
    """Return an address as a port itself holds it, called from outside or not."""
    family, value = local
    if any(of == family and low <= value <= high for of, (low, high) in port.addresses):
        return local
    places = atlas.holding(family, value)
    return next(((one.family, one.address) for one in places if one.port == port.id), None)


def _own(
    atlas: Atlas, port: Port, family: int, local: tuple[int, int] | None
) -> tuple[Addresses, tuple[Reason, ...]]:
    """Return the local addresses of a question, and a reason if the interface holds them not.

    Verifiers take any: what a router forwards bears another's. Where the provider has not told
    an interface's addresses yet, they may be any too.
    """
    if local is None:
        whole = (family, (0, last(Field.SOURCE, family)))
        own = tuple(one for one in port.addresses or (whole,) if one[0] == family)
        if own:
            return own, ()
        message = f"{named(atlas, port.id) or port.id} has no {FAMILIES[family]} address"
        raise FlowError(message)
    if local[0] != family:
        message = "local_address and remote_address are of two families"
        raise FlowError(message)
    inside = _inside(atlas, port, local)
    _, value = inside or local
    own = ((family, (value, value)),)
    certain = port.behaviour.forwards is False
    reason = Reason("not-its-address", named(atlas, port.id), certain=certain)
    return own, () if inside else (reason,)
