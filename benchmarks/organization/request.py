"""One request as it came, and its members in whichever way they were sent."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, unquote

_NONE: Mapping[str, str] = {}


class Request:
    """What came over the wire, and what has been found out about it."""

    __slots__ = ("account", "body", "headers", "labels", "method", "path", "query", "region")

    def __init__(
        self, method: bytes, target: bytes, headers: Mapping[bytes, bytes], body: bytes
    ) -> None:
        self.method = method
        self.path, _, self.query = target.partition(b"?")
        self.headers = headers
        """By names in small letters."""
        self.body = body
        self.account = ""
        self.region = ""
        self.labels = _NONE
        """What the path names."""

    def document(self) -> dict[str, Any]:
        """Return the members of a JSON request."""
        found: dict[str, Any] = json.loads(self.body) if self.body else {}
        return found

    def form(self) -> dict[str, str]:
        """Return the members of a request of the query protocol."""
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}

    def parameters(self) -> dict[str, str]:
        """Return what stands in the query of the path, also without a value."""
        pairs = (one.partition("=") for one in self.query.decode().split("&"))
        return {name: unquote(value) for name, _, value in pairs}


Handler = Callable[[Request], Any]
"""Who answers an operation: a document of a JSON service, or a whole body of any other.

It may raise `RefusedError`, or `ValueError` for a member of another form.
"""
