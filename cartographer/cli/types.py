"""`cartographer types`: what can be read, and how each type's declaration is proven."""

from collections import Counter
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Any

import click

from cartographer.cli.answer import Answer, Block, Column, Grid, cells, line, member
from cartographer.cli.invocation import LIST_FORMS, Invocation
from cartographer.cli.option import verb
from cartographer.cli.text import count

_EXAMPLES = """
cartographer types
cartographer types --service ec2 -o wide
cartographer types -o json | jq -r '.types[].type'
"""
_COLUMNS = (
    member("type"),
    member("kind"),
    Column("LISTED BY", lambda one: f"{one['service']} {one['list']}"),
    Column("BY ID", lambda one: one["by_id"] or "its scope"),
    member("proof"),
    member("aspects", flexible=True),
    member("relations", wide=True),
    Column("EVENTS", lambda one: len(one["events"]), wide=True, right=True),
    member("doc", wide=True),
)
_CELLS = cells(
    "type", "kind", "provider", "service", "where", "list", "aspects", "by_id", "events",
    "relations", "proof", "doc",
)  # fmt: skip


@verb(
    "types",
    forms=LIST_FORMS,
    takes=("limit",),
    examples=_EXAMPLES,
    why_not="it lists what is declared, whatever is held",
)
@click.option("--service", multiple=True, metavar="NAME", help="Only this service of the SDK.")
@click.option("--kind", multiple=True, metavar="KIND", help="Only this shared kind.")
@click.option("--type", "type_", multiple=True, metavar="TYPE", help="Native type; * stands.")
def command(
    invocation: Invocation,
    service: tuple[str, ...],
    kind: tuple[str, ...],
    type_: tuple[str, ...],
) -> int:
    """List the types that Cartographer knows, and how each is proven.

    Proof is live, recorded by others, moto, or the SDK's model only.
    """
    from cartographer.bootstrap import type_documents

    wanted = {"service": service, "kind": kind, "type": type_}
    found = [
        one
        for one in type_documents()
        if all(
            not patterns or any(fnmatchcase(str(one[name]), pattern) for pattern in patterns)
            for name, patterns in wanted.items()
        )
    ]
    shown = invocation.limited(found)
    document = {"schema": "cartographer.types/1", "types": shown}
    invocation.tell(Answer(document, lambda _: _people(shown, len(found)), shown, _CELLS))
    return 0


def _people(types: Sequence[dict[str, Any]], total: int) -> Iterator[Block]:
    if not types:
        yield from () if total else (line("No declared type is like that."),)
        return
    yield Grid(_COLUMNS, types)
    proofs = Counter(one["proof"] for one in types).most_common()
    services = len({one["service"] for one in types})
    told = ", ".join(f"{number} {proof}" for proof, number in proofs)
    yield line((f"{count(len(types), 'type')} of {count(services, 'service')}: {told}", "bold"))
