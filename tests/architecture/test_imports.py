"""What an import loads, and what may not be called where: what a contract cannot say."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("cartographer", "collectors", "diff", "exporters")
SDKS = {"azure", "boto3", "botocore", "google", "s3transfer"}
CORE = (
    "cartographer/model",
    "cartographer/reach",
    "cartographer/access",
    "cartographer/exposure",
    "cartographer/clouds",
    "diff",
)
IMPURE_CALLS = {"open", "print", "input", "eval", "exec", "breakpoint", "__import__"}
IMPURE_ATTRIBUTES = {
    ("date", "today"),
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("sys", "argv"),
    ("sys", "stderr"),
    ("sys", "stdin"),
    ("sys", "stdout"),
    ("urllib", "request"),
    ("uuid", "uuid1"),
    ("uuid", "uuid4"),
}


def sources(*folders):
    """Each Python file below the folders, with its syntax tree."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"), str(path))


def imported(tree):
    """Each (line, module) that is imported anywhere in a file, in functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.lineno, node.module


def impure(tree):
    """Each (line, name) in a file that reads a clock, a device or the environment."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in IMPURE_CALLS:
                yield node.lineno, name
            case ast.Attribute(value=ast.Name(id=left) | ast.Attribute(attr=left), attr=right):
                if (left, right) in IMPURE_ATTRIBUTES:
                    yield node.lineno, f"{left}.{right}"
            case ast.ImportFrom(module=left, names=names):
                yield from (
                    (node.lineno, f"{left}.{alias.name}")
                    for alias in names
                    if (left, alias.name) in IMPURE_ATTRIBUTES
                )


def is_session(path):
    """Whether a file is collectors/<cloud>/session.py, or in a package of that name."""
    return (
        path.parts[0] == "collectors"
        and len(path.parts) > 2
        and path.with_suffix("").parts[2] == "session"
    )


def loaded_by(statements):
    """The modules that a fresh interpreter has loaded after the statements, and had not before."""
    program = (
        "import sys\nbefore = set(sys.modules)\n"
        f"{statements}\n"
        "sys.stderr.write('\\n'.join(sorted(set(sys.modules) - before)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(run.stderr.split())


def test_importing_cartographer_loads_nothing_else():
    """`import cartographer` is the version and nothing more."""
    assert loaded_by("import cartographer") == {"cartographer"}


def test_help_loads_no_sdk():
    """`cartographer --help` answers without loading a cloud's SDK."""
    loaded = loaded_by(
        "from cartographer.cli import main\n"
        "sys.argv = ['cartographer', '--help']\n"
        "try:\n    main()\n"
        "except SystemExit as end:\n    assert not end.code, end.code"
    )
    assert {name.partition(".")[0] for name in loaded} & SDKS == set()


def test_sdks_are_imported_in_session_files_only():
    """No other file of ours knows a cloud's SDK."""
    found = [
        f"{path}:{line} {module}"
        for path, tree in sources(*PACKAGES)
        if not is_session(path)
        for line, module in imported(tree)
        if module.partition(".")[0] in SDKS
    ]
    assert found == []


def test_sdks_are_imported_inside_functions():
    """Importing a session module loads no SDK; using it does."""
    found = [
        f"{path}:{node.lineno}"
        for path, tree in sources("collectors")
        if is_session(path)
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        and any(module.partition(".")[0] in SDKS for _, module in imported(node))
    ]
    assert found == []


def test_the_core_reads_no_clock_and_no_device():
    """Time, limits and names come into the core as arguments."""
    found = [
        f"{path}:{line} {name}" for path, tree in sources(*CORE) for line, name in impure(tree)
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "open('x')",
        "print()",
        "datetime.now(UTC)",
        "datetime.datetime.now()",
        "from uuid import uuid4",
        "sys.stdout.write('')",
    ],
)
def test_an_impure_line_is_found(line):
    """The search above finds what it looks for."""
    assert len(list(impure(ast.parse(line)))) == 1


@pytest.mark.parametrize(
    "line", ["self.open()", "datetime.fromisoformat(text)", "from uuid import uuid5", "reopen('x')"]
)
def test_a_pure_line_is_let_through(line):
    """The search above does not cry wolf."""
    assert list(impure(ast.parse(line))) == []
