"""Documents: canonical order, byte-stable encoding, volatile fields, and what differs.

A pointer addresses an element of a keyed list by its key fields, never by position:
`/IpPermissions[IpProtocol=tcp,FromPort=22]/IpRanges[CidrIp=10.0.0.0~18]`. In names and values
`~` is written `~0`, `/` `~1`, `[` `~2`, `]` `~3`, `,` `~4` and `=` `~5`, so that a pointer can
be split without looking at the document. The first two are those of RFC 6901. An element of
a set is addressed by its own value, `[=value]`; a second one with the same key by
`[...,#2]`; an element of an ordered list by its index. Where documents without key fields
were replaced by as many others, the n-th of them is `[#n]`, and only what differs is told.
"""

import hashlib
from collections.abc import Callable
from typing import Any

import msgspec

from cartographer.model.change import FieldChange
from cartographer.model.shape import KeyedTree, KeyFields, steps

_ENCODER = msgspec.json.Encoder(order="deterministic")
_ESCAPES = {"~": "~0", "/": "~1", "[": "~2", "]": "~3", ",": "~4", "=": "~5"}
_ESCAPE_TABLE = str.maketrans(_ESCAPES)
REDACTED = "redacted:"
"""How the digest of a secret begins: `redacted:<key id>:<digest>`."""


def encode(value: Any) -> bytes:  # noqa: ANN401  any JSON document
    """Return the one byte form of a value: UTF-8 JSON, members sorted."""
    return _ENCODER.encode(value)


def digest(value: Any) -> bytes:  # noqa: ANN401
    """Return the 128-bit content address of a value."""
    return hashlib.blake2b(encode(value), digest_size=16).digest()


def order(value: Any, keyed: KeyedTree) -> Any:  # noqa: ANN401  any JSON document
    """Return a document with its keyed lists sorted by their keys, the rest as it is."""
    if keyed.empty:
        return value
    if isinstance(value, dict):
        return {name: order(child, keyed.child(name)) for name, child in value.items()}
    if not isinstance(value, list):
        return value
    element = keyed.child("[]")
    items = [order(child, element) for child in value]
    fields = keyed.fields
    if fields is None:
        return items
    return sorted(items, key=lambda item: (element_key(item, fields), encode(item)))


def element_key(item: Any, fields: KeyFields) -> tuple[tuple[str, str], ...]:  # noqa: ANN401
    """Return what identifies an element of a keyed list: pairs of field and value.

    An element that is no mapping, of a set, or without any of the fields, is identified by
    its whole value. A field that it does not have is left out.
    """
    if fields != "set" and isinstance(item, dict):
        pairs = tuple((name, _text(item[name])) for name in fields if name in item)
        if pairs:
            return pairs
    return (("", _text(item)),)


def _text(value: Any) -> str:  # noqa: ANN401
    return value if isinstance(value, str) else encode(value).decode()


def _escape(text: str) -> str:
    return text.translate(_ESCAPE_TABLE)


def take(document: Any, paths: tuple[str, ...]) -> tuple[Any, dict[str, Any]]:  # noqa: ANN401
    """Return a document without the values at some paths, and those values by pointer."""
    taken: dict[str, Any] = {}
    for path in paths:
        document = _take(document, steps(path), "", taken)
    return document, taken


def _take(value: Any, rest: tuple[str, ...], at: str, taken: dict[str, Any]) -> Any:  # noqa: ANN401
    head, tail = rest[0], rest[1:]
    if head == "[]" and isinstance(value, list):
        return [_take(child, tail, f"{at}/{n}", taken) for n, child in enumerate(value)]
    if not isinstance(value, dict):
        return value
    result = {}
    for name, child in value.items():
        here = f"{at}/{_escape(name)}"
        if head not in (name, "*"):
            result[name] = child
        elif tail:
            result[name] = _take(child, tail, here, taken)
        else:
            taken[here] = child
    return result


def replace_at(
    document: Any,  # noqa: ANN401
    path: str,
    change: Callable[[Any], Any],
) -> Any:  # noqa: ANN401
    """Return a document in which the values at a path went through a function."""
    return _replace(document, steps(path), change)


def at_leaves(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return the function that changes a value's leaves: what is neither mapping nor list."""

    def inside(value: Any) -> Any:  # noqa: ANN401  any JSON document
        if isinstance(value, dict):
            return {name: inside(child) for name, child in value.items()}
        return [inside(child) for child in value] if isinstance(value, list) else change(value)

    return inside


def _replace(value: Any, rest: tuple[str, ...], change: Callable[[Any], Any]) -> Any:  # noqa: ANN401
    if not rest:
        return change(value)
    head, tail = rest[0], rest[1:]
    if head == "[]" and isinstance(value, list):
        return [_replace(child, tail, change) for child in value]
    if isinstance(value, dict):
        return {
            name: _replace(child, tail, change) if head in (name, "*") else child
            for name, child in value.items()
        }
    return value


class Comparison:
    """What differs between two documents, and what cannot be compared."""

    __slots__ = ("changes", "incomparable")

    def __init__(self) -> None:
        """Begin with no difference."""
        self.changes: list[FieldChange] = []
        self.incomparable: list[str] = []

    def compare(self, old: Any, new: Any, at: str, keyed: KeyedTree) -> None:  # noqa: ANN401
        """Add what differs between two values that stand at a pointer."""
        if isinstance(old, dict) and isinstance(new, dict):
            self._members(_fields(old, keyed), _fields(new, keyed), at)
        elif isinstance(old, list) and isinstance(new, list):
            self._members(*_elements(old, new, keyed), at)
        elif (type(old), old) == (type(new), new):
            return
        elif _other_keys(old, new):
            self.incomparable.append(at)
        else:
            self.changes.append(FieldChange(at, "replace", old, new))

    def _members(self, old: "_Parts", new: "_Parts", at: str) -> None:
        for step in old.keys() | new.keys():
            here = f"{at}{step}"
            if step not in new:
                self.changes.append(FieldChange(here, "remove", old=old[step][0]))
            elif step not in old:
                self.changes.append(FieldChange(here, "add", new=new[step][0]))
            else:
                value, keyed = new[step]
                self.compare(old[step][0], value, here, keyed)


def differences(old: Any, new: Any, keyed: KeyedTree) -> tuple[FieldChange, ...]:  # noqa: ANN401
    """Return what differs between two documents, sorted by pointer."""
    comparison = Comparison()
    comparison.compare(old, new, "", keyed)
    return tuple(sorted(comparison.changes, key=lambda one: one.pointer))


_Parts = dict[str, tuple[Any, KeyedTree]]
"""The parts of a value by the last step of their pointer, with what is keyed inside."""


def _fields(value: dict[str, Any], keyed: KeyedTree) -> _Parts:
    return {f"/{_escape(name)}": (child, keyed.child(name)) for name, child in value.items()}


def _elements(old: list[Any], new: list[Any], keyed: KeyedTree) -> tuple[_Parts, _Parts]:
    """Return the elements of two lists by the last step of their pointer."""
    inside = keyed.child("[]")
    fields = keyed.fields
    if fields is None:
        return _by_place(old, inside), _by_place(new, inside)
    twins = _nameless_twins(old, new, fields)
    return _by_key(old, fields, inside, twins), _by_key(new, fields, inside, twins)


def _by_place(items: list[Any], inside: KeyedTree) -> _Parts:
    return {f"/{n}": (item, inside) for n, item in enumerate(items)}


def _by_key(
    items: list[Any], fields: KeyFields, inside: KeyedTree, twins: dict[bytes, str]
) -> _Parts:
    found: _Parts = {}
    for item in items:
        pairs = element_key(item, fields)
        inner = ",".join(f"{_escape(name)}={_escape(value)}" for name, value in pairs)
        inner = twins.get(encode(item), inner) if _nameless(pairs) else inner
        step, count = f"[{inner}]", 1
        while step in found:
            count += 1
            step = f"[{inner},#{count}]"
        found[step] = (item, inside)
    return found


def _nameless(pairs: tuple[tuple[str, str], ...]) -> bool:
    return not pairs[0][0]


def _nameless_twins(old: list[Any], new: list[Any], fields: KeyFields) -> dict[bytes, str]:
    """Return a step for each document without key fields that became another one.

    Where as many of them went as came, each is taken for the next version of the one in the
    same place: a statement without an id of which one condition changed is one changed field.
    """
    if fields == "set":
        return {}
    sides = []
    for part, other in ((old, new), (new, old)):
        kept = {encode(one) for one in other}
        sides.append(
            [
                text
                for one in part
                if isinstance(one, dict) and _nameless(element_key(one, fields))
                if (text := encode(one)) not in kept
            ]
        )
    if len(sides[0]) != len(sides[1]):
        return {}
    return {text: f"#{n}" for side in sides for n, text in enumerate(side, start=1)}


def _other_keys(old: Any, new: Any) -> bool:  # noqa: ANN401
    """Return whether two values are digests of secrets made with different keys."""
    if not (isinstance(old, str) and isinstance(new, str)):
        return False
    if not (old.startswith(REDACTED) and new.startswith(REDACTED)):
        return False
    old_key, _, _ = old.removeprefix(REDACTED).rpartition(":")
    new_key, _, _ = new.removeprefix(REDACTED).rpartition(":")
    return bool(old_key and new_key) and old_key != new_key
