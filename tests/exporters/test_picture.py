import io
import itertools
import random
import time
import xml.etree.ElementTree as ET

import pytest

from cartographer.model.error import UsageError
from exporters.dot import source
from exporters.icon import ICONS
from exporters.layout import place
from exporters.picture import picture
from exporters.png import png
from exporters.registry import EXPORTERS, exporter
from exporters.renderer import Renderer, RenderError, renderer
from exporters.route import routes, spots
from exporters.svg import svg
from exporters.view import VIEWS, View
from tests.exporters import estate as made

SVG = "{http://www.w3.org/2000/svg}"
FOCUS = View("network", focus=made.key("target-group", "tg-shop"), depth=2)
ASKED = [*map(View, VIEWS), FOCUS, View("all", group_by="type"), View("all", limit=40)]


def overlaps(rects):
    return [pair for pair in itertools.combinations(rects, 2) if pair[0].meets(pair[1])]


@pytest.mark.parametrize("view", ASKED, ids=str)
def test_nothing_overlaps(estate, by, view):
    """No card lies on another, each inside its box; boxes nest or keep apart."""
    graph = picture(estate, view)
    placed = place(graph, by)
    assert overlaps(placed.cards.values()) == []
    for node in graph.nodes:
        if node.cluster is not None:
            card, box = placed.cards[node.id], placed.boxes[node.cluster]
            assert box.x < card.x < card.x + card.w < box.x + box.w
            assert box.y < card.y < card.y + card.h < box.y + box.h
    by_parent = itertools.groupby(
        sorted(graph.clusters, key=lambda one: one.parent or ""), key=lambda one: one.parent or ""
    )
    for _, boxes in by_parent:
        assert overlaps([placed.boxes[one.id] for one in boxes]) == []
    labels = [spot for _, spot in spots(graph, routes(graph.edges, placed), placed)]
    assert overlaps([*labels, *placed.cards.values()]) == []


@pytest.mark.parametrize("view", list(VIEWS))
def test_svg_is_well_formed_and_the_same_twice(estate, by, view):
    """The same snapshot gives the same bytes, in whatever order it was collected."""
    things = made.observations()
    random.Random(5).shuffle(things)
    mixed = made.snapshot(things)
    text = svg(picture(estate, View(view)), by)
    assert text == svg(picture(mixed, View(view)), by)
    root = ET.fromstring(text)  # noqa: S314  our own
    cards = [one for one in root.iter(f"{SVG}g") if one.get("class", "").startswith("card ")]
    assert len(cards) == len(picture(estate, View(view)).nodes)
    assert all(card.find(f"{SVG}title").text for card in cards)


@pytest.mark.parametrize("view", list(VIEWS))
def test_svg_is_pinned(small, pure, golden, view):
    """What the wheel's renderer leads to changes only on purpose."""
    golden(f"{view}.svg", svg(picture(small, View(view)), pure))


def test_diff_svg_is_pinned(friday, pure, golden):
    """A diff has a mark, a colour and a line of its own for each state, and a legend."""
    before, after, changes = friday
    text = svg(picture(after, View(), changes=changes, before=before), pure)
    golden("diff.svg", text)
    shown = text.decode()
    for word in (">new<", ">gone<", ">changed<", ">unknown<", ">unchanged<"):
        assert word in shown
    assert 'text-decoration="line-through"' in shown


@pytest.mark.parametrize("view", list(VIEWS))
def test_dot_is_pinned(small, golden, view):
    """Graphviz's language needs no renderer and has one form."""
    golden(f"{view}.dot", source(picture(small, View(view))).encode())


@pytest.mark.parametrize("view", list(VIEWS))
def test_dot_is_understood(estate, by, view):
    """Both renderers read what we write."""
    assert by.run(source(picture(estate, View(view))), "svg").rstrip().endswith(b"</svg>")


def test_png_is_a_png(estate, by):
    """Both renderers draw the layout that the SVG has."""
    assert png(picture(estate, FOCUS), by).startswith(b"\x89PNG\r\n")


def test_diff_png_is_a_png(friday, by):
    """A diff is drawn as PNG too."""
    before, after, changes = friday
    graph = picture(after, View(), changes=changes, before=before)
    assert png(graph, by).startswith(b"\x89PNG\r\n")


@pytest.mark.parametrize("view", list(VIEWS))
def test_large_estate_renders_in_seconds(large, by, view):
    """What is collapsed is quick, and the picture says that it is collapsed."""
    began = time.monotonic()
    text = svg(picture(large, View(view)), by).decode()
    assert time.monotonic() - began < 20
    assert "Collapsed to stay readable" in text or view == "identity"


def test_picture_without_arrows_needs_no_renderer(estate):
    """Nesting alone is laid out by ourselves."""
    graph = picture(estate, View("containment"))
    assert place(graph, None).cards.keys() == {node.id for node in graph.nodes}
    assert svg(graph).endswith(b"</svg>\n")


def test_empty_estate_is_a_picture(by):
    """Nothing to see is said, not a fault."""
    graph = picture(made.snapshot([]), View())
    assert b"</svg>" in svg(graph, by)
    assert png(graph, by).startswith(b"\x89PNG")


def test_without_renderer_the_message_says_what_to_install(monkeypatch):
    """No renderer on the path, none in the environment."""
    monkeypatch.setattr("shutil.which", lambda *_args, **_more: None)
    with pytest.raises(RenderError, match="install Graphviz"):
        renderer()


def test_failing_renderer_is_named(tmp_path):
    """What the program said is part of the message."""
    program = tmp_path / "dot"
    program.write_text("#!/bin/sh\necho 'no memory' >&2\nexit 3\n")
    program.chmod(0o755)
    with pytest.raises(RenderError, match=r"exit 3.*no memory"):
        Renderer("system", str(program)).run("digraph {}", "png")


def test_slow_renderer_is_given_up(tmp_path):
    """A picture that takes too long says how to ask for less."""
    program = tmp_path / "dot"
    program.write_text("#!/bin/sh\nexec sleep 30\n")
    program.chmod(0o755)
    with pytest.raises(RenderError, match="--limit"):
        Renderer("system", str(program)).run("digraph {}", "svg", seconds=0.2)


@pytest.mark.parametrize("name", list(EXPORTERS))
def test_exporter_states_what_it_writes(name, estate, info):
    """Name, media type, suffix and version stand on each, and it renders."""
    one = EXPORTERS[name]
    assert one.name == name
    assert "/" in one.media_type
    assert one.suffix.startswith(".")
    assert one.version
    out = io.BytesIO()
    one.render(estate, out, view=FOCUS, info=info)
    assert out.getvalue()


def test_unknown_format_lists_those_there_are():
    """A wrong format is a usage error with the choices."""
    with pytest.raises(UsageError, match="graph-json"):
        exporter("pdf")


def test_unknown_option_is_refused(estate):
    """A misspelt option is not ignored."""
    with pytest.raises(UsageError, match="veiw"):
        EXPORTERS["json"].render(estate, io.BytesIO(), veiw=View())


def test_icons_are_shapes_alone():
    """No text, no image, no link in an icon."""
    for icon in ICONS.values():
        root = ET.fromstring(f"<g>{icon.shapes}</g>")  # noqa: S314  our own
        assert {one.tag for one in root.iter()} <= {"g", "path", "rect", "circle", "ellipse"}
        assert len(icon.letters) == 2
