"""Which resources and relations a picture shows, and a count of those that it does not.

Everything is read through the `Snapshot` protocol. A relation whose target several answer to
leads to all of them, and one that nobody answers to leads outside.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from cartographer.model.change import ChangeSet, FieldChange
from cartographer.model.error import NotFoundError
from cartographer.model.key import Key, Ref
from cartographer.model.relation import RELATION_KINDS
from cartographer.model.resource import Resource
from cartographer.model.snapshot import Snapshot, resources
from exporters.graph import State
from exporters.view import FOLDED, View, drawn

_SHOWN_FIELDS = 6


class Item(Struct):
    """What a picture needs to know of a resource; its documents are left behind."""

    key: Key
    kind: str
    name: str | None
    native_id: str
    account: str
    region: str
    tags: dict[str, str]
    home: Snapshot
    state: State = "same"
    fog: str | None = None
    said: tuple[str, ...] = ()


class Link(Struct, frozen=True, order=True):
    """One arrow between resources, or from a resource to the outside."""

    source: Key
    kind: str
    target: Key | None
    ref: Ref | None = None
    state: State = "same"


class Selection(Struct):
    """What was chosen, and what was not."""

    snapshot: Snapshot
    items: dict[Key, Item]
    links: list[Link]
    left_out: Counter[str] = field(default_factory=Counter)
    why: str = "not in this view"
    undrawn: int = 0
    changes: ChangeSet | None = None
    before: Snapshot | None = None


def select(
    snapshot: Snapshot, view: View, changes: ChangeSet | None, before: Snapshot | None
) -> Selection:
    """Return what a picture shows."""
    if changes is not None:
        return _changed(snapshot, view, changes, before)
    if view.focus is not None:
        return _focused(snapshot, view, view.focus)
    return _whole(snapshot, view)


def _whole(snapshot: Snapshot, view: View) -> Selection:
    kinds = drawn(view)
    every = {one.key: item(one, snapshot) for one in resources(snapshot)}
    links, undrawn = _links(snapshot, every, kinds)
    touched = {end for one in links for end in (one.source, one.target)}
    row = view.row
    kept = {
        key: one
        for key, one in every.items()
        if row.kinds is None
        or one.kind in row.kinds
        or (one.kind in row.linked and key in touched)
        or (one.kind in FOLDED and key in touched)
    }
    left_out = Counter(one.kind for key, one in every.items() if key not in kept)
    inside = [one for one in links if one.source in kept and _shown(one, kept)]
    return Selection(snapshot, kept, inside, left_out, undrawn=undrawn + len(links) - len(inside))


def _shown(link: Link, kept: dict[Key, Item]) -> bool:
    return link.target is None or link.target in kept


def _focused(snapshot: Snapshot, view: View, focus: Key) -> Selection:
    if snapshot.get(focus) is None:
        raise NotFoundError(f"nothing is held of {focus.id}, which the picture is to focus on")
    kinds = drawn(view)
    around = neighbourhood(snapshot, {focus}, view.depth, kinds)
    around |= (
        {one.source for one in snapshot.into(focus) if _contains(one.kind)} if view.depth else set()
    )
    held = ((key, snapshot.get(key)) for key in sorted(around))
    items = {key: item(one, snapshot) for key, one in held if one is not None}
    links, undrawn = _links(snapshot, items, kinds)
    left_out = Counter(_other_kinds(snapshot, items))
    inside = [one for one in links if _shown(one, items)]
    reach = "further away" if view.depth else "around it"
    return Selection(snapshot, items, inside, left_out, reach, undrawn + len(links) - len(inside))


def _other_kinds(snapshot: Snapshot, items: dict[Key, Item]) -> Iterator[str]:
    return (one.derived.kind for one in resources(snapshot) if one.key not in items)


def neighbourhood(
    snapshot: Snapshot, start: set[Key], depth: int, kinds: frozenset[str]
) -> set[Key]:
    """Return what lies within some relations of a start, whichever way they point."""
    found, edge = set(start), set(start)
    for _ in range(depth):
        edge = {near for key in edge for near in _near(snapshot, key, kinds)} - found
        found |= edge
    return found


def _near(snapshot: Snapshot, key: Key, kinds: frozenset[str]) -> Iterator[Key]:
    for relation in snapshot.out(key):
        if relation.kind in kinds:
            yield from snapshot.resolve(relation.target)
    for relation in snapshot.into(key):
        if relation.kind in kinds:
            yield relation.source


def _changed(
    snapshot: Snapshot, view: View, changes: ChangeSet, before: Snapshot | None
) -> Selection:
    kinds = drawn(view)
    said = _said(changes)
    keys = set(said)
    if view.focus is not None:
        keys &= neighbourhood(snapshot, {view.focus}, view.depth, kinds)
    around = neighbourhood(snapshot, keys, view.depth, kinds)
    if before is not None:
        around |= neighbourhood(before, keys, view.depth, kinds)
    items: dict[Key, Item] = {}
    for key in sorted(around):
        now = snapshot.get(key)
        then = before.get(key) if before is not None and now is None else None
        resource, home = (now, snapshot) if now is not None else (then, before)
        if resource is not None and home is not None:
            items[key] = item(resource, home)
            if key in said:
                items[key].state, items[key].said = said[key]
    links, undrawn = _links(snapshot, items, kinds)
    links = _with_past(links, items, kinds, before)
    left_out = Counter(_other_kinds(snapshot, items))
    inside = [
        one
        for one in links
        if _shown(one, items) and (one.state != "same" or {one.source, one.target} & keys)
    ]
    return Selection(
        snapshot,
        items,
        inside,
        left_out,
        "unchanged",
        undrawn + len(links) - len(inside),
        changes,
        before,
    )


def _said(changes: ChangeSet) -> dict[Key, tuple[State, tuple[str, ...]]]:
    """Return the state of every key of a change set, with what there is to say of it."""
    said: dict[Key, tuple[State, tuple[str, ...]]] = {}
    for one in changes.unknown:
        what = f"{one.aspect or 'all of it'} is unknown: {one.reason}"
        said[one.key] = ("unknown", (*said.get(one.key, ("", ()))[1], what))
    said.update(dict.fromkeys(changes.added, ("new", ("new",))))
    said.update(dict.fromkeys(changes.removed, ("gone", ("gone",))))
    for again in changes.replaced:
        said[again.key] = ("changed", (f"replaced: {again.old_uid} → {again.new_uid}",))
    for moved in changes.moved:
        said[moved.key] = ("changed", (f"moved from {moved.old_key.id}", *_fields(moved.fields)))
    for changed in changes.modified:
        also = said.get(changed.key, ("", ()))[1]
        said[changed.key] = ("changed", (*_fields(changed.fields), *also))
    return said


def _fields(fields: tuple[FieldChange, ...]) -> tuple[str, ...]:
    shown = tuple(f"{one.op} {one.pointer}" for one in fields[:_SHOWN_FIELDS])
    rest = len(fields) - len(shown)
    return (*shown, f"and {rest} more fields") if rest else shown


def _with_past(
    links: list[Link], items: dict[Key, Item], kinds: frozenset[str], before: Snapshot | None
) -> list[Link]:
    """Return the links with their states, and those that only the earlier snapshot has."""
    if before is None:
        return links
    past, _ = _links(before, items, kinds)
    old = {(one.source, one.kind, one.target, one.ref) for one in past}
    now = {(one.source, one.kind, one.target, one.ref) for one in links}
    states: list[Link] = []
    for one in links:
        if one.ref is not None and before.resolve(one.ref):
            continue  # it pointed at what is gone now: the past says so
        is_new = (one.source, one.kind, one.target, one.ref) not in old
        states.append(Link(one.source, one.kind, one.target, one.ref, "new") if is_new else one)
    gone = [
        Link(one.source, one.kind, one.target, one.ref, "gone")
        for one in past
        if (one.source, one.kind, one.target, one.ref) not in now
    ]
    return states + gone


def _links(
    snapshot: Snapshot, items: Iterable[Key], kinds: frozenset[str]
) -> tuple[list[Link], int]:
    """Return the links that start from resources, and how many are of other kinds."""
    links: set[Link] = set()
    undrawn = 0
    for key in items:
        for relation in snapshot.out(key):
            if relation.kind not in kinds:
                undrawn += not _contains(relation.kind)
                continue
            answers = snapshot.resolve(relation.target)
            links |= {Link(key, relation.kind, one) for one in answers}
            if not answers:
                links.add(Link(key, relation.kind, None, relation.target))
    return sorted(links, key=_link_order), undrawn


def _contains(kind: str) -> bool:
    row = RELATION_KINDS.get(kind)
    return row is not None and row.contains


def _link_order(link: Link) -> tuple[str, str, str, str]:
    return (str(link.source), link.kind, str(link.target or ""), str(link.ref or ""))


def item(resource: Resource, home: Snapshot) -> Item:
    """Return what a picture needs to know of a resource."""
    derived, record = resource.derived, resource.record
    return Item(
        resource.key,
        derived.kind,
        derived.name,
        record.native_id,
        record.account,
        record.region,
        derived.tags or {},
        home,
        fog=_fog(resource),
    )


def _fog(resource: Resource) -> str | None:
    if resource.stale_since is not None:
        return f"not seen since {resource.stale_since:%Y-%m-%d %H:%M}Z"
    doubts = sorted(
        f"{name}: {one.reason}"
        for name, one in resource.record.aspects.items()
        if not one.known and one.asked
    )
    return f"unknown {', '.join(doubts)}" if doubts else None
