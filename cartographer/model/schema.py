"""The JSON Schema of the nouns, generated from them and their fields' meanings.

The version rises when a member is renamed or removed; members may be added without.
"""

from typing import Any, get_args, get_type_hints

import msgspec

from cartographer.model.audience import ExternalAccount, NamedNetwork
from cartographer.model.change import (
    Change,
    ChangeSet,
    FieldChange,
    Modified,
    Moved,
    NotCompared,
    Replaced,
    Unknown,
)
from cartographer.model.containment import Container
from cartographer.model.coverage import Claim, Coverage, Scope, Selector, Unread
from cartographer.model.finding import Alert, Finding
from cartographer.model.gap import AcceptedGap
from cartographer.model.history import (
    Listed,
    Listing,
    Resumption,
    Run,
    SnapshotInfo,
    Version,
    Visit,
)
from cartographer.model.key import Key, Ref
from cartographer.model.patch import Patch, Tombstone
from cartographer.model.reading import Read
from cartographer.model.relation import Relation, RelationKind
from cartographer.model.resource import Aspect, Derived, Observation, Record, Resource
from cartographer.model.shape import Shape
from cartographer.model.verdict import (
    Exposure,
    Hop,
    Path,
    Reason,
    TrafficBox,
    TrafficSet,
    Verdict,
)

VERSION = 1
NOUNS: dict[str, tuple[type[msgspec.Struct], ...]] = {
    "What is there": (
        Key,
        Ref,
        Resource,
        Record,
        Derived,
        Aspect,
        Relation,
        RelationKind,
        Container,
        Shape,
        NamedNetwork,
        ExternalAccount,
    ),
    "What was seen": (
        Observation,
        Scope,
        Coverage,
        Unread,
        Claim,
        Selector,
        Tombstone,
        Patch,
        AcceptedGap,
        SnapshotInfo,
        Run,
        Resumption,
        Visit,
        Listing,
        Listed,
        Version,
        Read,
    ),
    "What follows": (
        TrafficBox,
        TrafficSet,
        Reason,
        Verdict,
        Hop,
        Path,
        Exposure,
        FieldChange,
        Replaced,
        Moved,
        Modified,
        Unknown,
        NotCompared,
        ChangeSet,
        Change,
        Finding,
        Alert,
    ),
}
"""Every noun of the design, by the part of the vocabulary that it belongs to."""


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of all nouns, one definition each."""
    nouns = [noun for part in NOUNS.values() for noun in part]
    _, components = msgspec.json.schema_components(nouns, ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"cartographer.model/{VERSION}",
        "$ref": "#/$defs/Resource",
        "$defs": dict(sorted(components.items())),
    }


def meanings(noun: type[msgspec.Struct]) -> dict[str, str]:
    """Return the one-line meaning of each field of a noun.

    Raises:
        TypeError: a field has none.
    """
    found: dict[str, str] = {}
    for name, hint in get_type_hints(noun, include_extras=True).items():
        said = [one.description for one in get_args(hint)[1:] if isinstance(one, msgspec.Meta)]
        if not said or not said[0]:
            message = f"{noun.__name__}.{name} has no meaning"
            raise TypeError(message)
        found[name] = said[0]
    return found
