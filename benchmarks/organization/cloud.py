"""Who answers a request: it is recognised, let in or not, and handed to its service.

An answer that every account gets is written once, with a mark in the place of the account's id;
one that lists nothing is written once for all.
"""

import re
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from benchmarks.organization.answer import (
    Answer,
    RefusedError,
    encode,
    encode_json,
    nothing,
    refuse,
    respond,
    without_body,
)
from benchmarks.organization.bucket import Buckets
from benchmarks.organization.compute import COMPUTE
from benchmarks.organization.entrance import Entrance
from benchmarks.organization.identity import IDENTITY
from benchmarks.organization.log_group import LogGroups
from benchmarks.organization.network import NETWORK
from benchmarks.organization.operation import Catalogue, Operation
from benchmarks.organization.place import ACCOUNT, Documents, Place
from benchmarks.organization.request import Handler, Request
from benchmarks.organization.settings import NEVER, Settings, read_access_key
from benchmarks.organization.tree import Tree
from benchmarks.organization.unused import UNUSED

_SCOPE = re.compile(rb"Credential=([^/]+)/\d{8}/(?:([^/]+)/)?([^/]+)/aws4_request")
_ACTION = re.compile(rb"(?:^|&)Action=(\w+)")
_VERSION = re.compile(rb"(?:^|&)Version=([\w-]+)")
_MARK = ACCOUNT.encode()
_DOCUMENTS: Documents = {**NETWORK, **COMPUTE, **IDENTITY, **UNUSED}
_GLOBAL = frozenset({"iam", "s3control"})
_EVERYWHERE = {("ec2", "DescribeRegions"), *UNUSED}
"""What is answered in every region, enabled or not: whole services, and single operations."""

_EXPIRED = {
    "ec2": ("RequestExpired", 400),
    "query": ("ExpiredToken", 403),
    "rest-xml": ("ExpiredToken", 400),
    "json": ("ExpiredTokenException", 400),
    "rest-json": ("ExpiredTokenException", 403),
    "smithy-rpc-v2-cbor": ("ExpiredTokenException", 400),
}
"""Protocol -> how an expired token is refused.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
"""

_Ready = Callable[[Request], Answer]


class Cloud:
    """Everything that is answered."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._catalogue = Catalogue()
        parts: dict[str, Mapping[str, Handler]] = {
            "logs": LogGroups(settings).handlers(),
            "organizations": Tree(settings).handlers(),
            "s3": Buckets(settings).handlers(),
            "sts": Entrance(settings).handlers(),
        }
        self._handlers: dict[tuple[str, str], Handler] = {
            (service, name): handler
            for service, part in parts.items()
            for name, handler in part.items()
        }
        self._keys: dict[bytes, tuple[str, int]] = {}

    def learn(self, calls: Iterable[tuple[str, str]]) -> None:
        """Read the models of some calls, services and operations, before they are needed."""
        for service, name in calls:
            operation = self._catalogue.operation(service, name)
            self._catalogue.prepare(operation)
            operation.answer = operation.answer or self._ready(operation)

    def answer(self, request: Request) -> tuple[Operation | None, Answer]:
        """Return the operation that is asked for, and its answer."""
        headers = request.headers
        scope = _SCOPE.search(headers.get(b"authorization", b""))
        if scope is None:
            missing = RefusedError("MissingAuthenticationToken", "Request is not signed", 403)
            return None, refuse("", "rest-json", missing)
        key, region, signing = scope.groups(default=b"")
        request.region = region.decode()
        request.account, end = self._keys.get(key) or self._read_key(key)
        operation = self._recognise(request, signing.decode())
        if operation is None:
            unknown = RefusedError("UnknownOperationException", "No such operation", 404)
            return None, refuse("", "rest-json", unknown)
        if end != NEVER and end <= time.time():
            return operation, self._expired(operation)
        answer = operation.answer
        if answer is None:
            answer = operation.answer = self._ready(operation)
        return operation, answer(request)

    def _read_key(self, key: bytes) -> tuple[str, int]:
        found = self._keys[key] = read_access_key(key)
        return found

    def _recognise(self, request: Request, signing: str) -> Operation | None:
        headers, body = request.headers, request.body
        if target := headers.get(b"x-amz-target"):
            return self._catalogue.by_target(signing, target)
        if headers.get(b"smithy-protocol") == b"rpc-v2-cbor":
            return self._catalogue.by_cbor_path(signing, request.path)
        kind = headers.get(b"content-type", b"")
        if kind.startswith(b"application/x-www-form-urlencoded"):
            action, version = _ACTION.search(body), _VERSION.search(body)
            if action is None or version is None:
                return None
            return self._catalogue.by_action(signing, action[1], version[1])
        asked = self._catalogue.by_path(signing, request.method, request.path, request.query)
        if asked is None:
            return None
        request.labels = asked.labels
        return asked.operation

    # --- answers ------------------------------------------------------------------------

    def _expired(self, operation: Operation) -> Answer:
        code, status = _EXPIRED[operation.protocol]
        message = "The security token included in the request is expired"
        return self._refusal(operation, RefusedError(code, message, status))

    def _refusal(self, operation: Operation, refused: RefusedError) -> Answer:
        answer = refuse(
            operation.service, operation.protocol, refused, old_codes=operation.old_codes
        )
        return without_body(answer) if operation.is_head else answer

    def _ready(self, operation: Operation) -> _Ready:
        key = (operation.service, operation.name)
        if key in self._handlers:
            return self._handled(operation, self._handlers[key])
        empty = self._written(operation, nothing(operation.model))
        if key in _DOCUMENTS:
            return self._marked(operation, empty)
        return lambda _: empty

    def _written(self, operation: Operation, value: Any) -> Answer:
        if isinstance(value, RefusedError):
            return self._refusal(operation, value)
        body = encode(operation.model, operation.protocol, value)
        answer = respond(operation.protocol, body)
        return without_body(answer) if operation.is_head else answer

    def _handled(self, operation: Operation, handler: Handler) -> _Ready:
        protocol = operation.protocol

        def answer(request: Request) -> Answer:
            try:
                found = handler(request)
            except RefusedError as refused:
                return self._refusal(operation, refused)
            except ValueError as error:
                # A token or a number that is none; each service has its own word for that.
                return self._refusal(operation, RefusedError("ValidationError", str(error)))
            if isinstance(found, Answer):
                return found
            if isinstance(found, bytes):
                return respond(protocol, found)
            return respond(protocol, encode_json(found))

        return answer

    def _marked(self, operation: Operation, empty: Answer) -> _Ready:
        """Return who answers by region, with the account in the place of the mark."""
        key = (operation.service, operation.name)
        document = _DOCUMENTS[key]
        written: dict[str, Answer] = {}
        enabled = frozenset(self._settings.region_names)
        everywhere = operation.service in _GLOBAL or key in _EVERYWHERE

        def answer(request: Request) -> Answer:
            region = request.region
            if not everywhere and region not in enabled:
                return empty
            status, wire = written.get(region) or written.setdefault(
                region, self._written(operation, document(Place(self._settings, region)))
            )
            return Answer(status, wire.replace(_MARK, request.account.encode()))

        return answer
