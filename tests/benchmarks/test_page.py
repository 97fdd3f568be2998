"""Parts of the page are measured alone and leave the others as they are."""

import os

import pytest

from benchmarks.__main__ import PAGE, PARTS, sections, update
from benchmarks.part import Claim, Part, apart, insist, table
from benchmarks.sweep import Sweep, slope

TWO = "# Benchmarks\n\nAbout.\n\n## One\n\nText.\n\n| a |\n\n## Two\n\nMore.\n"


def measured():
    """A section."""
    yield "Measured."


def broken():
    """A section that cannot be measured."""
    yield "Half."
    raise RuntimeError("no server")


def sweep(accounts, peak_bytes):
    return Sweep(accounts, 0, 0, 0.0, peak_bytes, 0)


def test_page_comes_apart_by_its_headings():
    """Each section is whole, its heading included."""
    assert sections(TWO) == {"One": "## One\n\nText.\n\n| a |", "Two": "## Two\n\nMore."}


def test_no_section_that_nobody_measures():
    """What stands on the written page has its part."""
    headings = {part.heading for part in PARTS.values()}

    assert len(headings) == len(PARTS)
    assert sections(PAGE.read_text(encoding="utf-8")).keys() <= headings


def test_part_is_measured_alone(tmp_path):
    """Its section says how it was made; the others stand as they were."""
    page = tmp_path / "page.md"
    page.write_text(TWO)
    parts = {"one": Part("One", broken), "two": Part("Two", measured)}

    failed = update(page, parts, {"two": parts["two"]})

    found = sections(page.read_text())
    assert failed == []
    assert found["One"] == "## One\n\nText.\n\n| a |"
    assert found["Two"].startswith("## Two\n\n`python -m benchmarks two`, ")
    assert found["Two"].endswith("\n\nMeasured.")


def test_failure_stands_on_the_page(tmp_path, capfd):
    """No figure of an earlier run hides it, and the parts after it are measured all the same."""
    page = tmp_path / "page.md"
    page.write_text(TWO)
    parts = {"one": Part("One", broken), "two": Part("Two", measured)}

    failed = update(page, parts, parts)

    found = sections(page.read_text())
    assert failed == ["one"]
    assert found["One"] == "## One\n\n**`python -m benchmarks one` failed.**"
    assert found["Two"].endswith("Measured.")
    assert "RuntimeError: no server" in capfd.readouterr().err


def test_claim_that_does_not_hold_is_an_error():
    """It is named with what was seen, and those that hold are not."""
    claims = [Claim("polite", "9 calls", holds=False), Claim("named", "all", holds=True)]

    with pytest.raises(RuntimeError, match=r"^does not hold: polite: 9 calls$"):
        insist(claims)


def test_nothing_leaks_into_a_measurement():
    """Work is done in a process of its own, which is another each time."""
    assert len({os.getpid(), apart(os.getpid), apart(os.getpid)}) == 3


def test_table_is_markdown():
    """A head, a rule, and a line a row."""
    assert table(("a", "b"), [(1, "x")]) == "| a | b |\n| --- | --- |\n| 1 | x |"


def test_slope_is_by_account():
    """The memory that was added by the accounts that were added."""
    assert slope(sweep(20, 0), sweep(60, 40)) == 1
