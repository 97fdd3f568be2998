"""Two bounds of one set of packets: what surely passes, and what may pass.

Certain lies within possible. What is known has both the same; of what could not be read nothing
is certain and all is possible. The algebra keeps both true: what is taken away for certain is
what may be in the other.
"""

from __future__ import annotations

from typing import NamedTuple

from cartographer.reach.traffic import Field, Traffic, TrafficSet


class Bounds(NamedTuple):
    """Certain within possible, of one and the same `Traffic`."""

    certain: TrafficSet
    possible: TrafficSet

    @classmethod
    def exactly(cls, traffic: TrafficSet) -> Bounds:
        """Return the bounds of a set that is known."""
        return cls(traffic, traffic)

    @classmethod
    def unknown(cls, space: Traffic) -> Bounds:
        """Return the bounds of a set of which nothing is known."""
        return cls(space.nothing, space.everything)

    @property
    def known(self) -> bool:
        """Whether both bounds are the same."""
        return self.certain is self.possible

    def __and__(self, other: Bounds) -> Bounds:
        """Return the bounds of the intersection."""
        return Bounds(self.certain & other.certain, self.possible & other.possible)

    def __or__(self, other: Bounds) -> Bounds:
        """Return the bounds of the union."""
        return Bounds(self.certain | other.certain, self.possible | other.possible)

    def __sub__(self, other: Bounds) -> Bounds:
        """Return the bounds of the difference."""
        return Bounds(self.certain - other.possible, self.possible - other.certain)

    def within(self, traffic: TrafficSet) -> Bounds:
        """Return both bounds cut to a known set."""
        return Bounds(self.certain & traffic, self.possible & traffic)

    def reverse(self) -> Bounds:
        """Return the bounds of the replies."""
        return Bounds(self.certain.reverse(), self.possible.reverse())

    def forget(self, *fields: Field) -> Bounds:
        """Return the bounds of the packets that are in the set for some value of the fields."""
        return Bounds(self.certain.forget(*fields), self.possible.forget(*fields))
