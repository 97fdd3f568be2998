"""What a run would cost before it is made."""

from typing import Annotated

from msgspec import Struct

from cartographer.model.meaning import says


class AccountEstimate(Struct, frozen=True):
    """What one account would cost."""

    account: Annotated[str, says("Account number, or the name of its source.")]
    regions: Annotated[int, says("Regions that would be asked.")]
    scopes: Annotated[int, says("Scopes that would be read.")]
    calls: Annotated[int, says("Calls that it would take.")]
    by_service: Annotated[dict[str, int], says("Those calls by service.")]
    seconds: Annotated[float, says("Time that its rates alone ask for.")]
    basis: Annotated[str, says("What it rests on.")]


class Estimate(Struct, frozen=True):
    """What a run would cost."""

    accounts: Annotated[tuple[AccountEstimate, ...], says("Account by account.")]
    entering: Annotated[int, says("Calls to find the accounts and to enter them.")]
    seconds: Annotated[float, says("Time that the run would take.")]

    @property
    def calls(self) -> int:
        """All calls."""
        return self.entering + sum(one.calls for one in self.accounts)
