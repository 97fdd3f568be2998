"""`cartographer reach`: who can send what to whom, with the way and what decides it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click
import msgspec

from cartographer.cli.answer import Answer
from cartographer.cli.end import Names
from cartographer.cli.flow import FLOW_FORMS, answer_lines, flows_option, refuse_lines
from cartographer.cli.interface import NoInterfaceError
from cartographer.cli.invocation import Invocation
from cartographer.cli.leaning import age_option, assume_option, counts_since
from cartographer.cli.option import verb
from cartographer.cli.path import Told, people
from cartographer.model.error import NotFoundError, UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from cartographer.exposure.atlas import Atlas
    from cartographer.exposure.end import End
    from cartographer.reach.search import Search

_NOT_AS_EXPECTED, _UNKNOWN = 3, 4
_EXAMPLES = """
cartographer reach internet i-0d67de4883b05f456 --port 22
cartographer reach 10.1.1.100@shop-vpc 10.2.1.7 --port 443 -o json
cartographer reach i-0d67de4883b05f456 internet --port 443 --all-paths
cartographer reach tag:role=web shop-db --port 5432 --why-not
cartographer reach web-7 shop-db --port 5432 --expect blocked --max-age 6h
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
@age_option("48h with --expect, else any")
@assume_option
@click.option(
    "--why-not",
    "show",
    flag_value="why-not",
    help="Only the reasons, hop by hop, and the smallest change that would open it.",
)
@click.option("--all-paths", "show", flag_value="all-paths", help="Every way, not only the first.")
@flows_option
def command(
    invocation: Invocation,
    source: str | None,
    destination: str | None,
    *,
    port: int | None,
    protocol: str | None,
    expect: str | None,
    max_age: str | None,
    assume: str | None,
    show: Literal["why-not", "all-paths"] | None,
    flows: str | None,
) -> int:
    """Say who can send what to whom, and what decides it, hop by hop.

    SRC and DST are ids, names, addresses, prefixes, ADDRESS@VPC, tag:KEY=VALUE, accounts, networks
    of the settings, or `internet`; where several answer they are listed. DST may be a host name, a
    URL or host:port too. The answer is about the way there and the reply. A port that is left out
    is any: then reachable means some packet. What is blocked is told with the smallest change that
    would open it, and what else that would open.
    """
    from cartographer.bootstrap import atlas

    since = counts_since(invocation, max_age, always=expect is not None)
    with invocation.view() as (_, snapshot):
        names = Names(snapshot, invocation.settings)
        networks = names.settings.named_networks
        found, search = atlas(snapshot, networks, assumes=assume is None)
        if flows is not None:
            if show or max_age:
                message = (
                    "--flows answers line by line: leave out --why-not, --all-paths, --max-age"
                )
                raise UsageError(message)
            return _flows(invocation, flows, names, (found, search))
        refuse_lines(invocation)
        if source is None or destination is None:
            message = "name SRC and DST, or give --flows FILE"
            raise UsageError(message)
        found.begin()
        asked = (source, destination, protocol or "tcp", port)
        told = _ask(names, (found, search), asked, since)
        document = {
            "schema": "cartographer.reach/1",
            "source": source,
            "destination": destination,
            "traffic": told.question,
            **msgspec.to_builtins(told.finding),
            **msgspec.to_builtins(told.explanation),
            "rests_on": told.rests_on,
        }
        invocation.tell(Answer(document, lambda _: people(told, show or "path")))
    if expect is None or told.finding.verdict == expect:
        return 0
    return _UNKNOWN if told.finding.verdict == "unknown" else _NOT_AS_EXPECTED


def _ask(
    names: Names,
    network: tuple[Atlas, Search],
    asked: tuple[str, str, str, int | None],
    since: datetime | None,
) -> Told:
    """Return a question by names, in words, and all that is told of it."""
    from cartographer.exposure.age import aged
    from cartographer.exposure.end import destination, goals, somewhere, starts
    from cartographer.exposure.explanation import explain
    from cartographer.exposure.flow import protocol_packets
    from cartographer.exposure.question import Question, ask
    from cartographer.reach.written import words

    atlas, search = network
    named, destined, protocol, port = asked
    source = names.one(atlas, named)
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
    finding = finding if since is None else aged(finding, sent or traffic, atlas.oldest, since)
    return Told(
        question=words(sent or traffic),
        destination=destined,
        finding=finding,
        rests_on=atlas.rests_on,
        explanation=explain(atlas, search, question, begins, finding),
    )


def _called(names: Names, atlas: Atlas, text: str, source: End) -> tuple[End, int | None]:
    """Return what a destination means, and the port that was pasted with it.

    A host name leads where its records do, as SRC asks them; one that leads nowhere may still be
    what a resource is called, as in the URL of a console.
    """
    from cartographer.exposure.end import read
    from cartographer.exposure.host import asker, host, named

    pasted = host(text)
    if pasted is None:
        return names.one(atlas, text), None
    end = read(pasted.name) or named(atlas, pasted.name, asker(atlas, source))
    if end.kind in {"ports", "range"}:
        return names.sure(atlas, end, text), pasted.port
    try:
        return names.end(atlas, text), None
    except (NotFoundError, NoInterfaceError):
        return end, pasted.port


def _flows(invocation: Invocation, flows: str, names: Names, network: tuple[Atlas, Search]) -> int:
    from cartographer.exposure.flow import answers

    def locate(text: str) -> End:
        return names.end(network[0], text)

    return answer_lines(invocation, flows, lambda lines: answers(*network, locate, lines))
