"""Paths into documents: JMESPath, with the plain ones compiled to simple walks.

Most paths of declarations are `A.B` or `A[].B`; walking them directly is many times faster
than the general library, which reads all others. https://jmespath.org/specification.html

Four functions are added to the standard ones: `split(text, separator)`, of nothing nothing,
for the part of a name that is a name itself: `split(Arn, ':')[4]`; `json(text)`, the document
that a text holds, and `csv(text)`, the rows of a table by the names in its first line, both the
text itself where it holds none; `every(value, name)`, what members of that name hold, however
deep they stand. A cloud may add others of its own.
"""

import base64
import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import Any

import jmespath
import msgspec
from jmespath import functions
from jmespath.exceptions import JMESPathError
from jmespath.parser import ParsedResult

Getter = Callable[[Any], Any]

_PLAIN = re.compile(r"^[A-Za-z_]\w*(\[\])?(\.[A-Za-z_]\w*(\[\])?)*$")
_PLAIN_START = re.compile(r"^[A-Za-z_]\w*(\[\])?(\.[A-Za-z_]\w*(\[\])?)*")
_FIELD = re.compile(r"\{([^{}]+)\}")
EXPRESSION = "="
"""How a parameter begins that is a path and not a value."""


class _Functions(functions.Functions):
    """The standard functions, and ours."""

    @functions.signature({"types": ["string", "null"]}, {"types": ["string"]})
    def _func_split(self, text: str | None, separator: str) -> list[str] | None:
        return text.split(separator) if text is not None and separator else None

    @functions.signature({"types": []})
    def _func_json(self, text: Any) -> Any:  # noqa: ANN401
        try:
            return msgspec.json.decode(text) if isinstance(text, str) else text
        except (ValueError, RecursionError):
            return text

    @functions.signature({"types": []}, {"types": ["string"]})
    def _func_every(self, value: Any, name: str) -> list[Any]:  # noqa: ANN401
        return list(_every(value, name))

    @functions.signature({"types": []})
    def _func_csv(self, text: Any) -> Any:  # noqa: ANN401
        try:
            table = csv.DictReader(io.StringIO(_unpacked(text), newline=""), strict=True)
            rows = list(table)
        except (ValueError, TypeError, csv.Error):
            return text
        # What a row has beyond the first line, or less than it, stands there as none.
        uneven = any(None in row or None in row.values() for row in rows)
        return text if uneven or not table.fieldnames else rows


def _every(value: Any, name: str) -> Iterator[Any]:  # noqa: ANN401  any JSON
    """Yield what members of a name hold, outer ones first."""
    if isinstance(value, list):
        for one in value:
            yield from _every(one, name)
    elif isinstance(value, dict):
        if value.get(name) is not None:
            yield value[name]
        for one in value.values():
            yield from _every(one, name)


def _unpacked(text: Any) -> str:  # noqa: ANN401
    """Return the text in an SDK's bytes, or in the base64 that JSON spells them with.

    Raises:
        ValueError: it is no text in UTF-8.
        TypeError: it is none of these.
    """
    if isinstance(text, str):
        try:
            return base64.b64decode(text, validate=True).decode()
        except ValueError:
            return text
    if isinstance(text, bytes):
        return text.decode()
    raise TypeError(text)


def add_function(name: str, function: Callable[[Any], Any]) -> None:
    """Let expressions call a function of one value that a cloud brings along.

    It must answer whatever the value is: an error would let go of the items without a word.
    """
    _Functions.FUNCTION_TABLE[name] = {
        "function": lambda _, value: function(value),
        "signature": ({"types": []},),
    }


def has_function(name: str) -> bool:
    """Return whether expressions may call a function of that name."""
    return name in _Functions.FUNCTION_TABLE


_OPTIONS = jmespath.Options(custom_functions=_Functions())


@cache
def path(expression: str) -> Getter:
    """Return the function that reads a path; it answers none where there is nothing."""
    if not _PLAIN.match(expression):
        return partial(_search, jmespath.compile(expression))
    steps = tuple((step.removesuffix("[]"), step.endswith("[]")) for step in expression.split("."))
    return lambda document: _walk(document, steps)


def _search(compiled: ParsedResult, document: Any) -> Any:  # noqa: ANN401  any JSON
    """Return what an expression finds; where a value has the wrong type, nothing."""
    try:
        return compiled.search(document, options=_OPTIONS)
    except JMESPathError:
        return None


def _walk(value: Any, steps: tuple[tuple[str, bool], ...]) -> Any:  # noqa: ANN401  any JSON
    """Follow steps as JMESPath does: behind the first `[]` each one applies to all elements."""
    projected = False
    for name, each in steps:
        if projected:
            members = [one.get(name) for one in value if isinstance(one, dict)]
            value = [one for one in members if one is not None]
        else:
            value = value.get(name) if isinstance(value, dict) else None
        if each:
            if not isinstance(value, list):
                return None
            value = _flatten(value)
            projected = True
    return value


def _flatten(items: list[Any]) -> list[Any]:
    """Return the elements with those that are lists laid open once; nulls are left out."""
    found: list[Any] = []
    for item in items:
        if isinstance(item, list):
            found.extend(one for one in item if one is not None)
        elif item is not None:
            found.append(item)
    return found


def values(expression: str, document: Any) -> list[str]:  # noqa: ANN401
    """Return the texts that a path leads to: none, one or many; whole numbers as text."""
    found = path(expression)(document)
    if not isinstance(found, list):
        found = [found]
    texts = (one for one in found if isinstance(one, str | int) and not isinstance(one, bool))
    return [str(one) for one in texts if one != ""]


def text(expression: str | None, document: Any) -> str | None:  # noqa: ANN401
    """Return the one text that a path leads to, or none."""
    found = values(expression, document) if expression is not None else []
    return found[0] if found else None


def name(expression: str, document: Any) -> str | None:  # noqa: ANN401
    """Return the one text that a path leads to, if it is text: a number names nothing."""
    found = path(expression)(document)
    if isinstance(found, list):
        found = found[0] if found else None
    return found if isinstance(found, str) and found else None


def misfits(expression: str, page: Any) -> int:  # noqa: ANN401
    """Return in how many places a page is not built as the path to its items says.

    Where the path goes through lists, each must be one; an element that holds nothing at all
    on the way to further lists is garbage, since a container without members does not exist.
    """
    steps = _PLAIN_START.match(expression)
    found, inside_list = 0, False
    here = [page]
    for step in steps.group(0).split(".") if steps is not None else ():
        found += sum(1 for one in here if not isinstance(one, dict) or (inside_list and not one))
        inside = [one.get(step.removesuffix("[]")) for one in here if isinstance(one, dict)]
        here = [one for one in inside if one is not None]
        if step.endswith("[]"):
            inside_list = True
            found += sum(1 for one in here if not isinstance(one, list))
            here = [item for one in here if isinstance(one, list) for item in one]
    if steps is not None and expression[steps.end() :].startswith("[?"):
        # A filter lets go of garbage without a word.
        items = [item for one in here for item in (one if isinstance(one, list) else [None])]
        found += sum(1 for one in items if not isinstance(one, dict) or not one)
    return found


def fill(template: str, document: Any, names: Mapping[str, str]) -> str:  # noqa: ANN401
    """Return a template with its fields filled in, by name or else by path.

    Raises:
        KeyError: a field leads to nothing.
    """

    def one(match: re.Match[str]) -> str:
        field = match.group(1)
        value = names[field] if field in names else name(field, document)
        if value is None:
            raise KeyError(field)
        return value

    return _FIELD.sub(one, template)


def arguments(params: Any, context: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """Return parameters with their expressions replaced by what they lead to."""
    if isinstance(params, str) and params.startswith(EXPRESSION):
        return path(params.removeprefix(EXPRESSION))(context)
    if isinstance(params, dict):
        return {name: arguments(value, context) for name, value in params.items()}
    if isinstance(params, list | tuple):
        return [arguments(value, context) for value in params]
    return params
