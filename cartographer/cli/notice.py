"""What is said on standard error: progress, warnings and failures, as text or as JSON lines."""

import sys
from typing import Literal

import click

from cartographer.cli.text import safe

Level = Literal["info", "warning", "error"]
_COLOURS: dict[str, str] = {"warning": "yellow", "error": "red"}


class Notices:
    """The voice of a command, beside its answer."""

    def __init__(
        self, *, quiet: bool = False, verbose: int = 0, json: bool = False, colour: bool = True
    ) -> None:
        """Take how much is to be said, and how."""
        self.quiet = quiet
        self.verbose = verbose
        self.json = json
        self._colour = colour

    @property
    def terminal(self) -> bool:
        """Whether a person watches."""
        return sys.stderr.isatty() and not self.json

    def info(self, text: str, **fields: object) -> None:
        """Say how things go; kept back if quiet."""
        if not self.quiet:
            self._say("info", text, fields)

    def detail(self, text: str, **fields: object) -> None:
        """Say what only someone who asked for more wants to know."""
        if self.verbose:
            self._say("info", text, fields)

    def warn(self, text: str, **fields: object) -> None:
        """Say what a person should look at."""
        self._say("warning", text, fields)

    def error(self, text: str, **fields: object) -> None:
        """Say what went wrong and what to do."""
        self._say("error", text, fields)

    def line(self, text: str) -> None:
        """Say a line that belongs to the one before."""
        click.echo(safe(text), err=True)

    def _say(self, level: Level, text: str, fields: dict[str, object]) -> None:
        if self.json:
            from datetime import UTC, datetime

            import msgspec

            now = datetime.now(UTC)
            entry = {"time": now, "level": level, "message": text, **fields}
            click.echo(msgspec.json.encode(entry), err=True)
            return
        head = "" if level == "info" else f"{level}: "
        if head and self._colour:
            head = click.style(head, fg=_COLOURS[level])
        click.echo(head + safe(text), err=True, color=None if self._colour else False)
