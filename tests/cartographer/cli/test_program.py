"""How the program starts, which options each command takes, and how errors end."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from cartographer.cli.option import SHARED
from cartographer.cli.program import COMMANDS, program

ROOT = Path(__file__).parents[3]
MAIN = "from cartographer.cli import main; main()"


def of(name):
    return program.get_command(click.Context(program), name)


def in_shell(words):
    """Run the program with words and redirections as a shell reads them."""
    line = f"{sys.executable} -c '{MAIN}' {words}"
    return subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)


def test_every_file_of_a_command_is_listed():
    """The table of commands names each file that has one, and nothing else."""
    files = {
        path.stem
        for path in (ROOT / "cartographer/cli").glob("*.py")
        if "\ndef command(" in path.read_text() or "\ncommand = noun(" in path.read_text()
    }
    assert files == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_what_the_command_says(name):
    """The first line of a command's help stands in the list without an import."""
    assert of(name).help.splitlines()[0].startswith(COMMANDS[name].removesuffix("."))


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_examples_and_the_shared_options(run, name):
    """--help of each command shows how it is used."""
    told = run(name, "--help").stdout

    assert f"cartographer {name}" in told.partition("Examples:")[2] or name == "init"
    assert all(one.flags[-1] in told for one in SHARED)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_takes_the_shared_options(name):
    """Each of them may stand before the command and after it."""
    names = {one.name for one in of(name).params}
    assert {one.name for one in SHARED} <= names
    assert {one.name for one in SHARED} <= {one.name for one in program.params}


def test_options_count_before_and_after_the_command(estate):
    """What stands after the command is stronger."""
    before = estate("-o", "json", "ls").stdout
    after = estate("ls", "-o", "json").stdout
    both = estate("-o", "csv", "ls", "-o", "json").stdout

    assert before == after == both


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["snapshot", "--aws", "--at", "latest"], "snapshot takes no --at"),
        (["export", "-o", "json"], "export has no --output json: use --format"),
        (["diff", "-o", "csv"], "diff has no --output csv"),
        (["lss"], "did you mean ls?"),
        (["ls", "--nonsense"], "--nonsense"),
        (["ls", "--scope", "colour=red"], "no condition 'colour=red'"),
        (["ls", "--where", "[["], "--where: no JMESPath"),
        (["coverage", "--state", "lost"], "no state 'lost'"),
        (["permissions"], "give --aws"),
    ],
)
def test_what_means_nothing_is_refused_with_the_reason(estate, words, said):
    """Usage errors end with 2 and say what to do."""
    assert said in estate(*words, code=2).stderr


def test_nothing_collected_yet_is_said(run):
    """A question before the first snapshot names the command that takes one."""
    assert "run `cartographer snapshot`" in run("ls", code=2).stderr
    assert not run.store.exists()


def test_an_unexpected_error_is_one_line(run):
    """What nobody foresaw has no traceback unless -vv asks for it."""
    run.store.mkdir()

    told = run("snapshots", code=1)

    assert len(told.stderr.splitlines()) == 1


def test_errors_are_json_where_asked_for(run):
    """--log-format json holds for failures too."""
    import json

    told = json.loads(run("--log-format", "json", "ls", code=2).stderr)

    assert (told["level"], told["exit_code"]) == ("error", 2)


def test_a_reader_that_leaves_is_no_failure(estate):
    """`cartographer ls | head -1` is quiet."""
    child = subprocess.Popen(
        [sys.executable, "-c", MAIN, "--store", str(estate.store), "types", "-o", "jsonl"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    child.stdout.close()
    told = child.stderr.read()
    child.stderr.close()

    assert (child.wait(), told) == (0, b"")


def test_help_loads_neither_sdk_nor_database():
    """The program starts quickly: what a command needs is imported by the command."""
    heavy = "{'botocore', 'sqlalchemy', 'rich', 'msgspec', 'jmespath', 'collectors', 'exporters'}"
    code = f"""
import sys
from click.testing import CliRunner
from cartographer.cli.program import program
assert CliRunner().invoke(program, ['--help']).exit_code == 0
print(sorted({heavy} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_the_version_is_printed(run):
    """--version names the program and its version."""
    from cartographer import __version__

    assert run("--version").stdout == f"cartographer {__version__}\n"


@pytest.mark.parametrize(
    ("redirection", "why"), [(">/dev/full", "No space left on device"), (">&-", "it is closed")]
)
@pytest.mark.parametrize(
    "words",
    [
        "types",
        "types -o json",
        "types -o csv",
        "ls",
        "export",
        "init --print",
        "types --help",
        "-h",
    ],
)
def test_a_standard_output_that_takes_nothing_is_named(estate, redirection, why, words):
    """One line says that it is standard output which failed, and the exit code is 1."""
    done = in_shell(f"--store {estate.store} {words} {redirection}")

    told = f"error: cannot write to standard output: {why}\n"
    assert (done.stderr, done.returncode) == (told, 1)


def test_a_command_that_answers_nothing_needs_no_standard_output(home):
    """`init` writes its file and is done, whatever became of standard output."""
    done = in_shell("init -q >&-")

    assert (done.stderr, done.returncode) == ("", 0)
    assert (home / "cartographer.toml").is_file()


def test_a_rate_of_a_service_that_nothing_calls_is_refused(run, home):
    """A misprint would leave the service at its default rate, unnoticed."""
    (home / "cartographer.toml").write_text("[rate]\nec3 = 1\n")
    told = run("snapshot", "--aws", code=2).stderr
    assert "no service 'ec3'" in told
    assert "ec2" in told
