"""What the translator reads: documents, references and coverage, each read recorded.

It refuses to know what a document means.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from msgspec import Struct

from cartographer.model.coverage import GLOBAL_REGION, State
from cartographer.model.key import Key, Ref
from cartographer.model.reading import Context
from cartographer.model.resource import Resource
from cartographer.reach.traffic import Traffic

EC2 = "AWS::EC2::"
_Result = TypeVar("_Result")
Scope = tuple[str, str, str]
"""Type, account and region."""


class Estate(Struct, frozen=True):
    """One query's view of the documents."""

    context: Context
    space: Traffic

    def query(self, ask: Callable[..., _Result], *arguments: Any) -> _Result:  # noqa: ANN401
        """Return another query's answer; it is computed once while nothing it read changes."""
        return self.context.query(ask, self.space, *arguments)

    def get(self, key: Key) -> Resource | None:
        """Return a resource."""
        return self.context.get(key)

    def config(self, key: Key) -> dict[str, Any]:
        """Return a resource's main document; empty if nothing is held of it."""
        aspect = self.context.aspect(key, "config")
        return aspect.value if aspect is not None and isinstance(aspect.value, dict) else {}

    def aspect(self, key: Key, name: str) -> Any | None:  # noqa: ANN401
        """Return the last known value of a detail; none if it was never read."""
        aspect = self.context.aspect(key, name)
        if aspect is None or (not aspect.known and aspect.last is None):
            return None
        return aspect.value

    def asked_aspect(self, key: Key, name: str) -> bool:
        """Return whether a detail is known, or was asked for and could not be read.

        Where nothing may be assumed, what nobody asked for counts as that too.
        """
        aspect = self.context.aspect(key, name)
        return not self.context.assumes or (aspect is not None and aspect.asked)

    def find(self, type_: str, native_id: str | None) -> Key | None:
        """Return the resource of a type that answers to a short id; none if none does."""
        return next(iter(self.named(type_, native_id)), None)

    def named(self, type_: str, native_id: str | None, kind: str = "id") -> tuple[Key, ...]:
        """Return all resources of a type that answer to a reference."""
        if not native_id:
            return ()
        found = self.context.resolve(Ref(kind, native_id))
        return tuple(key for key in found if key.type == type_)

    def pointing(self, key: Key, relation: str, type_: str) -> tuple[Key, ...]:
        """Return the resources of a type that state a relation to a resource, sorted."""
        return self.query(_pointing, key, relation, type_)

    def seen(self, type_: str, near: Key) -> bool:
        """Return whether all of a type was ever read in the account and region of a resource."""
        resource = self.get(near)
        if resource is None:
            return False
        return not self.query(_ever_complete).isdisjoint(_scopes(type_, resource))

    def covering(self, type_: str) -> tuple[tuple[str, str], ...]:
        """Return account and region of each scope in which a type was ever read."""
        found = self.query(_ever_complete)
        return tuple(sorted((account, region) for of, account, region in found if of == type_))

    def known(self, type_: str, where: tuple[str, str]) -> bool:
        """Return whether all of a type was ever read in an account and region."""
        return (type_, *where) in self.query(_ever_complete)

    def everywhere(self, type_: str) -> bool:
        """Return whether all of a type was ever read wherever anything was asked for."""
        return all(self.known(type_, where) for where in self.query(_places))

    def seen_of(self, type_: str, account: str, region: str) -> bool:
        """Return whether all of a type was ever read in an account and region."""
        return (type_, account, region) in self.query(_ever_complete)

    def asked(self, type_: str, near: Key) -> bool:
        """Return whether a type was ever asked for in the account and region of a resource.

        Where nothing may be assumed, what nobody asked for counts as asked for in vain.
        """
        if not self.context.assumes:
            return True
        resource = self.get(near)
        if resource is None:
            return False
        return not self.query(_asked).isdisjoint(_scopes(type_, resource))


def _scopes(type_: str, near: Resource) -> tuple[Scope, Scope]:
    """Return the scopes that may speak for a type near a resource: of its region, or of none."""
    account = near.record.account
    return (type_, account, near.record.region), (type_, account, GLOBAL_REGION)


def _pointing(
    context: Context, space: Traffic, key: Key, relation: str, type_: str
) -> tuple[Key, ...]:
    """Return those of a type: a network has few gateways among thousands that point at it."""
    for name, keys in context.query(_by_type, space, key, relation):
        if name == type_:
            return keys
    return ()


def _by_type(
    context: Context, _: Traffic, key: Key, relation: str
) -> tuple[tuple[str, tuple[Key, ...]], ...]:
    """Return who states a relation to a resource, by type, sorted."""
    found: dict[str, set[Key]] = {}
    for one in context.into(key, relation):
        found.setdefault(one.source.type, set()).add(one.source)
    return tuple((name, tuple(sorted(found[name]))) for name in sorted(found))


def _asked(context: Context, _: Traffic) -> frozenset[Scope]:
    """Return the scopes that were asked for at least once."""
    return frozenset(
        (one.scope.type, one.scope.account, one.scope.region)
        for one in context.coverage()
        if one.state is not State.NOT_ASKED or one.last_complete is not None
    )


def _places(context: Context, _: Traffic) -> frozenset[tuple[str, str]]:
    """Return account and region wherever anything was asked for that stands in a region."""
    scopes = (one.scope for one in context.coverage())
    return frozenset((one.account, one.region) for one in scopes if one.region != GLOBAL_REGION)


def _ever_complete(context: Context, _: Traffic) -> frozenset[Scope]:
    """Return the scopes that were complete at least once."""
    return frozenset(
        (one.scope.type, one.scope.account, one.scope.region)
        for one in context.coverage()
        if one.last_complete is not None
    )
