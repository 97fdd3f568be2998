"""The published schema is generated from the nouns, and holds for what they encode to."""

import inspect

import jsonschema
import msgspec
import pytest

from cartographer.model import (
    audience,
    change,
    containment,
    coverage,
    finding,
    gap,
    history,
    key,
    patch,
    reading,
    relation,
    resource,
    shape,
    verdict,
)
from cartographer.model.resource import present, unknown
from cartographer.model.schema import NOUNS, json_schema, meanings
from cartographer.model.snapshot import MemorySnapshot
from cartographer.model.verdict import TrafficBox, TrafficSet, Verdict
from tests.cartographer.model.estate import complete, derive, seen
from tests.cartographer.model.estate import key as key_of

MODULES = (audience, change, containment, coverage, finding, gap, history, key, patch)
MODULES += (reading, relation, resource, shape, verdict)
ALL = [noun for part in NOUNS.values() for noun in part]
INNER = {"Held", "End", "Delta", "_Entry"}
"""How patches settle and memos remember: not nouns of the design."""


@pytest.mark.parametrize("noun", ALL, ids=lambda noun: noun.__name__)
def test_every_field_of_a_noun_has_its_meaning(noun):
    """The reference is generated from them."""
    assert all(said.endswith((".", "?")) for said in meanings(noun).values())


@pytest.mark.parametrize("noun", ALL, ids=lambda noun: noun.__name__)
def test_every_noun_is_frozen(noun):
    """Values do not change."""
    assert noun.__struct_config__.frozen


def test_no_noun_of_the_model_is_missing_from_the_schema():
    """A new noun must be published."""
    found = {
        cls.__name__
        for module in MODULES
        for _, cls in inspect.getmembers(module, inspect.isclass)
        if issubclass(cls, msgspec.Struct) and cls.__module__ == module.__name__
    }
    assert found - INNER == {noun.__name__ for noun in ALL}


def test_a_resource_encodes_to_what_the_schema_says():
    """The schema is no decoration."""
    aspects = {"policy": present({"a": 1}), "acl": unknown("denied")}
    snapshot = MemorySnapshot(derive).apply(complete(0, seen("a", 0, aspects=aspects)))
    document = msgspec.json.decode(msgspec.json.encode(snapshot.get(key_of("a"))))
    jsonschema.validate(document, json_schema())
    document["record"]["aspects"]["policy"]["state"] = "maybe"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, json_schema())


def test_a_field_without_meaning_is_refused():
    """A test that cannot fail is none."""

    class Bare(msgspec.Struct):
        field: int

    with pytest.raises(TypeError, match=r"Bare\.field"):
        meanings(Bare)


SOME = TrafficSet((TrafficBox("ipv4", "tcp"),))


@pytest.mark.parametrize(
    ("certain", "possible", "word"),
    [(SOME, SOME, "reachable"), (None, SOME, "unknown"), (None, TrafficSet(), "blocked")],
)
def test_a_verdict_says_its_word(certain, possible, word):
    """Reachable if certain, blocked if not even possible, else unknown."""
    assert Verdict(certain, possible).word == word
