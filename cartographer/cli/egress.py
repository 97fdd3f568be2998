"""`cartographer egress`: what may talk to the internet, and by which way out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click
import msgspec

from cartographer.cli.answer import Answer, Block, Column, Grid, cells, line
from cartographer.cli.invocation import LIST_FORMS, Invocation
from cartographer.cli.option import verb
from cartographer.cli.remark import remarks
from cartographer.cli.row import of_type, short
from cartographer.model.snapshot import Snapshot, named

if TYPE_CHECKING:
    from cartographer.exposure.departure import Departure

_EXAMPLES = """
cartographer egress
cartographer egress --type AWS::EC2::Instance -o json
cartographer egress --latent                     # also what gets out once it is up again
cartographer egress --at s-11 -o csv
"""
_MEMBERS = ("state", "resource", "door", "destinations", "way", "by", "anchor", "key", "traffic")
"""Columns of CSV."""


@verb("egress", forms=LIST_FORMS, takes=("at", "limit"), examples=_EXAMPLES)
@click.option("--type", "type_", metavar="TYPE", help="Only resources of a native type.")
@click.option("--latent", is_flag=True, help="Also what is blocked only by what is down now.")
def command(invocation: Invocation, type_: str | None, *, latent: bool) -> int:
    """List what may talk to the internet, by which way out, and to how much of it.

    Each row was found by following packets out and their replies back; as data it shows a way.
    What could not be read makes a row unknown, and is never left out.
    """
    from cartographer.bootstrap import audiences, egress
    from cartographer.exposure.departure import departures, evidenced

    with invocation.view() as (_, snapshot):
        networks = invocation.settings.named_networks
        found, atlas, search = egress(snapshot, networks)
        whose = audiences(atlas, search, networks, outward=True)
        rows = [
            row
            for row in departures(snapshot, atlas, found.all(), whose)
            if (latent or row.state != "latent")
            and (type_ is None or of_type(snapshot, row.resource, type_))
        ]
        shown = invocation.limited(rows)
        items = [
            msgspec.to_builtins(evidenced(atlas, search, row, one.key))
            for row in (() if invocation.for_people else shown)
            if (one := named(snapshot, row.resource)) is not None
        ]
        answer = Answer(items, lambda _: _people(snapshot, rows, shown), items, cells(*_MEMBERS))
        invocation.tell(answer)
    return 0


_COLUMNS = (
    Column("STATE", lambda row: row.state),
    Column("RESOURCE", lambda row: short(row.resource), flexible=True),
    Column("DOOR", lambda row: row.door),
    Column("TO", lambda row: row.destinations, flexible=True, firm=True),
    Column("WAY", lambda row: row.way),
    Column("BY", lambda row: " → ".join(map(short, row.by)), flexible=True),
)


def _people(
    snapshot: Snapshot, rows: Sequence[Departure], shown: Sequence[Departure]
) -> Iterator[Block]:
    if rows:
        yield Grid(_COLUMNS, shown)
    if len(shown) < len(rows):
        yield line(f"and {len(rows) - len(shown):,} more: --limit")
    things = len({row.resource for row in rows})
    wide = len({row.resource for row in rows if (row.state, row.destinations) == ("open", "any")})
    unsure = len({row.resource for row in rows if row.state == "unknown"})
    yield line(
        f"{things:,} resources may talk to the internet: {wide:,} to any of it, {unsure:,} unknown"
    )
    yield from remarks(snapshot, [one for row in rows if (one := named(snapshot, row.resource))])
