"""What a request asks for, read off the wire: service, region, caller, operation.

It knows how AWS's clients write requests; it knows nothing of faults or of who answers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

Protocol = Literal["ec2", "query", "json", "rest-json", "rest-xml", "cbor"]

Headers = Mapping[str, str] | Message

_CREDENTIAL = re.compile(r"Credential=([^/,&\s]+)/\d{8}/(?:([^/]+)/)?([^/]+)/aws4_request")
_CBOR_PATH = re.compile(r"^/service/([^/]+)/operation/([^/?]+)")
_REST_XML = frozenset({"s3", "s3control", "cloudfront", "route53"})

# A service signs under a name that it may share; the version or the path tells them apart.
_BY_VERSION = {
    ("elasticloadbalancing", "2012-06-01"): "elb",
    ("elasticloadbalancing", "2015-12-01"): "elbv2",
}
_BY_PATH = (("apigateway", "/v2/", "apigatewayv2"), ("s3", "/v20180820/", "s3control"))
_SDK_NAMES = {
    "monitoring": "cloudwatch",
    "states": "stepfunctions",
    "tagging": "resourcegroupstaggingapi",
    "elasticfilesystem": "efs",
    "email": "ses",
    "aoss": "opensearchserverless",
}


@dataclass(frozen=True)
class Call:
    """One request, in the words of AWS; what it does not say is an empty string."""

    protocol: Protocol
    """How it is written, and so how a refusal must be written."""
    service: str
    """Name that boto3 has for the service, such as elbv2."""
    region: str
    """Region that it is signed for."""
    action: str
    """Operation; of a REST service the method, path and sub-resources: `GET /bucket?policy`."""
    access_key: str
    """Access key id that signed it."""
    user_agent: str
    """How the client calls itself."""


def read_call(method: str, target: str, headers: Headers, body: bytes) -> Call:
    """Return what a request asks for.

    `target` is what stands in the request line, `headers` are read without regard to case.
    The shape of the credential scope is that of Signature Version 4:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
    """
    parts = urlsplit(target)
    signed = headers.get("Authorization") or unquote(parts.query)
    scope = _CREDENTIAL.search(signed)
    access_key, region, signing_name = scope.groups(default="") if scope else ("", "", "")
    form = _form(headers, parts.query, body)
    service = _sdk_name(signing_name, parts.path, form.get("Version", ""))
    protocol, action = _operation(method, target, headers, form, service)
    return Call(protocol, service, region, action, access_key, headers.get("User-Agent") or "")


def _form(headers: Headers, query: str, body: bytes) -> dict[str, str]:
    is_form = (headers.get("Content-Type") or "").startswith("application/x-www-form-urlencoded")
    text = body.decode("latin-1") if is_form else query
    return {name: values[0] for name, values in parse_qs(text).items()}


def _sdk_name(signing_name: str, path: str, version: str) -> str:
    for signed, prefix, name in _BY_PATH:
        if signing_name == signed and path.startswith(prefix):
            return name
    by_version = _BY_VERSION.get((signing_name, version))
    return by_version or _SDK_NAMES.get(signing_name, signing_name)


def _operation(
    method: str, target: str, headers: Headers, form: Mapping[str, str], service: str
) -> tuple[Protocol, str]:
    if json_target := headers.get("X-Amz-Target"):
        return "json", json_target.rpartition(".")[2]
    if cbor := _CBOR_PATH.match(target):
        return "cbor", cbor[2]
    if "Action" in form:
        return ("ec2" if service == "ec2" else "query"), form["Action"]
    path, _, query = target.partition("?")
    subresources = "&".join(sorted(part for part in query.split("&") if part and "=" not in part))
    action = f"{method} {path}" + (f"?{subresources}" if subresources else "")
    return ("rest-xml" if service in _REST_XML else "rest-json"), action
