"""A flow on its way: what is left of it, what goes along with it, and how it came.

It refuses to know where it goes next.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, Self

from msgspec import Struct

from cartographer.reach.evaluation import NO_LABELS, Labels
from cartographer.reach.network import Id
from cartographer.reach.stream import Stream
from cartographer.reach.traffic import Field

Direction = Literal["forward", "return"]
TRACKED = "tracked"
"""Stands for a rule where a stateful filter knows the flow."""
ITSELF = "itself"
"""Stands for a rule where a machine talks to itself."""
UNDO = "undo"
"""Stands for a rule where a reply is translated back."""


class Step(Struct, frozen=True):
    """One hop: who decided, by which rule, and what got there and on."""

    element: Id
    rule: str | None
    direction: Direction
    came: Stream
    went: Stream
    code: str | None = None
    """Why not all went on, if so."""
    holder: Id | None = None
    """The resource that holds the rule, if it is not the element's own."""


class Session(Struct, frozen=True):
    """What a place remembers of a flow: a filter that it passed, or what was translated."""

    element: Id
    port: Id | None = None
    before: Stream | None = None
    fields: tuple[Field, ...] = ()
    came: Literal["inside", "outside", "balanced", "linked"] | None = None
    """From which side the flow came to what must see its replies; none for a filter."""
    pairs: bool | None = False
    """Whether a filter loses the flow if it does not see the replies; none if nobody knows."""


class Fork(NamedTuple):
    """A place where a flow went one of several ways."""

    number: int
    """Of the visit: the same for all ways that part there."""
    element: Id
    direction: Direction
    way: int
    ways: int
    code: str
    """Our reason where the ways differ."""


class Trail(NamedTuple):
    """Where a flow is."""

    stream: Stream
    direction: Direction = "forward"
    labels: Labels = NO_LABELS
    """Labels of whoever sent it, until a hop drops them."""
    zone: str | None = None
    place: Id | None = None
    """Where it was last sent from: filters at an edge are not met inside."""
    sessions: tuple[Session, ...] = ()
    forks: tuple[Fork, ...] = ()
    steps: tuple[Step, ...] = ()
    hops: int = 0
    """How many steps it took, those that were not kept included."""
    told: bool = True
    """Whether its steps are kept."""

    @property
    def back(self) -> bool:
        """Whether these are replies; they are followed as the packets that they answer."""
        return self.direction == "return"

    @property
    def destination(self) -> Field:
        """The field that says where the packets go."""
        return Field.SOURCE if self.back else Field.DESTINATION

    @property
    def witness(self) -> Session | None:
        """What must see the replies next, if anything must."""
        return next((one for one in reversed(self.sessions) if one.came is not None), None)

    def known(self, session: Session) -> Session | None:
        """Return what a filter remembers of the flow, if the flow is still what it saw.

        A filter that must see both ways knows no flow that was translated behind it since.
        """
        for kept in reversed(self.sessions):
            if kept == session:
                return kept
            if kept.came is not None and session.pairs is not False:
                return None
        return None

    @property
    def unpaired(self) -> Session | None:
        """What should have seen the replies and did not, if anything."""
        return next((one for one in self.sessions if one.pairs is not False), None)

    def went(self, element: Id) -> int | None:
        """Return the way that the flow went at an element, if it parted there."""
        return next((one.way for one in reversed(self.forks) if one.element == element), None)

    def on(
        self,
        element: Id,
        rule: str | None,
        went: Stream,
        code: str | None = None,
        holder: Id | None = None,
    ) -> Self:
        """Return the trail one step further."""
        if not self.told:
            return self._replace(stream=went, hops=self.hops + 1)
        step = Step(element, rule, self.direction, self.stream, went, code, holder)
        return self._replace(stream=went, steps=(*self.steps, step), hops=self.hops + 1)

    def keep(self, session: Session) -> Self:
        """Return the trail with one more thing that is remembered of it."""
        return self._replace(sessions=(*self.sessions, session))

    def without(self, session: Session) -> Self:
        """Return the trail with a thing forgotten."""
        return self._replace(sessions=tuple(one for one in self.sessions if one is not session))

    def cut(self, stream: Stream) -> Self:
        """Return the trail of a part of its packets."""
        return self._replace(stream=stream)

    @property
    def asked(self) -> Stream:
        """The packets, as they set out, of which the stream is what became."""
        stream = self.stream
        for session in reversed(self.sessions):
            if session.before is not None:
                stream = stream.before(session.before, session.fields)
        return stream


class Arrival(NamedTuple):
    """An end of a way: the element that took the packets, or none where they were lost."""

    at: Id | None
    trail: Trail
