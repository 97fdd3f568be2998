"""`cartographer ls`: resources by type, place, tags, or any expression over them."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Any

import click

from cartographer.cli.answer import Answer, Block, Column, Grid, cells, line, member
from cartographer.cli.invocation import LIST_FORMS, Invocation
from cartographer.cli.option import verb
from cartographer.cli.remark import remarks
from cartographer.cli.selection import Term, select, terms
from cartographer.cli.text import count, moment, nearest
from cartographer.model.error import UsageError
from cartographer.model.resource import NO_STATEMENT, Resource
from cartographer.model.snapshot import Snapshot

_EXAMPLES = """
cartographer ls --type AWS::EC2::Instance
cartographer ls --kind bucket --tag data=pci
cartographer ls --where "config.PubliclyAccessible"
cartographer ls --where "aspects.policy.state == 'unknown'" -o json
cartographer ls --scope account=111122223333,region=eu-* --limit 20
cartographer ls --at 2026-05-31 --type 'AWS::IAM::*' -o csv
"""


def _doubts(item: dict[str, Any]) -> str:
    unknown = [
        name
        for name, one in item["aspects"].items()
        if one["state"] == "unknown" and one["reason"] not in NO_STATEMENT
    ]
    stale = [] if item["stale_since"] is None else [f"since {moment(item['stale_since'])}"]
    return ", ".join([*stale, *unknown])


def _tags(item: dict[str, Any]) -> object:
    """Return tags; what was never read is not *none*."""
    return "unknown" if item["tags"] is None else item["tags"]


_COLUMNS = (
    member("type"),
    member("native_id", "id"),
    member("name", flexible=True),
    member("account"),
    member("region"),
    Column("NOT KNOWN", _doubts, flexible=True),
    member("kind", wide=True),
    member("zone", wide=True),
    Column("OBSERVED", lambda item: moment(item["observed_at"]), wide=True),
    member("id", "canonical id", wide=True),
    member("uid", wide=True),
    Column("TAGS", _tags, wide=True, flexible=True),
)
_CELLS = cells(
    "id",
    "native_id",
    "uid",
    "provider",
    "type",
    "kind",
    "account",
    "region",
    "zone",
    "name",
    "tags",
    "observed_at",
    "stale_since",
    "aspects",
)


@verb("ls", forms=LIST_FORMS, takes=("at", "scope", "limit"), examples=_EXAMPLES)
@click.option("--type", "type_", multiple=True, metavar="TYPE", help="Native type; * stands.")
@click.option("--kind", multiple=True, metavar="KIND", help="Shared kind: instance, bucket, ...")
@click.option("--account", multiple=True, metavar="ID", help="Owning account.")
@click.option("--region", multiple=True, metavar="REGION", help="Region, or global.")
@click.option("--name", multiple=True, metavar="NAME", help="Name or short id; * stands.")
@click.option("--tag", "tags", multiple=True, metavar="KEY=VALUE", help="Tag; VALUE may hold *.")
@click.option("--where", metavar="JMESPATH", help="Expression over the JSON form plus `config`.")
def command(
    invocation: Invocation, tags: tuple[str, ...], where: str | None, **filters: tuple[str, ...]
) -> int:
    """List resources, sorted by id.

    Several values of one filter are alternatives; different filters all have to hold.
    """
    wanted = [*terms(invocation.options.scope), *_tag_terms(tags)]
    for name, patterns in filters.items():
        wanted.extend(Term(name.rstrip("_"), pattern) for pattern in patterns)
    matches = _where(where)
    _check_named(invocation, filters)
    with invocation.view() as (_, snapshot):
        found = sorted(select(snapshot, wanted), key=lambda one: (one.key.id, one.key))
        pairs = [(one, document) for one in found if (document := matches(one)) is not None]
        shown = invocation.limited(pairs)
        items = [document for _, document in shown]
        used = [one for one, _ in shown]
        people = _people(snapshot, used, items, len(pairs))
        invocation.tell(Answer(items, lambda _: people, items, _CELLS))
    return 0


def _check_named(invocation: Invocation, filters: dict[str, tuple[str, ...]]) -> None:
    """Say where a type or a kind is named that is not declared: it may be spelt in another way.

    It is no error, for what is held may be of a type that an earlier version knew.
    """
    named = {"type": filters["type_"], "kind": filters["kind"]}
    if not any(named.values()):
        return
    from cartographer.bootstrap import type_documents

    every = type_documents()
    for name, words in named.items():
        known = {str(one[name]) for one in every}
        for word in words:
            if not any(fnmatchcase(one, word) for one in known):
                invocation.notices.warn(nearest(name, word, known))


def _tag_terms(tags: tuple[str, ...]) -> Iterator[Term]:
    for tag in tags:
        key, _, value = tag.partition("=")
        yield Term(f"tag:{key}", value if "=" in tag else "*")


def _where(expression: str | None) -> Callable[[Resource], dict[str, Any] | None]:
    """Return what makes the document of a resource, or none where the expression is not true.

    Raises:
        UsageError: the expression is no JMESPath.
    """
    from cartographer.bootstrap import resource_document

    if expression is None:
        return resource_document
    import jmespath
    import msgspec
    from jmespath.exceptions import JMESPathError

    try:
        compiled = jmespath.compile(expression)
    except JMESPathError as error:
        raise UsageError(f"--where: no JMESPath: {' '.join(str(error).split())}") from error

    def matching(resource: Resource) -> dict[str, Any] | None:
        document = resource_document(resource)
        plain = msgspec.to_builtins(document)
        try:
            found = compiled.search({**plain, "config": resource.record.config})
        except JMESPathError as error:
            raise UsageError(f"--where on {resource.key.id}: {error}") from error
        return None if found in (None, False, "", [], {}) else document

    return matching


def _people(
    snapshot: Snapshot, used: Sequence[Resource], items: Sequence[dict[str, Any]], total: int
) -> Iterator[Block]:
    if items:
        yield Grid(_COLUMNS, items)
        kinds = Counter(item["kind"] for item in items).most_common(4)
        told = ", ".join(f"{number:,} {kind}" for kind, number in kinds)
        shown = "" if len(items) == total else f" of {total:,}"
        yield line((f"{count(len(items), 'resource')}{shown} ({told})", "bold"))
    elif not total:
        yield line("Nothing held is like that.")
    yield from remarks(snapshot, used)
