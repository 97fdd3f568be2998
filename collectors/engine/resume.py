"""What a sweep that never came to its end leaves to do, told from what is held of it.

It makes no call. What it says was read need not be read again; what could not be read in the
first part was not read.
"""

from collections.abc import Iterable

from cartographer.model.coverage import Scope
from cartographer.model.history import Resumption
from cartographer.model.resource import Record
from cartographer.model.snapshot import Snapshot
from collectors.engine.caller import Sighted
from collectors.engine.plan import Group, left_to_do
from collectors.engine.specification import Declaration


class Resumed:
    """A sweep that is taken up again."""

    def __init__(self, provider: str, resumption: Resumption, head: Snapshot) -> None:
        """Take what was noted of it, and what is held now."""
        self._provider = provider
        self._resumption = resumption
        self._head = head
        self._in_doubt = {scope for one in head.in_doubt() for scope in one.record.scopes}

    def done(self, account: str) -> bool:
        """Return whether an account was read without a gap."""
        return account in self._resumption.done

    def left(self, account: str, groups: Iterable[Group]) -> tuple[Group, ...]:
        """Return the groups of which something was not read yet, or not with all its details."""
        read = self._complete(account) - self._in_doubt
        return left_to_do(groups, lambda region, type_: self._scope(account, region, type_) in read)

    def sighted(self, account: str, groups: Iterable[Group]) -> Sighted:
        """Return what groups will list that was read with all its details: its uid by key."""
        mine = {key for viewer, key in self._resumption.sighted if viewer == account}
        complete = self._complete(account)
        return {
            one.key: one.uid
            for group in groups
            for declaration in group.declarations
            for one in self._held(self._scope(account, group.region, declaration.type), declaration)
            if one.key in mine or not complete.isdisjoint(one.scopes)
        }

    def _held(self, scope: Scope, declaration: Declaration) -> Iterable[Record]:
        """Yield what is held of a scope with all its details, of a type that has any."""
        if declaration.aspects:
            for one in self._head.of_scope(scope):
                if all(aspect.known for aspect in one.record.aspects.values()):
                    yield one.record

    def _scope(self, account: str, region: str, type_: str) -> Scope:
        return Scope(self._provider, account, region, type_)

    def _complete(self, account: str) -> set[Scope]:
        """Return the scopes of an account that this sweep has listed to their end."""
        return {
            one.scope
            for one in self._head.coverage(account)
            if one.last_complete is not None and one.last_complete >= self._resumption.since
        }
