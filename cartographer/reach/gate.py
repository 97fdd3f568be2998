"""What a place does to the packets that come to it, without sending them anywhere.

It refuses to know where they came from and where they go.
"""

from __future__ import annotations

from cartographer.reach.bounds import Bounds
from cartographer.reach.evaluation import Evaluation, Labels
from cartographer.reach.network import Element, Filter, Id, Opaque, State
from cartographer.reach.stream import Stream
from cartographer.reach.trail import TRACKED, UNDO, Session, Trail


class Gate:
    """Narrows trails by states, filters and laws, and undoes translations."""

    def __init__(self, evaluation: Evaluation) -> None:
        """Judge by compiled facts."""
        self._evaluation = evaluation

    @staticmethod
    def up(state: State, element: Id, trail: Trail) -> Trail:
        """Return what is left where an element may be down."""
        if state.up:
            return trail
        went = trail.stream.doubt() if state.up is None else trail.stream.doze()
        return trail.on(element, None, went, state.code or "down")

    def sift(self, filter_: Element, port: Id, peer: Labels, trail: Trail) -> Trail:
        """Return what a filter at a port leaves, of peers with these labels.

        A reply passes the stateful filter that let its request pass at the same port. One that
        must see both ways drops what it does not know.
        """
        if not isinstance(filter_, Filter):
            code = filter_.code if isinstance(filter_, Opaque) else "filter-not-modelled"
            return trail.on(filter_.id, None, trail.stream.doubt(), code)
        session = None
        if filter_.session is not None:
            session = Session(filter_.session, port, pairs=filter_.pairs)
        if trail.back and session is not None:
            known = trail.known(session)
            if known is not None:
                left = trail if filter_.pairs is False else trail.without(known)
                return left.on(filter_.id, TRACKED, trail.stream)
            if filter_.pairs is not False:
                return self.unpaired(session, filter_.id, trail)
        passes = self._evaluation.passes(filter_, peer, reply=trail.back)
        went = trail.stream.sift(passes)
        passed = bool(went.possible) or (
            not trail.stream.possible and bool(trail.stream.asked & passes.possible)
        )
        shown = (went.possible if passed else trail.stream.possible) or trail.stream.asked
        rule, holder = None, None
        if trail.told:
            facing = shown.reverse() if trail.back else shown
            rule, holder = self._evaluation.decider(filter_, peer, facing, passed=passed)
            holder = holder or filter_.holder
        doubted = not filter_.complete or _doubted(trail.stream, went)
        why = filter_.gap or filter_.code if doubted else None
        on = trail.on(filter_.id, rule, went, why if passed else filter_.code, holder)
        return on if session is None or trail.back else on.keep(session)

    @staticmethod
    def unpaired(session: Session, element: Id, trail: Trail) -> Trail:
        """Return what is left of a flow of which a filter saw one way only."""
        went = trail.stream.stop() if session.pairs else trail.stream.doubt()
        return trail.on(element, None, went, "reply-other-way")

    @staticmethod
    def law(law: Bounds, element: Id, code: str, trail: Trail) -> Trail:
        """Return what is left where only some packets are carried or taken."""
        went = trail.stream.sift(law.reverse() if trail.back else law)
        barred = not went.possible and bool(trail.stream.possible)
        told = barred or _doubted(trail.stream, went)
        return trail.on(element, None, went, code if told else None)

    @staticmethod
    def restored(kept: Session, trail: Trail) -> Trail:
        """Undo a translation: what comes back is what went out there, of which this is left."""
        went = trail.stream
        if kept.before is not None:
            went = went.before(kept.before, kept.fields)
        return trail.without(kept).on(kept.element, UNDO, went)


def _doubted(came: Stream, went: Stream) -> bool:
    """Return whether what surely came only maybe went on."""
    return bool(came.certain and went.possible and not went.certain)
