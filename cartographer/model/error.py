"""Failures that a person reads: each names the thing and says what to do."""

from collections.abc import Iterable

_MOST_REASONS = 3


class CartographerError(Exception):
    """A failure with a message for a person; `exit_code` is what the command ends with."""

    exit_code = 1


class UsageError(CartographerError):
    """Bad arguments, bad settings, an ambiguous or unknown name."""

    exit_code = 2


class NotFoundError(UsageError):
    """A name that nothing answers to."""


class StoreError(CartographerError):
    """The store is locked, full, damaged, newer than this version, or not writable."""


class SourceError(CartographerError):
    """A source gave nothing usable: no credentials, an empty folder, a corrupt recording."""


def nothing_read(reasons: Iterable[str]) -> str:
    """Return what is said of a run that could read nothing, or would."""
    told = "; ".join(sorted(set(reasons))[:_MOST_REASONS]) or "nothing was asked for"
    return f"nothing could be read: {told}"
