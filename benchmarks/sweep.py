"""Memory of a sweep by the number of accounts.

Organizations whose accounts hold little are read through the command line without limits of rate.
"""

import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from msgspec import Struct

from benchmarks.organization import Settings, organization_server
from benchmarks.part import MEGA, Claim, insist, megabytes, table
from benchmarks.program import Program, organization_cloud
from cartographer.model.meaning import says

_ACCOUNTS = (10, 40, 160)


class Sweep(Struct, frozen=True):
    """What a first sweep of an organization took."""

    accounts: Annotated[int, says("Accounts that were read.")]
    resources: Annotated[int, says("What was found.")]
    calls: Annotated[int, says("Calls that were made.")]
    seconds: Annotated[float, says("How long it took.")]
    peak_bytes: Annotated[int, says("The most memory that it held at once.")]
    store_bytes: Annotated[int, says("Size of the store afterwards.")]


def section() -> Iterator[str]:
    """Yield the section."""
    sweeps = [_measure(accounts) for accounts in _ACCOUNTS]
    yield (
        "A first sweep of a made-up organization whose accounts hold little, in one region, all "
        "declared types, unlimited rates, through the command line. Each row is compared against "
        "the one above it: memory by account is what each further account takes."
    )
    yield table(
        (
            "accounts",
            "resources",
            "calls",
            "seconds",
            "calls a second",
            "peak memory",
            "store",
            "memory by account",
        ),
        [
            (
                one.accounts,
                f"{one.resources:,}",
                f"{one.calls:,}",
                f"{one.seconds:.0f}",
                f"{one.calls / one.seconds:.0f}",
                megabytes(one.peak_bytes),
                megabytes(one.store_bytes, 1),
                more,
            )
            for one, more in zip(sweeps, ("", *map(_more, pairwise(sweeps))), strict=True)
        ],
    )


def _measure(accounts: int) -> Sweep:
    with (
        tempfile.TemporaryDirectory() as name,
        organization_server(Settings(accounts=accounts, closed=0)) as url,
    ):
        folder = Path(name)
        done = Program(folder, organization_cloud(url)).run("snapshot", "--aws", "--organization")
        found = done.document
        gaps = len(found["new_gaps"])
        insist([Claim("the whole organization is read", f"{gaps} gaps", gaps == 0)])
        return Sweep(
            accounts,
            found["resources"],
            found["run"]["calls"],
            done.seconds,
            done.peak_bytes,
            (folder / "store.db").stat().st_size,
        )


def _more(pair: tuple[Sweep, Sweep]) -> str:
    return f"{slope(*pair) / MEGA:+.2f} MB"


def slope(one: Sweep, other: Sweep) -> float:
    """Return the bytes of memory that each further account takes between two sweeps."""
    return (other.peak_bytes - one.peak_bytes) / (other.accounts - one.accounts)
