"""`cartographer reach`: who can send what to whom, with the way and what decides it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
import msgspec

from cartographer.cli.answer import Answer, Block, line
from cartographer.cli.end import Names
from cartographer.cli.flow import FLOW_FORMS, answer_lines, flows_option, refuse_lines
from cartographer.cli.interface import NoInterfaceError
from cartographer.cli.invocation import Invocation
from cartographer.cli.option import verb
from cartographer.model.error import NotFoundError, UsageError

if TYPE_CHECKING:
    from cartographer.exposure.atlas import Atlas
    from cartographer.exposure.end import End
    from cartographer.exposure.question import Finding, Waypoint
    from cartographer.reach.search import Search

_NOT_AS_EXPECTED, _UNKNOWN = 3, 4
_EXAMPLES = """
cartographer reach internet i-0d67de4883b05f456 --port 22
cartographer reach 10.1.1.100 10.2.1.7 --port 443 -o json
cartographer reach i-0d67de4883b05f456 internet --port 443
cartographer reach web-7 shop-db --port 5432 --expect blocked
cartographer reach office web-7 --port 22        # a network that the settings name
cartographer reach internet https://shop.example.com
cartographer reach --flows questions.jsonl > answers.jsonl
"""


@verb("reach", forms=FLOW_FORMS, takes=("at",), examples=_EXAMPLES)
@click.argument("source", metavar="[SRC]", required=False)
@click.argument("destination", metavar="[DST]", required=False)
@click.option("--port", type=click.IntRange(0, 65535), help="Destination port; any if left out.")
@click.option("--protocol", help="tcp, udp, icmp, icmpv6, all, or a number.  [default: tcp]")
@click.option(
    "--expect",
    type=click.Choice(("reachable", "blocked")),
    help="Exit 3 if the verdict is another one, 4 if it is unknown.",
)
@flows_option
def command(
    invocation: Invocation,
    source: str | None,
    destination: str | None,
    *,
    port: int | None,
    protocol: str | None,
    expect: str | None,
    flows: str | None,
) -> int:
    """Say who can send what to whom, and what decides it, hop by hop.

    SRC and DST are ids, names, addresses, prefixes, accounts, networks of the settings, or
    `internet`; DST may be a host name, a URL or host:port too. The answer is about the way there
    and the reply. A port that is left out is any: then reachable means some packet.
    """
    from cartographer.bootstrap import atlas

    with invocation.view() as (_, snapshot):
        names = Names(snapshot, invocation.settings)
        found, search = atlas(snapshot, names.settings.named_networks)
        if flows is not None:
            return _flows(invocation, flows, names, (found, search))
        refuse_lines(invocation)
        if source is None or destination is None:
            message = "name SRC and DST, or give --flows FILE"
            raise UsageError(message)
        found.begin()
        asked = (source, destination, protocol or "tcp", port)
        finding, question = _ask(names, (found, search), asked)
        document = {
            "schema": "cartographer.reach/1",
            "source": source,
            "destination": destination,
            "traffic": question,
            **msgspec.to_builtins(finding),
            "rests_on": found.rests_on,
        }
        invocation.tell(Answer(document, lambda _: _people(finding, question, destination)))
    if expect is None or finding.verdict == expect:
        return 0
    return _UNKNOWN if finding.verdict == "unknown" else _NOT_AS_EXPECTED


def _ask(
    names: Names, network: tuple[Atlas, Search], asked: tuple[str, str, str, int | None]
) -> tuple[Finding, str]:
    """Return what was found for a question by names, and the question in words."""
    from cartographer.exposure.end import destination, goals, somewhere, starts
    from cartographer.exposure.flow import protocol_packets
    from cartographer.exposure.question import Question, ask
    from cartographer.reach.written import words

    atlas, search = network
    named, destined, protocol, port = asked
    source = names.end(atlas, named)
    begins = starts(atlas, search.space, source)
    to, pasted = _called(names, atlas, destined, source)
    if None not in {port, pasted} and port != pasted:
        message = f"--port {port} and {destined!r} (port {pasted}) differ: leave one out"
        raise UsageError(message)
    packets = protocol_packets(search.space, protocol, pasted if port is None else port)
    traffic = packets & destination(atlas, search.space, to, begins)
    question = Question(source, traffic, goals(atlas, to), somewhere(atlas, to), to.code)
    finding = ask(atlas, search, question, begins)
    sources = [start.sources for start in begins.known]
    sent = traffic & search.space.union([*sources, begins.unplaced])
    return finding, words(sent or traffic)


def _called(names: Names, atlas: Atlas, text: str, source: End) -> tuple[End, int | None]:
    """Return what a destination means, and the port that was pasted with it.

    A host name leads where its records do, as SRC asks them; one that leads nowhere may still be
    what a resource is called, as in the URL of a console.
    """
    from cartographer.exposure.end import read
    from cartographer.exposure.host import asker, host, named

    pasted = host(text)
    if pasted is None:
        return names.end(atlas, text), None
    end = read(pasted.name) or named(atlas, pasted.name, asker(atlas, source))
    if end.kind in {"ports", "range"}:
        return end, pasted.port
    try:
        return names.end(atlas, text), None
    except (NotFoundError, NoInterfaceError):
        return end, pasted.port


def _flows(invocation: Invocation, flows: str, names: Names, network: tuple[Atlas, Search]) -> int:
    from cartographer.exposure.flow import answers

    def locate(text: str) -> End:
        return names.end(network[0], text)

    return answer_lines(invocation, flows, lambda lines: answers(*network, locate, lines))


# --- for people -------------------------------------------------------------------------------

_STYLES = {"reachable": "bold red", "blocked": "bold green", "unknown": "bold yellow"}
_MARKS = {"passes": ("✓", "green"), "stops": ("✗", "red"), "doubt": ("?", "yellow")}


def _people(finding: Finding, question: str, destination: str) -> Iterator[Block]:
    from cartographer.cli.text import moment

    head = (finding.verdict.upper(), _STYLES[finding.verdict])
    age = f"   as of {moment(finding.as_of)}" if finding.as_of else ""
    yield line(head, f"  {question}", f"   ({destination})", (age, "dim"))
    for hop in finding.path:
        yield _hop(hop, finding)
    if finding.latent:
        yield line(("It opens as soon as what is down comes up again.", "yellow"))
    for one in finding.reasons if finding.verdict != "reachable" else ():
        where = f" at {one.resource}" if one.resource else ""
        way = "reply: " if one.direction == "return" else ""
        yield line("  why: ", (way + one.code, "bold"), where, f"  {one.rule}" if one.rule else "")
    for switch in finding.assumes:
        yield line((f"Assumed, since nobody asked: {switch}", "dim"))


def _hop(hop: Waypoint, finding: Finding) -> Block:
    here = [
        one
        for one in finding.reasons
        if (one.resource, one.rule, one.direction) == (hop.resource, hop.rule, hop.direction)
    ]
    state = "passes" if not here else "stops" if any(one.certain for one in here) else "doubt"
    way = "reply: " if hop.direction == "return" else ""
    place = (hop.resource or "stateful filter").rsplit(":", 1)[-1]
    return line("  ", _MARKS[state], f" {way}{place}", f"  {hop.rule}" if hop.rule else "")
