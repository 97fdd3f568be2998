"""`cartographer snapshots`: the named commits."""

from collections.abc import Iterator, Sequence
from typing import Any

from cartographer.cli.answer import Answer, Block, Column, Grid, cells, line, member
from cartographer.cli.invocation import LIST_FORMS, Invocation
from cartographer.cli.option import verb
from cartographer.cli.text import count, moment
from cartographer.model.history import SnapshotInfo

_EXAMPLES = """
cartographer snapshots
cartographer snapshots --limit 5                 # the latest five
cartographer snapshots -o jsonl | jq -r .id
"""


def _coverage(item: dict[str, Any]) -> str:
    return ", ".join(f"{number} {state}" for state, number in item["coverage"].items() if number)


_COLUMNS = (
    member("id"),
    Column("TAKEN", lambda item: moment(item["taken"])),
    member("resources", right=True),
    member("relations", right=True),
    member("new_gaps", "gaps", right=True),
    Column("SECONDS", lambda item: f"{item['seconds']:.1f}", wide=True, right=True),
    member("calls", wide=True, right=True),
    Column("COVERAGE", _coverage, flexible=True),
    member("lineage", flexible=True),
)
_CELLS = cells(
    "id",
    "commit",
    "taken",
    "resources",
    "relations",
    "new_gaps",
    "seconds",
    "calls",
    "coverage",
    "lineage",
)


@verb(
    "snapshots",
    forms=LIST_FORMS,
    takes=("limit",),
    examples=_EXAMPLES,
    why_not="it lists them all; --limit takes the latest",
)
def command(invocation: Invocation) -> int:
    """List the snapshots, oldest first."""
    with invocation.store() as store:
        found = [_document(one) for one in store.snapshots()]
    limit = invocation.options.limit
    shown = found if limit is None else found[len(found) - limit :] if limit < len(found) else found
    document = {"schema": "cartographer.snapshots/1", "snapshots": shown}
    people = _people(shown, len(found))
    invocation.tell(Answer(document, lambda _: people, shown, _CELLS))
    return 0


def _document(info: SnapshotInfo) -> dict[str, Any]:
    return {
        "id": info.id,
        "commit": info.commit,
        "taken": info.run.taken,
        "resources": info.resources,
        "relations": info.relations,
        "coverage": info.coverage,
        "new_gaps": len(info.new_gaps),
        "lineage": info.lineage,
        "seconds": info.run.seconds,
        "calls": info.run.calls,
    }


def _people(shown: Sequence[dict[str, Any]], total: int) -> Iterator[Block]:
    if not total:
        yield line("No snapshot yet: run `cartographer snapshot`.")
        return
    if shown:
        yield Grid(_COLUMNS, shown)
    if len(shown) < total:
        yield line((f"the latest {len(shown)} of {count(total, 'snapshot')}", "dim"))
