"""`cartographer diff`: what differs between two snapshots, and what cannot be told."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from cartographer.cli.answer import Answer, Block, line
from cartographer.cli.invocation import DOCUMENT_FORMS, Invocation
from cartographer.cli.option import verb
from cartographer.model.change import ChangeSet

if TYPE_CHECKING:
    from cartographer.model.history import SnapshotInfo

_DIFFERENT = 3
_NOT_TOLD = 4
_EXAMPLES = """
cartographer diff                                # previous and latest of the same sources
cartographer diff s-11 s-12
cartographer diff 2026-05-31 latest -o json
cartographer diff --scope account=111122223333
cartographer diff --unknown                      # resource by resource what is not known
cartographer diff --exit-code -q > /dev/null     # 3: differences; 4: none, but not all is known
"""


@verb(
    "diff",
    forms=DOCUMENT_FORMS,
    takes=("scope", "limit"),
    examples=_EXAMPLES,
    why_not="name two moments instead: diff A B",
)
@click.argument("before", metavar="[A]", default="previous")
@click.argument("after", metavar="[B]", default="latest")
@click.option("--exit-code", is_flag=True, help="Exit 3 on differences, 4 if not all is known.")
@click.option("--unknown", is_flag=True, help="List all that is unknown, not only by place.")
def command(
    invocation: Invocation, before: str, after: str, *, exit_code: bool, unknown: bool
) -> int:
    """Say what differs between two snapshots.

    A and B are ids, `latest`, `previous` (of the same sources), or times: the latest snapshot
    at or before it. What could not be read is unknown, and never counts as gone.
    """
    from cartographer.bootstrap import diff_document
    from cartographer.cli.change import narrowed, people
    from cartographer.pipeline import difference

    with invocation.store() as store:
        earlier, later, changes = difference(store, before, after, invocation.catalogue.shape)
        sides = (store.snapshot(earlier.id), store.snapshot(later.id))
        changes = narrowed(changes, sides, invocation.options.scope)
        document = diff_document(changes, earlier.id, later.id)
        limit = invocation.options.limit

        def told(wide: bool) -> Iterator[Block]:
            yield _head(earlier, later, changes)
            yield from people(
                changes, sides, wide=wide, limit=limit, listed=unknown, at=later.run.taken
            )

        invocation.tell(Answer(document, told))
    return _code(changes) if exit_code else 0


def _head(earlier: "SnapshotInfo", later: "SnapshotInfo", changes: ChangeSet) -> Block:
    from cartographer.cli.text import moment

    counts: dict[str, Any] = {
        "added": len(changes.added),
        "removed": len(changes.removed),
        "replaced": len(changes.replaced),
        "moved": len(changes.moved),
        "modified": len(changes.modified),
        "unknown": len({one.key for one in changes.unknown}),
    }
    told = "  ".join(f"{number:,} {name}" for name, number in counts.items() if number)
    return line(
        (
            f"{earlier.id} {moment(earlier.run.taken)} → {later.id} {moment(later.run.taken)}",
            "bold",
        ),
        f"   {told or 'nothing differs'}",
    )


def _code(changes: ChangeSet) -> int:
    if not changes.empty:
        return _DIFFERENT
    not_told = changes.unknown or changes.not_compared.scopes or changes.not_compared.resources
    return _NOT_TOLD if not_told else 0
