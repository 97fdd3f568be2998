"""The one way to a picture: choose, put together, and collapse what is too large."""

from cartographer.model.change import ChangeSet
from cartographer.model.snapshot import Snapshot
from exporters.assembly import assemble
from exporters.collapse import collapse
from exporters.graph import Caption, Graph
from exporters.selection import select
from exporters.view import View


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
    """
    chosen = select(snapshot, view, changes, before)
    return collapse(assemble(chosen, view, caption), view)
