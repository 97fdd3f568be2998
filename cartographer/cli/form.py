"""The machine forms: JSON, JSON lines, YAML and CSV, byte-identical for the same answer."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from cartographer.cli.answer import Answer, Column
from cartographer.cli.text import csv_cell

_HIDDEN = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""What could hide or turn text where JSON is printed; a parser reads the escape as the same."""


def render(answer: Answer, form: str) -> Iterator[str]:
    """Yield the text of an answer in a machine form.

    Raises:
        ValueError: the form is none of the machines'.
    """
    items = answer.items or ()
    match form:
        case "json":
            yield indented(answer.document)
        case "jsonl":
            yield from (_guarded(msgspec.json.encode(item)) + "\n" for item in items)
        case "yaml":
            yield from yaml(answer.document)
        case "csv":
            yield from _csv(items, answer.columns)
        case _:
            message = f"no machine form: {form}"
            raise ValueError(message)


def indented(document: Any) -> str:  # noqa: ANN401  any JSON document
    """Return a document as JSON that people can read too, its members in their own order."""
    return _guarded(msgspec.json.format(msgspec.json.encode(document))) + "\n"


def _guarded(encoded: bytes) -> str:
    return _HIDDEN.sub(lambda found: f"\\u{ord(found.group()):04x}", encoded.decode())


def _csv(items: Iterable[Mapping[str, Any]], columns: Sequence[Column]) -> Iterator[str]:
    """Yield lines as RFC 4180 has them, with formulas disarmed."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([column.name for column in columns])
    yield buffer.getvalue()
    for item in items:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([csv_cell(column.read(item)) for column in columns])
        yield buffer.getvalue()


# --- YAML ---------------------------------------------------------------------------------


def yaml(document: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield a document as YAML 1.2: block style, every string in JSON's quotes.

    https://yaml.org/spec/1.2.2/#12-overview-of-yaml: JSON's scalars are YAML's.
    """
    value = msgspec.to_builtins(document, str_keys=True)
    if _nested(value):
        yield from (f"{text}\n" for text in _block(value, ""))
    else:
        yield _scalar(value) + "\n"


def _nested(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, (dict, list, tuple)) and bool(value)


def _block(value: Any, indent: str) -> Iterator[str]:  # noqa: ANN401
    if isinstance(value, dict):
        for name, child in value.items():
            yield from _entry(f"{indent}{_scalar(name)}:", child, f"{indent}  ")
    else:
        for child in value:
            yield from _element(child, indent)


def _entry(head: str, child: Any, indent: str) -> Iterator[str]:  # noqa: ANN401
    if _nested(child):
        yield head
        yield from _block(child, indent)
    else:
        yield f"{head} {_scalar(child)}"


def _element(child: Any, indent: str) -> Iterator[str]:  # noqa: ANN401
    if not _nested(child):
        yield f"{indent}- {_scalar(child)}"
        return
    inner = _block(child, f"{indent}  ")
    first = next(inner)
    yield f"{indent}- {first[len(indent) + 2 :]}"
    yield from inner


def _scalar(value: Any) -> str:  # noqa: ANN401
    """Return a scalar or an empty collection as JSON, ASCII only: a YAML reader needs no more."""
    text = msgspec.json.encode(value).decode()
    if text.isascii() and "\x7f" not in text:
        return text
    return "".join(
        character if character.isascii() and character != "\x7f" else _escaped(character)
        for character in text
    )


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    if len(units) == 2:  # noqa: PLR2004  one unit of UTF-16
        return f"\\u{units.hex()}"
    return f"\\U{ord(character):08x}"
