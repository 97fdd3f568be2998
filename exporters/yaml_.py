"""A snapshot, or a diff, as YAML: the document that `json` writes, a resource at a time.

Every text, names of members included, stands in JSON's double quotes and in ASCII, so that no
reader of YAML 1.1 or 1.2 takes `on`, `1e3`, `=cmd` or a date for anything but text.
https://yaml.org/spec/1.2.2/#12-overview-of-yaml: JSON's scalars are YAML's.
"""

import re
from collections.abc import Iterable, Iterator
from typing import IO, Any

import msgspec

from cartographer.model.snapshot import Snapshot
from exporters.diff_json import diff_document
from exporters.json_ import SCHEMA, _coverage, _name, _whole, by_id
from exporters.request import Request, request
from exporters.resource_json import encode, instant

_PLAIN = re.compile(r"[ !#-%'-;=?-\[\]-~]*")
"""Text that JSON's quotes hold as it is; what `encode` would escape is left out."""

_LONGEST_KEY = 1000
"""Characters up to which a member's name may stand before its colon: YAML has 1,024."""


class YamlExporter:
    """The whole of a snapshot, or every difference of a diff; a view plays no part."""

    name = "yaml"
    media_type = "application/yaml"
    suffix = ".yaml"
    version = "YAML 1.2"

    def render(self, snapshot: Snapshot, out: IO[bytes], **options: object) -> None:
        """Write a snapshot, or with `changes` the diff."""
        asked = request(options)
        if asked.changes is not None:
            names = (_name(asked.before_info), _name(asked.info))
            found = lines(diff_document(asked.changes, *names))
        else:
            found = _pieces(snapshot, asked)
        for text in found:
            out.write(text.encode() + b"\n")


def _pieces(snapshot: Snapshot, asked: Request) -> Iterator[str]:
    """Yield the lines of an export, with one resource in hand."""
    info = asked.info
    name = None if info is None else info.id
    run = None if info is None else {"taken": instant(info.run.taken)}
    yield from lines({"schema": SCHEMA, "snapshot": name, "run": run})
    yield from _list("resources", (_whole(snapshot, one) for one in by_id(snapshot)))
    yield from _list("coverage", map(_coverage, snapshot.coverage()))


def _list(name: str, items: Iterable[Any]) -> Iterator[str]:
    """Yield a member that is a list, of which no more than one item is in hand."""
    head = f"{_scalar(name)}:"
    for item in items:
        if head:
            yield head
            head = ""
        yield from _element(msgspec.to_builtins(item, str_keys=True), "  ")
    if head:
        yield f"{head} []"


def lines(document: Any) -> Iterator[str]:  # noqa: ANN401  any JSON document
    """Yield a document as lines of YAML in block style."""
    value = msgspec.to_builtins(document, str_keys=True)
    if _nested(value):
        yield from _block(value, "")
    else:
        yield _scalar(value)


def _nested(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, (dict, list, tuple)) and bool(value)


def _block(value: Any, indent: str) -> Iterator[str]:  # noqa: ANN401
    if isinstance(value, dict):
        for name, child in value.items():
            yield from _member(name, child, indent)
    else:
        for child in value:
            yield from _element(child, indent)


def _member(name: str, child: Any, indent: str) -> Iterator[str]:  # noqa: ANN401
    """Yield a member; a name too long for the short form gets a line of its own."""
    head = _scalar(name)
    if len(head) > _LONGEST_KEY:
        yield f"{indent}? {head}"
        head = ""
    if _nested(child):
        yield f"{indent}{head}:"
        yield from _block(child, f"{indent}  ")
    else:
        yield f"{indent}{head}: {_scalar(child)}"


def _element(child: Any, indent: str) -> Iterator[str]:  # noqa: ANN401
    if not _nested(child):
        yield f"{indent}- {_scalar(child)}"
        return
    inner = _block(child, f"{indent}  ")
    first = next(inner)
    yield f"{indent}- {first[len(indent) + 2 :]}"
    yield from inner


def _scalar(value: Any) -> str:  # noqa: ANN401
    """Return a scalar or an empty collection as JSON that is YAML too, ASCII only."""
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return f'"{value}"'
    text = encode(value).decode()
    if isinstance(value, float):
        return _float(text)
    return text if text.isascii() else "".join(map(_escaped, text))


def _float(text: str) -> str:
    """Return a number with the point and the sign that YAML 1.1 asks of an exponent."""
    mantissa, mark, exponent = text.partition("e")
    if not mark:
        return text
    point = "" if "." in mantissa else ".0"
    sign = "" if exponent.startswith(("-", "+")) else "+"
    return f"{mantissa}{point}e{sign}{exponent}"


def _escaped(character: str) -> str:
    if character.isascii():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004  four digits
