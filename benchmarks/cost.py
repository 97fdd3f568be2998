"""Calls that an inventory costs for each thousand resources.

Of every declared type, in the sample estate, and in an account of a made-up organization that has
little, very many log groups, or many buckets: some are listed whole, others are asked for their
settings one by one. To list costs the same where there is nothing.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from msgspec import Struct

from benchmarks.organization import Settings, organization_server
from benchmarks.part import table
from benchmarks.program import Program, organization_cloud
from benchmarks.tool import flags
from cartographer.model.meaning import says
from demo import estate
from demo.fault_proxy import FaultProxy
from demo.moto_server import moto_server

_LOG_GROUPS = 5_000
_BUCKETS = 200
_FEW = 2


class Cost(Struct, frozen=True):
    """What was paid, and for what."""

    calls: Annotated[int, says("Calls that were made.")]
    resources: Annotated[int, says("Resources that were found.")]

    def __sub__(self, other: "Cost") -> "Cost":
        """Return what was paid and found beyond another."""
        return Cost(self.calls - other.calls, self.resources - other.resources)

    @property
    def by_thousand(self) -> str:
        """Calls for each thousand resources, as it is written on the page."""
        return f"{self.calls / self.resources * 1000:,.0f}"


def section() -> Iterator[str]:
    """Yield the section."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first, next_ = _estate(folder)
        little = _great(folder, _FEW, _FEW)
        rows = {
            "sample estate, first": (first, ""),
            "sample estate, next": (next_, ""),
            "little": (little, ""),
        }
        for label, log_groups, buckets in (
            (f"{_LOG_GROUPS:,} log groups", _LOG_GROUPS, _FEW),
            (f"{_BUCKETS} buckets", _FEW, _BUCKETS),
        ):
            great = _great(folder, log_groups, buckets)
            rows[label] = (great, (great - little).by_thousand)
    yield (
        "Of all declared types: the shop's account of the sample estate in moto's server in "
        f"{len(estate.REGIONS)} regions, and one account of a made-up organization in one region, "
        "with little in it, with many log groups, with many buckets. To list costs the same where "
        "there is nothing: the last column is compared against the account with little, and "
        "leaves out what that costs. Of each log group the subscription filters are asked for, of "
        "each bucket its settings one by one."
    )
    yield table(
        ("account", "resources", "calls", "calls per 1,000 resources", "per 1,000 beyond little"),
        [
            (label, f"{one.resources:,}", f"{one.calls:,}", one.by_thousand, more)
            for label, (one, more) in rows.items()
        ],
    )


def _run(program: Program, *arguments: str) -> Cost:
    found = program.run("snapshot", "--aws", *arguments).document
    return Cost(found["run"]["calls"], found["resources"])


def _estate(folder: Path) -> tuple[Cost, Cost]:
    """Return what the shop's account of the sample estate costs, first and next."""
    regions = flags("--region", estate.REGIONS)
    with moto_server() as url:
        built = estate.build(url)
        # The proxy says of what moto does not play what a cloud would say.
        with FaultProxy(url) as proxy:
            program = Program(folder / "estate", built.environment(proxy.url))
            costs = _run(program, *regions), _run(program, *regions)
        built.close()
    return costs


def _great(folder: Path, log_groups: int, buckets: int) -> Cost:
    """Return what the great account of an organization costs."""
    settings = Settings(accounts=2, closed=0, log_groups=log_groups, buckets=buckets)
    with organization_server(settings) as url:
        program = Program(folder / f"great-{log_groups}-{buckets}", organization_cloud(url))
        return _run(program, "--organization", "--account", settings.great)
