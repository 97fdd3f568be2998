"""Secrets at the door: values become keyed digests, so that a change shows and they do not.

HMAC-SHA-256, cut to 128 bits, over type, field path and value; the id of the key stands
beside each digest. The key lives outside the store. A value from a short closed list, which
a reader could try out, becomes a constant.
"""

import hashlib
import hmac
import re
from typing import Any

from cartographer.model.document import REDACTED, at_leaves, encode, replace_at

_GUESSABLE = frozenset(
    {"", "0", "1", "true", "false", "yes", "no", "on", "off", "none", "null", "enabled", "disabled"}
)
_DIGEST = re.compile(rf"^{REDACTED}(constant|[0-9a-f]{{8}}:[0-9a-f]{{32}})$")
_KEY_ID_BYTES = 4
_DIGEST_BYTES = 16


class Redactor:
    """Turns secret values into digests with one installation's key."""

    def __init__(self, key: bytes) -> None:
        """Take the key; its id is a digest of it."""
        self._key = key
        self.key_id = hashlib.sha256(b"key-id" + key).hexdigest()[: 2 * _KEY_ID_BYTES]

    def redact(self, type_: str, document: dict[str, Any], paths: tuple[str, ...]) -> Any:  # noqa: ANN401
        """Return a document of a type with the values at some paths replaced by digests."""
        for path in paths:
            document = replace_at(document, path, at_leaves(self._change(type_, path)))
        return document

    def _change(self, type_: str, path: str) -> Any:  # noqa: ANN401  a function for replace_at
        def change(value: Any) -> Any:  # noqa: ANN401
            if value is None or isinstance(value, bool):
                return value
            text = value if isinstance(value, str) else encode(value).decode()
            if _DIGEST.match(text):
                return text  # a recording has been through this door already
            if text.lower() in _GUESSABLE:
                return f"{REDACTED}constant"
            message = f"{type_}\0{path}\0{text}".encode()
            mark = hmac.new(self._key, message, hashlib.sha256).digest()[:_DIGEST_BYTES]
            return f"{REDACTED}{self.key_id}:{mark.hex()}"

        return change
