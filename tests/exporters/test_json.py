import io
import json
import random
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
from msgspec.structs import replace

from cartographer.model.resource import Aspect
from cartographer.model.snapshot import resources
from exporters.diff_json import diff_document
from exporters.registry import render
from exporters.resource_json import encode, resource_document, whole_aspect
from exporters.view import View
from tests.exporters import estate as made

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"


def written(name, snapshot, **options):
    out = io.BytesIO()
    render(name, snapshot, out, **options)
    return out.getvalue()


def validate(name, document):
    schema = json.loads((SCHEMAS / f"{name}-1.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    checker = jsonschema.FormatChecker()
    jsonschema.Draft202012Validator(schema, format_checker=checker).validate(document)


def test_export_is_valid_and_complete(estate, info):
    """Every resource stands in the export, sorted by id, with its document and relations."""
    document = json.loads(written("json", estate, info=info))
    validate("export", document)
    ids = [one["id"] for one in document["resources"]]
    assert ids == sorted(ids)
    assert len(ids) == len(made.observations())
    assert document["snapshot"] == "s-12"
    assert document["run"] == {"taken": "2026-11-24T06:00:00Z"}


def test_export_says_how_each_scope_was_covered():
    """What was denied stands in the export, with the reason."""
    document = json.loads(written("json", made.foggy()))
    validate("export", document)
    denied = [one for one in document["coverage"] if one["state"] == "denied"]
    assert {one["reason"] for one in denied} == {"AccessDenied"}
    stale = [one for one in document["resources"] if one["stale_since"]]
    assert {one["region"] for one in stale} == {"us-east-1"}


def test_relations_say_who_answers(estate):
    """A relation that nobody answers to resolves to nothing; the others name ids."""
    document = json.loads(written("json", estate))
    role = next(one for one in document["resources"] if one["native_id"] == "shop-deploy")
    answers = {one["target"]["value"]: one["resolved"] for one in role["relations"]}
    assert answers["arn:aws:iam::999988887777:role/vendor-shop"] == []
    assert answers["shop-web"] == [made.key("role", "shop-web", region="global").id]


def test_resource_document_has_the_members_of_ls_in_order(estate):
    """The `ls` form is a contract: names and order."""
    resource = estate.get(made.key("instance", "i-shop00"))
    assert list(resource_document(resource)) == [
        "id", "native_id", "uid", "provider", "type", "kind", "account", "region", "zone",
        "name", "tags", "observed_at", "stale_since", "aspects",
    ]  # fmt: skip


def test_unknown_aspect_is_told_with_its_reason():
    """Unknown is never the same as absent."""
    resource = made.foggy().get(made.key("role", "shop-web", region="global"))
    assert resource_document(resource)["aspects"] == {
        "policy": {"state": "unknown", "reason": "denied"}
    }


@pytest.mark.parametrize("name", ["json", "graph-json", "dot"])
def test_order_of_collection_changes_no_byte(name):
    """The same estate gives the same bytes, in whatever order it was seen."""
    things = made.observations()
    mixed = list(things)
    random.Random(3).shuffle(mixed)
    assert written(name, made.snapshot(things)) == written(name, made.snapshot(mixed))


def test_diff_is_valid_and_pinned(friday, golden):
    """The diff form has its members in their order, each list sorted by id."""
    _, _, changes = friday
    document = diff_document(changes, "s-11", "s-12")
    validate("diff", document)
    assert list(document) == [
        "schema", "from", "to", "added", "removed", "replaced", "moved", "modified", "unknown",
        "not_compared",
    ]  # fmt: skip
    golden("diff.json", encode(document) + b"\n")


def test_json_exporter_writes_the_diff(friday, info):
    """With changes, the format json is the diff form."""
    before, after, changes = friday
    text = written("json", after, changes=changes, before=before, info=info, before_info=info)
    assert json.loads(text) == diff_document(changes, "s-12", "s-12")


@pytest.mark.parametrize("view", ["network", "identity", "containment", "all"])
def test_graph_is_valid_and_pinned(estate, small, info, golden, view):
    """Nodes, edges and clusters of each view are pinned."""
    validate("graph", json.loads(written("graph-json", estate, view=View(view))))
    text = written("graph-json", small, view=View(view), info=info)
    golden(f"{view}.graph.json", text)


def test_export_of_a_small_estate_is_pinned(small, golden, info):
    """The bytes of an export change only on purpose."""
    golden("export.json", written("json", small, info=info))


def test_export_of_nothing_is_valid():
    """An empty estate is an empty list."""
    document = json.loads(written("json", made.snapshot([])))
    validate("export", document)
    assert document["resources"] == []


def test_aspects_stand_in_the_export_with_their_documents(estate, info):
    """`ls` has their states alone."""
    document = json.loads(written("json", estate, info=info))
    held = {one.key.id: one.record for name in estate.types() for one in estate.of_type(name)}
    told = {
        (one["id"], name): (aspect["state"], aspect["value"], aspect["last"])
        for one in document["resources"]
        for name, aspect in one["aspects"].items()
    }

    assert told == {
        (id_, name): (aspect.state, aspect.value, aspect.last)
        for id_, record in held.items()
        for name, aspect in record.aspects.items()
    }
    assert any(value for _, value, _ in told.values())


def test_an_aspect_that_is_not_known_says_what_it_last_was():
    """And how old that is."""
    read = datetime(2026, 11, 24, 6, tzinfo=UTC)

    assert whole_aspect(Aspect("unknown", {"a": 1}, "denied", "present", read)) == {
        "state": "unknown",
        "reason": "denied",
        "value": {"a": 1},
        "last": "present",
        "as_of": "2026-11-24T06:00:00Z",
    }


def test_tags_that_were_never_read_are_null(estate):
    """No tags and nobody knows are two values, and the schema allows both."""
    document = json.loads(written("json", estate))
    first = next(one for one in resources(estate))
    unread = replace(first, derived=replace(first.derived, tags=None))
    document["resources"] = [document["resources"][0] | resource_document(unread)]
    validate("export", document)

    assert resource_document(unread)["tags"] is None
    assert resource_document(replace(first, derived=replace(first.derived, tags={})))["tags"] == {}
