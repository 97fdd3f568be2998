"""Secrets at the door: values become keyed digests, so that a change shows and they do not.

What a declaration names as secret becomes one in any case. Below that hangs a net for what people
put where no secret belongs: tags that are named like one, and texts anywhere that have the form of
a credential. It catches forms, not thoughts: `colour=hunter2` passes.

HMAC-SHA-256, cut to 128 bits, over type, field path and value; the id of the key stands
beside each digest. The key lives outside the store. A value from a short closed list, which
a reader could try out, becomes a constant.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable
from typing import Any

from cartographer.model.document import REDACTED, at_leaves, encode, replace_at

_GUESSABLE = frozenset(
    {"", "0", "1", "true", "false", "yes", "no", "on", "off", "none", "null", "enabled", "disabled"}
)
_DIGEST = re.compile(rf"^{REDACTED}(constant|[0-9a-f]{{8}}:[0-9a-f]{{32}})$")
_NAMED = re.compile(
    r"passw|passphrase|secret|token|api[_-]?key|private[_-]?key|credential|conn(ection)?[_-]?str",
    re.IGNORECASE,
)
"""Names of tags whose values nobody needs to see."""
_RESERVED = "aws:"
_FORMED = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_\w{22,}|\bglpat-[\w-]{20,}"
    r"|\bxox[abeprs]-[\w-]{10,}|\bsk_(live|test)_\w{16,}|\bAIza[\w-]{35}"
    r"|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]*"
    r"|://[^/\s:@]+:[^/\s:@{}$]+@"
    r"|(?i:password|passwd|pwd|secret|token|api_?key)=[^\s&{}$]{4,}"
)
"""Texts in the form of a credential: keys, tokens, addresses and settings with a password."""
_AWS_SECRET = re.compile(r"(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9/+]{40}")
_SUSPECT = tuple(
    b"passw passphrase pwd= secret token apikey api_key api-key privatekey private_key private-key "
    b"credential connstr conn_str conn-str connectionstr connection_str connection-str -----begin "
    b"ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ glpat- xox sk_live_ sk_test_ aiza eyj".split()
)
"""What a document that holds one of these does not lack, in lower case: most are passed over."""
_LONG = re.compile(rb"\"[A-Za-z0-9/+]{40}\"")
_PAIRS = (("Key", "Value"), ("key", "value"), ("TagKey", "TagValue"))
_TAGS = frozenset({"Tags", "tags", "TagList", "@tags", "@tagging"})
_KEY_ID_BYTES = 4
_DIGEST_BYTES = 16


def _suspect(text: bytes) -> bool:
    """Return whether an encoded document may hold a secret that nobody declared."""
    lower = text.lower()
    return (
        any(word in lower for word in _SUSPECT)
        or (b"://" in text and b"@" in text)
        or _LONG.search(text) is not None
    )


def _unchanged(old: Iterable[Any], new: Iterable[Any]) -> bool:
    return all(one is other for one, other in zip(old, new, strict=True))


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

    def catch(self, type_: str, document: Any) -> Any:  # noqa: ANN401  any JSON
        """Return a document without what looks like a secret although nobody declared it."""
        return self._catch(type_, document) if _suspect(encode(document)) else document

    def _catch(self, type_: str, document: Any) -> Any:  # noqa: ANN401  any JSON
        if isinstance(document, str):
            return self._hidden(type_, document) if _FORMED.search(document) else document
        if isinstance(document, list):
            found = [self._catch(type_, one) for one in document]
            return document if _unchanged(document, found) else found
        if isinstance(document, dict):
            return self._caught(type_, document)
        return document

    def _caught(self, type_: str, document: dict[str, Any]) -> dict[str, Any]:
        found = {
            name: self._tagged(type_, value)
            if name in _TAGS and isinstance(value, dict)
            else self._catch(type_, value)
            for name, value in document.items()
        }
        for name, value in _PAIRS:
            if isinstance(document.get(name), str) and isinstance(document.get(value), str):
                found[value] = self._tag(type_, document[name], document[value])
        return document if _unchanged(document.values(), found.values()) else found

    def _tagged(self, type_: str, tags: dict[str, Any]) -> dict[str, Any]:
        return {
            name: self._tag(type_, name, value)
            if isinstance(value, str)
            else self._catch(type_, value)
            for name, value in tags.items()
        }

    def _tag(self, type_: str, name: str, value: str) -> str:
        """Return the value of a tag, hidden where its name or its form says so."""
        named = _NAMED.search(name) and not name.startswith(_RESERVED)
        if named or _FORMED.search(value) or _AWS_SECRET.fullmatch(value):
            return self._hidden(type_, value)
        return value

    def _hidden(self, type_: str, text: str) -> str:
        return str(self._change(type_, "")(text))

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
