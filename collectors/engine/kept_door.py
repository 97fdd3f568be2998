"""A door that stays open once it was opened, and remembers whom it led to.

It knows one account and what its source's owner allows. Whether anybody may go in is decided by
who keeps all doors.
"""

from __future__ import annotations

from collections.abc import Callable

from cartographer.model.coverage import State
from collectors.engine.door import Door, Offer, Offering, Terms
from collectors.engine.fault import Fault
from collectors.engine.transport import Answer, Ask, Knock, Transport, directly


class KeptDoor:
    """A door that stays open, so that a repair does not sign in again.

    What is called behind it later, to renew credentials, runs under the care of the last who
    opened it: an earlier run's is over.
    """

    def __init__(self, door: Door, terms: Terms) -> None:
        """Take the door; it is shut until somebody opens it."""
        self._door = door
        self._knock: Knock = directly
        self._transport: Transport | None = None
        self._recalled: str | None = None
        self.shut = False
        """Whether nobody is to go in, as it may be left out."""
        self.name = door.name
        self.terms = terms

    @property
    def known(self) -> bool:
        """Whether it is known which account is behind it: its source says so, or it was seen."""
        found = self._transport is not None or self._recalled is not None
        return found or self._door.account != self.name

    @property
    def account(self) -> str:
        """Account behind the door; a name while nobody has found it out."""
        if self._transport is not None:
            return self._transport.account
        return self._recalled or self._door.account

    def recall(self, account: str | None) -> None:
        """Learn which account was found behind the door before."""
        self._recalled = account

    def offer(self) -> Offer:
        """Return what can be told of the account without entering it.

        Raises:
            Fault: nothing can.
        """
        if not isinstance(self._door, Offering):
            raise Fault(State.UNAVAILABLE, "no-offer", f"{self.name} says nothing beforehand")
        return self._door.offer()

    def open(self, knock: Knock = directly) -> Transport:
        """Return the account's transport, opened at most once."""
        self._knock = knock
        if self._transport is None:
            self._transport = self._door.open(self._knocked)
        return self._transport

    def _knocked(self, ask: Ask, call: Callable[[], Answer]) -> Answer:
        return self._knock(ask, call)
