"""Settings: one TOML file, the environment, and flags, in order of rising strength.

Unknown keys are errors that name the file and the key. Secrets stand in the file only as
`env:NAME` or `file:PATH`; nothing here prints one. It knows no service.
"""

import os
import re
import secrets
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct, field

from cartographer.model.error import UsageError
from cartographer.model.gap import AcceptedGap, terms
from cartographer.model.meaning import says

FILE_NAME = "cartographer.toml"
MEMBER_ROLE = "CartographerRead"
"""Name of the role in each account of an organization, unless the settings say another."""
_KEY_BYTES = 32
_SECRET_FORMS = ("env:", "file:")
_ROLE = r"^arn:[^:]+:iam::\d{12}:role/.+"
_KEPT = ("all", "daily", "weekly")
_SPAN = re.compile(r"\s*(\d{1,6}\s*[hdwy]|forever)\s*")
_PASSWORD = re.compile(r"[?&][^=&]*(?:password|passwd|pwd)=", re.IGNORECASE)


class StoreSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Where history is kept."""

    url: Annotated[
        str | None, says("SQLAlchemy URL or path; default: SQLite in the user's data folder.")
    ] = None
    keep: Annotated[
        dict[str, str], says("Retention: all, daily and weekly, each with a span such as 30d.")
    ] = field(default_factory=lambda: {"all": "30d", "daily": "90d", "weekly": "100y"})


class HttpSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Our side of the wire."""

    proxy: Annotated[str | None, says("Address of a proxy for all calls.")] = None
    ca_bundle: Annotated[str | None, says("File of certificates to trust instead.")] = None


class SourceSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """One source of snapshots: an AWS account, or all accounts of an AWS organization."""

    name: Annotated[str, says("Its name: lineage goes by it."), Meta(min_length=1)]
    kind: Annotated[
        Literal["aws-account", "aws-organization"], says("What kind of source it is.")
    ] = "aws-account"
    profile: Annotated[str | None, says("Profile of the SDK's shared configuration.")] = None
    role: Annotated[
        Annotated[str, Meta(pattern=_ROLE)] | None, says("Of an account: ARN of a role to assume.")
    ] = None
    management: Annotated[
        Annotated[str, Meta(pattern=_ROLE)] | None,
        says(
            "Of an organization: ARN of a role of its management account, or of one that is "
            "delegated; default: the credentials as they are."
        ),
    ] = None
    member_role: Annotated[
        str,
        says("Of an organization: name of the role to assume in each account."),
        Meta(pattern=r"^[\w+=,.@-]+(/[\w+=,.@-]+)*$"),
    ] = MEMBER_ROLE
    exclude: Annotated[
        tuple[Annotated[str, Meta(pattern=r"^(ou:ou-[\w-]+|account:\d{12})$")], ...],
        says("Of an organization: what is left out, as ou:ID or account:NUMBER."),
    ] = ()
    external_id: Annotated[str | None, says("External id of the role's trust (env: or file:).")] = (
        None
    )
    session_name: Annotated[
        str,
        says("Session name, as audit trails show it."),
        Meta(pattern=r"^[\w+=,.@-]{2,64}$"),
    ] = "cartographer"
    source_identity: Annotated[
        str,
        says("Source identity of assumed roles, as audit trails show it; empty for none."),
        Meta(pattern=r"^([\w+=,.@-]{2,64})?$"),
    ] = "cartographer"
    regions: Annotated[
        Literal["enabled"]
        | Annotated[tuple[Annotated[str, Meta(min_length=1)], ...], Meta(min_length=1)],
        says("Region names, or all that are enabled."),
    ] = "enabled"
    fips: Annotated[
        bool | None, says("Endpoints validated by FIPS 140; default: as the SDK is configured.")
    ] = None
    rate: Annotated[
        dict[str, float] | None, says("Calls a second of this source, as in [rate].")
    ] = None
    max_calls_per_day: Annotated[
        Annotated[int, Meta(ge=1)] | None, says("Calls that all its runs of a day (UTC) may make.")
    ] = None


class LimitSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Bounds of a run."""

    call_seconds: Annotated[float, says("For one call with all its tries."), Meta(gt=0)] = 60.0
    scope_seconds: Annotated[float, says("For all calls of one scope."), Meta(gt=0)] = 1800.0
    run_seconds: Annotated[float, says("For a whole run."), Meta(gt=0)] = 21600.0
    tries: Annotated[
        int, says("Tries of a call that fails in a way that may pass."), Meta(ge=1)
    ] = 4
    workers: Annotated[int, says("Calls under way at once."), Meta(ge=1)] = 16
    accounts: Annotated[int, says("Accounts under way at once."), Meta(ge=1)] = 4
    empty_region_hours: Annotated[
        float,
        says(
            "For how long a region that was empty is not read again while its event history shows "
            "that nothing was written there; 0 for always."
        ),
        Meta(ge=0),
    ] = 168.0


class ScheduleSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """What the daemon reads how often."""

    sources: Annotated[tuple[str, ...], says("Names of sources; empty for all.")] = ()
    types: Annotated[
        tuple[str, ...], says("Native types, or sets such as set:network; empty for all.")
    ] = ()
    every: Annotated[str | None, says("How often, as a number and m, h or d.")] = None
    cron: Annotated[str | None, says("When, as the five fields of cron, in UTC.")] = None
    jitter: Annotated[
        str | None, says("How much later at most, so that not all begin at once.")
    ] = None


class GapSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """One accepted blind spot."""

    scope: Annotated[str, says("What is not read: STATE:REGION, or account=…,region=…,type=….")]
    reason: Annotated[str, says("Why that is accepted."), Meta(min_length=1)]
    until: Annotated[date, says("Last day on which it is.")]


class RedactionSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """The key that digests of secrets are made with."""

    key: Annotated[
        str | None, says("env:NAME or file:PATH; default: a file that the first run makes.")
    ] = None


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """All settings."""

    store: Annotated[StoreSettings, says("Where history is kept.")] = StoreSettings()
    http: Annotated[HttpSettings, says("Our side of the wire.")] = HttpSettings()
    source: Annotated[tuple[SourceSettings, ...], says("Sources of snapshots.")] = ()
    rate: Annotated[
        dict[str, float],
        says("Calls a second per account and region: default and by service; 0 is unlimited."),
    ] = field(default_factory=lambda: {"default": 8.0, "ec2": 5.0, "iam": 2.0, "s3": 3.0})
    limits: Annotated[LimitSettings, says("Bounds of a run.")] = LimitSettings()
    redaction: Annotated[RedactionSettings, says("Digests of secrets.")] = RedactionSettings()
    schedule: Annotated[tuple[ScheduleSettings, ...], says("What is read how often.")] = ()
    gap: Annotated[tuple[GapSettings, ...], says("Accepted blind spots.")] = ()

    @property
    def accepted_gaps(self) -> tuple[AcceptedGap, ...]:
        """Blind spots that the settings accept."""
        return tuple(AcceptedGap(one.scope, one.reason, one.until) for one in self.gap)


def find_file(start: Path) -> Path | None:
    """Return the settings file of a folder, or of the nearest folder above it."""
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file():
            return folder / FILE_NAME
    return None


def load(path: Path | None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of a file, or the defaults.

    Raises:
        UsageError: the file cannot be read, is no TOML, has an unknown key or a wrong value.
    """
    if path is None:
        named = environment.get("CARTOGRAPHER_CONFIG")
        path = Path(named) if named else find_file(Path.cwd())
    if path is None:
        return Settings()
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        message = f"settings {path}: {error.strerror}"
        raise UsageError(message) from error
    except UnicodeDecodeError as error:
        message = f"settings {path}: not valid TOML: {error}"
        raise UsageError(message) from error
    return parse(text, path)


def parse(text: str, path: Path) -> Settings:
    """Return the settings that the text of a file states.

    Raises:
        UsageError: it is no TOML, has an unknown key or a wrong value; the file is named.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"settings {path}: not valid TOML: {error}"
        raise UsageError(message) from error
    try:
        settings = msgspec.convert(raw, Settings)
    except msgspec.ValidationError as error:
        message = f"settings {path}: {error}; `cartographer init` writes a commented example"
        raise UsageError(message) from error
    _check_names(settings, path)
    _check_secrets(settings, path)
    _check_keep(settings.store.keep, path)
    _check_rates("rate", settings.rate, path)
    for source in settings.source:
        _check_source(source, path)
    _check_schedules(settings, path)
    for gap in settings.gap:
        try:
            terms(gap.scope)
        except ValueError as error:
            message = f"settings {path}: gap: {error}"
            raise UsageError(message) from error
    bundle = settings.http.ca_bundle
    if bundle is not None and not Path(bundle).is_file():
        message = f"settings {path}: http: ca_bundle: there is no file {bundle}"
        raise UsageError(message)
    return settings


def _check_names(settings: Settings, path: Path) -> None:
    names = [one.name for one in settings.source]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        message = f"settings {path}: two sources are named {twice[0]!r}; give each its own name"
        raise UsageError(message)


_OF_ACCOUNTS = ("role",)
_OF_ORGANIZATIONS = ("management", "member_role", "exclude")
_UNSET = SourceSettings("unset")
_INTERVAL = re.compile(r"[1-9]\d{0,3}[mhd]")
_CRON_FIELDS = 5


def _check_source(source: SourceSettings, path: Path) -> None:
    """Refuse what means nothing for a kind of source."""
    wrong = _OF_ACCOUNTS if source.kind == "aws-organization" else _OF_ORGANIZATIONS
    for name in wrong:
        if getattr(source, name) != getattr(_UNSET, name):
            message = (
                f"settings {path}: source {source.name}: {name} means nothing for {source.kind}"
            )
            raise UsageError(message)
    _check_rates(f"source {source.name}: rate", source.rate or {}, path)


def _check_rates(where: str, rates: Mapping[str, float], path: Path) -> None:
    for name, rate in rates.items():
        if not rate >= 0:
            message = f"settings {path}: {where}: {name} = {rate} is no rate: give 0 or more"
            raise UsageError(message)


def _check_schedules(settings: Settings, path: Path) -> None:
    known = {one.name for one in settings.source}
    for schedule in settings.schedule:
        wrong = None
        unknown = [name for name in schedule.sources if name not in known]
        if unknown:
            wrong = f"there is no source {unknown[0]!r}"
        elif (schedule.every is None) == (schedule.cron is None):
            wrong = "give either every or cron"
        elif schedule.cron is not None and len(schedule.cron.split()) != _CRON_FIELDS:
            wrong = f"cron = {schedule.cron!r} does not have five fields"
        for name in ("every", "jitter"):
            value = getattr(schedule, name)
            if value is not None and not _INTERVAL.fullmatch(value):
                wrong = f"{name} = {value!r} is no interval: give a number and m, h or d"
        if wrong is not None:
            message = f"settings {path}: schedule: {wrong}"
            raise UsageError(message)


def _check_keep(keep: Mapping[str, str], path: Path) -> None:
    for name, span in keep.items():
        if name not in _KEPT:
            message = f"settings {path}: store: keep.{name} is unknown: give {', '.join(_KEPT)}"
            raise UsageError(message)
        if not _SPAN.fullmatch(span):
            message = (
                f"settings {path}: store: keep.{name} = {span!r} is no span: "
                "give a number and h, d, w or y, or forever"
            )
            raise UsageError(message)


def _check_secrets(settings: Settings, path: Path) -> None:
    found = {f"source {one.name}: external_id": one.external_id for one in settings.source}
    found["redaction: key"] = settings.redaction.key
    for where, value in found.items():
        if value is not None and not value.startswith(_SECRET_FORMS):
            message = f"settings {path}: {where} is a secret: write it as env:NAME or file:PATH"
            raise UsageError(message)
    proxy = settings.http.proxy
    if proxy is not None and has_password(proxy):
        message = (
            f"settings {path}: http: proxy holds a password: write it as env:NAME or file:PATH"
        )
        raise UsageError(message)
    url = settings.store.url
    if url is not None and has_password(url):
        message = f"settings {path}: store: url holds a password: write it as env:NAME or file:PATH"
        raise UsageError(message)


def has_password(url: str) -> bool:
    """Return whether a URL bears a password, before its host or in its query."""
    _, scheme, rest = url.partition("://")
    return bool(scheme) and (":" in rest.rpartition("@")[0] or bool(_PASSWORD.search(rest)))


def secret(value: str, environment: Mapping[str, str] = os.environ) -> str:
    """Return what `env:NAME` or `file:PATH` stands for; any other text stands for itself.

    Raises:
        UsageError: the variable is not set, or the file cannot be read.
    """
    if value.startswith("env:"):
        name = value.removeprefix("env:")
        if name not in environment:
            message = f"the environment variable {name} is not set"
            raise UsageError(message)
        return environment[name]
    if value.startswith("file:"):
        path = Path(value.removeprefix("file:"))
        try:
            return path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            message = f"the secret file {path} cannot be read: {error}"
            raise UsageError(message) from error
    return value


def store_url(
    settings: Settings, flag: str | None, environment: Mapping[str, str] = os.environ
) -> str:
    """Return the URL of the store: of the flag, the environment, the file, or the default."""
    named = flag or environment.get("CARTOGRAPHER_STORE") or settings.store.url
    url = secret(named, environment) if named else str(_folder("DATA", environment) / "store.db")
    return url if "://" in url else f"sqlite:///{Path(url).expanduser().absolute()}"


def redaction_key(settings: Settings, environment: Mapping[str, str] = os.environ) -> bytes:
    """Return the installation's key; the first call makes it, in a file of mode 0600.

    Raises:
        UsageError: the file cannot be read or made.
    """
    named = environment.get("CARTOGRAPHER_REDACTION_KEY") or (
        secret(settings.redaction.key, environment) if settings.redaction.key else None
    )
    if named:
        return named.encode()
    path = redaction_key_file(environment)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_bytes()
        with os.fdopen(handle, "wb") as file:
            key = secrets.token_bytes(_KEY_BYTES)
            file.write(key)
    except OSError as error:
        message = (
            f"the redaction key {path}: {error.strerror}; set CARTOGRAPHER_REDACTION_KEY "
            "or `[redaction] key` in the settings"
        )
        raise UsageError(message) from error
    return key


def redaction_key_file(environment: Mapping[str, str] = os.environ) -> Path:
    """Return where the installation's key is kept, if nothing names another place."""
    return _folder("CONFIG", environment) / "redaction.key"


_FOLDERS = {"DATA": (".local", "share"), "CONFIG": (".config",)}


def _folder(kind: str, environment: Mapping[str, str]) -> Path:
    """Return the user's folder for us, where the XDG base directory specification puts it.

    https://specifications.freedesktop.org/basedir-spec/latest/
    """
    named = environment.get(f"XDG_{kind}_HOME")
    base = Path(named) if named else Path.home().joinpath(*_FOLDERS[kind])
    return base / "cartographer"
