"""The proxy itself: it passes requests on, notes them, and lets the rules in force spoil answers.

It streams what it does not spoil, and leaves no socket and no thread behind. It listens on
loopback and refuses an upstream anywhere else.
"""

import http.client
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Self

from demo.fault_proxy.call import Call
from demo.fault_proxy.connection import (
    LOOPBACK,
    Client,
    Closed,
    Request,
    Server,
    Upstream,
    loopback_address,
)
from demo.fault_proxy.fault import Fault, Faults
from demo.fault_proxy.refusal import REFUSALS, Answer, refuse
from demo.fault_proxy.spoil import TOKEN, malform_item, repeat_token, truncate


@dataclass(frozen=True)
class Seen:
    """One request that came through."""

    at: float
    """Monotonic time at which it was read, in seconds."""
    call: Call
    """What it asked for."""
    status: int
    """Status that the client was sent; 0 if the connection was dropped."""
    fault: Fault | None
    """The rule that spoiled it."""


class FaultProxy:
    """A reverse proxy in front of `upstream_url`, on a free port of loopback.

    Use it as a context manager; give `url` to a client as its endpoint. Rules can be added and
    removed while it runs, from any thread. The same requests draw the same faults for one
    `seed`. Raises `ValueError` for an upstream that is not plain HTTP on loopback.
    """

    def __init__(self, upstream_url: str, *, port: int = 0, seed: int = 0) -> None:
        self._upstream = loopback_address(upstream_url)
        self._faults = Faults(seed)
        self._seen: list[Seen] = []
        self._pages: dict[tuple[Fault, str, str, str, str], Answer] = {}
        self._connections: set[socket.socket] = set()
        self._lock = Lock()
        self._closing = Event()
        self._server = Server((LOOPBACK, port), self._handle)
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{LOOPBACK}:{self._server.server_address[1]}"

    @property
    def seen(self) -> tuple[Seen, ...]:
        """The requests so far, in the order in which they were answered."""
        with self._lock:
            return tuple(self._seen)

    def forget(self) -> None:
        """Empty the list of requests."""
        with self._lock:
            self._seen.clear()

    def add(self, fault: Fault) -> None:
        """Put a rule in force; of several that match, the first that was added fires."""
        self._faults.add(fault)

    def remove(self, fault: Fault) -> None:
        """Take a rule out of force."""
        self._faults.remove(fault)

    def clear(self) -> None:
        """Take every rule out of force."""
        self._faults.clear()

    def fired(self, fault: Fault) -> int:
        """Return how many requests a rule in force has hit."""
        return self._faults.fired(fault)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def close(self) -> None:
        """Stop listening, end every connection and wait until the last thread is gone."""
        self._closing.set()
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        with self._lock:
            for connection in self._connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self._server.server_close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _handle(self, client: Client) -> None:
        """Serve one connection of a client, and one to the upstream for it, until either ends."""
        upstream = Upstream(*self._upstream)
        with self._lock:
            self._connections.add(client.connection)
        try:
            while not self._closing.is_set() and (request := client.read_request()):
                self._serve(client, upstream, request)
        except (Closed, OSError, http.client.HTTPException):
            pass  # the client or the upstream is gone: there is nobody left to tell
        finally:
            upstream.close()
            with self._lock:
                self._connections.discard(client.connection)

    def _serve(self, client: Client, upstream: Upstream, request: Request) -> None:
        at = time.monotonic()
        fault = self._faults.draw(request.call)

        def note(status: int) -> None:
            with self._lock:
                self._seen.append(Seen(at, request.call, status, fault))

        if fault is None:
            with upstream.ask(request) as response:
                if _unplayed(response):
                    response.read()
                    answer = refuse("unplayed", request.call)
                    note(answer.status)
                    client.send(answer)
                else:
                    note(response.status)
                    client.relay(response)
        elif fault.kind == "drop":
            note(0)
            raise Closed
        else:
            answer = self._spoiled(fault, upstream, request)
            note(answer.status)
            self._send(client, fault, answer)

    def _spoiled(self, fault: Fault, upstream: Upstream, request: Request) -> Answer:
        call = request.call
        if fault.kind in REFUSALS:
            return refuse(fault.kind, call)
        if fault.kind == "repeat_token":
            return self._repeated(fault, upstream, request)
        answer = upstream.answer(request)
        if fault.kind == "truncated":
            return answer._replace(body=truncate(answer.body))
        if fault.kind == "malformed_item" and answer.status == HTTPStatus.OK:
            return answer._replace(body=malform_item(call, answer.body))
        return answer

    def _repeated(self, fault: Fault, upstream: Upstream, request: Request) -> Answer:
        """Return a page that comes after itself: moto does not know its token, so we keep it."""
        call = request.call
        key = (fault, call.access_key, call.service, call.region, call.action)
        asks_again = TOKEN in request.target or TOKEN.encode() in request.body
        with self._lock:
            kept = self._pages.get(key)
        if asks_again and kept:
            return kept
        answer = upstream.answer(request)
        if answer.status == HTTPStatus.OK:
            answer = answer._replace(body=repeat_token(call, answer.body))
            with self._lock:
                self._pages[key] = answer
        return answer

    def _send(self, client: Client, fault: Fault, answer: Answer) -> None:
        if fault.kind == "cut":
            client.send(answer, upto=len(answer.body) // 2)
            raise Closed
        if fault.kind == "slow":
            client.trickle(answer, lambda: self._closing.wait(fault.pause))
        else:
            client.send(answer)


def _unplayed(response: http.client.HTTPResponse) -> bool:
    """Return whether moto has no part for an operation: it then answers with a web page.

    A cloud would say in the service's own words that it does not know the operation. What moto
    fails at is another page, and stays one.
    """
    page = response.getheader("Content-Type", "").startswith("text/html")
    return page and response.status in (HTTPStatus.NOT_FOUND, HTTPStatus.NOT_IMPLEMENTED)
