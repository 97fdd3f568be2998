"""What a run would cost before it is made."""

from typing import Annotated

from msgspec import Struct

from cartographer.model.meaning import says

HELD = "what is held"
SHUT = "it was denied last time: only the call to enter"
OTHERS = "a guess: as the other accounts"
NOTHING = "a guess: nothing is held yet"
"""What the estimate of an account rests on."""

_KNOWN = (HELD, SHUT)


class AccountEstimate(Struct, frozen=True):
    """What one account would cost."""

    account: Annotated[str, says("Account number, or the name of its source.")]
    regions: Annotated[int, says("Regions that would be asked.")]
    scopes: Annotated[int, says("Scopes that would be read.")]
    calls: Annotated[int, says("Calls that it would take.")]
    by_service: Annotated[dict[str, int], says("Those calls by service.")]
    seconds: Annotated[float, says("Time that its rates alone ask for.")]
    basis: Annotated[str, says("What it rests on.")]


class BudgetEstimate(Struct, frozen=True):
    """What a run would take of the calls that a source may make a day."""

    source: Annotated[str, says("Name of the source.")]
    most: Annotated[int, says("Calls that it may make a day.")]
    left: Annotated[int, says("Calls that are left today.")]
    calls: Annotated[int, says("Calls that the run would take of them.")]

    @property
    def enough(self) -> bool:
        """Whether what is left is enough."""
        return self.calls <= self.left


class Estimate(Struct, frozen=True):
    """What a run would cost."""

    accounts: Annotated[tuple[AccountEstimate, ...], says("Account by account.")]
    entering: Annotated[int, says("Calls to find the accounts and to enter them.")]
    seconds: Annotated[float, says("Time that the run would take.")]
    budgets: Annotated[
        tuple[BudgetEstimate, ...], says("Of sources whose calls a day have a bound.")
    ] = ()
    lost: Annotated[tuple[str, ...], says("What could not be asked, or entered, and why.")] = ()

    @property
    def guessed(self) -> bool:
        """Whether the calls for some account are a guess, as nothing of it is held."""
        return any(one.basis not in _KNOWN for one in self.accounts)

    @property
    def calls(self) -> int:
        """All calls."""
        return self.entering + sum(one.calls for one in self.accounts)
