"""What must not pass for an answer: one that never ends, and one that is not whole.

The SDK bounds the silence between two bytes and not the whole, and reads a cut or empty
answer as an empty list, which would prove absence. It knows HTTP and no resource.
"""

import io
import json
import re
import socket
import time
from collections.abc import Mapping
from functools import partial
from http.client import HTTPResponse
from typing import Any, cast

_JSON_PROTOCOLS = ("json", "rest-json")
_ERROR_STATUS = 300
_PAGE = re.compile(rb"\s*(<!doctype\s+html|<html)\b", re.IGNORECASE)


class BrokenAnswerError(Exception):
    """An answer that is cut or garbled."""


def refuse_broken(
    operation_model: Any,  # noqa: ANN401  botocore hands these over
    response_dict: Mapping[str, Any],
    **_: Any,  # noqa: ANN401
) -> None:
    """Refuse an answer that is not whole, before it is parsed.

    Raises:
        BrokenAnswerError: it is shorter than it says, empty, no JSON where it should be, or a
            web page of something in between.
    """
    body = response_dict["body"]
    if operation_model.has_streaming_output or not isinstance(body, bytes):
        return
    head = operation_model.http.get("method") == "HEAD"
    length = response_dict["headers"].get("content-length") or ""
    if not head and length.isdecimal() and len(body) < int(length):
        raise BrokenAnswerError(f"{len(body)} of {length} bytes")
    if response_dict["status_code"] >= _ERROR_STATUS:
        return
    if not body:
        if not head and _has_body(operation_model):
            raise BrokenAnswerError("an empty answer")
    elif _PAGE.match(body):
        raise BrokenAnswerError("a web page")
    elif operation_model.service_model.resolved_protocol in _JSON_PROTOCOLS:
        try:
            json.loads(body)
        except ValueError as error:
            raise BrokenAnswerError(str(error)) from error
    elif (pattern := _text_for_list(operation_model)) is not None and pattern.search(body):
        raise BrokenAnswerError("a text where a list should be")


def _text_for_list(operation_model: Any) -> re.Pattern[bytes] | None:  # noqa: ANN401
    """Return what finds a text in the place of a list in an XML answer, if it has lists.

    Botocore reads such a list as an empty one, and an empty list would prove absence.
    """
    shape = operation_model.output_shape
    names = [
        member.serialization.get("name", name)
        for name, member in (shape.members if shape is not None else {}).items()
        if member.type_name == "list" and not member.serialization.get("flattened")
    ]
    if not names:
        return None
    alternatives = "|".join(re.escape(name) for name in names)
    return re.compile(rf"<(?:\w+:)?(?:{alternatives})>\s*[^<\s]".encode())


def _has_body(operation_model: Any) -> bool:  # noqa: ANN401
    """Return whether an answer of an operation has members that stand in its body."""
    shape = operation_model.output_shape
    return shape is not None and any(
        "location" not in member.serialization for member in shape.members.values()
    )


class BoundedResponse(HTTPResponse):
    """An HTTP response that has to be there, head and body, within some seconds in all."""

    def __init__(self, sock: socket.socket, *args: Any, seconds: float, **more: Any) -> None:  # noqa: ANN401
        """Begin to count."""
        super().__init__(sock, *args, **more)
        raw = cast("socket.SocketIO", self.fp.detach())
        self.fp = io.BufferedReader(_Bounded(raw, sock, time.monotonic() + seconds))


class _Bounded(io.RawIOBase):
    """A socket's file whose every read ends at one moment."""

    def __init__(self, raw: socket.SocketIO, sock: socket.socket, end: float) -> None:
        self._raw = raw
        self._sock = sock
        self._end = end

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:  # noqa: ANN401
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer takes too long")
        self._sock.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


def bounded(pools: Mapping[str, Any], seconds: float) -> dict[str, Any]:
    """Return connection pools by scheme whose responses are bounded in time."""
    return {scheme: _bounded_pool(pool, seconds) for scheme, pool in pools.items()}


def _bounded_pool(pool: Any, seconds: float) -> Any:  # noqa: ANN401  classes of the SDK
    response = staticmethod(partial(BoundedResponse, seconds=seconds))
    connection = type("Connection", (pool.ConnectionCls,), {"response_class": response})
    return type("Pool", (pool,), {"ConnectionCls": connection})
