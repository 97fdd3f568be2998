"""Files written whole or not at all, readable by their owner alone.

What is no regular file, such as a device or a pipe, is written to as it is.
"""

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

from cartographer.model.error import CartographerError


def write_whole(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Let a function write a file beside its place, and put it there once it is whole.

    The file has mode 0600, whatever it replaces had.

    Raises:
        CartographerError: the folder is missing, full, or not writable; nothing is left there.
    """
    if _is_stream(path):
        _write_straight(path, write)
        return
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise CartographerError(f"cannot write {path}: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError as error:
        _remove(name)
        raise CartographerError(f"cannot write {path}: {error.strerror}") from error
    except BaseException:
        _remove(name)
        raise


def _is_stream(path: Path) -> bool:
    """Return whether a path names a device, a pipe, or what a process has open (/dev/stdout)."""
    if not path.exists() or path.is_dir():
        return False
    target = path.readlink().parent if path.is_symlink() else path.parent
    folders = (path.parent.resolve(), (path.parent / target).resolve())
    return not path.is_file() or any(one.is_relative_to("/proc") for one in folders)


def _write_straight(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    try:
        with path.open("wb") as file:
            write(file)
    except OSError as error:
        raise CartographerError(f"cannot write {path}: {error.strerror}") from error


def _remove(name: str) -> None:
    with suppress(OSError):
        Path(name).unlink()
