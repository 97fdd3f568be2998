"""Every declaration is held against botocore's service model, without an account."""

import pkgutil
import re
from collections import Counter
from functools import cache
from importlib import import_module
from typing import Any

import jmespath
import pytest
from botocore.session import Session
from botocore.validate import ParamValidator

from cartographer.model.relation import RELATION_KINDS
from cartographer.model.resource import CONFIG
from cartographer.model.shape import steps
from collectors.aws import resources
from collectors.aws.denied_reads import DENIED_READS
from collectors.aws.registry import declarations
from collectors.engine.expression import EXPRESSION
from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel
from tests.collectors.aws.walk import (
    ANYTHING,
    LEAF,
    Anything,
    Choice,
    Leaf,
    LostError,
    Many,
    Members,
    Table,
    alternatives,
    either,
    element,
    follow,
    joined,
    member,
    names_something,
    opened,
    typed,
    walk,
)

READS = re.compile(r"^(BatchGet|Describe|Get|List|Lookup|Search)[A-Z]")
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

ALL = declarations()
BY_TYPE = {one.type: one for one in ALL}
SESSION = Session()
every = pytest.mark.parametrize("declaration", ALL, ids=lambda one: one.type)


# --- what the model says ------------------------------------------------------------------


@cache
def service(name: str) -> Any:
    """Return botocore's model of a service."""
    return SESSION.get_service_model(name)


def output(service_name: str, operation: str) -> Any:
    """Return the type of an answer."""
    return typed(service(service_name).operation_model(operation).output_shape)


def parents(declaration: Declaration) -> tuple[str, ...]:
    """Return the types that a declaration is listed for."""
    each = declaration.list.each
    return () if each is None else (each,) if isinstance(each, str) else each


def parent_document(declaration: Declaration) -> Any:
    """Return the type of the documents that a declaration is listed for."""
    found = [document(BY_TYPE[type_]) for type_ in parents(declaration)]
    return either(*found) if found else Members({})


def item(declaration: Declaration) -> Any:
    """Return the type of a listed item, with what the engine stamps on it."""
    call = declaration.list
    found = walk(call.items, output(declaration.service, call.operation))
    listed = either(*(one.element if isinstance(one, Many) else one for one in alternatives(found)))
    stamps = {
        name: lambda expression=expression: walk(expression, parent_document(declaration))
        for name, expression in call.stamp.items()
    }
    return joined(listed, Members(stamps)) if stamps else listed


def bare_document(declaration: Declaration) -> Any:
    """Return the type of a document before the JSON in it is parsed."""
    listed, describe = item(declaration), declaration.describe
    if describe is None:
        return listed
    found = walk(describe.result, output(declaration.service, describe.operation))
    found = element(found) if describe.batch else found
    found = joined(listed, found) if describe.merge else found
    return either(found, listed) if describe.when else found


def document(declaration: Declaration) -> Any:
    """Return the type of a document."""
    found = bare_document(declaration)
    for at in declaration.json:
        if not at.startswith("@"):
            found = opened(found, steps(at))
    return found


def bare_aspect(declaration: Declaration, detail: Detail) -> Any:
    """Return the type of an aspect before the JSON in it is parsed."""
    answer = output(detail.service or declaration.service, detail.operation)
    found = answer if detail.result is None else walk(detail.result, answer)
    return either(element(found), found) if detail.batch else found


def aspect(declaration: Declaration, name: str) -> Any:
    """Return the type of an aspect; `config` is the document."""
    if name == CONFIG:
        return document(declaration)
    (detail,) = (one for one in declaration.aspects if one.aspect == name)
    found = bare_aspect(declaration, detail)
    for at in declaration.json:
        head, *tail = steps(at)
        if head == f"@{name}":
            found = opened(found, tuple(tail))
    return found


def at(declaration: Declaration, path: str) -> Any:
    """Return the type at a dotted path of a shape; `@aspect.` leads into an aspect."""
    head, *tail = steps(path)
    if head.startswith("@"):
        return follow(aspect(declaration, head[1:]), tuple(tail))
    return follow(document(declaration), (head, *tail))


def calls(declaration: Declaration) -> list[tuple[str, str, dict[str, Any]]]:
    """Return the calls of a declaration: service, operation, parameters."""
    found = [(declaration.service, declaration.list.operation, declaration.list.params)]
    if declaration.describe is not None:
        describe = declaration.describe
        found.append((declaration.service, describe.operation, describe.params))
    found.extend(
        (one.service or declaration.service, one.operation, one.params)
        for one in declaration.aspects
    )
    if declaration.by_id is not None:
        operation = declaration.by_id.operation or declaration.list.operation
        found.append((declaration.service, operation, declaration.by_id.params))
    return found


# --- parameters ---------------------------------------------------------------------------


def context(declaration: Declaration) -> Any:
    """Return the type of what expressions in parameters may lead to."""
    texts = ("account", "region", "owner", "id")
    of = {name: lambda: LEAF for name in texts}
    return Members(
        {
            **of,
            "ids": lambda: Many(LEAF),
            "item": lambda: document(declaration),
            "parent": lambda: parent_document(declaration),
        }
    )


def example(params: Any, shape: Any, given: Any) -> Any:
    """Return parameters with a value of the right form for each expression.

    Raises:
        LostError: an expression leads to nothing, or to a list where one value is wanted.
    """
    if isinstance(params, str) and params.startswith(EXPRESSION):
        found = walk(params.removeprefix(EXPRESSION), given)
        form = Many if shape.type_name == "list" else Leaf
        if not any(isinstance(one, form | Anything) for one in alternatives(found)):
            raise LostError(f"{params}: {found} is no {shape.type_name}")
        return _sample(shape)
    if isinstance(params, dict) and shape.type_name == "structure":
        unknown = set(params) - set(shape.members)
        if unknown:
            raise LostError(f"no parameter {', '.join(sorted(unknown))}")
        return {name: example(one, shape.members[name], given) for name, one in params.items()}
    if isinstance(params, list | tuple) and shape.type_name == "list":
        return [example(one, shape.member, given) for one in params]
    allowed = getattr(shape, "enum", None)
    if allowed and params not in allowed:
        raise LostError(f"{params!r} is none of {', '.join(allowed)}")
    return params


def _sample(shape: Any) -> Any:
    if shape.type_name == "list":
        return [_sample(shape.member)]
    if shape.type_name in ("integer", "long"):
        return 1
    if shape.type_name == "boolean":
        return True
    return "x" * max(1, shape.metadata.get("min", 1))


def problems(service_name: str, operation: str, params: dict[str, Any], given: Any) -> list[str]:
    """Return what is wrong with the parameters of a call."""
    shape = service(service_name).operation_model(operation).input_shape
    if shape is None:
        return [f"{operation} takes none"] if params else []
    try:
        filled = example(params, shape, given)
    except LostError as lost:
        return [f"{operation}: {lost}"]
    report = ParamValidator().validate(filled, shape)
    return [report.generate_report()] if report.has_errors() else []


# --- all declarations ---------------------------------------------------------------------


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
    assert [one for _, one, _ in calls(declaration) if not READS.match(one)] == []


@every
def test_calls_are_not_denied(declaration):
    """No call hands out secrets, credentials or people's data."""
    denied = [
        (name, operation)
        for name, operation, params in calls(declaration)
        for one in DENIED_READS
        if (one.service, one.operation) == (name, operation)
        and (one.parameter is None or one.parameter in params)
    ]

    assert denied == []


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
    for path in (*declaration.volatile, *declaration.secret):
        at(declaration, path)
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
        assert not READS.match(name), name


# --- a proof that cannot fail proves nothing -----------------------------------------------


VOLUME = Declaration(
    type="AWS::EC2::Volume",
    kind="volume",
    service="ec2",
    doc="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVolumes.html",
    list=ListCall("DescribeVolumes", "Volumes"),
    id="{VolumeId}",
    native_id="VolumeId",
)


@pytest.mark.parametrize(
    "expression",
    [
        "VolumeID",
        "Attachments.InstanceId",
        "Attachments[].Instance",
        "Attachments[?Status=='attached'].InstanceId",
        "VolumeId.Arn",
        "[VolumeId, Nothing]",
        "split(Nothing, ':')[0]",
        "[Tags][] | [] | [?Name=='x']",
        "Nothing || AlsoNothing",
    ],
)
def test_walker_refuses_wrong_members(expression):
    """A path that no volume can follow is refused."""
    with pytest.raises(LostError):
        walk(expression, document(VOLUME))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("VolumeId", LEAF),
        ("Attachments[].InstanceId", Many(LEAF)),
        ("Attachments[0].InstanceId", LEAF),
        ("Attachments[?State=='attached'].InstanceId | [0]", LEAF),
        ("[VolumeId, SnapshotId][?@]", Many(Choice((LEAF, LEAF)))),
        ("[Attachments][] | [].Device", Many(LEAF)),
        ("split(VolumeArn, ':')[4]", LEAF),
        ("merge(@, {Kind: 'x'}).Kind", LEAF),
        ("{a: Tags[].Key}.a", Many(LEAF)),
    ],
)
def test_walker_follows_right_members(expression, expected):
    """A path that a volume can follow leads to the type of what stands there."""
    assert walk(expression, document(VOLUME)) == expected


def test_walker_is_free_inside_parsed_json():
    """Behind a text that is parsed anything may stand, and nothing before it."""
    free = opened(document(VOLUME), ("KmsKeyId",))

    assert walk("KmsKeyId.Statement[].Sid", free) == Many(ANYTHING)
    with pytest.raises(LostError):
        opened(document(VOLUME), ("KmsKey",))


def test_follower_refuses_wrong_paths():
    """Dotted paths of shapes are held against the model too."""
    assert follow(document(VOLUME), ("Tags", "[]", "Key")) == LEAF
    for wrong in (("Tags", "Key"), ("Tags", "[]", "Name"), ("VolumeId", "[]")):
        with pytest.raises(LostError):
            follow(document(VOLUME), wrong)


@pytest.mark.parametrize(
    "params",
    [
        {"VolumeIDs": ["v"]},
        {"VolumeIds": "=id"},
        {"VolumeIds": "=item.Nothing"},
        {"MaxResults": "many"},
    ],
)
def test_wrong_parameters_are_found(params):
    """A parameter that is not there, or has the wrong form, is found."""
    assert problems("ec2", "DescribeVolumes", params, context(VOLUME)) != []


def test_missing_and_unlisted_parameters_are_found():
    """A required parameter that is missing is found, and a word that is not in the list."""
    params = {"SnapshotId": "=id", "Attribute": "createPermission"}

    assert problems("ec2", "DescribeSnapshotAttribute", params, context(VOLUME)) != []
    assert problems("ec2", "DescribeSnapshotAttribute", {}, context(VOLUME)) != []


@pytest.mark.parametrize(
    ("operation", "reads"),
    [
        ("DescribeVolumes", True),
        ("BatchGetImage", True),
        ("SearchTransitGatewayRoutes", True),
        ("DeleteVolume", False),
        ("GetawayVolume", False),
        ("ModifyVolume", False),
        ("Listen", False),
        ("AssumeRole", False),
    ],
)
def test_verbs_tell_reads(operation, reads):
    """A call is a read by its verb."""
    assert bool(READS.match(operation)) == reads


def test_denied_reads_exist():
    """The list of denied reads names calls and parameters that there are."""
    known = set(SESSION.get_available_services())
    for one in DENIED_READS:
        assert one.service in known, one
        operation = service(one.service).operation_model(one.operation)
        assert one.parameter is None or one.parameter in operation.input_shape.members, one


def test_denied_read_is_found():
    """A declaration that asks for secret values does not pass."""
    secret = Declaration(
        type="AWS::SecretsManager::Secret",
        kind="secret",
        service="secretsmanager",
        doc=VOLUME.doc,
        list=ListCall("ListSecrets", "SecretList"),
        id="{ARN}",
        native_id="ARN",
        relations=(Rel("encrypted-with", "KmsKeyId"),),
        by_id=ById(operation="GetSecretValue", params={"SecretId": "=id"}, items="@"),
    )

    with pytest.raises(AssertionError):
        test_calls_are_not_denied(secret)
    test_calls_only_read(secret)
