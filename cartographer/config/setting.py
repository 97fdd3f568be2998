"""The nouns of the settings file: its tables, their keys, and what each means.

A key's type, pattern and bound stand here; what these cannot say of a value is left to `check`.
Nothing here reads a file.
"""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from cartographer.config.member import EXCLUSION, MEMBER_ROLE, ROLE_NAME
from cartographer.config.role import ROLE_ARN, SESSION_NAME
from cartographer.model.audience import ExternalAccount, NamedNetwork
from cartographer.model.gap import AcceptedGap
from cartographer.model.meaning import says


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
        Annotated[str, Meta(pattern=ROLE_ARN)] | None,
        says("Of an account: ARN of a role to assume."),
    ] = None
    management: Annotated[
        Annotated[str, Meta(pattern=ROLE_ARN)] | None,
        says(
            "Of an organization: ARN of a role of its management account, or of one that is "
            "delegated; default: the credentials as they are."
        ),
    ] = None
    member_role: Annotated[
        str,
        says("Of an organization: name of the role to assume in each account."),
        Meta(pattern=ROLE_NAME),
    ] = MEMBER_ROLE
    exclude: Annotated[
        tuple[Annotated[str, Meta(pattern=EXCLUSION)], ...],
        says("Of an organization: what is left out, as ou:ID or account:NUMBER."),
    ] = ()
    external_id: Annotated[str | None, says("External id of the role's trust (env: or file:).")] = (
        None
    )
    session_name: Annotated[
        str,
        says("Session name, as audit trails show it."),
        Meta(pattern=SESSION_NAME),
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
        tuple[str, ...],
        says("Native types, all like AWS::EC2::*, or sets such as set:network; empty for all."),
    ] = ()
    every: Annotated[str | None, says("How often, as a number and m, h or d.")] = None
    cron: Annotated[
        str | None,
        says("When, as the five fields of cron, in UTC; days of the week by name: sun, mon."),
    ] = None
    jitter: Annotated[
        str | None, says("How much later at most, so that not all begin at once.")
    ] = None


class GapSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """One accepted blind spot."""

    scope: Annotated[str, says("What is not read: STATE:REGION, or account=…,region=…,type=….")]
    reason: Annotated[str, says("Why that is accepted."), Meta(min_length=1)]
    until: Annotated[date, says("Last day on which it is.")]


class NetworkSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """A network of ours that comes in by a gateway, and not by the internet."""

    ranges: Annotated[tuple[str, ...], says("Prefixes, such as 10.8.0.0/16.")]
    via: Annotated[
        Annotated[str, Meta(pattern=r"^[\w-]+$")] | None,
        says(
            "Id of the virtual private gateway, VPN connection, transit gateway, its attachment or "
            "Direct Connect gateway beyond which it lies; default: nobody knows."
        ),
    ] = None


class ExternalSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """An account of somebody else."""

    name: Annotated[str, says("What people call it."), Meta(min_length=1)]
    until: Annotated[date | None, says("Last day on which it is trusted.")] = None


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
    networks: Annotated[
        dict[str, tuple[str, ...] | NetworkSettings],
        says(
            "Names for ranges of addresses, each an audience of its own: "
            '`office = ["203.0.113.0/28"]`, or a table `[networks.NAME]` with these keys.'
        ),
    ] = field(default_factory=dict)
    external: Annotated[
        dict[str, ExternalSettings],
        says('Accounts of others, a table each: `[external."444455556666"]`.'),
    ] = field(default_factory=dict)

    @property
    def accepted_gaps(self) -> tuple[AcceptedGap, ...]:
        """Blind spots that the settings accept."""
        return tuple(AcceptedGap(one.scope, one.reason, one.until) for one in self.gap)

    @property
    def named_networks(self) -> tuple[NamedNetwork, ...]:
        """Networks that the settings name, by name."""
        return tuple(
            NamedNetwork(name, one.ranges, one.via)
            if isinstance(one, NetworkSettings)
            else NamedNetwork(name, one)
            for name, one in sorted(self.networks.items())
        )

    @property
    def external_accounts(self) -> tuple[ExternalAccount, ...]:
        """Accounts of others that the settings name, by number."""
        return tuple(
            ExternalAccount(id_, one.name, one.until) for id_, one in sorted(self.external.items())
        )
