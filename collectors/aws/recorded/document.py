"""JSON documents in files: found in folders, unpacked, checked; nothing of AWS is known here.

Contents are read one file at a time and never kept. Links are followed, a folder once.
"""

import gzip
import json
import os
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from collectors.engine.replay import UnreadableError, check_depth

_GZIP = b"\x1f\x8b"
_BOM = b"\xef\xbb\xbf"
_LARGEST = 4 * 2**30
"""Bytes that a packed file may hold, unpacked."""

_HEAD = 4096
_HALF = re.compile("[\ud800-\udfff]")
"""Half of a character of UTF-16: what JSON can state and UTF-8 cannot."""

_HALF_ESCAPED = re.compile(r"\\u[dD][89a-fA-F]")
_REPLACEMENT = "\ufffd"


class NotJsonError(ValueError):
    """A file that does not look like JSON at all, such as a README."""


def files(path: Path) -> Iterator[Path]:
    """Yield the files under a folder, sorted by path; a file yields itself.

    Raises:
        OSError: a folder cannot be read.
    """
    if not path.is_dir():
        yield path
        return
    seen: set[tuple[int, int]] = set()
    todo = [path]
    while todo:
        folder = todo.pop()
        about = folder.stat()
        if (about.st_dev, about.st_ino) in seen:
            continue
        seen.add((about.st_dev, about.st_ino))
        with os.scandir(folder) as entries:
            inside = sorted(entries, key=lambda one: one.name)
        yield from (Path(one.path) for one in inside if not one.is_dir())
        todo.extend(Path(one.path) for one in reversed(inside) if one.is_dir())


def read(path: Path) -> Any:  # noqa: ANN401  any JSON
    """Return the JSON document of a file, unpacked if it is gzipped.

    Of a member that occurs twice the last one counts.

    Raises:
        NotJsonError: it does not begin like JSON.
        UnreadableError: it does, and cannot be read; the message says why.
    """
    try:
        content = _content(path)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableError(getattr(error, "strerror", None) or str(error)) from error
    try:
        document = decode(content)
    except RecursionError as error:
        message = "nested too deeply"
        raise UnreadableError(message) from error
    except ValueError as error:
        raise UnreadableError(_why(content, error)) from error
    check_depth(document)
    return document


def decode(content: bytes | str) -> Any:  # noqa: ANN401  any JSON
    r"""Return the JSON document of a text; half a character (`\ud800`) becomes U+FFFD.

    Raises:
        ValueError: it is not JSON.
        RecursionError: it is nested too deeply.
    """
    try:
        return msgspec.json.decode(content)
    except msgspec.DecodeError:
        text = content if isinstance(content, str) else content.decode()
        if not _HALF_ESCAPED.search(text):
            raise
    return _mended(json.loads(text, parse_constant=_refuse))


def _refuse(name: str) -> None:
    message = f"not valid JSON: {name}"
    raise ValueError(message)


def _mended(value: Any) -> Any:  # noqa: ANN401  any JSON
    if isinstance(value, str):
        return _HALF.sub(_REPLACEMENT, value)
    if isinstance(value, list):
        return [_mended(one) for one in value]
    if isinstance(value, dict):
        return {_mended(name): _mended(one) for name, one in value.items()}
    return value


def _content(path: Path) -> bytes:
    if not path.is_file():
        message = "not a regular file" if path.exists() else "it leads nowhere"
        raise NotJsonError(message)
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if head.startswith(_GZIP):
            return _unpacked(path)
        _check_head(head)
        return (head + file.read()).removeprefix(_BOM)


def _unpacked(path: Path) -> bytes:
    with gzip.open(path, "rb") as file:
        content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        message = f"more than {_LARGEST} bytes when unpacked"
        raise UnreadableError(message)
    _check_head(content[:_HEAD])
    return content.removeprefix(_BOM)


def _check_head(head: bytes) -> None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        message = "not UTF-8"
        raise UnreadableError(message)
    text = head.removeprefix(_BOM).lstrip()
    if not text:
        message = "it is empty"
        raise UnreadableError(message)
    if text[:1] not in (b"{", b"["):
        message = "not JSON"
        raise NotJsonError(message)


def _why(content: bytes, error: Exception) -> str:
    try:
        content.decode()
    except UnicodeDecodeError as undecodable:
        return f"not UTF-8 at byte {undecodable.start}"
    return f"not valid JSON: {error}"
