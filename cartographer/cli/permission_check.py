"""`cartographer permissions check`: which actions the accounts' roles lack, by what was denied."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any

import click
from msgspec import Struct, field

from cartographer.cli.answer import BLANK, Answer, Block, Column, Grid, cells, line, member
from cartographer.cli.invocation import LIST_FORMS, Invocation
from cartographer.cli.noun import Noun, take
from cartographer.cli.option import Verb, verb
from cartographer.cli.selection import Term
from cartographer.cli.standing import (
    SCOPE_NAMES,
    Gap,
    Ledger,
    conditions,
    covered,
    gaps_in,
    ledger,
    left,
    meets,
    shut_out,
)
from cartographer.cli.text import count
from cartographer.model.coverage import Coverage, State
from cartographer.model.meaning import says
from cartographer.model.snapshot import Snapshot

Row = dict[str, Any]

_LACKING = 3
_AWS = "aws"
_MOST = 10
_NAMED = re.compile(r"not authorized to perform: ([a-z][a-z0-9-]*:[A-Za-z]+)")
"""How a denial names its action.

https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
"""
_EXAMPLES = """
cartographer permissions check
cartographer permissions check --exit-code --scope account=111122223333
cartographer permissions check -o json | jq -r '.lacking[] | [.account, .action] | @tsv'
"""
_CELLS = cells("provider", "account", "action", "types", "details", "regions")


class _Need(Struct):
    """What one account could not read for want of one action."""

    types: Annotated[set[str], says("Types that could not be listed.")] = field(default_factory=set)
    details: Annotated[Counter[tuple[str, str]], says("Resources by type and aspect.")] = field(
        default_factory=Counter
    )
    regions: Annotated[set[str], says("Regions where it was denied.")] = field(default_factory=set)

    @property
    def by(self) -> tuple[str, ...]:
        """What needs the action, as people read it."""
        details = (f"{type_} {aspect}" for type_, aspect in self.details)
        return tuple(sorted({*self.types, *details}))


class _Findings(Struct):
    """What was denied, told apart by what would help."""

    lacking: Annotated[dict[tuple[str, str, str], _Need], says("By account and action.")] = field(
        default_factory=dict
    )
    refused: Annotated[
        Counter[tuple[str, str, str, str]], says("Resources that refuse by a policy of their own.")
    ] = field(default_factory=Counter)
    barred: Annotated[dict[str, tuple[set[str], set[str]]], says("Accounts and types.")] = field(
        default_factory=dict
    )
    shut: Annotated[dict[str, tuple[str, str | None]], says("State and reason by account.")] = (
        field(default_factory=dict)
    )
    accepted: Annotated[int, says("Gaps that somebody has accepted, and that are left out.")] = 0


@verb("permissions check", forms=LIST_FORMS, takes=("at", "scope", "limit"), examples=_EXAMPLES)
@click.option("--aws", is_flag=True, help="Only AWS.")
@click.option("--exit-code", is_flag=True, help="Exit 3 if an action or a role is lacking.")
def check(invocation: Invocation, *, aws: bool, exit_code: bool) -> int:
    """Say which actions the accounts' roles lack, by what was denied.

    What no policy of a role helps against is told apart: what a control policy bars, what a
    resource refuses by a policy of its own, and accounts that cannot be entered at all. Gaps
    that are accepted are left out.
    """
    wanted = conditions(invocation.options.scope, SCOPE_NAMES, "what is denied are scopes")
    with invocation.view() as (store, snapshot):
        accepted = ledger(invocation, store)
        found = _Findings()
        for _, coverage in covered(snapshot):
            gaps = _kept(found, coverage, accepted, wanted, aws=aws)
            _take(found, snapshot, coverage, gaps)
    rows = [_document(*at, need) for at, need in sorted(found.lacking.items())]
    shown = invocation.limited(rows)
    document = {
        "schema": "cartographer.permissions-check/1",
        "commit": snapshot.commit,
        "lacking": shown,
        "refused": [_refusal(*at, number) for at, number in sorted(found.refused.items())],
        "barred": [_bar(region, *which) for region, which in sorted(found.barred.items())],
        "not_entered": [_door(account, *why) for account, why in sorted(found.shut.items())],
        "accepted": found.accepted,
    }
    people = _people(found)
    invocation.tell(Answer(document, lambda _: people, shown, _CELLS))
    doors = any(state == State.DENIED for state, _ in found.shut.values())
    return _LACKING if exit_code and (found.lacking or doors) else 0


# --- what was denied ----------------------------------------------------------------------


def _kept(
    found: _Findings,
    coverage: Sequence[Coverage],
    accepted: Ledger,
    wanted: Sequence[Term],
    *,
    aws: bool,
) -> list[Gap]:
    """Return the gaps of an account that are meant and that nobody has accepted."""
    gaps = [
        gap
        for one in coverage
        for gap in gaps_in(one)
        if meets(wanted, gap.values) and (not aws or gap.scope.provider == _AWS)
    ]
    kept = [gap for gap in gaps if accepted.of(gap) is None]
    found.accepted += len(gaps) - len(kept)
    return kept


def _take(
    found: _Findings, snapshot: Snapshot, coverage: Sequence[Coverage], gaps: Iterable[Gap]
) -> None:
    """Take in the gaps of an account."""
    permitted: dict[tuple[str, str], bool] = {}
    for gap in gaps:
        scope = gap.scope
        if gap.aspect is None and shut_out(gap.coverage) and _named(gap) is None:
            state = "left" if left(gap.coverage) else gap.state.value
            found.shut.setdefault(scope.account, (state, gap.reason))
        elif gap.state is State.BARRED:
            accounts, types = found.barred.setdefault(scope.region, (set(), set()))
            accounts.add(scope.account)
            types.add(scope.type)
        elif gap.state is State.DENIED:
            at = (scope.type, gap.aspect or "")
            if at not in permitted:
                permitted[at] = _permitted(snapshot, gap, coverage)
            _deny(found, gap, refused=permitted[at])


def _deny(found: _Findings, gap: Gap, *, refused: bool) -> None:
    """Take in one denial; `refused` says that it was the resource's own policy."""
    scope = gap.scope
    for action in _actions(gap):
        if refused and gap.aspect is not None:
            found.refused[scope.account, action, scope.type, gap.aspect] += gap.resources or 0
            continue
        at = (scope.provider, scope.account, action)
        need = found.lacking.setdefault(at, _Need())
        need.regions.add(scope.region)
        if gap.aspect is None:
            need.types.add(scope.type)
        else:
            need.details[scope.type, gap.aspect] += gap.resources or 0


def _actions(gap: Gap) -> tuple[str, ...]:
    """Return the action that a denial names, else those that the calls need."""
    from cartographer.bootstrap import aws_actions_of

    named = _named(gap)
    if named is not None:
        return (named,)
    return aws_actions_of(gap.scope.type, gap.aspect) if gap.scope.provider == _AWS else ()


def _named(gap: Gap) -> str | None:
    """Return the action that a denial names, unless it is the one of entering an account."""
    found = _NAMED.search(gap.reason or "")
    return None if found is None or found.group(1) == "sts:AssumeRole" else found.group(1)


def _permitted(snapshot: Snapshot, gap: Gap, coverage: Iterable[Coverage]) -> bool:
    """Return whether an account's role could read a detail of other resources of the type.

    Then it was not the role that lacked the action, but a policy of the resource that refused.
    """
    from cartographer.bootstrap import aws_asked_of_all

    if gap.aspect is None:
        return False
    told = {"present", "absent"} if aws_asked_of_all(gap.scope.type, gap.aspect) else {"present"}
    return any(
        resource.record.aspects[gap.aspect].state in told
        for one in coverage
        if one.scope.type == gap.scope.type and one.state is State.COMPLETE
        for resource in snapshot.of_scope(one.scope)
        if gap.aspect in resource.record.aspects
    )


# --- machines -----------------------------------------------------------------------------


def _document(provider: str, account: str, action: str, need: _Need) -> Row:
    details = [
        {"type": type_, "aspect": aspect, "resources": number}
        for (type_, aspect), number in sorted(need.details.items())
    ]
    return {
        "provider": provider,
        "account": account,
        "action": action,
        "types": sorted(need.types),
        "details": details,
        "regions": sorted(need.regions),
    }


def _refusal(account: str, action: str, type_: str, aspect: str, resources: int) -> Row:
    return {
        "account": account,
        "action": action,
        "type": type_,
        "aspect": aspect,
        "resources": resources,
    }


def _bar(region: str, accounts: set[str], types: set[str]) -> Row:
    return {"region": region, "accounts": sorted(accounts), "types": sorted(types)}


def _door(account: str, state: str, reason: str | None) -> Row:
    return {"account": account, "state": state, "reason": reason}


# --- people -------------------------------------------------------------------------------


def _people(found: _Findings) -> Iterator[Block]:
    yield from _lacking(found)
    yield from _helpless(found)
    if found.accepted:
        told = f"Accepted, and left out: {count(found.accepted, 'gap')} (cartographer gaps ls)"
        yield line((told, "dim"))
    if found.lacking:
        yield line(("The whole policy: ", "dim"), "cartographer permissions --aws")
    elif not found.shut:
        yield line("No role lacks an action for what was asked for.")


def _lacking(found: _Findings) -> Iterator[Block]:
    """Yield which actions are lacking: by account where there are several, and by action."""
    accounts: dict[str, list[str]] = {}
    actions: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (_, account, action), need in sorted(found.lacking.items()):
        accounts.setdefault(account, []).append(action)
        actions.setdefault((action, need.by), []).append(account)
    if not accounts:
        return
    if len(accounts) > 1:
        rows = [{"account": one, "lacks": len(of), "actions": of} for one, of in accounts.items()]
        yield Grid((member("account"), member("lacks", right=True), _flexible("actions")), rows)
        yield BLANK
    by_action = [
        {"action": action, "accounts": _few(who), "needed_by": list(needed)}
        for (action, needed), who in sorted(actions.items())
    ]
    yield Grid((member("action"), member("accounts"), _flexible("needed_by")), by_action)
    lacked = len({action for action, _ in actions})
    told = f"{count(lacked, 'action')} lacking in {count(len(accounts), 'account')}"
    yield line((told, "yellow"))


def _flexible(name: str) -> Column:
    return member(name, flexible=True)


def _few(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else count(len(names), "account")


def _helpless(found: _Findings) -> Iterator[Block]:
    """Yield what no policy of a role helps against."""
    for account, (state, reason) in sorted(found.shut.items())[:_MOST]:
        what = "no longer listed" if state == "left" else "cannot be entered: its role or its trust"
        yield line((f"{account} {what}", "yellow"), f"  {reason or state}")
    if len(found.shut) > _MOST:
        more = count(len(found.shut) - _MOST, "account")
        yield line(f"{more} more: cartographer accounts --state denied")
    for (account, action, type_, aspect), number in sorted(found.refused.items())[:_MOST]:
        who = f"{action} for {aspect} of {number:,} {type_} in {account}"
        yield line(("Refused by a policy of the resource, not of the role: ", "dim"), who)
    if len(found.refused) > _MOST:
        yield line(f"{len(found.refused) - _MOST:,} more that a resource refused: -o json")
    for region, (accounts, types) in sorted(found.barred.items()):
        where = f"{region} in {count(len(accounts), 'account')}, {count(len(types), 'type')}"
        yield line(("Barred by a control policy, whatever a role may: ", "dim"), where)


# --- the verb of `permissions` ------------------------------------------------------------


def with_check(plain: Verb) -> Verb:
    """Return a command that stays as it is, and has `check` besides."""

    def callback(**given: Any) -> int:  # noqa: ANN401  what click parsed
        if click.get_current_context().invoked_subcommand is None and plain.callback is not None:
            code: int = plain.callback(**given)
            return code
        take(given)
        return 0

    made = Noun(
        plain.name,
        commands={"check": check},
        callback=callback,
        params=plain.params,
        invoke_without_command=True,
        subcommand_metavar="[check]",
        help=plain.help,
    )
    made.examples = f"{plain.examples.rstrip()}\n{_EXAMPLES.strip()}\n"
    return made
