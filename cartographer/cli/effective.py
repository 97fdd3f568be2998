"""`cartographer effective`: the filters and routes of one interface, and what they do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
import msgspec

from cartographer.cli.answer import BLANK, Answer, Block, Column, Grid, line
from cartographer.cli.flow import FLOW_FORMS, answer_lines, flows_option, refuse_lines
from cartographer.cli.interface import interfaces
from cartographer.cli.invocation import Invocation
from cartographer.cli.option import verb
from cartographer.model.error import UsageError

if TYPE_CHECKING:
    from cartographer.exposure.atlas import Atlas
    from cartographer.exposure.effective import Effective, HeldFilter, HeldRule
    from cartographer.reach.network import Id

_EXAMPLES = """
cartographer effective i-0d67de4883b05f456
cartographer effective 10.1.1.100 -o json
cartographer effective web-7 --at s-11
cartographer effective web-7 --flows questions.jsonl -o jsonl > answers.jsonl
"""


@verb("effective", forms=FLOW_FORMS, takes=("at",), examples=_EXAMPLES)
@click.argument("machine", metavar="ID")
@flows_option
def command(invocation: Invocation, machine: str, *, flows: str | None) -> int:
    """Show which filters and routes hold for one interface.

    ID is an interface, or a machine that has one; its filters and routes stand in the order in
    which they count. With --flows each line of FILE is a packet to verify:
    {"direction":"inbound","remote_address":"203.0.113.7","local_port":22,"protocol":"tcp"};
    the answer says whether filters allow it, by which rule, and where the route to the other side
    leads. What listens, and what lies beyond, is for `reach` to say.
    """
    from cartographer.bootstrap import atlas
    from cartographer.exposure.effective import effective
    from cartographer.exposure.verification import verified

    with invocation.view() as (_, snapshot):
        found, search = atlas(snapshot)
        ports = interfaces(snapshot, found, machine)
        if flows is not None:
            return answer_lines(
                invocation, flows, lambda lines: verified(found, search, ports, lines)
            )
        refuse_lines(invocation)
        held = effective(found, search.evaluation, _only(found, ports, machine))
        document = {"schema": "cartographer.effective/1", **msgspec.to_builtins(held)}
        invocation.tell(Answer(document, lambda _: _people(held)))
    return 0


def _only(atlas: Atlas, ports: tuple[Id, ...], machine: str) -> Id:
    from cartographer.exposure.verification import candidates

    if len(ports) > 1:
        told = ", ".join(candidates(atlas, ports))
        message = f"{machine!r} has {len(ports)} interfaces, name one: {told}"
        raise UsageError(message)
    return ports[0]


# --- for people -------------------------------------------------------------------------------


def _short(id_: str | None) -> str:
    return (id_ or "").rsplit(":", 1)[-1]


def _matches(one: HeldRule) -> str:
    from cartographer.reach.written import worded

    doubt = "" if one.known else "perhaps "
    return f"{doubt}{worded(one.traffic)}" + (f", of peers in {one.peer}" if one.peer else "")


_RULES = (
    Column("VERB", lambda one: one.verb),
    Column("RULE", lambda one: one.rule.name, flexible=True),
    Column("MATCHES", _matches, flexible=True, wraps=True),
    Column("FROM", lambda one: one.rule.source),
    Column("FILTER", lambda one: _short(one.rule.filter), flexible=True),
    Column("ID", lambda one: one.rule.id, wide=True),
)
_ROUTES = (
    Column("PREFIX", lambda one: ", ".join(one.destinations) or "(none)", flexible=True),
    Column("NEXT HOP", lambda one: one.next_hop.type),
    Column("ROUTE", lambda one: one.next_hop.route, flexible=True),
    Column("ADDRESS", lambda one: one.next_hop.address),
    Column("FROM", lambda one: one.origin),
    Column("COUNTS", lambda one: "" if one.active else "never"),
    Column("NATIVE TYPE", lambda one: one.next_hop.native_type, wide=True),
    Column("TABLE", lambda one: _short(one.next_hop.table), wide=True),
)


def _people(held: Effective) -> Iterator[Block]:
    from cartographer.cli.text import moment

    age = f"   as of {moment(held.as_of)}" if held.as_of else ""
    called = f"   called {', '.join(held.called)}" if held.called else ""
    yield line((held.interface, "bold"), f"  {', '.join(held.addresses)}{called}", (age, "dim"))
    for title, filters in (("Inbound", held.inbound), ("Outbound", held.outbound)):
        yield BLANK
        yield line((title, "bold"), "" if filters else "  no filter: all passes")
        for number, one in enumerate(filters, 1):
            yield from _filter(number, one)
    yield BLANK
    yield line(("Routes", "bold"), "" if held.routes else "  none that is known")
    if held.routes:
        yield Grid(_ROUTES, held.routes, indent=2)
    for reason in held.incomplete:
        where = f" at {reason.resource}" if reason.resource else ""
        yield line(("Not seen: ", "yellow"), reason.code, where)


def _filter(number: int, one: HeldFilter) -> Iterator[Block]:
    holders = ", ".join(map(_short, one.holders)) or "(not seen)"
    marks = (
        "stateful" if one.stateful else "stateless",
        "not within the subnet" if one.edge else None,
        f"not complete: {one.gap}" if one.gap else None,
    )
    shown = ", ".join(mark for mark in marks if mark) if one.rules else one.gap or ""
    yield line(f"  {number}. {holders}  ", (shown, "dim"))
    if one.rules:
        yield Grid(_RULES, one.rules, indent=4)
