"""The network interfaces that people name, by themselves or by what has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cartographer.cli.lookup import candidates, find
from cartographer.model.error import UsageError
from cartographer.model.snapshot import Snapshot

if TYPE_CHECKING:
    from cartographer.exposure.atlas import Atlas
    from cartographer.reach.network import Id


class NoInterfaceError(UsageError):
    """A resource that packets do not get to."""


def interfaces(snapshot: Snapshot, atlas: Atlas, text: str) -> tuple[Id, ...]:
    """Return the interfaces of what a text means.

    An address is a machine's and its interface's: where all that answers has the same interfaces,
    they are meant.

    Raises:
        NotFoundError: nothing answers to the text.
        AmbiguousError: several things do.
        NoInterfaceError: what does has no interface that is known.
    """
    same = {atlas.ports(one.key) for one in candidates(snapshot, text)}
    if len(same) == 1 and (only := same.pop()):
        return only
    resource = find(snapshot, text)
    ports = atlas.ports(resource.key)
    if not ports:
        message = f"{text!r} ({resource.key.type}) has no network interface that is known"
        raise NoInterfaceError(message)
    return ports
