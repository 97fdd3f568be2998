"""The composition root: it chooses who answers behind each port, and does not think."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

from msgspec import Struct

from cartographer import config
from cartographer.model.audience import INTERNET
from cartographer.model.change import ChangeSet
from cartographer.model.meaning import says
from cartographer.model.resource import Resource
from cartographer.model.snapshot import Snapshot
from cartographer.ports import Catalogue, Collector, SnapshotStore

if TYPE_CHECKING:
    from cartographer.exposure.atlas import Atlas
    from cartographer.exposure.audience import Audiences
    from cartographer.exposure.caller import Callers
    from cartographer.exposure.chart import Chart
    from cartographer.exposure.egress import Egress
    from cartographer.exposure.listing import Exposed
    from cartographer.model.audience import NamedNetwork
    from cartographer.model.reading import Asker, Memo
    from cartographer.reach.search import Search


_READER_KEEPS, _WRITER_KEEPS = 20_000, 1_000
"""Decoded records in memory: who asks comes back to them, who collects sees each but once."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the current time in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        return time.monotonic()


class AwsOptions(Struct, frozen=True):
    """What flags say about AWS, beside or instead of the settings' sources."""

    profile: Annotated[str | None, says("Profile of the SDK's shared configuration.")] = None
    roles: Annotated[tuple[str, ...], says("ARNs of roles to assume, an account each.")] = ()
    external_id: Annotated[str | None, says("External id of the roles' trust.")] = None
    session_name: Annotated[str, says("Session name, as audit trails show it.")] = "cartographer"
    regions: Annotated[tuple[str, ...], says("Regions; empty for all that are enabled.")] = ()
    record: Annotated[Path | None, says("Folder to write each raw answer to.")] = None
    organization: Annotated[bool, says("All accounts of the organization.")] = False
    member_role: Annotated[str | None, says("Name of the role in each account.")] = None
    exclude: Annotated[tuple[str, ...], says("What is left out: ou:ID or account:NUMBER.")] = ()

    @property
    def named(self) -> bool:
        """Whether they name what to read, whatever the settings do."""
        return bool(self.profile or self.roles or self.organization)


def catalogue() -> Catalogue:
    """Return the catalogue of all declared types."""
    from collectors.aws.registry import declarations
    from collectors.engine.derive import DeclaredCatalogue

    return DeclaredCatalogue(declarations())


def type_names() -> tuple[str, ...]:
    """Return the native types that are declared, sorted."""
    from collectors.aws.registry import declarations

    return tuple(one.type for one in declarations())


def type_documents() -> list[dict[str, object]]:
    """Return what is known of each declared type, sorted by type."""
    from collectors.aws.proof import describe
    from collectors.aws.registry import declarations

    return [describe(one) for one in declarations()]


def chosen_types(types: Iterable[str]) -> tuple[str, ...]:
    """Return the native types that names, sets and patterns stand for.

    Raises:
        UsageError: nothing that is declared is like one of them; the nearest are named.
    """
    from collectors.aws.type_set import chosen

    return chosen(types)


def type_sets() -> tuple[str, ...]:
    """Return the names of the sets of types, as they are asked for."""
    from collectors.aws.type_set import PREFIX, SETS

    return tuple(PREFIX + name for name in SETS)


def aws_actions(types: Iterable[str]) -> tuple[str, ...]:
    """Return the IAM actions that reading some types of AWS needs, all types for none."""
    from collectors.aws.permission import actions

    return actions(types)


def aws_actions_of(type_: str, aspect: str | None = None) -> tuple[str, ...]:
    """Return the IAM actions that listing a type of AWS needs, or reading one aspect of it."""
    from collectors.aws.permission import actions_of

    return actions_of(type_, aspect)


def aws_asked_of_all(type_: str, aspect: str) -> bool:
    """Return whether an aspect of a type of AWS is asked for of every resource."""
    from collectors.aws.permission import asked_of_all

    return asked_of_all(type_, aspect)


def resource_document(resource: Resource) -> dict[str, Any]:
    """Return a resource as the machine form of `ls` has it."""
    from exporters.resource_json import resource_document as render

    return render(resource)


def diff_document(changes: ChangeSet, before: str, after: str) -> dict[str, Any]:
    """Return the machine form of a diff between two snapshots, by their ids."""
    from exporters.diff_json import diff_document as render

    return render(changes, before, after)


def atlas(
    snapshot: Snapshot, networks: "tuple[NamedNetwork, ...]" = (), *, assumes: bool = True
) -> "tuple[Atlas, Search]":
    """Return the network of a snapshot and of named networks, and the search that asks it.

    `assumes` says whether a switch that nobody asked for is taken as off, or is unknown.
    """
    _, _, found, search = _view(snapshot, networks, assumes=assumes)
    return found, search


def callers(
    snapshot: Snapshot, networks: "tuple[NamedNetwork, ...]" = (), *, assumes: bool = True
) -> "tuple[Callers, Atlas, Search]":
    """Return what is open to whom in a snapshot, and the network that it is found in.

    `assumes` says whether a switch that nobody asked for is taken as off, or is unknown.
    """
    from cartographer.exposure.caller import Callers

    memo, view, found, search = _view(snapshot, networks, assumes=assumes)
    return Callers(memo, view, search.space), found, search


def egress(
    snapshot: Snapshot, networks: "tuple[NamedNetwork, ...]" = ()
) -> "tuple[Egress, Atlas, Search]":
    """Return what gets out of a snapshot, and the network that it is found in."""
    from cartographer.exposure.egress import Egress

    memo, view, found, search = _view(snapshot, networks)
    return Egress(memo, view, search.space), found, search


def _view(
    snapshot: Snapshot, networks: "tuple[NamedNetwork, ...]", *, assumes: bool = True
) -> "tuple[Memo, Callable[[Asker], Atlas], Atlas, Search]":
    """Return a memo of a snapshot, how its network is read through one, and that, with a search."""
    from cartographer.clouds.aws.network import AwsAtlas
    from cartographer.model.reading import Asker, Memo
    from cartographer.reach.search import Search
    from cartographer.reach.traffic import Traffic

    space, memo = Traffic(), Memo(snapshot, assumes=assumes)

    def view(asker: Asker) -> AwsAtlas:
        return AwsAtlas(asker, snapshot, space, networks)

    found = view(memo)
    return memo, view, found, Search(found, space)


def chart(
    snapshot: Snapshot, most: int | None, networks: "tuple[NamedNetwork, ...]" = ()
) -> "Chart":
    """Return the chart of what the internet can reach, of at most so many exposures."""
    from cartographer.exposure import chart as drawn
    from cartographer.exposure.end import End
    from cartographer.exposure.listing import Ages, exposed

    found, network, search = callers(snapshot, networks)
    opens = found.open_to(found.begins(End(INTERNET)))
    whose = audiences(network, search, networks)
    rows = exposed(snapshot, network, opens, whose, Ages(found.oldest))

    def way_of(row: "Exposed") -> tuple[str, ...]:
        return drawn.way(snapshot, network, search, row)

    return drawn.chart(rows, way_of, drawn.MOST if most is None else most)


def audiences(
    network: "Atlas",
    search: "Search",
    networks: "tuple[NamedNetwork, ...]",
    *,
    alone: str | None = None,
    outward: bool = False,
) -> "Audiences":
    """Return the names of who is at the other end, also of one who is asked about alone.

    That is the source, or of what goes outward the destination.
    """
    from cartographer.exposure.audience import Audiences
    from cartographer.exposure.end import spans
    from cartographer.reach.traffic import Field

    known = {one.name: spans(one) for one in networks}
    field = Field.DESTINATION if outward else Field.SOURCE
    return Audiences(search.space, known, dict(network.lists()), alone=alone, field=field)


def export(
    form: str,
    snapshot: Snapshot,
    out: IO[bytes],
    view: Mapping[str, Any],
    **options: object,
) -> None:
    """Write a snapshot or a diff in a format; `view` says what a picture shows."""
    from exporters.registry import render
    from exporters.view import View

    render(form, snapshot, out, view=View(**view), **options)


def export_formats() -> tuple[str, ...]:
    """Return the names of the exporters."""
    from exporters.registry import EXPORTERS

    return tuple(EXPORTERS)


def renderers() -> tuple[tuple[str, str], ...]:
    """Return the programs that lay pictures out, preferred first: their names and paths."""
    from exporters.renderer import renderers as found

    return tuple((one.name, one.program) for one in found())


def store(settings: config.Settings, url: str | None, *, create: bool = True) -> SnapshotStore:
    """Open the store that a flag, the environment or the settings name."""
    from cartographer.store import open_store

    keep = _WRITER_KEEPS if create else _READER_KEEPS
    address = config.store_url(settings, url)
    return open_store(address, catalogue(), create=create, keep_records=keep)


def live_collectors(settings: config.Settings, options: AwsOptions | None) -> Sequence[Collector]:
    """Return the collectors of the settings' sources, or of the flags alone if there are any."""
    sources = aws_sources(settings, options)
    if sources and options is not None and options.record is not None:
        sources = _recorded(settings, sources, options.record)
    identity = ",".join(sorted(f"aws:{source.name}" for source in sources))
    return [aws_collector(settings, identity, sources)] if sources else []


def sign_ins(settings: config.Settings, options: AwsOptions | None) -> dict[str, Callable[[], str]]:
    """Return what signs in to each source by its name, and then says which account it is."""

    def signing(source: Any) -> Callable[[], str]:  # noqa: ANN401
        def sign_in() -> str:
            doors = source.roster(directly).doors
            if source.lists_as is None:
                return str(doors[0].open().account)
            return f"{len(doors)} accounts"

        return sign_in

    from collectors.engine.transport import directly

    return {source.name: signing(source) for source in aws_sources(settings, options)}


def aws_sources(settings: config.Settings, options: AwsOptions | None) -> list[Any]:
    """Return the AWS sources of the settings, or those that flags name.

    Raises:
        UsageError: a rate is set for a service that nothing calls.
    """
    from collectors.aws.registry import check_services
    from collectors.aws.session import AwsDoor
    from collectors.engine.door import Doors

    rates = [settings.rate, *(source.rate or {} for source in settings.source)]
    check_services({name for rate in rates for name in rate})
    workers = settings.limits.workers
    if options is None or (not options.named and settings.source):
        regions = options.regions if options else ()
        return [_source(settings, source, regions) for source in settings.source]
    if options.organization:
        flags = config.SourceSettings(
            name=options.profile or "aws",
            kind="aws-organization",
            profile=options.profile,
            management=options.roles[0] if options.roles else None,
            external_id=options.external_id,
            session_name=options.session_name,
            exclude=options.exclude,
            member_role=options.member_role or config.MEMBER_ROLE,
        )
        return [_source(settings, flags, options.regions)]
    logins = [_flag_login(settings, options, role) for role in (options.roles or (None,))]
    return [Doors(one.name, (AwsDoor(one, workers),)) for one in logins]


def _flag_login(settings: config.Settings, options: AwsOptions, role: str | None) -> Any:  # noqa: ANN401
    from collectors.aws.session import Login

    return Login(
        name=role or options.profile or "aws",
        profile=options.profile,
        role=role,
        external_id=config.secret(options.external_id) if options.external_id else None,
        session_name=options.session_name,
        regions=options.regions,
        proxy=config.secret(settings.http.proxy) if settings.http.proxy else None,
        ca_bundle=settings.http.ca_bundle,
    )


def _source(
    settings: config.Settings, source: config.SourceSettings, regions: tuple[str, ...]
) -> Any:  # noqa: ANN401  a source of the engine
    from collectors.aws.session import AwsDoor, AwsOrganization, Login, Membership
    from collectors.engine.door import Doors, Terms
    from collectors.engine.rate import Rates
    from collectors.engine.tools import Budget

    workers = settings.limits.workers
    secret = config.secret(source.external_id) if source.external_id else None
    whole = source.kind == "aws-organization"
    login = Login(
        name=source.name,
        profile=source.profile,
        role=source.management if whole else source.role,
        external_id=secret,
        session_name=source.session_name,
        source_identity=source.source_identity or None,
        regions=regions or (() if source.regions == "enabled" else tuple(source.regions)),
        proxy=config.secret(settings.http.proxy) if settings.http.proxy else None,
        ca_bundle=settings.http.ca_bundle,
        fips=source.fips,
    )
    rates = None if source.rate is None else Rates.of({**settings.rate, **source.rate})
    terms = Terms(rates, Budget(source.max_calls_per_day))
    if whole:
        members = Membership(source.member_role, secret, source.exclude)
        return AwsOrganization(login, members, workers, terms)
    return Doors(source.name, (AwsDoor(login, workers),), terms)


def recorded_collectors(settings: config.Settings, path: Path) -> Sequence[Collector]:
    """Return the collectors of a file or folder of recorded input, of whatever form.

    Raises:
        UsageError: there is no such file or folder.
        SourceError: it is empty, cannot be read, or nothing in it was recognised.
    """
    from collectors.aws.recorded.collector import RecordedCollector
    from collectors.aws.registry import declarations
    from collectors.engine.redact import Redactor

    collector = RecordedCollector(
        path,
        declarations(),
        redactor=Redactor(config.redaction_key(settings)),
        limits=_limits(settings),
        clock=SystemClock(),
    )
    return [collector]


def _recorded(settings: config.Settings, sources: Sequence[Any], folder: Path) -> list[Any]:
    """Return sources of which all that comes is written to a folder, secrets as digests."""
    from collectors.aws.registry import declarations
    from collectors.engine.record import Recorder
    from collectors.engine.redact import Redactor

    recorder = Recorder(folder, declarations(), Redactor(config.redaction_key(settings)))
    return [recorder.source(source) for source in sources]


def aws_collector(settings: config.Settings, identity: str, sources: Sequence[Any]) -> Collector:
    """Return the collector of AWS that reads some sources."""
    from collectors.aws.empty_region import FURNITURE, unchanged
    from collectors.aws.region_deny import RegionDenies
    from collectors.aws.registry import declarations
    from collectors.aws.unit import Units
    from collectors.engine.collector import EngineCollector
    from collectors.engine.quiet import Emptiness
    from collectors.engine.rate import Rates
    from collectors.engine.redact import Redactor

    return EngineCollector(
        identity,
        "aws",
        sources,
        declarations(),
        redactor=Redactor(config.redaction_key(settings)),
        rates=Rates.of(settings.rate),
        limits=_limits(settings),
        clock=SystemClock(),
        barred=lambda head: RegionDenies(head).barring,
        emptiness=Emptiness(FURNITURE, unchanged, settings.limits.empty_region_hours),
        units=lambda head: Units(head).within,
    )


def _limits(settings: config.Settings) -> Any:  # noqa: ANN401  a type of the engine
    from collectors.engine.tools import Limits

    limits = settings.limits
    return Limits(
        call_seconds=limits.call_seconds,
        scope_seconds=limits.scope_seconds,
        run_seconds=limits.run_seconds,
        tries=limits.tries,
        workers=limits.workers,
        accounts=limits.accounts,
    )
