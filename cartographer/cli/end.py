"""What people name as an end of a question: also networks and accounts of the settings.

Only what `--help` needs is imported at the top.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cartographer.cli.interface import interfaces
from cartographer.cli.lookup import ambiguous, candidates
from cartographer.model.error import UsageError
from cartographer.model.snapshot import Snapshot

if TYPE_CHECKING:
    from cartographer.config import Settings
    from cartographer.exposure.atlas import Atlas
    from cartographer.exposure.end import End

_ACCOUNT = re.compile(r"[0-9]{12}")


class Names(NamedTuple):
    """Where ends are looked up: what was collected, and what the settings name."""

    snapshot: Snapshot
    settings: Settings

    def end(self, atlas: Atlas, text: str) -> End:
        """Return the end that a text means.

        Raises:
            UsageError: it is nothing that packets can come from or go to.
            NotFoundError: nothing bears that name.
        """
        from cartographer.exposure.end import End, narrowed, read

        found = read(text, self.settings.named_networks)
        if found is not None:
            return found
        account = self.account(text)
        if account is None:
            doors = {atlas.door(one.key) for one in candidates(self.snapshot, text)}
            if len(doors) == 1 and (door := doors.pop()):
                return End("ports", ports=(door,))
            return narrowed(End("ports", ports=interfaces(self.snapshot, atlas, text)), text)
        ports = atlas.of_account(account)
        if not ports:
            message = f"account {account} has no network interface that is known"
            raise UsageError(message)
        return End("ports", ports=ports)

    def one(self, atlas: Atlas, text: str) -> End:
        """Return the end that a text means; an address that several hold is none.

        Raises:
            AmbiguousError: several hold it.
        """
        return self.sure(atlas, self.end(atlas, text), text)

    def sure(self, atlas: Atlas, end: End, text: str) -> End:
        """Return an end by the text that it was named by.

        Raises:
            AmbiguousError: it is one address, and several hold it.
        """
        places = atlas.holding(*end.single) if end.kind == "range" and end.single else ()
        keys = sorted({key for one in places if (key := atlas.resource(one.port)) is not None})
        held = [one for one in map(self.snapshot.get, keys) if one is not None]
        if len(held) > 1:
            raise ambiguous(self.snapshot, text, held)
        return end

    def account(self, text: str) -> str | None:
        """Return the number of an account that a text is, or names; none if it is another's."""
        if _ACCOUNT.fullmatch(text):
            return text
        return next((one.id for one in self.settings.external_accounts if one.name == text), None)

    def told(self, text: str) -> str:
        """Return an end in a sentence, with the name and term of an account of others."""
        from cartographer.model.audience import INTERNET

        if text.lower() == INTERNET:
            return f"the {INTERNET}"
        account = self.account(text)
        if account is None:
            return text
        known = self.settings.external.get(account)
        if known is None:
            return f"account {account}"
        until = f", trusted until {known.until}" if known.until else ""
        return f"account {account} ({known.name}{until})"
