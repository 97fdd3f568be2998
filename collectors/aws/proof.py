"""How far each type's declaration is proven, as `cartographer types` shows it.

Every declaration is held against botocore's service model by the tests. What goes further is
listed here by hand, and a test sees to it that no list names a type that is not declared.
"""

from typing import Literal

from collectors.engine.specification import Declaration

Proof = Literal["live", "recorded by others", "moto", "model only"]

LIVE: frozenset[str] = frozenset()
"""Types that were read from a real account."""

RECORDED: frozenset[str] = frozenset()
"""Types that were read from answers which others recorded in real accounts."""

MOTO: frozenset[str] = frozenset()
"""Types that the sample estate holds, read through moto's server."""


def proof(type_: str) -> Proof:
    """Return the strongest proof of a type."""
    if type_ in LIVE:
        return "live"
    if type_ in RECORDED:
        return "recorded by others"
    return "moto" if type_ in MOTO else "model only"


def describe(declaration: Declaration) -> dict[str, object]:
    """Return what `cartographer types` says of a declaration."""
    by_id = declaration.by_id
    return {
        "type": declaration.type,
        "kind": declaration.kind,
        "provider": "aws",
        "service": declaration.service,
        "where": declaration.where,
        "list": declaration.list.operation,
        "aspects": [detail.aspect for detail in declaration.aspects],
        "by_id": None if by_id is None else by_id.operation or declaration.list.operation,
        "no_by_id": declaration.no_by_id,
        "events": sorted(declaration.events),
        "relations": sorted({one.kind for one in declaration.relations}),
        "no_relations": declaration.no_relations,
        "proof": proof(declaration.type),
        "doc": declaration.doc,
    }
