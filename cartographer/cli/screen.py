"""How lines and tables are laid out for people, in colour and page by page if they can be."""

import os
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

import click

from cartographer.cli.answer import Block, Column, Grid, Line
from cartographer.cli.text import cut, plain, safe

_GAP = "  "
_LONGEST = 240
_NARROWEST = 8
_FILE_WIDTH = 120
_LEAST_WIDTH = 40
_COLOURS = {"bold": {"bold": True}, "dim": {"dim": True}}


def room() -> int:
    """Return how many columns a line may have: the terminal's, or those of a file."""
    if not sys.stdout.isatty():
        return _FILE_WIDTH
    return max(shutil.get_terminal_size().columns, _LEAST_WIDTH)


class Screen:
    """Where people read: a terminal, or a file that someone looks at later."""

    def __init__(self, *, colour: bool, pager: bool) -> None:
        """Find out whether it is a terminal, and how wide."""
        self.terminal = sys.stdout.isatty()
        self.colour = colour and self.terminal and not os.environ.get("NO_COLOR")
        self._pager = pager and self.terminal and sys.stdin.isatty()
        self._height = shutil.get_terminal_size().lines
        self._width = room()

    def show(self, blocks: Iterable[Block], *, wide: bool) -> None:
        """Write blocks to standard output."""
        lines = [text for block in blocks for text in self._lines(block, wide=wide)]
        if self._pager and len(lines) >= self._height:
            click.echo_via_pager("\n".join(lines), color=self.colour)
            return
        for text in lines:
            click.echo(text, color=self.colour)

    def _lines(self, block: Block, *, wide: bool) -> Iterator[str]:
        if isinstance(block, Line):
            yield self._styled(block)
        else:
            yield from self._grid(block, wide=wide)

    def _styled(self, line: Line) -> str:
        return "".join(
            safe(part) if isinstance(part, str) else self._style(safe(part[0]), part[1])
            for part in line.parts
        )

    def _style(self, text: str, style: str) -> str:
        if not self.colour:
            return text
        return click.style(text, **_COLOURS.get(style, {"fg": style}))

    def _grid(self, grid: Grid, *, wide: bool) -> Iterator[str]:
        columns = [one for one in grid.columns if wide or not one.wide]
        rows = [[safe(plain(column.read(item))) for column in columns] for item in grid.items]
        if not wide:
            rows = [_cut_longest(columns, row) for row in rows]
        heads = [column.name if grid.headed else "" for column in columns]
        widths = [max(map(_width, cells)) for cells in zip(heads, *rows, strict=True)]
        if not wide and (self.terminal or _least(columns, widths) <= self._width - grid.indent):
            _squeeze(columns, widths, self._width - grid.indent)
        if grid.headed:
            yield self._style(_row(columns, heads, widths, grid.indent), "dim")
        for row in rows:
            for cells in _wrapped(columns, row, widths):
                yield _row(columns, cells, widths, grid.indent)


def _cut_longest(columns: Sequence[Column], row: list[str]) -> list[str]:
    return [
        cut(cell, _LONGEST) if column.flexible and not column.wraps else cell
        for column, cell in zip(columns, row, strict=True)
    ]


def _least(columns: Sequence[Column], widths: list[int]) -> int:
    """Return how narrow rows can become; a file with wider ones is left as it is."""
    cells = (
        min(width, _NARROWEST) if column.flexible else width
        for column, width in zip(columns, widths, strict=True)
    )
    return sum(cells) + len(_GAP) * (len(widths) - 1)


def _squeeze(columns: Sequence[Column], widths: list[int], limit: int) -> None:
    """Make flexible columns narrower, the widest first and firm ones last, until a row fits."""
    for firm in (False, True):
        flexible = [at for at, one in enumerate(columns) if one.flexible and (firm or not one.firm)]
        while flexible and sum(widths) + len(_GAP) * (len(widths) - 1) > limit:
            widest = max(flexible, key=lambda at: widths[at])
            if widths[widest] <= _NARROWEST:
                break
            widths[widest] -= 1


def _wrapped(columns: Sequence[Column], row: list[str], widths: list[int]) -> Iterator[list[str]]:
    """Yield the lines of a row: one, but for cells that go on in the next."""
    cells = [
        textwrap.wrap(cell, width) if column.wraps and _width(cell) > width else [cell]
        for column, cell, width in zip(columns, row, widths, strict=True)
    ]
    yield from map(list, zip_longest(*cells, fillvalue=""))


def _row(columns: Sequence[Column], cells: list[str], widths: list[int], indent: int) -> str:
    padded = []
    for column, cell, width in zip(columns, cells, widths, strict=True):
        text = cut(cell, width) if column.flexible and _width(cell) > width else cell
        space = " " * (width - _width(text))
        padded.append(space + text if column.right else text + space)
    return " " * indent + _GAP.join(padded).rstrip()


def _width(text: str) -> int:
    """Return how many cells of a terminal a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)
