"""Host names and ports as people paste them: a URL, `host:port`, a name, an address.

It refuses to know to whom a name leads.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from cartographer.exposure.atlas import Atlas
from cartographer.exposure.end import End
from cartographer.model.error import UsageError
from cartographer.reach.network import Id

_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443, "ssh": 22}
"""Scheme of a URL -> port that it means, where the URL says none."""
_NAME = re.compile(r"(?=.*[a-z])[a-z0-9_*-]+(\.[a-z0-9_-]+)+\.?", re.IGNORECASE)
_NO_SUCH, _NOT_ANSWERED = "no-such-name", "name-not-answered"
_WITH_PORT = re.compile(r"(\[[0-9a-f:.]+\]|[^\s:/\[\]]+):(\d{1,5})", re.IGNORECASE)


class Host(NamedTuple):
    """A host by name or address, and the port that was pasted with it."""

    name: str
    port: int | None


def host(text: str) -> Host | None:
    """Return the host and port that a text names; none if it is no URL and no host name.

    Raises:
        UsageError: the port is none.
    """
    text = text.strip()
    if "://" in text:
        try:
            url = urlsplit(text)
            port = url.port or _PORTS.get(url.scheme.lower())
        except ValueError as error:
            message = f"{text!r} is no URL: {error}"
            raise UsageError(message) from None
        return Host(url.hostname, port) if url.hostname else None
    match = _WITH_PORT.fullmatch(text)
    if match:
        if int(match[2]) >= 1 << 16:
            message = f"{text!r}: port {match[2]} is not within 0 to 65535"
            raise UsageError(message)
        return Host(match[1].strip("[]"), int(match[2]))
    return Host(text, None) if _NAME.fullmatch(text) else None


def named(atlas: Atlas, name: str, port: Id | None) -> End:
    """Return the end that a host name leads to, as asked from a port, or from outside.

    Raises:
        UsageError: it leads to endpoints and to bare addresses at once.
    """
    found = atlas.led_to(name, port)
    if found.elements and found.addresses:
        message = f"{name!r} leads to {len(found.elements)} endpoints and to addresses: ask one"
        raise UsageError(message)
    if found.elements:
        return End("ports", ports=found.elements)
    if found.addresses:
        return End("range", ranges=found.addresses)
    if found.code == _NO_SUCH:
        return End("nowhere", code=found.code)
    return End("outside", code=None if found.code == _NOT_ANSWERED else found.code)


def asker(atlas: Atlas, source: End) -> Id | None:
    """Return the port whose network's names count; none for whoever is outside."""
    if source.kind == "ports":
        return source.ports[0]
    if source.kind != "range":
        return None
    family, (low, high) = source.ranges[0]
    held = atlas.holding(family, low) if low == high else ()
    return held[0].port if len(held) == 1 else None
