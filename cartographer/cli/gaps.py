"""`cartographer gaps`: what cannot be seen, and which of it somebody has accepted until when."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click

from cartographer.cli.answer import BLANK, Answer, Block, Column, Grid, line, member
from cartographer.cli.gap_table import CELLS, COLUMNS, Book, Row, acceptance_document
from cartographer.cli.invocation import DOCUMENT_FORMS, LIST_FORMS, Invocation
from cartographer.cli.noun import noun
from cartographer.cli.option import verb
from cartographer.cli.standing import (
    SCOPE_NAMES,
    Accepted,
    Ledger,
    conditions,
    covered,
    gaps_in,
    ledger,
    meant,
)
from cartographer.cli.text import count, moment
from cartographer.model.error import NotFoundError, UsageError
from cartographer.model.gap import AcceptedGap, terms
from cartographer.model.snapshot import Snapshot

_EXAMPLES = """
cartographer gaps ls
cartographer gaps ls --all --scope account=111122223333
cartographer gaps ls -o json | jq '.gaps[] | select(.accepted == null)'
cartographer gaps accept 'barred:*' --reason "region deny, SCP p-123" --until 180d
cartographer gaps withdraw 'barred:*'
"""
_ACCEPT_EXAMPLES = """
cartographer gaps accept barred:eu-west-1 --reason "region deny, SCP p-123" --until 2027-05-01
cartographer gaps accept 'account=1111*,type=AWS::KMS::Key,aspect=policy,state=denied' \
--reason "keys of the bank" --until 90d
"""
_WITHDRAW_EXAMPLES = """
cartographer gaps withdraw barred:eu-west-1
"""
_SPAN = re.compile(r"(\d{1,4})([dwy])")
_DAYS = {"d": 1, "w": 7, "y": 365}
_PATTERN_HELP = "cartographer gaps accept PATTERN --reason TEXT --until DATE"


# --- ls -----------------------------------------------------------------------------------


@verb("gaps ls", forms=LIST_FORMS, takes=("at", "scope", "limit"), examples=_EXAMPLES)
@click.option("--all", "every", is_flag=True, help="List every gap, not rows that stand for many.")
def ls(invocation: Invocation, *, every: bool) -> int:
    """List what was asked for and could not be read.

    A gap is a scope (a type in a region of an account) that is denied, barred, throttled or
    failed, or a detail that could not be read of resources in a scope that was. Each is new
    until it is accepted or closed; then come the accepted patterns, also those that cover
    nothing any more or have run out.
    """
    wanted = conditions(invocation.options.scope, SCOPE_NAMES, "gaps are of scopes")
    with invocation.view() as (store, snapshot):
        accepted = ledger(invocation, store)
        book = Book(accepted, wanted, each=every or not invocation.for_people)
        for _, coverage in covered(snapshot):
            book.add([gap for one in coverage for gap in gaps_in(one)])
    patterns = [_pattern(one, accepted, book) for one in accepted.every]
    shown = book.rows() if invocation.for_people else book.items
    listed = invocation.limited(shown)
    document = {
        "schema": "cartographer.gaps/1",
        "commit": snapshot.commit,
        "gaps": listed,
        "accepted": patterns,
    }
    people = _people(book, listed, patterns, accepted.today)
    invocation.tell(Answer(document, lambda _: people, listed, CELLS))
    return 0


def _pattern(one: Accepted, accepted: Ledger, book: Book) -> Row:
    expired = accepted.expired(one)
    return {**acceptance_document(one), "expired": expired, "gaps": book.covers[one]}


def _people(
    book: Book, rows: Sequence[Row], patterns: Sequence[Row], today: date
) -> Iterator[Block]:
    if rows:
        yield Grid(COLUMNS, rows)
    if patterns:
        yield from (BLANK,) if rows else ()
        yield line(("Accepted:", "bold"))
        yield Grid(_pattern_columns(today), patterns, indent=2)
    if not book.total:
        yield line("No gap: all that was asked for and is there was read.")
        return
    told = f"{count(book.total, 'gap')}: {book.new:,} new, {book.total - book.new:,} accepted"
    yield line((told, "yellow" if book.new else "dim"))
    if book.new:
        yield line("What they hold is unknown, not gone; while one is new a run ends with 4.")
        yield line(("Accept: ", "dim"), _PATTERN_HELP)
    known = [row["last_complete"] for row in rows if row["last_complete"] is not None]
    if known:
        yield line(("Oldest complete reading: ", "dim"), moment(min(known)))


def _pattern_columns(today: date) -> tuple[Column, ...]:
    return (
        member("scope", "pattern"),
        member("until"),
        Column("WHERE", lambda row: row["where"]),
        Column("NOW", lambda row: _now(row, today)),
        member("reason", flexible=True),
    )


def _now(row: Row, today: date) -> str:
    """Return what an accepted pattern comes to today."""
    matching = f"covers {count(row['gaps'], 'gap')}" if row["gaps"] else "matches nothing now"
    if not row["expired"]:
        return matching
    ago = count((today - date.fromisoformat(row["until"])).days, "day")
    again = "counts as new again" if row["gaps"] else matching
    return f"expired {ago} ago: {again}"


# --- accept -------------------------------------------------------------------------------


@verb(
    "gaps accept",
    forms=DOCUMENT_FORMS,
    examples=_ACCEPT_EXAMPLES,
    why_not="the pattern says what is accepted",
)
@click.argument("pattern")
@click.option("--reason", required=True, metavar="TEXT", help="Why it is accepted.")
@click.option(
    "--until",
    required=True,
    metavar="DATE",
    help="Last day on which it is: YYYY-MM-DD, or 90d, 12w, 1y from today; a year at most.",
)
def accept(invocation: Invocation, pattern: str, reason: str, until: str) -> int:
    """Accept a gap until a day: it is not new any more, and no run ends with 4 for it.

    PATTERN is STATE:REGION, or terms of account=, region=, type=, state= and aspect= joined by
    commas; * and ? stand for any. An accepted pattern of the same text is replaced.
    """
    gap = AcceptedGap(_checked(pattern), _reasoned(reason), last_day(until, _today(invocation)))
    with invocation.store() as store:
        covers = _count(store.head(), gap)
        store.accept(gap)
    if not covers:
        invocation.notices.warn(f"no gap of now is like {gap.scope}: it is accepted all the same")
    document = {
        "schema": "cartographer.gaps-accept/1",
        "scope": gap.scope,
        "reason": gap.reason,
        "until": gap.until.isoformat(),
        "gaps": covers,
    }
    told = f"Accepted until {gap.until}: {gap.scope}, {count(covers, 'gap')} of now"
    invocation.tell(Answer(document, lambda _: (line(told),)))
    return 0


def _checked(pattern: str) -> str:
    try:
        terms(pattern.strip())
    except ValueError as error:
        raise UsageError(str(error)) from error
    return pattern.strip()


def _reasoned(reason: str) -> str:
    if not reason.strip():
        raise UsageError("--reason is empty: say why it is accepted")
    return reason.strip()


def _today(invocation: Invocation) -> date:
    return invocation.now().date()


def last_day(text: str, today: date) -> date:
    """Return the day that a date or a span names, counted from today.

    Raises:
        UsageError: it is neither, lies in the past, or more than a year ahead.
    """
    try:
        day = _day(text.strip(), today)
    except ValueError as error:
        told = f"--until {text}: give a day as YYYY-MM-DD, or a span such as 90d, 12w or 1y"
        raise UsageError(told) from error
    if day <= today:
        raise UsageError(f"--until {text}: {day} is not in the future, today is {today}")
    if day > _year_after(today):
        latest = _year_after(today)
        raise UsageError(f"--until {text}: a year ahead at most, {latest}; then look at it again")
    return day


def _day(text: str, today: date) -> date:
    span = _SPAN.fullmatch(text)
    if span is None:
        return date.fromisoformat(text)
    number, unit = int(span.group(1)), span.group(2)
    if (number, unit) == (1, "y"):
        return _year_after(today)
    try:
        return today + timedelta(days=number * _DAYS[unit])
    except OverflowError:
        return date.max


def _year_after(day: date) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return date(day.year + 1, 3, 1) if leap_day else day.replace(year=day.year + 1)


def _count(snapshot: Snapshot, gap: AcceptedGap) -> int:
    one = Accepted(gap, "here")
    found = (gap for _, coverage in covered(snapshot) for each in coverage for gap in gaps_in(each))
    return sum(meant(one, gap) for gap in found)


# --- withdraw -----------------------------------------------------------------------------


@verb(
    "gaps withdraw",
    forms=DOCUMENT_FORMS,
    examples=_WITHDRAW_EXAMPLES,
    why_not="the pattern says what is no longer accepted",
)
@click.argument("pattern")
def withdraw(invocation: Invocation, pattern: str) -> int:
    """Accept a gap no longer: what it covers counts as new again."""
    pattern = pattern.strip()
    settled = pattern in {one.scope for one in invocation.settings.accepted_gaps}
    with invocation.store() as store:
        gone = store.withdraw(pattern)
        known = [one.scope for one in store.accepted()]
    if settled:
        told = f"{pattern} is accepted in the settings, {_settings_file(invocation)}"
        if not gone:
            raise UsageError(f"{told}: take its [[gap]] out there")
        invocation.notices.warn(f"{told}, still: take its [[gap]] out there, too")
    elif not gone:
        raise NotFoundError(f"{pattern!r} is not accepted here: {_listed(known)}")
    document = {"schema": "cartographer.gaps-withdraw/1", "scope": pattern}
    told = f"No longer accepted here: {pattern}"
    invocation.tell(Answer(document, lambda _: (line(told),)))
    return 0


def _listed(known: Iterable[str]) -> str:
    told = ", ".join(known)
    return f"there are {told}" if told else "nothing is"


def _settings_file(invocation: Invocation) -> str:
    """Return the file that the settings came from."""
    from cartographer import config

    named: Any = invocation.options.config or os.environ.get("CARTOGRAPHER_CONFIG")
    return str(named or config.find_file(Path.cwd()))


command = noun(
    "gaps",
    "Say what cannot be seen, and accept it until a day.\n\nWithout a verb it lists.",
    {"ls": ls, "accept": accept, "withdraw": withdraw},
    usual="ls",
)
