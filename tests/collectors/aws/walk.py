"""Walks paths over the shapes of botocore's service model, as they would be walked over answers.

What is walked is a type: a leaf, a list, a map, a structure, one of several, or anything at all
(parsed JSON, which no model describes). A path that leads nowhere in every answer is an error.
https://jmespath.org/specification.html
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from jmespath.parser import Parser

from collectors.engine.expression import has_function


class LostError(Exception):
    """A path that no answer of this shape can follow."""


@dataclass(frozen=True)
class Leaf:
    """A text, number, boolean, time or blob."""


@dataclass(frozen=True)
class Anything:
    """What no model describes."""


@dataclass(frozen=True)
class Many:
    """A list."""

    element: Any


@dataclass(frozen=True)
class Table:
    """A map from names that the model does not know."""

    value: Any


@dataclass(frozen=True)
class Members:
    """A structure; its members are made when they are looked at, for shapes may be recursive."""

    of: dict[str, Callable[[], Any]]


@dataclass(frozen=True)
class Choice:
    """One of several."""

    among: tuple[Any, ...]


LEAF, ANYTHING = Leaf(), Anything()
_DECODED = frozenset({"policyDocumentType"})
"""Shapes of texts that botocore hands over as the documents they hold (`json_decode_policies`)."""


def typed(shape: Any) -> Any:
    """Return the type of a botocore shape."""
    if shape is None:
        return Members({})
    if shape.type_name == "structure":
        return Members({name: lambda one=one: typed(one) for name, one in shape.members.items()})
    if shape.type_name == "list":
        return Many(typed(shape.member))
    if shape.type_name == "map":
        return Table(typed(shape.value))
    return ANYTHING if shape.name in _DECODED else LEAF


def either(*types: Any) -> Any:
    """Return the type of a value that may be of several."""
    flat = [one for type_ in types for one in alternatives(type_)]
    return flat[0] if len(flat) == 1 else Choice(tuple(flat))


def alternatives(type_: Any) -> tuple[Any, ...]:
    """Return what a type may be."""
    return type_.among if isinstance(type_, Choice) else (type_,)


def joined(first: Any, second: Any) -> Any:
    """Return the type of two structures laid over each other."""
    if not (isinstance(first, Members) and isinstance(second, Members)):
        return either(first, second)
    return Members({**first.of, **second.of})


def walk(expression: str, type_: Any) -> Any:
    """Return the type that a JMESPath leads to.

    Raises:
        LostError: it leads to nothing, whatever the answer.
    """
    try:
        return _walk(Parser().parse(expression).parsed, type_)
    except LostError as lost:
        raise LostError(f"{expression}: {lost}") from None


def member(type_: Any, name: str) -> Any:
    """Return the type of a member."""
    return _try_all(type_, lambda one: _member(one, name))


def element(type_: Any) -> Any:
    """Return the type of a list's elements."""
    return _try_all(type_, _element)


def _try_all(type_: Any, step: Callable[[Any], Any]) -> Any:
    """Return what a step leads to in any of the alternatives that it leads to anything in."""
    found, lost = [], None
    for one in alternatives(type_):
        try:
            found.append(step(one))
        except LostError as error:
            lost = lost or error
    if not found:
        raise lost
    return either(*found)


def _member(type_: Any, name: str) -> Any:
    match type_:
        case Anything():
            return ANYTHING
        case Table():
            return type_.value
        case Members() if name in type_.of:
            return type_.of[name]()
        case Members():
            raise LostError(f"no member {name!r} among {', '.join(sorted(type_.of))}")
    raise LostError(f"{name!r} is looked for in a {type(type_).__name__.lower()}")


def _element(type_: Any) -> Any:
    match type_:
        case Anything():
            return ANYTHING
        case Many():
            return type_.element
    raise LostError(f"a {type(type_).__name__.lower()} has no elements")


def _values(type_: Any) -> Any:
    match type_:
        case Anything():
            return ANYTHING
        case Table():
            return type_.value
        case Members() if type_.of:
            return either(*(make() for make in type_.of.values()))
    raise LostError(f"a {type(type_).__name__.lower()} has no values")


def _flat(type_: Any) -> Any:
    """Return the type of a list whose elements that are lists were laid open."""
    inner = element(type_)
    return either(*(one.element if isinstance(one, Many) else one for one in alternatives(inner)))


def _walk(node: dict[str, Any], type_: Any) -> Any:  # noqa: PLR0911, C901, PLR0912  one case a node
    left, *rest = [*node["children"], None]
    right = rest[0] if rest else None
    match node["type"]:
        case "field":
            return member(type_, node["value"])
        case "identity" | "current":
            return type_
        case "subexpression" | "pipe" | "index_expression":
            for child in node["children"]:
                type_ = _walk(child, type_)
            return type_
        case "index":
            return element(type_)
        case "slice":
            return Many(element(type_))
        case "flatten":
            return Many(_flat(_walk(left, type_)))
        case "projection":
            return Many(_walk(right, element(_walk(left, type_))))
        case "value_projection":
            return Many(_walk(right, _try_all(_walk(left, type_), _values)))
        case "filter_projection":
            inner = element(_walk(left, type_))
            _walk(rest[1], inner)
            return Many(_walk(right, inner))
        case "comparator" | "not_expression":
            for child in node["children"]:
                _walk(child, type_)
            return LEAF
        case "and_expression":
            _walk(left, type_)
            return _walk(right, type_)
        case "or_expression":
            return either(*(_walk(child, type_) for child in node["children"]))
        case "literal":
            return _literal(node["value"])
        case "multi_select_list":
            return Many(either(*(_walk(child, type_) for child in node["children"])))
        case "multi_select_dict":
            found = {one["value"]: _walk(one["children"][0], type_) for one in node["children"]}
            return Members({name: lambda one=one: one for name, one in found.items()})
        case "function_expression":
            return _called(node["value"], node["children"], type_)
    raise LostError(f"no rule for {node['type']}")


def _literal(value: Any) -> Any:
    if isinstance(value, list):
        return Many(either(*map(_literal, value)) if value else ANYTHING)
    if isinstance(value, dict):
        return Members({name: lambda one=one: _literal(one) for name, one in value.items()})
    return LEAF


def _merged(given: list[Any]) -> Any:
    whole = given[0]
    for one in given[1:]:
        whole = joined(whole, one)
    return whole


_FUNCTIONS: dict[str, Callable[[list[Any]], Any]] = {
    "csv": lambda _: Many(ANYTHING),
    "every": lambda _: Many(ANYTHING),
    "json": lambda _: ANYTHING,
    "merge": _merged,
    "split": lambda _: Many(LEAF),
    "keys": lambda _: Many(LEAF),
    "to_array": lambda given: either(*(_listed(one) for one in alternatives(given[0]))),
    "values": lambda given: Many(_try_all(given[0], _values)),
    "max_by": lambda given: element(given[0]),
    "min_by": lambda given: element(given[0]),
    **dict.fromkeys(("newest_revisions", "older_revisions"), lambda given: given[0]),
    **dict.fromkeys(("not_null", "reverse", "sort", "sort_by"), lambda given: either(*given)),
}
"""What functions lead to; every other one leads to a text, number or boolean."""


def _listed(type_: Any) -> Any:
    return type_ if isinstance(type_, Many) else Many(type_)


def _called(name: str, nodes: list[dict[str, Any]], type_: Any) -> Any:
    if not has_function(name):
        raise LostError(f"no function {name!r}")
    if name == "map":
        return Many(_walk(nodes[0]["children"][0], element(_walk(nodes[1], type_))))
    given = [_walk(node, type_) for node in nodes if node["type"] != "expref"]
    return _FUNCTIONS[name](given) if name in _FUNCTIONS else LEAF


def follow(type_: Any, path: tuple[str, ...]) -> Any:
    """Return the type at a dotted path of a shape; of a secret one with its further steps."""
    for step in path:
        if step == "[]":
            type_ = element(type_)
        elif step == "**":
            type_ = either(*_beneath(type_))
        elif step.startswith("!"):
            type_ = either(*(_but(one, step[1:].split(",")) for one in alternatives(type_)))
        elif step.startswith("("):
            assert names_something(type_)
        elif step == "*":
            type_ = _try_all(type_, _values)
        else:
            type_ = member(type_, step)
    return type_


def _beneath(type_: Any, within: tuple[str, ...] = ()) -> Iterator[Any]:
    """Yield a type and all types in it; of a member within one of its name nothing again."""
    yield type_
    for one in alternatives(type_):
        if isinstance(one, Many):
            yield from _beneath(one.element, within)
        elif isinstance(one, Table):
            yield from _beneath(one.value, within)
        elif isinstance(one, Members):
            for name, inside in one.of.items():
                if name not in within:
                    yield from _beneath(inside(), (*within, name))


def _but(type_: Any, names: list[str]) -> Any:
    """Return what members but some of these names may be."""
    if not isinstance(type_, Members):
        return _values(type_)
    return either(*(inside() for name, inside in type_.of.items() if name not in names))


def opened(type_: Any, path: tuple[str, ...]) -> Any:
    """Return a type in which what stands at a path is JSON as text, and so may be anything."""
    if not path:
        return ANYTHING
    head, tail = path[0], path[1:]
    if head == "[]":
        return _try_all(type_, lambda one: Many(opened(_element(one), tail)))
    return _try_all(type_, lambda one: _opened_member(one, head, tail))


def _opened_member(type_: Any, name: str, tail: tuple[str, ...]) -> Any:
    if isinstance(type_, Anything):
        return type_
    if isinstance(type_, Table):
        return Table(opened(type_.value, tail))
    inside = opened(_member(type_, name), tail)
    return Members({**type_.of, name: lambda: inside})


def ends(type_: Any) -> Iterator[Any]:
    """Yield what a path's values may be, with one list around them laid open."""
    for one in alternatives(type_):
        yield from alternatives(one.element) if isinstance(one, Many) else (one,)


def names_something(type_: Any) -> bool:
    """Return whether a path can lead to texts or numbers, one or many."""
    return any(isinstance(one, Leaf | Anything) for one in ends(type_))
