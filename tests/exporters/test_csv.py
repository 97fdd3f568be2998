import csv
import io
import json
import random

import pytest

from cartographer.model.change import (
    ChangeSet,
    FieldChange,
    Modified,
    Moved,
    NotCompared,
    Replaced,
    Unknown,
)
from exporters.csv_ import CHANGE_COLUMNS, COLUMNS, cell, json_cell
from exporters.registry import render
from tests.exporters import estate as made
from tests.exporters.test_docs import PAGE
from tests.exporters.test_escape import NASTY, planted


def written(snapshot, **options):
    out = io.BytesIO()
    render("csv", snapshot, out, **options)
    return out.getvalue()


def rows(text):
    return list(csv.DictReader(io.StringIO(text.decode(), newline=""), strict=True))


def test_a_row_for_each_resource(estate):
    """Every resource stands in it, sorted by id, with the values of the form `ls`."""
    out = io.BytesIO()
    render("json", estate, out)
    wanted = json.loads(out.getvalue())["resources"]
    told = rows(written(estate))
    assert [one["id"] for one in told] == [one["id"] for one in wanted]
    for row, document in zip(told, wanted, strict=True):
        assert {name: row[name] or None for name in COLUMNS[:10]} == {
            name: document[name] for name in COLUMNS[:10]
        }
        assert json.loads(row["tags"]) == document["tags"]
        assert row["observed_at"] == document["observed_at"]


def test_what_is_not_known_is_said():
    """A stale resource says since when, an unknown aspect why."""
    told = {one["native_id"]: one for one in rows(written(made.foggy()))}
    assert json.loads(told["shop-web"]["unknown"]) == {"policy": "denied"}
    assert told["vpc-edge"]["stale_since"] == "2026-11-24T06:00:00Z"
    assert told["vpc-shop"]["stale_since"] == told["vpc-shop"]["unknown"] == ""


def test_the_form_is_that_of_the_standard(estate):
    """Lines end in CR LF, also the last, and each has all columns."""
    text = written(estate)
    lines = text.split(b"\r\n")
    assert lines[0].decode() == ",".join(COLUMNS)
    assert lines[-1] == b""
    assert b"\n" not in b"".join(lines)
    assert {len(one) for one in csv.reader(io.StringIO(text.decode()))} == {len(COLUMNS)}


def test_an_empty_estate_is_a_head():
    """No resource, no row; no change, no row."""
    empty = made.snapshot([])
    assert written(empty).decode() == ",".join(COLUMNS) + "\r\n"
    assert written(empty, changes=ChangeSet()).decode() == ",".join(CHANGE_COLUMNS) + "\r\n"


@pytest.mark.parametrize("name", list(NASTY))
def test_hostile_text_is_one_harmless_line(name):
    """Five resources are six lines, and no cell is a formula or moves the cursor."""
    text = written(planted(NASTY[name])).decode()
    assert text.count("\r\n") == len(text.splitlines()) == 6
    assert text.replace("\r\n", "").isprintable()
    for row in rows(text.encode()):
        assert not row["name"].startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "'  =1"),
        ("\t=1", "'\\t=1"),
        ("\rx", "'\\rx"),
        ("\uff1d1", "'\uff1d1"),
        ("a;=1", "a;'=1"),
        ("a; @b;-c", "a; '@b;'-c"),
        ("a=1;b", "a=1;b"),
        ("two\nlines", "two\\nlines"),
        ("\x1b[31m\u202e", "\\x1b[31m\\u202e"),
        ("caf\u00e9 \u6771\u4eac", "caf\u00e9 \u6771\u4eac"),
        (None, ""),
        (True, "true"),
    ],
)
def test_formulas_are_disarmed(text, shown):
    """A quote stands before what a spreadsheet would reckon, also after a semicolon."""
    assert cell(text) == shown


@pytest.mark.parametrize("value", [None, "=1", "a;=1", "\u202e\x7f\U0001f980", -1, {"a;-b": [1.5]}])
def test_json_in_a_cell_reads_back(value):
    """Escapes within JSON change nothing that is read."""
    told = json_cell(value)
    assert json.loads(told) == value
    assert ";=" not in told
    assert ";-" not in told
    assert told.isprintable()


def test_a_row_for_each_change(friday):
    """New, gone, changed and unknown are told apart, with where they are."""
    before, after, changes = friday
    told = rows(written(after, changes=changes, before=before))
    assert {one["change"] for one in told} == {"added", "removed", "modified", "unknown"}
    gone = {one["name"] for one in told if one["change"] == "removed"}
    assert "shop-0-1" in gone
    (changed,) = [one for one in told if one["change"] == "modified"]
    assert (changed["pointer"], changed["op"], changed["old"]) == ("/Open", "add", "")
    assert json.loads(changed["new"]) == ["0.0.0.0/0"]
    dark = [one for one in told if one["change"] == "unknown"]
    assert len(dark) == len(changes.unknown)
    assert all(one["reason"] for one in dark)


def test_every_kind_of_change_has_its_columns():
    """Moved and replaced name what was before; a value of null is not an absent one."""
    one, two, three = (made.key("queue", name) for name in ("q-1", "q-2", "q-3"))
    fields = (
        FieldChange("/a", "replace", None, "null"),
        FieldChange("/b", "remove", "=x", None),
    )
    changes = ChangeSet(
        replaced=(Replaced(one, "u-1", "u-2"),),
        moved=(Moved(two, three, fields), Moved(three, one)),
        modified=(Modified(one, fields),),
        unknown=(Unknown(one, None, "denied", made.START),),
        not_compared=NotCompared(2, 30),
    )
    told = rows(written(made.snapshot([]), changes=changes))
    assert [one["change"] for one in told] == [
        "replaced", "moved", "moved", "moved", "modified", "modified", "unknown", "not_compared",
    ]  # fmt: skip
    assert (told[0]["old_uid"], told[0]["new_uid"]) == ("u-1", "u-2")
    assert [one["old_id"] for one in told[1:4]] == [three.id, three.id, one.id]
    assert (told[1]["old"], told[1]["new"]) == ("null", '"null"')
    assert (told[2]["old"], told[2]["new"]) == ('"=x"', "")
    assert told[6]["stale_since"] == "2026-11-24T06:00:00Z"
    assert told[7]["reason"] == "only one side has read 2 scopes of 30 resources"


def test_order_of_collection_changes_no_byte():
    """The same estate gives the same bytes."""
    mixed = made.observations()
    random.Random(3).shuffle(mixed)
    assert written(made.snapshot(mixed)) == written(made.estate())


def test_every_column_is_documented():
    """What is not documented fails."""
    section = PAGE.partition("\n## csv\n")[2].partition("\n## ")[0]
    assert all(f"`{name}`" in section for name in (*COLUMNS, *CHANGE_COLUMNS))


def test_the_bytes_are_pinned(friday, small, golden):
    """They change only on purpose."""
    before, after, changes = friday
    golden("export.csv", written(small))
    golden("diff.csv", written(after, changes=changes, before=before))
