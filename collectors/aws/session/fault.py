"""What an exception of the SDK means, in the words of coverage.

A message is told without what differs from call to call, and a page of HTML, which is what a
proxy answers in the place of a service, by its text.
"""

import html
import re

from cartographer.model.coverage import State
from collectors.aws.fault import EXPIRED, fault_of
from collectors.engine.fault import Fault

_ENCODED = re.compile(r"\s*Encoded authorization failure message: \S+")
"""https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html"""
_REQUEST = re.compile(
    r"[\s;,]*\b(?:extended[ -])?(?:request|host)[ -]?id\b\s*[:=]?\s*"
    r"(?=[\w+/=-]*\d)[\w+/=-]{8,}",
    re.IGNORECASE,
)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|title|h1)\b", re.IGNORECASE)
_UNSHOWN = re.compile(
    r"<(script|style)\b.*?(?:</\1\s*>|$)|<!--.*?(?:-->|$)", re.DOTALL | re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]*>")
_LONGEST_PAGE = 160


def steady(message: str) -> str:
    """Return a message without what differs from call to call, and of a page its text."""
    if _PAGE.search(message):
        message = _text_of(message)
    return _REQUEST.sub("", _ENCODED.sub("", message)).replace("()", "").strip()


def _text_of(page: str) -> str:
    """Return what a page of HTML says, cut where it is long."""
    text = html.unescape(_TAG.sub(" ", _UNSHOWN.sub(" ", page)))
    told = " ".join(text.replace("\\n", " ").replace("\\r", " ").split())
    return told if len(told) <= _LONGEST_PAGE else told[: _LONGEST_PAGE - 1] + "…"


def classify(error: Exception) -> Fault:
    """Return the fault that an exception of the SDK means."""
    from botocore import exceptions as sdk

    if isinstance(error, Fault):
        return error  # of the role that was to sign the call
    if isinstance(error, sdk.ClientError):
        details = error.response.get("Error", {})
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        code = str(details.get("Code", "")) or "Unknown"
        if code in EXPIRED:
            return Fault(State.FAILED, code, "the credentials have expired: sign in again")
        return fault_of(code, steady(str(details.get("Message", ""))), status)
    signing = (
        sdk.NoCredentialsError,
        sdk.PartialCredentialsError,
        sdk.CredentialRetrievalError,
        sdk.MetadataRetrievalError,
        sdk.NoAuthTokenError,
        sdk.TokenRetrievalError,
        sdk.SSOError,
    )
    nowhere = (sdk.EndpointProviderError, sdk.NoRegionError)
    wire = (sdk.ConnectionError, sdk.HTTPClientError, sdk.IncompleteReadError)
    for kinds, state, code, retry in (
        (signing, State.FAILED, "credentials", False),
        (nowhere, State.UNAVAILABLE, "no-endpoint", False),
        ((sdk.ParamValidationError,), State.FAILED, "parameters", False),
        ((sdk.SSLError,), State.FAILED, "tls", False),
        (wire, State.FAILED, "connection", True),
    ):
        if isinstance(error, kinds):
            return Fault(state, code, steady(str(error)), retry=retry)
    # What is left is an answer that the SDK could not read: cut, garbled, or of another shape.
    told = steady(f"{type(error).__name__}: {error}")
    return Fault(State.FAILED, "malformed", told, retry=True)
