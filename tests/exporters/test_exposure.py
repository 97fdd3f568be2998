"""The picture of what the internet can reach."""

import io
import json
import re

import pytest
from msgspec.structs import replace

from cartographer.exposure.chart import Chart, Leg, Stop
from cartographer.model.error import UsageError
from exporters.dot import source
from exporters.palette import STROKES
from exporters.picture import picture
from exporters.registry import render
from exporters.svg import svg
from exporters.view import SURENESS, View
from tests.exporters import estate as made
from tests.exporters.test_json import validate

IGW, GROUP, WEB, DOWN = (
    made.key("internet-gateway", "igw-shop").id,
    made.key("filter", "sg-shop").id,
    made.key("instance", "i-web").id,
    made.key("instance", "i-down").id,
)
NET, SSH, WWW = "audience internet", "door tcp/22", "door tcp/443"
STOPS = (
    Stop(NET, "audience", "internet", 4, 5),
    Stop(SSH, "door", "tcp/22", 2, 2),
    Stop(WWW, "door", "tcp/443", 2, 4),
    Stop(IGW, "way", IGW, 4, 5),
    Stop(GROUP, "way", GROUP, 4, 5),
    Stop(WEB, "resource", WEB, 3, 4),
    Stop(DOWN, "resource", DOWN, 1, 1),
)
LEGS = (
    Leg(NET, SSH, "open", "512 addresses", ("tcp/22",), 1),
    Leg(NET, SSH, "latent", "any", ("tcp/22",), 1),
    Leg(NET, WWW, "open", "any", ("tcp/443",), 1),
    Leg(NET, WWW, "unknown", "any", ("tcp/443",), 1),
    Leg(SSH, IGW, "open", "512 addresses", ("tcp/22",), 1),
    Leg(SSH, IGW, "latent", "any", ("tcp/22",), 1),
    Leg(WWW, IGW, "open", "any", ("tcp/443",), 1),
    Leg(IGW, GROUP, "open", "any", ("tcp/443",), 1),
    Leg(GROUP, WEB, "open", "any", ("tcp/443",), 1),
    Leg(GROUP, WEB, "unknown", "any", ("tcp/1", "tcp/2", "tcp/3", "tcp/4"), 4),
    Leg(GROUP, DOWN, "latent", "any", ("tcp/22",), 1),
)
CHART = Chart(STOPS, LEGS, 4, 5, 60, 33)
VIEW = View("exposure", chart=CHART)


@pytest.fixture(scope="module")
def held():
    """What is held of the stops."""
    return made.snapshot(
        [
            made.thing("internet-gateway", "igw-shop", name="shop"),
            made.thing("filter", "sg-shop", name="shop-web"),
            made.thing("instance", "i-web", name="web <b>"),
            made.thing("instance", "i-down"),
        ]
    )


def drawn(dot):
    """Return what Graphviz's language says: names of cards, and arrows with colour and words."""
    names = {
        name: re.search(r"<B>([^<]*)</B></FONT><BR/>", label)[1]
        for name, label in re.findall(r"^\t(n\d+) \[label=(<.*?>) tooltip", dot, re.MULTILINE)
    }
    arrows = {
        (
            names[a],
            names[b],
            re.search(r'color="(#\w+)"', more)[1],
            re.search(r">([^<>]*)</F", more)[1],
        )
        for a, b, more in re.findall(r"^\t(n\d+) -> (n\d+) \[(.*)\]$", dot, re.MULTILINE)
    }
    return set(names.values()), arrows


def test_each_stop_is_a_card_and_each_leg_an_arrow_in_its_colour(held):
    """From the internet to the machines, with the doors and their width beside each arrow."""
    cards, arrows = drawn(source(picture(held, VIEW)))
    assert cards == {
        "internet", "tcp/22", "tcp/443", "shop", "shop-web", "web &lt;b&gt;", "i-down", "60 more",
    }  # fmt: skip
    colours = {state: STROKES[state][0] for state in SURENESS}
    assert len(set(colours.values())) == 3
    assert arrows == {
        ("internet", "tcp/22", colours["open"], "from 512 addresses"),
        ("internet", "tcp/22", colours["latent"], "latent from any"),
        ("internet", "tcp/443", colours["open"], "from any"),
        ("internet", "tcp/443", colours["unknown"], "unknown from any"),
        ("tcp/22", "shop", colours["open"], "from 512 addresses"),
        ("tcp/22", "shop", colours["latent"], "latent from any"),
        ("tcp/443", "shop", colours["open"], "from any"),
        ("shop", "shop-web", colours["open"], "tcp/443 from any"),
        ("shop-web", "web &lt;b&gt;", colours["open"], "tcp/443 from any"),
        (
            "shop-web",
            "web &lt;b&gt;",
            colours["unknown"],
            "unknown tcp/1, tcp/2, tcp/3 +1 from any",
        ),
        ("shop-web", "i-down", colours["latent"], "latent tcp/22 from any"),
    }


def test_what_an_owner_manages_is_one_card_with_its_number(held):
    """Four machines, one card; what is not held is outside the map."""
    cards = {one.id: one for one in picture(held, VIEW).nodes}
    assert (cards[WEB].count, cards[WEB].detail) == (4, "4 resources")
    assert cards[DOWN].count == 1
    unheld = replace(CHART, stops=(*STOPS, Stop("gone", "way", "gone", 1, 1)))
    cards = {one.id: one for one in picture(held, View("exposure", chart=unheld)).nodes}
    assert cards["gone"].external


def test_the_note_counts_what_is_drawn_and_what_is_not(held):
    """The rest is in the picture; with nothing left out no card says so."""
    graph = picture(held, VIEW)
    assert graph.note[0].startswith("4 exposures of 5 resources. The largest: 60 more")
    whole = picture(held, View("exposure", chart=replace(CHART, more=0, more_resources=0)))
    assert whole.note == ("4 exposures of 5 resources.",)
    assert {one.id for one in graph.nodes} - {one.id for one in whole.nodes} == {"rest"}
    empty = picture(held, View("exposure", chart=Chart((), (), 0, 0, 0, 0)))
    assert (empty.nodes, empty.note) == ((), ("Nothing is open to the internet.",))


def test_what_could_not_be_read_is_said():
    """A picture of exposures says its gaps as every picture does."""
    assert any("Not seen" in one for one in picture(made.foggy(), VIEW).note)


@pytest.mark.parametrize(
    "asked",
    [
        lambda: View("exposure"),
        lambda: View("network", chart=CHART),
        lambda: View("exposure", chart=CHART, focus=made.key("instance", "i-web")),
        lambda: View("exposure", chart=CHART, group_by="account"),
    ],
)
def test_the_view_takes_its_chart_and_nothing_else(asked):
    """A chart belongs to this view alone; neighbourhoods and groups mean nothing in it."""
    with pytest.raises(UsageError, match="exposure"):
        asked()


def test_neither_a_diff_nor_graphml_shows_ways(friday):
    """Each says so, and what to use."""
    before, after, changes = friday
    with pytest.raises(UsageError, match="takes no diff"):
        picture(after, VIEW, changes=changes, before=before)
    with pytest.raises(UsageError, match="graph-json"):
        render("graphml", after, io.BytesIO(), view=VIEW)


def test_the_picture_is_pinned(held, pure, golden):
    """What it looks like changes only on purpose."""
    golden("exposure.dot", source(picture(held, VIEW)).encode())
    golden("exposure.svg", svg(picture(held, VIEW), pure))


@pytest.mark.parametrize("form", ["svg", "png", "dot", "mermaid"])
def test_every_picture_format_draws_it(held, form):
    """One graph, drawn by each."""
    out = io.BytesIO()
    render(form, held, out, view=VIEW)
    assert out.getvalue()


def test_the_data_is_valid(held):
    """Certainty is the arrow's kind and category; the words stand beside it."""
    out = io.BytesIO()
    render("graph-json", held, out, view=VIEW)
    document = json.loads(out.getvalue())
    validate("graph", document)
    assert document["view"] == "exposure"
    assert {one["category"] for one in document["edges"]} == set(SURENESS)
    assert document["counts"] == {"exposures": 4, "exposures_left_out": 60}
