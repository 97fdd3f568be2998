"""Blind spots that somebody has accepted: which scopes, why, and until when.

A pattern is `STATE:REGION`, or terms such as `account=1111*,region=eu-*` joined by commas. Names
are account, region, type, state and aspect; `*` and `?` stand for what they do in file names, and a
name that is left out stands for all.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from fnmatch import fnmatchcase
from functools import cache
from typing import Annotated

from msgspec import Struct
from msgspec.structs import replace

from cartographer.model.coverage import GAPS, Coverage, State
from cartographer.model.meaning import says

NAMES = ("account", "region", "type", "state", "aspect")


class AcceptedGap(Struct, frozen=True, order=True):
    """One accepted blind spot."""

    scope: Annotated[str, says("Pattern of what is accepted.")]
    reason: Annotated[str, says("Why it is accepted.")]
    until: Annotated[date, says("Last day on which it counts as accepted.")]

    def covers(self, coverage: Coverage, state: State, aspect: str | None) -> bool:
        """Return whether a scope that ended in a state, or an aspect in it, is meant."""
        scope = coverage.scope
        facts = {
            "account": scope.account,
            "region": scope.region,
            "type": scope.type,
            "state": state.value,
            "aspect": aspect or "",
        }
        wanted = terms(self.scope)
        if aspect is None and "aspect" in wanted:
            return False  # of a scope whose aspects alone are meant
        return all(fnmatchcase(facts[name], pattern) for name, pattern in wanted.items())


@cache
def terms(pattern: str) -> dict[str, str]:
    """Return the terms of a pattern by name.

    Raises:
        ValueError: it is no pattern; the message says what is wrong.
    """
    if "=" not in pattern:
        state, _, region = pattern.partition(":")
        if state not in {one.value for one in GAPS} or not region:
            raise ValueError(
                f"{pattern!r} is no scope: give STATE:REGION ({_known_states()}), or terms of "
                f"{', '.join(NAMES)} such as account=111122223333,type=AWS::KMS::Key"
            )
        return {"state": state, "region": region}
    found = {}
    for term in pattern.split(","):
        name, _, value = term.strip().partition("=")
        if name not in NAMES or not value or name in found:
            raise ValueError(
                f"{term.strip()!r} is no term: give NAME=PATTERN, each once, of {', '.join(NAMES)}"
            )
        found[name] = value
    if not any(fnmatchcase(one.value, found.get("state", "*")) for one in GAPS):
        raise ValueError(f"{found['state']!r} is no state of a gap: give {_known_states()}")
    return found


def _known_states() -> str:
    return ", ".join(sorted(one.value for one in GAPS))


Accept = Callable[[Coverage], Coverage | None]
"""Returns what is left of a gap once what is accepted is taken out of it."""


def acceptance(gaps: Iterable[AcceptedGap], today: date) -> Accept:
    """Return what takes out of a gap all that is accepted and has not run out."""
    standing = [one for one in gaps if one.until >= today]

    def left(coverage: Coverage) -> Coverage | None:
        if not coverage.gap or not standing:
            return coverage if coverage.gap else None
        state = coverage.state in GAPS and not _any(standing, coverage, coverage.state, None)
        unread = tuple(
            one
            for one in coverage.unread
            if one.state in GAPS and not _any(standing, coverage, one.state, one.aspect)
        )
        if not state and not unread:
            return None
        return replace(coverage, unread=unread)

    return left


def _any(gaps: Iterable[AcceptedGap], coverage: Coverage, state: State, aspect: str | None) -> bool:
    return any(one.covers(coverage, state, aspect) for one in gaps)


def alike(gaps: Iterable[AcceptedGap], coverage: Coverage) -> Iterator[AcceptedGap]:
    """Yield the accepted gaps that take something out of a scope's coverage."""
    for one in gaps:
        if (coverage.state in GAPS and one.covers(coverage, coverage.state, None)) or any(
            one.covers(coverage, unread.state, unread.aspect) for unread in coverage.unread
        ):
            yield one
