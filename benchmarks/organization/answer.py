"""How an answer is written in each protocol of AWS: a whole one, an empty one, and a refusal.

It reads botocore's shapes, and writes what botocore's parsers read:
https://smithy.io/2.0/aws/protocols/index.html
A moment is a number of seconds in here. What a shape puts into headers is left out.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from http.client import responses
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from benchmarks.organization.cbor import encode as encode_cbor

REQUEST_ID = "11111111-2222-4333-8444-555555555555"
_XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
_TYPES = {
    "ec2": b"text/xml;charset=UTF-8",
    "query": b"text/xml",
    "rest-xml": b"application/xml",
    "json": b"application/x-amz-json-1.1",
    "rest-json": b"application/json",
    "smithy-rpc-v2-cbor": b"application/cbor",
}
_NUMBERS = frozenset({"integer", "long", "float", "double"})


class Answer(NamedTuple):
    """A whole answer, as it goes over the wire."""

    status: int
    wire: bytes


class RefusedError(Exception):
    """A refusal in the service's own words."""

    def __init__(self, code: str, message: str, status: int = 400, more: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.more = more
        """What else an error of S3 says, as XML."""


def respond(protocol: str, body: bytes, status: int = 200, headers: str = "") -> Answer:
    """Return an answer with a body; `headers` are whole lines."""
    if protocol == "smithy-rpc-v2-cbor":
        headers += "smithy-protocol: rpc-v2-cbor\r\n"
    head = (
        f"HTTP/1.1 {status} {responses[status]}\r\nx-amzn-RequestId: {REQUEST_ID}\r\n"
        f"x-amz-request-id: {REQUEST_ID}\r\n{headers}Content-Length: {len(body)}\r\nContent-Type: "
    )
    return Answer(status, b"%b%b\r\n\r\n%b" % (head.encode(), _TYPES[protocol], body))


def without_body(answer: Answer) -> Answer:
    """Return the answer to a HEAD request."""
    head, end, _ = answer.wire.partition(b"\r\n\r\n")
    return Answer(answer.status, head + end)


# --- refusals -------------------------------------------------------------------------------


def refuse(
    service: str, protocol: str, refused: RefusedError, *, old_codes: bool = False
) -> Answer:
    """Return a refusal; `old_codes` is for services that came from the query protocol."""
    code, message = refused.code, escape(refused.message)
    headers = ""
    if protocol == "ec2":
        text = (
            f"<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error>"
            f"</Errors><RequestID>{REQUEST_ID}</RequestID></Response>"
        )
    elif service == "s3":
        text = (
            f"<Error><Code>{code}</Code><Message>{message}</Message>{refused.more}"
            f"<RequestId>{REQUEST_ID}</RequestId><HostId>host</HostId></Error>"
        )
    elif protocol in {"query", "rest-xml"}:
        text = (
            f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code>"
            f"<Message>{message}</Message></Error><RequestId>{REQUEST_ID}</RequestId>"
            "</ErrorResponse>"
        )
    elif protocol == "smithy-rpc-v2-cbor":
        body = encode_cbor({"__type": code, "message": refused.message})
        return respond(protocol, body, refused.status)
    else:
        named = {} if protocol == "rest-json" else {"__type": code}
        text = json.dumps({**named, "message": refused.message})
        headers = f"x-amzn-ErrorType: {code}\r\n" if protocol == "rest-json" else ""
        headers += f"x-amzn-query-error: {code};Sender\r\n" if old_codes else ""
    return respond(protocol, text.encode(), refused.status, headers)


# --- empty answers --------------------------------------------------------------------------


def nothing(operation: Any) -> dict[str, Any]:
    """Return the output of an operation that lists nothing.

    Its lists are empty. What a list must have beside its items is there; a document that is
    nowhere is left out, so that nothing is made up.
    """
    shape = operation.output_shape
    if shape is None:
        return {}
    lists = operation.name.startswith("List")
    payload = shape.serialization.get("payload")
    if payload is None:
        return _nothing(shape, lists)
    member = shape.members[payload]
    return {payload: _nothing(member, lists)} if member.type_name == "structure" else {}


def _nothing(shape: Any, lists: bool) -> dict[str, Any]:  # noqa: FBT001  which of two answers
    found: dict[str, Any] = {}
    for name, member in shape.members.items():
        if "location" in member.serialization:
            continue
        if member.type_name == "list":
            found[name] = []
        elif lists and name in shape.required_members and member.type_name != "structure":
            found[name] = _zero(member)
    return found


def _zero(shape: Any) -> Any:
    if shape.type_name == "map":
        return {}
    if shape.type_name == "boolean":
        return False
    if shape.type_name in _NUMBERS or shape.type_name == "timestamp":
        return 0
    return (getattr(shape, "enum", None) or [""])[0]


# --- whole answers --------------------------------------------------------------------------


def encode_json(value: Any) -> bytes:
    """Return a document as JSON."""
    return json.dumps(value, separators=(",", ":")).encode()


def encode(operation: Any, protocol: str, value: Mapping[str, Any]) -> bytes:
    """Return the body of an answer of an operation, whose output is `value`."""
    shape = operation.output_shape
    if protocol in {"ec2", "query"}:
        return _query_body(operation, shape, protocol, value).encode()
    if shape is not None and (payload := shape.serialization.get("payload")):
        shape = shape.members[payload]
        value = value.get(payload) or {}
        if shape.type_name != "structure":
            return b""
    if protocol == "rest-xml":
        if shape is None or not _in_body(shape):
            return b""
        name = shape.serialization.get("name") or shape.name
        return _element(shape, name, value, operation.service_model.metadata).encode()
    found = {} if shape is None else _plain(shape, value)
    if protocol == "smithy-rpc-v2-cbor":
        return encode_cbor(found)
    return encode_json(found)


def _in_body(shape: Any) -> bool:
    return any("location" not in member.serialization for member in shape.members.values())


def _query_body(operation: Any, shape: Any, protocol: str, value: Mapping[str, Any]) -> str:
    inside = "" if shape is None else "".join(_children(shape, value))
    if protocol == "ec2":
        inside = f"<requestId>{REQUEST_ID}</requestId>{inside}"
    else:
        wrapper = shape is not None and shape.serialization.get("resultWrapper")
        inside = f"<{wrapper}>{inside}</{wrapper}>" if wrapper else inside
        inside += f"<ResponseMetadata><RequestId>{REQUEST_ID}</RequestId></ResponseMetadata>"
    space = operation.service_model.metadata.get("xmlNamespace", "")
    space = space or f"http://ec2.amazonaws.com/doc/{operation.service_model.api_version}/"
    return f'<{operation.name}Response xmlns="{space}">{inside}</{operation.name}Response>'


def _element(shape: Any, name: str, value: Any, metadata: Mapping[str, Any] | None = None) -> str:
    """Return an XML element of any shape; the root of a document gets the service's namespace."""
    mark = ""
    if metadata is not None and (space := metadata.get("xmlNamespace", "")):
        mark = f' xmlns="{space}"'
    if shape.type_name == "structure":
        for member_name, member in shape.members.items():
            if member.serialization.get("xmlAttribute") and member_name in value:
                mark += f' {_XSI} {member.serialization["name"]}="{value[member_name]}"'
        inside = "".join(_children(shape, value))
    elif shape.type_name == "list":
        inside = "".join(_element(shape.member, _item_name(shape), one) for one in value)
    elif shape.type_name == "map":
        inside = "".join(f"<entry>{_pair(shape, *pair)}</entry>" for pair in value.items())
    else:
        inside = _text(shape, value)
    return f"<{name}{mark}>{inside}</{name}>"


def _children(shape: Any, value: Mapping[str, Any]) -> Iterator[str]:
    for name, one in value.items():
        member = shape.members[name]
        if "location" in member.serialization or member.serialization.get("xmlAttribute"):
            continue
        key = member.serialization.get("name", name)
        if not member.serialization.get("flattened"):
            yield _element(member, key, one)
        elif member.type_name == "map":
            yield from (f"<{key}>{_pair(member, *pair)}</{key}>" for pair in one.items())
        else:
            key = member.member.serialization.get("name", key)
            yield from (_element(member.member, key, item) for item in one)


def _item_name(shape: Any) -> str:
    return str(shape.member.serialization.get("name", "member"))


def _pair(shape: Any, key: str, value: Any) -> str:
    names = [
        (part.serialization.get("name", name), part)
        for name, part in (("key", shape.key), ("value", shape.value))
    ]
    return "".join(
        _element(part, name, one) for (name, part), one in zip(names, (key, value), strict=True)
    )


def _text(shape: Any, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if shape.type_name == "timestamp":
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return escape(str(value))


def _plain(shape: Any, value: Any) -> Any:
    """Return a value with the names that it has on the wire."""
    if shape.type_name == "structure" and isinstance(value, Mapping):
        return {
            shape.members[name].serialization.get("name", name): _plain(shape.members[name], one)
            for name, one in value.items()
        }
    if shape.type_name == "list":
        return [_plain(shape.member, one) for one in value]
    if shape.type_name == "map":
        return {key: _plain(shape.value, one) for key, one in value.items()}
    return value
