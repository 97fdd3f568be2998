"""Other inventories of AWS beside ours, over the same estate.

All read the sample estate in one server of moto, one after another, through a proxy that counts
what each asks. They are asked for the services of which the estate holds something, in its two
regions. A tool that cannot be installed gets a row that says why.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from itertools import islice
from pathlib import Path
from typing import Annotated

from msgspec import Struct

from benchmarks.inventory import Found, Overlap, held, overlap
from benchmarks.part import megabytes, table
from benchmarks.program import Done, Program, environment, run
from benchmarks.tool import TOOLS, Request, Tool, UnavailableError, flags
from cartographer import bootstrap, config
from cartographer.model.meaning import says
from collectors.aws.proof import ESTATE
from collectors.aws.registry import declarations
from demo import estate
from demo.fault_proxy import FaultProxy, Seen
from demo.moto_server import moto_server

_KINDS_SHOWN = 12


class Inventory(Struct, frozen=True):
    """What a program asked, took and found."""

    name: Annotated[str, says("Name and release of the program.")]
    seen: Annotated[Sequence[Seen], says("What it asked, as the proxy saw it.")]
    done: Annotated[Done, says("What its process took.")]
    found: Annotated[Sequence[Found], says("What it found.")]

    @property
    def row(self) -> tuple[str, ...]:
        """Its row on the page."""
        calls, resources = len(self.seen), len(self.found)
        refused = sum(one.status >= HTTPStatus.BAD_REQUEST for one in self.seen)
        return (
            self.name,
            f"{calls:,}",
            f"{refused:,}",
            f"{self.done.seconds:.1f}",
            f"{self.done.busy_seconds:.1f}",
            megabytes(self.done.peak_bytes),
            f"{resources:,}",
            str(len({one.label for one in self.found})),
            f"{calls / resources * 1000:,.0f}",
        )


_HEAD = (
    "program",
    "calls",
    "of them refused",
    "seconds",
    "seconds of a processor",
    "peak memory",
    "resources",
    "kinds",
    "calls per 1,000 resources",
)


def section() -> Iterator[str]:
    """Yield the section."""
    declared = declarations()
    services = tuple(sorted({one.service for one in declared if one.type in ESTATE}))
    types = [one.type for one in declared if one.service in services]
    yield (
        "The sample estate in one server of moto, read in its two regions by each program in turn, "
        f"through a proxy that counts calls. Each is asked for the {len(services)} services of "
        "which the estate holds something, with its own defaults and without limits of rate; ours "
        f"for all {len(types)} types of these services. The others are releases of PyPI in "
        "environments of their own, with the SDK in the version that we use. Times include the "
        "start. Moto refuses what it does not play."
    )
    with tempfile.TemporaryDirectory() as name, moto_server() as url:
        built = estate.build(url)
        ours = _ours(Path(name) / "ours", built, types)
        rows, others = [ours.row], []
        for tool in TOOLS:
            try:
                python = tool.install()
            except UnavailableError as error:
                rows.append((tool.label, f"not installed: {error}", *[""] * (len(_HEAD) - 2)))
                continue
            request = Request(python, services, estate.REGIONS, Path(name) / tool.name)
            others.append(_theirs(tool, request, built))
            rows.append(others[-1].row)
        built.close()
    yield table(_HEAD, rows)
    for theirs in others:
        yield from _beside(ours, theirs)
    yield (
        "awsmap keeps chosen members of each resource. Ours keeps each document whole, with what "
        "is asked of each resource one by one (policies, settings, tags). The organization's root "
        "is left to the management account. A refused call is a line on the terminal there; ours "
        "keeps it as a gap in what is known."
    )


def _ours(folder: Path, built: estate.Estate, types: Sequence[str]) -> Inventory:
    with FaultProxy(built.endpoint_url) as proxy:
        program = Program(folder, built.environment(proxy.url))
        asked = (*flags("--region", estate.REGIONS), *flags("--type", types))
        done = program.run("snapshot", "--aws", *asked)
        seen = proxy.seen
    store = bootstrap.store(config.Settings(), str(folder / "store.db"))
    found = tuple(held(store.head(), declarations()))
    store.close()
    return Inventory("ours", seen, done, found)


def _theirs(tool: Tool, request: Request, built: estate.Estate) -> Inventory:
    request.folder.mkdir()
    with FaultProxy(built.endpoint_url) as proxy:
        variables = environment(request.folder, built.environment(proxy.url))
        command = [str(request.python), *tool.command(request)]
        done = run(command, variables, request.folder)
        seen = proxy.seen
    return Inventory(tool.label, seen, done, tuple(tool.read(request)))


def _beside(ours: Inventory, theirs: Inventory) -> Iterator[str]:
    """Yield how the findings of two programs lie together."""
    yield (
        "Two findings are taken for the same resource where service and region are the same, and "
        "an ARN, id or name. What is only named in a document of the other, such as a stream in "
        "its table, stands in the middle."
    )
    pairs = [(ours, theirs), (theirs, ours)]
    lies = [overlap(one.found, other.found) for one, other in pairs]
    yield table(
        ("found by", "resources", "also by", "as a resource", "only named", "not at all"),
        [
            (one.name, len(one.found), other.name, *_counts(lie))
            for (one, other), lie in zip(pairs, lies, strict=True)
        ],
    )
    for (one, other), lie in zip(pairs, lies, strict=True):
        yield f"Not in {other.name} at all, of {one.name}: {_kinds(lie.absent)}."


def _counts(lie: Overlap) -> tuple[int, int, int]:
    return lie.same, sum(lie.inside.values()), sum(lie.absent.values())


def _kinds(absent: Mapping[str, int]) -> str:
    """Return the kinds of what was not found, the most frequent first."""
    told = [f"{name} {count:,}" for name, count in islice(absent.items(), _KINDS_SHOWN)]
    if rest := sum(islice(absent.values(), _KINDS_SHOWN, None)):
        told.append(f"and {rest:,} more")
    return ", ".join(told) or "nothing"
