"""`cartographer exposures`: what others can reach, and by which door."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click
import msgspec

from cartographer.cli.answer import Answer, Block, Column, Grid, cells, line
from cartographer.cli.end import Names
from cartographer.cli.invocation import LIST_FORMS, Invocation
from cartographer.cli.leaning import age_option, assume_option, counts_since
from cartographer.cli.option import verb
from cartographer.cli.remark import remarks
from cartographer.cli.row import of_type, short
from cartographer.model.audience import INTERNET
from cartographer.model.snapshot import Snapshot, named

if TYPE_CHECKING:
    from cartographer.exposure.listing import Exposed

_EXAMPLES = """
cartographer exposures
cartographer exposures --type AWS::EC2::Instance -o json
cartographer exposures --from office             # a network that the settings name
cartographer exposures --from 444455556666       # what another account reaches of ours
cartographer exposures --from vpc-0a1b2c3d4e5f60718
cartographer exposures --latent                  # also what opens once it is up again
cartographer exposures --at s-11 -o csv
cartographer exposures --max-age 6h --assume nothing   # what is sure, and fresh
"""
_MEMBERS = (
    "state",
    "resource",
    "door",
    "audience",
    "sources",
    "way",
    "by",
    "addresses",
    "anchor",
    "key",
    "traffic",
)
"""Columns of CSV."""


@verb("exposures", forms=LIST_FORMS, takes=("at", "limit"), examples=_EXAMPLES)
@click.option(
    "--from",
    "source",
    metavar="SRC",
    default=INTERNET,
    help="From whom: internet, a named network, an account, a VPC, or what else `reach` takes.",
)
@click.option("--type", "type_", metavar="TYPE", help="Only resources of a native type.")
@click.option("--latent", is_flag=True, help="Also what is blocked only by what is down now.")
@age_option("48h, any with --at")
@assume_option
def command(
    invocation: Invocation,
    source: str,
    type_: str | None,
    *,
    latent: bool,
    max_age: str | None,
    assume: str | None,
) -> int:
    """List what others can reach, by which door, and how wide.

    Each row was found by following packets there and their replies back; as data it shows a way.
    What could not be read makes a row unknown, and is never left out; a fact that is too old does
    too. A row of the internet says which network of the settings it is wholly within.
    """
    from cartographer.bootstrap import audiences, callers
    from cartographer.exposure.caller import evidenced
    from cartographer.exposure.listing import Ages, exposed

    since = counts_since(invocation, max_age, always=True)
    with invocation.view() as (_, snapshot):
        names = Names(snapshot, invocation.settings)
        networks = names.settings.named_networks
        found, atlas, search = callers(snapshot, networks, assumes=assume is None)
        begins = found.begins(names.end(atlas, source))
        alone = None if source.lower() == INTERNET else names.account(source) or source
        whose = audiences(atlas, search, networks, alone=alone)
        opens, ages = found.open_to(begins), Ages(found.oldest, since)
        rows = [
            row
            for row in exposed(snapshot, atlas, opens, whose, ages)
            if (latent or row.state != "latent")
            and (type_ is None or of_type(snapshot, row.resource, type_))
        ]
        shown = invocation.limited(rows)
        items = [
            msgspec.to_builtins(evidenced(atlas, search, begins, row, one.key))
            for row in (() if invocation.for_people else shown)
            if (one := named(snapshot, row.resource)) is not None
        ]
        whom = names.told(source)
        answer = Answer(
            items, lambda _: _people(snapshot, rows, shown, whom), items, cells(*_MEMBERS)
        )
        invocation.tell(answer)
    return 0


def _from(row: Exposed) -> str:
    """Return who gets there and how wide, once if that is the same."""
    if row.audience in {INTERNET, row.sources}:
        return row.sources
    return f"{row.audience}: {row.sources}"


def _behind(row: Exposed) -> str:
    """Return what a door leads to, in a few words; nothing if that is the resource itself."""
    if row.behind is None:
        return "not read"
    others = [short(one) for one in row.behind if one != row.resource]
    return others[0] if len(others) == 1 else f"{len(others)} targets" if others else ""


def _asked(row: Exposed) -> list[str]:
    return [one for one in (row.condition, row.authorization) if one]


_COLUMNS = (
    Column("STATE", lambda row: row.state),
    Column("RESOURCE", lambda row: short(row.resource), flexible=True),
    Column("DOOR", lambda row: row.door),
    Column("FROM", _from, flexible=True, firm=True),
    Column("WAY", lambda row: "direct" if row.by is None else short(row.by), flexible=True),
    Column("ADDRESS", lambda row: ", ".join(row.addresses), flexible=True),
    Column("BEHIND IT", _behind, flexible=True),
    Column("IF", lambda row: "; ".join(_asked(row)), flexible=True),
)


def _people(
    snapshot: Snapshot, rows: Sequence[Exposed], shown: Sequence[Any], whom: str
) -> Iterator[Block]:
    if rows:
        yield Grid(_COLUMNS, shown)
    if len(shown) < len(rows):
        yield line(f"and {len(rows) - len(shown):,} more: --limit")
    counts = {state: sum(row.state == state for row in rows) for state in ("open", "unknown")}
    old = sum(row.too_old is not None for row in rows)
    things = len({row.resource for row in rows})
    yield line(
        f"{len(rows):,} exposures of {things:,} resources to {whom}: "
        f"{counts['open']:,} open, {counts['unknown']:,} unknown"
        + (f", {old:,} of them too old: --max-age" if old else "")
    )
    yield from remarks(snapshot, [one for row in rows if (one := named(snapshot, row.resource))])
