"""What the analysis must know of a type's documents, whatever cloud it belongs to.

Paths are dotted member names; `[]` after a name goes into each element of a list, `*` stands
for any member, and a path that begins with `@name.` leads into the aspect of that name.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal, Self

from msgspec import Struct, field

from cartographer.model.meaning import says

KeyFields = tuple[str, ...] | Literal["set"]
"""Fields that identify an element of a list, or `set` where the whole element does."""

CONFIG_ROOT = "config"


def steps(path: str) -> tuple[str, ...]:
    """Return a path as steps: `A[].B` is `A`, `[]`, `B`."""
    return tuple(step for step in path.replace("[]", ".[]").split(".") if step)


class KeyedTree:
    """The keyed lists of a type's documents as a tree, walked beside a document."""

    __slots__ = ("_children", "fields")

    def __init__(self, fields: KeyFields | None = None) -> None:
        """Make a node; `fields` identify the elements of the list that stands here."""
        self.fields = fields
        self._children: dict[str, KeyedTree] = {}

    @classmethod
    def of(cls, keyed: Mapping[str, KeyFields]) -> Self:
        """Return the tree of a mapping from paths to key fields."""
        root = cls()
        for path, fields in keyed.items():
            root._plant(steps(path), fields)
        return root

    def _plant(self, path: Iterable[str], fields: KeyFields) -> None:
        node: KeyedTree = self
        for step in path:
            node = node._children.setdefault(step, KeyedTree())
        node.fields = fields

    @property
    def empty(self) -> bool:
        """Whether nothing here or below is keyed."""
        return self.fields is None and not self._children

    def child(self, step: str) -> "KeyedTree":
        """Return the node of a member, or of the elements (`[]`)."""
        found = self._children.get(step)
        if found is None and step != "[]":
            found = self._children.get("*")
        return NOTHING_KEYED if found is None else found

    def aspect(self, name: str) -> "KeyedTree":
        """Return the tree of an aspect; of `config` it is this one."""
        return self if name == CONFIG_ROOT else self.child(f"@{name}")


NOTHING_KEYED = KeyedTree()


class Shape(Struct, frozen=True):
    """How the documents of one native type are ordered and compared."""

    type: Annotated[str, says("Native type.")]
    kind: Annotated[str, says("Shared kind.")]
    keyed: Annotated[
        dict[str, KeyFields],
        says("Lists whose order means nothing: path -> key, e.g. Tags -> (Key,)."),
    ] = field(default_factory=dict)
    volatile: Annotated[
        tuple[str, ...], says("Paths kept outside the body: no history, no difference.")
    ] = ()
    secret: Annotated[tuple[str, ...], says("Paths whose values become keyed digests.")] = ()
