"""A command that has verbs of its own, such as `gaps ls` and `gaps accept`."""

from collections.abc import Mapping
from typing import Any

import click

from cartographer.cli.invocation import Globals
from cartographer.cli.option import SHARED, Verb, shared_options


class Noun(Verb, click.Group):
    """A command with verbs; its help lists them before the options of every command."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the verbs, then the options."""
        self.format_commands(ctx, formatter)
        super().format_options(ctx, formatter)


def noun(name: str, text: str, verbs: Mapping[str, Verb], *, usual: str) -> Noun:
    """Return a command of some verbs, by what stands behind its name; alone it is the usual one.

    The options of every command may stand before the verb, too.
    """
    usually = verbs[usual]

    def callback(**given: Any) -> int:  # noqa: ANN401  what click parsed
        take(given)
        context = click.get_current_context()
        if context.invoked_subcommand is not None:
            return 0
        with usually.make_context(usual, [], parent=context) as inner:
            code: int = usually.invoke(inner)
        return code

    made = Noun(
        name,
        commands=dict(verbs),
        callback=callback,
        params=shared_options(),
        invoke_without_command=True,
        subcommand_metavar="[VERB] ...",
        help=text,
    )
    made.examples = usually.examples
    return made


def take(given: dict[str, Any]) -> None:
    """Take the options of every command out of what click parsed, for the verb that follows."""
    shared = {one.name: given.pop(one.name) for one in SHARED}
    click.get_current_context().ensure_object(Globals).merge(shared)
