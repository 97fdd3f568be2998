"""Audiences that people name: ranges of addresses, and accounts of others.

It refuses to know where in a network they come in.
"""

from datetime import date
from typing import Annotated, Literal

from msgspec import Struct

from cartographer.model.meaning import says

INTERNET: Literal["internet"] = "internet"
"""The audience that needs no name: what nobody here holds."""


class NamedNetwork(Struct, frozen=True, order=True):
    """Ranges of addresses under one name, and what they come in by, if that is said."""

    name: Annotated[str, says("What people call it.")]
    ranges: Annotated[tuple[str, ...], says("Prefixes.")]
    via: Annotated[str | None, says("Id of the gateway or connection beyond which it lies.")] = None


class ExternalAccount(Struct, frozen=True, order=True):
    """An account of somebody else."""

    id: Annotated[str, says("Its number.")]
    name: Annotated[str, says("What people call it.")]
    until: Annotated[date | None, says("Last day on which it is trusted.")] = None
