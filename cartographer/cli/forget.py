"""`cartographer forget`: drop from the present state what will never be seen again."""

import sys
from collections.abc import Iterator
from typing import Any

import click

from cartographer.cli.answer import Answer, Block, line
from cartographer.cli.invocation import DOCUMENT_FORMS, Invocation
from cartographer.cli.lookup import find
from cartographer.cli.option import verb
from cartographer.cli.text import count
from cartographer.model.coverage import Selector
from cartographer.model.error import UsageError
from cartographer.model.resource import Resource
from cartographer.model.snapshot import resources

_MOST = 10
_EXAMPLES = """
cartographer forget --account 111122223333             # an account that was closed
cartographer forget --region me-south-1 --type AWS::EC2::Instance
cartographer forget i-0d67de4883b05f456 --yes
"""


@verb(
    "forget",
    forms=DOCUMENT_FORMS,
    examples=_EXAMPLES,
    why_not="it changes the present state; --account, --region, --type or ids choose",
)
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--account", "accounts", multiple=True, metavar="ID", help="All of this account.")
@click.option("--region", "regions", multiple=True, metavar="REGION", help="All of this region.")
@click.option("--type", "types", multiple=True, metavar="TYPE", help="All of this native type.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(
    invocation: Invocation,
    ids: tuple[str, ...],
    accounts: tuple[str, ...],
    regions: tuple[str, ...],
    types: tuple[str, ...],
    *,
    yes: bool,
) -> int:
    """Drop from the present state what will never be seen again.

    What could not be read stays, stale, until someone says so here. History keeps what was; a
    later snapshot that sees it brings it back. Different options all have to hold.
    """
    from cartographer.pipeline import forget

    places = Selector(accounts=accounts, regions=regions, types=types)
    if bool(ids) == (places != Selector()):
        raise UsageError("say what to forget: ids, or --account, --region and --type")
    with invocation.view() as (store, snapshot):
        selector = places
        if ids:
            selector = Selector(keys=tuple(find(snapshot, text).key for text in ids))
        going = [one for one in resources(snapshot) if _chosen(selector, one)]
        scopes = 0 if ids else sum(selector.matches(one.scope) for one in snapshot.coverage())
        if not going and not scopes:
            raise UsageError("nothing held is like that: nothing to forget")
        if not yes:
            _ask(going, scopes)
        commit = forget(store, selector)
    document = {
        "schema": "cartographer.forget/1",
        "commit": commit,
        "resources": len(going),
        "scopes": scopes,
    }
    invocation.tell(Answer(document, lambda _: _people(document)))
    return 0


def _chosen(selector: Selector, resource: Resource) -> bool:
    if selector.keys:
        return resource.key in selector.keys
    return any(selector.matches(scope) for scope in resource.record.scopes)


def _ask(going: list[Resource], scopes: int) -> None:
    """Say what would go, and go on only if a person agrees.

    Raises:
        UsageError: nobody is there to ask, or the answer was no.
    """
    from cartographer.cli.text import safe

    told = f"{count(len(going), 'resource')} and the coverage of {count(scopes, 'scope')}"
    for one in going[:_MOST]:
        click.echo(f"  {safe(one.key.id)}  {one.key.type}", err=True)
    if len(going) > _MOST:
        click.echo(f"  and {len(going) - _MOST:,} more", err=True)
    if not sys.stdin.isatty():
        raise UsageError(f"this would forget {told}: give --yes to do it")
    if not click.confirm(f"Forget {told}?", err=True):
        raise UsageError("nothing was forgotten")


def _people(document: dict[str, Any]) -> Iterator[Block]:
    told = f"{count(document['resources'], 'resource')}, {count(document['scopes'], 'scope')}"
    yield line(f"Forgot {told}: commit {document['commit']}. History keeps what was.")
