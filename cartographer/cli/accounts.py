"""`cartographer accounts`: which accounts there are, and how each stands."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import click
from msgspec import Struct
from msgspec.structs import replace

from cartographer.cli.answer import BLANK, Answer, Block, Column, Grid, cells, line, member
from cartographer.cli.invocation import LIST_FORMS, Invocation
from cartographer.cli.option import verb
from cartographer.cli.organization import Member, excluded, members
from cartographer.cli.remark import code
from cartographer.cli.selection import Term
from cartographer.cli.standing import (
    ACCOUNT_STATES,
    Standing,
    conditions,
    covered,
    ledger,
    meets,
    standing,
    stands_for_list,
)
from cartographer.cli.text import brief, count, moment, safe
from cartographer.model.error import UsageError
from cartographer.model.history import SnapshotInfo, Visit
from cartographer.model.meaning import says
from cartographer.model.snapshot import Snapshot
from cartographer.ports import SnapshotStore

if TYPE_CHECKING:
    from cartographer.config import Settings

Row = dict[str, Any]

_EXAMPLES = """
cartographer accounts
cartographer accounts --state '!complete'        # what a run could not read as a whole
cartographer accounts --state denied --state left -o wide
cartographer accounts --scope ou=production,tag:team=pay
cartographer accounts -o json | jq -r '.accounts[] | select(.regions_barred > 0) | .account'
"""
_NAMES = ("account", "name", "provider", "ou", "tag:")
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)


class _Spent(Struct, frozen=True):
    """What the latest run that entered an account spent on it."""

    snapshot: Annotated[str, says("Snapshot of that run.")]
    visit: Annotated[Visit, says("Its calls and seconds.")]


def _cell(name: str) -> Any:  # noqa: ANN401  a function of a row
    return lambda row: row[name] or "·"


def _last(row: Row) -> str:
    time = row["last_complete"]
    if time is None:
        return "never" if row["never_complete"] else ""
    return brief(time) + (" (not all)" if row["never_complete"] else "")


def _columns(now: datetime) -> tuple[Column, ...]:
    return (
        member("account"),
        member("name", flexible=True),
        Column("OU", lambda row: "/".join(row["ou"] or ()), flexible=True),
        member("state"),
        Column("LAST COMPLETE", _last),
        Column("AGE", lambda row: age(row["last_complete"], now), right=True),
        Column("DENIED", _cell("types_denied"), right=True),
        Column("DETAILS", _cell("details_denied"), right=True),
        Column("BARRED", _cell("regions_barred"), right=True),
        member("calls", right=True),
        Column("SECONDS", _seconds, right=True),
        Column("REASON", _why, flexible=True),
        Column("NEW GAPS", _cell("new_gaps"), wide=True, right=True),
        Column("ACCEPTED", _cell("accepted_gaps"), wide=True, right=True),
        member("snapshot", wide=True),
        member("tags", wide=True, flexible=True),
    )


def _why(row: Row) -> str:
    told = code(row["reason"])
    return f"not entered: {told}" if row["entered"] is False and row["state"] != "left" else told


def _seconds(row: Row) -> str:
    return "" if row["seconds"] is None else f"{row['seconds']:.1f}"


_CELLS = cells(
    "provider", "account", "name", "ou", "state", "entered", "reason", "last_complete",
    "never_complete", "types_denied", "details_denied", "regions_barred", "new_gaps",
    "accepted_gaps", "snapshot", "calls", "seconds", "tags",
)  # fmt: skip


@verb("accounts", forms=LIST_FORMS, takes=("at", "scope", "limit"), examples=_EXAMPLES)
@click.option(
    "--state",
    "states",
    multiple=True,
    metavar="STATE",
    help=f"Only this state, or !STATE for all others: {', '.join(ACCOUNT_STATES)}.",
)
def command(invocation: Invocation, states: tuple[str, ...]) -> int:
    """List the accounts, and how each stands.

    Denied are types that were denied in some region; details, such as policies, that were
    denied of types; barred are regions that a control policy forbids as a whole. Calls and
    seconds are of the latest run that entered the account. Its name, and that it is closed or
    left out, come from the latest list of accounts; units and tags from the organization's
    types (AWS::Organizations::*), where they are collected.
    """
    wanted = _wanted(states)
    conditioned = conditions(invocation.options.scope, _NAMES, "accounts are no resources")
    with invocation.view() as (store, snapshot):
        every, unlisted = _rows(invocation, store, snapshot, conditioned)
    found = [one for one in every if one["state"] in wanted]
    shown = invocation.limited(found)
    document = {"schema": "cartographer.accounts/1", "commit": snapshot.commit, "accounts": shown}
    people = _people(every, shown, unlisted, invocation.now())
    invocation.tell(Answer(document, lambda _: people, shown, _CELLS))
    return 0


def _wanted(states: tuple[str, ...]) -> set[str]:
    """Return the states that are meant; none named means all.

    Raises:
        UsageError: there is no such state.
    """
    for state in states:
        if state.removeprefix("!") not in ACCOUNT_STATES:
            known = ", ".join(ACCOUNT_STATES)
            raise UsageError(f"no state {state.removeprefix('!')!r}; there are {known}")
    chosen = {state for state in states if not state.startswith("!")} or set(ACCOUNT_STATES)
    return chosen - {state[1:] for state in states if state.startswith("!")}


# --- rows ---------------------------------------------------------------------------------


def _rows(
    invocation: Invocation, store: SnapshotStore, snapshot: Snapshot, wanted: Sequence[Term]
) -> tuple[list[Row], list[str]]:
    """Return a row for each account that was asked for or that an organization names.

    Beside them stands why lists of accounts failed: there may be more.
    """
    accepted = ledger(invocation, store)
    infos = store.snapshots()
    known = members(snapshot, infos)
    spent = _spent(infos, snapshot.commit)
    found = [standing(account, coverage, accepted) for account, coverage in covered(snapshot)]
    rows = []
    for stands in completed(invocation.settings, found, known):
        member = known.get(stands.account)
        row = _row(stands, member, spent.get(stands.account))
        if meets(wanted, partial(_values, row, member)):
            rows.append(row)
    return rows, [one.reason or "" for one in found if stands_for_list(one)]


def completed(
    settings: "Settings", found: Iterable[Standing], known: Mapping[str, Member]
) -> list[Standing]:
    """Return how accounts stand, as their organization and the settings complete it.

    An account that only its organization knows is among them, and a list that failed is not.
    """
    stands = {one.account: one for one in found if not stands_for_list(one)}
    for account, one in known.items():
        stands.setdefault(account, Standing(one.provider, account, "not_asked"))
    return [
        replace(stand, state=_state(settings, stand, known.get(account)))
        for account, stand in sorted(stands.items())
    ]


def _state(settings: "Settings", one: Standing, member: Member | None) -> str:
    if member is not None and member.closed:
        return "retired"
    return "excluded" if excluded(settings, one.account, member) else one.state


def _spent(infos: Sequence[SnapshotInfo], commit: int) -> dict[str, _Spent]:
    """Return what was spent on each account by the latest run up to a commit that entered it."""
    return {
        account: _Spent(info.id, visit)
        for info in infos
        if info.commit <= commit
        for account, visit in info.run.visits.items()
    }


def _row(one: Standing, member: Member | None, last: _Spent | None) -> Row:
    units, tags = (None, None) if member is None else (member.units, member.tags)
    return {
        "provider": one.provider,
        "account": one.account,
        "name": None if member is None else member.name,
        "ou": None if units is None else list(units),
        "state": one.state,
        "entered": one.entered,
        "reason": one.reason,
        "last_complete": one.last_complete,
        "never_complete": one.never_complete,
        "types_denied": one.types_denied,
        "details_denied": one.details_denied,
        "regions_barred": one.regions_barred,
        "new_gaps": one.new,
        "accepted_gaps": one.accepted,
        "snapshot": None if last is None else last.snapshot,
        "calls": None if last is None else last.visit.calls,
        "seconds": None if last is None else last.visit.seconds,
        "tags": None if tags is None else dict(sorted(tags.items())),
    }


def _values(row: Row, member: Member | None, name: str) -> tuple[str, ...]:
    """Return what --scope is held against."""
    if name == "ou":
        return () if member is None else (*(member.units or ()), *member.unit_ids)
    tags = row["tags"] or {}
    value = tags.get(name.removeprefix("tag:")) if name.startswith("tag:") else row[name]
    return () if value is None else (value,)


# --- people -------------------------------------------------------------------------------


def _people(
    every: Sequence[Row], shown: Sequence[Row], unlisted: Sequence[str], now: datetime
) -> Iterator[Block]:
    for reason in unlisted:
        yield line(("There may be more: ", "yellow"), safe(reason))
    if not every:
        yield line("No account is like that.")
        return
    if shown:
        yield Grid(_columns(now), shown)
        yield BLANK
    yield from summary(Counter((one["provider"], one["state"]) for one in every))
    new = sum(1 for one in every if one["new_gaps"])
    if new:
        told = f"{count(new, 'account has', 'accounts have')} new gaps: cartographer gaps ls"
        yield line((told, "yellow"))
    known = [one["last_complete"] for one in shown if one["last_complete"] is not None]
    if known:
        yield line(("Oldest complete reading: ", "dim"), moment(min(known)))


def summary(counts: Mapping[tuple[str, str], int]) -> Iterator[Block]:
    """Yield a line a provider: its accounts, and how many are in which state."""
    for provider in sorted({provider for provider, _ in counts}):
        total = sum(number for (name, _), number in counts.items() if name == provider)
        told = [
            f"{counts[provider, state]:,} {state.replace('_', ' ')}"
            for state in ACCOUNT_STATES
            if counts.get((provider, state))
        ]
        yield line((provider, "bold"), f"  {count(total, 'account')}  {'  '.join(told)}")


def age(time: datetime | None, now: datetime) -> str:
    """Return how long ago something was, in the largest unit that fits."""
    if time is None:
        return ""
    passed = max(now - time, timedelta())
    for unit, name in ((_DAY, "d"), (_HOUR, "h")):
        if passed >= unit:
            return f"{passed // unit} {name}"
    return f"{passed // _MINUTE} min"
