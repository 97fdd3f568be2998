"""The settings file: where it is found, and the settings that its text states.

Unknown keys are errors that name the file and the key. Which keys there are stands in `setting`,
and what is wrong with their values in `check`; this file knows neither.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from cartographer.config.check import CheckTypes, any_type, check
from cartographer.config.setting import Settings
from cartographer.model.error import UsageError

FILE_NAME = "cartographer.toml"


def find_file(start: Path) -> Path | None:
    """Return the settings file of a folder, or of the nearest folder above it."""
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file():
            return folder / FILE_NAME
    return None


def load(
    path: Path | None,
    environment: Mapping[str, str] = os.environ,
    check_types: CheckTypes = any_type,
) -> Settings:
    """Return the settings of a file, or the defaults.

    Raises:
        UsageError: the file cannot be read, is no TOML, has an unknown key or a wrong value.
    """
    if path is None:
        named = environment.get("CARTOGRAPHER_CONFIG")
        path = Path(named) if named else find_file(Path.cwd())
    if path is None:
        return Settings()
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        message = f"settings {path}: {error.strerror}"
        raise UsageError(message) from error
    except UnicodeDecodeError as error:
        message = f"settings {path}: not valid TOML: {error}"
        raise UsageError(message) from error
    return parse(text, path, check_types)


def parse(text: str, path: Path, check_types: CheckTypes = any_type) -> Settings:
    """Return the settings that the text of a file states.

    Raises:
        UsageError: it is no TOML, has an unknown key or a wrong value; the file is named.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"settings {path}: not valid TOML: {error}"
        raise UsageError(message) from error
    try:
        settings = msgspec.convert(raw, Settings)
    except msgspec.ValidationError as error:
        message = f"settings {path}: {error}; `cartographer init` writes a commented example"
        raise UsageError(message) from error
    check(settings, path, check_types)
    return settings
