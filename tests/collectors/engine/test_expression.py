"""Paths into documents mean what JMESPath says they mean."""

import base64
import json

import jmespath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.engine.expression import (
    add_function,
    arguments,
    fill,
    has_function,
    misfits,
    name,
    path,
    text,
    values,
)

NAMES = ("a", "b", "c")
SCALARS = st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(["", "x", "y"])
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)
    ),
    max_leaves=20,
)
PLAIN = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(["", "[]"])), min_size=1, max_size=4
).map(lambda steps: ".".join(name + each for name, each in steps))
GENERAL = st.sampled_from(
    [
        "@",
        "a || b",
        "a.*",
        "*.b[]",
        "a[0]",
        "a[?b]",
        "a[?b=='x'].c | [0]",
        "{x: a, y: b.c}",
        "a[].[b, c]",
        "a[*].b[]",
        "!a",
        "not_null(a, b)",
        "a[][].b",
        "length(a)",
        "a[-1:]",
    ]
)


@settings(deadline=None, max_examples=300)
@given(PLAIN | GENERAL, DOCUMENTS)
def test_paths_agree_with_jmespath(expression, document):
    """The quick walk and the general search find what the reference library finds."""
    try:
        expected = jmespath.search(expression, document)
    except jmespath.exceptions.JMESPathError:
        expected = None  # where a value has the wrong type, nothing
    assert json.dumps(path(expression)(document)) == json.dumps(expected)


@pytest.mark.parametrize(
    ("expression", "document", "expected"),
    [
        ("split(a, ':')", {"a": "x:y"}, ["x", "y"]),
        ("split(a, ':')[1]", {}, None),
        ("split(a, ':')", {"a": 1}, None),
        ("split(a, b)", {"a": "x", "b": ""}, None),
        ("sort_by(a, &b)", {"a": [{"b": 1}, {"b": "x"}]}, None),
        ("json(a)", {"a": '{"b": [1]}'}, {"b": [1]}),
        ("json(a).b", {"a": "{"}, None),
        ("json(a)", {"a": "{"}, "{"),
        ("json(a)", {"a": "[" * 100_000}, "[" * 100_000),
        ("json(a)", {"a": ["b"]}, ["b"]),
        ("json(a)", {}, None),
        ("no_such(a)", {"a": "x"}, None),
    ],
)
def test_our_functions_and_wrong_types(expression, document, expected):
    """Our functions split texts and read JSON; whatever is of another type leads to nothing."""
    assert path(expression)(document) == expected


def test_a_cloud_adds_functions():
    """A function that was added is called with whatever value there is."""
    assert not has_function("doubled")
    add_function("doubled", lambda value: [value, value])

    assert has_function("doubled")
    assert path("doubled(a)[1]")({"a": {"b": 1}}) == {"b": 1}
    assert path("doubled(a)")({}) == [None, None]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ("x", ["x"]),
        (0, ["0"]),
        (1, ["1"]),
        (True, []),
        (False, []),
        ("", []),
        (None, []),
        ({"b": 1}, []),
        (1.5, []),
        (["x", 2, None, "", True, [3], "y"], ["x", "2", "y"]),
    ],
)
def test_values_are_texts_and_whole_numbers(found, expected):
    """A path that names things leads to texts; numbers count as text, truth values do not."""
    assert values("a", {"a": found}) == expected
    assert text("a", {"a": found}) == (expected[0] if expected else None)


def test_no_path_leads_to_no_text():
    """A field that a declaration does not name is not there."""
    assert text(None, {"a": "x"}) is None


def test_a_template_is_filled_by_name_and_by_path():
    """Names come first, then paths into the document."""
    document = {"region": "document", "Id": "7", "In": {"A": "x"}}
    filled = fill("{region}/{Id}/{In.A}-{In.A}", document, {"region": "named"})
    assert filled == "named/7/x-x"


def test_a_template_with_a_field_that_leads_nowhere_is_refused():
    """An id is never made of less than its template says."""
    with pytest.raises(KeyError, match="Id"):
        fill("arn:{Id}", {"Id": None}, {})


def test_parameters_are_expressions_where_they_begin_with_equals():
    """Everything else is sent as it stands, however deep it lies."""
    params = {"Id": "=item.Id", "Filters": [{"Name": "x", "Values": ("=item.Tags", "y")}], "Max": 5}
    context = {"item": {"Id": "i-1", "Tags": ["t"]}}
    assert arguments(params, context) == {
        "Id": "i-1",
        "Filters": [{"Name": "x", "Values": [["t"], "y"]}],
        "Max": 5,
    }


@pytest.mark.parametrize(
    ("expression", "page", "places"),
    [
        ("Vpcs", {"Vpcs": []}, 0),
        ("Vpcs[]", {}, 0),
        ("Vpcs[]", {"Vpcs": 7}, 1),
        ("A.Items[]", {"A": {"Quantity": 0}}, 0),
        ("A.Items[]", {"A": 7}, 1),
        ("Rows[].Items[]", {"Rows": [{"Items": [1]}, {"Id": 1}]}, 0),
        ("Rows[].Items[]", {"Rows": [{"Items": 7}, {"Items": []}]}, 1),
        ("Rows[].Items[]", {"Rows": [{}, 7, {"Items": []}]}, 2),
        ("Urls[].{Url: @}", {"Urls": "no"}, 1),
        ("@", {"Anything": 1}, 0),
        ("Items[?Id != 'x']", {"Items": [{"Id": "x"}, {}, 7]}, 2),
        ("Items[?Id != 'x']", {"Items": 7}, 1),
        ("Items[?Id != 'x']", {}, 0),
    ],
)
def test_a_page_that_is_not_built_as_the_path_says_is_noticed(expression, page, places):
    """Else what is lost on the way to the items would pass for absent."""
    assert misfits(expression, page) == places


@pytest.mark.parametrize("value", [7, True, None, "", {"a": 1}, []])
def test_what_is_no_text_names_nothing(value):
    """A number in the place of an id is a malformed id, and not another resource."""
    assert name("Id", {"Id": value}) is None


TABLE = 'user,arn\nann,"a,1"\nbob,"a\n2"\n'


@pytest.mark.parametrize(
    "held", [TABLE, TABLE.encode(), base64.b64encode(TABLE.encode()).decode()], ids=repr
)
def test_a_table_becomes_its_rows(held):
    """Whether the SDK hands it over as bytes or a recording spells these as base64."""
    assert path("csv(Content)")({"Content": held}) == [
        {"user": "ann", "arn": "a,1"},
        {"user": "bob", "arn": "a\n2"},
    ]


@pytest.mark.parametrize("held", ["", 7, [], 'a,b\n"x', "a,b\nx", "a,b\nx,y,z", b"\xff\xfe"])
def test_what_is_no_table_stays_as_it_is(held):
    """So that it counts as malformed, and not as a table without rows."""
    assert path("csv(Content)")({"Content": held}) == held
