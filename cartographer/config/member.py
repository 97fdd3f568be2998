"""How the accounts of an organization are spoken of: the role in each, and what is left out.

The settings and the flags spell both the same way. Whether there is such a role, account or unit
is not known here: only the provider can tell.
"""

import re

from cartographer.model.error import UsageError

MEMBER_ROLE = "CartographerRead"
"""Name of the role in each account of an organization, unless the settings say another."""
ROLE_NAME = r"^([\w+=,.@-]+/)*[\w+=,.@-]{1,64}$"
"""Name of a role, behind its path if it has one.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
"""
EXCLUSION = r"^(ou:(ou|r)-[\w-]+|account:\d{12})$"
"""A unit or an account that is left out."""


def member_role(name: str) -> str:
    """Return the name of a role, if it is one.

    Raises:
        UsageError: it is an ARN, or no name that a role can have.
    """
    if not re.fullmatch(ROLE_NAME, name, re.ASCII):
        message = f"{name!r} is no name of a role: give the name, behind its path if it has one"
        if name.startswith("arn:"):
            message = f"{name!r} is an ARN: give the role's name alone, it is the same everywhere"
        raise UsageError(message)
    return name


def exclusion(text: str) -> str:
    """Return what is to be left out as the settings write it; a bare id is taken for what it is.

    Raises:
        UsageError: it is neither an account nor a unit.
    """
    kind = "account:" if re.fullmatch(r"\d{12}", text, re.ASCII) else "ou:"
    written = text if text.startswith(("ou:", "account:")) else kind + text
    if not re.fullmatch(EXCLUSION, written, re.ASCII):
        message = f"{text!r} is no account and no unit: give account:NUMBER (12 digits) or ou:ID"
        raise UsageError(message)
    return written
