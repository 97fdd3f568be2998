"""What a command answers, before it is known in which form it will be read.

One answer holds the document for machines and the lines for people, so that a command never
asks for the form. Nothing here writes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any

from msgspec import Struct

from cartographer.cli.text import cut, safe
from cartographer.model.meaning import says

Part = str | tuple[str, str]
"""Text, or text with a style: bold, dim, or a colour."""


class Line(Struct, frozen=True):
    """One line for people."""

    parts: Annotated[tuple[Part, ...], says("Texts, some with a style.")]

    @property
    def text(self) -> str:
        """The line without its styles."""
        return "".join(part if isinstance(part, str) else part[0] for part in self.parts)


def line(*parts: Part) -> Line:
    """Return a line of some parts."""
    return Line(parts)


def fitted(line: Line, width: int) -> Line:
    """Return a line that is at most so many characters long, its end cut off."""
    if len(safe(line.text)) <= width:
        return line
    parts: list[Part] = []
    for part in line.parts:
        text, style = (part, None) if isinstance(part, str) else part
        told = cut(safe(text), width)
        parts.append(told if style is None else (told, style))
        width -= len(told)
        if told != safe(text) or width <= 0:
            break
    return Line(tuple(parts))


BLANK = Line(())


class Column(Struct, frozen=True):
    """One column of a table, and how it is read from an item."""

    name: Annotated[str, says("Heading.")]
    read: Annotated[Callable[[Any], object], says("The cell of an item.")]
    wide: Annotated[bool, says("Shown only when asked for a wide table, and in CSV.")] = False
    flexible: Annotated[bool, says("May be cut where the terminal is narrow.")] = False
    firm: Annotated[bool, says("Cut only where the other flexible columns cannot give more.")] = (
        False
    )
    wraps: Annotated[bool, says("Goes on in the next line where it would be cut.")] = False
    right: Annotated[bool, says("Numbers stand at the right.")] = False


class Grid(Struct, frozen=True):
    """A table for people."""

    columns: Annotated[tuple[Column, ...], says("Columns from left to right.")]
    items: Annotated[Sequence[Any], says("One a row.")]
    indent: Annotated[int, says("Spaces before each row.")] = 0
    headed: Annotated[bool, says("Whether it has headings.")] = True


Block = Line | Grid
People = Callable[[bool], Iterable[Block]]
"""What people read; the argument says whether they asked for a wide table."""


class Answer(Struct, frozen=True):
    """An answer in all its forms."""

    document: Annotated[Any, says("What JSON and YAML hold.")]
    people: Annotated[People, says("What a person reads.")]
    items: Annotated[
        Sequence[Mapping[str, Any]] | None, says("What JSON lines and CSV hold, one a line.")
    ] = None
    columns: Annotated[tuple[Column, ...], says("Columns of CSV.")] = ()


def member(name: str, heading: str | None = None, **marks: bool) -> Column:
    """Return a column for people that reads one member of an item."""
    return Column((heading or name).upper().replace("_", " "), _reader(name), **marks)


def cells(*names: str) -> tuple[Column, ...]:
    """Return the columns of CSV: members of an item by their own names."""
    return tuple(Column(name, _reader(name)) for name in names)


def _reader(name: str) -> Callable[[Mapping[str, Any]], object]:
    return lambda item: item.get(name)
