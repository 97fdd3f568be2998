"""What identifies a thing: its key, and the references that documents make to other things.

It refuses to know how a cloud spells an id: each cloud makes its ids canonical in one
function of its own before a `Key` is built.
"""

from typing import Annotated, Self

from msgspec import Struct

from cartographer.model.meaning import says

_SEPARATOR = "|"
_PARTS = 4


class Key(Struct, frozen=True, order=True, cache_hash=True):
    """The identity of one resource in the map."""

    provider: Annotated[str, says("Cloud that answers for the resource: aws, azure or gcp.")]
    partition: Annotated[str, says("Separate instance of that cloud, such as aws or aws-cn.")]
    type: Annotated[str, says("The provider's own name of the type, such as AWS::EC2::Instance.")]
    id: Annotated[str, says("Canonical id; a child without one bears <parent>#<natural key>.")]

    def __str__(self) -> str:
        """Return the one-string form that `parse` reads back."""
        return _SEPARATOR.join((self.provider, self.partition, self.type, self.id))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the key that `str(key)` wrote.

        Only the first three separators count, so an id may hold any character.

        Raises:
            ValueError: the text does not have four parts.
        """
        parts = text.split(_SEPARATOR, _PARTS - 1)
        if len(parts) != _PARTS:
            message = f"not a key: {text!r}; expected provider|partition|type|id"
            raise ValueError(message)
        return cls(*parts)

    def child(self, type_: str, natural_key: str) -> "Key":
        """Return the key of a part that has no id of its own, from its natural key."""
        return Key(self.provider, self.partition, type_, f"{self.id}#{natural_key}")


class Ref(Struct, frozen=True, order=True, cache_hash=True):
    """A reference to a resource as a document has it; it is resolved when it is read.

    The same pair is an *alias* where it stands on the resource that answers to it.
    Nobody answering means that the target is external, for now.
    """

    kind: Annotated[str, says("How the value names its target: arn, id, ip, dns, account, ...")]
    value: Annotated[str, says("The name as the document has it, in that kind's canonical form.")]

    def __str__(self) -> str:
        """Return the form that people read."""
        return f"{self.kind}:{self.value}"
