"""Names of elements: a kind, and the keys of the resources that they stand for.

It refuses to know what stands behind a name.
"""

from __future__ import annotations

from cartographer.model.key import Key
from cartographer.reach.network import Id

_BETWEEN = " > "


def name(kind: str, *keys: Key | str) -> Id:
    """Return the name of an element."""
    return _BETWEEN.join((kind, *(str(one) for one in keys)))


def parts(id_: Id) -> tuple[str, ...]:
    """Return the kind and the texts of the keys."""
    return tuple(id_.split(_BETWEEN))


def resource(id_: Id) -> Key | None:
    """Return the resource that an element stands for, the first if it has several."""
    for text in parts(id_):
        try:
            return Key.parse(text)
        except ValueError:
            continue
    return None
