"""What is not documented fails: every command and every setting has its heading."""

from pathlib import Path

import msgspec

from cartographer import config
from cartographer.cli.program import COMMANDS
from cartographer.cli.reference import pages

DOCS = Path(__file__).parents[3] / "docs"


def test_the_pages_are_those_that_the_code_gives():
    """No page falls behind: python -m cartographer.cli.reference PAGE > docs/PAGE."""
    assert {name: (DOCS / name).read_text() for name in pages()} == pages()


def test_every_command_has_its_heading():
    """docs/cli.md has a section for each command."""
    lines = (DOCS / "cli.md").read_text().splitlines()
    assert [name for name in COMMANDS if f"### {name}" not in lines] == []


def test_every_setting_has_its_heading_or_row():
    """docs/settings.md has a section for each table and a row for each key."""
    text = (DOCS / "settings.md").read_text()
    for table in msgspec.structs.fields(config.Settings):
        assert f"[{table.name}]" in text
    for struct in vars(config).values():
        if isinstance(struct, type) and struct.__name__.endswith("Settings"):
            names = [one.name for one in msgspec.structs.fields(struct)]
            assert struct is config.Settings or all(f"| `{name}` |" in text for name in names)
