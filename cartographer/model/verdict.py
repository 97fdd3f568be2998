"""Answers about traffic and access: two bounds, the reasons between them, and the evidence."""

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Struct

from cartographer.model.key import Key
from cartographer.model.meaning import says


class TrafficBox(Struct, frozen=True, order=True):
    """A set of packets that is a product of ranges; a TrafficSet is written as such boxes."""

    family: Annotated[Literal["ipv4", "ipv6"], says("Address family.")]
    protocol: Annotated[str, says("tcp, udp, icmp, icmpv6, all, or a number as text.")]
    source: Annotated[tuple[str, ...], says("Source prefixes.")] = ()
    destination: Annotated[tuple[str, ...], says("Destination prefixes.")] = ()
    source_ports: Annotated[tuple[tuple[int, int], ...], says("Inclusive ranges.")] = ()
    destination_ports: Annotated[tuple[tuple[int, int], ...], says("Inclusive ranges.")] = ()
    icmp: Annotated[tuple[tuple[int, int], ...], says("ICMP type and code pairs.")] = ()


class TrafficSet(Struct, frozen=True):
    """A set of packets in its written form; empty means no packet."""

    boxes: Annotated[tuple[TrafficBox, ...], says("Disjoint products of ranges, sorted.")] = ()


class Reason(Struct, frozen=True, order=True):
    """Why a verdict is not certain, or why something is blocked."""

    code: Annotated[str, says("Our own code of the reason.")]
    resource: Annotated[str | None, says("Resource that decided, or that is not known.")] = None
    rule: Annotated[str | None, says("The very rule that decided.")] = None
    direction: Annotated[Literal["forward", "return"] | None, says("Which way it hit.")] = None
    certain: Annotated[bool, says("Whether it holds whatever is unknown.")] = True


class Hop(Struct, frozen=True):
    """One step of a path."""

    resource: Annotated[Key, says("Resource that the traffic meets.")]
    rule: Annotated[str | None, says("The very rule that decided there.")]
    direction: Annotated[Literal["forward", "return"], says("Way there, or the reply.")]
    traffic: Annotated[TrafficSet, says("What is left after this hop.")]


class Path(Struct, frozen=True):
    """The evidence of a verdict, hop by hop."""

    hops: Annotated[tuple[Hop, ...], says("Hops in the order in which they are met.")]


class Verdict(Struct, frozen=True):
    """An answer with two bounds, certain within possible.

    The bounds are TrafficSets for traffic, and grants for access.
    """

    certain: Annotated[TrafficSet | None, says("What surely passes; null for nothing.")]
    possible: Annotated[TrafficSet | None, says("What may pass; null for nothing.")]
    reasons: Annotated[tuple[Reason, ...], says("What stands between the bounds.")] = ()
    rests_on: Annotated[tuple[str, ...], says("Facts that were read, misses included.")] = ()
    assumes: Annotated[tuple[str, ...], says("Switches taken as off because nobody asked.")] = ()
    as_of: Annotated[datetime | None, says("Age of the oldest fact that was used.")] = None

    @property
    def word(self) -> Literal["reachable", "blocked", "unknown"]:
        """The verdict in one word."""
        if self.certain is not None and self.certain.boxes:
            return "reachable"
        return "unknown" if self.possible is not None and self.possible.boxes else "blocked"


class Exposure(Struct, frozen=True):
    """Something that somebody outside can get at; its first four fields are its key."""

    anchor: Annotated[Key, says("Outermost managing owner, else the resource.")]
    way: Annotated[
        Literal["network", "resource policy", "trust", "shared artefact"], says("How it is open.")
    ]
    audience: Annotated[str, says("internet, any authenticated, a named account, range, ...")]
    door: Annotated[str, says("Port group or action group.")]
    traffic: Annotated[TrafficSet, says("Packets that get in, for a network way.")]
    resources: Annotated[tuple[Key, ...], says("Instances that are open now.")] = ()
    verdict: Annotated[Verdict | None, says("The answer that it follows from.")] = None
    attributes: Annotated[dict[str, Any] | None, says("Rule ids, addresses and the like.")] = None
