"""One field that differs as people read it: pointer and values within the width of a line.

What a person looks for is which field, and what differs of its value: the end of a pointer is
never cut off, and of two long values the beginning that they share is.
"""

import re
from collections.abc import Sequence

from cartographer.cli.answer import Line, line
from cartographer.cli.screen import room
from cartographer.cli.text import cut, cut_front, safe
from cartographer.model.change import FieldChange
from cartographer.model.document import encode

INDENT = 10
_WIDE_VALUE = 2000
_LEAST_VALUE = 12
_LONG_KEY = 40
_BEFORE = 8
_ELLIPSIS = "…"
_WHOLE = re.compile(r"\[=((?:[^\],]*))((?:,#\d+)?)\]")
_KEYS = re.compile(r"\[[^\]]*\]")
_LAST_KEY = re.compile(r"\[[^\]]*\]$")
_KEY_LEFT_OUT = f"[{_ELLIPSIS}]"


def field_line(field: FieldChange, *, wide: bool) -> Line:
    """Return one field that differs, old → new."""
    values = [safe(encode(one).decode()) for one in _values(field)]
    pointer = safe(field.pointer)
    if wide:
        values = [cut(one, _WIDE_VALUE) for one in values]
    else:
        pointer, values = _fitted(pointer, values, room() - INDENT - len("  ") - len(" → "))
    head = f"{'':{INDENT}}{pointer}"
    if field.op == "add":
        return line(head, ("  + ", "green"), *values)
    if field.op == "remove":
        return line(head, ("  - ", "red"), *values)
    return line(head, f"  {' → '.join(values)}")


def _values(field: FieldChange) -> tuple[object, ...]:
    return {"add": (field.new,), "remove": (field.old,)}.get(field.op, (field.old, field.new))


def _fitted(pointer: str, values: list[str], width: int) -> tuple[str, list[str]]:
    """Return both within a width; a pointer leaves some of it to its values."""
    wanted = min(sum(map(len, values)), _LEAST_VALUE * (1 + len(values)))
    pointer = shortened(pointer, max(width - wanted, width // 2))
    return pointer, _cut_values(values, width - len(pointer))


def shortened(pointer: str, width: int) -> str:
    """Return a pointer with its head and as many of its last segments as fit.

    Whole documents that stand for a key are left out, and if need be the key of the element
    that it ends at, whose value is told beside it, then segments, then all keys.
    """
    pointer = _WHOLE.sub(_without_document, pointer)
    last_open = _LAST_KEY.sub(_KEY_LEFT_OUT, pointer)
    for told in (pointer, last_open):
        if len(told) <= width:
            return told
    for told in (last_open, _KEYS.sub(_KEY_LEFT_OUT, pointer)):
        head, *rest = told.split("/")[1:]
        for left_out in range(len(rest)):
            middle = (_ELLIPSIS,) if left_out else ()
            short = "/".join(("", head, *middle, *rest[left_out:]))
            if len(short) <= width:
                return short
    return cut_front(told, width)


def _without_document(found: re.Match[str]) -> str:
    value, number = found.groups()
    is_document = value.startswith(("{", "~2")) or len(value) > _LONG_KEY
    return f"[{_ELLIPSIS}{number}]" if is_document else found.group()


def _cut_values(values: Sequence[str], width: int) -> list[str]:
    """Return values that are together no longer than a width."""
    if sum(map(len, values)) <= width:
        return list(values)
    if len(values) == 1:
        return [cut(values[0], width)]
    first, second = values
    pairs = enumerate(zip(first, second, strict=False))
    shared = next((at for at, (one, other) in pairs if one != other), min(map(len, values)))
    half = width // len(values)
    if half // 2 < shared and shared > _BEFORE:
        values = [_ELLIPSIS + one[shared - _BEFORE :] for one in values]
    rest = [width - min(len(one), half) for one in reversed(values)]
    return [cut(one, max(half, most)) for one, most in zip(values, rest, strict=True)]
