"""`cartographer export`: a map of a snapshot or a diff, as a picture or as data."""

import sys
from pathlib import Path
from typing import IO, Any

import click

from cartographer.cli.invocation import Invocation
from cartographer.cli.option import verb
from cartographer.model.error import NotFoundError, UsageError
from cartographer.model.history import SnapshotInfo
from cartographer.model.snapshot import Snapshot
from cartographer.ports import SnapshotStore

FORMATS = (
    "json", "yaml", "csv", "graph-json", "graphml", "dot", "mermaid", "svg", "png",
)  # fmt: skip
VIEWS = ("network", "identity", "containment", "all")
EXPOSURE = "exposure"
_BINARY = ("png",)
_EXAMPLES = """
cartographer export --format svg --view network --out map.svg
cartographer export --format svg --view exposure --out exposure.svg
cartographer export --format svg --focus i-0d67de4883b05f456 --depth 2 --out web.svg
cartographer export --format svg --diff previous latest --out diff.svg
cartographer export --format dot --group-by tag:team | dot -Tpdf > map.pdf
cartographer export --at s-11 > s-11.json
"""


@verb(
    "export",
    forms=(),
    takes=("at", "limit"),
    examples=_EXAMPLES,
    why_not="use --format; --focus and --view choose what is shown",
)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="json", show_default=True,
    help="What is written.",
)  # fmt: skip
@click.option(
    "--view", type=click.Choice((*VIEWS, EXPOSURE)), default="all", show_default=True,
    help="Which relations and kinds a picture shows; or what the internet can reach.",
)  # fmt: skip
@click.option("--focus", metavar="ID", help="Only the neighbourhood of this resource.")
@click.option(
    "--depth", type=click.IntRange(min=0), default=1, show_default=True,
    help="Relations that the neighbourhood reaches.",
)  # fmt: skip
@click.option("--group-by", metavar="WHAT", help="Boxes by account, region, vpc, type or tag:KEY.")
@click.option("--diff", nargs=2, metavar="A B", help="What differs from A to B, in colours.")
@click.option("--out", metavar="FILE", help="File to write, whole or not at all; - for stdout.")
def command(
    invocation: Invocation,
    form: str,
    view: str,
    focus: str | None,
    depth: int,
    group_by: str | None,
    diff: tuple[str, str] | None,
    out: str | None,
) -> int:
    """Write a map as a picture or as data.

    --limit bounds the nodes of a picture before it collapses, and the exposures of the view
    exposure. A file is replaced only when it is whole, and is readable by its owner alone.
    """
    from cartographer import bootstrap
    from cartographer.cli.lookup import find
    from cartographer.cli.whole import write_whole

    if diff and invocation.options.at is not None:
        raise UsageError("--at means nothing with --diff, which names both moments")
    to_stdout = out in (None, "-")
    if to_stdout and form in _BINARY and sys.stdout.isatty():
        raise UsageError(f"{form} would garble the terminal: give --out FILE")
    with invocation.view() as (store, snapshot):
        drawn: Snapshot = snapshot
        options: dict[str, Any] = {"info": _info(store, invocation.options.at)}
        if diff:
            drawn, options = _diff(invocation, store, diff)
        shown: dict[str, Any] = {
            "view": view,
            "focus": None if focus is None else find(drawn, focus).key,
            "depth": depth,
            "group_by": group_by,
            "limit": invocation.options.limit,
        }
        if view == EXPOSURE:
            shown["chart"] = bootstrap.chart(
                drawn, invocation.options.limit, invocation.settings.named_networks
            )
            shown["limit"] = None

        def write(file: IO[bytes]) -> None:
            bootstrap.export(form, drawn, file, shown, **options)

        if out is None or out == "-":
            write(sys.stdout.buffer)
        else:
            write_whole(Path(out), write)
            invocation.notices.info(f"wrote {out}")
    return 0


def _info(store: SnapshotStore, at: str | None) -> SnapshotInfo | None:
    """Return the name of what is shown, where it has one."""
    try:
        if at is not None:
            return store.info(at)
        latest = store.info("latest")
    except NotFoundError:
        return None
    return latest if latest.commit == store.head().commit else None


def _diff(
    invocation: Invocation, store: SnapshotStore, moments: tuple[str, str]
) -> tuple[Snapshot, dict[str, Any]]:
    from cartographer.pipeline import difference

    earlier, later, changes = difference(store, *moments, invocation.catalogue.shape)
    options = {
        "changes": changes,
        "before": store.snapshot(earlier.id),
        "info": later,
        "before_info": earlier,
    }
    return store.snapshot(later.id), options
