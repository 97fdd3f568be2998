"""Which accounts the sources of a run turned out to have, and that what was chosen is among them.

A run that was told to read an account which nobody has would read nothing, and seem complete.
"""

import difflib
from collections.abc import Collection

from cartographer.model.coverage import Selector
from cartographer.model.error import UsageError
from collectors.engine.door import Roster


class Found:
    """The accounts of all sources, as they are found one after the other."""

    def __init__(self) -> None:
        """Begin with none."""
        self.unlisted = False
        """A source could not say which accounts it has: nothing can be said to be missing."""
        self.elsewhere: set[str] = set()
        """Accounts that stand for themselves, though they are not entered."""
        self._refused: dict[str, str] = {}
        self._emptied: dict[str, int] = {}
        self._entered = False

    def take(self, source: str, roster: Roster) -> None:
        """Take in what a source says of its accounts."""
        told = {
            **dict.fromkeys(roster.excluded, f"`exclude` of source {source} leaves it out"),
            **dict.fromkeys(roster.ended, "it is closed, and there is nothing to read"),
        }
        self._refused.update(told)
        self.elsewhere.update(roster.undecided)
        if roster.doors or roster.undecided:
            self._entered = True
        elif roster.excluded:
            self._emptied[source] = len(roster.excluded)

    def refuse_none(
        self, accounts: Collection[str], selection: Selector, *, hidden: bool = False
    ) -> None:
        """Do nothing if there is something to read of what was chosen.

        `accounts` are those that can be entered; `hidden` says that there are more of which it
        is not known yet who they are.

        Raises:
            UsageError: there is nothing, and nothing was lost that would explain it.
        """
        if self.unlisted:
            return
        if not accounts and not self._entered and self._emptied:
            source, number = next(iter(self._emptied.items()))
            message = f"`exclude` of source {source} leaves out all {number} accounts that it has"
            raise UsageError(message)
        there = {*self.elsewhere, *accounts}
        for account in () if hidden else selection.accounts:
            if account not in there:
                raise UsageError(self._missing(account, there))

    def _missing(self, account: str, there: Collection[str]) -> str:
        if account in self._refused:
            return f"account {account}: {self._refused[account]}"
        near = difflib.get_close_matches(account, there, n=1, cutoff=0.8)
        hint = f"; did you mean {near[0]}?" if near else ""
        number = len(there)
        told = f"the sources have {number} account{'' if number == 1 else 's'}, and that is none"
        return f"no account {account}: {told}{hint}"
