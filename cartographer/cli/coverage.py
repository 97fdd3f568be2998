"""`cartographer coverage`: what was read, what could not be read, and why."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import click

from cartographer.cli.answer import BLANK, Answer, Block, Column, Grid, cells, line, member
from cartographer.cli.invocation import LIST_FORMS, Invocation
from cartographer.cli.option import verb
from cartographer.cli.selection import Term, terms
from cartographer.cli.text import count, cut, moment
from cartographer.model.coverage import NOT_LOOKED, Coverage, State
from cartographer.model.error import UsageError

_EXAMPLES = """
cartographer coverage                            # accounts and regions, then what is missing
cartographer coverage --state denied --state failed
cartographer coverage --state '!complete'        # everything that is not complete
cartographer coverage --all --scope account=111122223333
cartographer coverage -o csv > coverage.csv
"""
_COLUMNS = (
    member("provider", wide=True),
    member("account"),
    member("region"),
    member("type"),
    member("state"),
    Column("SINCE", lambda item: moment(item["since"])),
    Column("LAST COMPLETE", lambda item: moment(item["last_complete"])),
    member("reason", flexible=True),
)
_FEW = 3
_REASON = 80
_STATES = tuple(state.value for state in State)
_SCOPE_NAMES = ("account", "region", "type", "provider")
_CELLS = cells("provider", "account", "region", "type", "state", "reason", "since", "last_complete")


@verb("coverage", forms=LIST_FORMS, takes=("at", "scope", "limit"), examples=_EXAMPLES)
@click.option(
    "--state",
    "states",
    multiple=True,
    metavar="STATE",
    help=f"Only this state, or !STATE for all others: {', '.join(_STATES)}.",
)
@click.option("--all", "every", is_flag=True, help="List every scope, the complete ones too.")
def command(invocation: Invocation, states: tuple[str, ...], *, every: bool) -> int:
    """Say what was read, what could not be read, and why.

    A scope is one native type in one region of one account. First comes a line for each
    account and region, then every scope that is not complete, with since when and why.
    """
    wanted = _wanted(states)
    conditions = _conditions(invocation.options.scope)
    with invocation.view() as (_, snapshot):
        found = [
            _document(one)
            for one in snapshot.coverage()
            if one.state in wanted and _meets(one, conditions)
        ]
    shown = invocation.limited(found)
    answer = Answer(
        {"schema": "cartographer.coverage/1", "commit": snapshot.commit, "scopes": shown},
        lambda wide: _people(shown, every=every or bool(states), wide=wide),
        shown,
        _CELLS,
    )
    invocation.tell(answer)
    return 0


def _wanted(states: tuple[str, ...]) -> set[str]:
    """Return the states that are meant; none named means all.

    Raises:
        UsageError: there is no such state.
    """
    named = {state.removeprefix("!") for state in states}
    for state in sorted(named - set(_STATES)):
        raise UsageError(f"no state {state!r}; there are {', '.join(_STATES)}")
    chosen = {state for state in states if not state.startswith("!")} or set(_STATES)
    return chosen - {state[1:] for state in states if state.startswith("!")}


def _conditions(expression: str | None) -> tuple[Term, ...]:
    found = terms(expression)
    for term in found:
        if term.name not in _SCOPE_NAMES:
            known = ", ".join(f"{name}=" for name in _SCOPE_NAMES)
            raise UsageError(f"coverage knows no resources: --scope takes {known}")
    return found


def _meets(coverage: Coverage, conditions: Sequence[Term]) -> bool:
    from fnmatch import fnmatchcase

    patterns: dict[str, list[str]] = {}
    for term in conditions:
        patterns.setdefault(term.name, []).append(term.pattern)
    return all(
        any(fnmatchcase(getattr(coverage.scope, name), pattern) for pattern in wanted)
        for name, wanted in patterns.items()
    )


def _document(one: Coverage) -> dict[str, Any]:
    scope = one.scope
    return {
        "provider": scope.provider,
        "account": scope.account,
        "region": scope.region,
        "type": scope.type,
        "state": one.state.value,
        "reason": one.reason,
        "since": one.since,
        "last_complete": one.last_complete,
    }


def _people(scopes: Sequence[dict[str, Any]], *, every: bool, wide: bool) -> Iterator[Block]:
    if not scopes:
        yield line("No scope is like that.")
        return
    yield from _summary(scopes)
    listed = [one for one in scopes if every or one["state"] in NOT_LOOKED]
    yield BLANK
    if listed:
        yield Grid(_COLUMNS, listed if every or wide else _grouped(listed))
    lost = sum(1 for one in scopes if one["state"] in NOT_LOOKED)
    told = f"{count(lost, 'scope')} could not be read: what they held is unknown, not gone."
    yield line((told, "yellow") if lost else "All that was asked for and is there was read.")
    times = [one["last_complete"] for one in scopes if one["last_complete"] is not None]
    if times:
        yield line(("Oldest complete reading: ", "dim"), moment(min(times)))


def _grouped(scopes: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return scopes with those of one place, state and reason as one, if they are many."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for one in scopes:
        at = (one["account"], one["region"], one["state"], one["reason"] or "")
        groups.setdefault(at, []).append(one)
    rows: list[dict[str, Any]] = []
    for found in groups.values():
        if len(found) <= _FEW:
            rows.extend(found)
            continue
        since = min((one["since"] for one in found if one["since"] is not None), default=None)
        known = [one["last_complete"] for one in found]
        last = None if None in known else min(known)
        told = f"{len(found)} types (-o wide)"
        rows.append({**found[0], "type": told, "since": since, "last_complete": last})
    return [{**one, "reason": cut(one["reason"] or "", _REASON)} for one in rows]


def _summary(scopes: Sequence[dict[str, Any]]) -> Iterator[Block]:
    """Yield a line for each account and region, with how many scopes are in which state."""
    places: dict[tuple[str, str], Counter[str]] = {}
    for one in scopes:
        places.setdefault((one["account"], one["region"]), Counter())[one["state"]] += 1
    present = [state for state in _STATES if any(counts[state] for counts in places.values())]
    rows = [
        {"account": account, "region": region, **{state: counts[state] for state in present}}
        for (account, region), counts in sorted(places.items())
    ]
    states = (
        Column(state.upper().replace("_", " "), _cell(state), right=True) for state in present
    )
    yield Grid((member("account"), member("region"), *states), rows)


def _cell(state: str) -> Any:  # noqa: ANN401  a function of a row
    return lambda row: row[state] or "·"
