"""Every declaration is held against botocore's service model, without an account."""

import pkgutil
import re
from collections import Counter
from importlib import import_module

import jmespath
import pytest

from cartographer.model.relation import RELATION_KINDS
from cartographer.model.shape import steps
from collectors.aws import resources
from tests.collectors.aws.model import (
    ALL,
    BY_TYPE,
    aspect,
    at,
    bare_aspect,
    bare_document,
    calls,
    context,
    denied,
    document,
    item,
    output,
    parent_document,
    parents,
    problems,
    reads,
    secret_at,
    service,
)
from tests.collectors.aws.walk import (
    Anything,
    Many,
    Members,
    Table,
    alternatives,
    either,
    follow,
    member,
    names_something,
    walk,
)

TYPE = re.compile(r"^AWS::[A-Z][A-Za-z0-9]+::[A-Z][A-Za-z0-9]+$")
PAGE = re.compile(r"^https://docs\.aws\.amazon\.com/[\w./-]+\.html(#[\w-]+)?$")
FIELD = re.compile(r"\{([^{}]+)\}")
ENGINE_FIELDS = {"partition", "account", "region", "parent"}
EVENT_ROOTS = re.compile(
    r"\b(requestParameters|responseElements|resources|awsRegion|recipientAccountId"
    r"|serviceEventDetails|additionalEventData)\b"
)
DATED = re.compile(r"(\d{4}_\d{2}_\d{2}|\d{8})(v\d)?$")
"""Ends of event names of services that write the version of their API into them.

https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/logging_using_cloudtrail.html
"""

_BLOCK = "S3 logs the call by its permission's name"
EVENT_ALIASES: dict[tuple[str, str], str] = {
    ("organizations", "CreateAccountResult"): "the service's own event, when an account is ready",
    ("s3", "PutBucketPublicAccessBlock"): _BLOCK,
    ("s3", "DeleteBucketPublicAccessBlock"): _BLOCK,
}
"""Event names that are no operation of the type's service, and why they stand there."""

every = pytest.mark.parametrize("declaration", ALL, ids=lambda one: one.type)


def test_all_modules_are_read():
    """Each module's declarations are in the registry, and each type is declared once."""
    modules = [
        import_module(f"{resources.__name__}.{one.name}")
        for one in pkgutil.iter_modules(resources.__path__)
    ]

    declared = Counter(one.type for module in modules for one in module.DECLARATIONS)

    assert set(declared) == set(BY_TYPE)
    assert [type_ for type_, count in declared.items() if count > 1] == []


def test_no_two_types_have_one_id():
    """No id template stands in two declarations of a service, unless it is the ARN as given."""
    templates = Counter(one.id for one in ALL if not re.fullmatch(r"\{\w+\}", one.id))

    assert [id_ for id_, count in templates.items() if count > 1] == []


@every
def test_type_is_named_as_cloudformation_names_types(declaration):
    """A type is AWS::Service::Thing."""
    assert TYPE.match(declaration.type)


@every
def test_pages_are_the_providers_own(declaration):
    """Each page that is named is one of the provider's documentation."""
    pages = [declaration.doc, *(one.doc for one in declaration.aspects if one.doc)]

    assert [page for page in pages if not PAGE.match(page)] == []


@every
def test_calls_are_operations_of_the_service(declaration):
    """Each operation that is named is in the model of its service."""
    assert [
        f"{name}:{operation}"
        for name, operation, _ in calls(declaration)
        if operation not in service(name).operation_names
    ] == []


@every
def test_calls_only_read(declaration):
    """No operation writes, by its verb."""
    assert [one for _, one, _ in calls(declaration) if not reads(one)] == []


@every
def test_calls_are_not_denied(declaration):
    """No call hands out secrets, credentials or people's data."""
    assert denied(declaration) == []


@every
def test_parameters_are_those_of_the_model(declaration):
    """Parameters exist, have the right form, and those that are required are there."""
    given = context(declaration)

    found = [problem for call in calls(declaration) for problem in problems(*call, given)]

    assert found == []


@every
def test_items_are_documents(declaration):
    """The items path leads to structures, and so does what describes them."""
    found = [item(declaration), document(declaration)]

    assert all(
        any(isinstance(one, Members | Table | Anything) for one in alternatives(type_))
        for type_ in found
    )


@every
def test_id_is_made_of_members(declaration):
    """Each field of the id leads to a text, and a child names its parent's type."""
    fields = set(FIELD.findall(declaration.id))
    whole = document(declaration)

    assert [one for one in fields - ENGINE_FIELDS if not names_something(walk(one, whole))] == []
    assert "parent" not in fields or declaration.list.each


@every
def test_paths_lead_to_members(declaration):
    """What names, owns and places a resource is in its document."""
    whole = document(declaration)
    paths = [
        declaration.native_id,
        declaration.uid,
        declaration.owner,
        declaration.region,
        declaration.zone,
        declaration.name,
        *(path for _, path in declaration.aliases),
    ]

    assert [one for one in paths if one and not names_something(walk(one, whole))] == []


@every
def test_native_id_is_in_the_listed_item(declaration):
    """Batches of descriptions are joined to what was listed by its short id."""
    describe = declaration.describe
    if describe is None:
        pytest.skip("it is not described")
    assert names_something(walk(declaration.native_id, item(declaration)))
    if describe.batch:
        match = describe.match or declaration.native_id
        assert names_something(walk(match, bare_document(declaration)))


@every
def test_tags_are_where_it_says(declaration):
    """Tags are a list of pairs or a map."""
    if declaration.tags is None:
        pytest.skip("it has none")
    found = walk(declaration.tags, aspect(declaration, declaration.tags_aspect))
    forms = alternatives(found)

    assert any(isinstance(one, Many | Table | Anything) for one in forms)


@every
def test_aspects_lead_to_something(declaration):
    """Each aspect's result, condition and match are in the model; names are its own."""
    names = [one.aspect for one in declaration.aspects]
    assert len(set(names)) == len(names)
    for detail in declaration.aspects:
        found = bare_aspect(declaration, detail)
        if detail.when:
            walk(detail.when, document(declaration))
        if detail.batch:
            match = detail.match or declaration.native_id
            assert names_something(walk(match, alternatives(found)[0]))


@every
def test_relations_lead_to_names(declaration):
    """Each relation is of the table and its path leads to what can name a target."""
    lost = [
        one
        for one in declaration.relations
        if not names_something(walk(one.path, aspect(declaration, one.aspect)))
    ]

    assert lost == []
    assert {one.kind for one in declaration.relations} <= RELATION_KINDS.keys()
    assert bool(declaration.relations) != bool(declaration.no_relations)


@every
def test_targets_by_name_say_of_which_type(declaration):
    """A target named by name has a type, and only such a one."""
    for one in declaration.relations:
        assert (one.by == "name") == (one.type is not None)
        assert one.type is None or TYPE.match(one.type)


@every
def test_paths_of_the_shape_exist(declaration):
    """Volatile, secret and JSON paths lead into the documents."""
    for path in declaration.volatile:
        at(declaration, path)
    for path in declaration.secret:
        secret_at(declaration, path)
    for path in declaration.json:
        head, *tail = steps(path)
        if head.startswith("@"):
            (detail,) = (one for one in declaration.aspects if one.aspect == head[1:])
            follow(bare_aspect(declaration, detail), tuple(tail))
        else:
            follow(bare_document(declaration), (head, *tail))


@every
def test_keyed_paths_are_lists_with_these_keys(declaration):
    """Each keyed path is a list, and its elements have the fields that identify them."""
    for path, fields in declaration.keyed.items():
        found = alternatives(at(declaration, path))
        assert any(isinstance(one, Many | Anything) for one in found), path
        if fields != "set" and Anything() not in found:
            elements = either(*(one.element for one in found if isinstance(one, Many)))
            for field in fields:
                member(elements, field)


@every
def test_reading_by_id_is_of_the_model(declaration):
    """A call by id gives documents of the type; without one there is a reason."""
    by_id = declaration.by_id
    assert (by_id is None) == (declaration.no_by_id is not None)
    if by_id is None:
        return
    operation = by_id.operation or declaration.list.operation
    found = walk(by_id.items or declaration.list.items, output(declaration.service, operation))
    one = either(*(one.element if isinstance(one, Many) else one for one in alternatives(found)))
    assert names_something(walk(declaration.native_id, one))
    assert (by_id.batch > 1) <= any("=ids" in str(value) for value in by_id.params.values())


@every
def test_listed_for_types_that_are_declared(declaration):
    """A parent is a declared type of the same place, and a condition is about it."""
    for type_ in parents(declaration):
        assert type_ in BY_TYPE
    if declaration.list.when:
        walk(declaration.list.when, parent_document(declaration))


@every
def test_events_are_operations_of_the_service(declaration):
    """An event is named like the operation that causes it; its path begins in a record."""
    operations = service(declaration.service).operation_names
    for name, path in declaration.events.items():
        known = DATED.sub("", name) in operations or (declaration.service, name) in EVENT_ALIASES
        assert known, name
        jmespath.compile(path)
        assert EVENT_ROOTS.search(path), path
        assert not reads(name), name


@every
def test_a_detail_needs_one_that_is_read_before_it(declaration):
    """What an aspect is absent without stands before it in the declaration."""
    names = [one.aspect for one in declaration.aspects]

    for number, detail in enumerate(declaration.aspects):
        assert detail.needs is None or detail.needs in names[:number]
