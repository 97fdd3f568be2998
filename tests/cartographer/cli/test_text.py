"""Names from strangers do no harm, in whatever form they are printed."""

import csv
import io
import json
import unicodedata

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cartographer.cli.form import yaml as rendered
from cartographer.cli.text import csv_cell, cut, safe
from tests.cartographer.cli.conftest import group, record

HOSTILE = [
    "two\nlines",
    'quo"te',
    "</script>",
    "=cmd()|'/c calc'!A1",
    "\u202eright to left",
    "\x1b[31mred",
    "x" * 10_000,
]


@given(st.text())
def test_safe_text_is_printable_and_one_line(text):
    """No control character, mark of direction or line end is left."""
    hidden = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert not any(unicodedata.category(character) in hidden for character in safe(text))


@given(st.lists(st.text(st.characters(codec="utf-8"))) | st.text())
def test_cells_of_csv_hide_nothing(value):
    """Texts and lists alike are printable in one line, and a list is still JSON for it."""
    cell = csv_cell(value)

    assert not any(unicodedata.category(one) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for one in cell)
    assert isinstance(value, str) or json.loads(cell) == value


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_text_stays_as_it_is(text):
    """What does no harm is not changed."""
    assert safe(text) == text


@given(st.text())
def test_no_cell_begins_a_formula(text):
    """A spreadsheet reads text, whatever it begins with."""
    assert not csv_cell(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_cut_says_that_it_cut():
    """What is left out is shown to be."""
    assert (cut("abcdef", 4), cut("abc", 4)) == ("abc…", "abc")


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=12,
)


@given(JSON)
def test_yaml_is_read_back_as_the_same(document):
    """The YAML form holds what the JSON form holds."""
    assert yaml.safe_load("".join(rendered(document))) == document


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_are_harmless_everywhere(run, answers, name):
    """A name is kept to the byte for machines, and cannot act on a terminal or in a sheet."""
    record(answers, "SecurityGroups", {"SecurityGroups": [group(443, name=name)]})
    run("snapshot", "--recorded", answers, "-q")
    words = ("ls", "--kind", "security-group")

    table = run("ls").stdout
    assert all(line.isprintable() for line in table.splitlines())
    text = run("ls", "-o", "json").stdout
    assert "\u202e" not in text
    assert name in {one["name"] for one in json.loads(text)}
    assert all(line.isprintable() for line in run("diff", "s-1", "s-1").stdout.splitlines())
    rows = list(csv.DictReader(io.StringIO(run(*words, "-o", "csv").stdout, newline="")))
    assert not any(cell.startswith("=") for row in rows for cell in row.values())
    assert any(safe(name) in row["name"] for row in rows)
    assert all(cell.isprintable() for row in rows for cell in row.values())
    assert all(json.loads(line) for line in run("ls", "-o", "jsonl").stdout.splitlines())
    assert yaml.safe_load(run("ls", "-o", "yaml").stdout) == json.loads(text)
