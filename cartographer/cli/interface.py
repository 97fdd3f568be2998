"""The network interfaces that people name, by themselves or by what has them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cartographer.cli.lookup import ambiguous, candidates, find
from cartographer.cli.selection import TAG, select, terms
from cartographer.model.error import UsageError
from cartographer.model.resource import Resource
from cartographer.model.snapshot import Snapshot

if TYPE_CHECKING:
    from cartographer.exposure.atlas import Atlas
    from cartographer.reach.network import Id


class NoInterfaceError(UsageError):
    """A resource that packets do not get to."""


def interfaces(snapshot: Snapshot, atlas: Atlas, text: str) -> tuple[Id, ...]:
    """Return the interfaces of what a text means: a name as everywhere, or `tag:KEY=VALUE`.

    An address is a machine's and its interface's, and a name may be too: of what has interfaces
    among those of another, the other is meant.

    Raises:
        NotFoundError: nothing answers to the text.
        AmbiguousError: several things with interfaces do.
        NoInterfaceError: what does has no interface that is known.
    """
    found = {atlas.ports(one.key): one for one in _answering(snapshot, text.strip())}
    whole = [one for one in found if one and not any(set(one) < set(other) for other in found)]
    if len(whole) > 1:
        raise ambiguous(snapshot, text, [found[one] for one in whole])
    if whole:
        return whole[0]
    resource = find(snapshot, text)
    message = f"{text!r} ({resource.key.type}) has no network interface that is known"
    raise NoInterfaceError(message)


def _answering(snapshot: Snapshot, text: str) -> Iterable[Resource]:
    if text.startswith(TAG) and "=" in text:
        return select(snapshot, terms(text))
    return candidates(snapshot, text)
