"""What lies behind a proxy: it ends the flow, and begins another to each of its targets.

Somebody who gets to the proxy gets to a target if the proxy's own packets do and are answered.
Both flows have their bounds; together they are as sure as the less sure one.

It refuses to know how the first flow came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from cartographer.model.reading import Context
from cartographer.reach.network import Id, Listener, Port, Proxy, Target
from cartographer.reach.rewriting import at, in_zone
from cartographer.reach.search import Search
from cartographer.reach.stream import Stream
from cartographer.reach.traffic import TCP, Field, Traffic, TrafficSet
from cartographer.reach.trail import Trail


class Onward(NamedTuple):
    """One target of a proxy: who takes what is sent there, and what of the first flow does."""

    target: Target
    at: Id
    stream: Stream


class _Taken(NamedTuple):
    """Whether a proxy's own packets get to a target, by each bound, and who takes them."""

    certain: bool
    possible: bool
    latent: bool
    at: Id | None


class Behind:
    """Follows the second flow, remembered for each port and target."""

    def __init__(self, search: Callable[[Context], Search]) -> None:
        """Ask through searches that read in a query's context."""
        self._search = search

    def onward(self, context: Context, at_: Id, trail: Trail, stream: Stream) -> Iterator[Onward]:
        """Yield the targets of the proxy that took a flow, in the order of its listeners."""
        for port, listener in self._met(context, at_, trail):
            for target in listener.targets:
                if in_zone(listener, port, target):
                    taken = context.query(self._taken, port.id, target.address, target.number)
                    handed = _both(_handed(target, stream), taken)
                    yield Onward(target, taken.at or target.port, handed)

    def whole(self, context: Context, at_: Id, trail: Trail) -> bool:
        """Return whether all that stands behind what took a flow was read."""
        if not isinstance(self._search(context).network.element(at_), Port):
            return False
        return all(listener.gap is None for _, listener in self._met(context, at_, trail))

    def _met(self, context: Context, at_: Id, trail: Trail) -> Iterator[tuple[Port, Listener]]:
        """Yield the listeners by which a flow ended at a proxy, with the port that took it."""
        network = self._search(context).network
        port = network.element(at_)
        proxy = network.element(port.beyond) if isinstance(port, Port) and port.beyond else None
        if isinstance(port, Port) and isinstance(proxy, Proxy) and proxy.ends:
            met = {one.rule for one in trail.steps if one.element == proxy.id}
            yield from ((port, one) for one in proxy.listeners if one.id in met)

    def _taken(
        self, context: Context, port_id: Id, address: tuple[int, int], number: int | None
    ) -> _Taken:
        search = self._search(context)
        port = search.network.element(port_id)
        sent = _sent(search.space, port, address, number) if isinstance(port, Port) else None
        if sent is None:
            return _Taken(certain=False, possible=True, latent=True, at=None)
        answer = search.ask(port_id, sent)
        found = answer.round_trip
        takers = {
            one.at for one in answer.ways if isinstance(search.network.element(one.at or ""), Port)
        }
        return _Taken(
            bool(found.certain),
            bool(found.possible),
            bool(found.latent),
            takers.pop() if len(takers) == 1 else None,
        )


def _sent(space: Traffic, port: Port, address: tuple[int, int], number: int | None) -> TrafficSet:
    """Return the packets that a proxy's port sends to a target."""
    family, value = address
    sent = space.protocol(TCP) & at(space, Field.SOURCE, port.addresses)
    sent &= at(space, Field.DESTINATION, ((family, (value, value)),))
    if number is None:
        return sent
    return sent & space.where(Field.DESTINATION_PORT, ((number, number),))


def _handed(target: Target, stream: Stream) -> Stream:
    """Return what of a flow a proxy would hand on to a target."""
    if target.takes is not None:
        stream = stream.sift(target.takes)
    if target.state.up:
        return stream
    return stream.doubt() if target.state.up is None else stream.doze()


def _both(stream: Stream, taken: _Taken) -> Stream:
    """Return a flow that is no surer than the second one."""
    if not taken.certain:
        stream = stream.doubt()
    if not taken.possible:
        stream = stream.doze()
    return stream if taken.latent else stream.stop()
