"""How work on very many values is paced: the garbage collector waits until it is done.

Values that are made by the hundred thousand and live on make the collector look at all of
them again and again, for nothing: on a first commit that doubled the time.
"""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

MANY = 200
"""Values from which on it is worth while."""

_LOCK = threading.Lock()
_waiting = 0


@contextmanager
def unhurried(values: int) -> Iterator[None]:
    """Keep the garbage collector off while many values are made that live on.

    Threads may do so at the same time: the last one switches it on again. A collector that
    somebody else switched off stays off.
    """
    global _waiting  # noqa: PLW0603  the collector is one for the whole process
    if values < MANY:
        yield
        return
    with _LOCK:
        if _waiting == 0 and not gc.isenabled():
            others = True
        else:
            others = False
            _waiting += 1
            gc.disable()
    try:
        yield
    finally:
        if not others:
            with _LOCK:
                _waiting -= 1
                if _waiting == 0:
                    gc.enable()
