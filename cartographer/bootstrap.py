"""The composition root: it chooses who answers behind each port, and does not think."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

from msgspec import Struct

from cartographer import config
from cartographer.model.meaning import says
from cartographer.ports import Catalogue, Collector, SnapshotStore


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


def catalogue() -> Catalogue:
    """Return the catalogue of all declared types."""
    from collectors.aws.registry import declarations
    from collectors.engine.derive import DeclaredCatalogue

    return DeclaredCatalogue(declarations())


def store(settings: config.Settings, url: str | None) -> SnapshotStore:
    """Open the store that a flag, the environment or the settings name."""
    from cartographer.store import open_store

    return open_store(config.store_url(settings, url), catalogue())


def live_collectors(settings: config.Settings, options: AwsOptions | None) -> Sequence[Collector]:
    """Return the collectors of the settings' sources, or of the flags alone if there are any."""
    from collectors.aws.session import AwsDoor, Login

    wire: dict[str, Any] = {"proxy": settings.http.proxy, "ca_bundle": settings.http.ca_bundle}
    if options is None or (options.profile is None and not options.roles and settings.source):
        regions = options.regions if options else ()
        logins = [_login(source, regions, wire) for source in settings.source]
    else:
        logins = [
            Login(
                name=role or options.profile or "aws",
                profile=options.profile,
                role=role,
                external_id=config.secret(options.external_id) if options.external_id else None,
                session_name=options.session_name,
                regions=options.regions,
                **wire,
            )
            for role in (options.roles or (None,))
        ]
    doors = [AwsDoor(login, settings.limits.workers) for login in logins]
    identity = ",".join(sorted(f"aws:{login.name}" for login in logins))
    return [_aws(settings, identity, doors)] if doors else []


def _login(source: config.SourceSettings, regions: tuple[str, ...], wire: dict[str, Any]) -> Any:  # noqa: ANN401
    from collectors.aws.session import Login

    named = () if source.regions == "enabled" else tuple(source.regions)
    return Login(
        name=source.name,
        profile=source.profile,
        role=source.role,
        external_id=config.secret(source.external_id) if source.external_id else None,
        session_name=source.session_name,
        regions=regions or named,
        **wire,
    )


def _aws(settings: config.Settings, identity: str, doors: Sequence[Any]) -> Collector:
    from collectors.aws.registry import declarations
    from collectors.engine.collector import EngineCollector
    from collectors.engine.rate import Rates
    from collectors.engine.redact import Redactor
    from collectors.engine.tools import Limits

    limits = settings.limits
    return EngineCollector(
        identity,
        "aws",
        doors,
        declarations(),
        redactor=Redactor(config.redaction_key(settings)),
        rates=Rates.of(settings.rate),
        limits=Limits(
            call_seconds=limits.call_seconds,
            scope_seconds=limits.scope_seconds,
            run_seconds=limits.run_seconds,
            tries=limits.tries,
            workers=limits.workers,
            accounts=limits.accounts,
        ),
        clock=SystemClock(),
    )
