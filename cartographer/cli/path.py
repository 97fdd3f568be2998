"""What a person reads of one question: the verdict, each hop, why not, and what would open it.

It refuses to know how the answer was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from cartographer.cli.answer import Block, line
from cartographer.cli.text import count, moment

if TYPE_CHECKING:
    from cartographer.exposure.explanation import Explanation
    from cartographer.exposure.question import Finding, Waypoint
    from cartographer.exposure.remedy import Opening
    from cartographer.model.verdict import Reason

_STYLES = {"reachable": "bold red", "blocked": "bold green", "unknown": "bold yellow"}
_MARKS = {"passes": ("✓", "green"), "stops": ("✗", "red"), "doubt": ("?", "yellow")}
_NEEDS = {
    "no-address-to-call": "it needs an address that the source can call",
    "no-outside-address": "it needs a public address",
    "too-many-changes": "not all combinations were tried",
}
"""Our reasons that no change to a rule or a route takes away -> what would."""


_At = tuple[str | None, str | None]
"""Direction and resource."""


class Told(NamedTuple):
    """One question and its answer, as they are told."""

    question: str
    destination: str
    finding: Finding
    rests_on: tuple[str, ...]
    explanation: Explanation


Show = Literal["path", "why-not", "all-paths"]


def people(told: Told, show: Show) -> Iterator[Block]:
    """Yield what a person reads: the way that says most, the reasons alone, or all ways."""
    finding, explanation = told.finding, told.explanation
    head = (finding.verdict.upper(), _STYLES[finding.verdict])
    age = f"   as of {moment(finding.as_of)}" if finding.as_of else ""
    yield line(head, f"  {told.question}", f"   ({told.destination})", (age, "dim"))
    if show == "why-not":
        yield from _hindrances(finding)
    else:
        yield from _ways(told, show)
        yield from _reasons(finding)
    if finding.latent:
        yield line(("It opens as soon as what is down comes up again.", "yellow"))
    yield from _openings(explanation)
    yield from _to_read(finding, explanation)
    for switch in finding.assumes:
        yield line((f"Assumed, since nobody asked: {switch}", "dim"))
    others = len(explanation.paths) + explanation.more_paths - 1
    if show == "path" and others > 0:
        yield line(("Others that matter: ", "dim"), f"--all-paths ({others})")


# --- ways -------------------------------------------------------------------------------------


def _ways(told: Told, show: Show) -> Iterator[Block]:
    finding, explanation = told.finding, told.explanation
    if show == "path":
        yield from (_hop(hop, finding.reasons) for hop in finding.path)
        return
    for number, way in enumerate(explanation.paths, 1):
        from cartographer.reach.written import kinds

        carried = f"  {kinds(way.traffic)}" if way.traffic else ""
        to = f" to {_short(way.to)}" if way.to else ""
        yield line(f"{number}. ", (way.verdict.upper(), _STYLES[way.verdict]), carried + to)
        yield from (_hop(hop, finding.reasons) for hop in way.path)
    if explanation.more_paths:
        yield line(f"and {count(explanation.more_paths, 'way')} more")


def _hop(hop: Waypoint, reasons: Sequence[Reason]) -> Block:
    here = [
        one
        for one in reasons
        if (one.resource, one.rule, one.direction) == (hop.resource, hop.rule, hop.direction)
    ]
    place = _short(hop.resource) or "stateful filter"
    rule = f"  {hop.rule}" if hop.rule else ""
    return line("  ", _MARKS[_state(here)], f" {_way(hop.direction)}{place}", rule)


def _state(reasons: Sequence[Reason]) -> str:
    if not reasons:
        return "passes"
    return "stops" if any(one.certain for one in reasons) else "doubt"


# --- why not ----------------------------------------------------------------------------------


def _reasons(finding: Finding) -> Iterator[Block]:
    for one in finding.reasons if finding.verdict != "reachable" else ():
        where = f" at {one.resource}" if one.resource else ""
        rule = f"  {one.rule}" if one.rule else ""
        yield line("  why: ", (_way(one.direction) + one.code, "bold"), where, rule)


def _hindrances(finding: Finding) -> Iterator[Block]:
    """Yield all reasons, hop by hop in the order in which the packets meet them."""
    if finding.verdict == "reachable":
        yield line("Nothing stands in the way.")
        return
    order: dict[_At, int] = {
        (hop.direction, hop.resource): number for number, hop in enumerate(finding.path)
    }
    places: dict[_At, list[Reason]] = {}
    for one in finding.reasons:
        places.setdefault((one.direction, one.resource), []).append(one)
    last = len(order)
    for place in sorted(places, key=lambda one: (one[0] == "return", order.get(one, last))):
        direction, resource = place
        where = _way(direction) + (_short(resource) or "on the way")
        yield line("  ", _MARKS[_state(places[place])], f" {where}")
        for one in places[place]:
            yield line("      ", (one.code, "bold"), f"  {one.rule}" if one.rule else "")


# --- what would open it -----------------------------------------------------------------------


def _openings(explanation: Explanation) -> Iterator[Block]:
    if explanation.would_open is None:
        return
    for number, opening in enumerate(explanation.would_open):
        yield from _opening(opening, "or" if number else "Would open it")
    if explanation.more_openings:
        changes = count(explanation.more_openings, "set")
        yield line(f"  and {changes} of as many changes")
    if not explanation.would_open:
        from cartographer.exposure.remedy import MOST_CHANGES

        yield line((f"Nothing within {MOST_CHANGES} changes surely opens it", "bold"))
        for one in explanation.in_the_way:
            where = f" at {_short(one.resource)}" if one.resource else ""
            needs = f": {_NEEDS[one.code]}" if one.code in _NEEDS else ""
            yield line("  in the way: ", (_way(one.direction) + one.code, "bold"), where, needs)


def _opening(opening: Opening, word: str) -> Iterator[Block]:
    from cartographer.reach.written import kinds

    changes = count(len(opening.changes), "change")
    texts = [one.text for one in opening.changes]
    yield line((f"{word}: ", "bold"), f"{changes}: {texts[0]}")
    yield from (line(f"  and {text}") for text in texts[1:])
    if opening.also_opens:
        yield line(f"  it would also open {kinds(opening.also_opens)}")


# --- what would have to be read ---------------------------------------------------------------


def _to_read(finding: Finding, explanation: Explanation) -> Iterator[Block]:
    old = sorted({str(one.resource) for one in finding.reasons if one.code == "too-old"})
    for resource in old:
        yield line(("To know: ", "bold"), f"cartographer refresh {resource}")
    if finding.verdict == "reachable" or not explanation.unread:
        return
    types = dict.fromkeys(one.type for one in explanation.unread)
    details = [f"{one.aspect} of {one.type}" for one in explanation.unread if one.aspect]
    flags = " ".join(f"--type {one}" for one in types)
    beside = f"   ({', '.join(details)})" if details else ""
    yield line(("To know: ", "bold"), f"cartographer snapshot {flags}", beside)


def _way(direction: str | None) -> str:
    return "reply: " if direction == "return" else ""


def _short(resource: str | None) -> str | None:
    return None if resource is None else resource.rsplit(":", 1)[-1]
