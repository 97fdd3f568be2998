"""The only way in which state changes: patches, and how one settles on what is held.

`settle` is the whole law of *unknown is not absent*. Both implementations of a snapshot use
it, so that memory and store cannot disagree. It reads no clock: each observation, tombstone
and claim bears the start time of its own call.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Protocol

from msgspec import Struct
from msgspec.structs import replace

from cartographer.model.coverage import Claim, Coverage, Scope, Selector
from cartographer.model.key import Key
from cartographer.model.meaning import says
from cartographer.model.resource import (
    CONFIG,
    Aspect,
    Observation,
    Record,
    present,
    unknown,
)


class Tombstone(Struct, frozen=True, order=True):
    """Proof by id that a resource is gone: a by-id call that answered not found."""

    key: Annotated[Key, says("Resource that is gone.")]
    at: Annotated[datetime, says("Start of the call that did not find it.")]
    viewer: Annotated[str, says("Account whose view this is.")]
    reason: Annotated[str, says("The provider's code.")] = "not-found"


class Patch(Struct, frozen=True):
    """A change of state: what was seen, what is gone, what was looked at."""

    cause: Annotated[str, says("What made it: the command and its target.")]
    base: Annotated[int | None, says("Commit that it was computed on; null for none.")] = None
    upserts: Annotated[tuple[Observation, ...], says("What was seen.")] = ()
    tombstones: Annotated[tuple[Tombstone, ...], says("What was asked for by id and is gone.")] = ()
    claims: Annotated[tuple[Claim, ...], says("What was listed to its end.")] = ()
    coverage: Annotated[tuple[Coverage, ...], says("How each scope that was asked ended.")] = ()
    forget: Annotated[tuple[Selector, ...], says("What a person said to forget.")] = ()
    retired: Annotated[tuple[Selector, ...], says("What the provider says has ended.")] = ()
    pending: Annotated[
        tuple[Scope, ...], says("Scopes that it is a part of; their claims come with a later one.")
    ] = ()
    sighted: Annotated[
        tuple[tuple[str, Key], ...],
        says("Viewer and key of what earlier parts saw of the scopes claimed here."),
    ] = ()
    ends: Annotated[tuple[str, ...], says("Accounts whose part of a run ends with it.")] = ()

    @property
    def dropped(self) -> tuple[Selector, ...]:
        """What it takes out of the present state as a whole, and out of what was asked for."""
        return (*self.forget, *self.retired)


class Held(Struct, frozen=True):
    """A record with the time at which it was last seen to exist."""

    record: Annotated[Record, says("What is held.")]
    seen_at: Annotated[datetime, says("Its own observation, or a later claim that covers it.")]


class End(Struct, frozen=True, order=True):
    """The end of a record."""

    key: Annotated[Key, says("Resource that ends.")]
    at: Annotated[datetime, says("Start of the call that proves it.")]
    reason: Annotated[str, says("claim, not-found, forgotten or retired.")]


class Delta(Struct, frozen=True):
    """What a patch comes to when it settles on a state."""

    writes: Annotated[tuple[Record, ...], says("Records that are new or changed.")]
    ends: Annotated[tuple[End, ...], says("Records that end.")]


class StateView(Protocol):
    """What `settle` needs to know of the state that a patch settles on."""

    def held(self, key: Key) -> Held | None:
        """Return what is held of a key."""
        ...

    def ended_at(self, key: Key) -> datetime | None:
        """Return when the key was last proven absent, if it is not held."""
        ...

    def covered(self, claim: Claim) -> Iterable[Held]:
        """Yield all that is held in the claim's scope: what its viewer owns or has seen."""
        ...

    def selected(self, selector: Selector) -> Iterable[Held]:
        """Yield all that is held by one of the selector's scopes or keys."""
        ...


def settle(view: StateView, patch: Patch) -> Delta:
    """Return what a patch changes in a state.

    An upsert never replaces a later observation. A claim or tombstone ends only what was
    last seen before it began, and of a resource that its owner sees, only the owner's.
    A record that a claim of the same patch covers, or of a later part, is not written when it
    did not change.
    """
    settling = _Settling(view, {claim.scope for claim in patch.claims}.union(patch.pending))
    for observation in sorted(patch.upserts, key=lambda one: one.observed_at):
        settling.observe(observation)
    for stone in patch.tombstones:
        settling.withdraw(stone.key, stone.viewer, stone.at, stone.reason)
    listed = {(observation.viewer, observation.key) for observation in patch.upserts}
    listed.update(patch.sighted)
    written = settling.written_by_place()
    for claim in patch.claims:
        settling.claim(claim, listed, written)
    for selector in patch.forget:
        settling.end_all(selector, "forgotten")
    for selector in patch.retired:
        settling.end_all(selector, "retired")
    return settling.delta()


class _Settling:
    """The writes and ends of one patch while they come together."""

    def __init__(self, view: StateView, claimed: set[Scope]) -> None:
        self._view = view
        self._claimed = claimed
        self._writes: dict[Key, Record] = {}
        self._ends: dict[Key, End] = {}

    def delta(self) -> Delta:
        """Return what came together."""
        writes = tuple(self._writes[key] for key in sorted(self._writes))
        return Delta(writes, tuple(self._ends[key] for key in sorted(self._ends)))

    def _standing(self, key: Key) -> Held | None:
        """Return what is held of a key once the writes so far are taken into account."""
        held = self._view.held(key)
        written = self._writes.get(key)
        if written is None:
            return held
        seen_at = written.observed_at if held is None else max(held.seen_at, written.observed_at)
        return Held(written, seen_at)

    def observe(self, observation: Observation) -> None:
        """Take in what one call saw."""
        held = self._standing(observation.key)
        record = _settle_upsert(self._view, held, observation)
        if record is None:
            return
        unchanged = held is not None and _same(held.record, record)
        if not unchanged or not self._claimed.intersection(record.scopes):
            self._writes[observation.key] = record

    def written_by_place(self) -> dict[tuple[str, str, str], list[Record]]:
        """Return the writes so far by provider, region and type: claims cover them too."""
        places: dict[tuple[str, str, str], list[Record]] = {}
        for record in self._writes.values():
            place = (record.key.provider, record.listed_in, record.key.type)
            places.setdefault(place, []).append(record)
        return places

    def claim(
        self,
        claim: Claim,
        listed: set[tuple[str, Key]],
        written: dict[tuple[str, str, str], list[Record]],
    ) -> None:
        """Take back the viewer's sight of all that a claim covers and does not list."""
        here = written.get((claim.provider, claim.region, claim.type), ())
        for record in (*(one.record for one in self._view.covered(claim)), *here):
            own = record.account == claim.viewer
            missed = (claim.viewer, record.key) not in listed
            if missed and (own or (claim.viewer in record.viewers and not claim.own_only)):
                self.withdraw(record.key, claim.viewer, claim.started_at, "claim")

    def withdraw(self, key: Key, viewer: str, at: datetime, reason: str) -> None:
        """Take back one viewer's sight of a record; the last sight, or the owner's, ends it."""
        held = self._standing(key)
        if held is None or at <= held.seen_at:
            return
        record = held.record
        rest = tuple(one for one in record.viewers if one != viewer)
        if viewer == record.account or not rest:
            self._writes.pop(key, None)
            self._ends[key] = End(key, at, reason)
        elif rest != record.viewers and key not in self._ends:
            self._writes[key] = replace(record, viewers=rest)

    def end_all(self, selector: Selector, reason: str) -> None:
        """End all that a person said to forget, or that a provider says has ended."""
        for known in self._view.selected(selector):
            key = known.record.key
            self._writes.pop(key, None)
            self._ends[key] = End(key, known.seen_at, reason)


def _settle_upsert(view: StateView, held: Held | None, seen: Observation) -> Record | None:
    """Return the record after an observation, or none if a later one stands."""
    if held is None:
        ended_at = view.ended_at(seen.key)
        if ended_at is not None and ended_at >= seen.observed_at:
            return None
        return _fresh(seen, (seen.viewer,))
    record = held.record
    viewers = tuple(sorted({*record.viewers, seen.viewer}))
    other = record.uid is not None and seen.uid is not None and record.uid != seen.uid
    owners_view = seen.viewer != seen.account and seen.account in record.viewers
    if held.seen_at > seen.observed_at or owners_view:
        # A later observation stands, or the owner's own: only that this viewer sees it is new.
        return None if other or viewers == record.viewers else replace(record, viewers=viewers)
    if other:
        return _fresh(seen, (seen.viewer,))
    return Record(
        key=seen.key,
        uid=seen.uid if seen.uid is not None else record.uid,
        native_id=seen.native_id,
        account=seen.account,
        region=seen.region,
        listed_in=seen.listed_in,
        viewers=viewers,
        observed_at=seen.observed_at,
        config=record.config if seen.config is None else seen.config,
        aspects=_merge_aspects(held, seen),
    )


def _fresh(seen: Observation, viewers: tuple[str, ...]) -> Record:
    """Return the first record of an incarnation."""
    aspects = dict(seen.aspects)
    if seen.config is None:
        aspects.setdefault(CONFIG, unknown("not-supplied"))
    return Record(
        key=seen.key,
        uid=seen.uid,
        native_id=seen.native_id,
        account=seen.account,
        region=seen.region,
        listed_in=seen.listed_in,
        viewers=viewers,
        observed_at=seen.observed_at,
        config={} if seen.config is None else seen.config,
        aspects=dict(sorted(aspects.items())),
    )


def _merge_aspects(held: Held, seen: Observation) -> dict[str, Aspect]:
    """Return the aspects after an observation; what is known is never replaced by less."""
    old = held.record.aspects
    names = {*old, *seen.aspects} - {CONFIG}
    merged = {name: _merge_aspect(held, old.get(name), seen.aspects.get(name)) for name in names}
    if seen.config is None:
        # Only the id was seen: the document that is held stays, and says how old it is.
        merged[CONFIG] = _merge_aspect(
            held, old.get(CONFIG, present(None)), seen.aspects.get(CONFIG)
        )
    return dict(sorted(merged.items()))


def _merge_aspect(held: Held, old: Aspect | None, new: Aspect | None) -> Aspect:
    if new is not None and new.known:
        return new
    if old is None:
        return new if new is not None else unknown("not-supplied")
    if new is None or not new.asked:
        return old if old.as_of is not None or not old.known else replace(old, as_of=held.seen_at)
    if old.known:
        last = old.state if old.state != "unknown" else None
        return Aspect("unknown", old.value, new.reason, last, old.as_of or held.seen_at)
    return replace(old, reason=new.reason)


def _same(old: Record, new: Record) -> bool:
    """Return whether two records differ in nothing but the time of observation."""
    return replace(old, observed_at=new.observed_at) == new
