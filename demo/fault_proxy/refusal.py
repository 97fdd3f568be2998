"""How each service of AWS spells a refusal, so that an SDK reads the code that it would read.

Codes are those of each service's own reference of errors; the shapes are those of the protocols:
https://smithy.io/2.0/aws/protocols/index.html
"""

import json
from collections.abc import Mapping
from typing import NamedTuple
from xml.sax.saxutils import escape

from demo.fault_proxy.call import Call


class Answer(NamedTuple):
    """A whole answer."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class _Spelling(NamedTuple):
    status: int
    code: str


REQUEST_ID = "00000000-0000-4000-8000-000000000000"

# kind -> service, else protocol -> status and code
_SPELLINGS: Mapping[str, Mapping[str, _Spelling]] = {
    "deny": {
        "ec2": _Spelling(403, "UnauthorizedOperation"),
        "query": _Spelling(403, "AccessDenied"),
        "json": _Spelling(400, "AccessDeniedException"),
        "cbor": _Spelling(400, "AccessDeniedException"),
        "rest-json": _Spelling(403, "AccessDeniedException"),
        "rest-xml": _Spelling(403, "AccessDenied"),
        "sns": _Spelling(403, "AuthorizationError"),
    },
    "throttle": {
        "ec2": _Spelling(503, "RequestLimitExceeded"),
        "query": _Spelling(400, "Throttling"),
        "json": _Spelling(400, "ThrottlingException"),
        "cbor": _Spelling(400, "ThrottlingException"),
        "rest-json": _Spelling(429, "TooManyRequestsException"),
        "rest-xml": _Spelling(400, "Throttling"),
        "s3": _Spelling(503, "SlowDown"),
        "s3control": _Spelling(503, "SlowDown"),
        "eks": _Spelling(429, "ThrottlingException"),
        "organizations": _Spelling(400, "TooManyRequestsException"),
        "sqs": _Spelling(400, "RequestThrottled"),
    },
    "error500": {
        "ec2": _Spelling(500, "InternalError"),
        "query": _Spelling(500, "InternalFailure"),
        "json": _Spelling(500, "InternalServerError"),
        "cbor": _Spelling(500, "InternalFailure"),
        "rest-json": _Spelling(500, "InternalFailure"),
        "rest-xml": _Spelling(500, "InternalError"),
        "iam": _Spelling(500, "ServiceFailure"),
        "lambda": _Spelling(500, "ServiceException"),
    },
    "expired": {
        "ec2": _Spelling(400, "RequestExpired"),
        "query": _Spelling(403, "ExpiredToken"),
        "json": _Spelling(400, "ExpiredTokenException"),
        "cbor": _Spelling(400, "ExpiredTokenException"),
        "rest-json": _Spelling(403, "ExpiredTokenException"),
        "rest-xml": _Spelling(400, "ExpiredToken"),
    },
    "unplayed": {
        "ec2": _Spelling(400, "InvalidAction"),
        "query": _Spelling(400, "InvalidAction"),
        "json": _Spelling(400, "UnknownOperationException"),
        "cbor": _Spelling(404, "UnknownOperationException"),
        "rest-json": _Spelling(404, "UnknownOperationException"),
        "rest-xml": _Spelling(501, "NotImplemented"),
    },
}
_SAME_CODE = {"barred": "deny"}
_MESSAGES = {
    "deny": "User: {user} is not authorized to perform: {what} because no identity-based policy"
    " allows the action",
    "barred": "User: {user} is not authorized to perform: {what} with an explicit deny in a"
    " service control policy",
    "throttle": "Rate exceeded",
    "error500": "An internal error has occurred",
    "expired": "The security token included in the request is expired",
    "unplayed": "The action {what} is not known at this endpoint",
}
REFUSALS = frozenset(_MESSAGES)
"""Kinds of fault that are an answer of the service's own."""

# Services that moved from the query protocol to JSON and still say the old code in a header.
_QUERY_COMPATIBLE = {"sqs": {"AccessDeniedException": "AccessDenied"}, "cloudwatch": {}}


def refuse(kind: str, call: Call) -> Answer:
    """Return the refusal of a kind in `REFUSALS`, as the called service would word it."""
    spellings = _SPELLINGS[_SAME_CODE.get(kind, kind)]
    status, code = spellings.get(call.service) or spellings[call.protocol]
    user = f"arn:aws:iam::123456789012:user/{call.access_key}"
    message = _MESSAGES[kind].format(user=user, what=f"{call.service}:{call.action}")
    content_type, body = _BODIES[call.protocol](call, code, message)
    headers = [("Content-Type", content_type), ("x-amzn-RequestId", REQUEST_ID)]
    if call.protocol == "rest-json":
        headers.append(("x-amzn-ErrorType", code))
    if call.protocol == "cbor":
        headers.append(("smithy-protocol", "rpc-v2-cbor"))
    old_codes = _QUERY_COMPATIBLE.get(call.service)
    if old_codes is not None and call.protocol in {"json", "cbor"}:
        headers.append(("x-amzn-query-error", f"{old_codes.get(code, code)};Sender"))
    return Answer(status, headers, body)


def _ec2(_call: Call, code: str, message: str) -> tuple[str, bytes]:
    return "text/xml;charset=UTF-8", (
        f"<Response><Errors><Error><Code>{code}</Code><Message>{escape(message)}</Message>"
        f"</Error></Errors><RequestID>{REQUEST_ID}</RequestID></Response>"
    ).encode()


def _query(_call: Call, code: str, message: str) -> tuple[str, bytes]:
    return "text/xml", (
        f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code>"
        f"<Message>{escape(message)}</Message></Error><RequestId>{REQUEST_ID}</RequestId>"
        "</ErrorResponse>"
    ).encode()


def _rest_xml(call: Call, code: str, message: str) -> tuple[str, bytes]:
    if call.service != "s3":
        return _query(call, code, message)
    return "application/xml", (
        f"<Error><Code>{code}</Code><Message>{escape(message)}</Message>"
        f"<RequestId>{REQUEST_ID}</RequestId></Error>"
    ).encode()


def _json(_call: Call, code: str, message: str) -> tuple[str, bytes]:
    return "application/x-amz-json-1.1", json.dumps({"__type": code, "message": message}).encode()


def _rest_json(_call: Call, _code: str, message: str) -> tuple[str, bytes]:
    return "application/json", json.dumps({"message": message}).encode()


def _cbor(_call: Call, code: str, message: str) -> tuple[str, bytes]:
    texts = ("__type", code, "message", message)
    # A map of two pairs (RFC 8949, section 3.1).
    return "application/cbor", b"\xa2" + b"".join(map(_cbor_text, texts))


def _cbor_text(text: str) -> bytes:
    data = text.encode()
    return b"\x79" + len(data).to_bytes(2, "big") + data


_BODIES = {
    "ec2": _ec2,
    "query": _query,
    "json": _json,
    "rest-json": _rest_json,
    "rest-xml": _rest_xml,
    "cbor": _cbor,
}
