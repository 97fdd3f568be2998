"""What relations point at in vain although it may well be there: made while a run was on.

Only what changed in this run is looked at, and only as far as its type can be told from how
the ids of its like are spelt. A by-id call then says whether it exists.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from cartographer.model.key import Key, Ref
from cartographer.model.snapshot import Snapshot
from collectors.engine.refresh import Target
from collectors.engine.specification import Declaration

_MOST = 200
_HEX_ID = re.compile(r"^([a-z]+(?:-[a-z]+)*)-[0-9a-f]{8,17}$")


def dangling(
    head: Snapshot, since: int, declarations: Mapping[str, Declaration]
) -> tuple[Target, ...]:
    """Return what is pointed at in vain by resources that changed since a commit; 200 at most."""
    spelling = _types_by_prefix(head, declarations)
    return tuple(islice(_dangling(head, since, spelling), _MOST))


def _types_by_prefix(head: Snapshot, declarations: Mapping[str, Declaration]) -> dict[str, str]:
    """Return the types that can be read by id, by how their ids begin."""
    found = {}
    for type_ in head.types():
        declaration = declarations.get(type_)
        if declaration is None or declaration.by_id is None or declaration.list.own_only:
            continue
        example = next(head.of_type(type_), None)
        match = _HEX_ID.match(example.record.native_id) if example is not None else None
        if match is not None:
            found[match.group(1)] = type_
    return found


def _dangling(head: Snapshot, since: int, spelling: Mapping[str, str]) -> Iterator[Target]:
    told: set[Ref] = set()
    for key in head.changed_since(since):
        for relation in head.out(key):
            ref = relation.target
            type_ = None if ref in told else _type_of(ref, spelling)
            told.add(ref)
            if type_ is not None and not head.resolve(ref):
                yield from _asked_by(head, key, type_, ref)


def _type_of(ref: Ref, spelling: Mapping[str, str]) -> str | None:
    match = _HEX_ID.match(ref.value) if ref.kind == "id" else None
    return None if match is None else spelling.get(match.group(1))


def _asked_by(head: Snapshot, key: Key, type_: str, ref: Ref) -> Iterator[Target]:
    """Yield the call for a reference in the view that its source was seen in."""
    source = head.get(key)
    if source is not None:
        yield Target(type_, source.record.viewers[0], source.record.listed_in, ref.value)
