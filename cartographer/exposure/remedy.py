"""The smallest change that would open what is blocked, and what else that would open.

Edits are tried on paper: each set of them is a network of its own, which is asked the same
question again. Sets grow by what stands in the way of a way that is still blocked; the first size
at which one opens it is the answer, with all of that size. So nothing is guessed, and a filter
that hides behind another is found too.

It refuses to know a cloud, and to invent: an address that a machine does not have, a gateway that
is not there, a listener, are named as what stands in the way.
"""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from cartographer.exposure.atlas import Atlas
from cartographer.exposure.edit import Admit, Edit, Edited, Lead, edits
from cartographer.exposure.end import Starts
from cartographer.exposure.question import Judgement, Question, follow, judged, obstacles, reasons
from cartographer.model.meaning import says
from cartographer.model.verdict import Reason, TrafficBox
from cartographer.reach.network import Id, To
from cartographer.reach.search import Answer, Search
from cartographer.reach.traffic import IPV4, IPV6, Field, TrafficSet
from cartographer.reach.trail import Arrival
from cartographer.reach.written import prefixes, words, written

MOST_CHANGES = 3
"""Changes that are tried together at most."""
_MOST_TOLD = 5
_MUCH_LESS = 2
"""What opens less than one in so many of the addresses that another one opens is only counted."""
_MOST_ASKED = 300
"""Networks that one question is asked again at most, times the places where it begins."""
TOO_MANY = "too-many-changes"


class Change(Struct, frozen=True):
    """One thing to do."""

    resource: Annotated[str | None, says("Canonical id of what would be changed.")]
    action: Annotated[
        Literal["allow", "except", "route", "bring-up"],
        says("A rule more, an exception from a denial, a route, or something brought up."),
    ]
    text: Annotated[str, says("What to do, in words.")]


class Opening(Struct, frozen=True):
    """Changes that would open what was asked about, and what they would open beside it."""

    changes: Annotated[tuple[Change, ...], says("All of them are needed.")]
    also_opens: Annotated[
        tuple[TrafficBox, ...],
        says(
            "More of the same sources to the same addresses; all traffic has what was asked in it."
        ),
    ]


class Remedy(Struct, frozen=True):
    """What was found to open it, and else what stands in the way."""

    would_open: Annotated[tuple[Opening, ...], says("Those with the fewest changes.")]
    more: Annotated[int, says("How many of the same size are not told.")] = 0
    in_the_way: Annotated[
        tuple[Reason, ...], says("What is left of the reasons where no change opens it.")
    ] = ()


class _Tried(NamedTuple):
    """A set of edits, and what is found with them."""

    edits: frozenset[Edit]
    judgement: Judgement
    ways: tuple[Arrival, ...]

    @property
    def blocked(self) -> tuple[Arrival, ...]:
        """The ways that nothing passes."""
        return tuple(way for way in self.ways if not way.trail.stream.possible)

    @property
    def obstacles(self) -> int:
        """How much stands in the way of the best way."""
        return min(map(obstacles, self.ways), default=0)


class Remedies:
    """One blocked question, asked of networks that differ by a few edits."""

    def __init__(self, atlas: Atlas, search: Search, question: Question, begins: Starts) -> None:
        """Ask a question of a network, and of what it would be."""
        self._atlas = atlas
        self._search = search
        self._question = question
        self._begins = begins
        sources = search.space.union(one.sources for one in begins.known)
        self._asked = question.traffic & sources
        self._left = _MOST_ASKED

    def find(self) -> Remedy:
        """Return the smallest sets of changes that open it."""
        level = [self._try(frozenset())]
        nearest = level[0]
        for _ in range(MOST_CHANGES):
            level = self._next(level)
            opened = {one: self._share(one) for one in level if one.judgement.round_trip.certain}
            if opened:
                most = max(opened.values())
                best = (one for one, share in opened.items() if share * _MUCH_LESS >= most)
                ranked = sorted(best, key=lambda one: str(self._changes(one.edits)))
                told = tuple(self._opening(one) for one in ranked[:_MOST_TOLD])
                return Remedy(told, len(opened) - len(told))
            nearest = min((nearest, *level), key=lambda one: (one.obstacles, len(one.edits)))
        left = {*nearest.judgement.reasons, *reasons(self._atlas, nearest.ways, "blocked")}
        if self._left <= 0:
            left.add(Reason(TOO_MANY, certain=False))
        return Remedy((), in_the_way=tuple(sorted(left, key=str)))

    def _share(self, one: _Tried) -> float:
        """Return how much of the asked addresses, of one family, a set of edits opens, 0 to 1."""
        asked, opened = self._asked, one.judgement.round_trip.certain
        return max(
            _size(opened, Field.SOURCE, family)
            / max(1, _size(asked, Field.SOURCE, family))
            * _size(opened, Field.DESTINATION, family)
            / max(1, _size(asked, Field.DESTINATION, family))
            for family in (IPV4, IPV6)
        )

    def _next(self, level: list[_Tried]) -> list[_Tried]:
        """Return what is found with one edit more, each set once."""
        sets: dict[frozenset[Edit], None] = {}
        for one in level:
            network = Edited(self._atlas, one.edits)
            for way in one.blocked:
                for edit in edits(self._atlas, network, way.trail):
                    if edit not in one.edits:
                        sets.setdefault(one.edits | {edit})
        return [self._try(one) for one in sets if self._left > 0]

    def _try(self, changed: frozenset[Edit]) -> _Tried:
        answers = self._ask(changed, self._question)
        self._left -= max(1, len(answers))
        ways = tuple(way for one in answers for way in (*one.ways, *one.lost))
        return _Tried(changed, self._judge(self._question, answers), ways)

    def _ask(self, changed: frozenset[Edit], question: Question) -> tuple[Answer, ...]:
        network = Edited(self._atlas, changed)
        search = Search(network, self._search.space, self._search.evaluation)
        return tuple(follow(search, question, self._begins))

    def _judge(self, question: Question, answers: tuple[Answer, ...]) -> Judgement:
        return judged(self._atlas, question, self._begins, answers)

    def _opening(self, tried: _Tried) -> Opening:
        """Return what edits open: what was asked about is left out unless that is longer to say."""
        traffic = self._question.traffic
        any_ = traffic.forget(Field.PROTOCOL, Field.DESTINATION_PORT, Field.SOURCE_PORT)
        wide = replace(self._question, traffic=any_)
        before, after = (
            self._judge(wide, self._ask(changed, wide)).round_trip.possible
            for changed in (frozenset[Edit](), tried.edits)
        )
        opened = after - before
        beside = (written(one).boxes for one in (opened - traffic, opened))
        return Opening(self._changes(tried.edits), min(beside, key=len))

    def _changes(self, changed: frozenset[Edit]) -> tuple[Change, ...]:
        return tuple(sorted((_told(self._atlas, one) for one in changed), key=str))


def remedy(atlas: Atlas, search: Search, question: Question, begins: Starts) -> Remedy:
    """Return the smallest changes that would open a question that is blocked.

    What the atlas notes meanwhile is no part of what the answer rests on.
    """
    return Remedies(atlas, search, question, begins).find()


def _size(traffic: TrafficSet, field: Field, family: int) -> int:
    """Return how many addresses of a family stand in a field."""
    return sum(high - low + 1 for low, high in traffic.values(field, family))


# --- in words ---------------------------------------------------------------------------------


def _told(atlas: Atlas, edit: Edit) -> Change:
    """Return an edit as a person would do it."""
    if isinstance(edit, Admit):
        keys, names = zip(*(_named(atlas, one) for one in edit.holders), strict=True)
        key, name = keys[0], " or ".join(names)
        what = words(edit.match, both_ends=True)
        if edit.denied_by is None:
            return Change(key, "allow", f"allow {what} in {name}")
        return Change(key, "except", f"allow {what} before {edit.denied_by} of {name}")
    if isinstance(edit, Lead):
        key, name = _named(atlas, edit.holder)
        next_ = edit.route.next
        _, to = _named(atlas, next_.element) if isinstance(next_, To) else (None, "")
        return Change(key, "route", f"route {_prefix(edit)} of {name} → {to}")
    key, name = _named(atlas, edit.element)
    return Change(key, "bring-up", f"bring up {name}" + (f" ({edit.code})" if edit.code else ""))


def _prefix(lead: Lead) -> str:
    """Return the destination of a route; where that is no prefix, the name of the route."""
    found = [
        one
        for family in (IPV4, IPV6)
        for one in prefixes(family, lead.route.match.values(Field.DESTINATION, family))
    ]
    return found[0] if len(found) == 1 or lead.over is None else lead.over.rule


def _named(atlas: Atlas, id_: Id) -> tuple[str | None, str]:
    """Return the canonical id of what an element stands for, and a short name for it."""
    key = atlas.resource(id_)
    if key is None:
        return None, id_
    last = key.id.rpartition(":")[2]
    return key.id, last.partition("/")[2] or last
