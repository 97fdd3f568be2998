"""The one way to a picture: choose, put together, and collapse what is too large."""

from cartographer.model.change import ChangeSet
from cartographer.model.error import UsageError
from cartographer.model.snapshot import Snapshot
from exporters.assembly import assemble
from exporters.collapse import collapse
from exporters.exposure import exposure
from exporters.graph import Caption, Graph
from exporters.selection import select
from exporters.view import EXPOSURE, View


def picture(
    snapshot: Snapshot,
    view: View,
    *,
    changes: ChangeSet | None = None,
    before: Snapshot | None = None,
    caption: Caption = Caption(),  # noqa: B008  frozen
) -> Graph:
    """Return the picture of a snapshot, or of what changed since an earlier one.

    With `changes` only what changed and its neighbours are shown; `before` then supplies
    what is gone.

    Raises:
        NotFoundError: nothing is held of the resource in focus.
        UsageError: exposures are asked for of a diff.
    """
    return collapse(whole(snapshot, view, changes, before, caption), view)


def whole(
    snapshot: Snapshot,
    view: View,
    changes: ChangeSet | None,
    before: Snapshot | None,
    caption: Caption,
) -> Graph:
    """Return the picture before it collapses, however large."""
    if view.chart is None:
        return assemble(select(snapshot, view, changes, before), view, caption)
    if changes is not None:
        raise UsageError(f"the view {EXPOSURE} shows one snapshot: it takes no diff")
    return exposure(snapshot, view.chart, caption)
