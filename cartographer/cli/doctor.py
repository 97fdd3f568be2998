"""`cartographer doctor`: what a run needs, what was found, and what to do about the rest."""

import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import click
from msgspec import Struct, to_builtins

from cartographer.cli.answer import Answer, Block, Grid, cells, line, member
from cartographer.cli.invocation import LIST_FORMS, Invocation
from cartographer.cli.option import verb
from cartographer.cli.surrounding import credentials, installed, origin, profiles
from cartographer.cli.text import count
from cartographer.model.error import CartographerError, NotFoundError
from cartographer.model.meaning import says

_EXAMPLES = """
cartographer doctor
cartographer doctor --offline                    # signs in nowhere
cartographer doctor -o json | jq '.checks[] | select(.state != "ok")'
"""
_COLUMNS = (
    member("state"),
    member("check"),
    member("found", flexible=True, wraps=True),
    member("advice", "what to do", flexible=True, wraps=True),
)
_CELLS = cells("check", "state", "needed", "found", "advice")
_OURS = ("collectors", "diff", "exporters")
_EXTRAS = (
    ("aws", "botocore", "read AWS"),
    ("azure", "azure.identity", "read Azure"),
    ("gcp", "google.cloud.asset", "read Google Cloud"),
    ("postgres", "psycopg", "keep history in PostgreSQL"),
    ("dask", "distributed", "collect on many machines"),
)
"""Extra, a module that comes with it, and what it is for."""


class Check(Struct, frozen=True):
    """One thing that was looked for."""

    check: Annotated[str, says("What was looked for.")]
    state: Annotated[Literal["ok", "missing", "optional"], says("What came of it.")]
    found: Annotated[str, says("What was found.")]
    needed: Annotated[bool, says("Whether the configured sources cannot do without it.")] = False
    advice: Annotated[str | None, says("What to do.")] = None


@verb("doctor", forms=LIST_FORMS, examples=_EXAMPLES, why_not="it looks at this machine")
@click.option("--offline", is_flag=True, help="Do not sign in anywhere.")
def command(invocation: Invocation, *, offline: bool) -> int:
    """Check credentials, extras, the store and tools.

    Exit 1 says that something which the configured sources need is missing.
    """
    checks = list(_checks(invocation, offline=offline))
    items = [to_builtins(one) for one in checks]
    document = {"schema": "cartographer.doctor/1", "checks": items}
    invocation.tell(Answer(document, lambda _: _people(items), items, _CELLS))
    return 1 if any(one.needed and one.state == "missing" for one in checks) else 0


def _checks(invocation: Invocation, *, offline: bool) -> Iterator[Check]:
    try:
        settings = invocation.settings
    except CartographerError as error:
        yield Check("settings", "missing", str(error), needed=True, advice="mend the file")
        return
    yield _settings(invocation)
    yield from map(_ours, _OURS)
    aws = bool(settings.source)
    for extra, module, purpose in _EXTRAS:
        yield _extra(extra, module, purpose, needed=_needs(invocation, extra))
    yield _credentials(needed=aws)
    if not offline and installed("botocore"):
        yield from _sign_ins(invocation)
    yield _store(invocation)
    yield _redaction(invocation)
    yield _pictures()


def _settings(invocation: Invocation) -> Check:
    sources = invocation.settings.source
    if not sources:
        advice = "cartographer init writes one; until then give snapshot --aws"
        return Check("settings", "optional", "no source is configured", advice=advice)
    names = ", ".join(one.name for one in sources)
    return Check("settings", "ok", f"{count(len(sources), 'source')}: {names}")


def _ours(package: str) -> Check:
    """Check that a package with a plain name is the one that came with us."""
    here = Path(__file__).parents[2]
    found = origin(package)
    if found is not None and found.parent == here:
        return Check(f"package {package}", "ok", "the one that came with cartographer")
    told = "not found" if found is None else f"{found} is another one"
    advice = "another package of that name is in the way: use an environment of its own"
    return Check(f"package {package}", "missing", told, needed=True, advice=advice)


def _needs(invocation: Invocation, extra: str) -> bool:
    from cartographer import config

    if extra == "aws":
        return bool(invocation.settings.source)
    if extra != "postgres":
        return False
    try:
        url = config.store_url(invocation.settings, invocation.options.store)
    except CartographerError:
        return False
    return url.startswith("postgresql")


def _extra(extra: str, module: str, purpose: str, *, needed: bool) -> Check:
    if installed(module):
        return Check(f"extra {extra}", "ok", f"can {purpose}", needed=needed)
    state: Literal["missing", "optional"] = "missing" if needed else "optional"
    advice = f"pip install 'cartographer[{extra}]' to {purpose}"
    return Check(f"extra {extra}", state, "not installed", needed, advice)


def _credentials(*, needed: bool) -> Check:
    names = [one.name for one in profiles()]
    plain = credentials()
    found = [plain] if plain else []
    found += [f"profiles {', '.join(names)}"] if names else []
    if found:
        return Check("AWS credentials", "ok", "; ".join(found))
    advice = "set AWS_PROFILE, run `aws configure sso`, or run where a role is attached"
    told = "none in the environment or the AWS configuration"
    return Check("AWS credentials", "optional", told, needed, advice)


def _sign_ins(invocation: Invocation) -> Iterator[Check]:
    """Yield whether each configured source lets us in; without any, the shell's credentials."""
    from cartographer import bootstrap

    settings = invocation.settings
    options = None if settings.source else bootstrap.AwsOptions()
    if options is not None and not (credentials() or profiles()):
        return
    try:
        signing = bootstrap.sign_ins(settings, options)
    except CartographerError as error:
        yield Check("sign in", "missing", str(error), bool(settings.source), "mend the settings")
        return
    for name, sign_in in signing.items():
        yield _sign_in(name, sign_in, needed=bool(settings.source))


def _sign_in(name: str, sign_in: Callable[[], str], *, needed: bool) -> Check:
    try:
        account = sign_in()
    except Exception as error:  # noqa: BLE001  whatever the SDK raises is what was found
        advice = "check the profile and the role's trust: aws sts get-caller-identity"
        return Check(f"sign in {name}", "missing", str(error), needed, advice)
    return Check(f"sign in {name}", "ok", f"account {account}", needed)


def _store(invocation: Invocation) -> Check:
    try:
        with invocation.store() as store:
            found = store.snapshots()
    except NotFoundError:
        return Check("store", "ok", "none yet: the first snapshot makes it", needed=True)
    except CartographerError as error:
        advice = "see --store, CARTOGRAPHER_STORE and [store] url"
        return Check("store", "missing", str(error), needed=True, advice=advice)
    latest = f", latest {found[-1].id}" if found else ""
    return Check("store", "ok", f"{count(len(found), 'snapshot')}{latest}", needed=True)


def _redaction(invocation: Invocation) -> Check:
    import os

    from cartographer import config

    if os.environ.get("CARTOGRAPHER_REDACTION_KEY") or invocation.settings.redaction.key:
        return Check("redaction key", "ok", "named by the environment or the settings", needed=True)
    path = config.redaction_key_file()
    if not path.exists():
        return Check("redaction key", "ok", "none yet: the first snapshot makes it", needed=True)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        advice = f"chmod 600 {path}: who has it can guess secrets from their digests"
        return Check("redaction key", "missing", "others may read it", needed=True, advice=advice)
    return Check("redaction key", "ok", str(path), needed=True)


def _pictures() -> Check:
    from cartographer import bootstrap

    found = bootstrap.renderers()
    if not found:
        advice = "install Graphviz, or pip install graphviz-pure, for svg and png"
        return Check("pictures", "optional", "no renderer", advice=advice)
    names = {"system": "dot of the system", "pure": "graphviz-pure"}
    told = ", ".join(names.get(name, name) for name, _ in found)
    return Check("pictures", "ok", told)


def _people(items: Sequence[dict[str, Any]]) -> Iterator[Block]:
    yield Grid(_COLUMNS, items)
    missing = sum(1 for one in items if one["state"] == "missing")
    told = f"{count(missing, 'thing')} missing" if missing else "All that is needed is there."
    yield line((told, "red" if missing else "green"))
