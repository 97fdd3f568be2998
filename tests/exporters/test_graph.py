import pytest

from cartographer.model.error import NotFoundError, UsageError
from cartographer.model.relation import RELATION_KINDS
from cartographer.model.snapshot import resources
from exporters.picture import picture
from exporters.view import EDGE_BUDGET, NODE_BUDGET, VIEWS, View, drawn
from tests.exporters import estate as made


def told(graph):
    return " ".join(graph.note)


@pytest.mark.parametrize("view", list(VIEWS))
def test_every_resource_is_drawn_or_counted(estate, view):
    """Nothing is dropped in silence: cards, boxes, parts and what is left out add up."""
    graph = picture(estate, View(view))
    held = {one.key.id for one in resources(estate)}
    left, shown = graph.facts["left_out"], graph.facts["resources"]
    assert shown + left == len(held)
    ids = {part.id for part in (*graph.nodes, *graph.clusters)} & held
    assert len(ids) + sum(node.parts for node in graph.nodes) >= shown
    assert not left or f"{left:,}" in told(graph)


@pytest.mark.parametrize("view", list(VIEWS))
def test_views_draw_the_relations_of_their_row(estate, view):
    """The table of views decides, from the flags of the table of relation kinds."""
    graph = picture(estate, View(view))
    assert {edge.kind for edge in graph.edges} <= drawn(View(view))
    contained = {name for name, kind in RELATION_KINDS.items() if kind.contains}
    assert not contained & {edge.kind for edge in graph.edges}


def test_boxes_nest_as_the_estate_does(estate):
    """Account, region, network and subnet lie in each other."""
    graph = picture(estate, View("containment"))
    boxes = {box.id: box for box in graph.clusters}
    node = next(one for one in graph.nodes if one.name == "shop-0-0")
    way, here = [], node.cluster
    while here is not None:
        way.append(boxes[here].kind)
        here = boxes[here].parent
    assert way == [
        "subnet", "network", "region", "account", "organizational-unit", "organization",
    ]  # fmt: skip


def test_what_spans_subnets_lies_in_the_network(estate):
    """A balancer with three subnets is drawn in none of them."""
    graph = picture(estate, View("network"))
    boxes = {box.id: box for box in graph.clusters}
    node = next(one for one in graph.nodes if one.name == "shop-alb")
    assert boxes[node.cluster].kind == "network"
    assert node.parts == 2


def test_focus_reaches_both_ways(estate):
    """One step around a target group: the balancer before it, the machines behind it."""
    graph = picture(estate, View("network", focus=made.key("target-group", "tg-shop")))
    kinds = {node.kind for node in graph.nodes}
    assert kinds == {"target-group", "load-balancer", "instance"}
    assert "further away" in told(graph)


def test_focus_on_a_box_shows_its_content(estate):
    """Around a subnet stands what lies in it."""
    graph = picture(estate, View("network", focus=made.key("subnet", "subnet-shop-app0")))
    assert {"shop-0-0", "shop-0-3", "shop-db-0"} <= {node.name for node in graph.nodes}


def test_focus_on_nothing_says_so(estate):
    """A key that nothing is held of is named in the message."""
    with pytest.raises(NotFoundError, match="i-none"):
        picture(estate, View(focus=made.key("instance", "i-none")))


def test_nobody_answers_means_outside(estate):
    """A principal of an account that is not collected stands outside."""
    graph = picture(estate, View("identity"))
    outside = {node.name for node in graph.nodes if node.external}
    assert "vendor-shop" in outside
    inside = picture(estate, View("identity", external=False))
    assert not any(node.external for node in inside.nodes)


def test_several_answers_lead_to_all():
    """A reference that two resources answer to has an edge to each."""
    things = [
        made.thing("queue", "q-1", Also=[("dns", "same.example")]),
        made.thing("queue", "q-2", Also=[("dns", "same.example")]),
        made.thing("topic", "t-1", ("resolves-to", "dns", "same.example")),
    ]
    graph = picture(made.snapshot(things), View("all"))
    assert len({edge.target for edge in graph.edges}) == 2


@pytest.mark.parametrize("group", ["account", "region", "vpc", "type", "tag:team"])
def test_grouping_replaces_the_rooms(estate, group):
    """Each card lies in the one box of its group."""
    graph = picture(estate, View("all", group_by=group))
    assert all(box.parent is None for box in graph.clusters)
    assert {node.cluster for node in graph.nodes} == {box.id for box in graph.clusters}


@pytest.mark.parametrize("view", list(VIEWS))
def test_large_estate_collapses_and_says_so(large, view):
    """Five thousand resources stay within the budget, and the note counts them."""
    graph = picture(large, View(view))
    assert len(graph.nodes) <= NODE_BUDGET
    assert len(graph.edges) <= EDGE_BUDGET
    assert graph.note[0].startswith("Collapsed to stay readable") or graph.resources < NODE_BUDGET


@pytest.mark.parametrize("limit", [1, 5, 30, 150])
def test_limit_collapses_further(estate, limit):
    """A limit is kept whatever it takes, and no resource gets lost on the way."""
    graph = picture(estate, View("containment", limit=limit))
    assert len(graph.nodes) <= limit
    whole = picture(estate, View("containment"))
    assert sum(node.count for node in graph.nodes) >= len(whole.nodes)


def test_what_was_not_seen_is_said_and_drawn():
    """A denied region stands in the note, and what it held is fog."""
    graph = picture(made.foggy(), View("network"))
    assert "Not seen: 4 scopes (4 denied)" in told(graph)
    assert {node.name for node in graph.nodes if node.fog} >= {"edge-0-0", "edge-1-1"}
    assert {box.name for box in graph.clusters if box.fog} >= {"edge-vpc"}


def test_diff_shows_changes_and_neighbours(friday):
    """New, gone, changed and unknown have their states; the rest is counted."""
    before, after, changes = friday
    graph = picture(after, View("all"), changes=changes, before=before)
    states = {node.name: node.state for node in graph.nodes}
    assert states["shop-0-9"] == states["shop-dump"] == "new"
    assert states["shop-0-1"] == states["pay-queue-1"] == "gone"
    changed = [node for node in graph.nodes if node.state == "changed"]
    assert [node.id for node in changed] == [made.key("filter", "sg-shop-web").id]
    assert "Open" in changed[0].tooltip
    assert any(node.state == "unknown" and node.name == "edge-0-0" for node in graph.nodes)
    assert {edge.state for edge in graph.edges} >= {"new", "gone"}
    assert "unchanged" in told(graph)


@pytest.mark.parametrize(
    "options", [{"view": "none"}, {"group_by": "colour"}, {"depth": -1}, {"limit": 0}]
)
def test_bad_options_are_refused(options):
    """An option that means nothing is a usage error."""
    with pytest.raises(UsageError):
        View(**options)
