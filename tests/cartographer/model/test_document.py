"""Documents: order, stable bytes, volatile fields, pointers and differences."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartographer.model.change import FieldChange
from cartographer.model.document import (
    Comparison,
    at_leaves,
    differences,
    digest,
    encode,
    order,
    replace_at,
    take,
)
from cartographer.model.shape import NOTHING_KEYED, KeyedTree, steps

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)
RULES = KeyedTree.of(
    {
        "Rules": ("Protocol", "From"),
        "Rules[].Ranges": ("Cidr",),
        "Names": "set",
        "Statement[].Principal.*": "set",
    }
)


def rule(protocol: str, start: int, *cidrs: str) -> dict:
    return {"Protocol": protocol, "From": start, "Ranges": [{"Cidr": one} for one in cidrs]}


@given(JSON)
def test_bytes_do_not_depend_on_the_order_of_members(document):
    """A document has one byte form, and so one address."""
    shuffled = _shuffle(document)
    assert encode(shuffled) == encode(document)
    assert digest(shuffled) == digest(document)


def _shuffle(value):
    if isinstance(value, dict):
        items = list(value.items())
        random.Random(1).shuffle(items)
        return {name: _shuffle(child) for name, child in items}
    return [_shuffle(one) for one in value] if isinstance(value, list) else value


@given(JSON)
def test_a_document_does_not_differ_from_itself(document):
    """diff(a, a) is empty."""
    assert differences(document, document, RULES) == ()


@given(JSON, JSON)
def test_two_documents_differ_unless_their_bytes_are_equal(old, new):
    """No difference is overlooked, and none is invented."""
    assert bool(differences(old, new, NOTHING_KEYED)) == (encode(old) != encode(new))


@given(st.permutations([rule("tcp", 22, "a", "b"), rule("tcp", 80, "c"), rule("udp", 53)]))
def test_the_order_of_a_keyed_list_means_nothing(rules):
    """However the provider sorts it, the stored document is the same."""
    first = order(
        {"Rules": [rule("tcp", 22, "b", "a"), rule("tcp", 80, "c"), rule("udp", 53)]}, RULES
    )
    assert order({"Rules": rules}, RULES) == first


def test_a_rule_put_at_the_top_is_one_added_element():
    """A pointer addresses an element by its key, never by position."""
    old = {"Rules": [rule("tcp", 80, "c"), rule("tcp", 443, "c")]}
    new = {"Rules": [rule("tcp", 22, "0.0.0.0/0"), *old["Rules"]]}
    assert differences(old, new, RULES) == (
        FieldChange("/Rules[Protocol=tcp,From=22]", "add", None, new["Rules"][0]),
    )


def test_a_change_inside_a_keyed_element_is_addressed_through_its_key():
    """The same holds at every depth."""
    old, new = {"Rules": [rule("tcp", 22, "10.0.0.0/8")]}, {"Rules": [rule("tcp", 22, "0.0.0.0/0")]}
    pointers = [(one.pointer, one.op) for one in differences(old, new, RULES)]
    assert pointers == [
        ("/Rules[Protocol=tcp,From=22]/Ranges[Cidr=0.0.0.0~10]", "add"),
        ("/Rules[Protocol=tcp,From=22]/Ranges[Cidr=10.0.0.0~18]", "remove"),
    ]


def test_names_and_values_are_escaped_in_pointers():
    """A pointer can be split without looking at the document."""
    changes = differences({"a/b[c]=,~": 1}, {"a/b[c]=,~": 2}, NOTHING_KEYED)
    assert [one.pointer for one in changes] == ["/a~1b~2c~3~5~4~0"]


def test_elements_of_a_set_are_addressed_by_their_value():
    """A set has no keys but its members."""
    changes = differences({"Names": ["a", "b"]}, {"Names": ["b", "c"]}, RULES)
    assert [(one.pointer, one.op) for one in changes] == [
        ("/Names[=a]", "remove"),
        ("/Names[=c]", "add"),
    ]


def test_elements_with_the_same_key_are_counted():
    """Two elements that the provider does not tell apart are still two."""
    old, new = {"Rules": [rule("tcp", 1)]}, {"Rules": [rule("tcp", 1), rule("tcp", 1)]}
    assert [one.pointer for one in differences(old, new, RULES)] == [
        "/Rules[Protocol=tcp,From=1,#2]"
    ]


def test_an_element_without_its_key_fields_is_known_by_its_whole_value():
    """A malformed element is no reason to lose the others."""
    changes = differences({"Rules": []}, {"Rules": ["odd", {"Other": 1}]}, RULES)
    assert [one.pointer for one in changes] == ["/Rules[=odd]", '/Rules[={"Other":1}]']


def test_a_nameless_element_that_changed_is_one_changed_field():
    """A statement without an id, of which a condition was loosened, is not two statements."""
    keyed = KeyedTree.of({"Statement": ("Sid",)})
    kept = {"Effect": "Deny"}
    old = {"Statement": [kept, {"Effect": "Allow", "Sub": "repo:main"}]}
    new = {"Statement": [{"Effect": "Allow", "Sub": "repo:*"}, kept]}
    assert differences(old, new, keyed) == (
        FieldChange("/Statement[#1]/Sub", "replace", "repo:main", "repo:*"),
    )


def test_nameless_elements_that_only_came_or_went_bear_their_whole_value():
    """There is nothing that they could be the next version of."""
    keyed = KeyedTree.of({"Statement": ("Sid",)})
    changes = differences({"Statement": []}, {"Statement": [{"Effect": "Deny"}]}, keyed)
    assert [one.pointer for one in changes] == ['/Statement[={"Effect":"Deny"}]']


def test_an_unkeyed_list_is_compared_by_position():
    """Where order means something, position is the address."""
    assert [one.pointer for one in differences([1, 2], [1, 3], NOTHING_KEYED)] == ["/1"]


def test_true_is_not_one():
    """Types count: JSON tells them apart."""
    assert differences({"a": True}, {"a": 1}, NOTHING_KEYED) == (
        FieldChange("/a", "replace", True, 1),
    )


@pytest.mark.parametrize(
    ("old", "new", "changed", "incomparable"),
    [
        ("redacted:aa:11", "redacted:aa:22", True, False),
        ("redacted:aa:11", "redacted:bb:22", False, True),
        ("redacted:aa:11", "redacted:constant", True, False),
        ("redacted:aa:11", "plain", True, False),
        ("redacted:aa:11", 5, True, False),
    ],
)
def test_digests_of_two_keys_cannot_be_compared(old, new, changed, incomparable):
    """Another key id compares as unknown, and as nothing else."""
    comparison = Comparison()
    comparison.compare({"S": old}, {"S": new}, "", NOTHING_KEYED)
    assert (bool(comparison.changes), bool(comparison.incomparable)) == (changed, incomparable)


def test_volatile_fields_are_taken_out_with_their_pointers():
    """Their latest value stands outside the body."""
    document = {"Id": 1, "Used": {"At": "x", "By": "y"}, "Keys": [{"Last": 3, "Id": 4}]}
    rest, taken = take(document, ("Used.At", "Keys[].Last", "Missing.Path", "Id[].X"))
    assert rest == {"Id": 1, "Used": {"By": "y"}, "Keys": [{"Id": 4}]}
    assert taken == {"/Used/At": "x", "/Keys/0/Last": 3}


def test_values_at_a_path_change_at_their_leaves():
    """A star stands for any member, brackets for each element, a subtree for its leaves."""
    document = {
        "Env": {"A": "1", "B": ["2", {"C": "3"}]},
        "List": [{"P": "4"}, "odd"],
        "Other": "5",
    }
    change = at_leaves("x{}".format)
    changed = replace_at(replace_at(document, "Env.*", change), "List[].P", change)
    assert changed == {
        "Env": {"A": "x1", "B": ["x2", {"C": "x3"}]},
        "List": [{"P": "x4"}, "odd"],
        "Other": "5",
    }


def test_a_value_at_a_path_can_be_changed_whole():
    """What is parsed from text is not looked into when it is a document already."""
    kept = {"P": {"Principal": "123"}}
    assert replace_at(kept, "P", lambda value: value) == kept
    assert replace_at({"P": "1"}, "P", int) == {"P": 1}


def test_a_path_is_split_into_steps():
    """Brackets are a step of their own."""
    assert steps("A.B[].*.C") == ("A", "B", "[]", "*", "C")


def test_a_star_stands_for_any_member_of_a_keyed_path():
    """`Principal.*` is keyed whatever the member is called."""
    document = {"Statement": [{"Principal": {"AWS": ["b", "a"], "Service": ["d", "c"]}}]}
    principal = order(document, RULES)["Statement"][0]["Principal"]
    assert principal == {"AWS": ["a", "b"], "Service": ["c", "d"]}


def test_an_aspect_has_a_tree_of_its_own():
    """`@policy.Statement` says nothing about the main document."""
    tree = KeyedTree.of({"@policy.Statement": ("Sid",)})
    assert tree.aspect("policy").child("Statement").fields == ("Sid",)
    assert tree.aspect("config") is tree
    assert tree.child("Statement").fields is None
