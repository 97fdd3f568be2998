"""Resources, or changes, as CSV: a row each, in columns that are fixed.

What a stranger wrote is escaped as tables of the command line are: a spreadsheet takes no cell
for a formula, a row is one line, and nothing hides or turns text. Documents, relations and
coverage have no place in a table; the format json has them.
https://www.rfc-editor.org/rfc/rfc4180
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

from cartographer.model.change import ChangeSet, FieldChange
from cartographer.model.key import Key
from cartographer.model.snapshot import Snapshot
from exporters.json_ import by_id
from exporters.request import Request, request
from exporters.resource_json import encode, instant, resource_document

COLUMNS = (
    "id", "native_id", "uid", "provider", "type", "kind", "account", "region", "zone", "name",
    "tags", "observed_at", "stale_since", "unknown",
)  # fmt: skip
"""Columns of a snapshot."""

CHANGE_COLUMNS = (
    "change", "id", "type", "kind", "account", "region", "name", "pointer", "op", "old", "new",
    "old_id", "old_uid", "new_uid", "aspect", "reason", "stale_since",
)  # fmt: skip
"""Columns of a diff."""

_JSON = frozenset({"tags", "unknown", "old", "new"})
"""Columns whose values are JSON."""

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_FORMULA = re.compile(f"\\s*[{_SIGNS}]|[\t\r\n]")
"""How a cell begins that a spreadsheet may take for a formula, wide signs included.

https://owasp.org/www-community/attacks/CSV_Injection
"""

_SECOND = re.compile(f";(\\s*)([{_SIGNS}])")
"""The same where a spreadsheet splits at semicolons, as it does where the comma is decimal."""

Row = Mapping[str, Any]


class CsvExporter:
    """A row for each resource, or for each change; a view plays no part."""

    name = "csv"
    media_type = "text/csv"
    suffix = ".csv"
    version = "RFC 4180"

    def render(self, snapshot: Snapshot, out: IO[bytes], **options: object) -> None:
        """Write a snapshot, or with `changes` the diff, a row at a time."""
        asked = request(options)
        if asked.changes is None:
            found = _lines(COLUMNS, _resources(snapshot))
        else:
            found = _lines(CHANGE_COLUMNS, _changes(asked.changes, snapshot, asked))
        for text in found:
            out.write(text.encode())


def _lines(columns: tuple[str, ...], rows: Iterable[Row]) -> Iterator[str]:
    """Yield the head and a line for each row, ended as the standard has it."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(columns)
    yield buffer.getvalue()
    for row in rows:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([_cell(column, row) for column in columns])
        yield buffer.getvalue()


def _cell(column: str, row: Row) -> str:
    """Return a cell; a value of JSON says `null`, and is empty only where there is none."""
    if column not in row:
        return ""
    return json_cell(row[column]) if column in _JSON else cell(row[column])


def cell(value: object) -> str:
    """Return a value as a cell: nothing for null, text disarmed, and all else as JSON."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return json_cell(value)
    shown = _SECOND.sub(";\\1'\\2", "".join(map(_shown, value)))
    return f"'{shown}" if _FORMULA.match(value) else shown


def json_cell(value: object) -> str:
    """Return a value as JSON, texts and null too, so that it reads back as what it was.

    What would begin a formula after a semicolon is escaped, which changes nothing that is read.
    """
    encoded = "".join(map(_as_json, encode(value).decode()))
    return _SECOND.sub(lambda found: f";{found.group(1)}\\u{ord(found.group(2)):04x}", encoded)


def _shown(character: str) -> str:
    r"""Return a character, or the escape of one that moves, hides or breaks: `\n`, `\x1b`."""
    if character in _NAMED:
        return _NAMED[character]
    if unicodedata.category(character) not in _HIDDEN:
        return character
    code = ord(character)
    if code <= 0xFF:  # noqa: PLR2004  two hexadecimal digits
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004  four


def _as_json(character: str) -> str:
    if unicodedata.category(character) not in _HIDDEN:
        return character
    units = character.encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _resources(snapshot: Snapshot) -> Iterator[Row]:
    for resource in by_id(snapshot):
        document = resource_document(resource)
        doubts = {
            name: one["reason"]
            for name, one in document["aspects"].items()
            if one["state"] == "unknown"
        }
        yield {**document, "unknown": doubts} if doubts else document


def _changes(changes: ChangeSet, snapshot: Snapshot, asked: Request) -> Iterator[Row]:
    """Yield a row for each change, and for each field of what was modified or moved."""
    for key, row in _told(changes):
        resource = snapshot.get(key)
        if resource is None and asked.before is not None:
            resource = asked.before.get(key)
        known: Row = {} if resource is None else resource_document(resource)
        kept = {name: known.get(name) for name in ("kind", "account", "region", "name")}
        yield {**kept, "id": key.id, "type": key.type, **row}
    skipped = changes.not_compared
    if skipped.scopes or skipped.resources:
        reason = f"only one side has read {skipped.scopes} scopes of {skipped.resources} resources"
        yield {"change": "not_compared", "reason": reason}


def _told(changes: ChangeSet) -> Iterator[tuple[Key, Row]]:
    """Yield each change with its key: by what happened, and then by id."""
    for key in sorted(changes.added, key=_order):
        yield key, {"change": "added"}
    retired = frozenset(changes.retired)
    for key in sorted(changes.removed, key=_order):
        yield key, {"change": "removed", **({"reason": "retired"} if key in retired else {})}
    for again in sorted(changes.replaced, key=lambda one: _order(one.key)):
        uids = {"old_uid": again.old_uid, "new_uid": again.new_uid}
        yield again.key, {"change": "replaced", **uids}
    for moved in sorted(changes.moved, key=lambda one: _order(one.key)):
        row = {"change": "moved", "old_id": moved.old_key.id}
        fields: list[Row] = [_field(one) for one in moved.fields]
        for field in fields or [{}]:
            yield moved.key, {**row, **field}
    for modified in sorted(changes.modified, key=lambda one: _order(one.key)):
        for one in modified.fields:
            yield modified.key, {"change": "modified", **_field(one)}
    for dark in sorted(changes.unknown, key=lambda one: (*_order(one.key), one.aspect or "")):
        yield (
            dark.key,
            {
                "change": "unknown",
                "aspect": dark.aspect,
                "reason": dark.reason,
                "stale_since": instant(dark.stale_since),
            },
        )


def _order(key: Key) -> tuple[str, str]:
    return (key.id, key.type)


def _field(one: FieldChange) -> Row:
    row = {"pointer": one.pointer, "op": one.op, "old": one.old, "new": one.new}
    missing = {"add": "old", "remove": "new"}.get(one.op)
    return {name: value for name, value in row.items() if name != missing}
