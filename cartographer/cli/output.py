"""Standard output that says so itself where it cannot be written to.

Python has none at all where it is closed, and where its disk is full any write may fail: what
is raised here names it, whoever wrote.
"""

import errno
import io
import os
import sys
from typing import TYPE_CHECKING

from cartographer.model.error import CartographerError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class _Output(io.FileIO):
    """The file of standard output."""

    def write(self, content: "ReadableBuffer", /) -> int:
        """Write some bytes; once that fails, the rest goes nowhere.

        Raises:
            BrokenPipeError: who read us has gone.
            CartographerError: it is closed, full, or fails in another way.
        """
        try:
            return super().write(content)
        except BrokenPipeError:
            raise
        except OSError as error:
            # Python flushes once more at its end, and would tell of it at length.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())
            why = "it is closed" if error.errno == errno.EBADF else error.strerror
            message = f"cannot write to standard output: {why}"
            raise CartographerError(message) from error


def guard() -> None:
    """Put such an output in the place of this process's own."""
    old = sys.stdout
    if old is None:  # closed: a file that cannot be written to takes its number
        handle, encoding, errors = os.open(os.devnull, os.O_RDONLY), "utf-8", "strict"
    else:
        handle, encoding, errors = old.fileno(), old.encoding, old.errors or "strict"
    raw = _Output(handle, "w", closefd=False)
    sys.stdout = io.TextIOWrapper(
        io.BufferedWriter(raw), encoding, errors, line_buffering=os.isatty(handle)
    )
