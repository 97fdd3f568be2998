"""Secrets in raw answers, before they are written: the declarations' paths, seen from a page.

The door takes secrets out of documents; a recording holds whole answers. Here each secret
path of a declaration is carried over to the calls that its document or aspect is read out of,
and the value becomes the same digest, so that a replay gives the same resources.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, Any

from msgspec import Struct

from cartographer.model.document import replace_at
from cartographer.model.meaning import says
from cartographer.model.shape import steps
from collectors.engine.expression import path
from collectors.engine.normalize import parse_text
from collectors.engine.redact import Redactor
from collectors.engine.specification import Declaration

_ASPECT = "@"
_ITEMS = re.compile(
    r"^((?:[A-Za-z_]\w*(?:\[\])?\.)*[A-Za-z_]\w*)(?:\[\](?=\.\{|\.merge\(| \|)|\[(?=\?))"
)
"""How a selector begins that picks some items, or makes documents of parts of them."""
_PLAIN = re.compile(r"^[A-Za-z_]\w*(\[\])?(\.[A-Za-z_]\w*(\[\])?)*$")


class _Rule(Struct, frozen=True):
    """The secrets of one document or aspect that is read out of an answer."""

    type: Annotated[str, says("Native type that declares them.")]
    selector: Annotated[str, says("JMESPath of the documents, or of the aspect, in a page.")]
    aspect: Annotated[str | None, says("Name of the aspect; none for the document.")]
    paths: Annotated[tuple[str, ...], says("Secret paths as declared.")]
    json: Annotated[tuple[str, ...], says("Texts of JSON that a secret path leads into.")]


class Masker:
    """Takes the secrets out of raw answers."""

    def __init__(self, declarations: Iterable[Declaration], redactor: Redactor) -> None:
        """Carry the secret paths of declarations over to their calls."""
        self._redactor = redactor
        self._rules: dict[tuple[str, str], list[_Rule]] = {}
        for declaration in declarations:
            for service, operation, rule in _rules(declaration):
                self._rules.setdefault((service, operation), []).append(rule)

    def mask(self, service: str, operation: str, body: Any) -> Any:  # noqa: ANN401  any JSON
        """Return an answer of a call with its secrets replaced by digests."""
        for rule in self._rules.get((service, operation), ()):
            body = self._apply(rule, body)
        return self._redactor.catch(f"{service}:{operation}", body)

    def _apply(self, rule: _Rule, body: Any) -> Any:  # noqa: ANN401
        def change(value: Any) -> Any:  # noqa: ANN401
            return self._change(rule, value)

        if _PLAIN.match(rule.selector):
            return _rewrite(body, steps(rule.selector), change)
        return _rewrite_found(body, path(rule.selector)(body), change)

    def _change(self, rule: _Rule, value: Any) -> Any:  # noqa: ANN401
        """Return documents or an aspect without secrets; of a batch each element is one."""
        if isinstance(value, list):
            value = [self._change_one(rule, one) for one in value]
            return value if rule.aspect is None else self._change_one(rule, value)
        return self._change_one(rule, value)

    def _change_one(self, rule: _Rule, value: Any) -> Any:  # noqa: ANN401
        whole = value if rule.aspect is None else {_ASPECT + rule.aspect: value}
        if not isinstance(whole, dict):
            return value
        for at in rule.json:
            whole = replace_at(whole, at, parse_text)
        whole = self._redactor.redact(rule.type, whole, rule.paths)
        return whole if rule.aspect is None else whole[_ASPECT + rule.aspect]


def _rules(declaration: Declaration) -> Iterator[tuple[str, str, _Rule]]:
    """Yield what a declaration's secrets mean for each of its calls."""
    service, call, by_id = declaration.service, declaration.list, declaration.by_id
    document = tuple(one for one in declaration.secret if not one.startswith(_ASPECT))
    if document:
        calls = [(call.operation, call.items)]
        if call.also is not None:
            calls.append((call.also.operation, call.also.items))
        if declaration.describe is not None:
            calls.append((declaration.describe.operation, declaration.describe.result))
        if by_id is not None:
            calls.append((by_id.operation or call.operation, by_id.items or call.items))
        for operation, selector in calls:
            yield service, operation, _rule(declaration, selector, None, document)
            # What a selector leaves out of an answer is recorded all the same.
            if items := _ITEMS.match(selector):
                yield service, operation, _rule(declaration, f"{items[1]}[]", None, document)
    for detail in declaration.aspects:
        inside = tuple(
            one for one in declaration.secret if steps(one)[0] == _ASPECT + detail.aspect
        )
        if inside:
            rule = _rule(declaration, detail.result or "@", detail.aspect, inside)
            yield detail.service or service, detail.operation, rule


def _rule(
    declaration: Declaration, selector: str, aspect: str | None, paths: tuple[str, ...]
) -> _Rule:
    texts = tuple(
        at for at in declaration.json if any(one.startswith((f"{at}.", f"{at}[")) for one in paths)
    )
    return _Rule(declaration.type, selector, aspect, paths, texts)


# --- where the values stand --------------------------------------------------------------


def _rewrite(value: Any, rest: tuple[str, ...], change: Callable[[Any], Any]) -> Any:  # noqa: ANN401
    """Return a value in which what stands at a path, whole, went through a function."""
    if not rest:
        return change(value)
    head, tail = rest[0], rest[1:]
    if head == "[]":
        return [_rewrite(one, tail, change) for one in value] if isinstance(value, list) else value
    if not isinstance(value, dict) or head not in value:
        return value
    return {**value, head: _rewrite(value[head], tail, change)}


def _rewrite_found(body: Any, found: Any, change: Callable[[Any], Any]) -> Any:  # noqa: ANN401
    """Return a body in which what an expression found in it went through a function.

    Expressions hand out the body's own lists and mappings, which are put back where they
    stand. A text that was picked out alone is replaced wherever it occurs.
    """
    swap = _Swap(body)
    swap.note(found, change(found))
    return swap.apply(body)


class _Swap:
    """What is put back into a body: its own containers by identity, texts by value."""

    def __init__(self, body: Any) -> None:  # noqa: ANN401
        self._own: set[int] = set()
        self._containers: dict[int, Any] = {}
        self._texts: dict[str, Any] = {}
        self._collect(body)

    def _collect(self, value: Any) -> None:  # noqa: ANN401
        if isinstance(value, dict | list):
            self._own.add(id(value))
            for one in value.values() if isinstance(value, dict) else value:
                self._collect(one)

    def note(self, old: Any, new: Any) -> None:  # noqa: ANN401
        """Take note of what became of a value that may stand inside a container of the body."""
        if isinstance(old, dict | list) and id(old) in self._own:
            self._containers[id(old)] = new
        elif isinstance(old, dict) and isinstance(new, dict):
            for name, one in old.items():
                self.note(one, new.get(name))
        elif isinstance(old, list) and isinstance(new, list):
            for one, other in zip(old, new, strict=True):
                self.note(one, other)
        elif isinstance(old, str) and old != new and old:
            self._texts[old] = new

    def apply(self, value: Any) -> Any:  # noqa: ANN401
        """Return a value of the body with all that was noted put in place."""
        if isinstance(value, str):
            return self._texts.get(value, value)
        if id(value) in self._containers:
            return self._containers[id(value)]
        if isinstance(value, dict):
            return {name: self.apply(one) for name, one in value.items()}
        if isinstance(value, list):
            return [self.apply(one) for one in value]
        return value
