import html
import io
import random
import re

import pytest

from exporters.mermaid import MOST_EDGES, MOST_TEXT, fits, label
from exporters.picture import picture
from exporters.registry import render
from exporters.view import VIEWS, View
from tests.exporters import estate as made
from tests.exporters.test_docs import PAGE
from tests.exporters.test_escape import NASTY, planted

CARD = re.compile(r' *(\w+)\["([^"]*)"\]')
BOX = re.compile(r' *subgraph (\w+)\["([^"]*)"\]')
ARROW = re.compile(r'  (\w+) (?:-->|-\.->)(?:\|"([^"]*)"\|)? (\w+)')
LEGEND = re.compile(r'    from_\w+\[" "\] (?:-->|-\.->)\|"[a-z ]+"\| to_\w+\[" "\]')
STYLE = re.compile(
    r"  (?:classDef is_\w+ [\w#:,. -]+|class [\w,]+ is_\w+|linkStyle [\d,]+ [\w#:]+)"
)


def written(snapshot, **options):
    out = io.BytesIO()
    render("mermaid", snapshot, out, **options)
    return out.getvalue().decode()


def parsed(text):
    """Return cards, boxes and arrows, and fail on a line that is none of what is written."""
    head, *lines = text.splitlines()
    assert head == "flowchart LR"
    cards, boxes, arrows, depth = {}, {}, [], 0
    for line in lines:
        if found := BOX.fullmatch(line):
            boxes[found[1]], depth = found[2], depth + 1
        elif line.strip() == "end":
            depth -= 1
        elif found := CARD.fullmatch(line):
            cards[found[1]] = found[2]
        elif found := ARROW.fullmatch(line):
            arrows.append(found.groups())
        else:
            assert LEGEND.fullmatch(line) or STYLE.fullmatch(line), line
        assert depth >= 0
    assert depth == 0
    known = cards.keys() | boxes.keys()
    assert all({source, target} <= known for source, _, target in arrows)
    return cards, boxes, arrows


def shown(text):
    """What a label looks like: entities are numbers after a `#`."""
    return html.unescape(re.sub(r"#(\d+);", r"&#\1;", text.replace("<br>", "\n")))


@pytest.mark.parametrize("view", list(VIEWS))
def test_every_part_of_the_picture_is_in_it(estate, view):
    """Cards, boxes and arrows are those of the picture, beside the legend."""
    graph = picture(estate, View(view))
    cards, boxes, arrows = parsed(written(estate, view=View(view)))
    drawn = {name for name in cards.keys() | boxes.keys() if re.fullmatch(r"[nb]\d+", name)}
    assert len(drawn) == len(graph.nodes) + len(graph.clusters)
    assert len(arrows) == len(graph.edges)


def test_boxes_nest(small):
    """A card lies in the subgraphs of its rooms, the outermost first."""
    text = written(small, view=View("containment"))
    above = text[: text.index("hub-0-0<br>")]
    rooms = [shown(one) for one in re.findall(r'subgraph \w+\["([^"]*)"\]', above)]
    kinds = [one.partition(" \u00b7 ")[2].partition(" ")[0] for one in rooms]
    assert [one for one in kinds if one in ("account", "region", "network", "subnet")][
        -1
    ] == "subnet"
    assert {"account", "region", "network"} <= set(kinds)


def test_title_note_and_legend_are_in_the_picture(info):
    """What is not in the picture, or was not seen, is said in it."""
    cards, _, _ = parsed(written(made.foggy(), info=info, view=View("network")))
    about = shown(cards["note"]).replace("\n", " ")
    assert about.startswith("Network \u00b7 snapshot s-12")
    assert "Not seen: 4 scopes" in about
    assert cards["key_fog"] == "stale or known in part"


def test_a_diff_has_a_mark_a_colour_and_a_line_for_each_state(friday):
    """No meaning rests on colour alone, and arrows are marked too."""
    before, after, changes = friday
    text = written(after, changes=changes, before=before)
    cards, _, arrows = parsed(text)
    told = {shown(one).partition("\n")[0] for one in cards.values()}
    assert {"+ shop-0-9", "\u2212 pay-queue-1", "~ shop-web", "? shop-web"} <= told
    assert {"+ new", "\u2212 gone", "~ changed", "? unknown", "unchanged"} <= told
    assert {shown(said or "") for _, said, _ in arrows} >= {"+", "\u2212", ""}
    styles = dict(re.findall(r"classDef is_(\w+) (.*)", text))
    assert len({styles[one] for one in ("new", "gone", "changed", "unknown", "plain")}) == 5
    assert "stroke-dasharray" in styles["gone"]
    name = next(id_ for id_, one in cards.items() if shown(one).startswith("+ shop-0-9"))
    (new,) = re.findall(r"class (.*) is_new", text)
    assert name in new.split(",")


@pytest.mark.parametrize("name", list(NASTY))
@pytest.mark.parametrize("view", [View(), View(group_by="tag:team")], ids=["rooms", "tag"])
def test_hostile_text_is_never_syntax(name, view):
    """Each line is one that we write, and every label shows the text as it is."""
    text = written(planted(NASTY[name]), view=view)
    cards, boxes, _ = parsed(text)
    for told in (*cards.values(), *boxes.values()):
        for part in told.split("<br>"):
            assert not re.search(r"[<>\"'`&%{}|\\\[\]*_~:@!]", part)
            assert not re.search(r"#(?!\d+;)", part)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e]", text)
    assert not re.search(r"\b(style|click|href|script)\b.*:", re.sub('"[^"]*"', "", text))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("end", "end"),
        ("web-1.example (a/b)", "web-1.example (a/b)"),
        ('say "hi"', "say #34;hi#34;"),
        ("1. first", "1#46; first"),
        ("2) second", "2#41; second"),
        ("- item", "#45; item"),
        ("www.example", "www#46;example"),
        ("https://a", "https#58;//a"),
        ("_a_ **b** `c`", "#95;a#95; #42;#42;b#42;#42; #96;c#96;"),
        ("#35;", "#35;35#59;"),
        ("<b>&amp;", "#60;b#62;#38;amp#59;"),
        ("  a   b  ", "a b"),
        ("a\nend\nb", "a end b"),
        ("caf\u00e9 \u6771\u4eac \U0001f980", "caf\u00e9 \u6771\u4eac #129408;"),
        ("", "#160;"),
    ],
)
def test_labels(text, told):
    """Letters and digits stand for themselves, all else is an entity; nothing is Markdown."""
    assert label(text) == told


@pytest.mark.parametrize("view", ["containment", "all", "network"])
def test_what_mermaid_would_refuse_is_made_smaller_and_says_so(large, view):
    """A picture of thousands of cards keeps to Mermaid's limits, and every resource is counted."""
    asked = View(view, limit=6000)
    text = written(large, view=asked)
    assert fits(text)
    cards, _, arrows = parsed(text)
    assert len(arrows) <= MOST_EDGES
    assert len(text) <= MOST_TEXT
    about = shown(cards["note"]).replace("\n", " ")
    whole = picture(large, asked)
    if len(whole.nodes) > 1000:
        assert "Smaller than asked: Mermaid draws 500 arrows and 50,000 characters." in about
        assert "Collapsed to stay readable" in about


def test_many_arrows_alone_make_it_smaller():
    """Few cards with more than 500 arrows are merged until they are few enough."""
    queues = [made.thing("queue", f"q-{n}") for n in range(30)]
    topics = [
        made.thing("topic", f"t-{m}", *(("grants", f"q-{n}") for n in range(30))) for m in range(20)
    ]
    snapshot = made.snapshot([*queues, *topics])
    assert len(picture(snapshot, View()).edges) == 600
    text = written(snapshot)
    assert fits(text)
    assert "Smaller than asked" in text


def test_an_empty_box_is_a_card():
    """A subgraph with nothing in it would not be drawn."""
    cards, boxes, _ = parsed(written(made.snapshot([made.thing("network", "vpc-1", name="bare")])))
    assert "bare" in " ".join(cards.values())
    assert "bare" not in " ".join(boxes.values())


def test_an_empty_estate_is_a_picture():
    """Nothing to see is said, not a fault."""
    cards, _, arrows = parsed(written(made.snapshot([])))
    assert list(cards) == ["note"]
    assert arrows == []


def test_order_of_collection_changes_no_byte():
    """The same estate gives the same bytes."""
    mixed = made.observations()
    random.Random(3).shuffle(mixed)
    assert written(made.snapshot(mixed)) == written(made.estate())


def test_the_limits_are_those_that_are_written():
    """The page says when it collapses further."""
    assert f"more than {MOST_EDGES} arrows or {MOST_TEXT:,} characters" in PAGE


def test_the_bytes_are_pinned(friday, small, golden):
    """They change only on purpose."""
    before, after, changes = friday
    golden("network.mmd", written(small, view=View("network")).encode())
    golden("diff.mmd", written(after, changes=changes, before=before).encode())
