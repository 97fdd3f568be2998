"""The two connections of a proxy: one from a client, one to the upstream; bytes in, bytes out.

Both are kept alive. It knows HTTP, and nothing of AWS beyond handing each request to `read_call`.
"""

import http.client
import ipaddress
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from demo.fault_proxy.call import Call, read_call
from demo.fault_proxy.refusal import Answer

LOOPBACK = "127.0.0.1"
_CHUNK = 1 << 16
_UPSTREAM_SECONDS = 60.0
# What belongs to one connection and not to the message (RFC 9110, section 7.6.1), and what is
# written afresh: the upstream sees its own name, so what it answers does not depend on our port.
_HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding"}
    | {"upgrade", "host", "content-length", "expect"}
)


@dataclass(frozen=True)
class Request:
    """One whole request."""

    method: str
    target: str
    """Path and query, as they stand in the request line."""
    headers: list[tuple[str, str]]
    """Those that are meant for the upstream."""
    body: bytes
    call: Call
    """What it asks for."""


class Closed(Exception):  # noqa: N818  it is how a connection ends, not an error
    """The client's connection is to end now."""


def loopback_address(url: str) -> tuple[str, int]:
    """Return host and port of a URL; raise `ValueError` unless it is plain HTTP on loopback."""
    parts = urlsplit(url)
    host = LOOPBACK if parts.hostname == "localhost" else parts.hostname or ""
    try:
        local = ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = False
    if parts.scheme != "http" or not local:
        raise ValueError(f"the upstream must be plain HTTP on loopback, not {url!r}")
    return host, parts.port or http.client.HTTP_PORT


class Upstream:
    """A connection to the upstream that is opened again when it had been left to die."""

    def __init__(self, host: str, port: int) -> None:
        self._connection = http.client.HTTPConnection(host, port, timeout=_UPSTREAM_SECONDS)

    def close(self) -> None:
        """End it."""
        self._connection.close()

    def ask(self, request: Request) -> http.client.HTTPResponse:
        """Send a request and return the answer, whose body is still to be read."""
        reused = self._connection.sock is not None
        try:
            return self._exchange(request)
        except (http.client.RemoteDisconnected, ConnectionError):
            self._connection.close()
            if not reused:
                raise
            # An idle connection that the other side closed: it has not read this request.
            return self._exchange(request)

    def answer(self, request: Request) -> Answer:
        """Send a request and return the whole answer."""
        with self.ask(request) as response:
            body = response.read()
            return Answer(response.status, _message_headers(response), body)

    def _exchange(self, request: Request) -> http.client.HTTPResponse:
        connection = self._connection
        connection.putrequest(request.method, request.target, skip_accept_encoding=True)
        for name, value in request.headers:
            connection.putheader(name, value)
        if request.body or request.method not in {"GET", "HEAD", "DELETE"}:
            connection.putheader("Content-Length", str(len(request.body)))
        connection.endheaders(request.body or None)
        return connection.getresponse()


def _message_headers(response: http.client.HTTPResponse) -> list[tuple[str, str]]:
    return [pair for pair in response.getheaders() if pair[0].lower() not in _HOP_BY_HOP]


class Client(BaseHTTPRequestHandler):
    """One connection of a client. The reading is http.server's; the writing is our own."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "Server"

    def handle(self) -> None:
        """Hand the connection over to the proxy."""
        self.server.serve(self)

    def read_request(self) -> Request | None:
        """Return the next request, or None at the end of the connection."""
        self.raw_requestline = self.rfile.readline(_CHUNK + 1)
        if not self.raw_requestline or not self.parse_request():
            return None
        method, target = self.requestline.split()[:2]
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            body = b"".join(self._chunks())
        else:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = [(n, v) for n, v in self.headers.items() if n.lower() not in _HOP_BY_HOP]
        call = read_call(method, target, self.headers, body)
        return Request(method, target, headers, body, call)

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self.rfile.readline().partition(b";")[0], 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass  # trailers

    def relay(self, response: http.client.HTTPResponse) -> None:
        """Pass an answer on as it comes."""
        headers = _message_headers(response)
        length = response.getheader("Content-Length")
        bare = self.command == "HEAD" or response.status in {204, 304}
        chunked = length is None and not bare and self.request_version != "HTTP/1.0"
        if length is not None:
            headers.append(("Content-Length", length))
        elif chunked:
            headers.append(("Transfer-Encoding", "chunked"))
        elif not bare:
            self.close_connection = True
        head = self._head(response.status, headers, response.reason)
        # The head travels with the first part of the body: one packet for most answers.
        for part in iter(lambda: response.read(_CHUNK), b""):
            framed = b"%x\r\n%b\r\n" % (len(part), part) if chunked else part
            self.connection.sendall(head + framed)
            head = b""
        if end := head + (b"0\r\n\r\n" if chunked else b""):
            self.connection.sendall(end)
        self._end()

    def send(self, answer: Answer, *, upto: int | None = None) -> None:
        """Send a whole answer, or what a connection lets through that dies half-way."""
        self.connection.sendall(self._whole_head(answer) + self._body(answer)[:upto])
        self._end()

    def trickle(self, answer: Answer, pause: Callable[[], bool]) -> None:
        """Send a body byte by byte, until `pause` says that it is enough."""
        self.connection.sendall(self._whole_head(answer))
        for byte in self._body(answer):
            if pause():
                raise Closed
            self.connection.sendall(bytes((byte,)))
        self._end()

    def _body(self, answer: Answer) -> bytes:
        return b"" if self.command == "HEAD" else answer.body

    def _whole_head(self, answer: Answer) -> bytes:
        headers = [*answer.headers, ("Content-Length", str(len(answer.body)))]
        return self._head(answer.status, headers)

    def _head(self, status: int, headers: list[tuple[str, str]], reason: str = "") -> bytes:
        reason = reason or http.client.responses.get(status, "")
        if self.close_connection:
            headers = [*headers, ("Connection", "close")]
        lines = [f"HTTP/1.1 {status} {reason}", *(f"{n}: {v}" for n, v in headers), "", ""]
        return "\r\n".join(lines).encode("latin-1")

    def _end(self) -> None:
        if self.close_connection:
            raise Closed


class Server(ThreadingHTTPServer):
    """A thread a connection, each of which is waited for at the end."""

    daemon_threads = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], serve: Callable[[Client], None]) -> None:
        super().__init__(address, Client)
        self.serve = serve
