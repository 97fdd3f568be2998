"""`cartographer init`: a commented settings file from what is found on this machine."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from cartographer.cli.invocation import Invocation
from cartographer.cli.option import verb
from cartographer.cli.surrounding import Profile, credentials, profiles
from cartographer.cli.whole import write_whole
from cartographer.model.error import UsageError

_EXAMPLES = """
cartographer init                                # writes cartographer.toml here
cartographer init --print                        # only shows it
cartographer init --role arn:aws:iam::111122223333:role/CartographerRead --region eu-west-1
cartographer --config ~/maps/cartographer.toml init --force
"""


@verb(
    "init",
    forms=(),
    examples=_EXAMPLES,
    why_not="it writes one file, which --config names",
)
@click.option("--profile", "names", multiple=True, metavar="NAME", help="Profile to read with.")
@click.option("--role", "roles", multiple=True, metavar="ARN", help="Role to assume.")
@click.option("--region", "regions", multiple=True, metavar="REGION", help="Region to read.")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@click.option("--print", "only_print", is_flag=True, help="Write to standard output instead.")
def command(
    invocation: Invocation,
    names: tuple[str, ...],
    roles: tuple[str, ...],
    regions: tuple[str, ...],
    *,
    force: bool,
    only_print: bool,
) -> int:
    """Write a settings file from what is found on this machine.

    It is commented line by line, names no secret, and is never laid over another one without
    --force.
    """
    from cartographer import config

    text = "".join(
        f"{one}\n" for one in lines(os.environ, invocation.options.store, names, roles, regions)
    )
    if only_print:
        click.echo(text, nl=False)
        return 0
    path = Path(invocation.options.config or config.FILE_NAME)
    if path.exists() and not force:
        raise UsageError(f"{path} is there already: give --force to replace it, or --print")
    config.parse(text, path)
    write_whole(path, lambda file: file.write(text.encode()))
    invocation.notices.info(f"wrote {path}; next: cartographer doctor")
    return 0


def lines(
    environment: Mapping[str, str],
    store: str | None,
    names: tuple[str, ...],
    roles: tuple[str, ...],
    regions: tuple[str, ...],
) -> Iterator[str]:
    """Yield the lines of a settings file."""
    from cartographer import config

    yield "# Settings of Cartographer; every one of them: docs/settings.md."
    yield "# A secret stands here only as env:NAME or file:PATH."
    yield ""
    yield "[store]"
    url = store or config.store_url(config.Settings(), None, environment)
    shown = "" if store else "# "
    yield "# A path, or an SQLAlchemy URL such as postgresql+psycopg://host/cartographer."
    if config.has_password(url):
        yield "# This one has a password: it stands in the environment variable alone."
        url = "env:CARTOGRAPHER_STORE"
    yield f"{shown}url = {_quoted(url)}"
    yield "# How many snapshots stay: all for a while, then one a day, then one a week."
    yield '# keep = { all = "30d", daily = "90d", weekly = "100y" }'
    yield ""
    yield from _sources(environment, names, roles, regions)
    yield ""
    yield "# Calls a second per account and region; a service may have its own."
    yield "# [rate]"
    yield "# default = 8"
    yield "# ec2 = 5"
    yield ""
    yield "# Networks that are not collected, and what a private one comes in by."
    yield "# [networks]"
    yield '# office = ["203.0.113.0/28"]'
    yield '# dc = { ranges = ["10.8.0.0/16"], via = "vgw-0a1b2c3d4e5f60718" }'
    yield ""
    yield "# [http]"
    yield '# proxy = "http://proxy.example:3128"'
    yield '# ca_bundle = "/etc/ssl/certs/ca-certificates.crt"'


def _sources(
    environment: Mapping[str, str],
    names: tuple[str, ...],
    roles: tuple[str, ...],
    regions: tuple[str, ...],
) -> Iterator[str]:
    """Yield a source for each role or profile; the profiles not chosen stand as comments."""
    known = {one.name: one for one in profiles(environment)}
    for name in names:
        if name not in known:
            there = ", ".join(known) or "none"
            raise UsageError(f"no profile {name!r} in the AWS configuration; there are {there}")
    chosen = names or _chosen(environment, known)
    if roles:
        for number, role in enumerate(roles, 1):
            name = "aws" if len(roles) == 1 else f"aws-{number}"
            yield from _source(name, Profile(chosen[0] if chosen else ""), role, regions)
        return
    if not chosen:
        yield "# No AWS profile was found: the source below reads with what the SDK finds"
        yield "# (environment, instance role). Name a profile or a role to read with another."
        yield from _source("aws", Profile(""), None, regions)
    for name in chosen:
        yield from _source(name, known[name], None, regions)
    for name, profile in known.items():
        if name not in chosen:
            yield from (f"# {one}".rstrip() for one in _source(name, profile, None, regions))


def _chosen(environment: Mapping[str, str], known: Mapping[str, Profile]) -> tuple[str, ...]:
    """Return the profile that the SDK would take by itself, if any."""
    named = environment.get("AWS_PROFILE")
    if named in known:
        return (named,) if named else ()
    if credentials(environment) is None and "default" in known:
        return ("default",)
    return ()


def _source(
    name: str, profile: Profile, role: str | None, regions: tuple[str, ...]
) -> Iterator[str]:
    yield "[[source]]"
    yield f"name = {_quoted(name)}                # lineage goes by it: keep it"
    yield 'kind = "aws-account"'
    if profile.name:
        how = " (signs in through a browser: aws sso login)" if profile.sso else ""
        yield f"profile = {_quoted(profile.name)}{'  #' + how if how else ''}"
    if profile.role and not role:
        yield f"# the profile assumes {profile.role}"
    if role:
        yield f"role = {_quoted(role)}"
    else:
        yield '# role = "arn:aws:iam::111122223333:role/CartographerRead"'
    yield '# external_id = "env:CARTOGRAPHER_EXTERNAL_ID"'
    listed = ", ".join(map(_quoted, regions))
    yield f"regions = [{listed}]" if regions else 'regions = "enabled"       # or ["eu-west-1"]'
    yield ""


def _quoted(text: str) -> str:
    """Return text as a basic string of TOML, whose escapes are JSON's."""
    import msgspec

    return msgspec.json.encode(text).decode().replace("\x7f", "\\u007f")
