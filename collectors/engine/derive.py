"""What declarations read out of a record: kind, name, tags, zone, aliases, relations.

Pure functions of a record and the declarations. Whatever a document holds, they answer: a
field of the wrong type counts as missing and never loses the resource.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from cartographer.model.key import Ref
from cartographer.model.relation import Relation
from cartographer.model.resource import CONFIG, Derived, Record
from cartographer.model.shape import Shape
from collectors.engine.expression import path, text, values
from collectors.engine.specification import GLOBAL, TAGS, Declaration, Rel
from collectors.engine.tag import read_tags

_GENERATION = 2
"""Raised by hand when the code below reads the same declaration in another way."""

_NAME_TAG = "Name"
_GLOBAL_REGION = "global"


class DeclaredCatalogue:
    """The catalogue of ports, read out of declarations."""

    def __init__(self, declarations: Iterable[Declaration]) -> None:
        """Take the declarations of every cloud."""
        self.declarations: dict[str, Declaration] = {one.type: one for one in declarations}
        self._shapes = {type_: one.shape for type_, one in self.declarations.items()}
        text_ = msgspec.json.encode([_GENERATION, *sorted(self.declarations.items())])
        self._version = hashlib.sha256(text_).hexdigest()[:16]

    @property
    def version(self) -> str:
        """Digest of the rules of derivation."""
        return self._version

    def shape(self, type_: str) -> Shape | None:
        """Return the shape of a native type."""
        return self._shapes.get(type_)

    def derive(self, record: Record) -> Derived:
        """Return what a record's documents state."""
        declaration = self.declarations.get(record.key.type)
        if declaration is None:
            return Derived(kind="resource", tags=None, aliases=tuple(_own_aliases(record)))
        documents = _documents(record)
        document = documents[CONFIG]
        tags = _tags(declaration, record)
        name = text(declaration.name, document) if declaration.name else (tags or {}).get(_NAME_TAG)
        return Derived(
            kind=declaration.kind,
            name=name or None,
            zone=text(declaration.zone, document),
            tags=tags,
            aliases=tuple(sorted({*_own_aliases(record), *_aliases(declaration, document)})),
            relations=tuple(sorted(set(self._relations(declaration, record, documents)))),
        )

    def _relations(
        self, declaration: Declaration, record: Record, documents: Mapping[str, Any]
    ) -> Iterator[Relation]:
        for rel in declaration.relations:
            for value in values(rel.path, documents.get(rel.aspect)):
                yield Relation(record.key, rel.kind, self._target(rel, record, value))

    def _target(self, rel: Rel, record: Record, value: str) -> Ref:
        if rel.by != "name":
            return Ref(rel.by, canonical(rel.by, value))
        target = self.declarations.get(rel.type or "")
        everywhere = target is not None and target.where == GLOBAL
        region = _GLOBAL_REGION if everywhere else record.region
        return name_ref(rel.type or "", record.account, region, value)


def name_ref(type_: str, account: str, region: str, name: str) -> Ref:
    """Return the reference of a thing that has no more than a name in its account and region."""
    return Ref("name", f"{type_}/{account}/{region}/{name}")


def canonical(kind: str, value: str) -> str:
    """Return a reference's value in the one form of its kind."""
    if kind in ("dns", "oidc"):
        return value.removeprefix("https://").rstrip("./").lower()
    return value


def _documents(record: Record) -> dict[str, Any]:
    documents: dict[str, Any] = {name: one.value for name, one in record.aspects.items()}
    documents[CONFIG] = record.config
    return documents


def _own_aliases(record: Record) -> Iterator[Ref]:
    key = record.key
    yield Ref("id", record.native_id)
    yield name_ref(key.type, record.account, record.listed_in, record.native_id)
    yield Ref("arn" if key.id.startswith("arn:") else "key", key.id)


def _tags(declaration: Declaration, record: Record) -> dict[str, str] | None:
    """Return the tags; none where what bears them was never read, which is not *no tags*."""
    if declaration.tags_from is not None:
        aspect, expression = TAGS, "@"
    elif declaration.tags is not None:
        aspect, expression = declaration.tags_aspect, declaration.tags
    else:
        return {}
    standing = record.aspects.get(aspect)
    never_read = standing is not None and not standing.known and standing.last is None
    if never_read or (standing is None and aspect != CONFIG):
        return None
    document = record.config if aspect == CONFIG or standing is None else standing.value
    return read_tags(path(expression)(document))


def _aliases(declaration: Declaration, document: Any) -> Iterator[Ref]:  # noqa: ANN401
    for kind, expression in declaration.aliases:
        for value in values(expression, document):
            yield Ref(kind, canonical(kind, value))
