"""What lists of resources share: the type of an id's resource, and its short name.

It refuses to know what a row says of it.
"""

from cartographer.model.snapshot import Snapshot, named


def of_type(snapshot: Snapshot, id_: str, type_: str) -> bool:
    """Return whether a canonical id is of a resource of a native type."""
    resource = named(snapshot, id_)
    return resource is not None and resource.key.type == type_


def short(id_: str) -> str:
    """Return the last part of a canonical id."""
    return id_.rsplit(":", 1)[-1]
