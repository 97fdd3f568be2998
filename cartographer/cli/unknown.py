"""What a diff cannot tell as people read it: by place first, resource by resource if asked."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from cartographer.cli.answer import Line, fitted, line
from cartographer.cli.naming import Names
from cartographer.cli.text import brief, count, cut_front, listed, safe
from cartographer.model.change import Unknown
from cartographer.model.key import Key

_WORD = ("UNKNOWN  ", "yellow")
_HINT = "   (--unknown lists them)"
_FEW = 3
_MOST = 20
_ID = 48
_INDENT = " " * 10


_Alike = tuple[str, str, str, str, tuple[str, ...]]
"""Account, region, type, reason, and the aspects that are not known."""


class Doubts:
    """What is unknown of a comparison, told in lines of some width."""

    def __init__(
        self, unknown: Sequence[Unknown], names: Names, width: int, at: datetime | None
    ) -> None:
        """Take what is unknown; times on the day of `at` are told without their date."""
        self._unknown = unknown
        self._names = names
        self._width = width
        self._at = at

    def summary(self) -> Iterator[Line]:
        """Yield a line for each account, region and reason, then one for each resource."""
        whole: dict[tuple[str, str, str], list[Unknown]] = {}
        aspects: dict[tuple[Key, str], list[Unknown]] = {}
        for one in self._unknown:
            if one.aspect is None:
                whole.setdefault((*self._names.asked(one.key), one.reason), []).append(one)
            else:
                aspects.setdefault((one.key, one.reason), []).append(one)
        for (account, region, reason), found in sorted(whole.items()):
            types = sorted({one.key.type for one in found})
            of = types[0] if len(types) == 1 else count(len(types), "type")
            told = f"{account} {region}  {count(len(found), 'resource')} of {of} {reason}"
            yield fitted(line(_WORD, f"{told}, {self._since(found)}", (_HINT, "dim")), self._width)
        yield from self._aspects(aspects)

    def _aspects(self, aspects: dict[tuple[Key, str], list[Unknown]]) -> Iterator[Line]:
        """Yield a line a resource, or one for many that lack the same."""
        alike: dict[_Alike, list[Key]] = {}
        for (key, reason), found in aspects.items():
            lacked = tuple(sorted({one.aspect or "" for one in found}))
            at = (*self._names.asked(key), key.type, reason, lacked)
            alike.setdefault(at, []).append(key)
        lines = [
            self._lacking(at, who) for at, keys in sorted(alike.items()) for who in self._who(keys)
        ]
        yield from lines[:_MOST]
        if len(lines) > _MOST:
            yield line(_WORD, f"{len(lines) - _MOST:,} more lines like these: --unknown")

    def _lacking(self, at: _Alike, who: str) -> Line:
        account, region, type_, reason, lacked = at
        head = f"{account} {region}  "
        told = f"  {type_}  {count(len(lacked), 'aspect')} {reason}: "
        left = self._width - len(_WORD[0]) - len(head) - len(who) - len(told)
        return fitted(line(_WORD, head, (who, "bold"), told, listed(lacked, left)), self._width)

    def _who(self, keys: Sequence[Key]) -> Iterable[str]:
        if len(keys) > _FEW:
            return (count(len(keys), "resource"),)
        return sorted(cut_front(safe(self._names.short(key)), _ID) for key in keys)

    def listing(self) -> Iterator[Line]:
        """Yield all of it: account, region, type, aspect and reason, and which resources."""
        groups: dict[tuple[str, str, str, str, str], list[Unknown]] = {}
        for one in self._unknown:
            at = (*self._names.asked(one.key), one.key.type, one.aspect or "", one.reason)
            groups.setdefault(at, []).append(one)
        for (account, region, type_, aspect, reason), found in sorted(groups.items()):
            what = f"{aspect} of {type_}" if aspect else type_
            told = f"{account} {region}  {count(len(found), 'resource')}: {what}  {reason}"
            yield fitted(line(_WORD, f"{told}, {self._since(found)}"), self._width)
            who = ", ".join(sorted(safe(self._names.short(one.key)) for one in found))
            wrapped = textwrap.wrap(who, self._width - len(_INDENT), break_on_hyphens=False)
            yield from (line((_INDENT + text, "dim")) for text in wrapped)

    def _since(self, found: Iterable[Unknown]) -> str:
        times = [one.stale_since for one in found if one.stale_since is not None]
        return f"not seen since {brief(min(times), self._at)}" if times else "never seen"
