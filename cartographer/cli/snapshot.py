"""`cartographer snapshot`: read the clouds and name what is held at the end."""

import click

from cartographer.cli.invocation import DOCUMENT_FORMS, Invocation
from cartographer.cli.option import verb
from cartographer.cli.source import SourceFlags, checked_types, source_options
from cartographer.model.error import UsageError

_BAD_SETTINGS = 2
_PARTIAL = 4
_EXAMPLES = """
cartographer snapshot                                     # the sources of cartographer.toml
cartographer snapshot --aws                               # the credentials of this shell
cartographer snapshot --aws --profile prod --region eu-west-1 --region us-east-1
cartographer snapshot --aws --role arn:aws:iam::111122223333:role/CartographerRead
cartographer snapshot --aws --organization --external-id env:EXTERNAL_ID
cartographer snapshot --dry-run                           # what it would cost
cartographer snapshot --type set:network --type set:identity
cartographer snapshot --aws --recorded ./answers          # files instead of a cloud
cartographer snapshot -o json | jq .new_gaps
"""


@verb(
    "snapshot",
    forms=DOCUMENT_FORMS,
    examples=_EXAMPLES,
    why_not="it reads what is there now; --account, --region and --type choose",
)
@source_options
@click.option(
    "--type",
    "types",
    multiple=True,
    metavar="TYPE",
    help=(
        "Only this native type, all like AWS::EC2::*, or a set: set:network, set:identity, "
        "set:data-access."
    ),
)
@click.option("--account", "accounts", multiple=True, metavar="ID", help="Only this account.")
@click.option("--dry-run", is_flag=True, help="Say what it would cost; read nothing.")
@click.option("--allow-partial", is_flag=True, help="Exit 0 also where something was not read.")
def command(
    invocation: Invocation,
    sources: SourceFlags,
    types: tuple[str, ...],
    accounts: tuple[str, ...],
    *,
    dry_run: bool,
    allow_partial: bool,
) -> int:
    """Read the clouds and keep what was found as a snapshot.

    Without --aws the sources of the settings are read. What could not be read stays as it was
    and is said to be unknown. Exit 4 says that something asked for could not be read; exit 2,
    if there is a snapshot, that `exclude` names a unit or account that does not exist.
    """
    from cartographer.cli.run import collect_and_tell, say_expired
    from cartographer.model.coverage import Selector

    if dry_run and sources.record is not None:
        raise UsageError(
            "--record means nothing with --dry-run: nothing is read, so there is nothing to record"
        )

    types = checked_types(types)
    say_expired(invocation)
    collectors = sources.collectors(invocation.settings)
    selection = Selector(accounts=accounts, regions=sources.selected_regions, types=types)
    if dry_run:
        from cartographer.cli.estimate import tell_estimate

        fits = tell_estimate(invocation, collectors, selection, scheduled=not sources.aws)
        wrong = any(one.wrong_settings for one in collectors)
        return _BAD_SETTINGS if wrong or not fits else 0
    with invocation.store(create=True) as store:
        collected = collect_and_tell(invocation, store, collectors, selection)
    if collected.wrong_settings:
        return _BAD_SETTINGS
    return _PARTIAL if collected.gaps and not allow_partial else 0
