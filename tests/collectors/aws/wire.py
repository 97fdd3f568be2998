"""A server on loopback that answers what a test says, byte for byte, and logins to it."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import parse_qs

from cartographer.model.coverage import State
from collectors.aws.session import AwsDoor, AwsTransport, Login
from collectors.engine.fault import Fault
from collectors.engine.transport import Ask

ACCOUNT = "123456789012"
WHO = (
    b'<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
    b"<GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/x</Arn><UserId>AIDA</UserId>"
    b"<Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
)
REGIONS = (
    b'<DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><regionInfo>'
    b"<item><regionName>us-east-1</regionName></item><item><regionName>eu-west-1</regionName></item>"
    b"</regionInfo></DescribeRegionsResponse>"
)


class Request(NamedTuple):
    """What came over the wire."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """Members of a form, for services of the query protocol."""
        found = parse_qs(self.body.decode("latin-1"))
        return {name: values[0] for name, values in found.items()}


class Reply(NamedTuple):
    """What goes back: `length` is what the head says, `pause` waits before each byte."""

    body: bytes = b""
    status: int = 200
    length: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    pause: Callable[[], bool] | None = None


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "Listening"

    def do_POST(self) -> None:
        """Answer anything."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self._send(self.server.of.take(Request(self.command, self.path, headers, body)))

    do_GET = do_HEAD = do_POST  # noqa: N815  names that http.server looks for

    def _send(self, reply: Reply) -> None:
        length = len(reply.body) if reply.length is None else reply.length
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        if self.command == "HEAD":
            return
        if reply.pause is None:
            self.wfile.write(reply.body)
        else:
            self._trickle(reply.body, reply.pause)
        self.close_connection = self.close_connection or length != len(reply.body)

    def _trickle(self, body: bytes, pause: Callable[[], bool]) -> None:
        self.close_connection = True
        with suppress(OSError):
            for byte in body:
                if pause():
                    return
                self.wfile.write(bytes((byte,)))

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Listening(ThreadingHTTPServer):
    """A thread a connection, each of which ends with the tests."""

    daemon_threads = True

    def __init__(self, of: "Server") -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.of = of


class Server:
    """A server that answers by a function of the request, and keeps what it was asked."""

    def __init__(self, answer: Callable[[Request], Reply]) -> None:
        self.answer = answer
        self.seen: list[Request] = []
        self.closing = threading.Event()
        self._server = Listening(self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def take(self, request: Request) -> Reply:
        """Keep a request, and answer it."""
        self.seen.append(request)
        return self.reply(request)

    def reply(self, request: Request) -> Reply:
        """Answer the two questions at the door, and leave the rest to the test."""
        action = request.form.get("Action")
        if action == "GetCallerIdentity":
            return Reply(WHO)
        if action == "DescribeRegions":
            return Reply(REGIONS)
        return self.answer(request)

    @property
    def asked(self) -> list[Request]:
        """What was asked beside the two questions at the door."""
        door = ("GetCallerIdentity", "DescribeRegions")
        return [one for one in self.seen if one.form.get("Action") not in door]

    def close(self) -> None:
        """Stop listening."""
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@contextmanager
def serving(answer: Callable[[Request], Reply]) -> Iterator[Server]:
    """Run a server for as long as it is needed."""
    server = Server(answer)
    try:
        yield server
    finally:
        server.close()


def open_door(**login: object) -> AwsTransport:
    """Enter with the credentials of the environment."""
    return AwsDoor(Login(**login)).open()  # type: ignore[arg-type]


def close(transport: AwsTransport) -> None:
    """End the connections that a transport keeps."""
    transport._clients.close()  # noqa: SLF001  a run ends with its process


def pages(transport: AwsTransport, ask: Ask) -> list[dict]:
    """Return the bodies of an answer's pages, each call made once."""
    return [dict(page.body) for page in transport.pages(ask, lambda call: call())]


def fault_in(transport: AwsTransport, ask: Ask) -> Fault:
    """Return the fault that an answer ends in."""
    try:
        found = pages(transport, ask)
    except Fault as fault:
        return fault
    raise AssertionError(f"it answered {found}")


def failed(fault: Fault) -> tuple[State, str]:
    """Return what coverage would say."""
    return fault.state, fault.code
