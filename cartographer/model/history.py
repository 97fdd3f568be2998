"""Names of commits, and the versions that one resource went through."""

from collections import Counter
from datetime import datetime
from typing import Annotated

from msgspec import Struct, field
from msgspec.structs import replace

from cartographer.model.coverage import Scope
from cartographer.model.key import Key
from cartographer.model.meaning import says
from cartographer.model.resource import Record


class Visit(Struct, frozen=True):
    """What a run spent on one account."""

    calls: Annotated[int, says("Calls made, second tries among them.")] = 0
    seconds: Annotated[float, says("From the first call to the last.")] = 0.0


class Listed(Struct, frozen=True):
    """What was said of one account when the accounts were listed."""

    name: Annotated[str | None, says("Its name.")] = None
    closed: Annotated[bool, says("Whether it has been closed.")] = False
    excluded: Annotated[bool, says("Whether the settings leave it out.")] = False
    units: Annotated[
        tuple[str, ...], says("Of the units whose accounts were asked for, those it lies in.")
    ] = ()


class Listing(Struct, frozen=True):
    """The accounts of a source as they were listed."""

    provider: Annotated[str, says("Cloud that listed them.")]
    units: Annotated[tuple[str, ...], says("Units whose accounts were asked for.")] = ()
    accounts: Annotated[dict[str, Listed], says("What was said of each, by its number.")] = field(
        default_factory=dict
    )
    at: Annotated[datetime | None, says("When that was asked; null if it was not noted.")] = None


class Run(Struct, frozen=True):
    """A run's own facts: the one member of an answer that differs from run to run."""

    taken: Annotated[datetime, says("When the run began.")]
    seconds: Annotated[float, says("How long it took.")] = 0.0
    calls: Annotated[int, says("Calls made.")] = 0
    unrecognised: Annotated[int, says("Recorded files or items that nothing recognised.")] = 0
    by_service: Annotated[dict[str, int], says("Calls by service.")] = field(default_factory=dict)
    throttled: Annotated[int, says("Calls that were throttled.")] = 0
    accounts: Annotated[
        dict[str, str], says("Account that each source leads to, entered or not.")
    ] = field(default_factory=dict)
    visits: Annotated[dict[str, Visit], says("What it spent on each account.")] = field(
        default_factory=dict
    )
    listings: Annotated[
        dict[str, Listing], says("Accounts that each source listed, by the name of the source.")
    ] = field(default_factory=dict)

    def and_before(self, other: "Run") -> "Run":
        """Return this run with what an attempt before it has spent: both are one run."""
        visits = dict(other.visits)
        for account, visit in self.visits.items():
            earlier = visits.get(account, Visit())
            visits[account] = Visit(
                earlier.calls + visit.calls, round(earlier.seconds + visit.seconds, 3)
            )
        services = Counter(other.by_service)
        services.update(self.by_service)
        return replace(
            self,
            seconds=round(other.seconds + self.seconds, 3),
            calls=other.calls + self.calls,
            unrecognised=other.unrecognised + self.unrecognised,
            by_service=dict(sorted(services.items())),
            throttled=other.throttled + self.throttled,
            accounts={**other.accounts, **self.accounts},
            visits=dict(sorted(visits.items())),
            listings={**other.listings, **self.listings},
        )


class Resumption(Struct, frozen=True):
    """What a sweep that never came to its end has read already."""

    since: Annotated[datetime, says("When it began.")]
    done: Annotated[frozenset[str], says("Accounts that were read without a gap.")] = frozenset()
    sighted: Annotated[
        frozenset[tuple[str, Key]],
        says("Viewer and key of what was read with all its details, of scopes not yet whole."),
    ] = frozenset()
    before: Annotated[Run | None, says("What its attempts so far have spent.")] = None


class SnapshotInfo(Struct, frozen=True):
    """A named commit."""

    id: Annotated[str, says("Name of the snapshot, such as s-12.")]
    commit: Annotated[int, says("Commit that it names.")]
    lineage: Annotated[tuple[str, ...], says("Identities of the sources that it covers, sorted.")]
    run: Annotated[Run, says("Facts of the run that made it.")]
    resources: Annotated[int, says("Resources that it holds.")] = 0
    relations: Annotated[int, says("Relations that their documents state.")] = 0
    coverage: Annotated[dict[str, int], says("Number of scopes by state.")] = field(
        default_factory=dict
    )
    new_gaps: Annotated[tuple[Scope, ...], says("Scopes asked for that are gaps.")] = ()


class Version(Struct, frozen=True):
    """What one resource was over an interval of commits."""

    commit: Annotated[int, says("Commit that began it.")]
    at: Annotated[datetime, says("Start of the call that proves it.")]
    record: Annotated[Record | None, says("The record; null where the resource ended.")]
    reason: Annotated[str | None, says("Why it ended: claim, not-found, forgotten, retired.")] = (
        None
    )
    snapshot: Annotated[str | None, says("First snapshot that shows it; null for none yet.")] = None
