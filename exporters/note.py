"""The words around a picture: its title line, and the note of what is not in it."""

from collections import Counter

from cartographer.model.coverage import NOT_LOOKED, Coverage, Scope
from cartographer.model.snapshot import Snapshot
from exporters.graph import Caption, by_kind
from exporters.selection import Selection
from exporters.text import clean, plural
from exporters.view import View

_NAMED_SCOPES = 3


def title(chosen: Selection, view: View, caption: Caption) -> str:
    """Return the title line: what is shown, of which snapshot, taken when."""
    snapshot = named(chosen.snapshot, caption)
    words = [view.row.title]
    if chosen.changes is not None:
        changes = chosen.changes
        count = len(changes.added), len(changes.removed), len(changes.modified)
        changed = count[2] + len(changes.replaced) + len(changes.moved)
        then = caption.before or "an earlier snapshot"
        words += [f"changes {then} → {snapshot}", f"{count[0]} new, {count[1]} gone"]
        words[-1] += f", {changed} changed, {len(changes.unknown)} unknown"
    else:
        words += [f"snapshot {snapshot}"]
    words += [caption.taken] if caption.taken else []
    if view.focus is not None:
        focus = chosen.items.get(view.focus)
        name = (focus.name or focus.native_id) if focus is not None else view.focus.id
        words.append(f"around {clean(name, 60)}, {plural(view.depth, 'step')}")
    if view.group_by is not None:
        words.append(f"by {clean(view.group_by, 60)}")
    return " · ".join(words)


def named(snapshot: Snapshot, caption: Caption) -> str:
    """Return what a snapshot is called."""
    return caption.snapshot or f"commit {snapshot.commit}"


def notes(chosen: Selection, parts: Counter[str], inside: int) -> list[str]:
    """Return what a picture must say: what it leaves out, and what was not seen."""
    note: list[str] = []
    if parts:
        note.append(f"Folded into the card of what they are part of: {by_kind(parts)}.")
    if chosen.left_out:
        total = chosen.left_out.total()
        note.append(f"Not drawn, {chosen.why}: {total:,} ({by_kind(chosen.left_out)}).")
    hidden = chosen.undrawn + inside
    if hidden:
        note.append(f"{plural(hidden, 'relation')} not drawn: of other kinds, or told by nesting.")
    foggy = sum(one.fog is not None for one in chosen.items.values())
    if foggy:
        note.append(f"Dashed: {plural(foggy, 'resource')} not seen lately or known only in part.")
    note += gaps(chosen.snapshot)
    compared = chosen.changes.not_compared if chosen.changes is not None else None
    if compared is not None and compared.scopes:
        note.append(
            f"Not compared: {plural(compared.resources, 'resource')} in "
            f"{plural(compared.scopes, 'scope')} that only one side has read."
        )
    return note


def unseen(snapshot: Snapshot) -> list[Coverage]:
    """Return the scopes that were asked for and could not be read."""
    return [one for one in snapshot.coverage() if one.state in NOT_LOOKED]


def _place(scope: Scope) -> str:
    return f"{scope.account} {scope.known_region or '(not entered)'}"


def gaps(snapshot: Snapshot) -> list[str]:
    """Return what is to be said of scopes that could not be read, nothing if all were."""
    found = unseen(snapshot)
    if not found:
        return []
    states = Counter(str(one.state) for one in found)
    where = Counter(f"{_place(one.scope)} {one.state}" for one in found)
    named = [
        f"{place} ({plural(number, 'type')})"
        for place, number in sorted(where.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    rest = f" and {len(named) - _NAMED_SCOPES} more" if len(named) > _NAMED_SCOPES else ""
    told = ", ".join(f"{number} {state}" for state, number in sorted(states.items()))
    return [
        f"Not seen: {plural(len(found), 'scope')} ({told}): "
        + clean(", ".join(named[:_NAMED_SCOPES]))
        + rest
        + "."
    ]
