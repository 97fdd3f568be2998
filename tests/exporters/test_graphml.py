import io
import random
import re
import xml.etree.ElementTree as ET

import networkx as nx
import pytest

from cartographer.model.relation import RELATION_KINDS
from cartographer.model.snapshot import resources
from exporters.graphml import EDGE_COLUMNS, GRAPH_COLUMNS, NODE_COLUMNS, SPACE, content, token
from exporters.registry import render
from exporters.view import VIEWS, View
from tests.exporters import estate as made
from tests.exporters.test_docs import PAGE
from tests.exporters.test_escape import NASTY, planted

TOKEN = re.compile("[A-Za-z0-9._:-]+")
INSIDE = {
    "graphml": ["key", "graph"],
    "key": ["desc"],
    "graph": ["data", "node", "edge"],
    "node": ["data"],
    "edge": ["data"],
}
"""What may stand in what, in this order: a part of what the schema allows."""


def written(snapshot, **options):
    out = io.BytesIO()
    render("graphml", snapshot, out, **options)
    return out.getvalue()


def local(element):
    return element.tag.removeprefix(f"{{{SPACE}}}")


def follow_the_schema(text):
    """Check the rules of GraphML's XSD: nesting and order, tokens, declarations, references."""
    root = ET.fromstring(text)  # noqa: S314  our own
    assert root.tag == f"{{{SPACE}}}graphml"
    for one in root.iter():
        order = [INSIDE.get(local(one), []).index(local(child)) for child in one]
        assert order == sorted(order)
    keys = {one.get("id"): one for one in root.iter(f"{{{SPACE}}}key")}
    assert len(keys) == len(root.findall(f"{{{SPACE}}}key"))
    for id_, key in keys.items():
        assert TOKEN.fullmatch(id_)
        assert TOKEN.fullmatch(key.get("attr.name"))
        assert key.get("attr.type") in {"boolean", "int", "long", "float", "double", "string"}
    (graph,) = root.findall(f"{{{SPACE}}}graph")
    assert graph.get("edgedefault") == "directed"
    for one in (graph, *graph.findall(f"{{{SPACE}}}node"), *graph.findall(f"{{{SPACE}}}edge")):
        told = [data.get("key") for data in one.findall(f"{{{SPACE}}}data")]
        assert len(told) == len(set(told))
        assert {keys[key].get("for") for key in told} <= {local(one)}
    nodes = [one.get("id") for one in graph.findall(f"{{{SPACE}}}node")]
    assert len(nodes) == len(set(nodes))
    assert all(map(TOKEN.fullmatch, nodes))
    for edge in graph.findall(f"{{{SPACE}}}edge"):
        assert {edge.get("source"), edge.get("target")} <= set(nodes)
    return root


def read(text):
    return nx.read_graphml(io.BytesIO(text), force_multigraph=True)


def by_resource(graph):
    return {one["resource"]: one for _, one in graph.nodes(data=True) if "resource" in one}


@pytest.mark.parametrize("view", list(VIEWS))
def test_it_follows_the_schema_and_a_library_reads_it(estate, view):
    """Each resource of the view is a node, each relation of it an edge, and nothing is folded."""
    text = written(estate, view=View(view))
    follow_the_schema(text)
    graph = read(text)
    assert graph.is_directed()
    told = by_resource(graph)
    assert len(told) + int(graph.graph["left_out"]) == len(list(resources(estate)))
    kinds = {one["kind"] for *_, one in graph.edges(data=True)}
    assert kinds <= {name for name, row in RELATION_KINDS.items() if not row.contains}
    assert bool(kinds) is (view != "containment")


def test_a_node_says_what_it_is(estate):
    """Type, kind, account, region, name and tags are attributes of their own."""
    one = by_resource(read(written(estate)))[made.key("instance", "i-shop00").id]
    parent = one.pop("parent")
    assert one == {
        "label": "shop-0-0",
        "resource": made.key("instance", "i-shop00").id,
        "native_id": "i-shop00",
        "type": "AWS::EC2::Instance",
        "kind": "instance",
        "account": made.SHOP,
        "region": "eu-west-1",
        "name": "shop-0-0",
        "role": "resource",
        "tag:team": "shop",
    }
    assert read(written(estate)).nodes[parent]["native_id"] == "subnet-shop-app0"


def test_rooms_lead_up_to_the_organization(estate):
    """Whoever follows `parent` comes through subnet, network, region, account and units."""
    graph = read(written(estate, view=View("containment")))
    here = by_resource(graph)[made.key("instance", "i-shop00").id]
    way = []
    while "parent" in here:
        here = graph.nodes[here["parent"]]
        way.append((here["kind"], here["role"]))
    assert way == [
        ("subnet", "resource"), ("network", "resource"), ("region", "box"),
        ("account", "resource"), ("organizational-unit", "resource"), ("organization", "resource"),
    ]  # fmt: skip


def test_who_is_not_collected_is_external(estate):
    """A principal that nobody answers to is a node of its own; without externals it is none."""
    graph = read(written(estate, view=View("identity")))
    outside = {one["label"] for _, one in graph.nodes(data=True) if one["role"] == "external"}
    assert "arn:aws:iam::999988887777:role/vendor-shop" in outside
    graph = read(written(estate, view=View("identity", external=False)))
    assert "external" not in {one["role"] for _, one in graph.nodes(data=True)}
    assert int(graph.graph["undrawn"]) > 0


@pytest.mark.parametrize("group", ["account", "region", "vpc", "type", "tag:team"])
def test_grouping_names_the_group(estate, group):
    """Each resource lies in the one node of its group."""
    graph = read(written(estate, view=View(group_by=group)))
    parents = {one["parent"] for one in by_resource(graph).values() if "parent" in one}
    assert parents
    assert all("parent" not in graph.nodes[one] for one in parents)


def test_focus_chooses(estate):
    """Only the neighbourhood is in it, and what is not is counted."""
    focus = made.key("target-group", "tg-shop")
    graph = read(written(estate, view=View("network", focus=focus)))
    kinds = {one["kind"] for one in by_resource(graph).values()}
    assert kinds == {"target-group", "load-balancer", "instance", "listener"}
    assert "further away" in graph.graph["note"]


def test_a_large_estate_is_whole(large):
    """Nothing collapses, whatever the limit."""
    graph = read(written(large, view=View("network", limit=10)))
    assert len(by_resource(graph)) + int(graph.graph["left_out"]) == 5000


def test_a_diff_says_what_changed(friday, info):
    """States stand on nodes and edges, with the fields; what is unknown says why."""
    before, after, changes = friday
    text = written(after, changes=changes, before=before, info=info, before_info=info)
    follow_the_schema(text)
    graph = read(text)
    told = by_resource(graph)
    assert told[made.key("queue", "pay-queue-1").id]["state"] == "gone"
    assert told[made.key("bucket", "shop-dump").id]["state"] == "new"
    changed = told[made.key("filter", "sg-shop-web").id]
    assert (changed["state"], changed["changes"]) == ("changed", "add /Open")
    dark = told[made.key("role", "shop-web", region="global").id]
    assert dark["state"] == "unknown"
    assert "policy is unknown: denied" in dark["changes"]
    assert {one["state"] for *_, one in graph.edges(data=True)} == {"new", "gone", "same"}
    assert (graph.graph["snapshot"], graph.graph["before"]) == ("s-12", "s-12")


def test_what_was_not_seen_is_said():
    """Fog stands on the nodes, and gaps on the graph."""
    graph = read(written(made.foggy()))
    assert "not seen since" in by_resource(graph)[
        made.key("network", "vpc-edge", region="us-east-1").id
    ]["fog"]  # fmt: skip
    assert int(graph.graph["unseen_scopes"]) == 4
    assert "Not seen: 4 scopes" in graph.graph["note"]


@pytest.mark.parametrize("name", list(NASTY))
def test_hostile_text_comes_back(name):
    """Names and tags are data: nothing of them is markup, and what XML can hold is kept."""
    text = written(planted(NASTY[name]))
    follow_the_schema(text)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e]", text.decode())
    graph = read(text)
    one = by_resource(graph)[made.key("instance", "i-1").id]
    kept = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", "\ufffd", NASTY[name])
    assert one.get("tag:team", "") == kept
    assert one["label"] == (kept or "i-1")
    described = {key.findtext(f"{{{SPACE}}}desc") for key in ET.fromstring(text)}  # noqa: S314
    assert kept in described


def test_the_names_of_tags_stay_apart():
    """Two tags are never one attribute."""
    names = ["a b", "a/b", "a_b", "a_x0020_b", "_x", "x", "\u00e9", "\U0001f980", "A", "a"]
    assert len({token(one) for one in names}) == len(names)
    assert token("cost centre") == "cost_x0020_centre"
    assert content("a\r\n\u202e<&") == "a&#xd;\n&#x202e;&lt;&amp;"


def test_an_empty_estate_is_a_graph():
    """Nothing to see is said, not a fault."""
    text = written(made.snapshot([]))
    follow_the_schema(text)
    assert len(read(text)) == 0


def test_order_of_collection_changes_no_byte():
    """The same estate gives the same bytes."""
    mixed = made.observations()
    random.Random(3).shuffle(mixed)
    assert written(made.snapshot(mixed)) == written(made.estate())


def test_every_attribute_is_documented():
    """What is not documented fails."""
    section = PAGE.partition("\n## graphml\n")[2].partition("\n## ")[0]
    columns = (*GRAPH_COLUMNS, *NODE_COLUMNS, *EDGE_COLUMNS)
    assert all(f"`{one.name}`" in section for one in columns)
    assert len({one.id for one in columns}) == len(columns)


def test_the_bytes_are_pinned(friday, small, info, golden):
    """They change only on purpose."""
    before, after, changes = friday
    golden("network.graphml", written(small, info=info, view=View("network")))
    golden("diff.graphml", written(after, changes=changes, before=before, info=info))
