"""The two programs that lay pictures out: the system's `dot`, else the `graphviz-pure` wheel.

Both take the same command line, and are given text on their standard input alone.
"""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Annotated

from msgspec import Struct

from cartographer.model.error import CartographerError
from cartographer.model.meaning import says

SECONDS = 60.0
"""After which a rendering is given up."""

_SAID = 300


class RenderError(CartographerError):
    """No renderer, or one that failed; the message says what to do."""


class Renderer(Struct, frozen=True):
    """A program that speaks Graphviz's language."""

    name: Annotated[str, says("system or pure.")]
    program: Annotated[str, says("Path of the program.")]

    def run(
        self, source: str, format_: str, seconds: float = SECONDS, *, pinned: bool = False
    ) -> bytes:
        """Return what the program makes of a picture; a pinned one has all its positions.

        Raises:
            RenderError: it failed, or took too long.
        """
        engine = ("-Kneato", "-n2") if pinned else ("-Kdot",)
        command = [self.program, *engine, f"-T{format_}", "-q"]
        try:
            ran = subprocess.run(  # noqa: S603  our own command line, the text is on its input
                command, input=source.encode(), capture_output=True, timeout=seconds, check=False
            )
        except subprocess.TimeoutExpired:
            raise RenderError(
                f"the picture took {self.program} more than {seconds:.0f} seconds; "
                "show less of it with --focus, --view or --limit"
            ) from None
        except OSError as fault:
            raise RenderError(f"cannot run {self.program}: {fault}") from None
        if ran.returncode != 0 or not ran.stdout:
            said = ran.stderr.decode(errors="replace").strip()[-_SAID:]
            raise RenderError(
                f"{self.program} could not make {format_} (exit {ran.returncode}): {said}; "
                "try --format svg, or install Graphviz's dot"
            )
        return ran.stdout


def renderers() -> tuple[Renderer, ...]:
    """Return the renderers that there are, the preferred first."""
    found: list[Renderer] = []
    system = shutil.which("dot")
    if system is not None:
        found.append(Renderer("system", system))
    beside = Path(sys.executable).parent
    pure = shutil.which("graphviz-pure", path=str(beside)) or shutil.which("graphviz-pure")
    if pure is not None:
        found.append(Renderer("pure", pure))
    return tuple(found)


def renderer() -> Renderer:
    """Return the preferred renderer.

    Raises:
        RenderError: there is none.
    """
    found = renderers()
    if not found:
        raise RenderError(
            "no renderer: install Graphviz, so that `dot` is found, or the package graphviz-pure"
        )
    return found[0]
