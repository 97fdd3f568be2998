import io
import json
import random

import pytest
import yaml

from exporters.registry import render
from exporters.yaml_ import lines
from tests.exporters import estate as made
from tests.exporters.test_escape import NASTY, planted


def written(name, snapshot, **options):
    out = io.BytesIO()
    render(name, snapshot, out, **options)
    return out.getvalue()


def read(text):
    """What a reader of YAML 1.1 makes of a text, with no more than plain values."""
    return yaml.load(text, Loader=yaml.CSafeLoader)


def read_back(document):
    return read("\n".join(lines(document)))


@pytest.mark.parametrize("state", ["seen", "foggy", "empty"])
def test_the_document_is_that_of_json(state, estate, info):
    """What a reader of YAML gets is what a reader of JSON gets, members in the same order."""
    snapshot = {"seen": estate, "foggy": made.foggy(), "empty": made.snapshot([])}[state]
    told = read(written("yaml", snapshot, info=info))
    wanted = json.loads(written("json", snapshot, info=info))
    assert told == wanted
    assert list(told) == list(wanted)


def test_a_diff_is_that_of_json(friday, info):
    """With changes, it is the diff form."""
    before, after, changes = friday
    more = {"changes": changes, "before": before, "info": info, "before_info": info}
    assert read(written("yaml", after, **more)) == json.loads(written("json", after, **more))


@pytest.mark.parametrize("name", list(NASTY))
def test_hostile_text_comes_back_as_it_was(name):
    """Nothing is lost, nothing is taken for syntax, and the bytes are printable ASCII."""
    text = written("yaml", planted(NASTY[name]))
    assert read(text) == json.loads(written("json", planted(NASTY[name])))
    assert text.isascii()
    assert all(line.decode().isprintable() for line in text.split(b"\n"))
    assert not set("<>&") & set(text.decode())


@pytest.mark.parametrize(
    "text",
    [
        "on", "No", "y", "NULL", "~", "", " ", "1e3", "1_000", "0x1F", "012", "0o14", "1:30", ".5",
        ".inf", "NaN", "2026-11-24", "2026-11-24T06:00:00Z", "=", "=cmd", "<<", "*a", "&a", "!!x",
        "- a", "a: b", "a #b", "? a", "%YAML", "---", "...", "@a", "`a", "|", ">", "{", "[",
        "tab\t",
        "line\nend\n", "cr\r\n", "bidi\u202e", "\x85\u2028\ufeff", "\x00\x7f\x9f", "\U0001f980",
        "half \\ud800", 'quo"te', "back\\slash", "trailing ",
    ],
)  # fmt: skip
def test_text_is_text(text):
    """No text is taken for another type, neither as a value nor as the name of a member."""
    assert read_back({"value": text, text: [text, [text, {text: None}]]}) == {
        "value": text,
        text: [text, [text, {text: None}]],
    }


@pytest.mark.parametrize(
    "value",
    [None, True, False, 0, -1, 2**63, 10**30, 1.5, -0.25, 1e22, 1.5e-9, 1e-7, -2e100, [], {}],
)
def test_other_values_keep_their_type(value):
    """Numbers are numbers also where YAML 1.1 asks for a point and a sign."""
    told = read_back([value, {"value": value}])
    assert told == [value, {"value": value}]
    assert type(told[0]) is type(value)


def test_a_long_name_of_a_member_is_read():
    """A name of more than 1,024 characters cannot stand before its colon."""
    document = {"k" * 5000: {"é" * 400: [1, {"n" * 2000: "v"}]}, "z": 1}
    assert read_back(document) == document
    assert read_back([document]) == [document]


def test_lists_within_lists_keep_their_shape():
    """Nesting is told by indents alone."""
    document = [[], [[1, [2, {}]], {"a": [[{"b": [None]}]]}], {"a": {"b": {"c": []}}}]
    assert read_back(document) == document
    assert read_back("alone") == "alone"


def test_order_of_collection_changes_no_byte():
    """The same estate gives the same bytes."""
    mixed = made.observations()
    random.Random(3).shuffle(mixed)
    assert written("yaml", made.snapshot(mixed)) == written("yaml", made.estate())


def test_it_is_written_a_line_at_a_time(estate):
    """A large estate is never in hand as one text."""

    class Longest(io.RawIOBase):
        most = 0

        def write(self, data):
            self.most = max(self.most, len(data))
            return len(data)

    out = Longest()
    render("yaml", estate, out)
    assert 0 < out.most < 1000


def test_the_bytes_are_pinned(friday, small, info, golden):
    """They change only on purpose."""
    before, after, changes = friday
    golden("export.yaml", written("yaml", small, info=info))
    golden("diff.yaml", written("yaml", after, changes=changes, before=before, info=info))
