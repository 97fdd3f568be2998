"""One account's part of a run: its groups, what waits for what, and the patch it comes to.

One thread conducts; the work itself is handed to an executor in pieces, and each piece that
comes back may set others free. Whatever fails, a patch comes out: what was seen stands in
it, and only what was listed to its end makes a claim.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from msgspec import Struct, field

from cartographer.model.coverage import NOT_LOOKED, Claim, Coverage, Scope, State, Unread
from cartographer.model.key import Key
from cartographer.model.patch import Patch
from cartographer.model.resource import Observation
from collectors.engine.caller import Caller, Deadline
from collectors.engine.completion import Completed, Completion
from collectors.engine.fault import Fault
from collectors.engine.listing import Bench, Listed, Listing, list_items
from collectors.engine.plan import Group
from collectors.engine.specification import Declaration
from collectors.engine.tag_join import TagJoin
from collectors.engine.tools import Tools

_ITEMS_A_PIECE = 20
_PARENTS_A_PIECE = 10
_REASON_LENGTH = 300
_NOT_LOOKED = {state.value for state in NOT_LOOKED}

Work = Callable[[], Any]
Piece = tuple[Work, Callable[[Any], None]]
"""Work for another thread, and what to do with its result in the conducting one."""


def piece_size(declaration: Declaration) -> int:
    """Return how many items are worked on together: as many as its largest batch, if any."""
    batches = [detail.batch for detail in declaration.aspects]
    if declaration.describe is not None:
        batches.append(declaration.describe.batch)
    return max(_ITEMS_A_PIECE, *batches, 0)


class _Part(Struct):
    """What one type of a group came to."""

    declaration: Declaration
    seen: list[Observation] = field(default_factory=list)
    """What has not been handed over yet."""
    sighted: list[Key] = field(default_factory=list)
    """What was handed over before the group was finished."""
    parents: list[Observation] = field(default_factory=list)
    """What calls for other types are still to be made for."""
    count: int = 0
    malformed: list[str] = field(default_factory=list)
    unread: Counter[tuple[str, State]] = field(default_factory=Counter)
    described: set[Key] = field(default_factory=set)
    """Of a type that is listed in two ways: what one of them described."""

    def add(self, seen: list[Observation], *, parents: bool) -> None:
        """Take in what was seen; `parents` says that other types are listed for each."""
        self.seen.extend(seen)
        self.count += len(seen)
        if self.declaration.list.also is not None:
            self.described.update(one.key for one in seen if one.config is not None)
        if parents:
            self.parents.extend(seen)
        for one in seen:
            for name, aspect in one.aspects.items():
                if aspect.reason in _NOT_LOOKED:
                    self.unread[name, State(aspect.reason)] += 1

    def take(self, *, finished: bool) -> list[Observation]:
        """Return what is to be handed over.

        What one way of listing names and the other describes is handed over described.
        """
        taken, self.seen = self.seen, []
        if self.declaration.list.also is None:
            return taken
        if not finished:
            self.seen = [one for one in taken if one.config is None]
        return [
            one
            for one in taken
            if one.config is not None or (finished and one.key not in self.described)
        ]


class GroupRun:
    """One group on its way."""

    def __init__(self, group: Group) -> None:
        """Begin with nothing listed."""
        self.group = group
        self.parts = {one.type: _Part(one) for one in group.declarations}
        self.awaited = {type_ for type_ in group.parents if type_ not in group.types}
        self.outstanding = 0
        self.ready: deque[Piece] = deque()
        self.fault: Fault | None = None
        self.started_at: datetime | None = None
        self.deadline: Deadline | None = None
        self.begun_at = 0.0
        self.finished = False
        self.told = False
        self.calls: dict[str, int] = {}
        self.seconds = 0.0
        self._asked: set[Key] = set()

    def take_new(self, parents: list[Observation]) -> list[Observation]:
        """Return the parents that the call was not made for yet: a tree may bite its tail."""
        new = {one.key: one for one in parents if one.key not in self._asked}
        self._asked.update(new)
        return list(new.values())

    def fail(self, fault: Fault) -> None:
        """Take note of the first fault."""
        self.fault = self.fault or fault

    @property
    def doubt(self) -> str | None:
        """Why it may not have named all, as aspects bear it."""
        if self.fault is not None:
            return self.fault.reason
        return State.FAILED.value if any(one.malformed for one in self.parts.values()) else None

    def start(self, at: datetime | None) -> None:
        """Take note of the start of a call: the earliest is what a claim may rest on."""
        if at is not None:
            self.started_at = at if self.started_at is None else min(self.started_at, at)


class AccountRun:
    """All groups of one account."""

    def __init__(self, tools: Tools, caller: Caller, groups: tuple[Group, ...]) -> None:
        """Take the groups of a plan."""
        self.account = caller.transport.account
        self._tools = tools
        self._caller = caller
        self._runs = [GroupRun(group) for group in groups]
        self._unfinished = len(self._runs)
        self._tags = TagJoin(groups, caller.transport.regions)
        self._children: dict[tuple[str, str], list[GroupRun]] = {}
        for run in self._runs:
            for type_ in run.awaited:
                self._children.setdefault((run.group.region, type_), []).append(run)
        self._held = 0
        self._calls_told = tools.tally.of_account(self.account)
        self._waiting: deque[GroupRun] = deque()
        tools.progress.planned(
            self._scope(run, type_) for run in self._runs for type_ in run.group.types
        )

    @property
    def done(self) -> bool:
        """Whether every group is finished."""
        return not self._unfinished

    def start(self) -> None:
        """Set free all that waits for nothing."""
        there = {(run.group.region, type_) for run in self._runs for type_ in run.group.types}
        for run in self._runs:
            lost = {type_ for type_ in run.awaited if (run.group.region, type_) not in there}
            if lost:
                run.fail(Fault(State.FAILED, "no-parents", f"not listed here: {sorted(lost)}"))
                run.awaited -= lost
        for run in self._runs:
            if not self._caller.transport.available(run.group.service, run.group.region):
                run.fail(Fault(State.UNAVAILABLE, "no-endpoint", "the service is not there"))
                run.awaited.clear()
            elif not run.group.parents or run.group.also:
                self._list(run, (None,))
        for run in self._runs:
            self._finish_if_done(run)

    def abandon(self, fault: Fault) -> None:
        """End all groups that are still on their way."""
        for run in self._runs:
            if not run.finished:
                run.fail(fault)
                self._finish(run)

    def take_piece(self) -> Piece | None:
        """Return a piece of work that is free to be done now, of each group in turn.

        A group with a thousand pieces would otherwise hold up all that came after it.
        """
        if not self._waiting:
            return None
        run = self._waiting.popleft()
        work, then = run.ready.popleft()
        if run.ready:
            self._waiting.append(run)
        return work, then

    def _free(self, run: GroupRun, piece: Piece) -> None:
        if not run.ready:
            self._waiting.append(run)
        run.ready.append(piece)

    # --- pieces -------------------------------------------------------------------------

    def _bench(self, run: GroupRun) -> Bench:
        now = self._tools.clock.monotonic()
        if run.deadline is None:
            run.begun_at = now
            run.deadline = Deadline(now, self._tools.limits.scope_seconds)
        return Bench(
            self._tools.provider, run.group.region, self._caller, self._tools.redactor, run.deadline
        )

    def _list(self, run: GroupRun, parents: tuple[Observation | None, ...]) -> None:
        run.outstanding += 1

        def work() -> Listing:
            return list_items(self._bench(run), run.group.declarations, parents)

        self._free(run, (work, lambda listing: self._listed(run, listing)))

    def _listed(self, run: GroupRun, listing: Listing) -> None:
        run.outstanding -= 1
        run.start(listing.started_at)
        self._tags.add(run.group, listing.tags)
        if listing.fault is not None:
            run.fail(listing.fault)
        for type_, items in listing.items.items():
            size = piece_size(run.parts[type_].declaration)
            for at in range(0, len(items), size):
                self._complete(run, type_, items[at : at + size])
        self._finish_if_done(run)

    def _complete(self, run: GroupRun, type_: str, items: list[Listed]) -> None:
        run.outstanding += 1

        def work() -> Completed:
            return Completion(self._bench(run), run.parts[type_].declaration).complete(items)

        self._free(run, (work, lambda done: self._completed(run, type_, done)))

    def _completed(self, run: GroupRun, type_: str, done: Completed) -> None:
        run.outstanding -= 1
        part = run.parts[type_]
        part.add(done.seen, parents=(run.group.region, type_) in self._children)
        part.malformed.extend(done.malformed)
        self._held += len(done.seen)
        if done.fault is not None:
            run.fail(done.fault)
        if type_ in run.group.parents:
            self._list_each(run, done.seen)
        self._finish_if_done(run)

    def _list_each(self, run: GroupRun, found: list[Observation]) -> None:
        parents = run.take_new(found)
        for at in range(0, len(parents), _PARENTS_A_PIECE):
            self._list(run, tuple(parents[at : at + _PARENTS_A_PIECE]))

    # --- ends ---------------------------------------------------------------------------

    def _finish_if_done(self, run: GroupRun) -> None:
        if run.finished or run.outstanding or run.awaited:
            return
        self._finish(run)
        for type_ in run.group.types:
            for child in self._children.get((run.group.region, type_), ()):
                if type_ in child.awaited:
                    self._parent_finished(child, run, type_)
            run.parts[type_].parents.clear()

    def _finish(self, run: GroupRun) -> None:
        run.finished = True
        self._unfinished -= 1
        self._tags.end(run.group, run.doubt)
        for type_ in run.group.types:
            run.calls[type_] = self._tools.tally.take(self._scope(run, type_))
        run.seconds = self._tools.clock.monotonic() - run.begun_at if run.deadline else 0.0
        for coverage in self._coverage(run):
            seen = run.parts[coverage.scope.type].count
            self._tools.progress.finished(coverage.scope, coverage.state, seen)

    def _parent_finished(self, child: GroupRun, parent: GroupRun, type_: str) -> None:
        child.awaited.discard(type_)
        child.start(parent.started_at)
        if child.deadline is not None:
            child.deadline.prolong(self._tools.clock.monotonic())
        if parent.fault is not None:
            child.fail(parent.fault)
        elif parent.parts[type_].malformed:
            child.fail(Fault(State.FAILED, "malformed", f"some {type_} could not be read"))
        self._list_each(child, parent.parts[type_].parents)
        self._finish_if_done(child)

    def _scope(self, run: GroupRun, type_: str) -> Scope:
        return Scope(self._tools.provider, self.account, run.group.region, type_)

    def _coverage(self, run: GroupRun) -> Iterator[Coverage]:
        for type_, part in run.parts.items():
            state, reason = _outcome(run.fault, part.malformed)
            yield Coverage(
                self._scope(run, type_),
                state,
                reason,
                since=run.started_at,
                calls=run.calls.get(type_, 0),
                seconds=round(run.seconds, 3),
                unread=tuple(
                    Unread(aspect, of, count) for (aspect, of), count in sorted(part.unread.items())
                ),
            )

    def take_patch(self, cause: str, *, now: bool = False) -> Patch | None:
        """Return what the account has come to so far, once that is much or all of it, or `now`.

        So a large account does not fill the memory, and what many calls came to is not lost with
        a run that does not come to its end. Where they came to nothing yet there is no patch.
        """
        if not (self.done or now or self._much):
            return None
        self._held = 0
        self._calls_told = self._tools.tally.of_account(self.account)
        patch = self._patch(cause)
        return patch if self.done or patch.upserts or patch.coverage else None

    @property
    def _much(self) -> bool:
        """Whether it would be a pity to lose what was not handed over yet."""
        limits = self._tools.limits
        calls = self._tools.tally.of_account(self.account) - self._calls_told
        return self._held >= limits.held or calls >= limits.part_calls

    def _patch(self, cause: str) -> Patch:
        # What another listing names the tags of is held back until that one is over.
        runs = [run for run in self._runs if not run.told and self._tags.ready(run.group)]
        upserts: list[Observation] = []
        pending: list[Scope] = []
        sighted: list[tuple[str, Key]] = []
        claims: list[Claim] = []
        for run in runs:
            run.told = run.finished
            for type_, part in run.parts.items():
                if run.finished:
                    claims.extend(self._claim(run, part))
                    sighted.extend((self.account, key) for key in part.sighted)
                    part.sighted = []
                taken = part.take(finished=run.finished)
                if not run.finished and taken and part.declaration.list.claims:
                    pending.append(self._scope(run, type_))
                    part.sighted.extend(one.key for one in taken)
                upserts.extend(self._tags.joined(run.group, one, part.declaration) for one in taken)
        coverage = [one for run in runs if run.finished for one in self._coverage(run)]
        return Patch(
            cause=cause,
            upserts=tuple(upserts),
            claims=tuple(sorted(claims)),
            coverage=tuple(sorted(coverage, key=lambda one: one.scope)),
            pending=tuple(sorted(pending)),
            sighted=tuple(sighted),
        )

    def _claim(self, run: GroupRun, part: _Part) -> Iterator[Claim]:
        """Yield the claim of a type that was listed to its end."""
        declaration = part.declaration
        whole = _outcome(run.fault, part.malformed)[0] is State.COMPLETE
        if whole and declaration.list.claims and run.started_at is not None:
            yield Claim(
                provider=self._tools.provider,
                viewer=self.account,
                region=run.group.region,
                type=declaration.type,
                started_at=run.started_at,
                own_only=declaration.list.own_only,
            )


def _outcome(fault: Fault | None, malformed: list[str]) -> tuple[State, str | None]:
    """Return a scope's state with its reason."""
    if fault is not None:
        return fault.state, str(fault)[:_REASON_LENGTH]
    if malformed:
        text = f"malformed: {len(malformed)} of its items; {malformed[0]}"
        return State.FAILED, text[:_REASON_LENGTH]
    return State.COMPLETE, None
