"""What is open to callers, wherever they begin: outside, beyond a gateway, or at ports of ours.

It refuses to know how callers are named.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from cartographer.exposure.age import Oldest
from cartographer.exposure.atlas import Atlas
from cartographer.exposure.end import End, Starts, goals, somewhere, starts
from cartographer.exposure.front import AtlasOf, Front, Open
from cartographer.exposure.inside import Inside
from cartographer.exposure.listing import Exposed
from cartographer.exposure.question import Question, ask
from cartographer.model.audience import INTERNET
from cartographer.model.error import UsageError
from cartographer.model.key import Key
from cartographer.model.reading import Memo
from cartographer.reach.network import Id, Port
from cartographer.reach.rewriting import at
from cartographer.reach.search import Search
from cartographer.reach.traffic import Field, Traffic, TrafficSet
from cartographer.reach.written import read, words


class Callers:
    """What of one estate is open to whom; what was found for one is remembered for the next."""

    def __init__(self, memo: Memo, atlas_of: AtlasOf, space: Traffic) -> None:
        """Ask through a memo."""
        self._memo = memo
        self._atlas_of = atlas_of
        self._space = space
        self._inside = Inside(memo, atlas_of, space)
        self._fronts: dict[Id, Front] = {}
        self.oldest = Oldest(memo, atlas_of)

    def begins(self, end: End) -> Starts:
        """Return where callers begin; addresses of our own that nobody holds are no callers.

        Raises:
            UsageError: nobody knows where some of them do.
        """
        atlas = self._atlas_of(self._memo)
        begins = starts(atlas, self._space, end)
        if begins.ambiguous:
            message = f"{len(begins.ambiguous)} interfaces hold that address: name one of them"
            raise UsageError(message)
        ours = (at(self._space, Field.SOURCE, atlas.extent(place)) for place in atlas.places())
        nowhere = begins.unplaced and begins.unplaced - self._space.union(ours)
        if nowhere:
            message = (
                f"nobody knows where some of it is ({words(nowhere)}): it is private, so say in "
                "[networks.NAME] via what it comes in"
            )
            raise UsageError(message)
        return begins

    def open_to(self, begins: Starts) -> Iterator[Open]:
        """Yield what is open to callers; who is one of them is not open to the others."""
        atlas = self._atlas_of(self._memo)
        senders: dict[Id, TrafficSet] = {}
        for start in begins.known:
            if isinstance(atlas.element(start.at), Port):
                senders[start.at] = senders.get(start.at, self._space.nothing) | start.sources
            else:
                yield from _cut(self._front(start.at).all(), start.sources)
        yield from self._to_ports(senders)

    def _to_ports(self, senders: dict[Id, TrafficSet]) -> Iterator[Open]:
        if senders:
            found = self._inside.between(senders.__contains__, lambda port: port not in senders)
            yield from _cut(found, self._space.union(senders.values()))

    def _front(self, start: Id) -> Front:
        if start not in self._fronts:
            self._fronts[start] = Front(self._memo, self._atlas_of, self._space, start)
        return self._fronts[start]


def _cut(opens: Iterator[Open], sources: TrafficSet) -> Iterator[Open]:
    """Yield of what is open the part that some sources get to."""
    for one in opens:
        stream = one.stream.cut(sources)
        if stream.latent or stream.possible:
            yield one._replace(stream=stream)


def evidenced(atlas: Atlas, search: Search, begins: Starts, row: Exposed, resource: Key) -> Exposed:
    """Return the row of a resource with a way by which its packets go, and what that leans on.

    It is asked anew, for what the row says alone.
    """
    traffic = read(search.space, row.traffic)
    door = atlas.door(resource) if row.by is None else None
    to = End("ports", ports=() if door is None else (door,))
    question = Question(
        End(INTERNET),
        traffic,
        goals(atlas, to) if door is not None else None,
        somewhere=somewhere(atlas, to),
    )
    atlas.begin()
    known = tuple(one for one in begins.known if one.sources & traffic)
    found = ask(atlas, search, question, begins._replace(known=known))
    return replace(row, path=found.path, assumes=found.assumes)
