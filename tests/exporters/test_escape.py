import html
import io
import json
import re
import xml.etree.ElementTree as ET

import pytest

from exporters.dot import source
from exporters.layout import place
from exporters.picture import picture
from exporters.png import pinned, png
from exporters.registry import render
from exporters.svg import svg
from exporters.text import clean, fit, guard, label, width
from exporters.view import View
from tests.exporters import estate as made

NASTY = {
    "newline": "one\ntwo\r\nthree",
    "quotes": "\"double\" 'single' `back`",
    "script": "</title></svg><script>alert(1)</script>",
    "formula": '=cmd()|"/C calc"!A0',
    "turned": "abc\u202egnp.exe\u202c\u200f",
    "long": "x" * 10_000,
    "control": "a\x07b\x1b[31mc\x08",
    "nul": "a\x00b",
    "backslash": "\\N \\G \\E \\L\\",
    "markup": "<b>bold</b> &amp; &#x41;",
    "html-label": "<<TABLE><TR><TD>x</TD></TR></TABLE>>",
    "cdata": "]]><!-- -- -->",
    "surrogate": "half \ud800 pair",
    "link": 'x" onload="alert(1)" xlink:href="https://evil.example',
    "dot": '"]; evil [label="x',
    "empty": "",
    "emoji": "\U0001f980 caf\u00e9 \u6771\u4eac",
}


def planted(text):
    """An estate in which a stranger's text stands wherever a stranger may write."""
    things = [
        made.thing("network", "vpc-1", name=text, Tags={"team": text}),
        made.thing("subnet", "subnet-1", ("in-network", "vpc-1"), name=text),
        made.thing("instance", "i-1", ("in-subnet", "subnet-1"), ("runs-as", "arn", text),
                   name=text, Tags={text: text, "team": text}, Description=text),
        made.thing("filter", "sg-1", ("attached-to", "i-1"), ("attached-to", "vpc-1"), name=text),
        made.thing("queue", text or "q", ("attached-to", "i-1"), name=None),
    ]  # fmt: skip
    return made.snapshot(things)


@pytest.fixture(params=list(NASTY))
def text(request):
    return NASTY[request.param]


@pytest.mark.parametrize("view", [View(), View(group_by="tag:team")], ids=["rooms", "tag"])
def test_svg_survives(text, view, by):
    """The picture stays well formed, and holds no script, link or control character."""
    drawn = svg(picture(planted(text), view), by).decode()
    root = ET.fromstring(drawn)  # noqa: S314  our own
    tags = {one.tag.rpartition("}")[2] for one in root.iter()}
    assert tags <= {"svg", "title", "g", "rect", "path", "text", "tspan", "circle", "ellipse"}
    names = {name for one in root.iter() for name in one.attrib}
    assert not any("href" in name or name.startswith("on") for name in names)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e]", drawn)
    assert len(drawn) < 60_000


def test_dot_survives(text, by):
    """Both renderers read the text, and what they draw holds every card once."""
    graph = picture(planted(text), View())
    dot = source(graph)
    dot.encode()
    drawn = by.run(dot, "svg").decode()
    ET.fromstring(drawn)  # noqa: S314  the renderer's
    assert drawn.count('class="node"') >= len(graph.nodes)
    assert "<script" not in drawn
    assert "evil [" not in re.sub('"[^"]*"|>[^<]*<', "", drawn)


def test_png_survives(text, by):
    """A picture comes out whatever the names are."""
    assert png(picture(planted(text), View()), by).startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["json", "graph-json"])
def test_json_survives(text, name):
    """Data comes back as it was; nothing in the bytes ends a script or turns text round."""
    out = io.BytesIO()
    render(name, planted(text), out)
    written = out.getvalue().decode()
    json.loads(written)
    assert "<" not in written
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e]", written)


def test_json_keeps_every_character_that_utf8_can_hold(text):
    """An export is data: it is escaped, never cut."""
    out = io.BytesIO()
    render("json", planted(text), out)
    names = {one["native_id"]: one["name"] for one in json.loads(out.getvalue())["resources"]}
    assert names["i-1"] == text.replace("\ud800", "\ufffd")


def test_no_path_of_this_machine_is_in_a_picture(estate, by):
    """Pictures name no file and no host but that of the SVG standard."""
    graph = picture(estate, View())
    for drawn in (svg(graph, by).decode(), source(graph), pinned(graph, place(graph, by))):
        assert "/usr/" not in drawn
        assert "/home/" not in drawn
        assert re.findall(r"\w+://[\w./]+", drawn) in ([], ["http://www.w3.org/2000/svg"])
        assert "<!DOCTYPE" not in drawn


def test_backslashes_are_not_expanded(by):
    r"""`\N` in a name is not the name of the node."""
    graph = picture(planted("\\N"), View())
    drawn = by.run(source(graph), "svg").decode()
    shown = re.findall("<text[^>]*>([^<]*)</text>", drawn)
    assert "\\N" in [html.unescape(one) for one in shown]
    assert not any(re.fullmatch(r"n\d+", one) for one in shown)


def test_clean_cuts_and_marks():
    """A long name is cut with an ellipsis; what may not be shown is marked."""
    assert clean("a\nb\x00c\u202ed") == "a b\ufffdc\ufffdd"
    assert len(clean("x" * 10_000)) == 300
    assert clean("x" * 10_000).endswith("…")


@pytest.mark.parametrize("room", [5.0, 40.0, 142.0])
def test_fit_keeps_to_its_room(text, room):
    """What is fitted is no wider than there is room, or is one ellipsis."""
    for middle in (False, True):
        shown = fit(text, room, 11, bold=True, middle=middle)
        assert width(shown, 11, bold=True) <= room or shown == "…"


def test_guard_changes_nothing_that_a_parser_reads():
    """The escapes read back as the characters."""
    document = json.dumps("<&>\u202e\u2028\x7f", ensure_ascii=False).encode()
    assert json.loads(guard(document)) == json.loads(document)
    assert label("<a&b>\\N") == "&lt;a&amp;b&gt;\\\\N"
