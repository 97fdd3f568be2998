"""How a role to assume is spelled, and the name of its session.

The settings and the flags spell both the same way. Whether there is such a role is not known here:
only the provider can tell.
"""

import re

from cartographer.model.error import UsageError

ROLE_ARN = r"^arn:[^:]+:iam::\d{12}:role/.+"
"""ARN of a role: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html"""
SESSION_NAME = r"^[\w+=,.@-]{2,64}$"
"""Name of a session: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html"""


def role_arn(text: str) -> str:
    """Return the ARN of a role, if it is one.

    Raises:
        UsageError: it is not.
    """
    if not re.fullmatch(ROLE_ARN, text, re.ASCII):
        message = f"{text} is no role ARN: give arn:aws:iam::ACCOUNT:role/NAME"
        raise UsageError(message)
    return text


def session_name(text: str) -> str:
    """Return the name of a session, if it is one.

    Raises:
        UsageError: no session can have it.
    """
    if not re.fullmatch(SESSION_NAME, text, re.ASCII):
        message = f"{text!r} is no name of a session: give 2 to 64 letters, digits and _+=,.@-"
        raise UsageError(message)
    return text
