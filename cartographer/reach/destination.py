"""Who is asked about the destinations of a flow that comes to a domain.

It refuses to know how the flow came there, and what becomes of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from cartographer.reach.diagram import Range
from cartographer.reach.network import Id, Network, Opaque, Port
from cartographer.reach.rewriting import FEW, few
from cartographer.reach.traffic import IPV4, IPV6
from cartographer.reach.trail import Trail


class Destinations:
    """Looks for holders of addresses, for one question."""

    def __init__(
        self, network: Network, start: Id, goals: frozenset[Id] | None, *, told: bool
    ) -> None:
        """Look in a network; without `told` only for the goals, and for the start of replies."""
        self._network = network
        self._start = start
        self._goals = goals
        self._told = told

    def wanted(self, id_: Id, trail: Trail | None = None) -> bool:
        """Return whether a flow that ends here is asked about.

        It is too if a goal handed it on: a balancer, or an endpoint of one.
        """
        if self._goals is None or id_ in self._goals:
            return True
        kept = () if trail is None else trail.sessions
        return any(one.port in self._goals for one in kept if one.came is not None)

    def each(self, domain: Id, trail: Trail) -> Iterator[tuple[int, Range]]:
        """Yield each of a few destinations; of many those that somebody holds.

        Who only asks for goals, or for the domain itself, is not told of others in it, other than
        of translators that a reply has to come back by.
        """
        if not self._told:
            yield from self._of_goals(domain, trail)
            if trail.back and trail.witness is not None:
                for family, one in few(trail.stream, trail.destination):
                    yield family, (one, one)
            return
        if frozenset((domain,)) == (frozenset((self._start,)) if trail.back else self._goals):
            return
        spans = [
            (family, span)
            for family in (IPV4, IPV6)
            for span in trail.stream.asked.values(trail.destination, family)
        ]
        many = sum(high - low + 1 for _, (low, high) in spans) > FEW
        for family, (low, high) in spans:
            if many:
                held = self._network.inhabited(domain, family, (low, high))
                yield from ((family, span) for span in held)
            else:
                yield from ((family, (one, one)) for one in range(low, high + 1))

    def peers(self, domain: Id, trail: Trail) -> Iterator[tuple[int, Range]]:
        """Yield each address whose labels a filter in a domain may name, also beyond the domain."""
        return self.each(domain, trail) if self._told else self._of_goals(None, trail)

    def unseen(self, domain: Id, trail: Trail) -> Opaque | None:
        """Return what stands for holders that nobody read, if there may be such."""
        for family in (IPV4, IPV6):
            for low, _ in trail.stream.asked.values(trail.destination, family)[:1]:
                for holder in self._network.holders(domain, family, low):
                    element = self._network.element(holder)
                    if isinstance(element, Opaque):
                        return element
        return None

    def _of_goals(self, domain: Id | None, trail: Trail) -> Iterator[tuple[int, Range]]:
        """Yield the addresses of goals, or of the start of replies, in a domain or in any."""
        for goal in sorted({self._start} if trail.back else self._goals or ()):
            port = self._network.element(goal)
            if isinstance(port, Port) and domain in {None, port.behaviour.domain}:
                yield from port.addresses
