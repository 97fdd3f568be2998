"""What relations point at in vain although it may well be there: made while a run was on.

Only what changed in this run is looked at, and only as far as its type can be told from how
the ids of its like are spelt. A by-id call then says whether it exists.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from cartographer.model.key import Ref
from cartographer.model.resource import Resource
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
        source = head.get(key)
        if source is None:
            continue
        for relation in source.derived.relations:
            ref = relation.target
            target = None if ref in told else _target(source, ref, spelling)
            told.add(ref)
            if target is not None and not head.resolve(ref):
                yield target


def _target(source: Resource, ref: Ref, spelling: Mapping[str, str]) -> Target | None:
    match = _HEX_ID.match(ref.value) if ref.kind == "id" else None
    type_ = spelling.get(match.group(1)) if match is not None else None
    if type_ is None:
        return None
    record = source.record
    return Target(type_, record.viewers[0], record.listed_in, ref.value)
