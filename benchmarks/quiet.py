"""Progress that nobody looks at."""

from collections.abc import Iterable

from cartographer.model.coverage import Scope


class Silent:
    """Takes every note and shows none."""

    def planned(self, scopes: Iterable[Scope]) -> None:
        """Count nothing."""
        for _ in scopes:
            pass

    def called(self, scope: Scope, *, throttled: bool = False) -> None:
        """Say nothing."""

    def finished(self, scope: Scope, state: str, resources: int) -> None:
        """Say nothing."""
