"""Single resources read again wherever they lie: each through the door of an account that sees it.

How one account's resources of a type are read by their ids is the business of `refresh`; which
resources are worth it is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from cartographer.model.coverage import Coverage, Selector
from cartographer.model.patch import Patch
from cartographer.model.resource import Resource
from cartographer.model.snapshot import Snapshot
from cartographer.ports import Progress
from collectors.engine.caller import knocking
from collectors.engine.door import Entrance
from collectors.engine.fault import Fault
from collectors.engine.porter import Porter
from collectors.engine.refresh import Refresh, Refreshed, Target, by_scope
from collectors.engine.specification import Declaration
from collectors.engine.sweep import Sweep
from collectors.engine.tools import Tools
from collectors.engine.workshop import Workshop


def target_of(resource: Resource) -> Target:
    """Return how a resource that is held is read again: its owner's view comes first."""
    record = resource.record
    viewer = record.account if record.account in record.viewers else record.viewers[0]
    return Target(record.key.type, viewer, record.listed_in, record.native_id, record.key)


class Rereading:
    """Reads targets of any account, region and type again, in one small patch of each."""

    def __init__(self, workshop: Workshop, porter: Porter) -> None:
        """Take whoever makes the tools, and whoever keeps the doors."""
        self._workshop = workshop
        self._porter = porter
        self.failed: list[tuple[str, str]] = []
        """Short ids of what could not be read the last time, each with why."""

    def run(
        self,
        targets: Iterable[Target],
        progress: Progress,
        head: Snapshot,
        *,
        whole_scopes: bool = True,
    ) -> Iterator[Patch]:
        """Yield what the targets came to.

        Unless `whole_scopes` forbids it a type that cannot be read by id has its scope listed.
        """
        self.failed.clear()
        tools = self._workshop.tools
        for (viewer, region, type_), group in by_scope(targets).items():
            declaration = self._workshop.declarations.get(type_)
            door = self._porter.door_of(viewer, tools(progress), head)
            if declaration is None or door is None:
                self.failed.extend((one.native_id, "no source for it") for one in group)
            elif declaration.by_id is not None:
                done = _read(tools(progress), door, declaration, group)
                self.failed.extend((one.native_id, reason) for one, reason in done.failed)
                if done.seen or done.gone:
                    yield done.patch(f"refresh {self._workshop.provider} {viewer} {type_}")
            elif whole_scopes:
                scope = Selector(accounts=(viewer,), regions=(region,), types=(type_,))
                yield from self._workshop.running(
                    tools(progress),
                    _nothing_known,
                    partial(Sweep.run, doors=[door], selection=scope),
                )


def _read(tools: Tools, door: Entrance, declaration: Declaration, group: list[Target]) -> Refreshed:
    try:
        transport = door.open(knocking(tools, door.account, door.terms))
    except Fault as fault:
        return Refreshed(failed=[(target, str(fault)) for target in group])
    if door.terms.rates is not None:
        tools.limiter.allow(transport.account, door.terms.rates)
    return Refresh(tools, transport, declaration, door.terms.budget).run(group)


def _nothing_known(_: str) -> tuple[Coverage, ...]:
    """Return what is known of an account whose earlier scopes play no part."""
    return ()
