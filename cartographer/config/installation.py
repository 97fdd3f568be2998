"""What is this installation's own: where its history lies, and the key of its digests.

The flag is stronger than the environment, and that than the file. Nothing here opens the store,
or knows what is digested.
"""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from cartographer.config.secret_name import secret
from cartographer.config.setting import Settings
from cartographer.model.error import UsageError

_KEY_BYTES = 32
_FOLDERS = {"DATA": (".local", "share"), "CONFIG": (".config",)}


def store_url(
    settings: Settings, flag: str | None, environment: Mapping[str, str] = os.environ
) -> str:
    """Return the URL of the store: of the flag, the environment, the file, or the default."""
    named = flag or environment.get("CARTOGRAPHER_STORE") or settings.store.url
    url = secret(named, environment) if named else str(_folder("DATA", environment) / "store.db")
    return url if "://" in url else f"sqlite:///{Path(url).expanduser().absolute()}"


def redaction_key(settings: Settings, environment: Mapping[str, str] = os.environ) -> bytes:
    """Return the installation's key; the first call makes it, in a file of mode 0600.

    Raises:
        UsageError: the file cannot be read or made.
    """
    named = environment.get("CARTOGRAPHER_REDACTION_KEY") or (
        secret(settings.redaction.key, environment) if settings.redaction.key else None
    )
    if named:
        return named.encode()
    path = redaction_key_file(environment)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_bytes()
        with os.fdopen(handle, "wb") as file:
            key = secrets.token_bytes(_KEY_BYTES)
            file.write(key)
    except OSError as error:
        message = (
            f"the redaction key {path}: {error.strerror}; set CARTOGRAPHER_REDACTION_KEY "
            "or `[redaction] key` in the settings"
        )
        raise UsageError(message) from error
    return key


def redaction_key_file(environment: Mapping[str, str] = os.environ) -> Path:
    """Return where the installation's key is kept, if nothing names another place."""
    return _folder("CONFIG", environment) / "redaction.key"


def _folder(kind: str, environment: Mapping[str, str]) -> Path:
    """Return the user's folder for us, where the XDG base directory specification puts it.

    https://specifications.freedesktop.org/basedir-spec/latest/
    """
    named = environment.get(f"XDG_{kind}_HOME")
    base = Path(named) if named else Path.home().joinpath(*_FOLDERS[kind])
    return base / "cartographer"
