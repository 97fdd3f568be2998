"""The network interfaces that people name, by themselves or by what has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cartographer.cli.lookup import find
from cartographer.model.error import UsageError
from cartographer.model.snapshot import Snapshot

if TYPE_CHECKING:
    from cartographer.exposure.atlas import Atlas
    from cartographer.reach.network import Id


def interfaces(snapshot: Snapshot, atlas: Atlas, text: str) -> tuple[Id, ...]:
    """Return the interfaces of the one resource that a text means.

    Raises:
        NotFoundError: nothing answers to the text.
        UsageError: several things do, or what does has no interface that is known.
    """
    resource = find(snapshot, text)
    ports = atlas.ports(resource.key)
    if not ports:
        message = f"{text!r} ({resource.key.type}) has no network interface that is known"
        raise UsageError(message)
    return ports
