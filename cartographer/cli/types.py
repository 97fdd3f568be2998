"""`cartographer types`: what can be read, and how each type's declaration is proven."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Any

import click

from cartographer.cli.answer import Answer, Block, Column, Grid, cells, line, member
from cartographer.cli.invocation import LIST_FORMS, Invocation
from cartographer.cli.option import verb
from cartographer.cli.text import count, nearest
from cartographer.model.error import UsageError

_EXAMPLES = """
cartographer types
cartographer types --service ec2 -o wide
cartographer types --service docdb               # listed by calls of rds
cartographer types -o json | jq -r '.types[].type'
"""


def _relations(one: dict[str, Any]) -> str:
    """Return the kinds of a type's relations, or why it has none."""
    return ", ".join(one["relations"]) or f"none: {one['no_relations']}"


_COLUMNS = (
    member("type"),
    member("kind"),
    Column("LISTED BY", lambda one: f"{one['service']} {one['list']}"),
    Column("BY ID", lambda one: one["by_id"] or "its scope"),
    member("proof"),
    member("aspects", flexible=True),
    Column("RELATIONS", lambda one: len(one["relations"]) or "none", right=True),
    Column("KINDS OF RELATION", _relations, wide=True, flexible=True),
    Column("EVENTS", lambda one: len(one["events"]), wide=True, right=True),
    member("doc", wide=True),
)
_CELLS = cells(
    "type", "kind", "provider", "service", "where", "list", "aspects", "by_id", "no_by_id",
    "events", "relations", "no_relations", "proof", "doc",
)  # fmt: skip


@verb(
    "types",
    forms=LIST_FORMS,
    takes=("limit",),
    examples=_EXAMPLES,
    why_not="it lists what is declared, whatever is held",
)
@click.option(
    "--service",
    multiple=True,
    metavar="NAME",
    help="Only this service of the SDK, or of types' names.",
)
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

    every = type_documents()
    tests = [
        _meeting(every, name, patterns)
        for name, patterns in (("service", service), ("kind", kind), ("type", type_))
    ]
    found = [one for one in every if all(test(one) for test in tests)]
    shown = invocation.limited(found)
    document = {"schema": "cartographer.types/1", "types": shown}
    invocation.tell(Answer(document, lambda _: _people(shown, len(found)), shown, _CELLS))
    return 0


def _meeting(
    every: Sequence[dict[str, Any]], name: str, patterns: Sequence[str]
) -> Callable[[dict[str, Any]], bool]:
    """Return what tells whether a type meets one of some patterns; all do where there is none.

    A service that no call is of may be one that stands in names of types: the clusters of
    DocumentDB and Neptune are listed by calls of rds.

    Raises:
        UsageError: nothing is like a pattern; what is nearest is named.
    """
    known = {str(one[name]) for one in every}
    named = {_namespace(one) for one in every} if name == "service" else set()
    spaces = [one for one in patterns if not _any(known, one) and _any(named, one)]
    for pattern in patterns:
        if pattern not in spaces and not _any(known, pattern):
            raise UsageError(f"--{name}: {nearest(name, pattern, known | named)}")
    values = [one for one in patterns if one not in spaces]
    return lambda one: (
        not patterns
        or any(fnmatchcase(str(one[name]), pattern) for pattern in values)
        or any(fnmatchcase(_namespace(one), pattern) for pattern in spaces)
    )


def _any(known: Collection[str], pattern: str) -> bool:
    return any(fnmatchcase(one, pattern) for one in known)


def _namespace(one: dict[str, Any]) -> str:
    return str(one["type"]).split("::")[1].lower()


def _people(types: Sequence[dict[str, Any]], total: int) -> Iterator[Block]:
    if not types:
        yield from () if total else (line("No declared type is like that."),)
        return
    yield Grid(_COLUMNS, types)
    proofs = Counter(one["proof"] for one in types).most_common()
    services = len({one["service"] for one in types})
    told = ", ".join(f"{number} {proof}" for proof, number in proofs)
    yield line((f"{count(len(types), 'type')} of {count(services, 'service')}: {told}", "bold"))
