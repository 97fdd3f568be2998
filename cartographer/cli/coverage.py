"""`cartographer coverage`: what was read, what could not be read, and why."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

import click

from cartographer.cli.answer import BLANK, Answer, Block, Column, Grid, cells, line, member
from cartographer.cli.invocation import LIST_FORMS, Invocation
from cartographer.cli.option import verb
from cartographer.cli.remark import code, codes
from cartographer.cli.selection import Term, terms
from cartographer.cli.text import brief, count, moment, region
from cartographer.model.coverage import NOT_LOOKED, Coverage, State
from cartographer.model.error import UsageError

Scope = dict[str, Any]
"""A scope as the machine forms have it, or a row that stands for several."""

_EXAMPLES = """
cartographer coverage                            # accounts and regions, then what is missing
cartographer coverage --state denied --state failed
cartographer coverage --state '!complete'        # everything that is not complete
cartographer coverage --all --scope account=111122223333
cartographer coverage -o csv > coverage.csv
"""


def _last(item: Mapping[str, Any]) -> str:
    """Return when a scope, or the first of several, was last complete, and whether all were."""
    time = item["last_complete"]
    if time is None and item["state"] == State.COMPLETE:
        return "lists in part"  # read to its end, it never names all that there is
    return "never" if time is None else brief(time) + (" (not all)" if item.get("part") else "")


_COLUMNS = (
    member("provider", wide=True),
    member("account"),
    Column("REGION", lambda item: region(item["region"])),
    member("type", flexible=True, firm=True),
    member("state"),
    Column("SINCE", lambda item: moment(item["since"]), wide=True),
    Column("LAST COMPLETE", _last),
    member("reason", flexible=True),
)
_FEW = 3
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
        asked = [_document(one) for one in snapshot.coverage() if _meets(one, conditions)]
    found = [one for one in asked if one["state"] in wanted]
    shown = invocation.limited(found)

    def people(wide: bool) -> Iterator[Block]:
        listed = [one for one in shown if every or states or one["state"] in NOT_LOOKED]
        rows = listed if every or wide else _grouped(listed, _alike(asked), few=bool(states))
        return _people(shown, rows, len(found))

    answer = Answer(
        {"schema": "cartographer.coverage/1", "commit": snapshot.commit, "scopes": shown},
        people,
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


def _document(one: Coverage) -> Scope:
    scope = one.scope
    return {
        "provider": scope.provider,
        "account": scope.account,
        "region": scope.known_region,
        "type": scope.type,
        "state": one.state.value,
        "reason": one.reason,
        "since": one.since,
        "last_complete": one.last_complete,
    }


def _people(scopes: Sequence[Scope], rows: Sequence[Scope], total: int) -> Iterator[Block]:
    if not scopes:
        yield from () if total else (line("No scope is like that."),)
        return
    yield from _summary(scopes)
    yield BLANK
    if rows:
        yield Grid(_COLUMNS, rows)
    if any("part" in one for one in rows):
        yield line(("Type by type: --all", "dim"))
    lost = sum(1 for one in scopes if one["state"] in NOT_LOOKED)
    told = f"{count(lost, 'scope')} could not be read: what they held is unknown, not gone."
    yield line((told, "yellow") if lost else "All that was asked for and is there was read.")
    times = [one["last_complete"] for one in scopes if one["last_complete"] is not None]
    if times:
        yield line(("Oldest complete reading: ", "dim"), moment(min(times)))


def _alike(scopes: Iterable[Scope]) -> set[tuple[str, str]]:
    """Return the accounts and regions of which every scope is in the same state."""
    places: dict[tuple[str, str], set[str]] = {}
    for one in scopes:
        places.setdefault((one["account"], one["region"]), set()).add(one["state"])
    return {place for place, states in places.items() if len(states) == 1}


def _grouped(
    scopes: Sequence[Scope], alike: Container[tuple[str, str]], *, few: bool
) -> list[Scope]:
    """Return scopes with those that share account, region, state and reason code as one.

    Services call the same refusal by different codes: where all of a place is in one state
    the codes stand in one row. `few` says that only such places are drawn together.
    """
    groups: dict[tuple[str, ...], list[Scope]] = {}
    for one in scopes:
        place = one["account"], one["region"]
        why = "" if place in alike else one["type"] if few else code(one["reason"])
        groups.setdefault((*place, one["state"], why), []).append(one)
    rows: list[Scope] = []
    for found in groups.values():
        rows.extend(found if len(found) <= _FEW else [_together(found)])
    return rows


def _together(scopes: Sequence[Scope]) -> Scope:
    """Return several scopes of one place and state as one row."""
    reasons = {one["reason"] for one in scopes}
    known = [one["last_complete"] for one in scopes if one["last_complete"] is not None]
    return {
        **scopes[0],
        "type": count(len(scopes), "type"),
        "reason": reasons.pop() if len(reasons) == 1 else codes(one["reason"] for one in scopes),
        "last_complete": min(known, default=None),
        "part": 0 < len(known) < len(scopes),
    }


def _summary(scopes: Sequence[Scope]) -> Iterator[Block]:
    """Yield a line for each account and region, with how many scopes are in which state."""
    places: dict[tuple[str, str], Counter[str]] = {}
    for one in scopes:
        place = one["account"], region(one["region"])
        places.setdefault(place, Counter())[one["state"]] += 1
    present = [state for state in _STATES if any(counts[state] for counts in places.values())]
    rows = [
        {"account": account, "region": where, **{state: counts[state] for state in present}}
        for (account, where), counts in sorted(places.items())
    ]
    states = (
        Column(state.upper().replace("_", " "), _cell(state), right=True) for state in present
    )
    yield Grid((member("account"), member("region"), *states), rows)


def _cell(state: str) -> Any:  # noqa: ANN401  a function of a row
    return lambda row: row[state] or "·"
