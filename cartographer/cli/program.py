"""The program: its commands by name, and how each of its ends is said and numbered.

A command's file is imported when the command is called, so that `--help` starts quickly.
"""

import importlib
import os
import sys
from typing import Any

import click

from cartographer.cli.invocation import Globals, notices
from cartographer.cli.option import shared_options
from cartographer.model.error import CartographerError

INTERRUPTED = 130
_FAILED = 1
_USAGE = 2
_TRACEBACKS = 2

GROUPS: dict[str, dict[str, str]] = {
    "See": {
        "snapshot": "Read the clouds and keep what was found as a snapshot.",
        "refresh": "Read single resources again.",
        "snapshots": "List the snapshots.",
        "accounts": "List the accounts, and how each stands.",
        "coverage": "Say what was read, what could not be read, and why.",
        "gaps": "Say what cannot be seen, and accept it until a day.",
    },
    "Look": {
        "ls": "List resources.",
        "show": "Show all that is known of one resource.",
        "history": "Show what one resource went through.",
    },
    "Reason": {
        "reach": "Say who can send what to whom, and what decides it, hop by hop.",
        "effective": "Show which filters and routes hold for one interface.",
        "exposures": "List what others can reach, by which door, and how wide.",
        "egress": "List what may talk to the internet, by which way out, and to how much of it.",
    },
    "Compare": {"diff": "Say what differs between two snapshots."},
    "Share": {"export": "Write a map as a picture or as data."},
    "Set up": {
        "init": "Write a settings file from what is found on this machine.",
        "doctor": "Check credentials, extras, the store and tools.",
        "permissions": "Print the least policy that lets Cartographer read.",
        "types": "List the types that Cartographer knows, and how each is proven.",
        "forget": "Drop from the present state what will never be seen again.",
    },
}
"""Every command with its first line, as the help lists them: nothing is imported for that."""

COMMANDS = {name: text for group in GROUPS.values() for name, text in group.items()}
_EPILOG = "Answers go to standard output, progress to standard error. Exit codes: docs/cli.md."


class Program(click.Group):
    """All commands, each in a file of its own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in the order of the help."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command's file."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"cartographer.cli.{cmd_name}")
        found: click.Command = module.command
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which ones are nearest."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, n=3)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            raise click.UsageError(f"no command {args[0]!r}{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands group by group."""
        del ctx
        width = max(map(len, COMMANDS))
        for title, commands in GROUPS.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(width), text) for name, text in commands.items()])

    # --- how it ends --------------------------------------------------------------------

    def main(self, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401  as click has it
        """Run, say what went wrong in one line, and end with the documented exit code."""
        standalone = named.pop("standalone_mode", True)
        named["prog_name"] = "cartographer"
        code = self._run(*arguments, **named)
        if standalone:
            sys.exit(code)
        return code

    def _run(self, *arguments: Any, **named: Any) -> int:  # noqa: ANN401
        try:
            code: Any = super().main(*arguments, **{**named, "standalone_mode": False})
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            return _USAGE
        except click.ClickException as error:
            return _say_usage(error)
        except click.Abort:
            notices(Globals()).error("interrupted; nothing is half stored")
            return INTERRUPTED
        except CartographerError as error:  # the help could not be written
            return _say(Globals(), error, error.exit_code)
        return code if isinstance(code, int) else 0

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401
        """Run a command; whatever it raises ends in one line and an exit code."""
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            _let_go_of_stdout()
            return 0
        except CartographerError as error:
            return _say(ctx.find_object(Globals) or Globals(), error, error.exit_code)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:  # noqa: BLE001  nobody below us is left to catch it
            return _say(ctx.find_object(Globals) or Globals(), error, _FAILED)
        return code


def _say(options: Globals, error: Exception, code: int) -> int:
    """Say in one line what went wrong; the traceback only if it was asked for."""
    voice = notices(options)
    text = str(error)
    if not isinstance(error, CartographerError):
        text = f"unexpected {type(error).__name__}: {text}; -vv shows where"
    if options.verbose >= _TRACEBACKS:
        import traceback

        click.echo("".join(traceback.format_exception(error)), err=True, nl=False)
    hints: tuple[str, ...] = getattr(error, "hints", ())
    voice.error(text, exit_code=code, **({"candidates": hints} if hints else {}))
    for hint in () if voice.json else hints:
        voice.line(f"  {hint}")
    return code


def _say_usage(error: click.ClickException) -> int:
    context = getattr(error, "ctx", None)
    options = (context.find_object(Globals) if context else None) or Globals()
    path = context.command_path if context else "cartographer"
    notices(options).error(f"{error.format_message()} (see {path} --help)")
    return error.exit_code


def _let_go_of_stdout() -> None:
    """Write the rest nowhere: who read us has gone, and Python flushes once more at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


def _print_version(context: click.Context, _: click.Parameter, value: object) -> None:
    if value and not context.resilient_parsing:
        from cartographer import __version__

        click.echo(f"cartographer {__version__}")
        context.exit()


@click.pass_context
def _start(context: click.Context, /, **given: Any) -> None:  # noqa: ANN401
    """Map cloud estates, keep their history, and say what changed and what could not be seen."""
    given.pop("version", None)
    context.ensure_object(Globals).merge(given)


_VERSION = click.Option(
    ["--version"],
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version.",
)

program = Program(
    "cartographer",
    callback=_start,
    params=[*shared_options(), _VERSION],
    help=_start.__doc__,
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
