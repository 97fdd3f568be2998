"""Facts that are too old to rest on: what leans on one is unknown.

It refuses to know what time it is.
"""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from cartographer.exposure.atlas import Fact
from cartographer.exposure.front import AtlasOf, Call, Open
from cartographer.exposure.question import Finding
from cartographer.model.reading import Memo, Read
from cartographer.model.verdict import Reason
from cartographer.reach.traffic import TrafficSet
from cartographer.reach.written import written

TOO_OLD = "too-old"


class Oldest:
    """The oldest fact that each thing that is open rests on, of what a memo holds now."""

    def __init__(self, memo: Memo, atlas_of: AtlasOf) -> None:
        """Ask a memo what the queries read that found something open."""
        self._memo = memo
        self._atlas = atlas_of(memo)
        self._found: dict[Call, Fact | None] = {}

    def __call__(self, one: Open) -> Fact | None:
        """Return the oldest fact of something open, its own port's and door's included."""
        ends = (self._atlas.resource(port) for port in (one.port, one.door))
        own = self._atlas.oldest_of(Read("aspect", str(key)) for key in ends if key is not None)
        return min(filter(None, (own, *map(self._of, one.found_by))), default=None)

    def _of(self, call: Call) -> Fact | None:
        if call not in self._found:
            query, arguments = call
            self._found[call] = self._atlas.oldest_of(self._memo.rests_on(query, *arguments))
        return self._found[call]


def aged(finding: Finding, asked: TrafficSet, oldest: Fact | None, since: datetime) -> Finding:
    """Return a finding as it is worth if what was seen before a time counts as unknown."""
    if oldest is None or oldest[0] >= since:
        return finding
    reason = Reason(TOO_OLD, resource=oldest[1].id, certain=False)
    return replace(
        finding,
        verdict="unknown",
        forward="unknown",
        certain=(),
        possible=written(asked).boxes,
        reasons=tuple(sorted({*finding.reasons, reason}, key=str)),
        latent=False,
    )
