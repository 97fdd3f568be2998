"""`cartographer exposures`: what others can reach, and by which door."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
import msgspec

from cartographer.cli.answer import Answer, Block, Column, Grid, line
from cartographer.cli.invocation import LIST_FORMS, Invocation
from cartographer.cli.option import verb
from cartographer.cli.remark import remarks
from cartographer.model.snapshot import Snapshot, named

if TYPE_CHECKING:
    from cartographer.exposure.listing import Exposed

_EXAMPLES = """
cartographer exposures
cartographer exposures --type AWS::EC2::Instance -o json
cartographer exposures --latent                  # also what opens once it is up again
cartographer exposures --at s-11 -o csv
"""


@verb("exposures", forms=LIST_FORMS, takes=("at", "limit"), examples=_EXAMPLES)
@click.option("--type", "type_", metavar="TYPE", help="Only resources of a native type.")
@click.option("--latent", is_flag=True, help="Also what is blocked only by what is down now.")
def command(invocation: Invocation, type_: str | None, *, latent: bool) -> int:
    """List what the internet can reach, by which door, and how wide.

    Each row was found by following packets there and their replies back. What could not be read
    makes a row unknown, and is never left out.
    """
    from cartographer.bootstrap import front
    from cartographer.exposure.listing import exposed

    with invocation.view() as (_, snapshot):
        found, atlas = front(snapshot)
        rows = [
            row
            for row in exposed(snapshot, atlas, found.all(), {})
            if (latent or row.state != "latent")
            and (type_ is None or _of(snapshot, row.resource, type_))
        ]
        shown = invocation.limited(rows)
        documents = [msgspec.to_builtins(row) for row in shown]
        invocation.tell(Answer(documents, lambda _: _people(snapshot, rows, len(shown))))
    return 0


def _of(snapshot: Snapshot, id_: str, type_: str) -> bool:
    resource = named(snapshot, id_)
    return resource is not None and resource.key.type == type_


def _short(id_: str) -> str:
    return id_.rsplit(":", 1)[-1]


def _behind(row: Exposed) -> str:
    """Return what a door leads to, in a few words; nothing if that is the resource itself."""
    if row.behind is None:
        return "not read"
    others = [_short(one) for one in row.behind if one != row.resource]
    return others[0] if len(others) == 1 else f"{len(others)} targets" if others else ""


def _asked(row: Exposed) -> list[str]:
    return [one for one in (row.condition, row.authorization) if one]


_COLUMNS = (
    Column("STATE", lambda row: row.state),
    Column("RESOURCE", lambda row: _short(row.resource), flexible=True),
    Column("DOOR", lambda row: row.door),
    Column("FROM", lambda row: row.sources),
    Column(
        "WAY", lambda row: "direct" if row.by is None else row.by.rsplit(":", 1)[-1], flexible=True
    ),
    Column("ADDRESS", lambda row: ", ".join(row.addresses), flexible=True),
    Column("BEHIND IT", _behind, flexible=True),
    Column("IF", lambda row: "; ".join(_asked(row)), flexible=True),
)


def _people(snapshot: Snapshot, rows: list[Exposed], shown: int) -> Iterator[Block]:
    if rows:
        yield Grid(_COLUMNS, rows[:shown])
    if shown < len(rows):
        yield line(f"and {len(rows) - shown:,} more: --limit")
    counts = {state: sum(row.state == state for row in rows) for state in ("open", "unknown")}
    things = len({row.resource for row in rows})
    yield line(
        f"{len(rows):,} exposures of {things:,} resources to the internet: "
        f"{counts['open']:,} open, {counts['unknown']:,} unknown"
    )
    yield from remarks(snapshot, [one for row in rows if (one := named(snapshot, row.resource))])
