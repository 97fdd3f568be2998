"""Names from strangers made fit to be shown: cleaned, cut and escaped.

Whatever a cloud's customer typed may stand in a name, a tag or a description. Each writer
takes its text through here. It knows no format beyond the escapes of its markup.
"""

import re
import unicodedata

REPLACEMENT = "\ufffd"
"""What stands for a character that must not be shown."""

LONGEST = 300
"""Characters after which a tooltip is cut."""

_SEEN_AS_SPACE = frozenset("\t\n\v\f\r\x85\u2028\u2029")
_NARROW = frozenset("iljtfrI.,:;'|!()[]{} `-/\\\"*")
_WIDE = frozenset("mwMW@%&")
_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
_XML = str.maketrans(_MARKUP)
_UNSAFE_JSON = re.compile("[<>&\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def clean(text: str, longest: int = LONGEST) -> str:
    """Return one line of visible text, cut after `longest` characters.

    Control characters, marks that change the direction of text, halves of surrogate pairs
    and what Unicode does not assign become the replacement character; breaks become blanks.
    """
    cut = text[: longest + 1]
    shown = "".join(map(_visible, cut))
    return shown if len(cut) <= longest else shown[: longest - 1] + "…"


def _visible(char: str) -> str:
    if char in _SEEN_AS_SPACE:
        return " "
    return REPLACEMENT if unicodedata.category(char).startswith("C") else char


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return about how wide a sans-serif face sets a text, in points; rather more than less."""
    return sum(map(_advance, text)) * size * (1.07 if bold else 1.0)


def _advance(char: str) -> float:
    if char in _NARROW:
        return 0.34
    if char in _WIDE:
        return 0.92
    if ord(char) > 0x2E80 and unicodedata.east_asian_width(char) in "WF":  # noqa: PLR2004  where CJK begins
        return 1.0
    return 0.7 if char.isupper() else 0.57


def fit(text: str, room: float, size: float, *, bold: bool = False, middle: bool = False) -> str:
    """Return a cleaned text cut to a width; `middle` keeps both ends, as ids need."""
    shown = clean(text)
    if width(shown, size, bold=bold) <= room:
        return shown
    for length in range(len(shown) - 1, 0, -1):
        tail = length // 2 if middle else 0
        cut = shown[: length - tail].rstrip() + "…" + (shown[-tail:] if tail else "")
        if width(cut, size, bold=bold) <= room:
            return cut
    return "…"


def markup(text: str) -> str:
    """Return text escaped for XML, in content and in attributes."""
    return text.translate(_XML)


def label(text: str) -> str:
    r"""Return text escaped for a label in Graphviz's HTML-like form.

    Graphviz expands `\N` and the like even there, so a backslash is doubled. Nor does it take
    an empty element: nothing is a blank.
    """
    return markup(text.replace("\\", "\\\\")) or "&#160;"


def guard(document: bytes) -> bytes:
    """Return a JSON document that is also harmless inside HTML and on a terminal.

    The characters that could end a script, hide themselves or turn the direction of text
    are written as escapes; what a parser reads stays the same.
    """
    text = document.decode()
    return _UNSAFE_JSON.sub(lambda found: f"\\u{ord(found.group()):04x}", text).encode()


def thousands(number: int) -> str:
    """Return a number as people read it."""
    return f"{number:,}"


def plural(number: int, noun: str) -> str:
    """Return a count of things in words."""
    if number == 1:
        return f"1 {noun}"
    if noun.endswith(("s", "x", "ch")):
        ending = "es"
    elif noun.endswith("y") and noun[-2:-1] not in set("aeiou"):
        noun, ending = noun[:-1], "ies"
    else:
        ending = "s"
    return f"{thousands(number)} {noun}{ending}"
