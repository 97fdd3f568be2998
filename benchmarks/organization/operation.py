"""Which operation a request asks for, found out as the services find out.

A request is signed for a service and a region; several services may share a name to sign with,
and are told apart by the prefix of their targets, their version or their paths. What is found out
from a model is kept: no model is looked at twice for the same.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
"""

import gzip
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from botocore.loaders import Loader
from botocore.model import ServiceModel

_MODEL = "service-2"
_HEAD = 16_384
_LABEL = re.compile(r"\{([^}+]+)(\+?)\}")


class Operation:
    """One operation in one protocol."""

    def __init__(self, service: str, name: str, protocol: str, model: Any) -> None:
        self.service = service
        self.name = name
        self.protocol = protocol
        self.model = model
        """botocore's model of it."""
        self.old_codes = "awsQueryCompatible" in model.service_model.metadata
        self.is_head = model.http.get("method") == "HEAD"
        self.answer: Any = None
        """Who answers it, once that has been found out."""


class Asked(NamedTuple):
    """An operation, with what its path names."""

    operation: Operation
    labels: Mapping[str, str]


class _Route(NamedTuple):
    """One operation of a REST service: a path, and what must stand in the query."""

    pattern: str
    labels: tuple[str, ...]
    given: frozenset[str]
    """Parts of the query that stand in the path of the model, such as `policy`."""
    named: frozenset[str]
    """Names that are required in the query."""
    rank: tuple[int, int, int]
    """How much it says: in the query, and in the path."""
    operation: Operation


class Catalogue:
    """All services of the SDK by what their requests look like."""

    def __init__(self) -> None:
        self._loader = Loader()
        self._metadata = {
            name: self._read_head(name) for name in self._loader.list_available_services(_MODEL)
        }
        self._signing: dict[str, list[str]] = {}
        for service, metadata in self._metadata.items():
            name = metadata.get("signingName") or metadata["endpointPrefix"]
            self._signing.setdefault(name, []).append(service)
        for name, services in self._signing.items():
            # The one that bears the name comes first.
            services.sort(key=[name, *sorted(services)].index)
        self._models: dict[str, Any] = {}
        self._matchers: dict[tuple[str, bytes], _Matchers] = {}
        self._operations: dict[tuple[str, str, str], Operation] = {}
        self._by_name: dict[tuple[str, bytes, bytes], Operation | None] = {}

    def operation(self, service: str, name: str, protocol: str | None = None) -> Operation:
        """Return an operation, in the protocol that the SDK chooses unless another is named."""
        model = self._model(service)
        protocol = protocol or str(model.resolved_protocol)
        key = (service, name, protocol)
        if key not in self._operations:
            found = Operation(service, name, protocol, model.operation_model(name))
            self._operations[key] = found
        return self._operations[key]

    # --- by name ------------------------------------------------------------------------

    def by_target(self, signing: str, target: bytes) -> Operation | None:
        """Return the operation of a JSON service: `PREFIX.Operation`."""
        key = (signing, b"json", target)
        if key not in self._by_name:
            prefix, _, name = target.decode().rpartition(".")
            candidates = self._sharing(signing, lambda one: one.get("targetPrefix", "") == prefix)
            self._by_name[key] = self._named(candidates, name, "json")
        return self._by_name[key]

    def by_action(self, signing: str, action: bytes, version: bytes) -> Operation | None:
        """Return the operation of a service of the query protocol or of EC2's own."""
        key = (signing, action, version)
        if key not in self._by_name:
            asked = version.decode()
            candidates = self._sharing(signing, lambda one: one["apiVersion"] == asked)
            protocol = "ec2" if signing == "ec2" else "query"
            self._by_name[key] = self._named(candidates, action.decode(), protocol)
        return self._by_name[key]

    def by_cbor_path(self, signing: str, path: bytes) -> Operation | None:
        """Return the operation of a path `/service/SHAPE/operation/NAME`."""
        key = (signing, b"cbor", path)
        if key not in self._by_name:
            _, _, shape, _, name = path.decode().split("/")
            candidates = self._sharing(signing, lambda one: one.get("targetPrefix") == shape)
            candidates = candidates or self._sharing(signing)
            self._by_name[key] = self._named(candidates, name, "smithy-rpc-v2-cbor")
        return self._by_name[key]

    def _named(self, services: list[str], name: str, protocol: str) -> Operation | None:
        for service in services:
            if name in self._model(service).operation_names:
                return self.operation(service, name, protocol)
        return None

    # --- by path ------------------------------------------------------------------------

    def by_path(self, signing: str, method: bytes, path: bytes, query: bytes) -> Asked | None:
        """Return the operation of a REST service."""
        matchers = self._matchers.get((signing, method))
        if matchers is None:
            matchers = self._matchers[signing, method] = _Matchers(self._rest(signing, method))
        return matchers.find(path, query)

    def prepare(self, operation: Operation) -> None:
        """Read whatever else it takes to recognise an operation by its path."""
        if operation.protocol.startswith("rest-"):
            method = operation.model.http["method"].encode()
            self.by_path(operation.model.service_model.signing_name, method, b"/", b"")

    def _rest(self, signing: str, method: bytes) -> list[_Route]:
        return [
            _route(self.operation(service, name))
            for service in self._sharing(signing, lambda one: one["protocol"].startswith("rest-"))
            for name in self._model(service).operation_names
            if self._model(service).operation_model(name).http["method"] == method.decode()
        ]

    # --- models -------------------------------------------------------------------------

    def _model(self, service: str) -> Any:
        if service not in self._models:
            description = self._loader.load_service_model(service, _MODEL)
            self._models[service] = ServiceModel(description, service)
        return self._models[service]

    def _sharing(
        self, signing: str, fits: Callable[[Mapping[str, Any]], bool] = lambda _: True
    ) -> list[str]:
        """Return the services that sign with a name, the one that bears it first."""
        return [one for one in self._signing.get(signing, ()) if fits(self._metadata[one])]

    def _read_head(self, service: str) -> Mapping[str, Any]:
        """Return the metadata of a model without the rest of it, which is large."""
        version = self._loader.determine_latest_version(service, _MODEL)
        for folder in self._loader.search_paths:
            file = Path(folder, service, version, f"{_MODEL}.json")
            for path, opening in ((file.with_suffix(".json.gz"), gzip.open), (file, open)):
                if path.exists():
                    with opening(path, "rb") as stream:
                        text = stream.read(_HEAD).decode(errors="ignore")
                    start = text.index("{", text.index('"metadata"'))
                    found: Mapping[str, Any] = json.JSONDecoder().raw_decode(text, start)[0]
                    return found
        raise FileNotFoundError(f"no model of {service}")


class _Matchers:
    """The routes of one method, by what the query names."""

    def __init__(self, routes: list[_Route]) -> None:
        # The more a route says, the earlier it is tried.
        self._routes = sorted(routes, key=lambda route: route.rank, reverse=True)
        self._pairs = {one.encode() for route in routes for one in route.given if "=" in one}
        self._matchers: dict[tuple[bytes, ...], _Matcher] = {}

    def find(self, path: bytes, query: bytes) -> Asked | None:
        """Return the operation of a path with a query."""
        names: tuple[bytes, ...] = ()
        if query:
            pairs = self._pairs
            parts = query.split(b"&")
            names = tuple(sorted(p if p in pairs else p.partition(b"=")[0] for p in parts))
        matcher = self._matchers.get(names)
        if matcher is None:
            matcher = self._matchers[names] = self._matcher(names)
        return matcher.find(path)

    def _matcher(self, names: tuple[bytes, ...]) -> "_Matcher":
        given = {name.decode() for name in names}
        named = {name.partition("=")[0] for name in given}
        return _Matcher(
            [route for route in self._routes if route.given <= given and route.named <= named]
        )


class _Matcher:
    """Some routes as one pattern over the path."""

    def __init__(self, routes: list[_Route]) -> None:
        self._found: dict[int, tuple[Operation, tuple[tuple[str, int], ...]]] = {}
        parts, group = [], 0
        for route in routes:
            labels = tuple((name, group + 1 + at) for at, name in enumerate(route.labels))
            group += len(route.labels) + 1
            self._found[group] = (route.operation, labels)
            # The empty group at the end tells which of the alternatives it was.
            parts.append(f"{route.pattern}/?()")
        self._pattern = re.compile("|".join(parts).encode()) if parts else None

    def find(self, path: bytes) -> Asked | None:
        """Return the operation of a path."""
        match = self._pattern.fullmatch(path) if self._pattern is not None else None
        if match is None:
            return None
        operation, labels = self._found[match.lastindex or 0]
        return Asked(operation, {name: unquote(match[at].decode()) for name, at in labels})


def _route(operation: Operation) -> _Route:
    """Return the route of an operation, from its model's bindings to HTTP."""
    path, _, query = operation.model.http["requestUri"].partition("?")
    pattern, labels, end, literal = [], [], 0, 0
    for label in _LABEL.finditer(path):
        pattern += [re.escape(path[end : label.start()]), "(.+)" if label[2] else "([^/]+)"]
        labels.append(label[1])
        literal += label.start() - end
        end = label.end()
    rest = path[end:].rstrip("/")
    pattern.append(re.escape(rest))
    shape = operation.model.input_shape
    named = frozenset(
        member.serialization.get("name", name)
        for name, member in (shape.members if shape is not None else {}).items()
        if member.serialization.get("location") == "querystring" and name in shape.required_members
    )
    given = frozenset(one for one in query.split("&") if one)
    rank = (len(given), len(named), literal + len(rest))
    return _Route("".join(pattern), tuple(labels), given, named, rank, operation)
