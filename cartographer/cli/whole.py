"""Files written whole or not at all, readable by their owner alone."""

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


def _remove(name: str) -> None:
    with suppress(OSError):
        Path(name).unlink()
