"""Secrets by name: the settings hold `env:NAME` or `file:PATH`, and here is what that stands for.

Nothing here prints a secret or keeps one, and what it is for is not known here.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from cartographer.model.error import UsageError

FORMS = ("env:", "file:")
"""How the name of a secret begins."""
_PASSWORD = re.compile(r"[?&][^=&]*(?:password|passwd|pwd)=", re.IGNORECASE)


def has_password(url: str) -> bool:
    """Return whether a URL bears a password, before its host or in its query."""
    _, scheme, rest = url.partition("://")
    return bool(scheme) and (":" in rest.rpartition("@")[0] or bool(_PASSWORD.search(rest)))


def secret(value: str, environment: Mapping[str, str] = os.environ) -> str:
    """Return what `env:NAME` or `file:PATH` stands for; any other text stands for itself.

    Raises:
        UsageError: the variable is not set, the file cannot be read, or there is nothing in it.
    """
    if value.startswith("env:"):
        name = value.removeprefix("env:")
        if name not in environment:
            message = f"the environment variable {name} is not set"
            raise UsageError(message)
        if not environment[name].strip():
            message = f"the environment variable {name} is empty"
            raise UsageError(message)
        return environment[name]
    if value.startswith("file:"):
        path = Path(value.removeprefix("file:"))
        try:
            found = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            message = f"the secret file {path} cannot be read: {error}"
            raise UsageError(message) from error
        if not found:
            message = f"the secret file {path} is empty"
            raise UsageError(message)
        return found
    return value
