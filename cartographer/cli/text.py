"""Text from strangers made safe to show: names, tags and descriptions come from anyone.

The one place where the terminal and CSV are guarded. It refuses to know where text goes.
"""

import unicodedata
from collections.abc import Collection, Sequence
from datetime import UTC, datetime

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories that move the cursor, turn the direction of writing, or show nothing."""

_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""First characters that make a spreadsheet read a cell as a formula.

https://owasp.org/www-community/attacks/CSV_Injection
"""

_ELLIPSIS = "…"


def safe(text: str) -> str:
    r"""Return text with control characters, bidi marks and line ends escaped.

    A backslash of the text itself stays: `\x1b` on the screen may be either, and both are
    harmless.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character in _NAMED:
        return _NAMED[character]
    if unicodedata.category(character) not in _HIDDEN:
        return character
    code = ord(character)
    if code <= 0xFF:  # noqa: PLR2004  two hexadecimal digits
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004  four


def cut(text: str, width: int) -> str:
    """Return text that is at most so many characters long, its end cut off."""
    return text if len(text) <= width else text[: max(width - 1, 0)] + _ELLIPSIS


def cut_front(text: str, width: int) -> str:
    """Return text that is at most so many characters long, its beginning cut off."""
    return text if len(text) <= width else _ELLIPSIS + text[len(text) - max(width - 1, 0) :]


def listed(names: Sequence[str], width: int) -> str:
    """Return as many of some names as fit a width, one at least, and whether there are more."""
    told = ", ".join(names)
    for most in range(len(names) - 1, 0, -1):
        if len(told) <= width:
            break
        told = ", ".join((*names[:most], _ELLIPSIS))
    return told


def csv_cell(value: object) -> str:
    """Return a cell that no spreadsheet takes for a formula, with a quote before what would be.

    Numbers and times stand as in JSON, and so do lists and objects; what could act on a
    terminal is escaped as in tables.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        import msgspec

        encoded = msgspec.json.encode(value).decode()
        return encoded.strip('"') if isinstance(value, datetime) else _guarded(encoded)
    shown = safe(value)
    return f"'{shown}" if value.startswith(_FORMULA) else shown


def _guarded(encoded: str) -> str:
    """Return JSON with what could hide or turn text escaped, as its reader undoes it."""
    if encoded.isascii() and encoded.isprintable():
        return encoded
    return "".join(
        character if unicodedata.category(character) not in _HIDDEN else _units(character)
        for character in encoded
    )


def _units(character: str) -> str:
    units = character.encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def plain(value: object) -> str:
    """Return a value as people read it in a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, dict):
        return " ".join(f"{name}={plain(one)}" for name, one in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(plain, value))
    return str(value)


def moment(time: datetime | str | None) -> str:
    """Return a time as people read it: UTC, to the second; `never` for none."""
    if time is None:
        return "never"
    if isinstance(time, str):
        time = datetime.fromisoformat(time)
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def brief(time: datetime, beside: datetime | None = None) -> str:
    """Return a time to the minute, and without its date if that is the date of another."""
    time = time.astimezone(UTC)
    same = beside is not None and beside.astimezone(UTC).date() == time.date()
    return time.strftime("%H:%MZ" if same else "%Y-%m-%dT%H:%MZ")


def region(name: str | None) -> str:
    """Return a region as people read it; none is that of an account that nobody could enter."""
    return "(not entered)" if name is None else name


def nearest(noun: str, word: str, known: Collection[str]) -> str:
    """Return that there is no thing of a name, with what may have been meant."""
    import difflib

    folded = {one.lower(): one for one in known}
    near = difflib.get_close_matches(word.lower(), folded, n=3, cutoff=0.6)
    hint = f"did you mean {' or '.join(folded[one] for one in near)}?" if near else ""
    return f"no {noun} {word!r}; {hint or 'see `cartographer types`'}"


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Return a number with its noun, such as `1 scope` or `1,204 scopes`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
