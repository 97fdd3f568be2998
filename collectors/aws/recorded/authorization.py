"""Dumps of GetAccountAuthorizationDetails: policies as documents, however they were written.

The API gives policy documents URL-encoded; the SDK decodes them, other tools do not.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
"""

from typing import Any
from urllib.parse import unquote

from collectors.aws.recorded.document import decode

POLICY_MEMBERS = frozenset({"AssumeRolePolicyDocument", "PolicyDocument", "Document"})
"""Members of IAM's answers that hold a policy."""


def policy(value: Any) -> Any:  # noqa: ANN401  any JSON
    """Return a policy as a document, from one, from its text, or from its text URL-encoded."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if text[:3].upper() == "%7B":
        text = unquote(text)
    if not text.startswith("{"):
        return value
    try:
        return decode(text)
    except (ValueError, RecursionError):
        return value


def decoded(value: Any) -> Any:  # noqa: ANN401  any JSON
    """Return an answer of IAM with its policies as documents."""
    if isinstance(value, list):
        return [decoded(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        name: policy(one) if name in POLICY_MEMBERS else decoded(one) for name, one in value.items()
    }
