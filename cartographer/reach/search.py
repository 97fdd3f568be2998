"""Questions to a network: what gets from here to there, and is answered.

It refuses to know a cloud, and how packets go.
"""

from __future__ import annotations

from typing import NamedTuple

from cartographer.reach.evaluation import Evaluation
from cartographer.reach.network import Id, Network
from cartographer.reach.stream import Stream
from cartographer.reach.together import together
from cartographer.reach.traffic import Traffic, TrafficSet
from cartographer.reach.trail import Arrival, Trail
from cartographer.reach.walk import Walk


class Answer(NamedTuple):
    """What was found: the round trip, the way there alone, and the ways themselves.

    All streams hold packets as they were asked. A way is there and back, and bears the end that
    took the packets.
    """

    round_trip: Stream
    forward: Stream
    ways: tuple[Arrival, ...]
    lost: tuple[Arrival, ...]


class Search:
    """Asks one network; what it compiles is kept for the next question."""

    def __init__(
        self, network: Network, space: Traffic, evaluation: Evaluation | None = None
    ) -> None:
        """Ask a network in a space; what was compiled for another one counts here too."""
        self.network = network
        self.space = space
        self.evaluation = evaluation or Evaluation(space)

    def ask(self, start: Id, traffic: TrafficSet, goals: frozenset[Id] | None = None) -> Answer:
        """Return what of the traffic gets from a start to the goals and is answered.

        Without goals every end counts that takes the packets for itself.
        """
        ways: list[Arrival] = []
        lost: list[Arrival] = []
        forward: list[Trail] = []
        walk = Walk(self.network, self.evaluation, start, goals)
        for there in walk.begin(traffic):
            if there.at is None:
                lost.append(there)
                continue
            forward.append(there.trail)
            for back in walk.answer(there):
                if back.at is None:
                    lost.append(back)
                else:
                    ways.append(Arrival(there.at, back.trail))
        round_trip = together(self.space, (way.trail for way in ways))
        return Answer(round_trip, together(self.space, forward), tuple(ways), tuple(lost))
