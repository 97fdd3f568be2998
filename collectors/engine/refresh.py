"""The small path through the same code: single resources read again by their ids.

A by-id answer is an upsert, a by-id *not found* is a tombstone, and everything else changes
nothing and is told. A type without a by-id call has its whole scope listed.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated

from msgspec import Struct, field

from cartographer.model.key import Key
from cartographer.model.meaning import says
from cartographer.model.patch import Patch, Tombstone
from cartographer.model.resource import Observation
from collectors.engine.caller import Caller, Deadline
from collectors.engine.completion import Completion
from collectors.engine.expression import arguments, path
from collectors.engine.fault import Fault, unexpected
from collectors.engine.listing import Bench, Listed
from collectors.engine.normalize import plain
from collectors.engine.specification import ById, Declaration
from collectors.engine.tools import Budget, Tools
from collectors.engine.transport import Ask, Transport


class Target(Struct, frozen=True):
    """One resource to read again."""

    type: Annotated[str, says("Native type.")]
    viewer: Annotated[str, says("Account that asks.")]
    region: Annotated[str, says("Region that is asked, or global.")]
    native_id: Annotated[str, says("Short id that the call takes.")]
    key: Annotated[Key | None, says("Its key, where it is held; none for a dangling one.")] = None


class Refreshed(Struct):
    """What a refresh came to."""

    seen: Annotated[list[Observation], says("What answered.")] = field(default_factory=list)
    gone: Annotated[list[Tombstone], says("What was not found.")] = field(default_factory=list)
    failed: Annotated[list[tuple[Target, str]], says("What did not answer, and why.")] = field(
        default_factory=list
    )

    def patch(self, cause: str) -> Patch:
        """Return it as a small patch."""
        return Patch(cause, upserts=tuple(self.seen), tombstones=tuple(self.gone))


def by_scope(targets: Iterable[Target]) -> dict[tuple[str, str, str], list[Target]]:
    """Return targets by viewer, region and type, in a stable order."""
    found: dict[tuple[str, str, str], list[Target]] = {}
    for target in targets:
        found.setdefault((target.viewer, target.region, target.type), []).append(target)
    return dict(sorted(found.items()))


class Refresh:
    """Reads targets of one type in one region of one account again."""

    def __init__(
        self,
        tools: Tools,
        transport: Transport,
        declaration: Declaration,
        budget: Budget | None = None,
    ) -> None:
        """Take the account's door, the type's declaration, and what may be spent on it."""
        assert declaration.by_id is not None  # noqa: S101  the caller looked
        self._tools = tools
        self._caller = Caller(transport, tools, budget=budget)
        self._declaration = declaration
        self._by_id: ById = declaration.by_id

    def run(self, targets: list[Target]) -> Refreshed:
        """Return what the targets came to."""
        done = Refreshed()
        size = self._by_id.batch
        for at in range(0, len(targets), size):
            self._read(targets[at : at + size], done)
        return done

    def _bench(self, region: str) -> Bench:
        deadline = Deadline(self._tools.clock.monotonic(), self._tools.limits.scope_seconds)
        return Bench(self._tools.provider, region, self._caller, self._tools.redactor, deadline)

    def _read(self, batch: list[Target], done: Refreshed) -> None:
        bench = self._bench(batch[0].region)
        began = self._tools.clock.now()
        try:
            items = list(self._items(bench, batch))
        except Fault as fault:
            self._failed(batch, fault, began, done)
            return
        except Exception as error:  # noqa: BLE001  an answer of any shape costs no more than this
            self._failed(batch, unexpected(error), began, done)
            return
        declaration = self._declaration
        completed = Completion(bench, declaration).complete(
            items, described=self._by_id.operation is not None
        )
        done.seen.extend(completed.seen)
        if completed.fault is not None:
            done.failed.extend((target, str(completed.fault)) for target in batch)
            return
        found = {one.native_id for one in completed.seen} | {one.key for one in completed.seen}
        for target in batch:
            if target.native_id not in found and target.key not in found:
                self._missing(target, began, completed.malformed, done)

    def _missing(
        self, target: Target, began: datetime, malformed: list[str], done: Refreshed
    ) -> None:
        if malformed:
            done.failed.append((target, malformed[0]))
        elif target.key is not None:
            done.gone.append(Tombstone(target.key, began, target.viewer))

    def _failed(self, batch: list[Target], fault: Fault, began: datetime, done: Refreshed) -> None:
        """Sort out a fault: not found of one is a tombstone, of many is asked one by one."""
        if fault.code not in self._by_id.not_found:
            done.failed.extend((target, str(fault)) for target in batch)
        elif len(batch) > 1:
            for target in batch:
                self._read([target], done)
        elif batch[0].key is not None:
            done.gone.append(Tombstone(batch[0].key, began, batch[0].viewer, fault.code))

    def _items(self, bench: Bench, batch: list[Target]) -> Iterator[Listed]:
        declaration = self._declaration
        ids = [target.native_id for target in batch]
        params = arguments(self._by_id.params, bench.context(None, ids=ids, id=ids[0]))
        operation = self._by_id.operation or declaration.list.operation
        ask = Ask(declaration.service, bench.region, operation, params)
        items = path(self._by_id.items or declaration.list.items)
        for page in self._caller.pages(ask, bench.scope(declaration.type), bench.deadline):
            found = items(page.body)
            for item in found if isinstance(found, list) else [found]:
                if item is not None:
                    yield Listed(plain(item), None, page.started_at)
