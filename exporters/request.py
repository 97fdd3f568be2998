"""What an export is asked for, the same for every format."""

from collections.abc import Mapping
from typing import Annotated, Any

from msgspec import Struct

from cartographer.model.change import ChangeSet
from cartographer.model.error import UsageError
from cartographer.model.history import SnapshotInfo
from cartographer.model.meaning import says
from cartographer.model.snapshot import Snapshot
from exporters.graph import Caption, Graph
from exporters.picture import picture
from exporters.view import View

_EMPTY = View()


class Request(Struct, frozen=True):
    """The options of `render`; each exporter takes all and uses what concerns it."""

    view: Annotated[View, says("What a picture shows.")] = _EMPTY
    changes: Annotated[ChangeSet | None, says("Differences, if a diff is exported.")] = None
    before: Annotated[Any, says("The earlier snapshot of a diff.")] = None
    info: Annotated[SnapshotInfo | None, says("Name and time of the snapshot.")] = None
    before_info: Annotated[SnapshotInfo | None, says("Name and time of the earlier one.")] = None

    @property
    def caption(self) -> Caption:
        """What a picture says of the snapshots."""
        taken = None if self.info is None else f"{self.info.run.taken:%Y-%m-%d %H:%M}Z"
        earlier = None if self.before_info is None else self.before_info.id
        return Caption(None if self.info is None else self.info.id, taken, earlier)


def request(options: Mapping[str, object]) -> Request:
    """Return the options of `render` as a request.

    Raises:
        UsageError: an option that there is not.
    """
    strange = sorted(options.keys() - set(Request.__struct_fields__))
    if strange:
        raise UsageError(f"an exporter has no option {', '.join(strange)}")
    values: dict[str, Any] = dict(options)
    return Request(**values)


def draw(snapshot: Snapshot, options: Mapping[str, object]) -> Graph:
    """Return the picture that the options of `render` ask for."""
    asked = request(options)
    return picture(
        snapshot, asked.view, changes=asked.changes, before=asked.before, caption=asked.caption
    )
