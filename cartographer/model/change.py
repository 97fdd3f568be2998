"""What differs between two snapshots."""

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Struct

from cartographer.model.key import Key
from cartographer.model.meaning import says


class FieldChange(Struct, frozen=True, order=True):
    """One value that differs, addressed by keys and never by position."""

    pointer: Annotated[str, says("Pointer into the document, elements of keyed lists by key.")]
    op: Annotated[Literal["add", "remove", "replace"], says("What happened to the value.")]
    old: Annotated[Any, says("Value before; null where there was none.")] = None
    new: Annotated[Any, says("Value after; null where there is none.")] = None


class Replaced(Struct, frozen=True, order=True):
    """The same key with another immutable identity: deleted and made again."""

    key: Annotated[Key, says("Identity of both.")]
    old_uid: Annotated[str, says("Immutable identity before.")]
    new_uid: Annotated[str, says("Immutable identity after.")]


class Moved(Struct, frozen=True, order=True):
    """The same immutable identity under another key: renamed or moved."""

    key: Annotated[Key, says("Identity after.")]
    old_key: Annotated[Key, says("Identity before.")]
    fields: Annotated[tuple[FieldChange, ...], says("What changed besides.")] = ()


class Modified(Struct, frozen=True, order=True):
    """The same resource with other fields."""

    key: Annotated[Key, says("Identity of the resource.")]
    fields: Annotated[tuple[FieldChange, ...], says("What differs, sorted by pointer.")]


class Unknown(Struct, frozen=True):
    """A resource or aspect of which the later snapshot cannot tell whether it changed."""

    key: Annotated[Key, says("Identity of the resource.")]
    aspect: Annotated[str | None, says("Aspect that is unknown; null for the whole resource.")]
    reason: Annotated[str, says("Why it is unknown.")]
    stale_since: Annotated[datetime | None, says("When it was last known; null for never.")] = None


class NotCompared(Struct, frozen=True):
    """What stands on one side only because the other never looked."""

    scopes: Annotated[int, says("Scopes that only one side has ever read completely.")] = 0
    resources: Annotated[int, says("Resources in those scopes.")] = 0


class ChangeSet(Struct, frozen=True):
    """Every difference between two snapshots; a resource stands in one list."""

    added: Annotated[tuple[Key, ...], says("New resources.")] = ()
    removed: Annotated[tuple[Key, ...], says("Resources proven gone.")] = ()
    retired: Annotated[
        tuple[Key, ...], says("Those of them that ended with their account, which was closed.")
    ] = ()
    replaced: Annotated[tuple[Replaced, ...], says("Deleted and made again.")] = ()
    moved: Annotated[tuple[Moved, ...], says("Renamed or moved.")] = ()
    modified: Annotated[tuple[Modified, ...], says("Changed in their fields.")] = ()
    unknown: Annotated[tuple[Unknown, ...], says("Not known any more.")] = ()
    not_compared: Annotated[NotCompared, says("What only one side has looked at.")] = NotCompared()

    @property
    def empty(self) -> bool:
        """Whether nothing differs; what is unknown or not compared does not count."""
        return not (self.added or self.removed or self.replaced or self.moved or self.modified)


class Change(Struct, frozen=True):
    """One difference on its own, as rules and alerts take it."""

    kind: Annotated[
        Literal["added", "removed", "replaced", "moved", "modified", "unknown"],
        says("What happened."),
    ]
    key: Annotated[Key, says("Identity of the resource, after the change.")]
    old_key: Annotated[Key | None, says("Identity before, if it moved.")] = None
    fields: Annotated[tuple[FieldChange, ...], says("What differs, sorted by pointer.")] = ()
    aspect: Annotated[str | None, says("Aspect that is unknown.")] = None
    reason: Annotated[str | None, says("Why it is unknown.")] = None
