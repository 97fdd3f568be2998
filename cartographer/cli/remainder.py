"""What of recorded input did not become inventory, as people read it."""

from collections.abc import Iterator, Sequence

from cartographer.cli.answer import Line, fitted, line
from cartographer.cli.text import count, cut_front, safe
from cartographer.ports import Remainder

_MOST = 10
_PATH = 48
_LOST = ("unrecognised", "unreadable")
"""Kinds that may be inventory we failed to read; a run's facts count them."""


def remainders(notes: Sequence[Remainder], width: int, *, every: bool) -> Iterator[Line]:
    """Yield what was not recognised, and if all is wanted what is known to be no inventory."""
    lost = [one for one in notes if one.kind in _LOST]
    others = [one for one in notes if one.kind not in _LOST]
    if lost:
        items = count(sum(one.count for one in lost), "recorded item")
        yield line((f"Not recognised: {items}", "yellow"))
        most = len(lost) if every else _MOST
        yield from (_told(one, width) for one in lost[:most])
        if len(lost) > most:
            yield line((f"  {len(lost) - most} more: -v", "dim"))
    if others:
        items = count(sum(one.count for one in others), "recorded item")
        yield line(f"No inventory: {items}", *([] if every else [("   (-v lists them)", "dim")]))
        yield from (_told(one, width) for one in (others if every else ()))


def _told(note: Remainder, width: int) -> Line:
    path = cut_front(safe(note.path), max(width // 2, _PATH))
    what = f" {note.what}" if note.what else ""
    times = f" ({note.count:,})" if note.count > 1 else ""
    return fitted(line(f"  {path}:{what}{times}: {note.reason}"), width)
