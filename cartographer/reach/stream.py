"""What is left of the packets that were asked about, at one place on their way.

It refuses to know places.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cartographer.reach.bounds import Bounds
from cartographer.reach.traffic import Field, TrafficSet


class Stream(NamedTuple):
    """Four sets, each within the next: what surely, maybe, in better times, and at all gets here.

    `asked` is cut by routes and translations alone: following it past what blocks shows every
    reason and not only the first. `latent` is what may pass once what is down is up.
    """

    certain: TrafficSet
    possible: TrafficSet
    latent: TrafficSet
    asked: TrafficSet

    @classmethod
    def of(cls, traffic: TrafficSet) -> Stream:
        """Return the stream of a question."""
        return cls(traffic, traffic, traffic, traffic)

    @property
    def bounds(self) -> Bounds:
        """What surely and what maybe gets here."""
        return Bounds(self.certain, self.possible)

    def __bool__(self) -> bool:
        """Return whether there is anything left to follow."""
        return bool(self.asked)

    def each(self, change: Callable[[TrafficSet], TrafficSet]) -> Stream:
        """Return the stream with the same done to each set, once where they are the same."""
        asked = change(self.asked)
        latent = asked if self.latent is self.asked else change(self.latent)
        possible = latent if self.possible is self.latent else change(self.possible)
        certain = possible if self.certain is self.possible else change(self.certain)
        return Stream(certain, possible, latent, asked)

    def cut(self, traffic: TrafficSet) -> Stream:
        """Return what goes one way of several: all four are cut."""
        return self.each(traffic.__and__)

    def less(self, traffic: TrafficSet) -> Stream:
        """Return what does not go that way."""
        return self.each(lambda one: one - traffic)

    def turn(self, bounds: Bounds) -> Stream:
        """Return what goes one way of several that nobody knows exactly."""
        if bounds.known:
            return self.cut(bounds.possible)
        wide = self.cut(bounds.possible)
        return wide._replace(certain=self.certain & bounds.certain)

    def sift(self, bounds: Bounds) -> Stream:
        """Return what a filter leaves; what was asked goes on as it is."""
        return self.turn(bounds)._replace(asked=self.asked)

    def doubt(self) -> Stream:
        """Return the stream behind what nobody knows: nothing is certain any more."""
        return self._replace(certain=self.certain.space.nothing)

    def stop(self) -> Stream:
        """Return the stream behind what lets nothing pass."""
        nothing = self.asked.space.nothing
        return Stream(nothing, nothing, nothing, self.asked)

    def doze(self) -> Stream:
        """Return the stream behind what is down now."""
        nothing = self.asked.space.nothing
        return Stream(nothing, nothing, self.latent, self.asked)

    def __or__(self, other: Stream) -> Stream:
        """Return what gets here on either of two ways."""
        return Stream(*(one | two for one, two in zip(self, other, strict=True)))

    def before(self, earlier: Stream, fields: tuple[Field, ...]) -> Stream:
        """Return what of an earlier stream got here, after these fields were replaced."""
        return Stream(*(was & now.forget(*fields) for was, now in zip(earlier, self, strict=True)))
