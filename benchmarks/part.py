"""A part of `docs/benchmarks.md`: a module that measures, and tells what it measured as a section.

A module of a part has one function `section` that yields paragraphs of Markdown; a line in
`benchmarks/__main__.py` gives it a name and a heading. What it cannot measure, and a claim that
does not hold, it raises: a part never passes over a failure.
"""

import os
import platform
import re
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypeVar

from msgspec import Struct

from cartographer.model.meaning import says

ROOT = Path(__file__).parents[1]
MEGA = 1_000_000
_P = ParamSpec("_P")
_T = TypeVar("_T")


class Part(Struct, frozen=True):
    """A section, and who measures it."""

    heading: Annotated[str, says("Its heading on the page.")]
    section: Annotated[Callable[[], Iterable[str]], says("What yields its paragraphs.")]

    def measure(self, name: str) -> str:
        """Return its section, measured in a process of its own."""
        began = time.perf_counter()
        paragraphs = apart(_told, self.section)
        machine = (
            f"`python -m benchmarks {name}`, {time.perf_counter() - began:.0f} seconds on "
            f"{len(os.sched_getaffinity(0))} cores ({platform.machine()}, {platform.system()}), "
            f"Python {platform.python_version()}."
        )
        return "\n\n".join((f"## {self.heading}", machine, *paragraphs))


class Claim(Struct, frozen=True):
    """What must hold, and what was seen of it."""

    text: Annotated[str, says("What is claimed.")]
    seen: Annotated[str, says("What was measured.")]
    holds: Annotated[bool, says("Whether that bears it out.")]


def _told(section: Callable[[], Iterable[str]]) -> list[str]:
    return list(section())


def apart(work: Callable[_P, _T], *arguments: _P.args, **options: _P.kwargs) -> _T:
    """Return what some work returns in a process of its own, so that nothing leaks into it."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        return alone.submit(work, *arguments, **options).result()


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return a table in Markdown."""
    return "\n".join(_line(row) for row in (head, ["---"] * len(head), *rows))


def _line(cells: Iterable[Any]) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def insist(claims: Iterable[Claim]) -> None:
    """Raise a `RuntimeError` that names the claims that do not hold."""
    if broken := [f"{one.text}: {one.seen}" for one in claims if not one.holds]:
        raise RuntimeError(f"does not hold: {'; '.join(broken)}")


def megabytes(count: float, digits: int = 0) -> str:
    """Return a number of bytes as it is written on the page."""
    return f"{count / MEGA:,.{digits}f} MB"


def peak_bytes() -> int:
    """Return the most memory that this process held at once.

    From Linux itself: getrusage would also tell of the process that this one began as.
    https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
    """
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    (kilobytes,) = re.findall(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    return int(kilobytes) * 1024
