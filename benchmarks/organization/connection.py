"""The server's end of a connection: HTTP/1.1 read by hand, kept alive, many requests at a time.

It answers in the order in which it is asked. Requests have a length; a body in chunks is refused.
https://www.rfc-editor.org/rfc/rfc9112
"""

import asyncio
import json
import time
from pathlib import Path
from typing import cast

from benchmarks.organization.cloud import Cloud
from benchmarks.organization.operation import Operation
from benchmarks.organization.request import Request

_FLUSH_SECONDS = 0.5
_REFUSED = b"HTTP/1.1 411 Length Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Log:
    """What was asked, a line of JSON each; written now and then, and whole once it is closed."""

    def __init__(self, file: Path) -> None:
        self._stream = file.open("w", encoding="utf-8")
        self._lines: list[str] = []
        self._agents: dict[bytes, str] = {}

    def note(self, request: Request, operation: Operation | None, status: int) -> None:
        """Take note of a request."""
        agent = request.headers.get(b"user-agent", b"")
        told = self._agents.get(agent)
        if told is None:
            told = self._agents[agent] = json.dumps(agent.decode("latin-1"))
        service, name = (operation.service, operation.name) if operation else ("", "")
        self._lines.append(
            f'{{"time":{time.time():.6f},"account":"{request.account}","region":"{request.region}",'
            f'"service":"{service}","operation":"{name}","status":{status},"user_agent":{told}}}\n'
        )

    def flush(self) -> None:
        """Write what has been noted."""
        self._stream.write("".join(self._lines))
        self._stream.flush()
        self._lines.clear()

    async def keep(self) -> None:
        """Write now and then, until this is cancelled."""
        while True:
            await asyncio.sleep(_FLUSH_SECONDS)
            self.flush()

    def close(self) -> None:
        """Write the rest."""
        self.flush()
        self._stream.close()


class Connection(asyncio.Protocol):
    """One connection of a client."""

    def __init__(self, cloud: Cloud, log: Log | None) -> None:
        self._cloud = cloud
        self._log = log
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Answer whatever has come whole."""
        buffer = self._buffer + data if self._buffer else data
        start, answers, close = 0, [], False
        while not close and (end := buffer.find(b"\r\n\r\n", start)) >= 0:
            first, *lines = buffer[start:end].split(b"\r\n")
            headers = {}
            for line in lines:
                name, _, value = line.partition(b":")
                headers[name.lower()] = value.strip()
            if b"transfer-encoding" in headers:
                answers.append(_REFUSED)
                close = True
                break
            body = end + 4
            after = body + int(headers.get(b"content-length", 0))
            if after > len(buffer):
                break
            method, target, _ = first.split(b" ", 2)
            request = Request(method, target, headers, buffer[body:after])
            answers.append(self._answer(request))
            close = headers.get(b"connection", b"").lower() == b"close"
            start = after
        self._buffer = buffer[start:]
        if self._transport is not None and answers:
            self._transport.write(answers[0] if len(answers) == 1 else b"".join(answers))
            if close:
                self._transport.close()

    def _answer(self, request: Request) -> bytes:
        operation, answer = self._cloud.answer(request)
        if self._log is not None:
            self._log.note(request, operation, answer.status)
        return answer.wire
