"""The shape of the tree outside the packages."""

from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_tests_are_not_packages():
    """An __init__.py in tests/diff would make `import diff` find the tests."""
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_the_lock_names_no_host():
    """Where the packages come from is the reader's choice: docs/adr/0001-lock-without-hosts.md."""
    assert "://" not in (ROOT / "requirements.lock").read_text()


def test_every_locked_package_has_a_hash():
    """A package that was changed after it was locked does not install."""
    lock = (ROOT / "requirements.lock").read_text()
    packages = [line for line in lock.splitlines() if line and line[0] not in " #"]
    assert all(line.endswith("\\") for line in packages)


def test_every_decision_is_listed():
    """docs/adr/index.md links to each decision."""
    folder = ROOT / "docs" / "adr"
    index = (folder / "index.md").read_text()
    assert [
        path.name for path in sorted(folder.glob("[0-9]*.md")) if f"({path.name})" not in index
    ] == []
