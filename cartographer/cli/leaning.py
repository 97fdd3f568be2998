"""What an answer may lean on: how old a fact may be, and whether a switch is taken as off."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import click

from cartographer.cli.invocation import Invocation
from cartographer.model.error import UsageError

DEFAULT_AGE = "48h"
_SPAN = re.compile(r"(\d{1,4})([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

assume_option: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--assume",
    type=click.Choice(("nothing",)),
    help="Take no switch as off because nobody asked for it: it is unknown then.",
)


def age_option(said: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option that says how old a fact may be, and when it holds."""
    return click.option(
        "--max-age",
        metavar="SPAN",
        help=f"What rests on an older fact is unknown, such as 90m, 48h, 7d.  [default: {said}]",
    )


def counts_since(invocation: Invocation, span: str | None, *, always: bool) -> datetime | None:
    """Return from when on a fact counts; none for any age.

    Without a span the default holds `always` or not, and never for what is asked of a moment of
    the past.

    Raises:
        UsageError: it is no span of time.
    """
    if span is None and (not always or invocation.options.at is not None):
        return None
    found = _SPAN.fullmatch((span or DEFAULT_AGE).strip())
    if found is None:
        raise UsageError(f"--max-age {span}: give a span such as 90m, 48h, 7d or 2w")
    return invocation.now() - timedelta(**{_UNITS[found.group(2)]: int(found.group(1))})
