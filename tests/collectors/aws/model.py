"""What botocore's service model says of a declaration: the types of its documents and calls."""

import re
from functools import cache
from typing import Any

from botocore.session import Session
from botocore.validate import ParamValidator

from cartographer.model.resource import CONFIG
from cartographer.model.shape import steps
from collectors.aws.denied_reads import DENIED_READS
from collectors.aws.registry import declarations
from collectors.engine.expression import EXPRESSION
from collectors.engine.specification import Declaration, Detail
from tests.collectors.aws.walk import (
    LEAF,
    Anything,
    Leaf,
    LostError,
    Many,
    Members,
    alternatives,
    either,
    element,
    follow,
    joined,
    opened,
    typed,
    walk,
)

ALL = declarations()
BY_TYPE = {one.type: one for one in ALL}
SESSION = Session()
_READS = re.compile(r"^(BatchGet|Describe|Get|List|Lookup|Search|SelectResource)[A-Z]")


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
    if call.also is not None:
        more = walk(call.also.items, output(declaration.service, call.also.operation))
        found = either(found, more)
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


def secret_at(declaration: Declaration, path: str) -> Any:
    """Return the type at a secret path, which may lead into what a selector leaves out."""
    try:
        return at(declaration, path)
    except LostError:
        call = declaration.list
        items = walk(call.items.partition("[]")[0], output(declaration.service, call.operation))
        return follow(element(items), steps(path))


def calls(declaration: Declaration) -> list[tuple[str, str, dict[str, Any]]]:
    """Return the calls of a declaration: service, operation, parameters."""
    also = declaration.list.also
    lists = (declaration.list,) if also is None else (declaration.list, also)
    found = [(declaration.service, one.operation, one.params) for one in lists]
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


def reads(operation: str) -> bool:
    """Return whether an operation reads, by its verb."""
    return bool(_READS.match(operation))


def denied(declaration: Declaration) -> list[str]:
    """Return the calls of a declaration that no inventory should make."""
    return [
        f"{name}:{operation}"
        for name, operation, params in calls(declaration)
        for one in DENIED_READS
        if (one.service, one.operation) == (name, operation)
        and (one.parameter is None or one.parameter in params)
    ]


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
