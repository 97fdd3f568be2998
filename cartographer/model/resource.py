"""What is there: aspects, what was observed, what is held, what is derived.

An `Observation` is one answer of a cloud. A `Record` is what is held after all observations
so far. A `Resource` is a record with what the running version derives from it.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from cartographer.model.coverage import Scope
from cartographer.model.key import Key, Ref
from cartographer.model.meaning import says
from cartographer.model.relation import Relation

CONFIG = "config"
"""Name under which the main document counts as an aspect."""

NO_STATEMENT: frozenset[str] = frozenset({"not-asked", "not-supplied", "unavailable"})
"""Reasons of an unknown aspect that nobody asked for, or that the service does not offer there:
they never displace what is known."""


class Aspect(Struct, frozen=True):
    """One detail of a resource: present, absent because the API said so, or unknown.

    An unknown aspect with an earlier state keeps it: `last` says which, `value` holds it,
    and `as_of` says how old it is.
    """

    state: Annotated[Literal["present", "absent", "unknown"], says("What the last call told.")]
    value: Annotated[Any, says("The document, redacted; of an unknown aspect the last known.")] = (
        None
    )
    reason: Annotated[str | None, says("Why it is unknown.")] = None
    last: Annotated[
        Literal["present", "absent"] | None, says("Last known state of an unknown aspect.")
    ] = None
    as_of: Annotated[
        datetime | None, says("When it was last read, if earlier than the resource itself.")
    ] = None

    @property
    def known(self) -> bool:
        """Whether the last call told what it is."""
        return self.state != "unknown"

    @property
    def asked(self) -> bool:
        """Whether it is known, or was asked for and could not be read."""
        return self.known or self.reason not in NO_STATEMENT


def present(value: Any) -> Aspect:  # noqa: ANN401  any JSON document
    """Return an aspect that the API answered with a document."""
    return Aspect("present", value)


ABSENT = Aspect("absent")
"""An aspect of which the API said that it does not exist."""


def unknown(reason: str) -> Aspect:
    """Return an aspect that could not be read."""
    return Aspect("unknown", reason=reason)


class Observation(Struct, frozen=True):
    """One resource as one call saw it."""

    key: Annotated[Key, says("Identity of the resource.")]
    viewer: Annotated[str, says("Account whose view this is.")]
    observed_at: Annotated[datetime, says("Start of the call that saw it.")]
    account: Annotated[str, says("Owner: account, subscription or project.")]
    region: Annotated[str, says("Region that holds it, or global.")]
    listed_in: Annotated[str, says("Region of the scope that lists it, or global.")]
    native_id: Annotated[str, says("The provider's short id, for calls and for display.")]
    config: Annotated[
        dict[str, Any] | None,
        says("The provider's document, redacted, ordered; null where only its id was seen."),
    ]
    uid: Annotated[str | None, says("The provider's immutable identity, where there is one.")] = (
        None
    )
    aspects: Annotated[dict[str, Aspect], says("Details by name.")] = field(default_factory=dict)
    volatile: Annotated[dict[str, Any], says("Fields kept outside the body, latest only.")] = field(
        default_factory=dict
    )


class Record(Struct, frozen=True):
    """What is held of one resource."""

    key: Annotated[Key, says("Identity of the resource.")]
    uid: Annotated[str | None, says("The provider's immutable identity, where there is one.")]
    native_id: Annotated[str, says("The provider's short id.")]
    account: Annotated[str, says("Owner: account, subscription or project.")]
    region: Annotated[str, says("Region that holds it, or global.")]
    listed_in: Annotated[str, says("Region of the scope that lists it, or global.")]
    viewers: Annotated[tuple[str, ...], says("Accounts that see it, sorted.")]
    observed_at: Annotated[datetime, says("Start of the call that last changed this record.")]
    config: Annotated[dict[str, Any], says("The provider's document, redacted, ordered.")]
    aspects: Annotated[dict[str, Aspect], says("Details by name.")] = field(default_factory=dict)

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """The scopes that speak for it: its owner's if the owner sees it, else each viewer's."""
        viewers = (self.account,) if self.account in self.viewers else self.viewers
        return tuple(
            Scope(self.key.provider, viewer, self.listed_in, self.key.type) for viewer in viewers
        )

    def aspect(self, name: str) -> Aspect | None:
        """Return an aspect by name; `config` is the main document; none if not declared."""
        standing = self.aspects.get(name)
        if name != CONFIG:
            return standing
        return present(self.config) if standing is None else replace(standing, value=self.config)

    @property
    def in_doubt(self) -> bool:
        """Whether an aspect was asked for and could not be read."""
        return any(not one.known and one.asked for one in self.aspects.values())


class Derived(Struct, frozen=True):
    """What the running version reads out of a record; never stored as truth."""

    kind: Annotated[str, says("Shared kind: instance, subnet, bucket, role, ...")]
    name: Annotated[str | None, says("Name that people gave it.")] = None
    zone: Annotated[str | None, says("Availability zone.")] = None
    tags: Annotated[
        dict[str, str] | None, says("Tags or labels; null where they were never read.")
    ] = field(default_factory=dict)
    aliases: Annotated[tuple[Ref, ...], says("References that it answers to.")] = ()
    relations: Annotated[tuple[Relation, ...], says("Relations that its documents state.")] = ()


class Resource(Struct, frozen=True):
    """A resource as a snapshot shows it."""

    record: Annotated[Record, says("What is held.")]
    derived: Annotated[Derived, says("What follows from it.")]
    observed_at: Annotated[datetime, says("When it was last seen to exist.")]
    stale_since: Annotated[
        datetime | None, says("When it was last seen, if its scope was asked for since in vain.")
    ] = None

    @property
    def key(self) -> Key:
        """Identity of the resource."""
        return self.record.key

    def aspect(self, name: str) -> Aspect | None:
        """Return an aspect by name; `config` is the main document; none if not declared."""
        return self.record.aspect(name)
