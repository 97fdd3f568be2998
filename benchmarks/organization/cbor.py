"""Just enough of CBOR for an answer: maps, lists, texts, numbers and truth.

https://www.rfc-editor.org/rfc/rfc8949
"""

import struct
from typing import Any

_SIZES = ((1 << 8, 24, ">B"), (1 << 16, 25, ">H"), (1 << 32, 26, ">I"), (1 << 64, 27, ">Q"))
_SHORT = 24


def encode(value: Any) -> bytes:
    """Return a value as CBOR.

    Raises:
        TypeError: it is of another kind.
    """
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, float):
        return b"\xfb" + struct.pack(">d", value)
    if isinstance(value, str):
        data = value.encode()
        return _head(3, len(data)) + data
    if isinstance(value, list):
        return _head(4, len(value)) + b"".join(map(encode, value))
    if isinstance(value, dict):
        pairs = (encode(key) + encode(one) for key, one in value.items())
        return _head(5, len(value)) + b"".join(pairs)
    raise TypeError(type(value).__name__)


def _head(major: int, number: int) -> bytes:
    """Return a major type with its argument (RFC 8949, section 3)."""
    if number < _SHORT:
        return bytes((major << 5 | number,))
    for limit, mark, form in _SIZES:
        if number < limit:
            return bytes((major << 5 | mark,)) + struct.pack(form, number)
    raise OverflowError(number)
