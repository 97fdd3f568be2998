"""`cartographer refresh`: single resources read again, by the same code as a snapshot."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import click
from msgspec import Struct, field

from cartographer.cli.answer import Answer, Block, line
from cartographer.cli.invocation import DOCUMENT_FORMS, Invocation
from cartographer.cli.lookup import find
from cartographer.cli.option import verb
from cartographer.cli.source import SourceFlags, source_options
from cartographer.cli.text import count
from cartographer.model.change import ChangeSet
from cartographer.model.coverage import NOT_LOOKED, Scope
from cartographer.model.key import Key
from cartographer.model.meaning import says
from cartographer.model.patch import Patch
from cartographer.model.resource import Resource
from cartographer.model.snapshot import Snapshot
from cartographer.ports import Collector, SnapshotStore

_NOTHING_READ = 1
_PARTIAL = 4
_EXAMPLES = """
cartographer refresh i-0d67de4883b05f456
cartographer refresh role/PayWeb sg-0a1b2c3d4e5f60718 --aws --profile prod
cartographer refresh web-7 -o json
"""


class _Refreshed(Struct):
    """What a refresh came to."""

    wanted: Annotated[tuple[Resource, ...], says("What was to be read again.")]
    before: Annotated[int, says("Commit before.")]
    after: Annotated[int, says("Commit after.")]
    gone: Annotated[dict[Key, str], says("What was not found, and the code that said so.")] = field(
        default_factory=dict
    )
    failed: Annotated[dict[Key, str], says("What could not be read, and why.")] = field(
        default_factory=dict
    )
    changes: Annotated[ChangeSet, says("What differs now.")] = ChangeSet()

    @property
    def read(self) -> tuple[Key, ...]:
        """What was read, gone or not."""
        return tuple(one.key for one in self.wanted if one.key not in self.failed)


@verb(
    "refresh",
    forms=DOCUMENT_FORMS,
    examples=_EXAMPLES,
    why_not="it reads what the ids name, as it is now",
)
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@source_options
def command(invocation: Invocation, sources: SourceFlags, ids: tuple[str, ...]) -> int:
    """Read single resources again and say what changed.

    ID is an id, ARN, console URL, host name, address or unique name of what is held. Not found
    is gone; exit 1 says that nothing could be read, exit 4 that some could not.
    """
    collectors = sources.collectors(invocation.settings)
    with invocation.view() as (store, snapshot):
        wanted = {one.key: one for one in (find(snapshot, text) for text in ids)}
        done = _refresh(invocation, store, collectors, tuple(wanted.values()))
        sides = (store.snapshot(done.before), store.snapshot(done.after))
        invocation.tell(Answer(_document(done), lambda wide: _people(done, sides, wide=wide)))
    if not done.failed:
        return 0
    return _PARTIAL if done.read else _NOTHING_READ


def _refresh(
    invocation: Invocation,
    store: SnapshotStore,
    collectors: Sequence[Collector],
    wanted: tuple[Resource, ...],
) -> _Refreshed:
    from cartographer.bootstrap import SystemClock
    from cartographer.cli.progress import progress
    from cartographer.cli.run import interruptible
    from cartographer.pipeline import changes_between, refresh

    before = store.head().commit
    done = _Refreshed(wanted, before, before)
    keys = tuple(one.key for one in wanted)
    with (
        interruptible(invocation, store, collectors, before),
        progress(invocation.notices, colour=not invocation.options.no_color) as listener,
    ):
        for commit, patch in refresh(store, collectors, keys, listener, SystemClock()):
            done.after = commit
            _note(done, patch)
    by_id = {one.record.native_id: one.key for one in wanted}
    for collector in collectors:
        done.failed.update({by_id.get(id_, keys[0]): why for id_, why in collector.failed})
    changes = changes_between(store, before, done.after, invocation.catalogue.shape)
    done.changes = _of(changes, set(keys))
    return done


def _note(done: _Refreshed, patch: Patch) -> None:
    """Take note of what a patch proves gone, and of scopes that it could not read."""
    done.gone.update({stone.key: stone.reason for stone in patch.tombstones})
    lost: dict[Scope, str] = {
        one.scope: one.reason or one.state.value
        for one in patch.coverage
        if one.state in NOT_LOOKED
    }
    for resource in done.wanted:
        for scope in resource.record.scopes:
            if scope in lost:
                done.failed[resource.key] = lost[scope]


def _of(changes: ChangeSet, keys: set[Key]) -> ChangeSet:
    """Return the changes of what was asked for."""
    return ChangeSet(
        added=tuple(key for key in changes.added if key in keys),
        removed=tuple(key for key in changes.removed if key in keys),
        replaced=tuple(one for one in changes.replaced if one.key in keys),
        moved=tuple(one for one in changes.moved if keys & {one.key, one.old_key}),
        modified=tuple(one for one in changes.modified if one.key in keys),
        unknown=tuple(one for one in changes.unknown if one.key in keys),
    )


def _document(done: _Refreshed) -> dict[str, Any]:
    from cartographer.bootstrap import diff_document

    changes = diff_document(done.changes, str(done.before), str(done.after))
    kinds = ("removed", "replaced", "moved", "modified", "unknown")
    return {
        "schema": "cartographer.refresh/1",
        "commit": done.after,
        "read": [key.id for key in done.read],
        "failed": [{"id": key.id, "reason": why} for key, why in sorted(done.failed.items())],
        **{kind: changes[kind] for kind in kinds},
    }


def _people(done: _Refreshed, sides: tuple[Snapshot, Snapshot], *, wide: bool) -> Iterator[Block]:
    from cartographer.cli.change import people

    yield from people(done.changes, sides, wide=wide, listed=True, remarks=False)
    for key, reason in sorted(done.failed.items()):
        yield line(("NOT READ ", "yellow"), f" {key.type}  {key.id}  {reason}")
    told = [count(len(done.read), "resource") + " read"]
    same = set(done.read) - {*done.changes.removed, *(one.key for one in done.changes.modified)}
    same -= {one.key for one in done.changes.replaced}
    same -= {one.key for one in done.changes.moved}
    told += [f"{len(same)} as before"] if same else []
    told += [f"{len(done.failed)} could not be read"] if done.failed else []
    yield line((", ".join(told), "bold"), f"   commit {done.after}")
