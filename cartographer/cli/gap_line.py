"""What a run could not read, in as few lines as tell it: by account, or over all accounts."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from cartographer.cli.answer import Block, Line, fitted, line
from cartographer.cli.remark import code, codes, last_complete, states
from cartographer.cli.standing import left, shut_out
from cartographer.cli.text import count, cut, region, safe
from cartographer.model.coverage import GAPS, Coverage, State, Unread

Name = Callable[[str], str | None]
"""Returns the name of an account, if it is known."""

_MOST = 10
_LEAST_REASON = 20
_LONGEST_REASON = 300
_ACCEPT = "cartographer gaps accept 'barred:{}' --reason TEXT --until DATE"


def accepted_lines(accepted: Sequence[Coverage]) -> Iterator[Block]:
    """Yield one line on what is not read and was accepted as such."""
    if accepted:
        told = f"Accepted gaps: {count(len(accepted), 'scope')}, {_extent(accepted)}"
        yield line((f"{told} (cartographer gaps ls)", "dim"))


def gap_lines(gaps: Sequence[Coverage], width: int, name: Name = lambda _: None) -> Iterator[Block]:
    """Yield a line an account, or an account and region, that could not be read.

    What a control policy bars is one line over all accounts. Each is as narrow as a width.
    """
    if not gaps:
        return
    yield line((f"NEW GAPS ({len(gaps):,})", "red"))
    barred = [one for one in gaps if one.state is State.BARRED]
    lost = [one for one in gaps if one.state in GAPS and one.state is not State.BARRED]
    yield from _barred(barred, width)
    groups = [*_places(lost, name), *_details(gaps, name)]
    for head, why, end in groups[:_MOST]:
        yield fitted(_line(head, why, end, width), width)
    if len(groups) > _MOST:
        yield line(f"  {len(groups) - _MOST:,} more: cartographer gaps ls")


_Told = tuple[str, str, str]
"""The beginning of a line, a reason that may be cut, and its end."""


def _line(head: str, why: str, end: str, width: int) -> Line:
    if not why:
        return line("  ".join(part for part in (head, end) if part))
    left_over = width - len(head) - len(end) - len(":   ")
    told = cut(safe(why), min(max(left_over, _LEAST_REASON), _LONGEST_REASON))
    return line(f"{head}: {told}  {end}")


def _extent(found: Iterable[Coverage]) -> str:
    """Return in how many regions and accounts some scopes are."""
    places = [(one.scope.region, one.scope.account) for one in found]
    regions, accounts = ({place[at] for place in places} for at in (0, 1))
    return f"{count(len(regions), 'region')} in {count(len(accounts), 'account')}"


def _barred(barred: Sequence[Coverage], width: int) -> Iterator[Line]:
    """Yield what control policies bar, and how that is accepted."""
    if not barred:
        return
    regions = {one.scope.region for one in barred}
    types = {one.scope.type for one in barred}
    told = f"  barred by a control policy: {_extent(barred)}, {count(len(types), 'type')}"
    accept = f"accept: {_ACCEPT.format(next(iter(regions)) if len(regions) == 1 else '*')}"
    if len(told) + len(accept) + 2 <= width:
        yield line(f"{told}  {accept}")
    else:
        yield from (fitted(line(one), width) for one in (told, f"    {accept}"))


def _places(lost: Iterable[Coverage], name: Name) -> Iterator[_Told]:
    """Yield what was lost: of an account where all of it has one reason, else by region."""
    accounts: dict[str, list[Coverage]] = {}
    for one in lost:
        accounts.setdefault(one.scope.account, []).append(one)
    for account, found in accounts.items():
        who = _who(account, name)
        regions: dict[str, list[Coverage]] = {}
        for one in found:
            regions.setdefault(region(one.scope.known_region), []).append(one)
        if all(map(shut_out, found)):
            what = "no longer listed" if all(map(left, found)) else "cannot be entered"
            yield f"  {who}  {what}", _why(found), _last(found)
        elif len({(one.state, code(one.reason)) for one in found}) == 1 and len(regions) > 1:
            types = {one.scope.type for one in found}
            of = next(iter(types)) if len(types) == 1 else count(len(types), "type")
            what = f"{of} {found[0].state.value} in {count(len(regions), 'region')}"
            yield f"  {who}  {what}", _why(found), _last(found)
        else:
            yield from (_place(who, where, here) for where, here in regions.items())


def _place(who: str, where: str, found: Sequence[Coverage]) -> _Told:
    first = found[0]
    what = f"{first.scope.type} {first.state.value}" if len(found) == 1 else states(found)
    return f"  {who} {where}  {what}", _why(found), _last(found)


def _who(account: str, name: Name) -> str:
    known = name(account)
    return account if known is None else f"{account} {safe(known)}"


def _why(found: Sequence[Coverage]) -> str:
    reasons = {one.reason for one in found}
    return found[0].reason or "" if len(reasons) == 1 else codes(one.reason for one in found)


def _last(found: Sequence[Coverage]) -> str:
    last = last_complete(found)
    return "never seen" if last == "never" else f"last complete {last}"


def _details(gaps: Iterable[Coverage], name: Name) -> Iterator[_Told]:
    """Yield a line an account and type that was read but for some details."""
    groups: dict[tuple[str, str], list[Coverage]] = {}
    for one in gaps:
        if one.state not in GAPS:
            groups.setdefault((one.scope.account, one.scope.type), []).append(one)
    for (account, type_), found in groups.items():
        regions = {one.scope.region for one in found}
        where = next(iter(regions)) if len(regions) == 1 else f"{len(regions)} regions"
        unread = _together(unread for one in found for unread in one.unread)
        told = ", ".join(f"{one.aspect} of {one.resources:,} {one.state}" for one in unread)
        yield f"  {_who(account, name)} {where}  {type_} details {told}", "", ""


def _together(unread: Iterable[Unread]) -> list[Unread]:
    """Return details that could not be read, those of all regions as one."""
    counts: dict[tuple[str, State], int] = {}
    for one in unread:
        if one.state in GAPS:
            at = one.aspect, one.state
            counts[at] = counts.get(at, 0) + one.resources
    return [Unread(aspect, state, number) for (aspect, state), number in sorted(counts.items())]
