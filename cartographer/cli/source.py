"""The flags that name sources of snapshots, and the collectors that they come to."""

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import click
from msgspec import Struct

from cartographer.cli.invocation import Invocation
from cartographer.model.coverage import GLOBAL_REGION
from cartographer.model.error import UsageError
from cartographer.model.meaning import says

if TYPE_CHECKING:
    from cartographer.config import Settings
    from cartographer.ports import Collector


class SourceFlags(Struct, frozen=True):
    """What flags say about where to read."""

    aws: Annotated[bool, says("Read AWS.")] = False
    profile: Annotated[str | None, says("Profile of the SDK's shared configuration.")] = None
    role: Annotated[tuple[str, ...], says("ARNs of roles to assume.")] = ()
    external_id: Annotated[str | None, says("External id of the roles' trust.")] = None
    session_name: Annotated[str | None, says("Session name, as audit trails show it.")] = None
    region: Annotated[tuple[str, ...], says("Regions to read.")] = ()
    organization: Annotated[bool, says("Read all accounts of the organization.")] = False
    member_role: Annotated[str | None, says("Name of the role in each account.")] = None
    exclude: Annotated[tuple[str, ...], says("Accounts and units to leave out.")] = ()
    record: Annotated[str | None, says("Folder to write each raw answer to.")] = None
    recorded: Annotated[str | None, says("Recorded answers to read instead of a cloud.")] = None

    @property
    def selected_regions(self) -> tuple[str, ...]:
        """Regions as a selection has them: what lies in no region is read along with any.

        A live source is told its regions when it is opened too. Without them here a run over
        one region would go on where one over another was interrupted, and an account that
        cannot be entered would be unknown in regions that nobody asked for.
        """
        return tuple(sorted({*self.region, GLOBAL_REGION})) if self.region else ()

    def collectors(self, settings: "Settings") -> "Sequence[Collector]":
        """Return who reads what the flags or the settings name.

        Raises:
            UsageError: there is no source, or a flag has nothing to say without another.
        """
        from cartographer import bootstrap

        if self.recorded is not None:
            self._refuse_beside("--recorded", "record", "profile", "role", "external_id")
            return bootstrap.recorded_collectors(settings, Path(self.recorded))
        if not self.organization:
            self._refuse_beside("one account (no --organization)", "member_role", "exclude")
        if not self.aws:
            self._refuse_beside("settings (no --aws)", *_AWS_ONLY)
        options = bootstrap.AwsOptions(
            profile=self.profile,
            roles=self.role,
            external_id=self.external_id,
            **({"session_name": self.session_name} if self.session_name else {}),
            regions=tuple(one for one in self.region if one != GLOBAL_REGION),
            record=Path(self.record) if self.record else None,
            organization=self.organization,
            member_role=self.member_role,
            exclude=self.exclude,
        )
        if not self.aws and not settings.source:
            raise UsageError(
                "no source to read: give --aws, or a [[source]] in cartographer.toml "
                "(`cartographer init` writes one)"
            )
        return bootstrap.live_collectors(settings, options)

    def _refuse_beside(self, what: str, *names: str) -> None:
        for name in names:
            if getattr(self, name):
                flag = "--" + name.replace("_", "-")
                raise UsageError(f"{flag} means nothing with {what}: give it with --aws alone")


_AWS_ONLY = ("profile", "role", "external_id", "session_name", "organization")
_OPTIONS: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (("--aws",), {"is_flag": True, "help": "Read AWS, with the credentials of this shell."}),
    (("--profile",), {"metavar": "NAME", "help": "Profile of the AWS configuration."}),
    (
        ("--organization",),
        {
            "is_flag": True,
            "help": "Read all accounts of the organization; --role is then its management's.",
        },
    ),
    (
        ("--member-role",),
        {"metavar": "NAME", "help": "Role to assume in each account (CartographerRead)."},
    ),
    (
        ("--exclude",),
        {
            "multiple": True,
            "metavar": "WHAT",
            "help": "Leave out ou:ID or account:NUMBER; may be repeated.",
        },
    ),
    (("--role",), {"multiple": True, "metavar": "ARN", "help": "Role to assume; may be repeated."}),
    (
        ("--external-id",),
        {"metavar": "env:NAME", "help": "External id of the roles, as env:NAME or file:PATH."},
    ),
    (("--session-name",), {"metavar": "NAME", "help": "Session name in audit trails."}),
    (
        ("--region",),
        {
            "multiple": True,
            "metavar": "REGION",
            "help": "Only this region, and what lies in none; `global` alone for the latter.",
        },
    ),
    (("--record",), {"metavar": "DIR", "help": "Also write each raw answer, redacted, there."}),
    (
        ("--recorded",),
        {"metavar": "PATH", "help": "Read recorded answers instead of a cloud."},
    ),
)


def source_options(function: Callable[..., int]) -> Callable[..., int]:
    """Give a command the flags of sources, handed over as one `SourceFlags`."""

    @wraps(function)
    def gathered(invocation: Invocation, **values: Any) -> int:  # noqa: ANN401
        flags = {name: values.pop(name) for name in SourceFlags.__struct_fields__}
        _check_external_id(flags["external_id"])
        _check_members(flags)
        _check_roles(flags)
        return function(invocation, SourceFlags(**flags), **values)

    for flags, extra in reversed(_OPTIONS):
        click.option(*flags, **extra)(gathered)
    return gathered


def _check_external_id(value: str | None) -> None:
    if value is not None and not value.startswith(("env:", "file:")):
        raise UsageError(
            "--external-id is a secret, and a command line is no place for one: "
            "write env:NAME or file:PATH"
        )


def _check_members(flags: dict[str, Any]) -> None:
    """Refuse what the settings would refuse, and write exclusions as they do.

    Raises:
        UsageError: naming the flag.
    """
    from cartographer import config

    try:
        if flags["member_role"] is not None:
            config.member_role(flags["member_role"])
    except UsageError as error:
        raise UsageError(f"--member-role: {error}") from error
    try:
        flags["exclude"] = tuple(map(config.exclusion, flags["exclude"]))
    except UsageError as error:
        raise UsageError(f"--exclude: {error}") from error


def _check_roles(flags: dict[str, Any]) -> None:
    """Refuse roles and a name of their sessions that the settings would refuse.

    Raises:
        UsageError: naming the flag.
    """
    from cartographer import config

    try:
        for role in flags["role"]:
            config.role_arn(role)
    except UsageError as error:
        raise UsageError(f"--role {error}") from error
    try:
        if flags["session_name"] is not None:
            config.session_name(flags["session_name"])
    except UsageError as error:
        raise UsageError(f"--session-name: {error}") from error
    if flags["organization"] and len(flags["role"]) > 1:
        raise UsageError(
            "--role may be given once with --organization: it is who lists the accounts; "
            "--member-role is the role in each"
        )


def checked_types(types: Sequence[str]) -> tuple[str, ...]:
    """Return the native types that names, sets and patterns stand for.

    Raises:
        UsageError: nothing that is declared is like one of them; the nearest are named.
    """
    if not types:
        return ()
    from cartographer import bootstrap

    return bootstrap.chosen_types(types)
