"""Questions from a file, a line of JSON each: the option, and how their answers are written."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

import click
import msgspec

from cartographer.cli.invocation import DOCUMENT_FORMS, Invocation
from cartographer.model.error import UsageError

LINES = "jsonl"
FLOW_FORMS = (*DOCUMENT_FORMS, LINES)
"""Forms of an answer that is one thing, or lines if the questions are."""

flows_option = click.option(
    "--flows",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="Answer each line of a file of questions with a line of JSON.",
)


class FlowLine(Protocol):
    """An answer to one line."""

    @property
    def error(self) -> str | None:
        """Why the line could not be answered."""
        ...


def refuse_lines(invocation: Invocation) -> None:
    """Refuse lines as the form of an answer that is one thing.

    Raises:
        UsageError: saying what lines are for.
    """
    if invocation.form == LINES:
        message = f"-o {LINES} is for many questions: give --flows FILE, or use -o json"
        raise UsageError(message)


def answer_lines(
    invocation: Invocation, flows: str, answers: Callable[[Iterator[bytes]], Iterable[FlowLine]]
) -> int:
    """Write the answers to a file's questions, and return 1 if a line could not be answered.

    Raises:
        UsageError: another form than lines was asked for.
    """
    if invocation.options.output not in {None, LINES}:
        message = f"answers to --flows are lines of JSON: -o {LINES}, or leave -o out"
        raise UsageError(message)
    bad = False
    with click.open_file(flows, "rb") as lines:
        for answer in answers(iter(lines)):
            bad = bad or answer.error is not None
            sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")
    sys.stdout.buffer.flush()
    return 1 if bad else 0
