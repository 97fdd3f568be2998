"""The options that every command takes, before its name and after it, and how one is declared.

A command says which of them mean something to it; the others are refused with the reason.
"""

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import click

from cartographer.cli.invocation import LIST_FORMS, Globals, Invocation
from cartographer.model.error import UsageError

_SHARED = "Options of every command"
Takes = Literal["at", "scope", "limit"]


class Shared(NamedTuple):
    """One option of every command: its parameter, flags, help, and what else click is told."""

    name: str
    flags: tuple[str, ...]
    help: str
    extra: dict[str, Any]


SHARED: tuple[Shared, ...] = (
    Shared("store", ("--store",), "Where history is kept: a path or a URL.", {"metavar": "URL"}),
    Shared("config", ("--config",), "Settings file to read.", {"metavar": "FILE"}),
    Shared(
        "at",
        ("--at",),
        "Answer from s-12, latest, previous or a time instead of from what is held now.",
        {"metavar": "WHEN"},
    ),
    Shared(
        "scope",
        ("--scope",),
        "Only what lies there: account=, region=, type=, kind=, ou=, tag:KEY=, by commas.",
        {"metavar": "EXPR"},
    ),
    Shared("output", ("-o", "--output"), "Form of the answer.", {"type": click.Choice(LIST_FORMS)}),
    Shared("quiet", ("-q", "--quiet"), "Say nothing but the answer.", {"is_flag": True}),
    Shared("verbose", ("-v", "--verbose"), "Say more; -vv shows tracebacks.", {"count": True}),
    Shared("no_color", ("--no-color",), "No colours.", {"is_flag": True}),
    Shared("no_pager", ("--no-pager",), "No pager for long answers.", {"is_flag": True}),
    Shared(
        "limit",
        ("--limit",),
        "At most so many items.",
        {"type": click.IntRange(min=0), "metavar": "N"},
    ),
    Shared(
        "log_format",
        ("--log-format",),
        "Form of what is said on standard error.",
        {"type": click.Choice(("text", "json"))},
    ),
)
"""The table that the options, the help and the documentation are made of."""


def shared_options() -> list[click.Parameter]:
    """Return the options of every command, made anew."""
    return [click.Option([*one.flags, one.name], help=one.help, **one.extra) for one in SHARED]


class Verb(click.Command):
    """A command whose help ends with examples and with the shared options."""

    examples: str = ""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the command's own options, then those of every command."""
        shared = {one.name for one in SHARED}
        parts: dict[str, list[tuple[str, str]]] = {"Options": [], _SHARED: []}
        for parameter in self.get_params(ctx):
            row = parameter.get_help_record(ctx)
            if row is not None:
                parts[_SHARED if parameter.name in shared else "Options"].append(row)
        for title, rows in parts.items():
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples as they stand."""
        del ctx
        with formatter.section("Examples"):
            for example in self.examples.strip().splitlines():
                formatter.write(f"{'':{formatter.current_indent}}{example.strip()}\n")


def verb(
    name: str,
    *,
    forms: tuple[str, ...],
    takes: tuple[Takes, ...] = (),
    examples: str,
    why_not: str = "",
) -> Callable[[Callable[..., int]], Verb]:
    """Return a decorator that makes a command of a function of an invocation.

    `forms` are the values of --output that it has, `takes` which of --at, --scope and --limit
    mean something to it; `why_not` says what to do instead of one that does not.
    """

    def decorate(function: Callable[..., int]) -> Verb:
        own = list(reversed(getattr(function, "__click_params__", [])))

        def callback(**values: Any) -> int:  # noqa: ANN401  what click parsed
            context = click.get_current_context()
            given = {one.name: values.pop(one.name) for one in SHARED}
            merged = context.ensure_object(Globals)
            merged.merge(given)
            _refuse(name, merged, forms, takes, why_not)
            context.obj = merged
            return function(Invocation(merged), **values)

        command = Verb(name, callback=callback, params=[*own, *shared_options()])
        command.help = function.__doc__
        command.examples = examples
        return command

    return decorate


def _refuse(
    name: str, given: Globals, forms: tuple[str, ...], takes: tuple[Takes, ...], why_not: str
) -> None:
    """Refuse what means nothing to a command.

    Raises:
        UsageError: naming the option, and what to do instead.
    """
    for option in ("at", "scope", "limit"):
        if getattr(given, option) is not None and option not in takes:
            raise UsageError(f"{name} takes no --{option}" + (f": {why_not}" if why_not else ""))
    if given.output is not None and given.output not in forms:
        told = f"it has {', '.join(forms)}" if forms else (why_not or "it has one form only")
        raise UsageError(f"{name} has no --output {given.output}: {told}")
