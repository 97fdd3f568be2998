"""What this machine holds that settings may name: profiles, regions, roles, other tools.

Files are read as the vendor's own command line reads them; nothing is called.
https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html
"""

import configparser
import importlib.util
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from msgspec import Struct

from cartographer.model.meaning import says


class Profile(Struct, frozen=True, order=True):
    """One profile of the AWS configuration."""

    name: Annotated[str, says("Its name.")]
    region: Annotated[str | None, says("Its region.")] = None
    role: Annotated[str | None, says("Role that it assumes.")] = None
    sso: Annotated[bool, says("Whether it signs in through a browser.")] = False


def profiles(environment: Mapping[str, str] = os.environ) -> tuple[Profile, ...]:
    """Return the profiles of the AWS configuration, sorted; files that are broken have none."""
    home = Path(environment.get("HOME", "~")).expanduser()
    config = Path(environment.get("AWS_CONFIG_FILE", home / ".aws" / "config"))
    shared = Path(environment.get("AWS_SHARED_CREDENTIALS_FILE", home / ".aws" / "credentials"))
    found: dict[str, Profile] = {}
    for name, section in {**_sections(shared), **_sections(config)}.items():
        bare = name.removeprefix("profile ").strip()
        if name.startswith(("sso-session ", "services ")):
            continue
        found[bare] = Profile(
            bare,
            section.get("region"),
            section.get("role_arn"),
            "sso_session" in section or "sso_start_url" in section,
        )
    return tuple(sorted(found.values()))


def _sections(path: Path) -> dict[str, dict[str, str]]:
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, configparser.Error):
        return {}
    return {name: dict(parser.items(name)) for name in parser.sections()}


def credentials(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return where the SDK would find AWS credentials without a profile, if it is plain."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE"):
        if environment.get(name):
            return f"environment ({name})"
    for name in (
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    ):
        if environment.get(name):
            return "the container's role"
    return None


def installed(module: str) -> bool:
    """Return whether a module could be imported; it is not."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def origin(package: str) -> Path | None:
    """Return the folder that a package would be imported from."""
    found = importlib.util.find_spec(package)
    return None if found is None or found.origin is None else Path(found.origin).parent
